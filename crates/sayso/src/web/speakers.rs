//! Who speaks: the list, and all about one of them.

use askama::Template;
use axum::response::Response;
use sayso::store::codes::date_of;
use sayso::store::identity::Likeness;
use sayso::store::query::{Expr, Field, Filter, Words};
use sayso::store::search::{Answer, Group, Request, Sort};
use sayso_core::document::Form;
use serde::Deserialize;

use super::charts::{self, Months, Series};
use super::frame::{Frame, Here, html, render, show};
use super::links::{self, counted, grouped, link};
use super::overview::months_of;
use super::search::{Line, line};
use super::twins::{self, Ending};
use super::words;
use crate::server::extract::{Path, Query};
use crate::server::{Desk, Failure, State, read};

/// Speakers of a page.
const LIMIT: usize = 50;
/// Of each list on the page of a speaker.
const SHOWN: usize = 10;

/// What is asked of the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Words of the name.
    pub name: String,
    /// Where the page begins.
    pub after: String,
}

#[derive(Template)]
#[template(path = "speakers.html")]
struct List {
    frame: Frame,
    name: String,
    total: String,
    people: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
}

struct Row {
    id: i64,
    name: String,
    kind: &'static str,
    aliases: String,
    statements: String,
    search: String,
}

/// `/speakers`
pub async fn list(state: State, here: Here, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    show(&state, move |desk| people(desk, &here, asked)).await
}

fn people(desk: &mut Desk, here: &Here, asked: Asked) -> Result<List, Failure> {
    let named = Words::new(&asked.name, false).map(|words| Expr::Filter(Filter::Speaker(words)));
    let request = Request {
        group: Group::Speakers,
        limit: LIMIT,
        after: Some(asked.after.clone()).filter(|after| !after.is_empty()),
        ..Request::new(named.unwrap_or_else(Expr::everything))
    };
    let answer = desk.search(&request)?;
    let mut people = Vec::new();
    for (person, statements) in answer.results.iter().filter_map(|found| found.group) {
        let face = desk.store().face(person)?;
        people.push(Row {
            search: links::filter(Filter::Person(u32::try_from(face.id).unwrap_or(0))),
            id: face.id,
            name: face.name,
            kind: face.kind.word(),
            aliases: face.aliases.join(", "),
            statements: grouped(statements as u64),
        });
    }
    let after = |after: &str| link("/speakers", &[("name", &asked.name), ("after", after)]);
    Ok(List {
        frame: Frame::new(desk, here, "speakers", "Speakers")?.with_twins(true),
        total: counted(answer.totals.speakers as u64, "speaker"),
        first: request.after.as_ref().map(|_| after("")),
        next: answer.next.as_deref().map(after),
        name: asked.name,
        people,
    })
}

