//! Bytes to documents.
//!
//! [`read`] recognises the format by content first, by name second, and gives the documents one
//! after the other. What is odd but readable becomes a [`Diagnostic`]; only what cannot be read at
//! all is a [`ReadError`].
//!
//! What becomes [`Document::text`]:
//!
//! | format | text |
//! |---|---|
//! | plain text | the file's, byte for byte (a byte order mark aside); headline, date line and byline stay in it and are *also* given as metadata |
//! | HTML | the article's body, paragraphs parted by a blank line; the headline is metadata only |
//! | Markdown | headings, paragraphs, list items and quotations, parted by a blank line; front matter is metadata, code is dropped |
//! | JSON Lines, Parquet | the record's or row's `text` as it is |

mod dates;
mod encoding;
mod html;
mod jsonl;
mod language;
mod markdown;
mod names;
mod parquet;
mod sniff;
#[cfg(test)]
mod tests;
mod text;

pub use jsonl::JsonLines;
pub use parquet::ParquetDocuments;

use sayso_core::document::{Diagnostic, Document};

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text.
    Text,
    /// A saved web page.
    Html,
    /// Markdown (CommonMark) with optional front matter.
    Markdown,
    /// JSON documents, one a line.
    Jsonl,
    /// A Parquet file of documents, one a row.
    Parquet,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 5] =
        [Format::Text, Format::Html, Format::Markdown, Format::Jsonl, Format::Parquet];

    /// The word that names the format to users (`text`, `html`, `markdown`, `jsonl`, `parquet`).
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Html => "html",
            Format::Markdown => "markdown",
            Format::Jsonl => "jsonl",
            Format::Parquet => "parquet",
        }
    }

    /// The format that a file's name ending stands for; `None` where it says nothing.
    #[must_use]
    pub fn from_name(origin: &str) -> Option<Self> {
        let path = origin.split(['?', '#']).next().unwrap_or(origin);
        let (_, ending) = path.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "txt" | "text" => Some(Format::Text),
            "html" | "htm" | "xhtml" | "xht" => Some(Format::Html),
            "md" | "markdown" | "mdown" | "mkd" => Some(Format::Markdown),
            "jsonl" | "ndjson" | "json" => Some(Format::Jsonl),
            "parquet" | "pq" => Some(Format::Parquet),
            _ => None,
        }
    }
}

/// What is known about the bytes before they are read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hint<'a> {
    /// Path or address as the user gave it; becomes [`Document::origin`].
    pub origin: &'a str,
    /// The format, where the user named it: nothing is guessed then.
    pub format: Option<Format>,
    /// The encoding's label (`utf-8`, `windows-1252`) as a transport or the user declared it. It
    /// outranks what the content says of itself, a byte order mark aside.
    pub encoding: Option<&'a str>,
    /// How much to take.
    pub limits: Limits,
}

/// How much input is taken. The defaults are far above any article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one input, and of one line of a JSON Lines stream (default 256 MiB).
    pub bytes: usize,
    /// Nodes of one web page (default one million); the page is cut there, with a diagnostic.
    pub html_nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 256 << 20, html_nodes: 1_000_000 }
    }
}

/// One document and what its reader noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadDocument {
    /// The document.
    pub document: Document,
    /// The format that it was read as.
    pub format: Format,
    /// What a user should know about how it was read.
    pub diagnostics: Vec<Diagnostic>,
}

/// Input that cannot be read. Each message says what, where and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Not text.
    #[error("{origin} is {what}, not text: {help}")]
    Binary {
        /// Path or address.
        origin: String,
        /// What the content looks like.
        what: &'static str,
        /// What to do.
        help: &'static str,
    },
    /// More than [`Limits::bytes`].
    #[error("{origin} has {bytes} bytes, more than the limit of {limit}: split it, or raise the limit")]
    TooLarge {
        /// Path or address.
        origin: String,
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// An encoding label that no browser knows.
    #[error("{label:?} is no known text encoding: use a name such as utf-8 or windows-1252")]
    UnknownEncoding {
        /// The label as given.
        label: String,
    },
    /// One bad line of a JSON Lines stream; the lines after it are still read.
    #[error("{origin}, line {line}: {reason}")]
    Line {
        /// Path or address.
        origin: String,
        /// Line number, from 1.
        line: usize,
        /// What is wrong and what to do.
        reason: String,
    },
    /// A table that is damaged or lacks the columns of documents.
    #[error("{origin}: {reason}")]
    Table {
        /// Path or address.
        origin: String,
        /// What is wrong and what to do.
        reason: String,
    },
    /// The stream itself failed.
    #[error("{origin}: {source}")]
    Io {
        /// Path or address.
        origin: String,
        /// Why.
        source: std::io::Error,
    },
}

