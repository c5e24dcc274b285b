//! PDF files with a text layer. The `pdf-extract` crate gives the lines of each page; paragraphs are rebuilt
//! from them here.
//!
//! A PDF file is a program that draws pages, and can ask for endless time and memory. [`extract`] sets no
//! bounds to that: whoever reads files of strangers calls it in a process of its own.

use super::guard::guarded;
use super::{Captured, Format, Hint, ReadDocument, ReadError, Told, dates, diagnostic, finished, names};
use pdf_extract::content::{Content, Operation};
use pdf_extract::{Dictionary, Document as Pdf, Object, PlainTextOutput, output_doc_page};
use sayso_core::document::{Diagnostic, Document};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

const WHAT: &str = "a PDF file";

/// What takes the text out of a PDF file. The error says why there is none, to end a sentence.
pub type Extract = fn(&[u8]) -> Result<Extracted, String>;

/// What is in a PDF file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Extracted {
    /// The text of each page, in lines; `None` where the page could not be read.
    pub pages: Vec<Option<String>>,
    /// The title that the file gives itself.
    pub title: Option<String>,
    /// Its author, as the file says.
    pub author: Option<String>,
    /// When it was made, as the file says (`D:20161002093000Z`).
    pub created: Option<String>,
}

/// Takes the text out of a PDF file, within this process.
///
/// # Errors
/// If it is no PDF file, or one that needs a password.
pub fn extract(bytes: &[u8]) -> Result<Extracted, String> {
    let mut pdf = Pdf::load_mem(bytes).map_err(|error| error.to_string())?;
    if pdf.is_encrypted() && pdf.decrypt("").is_err() {
        return Err("it is encrypted and needs a password; save it without one first".to_owned());
    }
    // Of a page that cannot be spelled out, what the crate sees of it as it is.
    let _ = catch_unwind(AssertUnwindSafe(|| spell_out(&mut pdf)));
    let pages = pdf.get_pages().into_keys().map(|page| text_of(&pdf, page)).collect();
    let info = pdf.trailer.get(b"Info").and_then(|info| pdf.dereference(info));
    let info = info.ok().and_then(|(_, info)| info.as_dict().ok());
    let value = |key: &[u8]| string(&pdf, info?, key);
    Ok(Extracted { pages, title: value(b"Title"), author: value(b"Author"), created: value(b"CreationDate") })
}

/// Replaces the operators `'` and `"`, which go to the next line and show text there, and which the crate passes over,
/// by what they stand for (ISO 32000-1, table 109).
fn spell_out(pdf: &mut Pdf) {
    for page in pdf.get_pages().into_values() {
        let content = pdf.get_page_content(page).ok().and_then(|bytes| Content::decode(&bytes).ok());
        let Some(content) = content else { continue };
        if !content.operations.iter().any(|it| matches!(&*it.operator, "'" | "\"")) {
            continue;
        }
        let operations: Vec<Operation> = content.operations.into_iter().flat_map(spelled_out).collect();
        if let Ok(bytes) = (Content { operations }).encode() {
            let _ = pdf.change_page_content(page, bytes);
        }
    }
}

fn spelled_out(operation: Operation) -> Vec<Operation> {
    let Operation { operator, mut operands } = operation;
    let text = |operands: Vec<Object>| [Operation::new("T*", Vec::new()), Operation::new("Tj", operands)];
    match (&*operator, operands.len()) {
        ("'", 1) => text(operands).into(),
        ("\"", 3) => {
            let shown = operands.split_off(2);
            let characters = operands.split_off(1);
            let spacing = [Operation::new("Tw", operands), Operation::new("Tc", characters)];
            spacing.into_iter().chain(text(shown)).collect()
        }
        _ => vec![Operation { operator, operands }],
    }
}

/// The text of one page; `None` where it is damaged. The crate panics on much that is.
fn text_of(pdf: &Pdf, page: u32) -> Option<String> {
    catch_unwind(AssertUnwindSafe(|| {
        let mut text = String::new();
        output_doc_page(pdf, &mut PlainTextOutput::new(&mut text), page).ok()?;
        Some(text)
    }))
    .ok()
    .flatten()
}

