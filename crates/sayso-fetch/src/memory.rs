//! What was fetched before, so that only what has changed is asked for.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What is known of the pages that were fetched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    pages: BTreeMap<String, Known>,
    /// Hosts that asked to be left alone, and until when (RFC 3339).
    #[serde(default)]
    busy: BTreeMap<String, String>,
}

/// What a server said of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known {
    /// Name of the version, as the server gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// When it was changed, as the server writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Its date in the feed that led to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}

impl Memory {
    /// What stands in the file; nothing if there is none.
    ///
    /// # Errors
    /// If the file cannot be read or is not one that was written here.
    pub fn load(path: &Path) -> io::Result<Self> {
        match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::from),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// Writes it, all or nothing.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let new = path.with_extension("new");
        let mut file = fs::File::create(&new)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        fs::rename(new, path)
    }

    /// The hosts that are to be left alone at the instant `now`, and until when. The others are forgotten.
    pub(crate) fn busy(&mut self, now: Timestamp) -> impl Iterator<Item = (&String, &String)> {
        self.busy.retain(|_, until| until.parse::<Timestamp>().is_ok_and(|until| until > now));
        self.busy.iter()
    }

    pub(crate) fn leave_alone(&mut self, host: String, until: Timestamp) {
        self.busy.insert(host, until.to_string());
    }

    pub(crate) fn of(&self, address: &str) -> Option<&Known> {
        self.pages.get(address)
    }

    /// Forgets which version of a page was fetched, so that all of it is asked for again.
    pub(crate) fn forget_version(&mut self, address: &str) {
        if let Some(known) = self.pages.get_mut(address) {
            (known.etag, known.modified) = (None, None);
        }
    }

    pub(crate) fn note(&mut self, address: String, known: Known) {
        self.pages.insert(address, known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fetched.json");
        let mut memory = Memory::load(&path).unwrap();
        memory.note(
            "https://lenn.example/".to_owned(),
            Known { etag: Some("\"1\"".to_owned()), ..Known::default() },
        );
        memory.save(&path).unwrap();
        assert_eq!(Memory::load(&path).unwrap(), memory);
        fs::write(&path, "nonsense").unwrap();
        assert!(Memory::load(&path).is_err());
    }
}
