//! What the layout of a text makes certain without a model: transcripts, interviews in questions
//! and answers, quotations signed with a dash, names before a colon.
//!
//! The rules are conservative: a label that might be a heading, a place or a time is no speaker.

mod label;
mod signature;
mod turns;

use std::collections::HashMap;

use label::Label;

use crate::attribution::Attribution;
use crate::document::Step;
use crate::segment::{Segmentation, Word};
use crate::text::Span;

/// The attributions that the layout makes certain, in text order.
#[must_use]
pub fn find(text: &str, segmentation: &Segmentation) -> Vec<Attribution> {
    let layout = Layout::new(text, segmentation);
    let turns = turns::find(&layout);
    let mut found = label::quotes(&layout);
    found.extend(signature::find(&layout));
    found.retain(|one| !turns.iter().any(|turn| share_content(one, turn)));
    found.extend(turns);
    found.sort_by_key(|one| (one.content[0].start, one.content[0].end));
    found
}

fn share_content(one: &Attribution, other: &Attribution) -> bool {
    one.content.iter().any(|part| other.content.iter().any(|theirs| part.overlaps(*theirs)))
}

/// A text as the layout rules see it.
struct Layout<'t> {
    text: &'t str,
    cut: &'t Segmentation,
    /// What each paragraph starts with, if it is a label and a colon.
    labels: Vec<Option<Label>>,
    /// Capitalised words: how often they stand outside labels, and in which paragraph last.
    capitalised: HashMap<&'t str, (usize, usize)>,
}

impl<'t> Layout<'t> {
    fn new(text: &'t str, cut: &'t Segmentation) -> Self {
        let labels: Vec<Option<Label>> =
            cut.paragraphs.iter().map(|&paragraph| Label::read(text, paragraph)).collect();
        let mut capitalised: HashMap<&str, (usize, usize)> = HashMap::new();
        for word in &cut.words {
            let in_label =
                labels[word.paragraph].as_ref().is_some_and(|label| label.colon.end > word.span.start);
            let form = stem(word.span.of(text));
            if !in_label && form.starts_with(char::is_uppercase) {
                let (count, last) = capitalised.entry(form).or_default();
                *count += 1;
                *last = word.paragraph;
            }
        }
        Self { text, cut, labels, capitalised }
    }

    /// How often the text writes `word` with a capital outside labels, whatever its case here.
    fn mentions(&self, word: &str) -> usize {
        self.mention(word).map_or(0, |(count, _)| count)
    }

    /// Whether a paragraph after the first writes `word` with a capital.
    fn body_mentions(&self, word: &str) -> bool {
        self.mention(word).is_some_and(|(_, last)| last > 0)
    }

    fn mention(&self, word: &str) -> Option<(usize, usize)> {
        let word = stem(word);
        let (head, tail) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        let title_case = format!("{head}{}", tail.to_lowercase());
        [word, title_case.as_str()].iter().find_map(|form| self.capitalised.get(*form).copied())
    }

    /// The lexical words of a span.
    fn words(&self, span: Span) -> impl Iterator<Item = &'t str> {
        self.cut.words_in(span).iter().filter(|word: &&Word| word.lexical).map(|word| word.span.of(self.text))
    }
}

/// A word without a possessive ending.
fn stem(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// An attribution by layout alone.
fn attribution(
    source: Span,
    cue: Span,
    content: Vec<Span>,
    confidence: f32,
    rule: &'static str,
    why: &str,
) -> Attribution {
    let spans = vec![source, cue];
    let trace = vec![Step { rule, why: why.to_owned(), spans, score: None }];
    Attribution { content, cue: vec![cue], source: vec![source], parent: None, confidence, trace }
}

#[cfg(test)]
mod tests;
