//! Who reports an utterance: its quotations with where and when they stand, and whom they name.

use rusqlite::{Connection, OptionalExtension, params};
use sayso_core::document::Form;
use sayso_core::utterances::{Portrait, Report, portrait, quoted_text};

use super::{key_range, unknown, utterance_id};
use crate::Store;
use crate::codes::published_day;
use crate::documents::{Stored, load};
use crate::error::StoreError;

/// An utterance of the collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UtteranceId {
    /// Several quotations report it: number of its row.
    Row(i64),
    /// One quotation stands alone: number of its statement.
    Alone(i64),
}

impl UtteranceId {
    /// What the column `utterance` of a statement, by number, says: 0 where it stands alone.
    pub(super) fn stored(utterance: i64, statement: i64) -> Self {
        if utterance > 0 { Self::Row(utterance) } else { Self::Alone(statement) }
    }
}

/// A statement that reports an utterance.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// Number of the statement.
    pub row: i64,
    /// Public id of the statement.
    pub statement: String,
    /// The quoted words.
    pub words: String,
    /// Public id of the document.
    pub document: String,
    /// Where the document comes from.
    pub origin: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who published.
    pub outlet: Option<String>,
    /// When, as read.
    pub published: Option<String>,
    /// The day of it, counted from 1970-01-01.
    pub day: Option<i32>,
    /// Who is said to have spoken, by the fullest name in the document.
    pub speaker: Option<String>,
    /// Whether the document names them.
    pub named: bool,
    /// Who that is over documents.
    pub person: Option<i64>,
    /// Direct, mixed or indirect.
    pub form: Form,
}

impl Store {
    /// The utterance with this public id, or the beginning of one, or of a statement that reports it.
    ///
    /// # Errors
    /// If there is none, several begin so, or the database cannot be read.
    pub fn find_utterance(&self, id: &str) -> Result<UtteranceId, StoreError> {
        match self.read(|db| with_id(db, id))?[..] {
            [one] => Ok(one),
            [] => Err(unknown(id)),
            _ => {
                let what = format!("several utterances begin with {id}: write more of the id");
                Err(StoreError::Unknown { what })
            }
        }
    }

    /// The public id of an utterance.
    ///
    /// # Errors
    /// If there is no such one, or the database cannot be read.
    pub fn utterance_name(&self, utterance: UtteranceId) -> Result<String, StoreError> {
        let (sql, row) = match utterance {
            UtteranceId::Row(row) => ("SELECT key FROM utterances WHERE id = ?1", row),
            UtteranceId::Alone(row) => ("SELECT key FROM statements WHERE id = ?1", row),
        };
        self.read(|db| db.prepare_cached(sql)?.query_row([row], |row| row.get(0))).map(utterance_id)
    }

    /// The utterance that a statement, by number, reports; none of one that is no quotation or was not looked
    /// at yet.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn utterance_of(&self, statement: i64) -> Result<Option<UtteranceId>, StoreError> {
        let sql = "SELECT utterance FROM statements WHERE id = ?1";
        let found = self.read(|db| {
            let mut select = db.prepare_cached(sql)?;
            select.query_row([statement], |row| row.get::<_, Option<i64>>(0)).optional()
        })?;
        Ok(found.flatten().map(|utterance| UtteranceId::stored(utterance, statement)))
    }

    /// The quotations that report an utterance and are not hidden, the earliest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn reports(&self, utterance: UtteranceId) -> Result<Vec<Quotation>, StoreError> {
        self.read(|db| {
            let places = places(db, utterance)?.into_iter();
            places.filter_map(|(document, row)| quotation(db, document, row).transpose()).collect()
        })
    }
}

