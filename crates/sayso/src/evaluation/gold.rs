//! The texts of a gold folder: `text/NAME.txt`, annotated in `attributions/NAME_….ann`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A text of a gold folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldText {
    /// File name without `.txt`.
    pub name: String,
    /// The file's characters, unchanged: the gold's offsets count them.
    pub text: String,
}

/// Why a gold folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// A file or folder cannot be read.
    #[error("{}: cannot be read: {error}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A text is not UTF-8.
    #[error("{}: is not UTF-8, so that offsets into it are undefined", .0.display())]
    NotUtf8(PathBuf),
    /// An annotation file is not what it should be.
    #[error("{}: is not a list of {{source, content}} objects: {error}", path.display())]
    Malformed {
        /// Which.
        path: PathBuf,
        /// Where and why.
        error: serde_json::Error,
    },
    /// No text.
    #[error("{}: no text/NAME.txt in this folder; --gold wants a split such as polnear/dev", .0.display())]
    Empty(PathBuf),
}

/// The texts of `folder` in the order of their names.
///
/// Where the folder has `attributions`, only annotated texts count: the scorer refuses others.
///
/// # Errors
/// If a folder or text cannot be read, or there is none.
pub fn texts(folder: &Path) -> Result<Vec<GoldText>, GoldError> {
    let annotated = match names(&folder.join("attributions"), ".ann") {
        Ok(names) => Some(names),
        Err(GoldError::Io { error, .. }) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let is_gold = |name: &String| {
        let prefix = format!("{name}_");
        annotated.as_ref().is_none_or(|all| all.iter().any(|one| one.starts_with(&prefix)))
    };
    let names = names(&folder.join("text"), ".txt")?;
    let texts = names.into_iter().filter(is_gold).map(|name| text(folder, name));
    let texts = texts.collect::<Result<Vec<_>, _>>()?;
    if texts.is_empty() { Err(GoldError::Empty(folder.to_owned())) } else { Ok(texts) }
}

fn text(folder: &Path, name: String) -> Result<GoldText, GoldError> {
    let path = folder.join("text").join(format!("{name}.txt"));
    let text = String::from_utf8(read(&path)?).map_err(|_| GoldError::NotUtf8(path))?;
    Ok(GoldText { name, text })
}

/// The sorted names in `folder` that end in `suffix`, without it.
fn names(folder: &Path, suffix: &str) -> Result<Vec<String>, GoldError> {
    let failed = |error| GoldError::Io { path: folder.to_owned(), error };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        names.extend(name.to_str().and_then(|name| name.strip_suffix(suffix)).map(str::to_owned));
    }
    names.sort_unstable();
    Ok(names)
}

/// The bytes of a file of the gold.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, GoldError> {
    fs::read(path).map_err(|error| GoldError::Io { path: path.to_owned(), error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_annotated_texts_count_and_bytes_stay() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["text", "attributions"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        for name in ["b", "a", "bare"] {
            fs::write(folder.path().join(format!("text/{name}.txt")), "\u{feff}x\r\n").unwrap();
        }
        for name in ["a_1.ann", "b_2.ann"] {
            fs::write(folder.path().join("attributions").join(name), "").unwrap();
        }
        let texts = texts(folder.path()).unwrap();
        assert_eq!(texts.iter().map(|text| &text.name).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(texts[0].text, "\u{feff}x\r\n");
    }
}
