//! What must be so of every result, whatever was read. Tests and fuzz targets share these: each
//! panics where a promise is broken.

// Each user takes its part.
#![allow(dead_code)]

use sayso_core::document::{Diagnostic, Reading, Speaker, Statement};
use sayso_core::segment::Segmentation;
use sayso_core::{Document, Span};
use sayso_formats::{marks, wire, writers};

/// A document as a reader gives it.
pub fn document(document: &Document, diagnostics: &[Diagnostic]) {
    assert!(!document.id.is_empty());
    for diagnostic in diagnostics {
        assert!(!diagnostic.code.is_empty() && !diagnostic.message.is_empty());
        diagnostic.span.into_iter().for_each(|span| inside(&document.text, span));
    }
}

/// Paragraphs, sentences, words and quotations.
pub fn segmentation(text: &str, cut: &Segmentation) {
    apart(text, &cut.paragraphs);
    apart(text, &cut.sentences);
    let words: Vec<Span> = cut.words.iter().map(|word| word.span).collect();
    apart(text, &words);
    for word in &cut.words {
        let sentence = cut.sentences[word.sentence];
        assert!(sentence.contains(word.span), "a word leaves its sentence");
        assert!(cut.paragraphs[word.paragraph].contains(sentence), "a sentence leaves its paragraph");
        assert!(!word.span.of(text).contains(char::is_whitespace), "white space in a word");
    }
    for (i, quotation) in cut.quotations.iter().enumerate() {
        inside(text, quotation.outer);
        inside(text, quotation.inner);
        assert!(quotation.outer.contains(quotation.inner));
        let parent = quotation.parent.map(|parent| {
            assert!(parent < i, "an inner quotation stands before its outer one");
            cut.quotations[parent]
        });
        assert!(parent.is_none_or(|parent| parent.inner.contains(quotation.outer)), "quotations cross");
        assert_eq!(parent.map_or(0, |parent| parent.depth.saturating_add(1)), quotation.depth);
    }
}

/// Everything that is found in a document.
pub fn reading(document: &Document, reading: &Reading) {
    let text = &document.text;
    for (index, one) in reading.statements.iter().enumerate() {
        statement(text, reading, one);
        parents(&reading.statements, index);
    }
    let order = reading.statements.iter().map(|one| one.content[0].start);
    assert!(order.is_sorted(), "statements are not in text order");
    distinct(reading.statements.iter().map(|one| one.id.as_str()));
    distinct(reading.speakers.iter().map(|one| one.id.as_str()));
    reading.speakers.iter().for_each(|one| speaker(text, reading, one));
    reading.diagnostics.iter().filter_map(|one| one.span).for_each(|span| inside(text, span));
    profile(reading);
    records(document, reading);
}

fn statement(text: &str, reading: &Reading, one: &Statement) {
    assert!(!one.content.is_empty(), "a statement without content");
    apart(text, &one.content);
    one.cue.iter().for_each(|cue| parts(text, &cue.spans));
    one.source.iter().for_each(|source| parts(text, &source.spans));
    one.addressee.iter().for_each(|spans| parts(text, spans));
    one.venue.iter().for_each(|spans| parts(text, spans));
    if let Some(said) = &one.said {
        assert!(said.from <= said.to);
        said.span.into_iter().for_each(|span| inside(text, span));
    }
    probability(one.confidence);
    if let Some(link) = &one.speaker {
        assert!(link.speaker < reading.speakers.len());
        probability(link.confidence);
    }
    assert!(!one.trace.is_empty(), "a statement that cannot say why");
    one.trace.iter().flat_map(|step| &step.spans).for_each(|&span| inside(text, span));
}

/// From parent to parent, one comes to an end, and each holds what stands within.
fn parents(statements: &[Statement], index: usize) {
    let mut at = index;
    for _ in 0..=statements.len() {
        let Some(parent) = statements[at].parent else { return };
        let around = cover(&statements[parent].content);
        assert!(around.overlaps(cover(&statements[at].content)), "a statement stands outside its parent");
        at = parent;
    }
    panic!("parents in a circle");
}

fn speaker(text: &str, reading: &Reading, one: &Speaker) {
    assert!(!one.name.trim().is_empty(), "a speaker without a name or description");
    one.mentions.iter().for_each(|&span| inside(text, span));
    assert!(one.mentions.is_sorted(), "mentions are not in text order");
    assert!(one.members.iter().all(|&member| member < reading.speakers.len()));
}

fn profile(reading: &Reading) {
    let profile = &reading.profile;
    assert_eq!(profile.statements, reading.statements.len());
    assert_eq!(profile.direct + profile.indirect + profile.mixed, profile.statements);
    assert_eq!(profile.hearsay.iter().sum::<usize>(), profile.statements);
    assert_eq!(profile.speakers, reading.speakers.len());
    assert!(profile.unnamed <= profile.speakers);
    assert!(profile.sourceless <= profile.statements);
    probability(profile.own_voice);
    probability(profile.attributed);
}

/// What is written can be read again, and says the same.
fn records(document: &Document, reading: &Reading) {
    let mut json = Vec::new();
    writers::write_jsonl(&mut json, document, reading).expect("a vector takes everything");
    let json = String::from_utf8(json).expect("JSON is UTF-8");
    assert_eq!(json.matches('\n').count(), 1, "a record of more than one line");
    let record = wire::parse(&json).expect("a record that was written can be parsed");
    let (same, again) = wire::from_wire(&record).expect("a record that was written keeps its promises");
    assert_eq!(&same, document);
    assert_eq!(wire::to_wire(&same, &again), record);
    let rendered = marks::render(document, reading);
    let cases = marks::parse(&rendered).unwrap_or_else(|error| panic!("{error}\n{rendered}"));
    assert_eq!(cases.len(), 1);
    assert_eq!(&cases[0].marked.text, &document.text);
}

/// Parts of one thing: at least one, disjoint, in text order.
fn parts(text: &str, spans: &[Span]) {
    assert!(!spans.is_empty(), "present, but without a place");
    apart(text, spans);
}

/// In the text, on character boundaries, not empty, disjoint and in order.
fn apart(text: &str, spans: &[Span]) {
    for &span in spans {
        inside(text, span);
        assert!(!span.is_empty(), "an empty span");
    }
    assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "spans overlap or are not in order");
}

fn inside(text: &str, span: Span) {
    assert!(span.start <= span.end);
    assert!(text.get(span.start..span.end).is_some(), "{span:?} is not on characters of the text");
}

fn cover(spans: &[Span]) -> Span {
    spans.iter().copied().reduce(Span::cover).expect("at least one part")
}

fn probability(value: f32) {
    assert!((0.0..=1.0).contains(&value), "{value} is no probability");
}

fn distinct<'a>(ids: impl Iterator<Item = &'a str>) {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "an id stands twice");
}
