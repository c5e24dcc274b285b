//! Who each source is, within the document.

use crate::attribution::Attribution;
use crate::document::{Document, Source, Speaker, SpeakerLink, Step};
use crate::segment::Segmentation;

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Resolution {
    /// In order of first statement.
    pub speakers: Vec<Speaker>,
    /// One for each attribution, in the same order.
    pub links: Vec<Link>,
}

/// What is known of one attribution's speaker.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Link {
    /// The source span, classified; `None` where the attribution has none.
    pub source: Option<Source>,
    /// The speaker; `None` is an abstention.
    pub speaker: Option<SpeakerLink>,
    /// The steps that led there.
    pub trace: Vec<Step>,
}

/// Resolves the source of each attribution to a speaker of the document.
#[must_use]
pub fn resolve(
    _document: &Document,
    _segmentation: &Segmentation,
    attributions: &[Attribution],
) -> Resolution {
    Resolution { speakers: Vec::new(), links: vec![Link::default(); attributions.len()] }
}
