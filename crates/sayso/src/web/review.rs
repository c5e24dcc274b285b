//! What a person should look at: statements that are unsure and reached far, names that may be one, and what was
//! decided, which can be taken back.

use askama::Template;
use axum::response::Response;
use sayso::store::corrections::State as Fate;
use sayso::store::query::{Expr, Filter, Review, parse};
use sayso::store::search::{Request, Sort};
use serde::Deserialize;

use super::frame::{Frame, Here, html, render, told};
use super::links::{grouped, link};
use super::passage::{Inline, Maker, Paragraph, only};
use super::speakers::Pair;
use super::statement::{Card, Edit, card, cover, edit};
use super::words;
use crate::server::extract::Query;
use crate::server::{Desk, Failure, Kind, State, read};

/// Cards of a page.
const LIMIT: usize = 10;
/// Decisions of a page.
const DECISIONS: usize = 200;

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `statements`, `people` or `decisions`.
    kind: String,
    /// Which statements.
    q: String,
    /// Where the page begins.
    after: String,
}

#[derive(Template)]
#[template(path = "review.html")]
struct Page<'a> {
    frame: Frame,
    kind: &'static str,
    q: String,
    next: String,
    more: Option<String>,
    left: String,
    reviewed: u64,
    all: u64,
    people_left: String,
    cards: Vec<OnCard<'a>>,
    pairs: Vec<Pair>,
    events: Vec<Event>,
}

struct OnCard<'a> {
    one: Card<'a>,
    around: Vec<Paragraph<'a>>,
    edit: Edit,
}

struct Event {
    id: i64,
    at: String,
    who: String,
    said: String,
    statement: Option<String>,
    state: &'static str,
    orphaned: bool,
    undone: bool,
}

/// `/review`
pub async fn page(state: State, here: Here, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    Ok(html(read(&state, move |desk| review(desk, &here, asked)).await?))
}

fn review(desk: &mut Desk, here: &Here, asked: Asked) -> Result<String, Failure> {
    let kind = match &*asked.kind {
        "" | "statements" => "statements",
        "people" => "people",
        "decisions" => "decisions",
        other => {
            let what = format!("kind={other}: it is one of statements, people, decisions");
            return Err(Failure::new(Kind::BadParameter, what));
        }
    };
    let asked_for = parse(&asked.q)?;
    let open = Expr::all(vec![asked_for.clone(), Expr::Filter(Filter::Review(Review::Open))]);
    let request = Request {
        sort: Sort::Doubt,
        limit: LIMIT,
        after: Some(asked.after.clone()).filter(|after| !after.is_empty() && kind == "statements"),
        ..Request::new(open)
    };
    let answer = desk.search(&request)?;
    let all = desk.search(&Request { limit: 1, ..Request::new(asked_for) })?.totals.statements as u64;
    let left = answer.totals.statements as u64;
    let found: Vec<_> = if kind == "statements" { answer.results } else { Vec::new() };
    let alone: Vec<_> = found.iter().map(|found| only(&found.document.reading, found.statement)).collect();
    let mut cards = Vec::new();
    for (found, alone) in found.iter().zip(&alone) {
        let stored = &*found.document;
        let maker = Maker { document: &stored.document, reading: alone, people: &[], shared: &[] };
        cards.push(OnCard {
            one: card(desk, stored, found.statement)?,
            around: maker.within(cover(&found.statement().content)),
            edit: edit(stored, found.statement()),
        });
    }
    let pairs = desk.store().open_pairs(usize::MAX)?;
    let address = |after: &str| link("/review", &[("kind", &asked.kind), ("q", &asked.q), ("after", after)]);
    render(&Page {
        frame: Frame::new(desk, here, "review", "Review")?,
        kind,
        // What is decided is no longer open: the next ones move up.
        next: address(""),
        more: answer.next.as_deref().filter(|_| kind == "statements").map(address),
        left: grouped(left),
        reviewed: all.saturating_sub(left),
        all: all.max(1),
        people_left: grouped(pairs.len() as u64),
        pairs: if kind == "people" { pairs.iter().take(LIMIT).map(Pair::from).collect() } else { Vec::new() },
        events: if kind == "decisions" { events(desk)? } else { Vec::new() },
        q: asked.q,
        cards,
    })
}

/// The last decisions, those that lost their statement first.
fn events(desk: &Desk) -> Result<Vec<Event>, Failure> {
    let mut all = desk.store().corrections(None)?;
    all.reverse();
    all.sort_by_key(|one| one.state != Some(Fate::Orphaned));
    all.truncate(DECISIONS);
    let event = |one: &sayso::store::corrections::Correction| Event {
        id: one.id,
        at: words::instant(&one.at),
        who: one.who.clone(),
        said: told(one),
        statement: one.statement.clone().filter(|_| one.state != Some(Fate::Orphaned)),
        state: one.state.map_or("", |state| state.word()),
        orphaned: one.state == Some(Fate::Orphaned),
        undone: one.undone_by.is_some() || one.undoes.is_some(),
    };
    Ok(all.iter().map(event).collect())
}
