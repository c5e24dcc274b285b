//! Saved web pages.
//!
//! The page is parsed once, within bounds ([`parse`]); its metadata is read from what it declares
//! of itself ([`metadata`]), its text from where the article stands ([`body`]).

mod blocks;
mod body;
mod clutter;
mod metadata;
mod parse;
mod phrases;

use super::{Hint, diagnostic};
use sayso_core::document::{Diagnostic, Document};

pub(super) fn read(source: &str, hint: &Hint<'_>) -> (Document, Vec<Diagnostic>) {
    let parsed = parse::parse(source, hint.limits.html_nodes);
    let mut diagnostics = Vec::new();
    bounds(&parsed, hint, &mut diagnostics);
    let found = metadata::read(&parsed.dom, hint.origin);
    let body = body::extract(&parsed.dom, &found);
    if body.guessed && !body.text.is_empty() {
        let message = "no article could be told apart on the page; all its paragraphs are given as the text";
        diagnostics.push(diagnostic("no-article", message.to_owned()));
    }
    let document = Document {
        title: found.title,
        outlet: found.outlet,
        authors: found.authors,
        published: found.published,
        language: found.language,
        text: body.text,
        ..Document::default()
    };
    (document, diagnostics)
}

/// The text of a piece of a page that is all article, as feeds hold it.
pub(super) fn fragment(source: &str, hint: &Hint<'_>) -> (String, Vec<Diagnostic>) {
    let parsed = parse::parse(source, hint.limits.html_nodes);
    let mut diagnostics = Vec::new();
    bounds(&parsed, hint, &mut diagnostics);
    (body::all(&parsed.dom), diagnostics)
}

/// The words of a line that may hold marks.
pub(super) fn plain(source: &str) -> String {
    body::all(&parse::parse(source, Hint::default().limits.html_nodes).dom)
}

/// Tells what was left out of a page that is beyond bounds.
fn bounds(parsed: &parse::Parsed, hint: &Hint<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if parsed.flattened {
        let message =
            "the page nests its elements deeper than any browser follows; the deepest were flattened";
        diagnostics.push(diagnostic("page-flattened", message.to_owned()));
    }
    if parsed.cut {
        let message =
            format!("the page has more than {} nodes; what follows was not read", hint.limits.html_nodes);
        diagnostics.push(diagnostic("page-cut", message));
    }
}