/// A text string: UTF-16 or UTF-8 with a byte order mark, else nearly Latin-1 (ISO 32000-1, section 7.9.2.2).
fn string(pdf: &Pdf, info: &Dictionary, key: &[u8]) -> Option<String> {
    let (_, value) = info.get(key).and_then(|value| pdf.dereference(value)).ok()?;
    let bytes = value.as_str().ok()?;
    let (encoding, mark) = encoding_rs::Encoding::for_bom(bytes).unwrap_or((encoding_rs::WINDOWS_1252, 0));
    let text = encoding.decode_without_bom_handling(&bytes[mark..]).0.replace('\0', "");
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn read(bytes: &[u8], hint: &Hint<'_>) -> Result<ReadDocument, ReadError> {
    let extracted = guarded(hint.origin, WHAT, || hint.pdf.unwrap_or(extract)(bytes))?;
    let mut diagnostics = Vec::new();
    let pages: Vec<&str> = extracted.pages.iter().flatten().map(String::as_str).collect();
    let lost = extracted.pages.len() - pages.len();
    if lost > 0 {
        let message = format!("{lost} of {} pages could not be read", extracted.pages.len());
        diagnostics.push(diagnostic("pages-left-out", message));
    }
    let text = paragraphs(&pages);
    if text.is_empty() {
        let message =
            "the file has no text layer, as scanned pages have none: recognise its text first (OCR)";
        diagnostics.push(diagnostic("no-text-layer", message.to_owned()));
    }
    let document = Document { origin: hint.origin.to_owned(), text, ..Document::default() };
    Ok(described(document, diagnostics, &extracted))
}

fn described(mut document: Document, diagnostics: Vec<Diagnostic>, extracted: &Extracted) -> ReadDocument {
    document.title = extracted.title.clone().filter(|title| is_title(title));
    document.authors = extracted.author.as_deref().map(names::in_byline).unwrap_or_default();
    let captured = extracted.created.as_deref().and_then(date);
    let captured = captured.map(|at| Captured { at, what: "the file was made" });
    Told { captured, ..Told::default() }.complete(finished(document, Format::Pdf, diagnostics))
}

/// Whether it is a title and not the name of a file, which programs put in its place.
fn is_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let is_name = [".doc", ".docx", ".indd", ".qxd", ".pdf", ".rtf", ".odt", ".txt", ".pages"];
    title.split_whitespace().count() > 1
        && !is_name.iter().any(|end| lower.ends_with(end))
        && !lower.starts_with("microsoft word")
        && lower != "untitled document"
}

/// `2016-10-02` of `D:20161002093000+02'00'` (ISO 32000-1, section 7.9.4).
fn date(created: &str) -> Option<String> {
    dates::parse(created.trim_start_matches("D:").get(..8)?)
}

/// Lines at the top and bottom of a page that may be its head.
const EDGE: usize = 2;

/// Pages from which on a line that stands at the edge of most of them is a head.
const ENOUGH_PAGES: usize = 3;

/// The paragraphs of all pages, parted by blank lines.
fn paragraphs(pages: &[&str]) -> String {
    let pages: Vec<Vec<&str>> = pages.iter().map(|page| page.lines().map(str::trim).collect()).collect();
    let heads = running_heads(&pages);
    let mut text = Paragraphs {
        typical: typical_length(&pages),
        done: Vec::new(),
        open: String::new(),
        gap: false,
        last: 0,
    };
    for page in &pages {
        let edges = edges(page);
        for (at, line) in page.iter().enumerate() {
            let is_head = edges.contains(&at) && (heads.contains_key(&shape(line)) || is_page_number(line));
            if !is_head {
                text.add(line);
            }
        }
        text.gap = true;
    }
    text.end();
    text.done.join("\n\n")
}

/// Where the first and last lines that hold anything stand.
fn edges(page: &[&str]) -> Vec<usize> {
    let filled: Vec<usize> = (0..page.len()).filter(|&at| !page[at].is_empty()).collect();
    let (first, last) = (filled.iter().take(EDGE), filled.iter().rev().take(EDGE));
    first.chain(last).copied().collect()
}

/// A line with its numbers left out, for those change from page to page; a sentence stays as it is.
fn shape(line: &str) -> String {
    if line.ends_with(['.', '!', '?', '”', '"']) {
        return line.to_owned();
    }
    line.chars().filter(|c| !c.is_ascii_digit()).collect::<String>().trim().to_lowercase()
}

fn running_heads(pages: &[Vec<&str>]) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for page in pages {
        let mut shapes: Vec<String> = edges(page).into_iter().map(|at| shape(page[at])).collect();
        shapes.sort_unstable();
        shapes.dedup();
        shapes.into_iter().for_each(|shape| *counts.entry(shape).or_insert(0) += 1);
    }
    counts.retain(|_, count| pages.len() >= ENOUGH_PAGES && *count * 2 > pages.len());
    counts
}

