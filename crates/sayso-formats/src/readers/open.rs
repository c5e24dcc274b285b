//! Streams to pieces: what a stream is, and who cuts it up.

use super::archive::{self, Budget, Metered};
use super::piece::{Part, Piece, Pieces, Told};
use super::{
    Format, Hint, JsonLines, Limits, ParquetDocuments, ReadDocument, ReadError, csv, encoding, mbox,
    recognise, sniff, warc,
};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;

/// A stream that is read once, from its beginning to its end.
pub(super) type Stream<'a> = Box<dyn BufRead + Send + 'a>;

/// Bytes of which the format is recognised, where the stream has as many.
const HEAD: usize = 4096;

/// Archives within archives that are opened.
const MAX_DEPTH: usize = 4;

/// The pieces of `stream`, in the format that `hint` names or that its first bytes look like.
///
/// Nothing is read before the first piece is asked for. What cannot be read is an `Err`; what follows
/// it in the stream is read on where that is possible.
pub fn open<'a>(stream: impl BufRead + Send + 'a, hint: &Hint<'_>) -> Pieces<'a> {
    let context = Context::new(hint);
    let stream = Metered::new(stream, Arc::clone(&context.budget));
    lazily(move || context.open(Box::new(stream)))
}

/// As [`open`], for a stream in which one can go back: of a ZIP archive (and EPUB and DOCX, which are
/// ZIP archives) it reads only what it needs, where [`open`] has to hold it in memory.
pub fn open_seekable<'a>(file: impl Read + Seek + Send + 'a, hint: &Hint<'_>) -> Pieces<'a> {
    let context = Context::new(hint);
    lazily(move || context.open_seekable(file))
}

