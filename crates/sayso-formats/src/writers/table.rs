//! A statement as a row of typed cells: what the spreadsheet and the Parquet file have in common.

use jiff::civil::Date;
use sayso_core::document::{Document, Reading, Speaker, Statement};
use sayso_core::text::{CodepointSpan, OffsetMap, Span};

use super::depths;
use super::standing::Standing;
use crate::wire::joined;

/// The value of a cell; `None` where it is not known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Text(Option<String>),
    Texts(Vec<String>),
    Yes(Option<bool>),
    Count(Option<i32>),
    /// A probability.
    Share(Option<f32>),
    Day(Option<Date>),
    /// In code points, end exclusive.
    Spans(Vec<CodepointSpan>),
}

impl Cell {
    /// The value as text, empty where it is not known; spans as `listed` writes them.
    pub fn shown(self, listed: impl Fn(&[CodepointSpan]) -> String) -> String {
        match self {
            Self::Text(text) => text.unwrap_or_default(),
            Self::Texts(texts) => texts.join("; "),
            Self::Yes(yes) => yes.map(|yes| yes.to_string()).unwrap_or_default(),
            Self::Count(number) => number.map(|number| number.to_string()).unwrap_or_default(),
            Self::Share(share) => share.map(|share| format!("{share:.4}")).unwrap_or_default(),
            Self::Day(day) => day.map(|day| day.to_string()).unwrap_or_default(),
            Self::Spans(spans) => listed(&spans),
        }
    }
}

/// A column: its name, and what stands in it.
pub(super) type Column = (&'static str, fn(&Row) -> Cell);

/// What a cell is computed from.
pub(super) struct Row<'a> {
    pub document: &'a Document,
    pub reading: &'a Reading,
    pub offsets: &'a OffsetMap<'a>,
    pub statement: &'a Statement,
    /// How many statements stand around it.
    pub depth: usize,
    /// What a collection knows of it.
    pub standing: Option<&'a Standing>,
}

/// Calls `take` with the row of each statement; `standings` has one for each, or none at all.
///
/// # Errors
/// Those of `take`.
pub(super) fn rows<E>(
    document: &Document,
    reading: &Reading,
    standings: &[Standing],
    mut take: impl FnMut(&Row) -> Result<(), E>,
) -> Result<(), E> {
    let offsets = OffsetMap::new(&document.text);
    let deep = reading.statements.iter().zip(depths(reading));
    for (index, (statement, depth)) in deep.enumerate() {
        let standing = standings.get(index);
        take(&Row { document, reading, offsets: &offsets, statement, depth, standing })?;
    }
    Ok(())
}

impl Row<'_> {
    pub fn speaker(&self) -> Option<&Speaker> {
        self.statement.speaker.as_ref().map(|link| &self.reading.speakers[link.speaker])
    }

    pub fn of_speaker<T>(&self, get: impl Fn(&Speaker) -> T) -> Option<T> {
        self.speaker().map(get)
    }

    /// The words at `spans`.
    pub fn words(&self, spans: Option<&[Span]>) -> Cell {
        Cell::Text(spans.map(|spans| joined(&self.document.text, spans)))
    }

    pub fn spans(&self, spans: Option<&[Span]>) -> Cell {
        Cell::Spans(spans.unwrap_or_default().iter().map(|&span| self.offsets.codepoints(span)).collect())
    }

    pub fn content(&self) -> Option<&[Span]> {
        Some(&self.statement.content)
    }

    pub fn cue(&self) -> Option<&[Span]> {
        self.statement.cue.as_ref().map(|cue| &cue.spans[..])
    }

    pub fn source(&self) -> Option<&[Span]> {
        self.statement.source.as_ref().map(|source| &source.spans[..])
    }

    pub fn parent(&self) -> Option<String> {
        self.statement.parent.map(|index| self.reading.statements[index].id.clone())
    }

    /// The code points that enclose all parts of the content.
    pub fn extent(&self) -> Option<CodepointSpan> {
        let (first, last) = (self.statement.content.first()?, self.statement.content.last()?);
        Some(self.offsets.codepoints(Span::new(first.start, last.end)))
    }
}

/// A word of a closed vocabulary.
pub(super) fn word(word: &str) -> Cell {
    Cell::Text(Some(word.to_owned()))
}

/// A number that fits in 32 bits, as every offset of a text that can be read does.
pub(super) fn count(number: usize) -> Option<i32> {
    i32::try_from(number).ok()
}
