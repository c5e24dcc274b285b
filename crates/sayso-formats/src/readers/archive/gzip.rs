//! Files compressed with gzip, which may consist of several members (RFC 1952, section 2.2).

use super::Budget;
use crate::readers::open::{Peeked, read_buffered};
use crate::readers::warc::Located;
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};
use std::sync::Arc;

/// The name of what is inside: `a.html` of `a.html.gz`, `a.tar` of `a.tgz`.
pub(in crate::readers) fn inner_name(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    if lower.ends_with(".tgz") {
        return format!("{}.tar", &name[..name.len() - 4]);
    }
    if lower.ends_with(".gz") { name[..name.len() - 3].to_owned() } else { name.to_owned() }
}

/// The first `most` bytes of what is inside, as far as `head` goes.
pub(in crate::readers) fn inner_head(head: &[u8], most: usize) -> Vec<u8> {
    let mut inner = Vec::new();
    let decoder = flate2::read::MultiGzDecoder::new(head);
    // The head ends somewhere: what came before is what is wanted.
    drop(decoder.take(most as u64).read_to_end(&mut inner));
    inner
}

/// The content of all members, one after the other; knows where each begins.
pub(in crate::readers) struct Members<'a> {
    decoder: Option<GzDecoder<Counting<Peeked<'a>>>>,
    budget: Arc<Budget>,
    /// Byte of the compressed stream at which the member begins.
    member: u64,
    /// Bytes of the member's content that were handed out before what is in the buffer.
    given: u64,
    buffer: Vec<u8>,
    at: usize,
}

impl<'a> Members<'a> {
    pub fn new(stream: Peeked<'a>, budget: Arc<Budget>) -> Self {
        let decoder = Some(GzDecoder::new(Counting { inner: stream, count: 0 }));
        Self { decoder, budget, member: 0, given: 0, buffer: Vec::new(), at: 0 }
    }

    /// Fills the buffer from the member at hand; goes on to the next at its end.
    fn refill(&mut self) -> io::Result<()> {
        const BUFFER: usize = 32 << 10;
        while let Some(decoder) = &mut self.decoder {
            self.given += self.buffer.len() as u64;
            self.buffer.resize(BUFFER, 0);
            self.at = 0;
            let read = decoder.read(&mut self.buffer);
            self.buffer.truncate(*read.as_ref().unwrap_or(&0));
            self.budget.spend(self.buffer.len())?;
            if read? > 0 {
                return Ok(());
            }
            self.next_member()?;
        }
        Ok(())
    }

    fn next_member(&mut self) -> io::Result<()> {
        let Some(decoder) = self.decoder.take() else { return Ok(()) };
        let mut stream = decoder.into_inner();
        (self.member, self.given) = (stream.count, 0);
        // Padding after the last member is no member.
        if stream.fill_buf()?.first() == Some(&0x1f) {
            self.decoder = Some(GzDecoder::new(stream));
        }
        Ok(())
    }
}

impl Read for Members<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, into)
    }
}

impl BufRead for Members<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buffer.len() {
            self.refill()?;
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at = self.buffer.len().min(self.at + count);
    }
}

impl Located for Members<'_> {
    /// The byte at which the member begins; behind a plus, how far into its content, where it holds
    /// more than one record.
    fn place(&mut self) -> String {
        // At the end of a member the next record stands in the next one.
        drop(self.fill_buf());
        match self.given + self.at as u64 {
            0 => self.member.to_string(),
            within => format!("{}+{within}", self.member),
        }
    }
}

struct Counting<R> {
    inner: R,
    count: u64,
}

impl<R: BufRead> Read for Counting<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, into)
    }
}

impl<R: BufRead> BufRead for Counting<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.count += count as u64;
        self.inner.consume(count);
    }
}
