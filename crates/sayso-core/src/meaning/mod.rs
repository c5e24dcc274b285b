//! How much two contents say the same, in whatever words.
//!
//! Each word that tells something is held against the most similar one of the other content, by the vectors that the
//! encoder has for the pieces of words, and counts for what it tells where it stands; compare BERTScore (Zhang et al.
//! 2020). The states of the last layer were tried and are left alone: fine-tuned to find who says what, they put apart what a
//! word does in its sentence and not what it means (`docs/similar.md`).

use crate::encoder::{Piece, Tokenizer, Words};
use crate::utterances::{Kind, Token, WordId, Wording};

/// From here on two contents count as similar; how often they say the same then stands in `docs/similar.md`.
pub const SIMILAR: f32 = 0.75;

/// What a content must tell to be compared, in nats: *the next president* is like too many things.
pub const LEAST_TOLD: f32 = 18.0;

/// No content is compared beyond so many words, so that work stays in proportion to the text.
const LONGEST: usize = 120;

/// Makes meanings, with the vocabulary of an encoder.
#[derive(Debug, Clone, Copy)]
pub struct Meanings<'m> {
    tokenizer: &'m Tokenizer,
    words: &'m Words,
}

/// What a content says, word by word.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Meaning {
    words: Vec<Word>,
    negated: bool,
}

/// A word that tells something.
#[derive(Debug, Clone, PartialEq)]
struct Word {
    /// Each stands once.
    base: WordId,
    is_number: bool,
    /// What it tells, in nats.
    weight: f32,
    /// Of length one.
    vector: Vec<f32>,
}

/// How much two contents say the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// 0 to 1.
    pub score: f32,
    /// Whether both have numbers, and none in common.
    pub other_numbers: bool,
    /// Whether one of them has a negation and the other has none.
    pub negation_differs: bool,
}

impl<'m> Meanings<'m> {
    /// With the pieces of words that `tokenizer` cuts and `words` knows.
    #[must_use]
    pub fn new(tokenizer: &'m Tokenizer, words: &'m Words) -> Self {
        Self { tokenizer, words }
    }

    /// The meaning of a content. `tells` says what a word, as written, tells where it stands, and is given what it
    /// tells in English at large; both in nats.
    ///
    /// # Errors
    /// Those of `tells`.
    pub fn of<E>(
        &self,
        text: &str,
        mut tells: impl FnMut(&str, f32) -> Result<f32, E>,
    ) -> Result<Meaning, E> {
        let wording = Wording::read(text);
        let telling =
            wording.tokens.iter().filter(|token| matches!(token.kind, Kind::Content | Kind::Number));
        let (mut pieces, mut words) = (Vec::new(), Vec::<Word>::new());
        for token in telling.take(LONGEST) {
            if words.iter().all(|word| word.base != token.base) {
                let weight = tells(token.span.of(text), token.information)?;
                words.push(Word { weight, ..self.word(text, token, &mut pieces) });
            }
        }
        Ok(Meaning { words, negated: wording.tokens.iter().any(|token| token.kind == Kind::Negation) })
    }

    fn word(&self, text: &str, token: &Token, pieces: &mut Vec<Piece>) -> Word {
        pieces.clear();
        self.tokenizer.tokenize(text, token.span, pieces);
        let mut vector = vec![0.0; self.words.width()];
        pieces.iter().for_each(|piece| self.words.add(piece.id, &mut vector));
        let length = dot(&vector, &vector).sqrt();
        if length > 0.0 {
            vector.iter_mut().for_each(|value| *value /= length);
        }
        Word { base: token.base, is_number: token.kind == Kind::Number, weight: token.information, vector }
    }
}

impl Meaning {
    /// What all its words tell, in nats.
    #[must_use]
    pub fn told(&self) -> f32 {
        self.words.iter().map(|word| word.weight).sum()
    }

    /// How much both say the same. It does not matter which of the two asks.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> Likeness {
        let numbers =
            |of: &Self| of.words.iter().filter(|word| word.is_number).map(|word| word.base).collect();
        let (own, others): (Vec<WordId>, Vec<WordId>) = (numbers(self), numbers(other));
        Likeness {
            score: (self.covered_by(other) * other.covered_by(self)).sqrt(),
            other_numbers: !own.is_empty()
                && !others.is_empty()
                && !own.iter().any(|one| others.contains(one)),
            negation_differs: self.negated != other.negated,
        }
    }

    /// Share of what it tells that the other tells, too, in the most similar words that it has.
    fn covered_by(&self, other: &Self) -> f32 {
        let told = self.told();
        let shared = |word: &Word| {
            let closest = other.words.iter().map(|one| word.likeness(one)).fold(0.0, f32::max);
            word.weight * closest
        };
        if told > 0.0 { self.words.iter().map(shared).sum::<f32>() / told } else { 0.0 }
    }
}

impl Word {
    /// 1 of the same word, however inflected; a number is like no other.
    fn likeness(&self, other: &Self) -> f32 {
        if self.base == other.base {
            1.0
        } else if self.is_number || other.is_number {
            0.0
        } else {
            dot(&self.vector, &other.vector)
        }
    }
}

/// Summed in the order of the numbers, so that every processor gives the same bits.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    // Sixteen sums side by side, which a processor can make at once.
    let mut sums = [0.0_f32; 16];
    let (a, b) = (a.chunks_exact(16), b.chunks_exact(16));
    let rest: f32 = a.remainder().iter().zip(b.remainder()).map(|(x, y)| x * y).sum();
    for (a, b) in a.zip(b) {
        for (sum, (x, y)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += x * y;
        }
    }
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests;