/// Documents and statements that report an utterance and are not hidden, the earliest first.
pub(crate) fn places(db: &Connection, utterance: UtteranceId) -> rusqlite::Result<Vec<(i64, i64)>> {
    let (sql, row) = match utterance {
        UtteranceId::Row(row) => (
            "SELECT document, id FROM statements WHERE utterance = ?1 AND hidden = 0 ORDER BY day IS NULL, day, document, number",
            row,
        ),
        UtteranceId::Alone(row) => ("SELECT document, id FROM statements WHERE id = ?1 AND hidden = 0", row),
    };
    db.prepare_cached(sql)?.query_map([row], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The wordings of an utterance, and what a reader should look at.
#[must_use]
pub fn portray(quotations: &[Quotation]) -> Portrait {
    let keys: Vec<Option<String>> = quotations.iter().map(speaker_key).collect();
    let reports = quotations.iter().zip(&keys).map(|(one, key)| Report {
        text: &one.words,
        day: one.day,
        speaker: key.as_deref(),
    });
    portrait(&reports.collect::<Vec<_>>())
}

/// Who is said to have spoken, by name: the name of a person is the same wherever the collection knows them.
fn speaker_key(one: &Quotation) -> Option<String> {
    one.speaker.clone().filter(|_| one.named)
}

/// The utterances whose public id begins so, or that a statement reports whose id does; with more than two,
/// not all of them.
pub(crate) fn with_id(db: &Connection, id: &str) -> rusqlite::Result<Vec<UtteranceId>> {
    let of_statement_too = id.starts_with("st_");
    let Some((first, last)) = key_range(&id.replacen("st_", "ut_", 1)) else { return Ok(Vec::new()) };
    let mut found = if of_statement_too { Vec::new() } else { rows(db, first, last)? };
    for key in alone(db, first, last, of_statement_too)? {
        found.extend(of_statement(db, key)?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Utterances with a row, by key; those that were merged lead on.
fn rows(db: &Connection, first: i64, last: i64) -> rusqlite::Result<Vec<UtteranceId>> {
    let sql = "WITH RECURSIVE way (id, merged) AS (
            SELECT id, merged FROM utterances WHERE key BETWEEN ?1 AND ?2
            UNION SELECT u.id, u.merged FROM utterances u JOIN way ON u.id = way.merged)
        SELECT id FROM way WHERE merged IS NULL";
    let mut select = db.prepare_cached(sql)?;
    select.query_map(params![first, last], |row| row.get(0).map(UtteranceId::Row))?.collect()
}

/// Keys of quotations that give an utterance its id, or gave one; `all`: of any quotations.
fn alone(db: &Connection, first: i64, last: i64, all: bool) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT DISTINCT key FROM statements WHERE key BETWEEN ?1 AND ?2 AND utterance IS NOT NULL
        AND (?3 OR NOT EXISTS (SELECT 1 FROM utterances u WHERE u.key = statements.key)) LIMIT 3";
    let mut select = db.prepare_cached(sql)?;
    select.query_map(params![first, last, all], |row| row.get(0))?.collect()
}

fn of_statement(db: &Connection, key: i64) -> rusqlite::Result<Option<UtteranceId>> {
    let sql = "SELECT id, utterance FROM statements WHERE key = ?1 AND utterance IS NOT NULL ORDER BY hidden, id LIMIT 1";
    let found = db.prepare_cached(sql)?.query_row([key], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(found.map(|(statement, utterance)| UtteranceId::stored(utterance, statement)))
}

pub(super) fn quotation(db: &Connection, document: i64, row: i64) -> rusqlite::Result<Option<Quotation>> {
    let Some(stored) = load(db, document)? else { return Ok(None) };
    let Some(at) = stored.rows.iter().position(|&one| one == row) else { return Ok(None) };
    let speaker = stored.reading.statements[at].speaker.as_ref();
    let person = speaker.and_then(|link| stored.people[link.speaker]);
    let name = match person {
        Some(person) => name_of(db, person)?,
        None => None,
    };
    Ok(Some(of_stored(&stored, at, name)))
}

fn name_of(db: &Connection, person: i64) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT name FROM people WHERE id = ?1";
    db.prepare_cached(sql)?.query_row([person], |row| row.get(0)).optional()
}

fn of_stored(stored: &Stored, at: usize, name: Option<String>) -> Quotation {
    let (document, statement) = (&stored.document, &stored.reading.statements[at]);
    let link = statement.speaker.as_ref();
    let speaker = link.map(|link| &stored.reading.speakers[link.speaker]);
    let words = match statement.form {
        Form::Indirect => {
            statement.content.iter().map(|span| span.of(&document.text)).collect::<Vec<_>>().join(" … ")
        }
        form => quoted_text(&document.text, form, &statement.content),
    };
    let day = published_day(document.published.as_deref());
    Quotation {
        row: stored.rows[at],
        statement: statement.id.clone(),
        words,
        document: document.id.clone(),
        origin: document.origin.clone(),
        title: document.title.clone(),
        outlet: document.outlet.clone(),
        published: document.published.clone(),
        day: day.and_then(|day| i32::try_from(day).ok()),
        speaker: name.or_else(|| speaker.map(|speaker| speaker.name.clone())),
        named: speaker.is_some_and(|speaker| speaker.named),
        person: link.and_then(|link| stored.people[link.speaker]),
        form: statement.form,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::statement_id;

    #[test]
    fn ids_and_their_beginnings_are_ranges_of_keys() {
        assert_eq!(key_range("ut_00000000000a"), Some((10, 10)));
        assert_eq!(key_range("ut_0"), Some((0, (1 << 44) - 1)));
        assert_eq!(key_range("ut_"), None);
        assert_eq!(key_range("st_0a"), None);
        assert_eq!(utterance_id(10), "ut_00000000000a");
        assert_eq!(statement_id(10), "st_00000000000a");
    }
}
