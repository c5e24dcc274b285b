//! The words around a cue that frame its content: where addressee, venue and time stand.

use std::ops::Range;

use super::time;
use crate::attribution::Attribution;
use crate::attribution::qualify::Head;
use crate::segment::Segmentation;
use crate::text::Span;

/// Words to either side of the cue that are looked at.
const REACH: usize = 80;
/// Longest introductory phrase, in tokens.
const LONGEST_INTRODUCTION: usize = 16;

/// A word or mark of the frame.
#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    pub(super) text: &'t str,
    /// Lower case, straight apostrophes.
    pub(super) lower: String,
    pub(super) span: Span,
    pub(super) lexical: bool,
    pub(super) in_source: bool,
}

/// The stretch of the cue's sentence that holds the cue and no content.
#[derive(Debug)]
pub(super) struct Frame<'t> {
    pub(super) tokens: Vec<Token<'t>>,
    /// The head of the cue.
    pub(super) head: Range<usize>,
    /// Dictionary form of the head.
    pub(super) lemma: String,
    /// Whether the first token begins the sentence or follows content.
    whole: bool,
}

impl<'t> Frame<'t> {
    /// The frame around the head of the attribution's cue. `covered` counts, for each word of the
    /// text, the contents that hold it.
    pub(super) fn read(
        text: &'t str,
        segmentation: &Segmentation,
        attribution: &Attribution,
        covered: &[u32],
    ) -> Option<Self> {
        let head = Head::find(text, segmentation, attribution)?;
        let words = &segmentation.words;
        let (sentence, depth) = (words[head.word].sentence, covered[head.word]);
        let belongs = |index: &usize| words[*index].sentence == sentence && covered[*index] <= depth;
        let left = (0..head.word).rev().take(REACH).take_while(belongs).count();
        let right = (head.word..words.len()).take(REACH).take_while(belongs).count();
        let (start, end) = (head.word - left, head.word + right);
        let token = |index: usize| {
            let word = words[index];
            let form = word.span.of(text);
            Token {
                text: form,
                lower: form.to_lowercase().replace('’', "'"),
                span: word.span,
                lexical: word.lexical,
                in_source: attribution.source.iter().any(|source| source.overlaps(word.span)),
            }
        };
        let head_end = (head.word + head.words).min(end).max(head.word + 1) - start;
        Some(Self {
            tokens: (start..end.max(head.word + 1)).map(token).collect(),
            head: head.word - start..head_end,
            lemma: head.lemma,
            whole: left < REACH,
        })
    }

    /// The lower-case word at `at`; empty for a mark and past the end.
    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).filter(|token| token.lexical).map_or("", |token| token.lower.as_str())
    }

    /// The characters from one token to another, the last one excluded.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        self.tokens[range.start].span.cover(self.tokens[range.end - 1].span)
    }

    /// The time expression at `at`.
    pub(super) fn time_at(&self, at: usize) -> Option<time::Expression> {
        let tokens: Vec<&str> = self.tokens[at..].iter().take(6).map(|token| token.text).collect();
        let before = at.checked_sub(1).map(|before| self.tokens[before].text);
        time::read(&tokens, before)
    }

    /// Places where a phrase may tell of the occasion, best first: after the cue, between source and
    /// cue, in the introduction.
    pub(super) fn places(&self) -> Vec<usize> {
        let mut places: Vec<usize> = self.after().collect();
        places.extend(self.between());
        places.extend(self.introduction());
        places
    }

    /// Tokens after the head that belong to its clause.
    fn after(&self) -> Range<usize> {
        let start = self.head.end;
        let ends = |&at: &usize| {
            let token = &self.tokens[at];
            match token.text {
                "," => !self.goes_on(at + 1),
                "." => at + 1 == self.tokens.len(),
                _ if !token.lexical => !token.in_source && !matches!(token.text, "-" | "&" | "’" | "'"),
                _ => !token.in_source && opens_clause(&token.lower),
            }
        };
        start..(start..self.tokens.len()).find(ends).unwrap_or(self.tokens.len())
    }

    /// Tokens between the source and the head, if they are a phrase and no clause.
    fn between(&self) -> Range<usize> {
        let none = self.head.start..self.head.start;
        let Some(last) = self.tokens[..self.head.start].iter().rposition(|token| token.in_source) else {
            return none;
        };
        let start = last + 1;
        let phrase = self.word(start);
        let comma = self.tokens.get(start).is_some_and(|token| token.text == ",");
        let clause = (start..self.head.start).any(|at| opens_clause(self.word(at)));
        if clause || phrase.is_empty() && !(comma && self.goes_on(start + 1)) {
            none
        } else {
            start..self.head.start
        }
    }

    /// Tokens of an introductory phrase: `In an interview on Tuesday, …`.
    fn introduction(&self) -> Range<usize> {
        let comma = self.tokens.iter().take(LONGEST_INTRODUCTION).position(|token| token.text == ",");
        let first_source = self.tokens.iter().position(|token| token.in_source).unwrap_or(self.head.start);
        let end =
            comma.unwrap_or(first_source).min(first_source).min(self.head.start).min(LONGEST_INTRODUCTION);
        let first = self.word(0);
        let speaking =
            matches!(first, "speaking" | "appearing" | "writing" | "testifying" | "asked" | "talking");
        let leads = speaking || is_preposition(first) || self.time_at(0).is_some();
        if self.whole && leads && !matches!(first, "after" | "before" | "since" | "until" | "by" | "from") {
            0..end
        } else {
            0..0
        }
    }

    /// Whether what follows a comma still tells of the occasion: a phrase, a time, the source.
    fn goes_on(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| {
            token.in_source || is_preposition(&token.lower) || token.lexical && self.time_at(at).is_some()
        })
    }
}

/// Words that start a clause of its own.
fn opens_clause(word: &str) -> bool {
    matches!(
        word,
        "that"
            | "who"
            | "which"
            | "whose"
            | "whom"
            | "where"
            | "when"
            | "while"
            | "because"
            | "although"
            | "though"
            | "if"
            | "whether"
            | "as"
            | "after"
            | "before"
            | "since"
            | "until"
            | "but"
            | "and"
            | "or"
            | "so"
            | "than"
            | "why"
            | "how"
            | "what"
            | "is"
            | "are"
            | "was"
            | "were"
            | "has"
            | "have"
            | "had"
            | "will"
            | "would"
            | "could"
            | "should"
            | "he"
            | "she"
            | "they"
            | "we"
            | "i"
    )
}

/// Prepositions that lead to an occasion.
pub(super) fn is_preposition(word: &str) -> bool {
    matches!(word, "in" | "on" | "at" | "during" | "via" | "through" | "over" | "late" | "early" | "earlier")
}
