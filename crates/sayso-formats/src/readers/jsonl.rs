//! JSON Lines of documents: the wire record's, or plain objects with a `text`.

use super::{
    Format, Hint, ReadDocument, ReadError, UNREADABLE_CORRECTION, dates, diagnostic, encoding, finish, names,
};
use crate::wire::{self, AppearanceRecord, CorrectionRecord, DiagnosticRecord};
use sayso_core::document::{Appearance, Diagnostic, Document};
use sayso_core::text::OffsetMap;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::io::{BufRead, Read};

/// The documents of a JSON Lines stream, read one line at a time.
///
/// A bad line is an `Err` item and the lines after it are still read; blank lines are passed over.
/// Also takes one JSON object or array of objects spread over many lines.
pub struct JsonLines<R> {
    reader: R,
    origin: String,
    /// Most bytes of one record.
    limit: usize,
    line: usize,
    /// Documents of an array on one line that are still to be given, last first.
    pending: Vec<Value>,
    /// What was noticed of the characters of the value that was read last.
    noticed: Vec<Diagnostic>,
    done: bool,
}

impl<R: BufRead> JsonLines<R> {
    /// Documents from `reader`. A line that is not in UTF-8 is read in the encoding that its bytes look like.
    pub fn new(reader: R, hint: &Hint) -> Self {
        let (origin, limit) = (hint.origin.to_owned(), hint.limits.bytes);
        Self { reader, origin, limit, line: 0, pending: Vec::new(), noticed: Vec::new(), done: false }
    }

    fn bad(&self, line: usize, reason: String) -> ReadError {
        ReadError::Line { origin: self.origin.clone(), line, reason }
    }

    /// The next line that holds anything, or why it cannot be had.
    fn next_line(&mut self) -> Option<Result<Vec<u8>, ReadError>> {
        let limit = self.limit;
        loop {
            let mut line = Vec::new();
            let room = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
            match self.reader.by_ref().take(room).read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) => self.line += 1,
                Err(source) => {
                    self.done = true;
                    return Some(Err(ReadError::Io { origin: self.origin.clone(), source }));
                }
            }
            if line.len() > limit {
                let ends_here = line.last() == Some(&b'\n');
                self.done = !ends_here && self.reader.skip_until(b'\n').is_err();
                let reason = format!(
                    "the line is longer than the limit of {limit} bytes: split it, or raise the limit"
                );
                return Some(Err(self.bad(self.line, reason)));
            }
            if self.line == 1 && line.starts_with(b"\xEF\xBB\xBF") {
                line.drain(..3);
            }
            if !line.trim_ascii().is_empty() {
                return Some(Ok(line));
            }
        }
    }

    /// The value that begins on this line: alone on it, or, where the line is only the opening of
    /// one, together with the lines that follow.
    fn value(&mut self, mut text: Vec<u8>) -> Result<Value, ReadError> {
        let first = self.line;
        if matches!(text.trim_ascii(), b"{" | b"[") {
            while let Some(next) = self.next_line() {
                text.extend(next?);
                if text.len() > self.limit {
                    self.done = true;
                    return Err(self.bad(first, "the value is larger than the limit: raise it".to_owned()));
                }
                // A closing bracket in the first column ends a value as every printer lays it out.
                if matches!(
                    text.rsplit(|&b| b == b'\n').find(|it| !it.trim_ascii().is_empty()),
                    Some([b'}' | b']', ..])
                ) {
                    break;
                }
            }
        }
        let decoded = encoding::decode(&text, None, false);
        self.noticed = decoded.diagnostics;
        let text = decoded.text;
        serde_json::from_str(text.trim().trim_start_matches('\u{feff}')).map_err(|why| {
            self.bad(first, format!("no JSON ({why}); each line must hold one whole JSON object"))
        })
    }
}

impl<R: BufRead> Iterator for JsonLines<R> {
    type Item = Result<ReadDocument, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let value = loop {
            if let Some(value) = self.pending.pop() {
                break value;
            }
            if self.done {
                return None;
            }
            let line = match self.next_line()? {
                Ok(line) => line,
                Err(why) => return Some(Err(why)),
            };
            match self.value(line) {
                Ok(Value::Array(values)) => self.pending.extend(values.into_iter().rev()),
                Ok(value) => break value,
                Err(why) => return Some(Err(why)),
            }
        };
        let mut diagnostics = self.noticed.clone();
        match document(&value, &self.origin, self.line, &mut diagnostics) {
            Ok(mut document) => {
                finish(&mut document, &mut diagnostics);
                let mut read = ReadDocument::new(document, Format::Jsonl, diagnostics);
                add_what_was_known(&value, &mut read);
                Some(Ok(read))
            }
            Err(reason) => Some(Err(self.bad(self.line, reason))),
        }
    }
}

