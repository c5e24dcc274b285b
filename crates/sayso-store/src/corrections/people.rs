//! Decisions about people: who is the same, who is not, and what they are called.

use rusqlite::{Connection, params};
use sayso_core::document::SpeakerKind;
use serde_json::{Value, json};

use super::log::{self, Correction};
use super::{Author, Kind, settle};
use crate::Store;
use crate::codes::Code;
use crate::error::StoreError;
use crate::fold::name_key;
use crate::identity;
use crate::people::{self, Face, Person};

/// Somebody, by number or by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// The number in the collection.
    Number(i64),
    /// A name that documents give, in any spelling of it; made a person if nobody has it.
    Name(String),
}

impl From<&str> for Whom {
    /// A number where it is one, else a name.
    fn from(text: &str) -> Self {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        text.parse().map_or_else(|_| Self::Name(text.clone()), Self::Number)
    }
}

impl Store {
    /// The person with this number; whoever was merged is found under the one that stands.
    ///
    /// # Errors
    /// If there is none, or the database cannot be read.
    pub fn person(&self, id: i64) -> Result<Person, StoreError> {
        let found = self.read(|db| people::get(db, id))?;
        found.ok_or_else(|| unknown(format!("there is no person {id}; `sayso speakers` lists them")))
    }

    /// The same, without counts.
    ///
    /// # Errors
    /// If there is none, or the database cannot be read.
    pub fn face(&self, id: i64) -> Result<Face, StoreError> {
        let found = self.read(|db| people::face(db, id))?;
        found.ok_or_else(|| unknown(format!("there is no person {id}; `sayso speakers` lists them")))
    }

    /// People by number of statements, most first; `named` narrows to names that hold these words.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn people(&self, named: Option<&str>, limit: usize) -> Result<Vec<Person>, StoreError> {
        self.read(|db| people::list(db, named, limit))
    }

    /// Makes `from` and `into` one, under the name of `into`. Gives the number of the correction.
    ///
    /// # Errors
    /// If one of them is not there or they are one already, or the database cannot be written.
    pub fn merge_people(&mut self, from: i64, into: i64, author: Author) -> Result<i64, StoreError> {
        let (from, into) = (self.person(from)?, self.person(into)?);
        if from.id == into.id {
            return Err(unknown(format!("these are one already: {} ({})", into.name, into.id)));
        }
        self.write(|db| {
            let nodes = [people::members(db, from.id)?, people::members(db, into.id)?];
            let value = json!({
                "from": from.id, "into": into.id, "names": [from.name, into.name], "nodes": nodes,
            });
            let id = log::add(db, author, Kind::Merge, None, &value)?;
            identity::decided_anew(db)?;
            identity::settle(db, &nodes.concat())?;
            Ok(id)
        })
    }

    /// Parts what documents say of `person` in `documents` from the rest: a person of its own. Gives the
    /// number of the correction and of the new person.
    ///
    /// # Errors
    /// If the person is not there or speaks in none of the documents, or the database cannot be written.
    pub fn split_person(
        &mut self,
        person: i64,
        documents: &[i64],
        author: Author,
    ) -> Result<(i64, i64), StoreError> {
        let person = self.person(person)?;
        let keys = self.read(|db| {
            let mut keys = Vec::new();
            for &document in documents {
                keys.extend(people::keys_in(db, document, person.id)?.into_iter().map(|key| (document, key)));
            }
            Ok(keys)
        })?;
        if keys.is_empty() {
            return Err(unknown(format!(
                "{} ({}) is named in none of these documents",
                person.name, person.id
            )));
        }
        self.write(|db| {
            let new = people::insert(db, &person.name, person.kind, None)?;
            let value = json!({ "person": person.id, "new": new, "name": person.name, "keys": keys });
            let id = log::add(db, author, Kind::Split, None, &value)?;
            identity::decided_anew(db)?;
            splits(db, &[person.id])?;
            Ok((id, new))
        })
    }

    /// Calls a person `name` from now on. Gives the number of the correction.
    ///
    /// # Errors
    /// If the person is not there, the name is empty, or the database cannot be written.
    pub fn rename_person(&mut self, person: i64, name: &str, author: Author) -> Result<i64, StoreError> {
        let person = self.person(person)?;
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(unknown("a name that is empty names nobody".to_owned()));
        }
        self.write(|db| {
            let value = json!({ "person": person.id, "from": person.name, "to": name });
            let id = log::add(db, author, Kind::Rename, None, &value)?;
            names(db, person.id)?;
            Ok(id)
        })
    }

    /// The number of somebody given by number or name.
    ///
    /// # Errors
    /// If nobody has this number or name, or several have it, or the database cannot be read.
    pub fn number_of(&self, whom: &Whom) -> Result<i64, StoreError> {
        match self.who(whom)? {
            Whom::Number(id) => Ok(id),
            Whom::Name(name) => Err(unknown(format!(
                "nobody is called {name}; `sayso speakers --name` lists who has a name with some word"
            ))),
        }
    }

    /// Checks that somebody given by number is there, and that a name means one person.
    pub(super) fn who(&self, whom: &Whom) -> Result<Whom, StoreError> {
        let name = match whom {
            Whom::Number(id) => return Ok(Whom::Number(self.person(*id)?.id)),
            Whom::Name(name) => name,
        };
        if name_key(name).is_empty() {
            return Err(unknown(format!("“{name}” is no name")));
        }
        let found = self.read(|db| by_name(db, name))?;
        match found[..] {
            [] => Ok(whom.clone()),
            [one] => Ok(Whom::Number(one)),
            _ => {
                let ids: Vec<_> = found.iter().map(ToString::to_string).collect();
                Err(unknown(format!("several people are called {name}: give a number ({})", ids.join(", "))))
            }
        }
    }
}

