//! Documents out of the collection, and new results in: what people decided stays.

use rusqlite::{Connection, OptionalExtension};
use sayso_core::Reading;
use sayso_core::document::Appearance;

use crate::Store;
use crate::corrections::settle;
use crate::documents::{Stored, appearances, find, load, put_reading, remove_reading, replace_profile};
use crate::error::StoreError;
use crate::imports::{Run, number_of_run};
use crate::utterances;

impl Store {
    /// The document with this number, with everything found in it and corrected since.
    ///
    /// # Errors
    /// If there is none, or the database cannot be read.
    pub fn document(&self, row: i64) -> Result<Stored, StoreError> {
        let found = self.read(|db| load(db, row))?;
        found.ok_or_else(|| StoreError::Unknown { what: format!("there is no document {row}") })
    }

    /// Where else the text of the document with this number was found.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn appearances(&self, row: i64) -> Result<Vec<Appearance>, StoreError> {
        self.read(|db| appearances(db, row))
    }

    /// The numbers of all documents but those that have a later version, in the order of import.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn current_documents(&self) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT id FROM documents WHERE superseded = 0 ORDER BY id";
        self.read(|db| db.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect())
    }

    /// The number of the document with this public id, or number; the latest version of several.
    ///
    /// # Errors
    /// If there is none, or the database cannot be read.
    pub fn find_document(&self, id: &str) -> Result<i64, StoreError> {
        let found = self.read(|db| match find(db, id)? {
            Some(row) => Ok(Some(row)),
            None => {
                let sql = "SELECT id FROM documents WHERE id = ?1";
                db.prepare_cached(sql)?.query_row([id.parse::<i64>().ok()], |row| row.get(0)).optional()
            }
        })?;
        found.ok_or_else(|| StoreError::Unknown {
            what: format!("there is no document {id} in the collection"),
        })
    }

    /// Up to `limit` documents, from number `after` on, whose results another run of the extractor made.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn outdated(&self, run: i64, after: i64, limit: usize) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT id FROM documents WHERE run <> ?1 AND id > ?2 ORDER BY id LIMIT ?3";
        self.read(|db| {
            let mut select = db.prepare_cached(sql)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            select.query_map([run, after, limit], |row| row.get(0))?.collect()
        })
    }

    /// The number of this run of the extractor; noted if it is the first time.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn run(&mut self, run: &Run) -> Result<i64, StoreError> {
        self.write(|db| number_of_run(db, run))
    }

    /// Puts new results in the place of those that stand, and applies the corrections to them.
    ///
    /// # Errors
    /// If a document is not there, or the database cannot be written; nothing of the batch is then.
    pub fn replace(&mut self, run: i64, readings: &[(i64, Reading)]) -> Result<(), StoreError> {
        self.write(|db| {
            for (row, reading) in readings {
                let Some(stored) = load(db, *row)? else { return Err(rusqlite::Error::QueryReturnedNoRows) };
                let grouped = grouped(db, *row)?;
                remove_reading(db, *row)?;
                replace_profile(db, *row, run, reading)?;
                put_reading(db, *row, &stored.document, reading)?;
                group_again(db, *row, &grouped)?;
                utterances::keep_keys_of(db, &[*row])?;
                settle(db, *row)?;
            }
            Ok(())
        })
    }
}

/// The utterances that the statements of a document report, by the digits of their public ids.
fn grouped(db: &Connection, document: i64) -> rusqlite::Result<Vec<(i64, i64)>> {
    let sql = "SELECT key, utterance FROM statements WHERE document = ?1 AND utterance IS NOT NULL";
    db.prepare_cached(sql)?.query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Puts statements that are the same as before back where they were.
fn group_again(db: &Connection, document: i64, grouped: &[(i64, i64)]) -> rusqlite::Result<()> {
    let sql = "UPDATE statements SET utterance = ?3 WHERE document = ?1 AND key = ?2";
    let mut update = db.prepare_cached(sql)?;
    grouped.iter().try_for_each(|&(key, utterance)| update.execute([document, key, utterance]).map(drop))
}
