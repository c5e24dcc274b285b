use proptest::prelude::*;
use sayso_core::document::{Document, Reading, Statement};
use sayso_core::text::Span;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::fixture;

fn view_of(document: &Document, reading: &Reading, options: TerminalOptions) -> String {
    let mut out = Vec::new();
    write_terminal(&mut out, document, reading, &options).unwrap();
    String::from_utf8(out).unwrap()
}

fn view(options: TerminalOptions) -> String {
    view_of(&fixture::document(), &fixture::reading(), options)
}

#[test]
fn plain() {
    insta::assert_snapshot!(view(TerminalOptions::default()));
}

#[test]
fn narrow() {
    insta::assert_snapshot!(view(TerminalOptions { width: 44, ..Default::default() }));
}

#[test]
fn ascii() {
    insta::assert_snapshot!(view(TerminalOptions { width: 120, unicode: false, ..Default::default() }));
}

#[test]
fn colour() {
    let view = view(TerminalOptions { width: 100, colour: true, ..Default::default() });
    insta::assert_snapshot!(view.replace('\x1b', "ESC"));
}

#[test]
fn colour_only_adds_escape_sequences() {
    let mut coloured = view(TerminalOptions { colour: true, ..Default::default() });
    while let Some(start) = coloured.find('\x1b') {
        let end = start + coloured[start..].find('m').unwrap();
        coloured.replace_range(start..=end, "");
    }
    assert_eq!(coloured, view(TerminalOptions::default()));
}

#[test]
fn an_empty_reading_is_a_view_too() {
    let document = Document::from_text("empty.txt", String::new());
    insta::assert_snapshot!(view_of(&document, &Reading::default(), TerminalOptions::default()));
}

#[test]
fn commands_in_the_article_do_not_reach_the_terminal() {
    let evil = "\x1b[2J\x1b]0;owned\x07\u{9b}31m said\u{202e}desrever\u{2066} \r\tBell\x08 ends";
    let document = Document {
        title: Some(evil.into()),
        outlet: Some(evil.into()),
        authors: vec![evil.into()],
        ..Document::from_text(evil, evil.to_owned())
    };
    let mut reading = fixture::reading();
    reading.statements.truncate(1);
    reading.speakers.truncate(1);
    reading.speakers[0].name = evil.into();
    reading.speakers[0].roles = vec![evil.into()];
    reading.statements[0] = Statement {
        content: vec![Span::new(0, evil.len())],
        cue: None,
        source: None,
        ..reading.statements[0].clone()
    };
    reading.diagnostics[0].message = evil.into();
    let view = view_of(&document, &reading, TerminalOptions::default());
    assert!(view.chars().all(|c| c == '\n' || !c.is_control()), "{view:?}");
    assert!(!view.contains(['\u{202e}', '\u{2066}']), "{view:?}");
}

#[test]
fn right_to_left_names_do_not_reorder_the_columns() {
    let mut reading = fixture::reading();
    reading.speakers[0].name = "דנה לוי".into();
    let view = view_of(&fixture::document(), &reading, TerminalOptions::default());
    assert!(view.contains("\u{2068}דנה לוי, Mayor\u{2069}"), "{view}");
}

proptest! {
    #[test]
    fn no_row_is_wider_than_the_terminal(
        words in proptest::collection::vec("[a-zé漢🐑\u{301}“”]{1,30}", 1..40),
        width in 40_usize..130,
    ) {
        let text = words.join(" ");
        let mut reading = fixture::reading();
        reading.statements.truncate(1);
        reading.statements[0] = Statement {
            content: vec![Span::new(0, text.len())],
            cue: None,
            source: None,
            ..reading.statements[0].clone()
        };
        reading.diagnostics.clear();
        let document = Document::from_text("a.txt", text);
        let view = view_of(&document, &reading, TerminalOptions { width, ..Default::default() });
        for row in view.lines() {
            prop_assert!(row.width() <= width, "{} > {width}: {row}", row.width());
        }
    }
}
