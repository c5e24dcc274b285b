//! What words tell before any collection is seen: rare ones much, common ones and stock phrases little.
//!
//! The measure is fixed and the same for every collection, so that whether two quotations match never
//! depends on what else is there or in which order it came.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::words::{WordId, normal};

/// Information of a word that no list knows, in nats: names, mostly.
const UNKNOWN: f32 = 13.5;

/// A word that follows another by chance still follows it after one of this many nats less.
const LISTED_SAVES: f32 = 1.0;

/// The tables, parsed at the first call.
pub(super) fn background() -> &'static Background {
    static BACKGROUND: OnceLock<Background> = OnceLock::new();
    BACKGROUND.get_or_init(Background::parse)
}

/// Information of words and of pairs of words.
pub(super) struct Background {
    words: HashMap<WordId, u8>,
    pairs: HashMap<u64, u8>,
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
