//! Many quotations: inserted one by one, matched with all that came before.

use std::collections::HashMap;

use super::context::Context;
use super::group::Link;
use super::index::Index;
use super::score::{Circumstances, Comparison, SAME, compare_in_order, probability};
use super::words::Wording;

/// Fewer written words than these are not matched: they tell too little.
pub const FEWEST_WORDS: usize = 4;

/// With how many quotations of one wording a new one is weighed: the nearest in time.
const OF_ONE_WORDING: usize = 24;

/// A quotation that was inserted.
#[derive(Debug, Clone, Copy)]
struct Entry {
    wording: u32,
    document: u32,
    day: i32,
}

/// No day is known.
const NO_DAY: i32 = i32::MIN;

/// Takes in quotations and links each with those that may report the same words. Numbers quotations and
/// documents from 0, in the order in which they came.
#[derive(Debug, Default)]
pub struct Matcher {
    index: Index,
    entries: Vec<Entry>,
    contexts: Vec<Context>,
    /// Number of the wording with these words.
    wordings: HashMap<u64, u32>,
    /// Texts of the wordings, one after the other.
    texts: Vec<Box<str>>,
    /// The quotations of each wording: the first, and for each the one before it.
    last: Vec<u32>,
    before: Vec<u32>,
}

/// Nothing came before.
const NONE: u32 = u32::MAX;

impl Matcher {
    /// How many quotations it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes in what a document is about, and returns its number.
    pub fn document(&mut self, context: Context) -> u32 {
        self.contexts.push(context);
        self.contexts.len() as u32 - 1
    }

    /// Takes in a quotation of document `document`, which was published on day `day`, and returns its links
    /// with those that came before, by rising index.
    pub fn insert(&mut self, text: &str, document: u32, day: Option<i32>) -> Vec<Link> {
        let wording = Wording::read(text);
        let entry = Entry { wording: NONE, document, day: day.unwrap_or(NO_DAY) };
        let links = match wording.written_words() {
            FEWEST_WORDS.. => self.links(&wording, entry, self.entries.len() as u32, SAME),
            _ => Vec::new(),
        };
        self.take(&wording, text, entry);
        links
    }

    /// Takes in a quotation as [`Matcher::insert`] does, without looking for its links.
    pub fn add(&mut self, text: &str, document: u32, day: Option<i32>) {
        self.take(&Wording::read(text), text, Entry { wording: NONE, document, day: day.unwrap_or(NO_DAY) });
    }

    fn take(&mut self, wording: &Wording, text: &str, entry: Entry) {
        let number = self.entries.len() as u32;
        self.entries.push(entry);
        self.before.push(NONE);
        if wording.written_words() >= FEWEST_WORDS {
            let own = self.wording(wording, text);
            self.entries[number as usize].wording = own;
            self.before[number as usize] = std::mem::replace(&mut self.last[own as usize], number);
        }
    }

    /// Every quotation that shares a key with this one, with the probability that it reports the same words,
    /// however low. Takes nothing in; the links lead to the number that it would get.
    pub fn look(&mut self, text: &str, document: u32, day: Option<i32>) -> Vec<Link> {
        let entry = Entry { wording: NONE, document, day: day.unwrap_or(NO_DAY) };
        self.links(&Wording::read(text), entry, self.entries.len() as u32, 0.0)
    }

    /// Links of at least this probability.
    fn links(&mut self, wording: &Wording, entry: Entry, number: u32, least: f32) -> Vec<Link> {
        let mut links = Vec::new();
        for candidate in self.index.candidates(wording) {
            let other = Wording::read(&self.texts[candidate as usize]);
            let pair = Pair::of(wording, &other);
            if pair.at_best() < least {
                continue;
            }
            for at in self.nearest(candidate, entry.day) {
                let there = self.entries[at as usize];
                let likeness = self.likeness(entry.document, there.document, pair.shorter);
                let circumstances = Circumstances { days: days(entry.day, there.day), likeness };
                let probability = pair.probability(circumstances);
                if probability >= least {
                    links.push(Link { a: at as usize, b: number as usize, probability });
                }
            }
        }
        links.sort_by_key(|link| link.a);
        links
    }

    /// The quotations of a wording that are nearest in time.
    fn nearest(&self, wording: u32, day: i32) -> Vec<u32> {
        let mut all = Vec::new();
        let mut at = self.last[wording as usize];
        while at != NONE {
            all.push(at);
            at = self.before[at as usize];
        }
        if all.len() > OF_ONE_WORDING {
            all.sort_by_key(|&at| (days(day, self.entries[at as usize].day).unwrap_or(u32::MAX), at));
            all.truncate(OF_ONE_WORDING);
        }
        all
    }

    fn likeness(&self, a: u32, b: u32, apart: &Wording) -> Option<f32> {
        let (a, b) = (&self.contexts[a as usize], &self.contexts[b as usize]);
        (!a.is_empty() && !b.is_empty()).then(|| a.likeness(b, apart))
    }

    /// The number of a wording, which is made if need be.
    fn wording(&mut self, wording: &Wording, text: &str) -> u32 {
        let index = &mut self.index;
        let (texts, last) = (&mut self.texts, &mut self.last);
        *self.wordings.entry(wording.key()).or_insert_with(|| {
            texts.push(text.into());
            last.push(NONE);
            index.insert(wording)
        })
    }
}

fn days(a: i32, b: i32) -> Option<u32> {
    (a != NO_DAY && b != NO_DAY).then(|| a.abs_diff(b))
}

/// Two wordings, compared once for however many quotations have them.
struct Pair<'a> {
    shorter: &'a Wording,
    longer: &'a Wording,
    comparison: Comparison,
}

impl<'a> Pair<'a> {
    fn of(a: &'a Wording, b: &'a Wording) -> Self {
        let (shorter, longer, comparison) = compare_in_order(a, b);
        Self { shorter, longer, comparison }
    }

    fn probability(&self, circumstances: Circumstances) -> f32 {
        probability(self.shorter, self.longer, &self.comparison, circumstances)
    }

    /// In the best circumstances.
    fn at_best(&self) -> f32 {
        self.probability(Circumstances { days: Some(0), likeness: Some(1.0) })
    }
}