/// Adds what else a wire record holds of a document: what was noticed of it, where else it was found, what people
/// decided about it.
fn add_what_was_known(value: &Value, read: &mut ReadDocument) {
    let word = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let unit = word("offsets");
    match word("schema") {
        wire::SCHEMA if unit.is_empty() || unit == wire::OFFSETS => {}
        wire::SCHEMA => {
            return unreadable(read, value, &format!("its offsets count {unit}, not {}", wire::OFFSETS));
        }
        other if other.starts_with(RECORDS) => {
            return unreadable(
                read,
                value,
                &format!("it is a record of {other}, and this version reads {}", wire::SCHEMA),
            );
        }
        _ => return,
    }
    let text = std::mem::take(&mut read.document.text);
    let offsets = OffsetMap::new(&text);
    let records = items(value, "diagnostics").filter_map(|it| DiagnosticRecord::deserialize(it).ok());
    for diagnostic in records.filter_map(|record| wire::noticed(&offsets, record)) {
        if !read.diagnostics.contains(&diagnostic) {
            read.diagnostics.push(diagnostic);
        }
    }
    let places = items(value, "appearances").filter_map(|it| AppearanceRecord::deserialize(it).ok());
    read.appearances.extend(places.map(|AppearanceRecord { origin, outlet, published }| Appearance {
        origin,
        outlet,
        published,
    }));
    add_corrections(value, &offsets, read);
    read.document.text = text;
}

/// Every version of the wire record begins so.
const RECORDS: &str = "sayso.document/";

fn items<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// What people decided about the document; what of it cannot be read is left out, and named.
fn add_corrections(value: &Value, offsets: &OffsetMap, read: &mut ReadDocument) {
    if value.get("corrections").is_some_and(|list| !list.is_array() && !list.is_null()) {
        return unreadable(read, value, "they are no list");
    }
    for (at, record) in items(value, "corrections").enumerate() {
        let record = CorrectionRecord::deserialize(record).map_err(|why| why.to_string());
        match record.and_then(|record| wire::carried(offsets, &record).map_err(str::to_owned)) {
            Ok(correction) => read.corrections.push(correction),
            Err(why) => {
                let message =
                    format!("correction {} of the record cannot be read and is left out: {why}", at + 1);
                read.diagnostics.push(diagnostic(UNREADABLE_CORRECTION, message));
            }
        }
    }
}

/// Names the corrections of a record that cannot be read at all.
fn unreadable(read: &mut ReadDocument, value: &Value, why: &str) {
    if value.get("corrections").is_some_and(|list| list.as_array().is_none_or(|list| !list.is_empty())) {
        let message = format!("the corrections of the record cannot be read and are left out: {why}");
        read.diagnostics.push(diagnostic(UNREADABLE_CORRECTION, message));
    }
}

