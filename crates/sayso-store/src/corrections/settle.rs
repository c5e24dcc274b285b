//! From what the machine found and what people decided to what stands.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};
use sayso_core::text::Span;
use serde::{Deserialize, Serialize};

use super::Kind;
use super::log::{self, Correction, State};
use crate::codes::{from_json, json, list_from_json, pairs, spans, statement_key};
use crate::documents::{cover, index_statement, text_of};
use crate::people as persons;

const KINDS: [Kind; 4] = [Kind::Accept, Kind::Reject, Kind::Speaker, Kind::Span];

/// What a correction may change of a statement, as the machine found it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Words {
    speaker: Option<i64>,
    via: Option<i64>,
    link_confidence: Option<i64>,
    content: Vec<[usize; 2]>,
    cue: Vec<[usize; 2]>,
    source: Vec<[usize; 2]>,
}

/// Gives the statements of a document the state that follows from the machine's findings and from the
/// corrections that stand.
pub(crate) fn settle(db: &Connection, document: i64) -> rusqlite::Result<()> {
    let text = text_of(db, document)?;
    restore(db, document, &text)?;
    let corrections = log::standing(db, Some(document), &KINDS)?;
    let mut places = Vec::new();
    for correction in &corrections {
        places.push(anchor(db, document, correction)?);
    }
    let mut by_statement: BTreeMap<i64, Vec<&Correction>> = BTreeMap::new();
    for (correction, &(row, state)) in corrections.iter().zip(&places) {
        let sql = "INSERT INTO anchors (correction, statement, state) VALUES (?1, ?2, ?3)";
        db.prepare_cached(sql)?.execute(params![correction.id, row, state.word()])?;
        if let Some(row) = row {
            by_statement.entry(row).or_default().push(correction);
        }
    }
    by_statement.iter().try_for_each(|(&row, corrections)| apply(db, document, row, corrections, &text))
}

