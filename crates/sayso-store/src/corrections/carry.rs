//! Corrections that leave a collection with their documents, and those that come with them.
//!
//! Numbers mean nothing elsewhere: documents go by their ids, people by a name that documents give them, and a
//! correction by the hash of what was decided, by whom and when. So the same decision is the same in every
//! collection, and is taken over once, however often it comes.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use sayso_core::document::{Called, Carried, Named, Party};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::log::{self, Correction};
use super::{Author, Kind, Role, anchored, check_spans, people, settle};
use crate::Store;
use crate::codes::{decoded, pairs, spans, statement_key};
use crate::documents::{find, public_id, text_of};
use crate::error::StoreError;
use crate::fold::name_key;
use crate::identity;
use crate::people as persons;

/// The corrections of a collection, ready to leave it with its documents: each leaves once.
#[derive(Debug, Default)]
pub struct Outgoing {
    all: BTreeMap<i64, Carried>,
    of_document: BTreeMap<i64, Vec<i64>>,
    /// Of the corrections about people, with their undos, by each whom they are about.
    of_person: BTreeMap<i64, Vec<i64>>,
    /// Of a correction about people: everybody whom it is about.
    concerned: BTreeMap<i64, Vec<i64>>,
}

impl Outgoing {
    /// Those about a document and its statements, and, where they did not leave before, those about the people
    /// who speak in it, in the order in which they were made.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn take(&mut self, store: &Store, document: i64) -> Result<Vec<Carried>, StoreError> {
        if self.all.is_empty() {
            return Ok(Vec::new());
        }
        let mut waiting = match self.of_person.is_empty() {
            true => Vec::new(),
            false => store.read(|db| people_of(db, document))?,
        };
        let mut chosen: BTreeSet<i64> =
            self.of_document.remove(&document).unwrap_or_default().into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(person) = waiting.pop() {
            if !seen.insert(person) {
                continue;
            }
            for number in self.of_person.remove(&person).unwrap_or_default() {
                chosen.insert(number);
                waiting.extend(self.concerned.get(&number).into_iter().flatten());
            }
        }
        // One about several people is listed with each of them.
        Ok(chosen.iter().filter_map(|number| self.all.remove(number)).collect())
    }
}

impl Store {
    /// All corrections, those taken back and the undos too, as other collections understand them.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn outgoing(&self) -> Result<Outgoing, StoreError> {
        self.read(|db| {
            let mut out = Outgoing::default();
            let mut ids = Ids::default();
            for one in log::list(db, None)? {
                let root = log::root(db, one.id)?;
                let carried = ids.name(carry(db, &one, &ids)?);
                ids.by_number.insert(one.id, carried.id.clone());
                match root.document {
                    Some(document) => out.of_document.entry(document).or_default().push(one.id),
                    None => {
                        let about = identity::concerned(&root);
                        about.iter().for_each(|&who| out.of_person.entry(who).or_default().push(one.id));
                        out.concerned.insert(one.id, about);
                    }
                }
                if let (Kind::Split, Some(new)) = (one.kind, one.value["new"].as_i64()) {
                    ids.splits.insert(new, carried.id.clone());
                }
                out.all.insert(one.id, carried);
            }
            Ok(out)
        })
    }

    /// Takes over corrections that came with documents, each with the hash of the text that it came with, but
    /// those that are there already. Gives how many were new, and how many cannot be understood here: about
    /// documents or statements that the collection does not have.
    ///
    /// # Errors
    /// If the database cannot be read or written; none is taken over then.
    pub fn take_over(&mut self, incoming: &[([u8; 32], Carried)]) -> Result<Taken, StoreError> {
        if incoming.is_empty() {
            return Ok(Taken::default());
        }
        let known = self.outgoing()?.all;
        self.write(|db| Arriving::new(db, known).all(incoming))
    }
}

/// What became of corrections that came with documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Taken over.
    pub new: usize,
    /// About what this collection does not have.
    pub lost: usize,
}

/// The ids that were given so far.
#[derive(Default)]
struct Ids {
    given: BTreeSet<String>,
    by_number: BTreeMap<i64, String>,
    /// Of the people whom splits made.
    splits: BTreeMap<i64, String>,
}

impl Ids {
    /// Gives a correction its id; one that is the same in everything as an earlier one gets another.
    fn name(&mut self, mut carried: Carried) -> Carried {
        let mut again = 0_u32;
        loop {
            carried.id = id_of(&carried, again);
            if self.given.insert(carried.id.clone()) {
                return carried;
            }
            again += 1;
        }
    }
}

