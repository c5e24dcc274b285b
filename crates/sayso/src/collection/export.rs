//! What of a collection a query finds, as documents with these statements and no others.

use std::collections::BTreeSet;

use sayso_core::{Document, Reading};
use sayso_store::StoreError;
use sayso_store::query::Expr;
use sayso_store::search::Search;

use super::Collection;

impl Collection {
    /// By document, in the order of import, the numbers of the statements that the query finds. Where it finds
    /// everything, it finds the documents without a statement, too.
    ///
    /// # Errors
    /// If the collection cannot be read.
    pub fn selection(&self, search: &mut Search, query: &Expr) -> Result<Vec<(i64, Vec<i64>)>, StoreError> {
        let mut found = search.selection(&self.store, query)?;
        if *query == Expr::everything() {
            let spoken: BTreeSet<i64> = found.iter().map(|(row, _)| *row).collect();
            let silent = self.store.current_documents()?.into_iter().filter(|row| !spoken.contains(row));
            found.extend(silent.map(|row| (row, Vec::new())));
            found.sort_unstable();
        }
        Ok(found)
    }

    /// A document with the statements of these numbers (sorted) alone, each within the innermost one left
    /// around it. Speakers and profile stay those of the document.
    ///
    /// # Errors
    /// If the collection cannot be read.
    pub fn selected(&self, row: i64, wanted: &[i64]) -> Result<(Document, Reading), StoreError> {
        let stored = self.store.document(row)?;
        let all = &stored.reading.statements;
        let kept: Vec<usize> =
            (0..all.len()).filter(|&at| wanted.binary_search(&stored.rows[at]).is_ok()).collect();
        let left = |&at: &usize| {
            let around = std::iter::successors(all[at].parent, |&outer| all[outer].parent);
            let mut statement = all[at].clone();
            statement.parent = around.take(all.len()).find_map(|outer| kept.binary_search(&outer).ok());
            statement
        };
        let statements = kept.iter().map(left).collect();
        Ok((stored.document, Reading { statements, ..stored.reading }))
    }
}
