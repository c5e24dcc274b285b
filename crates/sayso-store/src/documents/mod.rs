//! Documents with everything found in them: into the database and back.
//!
//! Texts are packed, and nothing of one is stored twice: contents, cues and sources are slices of it. Traces are not
//! stored at all, because the engine makes them again in a moment (`sayso explain`), and they would be
//! larger than everything else.

mod context;
mod coverage;
mod get;
mod list;
mod put;

use sayso_core::document::Appearance;
use sayso_core::{Document, Reading};

pub use coverage::{Aside, Coverage};
pub use get::Stored;
pub(crate) use get::{find, load, public_id, text_of, unpacked};
pub use list::{After, Listed};
pub use put::web_address;
pub(crate) use put::{
    Found, appearances, cover, index_statement, put, put_reading, remove_reading, replace_profile,
};

/// A document on its way into a collection.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The document.
    pub document: Document,
    /// What was found in it; none where the collection was seen to have the text already.
    pub reading: Option<Reading>,
    /// What a new version of it is recognised by: its URL, or the absolute path of its file.
    pub address: Option<String>,
    /// Where else it says that its text was found.
    pub appearances: Vec<Appearance>,
}
