//! Pairs of names that are alike, and the keys that find them.

use rusqlite::{Connection, OptionalExtension, params};
use sayso_core::identity::{Comparison, Name, Outcome, Reason, Verdict, compare, keys, weigh};

use super::evidence::{company, context};
use super::{in_order, kind_of, name_of};
use crate::codes::{json, probability_code};

/// Names under one key above which the key tells nothing.
const COMMON: i64 = 1000;

/// Compares a name that is new, or spelled anew, with its candidates.
pub(crate) fn enroll(db: &Connection, person: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM name_keys WHERE person = ?1")?.execute([person])?;
    db.prepare_cached("DELETE FROM likenesses WHERE a = ?1 OR b = ?1")?.execute([person])?;
    let Some(name) = name_of(db, person)? else { return Ok(()) };
    let keys = keys(&name);
    for key in &keys {
        let sql = "INSERT OR IGNORE INTO name_keys (key, person) VALUES (?1, ?2)";
        db.prepare_cached(sql)?.execute(params![key, person])?;
    }
    for other in candidates(db, person, &name, &keys)? {
        let Some(known) = name_of(db, other)? else { continue };
        let found = compare(&name, &known);
        if found.outcome() != Outcome::Different {
            put(db, (person, other), &weighed(db, (person, other), &found)?)?;
        }
    }
    Ok(())
}

/// Whoever shares a key with a name, by number.
fn candidates(db: &Connection, person: i64, name: &Name, keys: &[String]) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT k.person FROM name_keys k JOIN people p ON p.id = k.person
        WHERE k.key = ?1 AND k.person <> ?2 AND p.kind = ?3 LIMIT ?4";
    let mut select = db.prepare_cached(sql)?;
    let mut found = Vec::new();
    for key in keys {
        let rows = select.query_map(params![key, person, kind_of(name), COMMON + 1], |row| row.get(0))?;
        let rows: Vec<i64> = rows.collect::<Result<_, _>>()?;
        if rows.len() as i64 <= COMMON {
            found.extend(rows);
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The likeness of two names with what else is known of them.
fn weighed(db: &Connection, pair: (i64, i64), names: &Comparison) -> rusqlite::Result<Verdict> {
    let (a, b) = in_order(pair.0, pair.1);
    Ok(weigh(names, &context(db, a)?, &context(db, b)?, &company(db, a, b)?))
}

fn put(db: &Connection, pair: (i64, i64), verdict: &Verdict) -> rusqlite::Result<()> {
    let (a, b) = in_order(pair.0, pair.1);
    let sql = "INSERT OR REPLACE INTO likenesses (a, b, score, outcome, reasons) VALUES (?1, ?2, ?3, ?4, ?5)";
    db.prepare_cached(sql)?
        .execute(params![
            a,
            b,
            probability_code(verdict.score),
            outcome_code(verdict.outcome()),
            reasons(&verdict.reasons)
        ])
        .map(drop)
}

fn outcome_code(outcome: Outcome) -> i64 {
    match outcome {
        Outcome::Different => 0,
        Outcome::Possibly => 1,
        Outcome::Same => 2,
    }
}

fn reasons(reasons: &[Reason]) -> String {
    json(&reasons.iter().map(|reason| (reason.rule, &reason.why)).collect::<Vec<_>>())
}

/// Weighs again the pairs of a name of which something new is known.
pub(super) fn reweigh(db: &Connection, person: i64) -> rusqlite::Result<()> {
    let others = alike(db, person)?;
    if others.is_empty() {
        return Ok(());
    }
    let Some(name) = name_of(db, person)? else { return Ok(()) };
    for other in others {
        if let Some(known) = name_of(db, other)? {
            put(db, (person, other), &weighed(db, (person, other), &compare(&name, &known))?)?;
        }
    }
    Ok(())
}

/// The names that are like a name, whatever came of it.
fn alike(db: &Connection, person: i64) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT b FROM likenesses WHERE a = ?1 UNION ALL SELECT a FROM likenesses WHERE b = ?1";
    db.prepare_cached(sql)?.query_map([person], |row| row.get(0))?.collect()
}

/// Whether two names are of two: by their letters, or because what else is known speaks against names
/// that would be one.
pub(super) fn differ(db: &Connection, a: i64, b: i64) -> rusqlite::Result<bool> {
    let Some((x, y)) = name_of(db, a)?.zip(name_of(db, b)?) else { return Ok(true) };
    let names = compare(&x, &y).outcome();
    let (a, b) = in_order(a, b);
    let sql = "SELECT outcome FROM likenesses WHERE a = ?1 AND b = ?2";
    let kept: Option<i64> = db.prepare_cached(sql)?.query_row([a, b], |row| row.get(0)).optional()?;
    Ok(kept.map_or(names == Outcome::Different, |kept| kept == 0 || kept < outcome_code(names)))
}
