//! Statements: who said what.

use axum::Json;
use sayso::records::{Claim, SearchRecord, SimilarRecord, StatementPage, similar, statement, wire};
use sayso::store::search::Request;
use sayso::{Collection, store::StoreError};
use sayso_core::meaning::SIMILAR;
use sayso_formats::wire::{ExplanationRecord, explanations};
use serde::Deserialize;
use utoipa::IntoParams;

use super::params::{self, Group, Sort};
use crate::server::extract::{Path, Query};
use crate::server::{Failure, Problem, State, engine, read};

/// Values of each facet.
const VALUES: usize = 8;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// What to find, in the query language of `sayso search`; everything without it.
    #[param(
        max_length = 4000,
        example = "fare speaker:\"Ana Ortiz\" published:2016-09..2016-10 -outlet:herald"
    )]
    query: Option<String>,
    /// What results are.
    #[param(inline)]
    #[serde(default)]
    group: Group,
    /// What comes first.
    #[param(inline)]
    #[serde(default)]
    sort: Sort,
    /// Go on after the page that ended with this: its `next`.
    after: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<usize>,
    /// Whether to count what the results can be narrowed by.
    #[serde(default)]
    facets: bool,
}

/// Find statements
///
/// One page of what the query finds, with exact counts over all of it. With `group`, each result stands for a
/// speaker, an utterance or a document.
#[utoipa::path(get, path = "/statements", tag = "statements", params(Asked), responses(
    (status = 200, description = "One page", body = SearchRecord),
    (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
))]
pub async fn search_statements(
    state: State,
    Query(asked): Query<Asked>,
) -> Result<Json<SearchRecord>, Failure> {
    let request = Request {
        group: asked.group.into(),
        sort: asked.sort.into(),
        limit: params::limit(asked.limit, 20)?,
        after: asked.after,
        facets: asked.facets.then_some(VALUES),
        ..Request::new(params::query(asked.query.as_deref())?)
    };
    read(&state, move |desk| {
        let answer = desk.search(&request)?;
        Ok(Json(SearchRecord::new(desk.store(), &request, &answer)?))
    })
    .await
}

/// One statement
///
/// With where it stands and what was decided about it.
#[utoipa::path(get, path = "/statements/{id}", tag = "statements",
    params(("id" = String, Path, description = "Id of the statement, or the beginning of it")),
    responses(
        (status = 200, description = "The statement", body = StatementPage),
        (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show_statement(state: State, Path(id): Path<String>) -> Result<Json<StatementPage>, Failure> {
    read(&state, move |desk| {
        let (page, ..) = statement(desk.store(), desk.store().find_statement(&id)?)?;
        Ok(Json(page))
    })
    .await
}

/// Why a statement was found
///
/// The steps that led to it and to its speaker, as `sayso explain` prints them. The document is read again;
/// a statement that was found by another model or changed since may not be found.
#[utoipa::path(get, path = "/statements/{id}/explanation", tag = "statements",
    params(("id" = String, Path, description = "Id of the statement, or the beginning of it")),
    responses(
        (status = 200, description = "The explanation", body = wire::ExplanationRecord),
        (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn explain_statement(
    state: State,
    Path(id): Path<String>,
) -> Result<Json<ExplanationRecord>, Failure> {
    let folder = state.folder().to_owned();
    engine(&state, move |reader| {
        let collection = Collection::open_read_only(&folder)?;
        let found = collection.store().find_statement(&id)?;
        let (document, reading) = collection.read_again(reader, found.document)?;
        let mut all = explanations(&document, &reading, reader.model_version()).into_iter();
        let found = all.find(|one| one.statement.id == found.id());
        let gone = || {
            let what = format!("the engine does not find {id} any more, so that it cannot tell why it did");
            StoreError::Unknown { what }
        };
        Ok(Json(found.ok_or_else(gone)?))
    })
    .await
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Like {
    /// The least score with which a statement is offered.
    #[param(minimum = 0, maximum = 1, default = 0.75)]
    least: Option<f32>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: Option<usize>,
}

/// What others say like a statement
///
/// Statements of other documents that say the same in other words, each with a score: offered, and never merged.
/// Other reports of the same words are those of its utterance, and are left out.
#[utoipa::path(get, path = "/statements/{id}/similar", tag = "statements",
    params(("id" = String, Path, description = "Id of the statement, or the beginning of it"), Like),
    responses(
        (status = 200, description = "What is similar", body = SimilarRecord),
        (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn similar_statements(
    state: State,
    Path(id): Path<String>,
    Query(asked): Query<Like>,
) -> Result<Json<SimilarRecord>, Failure> {
    let (least, limit) = (params::share("least", asked.least, SIMILAR)?, params::limit(asked.limit, 10)?);
    let folder = state.folder().to_owned();
    engine(&state, move |reader| {
        let collection = Collection::open_read_only(&folder)?;
        let claim = Claim::Statement(collection.store().find_statement(&id)?);
        Ok(Json(similar(collection.store(), reader.meanings(), claim, least, limit)?))
    })
    .await
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LikeWords {
    /// The words.
    #[param(max_length = 4000)]
    words: String,
    /// The least score with which a statement is offered.
    #[param(minimum = 0, maximum = 1, default = 0.75)]
    least: Option<f32>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: Option<usize>,
}

/// Who said something, in whatever words
///
/// Statements that say the same as these words, each with a score.
#[utoipa::path(get, path = "/similar", tag = "statements", params(LikeWords), responses(
    (status = 200, description = "What is similar", body = SimilarRecord),
    (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
))]
pub async fn similar_to_words(
    state: State,
    Query(asked): Query<LikeWords>,
) -> Result<Json<SimilarRecord>, Failure> {
    let (least, limit) = (params::share("least", asked.least, SIMILAR)?, params::limit(asked.limit, 10)?);
    params::text("words", &asked.words)?;
    let folder = state.folder().to_owned();
    engine(&state, move |reader| {
        let collection = Collection::open_read_only(&folder)?;
        let claim = Claim::Words(&asked.words);
        Ok(Json(similar(collection.store(), reader.meanings(), claim, least, limit)?))
    })
    .await
}
