//! What can go wrong with a collection on disk. Each message says what, where and what to do.

use std::io;
use std::path::PathBuf;

/// Why a collection cannot be opened, read or written. Nothing that was in it is lost by any of these.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no collection in the folder.
    #[error(
        "{}: no collection here; make one with `sayso import`, or name another folder with --collection",
        folder.display()
    )]
    Missing {
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// The database is of a later version of sayso.
    #[error(
        "{}: made by a later version of sayso (schema {found}, this one knows {known}); it was left \
         untouched: use that version",
        path.display()
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The latest schema that this version knows.
        known: u32,
    },
    /// The file is something else.
    #[error("{}: not a collection of sayso; it was left untouched", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The database is damaged.
    #[error(
        "{}: the database is damaged ({detail}); restore it from a backup, and see what `sayso doctor` \
         says",
        path.display()
    )]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// No room.
    #[error(
        "{}: the disk is full; what was written so far is kept: make room and run the same again",
        path.display()
    )]
    Full {
        /// The database.
        path: PathBuf,
    },
    /// Not allowed to write.
    #[error("{}: cannot be written; check the permissions of the folder and its files", path.display())]
    ReadOnly {
        /// The database.
        path: PathBuf,
    },
    /// A file that was to be made is there.
    #[error("{}: there is a file of this name, and it was left as it is; name another one", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Somebody else has been writing for too long.
    #[error("{}: another program is writing to the collection; try again when it is done", path.display())]
    Busy {
        /// The database.
        path: PathBuf,
    },
    /// The folder itself.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Something asked for is not in the collection.
    #[error("{what}; nothing was changed")]
    Unknown {
        /// What was asked for, and what to do.
        what: String,
    },
    /// A stored value that no version of sayso writes.
    #[error("{}: {what} is not as sayso wrote it; see what `sayso doctor` says", path.display())]
    Value {
        /// The database.
        path: PathBuf,
        /// Which value.
        what: String,
    },
    /// Any other failure of the database.
    #[error("{}: {error}", path.display())]
    Sqlite {
        /// The database.
        path: PathBuf,
        /// Why.
        error: rusqlite::Error,
    },
}

impl StoreError {
    /// The meaning of an error of the database at `path`.
    #[must_use]
    pub fn from_sqlite(path: PathBuf, error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => {
                Self::Damaged { path, detail: error.to_string() }
            }
            _ if is_damage(&error) => Self::Damaged { path, detail: error.to_string() },
            Some(Code::DiskFull) => Self::Full { path },
            Some(Code::ReadOnly | Code::PermissionDenied) => Self::ReadOnly { path },
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy { path },
            _ => Self::Sqlite { path, error },
        }
    }
}

/// Whether something in the database is not as every version of sayso writes it: a table that is missing, a value
/// that is no such value, a row that another one needs.
fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::Error as E;
    match error {
        E::FromSqlConversionFailure(..)
        | E::IntegralValueOutOfRange(..)
        | E::InvalidColumnType(..)
        | E::QueryReturnedNoRows => true,
        E::SqliteFailure(_, Some(detail)) => detail.starts_with("no such table"),
        E::SqlInputError { msg, .. } => msg.starts_with("no such table"),
        _ => false,
    }
}
