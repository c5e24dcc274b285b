//! Archives and compressed files: what is inside is read as files are, and nothing is ever written.

pub(super) mod gzip;
pub(super) mod tar;
pub(super) mod zip;

use super::{Format, open, recognise, sniff};
use std::io::{self, BufRead, Read};
use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes an archive may unpack to for each of its own; text seldom shrinks to a twentieth.
const RATIO: u64 = 200;

/// Bytes that any archive may unpack to.
const FREE: u64 = 64 << 20;

/// What an archive, with all archives in it, may still unpack to.
#[derive(Debug, Default)]
pub(in crate::readers) struct Budget {
    earned: AtomicU64,
    spent: AtomicU64,
}

impl Budget {
    /// So many bytes of the outermost archive were read.
    pub fn earn(&self, bytes: u64) {
        self.earned.fetch_add(bytes, Ordering::Relaxed);
    }

    /// So many bytes were unpacked.
    fn spend(&self, bytes: usize) -> io::Result<()> {
        self.spent.fetch_add(bytes as u64, Ordering::Relaxed);
        if !self.is_overspent() {
            return Ok(());
        }
        let what = format!(
            "unpacks to more than {RATIO} times its size, as an archive made to do harm does: what follows is not read"
        );
        Err(io::Error::other(what))
    }

    /// Whether nothing more should be read.
    pub fn is_overspent(&self) -> bool {
        let allowed = self.earned.load(Ordering::Relaxed).saturating_mul(RATIO).saturating_add(FREE);
        self.spent.load(Ordering::Relaxed) > allowed
    }
}

/// Counts the bytes of the outermost stream.
pub(super) struct Metered<R> {
    inner: R,
    budget: std::sync::Arc<Budget>,
}

impl<R: BufRead> Metered<R> {
    pub fn new(inner: R, budget: std::sync::Arc<Budget>) -> Self {
        Self { inner, budget }
    }
}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        open::read_buffered(self, into)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.budget.earn(count as u64);
        self.inner.consume(count);
    }
}

/// Charges what a decompressor gives.
pub(super) struct Charged<R> {
    pub inner: R,
    pub budget: std::sync::Arc<Budget>,
}

impl<R: Read> Read for Charged<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.budget.spend(count)?;
        Ok(count)
    }
}

/// Whether files of this format hold other files.
pub(super) fn is_archive(format: Format) -> bool {
    matches!(format, Format::Zip | Format::Tar | Format::Gzip)
}

/// Endings of files of characters that lie beside documents and are none. What is no text is known by its
/// content.
const FOREIGN: &[&str] = &[
    "css", "js", "mjs", "map", "svg", "ini", "toml", "yaml", "yml", "c", "h", "java", "php", "pl", "py",
    "rb", "rs", "sh", "sql", "ts", "po", "plist", "opf", "ncx", "ann",
];

/// Whether a file that was not named itself is passed over: system clutter, style sheets, programs and the
/// like, and what looks like no text and does not claim to be any.
pub(super) fn is_foreign(name: &str, head: &[u8]) -> bool {
    let hidden =
        |part: &str| part == "__MACOSX" || (part.starts_with('.') && !part.trim_matches('.').is_empty());
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if hidden(name) {
        return true;
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let ending = ending.as_deref();
    if ending.is_some_and(|ending| FOREIGN.contains(&ending)) {
        return true;
    }
    let format = recognise(head, name);
    match Format::from_name(name) {
        Some(_) => false,
        None if ending == Some("xml") => format == Format::Text,
        None => format == Format::Text && sniff::binary(head).is_some(),
    }
}
