//! The article's text, apart from all else on the page.

use super::blocks;
use dom_query::Document;
use dom_smoothie::{Config, Readability};

pub(super) struct Body {
    pub text: String,
    /// No article was found: the text is every paragraph of the page.
    pub guessed: bool,
}

pub(super) fn extract(dom: Document) -> Body {
    let whole = dom.body().map(|body| blocks::paragraphs(&body)).unwrap_or_default();
    let article = Readability::with_document(dom, None, Some(Config::default()))
        .ok()
        .and_then(|mut it| it.parse().ok());
    match article {
        Some(article) => {
            let dom = Document::fragment(article.content);
            Body { text: blocks::paragraphs(&dom.root()).join("\n\n"), guessed: false }
        }
        None => Body { text: whole.join("\n\n"), guessed: true },
    }
}
