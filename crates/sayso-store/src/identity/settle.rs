//! From pairs to people: who stands for whom.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use sayso_core::identity::{Bonds, Name, partition};

use super::likenesses::differ;
use super::{in_order, name_of};
use crate::corrections;
use crate::people;

/// Decides anew who is who among `concerned` and whoever hangs together with them, and gives speakers
/// and statements to whom they belong now.
pub(crate) fn settle(db: &Connection, concerned: &[i64]) -> rusqlite::Result<()> {
    let mut done = BTreeSet::new();
    for &person in concerned {
        if done.contains(&person) {
            continue;
        }
        let nodes = component(db, person)?;
        done.extend(nodes.iter().copied());
        if nodes.len() > 1 || is_merged(db, person)? {
            settle_component(db, &nodes)?;
        }
    }
    Ok(())
}

fn is_merged(db: &Connection, person: i64) -> rusqlite::Result<bool> {
    let sql = "SELECT merged IS NOT NULL FROM people WHERE id = ?1";
    db.prepare_cached(sql)?.query_row([person], |row| row.get(0))
}

/// Everybody who hangs together with a person: by likeness, by decision, or by how things stood.
fn component(db: &Connection, person: i64) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT b FROM likenesses WHERE a = ?1 AND outcome = 2
        UNION SELECT a FROM likenesses WHERE b = ?1 AND outcome = 2
        UNION SELECT b FROM decided WHERE a = ?1 AND same = 1
        UNION SELECT a FROM decided WHERE b = ?1 AND same = 1
        UNION SELECT merged FROM people WHERE id = ?1 AND merged IS NOT NULL
        UNION SELECT id FROM people WHERE merged = ?1";
    let mut select = db.prepare_cached(sql)?;
    let mut found = BTreeSet::from([person]);
    let mut waiting = vec![person];
    while let Some(next) = waiting.pop() {
        let near = select.query_map([next], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        waiting.extend(near.into_iter().filter(|&one| found.insert(one)));
    }
    Ok(found.into_iter().collect())
}

fn settle_component(db: &Connection, nodes: &[i64]) -> rusqlite::Result<()> {
    let mut before = BTreeMap::new();
    for &node in nodes {
        before.insert(node, people::standing(db, node)?);
    }
    let bonds = bonds(db, nodes)?;
    let mut failure = None;
    let found = partition(nodes, &bonds, |a, b| {
        differ(db, a, b).unwrap_or_else(|error| {
            failure.get_or_insert(error);
            true
        })
    });
    if let Some(error) = failure {
        return Err(error);
    }
    let (merged_away, merged_into) = corrections::merge_ends(db, nodes)?;
    let mut after = BTreeMap::new();
    for group in &found.groups {
        let first = group.iter().find(|node| !merged_away.contains(node)).unwrap_or(&group[0]);
        after.extend(group.iter().map(|&node| (node, *first)));
    }
    for (&node, &stands) in &after {
        let merged = (node != stands).then_some(stands);
        let sql = "UPDATE people SET merged = ?2 WHERE id = ?1 AND merged IS NOT ?2";
        db.prepare_cached(sql)?.execute(params![node, merged])?;
    }
    let moved: BTreeSet<i64> =
        nodes.iter().filter(|node| before[node] != after[node]).map(|node| before[node]).collect();
    for group in &found.groups {
        let stands = after[&group[0]];
        call(db, stands, group, merged_into.contains(&stands))?;
    }
    if moved.is_empty() {
        return Ok(());
    }
    let moved: Vec<i64> = moved.into_iter().collect();
    people::relink(db, &moved)?;
    corrections::speakers_anew(db, nodes)
}

/// What holds between these names.
fn bonds(db: &Connection, nodes: &[i64]) -> rusqlite::Result<Bonds> {
    let mut bonds = Bonds::default();
    for &node in nodes {
        let sql = "SELECT b, score FROM likenesses WHERE a = ?1 AND outcome = 2";
        let mut select = db.prepare_cached(sql)?;
        let same = select.query_map([node], |row| Ok((in_order(node, row.get(0)?), row.get(1)?)))?;
        bonds.same.extend(same.collect::<Result<Vec<_>, _>>()?);
        bonds.joined.extend(others(db, "SELECT b FROM decided WHERE a = ?1 AND same = 1", node)?);
        bonds.parted.extend(others(db, "SELECT b FROM decided WHERE a = ?1 AND same = 0", node)?);
    }
    Ok(bonds)
}

fn others(db: &Connection, sql: &str, node: i64) -> rusqlite::Result<Vec<(i64, i64)>> {
    let mut select = db.prepare_cached(sql)?;
    select.query_map([node], |row| Ok(in_order(node, row.get(0)?)))?.collect()
}

/// Gives whoever stands for a group the name that people gave one of it, else the best of its names;
/// into whom people merged others keeps its own.
fn call(db: &Connection, stands: i64, group: &[i64], keeps: bool) -> rusqlite::Result<()> {
    let name = match corrections::name_by_people(db, group)? {
        Some(name) => Some(name),
        None if keeps => None,
        None => best_name(db, group)?,
    };
    let Some(name) = name else { return Ok(()) };
    let sql = "UPDATE people SET name = ?2 WHERE id = ?1 AND name <> ?2";
    let changed = db.prepare_cached(sql)?.execute(params![stands, name])?;
    if changed == 0 {
        return Ok(());
    }
    people::index(db, stands)?;
    corrections::speakers_anew(db, group)
}

/// The fullest name of a group; of several, the longest, then the first by its letters.
fn best_name(db: &Connection, group: &[i64]) -> rusqlite::Result<Option<String>> {
    let mut all = Vec::new();
    for &node in group {
        let sql = "SELECT spelled FROM people WHERE id = ?1";
        let spelled: Option<String> = db.prepare_cached(sql)?.query_row([node], |row| row.get(0))?;
        let Some((spelled, name)) = spelled.zip(name_of(db, node)?) else { continue };
        all.push((Reverse(fullness(&name)), Reverse(spelled.chars().count()), spelled));
    }
    Ok(all.into_iter().min().map(|(_, _, name)| name))
}

/// How much of a name is there: a name in full before a surname or an acronym.
fn fullness(name: &Name) -> usize {
    if name.titles().is_empty() { name.words() } else { 0 }
}
