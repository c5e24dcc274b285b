//! One row a statement, for spreadsheet programs: a byte order mark, lines ended by CR LF, what a
//! person reads first in the first columns.
//!
//! A cell that a spreadsheet would take for a formula begins with an apostrophe, as news often begins
//! with `@` or `-`. A cell is cut, with a mark, where Excel takes no more. Spans are written with an en
//! dash (`575–842`), which no program takes for a date. Elsewhere the cells are as in
//! [`super::write_csv`].

use std::io::{self, Write};

use sayso_core::document::{Document, Reading};
use sayso_core::text::Span;

use super::standing::{STANDING, Standing};
use super::table::{Cell, Column, Row, count, rows, word};

/// Most UTF-16 units of a cell in Excel.
const CELL: usize = 32_767;

/// What ends a cell that was cut.
const CUT: &str = " […cut]";

/// Most code points of the text shown before and after a content.
const CONTEXT: usize = 160;

/// Digits from which Excel rounds a number.
const EXACT_DIGITS: usize = 12;

/// What parts the cells: spreadsheet programs expect the list separator of their user's region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delimiter {
    /// English-speaking countries, East Asia.
    #[default]
    Comma,
    /// Where the comma is the decimal sign: most of Europe and Latin America.
    Semicolon,
}

const COLUMNS: &[Column] = &[
    ("speaker", |row| Cell::Text(row.of_speaker(|it| it.name.clone()))),
    ("content", |row| row.words(row.content())),
    ("form", |row| word(row.statement.form.word())),
    ("status", |row| word(row.statement.status.word())),
    ("attitude", |row| word(row.statement.attitude.word())),
    ("stance", |row| word(row.statement.stance.word())),
    ("cue", |row| row.words(row.cue())),
    ("source", |row| row.words(row.source())),
    ("said_from", |row| Cell::Day(row.statement.said.as_ref().map(|said| said.from))),
    ("said_to", |row| Cell::Day(row.statement.said.as_ref().map(|said| said.to))),
    ("published", |row| Cell::Text(row.document.published.clone())),
    ("outlet", |row| Cell::Text(row.document.outlet.clone())),
    ("title", |row| Cell::Text(row.document.title.clone())),
    ("origin", |row| Cell::Text(Some(row.document.origin.clone()))),
    ("context_before", |row| Cell::Text(Some(before(row)))),
    ("context_after", |row| Cell::Text(Some(after(row)))),
    ("role", |row| Cell::Text(row.of_speaker(|it| it.roles.join("; ")))),
    ("addressee", |row| row.words(row.statement.addressee.as_deref())),
    ("venue", |row| row.words(row.statement.venue.as_deref())),
    ("confidence", |row| Cell::Share(Some(row.statement.confidence))),
    ("named", |row| Cell::Yes(row.of_speaker(|it| it.named))),
    ("kind", |row| Cell::Text(row.of_speaker(|it| it.kind.word().to_owned()))),
    ("via", |row| Cell::Text(row.statement.speaker.as_ref().map(|link| link.via.word().to_owned()))),
    ("cue_lemma", |row| Cell::Text(row.statement.cue.as_ref().map(|cue| cue.lemma.clone()))),
    ("document_id", |row| Cell::Text(Some(row.document.id.clone()))),
    ("statement_id", |row| Cell::Text(Some(row.statement.id.clone()))),
    ("parent", |row| Cell::Text(row.parent())),
    ("depth", |row| Cell::Count(count(row.depth))),
    ("content_start", |row| Cell::Count(row.extent().and_then(|span| count(span.start)))),
    ("content_end", |row| Cell::Count(row.extent().and_then(|span| count(span.end)))),
    ("content_spans", |row| row.spans(row.content())),
    ("language", |row| Cell::Text(row.document.language.clone())),
];

/// The byte order mark and the header line.
///
/// # Errors
/// Those of `out`.
pub fn write_excel_header(out: &mut dyn Write, delimiter: Delimiter) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut sheet = sheet(out, delimiter);
    sheet.write_record(COLUMNS.iter().chain(&STANDING).map(|(name, _)| name))?;
    sheet.flush()
}

/// One row for each statement of the document, without the header; `standings` has one for each, or none at
/// all.
///
/// # Errors
/// Those of `out`.
pub fn write_excel(
    out: &mut dyn Write,
    document: &Document,
    reading: &Reading,
    standings: &[Standing],
    delimiter: Delimiter,
) -> io::Result<()> {
    let mut sheet = sheet(out, delimiter);
    rows(document, reading, standings, |row| {
        let cells = COLUMNS.iter().chain(&STANDING).map(|(_, cell)| shown(cell(row)));
        sheet.write_record(cells).map_err(io::Error::from)
    })?;
    sheet.flush()
}

