//! Corrections: what people decide.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sayso::Collection;
use sayso::records::CorrectionRecord;
use sayso::store::StoreError;
use sayso::store::corrections::{Author, Correction, Decision, Role, State as Fate, Whom};
use sayso_core::text::{CodepointSpan, OffsetMap, Span};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::params::Number;
use super::{ROOT, params};
use crate::server::extract::{self, Path, Query};
use crate::server::{Editor, Failure, Kind, Problem, State, read, write};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Only those about the statement with this id.
    statement: Option<String>,
    /// Only those that have lost their statement.
    #[serde(default)]
    orphaned: bool,
    /// Go on after the page that ended with this: its `next`.
    after: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<usize>,
}

/// A page of corrections.
#[derive(Debug, Serialize, ToSchema)]
pub struct CorrectionPage {
    /// In the order in which they were made.
    corrections: Vec<CorrectionRecord>,
    /// What asks for the page after this one, as `after`; null if this is the last.
    next: Option<String>,
}

/// List corrections
#[utoipa::path(get, path = "/corrections", tag = "corrections", params(Asked), responses(
    (status = 200, description = "One page", body = CorrectionPage),
    (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list_corrections(
    state: State,
    Query(asked): Query<Asked>,
) -> Result<Json<CorrectionPage>, Failure> {
    let limit = params::limit(asked.limit, 50)?;
    let after = params::after(asked.after.as_deref())?.unwrap_or(0);
    read(&state, move |desk| {
        let store = desk.store();
        let of = asked.statement.as_deref().map(|id| store.find_statement(id)).transpose()?;
        let mut all = store.corrections(of)?;
        all.retain(|one| one.id > after && (!asked.orphaned || one.state == Some(Fate::Orphaned)));
        let more = all.len() > limit;
        all.truncate(limit);
        let next = all.last().filter(|_| more).map(|one| one.id.to_string());
        Ok(Json(CorrectionPage { corrections: all.iter().map(CorrectionRecord::new).collect(), next }))
    })
    .await
}

/// What is decided.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum NewCorrection {
    /// A statement is right.
    Accept {
        /// Id of the statement, or the beginning of it.
        statement: String,
    },
    /// A statement is none; it is hidden from now on.
    Reject {
        /// Id of the statement, or the beginning of it.
        statement: String,
    },
    /// Somebody else said it; null: the text does not tell who.
    Speaker {
        /// Id of the statement, or the beginning of it.
        statement: String,
        /// Who.
        #[schema(inline)]
        speaker: Option<NewSpeaker>,
    },
    /// Its words stand elsewhere.
    Span {
        /// Id of the statement, or the beginning of it.
        statement: String,
        /// Which words.
        role: SpanRole,
        /// Where, in code points of the text, in order; none where there is no cue or source.
        spans: Vec<NewSpan>,
    },
    /// Two people are one, under the name of the second.
    Merge {
        /// Number of the person who goes.
        from: Number,
        /// Number of the person who stays.
        into: Number,
    },
    /// Two people, or two names of one person, are two, however alike.
    Apart {
        /// Number of one person or name.
        a: Number,
        /// Number of the other.
        b: Number,
    },
    /// What some documents say of a person is about somebody else.
    Split {
        /// Number of the person.
        person: Number,
        /// Ids of the documents.
        documents: Vec<String>,
    },
    /// A person is called otherwise.
    Rename {
        /// Number of the person.
        person: Number,
        /// The name from now on.
        name: String,
    },
}

/// Who said it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum NewSpeaker {
    /// Number of a person.
    Number(Number),
    /// A name, made a person if nobody has it.
    Name(String),
}

/// Which words of a statement.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SpanRole {
    /// What was said.
    Content,
    /// The words that attribute it.
    Cue,
    /// The words that name who speaks.
    Source,
}

/// A range of code points of the text.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSpan {
    /// First code point.
    start: Number,
    /// One past the last code point.
    end: Number,
}

/// Decide
///
/// Needs the role of an editor. Whatever is decided can be taken back.
#[utoipa::path(post, path = "/corrections", tag = "corrections", request_body = NewCorrection, responses(
    (status = 201, description = "The correction", body = CorrectionRecord, headers(("Location" = String, description = "Where its undo is asked for")), links(("undo" = (operation_id = "undo_correction", parameters(("id" = "$response.body#/id")))))),
    (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
))]
pub async fn add_correction(
    state: State,
    editor: Editor,
    extract::Json(new): extract::Json<NewCorrection>,
) -> Result<Response, Failure> {
    let made = write(&state, &editor, move |collection, author| {
        let id = decide(collection, new, author)?;
        one(collection, id)
    });
    Ok(created(made.await?))
}

fn created(made: CorrectionRecord) -> Response {
    let undo = format!("{ROOT}/corrections/{}/undo", made.id);
    let mut response = (StatusCode::CREATED, Json(made)).into_response();
    if let Ok(undo) = HeaderValue::from_str(&undo) {
        response.headers_mut().insert(header::LOCATION, undo);
    }
    response
}

