//! What there is, at first glance.

use askama::Template;
use axum::response::Response;
use sayso::store::imports::{Import, Outcome};
use sayso::store::query::{Expr, Field, Filter, Review, Words};
use sayso::store::search::{Answer, Facet, Group, Request};

use super::charts::{self, Months, Series};
use super::frame::{Frame, Here, show};
use super::links::{self, counted, grouped, short};
use crate::server::{Desk, Failure, State};

/// How many of each list are shown.
const SHOWN: usize = 10;
/// Outlets that are compared.
const COMPARED: usize = 300;

#[derive(Template)]
#[template(path = "overview.html")]
struct Page {
    frame: Frame,
    folder: String,
    totals: Option<Totals>,
    last_import: Option<LastImport>,
    months: Option<Months>,
    speakers: Vec<Bar>,
    utterances: Vec<Repeated>,
    outlets: Vec<Bar>,
}

struct Totals {
    documents: String,
    statements: String,
    speakers: String,
    outlets: String,
    days: Option<String>,
    reviewed: String,
    low: String,
}

struct LastImport {
    id: i64,
    when: String,
    told: String,
}

/// A row with a bar.
struct Bar {
    label: String,
    /// What it is about.
    href: String,
    /// What is counted.
    search: String,
    count: String,
    of: String,
    width: String,
}

struct Repeated {
    id: String,
    words: String,
    who: String,
    reports: String,
}

/// `/`
pub async fn page(state: State, here: Here) -> Result<Response, Failure> {
    show(&state, move |desk| overview(desk, &here)).await
}

fn overview(desk: &mut Desk, here: &Here) -> Result<Page, Failure> {
    let frame = Frame::new(desk, here, "overview", "Overview")?;
    let folder = desk.collection().folder().display().to_string();
    let imports = desk.store().imports()?;
    let documents = desk.store().count_documents()?;
    if documents == 0 {
        let (totals, months) = (None, None);
        let lists = (Vec::new(), Vec::new(), Vec::new());
        let (speakers, utterances, outlets) = lists;
        return Ok(Page { frame, folder, totals, last_import: None, months, speakers, utterances, outlets });
    }
    let all = desk.search(&faceted(Expr::everything()))?;
    let unnamed = Expr::Filter(Filter::Named(false));
    let unnamed = desk.search(&Request { facets: Some(COMPARED), ..faceted(unnamed) })?;
    Ok(Page {
        totals: Some(totals(desk, &all, documents)?),
        last_import: imports.first().map(last_import),
        months: charts::months("Statements", &[series(&all)], |month| published(None, month)),
        speakers: speakers(&all),
        utterances: repeated(desk)?,
        outlets: unnamed_by_outlet(&all, &unnamed),
        frame,
        folder,
    })
}

fn faceted(query: Expr) -> Request {
    Request { limit: 1, facets: Some(SHOWN), ..Request::new(query) }
}

fn facet(answer: &Answer, field: Field) -> Option<&Facet> {
    answer.facets.iter().find(|facet| facet.field == field)
}

/// The counts of an answer by month.
pub fn series(answer: &Answer) -> Series {
    Series { name: "statements", class: "fill", counts: months_of(answer) }
}

/// By month, how many statements an answer counts.
pub fn months_of(answer: &Answer) -> Vec<(String, u32)> {
    let months = facet(answer, Field::Published).map(|facet| facet.values.iter());
    months.into_iter().flatten().map(|value| (value.label.clone(), value.count)).collect()
}

/// The search for what was published in a month or year, within `query`.
pub fn published(query: Option<&Expr>, month: &str) -> String {
    let asked = query.map(|query| query.to_string()).unwrap_or_default();
    links::link("/search", &[("q", format!("{asked} published:{month}").trim())])
}

