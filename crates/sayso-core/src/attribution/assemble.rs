//! From the network's findings to the attributions of a document.

use super::confidence::Calibration;
use super::network::{Evidence, Finding, Network, Scratch};
use super::windows::{Window, Windows};
use super::{Attribution, continuation, layout, nesting};
use crate::document::{Attitude, Step};
use crate::lexicon::lexicon;
use crate::segment::{Quotation, Segmentation};
use crate::text::Span;

/// Every attribution of a text, in text order, outer before inner.
#[must_use]
pub fn find(
    text: &str,
    segmentation: &Segmentation,
    network: &Network,
    calibration: &Calibration,
) -> Vec<Attribution> {
    let mut scratch = Scratch::default();
    let (mut findings, mut inner_cues) = (Vec::new(), Vec::new());
    let windows = Windows::new(text, &network.tokenizer, &segmentation.paragraphs, true);
    // nobody is quoted with punctuation marks alone: a million of them need no reading
    let says_something =
        |window: &Window| window.words.iter().any(|word| word.of(text).contains(char::is_alphanumeric));
    for window in windows.filter(says_something) {
        findings.extend(network.read(&window, &mut scratch));
        inner_cues.extend(network.inner_cues(&window, &mut scratch));
    }
    let mut findings: Vec<(Finding, Vec<Step>)> =
        disjoint(findings).into_iter().map(|f| (f, Vec::new())).collect();
    continuation::attach(text, segmentation, &mut findings);
    let mut found: Vec<Attribution> =
        findings.into_iter().map(|(finding, steps)| attribution(text, finding, steps, calibration)).collect();
    add_layout(&mut found, layout::find(text, segmentation));
    let sentences = &segmentation.sentences;
    nesting::within(text, sentences, network, calibration, &inner_cues, &mut scratch, &mut found);
    for attribution in &mut found {
        for part in &mut attribution.content {
            *part = with_marks(text, &segmentation.quotations, *part);
        }
    }
    nesting::order(found)
}

/// Attribution of a finding, with the steps that led to it.
pub(super) fn attribution(
    text: &str,
    finding: Finding,
    steps: Vec<Step>,
    calibration: &Calibration,
) -> Attribution {
    let Finding { cue, source, content, evidence, .. } = finding;
    let speech = is_speech(cue.of(text));
    let confidence = calibration.confidence(&evidence, !source.is_empty(), speech);
    let mut trace = trace(&evidence, cue, &source, &content);
    trace.extend(steps);
    Attribution { content, cue: vec![cue], source, parent: None, confidence, trace }
}

/// Whether the cue is one of saying, by the lexicon.
#[must_use]
pub fn is_speech(cue: &str) -> bool {
    let words: Vec<&str> = cue.split_whitespace().collect();
    (0..words.len()).any(|from| {
        lexicon().cue_at(&words[from..]).is_some_and(|found| found.manner.attitude == Attitude::Assertion)
    })
}

fn trace(evidence: &Evidence, cue: Span, source: &[Span], content: &[Span]) -> Vec<Step> {
    let step = |rule, why: &str, spans: &[Span], score| Step {
        rule,
        why: why.to_owned(),
        spans: spans.to_vec(),
        score: Some(score),
    };
    let source_why = if source.is_empty() {
        "the model sees no source for the cue"
    } else {
        "the model reads this as the cue's source"
    };
    vec![
        step("model.cue", "the model takes this for words that attribute", &[cue], evidence.cue),
        step("model.content", "the model reads this as what the cue attributes", content, evidence.content),
        step("model.source", source_why, source, evidence.source),
        step("model.roles", "probability of source and content together, word for word", &[], evidence.roles),
        step(
            "model.borders",
            "probability that the content begins and ends just there",
            &[],
            evidence.borders,
        ),
    ]
}

/// Takes the surest findings first; what another has already taken of the content is given up, unless
/// the one stands within the content of the other.
fn disjoint(mut findings: Vec<Finding>) -> Vec<Finding> {
    let strength = |f: &Finding| f.evidence.cue * f.evidence.content;
    findings.sort_by(|a, b| strength(b).total_cmp(&strength(a)).then(a.cue.cmp(&b.cue)));
    let mut taken: Vec<Finding> = Vec::new();
    for mut finding in findings {
        let before: usize = finding.content.iter().map(|part| part.len()).sum();
        let rival = |other: &&Finding| other.paragraph == finding.paragraph && !is_nested(&finding, other);
        let claimed: Vec<Span> =
            taken.iter().filter(rival).flat_map(|other| &other.content).copied().collect();
        finding.content.retain(|part| !claimed.iter().any(|theirs| theirs.overlaps(*part)));
        let after: usize = finding.content.iter().map(|part| part.len()).sum();
        // a cue without content may still find it in the paragraph beside it
        if 2 * after >= before {
            taken.push(finding);
        }
    }
    taken.sort_by_key(|finding| finding.cue);
    taken
}

/// Whether one of the two cues stands inside the other's content.
fn is_nested(a: &Finding, b: &Finding) -> bool {
    let inside = |inner: &Finding, outer: &Finding| outer.content.iter().any(|part| part.contains(inner.cue));
    inside(a, b) || inside(b, a)
}

/// Adds attributions that the layout makes certain where the network found none for the same words.
fn add_layout(found: &mut Vec<Attribution>, certain: Vec<Attribution>) {
    for attribution in certain {
        let rival = found.iter().position(|other| {
            overlap(&other.content, &attribution.content) * 2 > length(&attribution.content)
        });
        match rival {
            Some(rival) if found[rival].source.is_empty() => {
                found[rival].source = attribution.source;
                found[rival].trace.extend(attribution.trace);
            }
            Some(_) => {}
            None => {
                // what the network found with its cue outside the turn cannot reach into it
                found.retain(|other| {
                    overlap(&other.content, &attribution.content) == 0
                        || inside(&other.cue, &attribution.content)
                });
                found.push(attribution);
            }
        }
    }
}

fn inside(spans: &[Span], parts: &[Span]) -> bool {
    spans.iter().all(|span| parts.iter().any(|part| part.contains(*span)))
}

fn length(parts: &[Span]) -> usize {
    parts.iter().map(|part| part.len()).sum()
}

fn overlap(a: &[Span], b: &[Span]) -> usize {
    let shared = |x: Span, y: Span| x.end.min(y.end).saturating_sub(x.start.max(y.start));
    a.iter().flat_map(|x| b.iter().map(move |y| shared(*x, *y))).sum()
}

/// Bytes that an opening mark and what stands between it and the first word take at most.
const MARKS: usize = 8;

/// The part with the quotation marks whose whole inside it holds, and the punctuation before the closing one.
fn with_marks(text: &str, quotations: &[Quotation], part: Span) -> Span {
    let from = quotations.partition_point(|quotation| quotation.outer.start + MARKS < part.start);
    quotations[from..]
        .iter()
        .take_while(|quotation| quotation.outer.start < part.end)
        .filter(|quotation| quotation.closed && part.contains(trim(text, quotation.inner)))
        .fold(part, |part, quotation| part.cover(quotation.outer))
}

/// The span without white space and punctuation at both ends.
pub(super) fn trim(text: &str, span: Span) -> Span {
    let slice = span.of(text);
    let trimmed = slice.trim_start_matches(|c: char| !c.is_alphanumeric());
    let start = span.start + (slice.len() - trimmed.len());
    let trimmed = trimmed.trim_end_matches(|c: char| !c.is_alphanumeric());
    Span::new(start, start + trimmed.len())
}
