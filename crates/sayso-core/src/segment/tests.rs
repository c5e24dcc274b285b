//! Invented news, cut up.

use proptest::prelude::*;

use super::*;

fn paragraphs(text: &str) -> Vec<&str> {
    segment(text).paragraphs.iter().map(|span| span.of(text)).collect()
}

fn sentences(text: &str) -> Vec<&str> {
    segment(text).sentences.iter().map(|span| span.of(text)).collect()
}

fn words(text: &str) -> Vec<&str> {
    segment(text).words.iter().map(|word| word.span.of(text)).collect()
}

/// The quotations, each with its depth, `…` after one that is not closed.
fn quotations(text: &str) -> Vec<String> {
    let show = |q: &Quotation| {
        let end = if q.closed { "" } else { "…" };
        format!("{}:{}{end}", q.depth, q.inner.of(text))
    };
    segment(text).quotations.iter().map(show).collect()
}

#[test]
fn words_keep_what_is_inside_them() {
    assert_eq!(
        words("Ortiz's co-op in the U.S. won 1,000.50 votes."),
        ["Ortiz's", "co-op", "in", "the", "U.S", ".", "won", "1,000.50", "votes", "."]
    );
    assert_eq!(words("don’t (rock ’n’ roll)"), ["don’t", "(", "rock", "’", "n", "’", "roll", ")"]);
    assert_eq!(words("at example.com on Monday.The"), ["at", "example.com", "on", "Monday", ".", "The"]);
    assert_eq!(words("no--really… café"), ["no", "-", "-", "really", "…", "café"]);
    assert_eq!(words("e\u{301}lan 👩‍👧"), ["e\u{301}lan", "👩‍", "👧"]);
}

#[test]
fn lines_are_paragraphs() {
    assert_eq!(paragraphs("One.\r\nTwo.\n\n\n  Three. \u{2028}Four."), ["One.", "Two.", "Three.", "Four."]);
    assert_eq!(paragraphs(" \n\t\n"), Vec::<&str>::new());
}

#[test]
fn wrapped_blocks_are_paragraphs() {
    let text = "Harbor vote delayed\n\n\
                The harbor board on Tuesday put off its vote on the new pier, saying\n\
                that three of its members had not read the report that the engineers\n\
                had sent a week before.\n\n\
                “We will vote when we have read it,” said Ada Ortiz, who leads the\n\
                board. She did not name a day, and her office gave no further word on\n\
                the matter.\n";
    let found = paragraphs(text);
    assert_eq!(found.len(), 3);
    assert!(found[2].starts_with("“We") && found[2].ends_with("matter."));
    assert_eq!(segment(text).sentences.len(), 4);
}

#[test]
fn short_lines_are_not_wrapped() {
    let text = "Harbor news\nToday\n\nMilo Brandt:\nThe pier is safe.\nAda Ortiz:\nIt is not.\n";
    assert_eq!(paragraphs(text).len(), 6);
}

#[test]
fn short_forms_do_not_end_sentences() {
    for text in [
        "Gov. Brandt met Ms. Ortiz of the U.S. Senate at 5 p.m. Friday.",
        "The J. R. Ortiz Co. Building in St. Orm is for sale, No. 5 Quay St. included.",
        "Mr. and Mrs. Brandt, of Acme Inc. and others, came on Oct. 2 to Ft. Orm.",
        "“Stop!” Ms. Ortiz shouted.",
        "\"Stop!\" he added.",
        "“Is it safe?” asked the mayor.",
        "“It is,” she said.",
        "1. The pier is closed.",
        "The Yahoo! building burned.",
        "A.P. (the agency) said so.",
    ] {
        assert_eq!(sentences(text), [text]);
    }
}

#[test]
fn sentences_end_where_they_end() {
    for (text, count) in [
        ("He works for Acme Inc. The firm is old.", 2),
        ("They met at 5 p.m. Ortiz left early.", 2),
        ("She flew to the U.S. He stayed.", 2),
        ("He told the A.P. “We will wait.”", 2),
        ("“We won.” Ortiz said he was glad.", 2),
        ("“It is late. We go,” she said. “Good night.”", 3),
        ("“Stop!” The crowd went home.", 2),
        ("Is it safe? Nobody knows! The end", 3),
        ("The board met on Monday.The mayor was away.", 2),
        ("Did she say no. 5? She said no. Then she left.", 3),
        ("He got a C. The others failed.", 2),
    ] {
        assert_eq!(sentences(text).len(), count, "{:?}", sentences(text));
    }
}

