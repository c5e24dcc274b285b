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
//! | JSON Lines, CSV, Parquet | the record's or row's `text` as it is |
//! | PDF | paragraphs rebuilt from the lines of the pages; running heads and page numbers are dropped |
//! | DOCX | the paragraphs of the document as it stands: no deleted text, notes or comments |
//! | EPUB | each chapter is a document: news comes as issues, of which a chapter is an article |
//! | RSS, Atom, JSON feed | each item that has a text is a document |
//! | mail (`.eml`, mbox) | the HTML part where it says as much as the plain one, else the plain one |
//! | WARC | each page that a server gave (status 200, HTML or plain text), read as such a file |
//! | ZIP, tar, gzip | what is inside, read as files are |
//!
//! [`open`], [`open_seekable`] and [`open_file`] read the same from a stream, piece by piece, in memory
//! that does not grow with the length of the stream.

mod archive;
mod csv;
mod dates;
mod docx;
mod encoding;
mod epub;
mod feed;
mod guard;
mod html;
mod http;
mod jsonl;
mod language;
mod mail;
mod markdown;
mod mbox;
mod names;
mod open;
mod parquet;
pub mod pdf;
mod piece;
mod sniff;
#[cfg(test)]
mod tests;
mod text;
mod warc;
mod xml;

pub use feed::{FeedItem, FeedItems, feed_items};
pub use http::content_type;
pub use jsonl::JsonLines;
pub use open::{open, open_file, open_seekable};
pub use parquet::ParquetDocuments;
pub use piece::{Captured, Part, Piece, Pieces, Told};

use sayso_core::document::{Appearance, Carried, Diagnostic, Document};

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
    /// A table of documents.
    Csv,
    /// A Parquet file of documents, one a row.
    Parquet,
    /// PDF with a text layer.
    Pdf,
    /// A document of word processors (Office Open XML).
    Docx,
    /// An electronic book or magazine.
    Epub,
    /// A feed: RSS, Atom or JSON feed.
    Feed,
    /// One mail message.
    Mail,
    /// A mailbox of messages.
    Mbox,
    /// A web archive.
    Warc,
    /// A ZIP archive.
    Zip,
    /// A tar archive.
    Tar,
    /// One file, compressed with gzip.
    Gzip,
}

/// Format, the word that names it, and the endings of file names that stand for it.
const FORMATS: &[(Format, &str, &[&str])] = &[
    (Format::Text, "text", &["txt", "text"]),
    (Format::Html, "html", &["html", "htm", "xhtml", "xht"]),
    (Format::Markdown, "markdown", &["md", "markdown", "mdown", "mkd"]),
    (Format::Jsonl, "jsonl", &["jsonl", "ndjson", "json"]),
    (Format::Csv, "csv", &["csv", "tsv"]),
    (Format::Parquet, "parquet", &["parquet", "pq"]),
    (Format::Pdf, "pdf", &["pdf"]),
    (Format::Docx, "docx", &["docx"]),
    (Format::Epub, "epub", &["epub"]),
    (Format::Feed, "feed", &["rss", "atom", "rdf"]),
    (Format::Mail, "mail", &["eml"]),
    (Format::Mbox, "mbox", &["mbox"]),
    (Format::Warc, "warc", &["warc"]),
    (Format::Zip, "zip", &["zip"]),
    (Format::Tar, "tar", &["tar"]),
    (Format::Gzip, "gzip", &["gz", "tgz"]),
];

impl Format {
    /// All formats.
    pub const ALL: [Format; 16] = [
        Format::Text,
        Format::Html,
        Format::Markdown,
        Format::Jsonl,
        Format::Csv,
        Format::Parquet,
        Format::Pdf,
        Format::Docx,
        Format::Epub,
        Format::Feed,
        Format::Mail,
        Format::Mbox,
        Format::Warc,
        Format::Zip,
        Format::Tar,
        Format::Gzip,
    ];

    /// The word that names the format to users (`text`, `html`, `markdown`, `jsonl`, …).
    #[must_use]
    pub fn word(self) -> &'static str {
        let found = FORMATS.iter().find(|(format, _, _)| *format == self);
        found.map_or("unknown", |(_, word, _)| word)
    }

    /// The format that a file's name ending stands for; `None` where it says nothing.
    #[must_use]
    pub fn from_name(origin: &str) -> Option<Self> {
        let path = origin.split(['?', '#']).next().unwrap_or(origin);
        let (_, ending) = path.rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        FORMATS
            .iter()
            .find(|(_, _, endings)| endings.contains(&ending.as_str()))
            .map(|(format, _, _)| *format)
    }

    /// Whether an input of this format is taken as a whole; all others are cut into pieces as they
    /// are read, however long they are.
    #[must_use]
    pub fn is_whole(self) -> bool {
        use Format::{Feed, Html, Mail, Markdown, Pdf, Text};
        matches!(self, Text | Html | Markdown | Pdf | Feed | Mail)
    }

    /// Whether it is characters throughout, in some encoding.
    fn is_characters(self) -> bool {
        matches!(self, Format::Text | Format::Html | Format::Markdown | Format::Jsonl | Format::Csv)
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
    /// What takes the text from PDF files; [`pdf::extract`], within this process, if `None`. A
    /// program should give one that works in a process of its own, for a PDF file can ask for
    /// endless time and memory.
    pub pdf: Option<pdf::Extract>,
    /// Whether the input was met in a folder or archive and not named itself: what does not look like a
    /// document is passed over then, as [`Piece::Foreign`].
    pub found: bool,
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
    /// What people decided about it in the collection that it comes from.
    pub corrections: Vec<Carried>,
    /// Where else that collection found its text.
    pub appearances: Vec<Appearance>,
}

