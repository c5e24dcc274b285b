//! New quotations into the utterances that are there, or into new ones.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use sayso_core::utterances::{AVERAGED, Context, Link, Matcher, Member, group};

use super::load::{self, Quoted};
use super::postings::{self, LATEST, Posting};
use crate::Store;
use crate::error::StoreError;

/// A new quotation is compared with so many of those that are there: those that share most keys with it. Of labelled
/// pairs of news quotations, every one was among the first twelve.
const NEAREST: usize = 24;

/// Of these, so many may have but one key in common with it, as fragments of five words have with a sentence: most that
/// do are there by chance.
const BY_ONE_KEY: usize = 6;

/// All quotations are gone through, in memory, where one document in so many is new.
const FEW: i64 = 16;

/// What became of quotations that were grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Grouped {
    /// Quotations that were new.
    pub quotations: usize,
    /// Of these, those that report the same words as another one.
    pub joined: usize,
}

/// With which of the quotations that are there new ones are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Among {
    /// All, read and indexed in memory: the less for each, the more are new.
    All,
    /// Those that the postings lead to: the same for each, however many there are.
    Near,
}

impl Store {
    /// Looks, for every quotation that nobody has looked at yet, which others report the same words. What is
    /// there stays where it is.
    ///
    /// # Errors
    /// If the database cannot be read or written; nothing is changed then.
    pub fn group_quotations(&mut self) -> Result<Grouped, StoreError> {
        let new = self.read(load::documents_to_group)?.len() as i64;
        let few = new * FEW <= self.read(load::last_document)?;
        self.group_among(if few { Among::Near } else { Among::All })
    }

    pub(super) fn group_among(&mut self, among: Among) -> Result<Grouped, StoreError> {
        let documents = self.read(load::documents_to_group)?;
        if documents.is_empty() {
            return Ok(Grouped::default());
        }
        let found = self.read(|db| match among {
            Among::All => matched(db, all(db)?),
            Among::Near => with_members(db, matched(db, near(db, &documents)?)?),
        })?;
        self.write(|db| {
            for (document, context) in &found.contexts {
                load::keep_context(db, *document, context)?;
            }
            postings::post(db, found.postings)?;
            put(db, &found.quotations, &found.links)
        })
    }
}

/// Keeps the keys of all quotations that were looked at, for a collection that has none of them yet.
pub(crate) fn keep_keys(db: &Connection) -> rusqlite::Result<()> {
    postings::clear(db)?;
    for documents in load::documents(db)?.chunks(1 << 13) {
        keep_keys_of(db, documents)?;
    }
    Ok(())
}

/// Keeps the keys of quotations in these documents that were looked at.
pub(crate) fn keep_keys_of(db: &Connection, documents: &[i64]) -> rusqlite::Result<()> {
    let mut all = Vec::new();
    for &document in documents {
        let quotations = load::quotations(db, document)?;
        all.extend(quotations.iter().filter(|one| one.utterance.is_some()).flat_map(postings::postings));
    }
    postings::post(db, all)
}

/// Quotations to be matched.
#[derive(Default)]
pub(super) struct Quotations {
    /// Those that are there already.
    old: Vec<Quoted>,
    /// Those that are new.
    new: Vec<Quoted>,
}

impl Quotations {
    /// All of them as if they were new.
    pub fn anew(db: &Connection) -> rusqlite::Result<Self> {
        let Self { old, new } = all(db)?;
        let mut new = [old, new].concat();
        new.sort_by_key(|one| (one.document, one.statement));
        Ok(Self { old: Vec::new(), new })
    }
}

fn all(db: &Connection) -> rusqlite::Result<Quotations> {
    let mut all = Quotations::default();
    for document in load::documents(db)? {
        for one in load::quotations(db, document)? {
            if one.utterance.is_none() { all.new.push(one) } else { all.old.push(one) }
        }
    }
    Ok(all)
}

