//! The pages: the collection in the browser.
//!
//! Each page is one room, made by the server and whole without scripts; scripts add keys, margin notes that light
//! up, and progress that moves. What stands in articles is only ever text: all of it goes through the escaping of
//! the templates (`templates/`), and control characters do not come through. A page has a twin as JSON and, where
//! it is a table, as CSV: the records of [`sayso::records`], which the command line and the REST API give, too.

mod assets;
mod charts;
mod check;
mod cite;
mod decide;
mod documents;
mod errors;
mod export;
mod frame;
mod help;
mod imports;
mod links;
mod overview;
mod passage;
mod paste;
mod reader;
mod review;
mod sample;
mod search;
mod similar;
mod speakers;
mod statement;
mod twins;
mod utterances;
mod words;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::server::State;

pub use errors::page as failure;

/// All pages, with what they need.
pub fn router(state: State) -> Router {
    Router::new()
        .route("/", get(overview::page))
        .route("/assets/{version}/{name}", get(assets::file))
        .route("/search", get(search::page))
        .route("/search.json", get(twins::search_json))
        .route("/search.csv", get(twins::search_csv))
        .route("/d/{id}", get(reader::page))
        .route("/s/{id}", get(statement::page))
        .route("/s/{id}/why", get(statement::why))
        .route("/s/{id}/decide", post(decide::statement))
        .route("/speakers", get(speakers::list))
        .route("/speakers.json", get(twins::speakers_json))
        .route("/speakers.csv", get(twins::speakers_csv))
        .route("/speaker/{id}", get(speakers::page))
        .route("/speaker/{id}/rename", post(decide::rename))
        .route("/speaker/{id}/merge", post(decide::merge))
        .route("/speaker/{id}/split", post(decide::split))
        .route("/people/decide", post(decide::people))
        .route("/utterances", get(utterances::list))
        .route("/utterances.json", get(twins::utterances_json))
        .route("/utterances.csv", get(twins::utterances_csv))
        .route("/u/{id}", get(utterances::page))
        .route("/documents", get(documents::list))
        .route("/documents.json", get(twins::documents_json))
        .route("/documents.csv", get(twins::documents_csv))
        .route("/imports", get(imports::list).post(imports::upload).layer(DefaultBodyLimit::disable()))
        .route("/imports.json", get(twins::imports_json))
        .route("/imports.csv", get(twins::imports_csv))
        .route("/imports/sample", post(imports::add_sample))
        .route("/imports/{id}", get(imports::ledger))
        .route("/imports/uploads/{id}/stop", post(imports::stop))
        .route("/review", get(review::page))
        .route("/corrections/{id}/undo", post(decide::undo))
        .route("/s/{id}/similar", get(similar::to_statement))
        .route("/s/{id}/similar.json", get(twins::similar_to_statement_json))
        .route("/similar", get(similar::to_words))
        .route("/similar.json", get(twins::similar_to_words_json))
        .route("/check", get(check::page))
        .route("/check.json", get(twins::check_json))
        .route("/read", get(paste::page).post(paste::read_text))
        .route("/export", get(export::page))
        .route("/export/file", get(export::file))
        .route("/help", get(help::page))
        .with_state(state)
}
