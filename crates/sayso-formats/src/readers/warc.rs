//! Web archives (WARC 1.0 and 1.1), record by record: each page that a server gave is a part, whose place
//! is the byte at which its record begins.

use super::open::{Context, Peeked, read_buffered};
use super::{Captured, Format, Part, Piece, Pieces, ReadError, Told, dates, diagnostic, http};
use std::io::{self, BufRead, Read};

const WHAT: &str = "a web archive";

/// Bytes of the longest head of a record.
const LONGEST_HEAD: u64 = 1 << 20;

/// Media types of pages and texts. Pictures and the like are the greater part of most archives.
const READABLE: [&str; 9] = [
    "",
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/markdown",
    "application/pdf",
    "application/rss+xml",
    "application/atom+xml",
    "application/octet-stream",
];

/// A stream that knows where it stands.
pub(super) trait Located: BufRead + Send {
    /// How to find again what comes next.
    fn place(&mut self) -> String;
}

/// A stream that is not compressed.
pub(super) struct Plain<'a> {
    inner: Peeked<'a>,
    at: u64,
}

impl<'a> Plain<'a> {
    pub fn new(inner: Peeked<'a>) -> Self {
        Self { inner, at: 0 }
    }
}

impl Read for Plain<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, into)
    }
}

impl BufRead for Plain<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.at += count as u64;
        self.inner.consume(count);
    }
}

impl Located for Plain<'_> {
    fn place(&mut self) -> String {
        self.at.to_string()
    }
}

pub(super) fn open<'a>(stream: impl Located + 'a, context: Context) -> Pieces<'a> {
    Pieces(Box::new(Records { stream, context, ended: false }))
}

struct Records<R> {
    stream: R,
    context: Context,
    ended: bool,
}

/// The head of a record.
struct Head {
    place: String,
    length: u64,
    fields: Vec<(String, String)>,
}

impl Head {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl<R: Located> Iterator for Records<R> {
    type Item = Result<Piece, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.piece() {
                Ok(Some(piece)) => return Some(piece),
                Ok(None) => {}
                Err(error) => {
                    self.ended = true;
                    return Some(Err(self.context.malformed(WHAT, error)));
                }
            }
        }
        None
    }
}

impl<R: Located> Records<R> {
    /// The piece of the next record, if it holds one; an error is of the archive, not of the record.
    fn piece(&mut self) -> io::Result<Option<Result<Piece, ReadError>>> {
        let Some(head) = self.head()? else {
            self.ended = true;
            return Ok(None);
        };
        let most = self.context.limits.bytes as u64;
        let is_wanted = matches!(head.field("warc-type"), Some("response" | "resource" | "conversion"));
        let is_too_long = head.length > most + LONGEST_HEAD;
        let mut block = Vec::new();
        let read = if is_wanted && !is_too_long {
            self.stream.by_ref().take(head.length).read_to_end(&mut block)? as u64
        } else {
            io::copy(&mut self.stream.by_ref().take(head.length), &mut io::sink())?
        };
        if read < head.length {
            let what = format!(
                "it ends in the midst of the record at {}, {} bytes too early; was it copied as a whole?",
                head.place,
                head.length - read
            );
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, what));
        }
        if is_wanted && is_too_long {
            return Ok(Some(Err(ReadError::Oversized {
                origin: head.place,
                limit: self.context.limits.bytes,
            })));
        }
        Ok(is_wanted.then(|| self.read(&head, block)))
    }

    /// The head of the next record; `None` at the end.
    fn head(&mut self) -> io::Result<Option<Head>> {
        let Some(place) = self.skip_blank_lines()? else { return Ok(None) };
        let mut lines = Vec::new();
        let mut room = self.stream.by_ref().take(LONGEST_HEAD);
        loop {
            let mut line = Vec::new();
            let count = room.read_until(b'\n', &mut line)?;
            let line = String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned();
            if lines.is_empty() && !line.starts_with("WARC/") {
                let what =
                    format!("no record begins at {place}, where one should; the archive is damaged there");
                return Err(io::Error::new(io::ErrorKind::InvalidData, what));
            }
            if count == 0 || line.is_empty() {
                break;
            }
            lines.push(line);
        }
        let fields = http::fields(lines.iter().skip(1).map(String::as_str));
        let mut head = Head { place: format!("{}@{place}", self.context.place), length: 0, fields };
        let length = head.field("content-length").and_then(|length| length.parse().ok());
        let what = || format!("the record at {place} does not say how long it is");
        head.length = length.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, what()))?;
        Ok(Some(head))
    }

    /// Goes to the next record; where it is.
    fn skip_blank_lines(&mut self) -> io::Result<Option<String>> {
        loop {
            match self.stream.fill_buf()? {
                [] => return Ok(None),
                [b'\r' | b'\n', ..] => self.stream.consume(1),
                _ => return Ok(Some(self.stream.place())),
            }
        }
    }

    /// What the record holds: a part, or, where the server gave no page, nothing to read.
    fn read(&self, head: &Head, block: Vec<u8>) -> Result<Piece, ReadError> {
        let limit = self.context.limits.bytes;
        let address = head.field("warc-target-uri").map(|it| it.trim_matches(['<', '>']).to_owned());
        let foreign = || Ok(Piece::Foreign(address.clone().unwrap_or_else(|| head.place.clone())));
        let (kind, _) = http::content_type(head.field("content-type").unwrap_or_default());
        let (bytes, (kind, encoding)) = if kind == "application/http" {
            match http::response(&block) {
                Some((response, raw)) if response.status == 200 => {
                    let body = http::body(&response, raw, limit, &self.context.budget);
                    let body = body.map_err(|source| ReadError::Io { origin: head.place.clone(), source })?;
                    (body, response.content_type())
                }
                _ => return foreign(),
            }
        } else {
            (block, http::content_type(head.field("content-type").unwrap_or_default()))
        };
        if !READABLE.contains(&kind.as_str()) {
            return foreign();
        }
        let mut told = Told { address, encoding, captured: captured(head), ..Told::default() };
        // A text that a crawler made of a page is no page, whatever its address ends in.
        told.format = (head.field("warc-type") == Some("conversion")).then_some(Format::Text);
        if let Some(why) = head.field("warc-truncated") {
            let message = format!("the page is cut off, as its archive tells ({why})");
            told.diagnostics.push(diagnostic("page-truncated", message));
        }
        Ok(Piece::Part(Box::new(Part { place: head.place.clone(), bytes, told })))
    }
}

fn captured(head: &Head) -> Option<Captured> {
    let at = dates::parse(head.field("warc-date")?)?;
    Some(Captured { at, what: "the page was archived" })
}
