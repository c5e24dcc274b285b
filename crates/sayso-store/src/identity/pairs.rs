//! What is shown of pairs of names, and what people decide about them.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Row, params};
use serde_json::{Value, json};

use super::{in_order, name_of};
use crate::Store;
use crate::codes::from_json;
use crate::corrections::{Author, Correction, Kind};
use crate::error::StoreError;
use crate::people;

/// One of two names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Number of the person who stands for it.
    pub person: i64,
    /// Number of the name itself.
    pub own: i64,
    /// As documents spell it.
    pub name: String,
}

/// Two names that are the same or may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// The one that came first.
    pub a: Named,
    /// The other.
    pub b: Named,
    /// 0 to 1.
    pub score: f32,
    /// Rule, in kebab case, and one sentence for a person; the names first.
    pub reasons: Vec<(String, String)>,
}

/// People of one-word names above which the pairs of that name are not worth a question.
const TOO_MANY: usize = 3;

impl Store {
    /// Pairs of people who may be the same and about whom nobody has decided, the likeliest first; of
    /// several pairs of names between two people, the likeliest.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn open_pairs(&self, limit: usize) -> Result<Vec<Likeness>, StoreError> {
        self.read(|db| {
            let mut all = likenesses(
                db,
                "l.outcome > 0 AND d.a IS NULL
                ORDER BY l.score DESC, min(x.spelled, y.spelled), max(x.spelled, y.spelled)",
                [],
            )?;
            all.retain(|pair| pair.a.person != pair.b.person);
            without_crowds(db, &mut all)?;
            let mut seen = BTreeSet::new();
            all.retain(|pair| seen.insert(in_order(pair.a.person, pair.b.person)));
            all.truncate(limit);
            Ok(all)
        })
    }

    /// Why the names of a person are taken for one, the weakest likeness last.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn why_one(&self, person: i64) -> Result<Vec<Likeness>, StoreError> {
        self.read(|db| {
            let members = people::members(db, person)?;
            let sql =
                "(l.a IN (SELECT value FROM json_each(?1)) AND l.b IN (SELECT value FROM json_each(?1)))
                AND l.outcome > 0 ORDER BY l.score DESC, l.a, l.b";
            likenesses(db, sql, [crate::codes::json(&members)])
        })
    }

    /// Pairs with a name of this person that are open.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn open_pairs_of(&self, person: i64) -> Result<Vec<Likeness>, StoreError> {
        let all = self.open_pairs(usize::MAX)?;
        Ok(all.into_iter().filter(|pair| pair.a.person == person || pair.b.person == person).collect())
    }

    /// Notes that two names, by their own numbers, are of two people, whatever speaks for one. Gives the
    /// number of the correction.
    ///
    /// # Errors
    /// If one of them is not there or they are one name, or the database cannot be written.
    pub fn part_people(&mut self, a: i64, b: i64, author: Author) -> Result<i64, StoreError> {
        let (x, y) = (self.person(a)?, self.person(b)?);
        if a == b {
            let what = format!("{} ({}) cannot be parted from itself", x.name, x.id);
            return Err(StoreError::Unknown { what });
        }
        self.write(|db| {
            // Of two people, all names are parted; of two names of one, these.
            let nodes = match x.id == y.id {
                true => [vec![a], vec![b]],
                false => [people::members(db, x.id)?, people::members(db, y.id)?],
            };
            let names = [people::name(db, a)?, people::name(db, b)?];
            let value = json!({ "a": a, "b": b, "names": names, "nodes": nodes });
            crate::corrections::add_apart(db, author, &value)
        })
    }
}

fn likenesses(db: &Connection, rule: &str, params: impl rusqlite::Params) -> rusqlite::Result<Vec<Likeness>> {
    let sql = format!(
        "SELECT l.a, x.spelled, l.b, y.spelled, l.score, l.reasons
         FROM likenesses l JOIN people x ON x.id = l.a JOIN people y ON y.id = l.b
         LEFT JOIN decided d ON d.a = l.a AND d.b = l.b WHERE {rule}"
    );
    let mut select = db.prepare_cached(&sql)?;
    let mut all: Vec<Likeness> = select.query_map(params, likeness)?.collect::<Result<_, _>>()?;
    for pair in &mut all {
        pair.a.person = people::standing(db, pair.a.own)?;
        pair.b.person = people::standing(db, pair.b.own)?;
    }
    Ok(all)
}

fn likeness(row: &Row) -> rusqlite::Result<Likeness> {
    let named = |own: i64, name: Option<String>| Named { person: own, own, name: name.unwrap_or_default() };
    Ok(Likeness {
        a: named(row.get(0)?, row.get(1)?),
        b: named(row.get(2)?, row.get(3)?),
        score: row.get::<_, i64>(4)? as f32 / 1e4,
        reasons: from_json(&row.get::<_, String>(5)?)?,
    })
}

/// Leaves out names of one word that might be anybody's.
fn without_crowds(db: &Connection, all: &mut Vec<Likeness>) -> rusqlite::Result<()> {
    let mut others: BTreeMap<i64, usize> = BTreeMap::new();
    for pair in all.iter() {
        for own in [pair.a.own, pair.b.own] {
            *others.entry(own).or_default() += 1;
        }
    }
    let mut crowded = Vec::new();
    for (own, count) in others {
        if count > TOO_MANY && name_of(db, own)?.is_some_and(|name| name.is_single()) {
            crowded.push(own);
        }
    }
    all.retain(|pair| !crowded.contains(&pair.a.own) && !crowded.contains(&pair.b.own));
    Ok(())
}

/// What a decision says about pairs of names: which, and whether they are one.
fn decide(correction: &Correction) -> (Vec<(i64, i64)>, bool) {
    let value = &correction.value;
    let number = |key: &str| value[key].as_i64();
    let all =
        |at: usize| -> Vec<i64> { serde_json::from_value(value["nodes"][at].clone()).unwrap_or_default() };
    let ends = match correction.kind {
        Kind::Merge => number("from").zip(number("into")),
        Kind::Split => number("person").zip(number("new")),
        Kind::Apart => number("a").zip(number("b")),
        _ => None,
    };
    let Some((a, b)) = ends else { return (Vec::new(), false) };
    let (left, right) = (all(0), all(1));
    let mut pairs = vec![in_order(a, b)];
    for (&x, &y) in left.iter().flat_map(|x| right.iter().map(move |y| (x, y))) {
        pairs.push(in_order(x, y));
    }
    pairs.retain(|(a, b)| a != b);
    (pairs, correction.kind == Kind::Merge)
}

/// Writes down what the decisions that stand say about pairs; a later one wins over an earlier one.
pub(crate) fn decided_anew(db: &Connection) -> rusqlite::Result<()> {
    db.execute("DELETE FROM decided", [])?;
    let sql = "INSERT OR REPLACE INTO decided (a, b, same, correction) VALUES (?1, ?2, ?3, ?4)";
    for correction in crate::corrections::about_people(db)? {
        let (pairs, same) = decide(&correction);
        for (a, b) in pairs {
            db.prepare_cached(sql)?.execute(params![a, b, same, correction.id])?;
        }
    }
    Ok(())
}

/// The names that a decision is about.
pub(crate) fn concerned(correction: &Correction) -> Vec<i64> {
    let numbers =
        ["from", "into", "person", "new", "a", "b"].iter().filter_map(|key| correction.value[key].as_i64());
    let nodes = correction.value["nodes"].as_array().into_iter().flatten();
    let nodes = nodes.filter_map(Value::as_array).flatten().filter_map(Value::as_i64);
    numbers.chain(nodes).collect()
}
