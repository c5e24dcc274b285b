//! A collection of news on disk: one folder, one SQLite database in it.
//!
//! What the machine found can be replaced; what people decided cannot be lost. The schema, with what
//! each table and column means, is `migrations/`.
//!
//! [`Store`] opens and makes collections, and is the one writer of a program. What it can do stands with
//! the room that does it: imports and their ledger in [`imports`], decisions of people in
//! [`corrections`], who is who in [`identity`], checks and copies in [`care`]. [`query`] understands what is
//! searched for, and [`search`] finds it. Which statements report the same words is known to
//! [`utterances`], and who only repeats to [`echo`].

pub mod care;
pub mod codes;
pub mod corrections;
pub mod documents;
pub mod echo;
pub mod error;
pub mod fold;
pub mod identity;
pub mod imports;
pub mod lock;
mod migrations;
mod open;
pub mod people;
pub mod query;
mod reextract;
#[cfg(test)]
mod samples;
pub mod search;
pub mod utterances;

pub use error::StoreError;
pub use fold::folded;
pub use open::{DATABASE, Store};
