//! What a person is told when something goes wrong: what, what is safe, and what to do. Whoever has to log in
//! first is shown how.

use askama::Template;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::frame::{Frame, Here, html, render};
use crate::server::{Failure, Kind};

#[derive(Template)]
#[template(path = "error.html")]
struct Page {
    frame: Frame,
    heading: &'static str,
    detail: String,
    /// The query, cut at what is wrong in it.
    place: Option<(String, String, String)>,
    safe: &'static str,
    status: u16,
    code: &'static str,
}

#[derive(Template)]
#[template(path = "login.html")]
struct Login {
    frame: Frame,
    detail: String,
    failed: bool,
    next: String,
}

/// The page for a failure.
pub fn page(asked: &Parts, failure: &Failure) -> Response {
    let address = match asked.method.is_safe() {
        true => asked.uri.path_and_query().map_or("/", |address| address.as_str()),
        false => "/",
    };
    let here = Here { address: address.to_owned(), done: None, visitor: None, decides: true };
    let made = match failure.kind {
        Kind::LoginRequired | Kind::LoginFailed => {
            let mut frame = Frame::bare(&here, "", "Log in");
            frame.embed = true;
            let detail = failure.detail.clone();
            let next = if here.address.starts_with("/login") { "/".to_owned() } else { here.address };
            render(&Login { frame, detail, failed: failure.kind == Kind::LoginFailed, next })
        }
        _ => render(&error(asked, &here, failure)),
    };
    match made {
        Ok(text) => html(text),
        // The failure of a page that shows failures is told as programs are told.
        Err(failure) => failure.into_response(),
    }
}

fn error(asked: &Parts, here: &Here, failure: &Failure) -> Page {
    let heading = match failure.kind {
        Kind::NotFound => "Not here",
        Kind::BadQuery => "This query cannot be understood",
        Kind::Busy | Kind::TooSlow => "Not now",
        Kind::NotAllowed | Kind::CrossSite | Kind::BadHost => "Not allowed",
        Kind::Internal => "Something went wrong",
        _ => "That did not work",
    };
    let query = asked.uri.query().unwrap_or_default();
    let query = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "q")
        .map(|(_, value)| value.into_owned());
    let mut frame = Frame::bare(here, "", heading);
    frame.query = query.clone().unwrap_or_default();
    let place = failure.query.zip(query).map(|(place, query)| {
        let letters: Vec<char> = query.chars().collect();
        let at = place.at.min(letters.len());
        let end = (at + place.length).min(letters.len());
        let part = |letters: &[char]| letters.iter().collect::<String>();
        (part(&letters[..at]), part(&letters[at..end]), part(&letters[end..]))
    });
    Page {
        frame,
        heading,
        detail: failure.detail.clone(),
        place,
        safe: match asked.method.is_safe() {
            true => "Nothing in the collection was changed.",
            false => "What was asked for was not done; what was decided before is kept.",
        },
        status: failure.kind.status().as_u16(),
        code: failure.kind.code(),
    }
}
