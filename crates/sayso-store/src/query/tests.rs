use jiff::civil::date;
use proptest::prelude::*;
use sayso_core::document::{Form, Status};

use super::*;

fn words(text: &str) -> Words {
    Words::new(text, false).unwrap()
}

fn content(text: &str) -> Expr {
    Expr::Content(words(text))
}

fn speaker(text: &str) -> Expr {
    Expr::Filter(Filter::Speaker(words(text)))
}

#[track_caller]
fn finds(query: &str, expected: Expr) {
    assert_eq!(parse(query), Ok(expected), "{query}");
}

#[track_caller]
fn refused(query: &str, place: &str, message: &str) {
    let error = parse(query).unwrap_err();
    let marked: String = query.chars().skip(error.at).take(error.length).collect();
    assert_eq!((marked.as_str(), error.to_string().as_str()), (place, message), "{query}");
}

#[test]
fn all_that_a_search_box_may_hold() {
    let days = Days { from: Some(date(2016, 9, 1)), to: Some(date(2016, 10, 31)) };
    let query =
        "tax speaker:\"Ana Ortiz\" outlet:herald said:2016-09..2016-10 form:direct status:denied -outlet:x";
    let expected = Expr::All(vec![
        content("tax"),
        speaker("Ana Ortiz"),
        Expr::Filter(Filter::Outlet(words("herald"))),
        Expr::Filter(Filter::Said(days)),
        Expr::Filter(Filter::Form(Form::Direct)),
        Expr::Filter(Filter::Status(Status::Denied)),
        Expr::negated(Expr::Filter(Filter::Outlet(words("x")))),
    ]);
    assert_eq!(parse(query).unwrap().to_string(), query);
    finds(query, expected);
}

#[test]
fn phrases_prefixes_and_quotation_marks_of_any_kind() {
    finds("\"sales tax\"", content("sales tax"));
    finds("“sales tax”", content("sales tax"));
    finds("\"say \\\"no\\\" \\\\\"", content("say \"no\" \\"));
    finds("lev*", Expr::Content(Words::new("lev", true).unwrap()));
    finds("\"sales ta\"*", Expr::Content(Words::new("sales ta", true).unwrap()));
    finds("  first-rate   O’Neil ", Expr::All(vec![content("first-rate"), content("O’Neil")]));
    finds("10:30", content("10:30"));
}

#[test]
fn or_joins_its_neighbours_alone() {
    let either = Expr::Any(vec![content("tax"), content("levy"), content("fee")]);
    finds("tax OR levy OR fee", either.clone());
    finds("port tax OR levy OR fee", Expr::All(vec![content("port"), either]));
    let both = Expr::All(vec![content("a"), content("b")]);
    finds("(a b) OR c", Expr::Any(vec![both, content("c")]));
    finds("a or b", Expr::All(vec![content("a"), content("or"), content("b")]));
    finds("a AND b", Expr::All(vec![content("a"), content("b")]));
    finds("speaker:(ortiz OR reyes)", Expr::Any(vec![speaker("ortiz"), speaker("reyes")]));
}

#[test]
fn negation() {
    finds("-tax", Expr::negated(content("tax")));
    finds("NOT tax", Expr::negated(content("tax")));
    finds("--tax", content("tax"));
    finds("-(a OR b)", Expr::negated(Expr::Any(vec![content("a"), content("b")])));
    finds("a - b", Expr::All(vec![content("a"), content("b")]));
}

#[test]
fn nothing_to_search_for_is_everything() {
    for query in ["", "  ", "*"] {
        finds(query, Expr::everything());
    }
    for query in ["…", "()", "- *", "\"\"", "( … )", "AND"] {
        assert!(parse(query).unwrap_err().to_string().contains("no word"), "{query}");
    }
    finds("… OR tax", content("tax"));
}

