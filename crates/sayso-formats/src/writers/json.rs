//! The wire record as JSON.

use std::io::{self, Write};

use sayso_core::document::{Appearance, Carried, Document, Reading};
use sayso_core::text::OffsetMap;

use crate::wire::{AppearanceRecord, correction, to_wire};

/// One document as an indented JSON object and a line break. Several documents follow one another:
/// a stream of JSON values, not an array, so that the first is there before the last is read.
///
/// # Errors
/// Those of `out`.
pub fn write_json(out: &mut dyn Write, document: &Document, reading: &Reading) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &to_wire(document, reading))?;
    out.write_all(b"\n")
}

/// One document as a JSON object on one line.
///
/// # Errors
/// Those of `out`.
pub fn write_jsonl(out: &mut dyn Write, document: &Document, reading: &Reading) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &to_wire(document, reading))?;
    out.write_all(b"\n")
}

/// As [`write_jsonl`], with what a collection knows of the document beside what was found in it.
///
/// # Errors
/// Those of `out`.
pub fn write_jsonl_of_collection(
    out: &mut dyn Write,
    document: &Document,
    reading: &Reading,
    corrections: &[Carried],
    appearances: &[Appearance],
) -> io::Result<()> {
    let mut record = to_wire(document, reading);
    let offsets = OffsetMap::new(&document.text);
    record.corrections = Some(corrections.iter().map(|one| correction(&offsets, one)).collect());
    record.appearances = Some(appearances.iter().map(appearance).collect());
    serde_json::to_writer(&mut *out, &record)?;
    out.write_all(b"\n")
}

fn appearance(place: &Appearance) -> AppearanceRecord {
    let Appearance { origin, outlet, published } = place.clone();
    AppearanceRecord { origin, outlet, published }
}
