//! Quotations out of the collection, in the form in which they are matched.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row, params};
use sayso_core::document::Form;
use sayso_core::text::Span;
use sayso_core::utterances::{Context, quoted_text};

use crate::codes::{Code, decoded, from_json, spans};
use crate::documents::text_of;

/// A quotation as it is matched.
#[derive(Debug, Clone)]
pub(super) struct Quoted {
    /// Number of its statement.
    pub statement: i64,
    /// Digits of the statement's public id.
    pub key: i64,
    pub document: i64,
    pub day: Option<i32>,
    /// As in the column: none is not looked at yet, 0 alone.
    pub utterance: Option<i64>,
    pub text: String,
}

const QUOTED: &str =
    "SELECT s.id, s.key, s.document, s.form, s.day, s.utterance, d.content_start, d.content_end,
    json_extract(d.parts, '$.content') AS parts
    FROM statements s JOIN details d ON d.statement = s.id";

/// The quotations of a document, in text order.
pub(super) fn quotations(db: &Connection, document: i64) -> rusqlite::Result<Vec<Quoted>> {
    let sql = format!("{QUOTED} WHERE s.document = ?1 AND s.form <> ?2 ORDER BY s.number");
    let mut select = db.prepare_cached(&sql)?;
    let mut rows = select.query(params![document, Form::Indirect.code()])?;
    let mut texts = Latest::default();
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(quoted(row, texts.get(db, document)?)?);
    }
    Ok(all)
}

/// Of these statements, those that are quotations and were looked at, in the order of their documents.
pub(super) fn grouped(db: &Connection, statements: &BTreeSet<i64>) -> rusqlite::Result<Vec<Quoted>> {
    let sql = format!("{QUOTED} WHERE s.id = ?1 AND s.form <> ?2 AND s.utterance IS NOT NULL");
    let mut select = db.prepare_cached(&sql)?;
    let mut texts = Latest::default();
    let mut all = Vec::new();
    for statement in statements {
        let mut rows = select.query(params![statement, Form::Indirect.code()])?;
        if let Some(row) = rows.next()? {
            all.push(quoted(row, texts.get(db, row.get("document")?)?)?);
        }
    }
    all.sort_by_key(|one| (one.document, one.statement));
    Ok(all)
}

/// Quotations that report an utterance, by its row, without their words; no more than `most`.
pub(super) fn members(db: &Connection, utterance: i64, most: usize) -> rusqlite::Result<Vec<Quoted>> {
    let sql = "SELECT id, key, document, day, utterance FROM statements WHERE utterance = ?1 LIMIT ?2";
    db.prepare_cached(sql)?.query_map(params![utterance, most as i64], without_words)?.collect()
}

fn without_words(row: &Row) -> rusqlite::Result<Quoted> {
    Ok(Quoted {
        statement: row.get("id")?,
        key: row.get("key")?,
        document: row.get("document")?,
        day: row.get("day")?,
        utterance: row.get("utterance")?,
        text: String::new(),
    })
}

/// The text of the document that was asked for last.
#[derive(Default)]
struct Latest(Option<(i64, String)>);

impl Latest {
    fn get(&mut self, db: &Connection, document: i64) -> rusqlite::Result<&str> {
        if self.0.as_ref().is_none_or(|(latest, _)| *latest != document) {
            self.0 = Some((document, text_of(db, document)?));
        }
        Ok(self.0.as_ref().map_or("", |(_, text)| text))
    }
}

/// A row of [`QUOTED`], out of the text of its document.
fn quoted(row: &Row, text: &str) -> rusqlite::Result<Quoted> {
    let content = content(row)?;
    let fits = content.iter().all(|span| text.get(span.start..span.end).is_some());
    let form = decoded(row.get("form")?)?;
    let text = if fits { quoted_text(text, form, &content) } else { String::new() };
    Ok(Quoted { text, ..without_words(row)? })
}

