//! A list of words and phrases, each with a value.

use std::collections::HashMap;

/// Words and phrases with a value each, looked up folded: case, typographic apostrophes and points
/// make no difference.
#[derive(Debug)]
pub struct Phrases<T> {
    entries: HashMap<String, T>,
    longest: usize,
}

impl<T: Copy> Phrases<T> {
    /// Reads a list: one entry a line, fields parted by tabs, the phrase first; `#` starts a comment.
    ///
    /// # Panics
    /// On a line whose value cannot be read. The lists are compiled in, so a test catches it.
    pub(super) fn parse(list: &str, value: impl Fn(&[&str]) -> Option<T>) -> Self {
        let mut entries = HashMap::new();
        for line in super::entries(list) {
            let fields: Vec<&str> = line.split('\t').collect();
            let value = value(&fields[1..]).unwrap_or_else(|| panic!("lexicon line {line:?}"));
            entries.insert(fold(fields[0]), value);
        }
        let longest = entries.keys().map(|key| key.split(' ').count()).max().unwrap_or(0);
        Self { entries, longest }
    }

    /// The value of `phrase`, its words parted by single spaces.
    #[must_use]
    pub fn get(&self, phrase: &str) -> Option<&T> {
        self.entries.get(&fold(phrase))
    }

    /// Whether `phrase` is on the list.
    #[must_use]
    pub fn contains(&self, phrase: &str) -> bool {
        self.get(phrase).is_some()
    }

    /// The longest phrase that `words` starts with: how many of them it takes, and its value.
    ///
    /// A word that is a mere point after the first is taken for the point of a short form and
    /// passed over, so `["Lt", ".", "Gov", ".", …]` finds *Lt. Gov.*
    #[must_use]
    pub fn longest_at(&self, words: &[&str]) -> Option<(usize, T)> {
        let mut key = String::new();
        let mut best = None;
        let mut taken = 0;
        for (i, word) in words.iter().enumerate() {
            let word = fold(word);
            if word.is_empty() {
                if i == 0 {
                    break;
                }
                // The point belongs to the phrase only if the phrase ended just before it.
                if let Some((count, _)) = &mut best
                    && *count == i
                {
                    *count = i + 1;
                }
                continue;
            }
            if taken == self.longest {
                break;
            }
            if taken > 0 {
                key.push(' ');
            }
            key.push_str(&word);
            taken += 1;
            if let Some(&value) = self.entries.get(&key) {
                best = Some((i + 1, value));
            }
        }
        best
    }

    /// The entries, folded, in no order.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the list is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Words in the longest entry.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.longest
    }
}

/// Lower case, straight apostrophes, no points.
pub(super) fn fold(phrase: &str) -> String {
    phrase
        .chars()
        .filter(|&c| c != '.')
        .map(|c| if c == '’' { '\'' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}
