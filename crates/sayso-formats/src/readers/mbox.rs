//! Mailboxes: messages one after the other, each opened by a line `From …` (RFC 4155).

use super::open::{Context, Stream};
use super::{Format, Part, Piece, Pieces, ReadError, Told};
use std::io::{self, BufRead, Read};

const OPENING: &[u8] = b"From ";

/// Whether `head` opens a mailbox: the line of one, with a time of day, and a header after it.
pub(super) fn is_mailbox(head: &str) -> bool {
    let mut lines = head.lines();
    let opening = lines.next().is_some_and(|line| line.starts_with("From ") && line.contains(':'));
    let next = lines.next().unwrap_or_default();
    opening && next.split_once(':').is_some_and(|(name, _)| super::mail::is_header_name(name))
}

pub(super) fn open(stream: Stream<'_>, context: Context) -> Pieces<'_> {
    Pieces(Box::new(Messages { stream, context, at: 0, line: Vec::new(), ended: false }))
}

struct Messages<'a> {
    stream: Stream<'a>,
    context: Context,
    /// Byte at which the line at hand ends.
    at: u64,
    /// The line that was read last: the opening of the next message.
    line: Vec<u8>,
    ended: bool,
}

impl Messages<'_> {
    /// Reads one line, or what of it is within the limit; false at the end.
    fn read_line(&mut self) -> io::Result<bool> {
        self.line.clear();
        let room = self.context.limits.bytes as u64 + 1;
        let count = self.stream.by_ref().take(room).read_until(b'\n', &mut self.line)?;
        self.at += count as u64;
        Ok(count > 0)
    }

    fn is_opening(&self) -> bool {
        self.line.starts_with(OPENING)
    }

    /// Where the next message begins; `None` at the end.
    fn opening(&mut self) -> io::Result<Option<u64>> {
        while !self.is_opening() {
            if !self.read_line()? {
                return Ok(None);
            }
        }
        Ok(Some(self.at - self.line.len() as u64))
    }

    /// The message after its opening; `None` where it is longer than the limit.
    fn message(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut message = Vec::new();
        let mut fits = true;
        let mut after_blank = false;
        while self.read_line()? && !(self.is_opening() && after_blank) {
            after_blank = self.line.trim_ascii().is_empty();
            fits = fits && message.len() + self.line.len() <= self.context.limits.bytes;
            if fits {
                message.extend_from_slice(unquoted(&self.line));
            }
        }
        Ok(fits.then_some(message))
    }

    fn piece(&mut self) -> io::Result<Option<Result<Piece, ReadError>>> {
        let Some(at) = self.opening()? else { return Ok(None) };
        let place = format!("{}@{at}", self.context.place);
        Ok(Some(match self.message()? {
            Some(bytes) => {
                let told = Told { format: Some(Format::Mail), ..Told::default() };
                Ok(Piece::Part(Box::new(Part { place, bytes, told })))
            }
            None => Err(ReadError::Oversized { origin: place, limit: self.context.limits.bytes }),
        }))
    }
}

/// `From ` of `>From `, as mailboxes write it within a message.
fn unquoted(line: &[u8]) -> &[u8] {
    let marks = line.iter().take_while(|&&byte| byte == b'>').count();
    if marks > 0 && line[marks..].starts_with(OPENING) { &line[1..] } else { line }
}

impl Iterator for Messages<'_> {
    type Item = Result<Piece, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        self.piece().unwrap_or_else(|error| {
            self.ended = true;
            Some(Err(self.context.io(error)))
        })
    }
}
