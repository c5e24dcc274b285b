//! Exports: every document that a query finds, one record a line.

use std::io;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use sayso::export::{Export, Format};
use serde::Deserialize;
use utoipa::IntoParams;

use super::params;
use crate::server::extract::Query;
use crate::server::{Failure, Problem, State, stream};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// What to export, in the query language of `sayso search`; everything without it.
    #[param(max_length = 4000)]
    query: Option<String>,
}

/// Export what a query finds
///
/// One wire record a line, with the statements that the query finds and no others, and with the corrections of its
/// documents; `sayso import` takes it back.
/// Where the last line is cut off, the export broke off: ask again.
#[utoipa::path(get, path = "/export", tag = "documents", params(Asked), responses(
    (status = 200, description = "One record a line", body = String, content_type = "application/x-ndjson"),
    (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
))]
pub async fn export_documents(state: State, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let query = params::query(asked.query.as_deref())?;
    let lines = stream(&state, move |collection, out| {
        let mut export = Export::begin(Format::Jsonl, out)?;
        for excerpt in collection.excerpts(&query).map_err(io::Error::other)? {
            export.write(&excerpt.map_err(io::Error::other)?)?;
        }
        export.finish()
    });
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"sayso.jsonl\""),
    ];
    Ok((headers, lines.await?).into_response())
}
