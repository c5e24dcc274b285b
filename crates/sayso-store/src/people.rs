//! Who speaks, over documents.
//!
//! A named speaker of a document joins the person of the same kind whose name is the same when folded
//! ([`name_key`]), or becomes a new one. Which of these are one in several spellings, `identity` finds
//! out; people decide by merges, splits and names of their own, which are corrections. Nothing here
//! undoes one of these; everything here can be made again from the speakers and the corrections.

use rusqlite::{Connection, OptionalExtension, Row, params};
use sayso_core::Speaker;
use sayso_core::document::SpeakerKind;

use crate::codes::{Code, decoded, json, list_from_json};
use crate::fold::{folded, name_key};
use crate::identity::{self, Said};

/// Somebody who speaks in the collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Number in the collection.
    pub id: i64,
    /// Preferred name.
    pub name: String,
    /// What it is.
    pub kind: SpeakerKind,
    /// Every name that documents give, without the preferred one.
    pub aliases: Vec<String>,
    /// Statements that are not hidden.
    pub statements: u64,
    /// Documents with such statements.
    pub documents: u64,
}

/// Somebody who speaks in the collection, without counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// Number in the collection.
    pub id: i64,
    /// Preferred name.
    pub name: String,
    /// What it is.
    pub kind: SpeakerKind,
    /// Every name that documents give, without the preferred one.
    pub aliases: Vec<String>,
}

/// The person whose name a speaker of a document has, before merges, with what the document says of it;
/// none where the text does not name it.
pub(crate) fn of_speaker(
    db: &Connection,
    document: i64,
    speaker: &Speaker,
) -> rusqlite::Result<Option<Said>> {
    let key = name_key(&speaker.name);
    if !speaker.named || key.is_empty() {
        return Ok(None);
    }
    let known = resolve(db, document, speaker.kind.code(), &key)?;
    let person = match known {
        Some(known) => known,
        None => insert(db, &speaker.name, speaker.kind, Some(&key))?,
    };
    let respelled = known.is_some() && identity::respell(db, person, &speaker.name)?;
    if respelled {
        identity::enroll(db, person)?;
    }
    add_names(db, person, std::iter::once(&speaker.name).chain(&speaker.aliases))?;
    Ok(Some(Said { person, roles: speaker.roles.clone(), news: known.is_none() || respelled }))
}

/// Whom a name means in a document: as a split says, else by its key. Merges are not followed.
pub(crate) fn resolve(db: &Connection, document: i64, kind: i64, key: &str) -> rusqlite::Result<Option<i64>> {
    let assigned = "SELECT person FROM assignments WHERE document = ?1 AND key = ?2";
    let assigned =
        db.prepare_cached(assigned)?.query_row(params![document, key], |row| row.get(0)).optional()?;
    if assigned.is_some() {
        return Ok(assigned);
    }
    let by_key = "SELECT id FROM people WHERE kind = ?1 AND key = ?2";
    db.prepare_cached(by_key)?.query_row(params![kind, key], |row| row.get(0)).optional()
}

/// Adds somebody new.
pub(crate) fn insert(
    db: &Connection,
    name: &str,
    kind: SpeakerKind,
    key: Option<&str>,
) -> rusqlite::Result<i64> {
    let sql = "INSERT INTO people (name, kind, key, spelled) VALUES (?1, ?2, ?3, iif(?3 IS NULL, NULL, ?1))";
    db.prepare_cached(sql)?.execute(params![name, kind.code(), key])?;
    let id = db.last_insert_rowid();
    index(db, id)?;
    identity::enroll(db, id)?;
    Ok(id)
}

/// The person that stands for `person` after all merges.
pub(crate) fn standing(db: &Connection, person: i64) -> rusqlite::Result<i64> {
    let mut select = db.prepare_cached("SELECT merged FROM people WHERE id = ?1")?;
    let mut at = person;
    // Merges form no circle (`corrections` sees to it); the bound is for a damaged database.
    for _ in 0..1000 {
        match select.query_row([at], |row| row.get::<_, Option<i64>>(0))? {
            Some(next) => at = next,
            None => break,
        }
    }
    Ok(at)
}

