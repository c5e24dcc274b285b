//! A few hashes by which near-copies find each other in a collection.

use super::page::Page;

/// Shingles for each hash that is kept of a text.
const SHINGLES_A_HASH: usize = 96;

/// Of a text shorter than that, so many are kept all the same, so that a copy of it is seldom missed.
const FEWEST: usize = 6;

/// Of a very long text no more than these are kept.
const MOST: usize = 32;

/// The smallest hashes of a page, three bytes of each, in order and each once: a bottom-k sketch (Broder 1997),
/// longer for longer texts, so that a short text meets a long one that holds it. Two texts that have .6 of the
/// shorter in common share one at least in some 97 of 100 cases, those that have .8 in 999 of 1,000.
#[must_use]
pub fn sketch(page: &Page) -> Vec<i32> {
    let count = (page.len() / SHINGLES_A_HASH).clamp(FEWEST, MOST);
    // Sorted already. What made them small is left out of what is kept.
    let mut kept: Vec<i32> = page.all.iter().take(count).map(|&hash| three_bytes(hash)).collect();
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// The last three bytes as a number that a database keeps in three.
fn three_bytes(hash: u64) -> i32 {
    ((hash as u32) << 8) as i32 >> 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_shares_hashes_and_other_texts_do_not() {
        let text: String = (0..400).map(|at| format!("word{at} ")).collect();
        let cut: String = (50..400).map(|at| format!("Word{at}, ")).collect();
        let other: String = (0..400).map(|at| format!("other{at} ")).collect();
        let [text, cut, other] = [text, cut, other].map(|text| sketch(&Page::read(&text, &[])));
        assert_eq!(text.len(), FEWEST);
        assert!(text.iter().filter(|hash| cut.contains(hash)).count() >= 3);
        assert!(!text.iter().any(|hash| other.contains(hash)));
        assert!(text.iter().all(|&hash| (-(1 << 23)..1 << 23).contains(&hash)));
    }

    #[test]
    fn of_a_few_words_all_hashes_are_kept() {
        assert_eq!(sketch(&Page::read("five words make one shingle", &[])).len(), 1);
        assert_eq!(sketch(&Page::read("four words make none", &[])).len(), 0);
    }
}
