//! Reading a text that is not kept.

use axum::Json;
use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use sayso::records::wire;
use sayso_formats::readers::{Format, Part, Told, content_type};
use sayso_formats::wire::{DocumentRecord, to_wire};

use crate::server::{self, Failure, Kind, Problem, State};

/// What the text is called in the record.
const ORIGIN: &str = "request";

/// Find the statements in a text
///
/// The text is in the body: plain (`text/plain`), a web page (`text/html`) or Markdown (`text/markdown`), in the
/// encoding that `charset` names, else as browsers find it out. Nothing of it is kept.
#[utoipa::path(post, path = "/read", tag = "documents",
    request_body(description = "The text, of at most 4 MiB", content(
        (String = "text/plain", example = "“The fare stays as it is,” said Ana Ortiz."),
        (String = "text/html"),
        (String = "text/markdown"),
    )),
    responses(
        (status = 200, description = "The record", body = wire::DocumentRecord),
        (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn read_text(
    state: State,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Json<DocumentRecord>, Failure> {
    let (format, encoding) = format(&headers)?;
    let bytes = body.map_err(|error| Failure::new(Kind::TooLarge, error.body_text()))?.to_vec();
    let told = Told { format: Some(format), encoding, ..Told::default() };
    let part = Part { place: ORIGIN.to_owned(), bytes, told };
    let (document, reading) = server::read_text(&state, part).await?;
    Ok(Json(to_wire(&document, &reading)))
}

fn format(headers: &HeaderMap) -> Result<(Format, Option<String>), Failure> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (kind, encoding) = content_type(sent);
    let format = match &*kind {
        "text/plain" => Format::Text,
        "text/html" | "application/xhtml+xml" => Format::Html,
        "text/markdown" => Format::Markdown,
        _ => {
            let what = format!("Content-Type: {sent}: text/plain, text/html or text/markdown is wanted");
            return Err(Failure::new(Kind::UnsupportedMediaType, what));
        }
    };
    Ok((format, encoding))
}
