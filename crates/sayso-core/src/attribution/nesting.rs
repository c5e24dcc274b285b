//! Statements inside the content of others: "the aide said the senator had called the vote a farce".

use super::Attribution;
use super::assemble::attribution;
use super::confidence::Calibration;
use super::network::Finding;
use crate::text::Span;

/// Adds the findings that stand within the content of what was found: cue and content in one part of it.
pub fn add(text: &str, inner: Vec<Finding>, calibration: &Calibration, found: &mut Vec<Attribution>) {
    let outer: Vec<Span> = found.iter().flat_map(|attribution| &attribution.content).copied().collect();
    for finding in inner {
        let all = finding.content.iter().copied().fold(finding.cue, Span::cover);
        let is_known = found.iter().any(|other| other.cue.iter().any(|cue| cue.overlaps(finding.cue)));
        if !is_known && outer.iter().any(|part| part.contains(all) && *part != all) {
            found.push(attribution(text, finding, Vec::new(), calibration));
        }
    }
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
