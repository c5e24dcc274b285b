//! Opening and making collections.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::error::StoreError;
use crate::migrations::{self, APPLICATION, VERSION};

/// The database's name in the folder of a collection.
pub const DATABASE: &str = "sayso.db";

/// How long to wait for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(30);

/// Pages kept in memory, in KiB.
const CACHE: i32 = 64 << 10;

/// Bytes of a page.
const PAGE: u32 = 8192;

/// A collection on disk.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Opens the collection in `folder`, or makes one there; the folder is made if need be.
    ///
    /// # Errors
    /// As [`Store::open`], and if the folder cannot be made.
    pub fn create(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(DATABASE);
        let io = |error: io::Error| match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                StoreError::ReadOnly { path: path.clone() }
            }
            _ => StoreError::Io { path: folder.to_owned(), error },
        };
        fs::create_dir_all(folder).map_err(io)?;
        check_header(&path)?;
        Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Opens the collection in `folder`, for reading and writing.
    ///
    /// # Errors
    /// If there is none, if it is not one, is of a later version (and then untouched), is damaged or
    /// cannot be written.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = existing(folder)?;
        Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// Opens the collection in `folder` for reading alone, also where nothing can be written.
    ///
    /// # Errors
    /// As [`Store::open`], but that it need not be writable.
    pub fn open_read_only(folder: &Path) -> Result<Self, StoreError> {
        let path = existing(folder)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let opened = Connection::open_with_flags(&path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
        let connection = opened.and_then(|it| prepare_reading(&it).map(|()| it));
        let connection = match connection {
            // A folder that takes no lock files: nobody else can be writing there either.
            Err(error) if cannot_open(&error) => Connection::open_with_flags(immutable(&path), flags)
                .and_then(|it| prepare_reading(&it).map(|()| it)),
            other => other,
        };
        let connection = connection.map_err(|error| StoreError::from_sqlite(path.clone(), error))?;
        let store = Self { connection, path };
        match store.version()? {
            found if found > VERSION => Err(StoreError::Newer { path: store.path, found, known: VERSION }),
            // An older one has to be brought up to date first, which takes writing.
            found if found < VERSION => Self::open(folder),
            _ => Ok(store),
        }
    }

    fn connect(path: PathBuf, flags: OpenFlags) -> Result<Self, StoreError> {
        let opened = Connection::open_with_flags(&path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
        let connection = opened.map_err(|error| match cannot_open(&error) {
            true => StoreError::ReadOnly { path: path.clone() },
            false => StoreError::from_sqlite(path.clone(), error),
        })?;
        let mut store = Self { connection, path };
        let found = store.version()?;
        if found > VERSION {
            return Err(StoreError::Newer { path: store.path, found, known: VERSION });
        }
        if store.is_of_another_program()? {
            return Err(StoreError::Foreign { path: store.path });
        }
        let prepared = prepare_writing(&mut store.connection, found);
        prepared.map_err(|error| store.error(error))?;
        Ok(store)
    }

    fn version(&self) -> Result<u32, StoreError> {
        let version = self.connection.pragma_query_value(None, "user_version", |row| row.get(0));
        version.map_err(|error| self.error(error))
    }

    /// Whether there are tables, but no version of ours.
    fn is_of_another_program(&self) -> Result<bool, StoreError> {
        // In one statement, as somebody else may be making the collection at this moment.
        let sql = "SELECT user_version = 0 AND EXISTS (SELECT 1 FROM sqlite_schema) FROM pragma_user_version";
        self.read(|db| db.query_row(sql, [], |row| row.get(0)))
    }

    /// The database file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        work(&self.connection).map_err(|error| self.error(error))
    }

    /// Writes, all or nothing.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let immediate = rusqlite::TransactionBehavior::Immediate;
        let done = self.connection.transaction_with_behavior(immediate).and_then(|transaction| {
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        });
        done.map_err(|error| self.error(error))
    }

    /// The connection, for the rooms of this crate.
    #[must_use]
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// What an error of this database means.
    pub(crate) fn error(&self, error: rusqlite::Error) -> StoreError {
        StoreError::from_sqlite(self.path.clone(), error)
    }
}

/// The database in `folder`, if it is one that this version may open.
fn existing(folder: &Path) -> Result<PathBuf, StoreError> {
    let path = folder.join(DATABASE);
    if !path.is_file() {
        return Err(StoreError::Missing { folder: folder.to_owned() });
    }
    if path.metadata().is_ok_and(|file| file.len() == 0) {
        return Err(StoreError::Damaged { path, detail: "the file is empty".to_owned() });
    }
    check_header(&path)?;
    Ok(path)
}

/// Refuses, before SQLite is let near it, a file that is no collection or one of a later version.
fn check_header(path: &Path) -> Result<(), StoreError> {
    let Some(header) = header(path)? else { return Ok(()) };
    let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let (version, application) = (number(60), number(68));
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(not_a_database(path));
    }
    match application {
        APPLICATION if version > VERSION => {
            Err(StoreError::Newer { path: path.to_owned(), found: version, known: VERSION })
        }
        // Zero: interrupted before the first migration was done.
        APPLICATION | 0 => Ok(()),
        _ => Err(StoreError::Foreign { path: path.to_owned() }),
    }
}

/// The first hundred bytes; none of a file that is missing or still empty.
fn header(path: &Path) -> Result<Option<[u8; 100]>, StoreError> {
    let io = |error| StoreError::Io { path: path.to_owned(), error };
    let mut header = [0; 100];
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io(error)),
    };
    if file.metadata().map_err(io)?.len() == 0 {
        return Ok(None);
    }
    match file.read_exact(&mut header) {
        Ok(()) => Ok(Some(header)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(not_a_database(path)),
        Err(error) => Err(io(error)),
    }
}

