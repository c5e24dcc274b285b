use proptest::prelude::*;
use sayso_core::document::{
    Cue, Form, Reading, Source, SourceKind, Speaker, SpeakerKind, SpeakerLink, Statement, Status, Via,
};
use sayso_core::{Document, Span};

use super::*;

fn only(source: &str) -> Case {
    let mut cases = parse(source).unwrap();
    assert_eq!(cases.len(), 1);
    cases.remove(0)
}

fn marked(text: &str) -> MarkedText {
    only(&format!("## x\n\n> {}\n", text.replace('\n', "\n> "))).marked
}

fn error(source: &str) -> String {
    parse(source).unwrap_err().to_string()
}

fn spans<'t>(text: &'t MarkedText, spans: &[Span]) -> Vec<&'t str> {
    spans.iter().map(|span| span.of(&text.text)).collect()
}

/// A reading that finds just what the case marks, said by nobody.
fn reading(case: &Case) -> Reading {
    let statements = case.marked.statements.iter().map(|marks| Statement {
        id: String::new(),
        form: Form::default(),
        attitude: Default::default(),
        status: Status::default(),
        stance: Default::default(),
        content: marks.content.clone(),
        cue: (!marks.cue.is_empty()).then(|| Cue { spans: marks.cue.clone(), lemma: "say".to_owned() }),
        source: (!marks.source.is_empty()).then(|| Source {
            spans: marks.source.clone(),
            kind: SourceKind::Nominal,
            named: false,
        }),
        speaker: None,
        addressee: (!marks.addressee.is_empty()).then(|| marks.addressee.clone()),
        venue: None,
        said: None,
        parent: None,
        confidence: 1.0,
        trace: Vec::new(),
    });
    Reading { statements: statements.collect(), ..Reading::default() }
}

fn speaker(name: &str) -> Speaker {
    Speaker { name: name.to_owned(), kind: SpeakerKind::Person, named: true, ..Speaker::default() }
}

fn by(speaker: usize, via: Via) -> Option<SpeakerLink> {
    Some(SpeakerLink { speaker, via, confidence: 1.0 })
}

#[test]
fn marks_come_off_and_leave_the_text() {
    let text =
        marked("{c1: \"The bill is dead,\"} {s1: Ms. Ortiz} {q1: told} {a1: reporters}, {c1: \"and gone.\"}");
    assert_eq!(text.text, "\"The bill is dead,\" Ms. Ortiz told reporters, \"and gone.\"");
    let st = &text.statements[0];
    assert_eq!(spans(&text, &st.content), ["\"The bill is dead,\"", "\"and gone.\""]);
    assert_eq!(spans(&text, &st.source), ["Ms. Ortiz"]);
    assert_eq!(spans(&text, &st.cue), ["told"]);
    assert_eq!(spans(&text, &st.addressee), ["reporters"]);
}

#[test]
fn marks_nest_and_share_and_escape() {
    let text = marked(
        "{s1,s2: She} {q1: said} {c1: {s3: Bo} {q3: wrote} {c3: \\{x\\} \\\\}} and {q2: left} {c2: it}",
    );
    assert_eq!(text.text, "She said Bo wrote {x} \\ and left it");
    assert_eq!(text.statements.len(), 3);
    assert_eq!(text.statements[0].source, text.statements[1].source);
    assert_eq!(spans(&text, &text.statements[0].content), ["Bo wrote {x} \\"]);
    assert_eq!(spans(&text, &text.statements[2].content), ["{x} \\"]);
}

#[test]
fn marks_may_hold_several_paragraphs() {
    let text = marked("{s1: He} {q1: said}: {c1: \"One.\n\n\"Two.\"}");
    assert_eq!(text.text, "He said: \"One.\n\n\"Two.\"");
    assert_eq!(spans(&text, &text.statements[0].content), ["\"One.\n\n\"Two.\""]);
}

#[test]
fn spans_that_cross_are_split() {
    let text = MarkedText {
        text: "abcdef".to_owned(),
        statements: vec![
            Marks { number: 1, content: vec![Span::new(0, 4)], ..Marks::default() },
            Marks { number: 2, content: vec![Span::new(2, 6)], ..Marks::default() },
        ],
    };
    assert_eq!(text.to_string(), "{c1: ab{c2: cd}}{c2: ef}");
    assert_eq!(MarkedText::parse(&text.to_string()), Ok(text));
}

