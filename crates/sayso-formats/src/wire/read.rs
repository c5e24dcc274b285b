//! From a record back to a document and its reading, with every promise of the record checked.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use sayso_core::document::{
    Cue, Diagnostic, Document, Profile, Reading, Said, Source, Speaker, SpeakerLink, Statement,
};
use sayso_core::text::{CodepointSpan, OffsetMap, Span};

use super::write::joined;
use super::{
    DiagnosticRecord, DocumentHead, DocumentRecord, OFFSETS, PassageRecord, ProfileRecord, SCHEMA,
    SaidRecord, SpanRecord, SpeakerRecord, StatementRecord,
};

/// Why a record cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// Not JSON, or not the shape of the record.
    #[error("not a record of {SCHEMA}: {0}")]
    Json(#[from] serde_json::Error),
    /// Another record or version.
    #[error("schema `{0}` is not known: this version reads {SCHEMA}")]
    Schema(String),
    /// Another unit of offsets.
    #[error("offsets in `{0}` are not known: this version reads {OFFSETS}")]
    Offsets(String),
    /// A list of spans that must not be empty is.
    #[error("{place}: no spans")]
    NoSpans {
        /// Which field of what.
        place: String,
    },
    /// A span that runs backwards or past the end of the text.
    #[error("{place}: {start}..{end} is no span of a text of {length} code points")]
    Span {
        /// Which field of what.
        place: String,
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
        /// Code points of the text.
        length: usize,
    },
    /// Spans that overlap or stand out of text order.
    #[error("{place}: spans overlap or stand out of text order")]
    SpanOrder {
        /// Which field of what.
        place: String,
    },
    /// A text that is not what stands at its spans.
    #[error("{place}: the text is “{stated}”, but the spans hold “{found}”")]
    Text {
        /// Which field of what.
        place: String,
        /// As stated in the record.
        stated: String,
        /// What the document has there.
        found: String,
    },
    /// Two statements or two speakers with one id.
    #[error("{place}: the id stands twice")]
    DuplicateId {
        /// Which.
        place: String,
    },
    /// A reference to something that the record does not hold.
    #[error("{place}: `{id}` is not in the record")]
    UnknownId {
        /// Which field of what.
        place: String,
        /// The id referred to.
        id: String,
    },
    /// A statement that stands within itself.
    #[error("{place}: the parents run in a circle")]
    ParentCircle {
        /// Which statement.
        place: String,
    },
    /// A probability outside 0 to 1.
    #[error("{place}: {value} is no probability")]
    Probability {
        /// Which field of what.
        place: String,
        /// As stated.
        value: f32,
    },
    /// A day that is none, or a range of days that runs backwards.
    #[error("{place}: `{value}` is no day or range of days")]
    Date {
        /// Which field of what.
        place: String,
        /// As stated.
        value: String,
    },
}

/// Reads one record from JSON text.
///
/// # Errors
/// If it is not JSON or not the shape of the record.
pub fn parse(json: &str) -> Result<DocumentRecord, WireError> {
    Ok(serde_json::from_str(json)?)
}

/// The document and the reading that a record holds. Traces are not in the record: they come back
/// empty.
///
/// # Errors
/// If the record breaks one of its promises: another schema or unit, a span outside the text, a
/// `text` that is not the slice, an id that is missing or stands twice, parents in a circle, a
/// probability outside 0 to 1, a date that is none.
pub fn from_wire(record: &DocumentRecord) -> Result<(Document, Reading), WireError> {
    if record.schema != SCHEMA {
        return Err(WireError::Schema(record.schema.clone()));
    }
    if record.offsets != OFFSETS {
        return Err(WireError::Offsets(record.offsets.clone()));
    }
    let reader = Reader {
        offsets: OffsetMap::new(&record.document.text),
        text: &record.document.text,
        statements: indices("statement", record.statements.iter().map(|s| s.id.as_str()))?,
        speakers: indices("speaker", record.speakers.iter().map(|s| s.id.as_str()))?,
    };
    let statements = collect(&record.statements, |s| reader.statement(s))?;
    check_parents(&statements)?;
    let reading = Reading {
        statements,
        speakers: collect(&record.speakers, |s| reader.speaker(s))?,
        profile: profile(&record.profile)?,
        diagnostics: collect(&record.diagnostics, |d| reader.diagnostic(d))?,
    };
    Ok((document(&record.document), reading))
}

