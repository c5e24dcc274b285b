//! The façade of sayso: inputs to documents to readings, for the command line and for other front
//! ends. What it does not hold is presentation.
//!
//! ```no_run
//! use sayso::{Input, Loader, Reader};
//!
//! let reader = Reader::new(sayso_core::Options::default())?;
//! let files = sayso::inputs::files("news".as_ref());
//! for raw in Loader::new(files, None, sayso::inputs::DEFAULT_LIMIT) {
//!     for (document, reading) in reader.read_raw(raw?)? {
//!         println!("{}: {} statements", document.origin, reading.statements.len());
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod collection;
pub mod evaluation;
pub mod export;
pub mod inputs;
pub mod model;
pub mod ordered;
mod reader;
pub mod records;

pub use collection::Collection;
pub use inputs::{Given, Input, InputError, Loader, Raw};
pub use reader::{Outcome, Reader};
pub use sayso_store as store;