/// As [`open_seekable`], for a file: of a Parquet file, too, only what is needed is read.
pub fn open_file(file: File, hint: &Hint<'_>) -> Pieces<'static> {
    let context = Context::new(hint);
    lazily(move || context.open_file(file))
}

fn lazily<'a>(make: impl FnOnce() -> Pieces<'a> + Send + 'a) -> Pieces<'a> {
    Pieces(Box::new(std::iter::once_with(make).flatten()))
}

/// Where a stream stands, and how to read it.
#[derive(Clone)]
pub(super) struct Context {
    /// As of [`Part::place`].
    pub place: String,
    /// The name that may tell the format.
    pub name: String,
    pub format: Option<Format>,
    pub encoding: Option<String>,
    pub limits: Limits,
    pub budget: Arc<Budget>,
    /// As of [`Hint::found`].
    found: bool,
    depth: usize,
}

impl Context {
    fn new(hint: &Hint<'_>) -> Self {
        Self {
            place: hint.origin.to_owned(),
            name: hint.origin.to_owned(),
            format: hint.format,
            encoding: hint.encoding.map(str::to_owned),
            limits: hint.limits,
            budget: Arc::default(),
            found: hint.found,
            depth: 0,
        }
    }

    /// The context of the file `name` inside of this archive.
    fn inside(&self, name: &str) -> Self {
        let name: String = name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        let place = format!("{}!{name}", self.place);
        let depth = self.depth + 1;
        Self { place, name, format: None, encoding: None, found: true, depth, ..self.clone() }
    }

    /// The context of what is inside of this compressed file.
    fn unpacked(&self, format: Format, name: String) -> Self {
        Self { name, format: Some(format), depth: self.depth + 1, ..self.clone() }
    }

    pub fn malformed(&self, what: &'static str, reason: impl ToString) -> ReadError {
        ReadError::Malformed { origin: self.place.clone(), what, reason: reason.to_string() }
    }

    pub fn io(&self, source: io::Error) -> ReadError {
        ReadError::Io { origin: self.place.clone(), source }
    }

    pub fn oversized(&self) -> ReadError {
        ReadError::Oversized { origin: self.place.clone(), limit: self.limits.bytes }
    }

    fn hint(&self) -> Hint<'_> {
        Hint {
            origin: &self.place,
            format: self.format,
            encoding: self.encoding.as_deref(),
            limits: self.limits,
            pdf: None,
            found: self.found,
        }
    }

    fn open<'a>(self, stream: Stream<'a>) -> Pieces<'a> {
        match Peeked::new(stream) {
            Ok(stream) => self.open_peeked(stream),
            Err(error) => failed(self.io(error)),
        }
    }

    /// The file `name` of an archive.
    pub fn open_entry<'a>(&self, name: &str, stream: Stream<'a>) -> Pieces<'a> {
        self.inside(name).open(stream)
    }

    fn is_foreign(&self, head: &[u8]) -> bool {
        self.found && self.format.is_none() && archive::is_foreign(&self.name, head)
    }

    fn open_peeked<'a>(self, stream: Peeked<'a>) -> Pieces<'a> {
        if self.is_foreign(stream.head()) {
            return one(Ok(Piece::Foreign(self.place)));
        }
        let format = self.format.unwrap_or_else(|| recognise(stream.head(), &self.name));
        if self.depth > MAX_DEPTH && archive::is_archive(format) {
            let (what, help) = ("an archive within archives within archives", "unpack it first");
            return failed(ReadError::Binary { origin: self.place, what, help });
        }
        match format {
            _ if format.is_whole() => self.whole(stream, format),
            Format::Jsonl | Format::Csv => self.lines(stream, format),
            Format::Mbox => mbox::open(Box::new(stream), self),
            Format::Warc => warc::open(warc::Plain::new(stream), self),
            Format::Tar => archive::tar::open(Box::new(stream), self),
            Format::Gzip => self.gzip(stream),
            Format::Parquet => match self.bytes(stream) {
                Ok(bytes) => self.rows(ParquetDocuments::from_bytes(&bytes, &self.hint())),
                Err(error) => failed(error),
            },
            _ => match self.bytes(stream) {
                Ok(bytes) => archive::zip::open(Cursor::new(bytes), self),
                Err(error) => failed(error),
            },
        }
    }

    fn open_file(self, mut file: File) -> Pieces<'static> {
        match self.look(&mut file) {
            Ok(Some(Format::Parquet)) => self.rows(ParquetDocuments::from_file(file, &self.hint())),
            Ok(_) => self.open_seekable(file),
            Err(error) => failed(self.io(error)),
        }
    }

    fn rows(&self, rows: Result<ParquetDocuments, ReadError>) -> Pieces<'static> {
        match rows {
            Ok(rows) => documents(rows),
            Err(error) => failed(error),
        }
    }

    fn open_seekable<'a>(self, mut file: impl Read + Seek + Send + 'a) -> Pieces<'a> {
        let format = match self.look(&mut file) {
            Ok(Some(format)) => format,
            Ok(None) => return one(Ok(Piece::Foreign(self.place))),
            Err(error) => return failed(self.io(error)),
        };
        if !matches!(format, Format::Zip | Format::Docx | Format::Epub) {
            let budget = Arc::clone(&self.budget);
            return self.open(Box::new(Metered::new(BufReader::with_capacity(64 << 10, file), budget)));
        }
        match file.seek(SeekFrom::End(0)) {
            Ok(length) => {
                self.budget.earn(length);
                archive::zip::open(file, self)
            }
            Err(error) => failed(self.io(error)),
        }
    }

    /// The format; `None` where it is no document.
    fn look(&self, file: &mut (impl Read + Seek)) -> io::Result<Option<Format>> {
        if self.format.is_some() {
            return Ok(self.format);
        }
        let mut head = Vec::new();
        file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        file.rewind()?;
        Ok((!self.is_foreign(&head)).then(|| recognise(&head, &self.name)))
    }

    fn whole<'a>(self, stream: Peeked<'a>, format: Format) -> Pieces<'a> {
        // At the top the name and all of the bytes tell the format better than the first of them.
        let format = if self.depth == 0 { self.format } else { Some(format) };
        let (place, encoding) = (self.place.clone(), self.encoding.clone());
        let told = Told { format, encoding, ..Told::default() };
        one(self.bytes(stream).map(|bytes| Piece::Part(Box::new(Part { place, bytes, told }))))
    }

    /// All bytes of the stream, if they are not too many.
    pub fn bytes(&self, stream: impl Read) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        let room = u64::try_from(self.limits.bytes).unwrap_or(u64::MAX).saturating_add(1);
        stream.take(room).read_to_end(&mut bytes).map_err(|error| self.io(error))?;
        if bytes.len() > self.limits.bytes { Err(self.oversized()) } else { Ok(bytes) }
    }

    fn lines<'a>(self, stream: Peeked<'a>, format: Format) -> Pieces<'a> {
        if let Some((what, help)) = sniff::binary(stream.head()) {
            return failed(ReadError::Binary { origin: self.place, what, help });
        }
        match self.utf8(stream) {
            Ok(stream) if format == Format::Csv => csv::open(stream, self),
            Ok(stream) => documents(JsonLines::new(stream, &self.hint())),
            Err(error) => failed(error),
        }
    }

    /// Lines of UTF-16 cannot be cut before they are decoded, nor those of a declared encoding.
    fn utf8<'a>(&self, stream: Peeked<'a>) -> Result<Stream<'a>, ReadError> {
        let declared = encoding::declared(self.encoding.as_deref())?;
        if encoding::is_utf8(stream.head(), declared) {
            return Ok(Box::new(stream));
        }
        let decoded = encoding::decode(&self.bytes(stream)?, declared, false);
        Ok(Box::new(Cursor::new(decoded.text.into_bytes())))
    }

    fn gzip<'a>(self, stream: Peeked<'a>) -> Pieces<'a> {
        let name = archive::gzip::inner_name(&self.name);
        let head = archive::gzip::inner_head(stream.head(), HEAD);
        let format = recognise(&head, &name);
        let members = archive::gzip::Members::new(stream, Arc::clone(&self.budget));
        let context = self.unpacked(format, name);
        if format == Format::Warc { warc::open(members, context) } else { context.open(Box::new(members)) }
    }
}

