//! All witnesses of an utterance: who repeats whom, and how many origins remain.

use std::collections::BTreeMap;

use super::compare::{Direction, Edge, Evidence, Studied, Witness, compare};
use super::stock::Stock;
use super::wording::Quote;
use crate::utterances::Wording;

/// Each witness is compared with so many of the earliest ones. Who repeats, mostly repeats one of the first.
pub const EARLIEST: usize = 100;

/// Witnesses that count as one when all evidence of copying counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Their indices, the earliest first.
    pub members: Vec<usize>,
    /// Those of them that may be the origin: they repeat no other, as far as dates and words tell.
    pub may_be_origin: Vec<usize>,
    /// The agencies that several of them credit.
    pub agencies: Vec<&'static str>,
}

/// Who repeats whom among the witnesses of an utterance, as far as they show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Echo {
    /// Pairs between which there is any evidence of copying, by rising time.
    pub edges: Vec<Edge>,
    /// Fewest origins: all evidence that counts is counted.
    pub least: usize,
    /// Most origins: only near-copies and credits are counted.
    pub most: usize,
    /// Witnesses that are near-copies of another one, the first of each not counted.
    pub near_copies: usize,
    /// The earliest first.
    pub groups: Vec<Group>,
}

/// Compares the witnesses of an utterance. Their order makes no difference but to the indices.
#[must_use]
pub fn echo(witnesses: &[Witness], stock: &Stock) -> Echo {
    let mut studied: Vec<Studied> = witnesses.iter().map(|&one| Studied::new(one)).collect();
    let mut order: Vec<usize> = (0..studied.len()).collect();
    order.sort_by(|&x, &y| studied[x].order(&studied[y]));
    let fullest = fullest(&studied, &order);
    if let Some((_, quote)) = &fullest {
        studied.iter_mut().for_each(|one| one.compare_with(quote));
    }
    let fullest = fullest.as_ref().map(|(witness, quote)| (*witness, quote));
    let mut edges = Vec::new();
    for (rank, &b) in order.iter().enumerate() {
        for &a in &order[..rank.min(EARLIEST)] {
            // A report does nothing to its own words.
            let fullest = fullest.filter(|&(witness, _)| witness != a && witness != b);
            let (evidence, surplus, direction) = compare(&studied[a], &studied[b], fullest, stock);
            if !evidence.is_empty() {
                edges.push(Edge { a, b, evidence, surplus, direction });
            }
        }
    }
    let all = Parts::of(witnesses.len(), edges.iter().filter(|edge| edge.counts()));
    let certain = Parts::of(witnesses.len(), edges.iter().filter(|edge| edge.is_certain()));
    let copies = Parts::of(witnesses.len(), edges.iter().filter(|edge| edge.is_near_copy()));
    let groups = groups(all, &order, &edges);
    let near_copies = witnesses.len() - copies.count();
    Echo { least: groups.len(), most: certain.count(), near_copies, groups, edges }
}

/// The report whose words tell most, and whose it is.
fn fullest(studied: &[Studied], order: &[usize]) -> Option<(usize, Quote)> {
    let quotes = order.iter().flat_map(|&at| studied[at].quotes.iter().map(move |quote| (at, quote)));
    let told = quotes.map(|(at, quote)| (Wording::read(&quote.text).information(), at, quote));
    // Of several, the earliest.
    let best = told.reduce(|best, one| if one.0 > best.0 { one } else { best })?;
    Some((best.1, best.2.clone()))
}

fn groups(mut all: Parts, order: &[usize], edges: &[Edge]) -> Vec<Group> {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (rank, &at) in order.iter().enumerate() {
        let root = all.root(at);
        // The rank of the earliest member names the group.
        let first = order[..rank].iter().position(|&other| all.root(other) == root).unwrap_or(rank);
        members.entry(first).or_default().push(at);
    }
    members.into_values().map(|members| group(members, edges)).collect()
}

fn group(members: Vec<usize>, edges: &[Edge]) -> Group {
    let within = || edges.iter().filter(|edge| edge.counts() && members.contains(&edge.a));
    let repeats = |at: usize| {
        within().any(|edge| match edge.direction {
            Direction::Open => false,
            Direction::FirstRepeats => edge.a == at,
            Direction::SecondRepeats => edge.b == at,
        })
    };
    let may_be_origin: Vec<usize> = members.iter().copied().filter(|&at| !repeats(at)).collect();
    let agency = |evidence: &Evidence| match evidence {
        Evidence::Credit { agency, .. } => Some(*agency),
        _ => None,
    };
    let mut agencies: Vec<&str> = within().flat_map(|edge| edge.evidence.iter().filter_map(agency)).collect();
    agencies.sort_unstable();
    agencies.dedup();
    // Each may name another one: then nothing is known of who was first.
    let may_be_origin = if may_be_origin.is_empty() { members.clone() } else { may_be_origin };
    Group { members, may_be_origin, agencies }
}

/// Numbers in sets that have none in common.
struct Parts(Vec<usize>);

impl Parts {
    fn of<'e>(count: usize, edges: impl Iterator<Item = &'e Edge>) -> Self {
        let mut parts = Self((0..count).collect());
        for edge in edges {
            let (a, b) = (parts.root(edge.a), parts.root(edge.b));
            parts.0[a.max(b)] = a.min(b);
        }
        parts
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    /// How many sets there are.
    fn count(&self) -> usize {
        (0..self.0.len()).filter(|&at| self.0[at] == at).count()
    }
}
