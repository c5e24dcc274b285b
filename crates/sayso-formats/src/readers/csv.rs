//! CSV tables of documents, one a row, with a header line.
//!
//! The columns are known by the names that JSON Lines know (`text`, `title` or `headline`, …). The cells
//! are parted by commas, semicolons, tabs or bars: by whichever the header line has most of.

use super::open::{Context, Stream, failed};
use super::{Format, Piece, Pieces, ReadDocument, ReadError, encoding, finish, jsonl};
use csv::{ByteRecord, Reader, ReaderBuilder};
use sayso_core::document::Diagnostic;
use serde_json::{Map, Value};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What may part the cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Bytes of the longest header line by whose look a table is known.
const LONGEST_HEADER: usize = 2000;

/// Whether the first line of `head` names a column of texts beside others.
pub(super) fn is_table(head: &str) -> bool {
    let line = head.lines().next().unwrap_or_default();
    let cells = |delimiter: u8| line.split(char::from(delimiter)).map(cell_name);
    let delimiter = delimiter(line.as_bytes());
    line.len() <= LONGEST_HEADER
        && head.contains('\n')
        && cells(delimiter).count() > 1
        && cells(delimiter).all(|cell| !cell.is_empty() && cell.split(' ').count() < 4)
        && cells(delimiter).any(|cell| jsonl::TEXT_KEYS.contains(&cell))
}

fn cell_name(cell: &str) -> &str {
    cell.trim().trim_matches('"').trim()
}

fn delimiter(line: &[u8]) -> u8 {
    let count = |delimiter: &u8| line.iter().filter(|byte| *byte == delimiter).count();
    // The first of equals, so that a comma is meant where nothing tells.
    DELIMITERS.into_iter().rev().max_by_key(count).unwrap_or(b',')
}

pub(super) fn open(stream: Stream<'_>, context: Context) -> Pieces<'_> {
    match Rows::new(stream, context) {
        Ok(rows) => Pieces(Box::new(rows)),
        Err(error) => failed(error),
    }
}

/// The rows of a table. A bad row is an `Err` item and the rows after it are still read.
struct Rows<'a> {
    reader: Reader<Rationed<'a>>,
    names: Vec<String>,
    context: Context,
    ration: Arc<AtomicU64>,
    /// The line at which the row at hand begins, from 1.
    line: u64,
    /// What the parser's count of lines lacks: it takes the LF of a CR LF for the beginning of the next row.
    behind: u64,
    ended: bool,
}

impl<'a> Rows<'a> {
    fn new(mut stream: Stream<'a>, context: Context) -> Result<Self, ReadError> {
        let head = stream.fill_buf().map_err(|error| context.io(error))?;
        let has_mark = head.starts_with(b"\xEF\xBB\xBF");
        let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let delimiter = delimiter(line);
        let behind = u64::from(line.ends_with(b"\r"));
        if has_mark {
            stream.consume(3);
        }
        let ration = Arc::new(AtomicU64::new(0));
        let most = u64::try_from(context.limits.bytes).unwrap_or(u64::MAX);
        let rationed = Rationed { inner: stream, used: Arc::clone(&ration), most };
        let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(rationed);
        let header = reader.byte_headers().map_err(|error| context.malformed("a table", error))?;
        let names: Vec<String> = cells(header).0.iter().map(|name| cell_name(name).to_owned()).collect();
        if !names.iter().any(|name| jsonl::TEXT_KEYS.contains(&name.as_str())) {
            let found = names.iter().take(20).map(String::as_str).collect::<Vec<_>>().join(", ");
            let reason = format!("no column of texts: name it `text`; the columns are {found}");
            return Err(ReadError::Table { origin: context.place, reason });
        }
        Ok(Self { reader, names, context, ration, line: 1, behind, ended: false })
    }

    fn document(&self, record: &ByteRecord) -> Result<ReadDocument, ReadError> {
        let line = usize::try_from(self.line).unwrap_or(usize::MAX);
        let (cells, mut diagnostics) = cells(record);
        let cells = self.names.iter().zip(cells);
        let row: Map<String, Value> = cells.map(|(name, cell)| (name.clone(), Value::String(cell))).collect();
        let origin = &self.context.place;
        let bad = |reason| ReadError::Line { origin: origin.clone(), line, reason };
        let mut document =
            jsonl::document(&Value::Object(row), origin, line, &mut diagnostics).map_err(bad)?;
        finish(&mut document, &mut diagnostics);
        Ok(ReadDocument::new(document, Format::Csv, diagnostics))
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Piece, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let mut record = ByteRecord::new();
        self.ration.store(0, Ordering::Relaxed);
        match self.reader.read_byte_record(&mut record) {
            Ok(true) => {
                self.line = record.position().map_or(self.line, |at| at.line() + self.behind);
                Some(self.document(&record).map(|document| Piece::Document(Box::new(document))))
            }
            Ok(false) => None,
            Err(error) => {
                self.ended = true;
                Some(Err(self.context.malformed("a table", error)))
            }
        }
    }
}

/// The cells of a row, in the encoding that all of it looks like where it is not UTF-8.
fn cells(record: &ByteRecord) -> (Vec<String>, Vec<Diagnostic>) {
    let decoded = encoding::decode(record.as_slice(), None, false);
    let cell = |bytes| decoded.encoding.decode_without_bom_handling(bytes).0.into_owned();
    (record.iter().map(cell).collect(), decoded.diagnostics)
}

/// Gives so many bytes for one row and no more: a quotation mark that is never closed must not draw the
/// whole file into memory.
struct Rationed<'a> {
    inner: Stream<'a>,
    used: Arc<AtomicU64>,
    most: u64,
}

impl Read for Rationed<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        if self.used.fetch_add(count as u64, Ordering::Relaxed) > self.most {
            let what = format!(
                "a row is longer than the limit of {} bytes; is a quotation mark never closed?",
                self.most
            );
            return Err(io::Error::other(what));
        }
        Ok(count)
    }
}
