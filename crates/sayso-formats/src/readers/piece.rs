//! What a stream is cut into: documents, and bytes that are still to be read as one.

use super::{Format, Hint, Limits, ReadDocument, ReadError, diagnostic, pdf, read};
use sayso_core::document::Diagnostic;

/// The pieces of one stream, in its order.
pub struct Pieces<'a>(pub(super) Box<dyn Iterator<Item = Result<Piece, ReadError>> + Send + 'a>);

impl Iterator for Pieces<'_> {
    type Item = Result<Piece, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

/// A piece of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Bytes of one file. To read them is the work, which other threads may do.
    Part(Box<Part>),
    /// A document that was read on the way.
    Document(Box<ReadDocument>),
    /// Where something stands that is no document and was not named as one: a picture beside an article, a
    /// page that was not found.
    Foreign(String),
}

impl Piece {
    /// The documents in it.
    ///
    /// # Errors
    /// As of [`read`].
    pub fn documents(
        self,
        limits: Limits,
        pdf: Option<pdf::Extract>,
    ) -> Result<Vec<ReadDocument>, ReadError> {
        match self {
            Self::Document(document) => Ok(vec![*document]),
            Self::Part(part) => part.documents(limits, pdf),
            Self::Foreign(_) => Ok(Vec::new()),
        }
    }
}

/// The bytes of one file, and what is known of it beside them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// Where the bytes stand, to be found again: `a.txt`, `news.zip!folder/page.html`,
    /// `crawl.warc.gz@12345` (the byte at which the record begins).
    pub place: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What is known beside them.
    pub told: Told,
}

/// What stands around a document and says something of it. The document's own word outranks it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// The address; becomes the document's origin in place of [`Part::place`].
    pub address: Option<String>,
    /// The format, where it is certain.
    pub format: Option<Format>,
    /// The encoding's label as a transport declared it.
    pub encoding: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Who published.
    pub outlet: Option<String>,
    /// Names of a byline.
    pub authors: Vec<String>,
    /// Publication date or instant, ISO 8601.
    pub published: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// A date that stands for that of publication if nothing better is known.
    pub captured: Option<Captured>,
    /// What a user should know.
    pub diagnostics: Vec<Diagnostic>,
}

/// A date that is not that of publication, but not before it, and mostly near it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    /// Date or instant, ISO 8601.
    pub at: String,
    /// What happened then, to end a sentence: `the page was archived`.
    pub what: &'static str,
}

impl Part {
    /// The documents in it.
    ///
    /// # Errors
    /// As of [`read`].
    pub fn documents(
        &self,
        limits: Limits,
        pdf: Option<pdf::Extract>,
    ) -> Result<Vec<ReadDocument>, ReadError> {
        let told = &self.told;
        let origin = told.address.as_deref().unwrap_or(&self.place);
        let hint = Hint {
            origin,
            format: told.format,
            encoding: told.encoding.as_deref(),
            limits,
            pdf,
            found: false,
        };
        let documents = read(&self.bytes, &hint)?;
        documents.map(|read| read.map(|read| told.complete(read))).collect()
    }
}

impl Told {
    /// Fills what the document does not say of itself.
    pub(super) fn complete(&self, mut read: ReadDocument) -> ReadDocument {
        let document = &mut read.document;
        document.title = document.title.take().or_else(|| self.title.clone());
        document.outlet = document.outlet.take().or_else(|| self.outlet.clone());
        document.published = document.published.take().or_else(|| self.published.clone());
        document.language = document.language.take().or_else(|| self.language.clone());
        if document.authors.is_empty() {
            document.authors.clone_from(&self.authors);
        }
        if let (None, Some(captured)) = (&document.published, &self.captured) {
            document.published = Some(captured.at.clone());
            let message = format!("no date of publication is given; this is when {}", captured.what);
            read.diagnostics.push(diagnostic("published-is-captured", message));
        }
        read.diagnostics.extend(self.diagnostics.iter().cloned());
        read
    }
}
