//! Who each source is, within the document.
//!
//! The text is read once from front to back, as a reader would: `mentions` finds every name,
//! description and pronoun, `entities` gathers the names, `roles` reads what titles and
//! appositions say of them, `source` finds the head of each source span, and `discourse` keeps
//! in mind who has been spoken of and settles whom each mention means: `persons` and
//! `organizations` by description, `pronouns` by agreement and salience.

mod describe;
mod discourse;
mod entities;
mod lists;
mod mentions;
mod names;
mod organizations;
mod output;
mod persons;
mod pronouns;
mod roles;
mod scan;
mod source;
#[cfg(test)]
mod tests;
mod view;

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
///
/// Confidence is a rough probability that the speaker is right, given that the source is: by the
/// way that led there, lowered where a second candidate came close.
#[must_use]
pub fn resolve(document: &Document, segmentation: &Segmentation, attributions: &[Attribution]) -> Resolution {
    if attributions.is_empty() || segmentation.words.is_empty() {
        return Resolution { speakers: Vec::new(), links: vec![Link::default(); attributions.len()] };
    }
    let view = view::View::new(document, segmentation);
    let state = discourse::read(&view, document, attributions);
    output::resolution(&view, attributions, state)
}
