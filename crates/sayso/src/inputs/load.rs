//! Inputs to single documents. JSON Lines are read line by line, so that a collection of any length
//! passes through; everything else is one document and has to fit in memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use sayso_formats::readers::{self, Format, Hint, JsonLines, Limits, ReadDocument, ReadError};

use super::{Input, InputError, Problem};

/// Bytes of which the format is guessed.
const HEAD: usize = 64 << 10;

/// One document, read as far as must be to know where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Raw {
    /// A whole input, as it stands.
    Bytes {
        /// The path as given, or `standard input`.
        origin: String,
        /// Never more than the limit of the [`Loader`].
        bytes: Vec<u8>,
        /// The format, where the user named it.
        format: Option<Format>,
    },
    /// One record of JSON Lines.
    Record(Box<ReadDocument>),
}

impl Raw {
    /// What to call it in messages.
    #[must_use]
    pub fn origin(&self) -> &str {
        match self {
            Self::Bytes { origin, .. } => origin,
            Self::Record(record) => &record.document.origin,
        }
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::Bytes { bytes, .. } => bytes.len(),
            Self::Record(record) => record.document.text.len(),
        }
    }

    /// The documents in it.
    pub(crate) fn documents(self) -> Result<Vec<ReadDocument>, ReadError> {
        match self {
            Self::Record(record) => Ok(vec![*record]),
            Self::Bytes { origin, bytes, format } => {
                let limits = Limits { bytes: bytes.len(), ..Limits::default() };
                let hint = Hint { origin: &origin, format, limits, ..Hint::default() };
                readers::read(&bytes, &hint)?.collect()
            }
        }
    }
}

/// Draws the documents of inputs one at a time.
pub struct Loader<I> {
    inputs: I,
    format: Option<Format>,
    limit: usize,
    lines: Option<Lines>,
}

type Lines = JsonLines<Box<dyn BufRead + Send>>;

enum Opened {
    Whole(Raw),
    Lines(Lines),
}

impl<I: Iterator<Item = Result<Input, InputError>>> Loader<I> {
    /// Documents of `inputs`, all in `format` if one is given, of at most `limit` bytes each.
    pub fn new(inputs: I, format: Option<Format>, limit: usize) -> Self {
        Self { inputs, format, limit, lines: None }
    }

    fn open(&self, input: &Input) -> Result<Opened, Problem> {
        let origin = input.origin();
        let mut bytes: Box<dyn BufRead + Send> = match input {
            Input::Stdin => Box::new(BufReader::with_capacity(HEAD, io::stdin())),
            Input::File(path) => Box::new(BufReader::with_capacity(HEAD, File::open(path)?)),
        };
        let head = bytes.fill_buf()?;
        let format = self.format.unwrap_or_else(|| readers::recognise(head, &origin));
        if format == Format::Jsonl && !is_utf16(head) {
            let limits = Limits { bytes: self.limit, ..Limits::default() };
            return Ok(Opened::Lines(JsonLines::new(
                bytes,
                &Hint { origin: &origin, limits, ..Hint::default() },
            )));
        }
        let mut all = Vec::new();
        bytes.take(self.limit as u64 + 1).read_to_end(&mut all)?;
        match all.len() > self.limit {
            true => Err(Problem::TooLarge { limit: self.limit }),
            false => Ok(Opened::Whole(Raw::Bytes { origin, bytes: all, format: self.format })),
        }
    }
}

impl<I: Iterator<Item = Result<Input, InputError>>> Iterator for Loader<I> {
    type Item = Result<Raw, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(line) = self.lines.as_mut().and_then(Iterator::next) {
                let record = line.map(|document| Raw::Record(Box::new(document)));
                return Some(record.map_err(|error| InputError::new("", error.into())));
            }
            self.lines = None;
            let input = match self.inputs.next()? {
                Ok(input) => input,
                Err(error) => return Some(Err(error)),
            };
            match self.open(&input) {
                Ok(Opened::Whole(raw)) => return Some(Ok(raw)),
                Ok(Opened::Lines(lines)) => self.lines = Some(lines),
                Err(problem) => return Some(Err(InputError::new(input.origin(), problem))),
            }
        }
    }
}

/// JSON in UTF-16 cannot be cut into lines before it is decoded.
fn is_utf16(head: &[u8]) -> bool {
    head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF")
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
        let show = |item: Result<Raw, InputError>| match item {
            Ok(Raw::Bytes { bytes, .. }) => String::from_utf8(bytes).unwrap(),
            Ok(Raw::Record(record)) => record.document.text,
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
}