fn document(head: &DocumentHead) -> Document {
    Document {
        id: head.id.clone(),
        origin: head.origin.clone(),
        title: head.title.clone(),
        outlet: head.outlet.clone(),
        authors: head.authors.clone(),
        published: head.published.clone(),
        language: head.language.clone(),
        text: head.text.clone(),
    }
}

fn profile(record: &ProfileRecord) -> Result<Profile, WireError> {
    Ok(Profile {
        statements: record.statements,
        direct: record.direct,
        indirect: record.indirect,
        mixed: record.mixed,
        speakers: record.speakers,
        unnamed: record.unnamed,
        sourceless: record.sourceless,
        own_voice: probability(record.own_voice, Place::new("profile", "", "own_voice"))?,
        attributed: probability(record.attributed, Place::new("profile", "", "attributed"))?,
        hearsay: record.hearsay.clone(),
    })
}

/// Where in the record something is wrong.
#[derive(Clone, Copy)]
struct Place<'a> {
    what: &'static str,
    id: &'a str,
    field: &'static str,
}

impl<'a> Place<'a> {
    fn new(what: &'static str, id: &'a str, field: &'static str) -> Self {
        Self { what, id, field }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.what)?;
        [self.id, self.field].iter().filter(|s| !s.is_empty()).try_for_each(|s| write!(out, " {s}"))
    }
}

struct Reader<'a> {
    offsets: OffsetMap<'a>,
    text: &'a str,
    statements: BTreeMap<&'a str, usize>,
    speakers: BTreeMap<&'a str, usize>,
}

impl Reader<'_> {
    fn statement(&self, record: &StatementRecord) -> Result<Statement, WireError> {
        let at = |field| Place::new("statement", &record.id, field);
        Ok(Statement {
            id: record.id.clone(),
            form: record.form,
            attitude: record.attitude,
            status: record.status,
            stance: record.stance,
            content: self.passage(&record.content, at("content"))?,
            cue: optional(&record.cue, |cue| {
                let spans = self.slices(&cue.text, &cue.spans, at("cue"))?;
                Ok(Cue { spans, lemma: cue.lemma.clone() })
            })?,
            source: optional(&record.source, |source| {
                let spans = self.slices(&source.text, &source.spans, at("source"))?;
                Ok(Source { spans, kind: source.kind, named: source.named })
            })?,
            speaker: optional(&record.speaker, |link| {
                Ok(SpeakerLink {
                    speaker: find(&self.speakers, &link.id, at("speaker"))?,
                    via: link.via,
                    confidence: probability(link.confidence, at("speaker.confidence"))?,
                })
            })?,
            addressee: optional(&record.addressee, |passage| self.passage(passage, at("addressee")))?,
            venue: optional(&record.venue, |passage| self.passage(passage, at("venue")))?,
            said: optional(&record.said, |said| self.said(said, at("said")))?,
            parent: optional(&record.parent, |id| find(&self.statements, id, at("parent")))?,
            confidence: probability(record.confidence, at("confidence"))?,
            trace: Vec::new(),
        })
    }

    fn said(&self, record: &SaidRecord, place: Place) -> Result<Said, WireError> {
        let (from, to) = (date(&record.from, place)?, date(&record.to, place)?);
        if from > to {
            let value = format!("{from} to {to}");
            return Err(WireError::Date { place: place.to_string(), value });
        }
        let span = optional(&record.expression, |passage| Ok(self.passage(passage, place)?[0]))?;
        Ok(Said { from, to, basis: record.basis, span })
    }

    fn speaker(&self, record: &SpeakerRecord) -> Result<Speaker, WireError> {
        let at = |field| Place::new("speaker", &record.id, field);
        Ok(Speaker {
            id: record.id.clone(),
            name: record.name.clone(),
            kind: record.kind,
            named: record.named,
            aliases: record.aliases.clone(),
            roles: record.roles.clone(),
            mentions: collect(&record.mention_spans, |span| self.span(span, at("mention_spans")))?,
            members: collect(&record.members, |id| find(&self.speakers, id, at("members")))?,
        })
    }

    fn diagnostic(&self, record: &DiagnosticRecord) -> Result<Diagnostic, WireError> {
        let place = Place::new("diagnostic", &record.code, "span");
        let span = optional(&record.span, |span| self.span(span, place))?;
        Ok(Diagnostic { code: record.code.clone().into(), message: record.message.clone(), span })
    }

    fn passage(&self, passage: &PassageRecord, place: Place) -> Result<Vec<Span>, WireError> {
        self.slices(&passage.text, &passage.spans, place)
    }

    /// The spans in bytes, once it is sure that `text` stands there.
    fn slices(&self, text: &str, spans: &[SpanRecord], place: Place) -> Result<Vec<Span>, WireError> {
        if spans.is_empty() {
            return Err(WireError::NoSpans { place: place.to_string() });
        }
        let spans = collect(spans, |span| self.span(span, place))?;
        if spans.windows(2).any(|pair| pair[0].end > pair[1].start) {
            return Err(WireError::SpanOrder { place: place.to_string() });
        }
        let found = joined(self.text, &spans);
        if found != text {
            return Err(WireError::Text { place: place.to_string(), stated: text.to_owned(), found });
        }
        Ok(spans)
    }

    fn span(&self, span: &SpanRecord, place: Place) -> Result<Span, WireError> {
        let points = CodepointSpan { start: span.start, end: span.end };
        self.offsets.bytes(points).ok_or_else(|| WireError::Span {
            place: place.to_string(),
            start: span.start,
            end: span.end,
            length: self.offsets.codepoint(self.text.len()),
        })
    }
}

