//! Reading again what is in the collection, with another model or other options.

use std::ops::ControlFlow;

use sayso_core::pipeline::DIAGNOSTICS;
use sayso_core::{Document, Reading};
use sayso_store::documents::Stored;
use sayso_store::{Store, StoreError};

use super::{Collection, run_of};
use crate::ordered::{self, Event, Limits};
use crate::reader::Reader;

/// Documents that are read and written together.
const BATCH: usize = 64;

/// How reading again ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reread {
    /// Documents read again.
    pub documents: u64,
    /// Statements found in them.
    pub statements: u64,
    /// Whether it was stopped before its end; the same again goes on.
    pub interrupted: bool,
}

impl Collection {
    /// Reads every document again that another model or other options read, or, if `all`, every one.
    /// Corrections are kept, and applied to the new statements where these are certainly the same. `on` is
    /// told how far it is; it stops by breaking.
    ///
    /// # Errors
    /// If the collection cannot be read or written. What was written before stays.
    pub fn reextract(
        &mut self,
        reader: &Reader,
        all: bool,
        threads: usize,
        mut on: impl FnMut(Reread) -> ControlFlow<()>,
    ) -> Result<Reread, StoreError> {
        let run = self.store.run(&run_of(reader))?;
        let mut done = Reread::default();
        let mut after = 0;
        loop {
            let skip = if all { NO_RUN } else { run };
            let rows = self.store.outdated(skip, after, BATCH)?;
            let Some(&last) = rows.last() else {
                self.store.group_quotations()?;
                return Ok(done);
            };
            after = last;
            let readings = read_all(&self.store, reader, &rows, threads)?;
            self.store.replace(run, &readings)?;
            done.documents += readings.len() as u64;
            done.statements += readings.iter().map(|(_, one)| one.statements.len() as u64).sum::<u64>();
            if on(done).is_break() {
                return Ok(Reread { interrupted: true, ..done });
            }
        }
    }

    /// What the engine finds now in a document of the collection, traces included.
    ///
    /// # Errors
    /// If the document is not there or cannot be read.
    pub fn read_again(&self, reader: &Reader, row: i64) -> Result<(Document, Reading), StoreError> {
        let document = self.store.document(row)?.document;
        let reading = reader.read(&document);
        Ok((document, reading))
    }
}

/// The number of no run: rows are counted from one.
const NO_RUN: i64 = 0;

fn read_all(
    store: &Store,
    reader: &Reader,
    rows: &[i64],
    threads: usize,
) -> Result<Vec<(i64, Reading)>, StoreError> {
    let documents = rows.iter().map(|&row| store.document(row));
    let documents = documents.collect::<Result<Vec<_>, _>>()?;
    let mut readings = Vec::new();
    ordered::map(
        documents.into_iter(),
        |stored| stored.document.text.len(),
        |stored| (stored.row, anew(reader, stored)),
        Limits::for_threads(threads),
        |event| {
            if let Event::Result(reading) = event {
                readings.push(reading);
            }
            ControlFlow::Continue(())
        },
    );
    Ok(readings)
}

/// What the engine finds now; what the reader of its format once noticed comes first, as ever.
fn anew(reader: &Reader, stored: Stored) -> Reading {
    let mut reading = reader.read(&stored.document);
    let noticed = stored.reading.diagnostics.into_iter();
    let noticed = noticed.filter(|one| !DIAGNOSTICS.contains(&one.code.as_ref()));
    reading.diagnostics.splice(0..0, noticed);
    reading
}
