//! Looking after a collection: is it whole, how large is it, and a copy while it is in use.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use crate::Store;
use crate::codes::text_hash;
use crate::documents::unpacked;
use crate::error::StoreError;
use crate::migrations::VERSION;

/// What there is in a collection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Census {
    /// Documents, superseded versions included.
    pub documents: u64,
    /// Of these, superseded by a later version.
    pub superseded: u64,
    /// Statements that are not hidden.
    pub statements: u64,
    /// Statements that are: rejected, or of a superseded version.
    pub hidden: u64,
    /// People who speak, those merged into others left out.
    pub people: u64,
    /// Imports, and of these the ones that were cut short.
    pub imports: u64,
    /// Imports that did not come to their end.
    pub unfinished: u64,
    /// Corrections, undos included.
    pub corrections: u64,
    /// Corrections that have lost their statement, or that a later version of their document does not have.
    pub orphaned: u64,
    /// Bytes of all texts.
    pub text_bytes: u64,
    /// Bytes of the database.
    pub database_bytes: u64,
    /// Of these, free for what comes next.
    pub free_bytes: u64,
    /// Documents by the model that read them.
    pub models: Vec<(String, u64)>,
    /// Version of the schema.
    pub schema: u32,
}

impl Store {
    /// Counts what there is.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn census(&self) -> Result<Census, StoreError> {
        self.read(|db| {
            let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, u64>(0));
            let pragma = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, u64>(0));
            let page = pragma("page_size")?;
            let sql =
                "SELECT r.model, count(*) FROM documents d JOIN runs r ON r.id = d.run GROUP BY 1 ORDER BY 1";
            let mut models = db.prepare(sql)?;
            Ok(Census {
                documents: count("SELECT count(*) FROM documents")?,
                superseded: count("SELECT count(*) FROM documents WHERE superseded = 1")?,
                statements: count("SELECT count(*) FROM statements WHERE hidden = 0")?,
                hidden: count("SELECT count(*) FROM statements WHERE hidden = 1")?,
                people: count("SELECT count(*) FROM people WHERE merged IS NULL")?,
                imports: count("SELECT count(*) FROM imports")?,
                unfinished: count("SELECT count(*) FROM imports WHERE finished IS NULL")?,
                corrections: count("SELECT count(*) FROM corrections")?,
                orphaned: count(
                    "SELECT count(*) FROM anchors a JOIN corrections c ON c.id = a.correction
                     LEFT JOIN documents d ON d.id = c.document
                     WHERE a.statement IS NULL OR d.superseded = 1",
                )?,
                text_bytes: count("SELECT coalesce(sum(bytes), 0) FROM texts")?,
                database_bytes: pragma("page_count")? * page,
                free_bytes: pragma("freelist_count")? * page,
                models: models
                    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect::<Result<_, _>>()?,
                schema: VERSION,
            })
        })
    }

    /// Everything that is wrong with the database, in words; nothing where it is whole. Reads all of it.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let db = self.connection();
        let mut faults = Vec::new();
        let mut note = |found: rusqlite::Result<Vec<String>>| match found {
            Ok(found) => faults.extend(found),
            Err(error) => faults.push(error.to_string()),
        };
        note(lines(db, "PRAGMA integrity_check").map(|mut found| {
            found.retain(|line| line != "ok");
            found
        }));
        let keys = "SELECT 'a row of ' || \"table\" || ' refers to one of ' || parent || ' that is not there'
            FROM pragma_foreign_key_check LIMIT 100";
        note(lines(db, keys));
        for (what, sql) in RULES {
            note(lines(db, sql).map(|found| {
                found
                    .into_iter()
                    .filter(|count| count != "0")
                    .map(|count| format!("{count} {what}"))
                    .collect()
            }));
        }
        note(damaged_texts(db));
        for index in ["statement_index", "title_index", "people_index"] {
            let check = format!("INSERT INTO {index} ({index}) VALUES ('integrity-check')");
            let result = db.execute(&check, []);
            // Where nothing can be written, the index cannot be asked; it was read above.
            note(result.map(|_| Vec::new()).or_else(|error| match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::ReadOnly) => Ok(Vec::new()),
                _ => Ok(vec![format!("the word index {index} is damaged: {error}")]),
            }));
        }
        faults
    }

    /// Copies the collection to `file` as it is at this moment, while others may read and write it.
    ///
    /// # Errors
    /// If `file` is there already, or cannot be written.
    pub fn backup(&self, file: &Path) -> Result<(), StoreError> {
        let io = |error| StoreError::Io { path: file.to_owned(), error };
        // So that a file that is there is never overwritten, and one that is cut short never looks whole.
        std::fs::File::create_new(file).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => StoreError::Exists { path: file.to_owned() },
            _ => io(error),
        })?;
        let part = with_suffix(file, ".part");
        let copied = self.copy_to(&part).and_then(|()| std::fs::rename(&part, file).map_err(io));
        if copied.is_err() {
            let _ = std::fs::remove_file(&part);
            let _ = std::fs::remove_file(file);
        }
        copied
    }

    fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        let fail = |error| StoreError::from_sqlite(file.to_owned(), error);
        let _ = std::fs::remove_file(file);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut copy = Connection::open_with_flags(file, flags).map_err(fail)?;
        // All pages in one step: one moment of the database, whoever writes meanwhile.
        let backup = Backup::new(self.connection(), &mut copy).map_err(fail)?;
        backup.run_to_completion(i32::MAX, Duration::from_millis(50), None).map_err(fail)?;
        drop(backup);
        copy.close().map_err(|(_, error)| fail(error))
    }
}

/// What must be so beyond what SQLite checks: each counts the rows that are wrong.
const RULES: [(&str, &str); 5] = [
    (
        "documents without a text",
        "SELECT count(*) FROM documents d LEFT JOIN texts t ON t.document = d.id WHERE t.document IS NULL",
    ),
    (
        "statements without their words",
        "SELECT count(*) FROM statements s LEFT JOIN details d ON d.statement = s.id WHERE d.statement IS NULL",
    ),
    (
        "statements that reach beyond their text",
        "SELECT count(*) FROM details d JOIN statements s ON s.id = d.statement JOIN texts t ON t.document = s.document
         WHERE d.content_end > t.bytes",
    ),
    (
        "superseded documents that nothing follows",
        "SELECT count(*) FROM documents d WHERE d.superseded = 1
         AND NOT EXISTS (SELECT 1 FROM documents n WHERE n.previous = d.id)",
    ),
    (
        "documents that the ledger does not know",
        "SELECT count(*) FROM documents d WHERE d.import IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.import = d.import AND l.document = d.id)",
    ),
];

/// The documents whose text is not the one that was imported.
fn damaged_texts(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql =
        "SELECT d.id, d.origin, d.hash, t.bytes, t.packed FROM documents d JOIN texts t ON t.document = d.id";
    let mut select = db.prepare(sql)?;
    let mut rows = select.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let hash: Vec<u8> = row.get("hash")?;
        let is_whole = unpacked(row).is_ok_and(|text| text_hash(&text)[..] == hash[..]);
        if !is_whole {
            let (id, origin): (i64, String) = (row.get("id")?, row.get("origin")?);
            found.push(format!("the text of document {id} ({origin}) is damaged"));
        }
    }
    Ok(found)
}

fn lines(db: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    let mut select = db.prepare(sql)?;
    let text = |row: &rusqlite::Row| {
        let value = row.get_ref(0)?;
        Ok(match value {
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            other => other.as_str().unwrap_or_default().to_owned(),
        })
    };
    select.query_map([], text)?.collect()
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
