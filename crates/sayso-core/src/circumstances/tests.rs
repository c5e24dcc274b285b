//! Marked news: `<source>`, `[cue]`, `{content}`.

use proptest::prelude::*;

use super::*;
use crate::segment::segment;

/// Published on a Wednesday.
const PUBLISHED: &str = "2021-05-12T18:00:00-04:00";

/// The text without its marks, and what they mark.
fn marked(news: &str) -> (String, Attribution) {
    let mut text = String::new();
    let mut attribution = Attribution::default();
    let mut starts = Vec::new();
    for c in news.chars() {
        let mut end = |spans: &mut Vec<Span>| spans.push(Span::new(starts.pop().unwrap(), text.len()));
        match c {
            '<' | '[' | '{' => starts.push(text.len()),
            '>' => end(&mut attribution.source),
            ']' => end(&mut attribution.cue),
            '}' => end(&mut attribution.content),
            _ => text.push(c),
        }
    }
    (text, attribution)
}

fn circumstances(news: &str, published: Option<&str>) -> (String, Circumstances) {
    let (text, attribution) = marked(news);
    let document = Document { published: published.map(str::to_owned), ..Document::from_text("news", text) };
    let cut = segment(&document.text);
    let dateline = Dateline::find(&document.text, &cut);
    let found = find(&document, &cut, &[attribution], dateline.as_ref()).remove(0);
    (document.text, found)
}

fn shown(text: &str, spans: Option<&Vec<Span>>) -> String {
    spans
        .map(|spans| spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" … "))
        .unwrap_or_default()
}

fn said(news: &str, published: Option<&str>) -> String {
    let (_, found) = circumstances(news, published);
    found.said.map(|said| format!("{} {} {}", said.from, said.to, said.basis.word())).unwrap_or_default()
}

#[test]
fn addressees() {
    for (news, addressee) in [
        ("<She> [told] reporters {it is safe}.", "reporters"),
        ("<She> [told] the Orm Gazette on Tuesday that {it is safe}.", "the Orm Gazette"),
        ("<She> [told] Gov. Milo Brandt in a letter {it is safe}.", "Gov. Milo Brandt"),
        ("{“It is safe,”} <she> [told] members of the board.", "members of the board"),
        ("<She> [asked] him {whether it is safe}.", "him"),
        ("<She> [asked] {whether it is safe}.", ""),
        ("<She> [said] to her aides: {“Go.”}", "her aides"),
        ("<She> [wrote in a letter to the harbor board] that {it is safe}.", "the harbor board"),
        ("<She> [said] in remarks to reporters that {it is safe}.", "reporters"),
        ("She was [told] by <an aide> {it is safe}.", ""),
        ("<She> [said] {it is safe}.", ""),
        ("<She> [warned] {against the pier}.", ""),
        ("{It is safe}, <the mayor> [told] Harbor News.", "Harbor News"),
    ] {
        let (text, found) = circumstances(news, None);
        assert_eq!(shown(&text, found.addressee.as_ref()), addressee, "{news}");
    }
}

#[test]
fn venues() {
    for (news, venue) in [
        (
            "<She> [said] in an interview with the Orm Gazette that {it is safe}.",
            "in an interview with the Orm Gazette",
        ),
        ("<She> [said in a statement] on Monday {it is safe}.", "in a statement"),
        ("In an interview on Tuesday, <she> [said] {it is safe}.", "In an interview"),
        ("Speaking at a rally in Orm, <she> [said] {it is safe}.", "at a rally in Orm"),
        ("<She> [wrote] on Twitter: {“It is safe.”}", "on Twitter"),
        ("<Ortiz>, in a speech in Lund, [said] {it is safe}.", "in a speech in Lund"),
        ("{“It is safe,”} <she> [said] at a news conference on Monday.", "at a news conference"),
        ("{“It is safe,”} <she> [said] Sunday on ABC’s “Harbor Week.”", "on ABC’s “Harbor Week.”"),
        (
            "{“It is safe,”} <she> [said] on the television program “Harbor Week” on Sunday.",
            "on the television program “Harbor Week”",
        ),
        (
            "<She> [wrote] in an op-ed published in the Orm Gazette that {it is safe}.",
            "in an op-ed published in the Orm Gazette",
        ),
        ("<She> [said] during Monday’s debate that {it is safe}.", "during Monday’s debate"),
        ("<She> [said] on Tuesday that {it is safe}.", ""),
        ("<She> [said] {it is safe in an interview}.", ""),
        ("<She> [said] {it is safe}, who was in a report.", ""),
    ] {
        let (text, found) = circumstances(news, None);
        assert_eq!(shown(&text, found.venue.as_ref()), venue, "{news}");
    }
}

