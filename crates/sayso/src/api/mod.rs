//! The REST API, `/api/v1`: what the command line prints as JSON, over HTTP.
//!
//! Every handler says what it takes and gives ([`utoipa`]); the description made of that is served as
//! `/api/v1/openapi.json` and committed as `docs/openapi.json`. Pages of lists go on with opaque cursors,
//! whatever is wrong is a [`Problem`](crate::server::Problem), and every answer that is no stream has an `ETag`.

mod collection;
mod corrections;
mod documents;
mod export;
mod feed;
mod imports;
mod openapi;
mod params;
mod reading;
mod speakers;
mod statements;
mod uploads;
mod utterances;

use axum::middleware;
use axum::routing::get;
use axum::{Json, Router};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::{State, tags};

/// What all addresses begin with.
const ROOT: &str = "/api/v1";

/// Everything below `/api/v1`.
pub fn router(state: State) -> Router {
    let (tagged, description) = parts();
    let described = openapi::complete(&description);
    let own = get(move || async move { Json(described) });
    let tagged = tagged.route("/openapi.json", own).layer(middleware::from_fn(tags::tag));
    Router::new().nest(ROOT, tagged.merge(streams().split_for_parts().0)).with_state(state)
}

/// What is answered whole, and the description of everything.
fn parts() -> (Router<State>, utoipa::openapi::OpenApi) {
    let (tagged, mut description) = OpenApiRouter::with_openapi(openapi::Frame::openapi())
        .routes(routes!(collection::show_collection))
        .routes(routes!(documents::list_documents))
        .routes(routes!(documents::show_document))
        .routes(routes!(statements::search_statements))
        .routes(routes!(statements::show_statement))
        .routes(routes!(statements::explain_statement))
        .routes(routes!(statements::similar_statements))
        .routes(routes!(statements::similar_to_words))
        .routes(routes!(speakers::list_speakers))
        .routes(routes!(speakers::show_speaker))
        .routes(routes!(speakers::list_open_pairs))
        .routes(routes!(utterances::list_utterances))
        .routes(routes!(utterances::show_utterance))
        .routes(routes!(utterances::check_words))
        .routes(routes!(corrections::list_corrections, corrections::add_correction))
        .routes(routes!(corrections::undo_correction))
        .routes(routes!(imports::list_imports))
        .routes(routes!(imports::show_import))
        .routes(routes!(imports::show_ledger))
        .routes(routes!(uploads::show_upload))
        .routes(routes!(uploads::stop_upload))
        .routes(routes!(reading::read_text))
        .routes(routes!(feed::follow_search))
        .split_for_parts();
    description.merge(streams().split_for_parts().1);
    (tagged, description)
}

/// What is answered bit by bit, and uploads, whose size has a bound of its own.
fn streams() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(export::export_documents))
        .routes(routes!(uploads::watch_upload))
        .merge(
            OpenApiRouter::new()
                .routes(routes!(uploads::list_uploads, uploads::send_files))
                .layer(axum::extract::DefaultBodyLimit::disable()),
        )
}
