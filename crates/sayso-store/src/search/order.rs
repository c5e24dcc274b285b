//! In which order results come, and where a page goes on.
//!
//! A place in the order is one number: what is sorted by in the upper half, then the number of the
//! statement, document or person, smaller ones first. Greater places come first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use sha2::{Digest, Sha256};

use super::columns::Columns;
use super::set::Set;
use super::{Group, Request, Sort};

/// Where something stands in the order.
pub(super) type Place = u64;

/// What stands at a place: the number of a statement, document or person.
pub(super) fn number(place: Place) -> u32 {
    u32::MAX - (place & u64::from(u32::MAX)) as u32
}

fn place(rank: u32, number: u32) -> Place {
    u64::from(rank) << 32 | u64::from(u32::MAX - number)
}

/// How much a statement is sorted by.
pub(super) fn rank(columns: &Columns, sort: Sort, scores: &[f32], id: u32) -> u32 {
    let at = id as usize;
    match sort {
        // Bits of floats that are not negative have their order.
        Sort::Relevance => (scores[at] * columns.weight[at]).to_bits(),
        Sort::Newest => newest(columns.day[at]),
        Sort::Oldest => match newest(columns.day[at]) {
            0 => 0,
            known => u32::MAX - known,
        },
        Sort::Confidence => u32::from(columns.confidence[at]),
        Sort::Doubt => doubt(columns.confidence[at], columns.reach(id)),
    }
}

/// How much a look at a statement is worth: the variance of being right, times how far its words reached.
fn doubt(confidence: u16, reach: u32) -> u32 {
    let variance = u32::from(confidence) * 10_000_u32.saturating_sub(u32::from(confidence));
    variance.saturating_mul(1 + reach.max(1).ilog2())
}

/// Later days are greater, none is 0.
fn newest(day: i32) -> u32 {
    day.wrapping_sub(i32::MIN) as u32
}

/// The first places after `after` and whether there are more.
pub(super) struct Best {
    heap: BinaryHeap<Reverse<Place>>,
    limit: usize,
    after: Place,
    more: bool,
}

impl Best {
    pub fn new(limit: usize, after: Option<Place>) -> Self {
        Self {
            heap: BinaryHeap::with_capacity(limit + 1),
            limit,
            after: after.unwrap_or(Place::MAX),
            more: false,
        }
    }

    fn offer(&mut self, place: Place) {
        if place >= self.after {
            return;
        }
        if self.heap.len() < self.limit {
            self.heap.push(Reverse(place));
            return;
        }
        self.more = true;
        if self.heap.peek().is_some_and(|least| least.0 < place) {
            self.heap.pop();
            self.heap.push(Reverse(place));
        }
    }

    /// In order, and whether more follow.
    fn done(self) -> (Vec<Place>, bool) {
        (self.heap.into_sorted_vec().into_iter().map(|reverse| reverse.0).collect(), self.more)
    }
}

/// A page of places: of statements, documents or people.
pub(super) struct Page {
    pub places: Vec<Place>,
    pub more: bool,
    /// Of each group on the page: its first statement, and how many it has. Empty for statements.
    pub groups: Vec<(u32, u32)>,
}

/// The page of statements.
pub(super) fn statements(found: &Set, best: Best, rank: impl Fn(u32) -> u32) -> Page {
    let mut best = best;
    found.each(|id| best.offer(place(rank(id), id)));
    let (places, more) = best.done();
    Page { places, more, groups: Vec::new() }
}

/// The page of groups; `of` gives the group of a statement, 0 for none. Groups come by their first
/// statement or, `by_count`, by how many they have.
pub(super) fn groups(
    found: &Set,
    best: Best,
    bound: usize,
    by_count: bool,
    of: impl Fn(u32) -> u32,
    rank: impl Fn(u32) -> u32,
) -> Page {
    let mut best = best;
    let mut firsts: Vec<Place> = vec![0; bound];
    let mut counts: Vec<u32> = vec![0; bound];
    found.each(|id| {
        let group = of(id) as usize;
        counts[group] += 1;
        firsts[group] = firsts[group].max(place(rank(id), id));
    });
    for group in (1..bound).filter(|&group| counts[group] > 0) {
        let rank = if by_count { counts[group] } else { (firsts[group] >> 32) as u32 };
        best.offer(place(rank, group as u32));
    }
    let (places, more) = best.done();
    let of_group = |&place: &Place| {
        let group = number(place) as usize;
        (number(firsts[group]), counts[group])
    };
    let groups = places.iter().map(of_group).collect();
    Page { places, more, groups }
}

/// Where the next page begins, for whoever asks the same again: opaque, and of no use to other requests.
pub(super) fn cursor(request: &Request, last: Place) -> String {
    format!("{:08x}{last:016x}", fingerprint(request))
}

/// The place that a cursor of the same request names.
pub(super) fn place_of(request: &Request, cursor: &str) -> Option<Place> {
    let whole = cursor.len() == 24 && cursor.bytes().all(|byte| byte.is_ascii_hexdigit());
    let same = whole && u32::from_str_radix(&cursor[..8], 16).ok()? == fingerprint(request);
    same.then(|| u64::from_str_radix(&cursor[8..], 16).ok())?
}

fn fingerprint(request: &Request) -> u32 {
    let group = match request.group {
        Group::Statements => "statements",
        Group::Speakers => "speakers",
        Group::Utterances => "utterances",
        Group::Documents => "documents",
    };
    let asked = format!("{}\0{group}\0{:?}", request.query, request.sort);
    let hash = Sha256::digest(asked);
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pages_together_are_the_whole(ranks in prop::collection::vec(0_u32..6, 1..80), limit in 1_usize..9) {
            let all: Vec<u32> = (0..ranks.len() as u32).collect();
            let set = Set::of(ranks.len(), &all);
            let mut sorted = all.clone();
            sorted.sort_by_key(|&id| (Reverse(ranks[id as usize]), id));
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = statements(&set, Best::new(limit, after), |id| ranks[id as usize]);
                seen.extend(page.places.iter().map(|&place| number(place)));
                after = page.places.last().copied();
                if !page.more {
                    break;
                }
                prop_assert_eq!(page.places.len(), limit);
            }
            prop_assert_eq!(seen, sorted);
        }
    }

    #[test]
    fn days_that_are_not_known_come_last() {
        assert_eq!(newest(super::super::columns::NO_DAY), 0);
        assert!(newest(5) > newest(-5) && newest(-5) > 0);
    }
}
