//! A file of cases, and one case.

use std::fmt::{self, Write as _};
use std::ops::Range;

use sayso_core::document::Reading;
use sayso_core::{Document, Span};

use super::expect::{Clause, Observed, one_line};
use super::inline::{MarkedText, Marks, Role, join_touching};

/// A text with its statements marked, and what is expected of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Case {
    /// The heading.
    pub name: String,
    /// What stands between heading and marked text.
    pub prose: String,
    /// The text and its marks.
    pub marked: MarkedText,
    /// What the statement of this number must be.
    pub expected: Vec<(u32, Vec<Clause>)>,
    /// What is known of the document; its text is that of `marked`.
    pub document: Document,
    /// Codes of diagnostics that must be given.
    pub diagnostics: Vec<String>,
    /// Whether statements may be found that are not marked.
    pub others_allowed: bool,
    /// Why the engine does not do this yet.
    pub known_gap: Option<String>,
    /// The heading's line, counted from 1.
    pub line: usize,
    /// The lines of the file from the first of the marked text to the last item, counted from 0.
    pub body: Range<usize>,
}

/// A mistake in a file of cases.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct MarksError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, and what to write.
    pub message: String,
}

/// Reads a file of cases.
///
/// # Errors
/// At the first mistake in the notation.
pub fn parse(source: &str) -> Result<Vec<Case>, MarksError> {
    let lines: Vec<&str> = source.split('\n').collect();
    let is_heading = |&n: &usize| lines[n].starts_with("## ");
    let mut starts: Vec<usize> = (0..lines.len()).filter(is_heading).collect();
    starts.push(lines.len());
    starts.windows(2).map(|w| parse_case(&lines, w[0]..w[1])).collect()
}

/// Writes what was read as a case.
#[must_use]
pub fn render(document: &Document, reading: &Reading) -> String {
    let numbers: Vec<Option<u32>> = (1..).take(reading.statements.len()).map(Some).collect();
    let mut case = Case {
        name: one_line(document.title.as_deref().unwrap_or(&document.origin)),
        marked: MarkedText { text: document.text.clone(), statements: Vec::new() },
        document: document.clone(),
        ..Case::default()
    };
    for (statement, number) in reading.statements.iter().zip(1..) {
        let observed = Observed { document, reading, statement, numbers: &numbers };
        case.marked.statements.push(observed.marks(number));
        case.expected.push((number, Clause::telling(observed)));
    }
    case.to_string()
}

impl Observed<'_> {
    /// The statement's spans as the marks of statement `number`.
    pub(super) fn marks(&self, number: u32) -> Marks {
        let st = self.statement;
        let mut marks = Marks {
            number,
            source: self.source().to_vec(),
            cue: st.cue.as_ref().map_or(Vec::new(), |cue| cue.spans.clone()),
            content: st.content.clone(),
            addressee: st.addressee.clone().unwrap_or_default(),
        };
        for role in Role::ALL {
            marks.role_mut(role).retain(|span: &Span| !span.is_empty());
            join_touching(marks.role_mut(role));
        }
        marks
    }
}

fn parse_case(lines: &[&str], range: Range<usize>) -> Result<Case, MarksError> {
    let quoted = |&n: &usize| lines[n].starts_with('>');
    let first = (range.start + 1..range.end).find(quoted);
    let first = first.ok_or_else(|| error(range.start, "this case has no marked text (`> ` lines)"))?;
    let end = (first..range.end).find(|n| !quoted(n)).unwrap_or(range.end);
    let marked = parse_quoted(lines, first..end)?;
    let mut case = Case {
        name: lines[range.start]["## ".len()..].trim().to_owned(),
        // Indentation stays: without it, a line of prose might be taken for another thing.
        prose: lines[range.start + 1..first].join("\n").trim_matches('\n').trim_end().to_owned(),
        document: Document::from_text("", marked.text.clone()),
        marked,
        line: range.start + 1,
        body: first..end,
        ..Case::default()
    };
    for item in items(lines, end..range.end)? {
        case.body.end = item.lines.end;
        case.add(&item.text).map_err(|message| error(item.lines.start, message))?;
    }
    Ok(case)
}

fn error(line_from_0: usize, message: impl Into<String>) -> MarksError {
    MarksError { line: line_from_0 + 1, message: message.into() }
}

fn parse_quoted(lines: &[&str], range: Range<usize>) -> Result<MarkedText, MarksError> {
    let mut text = Vec::new();
    for n in range.clone() {
        let line = if lines[n] == ">" { Some("") } else { lines[n].strip_prefix("> ") };
        text.push(line.ok_or_else(|| error(n, "a space belongs after `>`"))?);
    }
    let text = text.join("\n");
    MarkedText::parse(&text).map_err(|mistake| {
        let breaks = text[..mistake.offset].matches('\n').count();
        error(range.start + breaks, mistake.message)
    })
}

