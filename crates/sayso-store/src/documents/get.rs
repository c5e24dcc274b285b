//! Out of the database.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension, Row};
use sayso_core::document::{Cue, Diagnostic, Profile, Said, Source, Speaker, SpeakerLink, Statement};
use sayso_core::text::Span;
use sayso_core::{Document, Reading};

use crate::codes::{
    date_of, decoded, document_id, from_json, list_from_json, probability, spans, statement_id, unpack,
};

/// A document of the collection, with everything found in it and corrected since.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its number in the collection.
    pub row: i64,
    /// The document.
    pub document: Document,
    /// What stands of it now. Traces are not kept: they come back empty.
    pub reading: Reading,
    /// Of each statement: its number in the collection.
    pub rows: Vec<i64>,
    /// Of each speaker: the person that it is over documents.
    pub people: Vec<Option<i64>>,
    /// The model that read it.
    pub model: String,
    /// The number of the version before this one.
    pub previous: Option<i64>,
    /// Whether a later version is there.
    pub superseded: bool,
}

/// The document with this number.
pub(crate) fn load(db: &Connection, row: i64) -> rusqlite::Result<Option<Stored>> {
    let Some(mut stored) = head(db, row)? else { return Ok(None) };
    let (numbers, people, speakers) = speakers(db, row)?;
    let place = |number: i64| numbers.binary_search(&number).ok();
    let mut select = db.prepare_cached(STATEMENTS)?;
    let mut rows = select.query([row])?;
    while let Some(row) = rows.next()? {
        stored.rows.push(row.get("id")?);
        stored.reading.statements.push(statement(row, place)?);
    }
    stored.reading.speakers = speakers;
    stored.people = people;
    Ok(Some(stored))
}

/// The number of the document with this public id; the latest version of several.
pub(crate) fn find(db: &Connection, id: &str) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT id FROM documents WHERE own_id = ?1 OR
        (own_id IS NULL AND hash BETWEEN ?2 AND ?3) ORDER BY id DESC LIMIT 1";
    let (first, last) = hash_range(id);
    db.prepare_cached(sql)?.query_row(rusqlite::params![id, first, last], |row| row.get(0)).optional()
}

/// The hashes of the documents with this public id.
fn hash_range(id: &str) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    let digits = id.strip_prefix("doc_").filter(|digits| digits.len() == 16 && digits.is_ascii());
    let bytes = digits.and_then(|digits| {
        (0..16)
            .step_by(2)
            .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok())
            .collect::<Option<Vec<u8>>>()
    });
    let Some(head) = bytes else { return (None, None) };
    debug_assert_eq!(document_id(&head), id);
    let end = |byte: u8| Some([&head[..], &[byte; 24]].concat());
    (end(0), end(0xff))
}

