//! Many quotations: inserted one by one, matched with all that came before.

use std::collections::HashMap;

use super::context::Context;
use super::group::Link;
use super::index::Index;
use super::keys::{keys, share_one};
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
    /// Texts of the wordings, one after the other, and where each ends.
    texts: Texts,
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
        let mut own = Vec::new();
        keys(&wording.tokens, &mut own);
        let mut others = Vec::new();
        for candidate in self.index.candidates(wording, &own) {
            let other = Wording::read(self.texts.get(candidate));
            // The index does not keep keys: some candidates are there by chance, which must have no say.
            keys(&other.tokens, &mut others);
            if !share_one(&own, &others) {
                continue;
            }
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
        let Self { index, texts, last, wordings, .. } = self;
        *wordings.entry(wording.key()).or_insert_with(|| {
            let number = index.insert(wording, |number| Wording::read(texts.get(number)));
            texts.push(text);
            last.push(NONE);
            number
        })
    }
}

/// Many texts in one.
#[derive(Debug, Default)]
struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len());
    }

    fn get(&self, number: u32) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.all[start..self.ends[number as usize]]
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WHOLE: &str = "We will not sell the old harbour to anybody, neither this year nor the next";

    fn links(texts: &[&str]) -> Vec<Link> {
        let mut matcher = Matcher::default();
        let document = matcher.document(Context::default());
        texts.iter().flat_map(|text| matcher.insert(text, document, Some(0))).collect()
    }

    fn same(a: &str, b: &str) -> bool {
        !links(&[a, b]).is_empty()
    }

    #[test]
    fn what_the_press_does_to_words_hides_nothing() {
        assert!(same(WHOLE, "not sell the old harbour to anybody"));
        assert!(same(WHOLE, "We will not sell the old harbour … neither this year nor the next"));
        assert!(same(WHOLE, "[The board] will not sell the old harbour to anybody"));
        assert!(same(WHOLE, "WE WILL NOT SELL THE OLD HARBOR TO ANYBODY"));
        assert!(same(WHOLE, "we would not sell the old harbour to anybody"));
        assert!(same(WHOLE, "We will sell the ancient harbour to anybody, neither this year nor the next"));
        assert!(same(WHOLE, "The mayor was wrong. We will not sell the old harbour to anybody, ever."));
        assert!(same(
            "We won't sell the old harbour to anyone",
            "we will not sell the old harbour to anybody"
        ));
    }

    #[test]
    fn stock_phrases_titles_and_other_sentences_are_not_the_same() {
        assert!(!same("They have the right.", "They have every right to be here, and so have we"));
        assert!(!same("over and over again", "He asked us over and over again whether the mill would open"));
        assert!(!same("The Old Harbour Show", "The Old Harbour Show"));
        assert!(!same(
            WHOLE,
            "We will not build the new tunnel for anybody, neither in spring nor in autumn"
        ));
        assert!(!same("it is a sad day", "It is a very sad day for all of us in the valley"));
    }

    #[test]
    fn fewer_than_four_words_are_never_matched() {
        assert!(!same("harbour tannery orchard", "harbour tannery orchard"));
    }

    #[test]
    fn others_have_no_say() {
        let pair = links(&[WHOLE, "not sell the old harbour to anybody"]);
        let among = links(&[WHOLE, "not sell the old harbour to anybody", "The orchard needs rain", WHOLE]);
        assert_eq!(pair[0], among[0]);
    }

    #[test]
    fn days_between_reports_count_for_short_ones() {
        let mut matcher = Matcher::default();
        let document = matcher.document(Context::default());
        matcher.insert("the ferry never forgives latecomers", document, Some(0));
        let mut at =
            |day| matcher.look("the ferry never forgives latecomers", document, Some(day))[0].probability;
        assert!(at(0) > at(30) && at(30) > at(3000));
    }

    proptest! {
        #[test]
        fn any_text_can_be_matched(texts in prop::collection::vec("\\PC{0,60}", 1..6)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            for link in links(&texts) {
                prop_assert!(link.a < link.b && link.b < texts.len());
                prop_assert!((SAME..=1.0).contains(&link.probability));
            }
        }
    }
}