/// A piece for each document.
fn documents<'a>(documents: impl Iterator<Item = Result<ReadDocument, ReadError>> + Send + 'a) -> Pieces<'a> {
    Pieces(Box::new(documents.map(|read| read.map(|document| Piece::Document(Box::new(document))))))
}

/// No pieces.
pub(super) fn nothing<'a>() -> Pieces<'a> {
    Pieces(Box::new(std::iter::empty()))
}

/// One piece, or why there is none.
pub(super) fn one<'a>(piece: Result<Piece, ReadError>) -> Pieces<'a> {
    Pieces(Box::new(std::iter::once(piece)))
}

/// No piece, and why.
pub(super) fn failed<'a>(error: ReadError) -> Pieces<'a> {
    one(Err(error))
}

/// A stream of which the first bytes were looked at, and are still to be read.
pub(super) struct Peeked<'a> {
    head: Cursor<Vec<u8>>,
    /// What went wrong behind the head.
    error: Option<io::Error>,
    rest: Stream<'a>,
}

impl<'a> Peeked<'a> {
    fn new(mut rest: Stream<'a>) -> io::Result<Self> {
        let mut head = Vec::new();
        let mut error = None;
        while head.len() < HEAD && !is_enough(&head) {
            match rest.fill_buf() {
                Ok([]) => break,
                Ok(bytes) => {
                    head.extend_from_slice(bytes);
                    let count = bytes.len();
                    rest.consume(count);
                }
                Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                Err(why) if head.is_empty() => return Err(why),
                Err(why) => {
                    error = Some(why);
                    break;
                }
            }
        }
        Ok(Self { head: Cursor::new(head), error, rest })
    }

    fn head(&self) -> &[u8] {
        self.head.get_ref()
    }
}

/// A first line of JSON tells enough: whoever writes lines one by one shall not wait.
fn is_enough(head: &[u8]) -> bool {
    head.starts_with(b"{") && head.contains(&b'\n')
}

impl Read for Peeked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, into)
    }
}

impl BufRead for Peeked<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if (self.head.position() as usize) < self.head.get_ref().len() {
            return self.head.fill_buf();
        }
        match self.error.take() {
            Some(error) => Err(error),
            None => self.rest.fill_buf(),
        }
    }

    fn consume(&mut self, count: usize) {
        if (self.head.position() as usize) < self.head.get_ref().len() {
            self.head.consume(count);
        } else {
            self.rest.consume(count);
        }
    }
}

/// `read` of a reader that has a buffer.
pub(super) fn read_buffered(reader: &mut impl BufRead, into: &mut [u8]) -> io::Result<usize> {
    let count = reader.fill_buf()?.read(into)?;
    reader.consume(count);
    Ok(count)
}
