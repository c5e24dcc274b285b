//! Imports, and the ledger of what became of each of their inputs.
//!
//! A document and its line in the ledger are written in one transaction, so that an import that was cut
//! short at any moment can go on: what stands in its ledger is done, everything else is not.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::Store;
use crate::codes::text_hash;
use crate::documents::{self, Arrival, Found};
use crate::error::StoreError;

/// Pages of the word index that are merged in one transaction.
const PACKED_AT_ONCE: i64 = 2000;

/// What recognises an input when an import goes on: digits of a hash of it.
pub type InputKey = [u8; 16];

/// What the extractor was when it read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Name and version of the model.
    pub model: String,
    /// Version of the program.
    pub program: String,
    /// Its options, as JSON.
    pub options: String,
}

/// An import under way.
#[derive(Debug)]
pub struct Started {
    /// Its number.
    pub id: i64,
    /// Number of the extractor's run.
    pub run: i64,
    /// What an earlier attempt got done.
    pub done: Done,
    /// Lines of the ledger in which that attempt noted a failure.
    pub failed: u64,
}

/// The inputs that an interrupted import got done, as many times as each was met.
#[derive(Debug, Default)]
pub struct Done {
    /// In order.
    keys: Vec<InputKey>,
    taken: Vec<bool>,
}

impl Done {
    /// Of these inputs.
    #[must_use]
    pub fn new(mut keys: Vec<InputKey>) -> Self {
        keys.sort_unstable();
        let taken = vec![false; keys.len()];
        Self { keys, taken }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether the input was done; says so once for each time that it was.
    pub fn take(&mut self, key: &InputKey) -> bool {
        let first = self.keys.partition_point(|one| one < key);
        let same = self.keys[first..].iter().take_while(|one| *one == key).count();
        let free = (first..first + same).find(|&at| !self.taken[at]);
        free.inspect(|&at| self.taken[at] = true).is_some()
    }
}

/// One input that was read, or could not be.
#[derive(Debug, Clone)]
pub struct Item {
    /// What recognises it.
    pub key: InputKey,
    /// What to call it.
    pub origin: String,
    /// Its size.
    pub bytes: usize,
    /// Its documents, or why there are none.
    pub result: Result<Vec<Arrival>, Refusal>,
}

/// Why an input was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code in kebab case.
    pub reason: String,
    /// For a person.
    pub message: String,
    /// Whether all is well, though there is nothing to read: it counts as skipped then, else as failed.
    pub is_skip: bool,
}

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// A new document.
    Imported,
    /// Its text was there already.
    Duplicate,
    /// A later version of a document.
    Version,
    /// Nothing in it to read.
    Skipped,
    /// It could not be read.
    Failed,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Imported, Self::Duplicate, Self::Version, Self::Skipped, Self::Failed];

    /// The word on every screen and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Duplicate => "duplicate",
            Self::Version => "version",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }

    /// The outcome that a word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// How many inputs had each outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts([u64; 5]);

impl Counts {
    /// One more.
    pub fn add(&mut self, outcome: Outcome) {
        self.0[outcome as usize] += 1;
    }

    /// How many.
    #[must_use]
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.0[outcome as usize]
    }

    /// All together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }
}

/// An import, as the collection remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its number.
    pub id: i64,
    /// What was asked for, as JSON.
    pub inputs: String,
    /// What read.
    pub run: Run,
    /// When it began, RFC 3339.
    pub started: String,
    /// When it came to its end; none where it was cut short or goes on.
    pub finished: Option<String>,
    /// What became of its inputs.
    pub counts: Counts,
}

/// Which lines of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lines {
    /// Only those with this outcome.
    pub outcome: Option<Outcome>,
    /// Only those after the one with this number.
    pub after: Option<i64>,
    /// At most so many.
    pub limit: Option<usize>,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Place among the inputs, from 0.
    pub number: i64,
    /// Path or address.
    pub origin: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Code of the reason, where it was not imported.
    pub reason: Option<String>,
    /// The reason for a person.
    pub message: Option<String>,
    /// Size of the input.
    pub bytes: u64,
    /// Number of the document, where there is one.
    pub document: Option<i64>,
}

