//! Documents that are near-copies of each other: found as documents come, in groups that do not depend on the order.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use sayso_core::echo::{Page, overlap, sketch};

use crate::Store;
use crate::codes::document_id;
use crate::documents::text_of;
use crate::error::StoreError;

/// Documents that are looked at in one transaction.
const BATCH: i64 = 256;

/// Of the documents that share one hash, no more are looked at: a hash in so many stands for a footer, or for copies
/// of which any one leads to all.
const OF_ONE_HASH: i64 = 1000;

/// So many candidates may turn out to be none before the others, which share less, are left alone.
const MOST_FAILED: usize = 24;

/// What became of documents that were compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Copied {
    /// Documents that were new.
    pub documents: usize,
    /// Of these, near-copies of one that was there.
    pub copies: usize,
}

/// A document that is a near-copy of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyOf {
    /// Its number.
    pub row: i64,
    /// Its public id.
    pub document: String,
    /// Where it comes from.
    pub origin: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who published.
    pub outlet: Option<String>,
    /// When, as read.
    pub published: Option<String>,
}

impl Store {
    /// Looks, for every document that nobody has looked at yet, of which others it is a near-copy.
    ///
    /// # Errors
    /// If the database cannot be read or written. What was written before stays, and the rest is done next time.
    pub fn group_copies(&mut self) -> Result<Copied, StoreError> {
        let mut copied = Copied::default();
        loop {
            let batch = self.read(not_compared)?;
            if batch.is_empty() {
                return Ok(copied);
            }
            copied.documents += batch.len();
            copied.copies += self.write(|db| {
                let mut copies = 0;
                for &document in &batch {
                    copies += usize::from(enter(db, document)?);
                }
                Ok(copies)
            })?;
        }
    }

    /// Compares all documents anew, as if they had come all at once, and returns how many are near-copies of an
    /// earlier one.
    ///
    /// # Errors
    /// As [`Store::group_copies`].
    pub fn rebuild_copies(&mut self) -> Result<Copied, StoreError> {
        self.write(|db| {
            db.execute("DELETE FROM sketches", [])?;
            db.execute("UPDATE documents SET copies = NULL", [])
        })?;
        self.group_copies()
    }

    /// The other documents that are near-copies of this one, directly or over others, the earliest first; those that
    /// have a later version are left out.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn near_copies(&self, document: i64) -> Result<Vec<CopyOf>, StoreError> {
        let sql = "SELECT d.id, d.hash, d.own_id, d.origin, d.title, o.name AS outlet_name, d.published
            FROM documents d LEFT JOIN outlets o ON o.id = d.outlet
            WHERE d.copies > 0 AND d.copies = (SELECT copies FROM documents WHERE id = ?1) AND d.id <> ?1
            AND d.superseded = 0 ORDER BY d.day IS NULL, d.day, d.hash";
        let copy = |row: &rusqlite::Row| {
            let own_id: Option<String> = row.get("own_id")?;
            let hash: Vec<u8> = row.get("hash")?;
            Ok(CopyOf {
                row: row.get("id")?,
                document: own_id.unwrap_or_else(|| document_id(&hash)),
                origin: row.get("origin")?,
                title: row.get("title")?,
                outlet: row.get("outlet_name")?,
                published: row.get("published")?,
            })
        };
        self.read(|db| db.prepare_cached(sql)?.query_map([document], copy)?.collect())
    }

    /// Of the documents in which somebody speaks, how many are near-copies of another one of them.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn near_copies_with(&self, person: i64) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) - count(DISTINCT copies) FROM
            (SELECT DISTINCT d.id, d.copies FROM statements s JOIN documents d ON d.id = s.document
             WHERE s.person = ?1 AND s.hidden = 0 AND d.copies > 0)";
        self.read(|db| db.prepare_cached(sql)?.query_row([person], |row| row.get(0)))
    }
}

fn not_compared(db: &Connection) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT id FROM documents WHERE copies IS NULL ORDER BY id LIMIT ?1";
    db.prepare_cached(sql)?.query_map([BATCH], |row| row.get(0))?.collect()
}

/// Finds the near-copies of a document among those that were compared before, and lets later ones find it. Says
/// whether there are any.
fn enter(db: &Connection, document: i64) -> rusqlite::Result<bool> {
    let page = page(db, document)?;
    let hashes = sketch(&page);
    let mut members = BTreeSet::from([document]);
    let mut groups = BTreeSet::new();
    let mut failed = 0;
    for candidate in candidates(db, &hashes)? {
        let group = group_of(db, candidate)?;
        if groups.contains(&group) {
            continue;
        }
        if !overlap(&page, &self::page(db, candidate)?).is_same_size() {
            failed += 1;
            if failed == MOST_FAILED {
                break;
            }
        } else if group > 0 {
            groups.insert(group);
        } else {
            members.insert(candidate);
        }
    }
    let mut insert = db.prepare_cached("INSERT INTO sketches (hash, document) VALUES (?1, ?2)")?;
    hashes.iter().try_for_each(|hash| insert.execute(params![hash, document]).map(drop))?;
    let is_copy = !groups.is_empty() || members.len() > 1;
    join(db, &groups, &members)?;
    Ok(is_copy)
}

fn page(db: &Connection, document: i64) -> rusqlite::Result<Page> {
    Ok(Page::read(&text_of(db, document)?, &[]))
}

/// Documents that share hashes with a new one: those first that share most, each hash counting the more the fewer
/// documents have it.
fn candidates(db: &Connection, hashes: &[i32]) -> rusqlite::Result<Vec<i64>> {
    let mut shared: BTreeMap<i64, f64> = BTreeMap::new();
    let mut select =
        db.prepare_cached("SELECT document FROM sketches WHERE hash = ?1 ORDER BY document LIMIT ?2")?;
    for hash in hashes {
        let documents = select.query_map(params![hash, OF_ONE_HASH], |row| row.get(0))?;
        let documents: Vec<i64> = documents.collect::<Result<_, _>>()?;
        let told = (2.0 * OF_ONE_HASH as f64 / documents.len().max(1) as f64).ln();
        documents.into_iter().for_each(|document| *shared.entry(document).or_default() += told);
    }
    let mut all: Vec<(i64, f64)> = shared.into_iter().collect();
    all.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    Ok(all.into_iter().map(|(document, _)| document).collect())
}

fn group_of(db: &Connection, document: i64) -> rusqlite::Result<i64> {
    let sql = "SELECT coalesce(copies, 0) FROM documents WHERE id = ?1";
    db.prepare_cached(sql)?.query_row([document], |row| row.get(0))
}

/// Makes one group of several and of documents that stand alone; of one document alone, none.
fn join(db: &Connection, groups: &BTreeSet<i64>, members: &BTreeSet<i64>) -> rusqlite::Result<()> {
    let alone = groups.is_empty() && members.len() == 1;
    let name = if alone { Some(0) } else { groups.iter().chain(members).min().copied() };
    for group in groups.iter().filter(|&&group| Some(group) != name) {
        db.prepare_cached("UPDATE documents SET copies = ?2 WHERE copies = ?1")?
            .execute(params![group, name])?;
    }
    for member in members {
        db.prepare_cached("UPDATE documents SET copies = ?2 WHERE id = ?1")?
            .execute(params![member, name])?;
    }
    Ok(())
}
