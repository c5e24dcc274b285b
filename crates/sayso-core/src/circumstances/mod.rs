//! To whom, where and when a statement was made.
//!
//! Addressee, venue and time are read from the words that frame the content: those of the cue's
//! sentence that stand in no content. A date within the content is part of what was said.

mod dateline;
mod frame;
mod phrase;
mod time;

pub use dateline::Dateline;
use frame::Frame;
use jiff::civil::Date;

use crate::attribution::Attribution;
use crate::attribution::qualify::{Qualification, qualify};
use crate::document::{Attitude, Document, Said, SaidBasis, Status, Step};
use crate::segment::Segmentation;
use crate::text::Span;

/// What is known of the occasion of one attribution.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Circumstances {
    /// To whom.
    pub addressee: Option<Vec<Span>>,
    /// Where or in what.
    pub venue: Option<Vec<Span>>,
    /// When.
    pub said: Option<Said>,
    /// The steps that led there.
    pub trace: Vec<Step>,
}

/// The occasion of each attribution, in the same order; `dateline` is that of the document.
///
/// Times are resolved against the dateline's day, else the day of publication. Where a plain saying
/// (*said*, not *has said*) has no time of its own, that day stands for it.
#[must_use]
pub fn find(
    document: &Document,
    segmentation: &Segmentation,
    attributions: &[Attribution],
    dateline: Option<&Dateline>,
) -> Vec<Circumstances> {
    let anchors = Anchors::new(document, dateline);
    let covered = covered(segmentation, attributions);
    attributions
        .iter()
        .map(|attribution| occasion(&document.text, segmentation, attribution, &anchors, &covered))
        .collect()
}

/// How many contents hold each word.
fn covered(segmentation: &Segmentation, attributions: &[Attribution]) -> Vec<u32> {
    let mut steps = vec![0_i64; segmentation.words.len() + 1];
    for &part in attributions.iter().flat_map(|attribution| &attribution.content) {
        let range = segmentation.word_range(part);
        steps[range.start] += 1;
        steps[range.end] -= 1;
    }
    let mut depth = 0;
    let counts = steps[..segmentation.words.len()].iter().map(|step| {
        depth += step;
        u32::try_from(depth).unwrap_or(u32::MAX)
    });
    counts.collect()
}

/// The days that relative expressions count from.
#[derive(Debug)]
struct Anchors {
    dateline: Option<(Date, Span)>,
    published: Option<Date>,
}

impl Anchors {
    fn new(document: &Document, dateline: Option<&Dateline>) -> Self {
        let published = document.published.as_deref().and_then(|date| date.get(..10)?.parse().ok());
        let dateline = dateline.and_then(|dateline| Some((dateline.date(published)?, dateline.span)));
        Self { dateline, published }
    }

    fn day(&self) -> Option<Date> {
        self.dateline.map(|(date, _)| date).or(self.published)
    }
}

fn occasion(
    text: &str,
    segmentation: &Segmentation,
    attribution: &Attribution,
    anchors: &Anchors,
    covered: &[u32],
) -> Circumstances {
    let Some(frame) = Frame::read(text, segmentation, attribution, covered) else {
        return Circumstances::default();
    };
    let quality = qualify(text, segmentation, attribution);
    let mut trace = Vec::new();
    let venue = phrase::venue(&frame);
    let addressee = phrase::addressee(&frame).or(venue.addressee);
    let mut note = |rule, why: &str, span: Span| {
        trace.push(Step { rule, why: why.to_owned(), spans: vec![span], score: None });
    };
    if let Some(span) = addressee {
        note("occasion.addressee", "names to whom it was said", span);
    }
    if let Some(span) = venue.span {
        note("occasion.venue", "names where or in what it was said", span);
    }
    let said = expressed(&frame, anchors, quality.status == Status::Future)
        .or_else(|| implied(&frame, anchors, &quality));
    if let Some((_, step)) = &said {
        trace.push(step.clone());
    }
    Circumstances {
        addressee: addressee.map(|span| vec![span]),
        venue: venue.span.map(|span| vec![span]),
        said: said.map(|(said, _)| said),
        trace,
    }
}

/// When, by a time expression of the frame.
fn expressed(frame: &Frame, anchors: &Anchors, ahead: bool) -> Option<(Said, Step)> {
    for at in frame.places() {
        let Some(found) = frame.time_at(at).filter(|_| dates_the_saying(frame, at)) else { continue };
        let span = frame.span(&(at..at + found.tokens));
        let Some((from, to)) = time::resolve(found.when, anchors.day(), ahead) else { continue };
        let why = format!("the time beside the cue, seen from the day of the article, is {from} to {to}");
        let step = Step { rule: "occasion.time", why, spans: vec![span], score: None };
        return Some((Said { from, to, basis: SaidBasis::Expression, span: Some(span) }, step));
    }
    None
}

/// Whether the time at `at` is that of the saying and not of something else (*since Tuesday*, *the
/// vote of May 2*, *after Sunday's debate*).
fn dates_the_saying(frame: &Frame, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |before| frame.word(before));
    let elsewhere = matches!(
        before,
        "since"
            | "until"
            | "till"
            | "by"
            | "before"
            | "after"
            | "from"
            | "for"
            | "of"
            | "than"
            | "through"
            | "about"
            | "between"
            | "to"
            | "and"
            | "or"
    );
    let possessive = frame.word(at).ends_with("'s");
    let leads_to_occasion = matches!(before, "in" | "on" | "at" | "during" | "this" | "last");
    !elsewhere && (!possessive || leads_to_occasion) && !frame.tokens[at].in_source
}

/// When, by the day of the article: for a plain saying without a time of its own.
fn implied(frame: &Frame, anchors: &Anchors, quality: &Qualification) -> Option<(Said, Step)> {
    let perfect = (0..frame.head.start).rev().take(4).map(|at| frame.word(at)).any(|word| {
        matches!(
            word,
            "has" | "have" | "had" | "having" | "once" | "previously" | "earlier" | "often" | "never"
        ) || word.ends_with("'ve")
    });
    let timed = frame.places().into_iter().any(|at| frame.time_at(at).is_some());
    let plain =
        matches!(quality.status, Status::Asserted | Status::Asked) && quality.attitude == Attitude::Assertion;
    if perfect || timed || !plain {
        return None;
    }
    let (day, basis, rule, why, spans) = match (anchors.dateline, anchors.published) {
        (Some((day, span)), _) => (
            day,
            SaidBasis::Dateline,
            "occasion.dateline",
            "no time stands beside the cue: the dateline's day",
            vec![span],
        ),
        (None, Some(day)) => (
            day,
            SaidBasis::Publication,
            "occasion.publication",
            "no time stands beside the cue: the day of publication",
            Vec::new(),
        ),
        (None, None) => return None,
    };
    let step = Step { rule, why: why.to_owned(), spans, score: None };
    Some((Said { from: day, to: day, basis, span: None }, step))
}

#[cfg(test)]
mod tests;
