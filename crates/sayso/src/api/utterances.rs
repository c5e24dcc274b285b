//! Utterances: the same words over documents.

use axum::Json;
use sayso::records::{CheckRecord, SummaryRecord, Utterance, UtteranceRecord, check};
use sayso::store::query::{Expr, Field, Filter};
use sayso::store::search::{Group, Request};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::params;
use crate::server::extract::{Path, Query};
use crate::server::{Failure, Problem, State, read};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Only those that a statement reports which this query finds.
    #[param(max_length = 4000)]
    query: Option<String>,
    /// Also those with a single report.
    #[serde(default)]
    all: bool,
    /// Go on after the page that ended with this: its `next`.
    after: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<usize>,
}

/// A page of utterances.
#[derive(Debug, Serialize, ToSchema)]
pub struct UtterancePage {
    /// Those with most reports first.
    utterances: Vec<SummaryRecord>,
    /// What asks for the page after this one, as `after`; null if this is the last.
    next: Option<String>,
}

/// List utterances
///
/// Words that several documents report; with `all`, also what one alone does.
#[utoipa::path(get, path = "/utterances", tag = "utterances", params(Asked), responses(
    (status = 200, description = "One page", body = UtterancePage),
    (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list_utterances(
    state: State,
    Query(asked): Query<Asked>,
) -> Result<Json<UtterancePage>, Failure> {
    let query = params::query(asked.query.as_deref())?;
    let several = Expr::negated(Expr::Filter(Filter::Missing(Field::Utterance)));
    let query = if asked.all { query } else { Expr::all(vec![query, several]) };
    let limit = params::limit(asked.limit, 20)?;
    let request = Request { group: Group::Utterances, limit, after: asked.after, ..Request::new(query) };
    read(&state, move |desk| {
        let answer = desk.search(&request)?;
        let store = desk.store();
        let mut utterances = Vec::new();
        for found in &answer.results {
            if let Some(id) = store.utterance_of(found.document.rows[found.statement])? {
                utterances.push(Utterance::load(store, id)?.summary());
            }
        }
        Ok(Json(UtterancePage { utterances, next: answer.next }))
    })
    .await
}

/// One utterance
///
/// Its wordings with every change of a word, who reports it, what to look at, and who only repeats another.
#[utoipa::path(get, path = "/utterances/{id}", tag = "utterances",
    params(("id" = String, Path, description = "Id of the utterance or of a statement that reports it, or the beginning of it")),
    responses(
        (status = 200, description = "The utterance", body = UtteranceRecord),
        (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show_utterance(state: State, Path(id): Path<String>) -> Result<Json<UtteranceRecord>, Failure> {
    read(&state, move |desk| {
        let store = desk.store();
        let id = store.find_utterance(&id)?;
        Ok(Json(Utterance::load(store, id)?.record(desk.collection().origins(id)?)))
    })
    .await
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Words {
    /// The words.
    #[param(max_length = 4000)]
    words: String,
    /// At most so many statements.
    #[param(minimum = 1, maximum = 100, default = 5)]
    limit: Option<usize>,
}

/// Has anybody been reported saying this?
///
/// The closest wordings, with who is said to have said them, and where it was looked.
#[utoipa::path(get, path = "/check", tag = "utterances", params(Words), responses(
    (status = 200, description = "What was found", body = CheckRecord),
    (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
))]
pub async fn check_words(state: State, Query(asked): Query<Words>) -> Result<Json<CheckRecord>, Failure> {
    let limit = params::limit(asked.limit, 5)?;
    params::text("words", &asked.words)?;
    read(&state, move |desk| Ok(Json(check(desk.store(), &asked.words, limit)?.0))).await
}
