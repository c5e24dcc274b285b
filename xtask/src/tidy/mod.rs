//! `cargo xtask tidy`: the rules of the project that no other tool knows.
//!
//! Each rule is one function from the files of the repository to its findings.

mod lexicons;
mod markdown;
mod modules;
mod paths;
mod rooms;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::shell;

/// A text file of the repository.
#[derive(Debug, Clone)]
struct SourceFile {
    /// Relative to the root.
    path: PathBuf,
    /// Its content.
    text: String,
}

impl SourceFile {
    fn has_extension(&self, extension: &str) -> bool {
        self.path.extension().is_some_and(|found| found == extension)
    }

    fn finding(&self, line: usize, message: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, message: message.into() }
    }
}

/// Something that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    path: PathBuf,
    /// From 1.
    line: usize,
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path.display(), self.line, self.message)
    }
}

/// Checks all rules.
///
/// # Errors
/// If one is broken; all findings are printed first.
pub fn run() -> Result<()> {
    let root = shell::root();
    let listed = shell::files()?;
    let files = texts(&root, &listed);
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| !file.path.starts_with("fuzz/seeds")) {
        findings.extend(modules::check(file));
        findings.extend(paths::check(file));
        findings.extend(lexicons::check(file));
        findings.extend(rooms::check(file));
        findings.extend(markdown::check(file, &root));
    }
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => println!("{} files are tidy", files.len()),
        count => bail!("{count} findings"),
    }
    Ok(())
}

/// The files that are text; model weights and the like are not.
fn texts(root: &Path, listed: &[PathBuf]) -> Vec<SourceFile> {
    let read = |path: &PathBuf| {
        let bytes = fs::read(root.join(path)).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        (!text.contains('\0')).then(|| SourceFile { path: path.clone(), text })
    };
    listed.iter().filter_map(read).collect()
}

#[cfg(test)]
fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.into(), text: text.into() }
}