impl ReadDocument {
    /// One of which nothing else is known.
    fn new(document: Document, format: Format, diagnostics: Vec<Diagnostic>) -> Self {
        Self { document, format, diagnostics, corrections: Vec::new(), appearances: Vec::new() }
    }
}

/// Code of the diagnostic that says that what people decided could not be read with the document.
pub const UNREADABLE_CORRECTION: &str = "unreadable-correction";

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
    /// More than [`Limits::bytes`], in a stream of which the rest was not read.
    #[error("{origin} has more than the limit of {limit} bytes: split it, or raise the limit")]
    Oversized {
        /// Path or address.
        origin: String,
        /// The limit.
        limit: usize,
    },
    /// Not what its format asks for.
    #[error("{origin} cannot be read as {what}: {reason}")]
    Malformed {
        /// Path or address.
        origin: String,
        /// The format, with its article.
        what: &'static str,
        /// What is wrong and what to do.
        reason: String,
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

impl ReadError {
    /// Which input could not be read: path, address or place in an archive; empty where none is named.
    #[must_use]
    pub fn origin(&self) -> &str {
        match self {
            Self::Binary { origin, .. }
            | Self::TooLarge { origin, .. }
            | Self::Oversized { origin, .. }
            | Self::Malformed { origin, .. }
            | Self::Line { origin, .. }
            | Self::Table { origin, .. }
            | Self::Io { origin, .. } => origin,
            Self::UnknownEncoding { .. } => "",
        }
    }
}

/// The documents of one input, in input order.
pub struct Documents<'a>(Source<'a>);

enum Source<'a> {
    Whole(std::vec::IntoIter<ReadDocument>),
    Pieces {
        pieces: Pieces<'a>,
        limits: Limits,
        pdf: Option<pdf::Extract>,
        of_piece: std::vec::IntoIter<ReadDocument>,
    },
}

impl Iterator for Documents<'_> {
    type Item = Result<ReadDocument, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Source::Whole(documents) => documents.next().map(Ok),
            Source::Pieces { pieces, limits, pdf, of_piece } => loop {
                if let Some(document) = of_piece.next() {
                    return Some(Ok(document));
                }
                match pieces.next()?.and_then(|piece| piece.documents(*limits, *pdf)) {
                    Ok(documents) => *of_piece = documents.into_iter(),
                    Err(error) => return Some(Err(error)),
                }
            },
        }
    }
}

/// Reads `bytes` as the format that `hint` names, or that they look like.
///
/// # Errors
/// If the input as a whole cannot be read: [`ReadError::Binary`], [`ReadError::TooLarge`],
/// [`ReadError::Malformed`], [`ReadError::UnknownEncoding`]. What is wrong with one of many documents
/// is an error of the iterator's items.
pub fn read<'a>(bytes: &'a [u8], hint: &Hint<'a>) -> Result<Documents<'a>, ReadError> {
    if bytes.len() > hint.limits.bytes {
        return Err(ReadError::TooLarge {
            origin: hint.origin.to_owned(),
            bytes: bytes.len(),
            limit: hint.limits.bytes,
        });
    }
    encoding::declared(hint.encoding)?;
    let format = hint.format.unwrap_or_else(|| recognise(bytes, hint.origin));
    if format.is_whole() {
        let documents = whole(bytes, format, hint)?;
        return Ok(Documents(Source::Whole(documents.into_iter())));
    }
    if let Some((what, help)) = sniff::binary(bytes).filter(|_| format.is_characters()) {
        return Err(ReadError::Binary { origin: hint.origin.to_owned(), what, help });
    }
    let pieces = open_seekable(std::io::Cursor::new(bytes), &Hint { format: Some(format), ..*hint });
    let (limits, pdf) = (hint.limits, hint.pdf);
    Ok(Documents(Source::Pieces { pieces, limits, pdf, of_piece: Vec::new().into_iter() }))
}

/// Reads an input that is no container.
fn whole(bytes: &[u8], format: Format, hint: &Hint<'_>) -> Result<Vec<ReadDocument>, ReadError> {
    match format {
        Format::Pdf => pdf::read(bytes, hint).map(|document| vec![document]),
        Format::Feed => feed::read(bytes, hint),
        Format::Mail => mail::read(bytes, hint).map(|document| vec![document]),
        _ => characters(bytes, format, hint).map(|document| vec![document]),
    }
}

/// Reads a document that is characters throughout.
fn characters(bytes: &[u8], format: Format, hint: &Hint<'_>) -> Result<ReadDocument, ReadError> {
    if let Some((what, help)) = sniff::binary(bytes) {
        return Err(ReadError::Binary { origin: hint.origin.to_owned(), what, help });
    }
    let declared = encoding::declared(hint.encoding)?;
    let decoded = encoding::decode(bytes, declared, format == Format::Html);
    let (mut document, mut diagnostics) = match format {
        Format::Html => html::read(&decoded.text, hint),
        Format::Markdown => markdown::read(&decoded.text),
        _ => text::read(decoded.text),
    };
    document.origin = hint.origin.to_owned();
    diagnostics.splice(0..0, decoded.diagnostics);
    Ok(finished(document, format, diagnostics))
}

/// The format of an input that begins with `head` (a few kilobytes suffice): by content where that is
/// plain, else by the ending of the name, else text.
#[must_use]
pub fn recognise(head: &[u8], origin: &str) -> Format {
    sniff::format(head, origin)
}

/// The document with its identity and language.
fn finished(mut document: Document, format: Format, mut diagnostics: Vec<Diagnostic>) -> ReadDocument {
    document.id = Document::identify(&document.text);
    finish(&mut document, &mut diagnostics);
    ReadDocument::new(document, format, diagnostics)
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
