//! To whom, where and when a statement was made.

use crate::attribution::Attribution;
use crate::document::{Document, Said, Step};
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

/// The occasion of each attribution, in the same order.
#[must_use]
pub fn find(
    _document: &Document,
    _segmentation: &Segmentation,
    attributions: &[Attribution],
) -> Vec<Circumstances> {
    vec![Circumstances::default(); attributions.len()]
}