fn add_names<'a>(
    db: &Connection,
    person: i64,
    names: impl Iterator<Item = &'a String>,
) -> rusqlite::Result<()> {
    let mut insert =
        db.prepare_cached("INSERT OR IGNORE INTO names (person, name, folded) VALUES (?1, ?2, ?3)")?;
    let mut added = 0;
    for name in names {
        added += insert.execute(params![person, name, name_key(name)])?;
    }
    if added > 0 { index(db, person) } else { Ok(()) }
}

/// The people who speak in a document.
pub(crate) fn speaking_in(db: &Connection, document: i64) -> rusqlite::Result<Vec<i64>> {
    let sql =
        "SELECT DISTINCT person FROM speakers WHERE document = ?1 AND person IS NOT NULL ORDER BY person";
    db.prepare_cached(sql)?.query_map([document], |row| row.get(0))?.collect()
}

/// Gives a person the names that a document gives to whoever has this key in it.
pub(crate) fn take_names(db: &Connection, document: i64, key: &str, person: i64) -> rusqlite::Result<()> {
    let sql = "SELECT name, aliases FROM speakers WHERE document = ?1 AND named = 1 AND added = 0";
    let mut select = db.prepare_cached(sql)?;
    let mut rows = select.query([document])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        if name_key(&name) == key {
            let aliases: Vec<String> = list_from_json(row.get(1)?)?;
            add_names(db, person, std::iter::once(&name).chain(&aliases))?;
        }
    }
    Ok(())
}

/// Makes the names of a person findable.
pub(crate) fn index(db: &Connection, person: i64) -> rusqlite::Result<()> {
    let sql =
        "SELECT name FROM people WHERE id = ?1 UNION SELECT name FROM names WHERE person = ?1 ORDER BY 1";
    let mut select = db.prepare_cached(sql)?;
    let names: Vec<String> = select.query_map([person], |row| row.get(0))?.collect::<Result<_, _>>()?;
    db.prepare_cached("INSERT OR REPLACE INTO people_index (rowid, names) VALUES (?1, ?2)")?
        .execute(params![person, folded(&names.join(" | "))])
        .map(drop)
}

/// Gives the speakers that `people` (or who was merged into them) have now to whom they belong by name,
/// splits and merges.
pub(crate) fn relink(db: &Connection, people: &[i64]) -> rusqlite::Result<()> {
    for &person in people {
        let mut select = db.prepare_cached(
            "SELECT document, number, name, kind FROM speakers WHERE person = ?1 AND added = 0",
        )?;
        let rows = select.query_map([person], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get(3)?))
        })?;
        let rows: Vec<(i64, i64, String, i64)> = rows.collect::<Result<_, _>>()?;
        for (document, number, name, kind) in rows {
            let Some(own) = resolve(db, document, kind, &name_key(&name))? else { continue };
            let now = standing(db, own)?;
            if now != person {
                give(db, document, number, now)?;
            }
        }
    }
    Ok(())
}

/// Gives one speaker and its statements to a person.
fn give(db: &Connection, document: i64, number: i64, person: i64) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE speakers SET person = ?3 WHERE document = ?1 AND number = ?2")?
        .execute([document, number, person])?;
    db.prepare_cached("UPDATE statements SET person = ?3 WHERE document = ?1 AND speaker = ?2")?
        .execute([document, number, person])
        .map(drop)
}

/// The keys by which a person is named in a document.
pub(crate) fn keys_in(db: &Connection, document: i64, person: i64) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT name FROM speakers WHERE document = ?1 AND person = ?2 AND added = 0";
    let mut select = db.prepare_cached(sql)?;
    let names = select.query_map([document, person], |row| row.get::<_, String>(0))?;
    let mut keys = names.map(|name| name.map(|name| name_key(&name))).collect::<Result<Vec<_>, _>>()?;
    keys.sort_unstable();
    keys.dedup();
    Ok(keys)
}

const COUNTS: &str = "SELECT p.id, p.name, p.kind, count(s.id), count(DISTINCT s.document)
    FROM people p LEFT JOIN statements s ON s.person = p.id AND s.hidden = 0";

fn person(row: &Row) -> rusqlite::Result<Person> {
    Ok(Person {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: decoded(row.get(2)?)?,
        aliases: Vec::new(),
        statements: row.get(3)?,
        documents: row.get(4)?,
    })
}

