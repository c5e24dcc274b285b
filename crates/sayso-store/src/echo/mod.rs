//! Who only repeats: near-copies of whole documents, and how many origins an utterance has.
//!
//! What copying is, and what speaks for it, is `sayso_core::echo`; here is what it works on. Which documents are
//! near-copies is kept, and found for new documents alone; who repeats whom among the witnesses of an utterance is
//! worked out when it is asked.

mod background;
mod copies;
#[cfg(test)]
mod tests;
mod witnesses;

pub use copies::{Copied, CopyOf};
pub use witnesses::{Heard, Sighting};