fn totals(desk: &mut Desk, all: &Answer, documents: u64) -> Result<Totals, Failure> {
    let count = |field, label: &str| {
        let values = facet(all, field).map(|facet| facet.values.iter());
        values
            .into_iter()
            .flatten()
            .filter(|value| value.label == label)
            .map(|value| u64::from(value.count))
            .sum::<u64>()
    };
    let reviewed =
        count(Field::Review, Review::Accepted.word()) + count(Field::Review, Review::Changed.word());
    let low = sayso::store::query::parse("confidence:low")?;
    let low = desk.search(&Request { limit: 1, ..Request::new(low) })?.totals.statements as u64;
    let statements = all.totals.statements as u64;
    Ok(Totals {
        documents: grouped(documents),
        statements: grouped(statements),
        speakers: grouped(all.totals.speakers as u64),
        outlets: grouped(facet(all, Field::Outlet).map_or(0, |facet| facet.distinct as u64)),
        days: all.totals.published.map(|(first, last)| super::words::days(first, last)),
        reviewed: share(reviewed, statements),
        low: share(low, statements),
    })
}

/// `12 %`, never rounded to nothing or all.
fn share(part: u64, whole: u64) -> String {
    match (part, whole) {
        (0, _) => "none".to_owned(),
        (part, whole) if part == whole => "all".to_owned(),
        (part, whole) => format!("{} %", (part * 100 / whole.max(1)).max(1)),
    }
}

fn last_import(import: &Import) -> LastImport {
    let of = |outcome| import.counts.of(outcome);
    let mut told = counted(of(Outcome::Imported) + of(Outcome::Version), "new document");
    if of(Outcome::Failed) > 0 {
        told += &format!(", {} failed", grouped(of(Outcome::Failed)));
    }
    if import.finished.is_none() {
        told += ", not finished";
    }
    LastImport { id: import.id, when: super::words::instant(&import.started), told }
}

fn speakers(all: &Answer) -> Vec<Bar> {
    let Some(facet) = facet(all, Field::Speaker) else { return Vec::new() };
    let most = facet.values.first().map_or(1, |value| value.count);
    let bar = |value: &sayso::store::search::FacetValue| {
        let Filter::Person(person) = value.filter else { return None };
        Some(Bar {
            label: value.label.clone(),
            href: format!("/speaker/{person}"),
            search: links::filter(value.filter.clone()),
            count: grouped(u64::from(value.count)),
            of: String::new(),
            width: charts::width(u64::from(value.count), u64::from(most)),
        })
    };
    facet.values.iter().filter_map(bar).collect()
}

fn repeated(desk: &mut Desk) -> Result<Vec<Repeated>, Failure> {
    let several = Expr::negated(Expr::Filter(Filter::Missing(Field::Utterance)));
    let request = Request { group: Group::Utterances, limit: SHOWN, ..Request::new(several) };
    let answer = desk.search(&request)?;
    let mut all = Vec::new();
    for found in &answer.results {
        let row = found.document.rows[found.statement];
        let Some(id) = desk.store().utterance_of(row)? else { continue };
        let reports = found.group.map_or(1, |(_, count)| count as u64);
        all.push(Repeated {
            id: desk.store().utterance_name(id)?,
            words: short(found.content.trim_matches(|c: char| "“”\" ,".contains(c)), 140),
            who: super::words::who(found),
            reports: counted(reports, "report"),
        });
    }
    Ok(all)
}

fn unnamed_by_outlet(all: &Answer, unnamed: &Answer) -> Vec<Bar> {
    let count = |label: &str| {
        let values = facet(unnamed, Field::Outlet).map(|facet| facet.values.iter());
        values.into_iter().flatten().find(|value| value.label == label).map_or(0, |value| value.count)
    };
    let known = facet(all, Field::Outlet).map(|facet| facet.values.iter()).into_iter().flatten();
    let known = known.filter(|value| matches!(value.filter, Filter::Outlet(_)));
    let bar = |value: &sayso::store::search::FacetValue| {
        let (part, whole) = (u64::from(count(&value.label)), u64::from(value.count));
        let outlet = Expr::Filter(value.filter.clone());
        let search = Expr::all(vec![outlet.clone(), Expr::Filter(Filter::Named(false))]);
        Bar {
            label: value.label.clone(),
            href: links::search(&outlet),
            search: links::search(&search),
            count: share(part, whole),
            of: grouped(whole),
            width: charts::width(part, whole),
        }
    };
    known.map(bar).collect()
}

/// The filter for an outlet of this name.
pub fn outlet(name: &str) -> Option<Filter> {
    Words::new(name, false).map(Filter::Outlet)
}