fn sheet(out: &mut dyn Write, delimiter: Delimiter) -> csv::Writer<&mut dyn Write> {
    let delimiter = match delimiter {
        Delimiter::Comma => b',',
        Delimiter::Semicolon => b';',
    };
    csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(out)
}

fn shown(cell: Cell) -> String {
    let is_text = matches!(cell, Cell::Text(_) | Cell::Texts(_));
    let text = cell.shown(|spans| {
        let listed: Vec<_> = spans.iter().map(|span| format!("{}–{}", span.start, span.end)).collect();
        listed.join("; ")
    });
    cut(if is_text { guarded(text) } else { text })
}

/// The text with an apostrophe before it where a spreadsheet would compute, or round a long number.
fn guarded(text: String) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let number = text.len() >= EXACT_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
    if formula || number { format!("'{text}") } else { text }
}

fn cut(text: String) -> String {
    let room = CELL - CUT.len();
    if text.len() <= CELL || text.encode_utf16().count() <= CELL {
        return text;
    }
    let mut units = 0;
    let kept = text.char_indices().find(|(_, character)| {
        units += character.len_utf16();
        units > room
    });
    let end = kept.map_or(text.len(), |(index, _)| index);
    text[..end].to_owned() + CUT
}

/// What stands in the paragraph before the content.
fn before(row: &Row) -> String {
    let end = row.statement.content.first().map_or(0, |span| span.start);
    let text = &row.document.text[..end];
    let paragraph = &text[text.rfind('\n').map_or(0, |at| at + 1)..];
    let start = paragraph.char_indices().rev().nth(CONTEXT - 1);
    match start.filter(|&(at, _)| at > 0) {
        // From the next word on, if there is one.
        Some((at, _)) => {
            let rest = &paragraph[at..];
            format!("…{}", rest.split_once(' ').map_or(rest, |(_, rest)| rest)).trim_end().to_owned()
        }
        None => paragraph.trim().to_owned(),
    }
}

/// What stands in the paragraph after the content.
fn after(row: &Row) -> String {
    let start = row.statement.content.last().map_or(0, |span: &Span| span.end);
    let text = &row.document.text[start..];
    let paragraph = text.split('\n').next().unwrap_or_default();
    match paragraph.char_indices().nth(CONTEXT) {
        Some((at, _)) => {
            let kept = &paragraph[..at];
            format!("{}…", kept.rsplit_once(' ').map_or(kept, |(kept, _)| kept)).trim_start().to_owned()
        }
        None => paragraph.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn sheet_of(document: &Document, delimiter: Delimiter) -> String {
        let mut out = Vec::new();
        write_excel_header(&mut out, delimiter).unwrap();
        write_excel(&mut out, document, &fixture::reading(), &[], delimiter).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_mark_crlf_and_one_row_a_statement() {
        for (delimiter, sign) in [(Delimiter::Comma, b','), (Delimiter::Semicolon, b';')] {
            let text = sheet_of(&fixture::document(), delimiter);
            let text = text.strip_prefix('\u{feff}').unwrap();
            assert!(text.lines().next().is_some() && text.ends_with("\r\n"));
            let mut rows = csv::ReaderBuilder::new().delimiter(sign).from_reader(text.as_bytes());
            assert_eq!(rows.headers().unwrap().len(), COLUMNS.len() + STANDING.len());
            let records: Vec<_> = rows.records().map(Result::unwrap).collect();
            assert_eq!(records.len(), fixture::reading().statements.len());
            assert_eq!(&records[0][0], "Ilse Brandt");
        }
    }

    #[test]
    fn nothing_is_computed() {
        for text in ["=1+1", "+1", "-1", "@mayor", "\tx", "\rx", "＝1"] {
            assert_eq!(guarded(text.to_owned()), format!("'{text}"));
        }
        assert_eq!(guarded("1234567890123".to_owned()), "'1234567890123");
        assert_eq!(guarded("a=1".to_owned()), "a=1");
        let document = Document { title: Some("=HYPERLINK(\"x\")".into()), ..fixture::document() };
        let text = sheet_of(&document, Delimiter::Comma);
        assert!(text.contains("\"'=HYPERLINK(\"\"x\"\")\""));
    }

    #[test]
    fn a_cell_ends_where_excel_takes_no_more() {
        let long = cut("é🐑".repeat(20_000));
        assert!(long.ends_with(CUT));
        assert!(long.encode_utf16().count() <= CELL);
        assert_eq!(cut("x".repeat(CELL)).len(), CELL);
    }

    #[test]
    fn the_words_around_stay_within_their_paragraph() {
        let text = sheet_of(&fixture::document(), Delimiter::Comma);
        let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let records: Vec<_> = rows.records().map(Result::unwrap).collect();
        assert_eq!(&records[0][14], "VARNHOLT, March 10 —");
        assert!(records.iter().all(|record| !record[14].contains('\n') && record[14].chars().count() <= 162));
    }
}
