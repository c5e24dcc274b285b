//! A page as a flat list of text blocks, and the elements that hold them.

use super::clutter::{self, Clutter};
use dom_query::NodeRef;

/// The text between two borders of block elements.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// White space folded; never empty.
    pub text: String,
    /// Characters of the text.
    pub chars: usize,
    /// Of these, characters inside links.
    pub linked: usize,
    /// Innermost block element.
    pub kind: Kind,
    /// Stands in an `h1`.
    pub headline: bool,
    /// Element, by index in [`Page::elements`], that holds it.
    pub element: usize,
}

/// What a block is by its innermost block element.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `p`, `blockquote`, `pre`.
    Paragraph,
    /// `h1` to `h6`.
    Heading,
    /// `li`, `dd`, `dt`.
    Item,
    /// Text right inside a `div`, a table cell or anything else.
    #[default]
    Other,
}

/// A block element of the page.
#[derive(Debug)]
pub(super) struct Element {
    /// Index of the element around it; its own for the first.
    pub parent: usize,
    /// First block inside.
    pub first: usize,
    /// One past the last block inside.
    pub end: usize,
    /// What its name, class and role say of it.
    pub clutter: Clutter,
    /// Its name and classes, to tell kinds of paragraphs apart.
    pub signature: String,
}

impl Element {
    /// Whether this is a `p`.
    pub fn is_paragraph(&self) -> bool {
        self.signature.starts_with("p.")
    }
}

/// The blocks of a page in text order and its elements, outer before inner.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub blocks: Vec<Block>,
    pub elements: Vec<Element>,
}

/// Reads the text under `body`.
pub(super) fn page(body: &NodeRef<'_>) -> Page {
    let mut walk = Walk::default();
    walk.element(body, "body");
    walk.page
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Elements whose text is never shown, or is no prose.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "iframe"
            | "object"
            | "embed"
            | "svg"
            | "math"
            | "canvas"
            | "audio"
            | "video"
            | "picture"
            | "map"
            | "select"
            | "textarea"
            | "input"
            | "button"
            | "head"
            | "title"
    )
}

fn kind(name: &str) -> Kind {
    match name {
        "p" | "blockquote" | "pre" => Kind::Paragraph,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Kind::Heading,
        "li" | "dd" | "dt" => Kind::Item,
        _ => Kind::Other,
    }
}

#[derive(Default)]
struct Walk {
    page: Page,
    /// Elements around the current place.
    open: Vec<(usize, Kind)>,
    links: usize,
    block: Block,
    /// White space was seen since the last character.
    space: bool,
    /// Line breaks since the last character: two end the block.
    breaks: usize,
}

impl Walk {
    /// Recursion is bounded by the parser's bound on depth.
    fn node(&mut self, node: &NodeRef<'_>) {
        if node.is_text() {
            return self.text(&node.text());
        }
        let Some(name) = node.node_name() else { return };
        let name: &str = &name;
        match name {
            _ if is_silent(name) => {}
            "br" => {
                (self.space, self.breaks) = (true, self.breaks + 1);
                if self.breaks >= 2 {
                    self.end();
                }
            }
            "a" => {
                self.links += 1;
                self.children(node);
                self.links -= 1;
            }
            "td" | "th" => {
                self.children(node);
                self.space = true;
            }
            _ if is_block(name) => self.element(node, name),
            _ if clutter::is_hidden(node) => {}
            _ => self.children(node),
        }
    }

    fn element(&mut self, node: &NodeRef<'_>, name: &str) {
        self.end();
        let at = self.page.elements.len();
        let parent = self.open.last().map_or(at, |&(parent, _)| parent);
        let first = self.page.blocks.len();
        let (clutter, signature) = (clutter::judge(node, name), clutter::signature(node, name));
        self.page.elements.push(Element { parent, first, end: first, clutter, signature });
        let outer = self.open.last().map_or(Kind::Other, |&(_, kind)| kind);
        // A wrapper inside a list item or heading does not change what its text is.
        let inner = match kind(name) {
            Kind::Other if outer != Kind::Paragraph => outer,
            inner => inner,
        };
        self.open.push((at, inner));
        self.children(node);
        self.end();
        self.open.pop();
        self.page.elements[at].end = self.page.blocks.len();
    }

    fn children(&mut self, node: &NodeRef<'_>) {
        for child in node.children_it(false) {
            self.node(&child);
        }
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = true;
                continue;
            }
            // Invisible: soft hyphen, zero-width space and joiner, byte order mark.
            if matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}') {
                continue;
            }
            if self.space && !self.block.text.is_empty() {
                self.push(if self.breaks > 0 { '\n' } else { ' ' });
            }
            (self.space, self.breaks) = (false, 0);
            self.push(c);
        }
    }

    fn push(&mut self, c: char) {
        self.block.text.push(c);
        self.block.chars += 1;
        self.block.linked += usize::from(self.links > 0);
    }

    fn end(&mut self) {
        let mut block = std::mem::take(&mut self.block);
        (self.space, self.breaks) = (false, 0);
        if let Some(&(element, kind)) = self.open.last().filter(|_| !block.text.is_empty()) {
            (block.element, block.kind) = (element, kind);
            block.headline = self.page.elements[element].signature.starts_with("h1.");
            self.page.blocks.push(block);
        }
    }
}