#[test]
fn dates_and_open_ranges() {
    let said = |from, to| Expr::Filter(Filter::Said(Days { from, to }));
    finds("said:2016", said(Some(date(2016, 1, 1)), Some(date(2016, 12, 31))));
    finds("said:2016-02", said(Some(date(2016, 2, 1)), Some(date(2016, 2, 29))));
    finds("said:2016-09-03", said(Some(date(2016, 9, 3)), Some(date(2016, 9, 3))));
    finds("said:2016-09..", said(Some(date(2016, 9, 1)), None));
    finds("said:..2016", said(None, Some(date(2016, 12, 31))));
    finds("said:none", Expr::Filter(Filter::Missing(Field::Said)));
    finds("said:2016-01-01", said(Some(date(2016, 1, 1)), Some(date(2016, 1, 1))));
    for query in ["said:2016", "said:2016-01..2016-03", "said:2016-01-01", "said:..2016-10", "said:2016.."] {
        assert_eq!(parse(query).unwrap().to_string(), query);
    }
}

#[test]
fn confidence_in_words_and_numbers() {
    let sure = |from, to| Expr::Filter(Filter::Confidence(Share { from, to }));
    finds("confidence:high", sure(8_000, 10_000));
    finds("confidence:0.75..", sure(7_500, 10_000));
    finds("confidence:..0.5", sure(0, 5_000));
    finds("confidence:0.8..0.9", sure(8_000, 9_000));
}

#[test]
fn a_word_that_means_something_can_be_quoted() {
    finds("\"OR\"", content("OR"));
    finds("speaker:\"none\"", speaker("none"));
    finds("\"outlet:herald\"", content("outlet:herald"));
    assert_eq!(content("outlet:herald").to_string(), "\"outlet:herald\"");
    assert_eq!(speaker("None").to_string(), "speaker:\"None\"");
}

#[test]
fn unknown_fields_get_the_nearest() {
    refused(
        "tax speeker:ortiz",
        "speeker",
        "there is no field `speeker` (at character 5): did you mean `speaker`?",
    );
    let error = parse("https://example.org").unwrap_err();
    assert_eq!((error.at, error.length), (0, 5));
    assert!(error.help.unwrap().starts_with("the fields are speaker, person, named"));
}

#[test]
fn bad_values_get_the_nearest() {
    refused("form:indirekt", "indirekt", "`indirekt` is no form (at character 6): did you mean `indirect`?");
    refused("kind:direct", "direct", "`direct` is no kind (at character 6): did you mean `form:direct`?");
    refused(
        "status:x",
        "x",
        "`x` is no status (at character 8): it is one of asserted, denied, conditional, future, asked",
    );
    refused(
        "named:maybe",
        "maybe",
        "`maybe` is neither yes nor no (at character 7): write `named:yes` or `named:no`",
    );
    refused(
        "é speaker:",
        "speaker:",
        "`speaker:` has no value (at character 3): write it after the colon, as in `speaker:\"Ana Ortiz\"`",
    );
    refused(
        "form:none",
        "none",
        "`form` is always known (at character 6): it is one of direct, indirect, mixed",
    );
}

#[test]
fn bad_dates_say_what_is_wrong() {
    refused("said:2016-13", "2016-13", "`2016-13` is no date (at character 6): there is no month 13");
    refused(
        "said:2015-02-29",
        "2015-02-29",
        "`2015-02-29` is no date (at character 6): 2015-02 ends on `2015-02-28`",
    );
    refused(
        "said:03.09.2016",
        "03.09.2016",
        "`03.09.2016` is no date (at character 6): did you mean `2016-09-03`?",
    );
    refused("said:2016/9", "2016/9", "`2016/9` is no date (at character 6): did you mean `2016-09`?");
    refused(
        "said:2015-2016",
        "2015-2016",
        "`2015-2016` is no date (at character 6): did you mean `2015..2016`?",
    );
    refused(
        "said:yesterday",
        "yesterday",
        "`yesterday` is no date (at character 6): a date is written 2016, 2016-09 or 2016-09-03, a range 2016-09..2016-10",
    );
    refused(
        "said:2017..2016",
        "2017..2016",
        "the range `2017..2016` ends before it begins (at character 6): write the earlier date first",
    );
}

