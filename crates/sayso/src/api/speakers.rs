//! Speakers: who speaks, over documents and spellings.

use axum::Json;
use sayso::records::{LifeRecord, LikenessRecord, PersonRecord, life};
use sayso::store::query::{Expr, Filter, Words};
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
    /// Only those with a name that holds these words, in any spelling.
    #[param(max_length = 4000)]
    name: Option<String>,
    /// Go on after the page that ended with this: its `next`.
    after: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<usize>,
}

/// A page of speakers.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpeakerPage {
    /// How many speakers there are in all.
    total: usize,
    /// Those with most statements first.
    speakers: Vec<PersonRecord>,
    /// What asks for the page after this one, as `after`; null if this is the last.
    next: Option<String>,
}

/// List speakers
///
/// Whom no text names is left out.
#[utoipa::path(get, path = "/speakers", tag = "speakers", params(Asked), responses(
    (status = 200, description = "One page", body = SpeakerPage),
    (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list_speakers(state: State, Query(asked): Query<Asked>) -> Result<Json<SpeakerPage>, Failure> {
    let limit = params::limit(asked.limit, 20)?;
    let name = asked.name.as_deref().map(|name| params::text("name", name)).transpose()?;
    let named = match name {
        None => Expr::everything(),
        Some(name) => match Words::new(name, true) {
            Some(words) => Expr::Filter(Filter::Speaker(words)),
            None => return Ok(Json(SpeakerPage { total: 0, speakers: Vec::new(), next: None })),
        },
    };
    let request = Request { group: Group::Speakers, limit, after: asked.after, ..Request::new(named) };
    read(&state, move |desk| {
        let answer = desk.search(&request)?;
        let store = desk.store();
        let people = answer.results.iter().filter_map(|found| found.group).map(|(id, _)| store.person(id));
        let speakers =
            people.map(|person| Ok(PersonRecord::from(&person?))).collect::<Result<_, Failure>>()?;
        Ok(Json(SpeakerPage { total: answer.totals.speakers, speakers, next: answer.next }))
    })
    .await
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Most {
    /// At most so many of the latest statements, or pairs.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<usize>,
}

/// All about one speaker
///
/// Names, roles over time, why the names are taken for one, who may be the same, and the latest statements.
#[utoipa::path(get, path = "/speakers/{id}", tag = "speakers",
    params(("id" = i64, Path, description = "Number of the person"), Most),
    responses(
        (status = 200, description = "The speaker", body = LifeRecord),
        (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show_speaker(
    state: State,
    Path(id): Path<i64>,
    Query(asked): Query<Most>,
) -> Result<Json<LifeRecord>, Failure> {
    let limit = params::limit(asked.limit, 20)?;
    read(&state, move |desk| desk.with_search(|store, search| Ok(Json(life(store, search, id, limit)?))))
        .await
}

/// Pairs of names.
#[derive(Debug, Serialize, ToSchema)]
pub struct PairList {
    /// The likeliest first.
    pairs: Vec<LikenessRecord>,
}

/// List names that may be of one person
///
/// About these nobody has decided; `merge` and `apart` of `POST /corrections` do.
#[utoipa::path(get, path = "/review", tag = "speakers", params(Most), responses(
    (status = 200, description = "The pairs", body = PairList),
    (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list_open_pairs(state: State, Query(asked): Query<Most>) -> Result<Json<PairList>, Failure> {
    let limit = params::limit(asked.limit, 20)?;
    read(&state, move |desk| {
        let pairs = desk.store().open_pairs(limit)?;
        Ok(Json(PairList { pairs: pairs.iter().map(LikenessRecord::from).collect() }))
    })
    .await
}
