//! Finds attributions: content, cue, source, and what stands within what.
//!
//! [`find`] runs the [`network`] over the text, lets quotations run over paragraphs, adds what the
//! [`layout`] makes certain, and reads each content again for statements within it.

mod assemble;
mod confidence;
mod continuation;
pub mod crf;
pub mod layout;
mod nesting;
pub mod network;
pub mod qualify;
pub mod windows;

pub use assemble::{find, is_speech};
pub use confidence::Calibration;

use crate::document::Step;
use crate::text::Span;

/// One attribution as found, before anything is known of its speaker.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attribution {
    /// Disjoint parts in text order, at least one.
    pub content: Vec<Span>,
    /// Empty where only layout attributes.
    pub cue: Vec<Span>,
    /// Empty where the text names nobody.
    pub source: Vec<Span>,
    /// Index of the attribution within whose content this one stands.
    pub parent: Option<usize>,
    /// Calibrated probability that it is right.
    pub confidence: f32,
    /// Why.
    pub trace: Vec<Step>,
}
