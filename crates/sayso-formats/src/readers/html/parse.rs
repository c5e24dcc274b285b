//! Parsing within bounds.
//!
//! The HTML standard lets a page make its tree much larger than its source (unclosed formatting
//! elements are repeated in every later paragraph) and arbitrarily deep. A filter between
//! tokenizer and tree builder bounds both, as browsers do; it follows the open elements only
//! roughly, so the tree's depth is checked once more when it stands.

use dom_query::NodeId;
use html5ever::interface::TreeSink;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{LocalName, local_name};
use std::cell::{Cell, RefCell};

/// Open elements at most, as in Chromium's parser.
const MAX_DEPTH: usize = 512;
/// Depth of the tree at most: with the elements that the standard adds of itself.
const MAX_TREE_DEPTH: usize = 768;
/// Open formatting elements at most (each is repeated in every block that follows).
const MAX_FORMATTING: usize = 32;
/// How far down the open elements an end tag looks for its start tag.
const MAX_LOOKUP: usize = 64;

pub(super) struct Parsed {
    pub dom: dom_query::Document,
    /// Start tags beyond the bounds were left out (their text was not).
    pub flattened: bool,
    /// The end of the page was left out.
    pub cut: bool,
}

/// The page's tree, of about `max_nodes` nodes at most.
pub(super) fn parse(source: &str, max_nodes: usize) -> Parsed {
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let bounded = Bounded {
        builder: TreeBuilder::new(dom_query::Document::default(), options),
        open: RefCell::default(),
        formatting: Cell::new(0),
        flattened: Cell::new(false),
        max_nodes,
        cut: Cell::new(false),
    };
    let tokenizer = Tokenizer::new(bounded, TokenizerOpts::default());
    let input = BufferQueue::default();
    for chunk in chunks(source) {
        if tokenizer.sink.cut.get() {
            break;
        }
        input.push_back(StrTendril::from(chunk));
        // The only interruption is a script to run; there is nothing to run it.
        while !input.is_empty() {
            let _ = tokenizer.feed(&input);
        }
    }
    tokenizer.end();
    let Bounded { builder, flattened, cut, .. } = tokenizer.sink;
    let dom = builder.sink.finish();
    let pruned = prune(&dom);
    Parsed { dom, flattened: flattened.get() || pruned, cut: cut.get() }
}

/// Cuts what stands deeper than [`MAX_TREE_DEPTH`]; whether there was any.
fn prune(dom: &dom_query::Document) -> bool {
    let (mut node, mut depth, mut pruned) = (dom.root(), 0usize, false);
    loop {
        if depth >= MAX_TREE_DEPTH && node.first_child().is_some() {
            node.remove_children();
            pruned = true;
        }
        if let Some(child) = node.first_child() {
            (node, depth) = (child, depth + 1);
            continue;
        }
        // The next node in text order: beside this one, or beside the nearest one around it.
        while node.next_sibling().is_none() {
            let Some(parent) = node.parent().filter(|_| depth > 0) else { return pruned };
            (node, depth) = (parent, depth - 1);
        }
        let Some(next) = node.next_sibling() else { return pruned };
        node = next;
    }
}

/// Pieces of the source, so that reading can end within it.
fn chunks(source: &str) -> impl Iterator<Item = &str> {
    const CHUNK: usize = 64 << 10;
    let mut rest = source;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (chunk, after) = rest.split_at(rest.floor_char_boundary(CHUNK));
        rest = after;
        Some(chunk)
    })
}

/// Hands tokens on to the tree builder, start tags beyond the bounds aside.
struct Bounded {
    builder: TreeBuilder<NodeId, dom_query::Document>,
    /// Names of the open elements, roughly: what the tree builder closes of itself may linger.
    open: RefCell<Vec<LocalName>>,
    formatting: Cell<usize>,
    flattened: Cell<bool>,
    max_nodes: usize,
    cut: Cell<bool>,
}