#[test]
fn a_headline_is_a_sentence() {
    assert_eq!(sentences("Mayor says no\n\nThe mayor said no."), ["Mayor says no", "The mayor said no."]);
}

#[test]
fn quotations_of_many_kinds() {
    for (text, found) in [
        ("“Yes,” she said, “no.”", &["0:Yes,", "0:no."][..]),
        ("\"Yes,\" she said, \"no.\"", &["0:Yes,", "0:no."]),
        ("``Yes,'' she said, ''no.''", &["0:Yes,", "0:no."]),
        ("«Yes» and « no »", &["0:Yes", "0: no "]),
        ("»Ja« und »nein«", &["0:Ja", "0:nein"]),
        ("„Ja“, sagte sie, „nein“.", &["0:Ja", "0:nein"]),
        ("„Tak” i „nie”", &["0:Tak", "0:nie"]),
        ("”Ja”, sade hon, ”nej”.", &["0:Ja", "0:nej"]),
        ("‘Yes,’ she said. ‘It isn’t.’", &["0:Yes,", "0:It isn’t."]),
        ("'Yes,' she said. 'It isn't.'", &["0:Yes,", "0:It isn't."]),
        ("「はい」と言った", &["0:はい"]),
        ("“He said ‘no’ to me,” she said.", &["0:He said ‘no’ to me,", "1:no"]),
        ("\"He said 'no' to me,\" she said.", &["0:He said 'no' to me,", "1:no"]),
        ("„Er sagte ‚nein‘ zu mir“, sagte sie.", &["0:Er sagte ‚nein‘ zu mir", "1:nein"]),
        ("“He said “no” to me,” she said.", &["0:He said “no” to me,", "1:no"]),
        ("''He said, 'No.''' She left.", &["0:He said, 'No.'", "1:No."]),
        ("‘The workers’ rights,’ he said", &["0:The workers’ rights,"]),
        ("She said:\"No.\"", &["0:No."]),
        ("(\"No\")", &["0:No"]),
        ("“Mixed\" and \"mixed”", &["0:Mixed", "0:mixed"]),
        ("“Odd,“ she said.", &["0:Odd,"]),
    ] {
        assert_eq!(quotations(text), found, "{text}");
    }
}

