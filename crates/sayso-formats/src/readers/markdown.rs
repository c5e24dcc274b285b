//! Markdown: headings, paragraphs, list items and quotations; front matter as metadata.

use super::{dates, diagnostic, names};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use sayso_core::document::{Diagnostic, Document};

pub(super) fn read(source: &str) -> (Document, Vec<Diagnostic>) {
    let mut document = Document::default();
    let mut diagnostics = Vec::new();
    let body = match front_matter(source) {
        Some((head, body)) => {
            describe(&mut document, head);
            body
        }
        None => source,
    };
    let blocks = blocks(body);
    if blocks.dropped > 0 {
        let message = format!("{} code blocks were left out of the text", blocks.dropped);
        diagnostics.push(diagnostic("code-left-out", message));
    }
    if document.title.is_none() {
        document.title = blocks.first_heading;
    }
    document.text = blocks.text;
    (document, diagnostics)
}

/// Whether `source` opens with `---`, `key: value` lines and `---`.
pub(super) fn has_front_matter(source: &str) -> bool {
    front_matter(source).is_some_and(|(head, _)| head.lines().any(|line| field(line).is_some()))
}

fn front_matter(source: &str) -> Option<(&str, &str)> {
    let rest = source.strip_prefix("---")?.trim_start_matches(' ');
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'))?;
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((&rest[..at], &rest[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

/// Fills the metadata from `key: value` lines and `- item` lists; other YAML is passed over.
fn describe(document: &mut Document, head: &str) {
    let mut lines = head.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((key, value)) = field(line) else { continue };
        let mut values = list(value);
        while let Some(item) = lines.next_if(|it| it.trim_start().starts_with("- ")) {
            values.push(unquote(item.trim_start().trim_start_matches("- ")).to_owned());
        }
        let Some(first) = values.first().filter(|it| !it.is_empty()) else { continue };
        match key.to_ascii_lowercase().as_str() {
            "title" => document.title = Some(first.clone()),
            "date" | "published" | "pubdate" => document.published = dates::parse(first),
            "lang" | "language" => document.language = Some(first.clone()),
            "outlet" | "publisher" | "source" | "site" => document.outlet = Some(first.clone()),
            "author" | "authors" | "by" | "byline" => {
                document.authors = values.iter().flat_map(|value| names::in_byline(value)).collect();
            }
            _ => {}
        }
    }
}

fn field(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key =
        !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    is_key.then(|| (key, value.trim()))
}

/// `value`, or the items of `[one, two]`.
fn list(value: &str) -> Vec<String> {
    match value.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        Some(items) => items.split(',').map(|it| unquote(it.trim()).to_owned()).collect(),
        None if value.is_empty() => Vec::new(),
        None => vec![unquote(value).to_owned()],
    }
}

fn unquote(value: &str) -> &str {
    let value = value.trim();
    ['"', '\'']
        .iter()
        .find_map(|&mark| value.strip_prefix(mark).and_then(|it| it.strip_suffix(mark)))
        .unwrap_or(value)
}

#[derive(Default)]
struct Blocks {
    text: String,
    first_heading: Option<String>,
    dropped: usize,
}

/// The text of all blocks but code, parted by blank lines.
fn blocks(source: &str) -> Blocks {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut out = Blocks::default();
    let mut block = String::new();
    let mut skipped = 0usize;
    for event in Parser::new_ext(source, options) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                end_block(&mut out.text, &mut block);
                (skipped, out.dropped) = (skipped + 1, out.dropped + 1);
            }
            Event::Start(Tag::Image { .. }) => skipped += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::Image) => skipped = skipped.saturating_sub(1),
            _ if skipped > 0 => {}
            Event::Text(text) | Event::Code(text) => block.push_str(&text),
            Event::SoftBreak => block.push(' '),
            Event::HardBreak => block.push('\n'),
            Event::End(TagEnd::TableCell) => block.push(' '),
            Event::End(TagEnd::Heading(_)) => {
                if out.first_heading.is_none() && out.text.is_empty() && !block.trim().is_empty() {
                    out.first_heading = Some(block.trim().to_owned());
                }
                end_block(&mut out.text, &mut block);
            }
            Event::Start(tag) if is_block(&tag) => end_block(&mut out.text, &mut block),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::BlockQuote(_),
            )
            | Event::Rule => end_block(&mut out.text, &mut block),
            _ => {}
        }
    }
    end_block(&mut out.text, &mut block);
    out
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph | Tag::Heading { .. } | Tag::BlockQuote(_) | Tag::List(_) | Tag::Item | Tag::Table(_)
    )
}

fn end_block(text: &mut String, block: &mut String) {
    let trimmed = block.trim();
    if !trimmed.is_empty() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(trimmed);
    }
    block.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_and_blocks() {
        let source = "---\ntitle: \"Port Lenn: a bridge\"\ndate: 2016-10-02\nauthors:\n  - Ana Ortiz\n  - Tomas Reyes\nlang: en-GB\ntags: [a, b]\n---\n\
                      # The bridge\n\nThe [mayor](https://example.org) said *no*\nagain.\n\n> “We wait.”\n\n- one\n- two\n\n```\ncode\n```\n\n![a photo](x.png)\n";
        let (document, diagnostics) = read(source);
        assert_eq!(document.title.as_deref(), Some("Port Lenn: a bridge"));
        assert_eq!(document.published.as_deref(), Some("2016-10-02"));
        assert_eq!(document.authors, ["Ana Ortiz", "Tomas Reyes"]);
        assert_eq!(document.language.as_deref(), Some("en-GB"));
        assert_eq!(document.text, "The bridge\n\nThe mayor said no again.\n\n“We wait.”\n\none\n\ntwo");
        assert_eq!(diagnostics[0].code, "code-left-out");
    }

    #[test]
    fn without_front_matter_the_first_heading_is_the_title() {
        let (document, _) = read("# A bridge\n\nText.\n\n---\n\nMore.");
        assert_eq!(document.title.as_deref(), Some("A bridge"));
        assert_eq!(document.text, "A bridge\n\nText.\n\nMore.");
        assert_eq!(read("---\nno end").0.text, "no end");
    }
}
