//! W3C Web Annotations: one JSON-LD page of annotations for all documents of an export.
//!
//! A statement is one annotation. Its target is the content, one resource a part; the words that name
//! who speaks, the cue and so on are further targets, told apart by `sayso:role`. Every place has both
//! a position in code points and the quoted words with what stands around them, since a position alone
//! is brittle. What follows from the words (speaker, form, status, …) stands in the bodies.

use std::io::{self, Write};

use sayso_core::document::{Document, Reading, Speaker, Statement};
use sayso_core::text::{OffsetMap, Span};
use serde_json::{Map, Value, json};

use super::standing::{Review, Standing};

/// Code points of `prefix` and `suffix`.
const AROUND: usize = 32;

/// Writes annotations to a stream; [`WebAnnotations::finish`] ends the page.
pub struct WebAnnotations<W: Write> {
    out: W,
    items: usize,
    made_by: String,
}

impl<W: Write> WebAnnotations<W> {
    /// Begins the page. `made_by` names program and model, with their versions.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(mut out: W, made_by: &str) -> io::Result<Self> {
        let context = json!(["http://www.w3.org/ns/anno.jsonld", {"sayso": "urn:sayso:", "schema": "http://schema.org/"}]);
        write!(out, "{{\"@context\":{context},\"type\":\"AnnotationPage\",\"items\":[")?;
        Ok(Self { out, items: 0, made_by: made_by.to_owned() })
    }

    /// One annotation for each statement of the document, and one that assesses it where somebody has;
    /// `standings` has one for each, or none at all.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn write(
        &mut self,
        document: &Document,
        reading: &Reading,
        standings: &[Standing],
    ) -> io::Result<()> {
        let annotator = Annotator {
            document,
            reading,
            offsets: OffsetMap::new(&document.text),
            source: iri(&document.origin),
            made_by: self.made_by.clone(),
        };
        for (index, statement) in reading.statements.iter().enumerate() {
            let standing = standings.get(index);
            self.item(&annotator.annotation(statement, standing))?;
            if let Some(review) = standing.and_then(|standing| standing.review.as_ref()) {
                self.item(&annotator.assessment(statement, review))?;
            }
        }
        Ok(())
    }

    fn item(&mut self, annotation: &Value) -> io::Result<()> {
        self.out.write_all(if self.items == 0 { b"\n" } else { b",\n" })?;
        self.items += 1;
        Ok(serde_json::to_writer(&mut self.out, annotation)?)
    }

    /// Ends the page.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()
    }
}

struct Annotator<'a> {
    document: &'a Document,
    reading: &'a Reading,
    offsets: OffsetMap<'a>,
    source: String,
    made_by: String,
}

impl Annotator<'_> {
    fn annotation(&self, statement: &Statement, standing: Option<&Standing>) -> Value {
        let mut annotation = Map::new();
        let mut add = |key: &str, value: Value| {
            annotation.insert(key.to_owned(), value);
        };
        add("id", self.statement_iri(&statement.id).into());
        add("type", "Annotation".into());
        add("motivation", "identifying".into());
        add("creator", json!({"type": "Software", "name": self.made_by}));
        add("body", self.bodies(statement, standing).into());
        add("target", self.targets(statement).into());
        if let Some(parent) = statement.parent {
            add("sayso:parent", self.statement_iri(&self.reading.statements[parent].id).into());
        }
        if let Some(utterance) = standing.and_then(|standing| standing.utterance.as_ref()) {
            add("sayso:utterance", format!("urn:sayso:{}", escaped(utterance)).into());
        }
        Value::Object(annotation)
    }

    /// What somebody decided about a statement.
    fn assessment(&self, statement: &Statement, review: &Review) -> Value {
        let id = self.statement_iri(&statement.id);
        json!({
            "id": format!("{id}:review"),
            "type": "Annotation",
            "motivation": "assessing",
            "creator": {"type": "Person", "name": review.by},
            "created": review.at,
            "body": {"type": "TextualBody", "value": review.state, "purpose": "assessing"},
            "target": id,
        })
    }

    fn bodies(&self, statement: &Statement, standing: Option<&Standing>) -> Vec<Value> {
        let speaker = statement.speaker.as_ref().map(|link| {
            let speaker = &self.reading.speakers[link.speaker];
            let mut body = self.speaker(speaker);
            body["sayso:via"] = link.via.word().into();
            body["sayso:confidence"] = share(link.confidence);
            if let Some((id, name)) = standing.and_then(|standing| standing.person.as_ref()) {
                body["sayso:person"] = json!({"number": id, "name": name});
            }
            body
        });
        let said = statement.said.as_ref().map(|said| {
            json!({"from": said.from.to_string(), "to": said.to.to_string(), "basis": said.basis.word()})
        });
        let facts = json!({
            "type": "sayso:Statement",
            "sayso:form": statement.form.word(),
            "sayso:attitude": statement.attitude.word(),
            "sayso:status": statement.status.word(),
            "sayso:stance": statement.stance.word(),
            "sayso:cueLemma": statement.cue.as_ref().map(|cue| &cue.lemma),
            "sayso:said": said,
            "sayso:confidence": share(statement.confidence),
        });
        speaker.into_iter().chain([facts]).collect()
    }

    fn speaker(&self, speaker: &Speaker) -> Value {
        use sayso_core::document::SpeakerKind as Kind;
        let kind = match speaker.kind {
            Kind::Person => "schema:Person",
            Kind::Organization | Kind::Group => "schema:Organization",
            Kind::Document => "schema:CreativeWork",
            Kind::Other => "schema:Thing",
        };
        json!({
            "id": format!("{}#{}", self.document_iri(), speaker.id),
            "type": kind,
            "schema:name": speaker.name,
            "schema:alternateName": speaker.aliases,
            "schema:jobTitle": speaker.roles,
            "sayso:kind": speaker.kind.word(),
            "sayso:named": speaker.named,
        })
    }

    fn targets(&self, statement: &Statement) -> Vec<Value> {
        let spans = [
            ("content", Some(&statement.content)),
            ("source", statement.source.as_ref().map(|source| &source.spans)),
            ("cue", statement.cue.as_ref().map(|cue| &cue.spans)),
            ("addressee", statement.addressee.as_ref()),
            ("venue", statement.venue.as_ref()),
        ];
        let mut targets = Vec::new();
        for (role, spans) in spans {
            targets.extend(spans.into_iter().flatten().map(|&span| self.target(role, span)));
        }
        let expression = statement.said.as_ref().and_then(|said| said.span);
        targets.extend(expression.map(|span| self.target("time", span)));
        targets
    }

    fn target(&self, role: &str, span: Span) -> Value {
        let text = &self.document.text;
        let points = self.offsets.codepoints(span);
        let mut quoted = Map::new();
        quoted.insert("type".into(), "TextQuoteSelector".into());
        quoted.insert("exact".into(), span.of(text).into());
        quoted.insert("prefix".into(), last(&text[..span.start]).into());
        quoted.insert("suffix".into(), first(&text[span.end..]).into());
        let mut target = json!({
            "type": "SpecificResource",
            "source": self.source,
            "sayso:role": role,
            "selector": [
                {"type": "TextPositionSelector", "start": points.start, "end": points.end},
                quoted,
            ],
        });
        if let Some(published) = &self.document.published {
            target["state"] = json!({"type": "TimeState", "sourceDate": instant(published)});
        }
        target
    }

    fn document_iri(&self) -> String {
        format!("urn:sayso:{}", escaped(&self.document.id))
    }

    fn statement_iri(&self, id: &str) -> String {
        format!("{}:{}", self.document_iri(), escaped(id))
    }
}

