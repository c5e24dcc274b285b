//! One statement: its words, who, how, where, why, and what people said of it.

use crate::server::extract::{Path, Query};
use askama::Template;
use axum::response::Response;
use sayso::store::corrections::Located;
use sayso::store::documents::Stored;
use sayso_core::document::Status;
use sayso_core::text::Span;
use sayso_core::{Reading, Statement};
use sayso_formats::wire::{ExplanationRecord, explanations, joined};
use sayso_formats::writers::note::{Note, note};
use sayso_formats::writers::wording::who;
use serde::Deserialize;

use super::cite;
use super::frame::{Frame, Here, html, render, told};
use super::links;
use super::passage::{Inline, Maker, Paragraph};
use super::twins::{self, Ending};
use super::words;
use crate::server::headers::Embeddable;
use crate::server::{Desk, Failure, State, engine, read};

/// What is asked of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Whether it is to be shown within another page.
    embed: String,
}

#[derive(Template)]
#[template(path = "statement.html")]
struct Page<'a> {
    frame: Frame,
    one: Card<'a>,
    reading: String,
    /// Where it stands, in characters.
    characters: String,
    around: Vec<Paragraph<'a>>,
    citation: String,
    bibtex: String,
    history: Vec<Event>,
    edit: Edit,
    next: String,
}

/// A statement on a card.
pub struct Card<'a> {
    /// Public id.
    pub id: &'a str,
    /// The content.
    pub content: String,
    /// What is told of it.
    pub told: Note<'a>,
    /// The page of who speaks.
    pub speaker: Option<String>,
    /// Headline.
    pub title: &'a str,
    /// Outlet and day.
    pub place: Vec<String>,
    /// The statement within its document.
    pub context: String,
    /// The words on the page that they come from.
    pub original: Option<String>,
    /// The utterance that it reports: its page, and how many reports there are.
    pub utterance: Option<(String, String)>,
    /// Language of the words.
    pub language: Option<&'a str>,
}

/// One decision about the statement.
struct Event {
    id: i64,
    said: String,
    who: String,
    at: String,
    state: &'static str,
    undone: bool,
}

/// What stands in the form for corrections.
pub struct Edit {
    /// Who speaks.
    pub speaker: String,
    /// Which words, what they are for a person, and how they are now.
    pub roles: [(&'static str, &'static str, String); 3],
}

/// A statement in its document.
pub struct Place {
    /// The document.
    pub stored: Stored,
    /// Which statement.
    pub at: usize,
    /// The same for the collection.
    pub located: Located,
}

/// Finds a statement.
///
/// # Errors
/// If there is none with this id.
pub fn find(desk: &Desk, id: &str) -> Result<Place, Failure> {
    let located = desk.store().find_statement(id)?;
    let stored = desk.store().document(located.document)?;
    let at = stored.rows.iter().position(|&row| row == located.row);
    let at = at.ok_or_else(|| Failure::not_found(format!("there is no statement {id} in the collection")))?;
    Ok(Place { stored, at, located })
}

/// `/s/{id}`
pub async fn page(
    state: State,
    here: Here,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let embed = !asked.embed.is_empty() && asked.embed != "0";
    let mut response = read(&state, move |desk| match twins::ending(&id) {
        (id, Some(Ending::Json)) => twins::one_statement(desk, id),
        _ => Ok(html(statement(desk, &here, &id, embed)?)),
    })
    .await?;
    if embed {
        response.extensions_mut().insert(Embeddable);
    }
    Ok(response)
}

fn statement(desk: &Desk, here: &Here, id: &str, embed: bool) -> Result<String, Failure> {
    let place = find(desk, id)?;
    let stored = &place.stored;
    let statement = &stored.reading.statements[place.at];
    let one = card(desk, stored, place.at)?;
    let title = format!("{}: {}", one.told.who, links::short(&one.content, 80));
    let mut frame = Frame { embed, ..Frame::new(desk, here, "search", &title)?.with_twins(false) };
    if embed {
        frame.done = None;
    }
    let offsets = sayso_core::text::OffsetMap::new(&stored.document.text);
    let points = statement.content.iter().map(|&span| offsets.codepoints(span));
    let alone = super::passage::only(&stored.reading, place.at);
    let maker = Maker { document: &stored.document, reading: &alone, people: &[], shared: &[] };
    let around = maker.within(cover(&statement.content));
    render(&Page {
        citation: cite::plain(&stored.document, &one.told.who, &one.content),
        bibtex: cite::bibtex(&stored.document, &statement.id, &format!("{}: {}", one.told.who, one.content)),
        reading: in_words(stored, &stored.reading, place.at),
        characters: points.map(|span| format!("{}–{}", span.start, span.end)).collect::<Vec<_>>().join(", "),
        history: history(desk, place.located)?,
        edit: edit(stored, statement),
        next: here.address.clone(),
        around,
        frame,
        one,
    })
}