/// `co_` and 12 hex digits of all that makes a correction what it is. How somebody is called is no part of it.
fn id_of(carried: &Carried, again: u32) -> String {
    let called = |one: &Called| match &one.split {
        Some(split) => json!(split),
        None => json!([one.kind.word(), name_key(&one.name)]),
    };
    let party = |one: &Party| json!([called(&one.person), one.all.iter().map(called).collect::<Vec<_>>()]);
    let place = |one: &Named| json!([one.document, name_key(&one.name)]);
    let value = json!([
        carried.at,
        carried.who,
        carried.kind.word(),
        carried.undoes,
        carried.statement,
        pairs(&carried.content),
        carried.role.map(Role::word),
        pairs(&carried.spans),
        carried.parties.iter().map(party).collect::<Vec<_>>(),
        carried.name,
        carried.places.iter().map(place).collect::<Vec<_>>(),
        again,
    ]);
    let hash = Sha256::digest(value.to_string().as_bytes());
    let hex: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("co_{hex}")
}

/// Everybody who speaks in a document, or does so by a correction, under every name.
fn people_of(db: &Connection, document: i64) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT person FROM speakers WHERE document = ?1 AND person IS NOT NULL
        UNION SELECT value ->> '$.person' FROM corrections WHERE document = ?1 AND kind = 'speaker'
            AND value ->> '$.person' IS NOT NULL";
    let mut select = db.prepare_cached(sql)?;
    let people = select.query_map([document], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    let mut all = Vec::new();
    for person in people {
        all.push(person);
        all.extend(persons::members(db, persons::standing(db, person)?)?);
    }
    Ok(all)
}

/// A correction as other collections understand it, but for its own id.
fn carry(db: &Connection, one: &Correction, ids: &Ids) -> rusqlite::Result<Carried> {
    let value = &one.value;
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    let list =
        |key: &str| -> Vec<[usize; 2]> { serde_json::from_value(value[key].clone()).unwrap_or_default() };
    Ok(Carried {
        number: one.id,
        at: one.at.clone(),
        who: one.who.clone(),
        kind: one.kind,
        undoes: one.undoes.and_then(|undone| ids.by_number.get(&undone).cloned()),
        statement: one.statement.clone(),
        content: spans(&list("content")),
        role: value["role"].as_str().and_then(Role::from_word),
        spans: spans(&list("spans")),
        parties: parties(db, one, ids)?,
        name: text("to"),
        places: places(db, value)?,
        ..Carried::default()
    })
}

/// The keys under which a correction names people: the person, what they were called, everybody with them.
fn party_keys(kind: Kind) -> &'static [(&'static str, &'static str, Option<usize>)] {
    match kind {
        Kind::Speaker | Kind::Split => &[("person", "/name", None)],
        Kind::Rename => &[("person", "/from", None)],
        Kind::Merge => &[("from", "/names/0", Some(0)), ("into", "/names/1", Some(1))],
        Kind::Apart => &[("a", "/names/0", Some(0)), ("b", "/names/1", Some(1))],
        Kind::Accept | Kind::Reject | Kind::Span | Kind::Undo => &[],
    }
}

fn parties(db: &Connection, one: &Correction, ids: &Ids) -> rusqlite::Result<Vec<Party>> {
    let mut parties = Vec::new();
    for &(key, name, nodes) in party_keys(one.kind) {
        let Some(person) = one.value[key].as_i64() else { continue };
        let nodes = nodes.map(|at| one.value["nodes"][at].clone()).unwrap_or_default();
        let nodes: Vec<i64> = serde_json::from_value(nodes).unwrap_or_default();
        parties.push(Party {
            called: one.value.pointer(name).and_then(Value::as_str).unwrap_or_default().to_owned(),
            person: called(db, person, ids)?,
            all: nodes.into_iter().map(|node| called(db, node, ids)).collect::<Result<_, _>>()?,
        });
    }
    Ok(parties)
}

fn called(db: &Connection, person: i64, ids: &Ids) -> rusqlite::Result<Called> {
    let sql = "SELECT coalesce(spelled, name), kind FROM people WHERE id = ?1";
    let (name, kind) =
        db.prepare_cached(sql)?.query_row([person], |row| Ok((row.get(0)?, decoded(row.get(1)?)?)))?;
    Ok(Called { name, kind, split: ids.splits.get(&person).cloned() })
}

