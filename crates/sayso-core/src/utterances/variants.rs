//! One utterance from all sides: its wordings, what was done to the words, and what a reader should look at.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::edits::{Edit, EditClass, edits};
use super::words::{Kind, WordId, Wording};
use crate::text::Span;

/// One quotation that reports the utterance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report<'t> {
    /// The words as the document has them.
    pub text: &'t str,
    /// Day of publication, counted from 1970-01-01.
    pub day: Option<i32>,
    /// Who is said to have spoken: equal for one and the same; `None` where the document does not name them.
    pub speaker: Option<&'t str>,
}

/// One wording of an utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The reports that have it, by rising index; the first stands for all.
    pub reports: Vec<usize>,
    /// Day of the earliest of them that has a date.
    pub first: Option<i32>,
    /// What leads from the base to it; `base` spans point into the base's text, `other` spans into this one.
    pub edits: Vec<Edit>,
    /// Words that no other wording has, though it has those around them; into this wording's text.
    pub only_here: Vec<Span>,
}

/// An utterance from all sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portrait {
    /// The fullest wording first, which is the base; then by number of reports.
    pub variants: Vec<Variant>,
    /// What a reader should look at.
    pub alerts: Vec<Alert>,
}

/// Something about an utterance that a reader should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alert {
    /// The reports name different speakers, in order of name.
    Speakers(Vec<String>),
    /// A negation or a number differs, unmarked: index of the variant and of its edit.
    Sense(usize, usize),
    /// Marks stand around words that occur in no other report: index of the variant and of the span.
    OnlyHere(usize, usize),
}

/// More wordings than these are not compared each with each.
const COMPARED: usize = 40;

/// Puts the reports of one utterance together.
#[must_use]
pub fn portrait(reports: &[Report]) -> Portrait {
    let mut variants = variants(reports);
    let text = |variant: &Variant| reports[variant.reports[0]].text;
    if let Some(base) = variants.first().map(text) {
        for variant in variants.iter_mut().skip(1) {
            variant.edits = edits(base, reports[variant.reports[0]].text);
        }
    }
    mark_only_here(&mut variants, reports);
    let alerts = alerts(&variants, reports);
    Portrait { variants, alerts }
}

fn variants(reports: &[Report]) -> Vec<Variant> {
    let mut by_text: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, report) in reports.iter().enumerate() {
        by_text.entry(trimmed(report.text)).or_default().push(at);
    }
    let told = |variant: &Variant| Wording::read(reports[variant.reports[0]].text).information();
    let mut variants: Vec<Variant> = by_text
        .into_values()
        .map(|at| {
            let first = at.iter().filter_map(|&at| reports[at].day).min();
            Variant { reports: at, first, edits: Vec::new(), only_here: Vec::new() }
        })
        .collect();
    variants.sort_by_key(|variant| {
        (std::cmp::Reverse(variant.reports.len()), variant.first.unwrap_or(i32::MAX), variant.reports[0])
    });
    let fullest =
        (0..variants.len()).rev().max_by(|&x, &y| told(&variants[x]).total_cmp(&told(&variants[y])));
    if let Some(fullest) = fullest {
        let base = variants.remove(fullest);
        variants.insert(0, base);
    }
    variants
}

/// Without what a quotation gets at its ends from the sentence around it.
fn trimmed(text: &str) -> &str {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | ',' | '.' | ';');
    text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”'))
        .trim_end_matches(ends)
}

/// Finds the words of each wording that all others lack between words that they share with it.
fn mark_only_here(variants: &mut [Variant], reports: &[Report]) {
    let count = variants.len().min(COMPARED);
    let texts: Vec<&str> = variants[..count].iter().map(|variant| reports[variant.reports[0]].text).collect();
    let bases: Vec<HashSet<WordId>> = texts
        .iter()
        .map(|text| Wording::read(text).tokens.iter().map(|token| token.base).collect())
        .collect();
    for own in 0..count {
        let others = (0..count).filter(|&other| other != own);
        let came: Vec<Vec<Span>> = others.clone().map(|other| came_in(texts[other], texts[own])).collect();
        let lacking = |base: &WordId| others.clone().all(|other| !bases[other].contains(base));
        let spans = Wording::read(texts[own]).tokens.into_iter().filter(|token| {
            matches!(token.kind, Kind::Content | Kind::Number)
                && !token.bracketed
                && lacking(&token.base)
                && came.iter().any(|spans| spans.iter().any(|span| span.contains(token.span)))
        });
        variants[own].only_here = joined(spans.map(|token| token.span), texts[own]);
    }
}

