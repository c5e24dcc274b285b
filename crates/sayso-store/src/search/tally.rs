//! One pass over what was found: how much, by whom, where, when, and of which sort.

use super::columns::{Columns, NO_DAY, TRAITS, Traits};
use super::set::Set;

/// Counts over the found statements.
pub(super) struct Tally {
    pub statements: usize,
    pub documents: usize,
    /// By number; 0 is nobody over documents.
    pub people: Vec<u32>,
    /// By number; 0 is not known.
    pub outlets: Vec<u32>,
    /// By month of publication, as in the columns; 0 is not known.
    pub months: Vec<u32>,
    /// By [`Traits`].
    pub traits: Vec<u32>,
    /// First and last day of publication that is known.
    pub days: Option<(i32, i32)>,
}

impl Tally {
    /// Counts `found`.
    pub fn of(columns: &Columns, found: &Set) -> Self {
        let mut documents = Set::empty(columns.documents);
        let mut tally = Self {
            statements: 0,
            documents: 0,
            people: vec![0; columns.people],
            outlets: vec![0; columns.outlets],
            months: vec![0; usize::from(u16::MAX) + 1],
            traits: vec![0; TRAITS],
            days: None,
        };
        let (mut first, mut last) = (i32::MAX, NO_DAY);
        found.each(|id| {
            let at = id as usize;
            tally.statements += 1;
            documents.add(columns.document[at]);
            tally.people[columns.person[at] as usize] += 1;
            tally.outlets[columns.outlet[at] as usize] += 1;
            tally.months[usize::from(columns.month[at])] += 1;
            tally.traits[usize::from(columns.traits[at].0)] += 1;
            let day = columns.day[at];
            last = last.max(day);
            first = first.min(if day == NO_DAY { i32::MAX } else { day });
        });
        tally.documents = documents.len();
        tally.days = (last != NO_DAY).then_some((first, last));
        tally
    }

    /// How many people speak.
    pub fn voices(&self) -> usize {
        self.people.iter().skip(1).filter(|&&count| count > 0).count()
    }

    /// How many statements have each value of a trait.
    pub fn by_trait<T: PartialEq>(&self, values: &[T], of: impl Fn(Traits) -> Option<T>) -> Vec<u32> {
        let mut counts = vec![0; values.len()];
        for (bits, &count) in self.traits.iter().enumerate().filter(|(_, count)| **count > 0) {
            let value = u16::try_from(bits).ok().and_then(|bits| of(Traits(bits)));
            if let Some(place) = values.iter().position(|one| Some(one) == value.as_ref()) {
                counts[place] += count;
            }
        }
        counts
    }
}