#[test]
fn mistakes_are_told_with_their_line() {
    assert_eq!(error("## x\n\nprose\n"), "line 1: this case has no marked text (`> ` lines)");
    assert_eq!(error("## x\n\n> a\n> {c1: b\n"), "line 4: this mark is not closed");
    assert_eq!(error("## x\n> a }\n"), "line 2: no mark is open here; write `\\}` for a brace");
    assert_eq!(error("## x\n> {c1: }\n"), "line 2: this mark marks nothing");
    assert!(error("## x\n> {k1: a}\n").starts_with("line 2: a mark begins with labels"));
    assert!(error("## x\n> {c01: a}\n").starts_with("line 2: a mark begins with labels"));
    assert_eq!(error("## x\n> {s1: a}\n"), "line 2: statement 1 has no content (c1)");
    assert_eq!(error("## x\n> a\\b\n"), "line 2: a backslash stands before `{`, `}` or `\\` only");
    assert_eq!(error("## x\n>a\n"), "line 2: a space belongs after `>`");
    assert_eq!(
        error("## x\n> {c1: a}\n\nprose\n"),
        "line 4: only list items (`- `) stand after the marked text"
    );
    assert_eq!(error("## x\n> {c1: a}\n- 1: dierct\n"), "line 3: `dierct` is no clause");
    assert_eq!(error("## x\n> {c1: a}\n- 2: direct\n"), "line 3: no statement 2 is marked");
    assert_eq!(error("## x\n> {c1: a}\n- 1: parent 3\n"), "line 3: no statement 3 is marked");
    assert_eq!(error("## x\n> {c1: a}\n- 1: said Tuesday\n- 1: direct\n").split(": ").next(), Some("line 3"));
    assert_eq!(error("## x\n> a\n- kown gap: so\n"), "line 3: `kown gap: so` is no item");
}

#[test]
fn every_clause_is_written_as_it_is_read() {
    let clauses = "direct, belief, denied, distancing, lemma \"say\", source pronoun, speaker \"Sam \\\"Red\\\" O, Jr.\", \
        via surname, person, named, role \"mayor\", alias \"Red\", member \"Bo\", parent 1, said 2016-10-02, \
        basis dateline, venue \"in an interview … here\", addressee none";
    let case = only(&format!("## x\n\n> {{c1: a}}\n\n- 1: {clauses}\n"));
    let written: Vec<String> = case.clauses(1).map(Clause::to_string).collect();
    assert_eq!(written.join(", "), clauses);
    let rest = "speaker none, unnamed, parent none, said 2016-10-02..2016-10-08, said none, venue none";
    let case = only(&format!("## x\n\n> {{c1: a}}\n\n- 1: {rest}\n"));
    assert_eq!(case.clauses(1).map(Clause::to_string).collect::<Vec<_>>().join(", "), rest);
}

#[test]
fn indented_prose_is_not_taken_for_marked_text() {
    let case = only("## Name\n\n  > not the text\n\n> {c1: Text}.\n");
    assert_eq!(case.prose, "  > not the text");
    assert_eq!(only(&case.to_string()).marked, case.marked);
}

#[test]
fn a_case_is_written_as_it_is_read() {
    let source = "## Cue splits the content\n\nThe two fragments\nare one statement.\n\n> {s1: A} {q1: said} {c1: b}.\n>\n> C\n\n\
        - 1: direct\n- title: T\n- outlet: The Herald\n- authors: A B; C D\n- published: 2016-10-04\n- language: en\n\
        - diagnostic: other-language\n- others: allowed\n- known gap: not yet\n";
    let case = only(source);
    assert_eq!(case.to_string(), source);
    assert_eq!(case.document.text, "A said b.\n\nC");
    assert_eq!(case.document.authors, ["A B", "C D"]);
    assert_eq!((case.line, case.body.clone()), (1, 5..18));
}

#[test]
fn an_item_may_take_two_lines() {
    let case = only("## x\n\n> {c1: a}\n\n- 1: direct,\n  denied\n");
    assert_eq!(case.clauses(1).count(), 2);
}

#[test]
fn what_is_as_marked_passes() {
    let case = only("## x\n> {s1: A} {q1: said} {c1: that b}.\n- 1: indirect, asserted, lemma \"say\"\n");
    assert_eq!(compare(&case, &reading(&case)).failures, [""; 0]);
}

#[test]
fn ends_of_spans_may_differ_by_punctuation() {
    let expected = only("## x\n> {c1: \"B,\"} {s1: A} {q1: said}, {c1: \"b.\"}\n");
    let found = only("## x\n> \"{c1: B},\" {s1: A} {q1: said,} \"{c1: b.\"}\n");
    assert_eq!(expected.document.text, found.document.text);
    let outcome = compare(&expected, &reading(&found));
    assert_eq!(outcome.failures, [""; 0]);
    assert_eq!(outcome.actual.to_string(), expected.to_string());
}

#[test]
fn differences_are_told() {
    let case = only(
        "## x\n> {s1: A} {q1: said} {c1: b}. {s2: C} {q2: said} {c2: d}.\n- 1: direct, denied, speaker \"Ana\"\n",
    );
    let found = only("## x\n> {s1: A} {q1: said} {c1: b}. C said d.\n");
    let mut reading = reading(&found);
    reading.statements[0].source = None;
    reading.statements[0].form = Form::Direct;
    reading.statements[0].speaker = by(0, Via::Name);
    reading.speakers.push(speaker("Bo"));
    let failures = compare(&case, &reading).failures;
    let wanted = [
        "1: source expected [A], found []",
        "1: expected `denied`, found `asserted`",
        "1: expected `speaker \"Ana\"`, found `speaker \"Bo\"`",
        "2: not found",
    ];
    assert_eq!(failures, wanted);
}

