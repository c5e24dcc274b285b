//! Why a statement was found: `sayso.explanation/1`.

use serde::{Deserialize, Serialize};

use sayso_core::document::{Document, Reading, Step};
use sayso_core::text::{OffsetMap, Span};

use super::{OFFSETS, PassageRecord, SpanRecord, SpeakerRecord, StatementRecord, to_wire};

/// The value of `schema` in every explanation of this version.
pub const EXPLANATION_SCHEMA: &str = "sayso.explanation/1";

/// One statement, and the steps that led to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExplanationRecord {
    /// Name and version of this record: `sayso.explanation/1`.
    pub schema: String,
    /// Unit of every offset: `codepoints`, Unicode code points of the document's text.
    pub offsets: String,
    /// Name and version of the model.
    pub model: String,
    /// `id` of the document.
    pub document: String,
    /// Path or address of the document as the user gave it.
    pub origin: String,
    /// Place of the statement among those of the document, from 1.
    pub number: usize,
    /// The statement, as in the record of the document.
    pub statement: StatementRecord,
    /// Who speaks, as in the record of the document; null where the text does not tell.
    pub speaker: Option<SpeakerRecord>,
    /// The steps, in order.
    pub steps: Vec<StepRecord>,
}

/// One step on the way to a statement or its speaker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepRecord {
    /// Stable name of the rule or component.
    pub rule: String,
    /// One sentence for a person.
    pub why: String,
    /// Its score; null where it has none.
    pub score: Option<f32>,
    /// The words that it rests on.
    pub spans: Vec<PassageRecord>,
}

/// Explanations of all statements of a document, in order.
#[must_use]
pub fn explanations(document: &Document, reading: &Reading, model: &str) -> Vec<ExplanationRecord> {
    let record = to_wire(document, reading);
    let offsets = OffsetMap::new(&document.text);
    let explain = |(index, statement): (usize, StatementRecord)| {
        let found = &reading.statements[index];
        let speaker = found.speaker.as_ref().map(|link| record.speakers[link.speaker].clone());
        ExplanationRecord {
            schema: EXPLANATION_SCHEMA.to_owned(),
            offsets: OFFSETS.to_owned(),
            model: model.to_owned(),
            document: document.id.clone(),
            origin: document.origin.clone(),
            number: index + 1,
            statement,
            speaker,
            steps: found.trace.iter().map(|step| recorded(step, &document.text, &offsets)).collect(),
        }
    };
    record.statements.into_iter().enumerate().map(explain).collect()
}

fn recorded(step: &Step, text: &str, offsets: &OffsetMap) -> StepRecord {
    let passage = |&span: &Span| {
        let points = offsets.codepoints(span);
        let spans = vec![SpanRecord { start: points.start, end: points.end }];
        PassageRecord { text: span.of(text).to_owned(), spans }
    };
    StepRecord {
        rule: step.rule.to_string(),
        why: step.why.clone(),
        score: step.score,
        spans: step.spans.iter().map(passage).collect(),
    }
}
