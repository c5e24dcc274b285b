//! What a query finds, to be taken along: the page that says what is in the file, and the file.

use std::io;

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sayso::export::{Export, Format};
use sayso::store::query::parse;
use sayso::store::search::Request;
use sayso_formats::writers::Delimiter;
use serde::Deserialize;

use super::frame::{Frame, Here, show};
use super::links::{counted, link};
use super::search::{Line, line};
use crate::server::extract::Query;
use crate::server::{Failure, Kind, State, stream};

/// Statements that are shown before.
const PREVIEW: usize = 5;
/// The formats: name, ending, media type, what it is.
const FORMATS: [(&str, &str, &str, &str, Format); 8] = [
    (
        "jsonl",
        "jsonl",
        "application/x-ndjson",
        "JSON Lines: the whole record of each document; can be imported again",
        Format::Jsonl,
    ),
    ("csv", "csv", "text/csv; charset=utf-8", "CSV: one statement a row", Format::Csv),
    ("csv-excel", "csv", "text/csv; charset=utf-8", "CSV for spreadsheets", Format::Excel(Delimiter::Comma)),
    (
        "csv-excel-semicolon",
        "csv",
        "text/csv; charset=utf-8",
        "CSV for spreadsheets that part cells by semicolons",
        Format::Excel(Delimiter::Semicolon),
    ),
    (
        "parquet",
        "parquet",
        "application/vnd.apache.parquet",
        "Parquet: for pandas, DuckDB and Spark",
        Format::Parquet,
    ),
    ("webannotation", "jsonld", "application/ld+json", "W3C Web Annotations", Format::Webannotation),
    ("tei", "xml", "application/tei+xml", "TEI, one corpus", Format::Tei),
    ("citron", "jsonl", "application/x-ndjson", "The JSON of Citron", Format::Citron),
];

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The query.
    q: String,
    /// The format.
    format: String,
}

#[derive(Template)]
#[template(path = "export.html")]
struct Page {
    frame: Frame,
    q: String,
    summary: String,
    nothing: bool,
    formats: Vec<(&'static str, &'static str, String)>,
    preview: Vec<Line>,
    search: String,
}

/// `/export`
pub async fn page(state: State, here: Here, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    show(&state, move |desk| {
        let query = parse(&asked.q)?;
        let answer = desk.search(&Request { limit: PREVIEW, ..Request::new(query.clone()) })?;
        let preview = answer.results.iter().map(|found| line(desk, found)).collect::<Result<Vec<_>, _>>()?;
        let totals = answer.totals;
        let address = |format: &str| link("/export/file", &[("q", &asked.q), ("format", format)]);
        let mut frame = Frame::new(desk, &here, "search", "Export")?;
        frame.query.clone_from(&asked.q);
        Ok(Page {
            summary: format!(
                "{} in {}",
                counted(totals.statements as u64, "statement"),
                counted(totals.documents as u64, "document")
            ),
            nothing: totals.statements == 0,
            formats: FORMATS.iter().map(|(name, _, _, what, _)| (*name, *what, address(name))).collect(),
            search: link("/search", &[("q", &asked.q)]),
            q: asked.q,
            preview,
            frame,
        })
    })
    .await
}

/// `/export/file`
pub async fn file(state: State, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let known = FORMATS.iter().find(|(name, ..)| *name == asked.format);
    let &(name, ending, kind, _, format) = known.ok_or_else(|| {
        let names: Vec<_> = FORMATS.iter().map(|(name, ..)| *name).collect();
        Failure::new(
            Kind::BadParameter,
            format!("format={}: it is one of {}", asked.format, names.join(", ")),
        )
    })?;
    let query = parse(&asked.q)?;
    let body = stream(&state, move |collection, out| {
        let mut export = Export::begin(format, out)?;
        for excerpt in collection.excerpts(&query).map_err(io::Error::other)? {
            export.write(&excerpt.map_err(io::Error::other)?)?;
        }
        export.finish()
    })
    .await?;
    let disposition = format!("attachment; filename=\"sayso-{name}.{ending}\"");
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, body).into_response())
}
