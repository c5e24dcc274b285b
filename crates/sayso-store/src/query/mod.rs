//! The query language: what a person types in a search box, as plain data.
//!
//! ```text
//! tax "sales levy" speaker:"Ana Ortiz" outlet:herald said:2016-09..2016-10 form:direct -status:denied
//! ```
//!
//! | written | finds statements |
//! |---|---|
//! | `tax levy` | whose content holds both words, in any order |
//! | `"sales tax"` | whose content holds these words in this order |
//! | `tax*`, `"sales ta"*` | whose content holds a word that begins so |
//! | `tax OR levy` | with at least one of the two; `OR` joins its two neighbours alone |
//! | `-tax`, `-outlet:herald` | without it |
//! | `( … )` | as the brackets say |
//! | `speaker:ortiz` | whose speaker's name, in any of its forms, holds the word |
//! | `speaker:(ortiz OR reyes)` | with one of several values |
//! | `said:2016-09..2016-10` | said on a day in the range, whose ends may be left open |
//! | `said:none` | of which it is not known |
//!
//! Case, diacritics and punctuation do not count. [`parse`] never fails on words: what can be wrong
//! is a field, its value, a bracket or a quotation mark, and a [`QueryError`] says where and what to
//! do. Printing an expression gives a query that parses to it.

mod dates;
mod error;
mod fields;
mod parse;
mod print;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use sayso_core::document::{Attitude, Form, SpeakerKind, Stance, Status};

pub use error::QueryError;
pub use fields::{Field, Review};
pub use parse::{MAX_LENGTH, parse};

/// What is searched for.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Every one of them holds; everything is found where there are none.
    All(Vec<Expr>),
    /// At least one of them holds.
    Any(Vec<Expr>),
    /// It does not hold.
    Not(Box<Expr>),
    /// The content holds the words.
    Content(Words),
    /// A field has a value.
    Filter(Filter),
}

/// A word, or several in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// As typed, parted by single spaces; at least one letter or digit.
    pub text: String,
    /// Whether the last word may go on.
    pub prefix: bool,
}

/// A field and the value that it must have.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// A name of the speaker holds the words, in any order.
    Speaker(Words),
    /// The speaker is the person with this number in the collection.
    Person(u32),
    /// Whether the text names the speaker.
    Named(bool),
    /// What the speaker is.
    Kind(SpeakerKind),
    /// The rest of the sentence, with who speaks and the cue, holds the words in this order.
    Context(Words),
    /// The dictionary form of the cue.
    Cue(Words),
    /// The outlet's name holds the words, in any order.
    Outlet(Words),
    /// The headline holds the words, in any order.
    Title(Words),
    /// The identity of the document.
    Document(String),
    /// Public id of the utterance, or of a statement that reports it; the beginning will do.
    Utterance(String),
    /// BCP 47 primary subtag of the document's language, lower case.
    Language(String),
    /// Some day on which it may have been said lies in the range.
    Said(Days),
    /// The day of publication lies in the range.
    Published(Days),
    /// Direct, indirect or mixed.
    Form(Form),
    /// What kind of act the cue names.
    Attitude(Attitude),
    /// Whether the saying is asserted.
    Status(Status),
    /// How the cue frames the content.
    Stance(Stance),
    /// How sure the statement is.
    Confidence(Share),
    /// What people said of it.
    Review(Review),
    /// The field has no value: it is not known.
    Missing(Field),
}

/// Days, both ends included; an end that is missing is open. At least one is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub from: Option<Date>,
    /// Last day, not before the first.
    pub to: Option<Date>,
}

/// A range of probabilities in ten-thousandths, 0 to 10,000, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Least.
    pub from: u16,
    /// Most, not below the least.
    pub to: u16,
}

impl Expr {
    /// Everything.
    #[must_use]
    pub fn everything() -> Self {
        Self::All(Vec::new())
    }

    /// What must hold at the same time, outermost first: the clauses that a person typed.
    #[must_use]
    pub fn clauses(&self) -> &[Expr] {
        match self {
            Self::All(clauses) => clauses,
            one => std::slice::from_ref(one),
        }
    }

    /// All of `clauses`, without brackets that say nothing.
    #[must_use]
    pub fn all(clauses: Vec<Expr>) -> Self {
        let flat = clauses.into_iter().flat_map(|one| match one {
            Self::All(inner) => inner,
            other => vec![other],
        });
        single(flat.collect(), Self::All)
    }

    /// At least one of `clauses`, without brackets that say nothing. One is expected.
    #[must_use]
    pub fn any(clauses: Vec<Expr>) -> Self {
        let flat = clauses.into_iter().flat_map(|one| match one {
            Self::Any(inner) => inner,
            other => vec![other],
        });
        single(flat.collect(), Self::Any)
    }

    /// Not `clause`; twice not is yes.
    #[must_use]
    pub fn negated(clause: Expr) -> Self {
        match clause {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }
}

fn single(mut clauses: Vec<Expr>, many: impl Fn(Vec<Expr>) -> Expr) -> Expr {
    match clauses.len() {
        1 => clauses.remove(0),
        _ => many(clauses),
    }
}

impl Words {
    /// The words of `text` with single spaces; `None` where there is no letter or digit.
    #[must_use]
    pub fn new(text: &str, prefix: bool) -> Option<Self> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        text.chars().any(char::is_alphanumeric).then_some(Self { text, prefix })
    }
}