#[test]
fn times_beside_the_cue() {
    for (news, said_on) in [
        ("<She> [said] on Tuesday {it is safe}.", "2021-05-11 2021-05-11 expression"),
        ("<She> [said Wednesday] {it is safe}.", "2021-05-12 2021-05-12 expression"),
        ("{“It is safe,”} [said] <Ada Ortiz> on Thursday.", "2021-05-06 2021-05-06 expression"),
        ("On Monday, <Ortiz> [said] {it is safe}.", "2021-05-10 2021-05-10 expression"),
        ("<Ortiz> on Monday [said] {it is safe}.", "2021-05-10 2021-05-10 expression"),
        ("<She> [said] yesterday {it is safe}.", "2021-05-11 2021-05-11 expression"),
        ("<She> [said] this morning {it is safe}.", "2021-05-12 2021-05-12 expression"),
        ("<She> [said] last week {it is safe}.", "2021-05-03 2021-05-09 expression"),
        ("<She> [said] earlier this month {it is safe}.", "2021-05-01 2021-05-12 expression"),
        ("Last month, <she> [said] {it is safe}.", "2021-04-01 2021-04-30 expression"),
        ("<She> [said] three days ago {it is safe}.", "2021-05-09 2021-05-09 expression"),
        ("<She> [said] on Oct. 2 {it is safe}.", "2020-10-02 2020-10-02 expression"),
        ("<She> [said] on Oct. 2, 2014, {it is safe}.", "2014-10-02 2014-10-02 expression"),
        ("<She> [said] on 2 October 2014 {it is safe}.", "2014-10-02 2014-10-02 expression"),
        ("In 2014, <she> [said] {it is safe}.", "2014-01-01 2014-12-31 expression"),
        ("<She> [said in a 2014 interview] {it is safe}.", "2014-01-01 2014-12-31 expression"),
        ("<She> [said] in March {it is safe}.", "2021-03-01 2021-03-31 expression"),
        ("<She> [said] in March 2019 {it is safe}.", "2019-03-01 2019-03-31 expression"),
        ("<She> [said] over the weekend {it is safe}.", "2021-05-08 2021-05-09 expression"),
        ("<She> will [announce] on Friday {a ban}.", "2021-05-14 2021-05-14 expression"),
        ("<She> [said] in Sunday’s debate {it is safe}.", "2021-05-09 2021-05-09 expression"),
        // What is dated is not the saying.
        ("<She> [said] {it fell on Tuesday}.", "2021-05-12 2021-05-12 publication"),
        ("<Ortiz>, elected in 2014, [said] {it is safe}.", "2021-05-12 2021-05-12 publication"),
        ("After Monday’s vote, <she> [said] {it is safe}.", "2021-05-12 2021-05-12 publication"),
        ("{“It is safe,”} [said] <Ortiz>, who left in 2014.", "2021-05-12 2021-05-12 publication"),
        // No plain saying.
        ("<She> has [said] {it is safe}.", ""),
        ("<She> [believes] {it is safe}.", ""),
        ("<She> might [say] {it is safe}.", ""),
    ] {
        assert_eq!(said(news, Some(PUBLISHED)), said_on, "{news}");
    }
}

#[test]
fn without_an_anchor_only_full_dates_count() {
    assert_eq!(said("<She> [said] on Tuesday {it is safe}.", None), "");
    assert_eq!(said("<She> [said] {it is safe}.", None), "");
    assert_eq!(said("<She> [said] in 2014 {it is safe}.", None), "2014-01-01 2014-12-31 expression");
    assert_eq!(
        said("<She> [said] on Oct. 2, 2014, {it is safe}.", Some("soon")),
        "2014-10-02 2014-10-02 expression"
    );
}

#[test]
fn the_dateline_is_the_anchor() {
    let news = "ORM, May 6 (Wire) — <She> [said] on Tuesday {it is safe}.";
    assert_eq!(said(news, Some(PUBLISHED)), "2021-05-04 2021-05-04 expression");
    let news = "ORM, May 6 (Wire) — <She> [said] {it is safe}.";
    assert_eq!(said(news, Some(PUBLISHED)), "2021-05-06 2021-05-06 dateline");
}