/// The documents of one input, in input order.
pub struct Documents<'a>(Source<'a>);

enum Source<'a> {
    One(Option<Box<ReadDocument>>),
    Borrowed(JsonLines<&'a [u8]>),
    Owned(JsonLines<std::io::Cursor<Vec<u8>>>),
    Parquet(Box<ParquetDocuments>),
}

impl Iterator for Documents<'_> {
    type Item = Result<ReadDocument, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Source::One(document) => document.take().map(|it| Ok(*it)),
            Source::Borrowed(lines) => lines.next(),
            Source::Owned(lines) => lines.next(),
            Source::Parquet(rows) => rows.next(),
        }
    }
}

/// Reads `bytes` as the format that `hint` names, or that they look like.
///
/// # Errors
/// If the input as a whole cannot be read: [`ReadError::Binary`], [`ReadError::TooLarge`],
/// [`ReadError::UnknownEncoding`]. Bad lines of JSON Lines are errors of the iterator's items.
pub fn read<'a>(bytes: &'a [u8], hint: &Hint<'a>) -> Result<Documents<'a>, ReadError> {
    if bytes.len() > hint.limits.bytes {
        return Err(ReadError::TooLarge {
            origin: hint.origin.to_owned(),
            bytes: bytes.len(),
            limit: hint.limits.bytes,
        });
    }
    if hint.format.map_or_else(|| sniff::is_parquet(bytes), |format| format == Format::Parquet) {
        let rows = ParquetDocuments::from_bytes(bytes, hint)?;
        return Ok(Documents(Source::Parquet(Box::new(rows))));
    }
    if let Some((what, help)) = sniff::binary(bytes) {
        return Err(ReadError::Binary { origin: hint.origin.to_owned(), what, help });
    }
    let declared = encoding::declared(hint.encoding)?;
    let format = hint.format.unwrap_or_else(|| recognise(bytes, hint.origin));
    if format == Format::Jsonl {
        return Ok(Documents(jsonl_source(bytes, hint, declared)));
    }
    let decoded = encoding::decode(bytes, declared, format == Format::Html);
    let (mut document, mut diagnostics) = match format {
        Format::Html => html::read(&decoded.text, hint),
        Format::Markdown => markdown::read(&decoded.text),
        Format::Text | Format::Jsonl | Format::Parquet => text::read(decoded.text),
    };
    document.origin = hint.origin.to_owned();
    document.id = Document::identify(&document.text);
    diagnostics.splice(0..0, decoded.diagnostics);
    finish(&mut document, &mut diagnostics);
    Ok(Documents(Source::One(Some(Box::new(ReadDocument { document, format, diagnostics })))))
}

/// The format of an input that begins with `head` (a few kilobytes suffice): by content where that is
/// plain, else by the ending of the name, else text.
#[must_use]
pub fn recognise(head: &[u8], origin: &str) -> Format {
    sniff::format(head, origin)
}

fn jsonl_source<'a>(
    bytes: &'a [u8],
    hint: &Hint<'a>,
    declared: Option<&'static encoding_rs::Encoding>,
) -> Source<'a> {
    if encoding::is_utf8(bytes, declared) {
        return Source::Borrowed(JsonLines::new(bytes, hint));
    }
    let decoded = encoding::decode(bytes, declared, false);
    Source::Owned(JsonLines::new(std::io::Cursor::new(decoded.text.into_bytes()), hint))
}

/// What every format shares: the language, and a word about an empty text.
fn finish(document: &mut Document, diagnostics: &mut Vec<Diagnostic>) {
    if document.text.trim().is_empty() {
        diagnostics.push(diagnostic("empty-text", "there is no text to read in this document".to_owned()));
    }
    document.language = language::settle(document.language.take(), &document.text, diagnostics);
}

fn diagnostic(code: &'static str, message: String) -> Diagnostic {
    Diagnostic { code: code.into(), message, span: None }
}
