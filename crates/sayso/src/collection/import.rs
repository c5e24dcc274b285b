//! Importing: many readers, one writer, and a ledger that says what became of every input.

use std::ops::ControlFlow;
use std::path::absolute;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sayso_core::document::Carried;
use sayso_core::pipeline::OTHER_LANGUAGE;
use sayso_core::{Document, Reading};
use sayso_formats::readers::Piece;
use sayso_store::codes::text_hash;
use sayso_store::corrections::Taken;
use sayso_store::documents::{Arrival, web_address};
use sayso_store::imports::{Counts, Done, InputKey, Item, Outcome, Refusal, Started};
use sayso_store::{Store, StoreError};
use sha2::{Digest, Sha256};

use super::{Collection, now, run_of};
use crate::inputs::{InputError, Raw};
use crate::ordered::{self, Event, Limits};
use crate::reader::{Reader, Unread};

/// Inputs that are written in one transaction.
const BATCH_ITEMS: usize = 256;

/// Bytes of input that are written in one transaction.
const BATCH_BYTES: usize = 2 << 20;

/// Nothing waits longer than this to be written, so that little is to be done again after a kill.
const BATCH_TIME: Duration = Duration::from_millis(100);

/// How far an import is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Number of the import.
    pub import: i64,
    /// What became of the inputs, those of an earlier attempt left out.
    pub counts: Counts,
    /// Statements found in new documents.
    pub statements: u64,
    /// Documents that were there, as earlier versions, and stand again.
    pub returned: u64,
    /// New documents in another language than the model's, in which nothing was looked for.
    pub foreign: u64,
    /// How often what people decided could not be read with a document.
    pub unreadable: u64,
    /// Inputs that an earlier attempt had done.
    pub done_before: u64,
    /// What of them failed.
    pub failed_before: u64,
    /// Bytes of inputs met since the last report.
    pub bytes: u64,
}

/// How an import ended.
#[derive(Debug, Clone, Copy)]
pub struct Imported {
    /// What it did.
    pub tally: Tally,
    /// Whether it was stopped before its end; the same import again goes on.
    pub interrupted: bool,
    /// What became of the corrections that came with the documents.
    pub corrections: Taken,
}

impl Collection {
    /// Imports documents, or goes on with the import of the same `inputs` (JSON of what was asked for)
    /// that was cut short. `on` is told how far it is, some times a second, and of inputs that failed; it
    /// stops the import by breaking.
    ///
    /// Nobody else may import meanwhile: hold a [`sayso_store::lock::Lock`].
    ///
    /// # Errors
    /// If the collection cannot be read or written. What was written before stays.
    pub fn import(
        &mut self,
        reader: &Reader,
        inputs: &str,
        raws: impl Iterator<Item = Result<Raw, InputError>> + Send,
        threads: usize,
        on: impl FnMut(Tally, &[String]) -> ControlFlow<()>,
    ) -> Result<Imported, StoreError> {
        let known = Mutex::new(Store::open_read_only(self.folder())?);
        let has = |document: &Document| {
            let known = known.lock().unwrap_or_else(PoisonError::into_inner);
            // A failure shows where it matters: when the writer looks.
            known.has_text(&document.text).unwrap_or(false)
        };
        let Started { id, run, done, failed } = self.store.begin_import(inputs, &run_of(reader), &now())?;
        let mut writer = Writer::new(&mut self.store, id, run, on);
        writer.tally.failed_before = failed;
        ordered::map(
            Fresh { raws, done },
            Task::weight,
            |task| task.work(reader, &has),
            Limits::for_threads(threads),
            |event| writer.take(event),
        );
        let (mut end, corrections) = writer.end()?;
        if !end.interrupted {
            end.corrections = self.store.take_over(&corrections)?;
            self.store.group_copies()?;
            self.store.group_quotations()?;
            self.store.finish_import(id, &now())?;
        }
        Ok(end)
    }
}

/// Inputs in their order, with what was done before marked as such.
struct Fresh<I> {
    raws: I,
    done: Done,
}

/// A correction that came with a document, and the hash of its text.
type Incoming = ([u8; 32], Carried);

