//! Who only repeats: what says that documents which report the same words have them from each other, or from one
//! place, and how many origins remain.
//!
//! Copying can be shown, that nobody copied cannot: where nothing is found, no copying was detected. Every piece of
//! evidence points at the characters that it rests on, in both documents. Evidence that can be counted is counted in
//! bits beyond what documents share by chance, and weighed against words that each has of its own; there is no
//! threshold between copy and original, only one from which on an edge takes part in counting origins.
//! [`Page`], [`sketch()`] and [`overlap`] find near-copies of whole documents among many; [`echo()`] compares the
//! witnesses of one utterance.

mod chains;
mod compare;
mod copies;
mod credits;
mod origins;
mod page;
mod shared;
mod sketch;
mod stock;
#[cfg(test)]
mod tests;
mod times;
mod wording;

pub use compare::{COUNTS, Direction, Edge, Evidence, Studied, Witness, evidence};
pub use copies::{NEAR_COPY, Overlap, overlap};
pub use credits::{Credit, credits};
pub use origins::{EARLIEST, Echo, Group, echo};
pub use page::{Page, SHINGLE};
pub use shared::Run;
pub use sketch::sketch;
pub use stock::Stock;
pub use times::Published;
pub use wording::{Alike, Habit, Surplus};
