//! Sets of statements, documents or people by number: one bit each.

/// A set of numbers below a bound.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Set(Vec<u64>);

impl Set {
    /// No number, of those below `bound`.
    pub fn empty(bound: usize) -> Self {
        Self(vec![0; bound.div_ceil(64)])
    }

    /// These numbers; what is not below `bound` is left out.
    pub fn of(bound: usize, numbers: &[u32]) -> Self {
        let mut set = Self::empty(bound);
        numbers.iter().filter(|&&number| (number as usize) < bound).for_each(|&number| set.add(number));
        set
    }

    /// Adds a number below the bound.
    pub fn add(&mut self, number: u32) {
        self.0[number as usize / 64] |= 1 << (number % 64);
    }

    /// Whether it holds the number.
    pub fn has(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    /// How many numbers it holds.
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Keeps what `other`, of the same bound, holds too.
    pub fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    /// Adds what `other`, of the same bound, holds.
    pub fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    /// Takes away what `other`, of the same bound, holds.
    pub fn drop(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= !other);
    }

    /// Keeps the numbers for which `test` holds.
    pub fn retain(&mut self, test: impl Fn(u32) -> bool) {
        for (index, word) in self.0.iter_mut().enumerate() {
            let mut left = *word;
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left - 1;
                if !test(index as u32 * 64 + bit) {
                    *word &= !(1 << bit);
                }
            }
        }
    }

    /// Calls `see` with each number, in order.
    pub fn each(&self, mut see: impl FnMut(u32)) {
        for (index, &word) in self.0.iter().enumerate() {
            let mut left = word;
            while left != 0 {
                see(index as u32 * 64 + left.trailing_zeros());
                left &= left - 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn numbers(set: &Set) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        set.each(|number| assert!(found.insert(number)));
        found
    }

    proptest! {
        #[test]
        fn it_does_what_sets_do(a in prop::collection::btree_set(0_u32..300, 0..60), b in prop::collection::btree_set(0_u32..300, 0..60)) {
            let of = |numbers: &BTreeSet<u32>| Set::of(300, &numbers.iter().copied().collect::<Vec<_>>());
            let with = |work: fn(&mut Set, &Set)| { let mut set = of(&a); work(&mut set, &of(&b)); numbers(&set) };
            prop_assert_eq!(of(&a).len(), a.len());
            prop_assert_eq!(with(Set::keep), a.intersection(&b).copied().collect());
            prop_assert_eq!(with(Set::join), a.union(&b).copied().collect());
            prop_assert_eq!(with(Set::drop), a.difference(&b).copied().collect());
            let mut odd = of(&a);
            odd.retain(|number| number % 2 == 1);
            prop_assert_eq!(numbers(&odd), a.iter().copied().filter(|it| it % 2 == 1).collect());
            prop_assert!((0..310).all(|number| of(&a).has(number) == a.contains(&number)));
        }
    }
}
