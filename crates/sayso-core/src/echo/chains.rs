//! Where a document says itself from which other outlet it has the words.

use std::ops::Range;

use super::credits::places;
use super::page::Page;
use crate::text::Span;

/// Words before and after a quotation within which an outlet is named as where it comes from.
pub(super) const AROUND: usize = 60;

/// What stands before the name of an outlet that something is taken from, lower case, the article left out.
const BEFORE: [&str; 27] = [
    "told",
    "tells",
    "according to",
    "reported by",
    "published by",
    "published in",
    "published on",
    "obtained by",
    "quoted by",
    "quoted in",
    "cited by",
    "citing",
    "via",
    "h/t",
    "statement to",
    "spoke to",
    "speaking to",
    "spoke with",
    "speaking with",
    "interview with",
    "interview in",
    "interview on",
    "interviewed by",
    "appeared in",
    "appearing on",
    "comments to",
    "first appeared in",
];

/// What stands after the name of an outlet that something is taken from, lower case.
const AFTER: [&str; 11] = [
    "reported",
    "reports",
    "first reported",
    "has reported",
    "has learned",
    "wrote",
    "writes",
    "quoted",
    "quotes",
    "cited",
    "said in a report",
];

/// An outlet that documents may name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Other<'t> {
    pub outlet: Option<&'t str>,
    /// Path or address.
    pub origin: &'t str,
}

/// Where a text names another document's outlet as where the words come from, within the words `near`, or links to
/// the document, wherever.
pub(super) fn chains(text: &str, page: &Page, near: &[Range<usize>], other: Other) -> Vec<Span> {
    let named = other.outlet.map(bare).filter(|name| name.chars().count() > 2);
    let named = named
        .into_iter()
        .flat_map(|name| places(text, name).map(|at| Span::new(at, at + name.len())).collect::<Vec<_>>());
    let is_near = |span: &Span| {
        let words = page.words_in(*span);
        let quoted = page.words[words.clone()].iter().any(|word| word.quoted);
        !quoted && near.iter().any(|near| near.start < words.end && words.start < near.end)
    };
    let mut all: Vec<Span> = named.filter(|span| is_near(span) && is_taken_from(text, *span)).collect();
    all.extend(link(text, other.origin));
    all.sort_unstable();
    all
}

/// The name of an outlet without its article.
fn bare(outlet: &str) -> &str {
    let outlet = outlet.trim();
    outlet.strip_prefix("The ").or_else(|| outlet.strip_prefix("the ")).unwrap_or(outlet)
}

/// Longest words that are looked at on either side, in bytes.
const SIDE: usize = 40;

/// Whether the words around a name say that something is taken from there.
fn is_taken_from(text: &str, name: Span) -> bool {
    let from = text.ceil_char_boundary(name.start.saturating_sub(SIDE)).min(name.start);
    let before = text[from..name.start].to_lowercase();
    let before = before.trim_end();
    let before = before.strip_suffix(" the").unwrap_or(before).trim_end();
    let to = text.floor_char_boundary(name.end + SIDE).max(name.end);
    let after = text[name.end..to].to_lowercase();
    let ends = |phrase: &str| {
        let rest = before.strip_suffix(phrase);
        rest.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    };
    let begins = |phrase: &str| {
        let rest = after.trim_start().strip_prefix(phrase);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    BEFORE.iter().any(|phrase| ends(phrase)) || AFTER.iter().any(|phrase| begins(phrase))
}

/// Shortest path of an address that says which document it is.
const PATH: usize = 5;

/// Where a text has the address of a document.
fn link(text: &str, origin: &str) -> Option<Span> {
    let (_, address) = origin.split_once("://")?;
    let address = address.split(['?', '#']).next().unwrap_or(address).trim_end_matches('/');
    let address = address.strip_prefix("www.").unwrap_or(address);
    let path = address.find('/').map_or(0, |at| address.len() - at);
    let at = text.find(address).filter(|_| path >= PATH)?;
    let ends = !text[at + address.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
    ends.then(|| Span::new(at, at + address.len()))
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    fn found<'t>(text: &'t str, outlet: &str, origin: &str) -> Vec<&'t str> {
        let page = Page::read(text, &[]);
        let near = 0..page.words.len();
        let other = Other { outlet: Some(outlet), origin };
        chains(text, &page, from_ref(&near), other).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn who_was_told_or_reported_it_is_named() {
        for text in [
            "“No,” Ana Ortiz told the Lenn Post on Friday.",
            "According to the Lenn Post, she said no.",
            "“No,” she said, the Lenn Post reported.",
            "“No,” she said in an interview with The Lenn Post.",
        ] {
            assert_eq!(found(text, "The Lenn Post", "a.txt"), ["Lenn Post"], "{text}");
        }
    }

    #[test]
    fn whoever_is_only_named_is_no_chain() {
        for text in [
            "She has subscribed to the Lenn Post for years.",
            "“I told the Lenn Post,” she said.",
            "She told the Lenn Poster.",
        ] {
            assert_eq!(found(text, "The Lenn Post", "a.txt"), [""; 0], "{text}");
        }
        let far = format!("{} She told the Lenn Post.", "word ".repeat(10));
        let page = Page::read(&far, &[]);
        let other = Other { outlet: Some("The Lenn Post"), origin: "a.txt" };
        assert_eq!(chains(&far, &page, from_ref(&(0..3)), other), []);
    }

    #[test]
    fn an_address_leads_to_its_document() {
        let text = "More at https://www.lenn.example/news/ferry?x=1 and elsewhere.";
        assert_eq!(found(text, "Lenn", "http://lenn.example/news/ferry/"), ["lenn.example/news/ferry"]);
        assert_eq!(found(text, "Lenn", "http://lenn.example/news/fer"), [""; 0]);
        assert_eq!(found(text, "Lenn", "https://lenn.example/"), [""; 0]);
    }
}
