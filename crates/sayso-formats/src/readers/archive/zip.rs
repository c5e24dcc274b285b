//! ZIP archives, and the formats that are such archives. The `zip` crate reads the directory; the
//! content of the files is taken from the stream here, because its own readers borrow the archive and
//! could not be handed on.

use super::{Budget, Charged};
use crate::readers::guard::guarded;
use crate::readers::open::{Context, failed, one};
use crate::readers::{Format, Piece, Pieces, ReadError, docx, epub};
use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};
use zip::{CompressionMethod, ZipArchive};

const WHAT: &str = "a ZIP archive";

/// Files of the largest archive that is opened: its directory is held in memory.
const MOST_FILES: u64 = 300_000;

pub(in crate::readers) fn open<'a>(file: impl Read + Seek + Send + 'a, context: Context) -> Pieces<'a> {
    let archive = match Archive::open(file, &context) {
        Ok(archive) => archive,
        Err(error) => return failed(error),
    };
    let format = context.format.filter(|&format| format != Format::Zip).unwrap_or_else(|| archive.kind());
    match format {
        Format::Docx => one(docx::read(&archive, &context).map(|it| Piece::Document(Box::new(it)))),
        Format::Epub => epub::open(archive, context),
        _ => match archive.foreign_kind() {
            Some(what) => {
                let help = "save its text as a .docx, .txt or .html file first";
                failed(ReadError::Binary { origin: context.place, what, help })
            }
            None => files(archive, context),
        },
    }
}

/// The files of an archive that is nothing else.
fn files<'a, R: Read + Seek + Send + 'a>(archive: Archive<R>, context: Context) -> Pieces<'a> {
    let is_on = {
        let budget = Arc::clone(&archive.budget);
        move |_: &usize| !budget.is_overspent()
    };
    let each = (0..archive.len()).take_while(is_on).flat_map(move |index| match archive.entry(index) {
        Ok(Some((name, stream))) => context.open_entry(&name, Box::new(BufReader::new(stream))),
        Ok(None) => crate::readers::open::nothing(),
        Err((name, reason)) => {
            let origin = format!("{}!{name}", context.place);
            failed(ReadError::Malformed { origin, what: "a file of a ZIP archive", reason })
        }
    });
    Pieces(Box::new(each))
}

/// A ZIP archive of which files can be read in any order.
pub(in crate::readers) struct Archive<R> {
    /// Behind a lock, for where a file begins is read only when it is asked for.
    zip: Mutex<ZipArchive<Shared<R>>>,
    names: Vec<String>,
    source: Shared<R>,
    budget: Arc<Budget>,
}

impl<R: Read + Seek + Send> Archive<R> {
    fn open(mut file: R, context: &Context) -> Result<Self, ReadError> {
        if let Some(count) = count_of_files(&mut file).map_err(|error| context.io(error))?
            && count > MOST_FILES
        {
            return Err(context.malformed(WHAT, format!("it has {count} files; split it")));
        }
        let source = Shared { file: Arc::new(Mutex::new(file)), at: 0 };
        let zip = guarded(&context.place, WHAT, || {
            ZipArchive::new(source.clone()).map_err(|error| error.to_string())
        })?;
        let names = zip.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        Ok(Self { zip: Mutex::new(zip), names, source, budget: Arc::clone(&context.budget) })
    }

