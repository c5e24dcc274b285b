//! tar archives, read as a stream. The `tar` crate reads the headers; the stream is cut here, because
//! its own entries borrow the archive and could not be handed on.

use crate::readers::Pieces;
use crate::readers::open::{Context, Stream};
use std::io::{self, BufReader, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tar::{EntryType, Header, PaxExtensions};

const BLOCK: u64 = 512;

/// Bytes of the longest name that is believed.
const LONGEST_NAME: u64 = 64 << 10;

pub(in crate::readers) fn open(stream: Stream<'_>, context: Context) -> Pieces<'_> {
    let entries =
        Entries { stream: Arc::new(Mutex::new(Tape { stream, left: 0, padding: 0 })), ended: false };
    Pieces(Box::new(entries.flat_map(move |entry| match entry {
        Ok((name, entry)) => context.open_entry(&name, Box::new(BufReader::new(entry))),
        Err(error) => crate::readers::open::failed(context.malformed("a tar archive", error)),
    })))
}

/// The stream, and how much of the entry at hand is still in it.
struct Tape<'a> {
    stream: Stream<'a>,
    left: u64,
    padding: u64,
}

/// The content of one entry: what was not read of it is passed over when the next one is asked for.
struct Entry<'a>(Arc<Mutex<Tape<'a>>>);

impl Read for Entry<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut tape = lock(&self.0);
        let most = into.len().min(usize::try_from(tape.left).unwrap_or(usize::MAX));
        let count = tape.stream.read(&mut into[..most])?;
        tape.left -= count as u64;
        if count == 0 && most > 0 {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the archive ends in the middle of this file",
            ));
        }
        Ok(count)
    }
}

struct Entries<'a> {
    stream: Arc<Mutex<Tape<'a>>>,
    ended: bool,
}

impl<'a> Iterator for Entries<'a> {
    type Item = io::Result<(String, Entry<'a>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let header = lock(&self.stream).next_file();
        self.ended = !matches!(header, Ok(Some(_)));
        let name = header.transpose()?;
        Some(name.map(|name| (name, Entry(Arc::clone(&self.stream)))))
    }
}

impl Tape<'_> {
    /// Goes to the next regular file; its name.
    fn next_file(&mut self) -> io::Result<Option<String>> {
        let mut long_name = None;
        loop {
            self.skip()?;
            let Some(header) = self.header()? else { return Ok(None) };
            let size = header.entry_size()?;
            (self.left, self.padding) = (size, size.next_multiple_of(BLOCK) - size);
            match header.entry_type() {
                EntryType::GNULongName => long_name = Some(self.text()?),
                EntryType::XHeader => long_name = path_of(&self.text()?).or(long_name),
                EntryType::Regular | EntryType::Continuous => {
                    let name = long_name.unwrap_or_else(|| lossy(&header.path_bytes()));
                    return Ok(Some(name));
                }
                // Folders, links and devices: nothing to read.
                _ => long_name = None,
            }
        }
    }

    fn skip(&mut self) -> io::Result<()> {
        let wanted = self.left + self.padding;
        io::copy(&mut self.stream.by_ref().take(wanted), &mut io::sink())?;
        (self.left, self.padding) = (0, 0);
        Ok(())
    }

    /// The next header; `None` at the end of the archive.
    fn header(&mut self) -> io::Result<Option<Header>> {
        let mut header = Header::new_old();
        let mut filled = 0;
        while filled < BLOCK as usize {
            match self.stream.read(&mut header.as_mut_bytes()[filled..])? {
                0 if filled == 0 => return Ok(None),
                0 => return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it ends in a header")),
                count => filled += count,
            }
        }
        let bytes = header.as_bytes();
        if bytes.iter().all(|&byte| byte == 0) {
            return Ok(None);
        }
        let sum: u32 = bytes[..148].iter().chain(&bytes[156..]).map(|&byte| u32::from(byte)).sum();
        match header.cksum()? == sum + 8 * 32 {
            true => Ok(Some(header)),
            false => Err(io::Error::new(io::ErrorKind::InvalidData, "a header has the wrong checksum")),
        }
    }

    /// The content of an entry that describes the next one.
    fn text(&mut self) -> io::Result<String> {
        let mut bytes = Vec::new();
        let count = self.stream.by_ref().take(self.left.min(LONGEST_NAME)).read_to_end(&mut bytes)?;
        self.left -= count as u64;
        Ok(lossy(bytes.strip_suffix(b"\0").unwrap_or(&bytes)))
    }
}

fn path_of(extensions: &str) -> Option<String> {
    let extensions = PaxExtensions::new(extensions.as_bytes()).flatten();
    extensions.filter(|it| it.key() == Ok("path")).map(|it| lossy(it.value_bytes())).last()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
