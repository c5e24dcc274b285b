//! Rows of words that documents share which have nothing to do with each other.

use std::collections::HashSet;

use super::page::Page;

/// What stands in documents that have nothing to do with those compared: footers, disclaimers, names of offices, and
/// what everybody says so. One such document is enough for a row to tell nothing of who copied whom.
#[derive(Debug, Clone, Default)]
pub struct Stock {
    shingles: HashSet<u64>,
    documents: usize,
}

impl Stock {
    /// Takes in a document that has nothing to do with those compared.
    pub fn add(&mut self, page: &Page) {
        self.documents += 1;
        self.shingles.extend(&page.all);
    }

    /// Of how many documents it is.
    #[must_use]
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// Whether a shingle stands in one of them.
    pub(super) fn has(&self, shingle: u64) -> bool {
        self.shingles.contains(&shingle)
    }
}
