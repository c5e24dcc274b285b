//! A search as an Atom feed, to be told what is new.

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sayso::records::{ResultRecord, results};
use sayso::store::search::{Request, Sort};
use serde::Deserialize;
use utoipa::IntoParams;

use super::params;
use crate::server::extract::Query;
use crate::server::{Failure, Kind, Problem, State, read};

/// When something was published that says no date: Atom wants one.
const NO_DATE: &str = "1970-01-01T00:00:00Z";

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// What to find, in the query language of `sayso search`; everything without it.
    #[param(max_length = 4000)]
    query: Option<String>,
    /// At most so many statements.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<usize>,
}

#[derive(Template)]
#[template(path = "feed.xml")]
struct Feed {
    /// The query as it was understood.
    query: String,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    content: String,
    outlet: Option<String>,
    authors: Vec<String>,
    form: &'static str,
    status: &'static str,
    /// The article itself, if it has an address.
    address: Option<String>,
    published: Option<String>,
    updated: String,
}

/// Follow a search
///
/// An Atom feed of what the query finds, the last published first.
#[utoipa::path(get, path = "/feed", tag = "statements", params(Asked), responses(
    (status = 200, description = "The feed", body = String, content_type = "application/atom+xml"),
    (status = "default", description = "What went wrong", body = Problem, content_type = "application/problem+json"),
))]
pub async fn follow_search(state: State, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let query = params::query(asked.query.as_deref())?;
    let limit = params::limit(asked.limit, 50)?;
    let request = Request { sort: Sort::Newest, limit, ..Request::new(query) };
    let feed = read(&state, move |desk| {
        let answer = desk.search(&request)?;
        let entries: Vec<Entry> = results(desk.store(), &answer)?.iter().map(Entry::of).collect();
        let updated = entries.iter().map(|entry| entry.updated.clone()).max();
        let updated = updated.unwrap_or_else(|| NO_DATE.to_owned());
        let feed = Feed { query: plain(&request.query.to_string()), updated, entries };
        feed.render().map_err(|error| Failure::new(Kind::Internal, error.to_string()))
    });
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], feed.await?).into_response())
}

impl Entry {
    fn of(found: &ResultRecord) -> Self {
        let (statement, document) = (&found.statement, &found.document);
        let speaker = statement.speaker.as_ref().map_or("somebody", |link| link.name.as_str());
        let words: String = statement.content.text.chars().take(TITLE).collect();
        let published = document.published.as_deref().and_then(instant);
        Self {
            id: statement.id.clone(),
            title: plain(&format!("{speaker}: {words}")),
            content: plain(&statement.content.text),
            outlet: document.outlet.as_deref().map(plain),
            authors: document.authors.iter().map(|name| plain(name)).collect(),
            form: statement.form.word(),
            status: statement.status.word(),
            address: Some(plain(&document.origin)).filter(|origin| is_address(origin)),
            updated: published.clone().unwrap_or_else(|| NO_DATE.to_owned()),
            published,
        }
    }
}

/// Characters of the content in a title.
const TITLE: usize = 80;

/// Without what XML has no room for.
fn plain(text: &str) -> String {
    let has_room = |c: &char| !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    text.chars().filter(has_room).collect()
}

/// Nothing else, such as a script, is linked to.
fn is_address(origin: &str) -> bool {
    origin.starts_with("https://") || origin.starts_with("http://")
}

/// A date or an instant of ISO 8601 as Atom wants it.
fn instant(published: &str) -> Option<String> {
    if let Ok(instant) = published.parse::<jiff::Timestamp>() {
        return Some(instant.to_string());
    }
    let day: jiff::civil::Date = published.get(..10)?.parse().ok()?;
    Some(format!("{day}T00:00:00Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_instants() {
        assert_eq!(instant("2016-10-04").unwrap(), "2016-10-04T00:00:00Z");
        assert_eq!(instant("2016-10-04T10:00:00+02:00").unwrap(), "2016-10-04T08:00:00Z");
        assert_eq!(instant("soon"), None);
    }

    #[test]
    fn words_of_articles_stay_words() {
        let entry = Entry {
            id: "st_0".to_owned(),
            title: plain("a\u{1}<script>"),
            content: "]]></content><script>alert(1)</script>".to_owned(),
            outlet: None,
            authors: Vec::new(),
            form: "direct",
            status: "asserted",
            address: Some("https://lenn.example/?a=1&b=2".to_owned()),
            published: None,
            updated: NO_DATE.to_owned(),
        };
        let feed = Feed { query: "\"fare\"".to_owned(), updated: NO_DATE.to_owned(), entries: vec![entry] };
        let text = feed.render().unwrap();
        assert!(!text.contains("<script>") && !text.contains('\u{1}'), "{text}");
    }
}
