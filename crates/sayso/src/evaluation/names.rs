//! Pairs of names to be scored: whether they name one person or organisation.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use sayso_core::document::SpeakerKind;
use sayso_core::identity::{Comparison, Name, compare};
use serde::Deserialize;

/// Two names, as a table gives them. Other columns are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NamePair {
    /// One name.
    pub a: String,
    /// The other.
    pub b: String,
    /// What both are, `person` or another word.
    pub kind: String,
}

impl NamePair {
    /// The comparison that a collection makes of two speakers with these names.
    #[must_use]
    pub fn compare(&self) -> Comparison {
        let is_person = self.kind == SpeakerKind::Person.word();
        let kind = if is_person { SpeakerKind::Person } else { SpeakerKind::Organization };
        compare(&Name::parse(&self.a, kind), &Name::parse(&self.b, kind))
    }
}

/// Why a table of names cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NamesError {
    /// It cannot be read.
    #[error("{}: cannot be read: {error}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It is no such table.
    #[error("{}: is not CSV with the columns a, b and kind: {error}", path.display())]
    Malformed {
        /// Which.
        path: PathBuf,
        /// Where and why.
        error: csv::Error,
    },
}

/// Reads a CSV of name pairs with the columns `a`, `b` and `kind`.
///
/// # Errors
/// If the file cannot be read or is no such table.
pub fn name_pairs(path: &Path) -> Result<Vec<NamePair>, NamesError> {
    let file = File::open(path).map_err(|error| NamesError::Io { path: path.to_owned(), error })?;
    let rows = csv::Reader::from_reader(file).into_deserialize().collect::<Result<_, _>>();
    rows.map_err(|error| NamesError::Malformed { path: path.to_owned(), error })
}
