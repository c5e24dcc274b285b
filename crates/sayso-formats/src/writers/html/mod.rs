//! One self-contained page: the article with its statements marked, notes beside them, the sourcing
//! profile drawn small. No part of it is fetched from anywhere; without scripts it is whole.
//!
//! All text goes through the template's escaping (`templates/article.html`); the page's policy
//! allows its one style and one script, by their hashes, and nothing else.

mod view;

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::LazyLock;

use askama::Template;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sayso_core::document::{Document, Reading};
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("../../../templates/article.css");
const SCRIPT: &str = include_str!("../../../templates/article.js");

static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
});

/// The page of one document. `made_by` names program and model, with their versions.
///
/// # Errors
/// Those of `out`.
pub fn write_html(
    out: &mut dyn Write,
    document: &Document,
    reading: &Reading,
    made_by: &str,
) -> io::Result<()> {
    let page = view::Page::new(document, reading, made_by).render().map_err(io::Error::other)?;
    out.write_all(clean(&page).as_bytes())
}

/// The page without the control characters that HTML cannot hold. Only an article can bring them.
#[must_use]
pub fn clean(page: &str) -> Cow<'_, str> {
    let forbidden = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if page.contains(forbidden) { page.replace(forbidden, "\u{FFFD}").into() } else { page.into() }
}

#[cfg(test)]
mod tests;