enum Task {
    DoneBefore(usize, Vec<Incoming>),
    Read(InputKey, Result<Raw, InputError>),
}

enum Worked {
    DoneBefore(usize, Vec<Incoming>),
    /// With how many corrections could not be read.
    Item(Box<Item>, Vec<Incoming>, usize),
}

fn incoming(document: &Document, corrections: Vec<Carried>) -> Vec<Incoming> {
    if corrections.is_empty() {
        return Vec::new();
    }
    let hash = text_hash(&document.text);
    corrections.into_iter().map(|one| (hash, one)).collect()
}

impl<I: Iterator<Item = Result<Raw, InputError>>> Iterator for Fresh<I> {
    type Item = Task;

    fn next(&mut self) -> Option<Task> {
        let raw = self.raws.next()?;
        let key = key(&raw);
        match self.done.take(&key) {
            true => Some(Task::done_before(raw)),
            false => Some(Task::Read(key, raw)),
        }
    }
}

impl Task {
    /// Corrections are taken over when all documents are there: what an earlier attempt met is met again.
    fn done_before(raw: Result<Raw, InputError>) -> Self {
        let bytes = raw.as_ref().map_or(0, Raw::size);
        let corrections = match raw.as_ref().map(Raw::piece) {
            Ok(Piece::Document(read)) => incoming(&read.document, read.corrections.clone()),
            _ => Vec::new(),
        };
        Self::DoneBefore(bytes, corrections)
    }

    fn weight(&self) -> usize {
        match self {
            Self::Read(_, Ok(raw)) => raw.weight(),
            _ => 0,
        }
    }

    fn work(self, reader: &Reader, has: &impl Fn(&Document) -> bool) -> Worked {
        let (key, raw) = match self {
            Self::DoneBefore(bytes, corrections) => return Worked::DoneBefore(bytes, corrections),
            Self::Read(key, raw) => (key, raw),
        };
        let bytes = raw.as_ref().map_or(0, Raw::size);
        let origin = raw.as_ref().map_or_else(|error| error.origin.clone(), |raw| raw.origin().to_owned());
        let lasts = raw.as_ref().is_ok_and(Raw::lasts);
        let result = raw.and_then(|raw| reader.read_unknown(raw, has));
        let (mut corrections, mut unreadable) = (Vec::new(), 0);
        let result = result.map_err(|error| refusal(&error)).map(|documents| {
            let arrival = |unread: Unread| {
                let Unread { document, reading, corrections: with_it, unreadable: of_it, appearances } =
                    unread;
                corrections.extend(incoming(&document, with_it));
                unreadable += of_it;
                let address = address(&document, lasts);
                Arrival { document, reading, address, appearances }
            };
            documents.into_iter().map(arrival).collect()
        });
        Worked::Item(Box::new(Item { key, origin, bytes, result }), corrections, unreadable)
    }
}

/// Whether the engine looked for nothing because it does not know the language.
fn is_foreign(reading: &Reading) -> bool {
    reading.diagnostics.iter().any(|one| one.code == OTHER_LANGUAGE)
}

fn refusal(error: &InputError) -> Refusal {
    let problem = &error.problem;
    Refusal { reason: problem.code().to_owned(), message: error.to_string(), is_skip: problem.is_skip() }
}

/// What a later version of the document will be recognised by.
fn address(document: &Document, lasts: bool) -> Option<String> {
    let origin = &document.origin;
    if let Some(address) = web_address(origin) {
        return Some(address.to_owned());
    }
    if !lasts {
        return None;
    }
    Some(absolute(origin).map_or_else(|_| origin.clone(), |path| path.display().to_string()))
}

/// What recognises an input when its import goes on.
fn key(raw: &Result<Raw, InputError>) -> InputKey {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    };
    match raw.as_ref().map(Raw::piece) {
        Ok(Piece::Part(part)) => {
            add(part.place.as_bytes());
            add(&part.bytes);
        }
        Ok(Piece::Document(read)) => {
            let document = &read.document;
            add(document.origin.as_bytes());
            add(document.id.as_bytes());
            add(document.text.as_bytes());
        }
        Ok(Piece::Foreign(place)) => add(place.as_bytes()),
        Err(error) => {
            add(error.origin.as_bytes());
            add(error.to_string().as_bytes());
        }
    }
    let digest = hash.finalize();
    let mut key = InputKey::default();
    key.copy_from_slice(&digest[..size_of::<InputKey>()]);
    key
}

