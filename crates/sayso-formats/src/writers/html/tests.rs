use proptest::prelude::*;
use sayso_core::document::{Document, Reading, Statement};
use sayso_core::text::Span;

use super::*;
use crate::fixture;

fn page_of(document: &Document, reading: &Reading) -> String {
    let mut out = Vec::new();
    write_html(&mut out, document, reading, "sayso 0.0.0, model en-0").unwrap();
    String::from_utf8(out).unwrap()
}

fn page() -> String {
    page_of(&fixture::document(), &fixture::reading())
}

/// The page without its style, its script and their hashes.
fn body_of(page: &str) -> String {
    let policy = POLICY.replace('\'', "&#39;");
    assert!(page.contains(&policy));
    page.replace(&policy, "").replace(STYLE, "").replace(SCRIPT, "")
}

/// The element's content without tags, entities resolved.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text += &rest[..start];
        let end = start + rest[start..].find('>').expect("the tag ends");
        // The numbers of statements are not the article's.
        let number = rest[start..].starts_with("<a class=\"number\"");
        rest = if number { rest[end..].split_once("</a>").unwrap().1 } else { &rest[end + 1..] };
    }
    text += rest;
    let entities = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    entities.iter().fold(text, |text, (entity, character)| text.replace(entity, character))
}

/// The paragraphs of the article, as text.
fn article_of(page: &str) -> Vec<String> {
    let starts = page.match_indices("<p dir=\"auto\">");
    starts.map(|(start, tag)| text_of(page[start + tag.len()..].split_once("</p>").unwrap().0)).collect()
}

#[test]
fn page_of_the_invented_article() {
    insta::assert_snapshot!(body_of(&page()));
}

#[test]
fn an_empty_reading_is_a_page_too() {
    insta::assert_snapshot!(body_of(&page_of(
        &Document::from_text("empty.txt", String::new()),
        &Reading::default()
    )));
}

#[test]
fn the_article_is_whole() {
    let paragraphs: Vec<_> = fixture::TEXT.split("\n\n").collect();
    assert_eq!(article_of(&page()), paragraphs);
}

#[test]
fn every_statement_has_a_mark_and_a_note_that_lead_to_each_other() {
    let page = page();
    for number in 1..=fixture::reading().statements.len() {
        for once in [format!("id=\"t{number}\""), format!("id=\"n{number}\"")] {
            assert_eq!(page.matches(&once).count(), 1, "{once}");
        }
    }
}

#[test]
fn nothing_is_fetched() {
    let page = page();
    assert_eq!(page.matches("http").count(), page.matches("http-equiv").count());
    for load in ["src=", "<link", "<iframe", "@import"] {
        assert!(!page.contains(load), "{load}");
    }
    assert!(page.match_indices("url(").all(|(i, _)| page[i..].starts_with("url(#fill-")));
}

#[test]
fn an_address_of_origin_is_a_link_and_no_more() {
    let origin = "https://courier.example/dam?a=1&b=2";
    let page = page_of(&Document { origin: origin.into(), ..fixture::document() }, &fixture::reading());
    assert!(page.contains("<a href=\"https://courier.example/dam?a=1&#38;b=2\" rel=\"noreferrer\">"));
    assert_eq!(page.matches("courier.example").count(), 2);
}

#[test]
fn a_hostile_article_stays_text() {
    let evil = "</p></style><script>alert(1)</script> \"'><img src=x onerror=alert(1)> &lt; \0\u{1b}[2J javascript:alert(1)";
    let document = Document {
        title: Some(evil.into()),
        outlet: Some(evil.into()),
        authors: vec![evil.into()],
        published: Some(evil.into()),
        language: Some("en\" onload=\"alert(1)".into()),
        origin: "javascript:alert(1)//\" onclick=\"alert(1)".into(),
        ..Document::from_text("", evil.to_owned())
    };
    let mut reading = fixture::reading();
    reading.statements.truncate(1);
    reading.speakers[0].name = evil.into();
    reading.speakers[0].roles = vec![evil.into()];
    reading.speakers[0].aliases = vec![evil.into()];
    let whole = vec![Span::new(0, evil.len())];
    reading.statements[0] = Statement {
        content: whole.clone(),
        cue: None,
        source: None,
        addressee: Some(whole.clone()),
        venue: Some(whole),
        ..reading.statements[0].clone()
    };
    reading.diagnostics[0].message = evil.into();
    let page = page_of(&document, &reading);
    let body = body_of(&page);
    for tag in ["<img", "<script>", "</style><", "\" onload", "\" onclick", "href=\"javascript"] {
        assert!(!body.replacen("<style></style>", "", 1).contains(tag), "{tag} in {body}");
    }
    assert!(page.chars().all(|c| c == '\n' || !c.is_control()));
    assert_eq!(article_of(&page), [evil.replace(['\0', '\u{1b}'], "\u{fffd}")]);
}

/// Contrast by WCAG 2.2.
fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |colour: &str| {
        let channel = |i: usize| {
            let value = f64::from(u8::from_str_radix(&colour[i..i + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_stands_out_in_light_and_dark() {
    let schemes: Vec<_> =
        STYLE.match_indices(":root {").map(|(i, _)| STYLE[i..].split_once('}').unwrap().0).collect();
    let (light, dark) = (schemes[0], schemes[1]);
    for scheme in [light, dark] {
        let colour =
            |name: &str| scheme.split_once(&format!("--{name}: ")).unwrap().1.split(';').next().unwrap();
        for (ink, grounds) in [
            ("ink", &["page", "mark", "mark-on"][..]),
            ("muted", &["page"]),
            ("link", &["page", "mark"]),
            ("warn", &["page"]),
        ] {
            for ground in grounds {
                let contrast = contrast(colour(ink), colour(ground));
                assert!(contrast >= 4.5, "{ink} on {ground}: {contrast:.2}");
            }
        }
        assert!(contrast(colour("rule"), colour("mark")) >= 3.0);
    }
}

proptest! {
    #[test]
    fn marks_leave_the_text_as_it_is(
        text in "[a-z<>&\"' é🐑]{0,40}",
        cuts in proptest::collection::vec((0.0..1.0, 0.0..1.0), 0..6),
    ) {
        let boundaries: Vec<_> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let at = |share: f64| boundaries[(share * boundaries.len() as f64) as usize];
        let statements = cuts.iter().map(|&(a, b)| Statement {
            content: vec![Span::new(at(f64::min(a, b)), at(f64::max(a, b)))],
            source: None,
            cue: None,
            parent: None,
            speaker: None,
            ..fixture::reading().statements[0].clone()
        });
        let reading = Reading { statements: statements.collect(), ..Reading::default() };
        let expected: Vec<_> = Some(text.clone()).into_iter().filter(|text| !text.trim().is_empty()).collect();
        prop_assert_eq!(article_of(&page_of(&Document::from_text("a.txt", text), &reading)), expected);
    }
}
