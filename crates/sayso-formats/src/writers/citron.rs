//! The JSON of the quotation extractor Citron: `text`, and `quotes` of a cue, sources, contents and
//! coreferences, each a span in code points.
//!
//! As there, `sources` are the fullest words that the text has for who speaks, and where these are not
//! the words beside the cue, the latter stand in `coreferences`. Citron has no quotation without a cue:
//! where only layout makes one, `cue` is null. Keys that Citron does not know are added at the end.

use std::io::{self, Write};

use sayso_core::document::{Document, Reading, Statement};
use sayso_core::text::{OffsetMap, Span};
use serde::Serialize;

#[derive(Serialize)]
struct Record<'a> {
    text: &'a str,
    quotes: Vec<Quote<'a>>,
    id: &'a str,
    origin: &'a str,
    title: Option<&'a str>,
    outlet: Option<&'a str>,
    published: Option<&'a str>,
}

#[derive(Serialize)]
struct Quote<'a> {
    sources: Vec<Place<'a>>,
    coreferences: Vec<Place<'a>>,
    cue: Option<Place<'a>>,
    contents: Vec<Place<'a>>,
    /// Four decimals in a string, as Citron has it.
    confidence: String,
    id: &'a str,
    speaker: Option<&'a str>,
    form: &'static str,
    attitude: &'static str,
    status: &'static str,
    stance: &'static str,
}

#[derive(Serialize)]
struct Place<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

/// One document as a JSON object on one line.
///
/// # Errors
/// Those of `out`.
pub fn write_citron(out: &mut dyn Write, document: &Document, reading: &Reading) -> io::Result<()> {
    let writer = Citron { document, reading, offsets: OffsetMap::new(&document.text) };
    serde_json::to_writer(&mut *out, &writer.record())?;
    out.write_all(b"\n")
}

struct Citron<'a> {
    document: &'a Document,
    reading: &'a Reading,
    offsets: OffsetMap<'a>,
}

impl<'a> Citron<'a> {
    fn record(&self) -> Record<'a> {
        let Document { id, origin, title, outlet, published, text, .. } = self.document;
        Record {
            text,
            quotes: self.reading.statements.iter().map(|statement| self.quote(statement)).collect(),
            id,
            origin,
            title: title.as_deref(),
            outlet: outlet.as_deref(),
            published: published.as_deref(),
        }
    }

    fn quote(&self, statement: &'a Statement) -> Quote<'a> {
        let beside = self.places(statement.source.as_ref().map_or(&[], |source| &source.spans));
        let (sources, coreferences) = match self.name_elsewhere(statement, &beside) {
            Some(mention) => (vec![mention], beside),
            None => (beside, Vec::new()),
        };
        Quote {
            sources,
            coreferences,
            cue: statement.cue.as_ref().and_then(|cue| cue.spans.first()).map(|&span| self.place(span)),
            contents: self.places(&statement.content),
            confidence: format!("{:.4}", statement.confidence),
            id: &statement.id,
            speaker: statement.speaker.as_ref().map(|link| &*self.reading.speakers[link.speaker].name),
            form: statement.form.word(),
            attitude: statement.attitude.word(),
            status: statement.status.word(),
            stance: statement.stance.word(),
        }
    }

    /// The first place where the text has the speaker's name in full, if that is not beside the cue.
    fn name_elsewhere(&self, statement: &Statement, beside: &[Place]) -> Option<Place<'a>> {
        let speaker = &self.reading.speakers[statement.speaker.as_ref()?.speaker];
        if beside.is_empty() || beside.iter().any(|place| place.text.contains(&speaker.name)) {
            return None;
        }
        let mut mentions = speaker.mentions.iter().map(|&span| self.place(span));
        mentions.find(|place| place.text.contains(&speaker.name))
    }

    fn places(&self, spans: &[Span]) -> Vec<Place<'a>> {
        spans.iter().map(|&span| self.place(span)).collect()
    }

    fn place(&self, span: Span) -> Place<'a> {
        let points = self.offsets.codepoints(span);
        Place { start: points.start, end: points.end, text: span.of(&self.document.text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use serde_json::Value;

    fn record() -> Value {
        let mut out = Vec::new();
        write_citron(&mut out, &fixture::document(), &fixture::reading()).unwrap();
        assert_eq!(out.iter().filter(|&&byte| byte == b'\n').count(), 1);
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn every_place_holds_its_text() {
        let record = record();
        let points: Vec<char> = record["text"].as_str().unwrap().chars().collect();
        let quotes = record["quotes"].as_array().unwrap();
        assert_eq!(quotes.len(), fixture::reading().statements.len());
        let lists = ["sources", "coreferences", "contents"];
        let listed =
            quotes.iter().flat_map(|quote| lists.map(|key| quote[key].as_array().unwrap())).flatten();
        let places: Vec<_> = listed.chain(quotes.iter().map(|quote| &quote["cue"])).collect();
        for place in places.into_iter().filter(|place| !place.is_null()) {
            let at = |key: &str| usize::try_from(place[key].as_u64().unwrap()).unwrap();
            let slice: String = points[at("start")..at("end")].iter().collect();
            assert_eq!(place["text"], slice);
        }
    }

    #[test]
    fn a_pronoun_is_a_coreference_of_the_name() {
        let record = record();
        let quotes = record["quotes"].as_array().unwrap();
        let she = quotes.iter().find(|quote| quote["coreferences"][0]["text"] == "she").unwrap();
        assert_eq!(
            (&she["sources"][0]["text"], &she["speaker"]),
            (&"Mayor Ilse Brandt".into(), &"Ilse Brandt".into())
        );
        assert_eq!(quotes[0]["coreferences"], Value::Array(Vec::new()));
    }
}
