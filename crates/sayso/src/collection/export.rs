//! What of a collection a query finds, as documents with these statements and no others.

use std::collections::BTreeSet;

use sayso_core::Reading;
use sayso_formats::writers::{Review, Standing};
use sayso_store::corrections::Outgoing;
use sayso_store::documents::Stored;
use sayso_store::query::Expr;
use sayso_store::search::Search;
use sayso_store::{StoreError, standing};

use super::Collection;
use crate::export::Excerpt;

impl Collection {
    /// What the query finds, document by document, in the order of import: each with the statements that it finds
    /// alone. Where it finds everything, it finds the documents without a statement, too.
    ///
    /// # Errors
    /// If the collection cannot be read.
    pub fn excerpts(&self, query: &Expr) -> Result<Excerpts<'_>, StoreError> {
        let mut found = Search::new().selection(&self.store, query)?;
        if *query == Expr::everything() {
            let spoken: BTreeSet<i64> = found.iter().map(|(row, _)| *row).collect();
            let silent = self.store.current_documents()?.into_iter().filter(|row| !spoken.contains(row));
            found.extend(silent.map(|row| (row, Vec::new())));
            found.sort_unstable();
        }
        Ok(Excerpts { collection: self, found: found.into_iter(), corrections: self.store.outgoing()? })
    }

    /// A document with all its statements, and what the collection knows of them.
    ///
    /// # Errors
    /// If the collection cannot be read.
    pub fn whole(&self, row: i64) -> Result<Excerpt, StoreError> {
        self.excerpt(self.store.document(row)?, |_| true)
    }

    fn excerpt(&self, stored: Stored, is_wanted: impl Fn(i64) -> bool) -> Result<Excerpt, StoreError> {
        let kept: Vec<usize> = (0..stored.rows.len()).filter(|&at| is_wanted(stored.rows[at])).collect();
        let rows: Vec<i64> = kept.iter().map(|&at| stored.rows[at]).collect();
        let standings = self.store.standings(&rows)?.into_iter().map(told).collect();
        let reading = only(&stored, &kept);
        let appearances = self.store.appearances(stored.row)?;
        Ok(Excerpt { document: stored.document, reading, standings, corrections: Vec::new(), appearances })
    }
}

/// What a query finds, document by document.
pub struct Excerpts<'a> {
    collection: &'a Collection,
    found: std::vec::IntoIter<(i64, Vec<i64>)>,
    corrections: Outgoing,
}

impl Iterator for Excerpts<'_> {
    type Item = Result<Excerpt, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (row, wanted) = self.found.next()?;
        let store = &self.collection.store;
        let excerpt = store.document(row).and_then(|stored| {
            let excerpt = self.collection.excerpt(stored, |row| wanted.binary_search(&row).is_ok())?;
            Ok(Excerpt { corrections: self.corrections.take(store, row)?, ..excerpt })
        });
        Some(excerpt)
    }
}

fn told(known: standing::Standing) -> Standing {
    let review = known.review.map(|review| Review {
        state: review.state.word().to_owned(),
        by: review.who,
        at: review.at,
    });
    Standing { person: known.person, utterance: known.utterance, review }
}

/// The reading with these statements alone, each within the innermost one left around it.
fn only(stored: &Stored, kept: &[usize]) -> Reading {
    let all = &stored.reading.statements;
    let left = |&at: &usize| {
        let around = std::iter::successors(all[at].parent, |&outer| all[outer].parent);
        let mut statement = all[at].clone();
        statement.parent = around.take(all.len()).find_map(|outer| kept.binary_search(&outer).ok());
        statement
    };
    Reading { statements: kept.iter().map(left).collect(), ..stored.reading.clone() }
}
