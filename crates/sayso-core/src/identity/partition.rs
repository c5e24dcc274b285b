//! Who is who, once it is known which names are alike.

use std::collections::{BTreeMap, BTreeSet};

/// A node of the partition: one name of one kind.
pub type Node = i64;

/// Names and what holds between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bonds {
    /// Pairs that come out as the same, with how alike they are.
    pub same: BTreeMap<(Node, Node), i64>,
    /// Pairs that people joined: these hold whatever the rest says.
    pub joined: BTreeSet<(Node, Node)>,
    /// Pairs that people parted: no group holds both, unless people joined them too.
    pub parted: BTreeSet<(Node, Node)>,
}

/// Who is who.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partition {
    /// Groups of nodes that are one, each sorted, by their first.
    pub groups: Vec<Vec<Node>>,
    /// Pairs of [`Bonds::same`] that were not followed, because each of the two might as well be
    /// somebody whom the other is not.
    pub open: BTreeSet<(Node, Node)>,
}

/// Puts a pair in its one order.
#[must_use]
pub fn pair(a: Node, b: Node) -> (Node, Node) {
    (a.min(b), a.max(b))
}

/// Parts `nodes` into those that are one. The result depends on the sets alone, never on an order
/// in which they came to be.
///
/// A pair that is the same is followed, unless one of the two is at least as much the same as a third
/// that `differ` from the other: *A. Mora* does not choose between *Ana Mora* and *Alma Mora*.
pub fn partition(nodes: &[Node], bonds: &Bonds, mut differ: impl FnMut(Node, Node) -> bool) -> Partition {
    let same: Vec<(Node, Node, i64)> = bonds
        .same
        .iter()
        .filter(|(pair, _)| !bonds.parted.contains(pair))
        .map(|(&(a, b), &strength)| (a, b, strength))
        .collect();
    let mut near: BTreeMap<Node, Vec<(Node, i64)>> = BTreeMap::new();
    for &(a, b, strength) in &same {
        near.entry(a).or_default().push((b, strength));
        near.entry(b).or_default().push((a, strength));
    }
    let mut result = Partition::default();
    let mut forest = Forest::new(nodes);
    for &(a, b) in &bonds.joined {
        forest.unite(a, b);
    }
    for &(a, b, strength) in &same {
        let mut torn = |of: Node, from: Node| {
            let rivals = near[&of].iter().filter(|&&(third, other)| third != from && other >= strength);
            rivals.into_iter().any(|&(third, _)| differ(third, from))
        };
        if torn(a, b) || torn(b, a) || forest.would_join(a, b, &bonds.parted) {
            result.open.insert((a, b));
        } else {
            forest.unite(a, b);
        }
    }
    result.groups = forest.groups();
    result
}

/// Nodes and the group of each.
struct Forest {
    group: BTreeMap<Node, Node>,
    members: BTreeMap<Node, Vec<Node>>,
}

impl Forest {
    fn new(nodes: &[Node]) -> Self {
        let group: BTreeMap<Node, Node> = nodes.iter().map(|&node| (node, node)).collect();
        let members = group.keys().map(|&node| (node, vec![node])).collect();
        Self { group, members }
    }

    /// Puts two groups together, under the smaller first node. Nodes that are not there are let be.
    fn unite(&mut self, a: Node, b: Node) {
        let (Some(&x), Some(&y)) = (self.group.get(&a), self.group.get(&b)) else { return };
        let (first, second) = pair(x, y);
        if first == second {
            return;
        }
        let moved = self.members.remove(&second).unwrap_or_default();
        for &node in &moved {
            self.group.insert(node, first);
        }
        self.members.entry(first).or_default().extend(moved);
    }

    /// Whether uniting `a` and `b` would put a pair of `parted` into one group.
    fn would_join(&self, a: Node, b: Node, parted: &BTreeSet<(Node, Node)>) -> bool {
        let (x, y) = (self.group.get(&a), self.group.get(&b));
        x != y
            && parted.iter().any(|(m, n)| {
                let (p, q) = (self.group.get(m), self.group.get(n));
                p == x && q == y || p == y && q == x
            })
    }

    fn groups(self) -> Vec<Vec<Node>> {
        let mut groups: Vec<Vec<Node>> = self.members.into_values().collect();
        for group in &mut groups {
            group.sort_unstable();
        }
        groups.sort();
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bonds(same: &[(Node, Node)], joined: &[(Node, Node)], parted: &[(Node, Node)]) -> Bonds {
        let set = |pairs: &[(Node, Node)]| pairs.iter().map(|&(a, b)| pair(a, b)).collect();
        let same = same.iter().map(|&(a, b)| (pair(a, b), 9000)).collect();
        Bonds { same, joined: set(joined), parted: set(parted) }
    }

    #[test]
    fn one_who_might_be_either_of_two_is_neither() {
        let found = partition(&[1, 2, 3], &bonds(&[(1, 2), (1, 3)], &[], &[]), |a, b| pair(a, b) == (2, 3));
        assert_eq!(found.groups, [[1], [2], [3]]);
        assert_eq!(found.open, [(1, 2), (1, 3)].into());
    }

    #[test]
    fn the_stronger_of_two_is_followed() {
        let mut all = bonds(&[(1, 2), (1, 3)], &[], &[]);
        all.same.insert((1, 2), 9900);
        let found = partition(&[1, 2, 3], &all, |a, b| pair(a, b) == (2, 3));
        assert_eq!(found.groups, [vec![1, 2], vec![3]]);
        assert_eq!(found.open, [(1, 3)].into());
    }

    #[test]
    fn what_people_decide_holds() {
        let all = bonds(&[(1, 2), (2, 3)], &[(3, 4)], &[(1, 2)]);
        let found = partition(&[1, 2, 3, 4], &all, |_, _| false);
        assert_eq!(found.groups, [vec![1], vec![2, 3, 4]]);
    }

    #[test]
    fn whom_people_parted_is_not_joined_over_a_third() {
        let all = bonds(&[(1, 3), (2, 3)], &[], &[(1, 2)]);
        let found = partition(&[1, 2, 3], &all, |_, _| false);
        assert!(!found.groups.iter().any(|group| group.contains(&1) && group.contains(&2)));
    }

    fn pairs(most: usize) -> impl Strategy<Value = Vec<(Node, Node)>> {
        prop::collection::vec((0..9i64, 0..9i64).prop_filter("a pair", |(a, b)| a != b), 0..most)
    }

    proptest! {
        #[test]
        fn people_win_and_every_node_has_one_group(
            same in pairs(12), joined in pairs(4), parted in pairs(4), apart in pairs(6),
        ) {
            let all = bonds(&same, &joined, &parted);
            let differ: BTreeSet<_> = apart.iter().map(|&(a, b)| pair(a, b)).collect();
            let nodes: Vec<Node> = (0..9).collect();
            let found = partition(&nodes, &all, |a, b| differ.contains(&pair(a, b)));
            let mut seen: Vec<Node> = found.groups.concat();
            seen.sort_unstable();
            prop_assert_eq!(seen, nodes);
            let together = |a, b| found.groups.iter().any(|group| group.contains(&a) && group.contains(&b));
            for &(a, b) in &all.joined {
                prop_assert!(together(a, b));
            }
            if all.joined.is_empty() {
                for &(a, b) in &all.parted {
                    prop_assert!(!together(a, b));
                }
            }
        }
    }
}
