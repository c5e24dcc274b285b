//! Which statements hold a word or phrase: lists out of the word index, kept while memory allows.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::Connection;

use super::tokens::words;
use crate::query::Words;

/// Numbers that are kept in memory, of all lists together: 64 MiB.
const KEPT: usize = 16 << 20;

/// The part of the word index that is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// What was said.
    Content,
    /// The rest of its sentences.
    Context,
    /// The names and roles of who is nobody over documents.
    Speaker,
}

/// Lists of statements by what was asked of the index.
#[derive(Debug, Default)]
pub(super) struct Terms {
    lists: BTreeMap<String, Kept>,
    numbers: usize,
    clock: u64,
}

#[derive(Debug)]
struct Kept {
    list: Arc<[u32]>,
    used: u64,
}

impl Terms {
    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The statements that hold the words in this order, sorted. Hidden ones are among them.
    pub fn phrase(&mut self, db: &Connection, part: Part, asked: &Words) -> rusqlite::Result<Arc<[u32]>> {
        match phrase(part, asked) {
            Some(query) => {
                let sql = "SELECT rowid FROM statement_index WHERE statement_index MATCH ?1";
                self.list(db, sql, &query)
            }
            None => Ok(Arc::from([])),
        }
    }

    /// The numbers that `sql` gives for `value`, sorted.
    pub fn list(&mut self, db: &Connection, sql: &str, value: &str) -> rusqlite::Result<Arc<[u32]>> {
        self.clock += 1;
        let key = format!("{value}\0{sql}");
        if let Some(kept) = self.lists.get_mut(&key) {
            kept.used = self.clock;
            return Ok(Arc::clone(&kept.list));
        }
        let list = numbers(db, sql, value)?;
        self.keep(key, &list);
        Ok(list)
    }

    fn keep(&mut self, key: String, list: &Arc<[u32]>) {
        while self.numbers + list.len() > KEPT {
            let oldest = self.lists.iter().min_by_key(|(_, kept)| kept.used).map(|(key, _)| key.clone());
            let Some(dropped) = oldest.and_then(|key| self.lists.remove(&key)) else { return };
            self.numbers -= dropped.list.len();
        }
        self.numbers += list.len();
        self.lists.insert(key, Kept { list: Arc::clone(list), used: self.clock });
    }
}

fn numbers(db: &Connection, sql: &str, value: &str) -> rusqlite::Result<Arc<[u32]>> {
    let mut select = db.prepare_cached(sql)?;
    let mut rows = select.query([value])?;
    let mut found: Vec<u32> = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(row.get(0)?);
    }
    if !found.is_sorted() {
        found.sort_unstable();
        found.dedup();
    }
    Ok(found.into())
}

/// The words as a query of the index. Nothing of what a person typed goes in but letters and digits, in
/// quotation marks.
fn phrase(part: Part, asked: &Words) -> Option<String> {
    let words = words(&asked.text);
    if words.is_empty() {
        return None;
    }
    let part = match part {
        Part::Content => "content",
        Part::Context => "context",
        Part::Speaker => "speaker",
    };
    let star = if asked.prefix { " *" } else { "" };
    Some(format!("{part} : \"{}\"{star}", words.join(" ")))
}

/// The words as a query of an index of one column: all of them, in any order.
pub(super) fn all_of(asked: &Words) -> Option<String> {
    let words = words(&asked.text);
    let last = words.len().checked_sub(1)?;
    let star = |at: usize| if asked.prefix && at == last { " *" } else { "" };
    let quoted: Vec<_> =
        words.iter().enumerate().map(|(at, word)| format!("\"{word}\"{}", star(at))).collect();
    Some(quoted.join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_reach_the_index() {
        let asked = |text: &str, prefix| Words::new(text, prefix).unwrap();
        assert_eq!(phrase(Part::Content, &asked("Żó\" OR x*", false)).unwrap(), "content : \"zo or x\"");
        assert_eq!(phrase(Part::Speaker, &asked("NEAR(a", true)).unwrap(), "speaker : \"near a\" *");
        assert_eq!(all_of(&asked("The He", true)).unwrap(), "\"the\" AND \"he\" *");
        assert_eq!(phrase(Part::Content, &Words { text: "…".into(), prefix: false }), None);
    }
}