impl Bounded {
    /// Whether the tree builder may see this tag.
    fn admit(&self, tag: &Tag) -> bool {
        if is_bounded_elsewhere(&tag.name) {
            return true;
        }
        let mut open = self.open.borrow_mut();
        let formatting = self.formatting.get();
        if tag.kind == TagKind::EndTag {
            let below = open.len().saturating_sub(MAX_LOOKUP);
            if let Some(at) = open[below..].iter().rposition(|name| *name == tag.name) {
                open.truncate(below + at);
            }
            if is_formatting(&tag.name) {
                self.formatting.set(formatting.saturating_sub(1));
            }
            return true;
        }
        if closes_itself(&tag.name) && open.last() == Some(&tag.name) {
            return true;
        }
        let full = open.len() >= MAX_DEPTH || (is_formatting(&tag.name) && formatting >= MAX_FORMATTING);
        if full {
            self.flattened.set(true);
            return false;
        }
        if is_formatting(&tag.name) {
            self.formatting.set(formatting + 1);
        }
        open.push(tag.name.clone());
        true
    }
}

impl TokenSink for Bounded {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        if self.builder.sink.tree.len() > self.max_nodes {
            self.cut.set(true);
        }
        match &token {
            Token::EOFToken => self.builder.process_token(token, line),
            _ if self.cut.get() => TokenSinkResult::Continue,
            Token::TagToken(tag) if !self.admit(tag) => TokenSinkResult::Continue,
            _ => self.builder.process_token(token, line),
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Void elements, raw text (which cannot nest) and the elements that a page has once.
fn is_bounded_elsewhere(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("hr")
            | local_name!("img")
            | local_name!("input")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("param")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
            | local_name!("script")
            | local_name!("style")
            | local_name!("textarea")
            | local_name!("title")
            | local_name!("iframe")
            | local_name!("xmp")
            | local_name!("plaintext")
            | local_name!("html")
            | local_name!("head")
            | local_name!("body")
    )
}

/// Elements whose next start tag ends the one before.
fn closes_itself(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("p")
            | local_name!("li")
            | local_name!("dt")
            | local_name!("dd")
            | local_name!("tr")
            | local_name!("td")
            | local_name!("th")
            | local_name!("option")
            | local_name!("a")
    )
}

/// The elements that the standard's "list of active formatting elements" repeats.
fn is_formatting(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("b")
            | local_name!("big")
            | local_name!("code")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("nobr")
            | local_name!("s")
            | local_name!("small")
            | local_name!("strike")
            | local_name!("strong")
            | local_name!("tt")
            | local_name!("u")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_page_is_left_alone() {
        let source = "<!doctype html><title>T</title><p>One<p>Two <b>bold</b><ul><li>a<li>b</ul>";
        let parsed = parse(source, 1000);
        assert!(!parsed.flattened && !parsed.cut);
        assert_eq!(parsed.dom.html(), dom_query::Document::from(source).html());
    }

    #[test]
    fn bombs_are_bounded() {
        let nested = "<div>".repeat(200_000) + "deep";
        let parsed = parse(&nested, 1_000_000);
        assert!(parsed.flattened);
        assert!(parsed.dom.text().contains("deep"));

        let formatting: String = (0..2000).map(|i| format!("<p><font color={i}>x")).collect();
        let parsed = parse(&formatting, 1_000_000);
        assert!(parsed.flattened && parsed.dom.tree.len() < 200_000);

        // End tags out of scope close nothing.
        let tables = "<div><table><tr><td></div>".repeat(20_000) + "deep";
        assert!(parse(&tables, 1_000_000).flattened);

        let wide = "<p>x".repeat(100_000);
        let parsed = parse(&wide, 5_000);
        assert!(parsed.cut && parsed.dom.tree.len() < 5_100);
        assert!(!parse(&wide, 1_000_000).flattened);
    }
}
