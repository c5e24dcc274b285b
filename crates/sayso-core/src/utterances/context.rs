//! What a document is about, in few words: two reports of one event share names and rare words.

use std::collections::BTreeMap;

use super::words::{Kind, WordId, Wording};

/// How many words tell what a document is about.
const WORDS: usize = 28;

/// Below this many nats a word is common to documents of any kind.
const RARE: f32 = 8.5;

/// The words that tell most of what a document is about, with their weights in nats.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Context {
    /// In order of word.
    words: Vec<(WordId, f32)>,
}

impl Context {
    /// Of a document's title and text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut counts: BTreeMap<WordId, (f32, u32)> = BTreeMap::new();
        for token in &Wording::read(text).tokens {
            if token.kind == Kind::Content && token.information >= RARE {
                let entry = counts.entry(token.base).or_insert((token.information, 0));
                entry.1 += 1;
            }
        }
        let weight = |(word, (told, count)): (WordId, (f32, u32))| (word, told * (1.0 + (count as f32).ln()));
        let mut words: Vec<(WordId, f32)> = counts.into_iter().map(weight).collect();
        words.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        words.truncate(WORDS);
        words.sort_by_key(|&(word, _)| word);
        Self { words }
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Share of what either is about that both are about, the words of `apart` left out: 0 to 1.
    #[must_use]
    pub fn likeness(&self, other: &Self, apart: &Wording) -> f32 {
        let outside = |word: WordId| !apart.tokens.iter().any(|token| token.base == word);
        let total = |context: &Self| -> f32 {
            context.words.iter().filter(|(word, _)| outside(*word)).map(|(_, weight)| weight).sum()
        };
        let both = self.words.iter().filter(|(word, _)| outside(*word)).filter_map(|&(word, weight)| {
            let at = other.words.binary_search_by_key(&word, |&(other, _)| other).ok()?;
            Some(weight.min(other.words[at].1))
        });
        let least = total(self).min(total(other));
        if least > 0.0 { both.sum::<f32>() / least } else { 0.0 }
    }
}
