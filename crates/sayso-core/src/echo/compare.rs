//! Two documents: what says that one repeats the other, or both a third.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;

use super::chains::{AROUND, Other, chains};
use super::copies::{Overlap, overlap, share};
use super::credits::{Credit, credits};
use super::page::Page;
use super::shared::{Run, cover, runs, shared};
use super::stock::Stock;
use super::times::{Published, days_apart, order};
use super::wording::{Alike, Done, Quote, Surplus, alike, done, surplus};
use crate::text::Span;

/// A document that reports an utterance, as a witness of it.
#[derive(Debug, Clone, Copy)]
pub struct Witness<'t> {
    /// The text of the document.
    pub text: &'t str,
    /// Everything in it that is known to be given and not the writer's own, beside what stands in marks: quotations,
    /// and who is said to have spoken.
    pub given: &'t [Span],
    /// The quoted parts of each statement that reports the utterance, and whether other words stand between them.
    pub reports: &'t [(Vec<Span>, bool)],
    /// When it was published.
    pub published: Option<Published>,
    /// Who published.
    pub outlet: Option<&'t str>,
    /// Path or address.
    pub origin: &'t str,
    /// Byline names.
    pub authors: &'t [String],
}

/// A witness, with everything about it that comparing needs.
#[derive(Debug, Clone)]
pub struct Studied<'t> {
    witness: Witness<'t>,
    /// The text as every near-copy is judged by, whatever is found in it.
    page: Page,
    /// The same, with all that is given and not the writer's own marked as quoted.
    own: Page,
    /// The words around its reports; all where it has none.
    near: Vec<Range<usize>>,
    pub(super) quotes: Vec<Quote>,
    /// What each quote did to the words of the fullest one.
    done: Vec<Vec<Done>>,
    pub(super) credits: Vec<Credit>,
    vocabulary: HashSet<u64>,
}

/// Something that says that one of two documents repeats the other, or both a third.
#[derive(Debug, Clone, PartialEq)]
pub enum Evidence {
    /// Most of the shorter document stands in the longer one.
    NearCopy {
        /// How much.
        overlap: Overlap,
        /// The longest rows of words that are the same; `bits` are not counted here.
        runs: Vec<Run>,
    },
    /// Both have their text from one news agency.
    Credit {
        /// Its full name.
        agency: &'static str,
        /// What the one says of it.
        a: Credit,
        /// What the other says of it.
        b: Credit,
    },
    /// Both share words outside what they quote.
    SharedText {
        /// What it tells beyond what documents of this length share by chance, in bits.
        bits: f32,
        /// Of these, near the quotation.
        near: f32,
        /// Share of the words outside quotation marks, of the document that has fewer, that is shared.
        share: f32,
        /// Where, in the order of the first document.
        runs: Vec<Run>,
    },
    /// Both did the same to the words of a fuller report.
    Wording {
        /// The witness with the fuller report.
        fuller: usize,
        /// What.
        alike: Vec<Alike>,
        /// What it tells, in bits.
        bits: f32,
    },
    /// One names the other's outlet as where it has the words from, or links to the other.
    Chain {
        /// Whether it is the second that names the first.
        by_second: bool,
        /// Where it says so.
        says: Span,
    },
}

/// Who repeats whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Neither dates nor words tell.
    Open,
    /// The first repeats the second.
    FirstRepeats,
    /// The second repeats the first.
    SecondRepeats,
}

/// What there is between two witnesses.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Index of the one: of the earlier, where dates tell.
    pub a: usize,
    /// Index of the other.
    pub b: usize,
    /// What says that one repeats the other, or both a third; at least one.
    pub evidence: Vec<Evidence>,
    /// What speaks against it: words of the utterance that each has and the other lacks.
    pub surplus: Option<Surplus>,
    /// Who repeats whom.
    pub direction: Direction,
}

/// From so many bits of shared words and wording on an edge counts, what each has of its own taken off. Of pairs of
/// unrelated news articles fewer than one in two thousand have as much (`docs/echo.md`).
pub const COUNTS: f32 = 18.0;

/// Two documents that credit one agency within so many days have one report of it; later it has written another one.
const ONE_REPORT: i64 = 7;

/// Rows of words of a near-copy that are kept: the longest.
const RUNS: usize = 12;

impl<'t> Studied<'t> {
    /// Reads a witness.
    #[must_use]
    pub fn new(witness: Witness<'t>) -> Self {
        let own = Page::read(witness.text, witness.given);
        let quotes = witness.reports.iter().filter(|(parts, _)| !parts.is_empty());
        let quotes: Vec<Quote> =
            quotes.map(|(parts, mixed)| Quote::read(witness.text, parts, *mixed)).collect();
        let near: Vec<Range<usize>> = match witness.reports {
            [] => std::iter::once(0..own.words.len()).collect(),
            all => all.iter().flat_map(|(parts, _)| parts).map(|&part| around(&own, part)).collect(),
        };
        Self {
            near,
            quotes,
            done: Vec::new(),
            credits: credits(witness.text, witness.outlet, witness.authors),
            vocabulary: own.words.iter().map(|word| word.hash).collect(),
            page: Page::read(witness.text, &[]),
            own,
            witness,
        }
    }

