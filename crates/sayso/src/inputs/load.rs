//! Inputs to pieces: archives, mailboxes and tables are cut up as they are read, so that a collection of any
//! length passes through; what is one document has to fit in memory.

use std::fs::File;
use std::io::{self, BufReader};

use sayso_formats::readers::{self, Format, Hint, Limits, Part, Piece, Pieces, ReadDocument, ReadError, pdf};

use super::{Input, InputError, Problem};

/// Bytes of a page's tree for each tag.
const BYTES_OF_TAG: usize = 100;

/// Bytes that are read from a pipe at a time.
const BUFFER: usize = 64 << 10;

/// One piece of an input: a document, or the bytes of one that is still to be read.
#[derive(Debug, Clone)]
pub struct Raw {
    piece: Piece,
    how: How,
    lasts: bool,
}

/// How pieces are read.
#[derive(Debug, Clone, Copy)]
pub struct How {
    format: Option<Format>,
    limits: Limits,
    pdf: Option<pdf::Extract>,
}

impl How {
    /// All in `format` if one is given, of at most `limit` bytes each.
    #[must_use]
    pub fn new(format: Option<Format>, limit: usize) -> Self {
        let limits = Limits { bytes: limit, ..Limits::default() };
        Self { format, limits, pdf: None }
    }

    /// Takes the text of PDF files with `extract`, instead of within this process.
    #[must_use]
    pub fn with_pdf(self, extract: pdf::Extract) -> Self {
        Self { pdf: Some(extract), ..self }
    }

    /// A piece that is read so; `lasts` as of [`Raw::lasts`].
    pub(super) fn raw(self, piece: Piece, lasts: bool) -> Raw {
        Raw { piece, how: self, lasts }
    }

    pub(super) fn hint<'a>(&self, origin: &'a str, found: bool) -> Hint<'a> {
        let Self { format, limits, pdf } = *self;
        Hint { origin, format, encoding: None, limits, pdf, found }
    }
}

impl Raw {
    /// Bytes that are at hand, as one file.
    #[must_use]
    pub fn of(part: Part, how: How) -> Self {
        how.raw(Piece::Part(Box::new(part)), false)
    }

    /// What to call it in messages: where it stands.
    #[must_use]
    pub fn origin(&self) -> &str {
        match &self.piece {
            Piece::Part(part) => &part.place,
            Piece::Document(read) => &read.document.origin,
            Piece::Foreign(place) => place,
        }
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.piece {
            Piece::Part(part) => part.bytes.len(),
            Piece::Document(read) => read.document.text.len(),
            Piece::Foreign(_) => 0,
        }
    }

    /// Bytes of memory that reading it takes, roughly: the tree of a page is much larger than the page.
    #[must_use]
    pub fn weight(&self) -> usize {
        let tags = match &self.piece {
            Piece::Part(part) => part.bytes.iter().filter(|&&byte| byte == b'<').count(),
            _ => 0,
        };
        self.size() + tags * BYTES_OF_TAG
    }

    /// The piece itself.
    #[must_use]
    pub fn piece(&self) -> &Piece {
        &self.piece
    }

    /// Whether a later version of the document will stand at the same place: so it is with files, and files
    /// in archives, but not with lines and messages, before which others may come.
    #[must_use]
    pub fn lasts(&self) -> bool {
        self.lasts
    }

    /// The documents in it.
    pub(crate) fn documents(self) -> Result<Vec<ReadDocument>, InputError> {
        let How { limits, pdf, .. } = self.how;
        self.piece.documents(limits, pdf).map_err(InputError::from)
    }
}

/// Draws the pieces of inputs one at a time.
pub struct Loader<I> {
    inputs: I,
    how: How,
    opened: Option<Opened>,
}

struct Opened {
    pieces: Pieces<'static>,
    input: Input,
}

impl<I: Iterator<Item = Result<Input, InputError>>> Loader<I> {
    /// Pieces of `inputs`, all in `format` if one is given, of at most `limit` bytes each.
    pub fn new(inputs: I, format: Option<Format>, limit: usize) -> Self {
        Self::with(inputs, How::new(format, limit))
    }

    /// Pieces of `inputs`, read as `how` says.
    pub fn with(inputs: I, how: How) -> Self {
        Self { inputs, how, opened: None }
    }

