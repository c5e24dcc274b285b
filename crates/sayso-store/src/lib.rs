//! A collection of news on disk: one folder, one SQLite database in it.
//!
//! What the machine found can be replaced; what people decided cannot be lost. The schema, with what
//! each table and column means, is `migrations/0001.sql`.
//!
//! - [`Store`] opens and creates collections, and is the one writer of a program.

pub mod error;
pub mod fold;
mod migrations;
mod open;

pub use error::StoreError;
pub use fold::folded;
pub use open::{DATABASE, Store};