    /// Its text as words and shingles.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// What it did to the words of the fullest report.
    pub(super) fn compare_with(&mut self, fullest: &Quote) {
        self.done = self.quotes.iter().map(|quote| done(&fullest.text, &quote.text)).collect();
    }

    /// Orders witnesses by time, and where that does not tell by their words, so that any two always stand in the
    /// same order.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let key = |one: &Self| (one.witness.published.is_none(), one.witness.published.map(|it| it.from));
        let rest = |one: &Self| (one.witness.text, one.witness.origin);
        key(self).cmp(&key(other)).then_with(|| rest(self).cmp(&rest(other)))
    }
}

fn around(page: &Page, part: Span) -> Range<usize> {
    let words = page.words_in(part);
    words.start.saturating_sub(AROUND)..(words.end + AROUND).min(page.words.len())
}

/// Compares two witnesses, the earlier one first. `fullest` is the report with most words, and whose it is.
#[must_use]
pub(super) fn compare(
    a: &Studied,
    b: &Studied,
    fullest: Option<(usize, &Quote)>,
    stock: &Stock,
) -> (Vec<Evidence>, Option<Surplus>, Direction) {
    let evidence: Vec<Evidence> = [
        near_copy(a, b),
        credit(a, b),
        shared_text(a, b, stock),
        fullest.and_then(|(witness, quote)| wording(a, b, witness, quote)),
        chain(a, b, false),
        chain(b, a, true),
    ]
    .into_iter()
    .flatten()
    .collect();
    let surplus = match evidence.is_empty() {
        true => None,
        false => {
            longest(a).zip(longest(b)).and_then(|(x, y)| surplus([x, y], [&a.vocabulary, &b.vocabulary]))
        }
    };
    let direction = direction(a, b, &evidence);
    (evidence, surplus, direction)
}

/// What speaks for copying between two documents alone, whoever is quoted in them: whichever comes first.
#[must_use]
pub fn evidence(a: &Studied, b: &Studied, stock: &Stock) -> Vec<Evidence> {
    if a.order(b) == Ordering::Greater { compare(b, a, None, stock).0 } else { compare(a, b, None, stock).0 }
}

fn longest<'s>(one: &'s Studied) -> Option<&'s Quote> {
    one.quotes.iter().max_by_key(|quote| quote.text.len())
}

fn near_copy(a: &Studied, b: &Studied) -> Option<Evidence> {
    let overlap = overlap(&a.page, &b.page);
    overlap.is_near_copy().then(|| {
        let mut rows = runs(&a.page, &b.page, |_, _| true);
        rows.sort_by_key(|[row, _]| (std::cmp::Reverse(row.len()), row.start));
        rows.truncate(RUNS);
        let run = |[x, y]: [Range<usize>; 2]| Run {
            a: cover(&a.page, &x),
            b: cover(&b.page, &y),
            words: x.len(),
            bits: 0.0,
            near: false,
        };
        Evidence::NearCopy { overlap, runs: rows.into_iter().map(run).collect() }
    })
}

fn credit(a: &Studied, b: &Studied) -> Option<Evidence> {
    let pairs = a.credits.iter().flat_map(|x| b.credits.iter().map(move |y| (x, y)));
    let same = pairs.filter(|(x, y)| x.agency == y.agency);
    // The plainest one: of the whole text, and not of a part.
    let (&x, &y) = same.min_by_key(|(x, y)| x.in_part || y.in_part)?;
    let apart = days_apart(a.witness.published, b.witness.published);
    if apart.is_some_and(|days| days > ONE_REPORT) {
        return None;
    }
    Some(Evidence::Credit { agency: x.agency, a: x, b: y })
}

fn shared_text(a: &Studied, b: &Studied, stock: &Stock) -> Option<Evidence> {
    let texts = [a.witness.text, b.witness.text];
    let runs = shared(texts, [&a.own, &b.own], [&a.near, &b.near], stock);
    // An empty sum would be minus nothing.
    let sum = |near: bool| runs.iter().filter(|run| run.near || !near).fold(0.0, |sum, run| sum + run.bits);
    let words: usize = runs.iter().map(|run| run.words).sum();
    let own = a.own.own_words().min(b.own.own_words());
    let (bits, near) = (sum(false), sum(true));
    (!runs.is_empty()).then(|| Evidence::SharedText { bits, near, share: share(words, own), runs })
}

