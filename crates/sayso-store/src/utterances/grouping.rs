//! New quotations into the utterances that are there, or into new ones.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use sayso_core::utterances::{Context, Link, Matcher, Member, group};

use super::load::{self, Quoted};
use crate::Store;
use crate::error::StoreError;

/// What became of quotations that were grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Grouped {
    /// Quotations that were new.
    pub quotations: usize,
    /// Of these, those that report the same words as another one.
    pub joined: usize,
}

impl Store {
    /// Looks, for every quotation that nobody has looked at yet, which others report the same words. What is
    /// there stays where it is.
    ///
    /// # Errors
    /// If the database cannot be read or written; nothing is changed then.
    pub fn group_quotations(&mut self) -> Result<Grouped, StoreError> {
        if !self.read(load::any_new)? {
            return Ok(Grouped::default());
        }
        let Matched { quotations, links, contexts } =
            self.read(|db| matched(db, |one| one.utterance.is_none()))?;
        self.write(|db| {
            for (document, context) in &contexts {
                load::keep_context(db, *document, context)?;
            }
            put(db, &quotations, &links)
        })
    }
}

/// Quotations that were matched with each other.
pub(super) struct Matched {
    /// All, those that are there already first.
    pub quotations: Vec<Quoted>,
    /// Of those that are new.
    pub links: Vec<Link>,
    /// What documents are about, of those of which it is not kept yet.
    contexts: Vec<(i64, Context)>,
}

/// All quotations with the links of those that are `new`.
pub(super) fn matched(db: &Connection, new: impl Fn(&Quoted) -> bool) -> rusqlite::Result<Matched> {
    let (mut old, mut fresh, mut contexts) = (Vec::new(), Vec::new(), Vec::new());
    let mut matcher = Matcher::default();
    let mut numbers: BTreeMap<i64, u32> = BTreeMap::new();
    for document in load::documents(db)? {
        let context = match load::kept_context(db, document)? {
            Some(kept) => kept,
            None => {
                let made = load::context(db, document)?;
                contexts.push((document, made.clone()));
                made
            }
        };
        numbers.insert(document, matcher.document(context));
        for one in load::quotations(db, document)? {
            if new(&one) { fresh.push(one) } else { old.push(one) }
        }
    }
    let mut links = Vec::new();
    for one in &old {
        matcher.add(&one.text, numbers[&one.document], one.day);
    }
    for one in &fresh {
        links.extend(matcher.insert(&one.text, numbers[&one.document], one.day));
    }
    old.extend(fresh);
    // What was matched needs its words no longer.
    old.iter_mut().for_each(|one| one.text = String::new());
    Ok(Matched { quotations: old, links, contexts })
}

/// An utterance that is there, as grouping knows it: by row or, of a quotation that stands alone, by statement.
fn standing(one: &Quoted, at: usize) -> Option<u32> {
    match one.utterance? {
        // Rows are few beside statements, so that both have room in one number.
        0 => Some(u32::MAX - at as u32),
        row => u32::try_from(row).ok(),
    }
}

fn put(db: &Connection, quotations: &[Quoted], links: &[Link]) -> rusqlite::Result<Grouped> {
    let touched = touched(quotations, links);
    let place: BTreeMap<usize, usize> = touched.iter().enumerate().map(|(place, &at)| (at, place)).collect();
    let members: Vec<Member> = touched
        .iter()
        .map(|&at| Member { key: quotations[at].key as u64, utterance: standing(&quotations[at], at) })
        .collect();
    let links: Vec<Link> =
        links.iter().map(|link| Link { a: place[&link.a], b: place[&link.b], ..*link }).collect();
    let mut groups: BTreeMap<usize, Vec<&Quoted>> = BTreeMap::new();
    for (at, group) in group(&members, &links).into_iter().enumerate() {
        groups.entry(group).or_default().push(&quotations[touched[at]]);
    }
    let mut grouped = Grouped::default();
    for group in groups.values().filter(|group| group.len() > 1) {
        let new: Vec<&&Quoted> = group.iter().filter(|one| one.utterance.is_none()).collect();
        grouped.joined += new.len();
        if new.is_empty() {
            continue;
        }
        let row = match group.iter().find_map(|one| one.utterance.filter(|&row| row > 0)) {
            Some(row) => row,
            None => found(db, founder(group).key)?,
        };
        for one in group.iter().filter(|one| one.utterance != Some(row)) {
            assign(db, one.statement, row)?;
        }
    }
    for one in quotations.iter().filter(|one| one.utterance.is_none()) {
        grouped.quotations += 1;
        let sql = "UPDATE statements SET utterance = 0 WHERE id = ?1 AND utterance IS NULL";
        db.prepare_cached(sql)?.execute([one.statement])?;
    }
    Ok(grouped)
}

/// The quotations that have links, and all others of their utterances.
fn touched(quotations: &[Quoted], links: &[Link]) -> Vec<usize> {
    let linked: BTreeSet<usize> = links.iter().flat_map(|link| [link.a, link.b]).collect();
    let rows: BTreeSet<i64> =
        linked.iter().filter_map(|&at| quotations[at].utterance.filter(|&row| row > 0)).collect();
    let in_row = |one: &Quoted| one.utterance.is_some_and(|row| rows.contains(&row));
    (0..quotations.len()).filter(|at| linked.contains(at) || in_row(&quotations[*at])).collect()
}

/// Who gives a new utterance its id: whoever stands there already, else the earliest.
pub(super) fn founder<'a>(group: &[&'a Quoted]) -> &'a Quoted {
    let order =
        |one: &&&Quoted| (one.utterance.is_none(), one.day.unwrap_or(i32::MAX), one.key, one.statement);
    group.iter().min_by_key(order).expect("a group has members")
}

/// Makes an utterance with this key, or, where another one has it, with the next that is free.
pub(super) fn found(db: &Connection, key: i64) -> rusqlite::Result<i64> {
    let mut key = key;
    while db.prepare_cached("SELECT 1 FROM utterances WHERE key = ?1")?.exists([key])? {
        key = (key + 1) & ((1 << 48) - 1);
    }
    db.prepare_cached("INSERT INTO utterances (key) VALUES (?1)")?.execute([key])?;
    Ok(db.last_insert_rowid())
}

pub(super) fn assign(db: &Connection, statement: i64, row: i64) -> rusqlite::Result<()> {
    let sql = "UPDATE statements SET utterance = ?2 WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![statement, row]).map(drop)
}
