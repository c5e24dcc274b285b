//! What people decided about what was found, in words that mean the same in every collection.

use super::{SpeakerKind, words};
use crate::text::Span;

words!(
    /// What kind of decision.
    CorrectionKind {
        /// A statement is right.
        #[default]
        Accept = "accept",
        /// A statement is none.
        Reject = "reject",
        /// Somebody else said it.
        Speaker = "speaker",
        /// Its words stand elsewhere.
        Span = "span",
        /// Two people are one.
        Merge = "merge",
        /// One person is two.
        Split = "split",
        /// A person is called otherwise.
        Rename = "rename",
        /// Two people are two, however alike their names.
        Apart = "apart",
        /// A correction is taken back.
        Undo = "undo",
    }
);
words!(
    /// Which words of a statement.
    Role {
        /// What was said.
        #[default]
        Content = "content",
        /// The words that attribute it.
        Cue = "cue",
        /// The words that name who speaks.
        Source = "source",
    }
);

/// A correction on its way from one collection to another, with the document that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Carried {
    /// `co_` and 12 hex digits of what was decided, by whom and when: the same in every collection.
    pub id: String,
    /// Its number in the collection that it comes from.
    pub number: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who decided.
    pub who: String,
    /// What kind of decision.
    pub kind: CorrectionKind,
    /// Of an undo: `id` of what it takes back.
    pub undoes: Option<String>,
    /// Id of the statement, as it was then; none where it is about people alone.
    pub statement: Option<String>,
    /// The content of that statement, as it was found.
    pub content: Vec<Span>,
    /// Of [`CorrectionKind::Span`]: which words.
    pub role: Option<Role>,
    /// Of [`CorrectionKind::Span`]: where they stand.
    pub spans: Vec<Span>,
    /// The people whom it is about: of a merge who was merged and into whom, where two are parted both, of the
    /// other kinds one; nobody where the text does not tell who speaks.
    pub parties: Vec<Party>,
    /// Of [`CorrectionKind::Rename`]: the new name.
    pub name: Option<String>,
    /// Of [`CorrectionKind::Split`]: what becomes a person of its own.
    pub places: Vec<Named>,
}

/// Somebody whom a correction is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Party {
    /// What the collection called them then.
    pub called: String,
    /// Who that is.
    pub person: Called,
    /// Everybody whom the collection took for the same.
    pub all: Vec<Called>,
}

/// Somebody, as the documents of a collection name them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Called {
    /// The name, as documents spell it.
    pub name: String,
    /// What it is.
    pub kind: SpeakerKind,
    /// `id` of the split that made them a person of their own.
    pub split: Option<String>,
}

/// A name in a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// Public id of the document.
    pub document: String,
    /// The name.
    pub name: String,
}
