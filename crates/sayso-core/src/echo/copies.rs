//! Whether one document is, for the most part, another one again.

use super::page::Page;

/// Share of the shorter text from which on the other is a near-copy of it.
pub const NEAR_COPY: f32 = 0.6;

/// Share of the longer text that a near-copy of its own size has at least: a round-up that takes in five reports is
/// no copy of each of them.
const OF_THE_LONGER: f32 = 0.3;

/// Fewer shingles than these in common are never a near-copy: two lines and one quotation.
const FEWEST_SHARED: usize = 24;

/// With fewer shingles of its own than these, a text is nothing but a quotation, and all of it is compared.
const FEWEST_OWN: usize = 4;

/// How much of two texts is the same, in shares of their shingles (Broder 1997), 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Overlap {
    /// Share of the shorter that the longer has too.
    pub of_the_shorter: f32,
    /// Share of the longer that the shorter has too.
    pub of_the_longer: f32,
    /// Share of the words outside quotation marks of the one that has fewer of these. What is quoted can be the
    /// same because the same was said.
    pub outside: f32,
    /// Shingles in common.
    pub shared: usize,
    /// Whether there is enough outside quotation marks to be compared.
    has_own_words: bool,
}

impl Overlap {
    /// Whether most of the shorter stands in the longer, and not only because both quote the same.
    #[must_use]
    pub fn is_near_copy(&self) -> bool {
        self.shared >= FEWEST_SHARED
            && self.of_the_shorter >= NEAR_COPY
            && (!self.has_own_words || self.outside >= NEAR_COPY)
    }

    /// Whether it is a near-copy, and of some such length.
    #[must_use]
    pub fn is_same_size(&self) -> bool {
        self.is_near_copy() && self.of_the_longer >= OF_THE_LONGER
    }
}

/// Compares two texts. Which comes first does not matter.
#[must_use]
pub fn overlap(a: &Page, b: &Page) -> Overlap {
    let shared = in_common(&a.all, &b.all);
    let least_own = a.outside.len().min(b.outside.len());
    Overlap {
        of_the_shorter: share(shared, a.len().min(b.len())),
        of_the_longer: share(shared, a.len().max(b.len())),
        outside: share(in_common(&a.outside, &b.outside), least_own),
        shared,
        has_own_words: least_own >= FEWEST_OWN,
    }
}

pub(super) fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// How many numbers two sorted lists without repeats have in common.
fn in_common(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        count += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REPORT: &str = "Firefighters of Ostrand saved the old tannery on Friday after a blaze that began in the \
        roof and burned for nine hours. Nobody was hurt. The owner had left the building at noon, and a neighbour \
        saw the smoke first. “We were lucky with the wind,” said warden Ilse Quint. The town will pay for the roof.";

    fn of(a: &str, b: &str) -> Overlap {
        overlap(&Page::read(a, &[]), &Page::read(b, &[]))
    }

    #[test]
    fn a_shortened_report_is_a_near_copy() {
        let cut = &REPORT[..REPORT.find(" “We").unwrap()];
        assert!(of(REPORT, cut).is_near_copy());
        assert!(of(REPORT, &cut.to_uppercase()).is_same_size());
        assert!(of(REPORT, cut).of_the_shorter > 0.99);
    }

    #[test]
    fn the_same_quotation_makes_no_copy() {
        let speech = "We were lucky with the wind, and luckier still with the people of this town, who came with \
            buckets before anybody had called them and stayed until the last beam of the roof was cold";
        let one =
            format!("“{speech},” said Ilse Quint, who leads the fire brigade of Ostrand since last year.");
        let other =
            format!("The warden thanked everybody. “{speech},” she told a crowd in front of the town hall.");
        assert!(of(&one, &other).of_the_shorter > NEAR_COPY);
        assert!(!of(&one, &other).is_near_copy());
    }

    #[test]
    fn a_round_up_is_no_copy_of_its_size() {
        let others: String = (0..300).map(|at| format!("news{at} ")).collect();
        let round_up = format!("{others}\n{REPORT}");
        assert!(of(REPORT, &round_up).is_near_copy() && !of(REPORT, &round_up).is_same_size());
    }

    proptest! {
        #[test]
        fn which_comes_first_does_not_matter(a in "[a-c ]{0,80}", b in "[a-c ]{0,80}") {
            let (x, y) = (of(&a, &b), of(&b, &a));
            prop_assert_eq!(x, y);
            prop_assert!((0.0..=1.0).contains(&x.of_the_longer) && x.of_the_longer <= x.of_the_shorter);
        }
    }
}
