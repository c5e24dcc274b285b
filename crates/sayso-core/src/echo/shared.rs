//! Text that two documents share outside quotation marks: where it stands, and what it tells.

use std::ops::Range;

use super::page::{Page, SHINGLE};
use super::stock::Stock;
use crate::text::Span;
use crate::utterances::{Kind, Wording};

/// A row of words that two documents share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// Where it stands in the one.
    pub a: Span,
    /// Where it stands in the other.
    pub b: Span,
    /// How many words it has.
    pub words: usize,
    /// How much more it tells than a row that texts of this length share by chance, in bits; 0 where nothing.
    pub bits: f32,
    /// Whether it stands near the quotation in both.
    pub near: bool,
}

/// Names and numbers are given by what happened, and not by who writes: of what they tell, so many nats count.
const GIVEN_TELLS: f32 = 2.0;

/// No word tells more than so many nats, however rare: in a set phrase (*considered armed and dangerous*) a rare word
/// brings others with it, which no table of pairs knows.
const WORD_TELLS: f32 = 5.0;

/// Where in the other text a shingle is looked for at most; more only where a text repeats itself for ever.
const PLACES: usize = 64;

/// The longest rows of words, of a shingle at least, that both texts have where `counts` says so. No word of either
/// is in two of them.
pub(super) fn runs(a: &Page, b: &Page, counts: impl Fn(&Page, usize) -> bool) -> Vec<[Range<usize>; 2]> {
    let mut found = Vec::new();
    let mut taken = vec![false; b.words.len()];
    let mut at = 0;
    while at < a.shingles.len() {
        let best = starts(a, b, at)
            .map(|start| (length(a, b, [at, start], &taken, &counts), start))
            // Of several, the first of the longest.
            .max_by_key(|&(length, start)| (length, std::cmp::Reverse(start)));
        match best {
            Some((length, start)) if length > 0 => {
                let words = length + SHINGLE - 1;
                taken[start..start + words].fill(true);
                found.push([at..at + words, start..start + words]);
                at += words;
            }
            _ => at += 1,
        }
    }
    found
}

/// Where the shingle at `at` begins in the other text.
fn starts(a: &Page, b: &Page, at: usize) -> impl Iterator<Item = usize> {
    let hash = a.shingles[at];
    let from = b.places.partition_point(|&(other, _)| other < hash);
    b.places[from..]
        .iter()
        .take_while(move |&&(other, _)| other == hash)
        .take(PLACES)
        .map(|&(_, at)| at as usize)
}

/// How many shingles in a row are the same from there on.
fn length(
    a: &Page,
    b: &Page,
    at: [usize; 2],
    taken: &[bool],
    counts: &impl Fn(&Page, usize) -> bool,
) -> usize {
    let rest = (a.shingles.len() - at[0]).min(b.shingles.len() - at[1]);
    let same = |&more: &usize| {
        let (i, j) = (at[0] + more, at[1] + more);
        a.shingles[i] == b.shingles[j] && !taken[j + SHINGLE - 1] && counts(a, i) && counts(b, j)
    };
    if taken[at[1]..at[1] + SHINGLE].contains(&true) { 0 } else { (0..rest).take_while(same).count() }
}

/// What two texts share outside quotation marks and outside what is `stock`, in the order of the first. `near` are
/// the words around the quotation, of each.
pub(super) fn shared(
    texts: [&str; 2],
    pages: [&Page; 2],
    near: [&[Range<usize>]; 2],
    stock: &Stock,
) -> Vec<Run> {
    let counts = |page: &Page, at: usize| page.is_outside(at) && !stock.has(page.shingles[at]);
    let chance = chance(pages);
    let rows = runs(pages[0], pages[1], counts);
    rows.into_iter()
        .map(|[a, b]| {
            let is_near = |side: usize, row: &Range<usize>| {
                near[side].iter().any(|near| near.start < row.end && row.start < near.end)
            };
            let spans = [cover(pages[0], &a), cover(pages[1], &b)];
            Run {
                a: spans[0],
                b: spans[1],
                words: a.len(),
                bits: (told(spans[0].of(texts[0])) - chance).max(0.0),
                near: is_near(0, &a) && is_near(1, &b),
            }
        })
        .filter(|run| run.bits > 0.0)
        .collect()
}

/// From the first word to the last.
pub(super) fn cover(page: &Page, words: &Range<usize>) -> Span {
    page.words[words.start].span.cover(page.words[words.end - 1].span)
}

/// What a row tells that two texts of this length share by chance, in bits: each place of the one can meet each place
/// of the other.
fn chance(pages: [&Page; 2]) -> f32 {
    pages.into_iter().map(|page| (page.own_words().max(1) as f32).log2()).sum()
}

/// What a row of words tells of who wrote it, in bits.
fn told(row: &str) -> f32 {
    let wording = Wording::read(row);
    let each = wording.tokens.iter().zip(wording.told());
    let nats: f32 = each
        .map(|(token, told)| {
            let given = token.capital || token.kind == Kind::Number;
            told.min(if given { GIVEN_TELLS } else { WORD_TELLS })
        })
        .sum();
    nats / std::f32::consts::LN_2
}