impl Store {
    /// Begins an import of `inputs` (JSON of what was asked for), or goes on with the one of the same
    /// inputs and the same extractor that was cut short. `now` is the instant in RFC 3339.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn begin_import(&mut self, inputs: &str, run: &Run, now: &str) -> Result<Started, StoreError> {
        self.write(|db| {
            let run = number_of_run(db, run)?;
            let sql = "SELECT id FROM imports WHERE inputs = ?1 AND run = ?2 AND finished IS NULL
                ORDER BY id DESC LIMIT 1";
            let open = db.query_row(sql, params![inputs, run], |row| row.get(0)).optional()?;
            if let Some(id) = open {
                return Ok(Started { id, run, done: done(db, id)?, failed: failed(db, id)? });
            }
            db.execute(
                "INSERT INTO imports (inputs, run, started) VALUES (?1, ?2, ?3)",
                params![inputs, run, now],
            )?;
            Ok(Started { id: db.last_insert_rowid(), run, done: Done::default(), failed: 0 })
        })
    }

    /// Writes items and their lines of the ledger, all or none. Gives the outcomes in order.
    ///
    /// # Errors
    /// If the database cannot be written; nothing of the batch is then.
    pub fn record(&mut self, import: i64, run: i64, items: &[Item]) -> Result<Vec<Outcome>, StoreError> {
        self.write(|db| {
            let next = "SELECT coalesce(max(number) + 1, 0) FROM ledger WHERE import = ?1";
            let mut ledger =
                Ledger { db, import, run, next: db.query_row(next, [import], |row| row.get(0))? };
            let outcomes = items.iter().map(|item| ledger.enter(item)).collect::<Result<Vec<_>, _>>()?;
            Ok(outcomes.concat())
        })
    }

    /// Notes that an import came to its end at `now`, and packs the word index if much of it is new.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn finish_import(&mut self, import: i64, now: &str) -> Result<(), StoreError> {
        let sql = "UPDATE imports SET finished = ?2 WHERE id = ?1";
        self.write(|db| db.execute(sql, params![import, now]).map(drop))?;
        let sql = "SELECT 4 * (SELECT count(*) FROM documents WHERE import = ?1) > (SELECT count(*) FROM documents)";
        if !self.read(|db| db.query_row(sql, [import], |row| row.get(0)))? {
            return Ok(());
        }
        match self.pack_index() {
            // Packing needs room for a while; without it the index is as good, but larger.
            Err(StoreError::Full { .. }) => Ok(()),
            other => other,
        }
    }

    /// Merges the pieces in which the word index grew, some at a time, so that nobody waits long, and gives
    /// the room of them back.
    fn pack_index(&mut self) -> Result<(), StoreError> {
        let sql = "INSERT INTO statement_index (statement_index, rank) VALUES ('merge', ?1)";
        // A negative number of pages begins a merge of everything, positive ones go on with it.
        let mut pages = -PACKED_AT_ONCE;
        loop {
            let before = self.connection().total_changes();
            self.write(|db| db.execute(sql, [pages]).map(drop))?;
            // As FTS5 documents it: a merge that found nothing to do changes one row.
            if self.connection().total_changes() - before < 2 {
                return self.read(give_back);
            }
            pages = PACKED_AT_ONCE;
        }
    }

    /// Whether the collection holds a document of this text.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn has_text(&self, text: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM documents WHERE hash = ?1";
        self.read(|db| db.prepare_cached(sql)?.exists(params![text_hash(text)]))
    }

    /// All imports, the latest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn imports(&self) -> Result<Vec<Import>, StoreError> {
        self.read(|db| {
            let sql = "SELECT i.id, i.inputs, i.started, i.finished, r.model, r.program, r.options
                FROM imports i JOIN runs r ON r.id = i.run ORDER BY i.id DESC";
            let mut select = db.prepare(sql)?;
            let mut imports = select.query_map([], import)?.collect::<Result<Vec<_>, _>>()?;
            for one in &mut imports {
                one.counts = counts(db, one.id)?;
            }
            Ok(imports)
        })
    }

    /// Goes through the ledger of an import in order, or through some lines of it.
    ///
    /// # Errors
    /// If there is no such import, the database cannot be read, or `each` fails.
    pub fn ledger<E: From<StoreError>>(
        &self,
        import: i64,
        lines: Lines,
        mut each: impl FnMut(Entry) -> Result<(), E>,
    ) -> Result<(), E> {
        let db = self.connection();
        let fail = |error| E::from(self.error(error));
        let known =
            db.prepare_cached("SELECT 1 FROM imports WHERE id = ?1").and_then(|mut it| it.exists([import]));
        if !known.map_err(fail)? {
            let what = format!("there is no import {import}; `sayso imports` lists them");
            return Err(StoreError::Unknown { what }.into());
        }
        let sql = "SELECT number, origin, outcome, reason, message, bytes, document FROM ledger
            WHERE import = ?1 AND (?2 IS NULL OR outcome = ?2) AND number > ?3 ORDER BY number LIMIT ?4";
        let Lines { outcome, after, limit } = lines;
        let limit = limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        let mut select = db.prepare(sql).map_err(fail)?;
        let mut rows = select
            .query(params![import, outcome.map(Outcome::word), after.unwrap_or(-1), limit])
            .map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            each(entry(row).map_err(fail)?)?;
        }
        Ok(())
    }
}

