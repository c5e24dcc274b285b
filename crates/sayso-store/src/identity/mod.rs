//! Who is who, over documents and spellings.
//!
//! A row of `people` that has a key stands for one name; this room compares names, keeps what
//! documents tell of each, and joins those that are one: `people.merged` leads to the one who stands
//! for all. How names compare is `sayso_core::identity`; here is what is kept of it. A new document
//! costs the names in it and their candidates, never a look at all the rest; the order in which
//! documents come makes no difference to who is one. What people decide wins.

mod evidence;
mod life;
mod likenesses;
mod pairs;
mod settle;
#[cfg(test)]
mod tests;

use rusqlite::{Connection, params};
use sayso_core::document::SpeakerKind;
use sayso_core::identity::Name;

use crate::codes::{Code, decoded};
use crate::fold::name_key;

pub(crate) use evidence::{Said, learn};
pub use life::RoleOverTime;
pub(crate) use likenesses::enroll;
pub use pairs::{Likeness, Named};
pub(crate) use pairs::{concerned, decided_anew};
pub(crate) use settle::settle;

/// The name of a person, taken apart; none for those who are not compared.
fn name_of(db: &Connection, person: i64) -> rusqlite::Result<Option<Name>> {
    let sql = "SELECT spelled, kind FROM people WHERE id = ?1";
    let (spelled, kind): (Option<String>, i64) =
        db.prepare_cached(sql)?.query_row([person], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let kind: SpeakerKind = decoded(kind)?;
    let compared = matches!(kind, SpeakerKind::Person | SpeakerKind::Organization);
    Ok(spelled.filter(|_| compared).map(|spelled| Name::parse(&spelled, kind)))
}

/// Notes another spelling of a name; true if it is the one to compare by from now on.
pub(crate) fn respell(db: &Connection, person: i64, name: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT spelled FROM people WHERE id = ?1";
    let spelled: Option<String> = db.prepare_cached(sql)?.query_row([person], |row| row.get(0))?;
    let Some(spelled) = spelled else { return Ok(false) };
    if preference(&spelled) <= preference(name) {
        return Ok(false);
    }
    db.prepare_cached("UPDATE people SET spelled = ?2 WHERE id = ?1")?.execute(params![person, name])?;
    Ok(true)
}

/// What comes first is the better spelling of two that share a key: one of both cases, then any order
/// that does not depend on which came first.
fn preference(name: &str) -> (bool, &str) {
    let mixed = name.chars().any(char::is_uppercase) && name.chars().any(char::is_lowercase);
    (!mixed, name)
}

/// Compares all names anew, and learns all documents anew: for collections of an earlier version.
pub(crate) fn from_scratch(db: &Connection) -> rusqlite::Result<()> {
    db.execute(
        "UPDATE people SET spelled = coalesce((SELECT min(name) FROM names WHERE person = id AND folded = key), name)
         WHERE key IS NOT NULL",
        [],
    )?;
    for person in numbers(db, "SELECT id FROM people WHERE spelled IS NOT NULL ORDER BY id")? {
        enroll(db, person)?;
    }
    for document in numbers(db, "SELECT id FROM documents ORDER BY id")? {
        let said = said_in(db, document)?;
        learn(db, document, &said)?;
    }
    decided_anew(db)?;
    settle(db, &numbers(db, "SELECT id FROM people ORDER BY id")?)
}

/// What a document that is in the collection says of whom.
fn said_in(db: &Connection, document: i64) -> rusqlite::Result<Vec<Said>> {
    let sql = "SELECT name, kind, roles FROM speakers WHERE document = ?1 AND named = 1 AND added = 0 ORDER BY number";
    let mut select = db.prepare_cached(sql)?;
    let rows = select.query_map([document], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, Option<String>>(2)?))
    })?;
    let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
    let mut said = Vec::new();
    for (name, kind, roles) in rows {
        let own = crate::people::resolve(db, document, kind, &name_key(&name))?;
        let roles = crate::codes::list_from_json(roles)?;
        said.extend(own.map(|person| Said { person, roles, news: false }));
    }
    Ok(said)
}

fn numbers(db: &Connection, sql: &str) -> rusqlite::Result<Vec<i64>> {
    db.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

/// Two people in the order in which pairs are kept.
fn in_order(a: i64, b: i64) -> (i64, i64) {
    sayso_core::identity::pair(a, b)
}

/// The number of a kind, for queries.
fn kind_of(name: &Name) -> i64 {
    if name.is_organization() { SpeakerKind::Organization.code() } else { SpeakerKind::Person.code() }
}