fn collect<A, B>(from: &[A], convert: impl Fn(&A) -> Result<B, WireError>) -> Result<Vec<B>, WireError> {
    from.iter().map(convert).collect()
}

fn optional<A, B>(
    from: &Option<A>,
    convert: impl FnOnce(&A) -> Result<B, WireError>,
) -> Result<Option<B>, WireError> {
    from.as_ref().map(convert).transpose()
}

fn indices<'a>(
    what: &'static str,
    ids: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<&'a str, usize>, WireError> {
    let mut indices = BTreeMap::new();
    for (index, id) in ids.enumerate() {
        if indices.insert(id, index).is_some() {
            return Err(WireError::DuplicateId { place: Place::new(what, id, "").to_string() });
        }
    }
    Ok(indices)
}

fn find(indices: &BTreeMap<&str, usize>, id: &str, place: Place) -> Result<usize, WireError> {
    let unknown = || WireError::UnknownId { place: place.to_string(), id: id.to_owned() };
    indices.get(id).copied().ok_or_else(unknown)
}

fn probability(value: f32, place: Place) -> Result<f32, WireError> {
    let valid = (0.0..=1.0).contains(&value);
    valid.then_some(value).ok_or_else(|| WireError::Probability { place: place.to_string(), value })
}

fn date(value: &str, place: Place) -> Result<Date, WireError> {
    let invalid = |_| WireError::Date { place: place.to_string(), value: value.to_owned() };
    value.parse().map_err(invalid)
}

/// Writers follow parents to the top: there must be one.
fn check_parents(statements: &[Statement]) -> Result<(), WireError> {
    // A statement is settled once its chain is known to end.
    let mut settled = vec![false; statements.len()];
    for start in 0..statements.len() {
        let mut chain = Vec::new();
        let mut next = Some(start);
        while let Some(index) = next.filter(|&i| !settled[i]) {
            if chain.len() == statements.len() {
                let place = Place::new("statement", &statements[start].id, "parent");
                return Err(WireError::ParentCircle { place: place.to_string() });
            }
            chain.push(index);
            next = statements[index].parent;
        }
        chain.into_iter().for_each(|index| settled[index] = true);
    }
    Ok(())
}