fn wording(a: &Studied, b: &Studied, fuller: usize, fullest: &Quote) -> Option<Evidence> {
    let pairs = (0..a.done.len()).flat_map(|x| (0..b.done.len()).map(move |y| (x, y)));
    let best = pairs
        .map(|(x, y)| alike(fullest, [(&a.quotes[x], &a.done[x]), (&b.quotes[y], &b.done[y])]))
        .max_by_key(Vec::len)?;
    let bits = best.iter().map(|one| one.bits).sum();
    (!best.is_empty()).then_some(Evidence::Wording { fuller, alike: best, bits })
}

/// Where `one` says that it has the words from the outlet of `other`.
fn chain(one: &Studied, other: &Studied, by_second: bool) -> Option<Evidence> {
    let (own, theirs) = (one.witness.outlet, other.witness.outlet);
    let outlet = theirs.filter(|_| own != theirs);
    let other = Other { outlet, origin: other.witness.origin };
    let says = chains(one.witness.text, &one.own, &one.near, other).into_iter().next()?;
    Some(Evidence::Chain { by_second, says })
}

fn direction(a: &Studied, b: &Studied, evidence: &[Evidence]) -> Direction {
    let order = order(a.witness.published, b.witness.published);
    let says = |second: bool| {
        evidence.iter().any(|one| matches!(one, Evidence::Chain { by_second, .. } if *by_second == second))
    };
    let own = |second: bool| {
        evidence.iter().any(|one| match one {
            Evidence::Credit { a, b, .. } => {
                if second {
                    b.own && !a.own
                } else {
                    a.own && !b.own
                }
            }
            _ => false,
        })
    };
    // Two that credit one agency repeat it, and not each other.
    let only_credit = evidence.iter().all(|one| matches!(one, Evidence::Credit { .. }));
    match order {
        _ if says(true) && !says(false) && order != Some(Ordering::Greater) => Direction::SecondRepeats,
        _ if says(false) && !says(true) && order != Some(Ordering::Less) => Direction::FirstRepeats,
        _ if own(false) => Direction::SecondRepeats,
        _ if own(true) => Direction::FirstRepeats,
        Some(Ordering::Less) if !only_credit => Direction::SecondRepeats,
        Some(Ordering::Greater) if !only_credit => Direction::FirstRepeats,
        _ => Direction::Open,
    }
}

/// Bits, and of how many pairs of unrelated news articles one shares as many: by `sayso eval echo` on American political
/// news of one year, where all articles are about much the same (`docs/echo.md`).
const BY_CHANCE: [(f32, u32); 8] = [
    (1.0, 180),
    (4.0, 240),
    (8.0, 400),
    (12.0, 800),
    (18.0, 2_500),
    (24.0, 6_000),
    (32.0, 15_000),
    (48.0, 30_000),
];

impl Edge {
    /// Whether the documents are near-copies.
    #[must_use]
    pub fn is_near_copy(&self) -> bool {
        self.evidence.iter().any(|one| matches!(one, Evidence::NearCopy { .. }))
    }

    /// Of how many pairs of unrelated articles one shares as much, as measured; 1 where any may.
    #[must_use]
    pub fn one_in(&self) -> u32 {
        let bits = self.bits();
        BY_CHANCE.iter().rev().find(|&&(bound, _)| bits >= bound).map_or(1, |&(_, pairs)| pairs)
    }

    /// Whether the documents are near-copies or credit one agency: what counts even for whoever doubts all else.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.evidence.iter().any(Evidence::is_certain)
    }

    /// What shared words and wording tell, less what each has of its own, in bits.
    #[must_use]
    pub fn bits(&self) -> f32 {
        let told: f32 = self.evidence.iter().map(Evidence::bits).sum();
        (told - self.surplus.map_or(0.0, |surplus| surplus.bits)).max(0.0)
    }

    /// Whether it counts as copying where all evidence does.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.evidence.iter().any(Evidence::counts_alone) || self.bits() >= COUNTS
    }
}

impl Evidence {
    /// Whether it is a near-copy, or a credit for the whole text on both sides.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        match self {
            Self::NearCopy { .. } => true,
            Self::Credit { a, b, .. } => !a.in_part && !b.in_part,
            _ => false,
        }
    }

    /// Whether it says so by itself, whatever it tells in bits.
    #[must_use]
    pub fn counts_alone(&self) -> bool {
        matches!(self, Self::NearCopy { .. } | Self::Credit { .. } | Self::Chain { .. })
    }

    /// What it tells, in bits, where that can be counted.
    #[must_use]
    pub fn bits(&self) -> f32 {
        match self {
            Self::SharedText { bits, .. } | Self::Wording { bits, .. } => *bits,
            _ => 0.0,
        }
    }
}