fn not_a_database(path: &Path) -> StoreError {
    StoreError::Damaged { path: path.to_owned(), detail: "not a database".to_owned() }
}

fn prepare_writing(connection: &mut Connection, version: u32) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    // Of a database that is not made yet: texts leave less of larger pages empty, and what becomes free can
    // be given back.
    connection.pragma_update(None, "page_size", PAGE)?;
    connection.pragma_update(None, "auto_vacuum", "incremental")?;
    keep_a_journal(connection)?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    connection.set_prepared_statement_cache_capacity(64);
    if version < VERSION { migrations::migrate(connection) } else { Ok(()) }
}

/// Turns the write-ahead log on. Whoever does so at the same moment makes SQLite give up at once, whatever
/// its patience; then it is on.
fn keep_a_journal(connection: &Connection) -> rusqlite::Result<()> {
    let mut tries = 0;
    loop {
        match connection.pragma_update(None, "journal_mode", "wal") {
            Err(error) if is_busy(&error) && tries < 100 => std::thread::sleep(Duration::from_millis(20)),
            other => return other,
        }
        tries += 1;
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode as Code;
    matches!(error.sqlite_error_code(), Some(Code::DatabaseBusy | Code::DatabaseLocked))
}

/// Fails where the database cannot be read in this way.
fn prepare_reading(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

fn cannot_open(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode as Code;
    matches!(error.sqlite_error_code(), Some(Code::CannotOpen | Code::ReadOnly | Code::PermissionDenied))
}

/// The address of a database that nobody changes meanwhile.
fn immutable(path: &Path) -> String {
    let path = path.display().to_string();
    let escaped = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{escaped}?immutable=1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::FileExt;

    fn made() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(folder.path()).unwrap();
        let path = store.path().to_owned();
        (folder, path)
    }

    #[test]
    fn a_database_of_another_program_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(DATABASE);
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE mine (x)").unwrap();
        let before = fs::read(&path).unwrap();
        assert!(matches!(Store::create(folder.path()), Err(StoreError::Foreign { .. })));
        assert!(matches!(Store::open(folder.path()), Err(StoreError::Foreign { .. })));
        assert!(fs::read(&path).unwrap() == before);
        fs::write(&path, "").unwrap();
        assert!(Store::open(folder.path()).unwrap_err().to_string().contains("empty"));
        Store::create(folder.path()).unwrap();
    }

    #[test]
    fn a_collection_is_made_once_and_opened_again() {
        let (folder, _) = made();
        let store = Store::open(folder.path()).unwrap();
        assert_eq!(store.version().unwrap(), VERSION);
        let mode: String =
            store.connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        let keys: bool = store.connection.pragma_query_value(None, "foreign_keys", |row| row.get(0)).unwrap();
        assert_eq!((mode.as_str(), keys), ("wal", true));
        assert!(Store::open_read_only(folder.path()).is_ok());
    }

    #[test]
    fn a_later_version_is_refused_and_left_untouched() {
        let (folder, path) = made();
        File::options().write(true).open(&path).unwrap().write_all_at(&99_u32.to_be_bytes(), 60).unwrap();
        let before = fs::read(&path).unwrap();
        for opened in
            [Store::open(folder.path()), Store::create(folder.path()), Store::open_read_only(folder.path())]
        {
            assert!(matches!(opened, Err(StoreError::Newer { found: 99, .. })), "{opened:?}");
        }
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no file was left beside it");
    }

    #[test]
    fn what_is_no_collection_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Store::open(folder.path()), Err(StoreError::Missing { .. })));
        fs::write(folder.path().join(DATABASE), "nothing of the kind").unwrap();
        assert!(matches!(Store::create(folder.path()), Err(StoreError::Damaged { .. })));
        fs::write(folder.path().join(DATABASE), vec![b'x'; 5000]).unwrap();
        assert!(matches!(Store::open(folder.path()), Err(StoreError::Damaged { .. })));
        let other = tempfile::tempdir().unwrap();
        let connection = Connection::open(other.path().join(DATABASE)).unwrap();
        connection.execute_batch("PRAGMA application_id = 7; CREATE TABLE t (x)").unwrap();
        drop(connection);
        assert!(matches!(Store::create(other.path()), Err(StoreError::Foreign { .. })));
    }

    #[test]
    fn many_may_make_one_collection_at_once() {
        for _ in 0..8 {
            let folder = tempfile::tempdir().unwrap();
            let make = || Store::create(folder.path()).unwrap().version().unwrap();
            std::thread::scope(|scope| {
                let makers: Vec<_> = (0..6).map(|_| scope.spawn(make)).collect();
                makers.into_iter().for_each(|maker| assert_eq!(maker.join().unwrap(), VERSION));
            });
        }
    }

    #[test]
    fn corrections_are_append_only() {
        let (folder, _) = made();
        let store = Store::open(folder.path()).unwrap();
        let add = "INSERT INTO corrections (at, who, kind, value) VALUES ('2020-01-01T00:00:00Z', 'x', 'rename', '{}')";
        store.connection.execute(add, []).unwrap();
        for change in ["DELETE FROM corrections", "UPDATE corrections SET who = 'y'"] {
            assert!(store.connection.execute(change, []).unwrap_err().to_string().contains("undo"));
        }
    }
}