#[test]
fn datelines() {
    let date = |y, m, d| Some(Date::new(y, m, d).unwrap());
    for (line, place, agency, day) in [
        ("SPRINGFIELD, Oct. 2 (Wire) — The pier", "SPRINGFIELD", "Wire", date(2020, 10, 2)),
        ("SPRINGFIELD, Ore., Oct. 2, 2016 — The pier", "SPRINGFIELD, Ore.", "", date(2016, 10, 2)),
        ("SPRINGFIELD, Ore. (AP) -- The pier", "SPRINGFIELD, Ore.", "AP", None),
        ("ST. ORM — The pier", "ST. ORM", "", None),
        ("NEW ORM, 2 October 2016 – The pier", "NEW ORM", "", date(2016, 10, 2)),
        ("Orm City (Wire) - The pier", "Orm City", "Wire", None),
    ] {
        let found = Dateline::read(line, Span::new(0, line.len())).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(found.place.of(line), place);
        assert_eq!(found.agency.map_or("", |agency| agency.of(line)), agency);
        assert_eq!(found.date(date(2021, 5, 12)), day, "{line}");
    }
    for line in [
        "The pier — a wreck — is closed.",
        "Ada Ortiz — the mayor — said no.",
        "NOTE — The pier is closed.",
        "PIER CLOSED, MAYOR SAYS IT IS NOT SAFE TO CROSS AT ALL",
        "— The pier",
        "",
    ] {
        assert_eq!(Dateline::read(line, Span::new(0, line.len())), None, "{line}");
    }
}

#[test]
fn no_statement_begins_in_the_dateline() {
    let text = "ORM, May 6 - Ada Ortiz denied that it was late.";
    let span = |words: &str| {
        let at = text.find(words).unwrap();
        Span::new(at, at + words.len())
    };
    let found = |source, content| Attribution {
        source: vec![span(source)],
        content: vec![span(content)],
        ..Attribution::default()
    };
    let mut found =
        [found("ORM, May 6 - Ada Ortiz", "that it was late"), found("ORM", "May 6 - Ada Ortiz denied")];
    let dateline = Dateline::read(text, Span::new(0, text.len())).unwrap();
    dateline.take_off(text, &mut found);
    assert_eq!((found[0].source[0].of(text), found[0].trace.len()), ("Ada Ortiz", 1));
    assert_eq!((found[1].source[0].of(text), found[1].content[0].of(text)), ("ORM", "Ada Ortiz denied"));
}

#[test]
fn every_finding_has_a_reason() {
    let (_, found) =
        circumstances("<She> [told] reporters in a call on Monday {it is safe}.", Some(PUBLISHED));
    let rules: Vec<&str> = found.trace.iter().map(|step| step.rule).collect();
    assert_eq!(rules, ["occasion.addressee", "occasion.venue", "occasion.time"]);
}

/// Words that the rules look at, in any order.
fn news() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "said",
        "told",
        "asked",
        "to",
        "in",
        "on",
        "at",
        "an",
        "interview",
        "letter",
        "with",
        "the",
        "Ortiz",
        "X",
        "Tuesday",
        "Oct",
        ".",
        ",",
        "2",
        "31",
        "Feb",
        "2014",
        "last",
        "week",
        "ago",
        "three",
        "days",
        "this",
        "next",
        "year",
        "“",
        "”",
        "\"",
        "—",
        "(",
        ")",
        "ORM",
        "Twitter",
        "yesterday",
        "é",
        "9999",
        "months",
        "a",
    ]);
    prop::collection::vec(pieces, 1..30).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #[test]
    fn any_words_are_read_soundly(text in news(), at in 0_usize..30, published in "(|2021-0[1-9]-[0-3][0-9]|-9999-01-01|9999-12-31)") {
        let cut = segment(&text);
        let cue = cut.words[at % cut.words.len()].span;
        let content = cut.words[(at / 2) % cut.words.len()].span;
        let attribution = Attribution { content: vec![content], cue: vec![cue], ..Attribution::default() };
        let document = Document { published: Some(published), ..Document::from_text("news", text) };
        let dateline = Dateline::find(&document.text, &cut);
        let found = find(&document, &cut, &[attribution], dateline.as_ref()).remove(0);
        for span in found.addressee.iter().chain(&found.venue).flatten() {
            prop_assert!(document.text.get(span.start..span.end).is_some_and(|text| !text.is_empty()));
        }
        if let Some(said) = found.said {
            prop_assert!(said.from <= said.to);
        }
    }
}
