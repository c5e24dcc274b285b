//! Who said what, in whose words: text in, statements out.
//!
//! Pure: no files, no network, no clock, no environment. The rooms stand in the order in which
//! the data flows, which is also the only direction of import:
//! [`text`] → [`document`] → [`lexicon`] → [`segment`] → [`encoder`] → [`attribution`] →
//! [`speakers`] → [`circumstances`] → [`utterances`] → [`echo`] → [`meaning`] → [`pipeline`]. Beside them stands
//! [`identity`], which compares the speakers of different documents.

pub mod attribution;
pub mod circumstances;
pub mod document;
pub mod echo;
pub mod encoder;
pub mod identity;
pub mod lexicon;
pub mod meaning;
pub mod pipeline;
pub mod segment;
pub mod speakers;
pub mod text;
pub mod utterances;

pub use document::{Document, Reading, Speaker, Statement};
pub use pipeline::{Engine, Options};
pub use text::Span;
