//! What people decided.

use sayso_store::corrections::{Correction, State};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// One correction.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CorrectionRecord {
    /// Its number.
    pub id: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub who: String,
    /// `accept`, `reject`, `speaker`, `span`, `merge`, `split`, `rename`, `apart` or `undo`.
    pub kind: &'static str,
    /// Id of the statement, as it was then; null where it is about people.
    pub statement: Option<String>,
    /// Whether it still has its statement; null where it is about none, or is taken back.
    pub state: Option<CorrectionState>,
    /// The undo that stands against it.
    pub undone_by: Option<i64>,
    /// Of an undo: what it takes back.
    pub undoes: Option<i64>,
    /// What was decided, and what it was anchored to; offsets in it count bytes of the text in UTF-8.
    #[schema(value_type = Object)]
    pub value: Value,
}

/// Whether a correction still has its statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CorrectionState {
    /// The same statement as ever.
    Kept,
    /// A statement with the same content, found by a later extraction.
    Moved,
    /// There is no such statement any more.
    Orphaned,
}

impl CorrectionState {
    /// The word on every screen.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Kept => State::Kept.word(),
            Self::Moved => State::Moved.word(),
            Self::Orphaned => State::Orphaned.word(),
        }
    }
}

impl CorrectionRecord {
    /// Of this correction.
    #[must_use]
    pub fn new(one: &Correction) -> Self {
        let state = one.state.map(|state| match state {
            State::Kept => CorrectionState::Kept,
            State::Moved => CorrectionState::Moved,
            State::Orphaned => CorrectionState::Orphaned,
        });
        Self {
            id: one.id,
            at: one.at.clone(),
            who: one.who.clone(),
            kind: one.kind.word(),
            statement: one.statement.clone(),
            state,
            undone_by: one.undone_by,
            undoes: one.undoes,
            value: one.value.clone(),
        }
    }
}