fn share(value: f32) -> Value {
    // As the wire record: four decimals.
    json!((f64::from(value) * 1e4).round() / 1e4)
}

fn last(text: &str) -> &str {
    text.char_indices().rev().nth(AROUND - 1).map_or(text, |(at, _)| &text[at..])
}

fn first(text: &str) -> &str {
    text.char_indices().nth(AROUND).map_or(text, |(at, _)| &text[..at])
}

/// `sourceDate` must be an instant: a day begins at midnight, UTC.
fn instant(published: &str) -> String {
    if published.contains('T') { published.to_owned() } else { format!("{published}T00:00:00Z") }
}

/// The address, or that of a file.
fn iri(origin: &str) -> String {
    let is_address = origin.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    let escaped = escaped(origin);
    if is_address { escaped } else { format!("file:{escaped}") }
}

/// The text with everything that may not stand in an address written in hexadecimal.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn page(documents: usize) -> Value {
        page_with(documents, &[])
    }

    fn page_with(documents: usize, standings: &[Standing]) -> Value {
        let mut out = Vec::new();
        let mut writer = WebAnnotations::new(&mut out, "sayso 0 (model x)").unwrap();
        for _ in 0..documents {
            writer.write(&fixture::document(), &fixture::reading(), standings).unwrap();
        }
        writer.finish().unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn a_page_is_json_for_any_number_of_documents() {
        let count = fixture::reading().statements.len();
        for documents in 0..3 {
            let page = page(documents);
            assert_eq!(page["type"], "AnnotationPage");
            assert_eq!(page["items"].as_array().unwrap().len(), documents * count);
        }
    }

    #[test]
    fn both_selectors_hold_the_same_words() {
        let points: Vec<char> = fixture::TEXT.chars().collect();
        let page = page(1);
        let items = page["items"].as_array().unwrap();
        for target in items.iter().flat_map(|item| item["target"].as_array().unwrap()) {
            let (position, quote) = (&target["selector"][0], &target["selector"][1]);
            let at = |key: &str| usize::try_from(position[key].as_u64().unwrap()).unwrap();
            let slice: String = points[at("start")..at("end")].iter().collect();
            assert_eq!(quote["exact"], slice);
            let around = [&quote["prefix"], &quote["exact"], &quote["suffix"]].map(|it| it.as_str().unwrap());
            assert!(fixture::TEXT.contains(&around.concat()));
        }
    }

    #[test]
    fn the_first_statement() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&page(1)["items"][0]).unwrap());
    }

    #[test]
    fn what_a_collection_knows_stands_beside_it() {
        let standings = fixture::standings(0, "Ilse Brandt", "accepted");
        let page = page_with(1, &standings);
        let (first, review) = (&page["items"][0], &page["items"][1]);
        assert_eq!(first["sayso:utterance"], "urn:sayso:ut_0123");
        assert_eq!(first["body"][0]["sayso:person"], json!({"number": 12, "name": "Ilse Brandt"}));
        assert_eq!((&review["motivation"], &review["target"]), (&"assessing".into(), &first["id"]));
        assert_eq!(
            (&review["body"]["value"], &review["creator"]["name"]),
            (&"accepted".into(), &"mk".into())
        );
        assert_eq!(page["items"].as_array().unwrap().len(), fixture::reading().statements.len() + 1);
    }

    #[test]
    fn origins_become_addresses() {
        assert_eq!(iri("https://example.org/a b"), "https://example.org/a%20b");
        assert_eq!(iri("news/é.txt"), "file:news/%C3%A9.txt");
        assert_eq!(instant("2026-03-11"), "2026-03-11T00:00:00Z");
    }
}
