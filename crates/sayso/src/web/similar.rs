//! Who said the same in other words: offered, each with its score, and never merged.

use askama::Template;
use axum::response::Response;
use sayso::Collection;
use sayso::records::{Claim, LikeRecord, SimilarRecord, similar};
use sayso_core::meaning::SIMILAR;

use super::check::Asked;
use super::frame::{Frame, Here, html, render};
use super::links::{self, counted};
use super::words;
use crate::server::extract::{Path, Query};
use crate::server::{Failure, State, engine, read};

/// Statements that are shown.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "similar.html")]
struct Page {
    frame: Frame,
    /// The page of the statement that was asked about.
    statement: Option<String>,
    words: String,
    all: Vec<One>,
    searched: String,
}

struct One {
    score: String,
    words: String,
    who: String,
    person: Option<String>,
    place: String,
    again: String,
    differs: Vec<&'static str>,
    statement: String,
    context: String,
    utterance: Option<String>,
}

/// What is asked about.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// A statement, by its id.
    Statement(String),
    /// Words.
    Words(String),
}

/// `/s/{id}/similar`
pub async fn to_statement(state: State, here: Here, Path(id): Path<String>) -> Result<Response, Failure> {
    page(state, here, Wanted::Statement(id)).await
}

/// `/similar`
pub async fn to_words(state: State, here: Here, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    page(state, here, Wanted::Words(asked.words.trim().to_owned())).await
}

async fn page(state: State, here: Here, wanted: Wanted) -> Result<Response, Failure> {
    let frame = read(&state, move |desk| {
        Ok(Frame::new(desk, &here, "search", "Similar statements")?.with_twins(false))
    })
    .await?;
    let found = look(&state, wanted).await?;
    let searched = match found.searched.is_empty() {
        true => "Too little is said to search for it.".to_owned(),
        false => format!(
            "Searched for {}; {} with one of these words compared.",
            found.searched.join(", "),
            counted(found.compared as u64, "statement")
        ),
    };
    let statement = found.statement.map(|id| format!("/s/{id}"));
    let all = found.similar.iter().map(one).collect();
    Ok(html(render(&Page { frame, statement, words: found.words, all, searched })?))
}

/// Looks for what is similar.
///
/// # Errors
/// If there is no such statement, or the collection cannot be read.
pub async fn look(state: &State, wanted: Wanted) -> Result<SimilarRecord, Failure> {
    let folder = state.folder().to_owned();
    engine(state, move |reader| {
        let collection = Collection::open_read_only(&folder)?;
        let store = collection.store();
        let claim = match &wanted {
            Wanted::Statement(id) => Claim::Statement(store.find_statement(id)?),
            Wanted::Words(words) => Claim::Words(words),
        };
        Ok(similar(store, reader.meanings(), claim, SIMILAR, SHOWN)?)
    })
    .await
}

fn one(like: &LikeRecord) -> One {
    let quotation = &like.quotation;
    let day = quotation.published.as_deref().map(words::published);
    let place: Vec<String> = [quotation.outlet.clone(), day].into_iter().flatten().collect();
    One {
        score: format!("{:.2}", like.score),
        words: like.content.clone(),
        who: quotation.speaker.clone().unwrap_or_else(|| "nobody that the text tells".to_owned()),
        person: quotation.person.map(|person| format!("/speaker/{person}")),
        place: if place.is_empty() { quotation.origin.clone() } else { place.join(", ") },
        again: if like.again > 0 { counted(like.again as u64, "more statement") } else { String::new() },
        differs: like.differs(),
        statement: format!("/s/{}", quotation.statement),
        context: links::in_context(&quotation.document, &quotation.statement),
        utterance: like.utterance.as_ref().map(|id| format!("/u/{id}")),
    }
}
