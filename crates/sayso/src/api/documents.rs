//! Documents.

use axum::Json;
use sayso::records::{ListedRecord, wire};
use sayso::store::documents::After;
use sayso_formats::wire::{DocumentRecord, to_wire};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::params::{self, bad_cursor};
use crate::server::extract::{Path, Query};
use crate::server::{Failure, Problem, State, read};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Go on after the page that ended with this: its `next`.
    after: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<usize>,
}

/// A page of documents.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentPage {
    /// The last published first; those without a date last.
    documents: Vec<ListedRecord>,
    /// What asks for the page after this one, as `after`; null if this is the last.
    next: Option<String>,
}

/// List documents
///
/// Those that a later version supersedes are left out. What a search finds by document:
/// `/statements?group=documents`.
#[utoipa::path(get, path = "/documents", tag = "documents", params(Asked), responses(
    (status = 200, description = "One page", body = DocumentPage),
    (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list_documents(state: State, Query(asked): Query<Asked>) -> Result<Json<DocumentPage>, Failure> {
    let limit = params::limit(asked.limit, 50)?;
    let after = asked.after.as_deref().map(place_of).transpose()?;
    read(&state, move |desk| {
        // One more tells whether there is another page.
        let mut listed = desk.store().list_documents(after, limit + 1)?;
        let more = listed.len() > limit;
        listed.truncate(limit);
        let next = listed.last().filter(|_| more).map(|one| cursor(one.place()));
        Ok(Json(DocumentPage { documents: listed.into_iter().map(ListedRecord::from).collect(), next }))
    })
    .await
}

fn cursor(place: After) -> String {
    match place.day {
        Some(day) => format!("{day}.{}", place.row),
        None => format!("none.{}", place.row),
    }
}

fn place_of(cursor: &str) -> Result<After, Failure> {
    let parse = || {
        let (day, row) = cursor.split_once('.')?;
        let day = if day == "none" { None } else { Some(day.parse().ok()?) };
        Some(After { day, row: row.parse().ok()? })
    };
    parse().ok_or_else(|| bad_cursor(cursor))
}

/// A document with everything found in it
///
/// The wire record `sayso.document/1`, as every export has it.
#[utoipa::path(get, path = "/documents/{id}", tag = "documents",
    params(("id" = String, Path, description = "Id of the document")),
    responses(
        (status = 200, description = "The record", body = wire::DocumentRecord),
        (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show_document(state: State, Path(id): Path<String>) -> Result<Json<DocumentRecord>, Failure> {
    read(&state, move |desk| {
        let stored = desk.store().document(desk.store().find_document(&id)?)?;
        Ok(Json(to_wire(&stored.document, &stored.reading)))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_come_back() {
        for place in [After { day: Some(-3), row: 7 }, After { day: None, row: 1 }] {
            assert_eq!(place_of(&cursor(place)).unwrap(), place);
        }
        assert!(place_of("7").is_err() && place_of("x.1").is_err());
    }
}
