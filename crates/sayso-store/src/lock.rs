//! One import at a time: a file in the folder that the system locks for as long as the program lives,
//! however it ends.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// Its name in the folder of a collection.
const LOCK: &str = "sayso.lock";

/// Nobody else imports while this lives.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Somebody else is importing.
#[derive(Debug)]
pub struct Held {
    file: File,
    path: PathBuf,
    /// The process that is, where it says so.
    pub by: Option<u32>,
}

impl Lock {
    /// Takes the lock of the collection in `folder`, unless somebody has it.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn take(folder: &Path) -> Result<Result<Self, Held>, StoreError> {
        let path = folder.join(LOCK);
        let opened = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let file = opened.map_err(|_| StoreError::ReadOnly { path: path.clone() })?;
        Held { file, path, by: None }.again()
    }

    fn sign(mut file: File, path: &Path) -> Result<Self, StoreError> {
        let write = |file: &mut File| {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "{}", std::process::id())
        };
        match write(&mut file) {
            // Who holds it is only said; that a full disk hides it does no harm.
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::StorageFull => {}
            Err(error) => return Err(StoreError::Io { path: path.to_owned(), error }),
        }
        Ok(Self { _file: file })
    }
}

impl Held {
    /// Tries once more.
    ///
    /// # Errors
    /// If the system cannot lock files there.
    pub fn again(mut self) -> Result<Result<Lock, Self>, StoreError> {
        match self.file.try_lock() {
            Ok(()) => Lock::sign(self.file, &self.path).map(Ok),
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let read = self.file.rewind().and_then(|()| self.file.read_to_string(&mut text));
                self.by = read.ok().and_then(|_| text.trim().parse().ok());
                Ok(Err(self))
            }
            Err(TryLockError::Error(error)) => Err(StoreError::Io { path: self.path, error }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_has_it_and_the_next_gets_it_after() {
        let folder = tempfile::tempdir().unwrap();
        let first = Lock::take(folder.path()).unwrap().unwrap();
        let held = Lock::take(folder.path()).unwrap().unwrap_err();
        assert_eq!(held.by, Some(std::process::id()));
        drop(first);
        assert!(held.again().unwrap().is_ok());
    }
}