/// The public id of the document with this number.
pub(crate) fn public_id(db: &Connection, row: i64) -> rusqlite::Result<String> {
    let sql = "SELECT own_id, hash FROM documents WHERE id = ?1";
    let (own_id, hash): (Option<String>, Vec<u8>) =
        db.prepare_cached(sql)?.query_row([row], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(own_id.unwrap_or_else(|| document_id(&hash)))
}

/// The text of a document.
pub(crate) fn text_of(db: &Connection, document: i64) -> rusqlite::Result<String> {
    let sql = "SELECT bytes, packed FROM texts WHERE document = ?1";
    db.prepare_cached(sql)?.query_row([document], unpacked)
}

/// Bytes of the largest text that can be read back.
const LARGEST: usize = 1 << 30;

/// The text of a row that has `bytes` and `packed`.
pub(crate) fn unpacked(row: &Row) -> rusqlite::Result<String> {
    let (bytes, packed): (usize, Vec<u8>) = (row.get("bytes")?, row.get("packed")?);
    // A damaged number must not take all memory.
    let text = zstd::bulk::decompress(&packed, bytes.min(LARGEST));
    let text = text.and_then(|text| String::from_utf8(text).map_err(std::io::Error::other));
    text.map_err(|why| Error::FromSqlConversionFailure(0, Type::Blob, Box::new(why)))
}

const HEAD: &str = "SELECT d.*, t.bytes, t.packed, o.name AS outlet_name, r.model
    FROM documents d JOIN texts t ON t.document = d.id JOIN runs r ON r.id = d.run
    LEFT JOIN outlets o ON o.id = d.outlet WHERE d.id = ?1";

fn head(db: &Connection, row: i64) -> rusqlite::Result<Option<Stored>> {
    db.prepare_cached(HEAD)?.query_row([row], stored_head).optional()
}

fn stored_head(row: &Row) -> rusqlite::Result<Stored> {
    let hash: Vec<u8> = row.get("hash")?;
    let own_id: Option<String> = row.get("own_id")?;
    let document = Document {
        id: own_id.unwrap_or_else(|| document_id(&hash)),
        origin: row.get("origin")?,
        title: row.get("title")?,
        outlet: row.get("outlet_name")?,
        authors: from_json(&row.get::<_, String>("authors")?)?,
        published: row.get("published")?,
        language: row.get("language")?,
        text: unpacked(row)?,
    };
    let profile = profile(&row.get::<_, String>("profile")?)?;
    let diagnostics = diagnostics(&row.get::<_, String>("diagnostics")?)?;
    Ok(Stored {
        row: row.get("id")?,
        document,
        reading: Reading { profile, diagnostics, ..Reading::default() },
        rows: Vec::new(),
        people: Vec::new(),
        model: row.get("model")?,
        previous: row.get("previous")?,
        superseded: row.get("superseded")?,
    })
}

type Speakers = (Vec<i64>, Vec<Option<i64>>, Vec<Speaker>);

/// Numbers, people and speakers of a document.
fn speakers(db: &Connection, document: i64) -> rusqlite::Result<Speakers> {
    let mut select = db.prepare_cached("SELECT * FROM speakers WHERE document = ?1 ORDER BY number")?;
    let mut rows = select.query([document])?;
    let (mut numbers, mut people, mut speakers) = Speakers::default();
    while let Some(row) = rows.next()? {
        numbers.push(row.get("number")?);
        people.push(row.get("person")?);
        speakers.push(speaker(row)?);
    }
    Ok((numbers, people, speakers))
}

fn speaker(row: &Row) -> rusqlite::Result<Speaker> {
    let number: i64 = row.get("number")?;
    let mentions: Option<Vec<u8>> = row.get("mentions")?;
    Ok(Speaker {
        id: format!("s{}", number + 1),
        name: row.get("name")?,
        kind: decoded(row.get("kind")?)?,
        named: row.get("named")?,
        aliases: list_from_json(row.get("aliases")?)?,
        roles: list_from_json(row.get("roles")?)?,
        mentions: mentions.and_then(|packed| unpack(&packed)).unwrap_or_default(),
        members: list_from_json(row.get("members")?)?,
    })
}

const STATEMENTS: &str = "SELECT s.*, d.*, l.lemma AS cue_lemma
    FROM statements s JOIN details d ON d.statement = s.id LEFT JOIN lemmas l ON l.id = s.lemma
    WHERE s.document = ?1 ORDER BY s.number";

fn statement(row: &Row, place: impl Fn(i64) -> Option<usize>) -> rusqlite::Result<Statement> {
    let parts = Parts::of(row)?;
    let lemma: Option<String> = row.get("cue_lemma")?;
    let cue = parts.spans(row, "cue")?.map(|spans| Cue { spans, lemma: lemma.unwrap_or_default() });
    Ok(Statement {
        id: statement_id(row.get("key")?),
        form: decoded(row.get("form")?)?,
        attitude: decoded(row.get("attitude")?)?,
        status: decoded(row.get("status")?)?,
        stance: decoded(row.get("stance")?)?,
        content: parts.spans(row, "content")?.unwrap_or_default(),
        cue,
        source: source(row, &parts)?,
        speaker: link(row, place)?,
        addressee: parts.listed("addressee"),
        venue: parts.listed("venue"),
        said: said(row, &parts)?,
        parent: row.get::<_, Option<i64>>("parent")?.and_then(|parent| usize::try_from(parent).ok()),
        confidence: probability(row.get("confidence")?),
        trace: Vec::new(),
    })
}

fn source(row: &Row, parts: &Parts) -> rusqlite::Result<Option<Source>> {
    let Some(spans) = parts.spans(row, "source")? else { return Ok(None) };
    let kind = row.get::<_, Option<i64>>("source_kind")?.map_or(Ok(Default::default()), decoded)?;
    Ok(Some(Source { spans, kind, named: row.get::<_, Option<bool>>("source_named")?.unwrap_or(false) }))
}

fn link(row: &Row, place: impl Fn(i64) -> Option<usize>) -> rusqlite::Result<Option<SpeakerLink>> {
    let Some(speaker) = row.get::<_, Option<i64>>("speaker")?.and_then(place) else { return Ok(None) };
    Ok(Some(SpeakerLink {
        speaker,
        via: row.get::<_, Option<i64>>("via")?.map_or(Ok(Default::default()), decoded)?,
        confidence: probability(row.get::<_, Option<i64>>("link_confidence")?.unwrap_or(10_000)),
    }))
}

fn said(row: &Row, parts: &Parts) -> rusqlite::Result<Option<Said>> {
    let day = |column| Ok::<_, Error>(row.get::<_, Option<i64>>(column)?.and_then(date_of));
    let (Some(from), Some(to)) = (day("said_from")?, day("said_to")?) else { return Ok(None) };
    let basis = row.get::<_, Option<i64>>("said_basis")?.map_or(Ok(Default::default()), decoded)?;
    Ok(Some(Said {
        from,
        to,
        basis,
        span: parts.listed("expression").and_then(|spans| spans.first().copied()),
    }))
}

/// The parts of roles that have several.
struct Parts(BTreeMap<String, Vec<[usize; 2]>>);

impl Parts {
    fn of(row: &Row) -> rusqlite::Result<Self> {
        let text: Option<String> = row.get("parts")?;
        text.map_or_else(|| Ok(Self(BTreeMap::new())), |text| from_json(&text).map(Self))
    }

    /// Where the words of a role stand.
    fn spans(&self, row: &Row, role: &str) -> rusqlite::Result<Option<Vec<Span>>> {
        match self.0.get(role) {
            Some(parts) => Ok(Some(spans(parts))),
            None => Ok(cover(row, role)?.map(|span| vec![span])),
        }
    }

    /// Where the words of a role stand that has no column of its own.
    fn listed(&self, role: &str) -> Option<Vec<Span>> {
        self.0.get(role).map(|parts| spans(parts))
    }
}

fn cover(row: &Row, role: &str) -> rusqlite::Result<Option<Span>> {
    let start: Option<i64> = row.get(&*format!("{role}_start"))?;
    let end: Option<i64> = row.get(&*format!("{role}_end"))?;
    let (Some(start), Some(end)) = (start, end) else { return Ok(None) };
    let ends = (usize::try_from(start), usize::try_from(end));
    match ends {
        (Ok(start), Ok(end)) if start <= end => Ok(Some(Span::new(start, end))),
        _ => Err(Error::IntegralValueOutOfRange(0, start)),
    }
}

type ProfileNumbers = ([usize; 5], [usize; 2], f32, f32, Vec<usize>);

pub(super) fn profile(text: &str) -> rusqlite::Result<Profile> {
    let (first, rest, own_voice, attributed, hearsay): ProfileNumbers = from_json(text)?;
    let [statements, direct, indirect, mixed, speakers] = first;
    let [unnamed, sourceless] = rest;
    Ok(Profile {
        statements,
        direct,
        indirect,
        mixed,
        speakers,
        unnamed,
        sourceless,
        own_voice,
        attributed,
        hearsay,
    })
}

fn diagnostics(text: &str) -> rusqlite::Result<Vec<Diagnostic>> {
    let all: Vec<(String, String, Option<[usize; 2]>)> = from_json(text)?;
    let one = |(code, message, span): (String, String, Option<[usize; 2]>)| Diagnostic {
        code: Cow::Owned(code),
        message,
        span: span.map(|[start, end]| Span::new(start.min(end), end)),
    };
    Ok(all.into_iter().map(one).collect())
}