    fn len(&self) -> usize {
        self.names.len()
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|it| it == name)
    }

    fn kind(&self) -> Format {
        if self.has("word/document.xml") {
            Format::Docx
        } else if self.has("META-INF/container.xml") && self.names.iter().any(|it| it.ends_with(".opf")) {
            Format::Epub
        } else {
            Format::Zip
        }
    }

    /// What it is, if it is an office document that cannot be read.
    fn foreign_kind(&self) -> Option<&'static str> {
        if self.has("xl/workbook.xml") {
            Some("a spreadsheet")
        } else if self.has("ppt/presentation.xml") {
            Some("a slide show")
        } else {
            (self.has("mimetype") && self.has("content.xml")).then_some("an OpenDocument file")
        }
    }

    /// The name and content of a regular file; `None` for what is none. The error has the name.
    fn entry(&self, index: usize) -> Result<Option<(String, impl Read + use<R>)>, (String, String)> {
        let name = self.names.get(index).cloned().unwrap_or_default();
        let mut zip = self.zip.lock().unwrap_or_else(PoisonError::into_inner);
        let file = zip.by_index_raw(index).map_err(|error| (name.clone(), error.to_string()))?;
        if file.is_dir() || file.is_symlink() {
            return Ok(None);
        }
        if file.encrypted() {
            return Err((name, "it is encrypted; unpack it first".to_owned()));
        }
        let (at, left) = (file.data_start().unwrap_or(0), file.compressed_size());
        let (method, size, crc) = (file.compression(), file.size(), file.crc32());
        let slice = BufReader::new(Slice { source: self.source.clone(), at, left });
        let inner = match method {
            CompressionMethod::Stored => Content::Stored(slice),
            CompressionMethod::Deflated => Content::Deflated(DeflateDecoder::new(slice)),
            other => return Err((name, format!("it is compressed with {other}; unpack it first"))),
        };
        let checked = Checked { inner, crc: Crc::new(), expected: (crc, size) };
        Ok(Some((name, Charged { inner: checked, budget: Arc::clone(&self.budget) })))
    }

    /// The content of the file `name`; `None` where there is none.
    pub fn file(&self, name: &str, context: &Context) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(index) = self.names.iter().position(|it| it == name) else { return Ok(None) };
        let entry = self
            .entry(index)
            .map_err(|(name, reason)| context.malformed("a document", format!("{name} in it: {reason}")))?;
        entry.map(|(_, stream)| context.bytes(stream)).transpose()
    }
}

/// How many files the end of an archive says that there are (APPNOTE, section 4.3.16); `None` where
/// there is no such end, which the `zip` crate then tells.
fn count_of_files(file: &mut (impl Read + Seek)) -> io::Result<Option<u64>> {
    const END: usize = 22;
    let length = file.seek(SeekFrom::End(0))?;
    // The end, with the longest comment and the locator of the larger directory before it.
    let from = length.saturating_sub(u64::from(u16::MAX) + 128);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.by_ref().take(length - from).read_to_end(&mut tail)?;
    file.rewind()?;
    let Some(at) = tail.windows(END).rposition(|window| window.starts_with(b"PK\x05\x06")) else {
        return Ok(None);
    };
    let small = u64::from(u16::from_le_bytes([tail[at + 10], tail[at + 11]]));
    if small < u64::from(u16::MAX) {
        return Ok(Some(small));
    }
    let large = tail[..at].windows(56).rposition(|window| window.starts_with(b"PK\x06\x06"));
    let count = large.and_then(|at| tail.get(at + 32..at + 40)?.try_into().ok()).map(u64::from_le_bytes);
    Ok(Some(count.unwrap_or(small)))
}

/// A file that several read at once, each at its own place.
struct Shared<R> {
    file: Arc<Mutex<R>>,
    at: u64,
}

impl<R> Clone for Shared<R> {
    fn clone(&self) -> Self {
        Self { file: Arc::clone(&self.file), at: self.at }
    }
}

impl<R: Read + Seek> Read for Shared<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(into)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl<R: Read + Seek> Seek for Shared<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        self.at = match to {
            SeekFrom::Current(by) => {
                let at = self.at.checked_add_signed(by);
                at.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "before the beginning"))?
            }
            other => file.seek(other)?,
        };
        Ok(self.at)
    }
}

/// The compressed bytes of one file.
struct Slice<R> {
    source: Shared<R>,
    at: u64,
    left: u64,
}

impl<R: Read + Seek> Read for Slice<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = into.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.source.at = self.at;
        let count = self.source.read(&mut into[..most])?;
        self.at += count as u64;
        self.left -= count as u64;
        Ok(count)
    }
}

/// The content of one file.
enum Content<R> {
    Stored(BufReader<Slice<R>>),
    Deflated(DeflateDecoder<BufReader<Slice<R>>>),
}

impl<R: Read + Seek> Read for Content<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Stored(content) => content.read(into),
            Self::Deflated(content) => content.read(into),
        }
    }
}

/// Tells at the end whether the content is what was packed.
struct Checked<R> {
    inner: R,
    crc: Crc,
    /// Checksum and number of bytes.
    expected: (u32, u64),
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.crc.update(&into[..count]);
        let is_end = count == 0 && !into.is_empty();
        // The crate counts in 32 bits, as the checksum's own end does in gzip.
        if is_end && (self.crc.sum() != self.expected.0 || self.crc.amount() != self.expected.1 as u32) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "is damaged: its checksum is wrong"));
        }
        Ok(count)
    }
}