/// The one who writes: in batches, each in one transaction.
struct Writer<'a, F> {
    store: &'a mut Store,
    id: i64,
    run: i64,
    on: F,
    batch: Vec<Item>,
    corrections: Vec<Incoming>,
    bytes: usize,
    since: Instant,
    tally: Tally,
    interrupted: bool,
    failed: Result<(), StoreError>,
}

impl<'a, F: FnMut(Tally, &[String]) -> ControlFlow<()>> Writer<'a, F> {
    fn new(store: &'a mut Store, id: i64, run: i64, on: F) -> Self {
        Self {
            store,
            id,
            run,
            on,
            batch: Vec::new(),
            corrections: Vec::new(),
            bytes: 0,
            since: Instant::now(),
            tally: Tally { import: id, ..Tally::default() },
            interrupted: false,
            failed: Ok(()),
        }
    }

    fn take(&mut self, event: Event<Worked>) -> ControlFlow<()> {
        match event {
            Event::Result(Worked::DoneBefore(bytes, corrections)) => {
                self.corrections.extend(corrections);
                self.tally.done_before += 1;
                self.tally.bytes += bytes as u64;
            }
            Event::Result(Worked::Item(item, corrections, unreadable)) => {
                self.tally.unreadable += unreadable as u64;
                self.corrections.extend(corrections);
                self.bytes += item.bytes;
                self.batch.push(*item);
            }
            Event::Idle => {}
        }
        let is_full = self.batch.len() >= BATCH_ITEMS || self.bytes >= BATCH_BYTES;
        if !is_full && self.since.elapsed() < BATCH_TIME {
            return ControlFlow::Continue(());
        }
        self.flush()
    }

    /// Writes what has gathered, and reports.
    fn flush(&mut self) -> ControlFlow<()> {
        self.since = Instant::now();
        self.tally.bytes += self.bytes as u64;
        self.bytes = 0;
        let batch = std::mem::take(&mut self.batch);
        if !batch.is_empty() {
            match self.store.record(self.id, self.run, &batch) {
                Ok(outcomes) => self.count(&batch, &outcomes),
                Err(error) => {
                    self.failed = Err(error);
                    return ControlFlow::Break(());
                }
            }
        }
        let refusals = batch.iter().filter_map(|item| item.result.as_ref().err());
        let messages: Vec<String> =
            refusals.filter(|refusal| !refusal.is_skip).map(|refusal| refusal.message.clone()).collect();
        let flow = (self.on)(self.tally, &messages);
        self.tally.bytes = 0;
        self.interrupted = flow.is_break();
        flow
    }

    fn count(&mut self, batch: &[Item], outcomes: &[Outcome]) {
        outcomes.iter().for_each(|&outcome| self.tally.counts.add(outcome));
        let mut outcomes = outcomes.iter();
        for item in batch {
            let arrivals = item.result.as_deref().unwrap_or_default();
            for arrival in arrivals {
                let outcome = outcomes.next();
                let is_new = matches!(outcome, Some(Outcome::Imported | Outcome::Version));
                let returned = outcome == Some(&Outcome::Version) && arrival.reading.is_none();
                self.tally.returned += u64::from(returned);
                let reading = arrival.reading.as_ref().filter(|_| is_new);
                self.tally.statements += reading.map_or(0, |reading| reading.statements.len() as u64);
                self.tally.foreign += u64::from(reading.is_some_and(is_foreign));
            }
            // What holds no document has a line, too.
            if arrivals.is_empty() {
                outcomes.next();
            }
        }
    }

    fn end(mut self) -> Result<(Imported, Vec<Incoming>), StoreError> {
        if self.failed.is_ok() && !self.interrupted {
            let _ = self.flush();
            // Everything is done: there is nothing left to interrupt.
            self.interrupted = false;
        }
        self.failed?;
        let corrections = Taken::default();
        let end = Imported { tally: self.tally, interrupted: self.interrupted, corrections };
        Ok((end, self.corrections))
    }
}
