//! Uploads: files that are sent to be imported, and how far that is.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::Multipart;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::ToSchema;

use super::ROOT;
use crate::server::extract::Path;
use crate::server::imports::{self, Progress};
use crate::server::uploads;
use crate::server::{Editor, Failure, Kind, Problem, State};

/// How often a stream says that it is still there.
const PULSE: Duration = Duration::from_secs(15);

/// Uploads since the server was started.
#[derive(Debug, Serialize, ToSchema)]
pub struct UploadList {
    /// The latest first.
    uploads: Vec<Progress>,
}

/// List uploads
///
/// Those since the server was started. What became of them stays in `/imports`.
#[utoipa::path(get, path = "/uploads", tag = "imports", responses(
    (status = 200, description = "The uploads", body = UploadList),
    (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list_uploads(state: State) -> Json<UploadList> {
    Json(UploadList { uploads: state.jobs().all() })
}

/// What is told of an upload while it is imported.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "only described")]
pub struct EventRecord {
    /// `progress`.
    event: String,
    /// How far it is: a `Progress` as JSON.
    data: String,
}

/// The form of an upload.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "only described: its parts are read one by one")]
pub struct UploadForm {
    /// The files, each a part with the name of the file.
    #[schema(value_type = Vec<String>, format = Binary, min_items = 1)]
    files: Vec<Vec<u8>>,
}

/// Send files to be imported
///
/// All that `sayso import` reads, archives too. They are imported as soon as no other import is under way;
/// `/uploads/{id}/events` tells how far that is. Needs the role of an editor.
#[utoipa::path(post, path = "/uploads", tag = "imports",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 202, description = "They are kept, and will be imported", body = Progress, headers(("Location" = String, description = "Where it is told how far it is")), links(("progress" = (operation_id = "show_upload", parameters(("id" = "$response.body#/upload")))))),
        (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn send_files(
    state: State,
    editor: Editor,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Response, Failure> {
    let form = form.map_err(|error| Failure::new(Kind::UnsupportedMediaType, error.body_text()))?;
    let upload = uploads::receive(&state, &editor, form).await?;
    let progress = imports::begin(&state, &upload);
    let mut response = (StatusCode::ACCEPTED, Json(progress)).into_response();
    if let Ok(place) = HeaderValue::from_str(&format!("{ROOT}/uploads/{}", upload.id)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// How far an upload is
#[utoipa::path(get, path = "/uploads/{id}", tag = "imports",
    params(("id" = String, Path, description = "Id of the upload")),
    responses(
        (status = 200, description = "How far it is", body = Progress),
        (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show_upload(state: State, Path(id): Path<String>) -> Result<Json<Progress>, Failure> {
    let progress = state.jobs().watch(&id)?.borrow().clone();
    Ok(Json(progress))
}

/// Stop an upload
///
/// What was imported of it stays. Needs the role of an editor.
#[utoipa::path(post, path = "/uploads/{id}/stop", tag = "imports",
    params(("id" = String, Path, description = "Id of the upload")),
    responses(
        (status = 202, description = "It will stop; this is how far it was", body = Progress),
        (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn stop_upload(
    state: State,
    editor: Editor,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Progress>), Failure> {
    Ok((StatusCode::ACCEPTED, Json(state.jobs().stop(&id, &editor)?)))
}

/// Be told how far an upload is
///
/// Server-sent events named `progress`, each with how far it is as JSON, until it has ended.
#[utoipa::path(get, path = "/uploads/{id}/events", tag = "imports",
    params(("id" = String, Path, description = "Id of the upload")),
    responses(
        (status = 200, description = "Events", body = EventRecord, content_type = "text/event-stream"),
        (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn watch_upload(
    state: State,
    Path(id): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Failure> {
    let mut news = state.jobs().watch(&id)?;
    let (send, events) = mpsc::channel(4);
    tokio::spawn(async move {
        loop {
            let progress = news.borrow_and_update().clone();
            if send.send(Ok(event(&progress))).await.is_err() || progress.has_ended() {
                return;
            }
            tokio::select! {
                changed = news.changed() => if changed.is_err() { return },
                () = state.stopping() => return,
                () = send.closed() => return,
            }
        }
    });
    Ok(Sse::new(ReceiverStream::new(events)).keep_alive(KeepAlive::new().interval(PULSE)))
}

fn event(progress: &Progress) -> Event {
    // Plain values can be written as JSON.
    Event::default().event("progress").json_data(progress).unwrap_or_default()
}
