//! Statements inside the content of others: "the aide said the senator had called the vote a farce".

use super::Attribution;
use super::assemble::{attribution, trim};
use super::confidence::Calibration;
use super::network::{Network, Scratch};
use super::windows::Windows;
use crate::text::Span;

/// How deep statements may stand in statements.
const MAX_DEPTH: usize = 4;

/// Contents of fewer bytes hold no statement of their own.
const SHORTEST: usize = 12;

/// Reads each sentence of a content in which one of `cues` stands again, as text of its own, and adds what is
/// found there. `sentences` and `cues` are in text order.
pub fn within(
    text: &str,
    sentences: &[Span],
    network: &Network,
    calibration: &Calibration,
    cues: &[Span],
    scratch: &mut Scratch,
    found: &mut Vec<Attribution>,
) {
    let mut unread = 0;
    for _ in 0..MAX_DEPTH {
        let cues: Vec<Span> = cues.iter().copied().filter(|cue| !is_known(*cue, found)).collect();
        let mut parts: Vec<Span> = found[unread..]
            .iter()
            .flat_map(|attribution| &attribution.content)
            .flat_map(|part| by_sentence(*part, sentences))
            .map(|part| trim(text, part))
            .filter(|part| part.len() >= SHORTEST && holds_any(*part, &cues))
            .collect();
        unread = found.len();
        parts.sort();
        parts.dedup_by(|b, a| a.overlaps(*b));
        for window in Windows::new(text, &network.tokenizer, &parts, false) {
            for finding in network.read(&window, scratch) {
                if !is_known(finding.cue, found) && !finding.content.is_empty() {
                    found.push(attribution(text, finding, Vec::new(), calibration));
                }
            }
        }
        if found.len() == unread {
            break;
        }
    }
}

/// Whether a cue is one of those that were found.
fn is_known(cue: Span, found: &[Attribution]) -> bool {
    found.iter().any(|other| other.cue.iter().any(|known| known.overlaps(cue)))
}

/// What each sentence has of the part.
fn by_sentence(part: Span, sentences: &[Span]) -> impl Iterator<Item = Span> {
    let first = sentences.partition_point(|sentence| sentence.end <= part.start);
    let touched = sentences[first..].iter().take_while(move |sentence| sentence.start < part.end);
    touched.map(move |sentence| Span::new(sentence.start.max(part.start), sentence.end.min(part.end)))
}

/// Whether one of the spans, which are in text order, lies in the part.
fn holds_any(part: Span, spans: &[Span]) -> bool {
    let first = spans.partition_point(|span| span.start < part.start);
    spans.get(first).is_some_and(|span| part.contains(*span))
}

/// Puts attributions in text order, outer before inner, and writes each one's parent: the smallest
/// content that holds the whole of it.
pub fn order(mut found: Vec<Attribution>) -> Vec<Attribution> {
    let length = |a: &Attribution| a.content.iter().map(|part| part.len()).sum::<usize>();
    found.sort_by(|a, b| {
        a.content[0].start.cmp(&b.content[0].start).then(length(b).cmp(&length(a))).then(a.cue.cmp(&b.cue))
    });
    // whoever can hold an attribution stands before it in this order and is still open where it begins
    let mut open: Vec<usize> = Vec::new();
    for index in 0..found.len() {
        let anchor = anchor(&found[index]);
        open.retain(|&other| found[other].content.last().is_some_and(|part| part.end > anchor.start));
        let holds = |other: &&usize| {
            found[**other].content.iter().any(|part| part.contains(anchor) && *part != anchor)
        };
        found[index].parent =
            open.iter().filter(holds).min_by_key(|&&other| (length(&found[other]), other)).copied();
        open.push(index);
    }
    found
}

/// What must lie inside another's content for the attribution to be nested in it: cue and content.
fn anchor(attribution: &Attribution) -> Span {
    attribution.content.iter().chain(&attribution.cue).copied().reduce(Span::cover).unwrap_or_default()
}
