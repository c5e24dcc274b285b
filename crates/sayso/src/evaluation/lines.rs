//! Files with one JSON object a line.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// It cannot be read.
    #[error("{}: cannot be read: {error}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A line is not what it should be.
    #[error("{}:{line}: {why}", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
}

pub(super) fn each_line(
    path: &Path,
    mut take: impl FnMut(&Value) -> Result<(), String>,
) -> Result<(), LineError> {
    let failed = |error| LineError::Io { path: path.to_owned(), error };
    let text = fs::read_to_string(path).map_err(failed)?;
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let value = serde_json::from_str(line).map_err(|error| format!("is not JSON: {error}"));
        let wrong = |why| LineError::Line { path: path.to_owned(), line: at + 1, why };
        value.and_then(|value| take(&value)).map_err(wrong)?;
    }
    Ok(())
}

pub(super) fn string(value: &Value, field: &str) -> Result<String, String> {
    optional(value, field).ok_or_else(|| format!("a string \"{field}\" is wanted"))
}

pub(super) fn optional(value: &Value, field: &str) -> Option<String> {
    value.get(field)?.as_str().map(str::to_owned)
}
