//! Feeds: RSS, Atom and JSON feed. The `feed-rs` crate reads them.

use super::guard::guarded;
use super::{Format, Hint, ReadDocument, ReadError, dates, diagnostic, finished, html};
use feed_rs::model::{Entry, Feed, Person, Text};
use feed_rs::parser;
use sayso_core::document::Document;

const WHAT: &str = "a feed";

/// The items of a feed, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedItems {
    /// Those that tell where their article is.
    pub articles: Vec<FeedItem>,
    /// Those that do not, but have a text themselves.
    pub documents: Vec<ReadDocument>,
}

/// An item of a feed, as far as it tells where its article is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedItem {
    /// The address of the article.
    pub address: String,
    /// Headline.
    pub title: Option<String>,
    /// Publication instant, ISO 8601.
    pub published: Option<String>,
}

/// The items of the feed in `bytes`, which stands at `address`.
///
/// # Errors
/// [`ReadError::Malformed`] if it is no feed.
pub fn feed_items(bytes: &[u8], address: &str) -> Result<FeedItems, ReadError> {
    let feed = parse(bytes, address)?;
    let hint = Hint { origin: address, ..Hint::default() };
    let article = |entry: &Entry| {
        let title = entry.title.as_ref().and_then(plain);
        Some(FeedItem { address: link(entry)?, title, published: published(entry) })
    };
    let without_link = feed.entries.iter().filter(|entry| link(entry).is_none());
    Ok(FeedItems {
        articles: feed.entries.iter().filter_map(article).collect(),
        documents: without_link.filter_map(|entry| document(&feed, entry, &hint)).collect(),
    })
}

/// Whether `head`, without blanks before it, opens a feed.
pub(super) fn is_feed(head: &str) -> bool {
    if head.starts_with('{') {
        return head.contains("jsonfeed.org/version/");
    }
    let root = head.split('<').find(|tag| tag.starts_with(|c: char| c.is_alphabetic()));
    let root = root.unwrap_or_default();
    let name = root.split([' ', '>', '\t', '\r', '\n']).next().unwrap_or_default();
    match name.rsplit(':').next().unwrap_or_default() {
        "rss" => true,
        "feed" => root.contains("http://www.w3.org/2005/Atom"),
        "RDF" => head.contains("http://purl.org/rss/1.0/"),
        _ => false,
    }
}

fn parse(bytes: &[u8], origin: &str) -> Result<Feed, ReadError> {
    guarded(origin, WHAT, || {
        let base = origin.contains("://").then_some(origin);
        let parser = parser::Builder::new().base_uri(base).sanitize_content(false);
        // An id that the feed does not give would be made up.
        let parser = parser.id_generator(|_, _, _| String::new()).build();
        parser.parse(bytes).map_err(|error| error.to_string())
    })
}

pub(super) fn read(bytes: &[u8], hint: &Hint<'_>) -> Result<Vec<ReadDocument>, ReadError> {
    let feed = parse(bytes, hint.origin)?;
    Ok(feed.entries.iter().filter_map(|entry| document(&feed, entry, hint)).collect())
}

/// The document of an item; `None` where it has no text.
fn document(feed: &Feed, entry: &Entry, hint: &Hint<'_>) -> Option<ReadDocument> {
    let content = entry.content.as_ref().and_then(|content| content.body.as_deref());
    let content = content.filter(|text| !text.trim().is_empty());
    let summary = entry.summary.as_ref().map(|text| text.content.as_str());
    let source = content.or(summary).filter(|text| !text.trim().is_empty())?;
    let (text, mut diagnostics) = html::fragment(source, hint);
    if text.trim().is_empty() {
        return None;
    }
    let origin = link(entry).unwrap_or_else(|| place(entry, &text, hint.origin));
    if content.is_none() {
        let message = "the feed gives a summary of the article, which is taken for its text";
        diagnostics.push(diagnostic("feed-summary", message.to_owned()));
    }
    let document = Document {
        origin,
        title: entry.title.as_ref().and_then(plain),
        outlet: feed.title.as_ref().and_then(plain),
        authors: authors(if entry.authors.is_empty() { &feed.authors } else { &entry.authors }),
        published: published(entry),
        language: entry.language.clone().or_else(|| feed.language.clone()),
        text,
        ..Document::default()
    };
    Some(finished(document, Format::Feed, diagnostics))
}

fn link(entry: &Entry) -> Option<String> {
    let links = || entry.links.iter().filter(|link| link.href.contains("://"));
    let page = links().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    page.or_else(|| links().next()).map(|link| link.href.trim().to_owned())
}

/// Where an item stands that has no address: under its id in the feed, else under that of its text. Its number
/// would be that of another item tomorrow, and what follows a `#` is no part of an address.
fn place(entry: &Entry, text: &str, feed: &str) -> String {
    let id = match entry.id.trim() {
        "" => Document::identify(text),
        id => id.replace('#', "%23"),
    };
    format!("{feed}!{id}")
}

fn published(entry: &Entry) -> Option<String> {
    let at = entry.published.or(entry.updated)?;
    dates::parse(&at.to_rfc3339().replace("+00:00", "Z"))
}

fn authors(people: &[Person]) -> Vec<String> {
    let names = people.iter().filter_map(|person| person.name.as_deref()).map(str::trim);
    names.flat_map(super::names::in_byline).collect()
}

/// A headline without marks.
fn plain(text: &Text) -> Option<String> {
    let is_marked = text.content.contains(['<', '&']);
    let text = if is_marked { html::plain(&text.content) } else { text.content.clone() };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
