//! The words in which the writers for people speak of a reading.

use sayso_core::document::{Attitude, Document, Reading, Statement, Status};

use super::depths;
use crate::wire::joined;

/// A confidence from here on is called high.
const HIGH: f32 = 0.8;
/// A confidence from here on, and below [`HIGH`], is called medium.
const MEDIUM: f32 = 0.5;

/// How sure a statement is, for a person.
#[must_use]
pub fn confidence(value: f32) -> &'static str {
    if value >= HIGH {
        "high"
    } else if value >= MEDIUM {
        "medium"
    } else {
        "low, check"
    }
}

/// Who speaks; where the text does not tell, the words of the source or that there are none.
#[must_use]
pub fn who(document: &Document, reading: &Reading, statement: &Statement) -> String {
    match (&statement.speaker, &statement.source) {
        (Some(link), _) => reading.speakers[link.speaker].name.clone(),
        (None, Some(source)) => format!("“{}” (not known who)", joined(&document.text, &source.spans)),
        (None, None) => "nobody named".to_owned(),
    }
}

/// The form, and before it what is not the plain case: "denied, belief, indirect". The status comes
/// first so that nothing cuts it off: what was denied must never show as said.
#[must_use]
pub fn manner(statement: &Statement) -> Vec<&'static str> {
    let mut words = Vec::new();
    words.extend((statement.status != Status::Asserted).then(|| statement.status.word()));
    words.extend((statement.attitude != Attitude::Assertion).then(|| statement.attitude.word()));
    words.push(statement.form.word());
    words
}

/// "one speaker", "7 speakers".
#[must_use]
pub fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}

/// A share as a whole number of hundredths.
#[must_use]
pub fn percent(share: f32) -> String {
    format!("{:.0} %", share * 100.0)
}

/// Which hand a statement comes from that has `depth` statements around it.
#[must_use]
pub fn hand(depth: usize) -> String {
    match depth {
        0 => "at first hand".to_owned(),
        1 => "at second hand".to_owned(),
        2 => "at third hand".to_owned(),
        _ => format!("at {}th hand", depth + 1),
    }
}

/// Every chain of hearsay, outermost statement first: all ways from the top to a statement that
/// stands in another and has none in itself.
#[must_use]
pub fn chains(reading: &Reading) -> Vec<Vec<usize>> {
    let mut has_inner = vec![false; reading.statements.len()];
    reading.statements.iter().filter_map(|s| s.parent).for_each(|parent| has_inner[parent] = true);
    let ends = depths(reading).into_iter().enumerate().filter(|&(i, depth)| depth > 0 && !has_inner[i]);
    ends.map(|(end, _)| {
        let up = std::iter::successors(Some(end), |&index| reading.statements[index].parent);
        let mut chain: Vec<_> = up.collect();
        chain.reverse();
        chain
    })
    .collect()
}
