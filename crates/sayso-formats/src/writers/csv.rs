//! One row a statement, for spreadsheets and data frames: RFC 4180 in UTF-8 without a byte order
//! mark, lines ended by LF, cells as the text has them.

use std::io::{self, Write};

use sayso_core::document::{Document, Reading, Statement};
use sayso_core::text::{OffsetMap, Span};

use super::depths;
use crate::wire::joined;

/// The columns, in order. New ones are only ever added at the end.
///
/// An unknown value is an empty cell. Offsets count code points, end exclusive; `content_start` and
/// `content_end` enclose all parts of the content, `content_spans` lists them (`575-842;860-901`).
/// `named` and `kind` are the speaker's; `depth` counts the statements around this one.
pub const CSV_COLUMNS: [&str; 30] = [
    "document_id",
    "origin",
    "title",
    "outlet",
    "published",
    "statement_id",
    "speaker",
    "named",
    "kind",
    "via",
    "role",
    "form",
    "attitude",
    "status",
    "stance",
    "cue",
    "cue_lemma",
    "source",
    "content",
    "content_start",
    "content_end",
    "content_spans",
    "said_from",
    "said_to",
    "addressee",
    "venue",
    "parent",
    "depth",
    "confidence",
    "language",
];

/// The header line.
///
/// # Errors
/// Those of `out`.
pub fn write_csv_header(out: &mut dyn Write) -> io::Result<()> {
    let mut rows = rows(out);
    rows.write_record(CSV_COLUMNS)?;
    rows.flush()
}

/// One row for each statement of the document, without the header.
///
/// # Errors
/// Those of `out`.
pub fn write_csv(out: &mut dyn Write, document: &Document, reading: &Reading) -> io::Result<()> {
    let table = Table { document, reading, offsets: OffsetMap::new(&document.text) };
    let mut rows = rows(out);
    for (statement, depth) in reading.statements.iter().zip(depths(reading)) {
        rows.write_record(table.row(statement, depth))?;
    }
    rows.flush()
}

fn rows(out: &mut dyn Write) -> csv::Writer<&mut dyn Write> {
    csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out)
}

struct Table<'a> {
    document: &'a Document,
    reading: &'a Reading,
    offsets: OffsetMap<'a>,
}

impl Table<'_> {
    fn row(&self, statement: &Statement, depth: usize) -> [String; CSV_COLUMNS.len()] {
        let Document { id, origin, title, outlet, published, language, .. } = self.document;
        let link = statement.speaker.as_ref();
        let speaker = link.map(|link| &self.reading.speakers[link.speaker]);
        let spans: Vec<_> = statement.content.iter().map(|&span| self.offsets.codepoints(span)).collect();
        let listed: Vec<_> = spans.iter().map(|span| format!("{}-{}", span.start, span.end)).collect();
        let said = statement.said.as_ref();
        [
            id.clone(),
            origin.clone(),
            cell(title.as_ref()),
            cell(outlet.as_ref()),
            cell(published.as_ref()),
            statement.id.clone(),
            cell(speaker.map(|speaker| &speaker.name)),
            cell(speaker.map(|speaker| speaker.named)),
            cell(speaker.map(|speaker| speaker.kind.word())),
            cell(link.map(|link| link.via.word())),
            cell(speaker.map(|speaker| speaker.roles.join("; "))),
            statement.form.word().to_owned(),
            statement.attitude.word().to_owned(),
            statement.status.word().to_owned(),
            statement.stance.word().to_owned(),
            self.text(statement.cue.as_ref().map(|cue| &cue.spans)),
            cell(statement.cue.as_ref().map(|cue| &cue.lemma)),
            self.text(statement.source.as_ref().map(|source| &source.spans)),
            self.text(Some(&statement.content)),
            cell(spans.first().map(|span| span.start)),
            cell(spans.last().map(|span| span.end)),
            listed.join(";"),
            cell(said.map(|said| said.from)),
            cell(said.map(|said| said.to)),
            self.text(statement.addressee.as_ref()),
            self.text(statement.venue.as_ref()),
            cell(statement.parent.map(|parent| &self.reading.statements[parent].id)),
            depth.to_string(),
            format!("{:.4}", statement.confidence),
            cell(language.as_ref()),
        ]
    }

    fn text(&self, spans: Option<&Vec<Span>>) -> String {
        spans.map(|spans| joined(&self.document.text, spans)).unwrap_or_default()
    }
}

fn cell(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
