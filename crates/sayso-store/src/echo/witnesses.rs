//! The documents that report an utterance, compared.

use std::collections::BTreeMap;

use rusqlite::Connection;
use sayso_core::Document;
use sayso_core::document::Form;
use sayso_core::echo::{Echo, Evidence, Published, Stock, Witness, echo};
use sayso_core::text::Span;
use sayso_core::utterances::quoted;

use super::background::{About, stock};
use crate::Store;
use crate::documents::{Stored, load};
use crate::error::StoreError;
use crate::utterances::{UtteranceId, places, what_it_is_about};

/// A document that reports an utterance.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// Its number.
    pub row: i64,
    /// It.
    pub document: Document,
    /// Public ids of the statements in it that report the utterance, in text order.
    pub statements: Vec<String>,
    /// Where the quoted parts of each stand, and whether other words stand between them.
    reports: Vec<(Vec<Span>, bool)>,
    /// Everything that is quoted in it, and whoever is said to have spoken, with the words that say so.
    given: Vec<Span>,
}

/// Who repeats whom among the documents that report an utterance.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// The documents, the earliest first; `echo` counts them from 0.
    pub witnesses: Vec<Sighting>,
    /// What was found.
    pub echo: Echo,
    /// How many other documents of the collection were the background.
    pub background: usize,
}

impl Store {
    /// Compares the documents that report an utterance: who repeats whom, as far as this collection shows.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn echo(&self, utterance: UtteranceId) -> Result<Heard, StoreError> {
        self.read(|db| heard(db, utterance))
    }
}

fn heard(db: &Connection, utterance: UtteranceId) -> rusqlite::Result<Heard> {
    let mut rows: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    let mut order = Vec::new();
    for (document, statement) in places(db, utterance)? {
        let of_document = rows.entry(document).or_default();
        if of_document.is_empty() {
            order.push(document);
        }
        of_document.push(statement);
    }
    let (mut witnesses, mut about) = (Vec::new(), Vec::new());
    for document in order {
        let Some(stored) = load(db, document)? else { continue };
        about.push(About {
            document,
            outlet: outlet(db, document)?,
            context: what_it_is_about(db, document)?,
        });
        witnesses.push(sighting(stored, &rows[&document]));
    }
    let all: Vec<Witness> = witnesses.iter().map(witness).collect();
    let found = echo(&all, &Stock::default());
    let doubtful = doubtful(&witnesses, &found);
    let (echo, background) = if doubtful.is_empty() {
        (found, 0)
    } else {
        let stock = stock(db, &about, &doubtful)?;
        (echo(&all, &stock), stock.documents())
    };
    Ok(Heard { witnesses, echo, background })
}

/// What witnesses share that are no near-copies: only of that it must be known whether others have it, too.
fn doubtful(witnesses: &[Sighting], echo: &Echo) -> String {
    let mut words = String::new();
    for edge in echo.edges.iter().filter(|edge| !edge.is_near_copy()) {
        for evidence in &edge.evidence {
            let Evidence::SharedText { runs, .. } = evidence else { continue };
            for run in runs {
                words += run.a.of(&witnesses[edge.a].document.text);
                words.push('\n');
            }
        }
    }
    words
}

fn outlet(db: &Connection, document: i64) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT outlet FROM documents WHERE id = ?1")?.query_row([document], |row| row.get(0))
}

/// A document with those of its statements that report the utterance.
fn sighting(stored: Stored, rows: &[i64]) -> Sighting {
    let text = &stored.document.text;
    let statements = stored.reading.statements.iter();
    let parts: Vec<(Vec<Span>, bool)> =
        statements.map(|one| (quoted(text, one.form, &one.content), one.form == Form::Mixed)).collect();
    let reporting: Vec<usize> =
        (0..stored.rows.len()).filter(|&at| rows.contains(&stored.rows[at])).collect();
    let mut given: Vec<Span> = parts.iter().flat_map(|(spans, _)| spans).copied().collect();
    for statement in &stored.reading.statements {
        given.extend(statement.cue.iter().flat_map(|cue| &cue.spans));
        given.extend(statement.source.iter().flat_map(|source| &source.spans));
    }
    Sighting {
        row: stored.row,
        statements: reporting.iter().map(|&at| stored.reading.statements[at].id.clone()).collect(),
        reports: reporting.iter().map(|&at| parts[at].clone()).collect(),
        given,
        document: stored.document,
    }
}

fn witness(one: &Sighting) -> Witness<'_> {
    let document = &one.document;
    Witness {
        text: &document.text,
        given: &one.given,
        reports: &one.reports,
        published: document.published.as_deref().and_then(Published::read),
        outlet: document.outlet.as_deref(),
        origin: &document.origin,
        authors: &document.authors,
    }
}
