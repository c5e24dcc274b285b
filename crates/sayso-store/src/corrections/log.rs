//! The log itself: what is added to it and how it is read.

use rusqlite::{Connection, OptionalExtension, Row, params};
use sayso_core::document::CorrectionKind as Kind;
use serde_json::{Value, json};

use super::Author;
use crate::codes::{from_json, json as text_of, statement_id};

/// Whether a correction still has its statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The same statement as ever.
    Kept,
    /// A statement with the same content, found by a later extraction.
    Moved,
    /// There is no such statement any more, or its document has a later version: somebody has to look.
    Orphaned,
}

impl State {
    /// The word on every screen and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Moved => "moved",
            Self::Orphaned => "orphaned",
        }
    }
}

/// One correction.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// Its number.
    pub id: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub who: String,
    /// What kind.
    pub kind: Kind,
    /// Number of the document, where it is about a statement.
    pub document: Option<i64>,
    /// Public id of the statement, as it was then.
    pub statement: Option<String>,
    /// What was decided, and what it was anchored to.
    pub value: Value,
    /// Of an undo: what it takes back.
    pub undoes: Option<i64>,
    /// The undo that stands against it, if it is taken back.
    pub undone_by: Option<i64>,
    /// Whether it still has its statement, where it stands and is about one.
    pub state: Option<State>,
}

/// Adds a decision.
pub(super) fn add(
    db: &Connection,
    author: Author,
    kind: Kind,
    place: Option<(i64, i64)>,
    value: &Value,
) -> rusqlite::Result<i64> {
    let sql = "INSERT INTO corrections (at, who, kind, document, statement, value)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let (document, statement) = place.unzip();
    db.execute(sql, params![author.at, author.who, kind.word(), document, statement, text_of(value)])?;
    Ok(db.last_insert_rowid())
}

/// Adds an undo of `correction`, about the same statement.
pub(super) fn add_undo(db: &Connection, author: Author, correction: i64) -> rusqlite::Result<i64> {
    let sql = "INSERT INTO corrections (at, who, kind, document, statement, value, undoes)
        SELECT ?1, ?2, 'undo', document, statement, ?3, id FROM corrections WHERE id = ?4";
    db.execute(sql, params![author.at, author.who, text_of(&json!({})), correction])?;
    Ok(db.last_insert_rowid())
}

/// The last of the undos that lead back to `correction`, or itself.
pub(super) fn last_of_chain(db: &Connection, correction: i64) -> rusqlite::Result<i64> {
    let mut last = correction;
    let mut select = db.prepare_cached("SELECT id FROM corrections WHERE undoes = ?1")?;
    while let Some(undo) = select.query_row([last], |row| row.get(0)).optional()? {
        last = undo;
    }
    Ok(last)
}

/// What an undo, or an undo of an undo, is about in the end.
pub(super) fn root(db: &Connection, correction: i64) -> rusqlite::Result<Correction> {
    let mut at = find(db, correction)?;
    while let Some(undone) = at.undoes {
        at = find(db, undone)?;
    }
    Ok(at)
}

const SELECT: &str = "SELECT c.id, c.at, c.who, c.kind, c.document, c.statement, c.value, c.undoes,
        CASE WHEN a.state IS NOT NULL AND d.superseded = 1 THEN 'orphaned' ELSE a.state END
    FROM corrections c LEFT JOIN anchors a ON a.correction = c.id LEFT JOIN documents d ON d.id = c.document";

pub(super) fn get(db: &Connection, id: i64) -> rusqlite::Result<Option<Correction>> {
    let found = db.prepare_cached(&format!("{SELECT} WHERE c.id = ?1"))?.query_row([id], read).optional()?;
    found.map(|one| with_undo(db, one)).transpose()
}

fn find(db: &Connection, id: i64) -> rusqlite::Result<Correction> {
    get(db, id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)
}

/// All, or those of one statement of one document.
pub(super) fn list(db: &Connection, of: Option<(i64, i64)>) -> rusqlite::Result<Vec<Correction>> {
    let (document, statement) = of.unzip();
    let sql = format!(
        "{SELECT} WHERE ?1 IS NULL OR (c.document = ?1 AND (c.statement = ?2 OR a.statement IN
         (SELECT id FROM statements WHERE document = ?1 AND key = ?2))) ORDER BY c.id"
    );
    let mut select = db.prepare_cached(&sql)?;
    let all: Vec<Correction> =
        select.query_map(params![document, statement], read)?.collect::<Result<_, _>>()?;
    all.into_iter().map(|one| with_undo(db, one)).collect()
}

/// The decisions of these kinds that stand, in order.
pub(super) fn standing(
    db: &Connection,
    document: Option<i64>,
    kinds: &[Kind],
) -> rusqlite::Result<Vec<Correction>> {
    let sql = format!("{SELECT} WHERE c.document IS ?1 AND c.undoes IS NULL ORDER BY c.id");
    let mut select = db.prepare_cached(&sql)?;
    let all: Vec<Correction> = select.query_map([document], read)?.collect::<Result<_, _>>()?;
    let mut standing = Vec::new();
    for one in all.into_iter().filter(|one| kinds.contains(&one.kind)) {
        let one = with_undo(db, one)?;
        if one.undone_by.is_none() {
            standing.push(one);
        }
    }
    Ok(standing)
}

/// An undo counts where it is not itself undone: every second one of the chain.
fn with_undo(db: &Connection, mut correction: Correction) -> rusqlite::Result<Correction> {
    let mut select = db.prepare_cached("SELECT id FROM corrections WHERE undoes = ?1")?;
    let mut chain = Vec::new();
    let mut last = correction.id;
    while let Some(undo) = select.query_row([last], |row| row.get(0)).optional()? {
        chain.push(undo);
        last = undo;
    }
    correction.undone_by = if chain.len() % 2 == 1 { chain.last().copied() } else { None };
    Ok(correction)
}

fn read(row: &Row) -> rusqlite::Result<Correction> {
    let kind: String = row.get(3)?;
    let state: Option<String> = row.get(8)?;
    let kind = Kind::from_word(&kind);
    let states = [State::Kept, State::Moved, State::Orphaned];
    Ok(Correction {
        id: row.get(0)?,
        at: row.get(1)?,
        who: row.get(2)?,
        kind: kind.ok_or(rusqlite::Error::InvalidQuery)?,
        document: row.get(4)?,
        statement: row.get::<_, Option<i64>>(5)?.map(statement_id),
        value: from_json(&row.get::<_, String>(6)?)?,
        undoes: row.get(7)?,
        undone_by: None,
        state: state.and_then(|word| states.into_iter().find(|one| one.word() == word)),
    })
}
