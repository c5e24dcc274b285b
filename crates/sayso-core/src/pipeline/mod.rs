//! The one place that orders the rooms.

use crate::document::{Document, Reading};

/// How to read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Try statements in a document whose language the model does not know.
    pub any_language: bool,
}

/// A model ready to read documents. Shared by reference between threads.
pub struct Engine {}

/// A model file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// Not a model file, or damaged.
    #[error("the model cannot be read: {0}")]
    Damaged(String),
}

impl Engine {
    /// An engine from the bytes of a model file (`models/<name>/model.safetensors`).
    ///
    /// # Errors
    /// If the bytes are not a model that this version can run.
    pub fn new(_model: &'static [u8]) -> Result<Self, ModelError> {
        Ok(Self {})
    }

    /// Name and version of the model (`en-1`).
    #[must_use]
    pub fn model_version(&self) -> &str {
        "en-1"
    }

    /// Reads one document. Never fails: what went wrong stands in the diagnostics.
    #[must_use]
    pub fn read(&self, _document: &Document, _options: &Options) -> Reading {
        Reading::default()
    }
}
