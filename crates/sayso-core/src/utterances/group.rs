//! From links between quotations to utterances, without chaining: that A is like B and B like C puts A
//! and C together only if most of the links that would have to be there are.

use std::collections::{BTreeMap, HashMap};

/// Two quotations that may report the same words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Index of one quotation.
    pub a: usize,
    /// Index of the other.
    pub b: usize,
    /// Probability, from [`super::SAME`] on.
    pub probability: f32,
}

/// Two groups are one if the links between them average this, a missing one counting nothing.
/// Fragments of one long sentence have no link among themselves, only with whoever quotes it whole.
const TOGETHER: f32 = 0.2;

/// Of a group, no more count for that average: a quotation is linked with the nearest two dozen alone, and they must be
/// enough for words that a thousand report, even if the links are as weak as may be (24 * 0.5 / 0.2).
pub const AVERAGED: usize = 60;

/// What a quotation brings to grouping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The same wherever and whenever the quotation is met; orders quotations.
    pub key: u64,
    /// The utterance that it belongs to already, if any: those stay apart from each other.
    pub utterance: Option<u32>,
}

/// Groups quotations: for each the number of its group, which is the least index among its members.
///
/// The result does not depend on the order of members or links. Members of one utterance stay together,
/// members of two stay apart; everybody else goes where most links lead.
#[must_use]
pub fn group(members: &[Member], links: &[Link]) -> Vec<usize> {
    let mut groups = Groups::new(members, links);
    let mut edges: Vec<&Link> = links.iter().collect();
    let place = |link: &Link| {
        let (a, b) = (members[link.a].key, members[link.b].key);
        (a.min(b), a.max(b))
    };
    edges.sort_by(|x, y| y.probability.total_cmp(&x.probability).then_with(|| place(x).cmp(&place(y))));
    // Each pass joins at least two groups or is the last.
    while edges.iter().filter(|link| groups.join_if_like(link.a, link.b)).count() > 0 {
        edges.retain(|link| groups.find(link.a) != groups.find(link.b));
    }
    groups.least()
}

struct Groups {
    parent: Vec<usize>,
    size: Vec<usize>,
    utterance: Vec<Option<u32>>,
    /// Sums of the links to other groups, by their roots.
    links: Vec<BTreeMap<usize, f64>>,
}

impl Groups {
    fn new(members: &[Member], links: &[Link]) -> Self {
        let mut groups = Self {
            parent: (0..members.len()).collect(),
            size: vec![1; members.len()],
            utterance: members.iter().map(|member| member.utterance).collect(),
            links: vec![BTreeMap::new(); members.len()],
        };
        for link in links.iter().filter(|link| link.a != link.b) {
            groups.links[link.a].insert(link.b, f64::from(link.probability));
            groups.links[link.b].insert(link.a, f64::from(link.probability));
        }
        let mut first: HashMap<u32, usize> = HashMap::new();
        for (at, member) in members.iter().enumerate() {
            if let Some(utterance) = member.utterance {
                let first = *first.entry(utterance).or_insert(at);
                groups.join(first, at);
            }
        }
        groups
    }

    fn find(&mut self, at: usize) -> usize {
        let mut root = at;
        while self.parent[root] != root {
            root = self.parent[root];
        }
        let mut at = at;
        while self.parent[at] != root {
            at = std::mem::replace(&mut self.parent[at], root);
        }
        root
    }

    fn join_if_like(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        if a == b || self.utterance[a].is_some() && self.utterance[b].is_some() {
            return false;
        }
        let sum = self.links[a].get(&b).copied().unwrap_or_default();
        let counted = self.size[a].min(AVERAGED) * self.size[b].min(AVERAGED);
        let like = sum >= f64::from(TOGETHER) * counted as f64;
        if like {
            self.join(a, b);
        }
        like
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return;
        }
        let (root, other) = if self.links[a].len() >= self.links[b].len() { (a, b) } else { (b, a) };
        self.parent[other] = root;
        self.size[root] += self.size[other];
        self.utterance[root] = self.utterance[root].or(self.utterance[other]);
        for (to, sum) in std::mem::take(&mut self.links[other]) {
            self.links[to].remove(&other);
            if to != root {
                *self.links[root].entry(to).or_default() += sum;
                *self.links[to].entry(root).or_default() += sum;
            }
        }
        self.links[root].remove(&other);
    }

    fn least(mut self) -> Vec<usize> {
        let mut least = vec![usize::MAX; self.parent.len()];
        (0..self.parent.len())
            .map(|at| {
                let root = self.find(at);
                least[root] = least[root].min(at);
                least[root]
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(count: u64) -> Vec<Member> {
        (0..count).map(|key| Member { key, utterance: None }).collect()
    }

    fn links(pairs: &[(usize, usize)]) -> Vec<Link> {
        pairs.iter().map(|&(a, b)| Link { a, b, probability: 0.9 }).collect()
    }

    #[test]
    fn fragments_meet_at_the_whole() {
        assert_eq!(group(&free(4), &links(&[(0, 2), (1, 2)])), [0, 0, 0, 3]);
    }

    #[test]
    fn a_chain_of_unlike_ones_is_cut() {
        let chain: Vec<(usize, usize)> = (0..11).map(|at| (at, at + 1)).collect();
        let groups = group(&free(12), &links(&chain));
        assert!(groups.iter().any(|&group| group != 0), "{groups:?}");
    }

    #[test]
    fn what_very_many_report_takes_in_one_more() {
        // Each is linked with the first two dozen, as the nearest ones are.
        let pairs: Vec<(usize, usize)> =
            (1..400).flat_map(|at| (0..24.min(at)).map(move |to| (to, at))).collect();
        assert_eq!(group(&free(400), &links(&pairs)), [0; 400]);
    }

    #[test]
    fn utterances_that_are_there_already_take_in_but_never_merge() {
        let mut members = free(3);
        members[0].utterance = Some(7);
        members[1].utterance = Some(8);
        assert_eq!(group(&members, &links(&[(0, 1), (0, 2), (1, 2)])), [0, 1, 0]);
    }
}
