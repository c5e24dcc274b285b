//! Readings in the form that the reference scorer takes.

use sayso_core::document::{Reading, Statement};
use sayso_core::text::{OffsetMap, Span};
use serde::Serialize;

/// One line of a predictions file: what was found in one article.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Prediction {
    /// Name of the gold text.
    pub article: String,
    /// The statements that stand within no other: the gold has no nested ones.
    pub statements: Vec<PredictedStatement>,
}

/// One statement; offsets are code points, end exclusive.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PredictedStatement {
    /// Parts of the source, maybe none.
    pub source: Vec<[usize; 2]>,
    /// Parts of the cue, maybe none.
    pub cue: Vec<[usize; 2]>,
    /// Parts of the content.
    pub content: Vec<[usize; 2]>,
    /// Fullest name of a speaker whom the text names.
    pub speaker: Option<String>,
    /// Probability that the statement is right.
    pub confidence: f32,
}

/// The prediction for the gold text `article`.
#[must_use]
pub fn prediction(article: &str, text: &str, reading: &Reading) -> Prediction {
    let offsets = OffsetMap::new(text);
    let top = reading.statements.iter().filter(|statement| statement.parent.is_none());
    let statements = top.map(|statement| predicted(statement, reading, &offsets)).collect();
    Prediction { article: article.to_owned(), statements }
}

fn predicted(statement: &Statement, reading: &Reading, offsets: &OffsetMap) -> PredictedStatement {
    let pairs = |spans: &[Span]| {
        let pair = |&span: &Span| [offsets.codepoint(span.start), offsets.codepoint(span.end)];
        spans.iter().map(pair).collect::<Vec<_>>()
    };
    let speaker = statement.speaker.as_ref().map(|link| &reading.speakers[link.speaker]);
    PredictedStatement {
        source: statement.source.as_ref().map_or_else(Vec::new, |source| pairs(&source.spans)),
        cue: statement.cue.as_ref().map_or_else(Vec::new, |cue| pairs(&cue.spans)),
        content: pairs(&statement.content),
        speaker: speaker.filter(|speaker| speaker.named).map(|speaker| speaker.name.clone()),
        confidence: statement.confidence,
    }
}