/// `3`, `- 3 -`, `Page 3 of 7`.
fn is_page_number(line: &str) -> bool {
    let is_part = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        word.is_empty() || matches!(word.as_str(), "page" | "p" | "of") || word.parse::<u16>().is_ok()
    };
    line.chars().any(|c| c.is_ascii_digit()) && line.split([' ', '/']).all(is_part)
}

/// Characters of a line that goes on to the margin: nine in ten lines of prose are no longer.
fn typical_length(pages: &[Vec<&str>]) -> usize {
    let mut lengths: Vec<usize> = pages.iter().flatten().map(|line| line.chars().count()).collect();
    lengths.retain(|&length| length > 0);
    lengths.sort_unstable();
    lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(0)
}

/// Lines to paragraphs.
struct Paragraphs {
    typical: usize,
    done: Vec<String>,
    open: String,
    /// Whether there was a gap, or the end of a page, before the line at hand.
    gap: bool,
    /// Characters of the line before.
    last: usize,
}

impl Paragraphs {
    fn add(&mut self, line: &str) {
        if line.is_empty() {
            self.gap = true;
            return;
        }
        if self.ends_before(line) {
            self.end();
        }
        join(&mut self.open, line);
        self.last = line.chars().count();
        self.gap = false;
    }

    /// Whether `line` opens a paragraph. A gap alone does not tell, where every line has one before it.
    fn ends_before(&self, line: &str) -> bool {
        let is_short = self.last * 5 < self.typical * 4;
        let is_ended = self.open.ends_with(['.', '!', '?', '”', '"', '’', ':', '…', '»']);
        let goes_on = line.starts_with(char::is_lowercase);
        match self.gap {
            true => !goes_on && (is_ended || is_short),
            false => is_short && is_ended && !goes_on,
        }
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.open);
        if !text.is_empty() {
            self.done.push(text);
        }
    }
}

/// Appends a line; a word that was parted at the end of the line before becomes whole.
fn join(text: &mut String, line: &str) {
    let is_parted = text.ends_with(['-', '\u{ad}', '\u{2010}'])
        && text.chars().rev().nth(1).is_some_and(char::is_alphabetic)
        && line.starts_with(char::is_lowercase);
    if is_parted {
        text.pop();
    } else if !text.is_empty() {
        text.push(' ');
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    text.push_str(&words.join(" "));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_paragraphs() {
        let page = "The council of Port Lenn voted to keep its old bridge open for an-\nother year, the mayor said.\n\
                    “We will mend it,” Ida Holm told reporters after the long vote, which\nwas seven to four.\n\n\n\
                    A long argument\n\nEngineers had asked the council to close it, in a report that was";
        let next = "Port Lenn, page 2\nseen by the Lenn Post.";
        let text = paragraphs(&[page, next]);
        assert_eq!(
            text,
            "The council of Port Lenn voted to keep its old bridge open for another year, the mayor said.\n\n\
             “We will mend it,” Ida Holm told reporters after the long vote, which was seven to four.\n\n\
             A long argument\n\n\
             Engineers had asked the council to close it, in a report that was Port Lenn, page 2 seen by the Lenn Post."
        );
    }

    #[test]
    fn heads_and_numbers_of_pages_are_left_out() {
        let page = |number: usize| {
            format!("The Lenn Post, issue {number}\n\nOn day {number} Ida Holm said no.\n\n- {number} -")
        };
        let pages: Vec<String> = (1..=4).map(page).collect();
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        assert_eq!(paragraphs(&pages).lines().filter(|line| line.contains("Lenn Post")).count(), 0);
        assert_eq!(paragraphs(&pages).matches("said no.").count(), 4);
        assert!(!paragraphs(&pages).contains("- 3 -"));
        assert!(
            is_page_number("Page 3 of 7")
                && is_page_number("3/7")
                && !is_page_number("3 men")
                && !is_page_number("")
        );
    }

    #[test]
    fn what_files_say_of_themselves() {
        assert_eq!(date("D:20161002093000+02'00'").as_deref(), Some("2016-10-02"));
        assert_eq!(date("D:2"), None);
        assert!(
            is_title("Port Lenn keeps its bridge") && !is_title("bridge final.docx") && !is_title("bridge")
        );
    }
}