/// A list item, its lines joined.
struct Item {
    text: String,
    lines: Range<usize>,
}

fn items(lines: &[&str], range: Range<usize>) -> Result<Vec<Item>, MarksError> {
    let mut items: Vec<Item> = Vec::new();
    for n in range {
        if let Some(text) = lines[n].strip_prefix("- ") {
            items.push(Item { text: text.trim().to_owned(), lines: n..n + 1 });
        } else if let (Some(text), Some(item)) = (lines[n].strip_prefix("  "), items.last_mut()) {
            item.text = format!("{} {}", item.text, text.trim());
            item.lines.end = n + 1;
        } else if !lines[n].trim().is_empty() {
            return Err(error(n, "only list items (`- `) stand after the marked text"));
        }
    }
    Ok(items)
}

impl Case {
    /// Takes in one list item.
    fn add(&mut self, item: &str) -> Result<(), String> {
        let (key, value) = item.split_once(':').ok_or("an item is `key: value`")?;
        let value = value.trim();
        if key.bytes().all(|b| b.is_ascii_digit()) && !key.is_empty() {
            return self.add_expected(key, value);
        }
        match key {
            "title" => self.document.title = Some(value.to_owned()),
            "outlet" => self.document.outlet = Some(value.to_owned()),
            "published" => self.document.published = Some(value.to_owned()),
            "language" => self.document.language = Some(value.to_owned()),
            "authors" => self.document.authors = value.split("; ").map(str::to_owned).collect(),
            "diagnostic" => self.diagnostics.push(value.to_owned()),
            "others" if value == "allowed" => self.others_allowed = true,
            "known gap" if !value.is_empty() => self.known_gap = Some(value.to_owned()),
            _ => return Err(format!("`{item}` is no item")),
        }
        Ok(())
    }

    fn add_expected(&mut self, number: &str, clauses: &str) -> Result<(), String> {
        let known = |n: &u32| self.marked.statements.iter().any(|marks| marks.number == *n);
        let number = number.parse().ok().filter(known).ok_or(format!("no statement {number} is marked"))?;
        let clauses = Clause::parse_all(clauses)?;
        for clause in &clauses {
            if let Clause::Parent(Some(parent)) = clause
                && !known(parent)
            {
                return Err(format!("no statement {parent} is marked"));
            }
        }
        self.expected.push((number, clauses));
        Ok(())
    }

    /// The clauses that are expected of statement `number`.
    pub(super) fn clauses(&self, number: u32) -> impl Iterator<Item = &Clause> {
        self.expected.iter().filter(move |(n, _)| *n == number).flat_map(|(_, clauses)| clauses)
    }

    /// Marked text and items, as [`Case::body`] holds them.
    pub(super) fn body_text(&self) -> String {
        let mut out = String::new();
        for line in self.marked.to_string().split('\n') {
            out.push_str(if line.is_empty() { ">" } else { "> " });
            out.push_str(line);
            out.push('\n');
        }
        let items = self.items();
        if !items.is_empty() {
            out.push('\n');
        }
        for item in items {
            let _ = writeln!(out, "- {item}");
        }
        out
    }

    fn items(&self) -> Vec<String> {
        let mut items = Vec::new();
        for (number, clauses) in self.expected.iter().filter(|(_, clauses)| !clauses.is_empty()) {
            let clauses: Vec<String> = clauses.iter().map(Clause::to_string).collect();
            items.push(format!("{number}: {}", clauses.join(", ")));
        }
        let document = &self.document;
        let authors = (!document.authors.is_empty()).then(|| document.authors.join("; "));
        let fields = [
            ("title", &document.title),
            ("outlet", &document.outlet),
            ("authors", &authors),
            ("published", &document.published),
            ("language", &document.language),
        ];
        for (key, value) in fields {
            items.extend(value.as_ref().map(|value| format!("{key}: {}", one_line(value))));
        }
        items.extend(self.diagnostics.iter().map(|code| format!("diagnostic: {code}")));
        items.extend(self.others_allowed.then(|| "others: allowed".to_owned()));
        items.extend(self.known_gap.as_ref().map(|why| format!("known gap: {why}")));
        items
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## {}\n", self.name)?;
        if !self.prose.is_empty() {
            writeln!(f, "{}\n", self.prose)?;
        }
        f.write_str(&self.body_text())
    }
}
