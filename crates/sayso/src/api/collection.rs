//! What is in the collection.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::server::{Failure, Problem, State, read};

/// What is in the collection, and what serves it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CollectionRecord {
    /// Documents, superseded versions included.
    documents: u64,
    /// Of these, superseded by a later version.
    superseded: u64,
    /// Statements that are not hidden.
    statements: u64,
    /// People who speak.
    people: u64,
    /// Imports.
    imports: u64,
    /// Imports that did not come to their end.
    unfinished: u64,
    /// Corrections, undos included.
    corrections: u64,
    /// Corrections that have lost their statement.
    orphaned: u64,
    /// Version of the program.
    version: &'static str,
    /// Name and version of the model that reads.
    model: &'static str,
}

/// What is in the collection
#[utoipa::path(get, path = "/collection", tag = "collection", responses(
    (status = 200, description = "Counts", body = CollectionRecord),
    (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
))]
pub async fn show_collection(state: State) -> Result<Json<CollectionRecord>, Failure> {
    read(&state, |desk| {
        let census = desk.store().census()?;
        Ok(Json(CollectionRecord {
            documents: census.documents,
            superseded: census.superseded,
            statements: census.statements,
            people: census.people,
            imports: census.imports,
            unfinished: census.unfinished,
            corrections: census.corrections,
            orphaned: census.orphaned,
            version: env!("CARGO_PKG_VERSION"),
            model: sayso::model::VERSION,
        }))
    })
    .await
}
