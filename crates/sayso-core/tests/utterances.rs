//! Grouping of generated quotations: it does not depend on their order, and growing moves nothing.

use std::collections::{BTreeMap, BTreeSet};

use sayso_core::utterances::{Context, Link, Matcher, Member, group};

/// Of the generator.
const SEED: u64 = 0x5a15_0000_0002;

/// How many quotations are generated.
const COUNT: usize = 660;

/// Words between words.
const BETWEEN: [&str; 8] = ["the", "of", "and", "we", "will", "not", "in", "for"];

/// Pseudo-random numbers: SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }

    fn shuffle(&mut self, list: &mut [usize]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// Rows of words, a third of them fragments or joined ones of earlier rows.
fn quotations() -> Vec<(String, i32)> {
    let words: Vec<&str> = include_str!("../../../lexicons/word-information.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').next())
        .collect();
    let sentence = |random: &mut Random| {
        let length = 4 + random.below(8);
        let pairs = (0..length)
            .map(|_| [BETWEEN[random.below(BETWEEN.len())], words[random.below(words.len())]].join(" "));
        pairs.collect::<Vec<_>>().join(" ")
    };
    let mut random = Random(SEED);
    let mut all: Vec<(String, i32)> = Vec::new();
    for at in 0..COUNT {
        let text = match random.below(6) {
            0 if at > 20 => {
                let (whole, _) = &all[at - 1 - random.below(20)];
                let words: Vec<&str> = whole.split(' ').collect();
                let keep = words.len() * (5 + random.below(5)) / 10;
                let start = random.below(words.len() - keep + 1);
                words[start..start + keep].join(" ")
            }
            1 if at > 20 => {
                let (one, other) = (all[at - 1 - random.below(20)].0.clone(), sentence(&mut random));
                format!("{one}. {other}")
            }
            _ => sentence(&mut random),
        };
        all.push((text, at as i32 / 10));
    }
    all
}

/// Links of quotations taken in in this order, by their own numbers.
fn links(quotations: &[(String, i32)], order: &[usize]) -> Vec<Link> {
    let mut matcher = Matcher::default();
    let document = matcher.document(Context::default());
    let mut links = Vec::new();
    for &at in order {
        let (text, day) = &quotations[at];
        for link in matcher.insert(text, document, Some(*day)) {
            let (a, b) = (order[link.a], order[link.b]);
            links.push(Link { a: a.min(b), b: a.max(b), ..link });
        }
    }
    links.sort_by_key(|link| (link.a, link.b));
    links
}

fn members(count: usize, utterance: impl Fn(usize) -> Option<u32>) -> Vec<Member> {
    (0..count).map(|at| Member { key: at as u64, utterance: utterance(at) }).collect()
}

#[test]
fn the_order_of_quotations_changes_nothing() {
    let quotations = quotations();
    let mut order: Vec<usize> = (0..COUNT).collect();
    let first = links(&quotations, &order);
    assert!(first.len() > 100, "{}", first.len());
    let groups = group(&members(COUNT, |_| None), &first);
    assert!(groups.iter().collect::<BTreeSet<_>>().len() > 100);
    let mut random = Random(SEED);
    for _ in 0..3 {
        random.shuffle(&mut order);
        let again = links(&quotations, &order);
        assert_eq!(again, first);
        let mut shuffled = again.clone();
        shuffled.reverse();
        assert_eq!(group(&members(COUNT, |_| None), &shuffled), groups);
    }
}

#[test]
fn growing_by_a_tenth_moves_nothing() {
    let quotations = quotations();
    let mut order: Vec<usize> = (0..COUNT).collect();
    Random(SEED).shuffle(&mut order);
    let quotations: Vec<(String, i32)> = order.iter().map(|&at| quotations[at].clone()).collect();
    let in_turn: Vec<usize> = (0..COUNT).collect();
    let all = links(&quotations, &in_turn);
    let old = COUNT * 10 / 11;
    let before: Vec<Link> = all.iter().copied().filter(|link| link.b < old).collect();
    let groups = group(&members(old, |_| None), &before);
    let standing = |at: usize| (at < old).then(|| groups[at] as u32);
    let grown = group(&members(COUNT, standing), &all);
    assert_eq!(&grown[..old], &groups[..]);
    // And the new ones are not all alone.
    let mut joined: BTreeMap<usize, usize> = BTreeMap::new();
    grown[old..]
        .iter()
        .filter(|&&group| group < old)
        .for_each(|&group| *joined.entry(group).or_default() += 1);
    assert!(joined.len() > 5, "{joined:?}");
}
