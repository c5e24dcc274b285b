//! Bytes to readings: the one place that puts readers and engine together.

use std::any::Any;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use sayso_core::document::{Appearance, Carried};
use sayso_core::meaning::Meanings;
use sayso_core::pipeline::{DIAGNOSTICS, ModelError};
use sayso_core::{Document, Engine, Options, Reading};
use sayso_formats::readers::{ReadDocument, UNREADABLE_CORRECTION};

use crate::inputs::{InputError, Problem, Raw};
use crate::model;
use crate::ordered::{self, Event, Limits};

/// Reads documents with the built-in model. Shared by reference between threads.
pub struct Reader {
    engine: Engine,
    options: Options,
}

/// What became of one [`Raw`].
#[derive(Debug)]
pub struct Outcome {
    /// How many bytes it had.
    pub bytes: usize,
    /// Its documents with what was found in each, or why there are none.
    pub result: Result<Vec<(Document, Reading)>, InputError>,
}

/// A document that may be known.
#[derive(Debug)]
pub struct Unread {
    /// The document.
    pub document: Document,
    /// What was found in it; none where it is known.
    pub reading: Option<Reading>,
    /// What people decided about it where it comes from.
    pub corrections: Vec<Carried>,
    /// How often what people decided could not be read.
    pub unreadable: usize,
    /// Where else its text was found.
    pub appearances: Vec<Appearance>,
}

impl Reader {
    /// A reader with the built-in model.
    ///
    /// # Errors
    /// If the model that was built in is damaged.
    pub fn new(options: Options) -> Result<Self, ModelError> {
        Ok(Self { engine: Engine::new(&model::FILES)?, options })
    }

    /// Name and version of the model (`en-1`).
    #[must_use]
    pub fn model_version(&self) -> &str {
        self.engine.model_version()
    }

    /// How it reads.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// What compares contents by what they say.
    #[must_use]
    pub fn meanings(&self) -> Meanings<'_> {
        self.engine.meanings()
    }

    /// Reads one document.
    #[must_use]
    pub fn read(&self, document: &Document) -> Reading {
        self.engine.read(document, &self.options)
    }

    /// Reads the documents that `raw` holds.
    ///
    /// # Errors
    /// If the bytes are no document of their format. A fault of sayso itself is an error of this
    /// input too, so that the rest of a long run is not lost.
    pub fn read_raw(&self, raw: Raw) -> Result<Vec<(Document, Reading)>, InputError> {
        guarded(raw, |read| self.read_one(read))
    }

    /// The documents that `raw` holds; those that `is_known` says are known are not read.
    ///
    /// # Errors
    /// As [`Reader::read_raw`].
    pub fn read_unknown(
        &self,
        raw: Raw,
        is_known: impl Fn(&Document) -> bool,
    ) -> Result<Vec<Unread>, InputError> {
        guarded(raw, |mut read| {
            let corrections = std::mem::take(&mut read.corrections);
            let appearances = std::mem::take(&mut read.appearances);
            let unreadable = read.diagnostics.iter().filter(|one| one.code == UNREADABLE_CORRECTION).count();
            let (document, reading) = match is_known(&read.document) {
                true => (read.document, None),
                false => {
                    let (document, reading) = self.read_one(read);
                    (document, Some(reading))
                }
            };
            Unread { document, reading, corrections, unreadable, appearances }
        })
    }

    /// What its reader noticed comes before what the engine noticed. A record that comes back brings both along;
    /// the engine sees for itself.
    fn read_one(&self, read: ReadDocument) -> (Document, Reading) {
        let mut reading = self.read(&read.document);
        let mut noticed = read.diagnostics;
        noticed.retain(|one| !DIAGNOSTICS.contains(&one.code.as_ref()));
        reading.diagnostics.splice(0..0, noticed);
        (read.document, reading)
    }

    /// Reads many documents on `threads` threads (0: all cores) and hands them to `consume` in the
    /// order of `raws`, on the calling thread, in memory that does not grow with their number.
    pub fn read_all(
        &self,
        raws: impl Iterator<Item = Result<Raw, InputError>> + Send,
        threads: usize,
        consume: impl FnMut(Event<Outcome>) -> ControlFlow<()>,
    ) {
        let weigh = |raw: &Result<Raw, InputError>| raw.as_ref().map_or(0, Raw::weight);
        let size = |raw: &Result<Raw, InputError>| raw.as_ref().map_or(0, Raw::size);
        let work = |raw| Outcome { bytes: size(&raw), result: raw.and_then(|raw| self.read_raw(raw)) };
        ordered::map(raws, weigh, work, Limits::for_threads(threads), consume);
    }
}

/// Does `work` on each document of `raw`; a fault of sayso becomes an error of this input.
fn guarded<T>(raw: Raw, work: impl Fn(ReadDocument) -> T) -> Result<Vec<T>, InputError> {
    let origin = raw.origin().to_owned();
    let read = || Ok(raw.documents()?.into_iter().map(work).collect());
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|panic| Err(InputError::new(origin, Problem::Internal(message_of(&*panic)))))
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}
