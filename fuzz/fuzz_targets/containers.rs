//! Any bytes, cut up as any format of streams, give pieces of bounded size whose documents keep all promises.
#![no_main]

#[path = "../../crates/sayso/tests/oracles/mod.rs"]
mod oracles;

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use sayso_formats::readers::{Format, Hint, Limits, Piece, Pieces, open, open_seekable};

/// Bytes of the largest piece.
const MOST: usize = 1 << 16;

/// Pieces that are looked at.
const ENOUGH: usize = 200;

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, bytes)) = bytes.split_first() else { return };
    let format = Format::ALL.get(usize::from(first)).copied();
    let limits = Limits { bytes: MOST, ..Limits::default() };
    let hint = Hint { origin: "fuzz", format, limits, ..Hint::default() };
    look(open(bytes, &hint), limits);
    look(open_seekable(Cursor::new(bytes), &Hint { found: true, ..hint }), limits);
});

fn look(pieces: Pieces<'_>, limits: Limits) {
    for piece in pieces.take(ENOUGH).flatten() {
        if let Piece::Part(part) = &piece {
            assert!(part.bytes.len() <= MOST, "a part of {} bytes", part.bytes.len());
        }
        // Files that never end are the business of a process of their own.
        let Ok(documents) = piece.documents(limits, Some(|_| Err("not here".to_owned()))) else { continue };
        documents.iter().for_each(|read| oracles::document(&read.document, &read.diagnostics));
    }
}
