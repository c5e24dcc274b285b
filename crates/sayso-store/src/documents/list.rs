//! Documents without their texts, page by page.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::get::public_id;
use crate::Store;
use crate::codes::document_id;
use crate::error::StoreError;

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its number in the collection.
    pub row: i64,
    /// Its identity.
    pub id: String,
    /// Path or address.
    pub origin: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published.
    pub outlet: Option<String>,
    /// When, as read.
    pub published: Option<String>,
    /// The day of it, counted from 1970-01-01.
    pub day: Option<i64>,
    /// BCP 47 primary subtag.
    pub language: Option<String>,
    /// Statements in it that are not hidden.
    pub statements: u64,
}

/// The place of a document in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// Day of its publication.
    pub day: Option<i64>,
    /// Its number.
    pub row: i64,
}

impl Listed {
    /// What asks for those after this one.
    #[must_use]
    pub fn place(&self) -> After {
        After { day: self.day, row: self.row }
    }
}

impl Store {
    /// Documents that no later version supersedes: what was published last first, and of one day what came last
    /// into the collection; those without a date come last. At most `limit`, after the one at a place.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn list_documents(&self, after: Option<After>, limit: usize) -> Result<Vec<Listed>, StoreError> {
        self.read(|db| list(db, after, limit))
    }

    /// The public id of the document with this number.
    ///
    /// # Errors
    /// If there is none, or the database cannot be read.
    pub fn document_name(&self, row: i64) -> Result<String, StoreError> {
        let found = self.read(|db| public_id(db, row).optional())?;
        found.ok_or_else(|| StoreError::Unknown { what: format!("there is no document {row}") })
    }
}

/// Newest first; SQLite puts days that are not known last.
const LIST: &str = "SELECT d.id, d.own_id, d.hash, d.origin, d.title, o.name, d.published, d.day, d.language,
        (SELECT count(*) FROM statements s WHERE s.document = d.id AND s.hidden = 0)
    FROM documents d LEFT JOIN outlets o ON o.id = d.outlet
    WHERE d.superseded = 0 AND (?1 = 0 OR (?2 IS NULL AND d.day IS NULL AND d.id < ?3)
        OR (?2 IS NOT NULL AND (d.day IS NULL OR d.day < ?2 OR (d.day = ?2 AND d.id < ?3))))
    ORDER BY d.day DESC, d.id DESC LIMIT ?4";

fn list(db: &Connection, after: Option<After>, limit: usize) -> rusqlite::Result<Vec<Listed>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let (day, row) = (after.and_then(|after| after.day), after.map(|after| after.row));
    let mut select = db.prepare_cached(LIST)?;
    select.query_map(params![after.is_some(), day, row, limit], listed)?.collect()
}

fn listed(row: &Row) -> rusqlite::Result<Listed> {
    let (own_id, hash): (Option<String>, Vec<u8>) = (row.get(1)?, row.get(2)?);
    Ok(Listed {
        row: row.get(0)?,
        id: own_id.unwrap_or_else(|| document_id(&hash)),
        origin: row.get(3)?,
        title: row.get(4)?,
        outlet: row.get(5)?,
        published: row.get(6)?,
        day: row.get(7)?,
        language: row.get(8)?,
        statements: row.get(9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{article, collection};

    #[test]
    fn pages_hold_every_document_once_newest_first() {
        let dates = [Some("2016-10-04"), None, Some("2016-10-05"), Some("2016-10-04"), None];
        let articles = dates.iter().zip(["a", "b", "c", "d", "e"]).map(|(date, name)| {
            let mut one = article(name, &[("Ana Ortiz", &format!("We were here on day {name}"))]);
            one.document.published = date.map(str::to_owned);
            one
        });
        let folder = tempfile::tempdir().unwrap();
        let store = collection(folder.path(), articles.collect());
        let all = store.list_documents(None, 100).unwrap();
        assert_eq!(all.iter().map(|one| one.row).collect::<Vec<_>>(), [3, 4, 1, 5, 2]);
        assert_eq!(store.document_name(4).unwrap(), all[1].id);
        assert_eq!((all[0].statements, &*all[0].origin), (1, "c"));
        let mut paged: Vec<Listed> = Vec::new();
        while let Some(one) = store.list_documents(paged.last().map(Listed::place), 1).unwrap().pop() {
            paged.push(one);
        }
        assert_eq!(paged, all);
    }
}