/// The new quotations of these documents, and of the others those that share most keys with each.
fn near(db: &Connection, documents: &[i64]) -> rusqlite::Result<Quotations> {
    let mut new = Vec::new();
    for &document in documents {
        new.extend(load::quotations(db, document)?.into_iter().filter(|one| one.utterance.is_none()));
    }
    let mut near = BTreeSet::new();
    for one in &new {
        near.extend(nearest(db, one)?);
    }
    Ok(Quotations { old: load::grouped(db, &near)?, new })
}

/// The statements that share most keys with a quotation, each key counting the more the fewer have it.
fn nearest(db: &Connection, one: &Quoted) -> rusqlite::Result<Vec<i64>> {
    let mut shared: BTreeMap<i64, (f64, usize)> = BTreeMap::new();
    for statements in postings::with_keys(db, &postings::keys(&one.text))?.into_values() {
        let told = (2.0 * LATEST as f64 / statements.len().max(1) as f64).ln();
        for statement in statements {
            let (sum, keys) = shared.entry(statement).or_default();
            (*sum, *keys) = (*sum + told, *keys + 1);
        }
    }
    let (mut all, mut by_one): (Vec<_>, Vec<_>) = shared.into_iter().partition(|(_, (_, keys))| *keys > 1);
    for some in [&mut all, &mut by_one] {
        some.sort_by(|(x, (told_x, _)), (y, (told_y, _))| told_y.total_cmp(told_x).then(y.cmp(x)));
    }
    all.extend(by_one.into_iter().take(BY_ONE_KEY));
    Ok(all.into_iter().take(NEAREST).map(|(statement, _)| statement).collect())
}

/// Quotations that were matched with each other.
pub(super) struct Matched {
    /// Those that are there already first.
    pub quotations: Vec<Quoted>,
    /// Of those that are new.
    pub links: Vec<Link>,
    /// Of those that are new, too.
    pub postings: Vec<Posting>,
    /// What documents are about, of those of which it is not kept yet.
    contexts: Vec<(i64, Context)>,
}

/// All these quotations with the links of those that are new.
pub(super) fn matched(db: &Connection, Quotations { mut old, new }: Quotations) -> rusqlite::Result<Matched> {
    let mut matcher = Matcher::default();
    let mut contexts = Contexts::default();
    for one in &old {
        let document = contexts.number(db, one.document, &mut matcher)?;
        matcher.add(&one.text, document, one.day);
    }
    let (mut links, mut postings) = (Vec::new(), Vec::new());
    for one in &new {
        let document = contexts.number(db, one.document, &mut matcher)?;
        links.extend(matcher.insert(&one.text, document, one.day));
        postings.extend(postings::postings(one));
    }
    old.extend(new);
    // What was matched needs its words no longer.
    old.iter_mut().for_each(|one| one.text = String::new());
    Ok(Matched { quotations: old, links, postings, contexts: contexts.made })
}

/// What documents are about, as the matcher numbers them.
#[derive(Default)]
struct Contexts {
    numbers: BTreeMap<i64, u32>,
    /// Those that were not kept.
    made: Vec<(i64, Context)>,
}

impl Contexts {
    fn number(&mut self, db: &Connection, document: i64, matcher: &mut Matcher) -> rusqlite::Result<u32> {
        if let Some(&number) = self.numbers.get(&document) {
            return Ok(number);
        }
        let context = match load::kept_context(db, document)? {
            Some(kept) => kept,
            None => {
                let made = load::context(db, document)?;
                self.made.push((document, made.clone()));
                made
            }
        };
        let number = matcher.document(context);
        self.numbers.insert(document, number);
        Ok(number)
    }
}

/// With the other quotations of the utterances that links lead to, of each as many as count.
fn with_members(db: &Connection, mut found: Matched) -> rusqlite::Result<Matched> {
    let linked = found.links.iter().flat_map(|link| [link.a, link.b]);
    let rows: BTreeSet<i64> =
        linked.filter_map(|at| found.quotations[at].utterance.filter(|&row| row > 0)).collect();
    let mut there: BTreeSet<i64> = found.quotations.iter().map(|one| one.statement).collect();
    for row in rows {
        let members = load::members(db, row, AVERAGED)?;
        found.quotations.extend(members.into_iter().filter(|one| there.insert(one.statement)));
    }
    Ok(found)
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