fn places(db: &Connection, value: &Value) -> rusqlite::Result<Vec<Named>> {
    let keys: Vec<(i64, String)> = serde_json::from_value(value["keys"].clone()).unwrap_or_default();
    keys.into_iter().map(|(document, name)| Ok(Named { document: public_id(db, document)?, name })).collect()
}

/// Corrections on their way into a collection.
struct Arriving<'a> {
    db: &'a Connection,
    /// Numbers of the corrections that are there, by id.
    known: BTreeMap<String, i64>,
    /// The number of the last of them.
    last: i64,
    documents: BTreeSet<i64>,
}

impl<'a> Arriving<'a> {
    fn new(db: &'a Connection, known: BTreeMap<i64, Carried>) -> Self {
        let last = known.keys().next_back().copied().unwrap_or_default();
        let known = known.into_iter().map(|(number, one)| (one.id, number)).collect();
        Self { db, known, last, documents: BTreeSet::new() }
    }

    /// In the order in which they were made. One that builds on another (an undo, somebody whom a split made)
    /// waits for it.
    fn all(mut self, incoming: &[([u8; 32], Carried)]) -> rusqlite::Result<Taken> {
        let mut waiting: Vec<&([u8; 32], Carried)> = incoming.iter().collect();
        // As instants: of two that are written, the longer one may be the earlier one.
        let order = |one: &Carried| (one.at.parse::<jiff::Timestamp>().ok(), one.number, one.id.clone());
        waiting.sort_by_cached_key(|(_, one)| order(one));
        waiting.dedup_by(|(_, a), (_, b)| a.id == b.id);
        waiting.retain(|(_, one)| !self.known.contains_key(&one.id));
        let (whole, broken): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(_, one)| is_whole(one));
        waiting = whole;
        let mut taken = Taken::default();
        loop {
            let before = waiting.len();
            let mut late = Vec::new();
            for incoming in waiting {
                match self.one(incoming)? {
                    Some(number) => {
                        self.known.insert(incoming.1.id.clone(), number);
                        taken.new += usize::from(number > self.last);
                    }
                    None => late.push(incoming),
                }
            }
            if late.is_empty() || late.len() == before {
                taken.lost = late.len() + broken.len();
                break;
            }
            waiting = late;
        }
        for &document in &self.documents {
            settle(self.db, document)?;
        }
        Ok(taken)
    }

    /// The number of a correction that was added; none where what it is about is not there.
    fn one(&mut self, (hash, one): &([u8; 32], Carried)) -> rusqlite::Result<Option<i64>> {
        let author = Author { who: &one.who, at: &one.at };
        if one.kind == Kind::Undo {
            return self.undo(one, author);
        }
        let (place, anchor) = match &one.statement {
            Some(statement) => match self.place(hash, statement, one)? {
                Some((place, anchor)) => (Some(place), anchor),
                None => return Ok(None),
            },
            None => (None, json!({})),
        };
        let Some(value) = self.value(one, anchor)? else { return Ok(None) };
        let number = log::add(self.db, author, one.kind, place, &value)?;
        match place {
            Some((document, _)) => {
                self.documents.insert(document);
            }
            None => self.about_people(number)?,
        }
        Ok(Some(number))
    }

    fn undo(&mut self, one: &Carried, author: Author) -> rusqlite::Result<Option<i64>> {
        let Some(&undone) = one.undoes.as_ref().and_then(|undone| self.known.get(undone)) else {
            return Ok(None);
        };
        // Somebody took it back here, too: one undo is enough.
        let sql = "SELECT id FROM corrections WHERE undoes = ?1";
        let taken_back = self.db.prepare_cached(sql)?.query_row([undone], |row| row.get(0)).optional()?;
        if taken_back.is_some() {
            return Ok(taken_back);
        }
        let number = log::add_undo(self.db, author, undone)?;
        let root = log::root(self.db, undone)?;
        match root.document {
            Some(document) => {
                self.documents.insert(document);
            }
            None => people::resettle(self.db, &root)?,
        }
        Ok(Some(number))
    }

    fn about_people(&self, number: i64) -> rusqlite::Result<()> {
        log::get(self.db, number)?.map_or(Ok(()), |added| people::resettle(self.db, &added))
    }

    /// The document of this text, the digits of the statement's id, and what the correction is anchored to.
    fn place(
        &self,
        hash: &[u8; 32],
        statement: &str,
        one: &Carried,
    ) -> rusqlite::Result<Option<((i64, i64), Value)>> {
        let sql = "SELECT id FROM documents WHERE hash = ?1";
        let document: Option<i64> =
            self.db.prepare_cached(sql)?.query_row(params![hash], |row| row.get(0)).optional()?;
        let Some(place) = document.zip(statement_key(statement)) else { return Ok(None) };
        let text = text_of(self.db, place.0)?;
        let fits = check_spans(&text, Role::Content, &one.content).is_ok()
            && check_spans(&text, one.role.unwrap_or(Role::Cue), &one.spans).is_ok();
        Ok(fits.then(|| (place, anchored(&text, &one.content))))
    }

    /// What is written down of it here, beside what it is anchored to; none where somebody or something in it is not
    /// there.
    fn value(&self, one: &Carried, mut value: Value) -> rusqlite::Result<Option<Value>> {
        let mut nodes = Vec::new();
        for (&(key, name, with_nodes), party) in party_keys(one.kind).iter().zip(&one.parties) {
            let Some(person) = self.person(&party.person)? else { return Ok(None) };
            value[key] = json!(person);
            match name.strip_prefix("/names/") {
                Some(_) => {
                    value["names"] = json!(one.parties.iter().map(|it| &it.called).collect::<Vec<_>>())
                }
                None => value[&name[1..]] = json!(party.called),
            }
            if with_nodes.is_some() {
                let mut all = Vec::new();
                for one in &party.all {
                    let Some(person) = self.person(one)? else { return Ok(None) };
                    all.push(person);
                }
                nodes.push(all);
            }
        }
        match one.kind {
            Kind::Speaker if one.parties.is_empty() => {
                value["person"] = Value::Null;
                value["name"] = Value::Null;
            }
            Kind::Span => {
                value["role"] = json!(one.role.map(Role::word));
                value["spans"] = json!(pairs(&one.spans));
            }
            Kind::Merge | Kind::Apart => value["nodes"] = json!(nodes),
            Kind::Rename => value["to"] = json!(one.name),
            Kind::Split => return self.split(one, value),
            _ => {}
        }
        Ok(Some(value))
    }

    /// A split with the person of its own that it makes, where one of its documents is there.
    fn split(&self, one: &Carried, mut value: Value) -> rusqlite::Result<Option<Value>> {
        let mut keys = Vec::new();
        for place in &one.places {
            keys.extend(find(self.db, &place.document)?.map(|document| (document, name_key(&place.name))));
        }
        let Some(party) = one.parties.first().filter(|_| !keys.is_empty()) else { return Ok(None) };
        value["new"] = json!(persons::insert(self.db, &party.called, party.person.kind, None)?);
        value["keys"] = json!(keys);
        Ok(Some(value))
    }

    /// The number of somebody here: of whom a split made, or whose name it is, who is added if need be.
    fn person(&self, called: &Called) -> rusqlite::Result<Option<i64>> {
        if let Some(split) = &called.split {
            let Some(&number) = self.known.get(split) else { return Ok(None) };
            let split = log::get(self.db, number)?;
            return Ok(split.and_then(|split| split.value["new"].as_i64()));
        }
        let key = name_key(&called.name);
        if key.is_empty() {
            return Ok(None);
        }
        let sql = "SELECT id FROM people WHERE kind = ?1 AND key = ?2";
        let kind = crate::codes::Code::code(called.kind);
        let known =
            self.db.prepare_cached(sql)?.query_row(params![kind, key], |row| row.get(0)).optional()?;
        known.map_or_else(|| persons::insert(self.db, &called.name, called.kind, Some(&key)), Ok).map(Some)
    }
}

/// Whether a correction that came from elsewhere has all that its kind needs.
fn is_whole(one: &Carried) -> bool {
    let people = match one.kind {
        Kind::Speaker => one.parties.len() <= 1,
        kind => one.parties.len() == party_keys(kind).len(),
    };
    let about_statement = matches!(one.kind, Kind::Accept | Kind::Reject | Kind::Speaker | Kind::Span);
    let filled = match one.kind {
        Kind::Undo => one.undoes.is_some(),
        Kind::Span => one.role.is_some(),
        Kind::Rename => one.name.as_ref().is_some_and(|name| !name.trim().is_empty()),
        Kind::Split => !one.places.is_empty(),
        _ => true,
    };
    let signed = !one.who.trim().is_empty() && one.at.parse::<jiff::Timestamp>().is_ok();
    let anchored = one.kind == Kind::Undo || one.statement.is_some() == about_statement;
    people && filled && signed && anchored
}
