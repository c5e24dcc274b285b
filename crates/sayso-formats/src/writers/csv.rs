//! One row a statement, for spreadsheets and data frames: RFC 4180 in UTF-8 without a byte order
//! mark, lines ended by LF, cells as the text has them.

use std::io::{self, Write};

use sayso_core::document::{Document, Reading};

use super::standing::{STANDING, Standing};
use super::table::{Cell, Column, Row, count, rows, word};

/// The columns, in order. New ones are only ever added at the end.
///
/// An unknown value is an empty cell. Offsets count code points, end exclusive; `content_start` and
/// `content_end` enclose all parts of the content, `content_spans` lists them (`575-842;860-901`).
/// `named` and `kind` are the speaker's; `depth` counts the statements around this one.
const COLUMNS: [Column; 30] = [
    ("document_id", |row| Cell::Text(Some(row.document.id.clone()))),
    ("origin", |row| Cell::Text(Some(row.document.origin.clone()))),
    ("title", |row| Cell::Text(row.document.title.clone())),
    ("outlet", |row| Cell::Text(row.document.outlet.clone())),
    ("published", |row| Cell::Text(row.document.published.clone())),
    ("statement_id", |row| Cell::Text(Some(row.statement.id.clone()))),
    ("speaker", |row| Cell::Text(row.of_speaker(|it| it.name.clone()))),
    ("named", |row| Cell::Yes(row.of_speaker(|it| it.named))),
    ("kind", |row| Cell::Text(row.of_speaker(|it| it.kind.word().to_owned()))),
    ("via", |row| Cell::Text(row.statement.speaker.as_ref().map(|link| link.via.word().to_owned()))),
    ("role", |row| Cell::Text(row.of_speaker(|it| it.roles.join("; ")))),
    ("form", |row| word(row.statement.form.word())),
    ("attitude", |row| word(row.statement.attitude.word())),
    ("status", |row| word(row.statement.status.word())),
    ("stance", |row| word(row.statement.stance.word())),
    ("cue", |row| row.words(row.cue())),
    ("cue_lemma", |row| Cell::Text(row.statement.cue.as_ref().map(|cue| cue.lemma.clone()))),
    ("source", |row| row.words(row.source())),
    ("content", |row| row.words(row.content())),
    ("content_start", |row| Cell::Count(row.extent().and_then(|span| count(span.start)))),
    ("content_end", |row| Cell::Count(row.extent().and_then(|span| count(span.end)))),
    ("content_spans", |row| row.spans(row.content())),
    ("said_from", |row| Cell::Day(row.statement.said.as_ref().map(|said| said.from))),
    ("said_to", |row| Cell::Day(row.statement.said.as_ref().map(|said| said.to))),
    ("addressee", |row| row.words(row.statement.addressee.as_deref())),
    ("venue", |row| row.words(row.statement.venue.as_deref())),
    ("parent", |row| Cell::Text(row.parent())),
    ("depth", |row| Cell::Count(count(row.depth))),
    ("confidence", |row| Cell::Share(Some(row.statement.confidence))),
    ("language", |row| Cell::Text(row.document.language.clone())),
];

/// The header line; for a table out of a collection, with the columns of [`Standing`], too.
///
/// # Errors
/// Those of `out`.
pub fn write_csv_header(out: &mut dyn Write, of_collection: bool) -> io::Result<()> {
    let mut sheet = sheet(out);
    sheet.write_record(columns(of_collection).map(|(name, _)| name))?;
    sheet.flush()
}

/// One row for each statement of the document, without the header; with `standings`, one for each statement,
/// it is a row of a table out of a collection.
///
/// # Errors
/// Those of `out`.
pub fn write_csv(
    out: &mut dyn Write,
    document: &Document,
    reading: &Reading,
    standings: Option<&[Standing]>,
) -> io::Result<()> {
    let mut sheet = sheet(out);
    rows(document, reading, standings.unwrap_or_default(), |row: &Row| {
        let cells = columns(standings.is_some()).map(|(_, cell)| shown(cell(row)));
        sheet.write_record(cells).map_err(io::Error::from)
    })?;
    sheet.flush()
}

fn columns(of_collection: bool) -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().chain(if of_collection { &STANDING[..] } else { &[] })
}

fn sheet(out: &mut dyn Write) -> csv::Writer<&mut dyn Write> {
    csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out)
}

fn shown(cell: Cell) -> String {
    cell.shown(|spans| {
        let listed: Vec<_> = spans.iter().map(|span| format!("{}-{}", span.start, span.end)).collect();
        listed.join(";")
    })
}
