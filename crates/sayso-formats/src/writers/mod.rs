//! Readings to bytes: one module a format, each streaming one document to an [`std::io::Write`].
//!
//! They write in small pieces: pass a buffered writer.
//!
//! Two rules hold for all: the same reading gives the same bytes, and spans are taken as they are,
//! so a reading must come from an engine or from [`crate::wire::from_wire`], which checks them.

mod annotations;
mod brat;
mod citron;
mod csv;
mod excel;
mod html;
mod json;
pub mod marking;
pub mod note;
mod parquet;
mod standing;
mod table;
mod tei;
mod terminal;
pub mod wording;

pub use annotations::WebAnnotations;
pub use brat::{BRAT_CONFIGURATION, write_brat};
pub use citron::write_citron;
pub use csv::{write_csv, write_csv_header};
pub use excel::{Delimiter, write_excel, write_excel_header};
pub use html::{clean, write_html};
pub use json::{write_json, write_jsonl, write_jsonl_of_collection};
pub use parquet::{
    DOCUMENTS_SCHEMA, DocumentTable, SPEAKERS_SCHEMA, STATEMENTS_SCHEMA, SpeakerTable, StatementTable,
};
pub use standing::{Review, Standing};
pub use tei::Tei;
pub use terminal::{TerminalOptions, write_terminal};

use sayso_core::document::Reading;

/// How many statements stand around each statement, in the order of the reading.
#[must_use]
pub fn depths(reading: &Reading) -> Vec<usize> {
    let mut depths: Vec<Option<usize>> = vec![None; reading.statements.len()];
    for start in 0..depths.len() {
        let mut chain = Vec::new();
        let mut next = Some(start);
        while let Some(index) = next.filter(|&i| depths[i].is_none()) {
            chain.push(index);
            next = reading.statements[index].parent;
        }
        let outermost = next.and_then(|index| depths[index]).map_or(0, |depth| depth + 1);
        for (depth, index) in (outermost..).zip(chain.into_iter().rev()) {
            depths[index] = Some(depth);
        }
    }
    depths.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests;
