//! Imports, and what became of each of their inputs.

use axum::Json;
use sayso::records::{EntryRecord, ImportRecord};
use sayso::store::imports::{Lines, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::params;
use crate::server::extract::{Path, Query};
use crate::server::{Failure, Problem, State, read};

/// All imports.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportList {
    /// The latest first.
    imports: Vec<ImportRecord>,
}

/// List imports
#[utoipa::path(get, path = "/imports", tag = "imports", responses(
    (status = 200, description = "All of them", body = ImportList),
    (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list_imports(state: State) -> Result<Json<ImportList>, Failure> {
    read(&state, |desk| {
        Ok(Json(ImportList { imports: desk.store().imports()?.iter().map(ImportRecord::from).collect() }))
    })
    .await
}

/// One import
#[utoipa::path(get, path = "/imports/{id}", tag = "imports",
    params(("id" = i64, Path, description = "Number of the import")),
    responses(
        (status = 200, description = "The import", body = ImportRecord),
        (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show_import(state: State, Path(id): Path<i64>) -> Result<Json<ImportRecord>, Failure> {
    read(&state, move |desk| {
        let imports = desk.store().imports()?;
        let found = imports.iter().find(|one| one.id == id);
        let found = found.ok_or_else(|| Failure::not_found(format!("there is no import {id}")))?;
        Ok(Json(found.into()))
    })
    .await
}

/// What became of an input.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OutcomeName {
    /// A new document.
    Imported,
    /// Its text was there already.
    Duplicate,
    /// A later version of a document.
    Version,
    /// Nothing in it to read.
    Skipped,
    /// It could not be read.
    Failed,
}

impl From<OutcomeName> for Outcome {
    fn from(name: OutcomeName) -> Self {
        match name {
            OutcomeName::Imported => Self::Imported,
            OutcomeName::Duplicate => Self::Duplicate,
            OutcomeName::Version => Self::Version,
            OutcomeName::Skipped => Self::Skipped,
            OutcomeName::Failed => Self::Failed,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Only what had this outcome.
    #[param(inline)]
    outcome: Option<OutcomeName>,
    /// Go on after the page that ended with this: its `next`.
    after: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100, default = 100)]
    limit: Option<usize>,
}

/// A page of a ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct LedgerPage {
    /// In the order of the inputs.
    entries: Vec<EntryRecord>,
    /// What asks for the page after this one, as `after`; null if this is the last.
    next: Option<String>,
}

/// What became of every input
#[utoipa::path(get, path = "/imports/{id}/ledger", tag = "imports",
    params(("id" = i64, Path, description = "Number of the import"), Asked),
    responses(
        (status = 200, description = "One page", body = LedgerPage),
        (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show_ledger(
    state: State,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Json<LedgerPage>, Failure> {
    let limit = params::limit(asked.limit, params::MOST)?;
    let after = params::after(asked.after.as_deref())?;
    read(&state, move |desk| {
        let store = desk.store();
        let lines = Lines { outcome: asked.outcome.map(Outcome::from), after, limit: Some(limit + 1) };
        let mut entries = Vec::new();
        store.ledger(id, lines, |entry| {
            entries.push(EntryRecord::new(store, entry)?);
            Ok::<_, Failure>(())
        })?;
        let more = entries.len() > limit;
        entries.truncate(limit);
        let next = entries.last().filter(|_| more).map(|entry| entry.number.to_string());
        Ok(Json(LedgerPage { entries, next }))
    })
    .await
}