fn one(collection: &Collection, id: i64) -> Result<CorrectionRecord, Failure> {
    let all = collection.store().corrections(None)?;
    let found: Option<&Correction> = all.iter().find(|one| one.id == id);
    found.map(CorrectionRecord::new).ok_or_else(|| no_correction(id))
}

fn no_correction(id: i64) -> Failure {
    Failure::not_found(format!("there is no correction {id}"))
}

fn decide(collection: &mut Collection, new: NewCorrection, author: Author) -> Result<i64, Failure> {
    let store = collection.store();
    let (statement, decision) = match new {
        NewCorrection::Accept { statement } => (statement, Decision::Accept),
        NewCorrection::Reject { statement } => (statement, Decision::Reject),
        NewCorrection::Speaker { statement, speaker } => {
            (statement, Decision::Speaker(speaker.map(Whom::from)))
        }
        NewCorrection::Span { statement, role, spans } => {
            let document = store.find_statement(&statement)?.document;
            let text = store.document(document)?.document.text;
            (statement, Decision::Span(role.into(), bytes(&text, &spans)?))
        }
        about_people => return decide_people(collection, about_people, author),
    };
    let found = store.find_statement(&statement)?;
    collection.store_mut().correct(found, &decision, author).map_err(Failure::impossible)
}

fn decide_people(collection: &mut Collection, new: NewCorrection, author: Author) -> Result<i64, Failure> {
    let store = collection.store_mut();
    let there = |store: &sayso::store::Store, people: &[i64]| -> Result<(), StoreError> {
        people.iter().try_for_each(|&id| store.person(id).map(drop))
    };
    let done = match new {
        NewCorrection::Merge { from: Number(from), into: Number(into) } => {
            there(store, &[from, into])?;
            store.merge_people(from, into, author)
        }
        NewCorrection::Apart { a: Number(a), b: Number(b) } => {
            there(store, &[a, b])?;
            store.part_people(a, b, author)
        }
        NewCorrection::Split { person: Number(person), documents } => {
            there(store, &[person])?;
            let rows = documents.iter().map(|id| store.find_document(id)).collect::<Result<Vec<_>, _>>()?;
            store.split_person(person, &rows, author).map(|(id, _)| id)
        }
        NewCorrection::Rename { person: Number(person), name } => {
            there(store, &[person])?;
            store.rename_person(person, &name, author)
        }
        NewCorrection::Accept { .. }
        | NewCorrection::Reject { .. }
        | NewCorrection::Speaker { .. }
        | NewCorrection::Span { .. } => unreachable!("this is about a statement"),
    };
    done.map_err(Failure::impossible)
}

impl From<NewSpeaker> for Whom {
    fn from(new: NewSpeaker) -> Self {
        match new {
            NewSpeaker::Number(Number(person)) => Self::Number(person),
            NewSpeaker::Name(name) => Self::Name(name.trim().to_owned()),
        }
    }
}

impl From<SpanRole> for Role {
    fn from(role: SpanRole) -> Self {
        match role {
            SpanRole::Content => Self::Content,
            SpanRole::Cue => Self::Cue,
            SpanRole::Source => Self::Source,
        }
    }
}

fn bytes(text: &str, spans: &[NewSpan]) -> Result<Vec<Span>, Failure> {
    let offsets = OffsetMap::new(text);
    let one = |span: &NewSpan| {
        let &NewSpan { start: Number(start), end: Number(end) } = span;
        let ends = usize::try_from(start).ok().zip(usize::try_from(end).ok());
        let found = ends.filter(|(start, end)| start < end);
        let found = found.and_then(|(start, end)| offsets.bytes(CodepointSpan { start, end }));
        found.ok_or_else(|| {
            Failure::new(Kind::Impossible, format!("{start} to {end} is no range of code points of the text"))
        })
    };
    spans.iter().map(one).collect()
}

/// Take a correction back
///
/// Whatever it was, an undo included. Needs the role of an editor.
#[utoipa::path(post, path = "/corrections/{id}/undo", tag = "corrections",
    params(("id" = i64, Path, description = "Number of the correction")),
    responses(
        (status = 201, description = "The undo, which is a correction, too", body = CorrectionRecord, headers(("Location" = String, description = "Where its undo is asked for")), links(("undo" = (operation_id = "undo_correction", parameters(("id" = "$response.body#/id")))))),
        (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn undo_correction(state: State, editor: Editor, Path(id): Path<i64>) -> Result<Response, Failure> {
    let made = write(&state, &editor, move |collection, author| {
        one(collection, id)?;
        let undo = collection.store_mut().undo(id, author).map_err(Failure::impossible)?;
        one(collection, undo)
    });
    Ok(created(made.await?))
}