/// Undoes in the statements whatever corrections did to them.
fn restore(db: &Connection, document: i64, text: &str) -> rusqlite::Result<()> {
    let sql = "DELETE FROM anchors WHERE correction IN (SELECT id FROM corrections WHERE document = ?1)";
    db.prepare_cached(sql)?.execute([document])?;
    let sql = "SELECT o.statement, o.value FROM originals o JOIN statements s ON s.id = o.statement
        WHERE s.document = ?1";
    let mut select = db.prepare_cached(sql)?;
    let rows = select.query_map([document], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let originals: Vec<(i64, String)> = rows.collect::<Result<_, _>>()?;
    for (row, value) in originals {
        write(db, document, row, &from_json(&value)?, text)?;
        db.prepare_cached("DELETE FROM originals WHERE statement = ?1")?.execute([row])?;
    }
    let sql = "UPDATE statements SET review = 0,
        hidden = (SELECT superseded FROM documents WHERE id = ?1) WHERE document = ?1 AND review <> 0";
    db.prepare_cached(sql)?.execute([document])?;
    db.prepare_cached("DELETE FROM speakers WHERE document = ?1 AND added = 1")?.execute([document]).map(drop)
}

/// The statement that a correction is about: the one of its id, else the only one of its content.
fn anchor(db: &Connection, document: i64, correction: &Correction) -> rusqlite::Result<(Option<i64>, State)> {
    let key = correction.statement.as_deref().and_then(statement_key);
    let sql = "SELECT id FROM statements WHERE document = ?1 AND key = ?2";
    if let [row] = numbers(db, sql, params![document, key])?[..] {
        return Ok((Some(row), State::Kept));
    }
    let content = correction.value["content"].clone();
    let wanted: Vec<[usize; 2]> = serde_json::from_value(content).unwrap_or_default();
    let Some(cover) = cover(Some(&spans(&wanted))) else { return Ok((None, State::Orphaned)) };
    let sql = "SELECT s.id FROM statements s JOIN details d ON d.statement = s.id
        WHERE s.document = ?1 AND d.content_start = ?2 AND d.content_end = ?3";
    let mut same = Vec::new();
    for row in numbers(db, sql, params![document, cover.start as i64, cover.end as i64])? {
        if pairs(&machine_content(db, row)?) == wanted {
            same.push(row);
        }
    }
    match same[..] {
        [row] => Ok((Some(row), State::Moved)),
        _ => Ok((None, State::Orphaned)),
    }
}

fn numbers(db: &Connection, sql: &str, params: impl rusqlite::Params) -> rusqlite::Result<Vec<i64>> {
    let mut select = db.prepare_cached(sql)?;
    select.query_map(params, |row| row.get(0))?.collect()
}

/// The content of a statement as the machine found it.
pub(super) fn machine_content(db: &Connection, row: i64) -> rusqlite::Result<Vec<Span>> {
    let sql = "SELECT value FROM originals WHERE statement = ?1";
    let original = db.prepare_cached(sql)?.query_row([row], |row| row.get::<_, String>(0)).optional()?;
    let words: Words = original.map_or_else(|| words(db, row), |value| from_json(&value))?;
    Ok(spans(&words.content))
}

/// Applies the decisions on one statement, in order.
fn apply(
    db: &Connection,
    document: i64,
    row: i64,
    corrections: &[&Correction],
    text: &str,
) -> rusqlite::Result<()> {
    let original = words(db, row)?;
    let mut now = original.clone();
    let mut person = None;
    for correction in corrections {
        let value = &correction.value;
        match correction.kind {
            Kind::Speaker => person = Some(value["person"].as_i64()),
            Kind::Span => {
                let new: Vec<[usize; 2]> = serde_json::from_value(value["spans"].clone()).unwrap_or_default();
                match value["role"].as_str() {
                    Some("content") => now.content = new,
                    Some("cue") => now.cue = new,
                    _ => now.source = new,
                }
            }
            _ => {}
        }
    }
    if let Some(person) = person {
        let speaker = person.map(|person| speaker_of(db, document, person)).transpose()?;
        now = Words { speaker, link_confidence: speaker.map(|_| 10_000), via: speaker.map(|_| 0), ..now };
    }
    if now != original || person.is_some() {
        let sql = "INSERT INTO originals (statement, value) VALUES (?1, ?2)";
        db.prepare_cached(sql)?.execute(params![row, json(&original)])?;
        write(db, document, row, &now, text)?;
    }
    let review = review(corrections);
    let sql = "UPDATE statements SET review = ?2, hidden = max(hidden, ?2 = 2) WHERE id = ?1";
    db.prepare_cached(sql)?.execute([row, review]).map(drop)
}

/// 2 if the last verdict is a rejection, else 3 if something was changed, else 1.
fn review(corrections: &[&Correction]) -> i64 {
    let is_verdict = |kind| matches!(kind, Kind::Accept | Kind::Reject);
    let verdict = corrections.iter().rev().map(|one| one.kind).find(|&kind| is_verdict(kind));
    match verdict {
        Some(Kind::Reject) => 2,
        _ if corrections.iter().any(|one| !is_verdict(one.kind)) => 3,
        _ => 1,
    }
}

/// The number under which a person speaks in a document; one is added if it does not yet.
fn speaker_of(db: &Connection, document: i64, person: i64) -> rusqlite::Result<i64> {
    let person = persons::standing(db, person)?;
    let sql = "SELECT number FROM speakers WHERE document = ?1 AND person = ?2 ORDER BY number LIMIT 1";
    let known = db.prepare_cached(sql)?.query_row([document, person], |row| row.get(0)).optional()?;
    if let Some(number) = known {
        return Ok(number);
    }
    let sql = "INSERT INTO speakers (document, number, name, kind, named, person, added)
        SELECT ?1, (SELECT coalesce(max(number) + 1, 0) FROM speakers WHERE document = ?1), name, kind, 1, id, 1
        FROM people WHERE id = ?2 RETURNING number";
    db.prepare_cached(sql)?.query_row([document, person], |row| row.get(0))
}

const WORDS: &str = "SELECT s.speaker, d.via, d.link_confidence, d.content_start, d.content_end, d.cue_start,
    d.cue_end, d.source_start, d.source_end, d.parts
    FROM statements s JOIN details d ON d.statement = s.id WHERE s.id = ?1";

fn words(db: &Connection, row: i64) -> rusqlite::Result<Words> {
    db.prepare_cached(WORDS)?.query_row([row], |row| {
        let parts: Option<String> = row.get(9)?;
        let mut parts: BTreeMap<String, Vec<[usize; 2]>> =
            parts.map_or_else(|| Ok(BTreeMap::new()), |text| from_json(&text))?;
        let mut role = |name: &str, at: usize| -> rusqlite::Result<Vec<[usize; 2]>> {
            let cover: (Option<i64>, Option<i64>) = (row.get(at)?, row.get(at + 1)?);
            let one = |(start, end): (i64, i64)| vec![[start.max(0) as usize, end.max(0) as usize]];
            let whole = cover.0.zip(cover.1).map(one);
            Ok(parts.remove(name).or(whole).unwrap_or_default())
        };
        Ok(Words {
            content: role("content", 3)?,
            cue: role("cue", 5)?,
            source: role("source", 7)?,
            speaker: row.get(0)?,
            via: row.get(1)?,
            link_confidence: row.get(2)?,
        })
    })
}

/// Writes the words and the speaker of a statement, and makes them findable.
fn write(db: &Connection, document: i64, row: i64, words: &Words, text: &str) -> rusqlite::Result<()> {
    let sql = "UPDATE statements SET speaker = ?2,
        person = (SELECT person FROM speakers WHERE document = ?3 AND number = ?2),
        named = coalesce((SELECT named FROM speakers WHERE document = ?3 AND number = ?2), 0) WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![row, words.speaker, document])?;
    let start = |pairs: &[[usize; 2]]| pairs.first().map(|pair| pair[0] as i64);
    let end = |pairs: &[[usize; 2]]| pairs.last().map(|pair| pair[1] as i64);
    let sql = "UPDATE details SET via = ?2, link_confidence = ?3, content_start = ?4, content_end = ?5,
        cue_start = ?6, cue_end = ?7, source_start = ?8, source_end = ?9, parts = ?10 WHERE statement = ?1";
    db.prepare_cached(sql)?.execute(params![
        row,
        words.via,
        words.link_confidence,
        start(&words.content),
        end(&words.content),
        start(&words.cue),
        end(&words.cue),
        start(&words.source),
        end(&words.source),
        merged_parts(db, row, words)?,
    ])?;
    index_statement(db, row, text, &spans(&words.content), &speaker_words(db, document, words.speaker)?)
}