#[test]
fn apostrophes_and_measures_are_no_quotations() {
    for text in [
        "The workers' pay and the bosses' cars weren't the '90s' best.",
        "Rock 'n' roll, get 'em, 'til dawn; it's the board’s, the boards’.",
        "He is 5'10\" tall, she 6'; a 12\" disc.",
        "A stray” mark, a stray\" one, a stray» one.",
        "\"\" “ ”",
        "'Twas the dogs' bone.",
    ] {
        assert_eq!(quotations(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn quotations_run_over_paragraphs_that_open_again() {
    let text = "She said: “We go.\n\n“We stay.\n\n“We go,” and left. “Bye.”";
    assert_eq!(quotations(text), ["0:We go.\n\n“We stay.\n\n“We go,", "0:Bye."]);
    let text = "She said: \"We go.\n\n\"We stay,\" and left.";
    assert_eq!(quotations(text), ["0:We go.\n\n\"We stay,"]);
    let text = "« On part.\n\n» On reste », dit-elle.";
    assert_eq!(quotations(text), ["0: On part.\n\n» On reste "]);
}

#[test]
fn unclosed_quotations_end_with_their_paragraph() {
    assert_eq!(quotations("She said, “We go.\n\nThey went. “Bye.”"), ["0:We go.…", "0:Bye."]);
    assert_eq!(quotations("“We go, she said. “We stay,” he said."), ["0:We go, she said.…", "0:We stay,"]);
    assert_eq!(quotations("“He told me, ‘I will go.” Then"), ["0:He told me, ‘I will go.", "1:I will go.…"]);
}

#[test]
fn what_stands_where() {
    let text = "Ada left. “He said ‘no’ to me,” she said.\n\nNext.";
    let cut = segment(text);
    let at = |needle: &str| text.find(needle).unwrap();
    assert_eq!(cut.paragraph_at(at("Next")), Some(1));
    assert_eq!(cut.paragraph_at(at("\n")), None);
    assert_eq!(cut.sentence_at(at("she")), Some(1));
    assert_eq!(cut.quotation_depth(at("no")), 2);
    assert_eq!(cut.quotation_depth(at("to me")), 1);
    assert!(cut.quoted_at(at("He")) && !cut.quoted_at(at("she")) && !cut.quoted_at(0));
    let span = Span::new(at("Ada") + 1, at("left") + 1);
    assert_eq!(cut.words_in(span).len(), 2);
    assert_eq!(cut.words_in(Span::new(9, 10)).len(), 0);
}

#[test]
fn right_to_left_text_is_cut_too() {
    let text = "قال الوزير: «لن نوافق». ثم غادر.";
    assert_eq!(quotations(text), ["0:لن نوافق"]);
    assert_eq!(segment(text).sentences.len(), 2);
}

#[test]
fn any_number_of_quotation_marks() {
    for unit in
        ["\"", "“", "”", "‘", "’", "'", "“‘", "“‘a’ ", "\" ", "a\" \"a", "''", "«", "“\n\n", "'a", "x 's"]
    {
        let text = unit.repeat(200_000);
        let cut = segment(&text);
        assert!(cut.quotations.len() <= 200_000 * unit.len());
        assert!(cut.quotation_depth(text.len() - unit.len()) <= quotations::DEEPEST);
    }
}

#[test]
fn long_lines_of_points_and_short_forms() {
    for unit in ["Mr. ", "U.S. X ", "... ", ". ", ".)", "a.B", "Ab.Cd", "! x ", "1. "] {
        let text = unit.repeat(100_000);
        check(&text);
    }
}

/// Marks, short forms and spaces are what the rules look at; random letters alone would miss them.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "“",
        "”",
        "‘",
        "’",
        "\"",
        "'",
        "''",
        "``",
        "«",
        "»",
        "„",
        "‚",
        " ",
        "\n",
        "\r\n",
        "\n\n",
        "\t",
        ".",
        "!",
        "?",
        ",",
        "...",
        "Mr.",
        "U.S.",
        "p.m.",
        "No.",
        "a",
        "Bc",
        "said",
        "s",
        "5",
        "-",
        "—",
        "(",
        ")",
        ":",
        "é",
        "e\u{301}",
        "👩‍👧",
        "\u{200B}",
        "\u{2028}",
        "ש",
        "字",
        "\0",
        "1,000",
    ]);
    prop_oneof![prop::collection::vec(pieces, 0..60).prop_map(|p| p.concat()), "(?s).{0,200}"]
}

/// The invariants of a segmentation.
fn check(text: &str) {
    let cut = segment(text);
    let apart = |spans: &[Span]| {
        assert!(spans.windows(2).all(|w| w[0].end <= w[1].start));
        assert!(spans.iter().all(|span| !span.is_empty() && text.get(span.start..span.end).is_some()));
    };
    apart(&cut.paragraphs);
    apart(&cut.sentences);
    apart(&cut.words.iter().map(|word| word.span).collect::<Vec<_>>());
    for word in &cut.words {
        assert!(cut.sentences[word.sentence].contains(word.span));
        assert!(cut.paragraphs[word.paragraph].contains(cut.sentences[word.sentence]));
        assert_eq!(word.lexical, word.span.of(text).contains(char::is_alphanumeric));
    }
    let mut at = 0;
    for word in cut.words.iter().map(|word| word.span).chain([Span::new(text.len(), text.len())]) {
        assert!(text[at..word.start].chars().all(is_space), "{:?}", &text[at..word.start]);
        at = word.end;
    }
    for (i, q) in cut.quotations.iter().enumerate() {
        assert!(q.outer.contains(q.inner) && !q.inner.of(text).trim().is_empty());
        assert!(q.parent.is_none_or(|p| p < i && cut.quotations[p].inner.contains(q.outer)));
        let depth = q.parent.map_or(0, |p| cut.quotations[p].depth + 1);
        assert_eq!(q.depth, depth);
    }
    for pair in cut.quotations.windows(2) {
        assert!(pair[0].outer.start < pair[1].outer.start);
        assert!(!pair[0].outer.overlaps(pair[1].outer) || pair[0].inner.contains(pair[1].outer));
    }
}

proptest! {
    #[test]
    fn any_text_is_cut_soundly(text in texts()) {
        check(&text);
    }
}
