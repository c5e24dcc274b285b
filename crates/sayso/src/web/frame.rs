//! What stands around every page, and how a page is answered.

use std::convert::Infallible;

use askama::Template;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sayso::store::corrections::{Correction, Kind as What};
use sayso_formats::writers::clean;

use super::assets;
use super::links::plain;
use crate::server::access::{Role, Visitor};
use crate::server::{Desk, Failure, Kind, State, read};

/// The parts of the application, as the header names them.
const SECTIONS: [(&str, &str, &str); 7] = [
    ("Overview", "/", "overview"),
    ("Search", "/search", "search"),
    ("Speakers", "/speakers", "speakers"),
    ("Utterances", "/utterances", "utterances"),
    ("Documents", "/documents", "documents"),
    ("Review", "/review", "review"),
    ("Imports", "/imports", "imports"),
];

/// Where a request goes, and what of it every page shows.
#[derive(Debug, Clone)]
pub struct Here {
    /// Path and query, without what the last decision added.
    pub address: String,
    /// The correction that was just made, by number.
    pub done: Option<i64>,
    /// Who is logged in, where one has to.
    pub visitor: Option<String>,
    /// Whether they may decide and import.
    pub decides: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Here {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let mut done = None;
        let mut kept = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
            match &*name {
                "done" => done = value.parse().ok(),
                _ => drop(kept.append_pair(&name, &value)),
            }
        }
        let (path, query) = (parts.uri.path(), kept.finish());
        let address = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let visitor = parts.extensions.get::<Visitor>();
        let decides = visitor.is_none_or(|visitor| visitor.role == Role::Editor);
        Ok(Self { address, done, visitor: visitor.and_then(|visitor| visitor.name.clone()), decides })
    }
}

/// What stands around the page itself.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The title of the page.
    pub title: String,
    /// Name of the collection.
    pub collection: String,
    /// What stands in the search box.
    pub query: String,
    /// Which of [`SECTIONS`], by its key.
    pub section: &'static str,
    /// The same as JSON.
    pub json: Option<String>,
    /// The same as CSV.
    pub csv: Option<String>,
    /// The same as a feed.
    pub feed: Option<String>,
    /// Where we are.
    pub here: String,
    /// What was just decided.
    pub done: Option<Done>,
    /// Who is logged in, where one has to.
    pub visitor: Option<String>,
    /// Whether they may decide and import.
    pub decides: bool,
    /// Whether it is to be shown within another page: without header and footer.
    pub embed: bool,
    /// Address of the style sheet.
    pub style: String,
    /// Address of the script.
    pub script: String,
    /// Address of the icon.
    pub icon: String,
}

/// What was just decided, and how it is taken back.
#[derive(Debug, Clone)]
pub struct Done {
    /// In words.
    pub said: String,
    /// The correction to undo.
    pub undo: Option<i64>,
}

impl Frame {
    /// The frame of a page of a collection.
    ///
    /// # Errors
    /// If the collection cannot be read.
    pub fn new(desk: &Desk, here: &Here, section: &'static str, title: &str) -> Result<Self, Failure> {
        let folder = desk.collection().folder();
        let name = folder.file_name().map_or_else(|| "Collection".into(), |name| name.to_string_lossy());
        Ok(Self {
            done: done(desk, here.done)?,
            collection: name.into_owned(),
            ..Self::bare(here, section, title)
        })
    }

    /// The frame of a page that shows nothing of a collection.
    pub fn bare(here: &Here, section: &'static str, title: &str) -> Self {
        Self {
            title: plain(title),
            collection: String::new(),
            query: String::new(),
            section,
            json: None,
            csv: None,
            feed: None,
            here: here.address.clone(),
            done: None,
            visitor: here.visitor.clone(),
            decides: here.decides,
            embed: false,
            style: assets::address("sayso.css"),
            script: assets::address("sayso.js"),
            icon: assets::address("icon.svg"),
        }
    }

    /// With twins beside the page: the same path with an ending.
    #[must_use]
    pub fn with_twins(mut self, csv: bool) -> Self {
        let twin = |ending: &str| {
            let (path, query) =
                self.here.split_once('?').map_or((&*self.here, ""), |(path, query)| (path, query));
            let mark = if query.is_empty() { "" } else { "?" };
            format!("{path}.{ending}{mark}{query}")
        };
        self.json = Some(twin("json"));
        self.csv = csv.then(|| twin("csv"));
        self
    }

    /// For the template.
    pub fn sections(&self) -> &'static [(&'static str, &'static str, &'static str)] {
        &SECTIONS
    }
}

/// What the last decision was, where it stands.
fn done(desk: &Desk, id: Option<i64>) -> Result<Option<Done>, Failure> {
    let Some(id) = id else { return Ok(None) };
    let made = desk.store().corrections(None)?.into_iter().find(|one| one.id == id);
    Ok(made.map(|made| Done { said: told(&made), undo: made.undone_by.is_none().then_some(made.id) }))
}

/// A correction in words.
pub fn told(made: &Correction) -> String {
    let text = |key: &str| plain(made.value[key].as_str().unwrap_or_default());
    match made.kind {
        What::Accept => format!("Accepted: “{}”.", text("text")),
        What::Reject => format!("Rejected: “{}”.", text("text")),
        What::Speaker => match made.value["name"].as_str() {
            Some(name) => format!("The speaker is {}.", plain(name)),
            None => "The text does not tell who speaks.".to_owned(),
        },
        What::Span => format!("The words of the {} were changed.", text("role")),
        What::Merge => "The two are one.".to_owned(),
        What::Split => "They are two from now on.".to_owned(),
        What::Rename => format!("Renamed to {}.", text("name")),
        What::Apart => "The two are different.".to_owned(),
        What::Undo => "Taken back.".to_owned(),
    }
}

/// Answers with a page that `work` makes at a desk.
///
/// # Errors
/// What `work` fails with.
pub async fn show<T: Template>(
    state: &State,
    work: impl FnOnce(&mut Desk) -> Result<T, Failure> + Send + 'static,
) -> Result<Response, Failure> {
    Ok(html(read(state, move |desk| render(&work(desk)?)).await?))
}

/// The text of a page.
///
/// # Errors
/// If the template fails, which it has no reason to.
pub fn render<T: Template>(page: &T) -> Result<String, Failure> {
    let text = page.render().map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
    Ok(clean(&text).into_owned())
}

/// A text as the answer to a browser.
pub fn html(text: String) -> Response {
    let mut response = Body::from(text).into_response();
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