#[test]
fn further_statements_fail_unless_allowed_or_nested() {
    let case = only("## x\n> {s1: A} {q1: said} {c1: b c}.\n");
    let mut found = reading(&only("## x\n> {s1: A} {q1: said} {c1: b {c2: c}}.\n"));
    assert_eq!(compare(&case, &found).failures, ["unexpected: [] [] [c]"]);
    found.statements[1].parent = Some(0);
    assert_eq!(compare(&case, &found).failures, [""; 0]);
    found.statements[1].parent = None;
    let allowed = Case { others_allowed: true, ..case };
    assert_eq!(compare(&allowed, &found).failures, [""; 0]);
}

#[test]
fn the_parent_is_implied_by_the_marks() {
    let case = only("## x\n> {s1: A} {q1: said} {c1: {s2: B} {q2: said} {c2: d}}.\n");
    let mut found = reading(&case);
    assert_eq!(compare(&case, &found).failures, ["2: expected `parent 1`, found `parent none`"]);
    found.statements[1].parent = Some(0);
    assert_eq!(compare(&case, &found).failures, [""; 0]);
}

#[test]
fn an_update_writes_what_was_read_and_keeps_the_rest() {
    let source = "# Head\n\n## One\n\nProse.\n\n> {s1: A} {q1: said} {c1: b}.\n\n- 1: direct, speaker \"Ana\"\n- published: 2016-10-04\n\n## Two\n\n> Text.\n";
    let cases = parse(source).unwrap();
    let mut found = reading(&only("## x\n> A {q1: said} {c1: b}.\n"));
    found.speakers.push(speaker("Bo"));
    found.statements[0].speaker = by(0, Via::Name);
    let actual = compare(&cases[0], &found).actual;
    let wanted =
        source.replace("{s1: A}", "A").replace("direct, speaker \"Ana\"", "indirect, speaker \"Bo\"");
    assert_eq!(updated(source, &[actual]), wanted);
}

#[test]
fn a_reading_is_written_as_a_case() {
    let case = only("## a.txt\n\n> {s1: Bo} {q1: denied} {c1: it}.\n");
    let mut found = reading(&case);
    found.speakers.push(speaker("Bo Li"));
    found.statements[0].speaker = by(0, Via::Alias);
    found.statements[0].status = Status::Denied;
    let document = Document::from_text("a.txt", case.document.text.clone());
    let wanted = format!("{case}\n- 1: indirect, denied, speaker \"Bo Li\", via alias\n");
    assert_eq!(render(&document, &found), wanted);
}

/// Statements anywhere in a text: parts disjoint within a role, otherwise crossing as they like.
fn any_marked() -> impl Strategy<Value = MarkedText> {
    let text = prop::collection::vec(
        prop::sample::select(vec!["a", "é", " ", "\n", "{", "}", "\\", "“", ": ", "> ", "- "]),
        0..40,
    );
    let picks = prop::collection::vec((0..4usize, 1..4u32, any::<prop::sample::Index>(), 1..9usize), 0..12);
    (text, picks).prop_map(|(parts, picks)| {
        let text = parts.concat();
        let bounds: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let mut statements: Vec<Marks> = Vec::new();
        for (role, number, start, length) in picks {
            let start = start.index(bounds.len());
            let end = (start + length).min(bounds.len() - 1);
            if start >= end {
                continue;
            }
            let at = statements.iter().position(|marks| marks.number == number).unwrap_or_else(|| {
                statements.push(Marks { number, ..Marks::default() });
                statements.len() - 1
            });
            let spans = statements[at].role_mut(Role::ALL[role]);
            spans.push(Span::new(bounds[start], bounds[end]));
            inline::join_touching(spans);
        }
        statements.retain(|marks| !marks.content.is_empty());
        statements.sort_by_key(|marks| marks.number);
        statements.iter_mut().zip(1..).for_each(|(marks, number)| marks.number = number);
        MarkedText { text, statements }
    })
}

proptest! {
    #[test]
    fn marked_text_round_trips(marked in any_marked()) {
        prop_assert_eq!(MarkedText::parse(&marked.to_string()).unwrap(), marked);
    }

    #[test]
    fn cases_round_trip(marked in any_marked(), title in "[^\n]{0,20}") {
        let case = Case { marked: marked.clone(), document: Document { title: Some(title), text: marked.text.clone(), ..Document::default() }, ..Case::default() };
        let mut document = case.document.clone();
        document.origin = "a.txt".to_owned();
        let again = only(&render(&document, &reading(&case)));
        prop_assert_eq!(&again.marked, &marked);
        prop_assert_eq!(again.document.text, document.text);
    }

    #[test]
    fn no_input_makes_it_panic(source in "(## |> |- |\\{c1: |\\}|\\\\|1: |\"|[a,\n é])*") {
        let _ = parse(&source);
    }
}
