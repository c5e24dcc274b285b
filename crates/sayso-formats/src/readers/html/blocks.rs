//! From a tree to its text, one block element a paragraph.

use dom_query::NodeRef;

/// Elements that begin and end a paragraph of the text.
pub(super) fn is_block(name: &str) -> bool {
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
pub(super) fn is_silent(name: &str) -> bool {
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

/// The paragraphs under `node`, in order, white space folded; none is empty.
pub(super) fn paragraphs(node: &NodeRef<'_>) -> Vec<String> {
    let mut out = Paragraphs::default();
    out.walk(node);
    out.end();
    out.done
}

#[derive(Default)]
struct Paragraphs {
    done: Vec<String>,
    open: String,
    /// White space was seen since the last character.
    space: bool,
    /// Line breaks since the last character: two end the paragraph.
    breaks: usize,
}

impl Paragraphs {
    /// Recursion is bounded by the parser's bound on depth.
    fn walk(&mut self, node: &NodeRef<'_>) {
        if node.is_text() {
            return self.text(&node.text());
        }
        let name = node.node_name().unwrap_or_default();
        let name: &str = &name;
        match name {
            _ if is_silent(name) => {}
            "br" => {
                self.breaks += 1;
                self.space = true;
                if self.breaks >= 2 {
                    self.end();
                }
            }
            "td" | "th" => {
                self.children(node);
                self.space = true;
            }
            _ if is_block(name) => {
                self.end();
                self.children(node);
                self.end();
            }
            _ => self.children(node),
        }
    }

    fn children(&mut self, node: &NodeRef<'_>) {
        for child in node.children_it(false) {
            self.walk(&child);
        }
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = true;
                continue;
            }
            // Invisible: soft hyphen, zero-width space and joiner marks, byte order mark.
            if matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}') {
                continue;
            }
            if self.space && !self.open.is_empty() {
                self.open.push(if self.breaks > 0 { '\n' } else { ' ' });
            }
            (self.space, self.breaks) = (false, 0);
            self.open.push(c);
        }
    }

    fn end(&mut self) {
        if !self.open.is_empty() {
            self.done.push(std::mem::take(&mut self.open));
        }
        (self.space, self.breaks) = (false, 0);
    }
}
