//! What a collection knows of single statements beyond their documents: for tables that leave it.

use rusqlite::{Connection, OptionalExtension};

use crate::Store;
use crate::error::StoreError;
use crate::utterances::utterance_id;

/// What the collection knows of a statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Who speaks, over documents: number and preferred name.
    pub person: Option<(i64, String)>,
    /// Public id of the utterance that it reports, if it is a quotation.
    pub utterance: Option<String>,
    /// What was decided about it last.
    pub review: Option<Review>,
}

/// What somebody decided about a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// What came of it.
    pub state: ReviewState,
    /// Who.
    pub who: String,
    /// When, RFC 3339.
    pub at: String,
}

/// What came of the decisions about a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewState {
    /// It is right.
    Accepted,
    /// It is none.
    Rejected,
    /// Its speaker or words were changed.
    Changed,
}

impl ReviewState {
    /// The word on every screen.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Changed => "changed",
        }
    }

    /// As the column `statements.review` has it.
    fn from_code(code: i64) -> Option<Self> {
        Some(match code {
            1 => Self::Accepted,
            2 => Self::Rejected,
            3 => Self::Changed,
            _ => return None,
        })
    }
}

impl Store {
    /// What is known of these statements, by number, in their order.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn standings(&self, statements: &[i64]) -> Result<Vec<Standing>, StoreError> {
        self.read(|db| statements.iter().map(|&row| standing(db, row)).collect())
    }
}

const STANDING: &str = "SELECT standing.id, standing.name,
        CASE WHEN s.utterance > 0 THEN u.key WHEN s.utterance = 0 THEN s.key END, s.review
    FROM statements s
    LEFT JOIN people own ON own.id = s.person
    LEFT JOIN people standing ON standing.id = coalesce(own.merged, own.id)
    LEFT JOIN utterances u ON u.id = s.utterance
    WHERE s.id = ?1";

const DECIDED: &str = "SELECT c.who, c.at FROM anchors a JOIN corrections c ON c.id = a.correction
    WHERE a.statement = ?1 ORDER BY c.id DESC LIMIT 1";

fn standing(db: &Connection, row: i64) -> rusqlite::Result<Standing> {
    let mut select = db.prepare_cached(STANDING)?;
    let (person, utterance, code) = select.query_row([row], |row| {
        let person: Option<(i64, String)> = row.get::<_, Option<i64>>(0)?.zip(row.get(1)?);
        Ok((person, row.get::<_, Option<i64>>(2)?, row.get(3)?))
    })?;
    let review = match ReviewState::from_code(code) {
        Some(state) => db
            .prepare_cached(DECIDED)?
            .query_row([row], |row| Ok(Review { state, who: row.get(0)?, at: row.get(1)? }))
            .optional()?,
        None => None,
    };
    Ok(Standing { person, utterance: utterance.map(utterance_id), review })
}
