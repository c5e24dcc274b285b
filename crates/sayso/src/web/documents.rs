//! The documents, and how they lie over outlets and months: gaps show before conclusions are drawn.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use sayso::store::documents::{After, Aside, Coverage, Listed};
use serde::Deserialize;

use super::frame::{Frame, Here, show};
use super::links::{self, counted, grouped, link, plain};
use super::words;
use crate::server::extract::Query;
use crate::server::{Desk, Failure, Kind, State};

/// Documents of a page.
const LIMIT: usize = 50;
/// Outlets in the drawing.
const OUTLETS: usize = 15;
/// Months in the drawing: the last ones.
const MONTHS: usize = 36;
/// Units of a cell of the drawing.
const CELL: usize = 14;

/// What is asked of the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Where the page begins.
    pub after: String,
}

impl Asked {
    /// The place after which the page begins.
    ///
    /// # Errors
    /// If it is none.
    pub fn place(&self) -> Result<Option<After>, Failure> {
        if self.after.is_empty() {
            return Ok(None);
        }
        let place = |text: &str| {
            let (day, row) = text.split_once('.')?;
            let day = if day.is_empty() { None } else { Some(day.parse().ok()?) };
            Some(After { day, row: row.parse().ok()? })
        };
        let found = place(&self.after);
        found.map(Some).ok_or_else(|| {
            Failure::new(
                Kind::BadParameter,
                format!("after={}: it is no place in the list; begin anew", self.after),
            )
        })
    }
}

fn cursor(place: After) -> String {
    format!("{}.{}", place.day.map(|day| day.to_string()).unwrap_or_default(), place.row)
}

#[derive(Template)]
#[template(path = "documents.html")]
struct Page {
    frame: Frame,
    total: String,
    rows: Vec<Row>,
    heat: Option<Heat>,
    first: Option<String>,
    next: Option<String>,
}

struct Row {
    href: String,
    title: String,
    outlet: String,
    day: String,
    statements: String,
    unnamed: String,
    own_voice: String,
    notes: String,
}

/// How many documents an outlet has of a month, as darkness.
struct Heat {
    months: Vec<String>,
    rows: Vec<Lane>,
    width: usize,
    height: usize,
    left: usize,
    ticks: Vec<(usize, String)>,
    left_out: String,
}

struct Lane {
    name: String,
    href: String,
    y: usize,
    cells: Vec<Cell>,
    counts: Vec<u64>,
    total: u64,
}

struct Cell {
    x: usize,
    opacity: String,
    title: String,
}

/// `/documents`
pub async fn list(state: State, here: Here, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    show(&state, move |desk| documents(desk, &here, asked)).await
}

fn documents(desk: &mut Desk, here: &Here, asked: Asked) -> Result<Page, Failure> {
    let place = asked.place()?;
    let store = desk.store();
    let mut all = store.list_documents(place, LIMIT + 1)?;
    let more = all.len() > LIMIT;
    all.truncate(LIMIT);
    let coverage = store.coverage()?;
    let after = |after: &str| link("/documents", &[("after", after)]);
    let rows = all.iter().map(|one| Ok(row(one, &store.document_aside(one.row)?)));
    Ok(Page {
        frame: Frame::new(desk, here, "documents", "Documents")?.with_twins(true),
        total: counted(coverage.iter().map(|one| one.documents).sum(), "document"),
        first: place.map(|_| after("")),
        next: all.last().filter(|_| more).map(|last| after(&cursor(last.place()))),
        rows: rows.collect::<Result<_, Failure>>()?,
        heat: heat(&coverage),
    })
}

fn row(one: &Listed, aside: &Aside) -> Row {
    let profile = &aside.profile;
    let mut notes = Vec::new();
    notes.extend((aside.copies > 0).then(|| format!("in {}", counted(aside.copies, "other place"))));
    notes.extend(aside.is_later.then(|| "a later version".to_owned()));
    Row {
        href: links::document(&one.id),
        title: one.title.clone().unwrap_or_else(|| one.origin.clone()),
        outlet: one.outlet.clone().unwrap_or_default(),
        day: one.published.as_deref().map(words::published).unwrap_or_default(),
        statements: grouped(one.statements),
        unnamed: match profile.speakers {
            0 => String::new(),
            speakers => format!("{} of {speakers}", profile.unnamed),
        },
        own_voice: words::percent(profile.own_voice),
        notes: notes.join(", "),
    }
}

fn heat(coverage: &[Coverage]) -> Option<Heat> {
    let mut months: Vec<&str> = coverage.iter().filter_map(|one| one.month.as_deref()).collect();
    months.sort_unstable();
    months.dedup();
    let skipped = months.len().saturating_sub(MONTHS);
    let months = &months[skipped..];
    let most = coverage.iter().filter(|one| one.month.is_some()).map(|one| one.documents).max()?;
    let mut order: Vec<Option<&str>> = Vec::new();
    let mut by_outlet: BTreeMap<Option<&str>, BTreeMap<&str, u64>> = BTreeMap::new();
    let mut undated = 0;
    for one in coverage {
        let Some(month) = one.month.as_deref() else {
            undated += one.documents;
            continue;
        };
        if !order.contains(&one.outlet.as_deref()) {
            order.push(one.outlet.as_deref());
        }
        *by_outlet.entry(one.outlet.as_deref()).or_default().entry(month).or_default() += one.documents;
    }
    let left = 180;
    let lane = |(at, outlet): (usize, &Option<&str>)| {
        let counts = &by_outlet[outlet];
        let name =
            outlet.map_or_else(|| "outlet not known".to_owned(), |name| plain(&links::short(name, 24)));
        let y = 4 + at * CELL;
        let cells = months.iter().enumerate().filter_map(|(at, month)| {
            let count = *counts.get(month)?;
            Some(Cell {
                x: left + at * CELL,
                opacity: format!("{:.2}", 0.2 + 0.8 * count as f64 / most as f64),
                title: format!("{name}, {month}: {}", counted(count, "document")),
            })
        });
        Lane {
            cells: cells.collect(),
            counts: months.iter().map(|month| counts.get(month).copied().unwrap_or(0)).collect(),
            total: counts.values().sum(),
            href: outlet.and_then(super::overview::outlet).map(links::filter).unwrap_or_default(),
            name,
            y,
        }
    };
    let rows: Vec<Lane> = order.iter().take(OUTLETS).enumerate().map(lane).collect();
    let mut left_out = Vec::new();
    left_out.extend((undated > 0).then(|| format!("{} without a date", counted(undated, "document"))));
    left_out.extend((skipped > 0).then(|| format!("{} before these", counted(skipped as u64, "month"))));
    left_out.extend(
        (order.len() > OUTLETS).then(|| counted((order.len() - OUTLETS) as u64, "outlet") + " with fewer"),
    );
    // A label is as wide as four cells.
    let every = months.len().div_ceil(8).max(4);
    Some(Heat {
        width: (left + months.len() * CELL + 60).max(400),
        height: 4 + rows.len() * CELL + 20,
        ticks: months
            .iter()
            .enumerate()
            .step_by(every)
            .map(|(at, month)| (left + at * CELL, (*month).to_owned()))
            .collect(),
        months: months.iter().map(|month| (*month).to_owned()).collect(),
        left_out: left_out.join(", "),
        rows,
        left,
    })
}