/// The parts of a content, of a row with `content_start`, `content_end` and `parts`.
fn content(row: &Row) -> rusqlite::Result<Vec<Span>> {
    let parts: Option<String> = row.get("parts")?;
    Ok(match parts {
        Some(parts) => spans(&from_json::<Vec<[usize; 2]>>(&parts)?),
        None => {
            let (start, end): (usize, usize) = (row.get("content_start")?, row.get("content_end")?);
            vec![Span::new(start.min(end), end)]
        }
    })
}

/// A statement with all that was said, in quotation marks or not.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub statement: i64,
    pub document: i64,
    pub utterance: Option<i64>,
    pub text: String,
}

/// Of these statements, those that are not hidden, with all that was said.
pub(super) fn said(db: &Connection, statements: &BTreeSet<i64>) -> rusqlite::Result<Vec<Said>> {
    let sql = "SELECT s.id, s.document, s.utterance, d.content_start, d.content_end,
        json_extract(d.parts, '$.content') AS parts
        FROM statements s JOIN details d ON d.statement = s.id WHERE s.id = ?1 AND s.hidden = 0";
    let mut select = db.prepare_cached(sql)?;
    let mut texts = Latest::default();
    let mut all = Vec::new();
    for statement in statements {
        let mut rows = select.query([statement])?;
        let Some(row) = rows.next()? else { continue };
        let document = row.get("document")?;
        let text = texts.get(db, document)?;
        let parts: Vec<&str> =
            content(row)?.iter().filter_map(|span| text.get(span.start..span.end)).collect();
        all.push(Said {
            statement: *statement,
            document,
            utterance: row.get("utterance")?,
            text: parts.join(" … "),
        });
    }
    Ok(all)
}

/// Documents that have quotations, in the order of import.
pub(super) fn documents(db: &Connection) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT DISTINCT document FROM statements WHERE form <> ?1 ORDER BY document";
    db.prepare_cached(sql)?.query_map([Form::Indirect.code()], |row| row.get(0))?.collect()
}

/// Documents that have quotations at which nobody has looked yet, in the order of import.
pub(super) fn documents_to_group(db: &Connection) -> rusqlite::Result<Vec<i64>> {
    // As the index `statements_to_group` has it.
    let sql =
        "SELECT DISTINCT document FROM statements WHERE utterance IS NULL AND form <> 1 ORDER BY document";
    db.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect()
}

/// The highest number of a document.
pub(super) fn last_document(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("SELECT coalesce(max(id), 0) FROM documents", [], |row| row.get(0))
}

/// What a document is about, as kept or by its words.
pub(crate) fn what_it_is_about(db: &Connection, document: i64) -> rusqlite::Result<Context> {
    kept_context(db, document)?.map_or_else(|| context(db, document), Ok)
}

/// What a document is about, where that was kept.
pub(super) fn kept_context(db: &Connection, document: i64) -> rusqlite::Result<Option<Context>> {
    let sql = "SELECT words FROM contexts WHERE document = ?1";
    let kept: Option<Vec<u8>> = db.prepare_cached(sql)?.query_row([document], |row| row.get(0)).optional()?;
    Ok(kept.map(|kept| Context::from_bytes(&kept)))
}

/// What a document is about, by its title and text.
pub(super) fn context(db: &Connection, document: i64) -> rusqlite::Result<Context> {
    let sql = "SELECT title FROM documents WHERE id = ?1";
    let title: Option<String> = db.prepare_cached(sql)?.query_row([document], |row| row.get(0))?;
    Ok(Context::of(&format!("{}\n{}", title.unwrap_or_default(), text_of(db, document)?)))
}

/// Keeps what a document is about.
pub(super) fn keep_context(db: &Connection, document: i64, context: &Context) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO contexts (document, words) VALUES (?1, ?2)";
    db.prepare_cached(sql)?.execute(params![document, context.to_bytes()]).map(drop)
}
