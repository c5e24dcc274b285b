//! A collection of news that grows: the façade that the command line, and other front ends, use.
//!
//! One folder holds one collection. What can be asked of it and decided in it is [`Store`]'s; what needs
//! the engine (importing, reading again) is done here.

mod import;
pub mod origins;
mod reextract;

use std::path::{Path, PathBuf};

use sayso_core::Options;
use sayso_store::corrections::Author;
use sayso_store::imports::Run;
use sayso_store::{Store, StoreError};

pub use import::{Imported, Tally};
pub use reextract::Reread;

use crate::Reader;

/// Name of the file that tells what was fetched before.
const FETCH_MEMORY: &str = "fetched.json";

/// An open collection.
#[derive(Debug)]
pub struct Collection {
    folder: PathBuf,
    store: Store,
}

impl Collection {
    /// Opens the collection in `folder`, or makes one there.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create(folder: &Path) -> Result<Self, StoreError> {
        Ok(Self { folder: folder.to_owned(), store: Store::create(folder)? })
    }

    /// Opens the collection in `folder`.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Ok(Self { folder: folder.to_owned(), store: Store::open(folder)? })
    }

    /// Opens the collection in `folder` for reading alone.
    ///
    /// # Errors
    /// As [`Store::open_read_only`].
    pub fn open_read_only(folder: &Path) -> Result<Self, StoreError> {
        Ok(Self { folder: folder.to_owned(), store: Store::open_read_only(folder)? })
    }

    /// The folder where collections are looked for when none is named.
    #[must_use]
    pub fn usual_folder() -> Option<PathBuf> {
        Some(dirs::data_dir()?.join("sayso"))
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where it keeps what was fetched before.
    #[must_use]
    pub fn fetch_memory(&self) -> PathBuf {
        self.folder.join(FETCH_MEMORY)
    }

    /// What can be asked of it.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What can be decided in it.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }
}

/// Whether the file at `path` is one that the collection in `folder` keeps, and no news.
#[must_use]
pub fn is_own_file(folder: &Path, path: &Path) -> bool {
    let is_own = |name: &str| name.starts_with("sayso.") || name == FETCH_MEMORY;
    path.file_name().and_then(|name| name.to_str()).is_some_and(is_own)
        && path.parent().and_then(|parent| parent.canonicalize().ok()) == folder.canonicalize().ok()
}

/// What a reader is, as the collection remembers it.
#[must_use]
pub fn run_of(reader: &Reader) -> Run {
    let Options { any_language, max_text, min_confidence } = reader.options();
    let options = serde_json::json!({
        "any_language": any_language,
        "max_text": max_text,
        "min_confidence": min_confidence.map(|least| least.to_string()),
    });
    Run {
        model: reader.model_version().to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        options: options.to_string(),
    }
}

/// The present instant, as the collection writes it.
#[must_use]
pub fn now() -> String {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Millisecond).unwrap_or(now).to_string()
}

/// `who`, deciding at `at`.
#[must_use]
pub fn author<'a>(who: &'a str, at: &'a str) -> Author<'a> {
    Author { who, at }
}
