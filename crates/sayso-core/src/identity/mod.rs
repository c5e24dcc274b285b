//! The same person or organisation over documents and spellings.
//!
//! [`Name::parse`] takes a name apart, [`compare`] tells how alike two names are and why,
//! [`weigh`] adds what else is known of the two (roles, company, time), and [`partition`] makes of
//! the pairs who is who, where what people decide wins over every score. [`keys`] find the few
//! names worth a comparison, so that a new document never needs a look at all the rest.
//!
//! Nothing here keeps anything: whoever has a collection keeps names, keys and pairs.

mod distance;
mod evidence;
mod fold;
mod keys;
mod name;
mod organizations;
mod partition;
mod persons;
#[cfg(test)]
mod tests;
mod words;

pub use evidence::{Company, Context, Days, Verdict, role_words, weigh};
pub use keys::keys;
pub use name::Name;
pub use partition::{Bonds, Node, Partition, pair, partition};

/// A name pair that scores at least this much is one name in two spellings.
pub const SAME: f32 = 0.8;

/// A name pair that scores at least this much may be one name: a person decides, or the context.
pub const POSSIBLY: f32 = 0.5;

/// Whether two names, or two speakers, are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Not the same.
    Different,
    /// Open: for a person to decide.
    Possibly,
    /// The same.
    Same,
}

impl Outcome {
    /// What a score stands for.
    #[must_use]
    pub fn of(score: f32) -> Self {
        if score >= SAME {
            Self::Same
        } else if score >= POSSIBLY {
            Self::Possibly
        } else {
            Self::Different
        }
    }
}

/// One reason for a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Which rule, a stable name in kebab case (`spelling`, `middle-initials-differ`).
    pub rule: &'static str,
    /// One sentence for a person.
    pub why: String,
}

impl Reason {
    pub(super) fn new(rule: &'static str, why: impl Into<String>) -> Self {
        Self { rule, why: why.into() }
    }
}

/// How alike two names are.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// 0 (two names) to 1 (one name); see [`SAME`] and [`POSSIBLY`].
    pub score: f32,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
}

impl Comparison {
    /// What the score stands for.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        Outcome::of(self.score)
    }

    pub(super) fn new(score: f32, rule: &'static str, why: impl Into<String>) -> Self {
        Self { score, reasons: vec![Reason::new(rule, why)] }
    }
}

/// Compares two names by their letters alone.
///
/// Symmetric. A person and an organisation are never the same.
#[must_use]
pub fn compare(a: &Name, b: &Name) -> Comparison {
    // One order for both directions, so that ties are broken alike.
    let (a, b) = if a.text() <= b.text() { (a, b) } else { (b, a) };
    if a.is_empty() || b.is_empty() {
        return Comparison::new(0.0, "no-name", "one of the names holds no letters");
    }
    if a == b {
        return Comparison::new(1.0, "same-name", "the names are equal, letter for letter");
    }
    match (a.is_organization(), b.is_organization()) {
        (false, false) => persons::compare(a, b),
        (true, true) => organizations::compare(a, b),
        _ => Comparison::new(0.0, "kinds-differ", "one is a person, the other an organisation"),
    }
}