#[derive(Template)]
#[template(path = "speaker.html")]
struct Page {
    frame: Frame,
    id: i64,
    name: String,
    kind: &'static str,
    summary: String,
    all: String,
    names: Vec<String>,
    roles: Vec<(String, String, String)>,
    months: Option<Months>,
    forms: Vec<(&'static str, String, String)>,
    statuses: Vec<(String, String, String)>,
    outlets: Vec<(String, String, String)>,
    utterances: Vec<(String, String, String)>,
    latest: Vec<Line>,
    why: Vec<Pair>,
    open: Vec<Pair>,
    /// Documents in which they speak: id, and what it is.
    documents: Vec<(String, String)>,
    next: String,
}

/// Two names that are one, or may be.
pub struct Pair {
    /// The number of the first name, and of the person who has it.
    pub a: (i64, i64),
    /// The number of the other, and of the person who has it.
    pub b: (i64, i64),
    /// The names.
    pub names: (String, String),
    /// How alike, in hundredths.
    pub score: String,
    /// The same as the width of a bar.
    pub bar: String,
    /// Why, in sentences.
    pub reasons: Vec<String>,
}

impl From<&Likeness> for Pair {
    fn from(one: &Likeness) -> Self {
        Self {
            a: (one.a.own, one.a.person),
            b: (one.b.own, one.b.person),
            names: (one.a.name.clone(), one.b.name.clone()),
            score: words::percent(one.score),
            bar: charts::decimal(f64::from(one.score) * 27.0),
            reasons: one.reasons.iter().map(|(_, why)| why.clone()).collect(),
        }
    }
}

/// `/speaker/{id}`
pub async fn page(state: State, here: Here, Path(id): Path<String>) -> Result<Response, Failure> {
    read(&state, move |desk| {
        let (number, ending) = twins::ending(&id);
        let number = number.parse().map_err(|_| {
            Failure::not_found(format!("{id} is no number of a speaker; the list of speakers has them"))
        })?;
        match ending {
            Some(Ending::Json) => twins::speaker(desk, number),
            _ => Ok(html(render(&speaker(desk, &here, number)?)?)),
        }
    })
    .await
}

fn speaker(desk: &mut Desk, here: &Here, id: i64) -> Result<Page, Failure> {
    let person = desk.store().person(id)?;
    let mine = Filter::Person(u32::try_from(person.id).unwrap_or(0));
    let own = Expr::Filter(mine.clone());
    let request =
        Request { sort: Sort::Newest, limit: SHOWN, facets: Some(SHOWN), ..Request::new(own.clone()) };
    let answer = desk.search(&request)?;
    let latest = answer.results.iter().map(|found| line(desk, found)).collect::<Result<Vec<_>, _>>()?;
    let within = |filter: Filter| links::search(&Expr::all(vec![own.clone(), Expr::Filter(filter)]));
    let facet = |field: Field| {
        let values = answer.facets.iter().find(|facet| facet.field == field).map(|facet| facet.values.iter());
        values
            .into_iter()
            .flatten()
            .map(|value| (value.label.clone(), grouped(u64::from(value.count)), within(value.filter.clone())))
    };
    let (statuses, outlets) = (facet(Field::Status).collect(), facet(Field::Outlet).collect());
    let series = by_form(desk, &own)?;
    let forms = series.iter().filter(|one| one.total > 0);
    let forms =
        forms.map(|one| (one.series.name, grouped(one.total), within(Filter::Form(one.form)))).collect();
    let series: Vec<Series> = series.into_iter().map(|one| one.series).collect();
    let store = desk.store();
    let names = store.names_of(person.id)?.into_iter().map(|name| name.name);
    let mut names: Vec<String> =
        names.chain(person.aliases.iter().cloned()).filter(|name| *name != person.name).collect();
    names.sort_unstable();
    names.dedup();
    let (roles, why, open) =
        (store.roles_of(person.id)?, store.why_one(person.id)?, store.open_pairs_of(person.id)?);
    Ok(Page {
        frame: Frame::new(desk, here, "speakers", &person.name)?.with_twins(false),
        id: person.id,
        kind: person.kind.word(),
        summary: summary(&answer),
        all: links::search(&own),
        roles: roles
            .into_iter()
            .map(|one| (one.role, days(one.days), counted(one.documents, "document")))
            .collect(),
        months: charts::months(&format!("Statements of {}", links::plain(&person.name)), &series, |month| {
            super::overview::published(Some(&own), month)
        }),
        utterances: repeated(desk, &own)?,
        documents: documents(desk, &own)?,
        why: why.iter().map(Pair::from).collect(),
        open: open.iter().map(Pair::from).collect(),
        next: here.address.clone(),
        name: person.name,
        names,
        forms,
        statuses,
        outlets,
        latest,
    })
}

fn summary(answer: &Answer) -> String {
    let totals = &answer.totals;
    let outlets = answer.facets.iter().find(|facet| facet.field == Field::Outlet);
    let mut text = format!(
        "{} in {}",
        counted(totals.statements as u64, "statement"),
        counted(totals.documents as u64, "document")
    );
    if let Some(outlets) = outlets.filter(|outlets| outlets.distinct > 0) {
        text += &format!(" of {}", counted(outlets.distinct as u64, "outlet"));
    }
    if let Some((first, last)) = totals.published {
        text += &format!(", {}", words::days(first, last));
    }
    text
}

struct OfForm {
    form: Form,
    total: u64,
    series: Series,
}

/// Statements by month, for each form.
fn by_form(desk: &mut Desk, own: &Expr) -> Result<Vec<OfForm>, Failure> {
    let mut all = Vec::new();
    for form in [Form::Direct, Form::Mixed, Form::Indirect] {
        let query = Expr::all(vec![own.clone(), Expr::Filter(Filter::Form(form))]);
        let answer = desk.search(&Request { limit: 1, facets: Some(1), ..Request::new(query) })?;
        let series = Series { name: form.word(), class: form.word(), counts: months_of(&answer) };
        all.push(OfForm { form, total: answer.totals.statements as u64, series });
    }
    Ok(all)
}

/// What of them is reported most often: id, words, how often.
fn repeated(desk: &mut Desk, own: &Expr) -> Result<Vec<(String, String, String)>, Failure> {
    let several = Expr::negated(Expr::Filter(Filter::Missing(Field::Utterance)));
    let query = Expr::all(vec![own.clone(), several]);
    let answer = desk.search(&Request { group: Group::Utterances, limit: SHOWN, ..Request::new(query) })?;
    let mut all = Vec::new();
    for found in &answer.results {
        if let Some(id) = desk.store().utterance_of(found.document.rows[found.statement])? {
            let count = found.group.map_or(1, |(_, count)| count as u64);
            let name = desk.store().utterance_name(id)?;
            all.push((name, links::short(&found.content, 160), counted(count, "report")));
        }
    }
    Ok(all)
}

/// Documents in which they speak, the latest first.
fn documents(desk: &mut Desk, own: &Expr) -> Result<Vec<(String, String)>, Failure> {
    let request = Request { group: Group::Documents, limit: LIMIT, ..Request::new(own.clone()) };
    let found = desk.search(&request)?.results.into_iter().map(|found| {
        let document = &found.document.document;
        let day = document.published.as_deref().map(words::published);
        let title = document.title.clone().unwrap_or_else(|| document.origin.clone());
        let parts = [Some(title), document.outlet.clone(), day];
        (document.id.clone(), parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    });
    Ok(found.collect())
}

fn days(days: Option<(i64, i64)>) -> String {
    let found = days.and_then(|(first, last)| Some(words::days(date_of(first)?, date_of(last)?)));
    found.unwrap_or_else(|| "no date".to_owned())
}
