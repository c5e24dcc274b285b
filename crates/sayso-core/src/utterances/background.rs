//! What words tell before any collection is seen: rare ones much, common ones and stock phrases little.
//!
//! The measure is fixed and the same for every collection, so that whether two quotations match never
//! depends on what else is there or in which order it came.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::words::{WordId, bases, normal};

/// Information of a word that no list knows, in nats: names, mostly.
const UNKNOWN: f32 = 13.5;

/// A word that follows another by chance still follows it after one of this many nats less.
const LISTED_SAVES: f32 = 1.0;

/// The tables, parsed at the first call.
pub(super) fn background() -> &'static Background {
    static BACKGROUND: OnceLock<Background> = OnceLock::new();
    BACKGROUND.get_or_init(Background::parse)
}

/// Information of words and of pairs of words, and phrases that tell next to nothing.
pub(super) struct Background {
    words: HashMap<WordId, u8>,
    pairs: HashMap<u64, u8>,
}

/// The stock phrases, parsed at the first call. Reading them needs the tables above.
pub(super) fn stock() -> &'static Stock {
    static STOCK: OnceLock<Stock> = OnceLock::new();
    STOCK.get_or_init(|| {
        let mut stock = Stock { rows: HashMap::new() };
        for phrase in lines(include_str!("../../../../lexicons/stock-phrases.txt")) {
            let mut hash = EMPTY;
            let words = bases(phrase);
            for (at, &word) in words.iter().enumerate() {
                hash = with(hash, word);
                *stock.rows.entry(hash).or_default() |= at + 1 == words.len();
            }
        }
        stock
    })
}

/// Rows of words that many people use.
pub(super) struct Stock {
    /// Hashes of the beginnings of phrases, and whether a phrase ends there.
    rows: HashMap<u64, bool>,
}

impl Stock {
    /// How many of the first words are the longest phrase that begins there; 0 where none does.
    pub(super) fn longest(&self, words: impl Iterator<Item = WordId>) -> usize {
        let (mut hash, mut longest) = (EMPTY, 0);
        for (at, word) in words.enumerate() {
            hash = with(hash, word);
            match self.rows.get(&hash) {
                Some(true) => longest = at + 1,
                Some(false) => {}
                None => break,
            }
        }
        longest
    }
}

/// Hash of no words.
const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

fn with(hash: u64, word: WordId) -> u64 {
    let hash = (hash ^ u64::from(word.0)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 31)
}

impl Background {
    fn parse() -> Self {
        let words = lines(include_str!("../../../../lexicons/word-information.tsv"));
        let words = words.filter_map(|line| line.split_once('\t'));
        let words =
            words.filter_map(|(word, tenths)| Some((WordId::of(&normal(word)), tenths.parse().ok()?)));
        let pairs = lines(include_str!("../../../../lexicons/pair-information.tsv"));
        Self { words: words.collect(), pairs: pairs.flat_map(pairs_of).collect() }
    }

    /// What the word alone tells, in nats.
    pub(super) fn word(&self, word: WordId) -> f32 {
        self.words.get(&word).map_or(UNKNOWN, |&tenths| f32::from(tenths) / 10.0)
    }

    /// What `word`, which alone tells `alone`, still tells after `before`, in nats.
    pub(super) fn after(&self, before: WordId, word: WordId, alone: f32) -> f32 {
        let listed = self.pairs.get(&pair_key(before, word));
        listed.map_or(alone, |&tenths| (f32::from(tenths) / 10.0).min((alone - LISTED_SAVES).max(0.1)))
    }
}

fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn pairs_of(line: &'static str) -> impl Iterator<Item = (u64, u8)> {
    let mut fields = line.split('\t');
    let before = WordId::of(&normal(fields.next().unwrap_or_default()));
    let after = fields.filter_map(|field| field.split_once(' '));
    after.filter_map(move |(word, tenths)| {
        Some((pair_key(before, WordId::of(&normal(word))), tenths.parse().ok()?))
    })
}

fn pair_key(before: WordId, word: WordId) -> u64 {
    u64::from(before.0) << 32 | u64::from(word.0)
}