/// Gives free pages back to the file system. Each step of the statement gives one.
fn give_back(db: &Connection) -> rusqlite::Result<()> {
    let mut vacuum = db.prepare("PRAGMA incremental_vacuum")?;
    let mut steps = vacuum.query([])?;
    while steps.next()?.is_some() {}
    Ok(())
}

pub(crate) fn number_of_run(db: &Connection, run: &Run) -> rusqlite::Result<i64> {
    let values = params![run.model, run.program, run.options];
    db.execute("INSERT OR IGNORE INTO runs (model, program, options) VALUES (?1, ?2, ?3)", values)?;
    let sql = "SELECT id FROM runs WHERE model = ?1 AND program = ?2 AND options = ?3";
    db.query_row(sql, values, |row| row.get(0))
}

fn done(db: &Connection, import: i64) -> rusqlite::Result<Done> {
    let mut select = db.prepare("SELECT input FROM ledger WHERE import = ?1 AND part = 0")?;
    let keys = select.query_map([import], |row| row.get(0))?.collect::<Result<Vec<InputKey>, _>>()?;
    Ok(Done::new(keys))
}

fn failed(db: &Connection, import: i64) -> rusqlite::Result<u64> {
    let sql = "SELECT count(*) FROM ledger WHERE import = ?1 AND outcome = ?2";
    db.query_row(sql, params![import, Outcome::Failed.word()], |row| row.get(0))
}

/// The ledger of the import that is being written.
struct Ledger<'a> {
    db: &'a Connection,
    import: i64,
    run: i64,
    next: i64,
}

/// What a line of the ledger says beside the input.
struct Line<'a> {
    part: usize,
    origin: &'a str,
    outcome: Outcome,
    why: Option<(&'a str, &'a str)>,
    document: Option<i64>,
}

