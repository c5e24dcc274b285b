//! Invented news whose layout tells who speaks.

use proptest::prelude::*;

use super::*;
use crate::segment::segment;

/// `rule|source|content parts` of every attribution found.
fn found(text: &str) -> Vec<String> {
    find(text, &segment(text))
        .iter()
        .map(|one| {
            let parts: Vec<&str> = one.content.iter().map(|part| part.of(text)).collect();
            format!("{}|{}|{}", one.trace[0].rule, one.source[0].of(text), parts.join("|"))
        })
        .collect()
}

#[test]
fn transcripts_in_capitals() {
    let text = "Talk on the pier\n\nBRANDT: Is it safe?\n\nORTIZ: It is.\n\nWe checked it.\n\nBRANDT: Thank you.\n\nThe talk was on Monday.";
    assert_eq!(
        found(text),
        [
            "layout.transcript|BRANDT|Is it safe?",
            "layout.transcript|ORTIZ|It is.|We checked it.",
            "layout.transcript|BRANDT|Thank you.",
        ]
    );
    let text = "MAYOR ORTIZ: It is safe.\n\nMILO BRANDT: It is not.";
    assert_eq!(found(text).len(), 2);
    let text = "\"ORTIZ: It is safe.\"\n\n\"BRANDT: It is not.\"\n\n\"ORTIZ: It is.\"";
    assert_eq!(found(text)[0], "layout.transcript|ORTIZ|It is safe.");
}

#[test]
fn transcripts_in_ordinary_case() {
    let text = "Ada Ortiz: The pier is safe, we say.\nMilo Brandt: The engineers do not say so.\nOrtiz: They have not seen it yet.";
    assert_eq!(found(text).len(), 3);
}

#[test]
fn interviews_in_questions_and_answers() {
    let text = "Q: Is it safe?\n\nA: It is.\n\nWe checked it.\n\nQ: And the dock?\n\nA: Also.";
    assert_eq!(
        found(text),
        [
            "layout.interview|Q|Is it safe?",
            "layout.interview|A|It is.|We checked it.",
            "layout.interview|Q|And the dock?",
            "layout.interview|A|Also.",
        ]
    );
    assert_eq!(found("Q. Is it safe?\nA. It is.").len(), 2);
    assert_eq!(found("Q: Is it safe?\n\nNobody knew."), Vec::<String>::new());
}

#[test]
fn quotations_signed_with_a_dash() {
    for text in [
        "“The pier is safe.” — Ada Ortiz",
        "\"The pier is safe.\" –Commissioner Ada Ortiz",
        "“The pier is safe.”\n― Ada Ortiz",
        "“The pier is safe.”.\n\n-- Ada Ortiz, mayor of Orm.",
    ] {
        let found = found(text);
        assert_eq!(found.len(), 1, "{text}");
        assert!(found[0].starts_with("layout.signature|") && found[0].contains("Ada Ortiz|"), "{found:?}");
    }
    let text = "The pier is safe, and the dock too. — Ada Ortiz (@adaortiz) May 3, 2021";
    assert_eq!(found(text), ["layout.post|Ada Ortiz (@adaortiz)|The pier is safe, and the dock too."]);
}

#[test]
fn names_before_a_colon() {
    let text = "Ortiz: Pier is safe\n\nThe pier is safe, Ada Ortiz said.";
    assert_eq!(found(text), ["layout.colon-headline|Ortiz|Pier is safe"]);
    let text = "Ada Ortiz: ‘The pier is safe’\n\nShe said so on Monday.";
    assert_eq!(found(text), ["layout.colon-quote|Ada Ortiz|‘The pier is safe’"]);
    let text = "Ortiz on pier: ‘It is safe’\n\nAda Ortiz said so.";
    assert_eq!(found(text), ["layout.colon-quote|Ortiz|‘It is safe’"]);
    let text = "Report: Pier unsafe since May\n\nThe pier is unsafe.";
    assert_eq!(found(text), ["layout.colon-headline|Report|Pier unsafe since May"]);
}

#[test]
fn other_labels_name_nobody() {
    for text in [
        "Note: The pier is closed.\n\nUpdate: It is open.\n\nNote: It is closed again.",
        "PHOTO: The pier at night.\n\nVIDEO: The pier by day.\n\nPHOTO: The dock.",
        "WASHINGTON: The pier is closed.\n\nIt was safe.",
        "The talks begin at 10:30 and end at 11:45.\n\nThe score was 3:2.",
        "Ada Ortiz: 547.\n\nMilo Brandt: 46.\n\nOrtiz: 2,316.\n\nBrandt: 1,547.",
        "See https://example.com for more.\n\nhttp://example.com: down.",
        "The Latest: Pier closed\n\nThe pier is closed.",
        "Pier closed: Mayor resigns\n\nThe mayor resigned.",
        "Age: 41 years, of Orm.\n\nJob: Runs the pier.\n\nAge: 50 years, of Lund.\n\nJob: Runs the dock.",
        "He said: “Here are the points: One, two.”",
        "“Safe” — Really?",
        "“It is over.” — and nobody believed it",
        "",
    ] {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}

proptest! {
    #[test]
    fn any_layout_is_read_soundly(lines in prop::collection::vec("(?s)([A-Z]{1,5}|Q|A|[A-Z][a-z]{2,5} Ortiz|[“\"—–]|\\PC{0,4})(:|: |\\. |” — | )[“\"]?\\PC{0,12}[”\"]?", 0..8)) {
        let text = lines.join("\n");
        for one in find(&text, &segment(&text)) {
            let spans = one.content.iter().chain(&one.cue).chain(&one.source);
            prop_assert!(spans.clone().all(|span| !span.is_empty() && text.get(span.start..span.end).is_some()));
            prop_assert!(one.content.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert!(!one.content.is_empty() && (0.0..=1.0).contains(&one.confidence));
        }
    }
}
