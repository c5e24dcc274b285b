//! Invented news with what is found in it, for the tests of this crate.

use std::path::Path;

use sayso_core::document::{Cue, Profile, Source, SourceKind, SpeakerKind, SpeakerLink, Via};
use sayso_core::text::Span;
use sayso_core::{Document, Reading, Speaker, Statement};

use crate::Store;
use crate::corrections::{Author, Located};
use crate::documents::Arrival;
use crate::imports::{Item, Run};

/// Somebody who decides, at some time.
pub const EDITOR: Author = Author { who: "mira", at: "2020-05-01T10:00:00Z" };

/// The extractor of the samples.
pub fn run() -> Run {
    Run { model: "hand-1".into(), program: "0".into(), options: "{}".into() }
}

/// `“WORDS,” said NAME.` for each pair, a paragraph each.
pub fn article(origin: &str, said: &[(&str, &str)]) -> Arrival {
    let paragraphs: Vec<String> =
        said.iter().map(|(name, words)| format!("“{words},” said {name}.")).collect();
    let text = paragraphs.join("\n\n");
    let document = Document {
        outlet: Some("The Lenn Post".into()),
        published: Some("2016-10-02".into()),
        title: Some(format!("News of {origin}")),
        ..Document::from_text(origin, text)
    };
    let reading = reading(&document, said);
    Arrival { document, reading: Some(reading), address: Some(origin.to_owned()), appearances: Vec::new() }
}

fn reading(document: &Document, said: &[(&str, &str)]) -> Reading {
    let mut reading = Reading::default();
    let mut from = 0;
    for (name, words) in said {
        let mut next = |words: &str| {
            let at = from + document.text[from..].find(words).unwrap();
            from = at + words.len();
            Span::new(at, at + words.len())
        };
        let (content, cue, source) = (next(words), next("said"), next(name));
        let speaker = place_of(&mut reading.speakers, name, source);
        let key = format!("{:012x}", (content.start << 24) + (cue.start << 8) + document.text.len() % 251);
        reading.statements.push(Statement {
            id: format!("st_{key}"),
            form: Default::default(),
            attitude: Default::default(),
            status: Default::default(),
            stance: Default::default(),
            content: vec![content],
            cue: Some(Cue { spans: vec![cue], lemma: "say".into() }),
            source: Some(Source { spans: vec![source], kind: SourceKind::Name, named: true }),
            speaker: Some(SpeakerLink { speaker, via: Via::Name, confidence: 0.9 }),
            addressee: None,
            venue: None,
            said: None,
            parent: None,
            confidence: 0.75,
            trace: Vec::new(),
        });
    }
    let statements = reading.statements.len();
    reading.profile = Profile { statements, speakers: reading.speakers.len(), ..Profile::default() };
    reading
}

fn place_of(speakers: &mut Vec<Speaker>, name: &str, mention: Span) -> usize {
    let known = speakers.iter().position(|one| one.name == name);
    let place = known.unwrap_or_else(|| {
        let id = format!("s{}", speakers.len() + 1);
        let named = name.chars().next().is_some_and(char::is_uppercase);
        let kind = SpeakerKind::Person;
        speakers.push(Speaker { id, name: name.into(), kind, named, ..Speaker::default() });
        speakers.len() - 1
    });
    speakers[place].mentions.push(mention);
    place
}

/// An input that holds these articles.
pub fn item(key: u8, arrivals: Vec<Arrival>) -> Item {
    Item { key: [key; 16], origin: format!("input {key}"), bytes: 100, result: Ok(arrivals) }
}

/// A collection with these articles in it, one an input.
pub fn collection(folder: &Path, articles: Vec<Arrival>) -> Store {
    let mut store = Store::create(folder).unwrap();
    let import = store.begin_import("[]", &run(), "2020-01-01T00:00:00Z").unwrap();
    let items: Vec<Item> = (0..).zip(articles).map(|(key, one)| item(key, vec![one])).collect();
    store.record(import.id, import.run, &items).unwrap();
    store.finish_import(import.id, "2020-01-01T00:00:01Z").unwrap();
    store
}

/// The statement of a document at this place.
pub fn statement(store: &Store, document: i64, number: usize) -> Located {
    let stored = store.document(document).unwrap();
    store.find_statement(&stored.reading.statements[number].id).unwrap()
}
