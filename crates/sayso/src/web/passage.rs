//! Text with its statements marked, as pages show it.

use sayso_core::text::Span;
use sayso_core::{Document, Reading};
use sayso_formats::writers::depths;
pub use sayso_formats::writers::marking::Inline;
use sayso_formats::writers::marking::{Line, inline, lines};
use sayso_formats::writers::note::{DEEPEST, Note, note};

/// Below this a statement is one to check.
const LOW: f32 = 0.5;

/// A line of the text, with the notes on the statements that begin in it.
pub struct Paragraph<'a> {
    /// Whether an empty line stands before it.
    pub gap: bool,
    /// The line, well nested.
    pub pieces: Vec<Inline<'a, Mark<'a>>>,
    /// On the statements that begin in it.
    pub notes: Vec<Beside<'a>>,
}

/// A mark on content.
pub struct Mark<'a> {
    /// Public id of the statement.
    pub id: &'a str,
    /// Its number in the document, from 1.
    pub number: usize,
    /// Direct, indirect or mixed.
    pub form: &'static str,
    /// How many statements stand around it, as far as that is drawn.
    pub depth: usize,
    /// Whether it was not marked before.
    pub first: bool,
    /// Whether it is one to check.
    pub low: bool,
}

/// The note beside a statement.
pub struct Beside<'a> {
    /// Public id of the statement.
    pub id: &'a str,
    /// Its number in the document, from 1.
    pub number: usize,
    /// Direct, indirect or mixed.
    pub form: &'static str,
    /// How many statements stand around it, as far as that is drawn.
    pub depth: usize,
    /// Number and id of the one within which it stands.
    pub parent: Option<(usize, &'a str)>,
    /// Whether it is one to check.
    pub low: bool,
    /// What is told of it.
    pub told: Note<'a>,
    /// The page of who speaks.
    pub speaker: Option<String>,
    /// The page of the utterance that others report too, and how many do.
    pub shared: Option<(String, String)>,
}

/// Makes paragraphs of a reading.
pub struct Maker<'a> {
    /// The document.
    pub document: &'a Document,
    /// What was found in it.
    pub reading: &'a Reading,
    /// Of each speaker: the number of the person; empty where there is no collection.
    pub people: &'a [Option<i64>],
    /// Of each statement: the page of the utterance that others report too, and how many do; empty where there
    /// is no collection.
    pub shared: &'a [Option<(String, String)>],
}

impl<'a> Maker<'a> {
    /// All lines of the text but the empty ones.
    pub fn paragraphs(&self) -> Vec<Paragraph<'a>> {
        self.within(Span::new(0, self.document.text.len()))
    }

    /// The lines that a stretch of the text touches.
    pub fn within(&self, stretch: Span) -> Vec<Paragraph<'a>> {
        let depths = depths(self.reading);
        let mut seen = vec![false; self.reading.statements.len()];
        let mut gap = true;
        let mut paragraphs = Vec::new();
        for line in lines(self.document, self.reading) {
            if line.span.of(&self.document.text).trim().is_empty() {
                gap = true;
            } else if line.span.start < stretch.end && line.span.end > stretch.start {
                paragraphs.push(self.paragraph(&line, std::mem::take(&mut gap), &depths, &mut seen));
            }
        }
        paragraphs
    }

    fn paragraph(&self, line: &Line, gap: bool, depths: &[usize], seen: &mut [bool]) -> Paragraph<'a> {
        let mut notes = Vec::new();
        let pieces = inline(&self.document.text, line, |index, depth| {
            let first = !std::mem::replace(&mut seen[index], true);
            notes.extend(first.then(|| self.note(index, depths)));
            self.mark(index, depth, first)
        });
        Paragraph { gap, pieces, notes }
    }

    fn mark(&self, index: usize, depth: usize, first: bool) -> Mark<'a> {
        let statement = &self.reading.statements[index];
        let form = statement.form.word();
        let low = statement.confidence < LOW;
        Mark { id: &statement.id, number: index + 1, form, depth: depth.min(DEEPEST), first, low }
    }

    fn note(&self, index: usize, depths: &[usize]) -> Beside<'a> {
        let statement = &self.reading.statements[index];
        let person = statement.speaker.as_ref().and_then(|link| *self.people.get(link.speaker)?);
        Beside {
            id: &statement.id,
            number: index + 1,
            form: statement.form.word(),
            depth: depths[index].min(DEEPEST),
            parent: statement.parent.map(|parent| (parent + 1, &*self.reading.statements[parent].id)),
            low: statement.confidence < LOW,
            told: note(self.document, self.reading, index),
            speaker: person.map(|person| format!("/speaker/{person}")),
            shared: self.shared.get(index).cloned().flatten(),
        }
    }
}

/// A reading with one of its statements alone, for a passage that is about it.
pub fn only(reading: &Reading, index: usize) -> Reading {
    let statement = sayso_core::Statement { parent: None, ..reading.statements[index].clone() };
    Reading { statements: vec![statement], ..reading.clone() }
}