#[test]
fn brackets_marks_and_or_need_their_counterparts() {
    refused("a (b", "(", "this bracket is not closed (at character 3): add a `)`");
    refused("a) b", ")", "this bracket closes none (at character 2): take it out");
    refused("a \"b", "\"", "this quotation mark is not closed (at character 3): add a `\"`");
    for query in ["OR a", "a OR", "a OR OR b", "(a OR)", "-OR"] {
        assert!(parse(query).unwrap_err().what.starts_with("`OR` stands between"), "{query}");
    }
    assert!(parse("NOT").unwrap_err().what.starts_with("nothing follows"));
    assert!(parse(&"(".repeat(9_000)).unwrap_err().what.starts_with("more than"));
    assert!(parse(&"-".repeat(9_000)).is_err());
    assert!(parse(&"a".repeat(10_001)).is_err());
}

fn some_words() -> impl Strategy<Value = Words> {
    let one = prop_oneof!["[a-zé]{1,5}", "(OR|AND|NOT|none|-a|a:b|a\"b|“a”|a\\\\|\\*a|a\\(b\\))"];
    (proptest::collection::vec(one, 1..3), any::<bool>())
        .prop_map(|(parts, prefix)| Words::new(&parts.join(" "), prefix).unwrap())
}

fn some_days() -> impl Strategy<Value = Days> {
    let day = || (1990i16..2030, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| date(y, m, d));
    prop_oneof![
        day().prop_map(|day| Days { from: Some(day), to: None }),
        day().prop_map(|day| Days { from: None, to: Some(day.last_of_month()) }),
        (day(), 0i32..900).prop_map(|(day, length)| {
            let to = day.checked_add(jiff::Span::new().days(length)).unwrap();
            Days { from: Some(day), to: Some(to) }
        }),
        day().prop_map(|day| Days { from: Some(day.first_of_month()), to: Some(day.last_of_month()) }),
        day().prop_map(|day| Days { from: Some(day.first_of_year()), to: Some(day.last_of_year()) }),
    ]
}

fn some_filter() -> impl Strategy<Value = Filter> {
    let share = (0u16..=10_000, 0u16..=10_000);
    prop_oneof![
        some_words().prop_map(Filter::Speaker),
        some_words().prop_map(Filter::Outlet),
        some_words().prop_map(|words| Filter::Document(words.text)),
        "ut_[0-9a-f]{1,12}".prop_map(Filter::Utterance),
        "[a-z]{2}".prop_map(Filter::Language),
        any::<u32>().prop_map(Filter::Person),
        any::<bool>().prop_map(Filter::Named),
        some_days().prop_map(Filter::Said),
        some_days().prop_map(Filter::Published),
        prop::sample::select(Form::ALL).prop_map(Filter::Form),
        prop::sample::select(Status::ALL).prop_map(Filter::Status),
        share.prop_map(|(a, b)| Filter::Confidence(Share { from: a.min(b), to: a.max(b) })),
        prop::sample::select(Review::ALL).prop_map(Filter::Review),
        Just(Filter::Missing(Field::Speaker)),
    ]
}

fn some_expression() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![some_words().prop_map(Expr::Content), some_filter().prop_map(Expr::Filter)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Expr::all),
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Expr::any),
            inner.prop_map(Expr::negated),
        ]
    })
    // Nothing within brackets is no expression that text could give.
    .prop_filter("empty inside", |expression| {
        *expression == Expr::everything() || !format!("{expression:?}").contains("All([])")
    })
}

proptest! {
    #[test]
    fn an_expression_comes_back_as_it_was(expression in some_expression()) {
        let printed = expression.to_string();
        prop_assert_eq!(parse(&printed), Ok(expression), "{}", printed);
    }

    #[test]
    fn any_text_gives_an_expression_or_an_error_with_its_place(text in "(\\PC|[-()\" *:\\\\]|OR |said:|speaker:|form:|20|\\.\\.){0,30}") {
        match parse(&text) {
            Ok(expression) => prop_assert_eq!(parse(&expression.to_string()), Ok(expression)),
            Err(error) => {
                let length = text.chars().count();
                prop_assert!(error.at < length && error.length >= 1, "{:?}", error);
                prop_assert!(error.help.is_some());
            }
        }
    }
}
