//! The same words over documents: which statements report one utterance, and what a collection knows of it.
//!
//! Grouping is `sayso_core::utterances`; here is what it works on and what stays. Utterances keep their ids:
//! new quotations join them or found new ones, and nothing that is there moves, until everything is grouped
//! anew ([`Store::rebuild_utterances`]).

mod check;
mod grouping;
mod load;
mod postings;
mod rebuild;
mod reports;
mod similar;
#[cfg(test)]
mod tests;

use crate::error::StoreError;

#[cfg(doc)]
use crate::Store;

pub use check::{Checked, Closest};
pub use grouping::Grouped;
pub(crate) use grouping::{keep_keys, keep_keys_of};
pub(crate) use load::what_it_is_about;
pub use rebuild::Rebuilt;
pub use reports::{Quotation, UtteranceId, portray};
pub(crate) use reports::{places, with_id};
pub use similar::{Found, Similar};

/// What begins the public id of an utterance.
const PREFIX: &str = "ut_";

/// Hexadecimal digits of an id.
const DIGITS: usize = 12;

/// The public id of an utterance with this key.
#[must_use]
pub fn utterance_id(key: i64) -> String {
    format!("{PREFIX}{key:0DIGITS$x}")
}

/// The keys that begin like the digits of a public id, first and last.
fn key_range(id: &str) -> Option<(i64, i64)> {
    let digits = id.strip_prefix(PREFIX)?;
    if digits.is_empty() || digits.len() > DIGITS || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let open = 4 * (DIGITS - digits.len());
    let first = i64::from_str_radix(digits, 16).ok()? << open;
    Some((first, first + (1 << open) - 1))
}

fn unknown(id: &str) -> StoreError {
    let what = format!("there is no utterance {id}; `sayso utterances` lists them");
    StoreError::Unknown { what }
}
