//! Quotations that stand alone in their paragraph: they go on with the words of the statement before
//! them, or follow a cue that ends its paragraph (*He continued:*), or stand before one that begins
//! the next (*asserted X*).
//!
//! In the PolNeAR training texts five in six of such paragraphs belong to a cue of another paragraph.

use super::network::Finding;
use crate::document::Step;
use crate::segment::Segmentation;
use crate::text::Span;

/// Share of a paragraph's words inside quotation marks from which it counts as quoted.
const QUOTED: f32 = 0.9;

/// Gives each paragraph that is quoted and attributed to nobody to the statement beside it.
/// `findings` are in text order; those left without content are dropped.
pub fn attach(text: &str, segmentation: &Segmentation, findings: &mut Vec<(Finding, Vec<Step>)>) {
    let paragraphs = &segmentation.paragraphs;
    // the statement that the paragraph before goes on with
    let mut last: Option<usize> = None;
    let mut at = 0;
    for index in 0..paragraphs.len() {
        let here =
            at..at + findings[at..].iter().take_while(|(finding, _)| finding.paragraph == index).count();
        at = here.end;
        if !here.is_empty() {
            last = going_on(segmentation, paragraphs[index], here, findings);
            continue;
        }
        if !is_quoted(text, segmentation, paragraphs[index]) {
            last = None;
            continue;
        }
        last = last.or_else(|| announcing(findings, at, index + 1, paragraphs));
        if let Some(owner) = last {
            take(&mut findings[owner], paragraphs[index]);
        }
    }
    findings.retain(|(finding, _)| !finding.content.is_empty());
}

/// Which statement of a paragraph the next one may go on with: a cue that has no content yet, else the
/// one whose quoted content comes last.
fn going_on(
    segmentation: &Segmentation,
    paragraph: Span,
    here: std::ops::Range<usize>,
    findings: &[(Finding, Vec<Step>)],
) -> Option<usize> {
    let open = here.clone().rev().find(|&index| findings[index].0.content.is_empty());
    open.or_else(|| {
        let end = |index: usize| findings[index].0.content.iter().map(|part| part.end).max();
        let latest = here.max_by_key(|&index| end(index))?;
        let quoted = |part: &Span| {
            segmentation.quoted_at(part.start)
                || segmentation.quoted_at(part.end.saturating_sub(1).max(part.start))
        };
        let closes = segmentation.quoted_at(paragraph.end.saturating_sub(1))
            || findings[latest].0.content.iter().any(quoted);
        closes.then_some(latest)
    })
}

/// The cue without content that begins the paragraph after.
fn announcing(
    findings: &[(Finding, Vec<Step>)],
    from: usize,
    next: usize,
    paragraphs: &[Span],
) -> Option<usize> {
    /// A cue this near to its paragraph's start may reach back over it, in bytes.
    const NEAR: usize = 60;
    let (finding, _) = findings.get(from)?;
    let begins = finding.cue.start < paragraphs.get(next)?.start + NEAR;
    (finding.paragraph == next && finding.content.is_empty() && begins).then_some(from)
}

fn is_quoted(text: &str, segmentation: &Segmentation, paragraph: Span) -> bool {
    let opens = paragraph.of(text).starts_with(['"', '“', '„', '«', '‘', '\'']);
    let words = || segmentation.words_in(paragraph).iter().filter(|word| word.lexical);
    let quoted = words().filter(|word| segmentation.quoted_at(word.span.start)).count();
    opens && quoted > 0 && quoted as f32 >= QUOTED * words().count() as f32
}

fn take((finding, trace): &mut (Finding, Vec<Step>), paragraph: Span) {
    finding.content.push(paragraph);
    finding.content.sort();
    trace.push(Step {
        rule: "layout.quoted-paragraph",
        why: "the paragraph is all quotation and has no cue of its own, so it belongs to the statement beside it".to_owned(),
        spans: vec![paragraph],
        score: None,
    });
}
