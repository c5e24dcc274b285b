//! The sourcing profile of a document.

use crate::document::{Form, Profile, Speaker, Statement};
use crate::segment::Segmentation;
use crate::text::Span;

/// Counts over the statements of a document.
pub fn of(segmentation: &Segmentation, statements: &[Statement], speakers: &[Speaker]) -> Profile {
    let with = |form| statements.iter().filter(|statement| statement.form == form).count();
    let contents = union(statements.iter().flat_map(|statement| &statement.content));
    let covered = union(statements.iter().flat_map(places));
    Profile {
        statements: statements.len(),
        direct: with(Form::Direct),
        indirect: with(Form::Indirect),
        mixed: with(Form::Mixed),
        speakers: speakers.len(),
        unnamed: speakers.iter().filter(|speaker| !speaker.named).count(),
        sourceless: statements.iter().filter(|statement| statement.source.is_none()).count(),
        own_voice: 1.0 - share(segmentation, &covered),
        attributed: share(segmentation, &contents),
        hearsay: hearsay(statements),
    }
}

/// Everything that a statement points to as its own: content, cue and source.
fn places(statement: &Statement) -> impl Iterator<Item = &Span> {
    let cue = statement.cue.iter().flat_map(|cue| &cue.spans);
    let source = statement.source.iter().flat_map(|source| &source.spans);
    statement.content.iter().chain(cue).chain(source)
}

/// The spans as disjoint ones, in text order.
fn union<'s>(spans: impl Iterator<Item = &'s Span>) -> Vec<Span> {
    let mut sorted: Vec<Span> = spans.copied().collect();
    sorted.sort();
    let mut union: Vec<Span> = Vec::new();
    for span in sorted {
        match union.last_mut() {
            Some(last) if span.start <= last.end => *last = last.cover(span),
            _ => union.push(span),
        }
    }
    union
}

/// Share of the text's words that overlap the spans; 0 for a text without words.
fn share(segmentation: &Segmentation, spans: &[Span]) -> f32 {
    let words = segmentation.words.iter().filter(|word| word.lexical);
    let (mut all, mut inside, mut at) = (0_u32, 0_u32, 0);
    for word in words {
        while at < spans.len() && spans[at].end <= word.span.start {
            at += 1;
        }
        all += 1;
        inside += u32::from(spans.get(at).is_some_and(|span| span.overlaps(word.span)));
    }
    if all == 0 { 0.0 } else { inside as f32 / all as f32 }
}

/// How many statements stand at each depth.
fn hearsay(statements: &[Statement]) -> Vec<usize> {
    let mut counts = Vec::new();
    for statement in statements {
        let mut depth = 0;
        let mut parent = statement.parent;
        while let Some(index) = parent {
            depth += 1;
            parent = statements[index].parent;
        }
        if counts.len() <= depth {
            counts.resize(depth + 1, 0);
        }
        counts[depth] += 1;
    }
    counts
}