impl Ledger<'_> {
    fn enter(&mut self, item: &Item) -> rusqlite::Result<Vec<Outcome>> {
        let line = |outcome, why| Line { part: 0, origin: &item.origin, outcome, why, document: None };
        match &item.result {
            Err(refusal) => {
                let why = Some((&*refusal.reason, &*refusal.message));
                let outcome = if refusal.is_skip { Outcome::Skipped } else { Outcome::Failed };
                self.write(item, &line(outcome, why))
            }
            Ok(arrivals) if arrivals.is_empty() => {
                self.write(item, &line(Outcome::Skipped, Some(("no-document", "there is no document in it"))))
            }
            Ok(arrivals) => {
                let all = arrivals.iter().enumerate().map(|(part, one)| self.arrive(item, part, one));
                Ok(all.collect::<Result<Vec<_>, _>>()?.concat())
            }
        }
    }

    fn arrive(&mut self, item: &Item, part: usize, arrival: &Arrival) -> rusqlite::Result<Vec<Outcome>> {
        let origin = &*arrival.document.origin;
        let line = |outcome, why, document| Line { part, origin, outcome, why, document };
        if arrival.document.text.trim().is_empty() {
            let why = Some(("empty-text", "there is no text to read in it"));
            return self.write(item, &line(Outcome::Skipped, why, None));
        }
        let line = match documents::put(self.db, Some(self.import), self.run, arrival)? {
            Found::Imported(id) => line(Outcome::Imported, None, Some(id)),
            Found::Version(id) | Found::Returned(id) => {
                let why = Some(("changed-text", "the text at this address has changed"));
                line(Outcome::Version, why, Some(id))
            }
            Found::Earlier(id) => {
                let why = Some((
                    "earlier-text",
                    "the collection has a text of this address that was published later",
                ));
                line(Outcome::Version, why, Some(id))
            }
            Found::Duplicate(id) => {
                let why = Some(("same-text", "the collection has a document of this text"));
                line(Outcome::Duplicate, why, Some(id))
            }
            Found::Unread => {
                let why = Some(("unread", "it was not read; import it again"));
                line(Outcome::Failed, why, None)
            }
        };
        self.write(item, &line)
    }

    fn write(&mut self, item: &Item, line: &Line) -> rusqlite::Result<Vec<Outcome>> {
        let sql = "INSERT INTO ledger
            (import, number, input, part, origin, outcome, reason, message, bytes, document)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        // The usual reasons are told by their code; a message is kept where it says more.
        let message = line.why.filter(|_| line.outcome == Outcome::Failed).map(|(_, message)| message);
        self.db.prepare_cached(sql)?.execute(params![
            self.import,
            self.next,
            item.key,
            line.part as i64,
            line.origin,
            line.outcome.word(),
            line.why.map(|(reason, _)| reason),
            message,
            item.bytes as i64,
            line.document,
        ])?;
        self.next += 1;
        Ok(vec![line.outcome])
    }
}

fn import(row: &Row) -> rusqlite::Result<Import> {
    Ok(Import {
        id: row.get(0)?,
        inputs: row.get(1)?,
        started: row.get(2)?,
        finished: row.get(3)?,
        run: Run { model: row.get(4)?, program: row.get(5)?, options: row.get(6)? },
        counts: Counts::default(),
    })
}

fn counts(db: &Connection, import: i64) -> rusqlite::Result<Counts> {
    let sql = "SELECT outcome, count(*) FROM ledger WHERE import = ?1 GROUP BY outcome";
    let mut counts = Counts::default();
    let mut select = db.prepare_cached(sql)?;
    let mut rows = select.query([import])?;
    while let Some(row) = rows.next()? {
        let word: String = row.get(0)?;
        counts.0[outcome(&word)? as usize] = row.get(1)?;
    }
    Ok(counts)
}

fn outcome(word: &str) -> rusqlite::Result<Outcome> {
    let unknown = || {
        rusqlite::Error::FromSqlConversionFailure(
            0,
            rusqlite::types::Type::Text,
            format!("{word} is no outcome").into(),
        )
    };
    Outcome::from_word(word).ok_or_else(unknown)
}

fn entry(row: &Row) -> rusqlite::Result<Entry> {
    Ok(Entry {
        number: row.get(0)?,
        origin: row.get(1)?,
        outcome: outcome(&row.get::<_, String>(2)?)?,
        reason: row.get(3)?,
        message: row.get(4)?,
        bytes: row.get(5)?,
        document: row.get(6)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// An input that was met three times and done twice is to be done once.
        #[test]
        fn an_interrupted_import_does_the_rest_and_nothing_twice(
            inputs in prop::collection::vec(0_u8..6, 0..60), cut in 0_usize..60,
        ) {
            let cut = cut.min(inputs.len());
            let mut done = Done::new(inputs[..cut].iter().map(|&n| [n; 16]).collect());
            let rest: Vec<u8> = inputs.iter().copied().filter(|&n| !done.take(&[n; 16])).collect();
            let mut all: Vec<u8> = inputs[..cut].iter().copied().chain(rest.iter().copied()).collect();
            let mut wanted = inputs.clone();
            all.sort_unstable();
            wanted.sort_unstable();
            prop_assert_eq!(all, wanted);
            // In the same order as they came, where nothing of the inputs changed meanwhile.
            prop_assert_eq!(&rest[..], &inputs[cut..]);
        }
    }
}