    fn open(&self, input: &Input) -> Result<Pieces<'static>, Problem> {
        let origin = input.origin();
        let (path, found) = match input {
            Input::Stdin => {
                let stdin = BufReader::with_capacity(BUFFER, io::stdin());
                return Ok(readers::open(stdin, &self.how.hint(&origin, false)));
            }
            Input::File(path) => (path, false),
            // Somebody may send a folder, and not all in it is a document.
            Input::Sent { path, .. } => (path, true),
            Input::Found(path) => (path, true),
        };
        let file = File::open(path)?;
        let hint = self.how.hint(&origin, found);
        // In a pipe that has a name, one cannot go back.
        match file.metadata()?.is_file() {
            true => Ok(readers::open_file(file, &hint)),
            false => Ok(readers::open(BufReader::with_capacity(BUFFER, file), &hint)),
        }
    }

    fn raw(&self, piece: Piece, input: &Input) -> Raw {
        // What was sent under a name says nothing about what will be sent under it later.
        let stays = matches!(input, Input::File(_) | Input::Found(_));
        let lasts = match &piece {
            Piece::Part(part) => stays && lasts(&part.place, &input.origin()),
            Piece::Document(read) => stays && read.format == Format::Docx,
            Piece::Foreign(_) => false,
        };
        self.how.raw(piece, lasts)
    }
}

/// Whether the place is that of a file and not, as behind an `@`, that of a byte.
fn lasts(place: &str, origin: &str) -> bool {
    let is_byte = |(_, at): (&str, &str)| at.bytes().all(|byte| byte.is_ascii_digit() || byte == b'+');
    place == origin || !place.rsplit_once('@').is_some_and(is_byte)
}

impl<I: Iterator<Item = Result<Input, InputError>>> Iterator for Loader<I> {
    type Item = Result<Raw, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(opened) = &mut self.opened
                && let Some(piece) = opened.pieces.next()
            {
                let input = opened.input.clone();
                return Some(piece.map(|piece| self.raw(piece, &input)).map_err(InputError::from));
            }
            self.opened = None;
            let input = match self.inputs.next()? {
                Ok(input) => input,
                Err(error) => return Some(Err(error)),
            };
            match self.open(&input) {
                Ok(pieces) => self.opened = Some(Opened { pieces, input }),
                Err(problem) => return Some(Err(InputError::new(input.origin(), problem))),
            }
        }
    }
}

impl From<ReadError> for InputError {
    fn from(error: ReadError) -> Self {
        let origin = error.origin().to_owned();
        Self::new(
            origin,
            match error {
                ReadError::Oversized { limit, .. } | ReadError::TooLarge { limit, .. } => {
                    Problem::TooLarge { limit }
                }
                ReadError::Io { source, .. } => source.into(),
                error => Problem::Unreadable(error),
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn load(name: &str, bytes: &[u8], limit: usize) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let inputs = std::iter::once(Ok(Input::File(path)));
        let show = |item: Result<Raw, InputError>| match item.and_then(Raw::documents) {
            Ok(read) => read.into_iter().map(|it| it.document.text).collect(),
            Err(error) => format!("! {error}").replace(&folder.path().display().to_string(), ""),
        };
        Loader::new(inputs, None, limit).map(show).collect()
    }

    #[test]
    fn jsonl_comes_line_by_line_and_a_bad_line_does_not_end_it() {
        let lines = b"{\"text\":\"One.\"}\n\nnonsense\n{\"text\":\"much too long for the limit\"}\n{\"text\":\"Two.\"}";
        let seen = load("a.jsonl", lines, 24);
        assert_eq!(seen[0], "One.");
        assert!(seen[1].starts_with("! /a.jsonl, line 3: "), "{seen:?}");
        assert!(seen[2].starts_with("! /a.jsonl, line 4: "), "{seen:?}");
        assert_eq!(seen[3..], ["Two."]);
    }

    #[test]
    fn a_document_over_the_limit_is_refused() {
        assert!(load("a.txt", &[b'x'; 20], 19)[0].starts_with("! /a.txt: has more than 19 bytes"));
        assert_eq!(load("a.txt", &[b'x'; 20], 20).len(), 1);
    }

    #[test]
    fn places_of_files_last_and_those_of_bytes_do_not() {
        assert!(
            lasts("news/a@1", "news/a@1") && lasts("a.zip!b.txt", "a.zip") && lasts("a.zip!b@c.txt", "a.zip")
        );
        assert!(!lasts("inbox@123", "inbox") && !lasts("a.warc.gz@12+7", "a.warc.gz"));
    }
}