/// One person, where there is such a number; whoever was merged is found under the one that stands.
pub(crate) fn get(db: &Connection, id: i64) -> rusqlite::Result<Option<Person>> {
    let exists = db.prepare_cached("SELECT 1 FROM people WHERE id = ?1")?.exists([id])?;
    if !exists {
        return Ok(None);
    }
    let id = standing(db, id)?;
    let sql = format!("{COUNTS} WHERE p.id = ?1 GROUP BY p.id");
    let mut found = db.prepare_cached(&sql)?.query_row([id], person)?;
    found.aliases = aliases(db, id, &found.name)?;
    Ok(Some(found))
}

/// The same without counts, which take long for somebody who says much.
pub(crate) fn face(db: &Connection, id: i64) -> rusqlite::Result<Option<Face>> {
    let id = standing(db, id)?;
    let mut select = db.prepare_cached("SELECT name, kind FROM people WHERE id = ?1")?;
    let found = select.query_row([id], |row| Ok((row.get::<_, String>(0)?, row.get(1)?))).optional()?;
    let Some((name, kind)) = found else { return Ok(None) };
    Ok(Some(Face { id, kind: decoded(kind)?, aliases: aliases(db, id, &name)?, name }))
}

/// People by number of statements, most first; `named` narrows to names that hold these words.
pub(crate) fn list(db: &Connection, named: Option<&str>, limit: usize) -> rusqlite::Result<Vec<Person>> {
    let ids = named.map(|words| matching(db, words)).transpose()?.map(|ids| json(&ids));
    let sql = format!(
        "{COUNTS} WHERE p.merged IS NULL AND (?2 IS NULL OR p.id IN (SELECT value FROM json_each(?2)))
         GROUP BY p.id HAVING count(s.id) > 0 ORDER BY count(s.id) DESC, p.id LIMIT ?1"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut select = db.prepare_cached(&sql)?;
    let mut people: Vec<Person> = select.query_map(params![limit, ids], person)?.collect::<Result<_, _>>()?;
    for one in &mut people {
        one.aliases = aliases(db, one.id, &one.name)?;
    }
    Ok(people)
}

/// The people who stand for those whose names hold all of `words`.
fn matching(db: &Connection, words: &str) -> rusqlite::Result<Vec<i64>> {
    let mut select = db.prepare_cached("SELECT rowid FROM people_index WHERE people_index MATCH ?1")?;
    let found = select.query_map([match_all(words)], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    found.into_iter().map(|id| standing(db, id)).collect()
}

/// The words as a query of the index: all of them, the last one as a beginning.
fn match_all(words: &str) -> String {
    let folded = folded(words);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let quoted: Vec<String> = words.map(|word| format!("\"{word}\"*")).collect();
    if quoted.is_empty() { "\"\"".to_owned() } else { quoted.join(" AND ") }
}

/// The preferred name of one person, merged or not.
pub(crate) fn name(db: &Connection, person: i64) -> rusqlite::Result<String> {
    db.prepare_cached("SELECT name FROM people WHERE id = ?1")?.query_row([person], |row| row.get(0))
}

/// A person and whoever was merged into it, by number.
pub(crate) fn members(db: &Connection, person: i64) -> rusqlite::Result<Vec<i64>> {
    let sql = "WITH RECURSIVE all_of (id) AS (
            SELECT ?1 UNION SELECT p.id FROM people p JOIN all_of ON p.merged = all_of.id)
        SELECT id FROM all_of ORDER BY id";
    db.prepare_cached(sql)?.query_map([person], |row| row.get(0))?.collect()
}

/// All names of a person and of whoever was merged into it.
fn aliases(db: &Connection, person: i64, preferred: &str) -> rusqlite::Result<Vec<String>> {
    let sql = "WITH RECURSIVE all_of (id) AS (
            SELECT ?1 UNION SELECT p.id FROM people p JOIN all_of ON p.merged = all_of.id)
        SELECT DISTINCT n.name FROM names n JOIN all_of ON n.person = all_of.id ORDER BY n.name";
    let mut select = db.prepare_cached(sql)?;
    let names = select.query_map([person], |row| row.get::<_, String>(0))?;
    names.filter(|name| !matches!(name, Ok(name) if name == preferred)).collect()
}
