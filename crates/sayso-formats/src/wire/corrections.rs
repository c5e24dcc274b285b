//! What people decided about a document, as it leaves one collection and comes into another.

use sayso_core::document::{Called, Carried, CorrectionKind, Diagnostic, Named, Party, Role, SpeakerKind};
use sayso_core::text::{CodepointSpan, OffsetMap, Span};
use serde::{Deserialize, Serialize};

use super::{DiagnosticRecord, SpanRecord, words};

/// One correction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CorrectionRecord {
    /// The same in every collection: `co_` and 12 hex digits.
    pub id: String,
    /// Its number in the collection that it comes from.
    pub number: i64,
    /// When it was made: an instant, RFC 3339.
    pub at: String,
    /// Who decided.
    pub who: String,
    /// What kind of decision.
    #[serde(with = "words")]
    #[cfg_attr(test, schemars(schema_with = "words::schema::<CorrectionKind>"))]
    pub kind: CorrectionKind,
    /// Of an undo: `id` of what it takes back.
    pub undoes: Option<String>,
    /// `id` of the statement, as it was then; null where it is about people.
    pub statement: Option<String>,
    /// Where the content of that statement stands, as it was found.
    pub content: Vec<SpanRecord>,
    /// Of `span`: `content`, `cue` or `source`.
    pub role: Option<String>,
    /// Of `span`: where these words stand.
    pub spans: Vec<SpanRecord>,
    /// Whom it is about: of `merge` who was merged and into whom, of `apart` both, of `speaker`, `split` and
    /// `rename` one; nobody where the text does not tell who speaks.
    pub people: Vec<PartyRecord>,
    /// Of `rename`: the new name.
    pub name: Option<String>,
    /// Of `split`: what becomes a person of its own.
    pub names: Vec<NamedRecord>,
}

/// Somebody whom a correction is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PartyRecord {
    /// What the collection called them then.
    pub called: String,
    /// Who that is.
    pub person: PersonRecord,
    /// Everybody whom the collection took for the same.
    pub all: Vec<PersonRecord>,
}

/// Somebody, by a name that documents give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PersonRecord {
    /// The name.
    pub name: String,
    /// What it is.
    #[serde(with = "words")]
    #[cfg_attr(test, schemars(schema_with = "words::schema::<SpeakerKind>"))]
    pub kind: SpeakerKind,
    /// `id` of the split that made them a person of their own.
    pub split: Option<String>,
}

/// A name in a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NamedRecord {
    /// `id` of the document.
    pub document: String,
    /// The name, as names are compared.
    pub name: String,
}

/// The record of a correction about a document with these offsets.
#[must_use]
pub fn correction(offsets: &OffsetMap, one: &Carried) -> CorrectionRecord {
    let spans = |spans: &[Span]| {
        let points = |span: &Span| SpanRecord {
            start: offsets.codepoint(span.start),
            end: offsets.codepoint(span.end),
        };
        spans.iter().map(points).collect()
    };
    CorrectionRecord {
        id: one.id.clone(),
        number: one.number,
        at: one.at.clone(),
        who: one.who.clone(),
        kind: one.kind,
        undoes: one.undoes.clone(),
        statement: one.statement.clone(),
        content: spans(&one.content),
        role: one.role.map(|role| role.word().to_owned()),
        spans: spans(&one.spans),
        people: one.parties.iter().map(party_record).collect(),
        name: one.name.clone(),
        names: one
            .places
            .iter()
            .map(|it| NamedRecord { document: it.document.clone(), name: it.name.clone() })
            .collect(),
    }
}

fn party_record(party: &Party) -> PartyRecord {
    let person =
        |one: &Called| PersonRecord { name: one.name.clone(), kind: one.kind, split: one.split.clone() };
    PartyRecord {
        called: party.called.clone(),
        person: person(&party.person),
        all: party.all.iter().map(person).collect(),
    }
}

/// The correction of a record about a document with these offsets.
///
/// # Errors
/// If a place in it is not in the text, or it does not say when and by whom it was made, or about which words it is.
pub fn carried(offsets: &OffsetMap, record: &CorrectionRecord) -> Result<Carried, &'static str> {
    let spans = |spans: &[SpanRecord]| -> Result<Vec<Span>, &'static str> {
        let bytes = |it: &SpanRecord| offsets.bytes(CodepointSpan { start: it.start, end: it.end });
        spans.iter().map(|it| bytes(it).ok_or("a place in it is not in the text")).collect()
    };
    let role = record.role.as_deref().map(|word| Role::from_word(word).ok_or("its role is no role"));
    if record.at.parse::<jiff::Timestamp>().is_err() {
        return Err("its `at` is no instant, as 2016-10-02T09:30:00Z is one");
    }
    if record.who.trim().is_empty() {
        return Err("its `who` is empty");
    }
    Ok(Carried {
        id: record.id.clone(),
        number: record.number,
        at: record.at.clone(),
        who: record.who.clone(),
        kind: record.kind,
        undoes: record.undoes.clone(),
        statement: record.statement.clone(),
        content: spans(&record.content)?,
        role: role.transpose()?,
        spans: spans(&record.spans)?,
        parties: record.people.iter().map(party).collect(),
        name: record.name.clone(),
        places: record
            .names
            .iter()
            .map(|it| Named { document: it.document.clone(), name: it.name.clone() })
            .collect(),
    })
}

/// The diagnostic of a record about a document with these offsets; none where its place is not in the text.
#[must_use]
pub fn noticed(offsets: &OffsetMap, record: DiagnosticRecord) -> Option<Diagnostic> {
    let bytes = |span: SpanRecord| offsets.bytes(CodepointSpan { start: span.start, end: span.end });
    let span = match record.span {
        Some(span) => Some(bytes(span)?),
        None => None,
    };
    Some(Diagnostic { code: record.code.into(), message: record.message, span })
}

fn party(record: &PartyRecord) -> Party {
    let person =
        |one: &PersonRecord| Called { name: one.name.clone(), kind: one.kind, split: one.split.clone() };
    Party {
        called: record.called.clone(),
        person: person(&record.person),
        all: record.all.iter().map(person).collect(),
    }
}
