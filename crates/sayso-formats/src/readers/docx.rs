//! Documents of word processors (ECMA-376): the text as it stands, without what was deleted, notes and
//! comments.

use super::archive::zip::Archive;
use super::open::Context;
use super::xml::{self, Element, Node};
use super::{Captured, Format, ReadDocument, ReadError, Told, dates, finished, names};
use sayso_core::document::Document;
use std::io::{Read, Seek};

const WHAT: &str = "a DOCX document";

pub(super) fn read<R: Read + Seek + Send>(
    archive: &Archive<R>,
    context: &Context,
) -> Result<ReadDocument, ReadError> {
    let body = archive.file("word/document.xml", context)?;
    let body = body.ok_or_else(|| context.malformed(WHAT, "it has no text (word/document.xml) in it"))?;
    let properties = archive.file("docProps/core.xml", context)?.unwrap_or_default();
    let mut text = Text::default();
    for node in xml::nodes(&xml::decoded(&body)) {
        text.take(node.map_err(|error| context.malformed(WHAT, error))?);
    }
    let (mut document, told) = described(&properties);
    document.origin.clone_from(&context.place);
    document.title = document.title.or(text.title);
    document.text = text.blocks.join("\n\n");
    Ok(told.complete(finished(document, Format::Docx, Vec::new())))
}

/// Elements whose content does not stand in the document as it is read: what was deleted or moved away, the
/// second of two ways to draw the same, and codes of fields.
const PASSED_OVER: [&str; 5] = ["del", "moveFrom", "Fallback", "instrText", "delText"];

/// The paragraphs, as the elements of the document come by.
#[derive(Default)]
struct Text {
    blocks: Vec<String>,
    title: Option<String>,
    /// Paragraphs that are open: a box of text in a paragraph has paragraphs of its own.
    open: Vec<Paragraph>,
    /// How many elements that are passed over are open.
    hidden: usize,
    in_text: bool,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    is_title: bool,
}

impl Text {
    fn take(&mut self, node: Node) {
        match node {
            Node::Open(element) => self.open(&element),
            Node::Close(name) => self.close(&name),
            Node::Text(text) if self.in_text && self.hidden == 0 => self.add(&text),
            Node::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element) {
        match element.name.as_str() {
            name if PASSED_OVER.contains(&name) => self.hidden += 1,
            "p" => self.open.push(Paragraph::default()),
            "t" => self.in_text = true,
            "tab" | "br" | "cr" if self.hidden == 0 => self.add(" "),
            "noBreakHyphen" if self.hidden == 0 => self.add("\u{2011}"),
            "pStyle" => {
                let is_title = element.attribute("val") == Some("Title");
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.is_title = is_title;
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            name if PASSED_OVER.contains(&name) => self.hidden = self.hidden.saturating_sub(1),
            "p" => self.end_paragraph(),
            "t" => self.in_text = false,
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    fn end_paragraph(&mut self) {
        let Some(Paragraph { text, is_title }) = self.open.pop() else { return };
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if is_title && self.title.is_none() {
            self.title = Some(text.to_owned());
        }
        self.blocks.push(text.to_owned());
    }
}

/// What the document says of itself (ECMA-376, part 2, section 11).
fn described(properties: &[u8]) -> (Document, Told) {
    let source = xml::decoded(properties);
    let value = |name: &str| text_of(&source, name);
    let document = Document {
        title: value("title"),
        authors: value("creator").map(|creator| names::in_byline(&creator)).unwrap_or_default(),
        language: value("language"),
        ..Document::default()
    };
    let created = value("created").and_then(|it| dates::parse(&it));
    let captured = created.map(|at| Captured { at, what: "the file was made" });
    (document, Told { captured, ..Told::default() })
}

/// The text of the first element of this name.
pub(super) fn text_of(source: &str, name: &str) -> Option<String> {
    let is_open = |node: &Result<Node, String>| matches!(node, Ok(Node::Open(it)) if it.name == name);
    let mut nodes = xml::nodes(source).skip_while(|node| !is_open(node)).skip(1);
    let mut text = String::new();
    while let Some(Ok(Node::Text(more))) = nodes.next() {
        text.push_str(&more);
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
