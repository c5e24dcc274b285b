//! A statement as a note says it, for the pages that show one beside the text.

use sayso_core::document::{Document, Form, Reading, Speaker, Status};
use sayso_core::text::Span;

use super::depths;
use super::wording::{confidence, percent, who};
use crate::wire::joined;

/// Units of a chart's width.
pub const CHART: f32 = 600.0;
/// Deepest level of nesting that is drawn apart.
pub const DEEPEST: usize = 2;
/// Units of the width of the bar for a confidence.
const BAR: f32 = 27.0;

/// What is told of a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Note<'a> {
    /// Who speaks, or that it is not known.
    pub who: String,
    /// Whether the text names them.
    pub named: bool,
    /// The first of their roles.
    pub role: Option<&'a str>,
    /// The words of the source, where they do not hold the speaker's name.
    pub source: Option<String>,
    /// The words that attribute.
    pub cue: Option<String>,
    /// To whom.
    pub addressee: Option<String>,
    /// Where or in what.
    pub venue: Option<String>,
    /// When: a day, or the first and the last.
    pub said: Option<String>,
    /// What became of the saying, where it is not plainly asserted and the cue is not that word.
    pub status: Option<&'static str>,
    /// Whether the cue itself is the word for what became of the saying (*denied*, *asked*).
    pub cue_is_status: bool,
    /// Form, attitude and stance, where they are not the usual ones.
    pub kind: String,
    /// How sure, in a word.
    pub confidence: &'static str,
    /// The same in hundredths.
    pub percent: String,
    /// The same as the width of a bar 27 units wide.
    pub bar: String,
}

/// What is told of the statement with this index.
#[must_use]
pub fn note<'a>(document: &Document, reading: &'a Reading, index: usize) -> Note<'a> {
    let statement = &reading.statements[index];
    let words = |spans: Option<&[Span]>| spans.map(|spans| joined(&document.text, spans));
    let speaker: Option<&Speaker> = statement.speaker.as_ref().map(|link| &reading.speakers[link.speaker]);
    let source = words(statement.source.as_ref().map(|source| &source.spans[..]));
    let cue = words(statement.cue.as_ref().map(|cue| &cue.spans[..]));
    let status = Some(statement.status).filter(|&status| status != Status::Asserted).map(Status::word);
    let cue_is_status = status.is_some() && cue.as_deref() == status;
    let kind = [statement.form.word(), statement.attitude.word(), statement.stance.word()];
    let kind: Vec<_> = kind.into_iter().filter(|word| !matches!(*word, "assertion" | "neutral")).collect();
    Note {
        who: who(document, reading, statement),
        named: speaker.is_some_and(|speaker| speaker.named),
        role: speaker.and_then(|speaker| speaker.roles.first()).map(String::as_str),
        source: source.filter(|source| speaker.is_some_and(|speaker| !source.contains(&speaker.name))),
        cue,
        addressee: words(statement.addressee.as_deref()),
        venue: words(statement.venue.as_deref()),
        said: statement.said.as_ref().map(|said| match said.from == said.to {
            true => said.from.to_string(),
            false => format!("{} to {}", said.from, said.to),
        }),
        status: status.filter(|_| !cue_is_status),
        cue_is_status,
        kind: kind.join(" · "),
        confidence: confidence(statement.confidence),
        percent: percent(statement.confidence),
        bar: decimal(statement.confidence * BAR),
    }
}

/// A part of a statement's content in the strip that stands for the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Which statement, from 0.
    pub index: usize,
    /// What it is, for a person.
    pub label: String,
    /// How it is filled.
    pub class: &'static str,
    /// Where it begins, of [`CHART`] units.
    pub x: String,
    /// Nested ones lower.
    pub y: usize,
    /// How wide it is.
    pub width: String,
}

/// Where the statements stand in the text, from its beginning to its end.
#[must_use]
pub fn strip(document: &Document, reading: &Reading) -> Vec<Tick> {
    let per_byte = CHART / document.text.len().max(1) as f32;
    let mut ticks = Vec::new();
    for (index, depth) in depths(reading).into_iter().enumerate() {
        let statement = &reading.statements[index];
        let label =
            format!("{}: {}, {}", index + 1, who(document, reading, statement), statement.form.word());
        ticks.extend(statement.content.iter().map(|span| Tick {
            index,
            label: label.clone(),
            class: fill(statement.form),
            x: decimal(span.start as f32 * per_byte),
            y: 2 + 9 * depth.min(DEEPEST),
            width: decimal((span.len() as f32 * per_byte).max(2.0)),
        }));
    }
    ticks
}

/// How a form is filled in a chart.
#[must_use]
pub fn fill(form: Form) -> &'static str {
    match form {
        Form::Direct => "full",
        Form::Indirect | Form::Mixed => form.word(),
    }
}

/// A number as drawings have it.
#[must_use]
pub fn decimal(value: f32) -> String {
    format!("{value:.1}")
}