/// The document that a record describes. The record's own `id` is kept; without one, the text
/// gives it. Without an `origin` of its own the document gets `<origin of the stream>:<line>`.
pub(super) fn document(
    value: &Value,
    origin: &str,
    line: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Document, String> {
    let object = value.as_object().ok_or("the value is no object: each line must hold one JSON object")?;
    let object = object.get("document").and_then(Value::as_object).unwrap_or(object);
    let text = text(object)?;
    Ok(Document {
        id: string(object, &ID_KEYS).unwrap_or_else(|| Document::identify(&text)),
        origin: string(object, &ORIGIN_KEYS).unwrap_or_else(|| format!("{origin}:{line}")),
        title: string(object, &TITLE_KEYS),
        outlet: string(object, &OUTLET_KEYS),
        authors: authors(object),
        published: published(object, diagnostics),
        language: string(object, &LANGUAGE_KEYS),
        text,
    })
}

/// Characters of a value that are shown of it in a message.
const LONGEST_SHOWN: usize = 80;

/// Names of the text, in records and tables.
pub(super) const TEXT_KEYS: [&str; 4] = ["text", "body", "content", "articleBody"];
const ID_KEYS: [&str; 1] = ["id"];
const ORIGIN_KEYS: [&str; 3] = ["origin", "url", "link"];
const TITLE_KEYS: [&str; 2] = ["title", "headline"];
const OUTLET_KEYS: [&str; 5] = ["outlet", "source", "publisher", "site", "sitename"];
const AUTHOR_KEYS: [&str; 3] = ["authors", "author", "byline"];
const PUBLISHED_KEYS: [&str; 4] = ["published", "date", "datePublished", "published_at"];
const LANGUAGE_KEYS: [&str; 2] = ["language", "lang"];

/// Whether something of this name belongs to a document.
pub(super) fn is_known(name: &str) -> bool {
    let all: [&[&str]; 8] = [
        &TEXT_KEYS,
        &ID_KEYS,
        &ORIGIN_KEYS,
        &TITLE_KEYS,
        &OUTLET_KEYS,
        &AUTHOR_KEYS,
        &PUBLISHED_KEYS,
        &LANGUAGE_KEYS,
    ];
    all.iter().any(|keys| keys.contains(&name))
}

/// The article's text; empty where the record says so.
fn text(object: &Map<String, Value>) -> Result<String, String> {
    let given = || TEXT_KEYS.iter().filter_map(|key| Some((key, object.get(*key)?)));
    let texts: Vec<&str> = given().filter_map(|(_, value)| value.as_str()).collect();
    if let Some(text) = texts.iter().find(|text| !text.trim().is_empty()).or(texts.first()) {
        return Ok((*text).to_owned());
    }
    match given().find_map(|(key, value)| Some((key, kind(value)?))) {
        Some((key, kind)) => {
            Err(format!("\"{key}\" is {kind} and no text: give the article's text there, in quotation marks"))
        }
        None => Err("no \"text\": give the article's text under that key".to_owned()),
    }
}

/// What a value is that is neither null nor a string.
fn kind(value: &Value) -> Option<&'static str> {
    match value {
        Value::Null | Value::String(_) => None,
        Value::Bool(_) => Some("true or false"),
        Value::Number(_) => Some("a number"),
        Value::Array(_) => Some("a list"),
        Value::Object(_) => Some("an object"),
    }
}

/// The first of `keys` that holds something to read: a string, a number, or an object's `name`.
fn string(object: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| match object.get(*key)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(inner) => inner.get("name")?.as_str().map(str::to_owned),
        _ => None,
    })
}

/// The first date that can be read; a diagnostic where there is none, but something that should be one.
fn published(object: &Map<String, Value>, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let is_blank = |value: &Value| value.is_null() || value.as_str().is_some_and(|it| it.trim().is_empty());
    let given = PUBLISHED_KEYS.iter().filter_map(|key| Some((key, object.get(*key)?)));
    let given: Vec<_> = given.filter(|(_, value)| !is_blank(value)).collect();
    let date = |value: &Value| match value {
        Value::String(text) => dates::parse(text),
        Value::Number(number) => dates::parse(&number.to_string()),
        _ => None,
    };
    let found = given.iter().find_map(|(_, value)| date(value));
    if let (None, Some((key, value))) = (&found, given.first()) {
        let shown: String = value.to_string().chars().take(LONGEST_SHOWN).collect();
        let message = format!(
            "{shown}, the record's \"{key}\", is no date that can be read, so that when this was published stays \
             unknown; write it as 2016-10-02 or 2016-10-02T09:30:00Z"
        );
        diagnostics.push(diagnostic("unreadable-date", message));
    }
    found
}