/// The parts of all roles that have several; those that corrections never touch stay as they are.
fn merged_parts(db: &Connection, row: i64, words: &Words) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT parts FROM details WHERE statement = ?1";
    let text: Option<String> = db.prepare_cached(sql)?.query_row([row], |row| row.get(0))?;
    let mut parts: BTreeMap<String, Vec<[usize; 2]>> =
        text.map_or_else(|| Ok(BTreeMap::new()), |text| from_json(&text))?;
    for (role, pairs) in [("content", &words.content), ("cue", &words.cue), ("source", &words.source)] {
        parts.remove(role);
        if pairs.len() > 1 {
            parts.insert(role.to_owned(), pairs.clone());
        }
    }
    Ok((!parts.is_empty()).then(|| json(&parts)))
}

/// The words for a speaker who is nobody in `people`.
fn speaker_words(db: &Connection, document: i64, speaker: Option<i64>) -> rusqlite::Result<String> {
    let Some(number) = speaker else { return Ok(String::new()) };
    let sql =
        "SELECT name, aliases, roles FROM speakers WHERE document = ?1 AND number = ?2 AND person IS NULL";
    let words = db.prepare_cached(sql)?.query_row([document, number], |row| {
        let mut words: Vec<String> = vec![row.get(0)?];
        words.extend(list_from_json::<String>(row.get(1)?)?);
        words.extend(list_from_json::<String>(row.get(2)?)?);
        Ok(words.join(" | "))
    });
    Ok(words.optional()?.unwrap_or_default())
}