/// Where a wording has words between those that it shares with another one, which has not got them.
fn came_in(other: &str, own: &str) -> Vec<Span> {
    let edits = edits(other, own);
    edits
        .iter()
        .filter(|edit| !edit.at_end && !edit.marked && edit.class != EditClass::Order)
        .map(|edit| edit.other)
        .collect()
}

/// Words that follow each other make one span.
fn joined(spans: impl Iterator<Item = Span>, text: &str) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    for span in spans {
        match all.last_mut() {
            Some(last) if last.end >= span.start || text[last.end..span.start].trim().is_empty() => {
                *last = last.cover(span)
            }
            _ => all.push(span),
        }
    }
    all
}

fn alerts(variants: &[Variant], reports: &[Report]) -> Vec<Alert> {
    let speakers: BTreeSet<&str> = reports.iter().filter_map(|report| report.speaker).collect();
    let mut alerts = Vec::new();
    if speakers.len() > 1 {
        alerts.push(Alert::Speakers(speakers.into_iter().map(str::to_owned).collect()));
    }
    for (at, variant) in variants.iter().enumerate() {
        let changed = variant.edits.iter().enumerate().filter(|(_, edit)| edit.changes_sense());
        alerts.extend(changed.map(|(edit, _)| Alert::Sense(at, edit)));
    }
    for (at, variant) in variants.iter().enumerate() {
        alerts.extend((0..variant.only_here.len()).map(|span| Alert::OnlyHere(at, span)));
    }
    alerts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report<'t>(text: &'t str, day: i32, speaker: &'t str) -> Report<'t> {
        Report { text, day: Some(day), speaker: Some(speaker) }
    }

    #[test]
    fn the_fullest_wording_is_the_base_and_ends_do_not_make_a_variant() {
        let reports = [
            report("the harbour will not be sold,", 2, "Vera Holm"),
            report("I repeat that the harbour will not be sold.", 3, "Vera Holm"),
            report("the harbour will not be sold", 1, "Vera Holm"),
        ];
        let portrait = portrait(&reports);
        assert_eq!(portrait.variants.len(), 2);
        assert_eq!(portrait.variants[0].reports, [1]);
        assert_eq!((&portrait.variants[1].reports[..], portrait.variants[1].first), (&[0, 2][..], Some(1)));
        assert_eq!(portrait.variants[1].edits[0].class, EditClass::Omission);
        assert!(portrait.alerts.is_empty(), "{:?}", portrait.alerts);
    }

    #[test]
    fn a_fragment_that_begins_after_a_negation_is_no_alert() {
        let whole = report("Nothing less than the harbour of the whole valley is at stake", 1, "Vera Holm");
        let cut = report("the harbour of the whole valley is at stake", 1, "Vera Holm");
        assert_eq!(portrait(&[whole, cut]).alerts, []);
    }

    #[test]
    fn a_lost_negation_other_speakers_and_added_words_are_alerts() {
        let reports = [
            report("the harbour will not be sold to anyone", 1, "Vera Holm"),
            report("the harbour will be sold to anyone", 2, "Vera Holm"),
            report("the harbour will not be cheaply sold to anyone", 3, "Nils Brandt"),
        ];
        let portrait = portrait(&reports);
        let names =
            |alert: &Alert| matches!(alert, Alert::Speakers(names) if names == &["Nils Brandt", "Vera Holm"]);
        assert!(portrait.alerts.iter().any(names));
        let lost = |alert: &Alert| match alert {
            Alert::Sense(variant, _) => portrait.variants[*variant].reports == [1],
            _ => false,
        };
        assert!(portrait.alerts.iter().any(lost), "{portrait:?}");
        let added = portrait.alerts.iter().find_map(|alert| match alert {
            Alert::OnlyHere(variant, span) => {
                let variant = &portrait.variants[*variant];
                Some(variant.only_here[*span].of(reports[variant.reports[0]].text))
            }
            _ => None,
        });
        assert_eq!(added, Some("cheaply"));
    }
}