fn authors(object: &Map<String, Value>) -> Vec<String> {
    let Some(value) = AUTHOR_KEYS.iter().find_map(|key| object.get(*key)) else {
        return Vec::new();
    };
    match value {
        Value::Array(items) => items
            .iter()
            .filter_map(|item| item.as_str().or_else(|| item.get("name")?.as_str()))
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect(),
        Value::String(byline) => names::in_byline(byline),
        Value::Object(person) => {
            person.get("name").and_then(Value::as_str).map(str::to_owned).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Result<Document, String>> {
        let hint = Hint { origin: "batch.jsonl", ..Hint::default() };
        JsonLines::new(text.as_bytes(), &hint)
            .map(|it| it.map(|it| it.document).map_err(|why| why.to_string()))
            .collect()
    }

    #[test]
    fn plain_and_wire_records() {
        let lines = read(concat!(
            "\u{feff}{\"text\": \"The mayor said no.\", \"headline\": \"No\", \"url\": \"https://example.org/1\", ",
            "\"date\": \"2016-10-02T09:30:00Z\", \"publisher\": {\"name\": \"The Lenn Post\"}, \"author\": \"By Ana Ortiz and Tomas Reyes\", \"id\": 7}\n",
            "\n",
            "{\"schema\": \"sayso.document/1\", \"offsets\": \"codepoints\", \"document\": {\"id\": \"doc_x\", \"origin\": \"a.txt\", ",
            "\"title\": null, \"authors\": [\"Ana Ortiz\"], \"published\": null, \"language\": \"en\", \"text\": \"Yes.\"}, \"statements\": []}\r\n",
            "{\"text\": \"Last.\"}",
        ));
        let documents: Vec<Document> = lines.into_iter().map(Result::unwrap).collect();
        assert_eq!(documents[0].id, "7");
        assert_eq!(documents[0].title.as_deref(), Some("No"));
        assert_eq!(documents[0].origin, "https://example.org/1");
        assert_eq!(documents[0].outlet.as_deref(), Some("The Lenn Post"));
        assert_eq!(documents[0].authors, ["Ana Ortiz", "Tomas Reyes"]);
        assert_eq!(documents[0].published.as_deref(), Some("2016-10-02T09:30:00Z"));
        assert_eq!((documents[1].id.as_str(), documents[1].text.as_str()), ("doc_x", "Yes."));
        assert_eq!(
            (documents[2].id.clone(), documents[2].origin.as_str()),
            (Document::identify("Last."), "batch.jsonl:4")
        );
    }

    #[test]
    fn a_bad_line_is_reported_and_the_rest_goes_on() {
        let lines =
            read("{\"text\": \"One.\"}\n{\"text\": \n[1]\n{\"title\": \"no text\"}\n{\"text\": \"Two.\"}\n");
        assert!(lines[0].is_ok());
        assert!(lines[1].as_ref().unwrap_err().starts_with("batch.jsonl, line 2: no JSON"));
        assert!(lines[2].as_ref().unwrap_err().contains("line 3"));
        assert_eq!(
            lines[3].as_ref().unwrap_err(),
            "batch.jsonl, line 4: no \"text\": give the article's text under that key"
        );
        assert_eq!(lines[4].as_ref().unwrap().text, "Two.");
    }

    #[test]
    fn what_is_no_text_is_not_taken_for_one() {
        for (value, kind) in [
            ("5", "a number"),
            ("true", "true or false"),
            ("[\"Yes.\"]", "a list"),
            ("{\"name\": \"Yes.\"}", "an object"),
        ] {
            assert_eq!(
                read(&format!("{{\"text\": {value}}}"))[0].as_ref().unwrap_err(),
                &format!(
                    "batch.jsonl, line 1: \"text\" is {kind} and no text: give the article's text there, in quotation marks"
                )
            );
        }
        assert_eq!(read("{\"text\": 5, \"body\": \"Yes.\"}")[0].as_ref().unwrap().text, "Yes.");
        assert_eq!(read("{\"text\": \"\", \"body\": null}")[0].as_ref().unwrap().text, "");
    }

    #[test]
    fn values_over_many_lines() {
        let lines = read("[\n  {\n    \"text\": \"One.\"\n  },\n  {\"text\": \"Two.\"}\n]\n");
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1].as_ref().unwrap().text, "Two.");
        assert_eq!(read("{\n  \"text\": \"One.\"\n}\n{\n  \"text\": \"Two.\"\n}\n").len(), 2);
    }

    #[test]
    fn a_line_beyond_the_limit_is_passed_over() {
        let mut hint = Hint { origin: "big.jsonl", ..Hint::default() };
        hint.limits.bytes = 20;
        let stream = b"{\"text\": \"0123456789\"}\n{\"text\": \"Two.\"}\n";
        let lines: Vec<_> = JsonLines::new(&stream[..], &hint).collect();
        assert!(lines[0].as_ref().unwrap_err().to_string().contains("limit of 20 bytes"));
        assert_eq!(lines[1].as_ref().unwrap().document.text, "Two.");
        assert_eq!(lines.len(), 2);
    }
}
