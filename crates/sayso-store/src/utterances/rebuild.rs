//! All quotations grouped anew, with the ids that there were.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use sayso_core::utterances::{Link, Member, group};

use super::grouping::{Quotations, assign, found, founder, matched};
use super::load::Quoted;
use super::postings;
use crate::Store;
use crate::error::StoreError;

/// What grouping anew changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rebuilt {
    /// Quotations in the collection.
    pub quotations: usize,
    /// Utterances that several of them report.
    pub utterances: usize,
    /// Quotations that belong to an utterance of another id than before.
    pub moved: usize,
}

/// What an utterance was called before: by the key of its public id.
type Key = i64;

impl Store {
    /// Groups all quotations anew, as if they had come all at once. Each group takes over the id that most of
    /// its quotations had; an id that is left over leads from then on to where most of its quotations went.
    ///
    /// # Errors
    /// If the database cannot be read or written; nothing is changed then.
    pub fn rebuild_utterances(&mut self) -> Result<Rebuilt, StoreError> {
        let found = self.read(|db| matched(db, Quotations::anew(db)?))?;
        self.write(|db| {
            postings::clear(db)?;
            postings::post(db, found.postings)?;
            put(db, &found.quotations, &found.links)
        })
    }
}

fn put(db: &Connection, quotations: &[Quoted], links: &[Link]) -> rusqlite::Result<Rebuilt> {
    let known = known(db)?;
    let rows: BTreeMap<i64, Key> = known.iter().map(|(&key, &row)| (row, key)).collect();
    let before: Vec<Option<Key>> = quotations.iter().map(|one| key_before(one, &rows)).collect();
    let groups = groups(quotations, links);
    let keys = keys(quotations, &groups, &before);
    let mut rebuilt = Rebuilt { quotations: quotations.len(), ..Rebuilt::default() };
    for (group, &key) in groups.iter().zip(&keys) {
        rebuilt.utterances += usize::from(group.len() > 1);
        rebuilt.moved +=
            group.iter().filter(|&&at| before[at].is_some_and(|before| Some(before) != key)).count();
        // Alone under its own id, as one that was never grouped.
        let own = |at: usize| {
            key.is_none_or(|key| key == quotations[at].key) && !known.contains_key(&quotations[at].key)
        };
        let row = match (&group[..], key) {
            (&[at], _) if own(at) => 0,
            (_, Some(key)) => row_of(db, key)?,
            (members, None) => {
                let members: Vec<&Quoted> = members.iter().map(|&at| &quotations[at]).collect();
                found(db, founder(&members).key)?
            }
        };
        for &at in group {
            if quotations[at].utterance != Some(row) {
                assign(db, quotations[at].statement, row)?;
            }
        }
    }
    redirect(db, &known, &before, quotations)?;
    Ok(rebuilt)
}

/// Rows of the utterances that are there, by key.
fn known(db: &Connection) -> rusqlite::Result<BTreeMap<Key, i64>> {
    let mut select = db.prepare_cached("SELECT key, id FROM utterances")?;
    select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn key_before(one: &Quoted, rows: &BTreeMap<i64, Key>) -> Option<Key> {
    match one.utterance? {
        0 => Some(one.key),
        row => rows.get(&row).copied(),
    }
}

/// Groups as lists of quotations.
fn groups(quotations: &[Quoted], links: &[Link]) -> Vec<Vec<usize>> {
    let members: Vec<Member> =
        quotations.iter().map(|one| Member { key: one.key as u64, utterance: None }).collect();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, group) in group(&members, links).into_iter().enumerate() {
        groups.entry(group).or_default().push(at);
    }
    groups.into_values().collect()
}

/// The id that each group takes over: the pairs with most quotations in common first.
fn keys(quotations: &[Quoted], groups: &[Vec<usize>], before: &[Option<Key>]) -> Vec<Option<Key>> {
    let mut shared: BTreeMap<(Key, usize), usize> = BTreeMap::new();
    for (number, group) in groups.iter().enumerate() {
        for key in group.iter().filter_map(|&at| before[at]) {
            *shared.entry((key, number)).or_default() += 1;
        }
    }
    let mut order: Vec<(Reverse<usize>, Key, usize)> =
        shared.into_iter().map(|((key, group), count)| (Reverse(count), key, group)).collect();
    order.sort_by_key(|&(count, key, group)| (count, key, quotations[groups[group][0]].key));
    let mut keys = vec![None; groups.len()];
    let mut taken = BTreeSet::new();
    for (_, key, group) in order {
        if keys[group].is_none() && taken.insert(key) {
            keys[group] = Some(key);
        }
    }
    keys
}

/// The row of the utterance with this key, which is made if need be.
fn row_of(db: &Connection, key: Key) -> rusqlite::Result<i64> {
    let sql =
        "INSERT INTO utterances (key) VALUES (?1) ON CONFLICT (key) DO UPDATE SET merged = NULL RETURNING id";
    db.prepare_cached(sql)?.query_row([key], |row| row.get(0))
}

/// Lets utterances that nobody reports any more lead to where most of their quotations went.
fn redirect(
    db: &Connection,
    known: &BTreeMap<Key, i64>,
    before: &[Option<Key>],
    quotations: &[Quoted],
) -> rusqlite::Result<()> {
    let empty = "SELECT NOT EXISTS (SELECT 1 FROM statements WHERE utterance = ?1)";
    let now = "SELECT utterance FROM statements WHERE id = ?1";
    for (&key, &row) in known {
        if !db.prepare_cached(empty)?.query_row([row], |row| row.get(0))? {
            continue;
        }
        let mut went: BTreeMap<i64, usize> = BTreeMap::new();
        for (one, _) in quotations.iter().zip(before).filter(|(_, before)| **before == Some(key)) {
            let to: Option<i64> = db.prepare_cached(now)?.query_row([one.statement], |row| row.get(0))?;
            *went.entry(to.unwrap_or(0)).or_default() += 1;
        }
        let most = went.into_iter().filter(|&(to, _)| to > 0).max_by_key(|&(to, count)| (count, Reverse(to)));
        if let Some((to, _)) = most {
            let sql = "UPDATE utterances SET merged = ?2 WHERE id = ?1";
            db.prepare_cached(sql)?.execute(params![row, to])?;
        }
    }
    Ok(())
}
