//! What a document is about, in few words: two reports of one event share names and rare words.

use std::collections::{BTreeMap, HashSet};

use super::words::{Kind, WordId, Wording};

/// How many words tell what a document is about.
const WORDS: usize = 24;

/// Bytes of a word in [`Context::to_bytes`]: the word, then its weight.
const BYTES: usize = 5;

/// Steps of weight in a nat, so that a weight fits a byte.
const STEPS: f32 = 4.0;

/// Below this many nats a word is common to documents of any kind.
const RARE: f32 = 8.5;

/// The words that tell most of what a document is about, with their weights.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// In order of word; weights in quarters of a nat.
    words: Box<[(WordId, u8)]>,
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
        Self { words: words.into_iter().map(|(word, weight)| (word, (weight * STEPS) as u8)).collect() }
    }

    /// As few bytes, for keeping.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.words
            .iter()
            .flat_map(|(word, weight)| word.0.to_le_bytes().into_iter().chain([*weight]))
            .collect()
    }

    /// What [`Context::to_bytes`] gave.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let word = |chunk: &[u8]| {
            let id = u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]);
            (WordId(id), chunk[4])
        };
        Self { words: bytes.chunks_exact(BYTES).map(word).collect() }
    }

    /// The same without the words of `apart`.
    #[must_use]
    pub fn without(&self, apart: &Wording) -> Self {
        let bases: HashSet<WordId> = apart.tokens.iter().map(|token| token.base).collect();
        Self { words: self.words.iter().filter(|(word, _)| !bases.contains(word)).copied().collect() }
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
            context
                .words
                .iter()
                .filter(|(word, _)| outside(*word))
                .map(|(_, weight)| f32::from(*weight))
                .sum()
        };
        let both = self.words.iter().filter(|(word, _)| outside(*word)).filter_map(|&(word, weight)| {
            let at = other.words.binary_search_by_key(&word, |&(other, _)| other).ok()?;
            Some(f32::from(weight.min(other.words[at].1)))
        });
        let least = total(self).min(total(other));
        if least > 0.0 { (both.sum::<f32>() / least).min(1.0) } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_about_one_event_are_more_alike_than_others() {
        let fire = Context::of(
            "Firefighters of Ostrand saved the old tannery after a blaze, said warden Ilse Quint.",
        );
        let again =
            Context::of("The tannery in Ostrand burned for hours, warden Quint told us; the blaze is out.");
        let match_day =
            Context::of("Goalkeeper Nadja Brill kept the visitors scoreless until the referee whistled.");
        let apart = Wording::default();
        assert!(fire.likeness(&again, &apart) > 0.3);
        assert!(fire.likeness(&match_day, &apart) < 0.05);
        assert!((fire.likeness(&fire, &apart) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn the_words_of_a_quotation_do_not_count() {
        let a = Context::of("Quint praised the tannery.");
        let b = Context::of("Brill praised the tannery.");
        assert!(a.likeness(&b, &Wording::read("the tannery was praised")) < 0.05);
        assert!(a.likeness(&b, &Wording::default()) > 0.2);
        assert!(
            a.without(&Wording::read("the tannery was praised")).likeness(&b, &Wording::default()) < 0.05
        );
    }

    #[test]
    fn bytes_come_back() {
        let context = Context::of("Firefighters of Ostrand saved the old tannery after a blaze.");
        assert_eq!(Context::from_bytes(&context.to_bytes()), context);
    }
}