fn unknown(what: String) -> StoreError {
    StoreError::Unknown { what }
}

/// The people whose preferred or full name this is.
fn by_name(db: &Connection, name: &str) -> rusqlite::Result<Vec<i64>> {
    let key = name_key(name);
    let mut select = db.prepare_cached("SELECT id FROM people WHERE key = ?1 OR name = ?2")?;
    let ids = select.query_map(params![key, name], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    let mut standing = ids.into_iter().map(|id| people::standing(db, id)).collect::<Result<Vec<_>, _>>()?;
    standing.sort_unstable();
    standing.dedup();
    Ok(standing)
}

/// The number of somebody who was checked; a name that nobody has becomes a person.
pub(super) fn number_of(db: &Connection, whom: &Whom) -> rusqlite::Result<i64> {
    match whom {
        Whom::Number(id) => Ok(*id),
        Whom::Name(name) => people::insert(db, name, SpeakerKind::Person, free_key(db, name)?.as_deref()),
    }
}

/// The key of a name, unless a person has it.
fn free_key(db: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    let key = name_key(name);
    let sql = "SELECT 1 FROM people WHERE kind = ?1 AND key = ?2";
    let taken = db.prepare_cached(sql)?.exists(params![SpeakerKind::Person.code(), key])?;
    Ok((!taken).then_some(key))
}

/// Applies again what an undo of `correction` may have changed.
pub(super) fn resettle(db: &Connection, correction: &Correction) -> rusqlite::Result<()> {
    let number = |key: &str| correction.value[key].as_i64().unwrap_or_default();
    match correction.kind {
        Kind::Merge | Kind::Apart => {
            identity::decided_anew(db)?;
            identity::settle(db, &identity::concerned(correction))
        }
        Kind::Split => {
            identity::decided_anew(db)?;
            splits(db, &[number("person"), number("new")])
        }
        Kind::Rename => names(db, number("person")),
        _ => Ok(()),
    }
}

/// Adds the decision that two people are two.
pub(crate) fn add_apart(db: &Connection, author: Author, value: &Value) -> rusqlite::Result<i64> {
    let id = log::add(db, author, Kind::Apart, None, value)?;
    let added = log::get(db, id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    resettle(db, &added)?;
    Ok(id)
}

/// The decisions about who is who that stand, in order.
pub(crate) fn about_people(db: &Connection) -> rusqlite::Result<Vec<Correction>> {
    log::standing(db, None, &[Kind::Merge, Kind::Split, Kind::Apart])
}

/// Of these, the ones that people merged into others, and the ones that they merged others into.
pub(crate) fn merge_ends(db: &Connection, nodes: &[i64]) -> rusqlite::Result<(Vec<i64>, Vec<i64>)> {
    let sql = "SELECT DISTINCT c.value ->> '$.from', c.value ->> '$.into'
        FROM decided d JOIN corrections c ON c.id = d.correction
        WHERE d.same = 1 AND c.kind = 'merge' AND d.a IN (SELECT value FROM json_each(?1))";
    let mut select = db.prepare_cached(sql)?;
    let ends = select.query_map([crate::codes::json(&nodes)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(ends.collect::<Result<Vec<(i64, i64)>, _>>()?.into_iter().unzip())
}

/// What people last called one of these.
pub(crate) fn name_by_people(db: &Connection, nodes: &[i64]) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT id FROM corrections WHERE kind = 'rename'
        AND value ->> '$.person' IN (SELECT value FROM json_each(?1)) ORDER BY id DESC";
    let mut select = db.prepare_cached(sql)?;
    let ids = select.query_map([crate::codes::json(&nodes)], |row| row.get(0))?;
    for id in ids.collect::<Result<Vec<i64>, _>>()? {
        let Some(rename) = log::get(db, id)?.filter(|one| one.undone_by.is_none()) else { continue };
        return Ok(rename.value["to"].as_str().map(str::to_owned));
    }
    Ok(None)
}

/// Which person a name means in which document: as the splits that stand say.
fn splits(db: &Connection, concerned: &[i64]) -> rusqlite::Result<()> {
    db.execute("DELETE FROM assignments", [])?;
    let sql =
        "INSERT OR REPLACE INTO assignments (document, key, person, correction) VALUES (?1, ?2, ?3, ?4)";
    let mut concerned = concerned.to_vec();
    for split in log::standing(db, None, &[Kind::Split])? {
        let Some(new) = split.value["new"].as_i64() else { continue };
        let keys: Vec<(i64, String)> =
            serde_json::from_value(split.value["keys"].clone()).unwrap_or_default();
        for (document, key) in keys {
            db.prepare_cached(sql)?.execute(params![document, key, new, split.id])?;
            people::take_names(db, document, &key, new)?;
            concerned.extend(people::speaking_in(db, document)?);
        }
    }
    concerned.sort_unstable();
    concerned.dedup();
    let standing: Vec<i64> =
        concerned.iter().map(|&one| people::standing(db, one)).collect::<Result<_, _>>()?;
    belong_anew(db, &[concerned, standing].concat())
}

/// Gives the speakers of these people to whom they belong now, and their statements with them. Corrections
/// that name a speaker may mean somebody else now, too.
fn belong_anew(db: &Connection, concerned: &[i64]) -> rusqlite::Result<()> {
    people::relink(db, concerned)?;
    speakers_anew(db, concerned)
}

/// Applies the corrections again that name one of these as a speaker: it may stand for somebody else now.
pub(crate) fn speakers_anew(db: &Connection, people: &[i64]) -> rusqlite::Result<()> {
    let sql = "SELECT DISTINCT document FROM corrections WHERE kind = 'speaker'
        AND value ->> '$.person' IN (SELECT value FROM json_each(?1)) ORDER BY 1";
    let mut select = db.prepare_cached(sql)?;
    let documents = select.query_map([crate::codes::json(&people)], |row| row.get(0))?;
    let documents = documents.collect::<Result<Vec<i64>, _>>()?;
    documents.into_iter().try_for_each(|document| settle(db, document))
}

/// What somebody is called: as the last renaming that stands says, else as before the first.
fn names(db: &Connection, person: i64) -> rusqlite::Result<()> {
    let is_of = |one: &&Correction| one.value["person"].as_i64() == Some(person);
    let standing = log::standing(db, None, &[Kind::Rename])?;
    let all = log::list(db, None)?;
    let first = all.iter().filter(|one| one.kind == Kind::Rename).find(is_of);
    let last = standing.iter().rev().find(is_of).map(|one| &one.value["to"]);
    if let Some(name) = last.or(first.map(|one| &one.value["from"])).and_then(|name| name.as_str()) {
        db.execute("UPDATE people SET name = ?2 WHERE id = ?1", params![person, name])?;
    }
    people::index(db, person)?;
    identity::settle(db, &[person])?;
    speakers_anew(db, &[person])
}
