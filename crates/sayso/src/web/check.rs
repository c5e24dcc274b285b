//! Has anybody been reported saying this?

use askama::Template;
use axum::response::Response;
use sayso::records::{change, check};
use sayso_core::utterances::{EditClass, edits};
use serde::Deserialize;

use super::frame::{Frame, Here, show};
use super::links::{self, counted};
use super::words;
use crate::server::extract::Query;
use crate::server::{Desk, Failure, State};

/// Wordings that are shown.
const SHOWN: usize = 10;

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The words.
    pub words: String,
}

#[derive(Template)]
#[template(path = "check.html")]
struct Page {
    frame: Frame,
    words: String,
    found: Option<Found>,
}

struct Found {
    /// Whether somebody was reported saying it.
    same: bool,
    all: Vec<One>,
    searched: String,
    /// The page of what says it in other words.
    similar: String,
}

struct One {
    same: bool,
    words: String,
    who: String,
    person: Option<String>,
    place: String,
    statement: String,
    context: String,
    utterance: Option<String>,
    indirect: bool,
    changes: Vec<String>,
    covered: String,
}

/// `/check`
pub async fn page(state: State, here: Here, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    show(&state, move |desk| {
        let words = asked.words.trim().to_owned();
        Ok(Page {
            frame: Frame::new(desk, &here, "search", "Has anyone said this?")?.with_twins(false),
            found: if words.is_empty() { None } else { Some(found(desk, &words)?) },
            words,
        })
    })
    .await
}

fn found(desk: &Desk, words: &str) -> Result<Found, Failure> {
    let (record, checked) = check(desk.store(), words, SHOWN)?;
    let same = checked.closest.iter().any(|one| one.reports_them());
    let one = |(one, record): (&sayso::store::utterances::Closest, &sayso::records::ClosestRecord)| {
        let quotation = &one.quotation;
        let day = quotation.published.as_deref().map(words::published);
        let place: Vec<String> = [quotation.outlet.clone(), day].into_iter().flatten().collect();
        let changes = edits(words, &quotation.words);
        let changes =
            changes.iter().filter(|edit| one.reports_them() && edit.class != EditClass::Typographic);
        One {
            same: one.reports_them(),
            who: quotation.speaker.clone().unwrap_or_else(|| "nobody that the text tells".to_owned()),
            person: quotation.person.map(|person| format!("/speaker/{person}")),
            place: if place.is_empty() { quotation.origin.clone() } else { place.join(", ") },
            statement: format!("/s/{}", quotation.statement),
            context: links::in_context(&quotation.document, &quotation.statement),
            utterance: record.utterance.as_ref().map(|id| format!("/u/{id}")),
            indirect: record.quotation.form == "indirect",
            changes: changes.map(|edit| change(edit, words, &quotation.words)).collect(),
            covered: words::percent(one.covered),
            words: quotation.words.clone(),
        }
    };
    let shown = checked.closest.iter().zip(&record.closest).filter(|(one, _)| !same || one.reports_them());
    let searched = match checked.searched.is_empty() {
        true => "No word that tells something was left to search for.".to_owned(),
        false => format!(
            "Searched for {} in {} of {}; {} with one of these words compared.",
            checked.searched.join(", "),
            counted(checked.statements, "statement"),
            counted(checked.documents, "document"),
            counted(checked.compared as u64, "statement")
        ),
    };
    let similar = links::link("/similar", &[("words", words)]);
    Ok(Found { same, all: shown.map(one).collect(), searched, similar })
}