/// From the first part to the last.
pub fn cover(spans: &[Span]) -> Span {
    match (spans.first(), spans.last()) {
        (Some(first), Some(last)) => first.cover(*last),
        _ => Span::new(0, 0),
    }
}

/// A statement on a card.
///
/// # Errors
/// If the collection cannot be read.
pub fn card<'a>(desk: &Desk, stored: &'a Stored, at: usize) -> Result<Card<'a>, Failure> {
    let (document, reading) = (&stored.document, &stored.reading);
    let statement = &reading.statements[at];
    let content = joined(&document.text, &statement.content);
    let utterance = match desk.store().utterance_of(stored.rows[at])? {
        Some(id) => {
            let reports = desk.store().count_reports(id)?;
            Some((format!("/u/{}", desk.store().utterance_name(id)?), links::counted(reports, "report")))
        }
        None => None,
    };
    let day = document.published.as_deref().map(words::published);
    let person = statement.speaker.as_ref().and_then(|link| stored.people[link.speaker]);
    Ok(Card {
        id: &statement.id,
        told: note(document, reading, at),
        speaker: person.map(|person| format!("/speaker/{person}")),
        title: document.title.as_deref().unwrap_or(&document.origin),
        place: [document.outlet.clone(), day].into_iter().flatten().collect(),
        context: links::in_context(&document.id, &statement.id),
        original: links::original(&document.origin, Some(&content)),
        language: document.language.as_deref(),
        content,
        utterance,
    })
}

/// `The Herald reports that an aide said that Ana Ortiz denied: …`
pub fn in_words(stored: &Stored, reading: &Reading, at: usize) -> String {
    let outlet = stored.document.outlet.as_deref().unwrap_or("The text");
    let up = std::iter::successors(Some(at), |&at| reading.statements[at].parent);
    let mut chain: Vec<usize> = up.take(reading.statements.len()).collect();
    chain.reverse();
    let mut text = format!("{outlet} reports");
    for (depth, &one) in chain.iter().enumerate() {
        let statement = &reading.statements[one];
        let cue = statement.cue.as_ref().map(|cue| joined(&stored.document.text, &cue.spans));
        let cue = cue.unwrap_or_else(|| "said".to_owned());
        let status = match statement.status {
            Status::Asserted => "",
            Status::Denied => " (denied)",
            Status::Conditional => " (under a condition)",
            Status::Future => " (still to come)",
            Status::Asked => " (as a question)",
        };
        let link = if depth == 0 { ": " } else { " → " };
        text += &format!("{link}{} {cue}{status}", who(&stored.document, reading, statement));
    }
    text
}

fn history(desk: &Desk, located: Located) -> Result<Vec<Event>, Failure> {
    let all = desk.store().corrections(Some(located))?;
    let event = |one: &sayso::store::corrections::Correction| Event {
        id: one.id,
        said: told(one),
        who: one.who.clone(),
        at: words::instant(&one.at),
        state: one.state.map_or("", |state| state.word()),
        undone: one.undone_by.is_some() || one.undoes.is_some(),
    };
    Ok(all.iter().map(event).collect())
}

/// What stands in the form for corrections.
pub fn edit(stored: &Stored, statement: &Statement) -> Edit {
    let text = &stored.document.text;
    let words = |spans: Option<&[Span]>| spans.map(|spans| joined(text, spans)).unwrap_or_default();
    let speaker = statement.speaker.as_ref().map(|link| stored.reading.speakers[link.speaker].name.clone());
    Edit {
        speaker: speaker.unwrap_or_default(),
        roles: [
            ("content", "What was said", words(Some(&statement.content))),
            (
                "source",
                "The words that name who speaks",
                words(statement.source.as_ref().map(|source| &source.spans[..])),
            ),
            ("cue", "The words that attribute", words(statement.cue.as_ref().map(|cue| &cue.spans[..]))),
        ],
    }
}

#[derive(Template)]
#[template(path = "why.html")]
struct Why {
    frame: Frame,
    id: String,
    found: Option<ExplanationRecord>,
    model: String,
}

/// `/s/{id}/why`: the document is read again, because traces are not kept.
pub async fn why(state: State, here: Here, Path(id): Path<String>) -> Result<Response, Failure> {
    let (frame, place) = read(&state, move |desk| {
        let place = find(desk, &id)?;
        let frame = Frame::new(desk, &here, "search", "Why this statement")?;
        Ok((frame, place))
    })
    .await?;
    engine(&state, move |reader| {
        let reading = reader.read(&place.stored.document);
        let wanted = &place.stored.reading.statements[place.at];
        let all = explanations(&place.stored.document, &reading, reader.model_version());
        let same = all.into_iter().find(|one| one.statement.id == wanted.id);
        let model = reader.model_version().to_owned();
        Ok(html(render(&Why { frame, id: wanted.id.clone(), found: same, model })?))
    })
    .await
}
