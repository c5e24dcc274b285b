//! Who said what about something: a query that is a form, too, with what it can be narrowed by.

use crate::server::extract::Query;
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use sayso::store::query::{Days, Expr, Field, Filter, parse};
use sayso::store::search::{Answer, Facet, FacetValue, Found, Group, Hints, Request, Sort};
use serde::Deserialize;

use super::charts::{self, Months};
use super::frame::{Frame, Here, show};
use super::links::{self, counted, grouped, link};
use super::overview;
use super::words;
use crate::server::{Desk, Failure, Kind, State};

/// Results of a page.
const LIMIT: usize = 25;
/// Values of a facet.
const VALUES: usize = 8;
/// Values of the facet of which all are wanted.
const ALL_VALUES: usize = 300;

/// What is asked of a search page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The query.
    pub q: String,
    /// What results are.
    pub group: String,
    /// What comes first.
    pub sort: String,
    /// Where the page begins.
    pub after: String,
    /// The facet of which all values are wanted.
    pub all: String,
    /// First day of publication: added to the query.
    pub from: String,
    /// Last day of publication: added to the query.
    pub to: String,
}

const GROUPS: [(&str, Group); 4] = [
    ("statements", Group::Statements),
    ("utterances", Group::Utterances),
    ("speakers", Group::Speakers),
    ("documents", Group::Documents),
];

const SORTS: [(&str, &str, Sort); 5] = [
    ("relevance", "Relevance", Sort::Relevance),
    ("newest", "Newest", Sort::Newest),
    ("oldest", "Oldest", Sort::Oldest),
    ("confidence", "Most certain", Sort::Confidence),
    ("doubt", "Most worth a look", Sort::Doubt),
];

impl Asked {
    /// What results are.
    ///
    /// # Errors
    /// If it is no group.
    pub fn group(&self) -> Result<Group, Failure> {
        let known = GROUPS.iter().find(|(name, _)| *name == self.group || self.group.is_empty());
        known
            .map(|(_, group)| *group)
            .ok_or_else(|| unfit("group", &self.group, GROUPS.iter().map(|(name, _)| *name)))
    }

    /// What comes first.
    ///
    /// # Errors
    /// If it is no order.
    pub fn sort(&self) -> Result<Sort, Failure> {
        let known = SORTS.iter().find(|(name, ..)| *name == self.sort || self.sort.is_empty());
        known
            .map(|(.., sort)| *sort)
            .ok_or_else(|| unfit("sort", &self.sort, SORTS.iter().map(|(name, ..)| *name)))
    }

    /// The address of the same with another query, from its beginning.
    fn with(&self, query: &Expr) -> String {
        link("/search", &[("q", &query.to_string()), ("group", &self.group), ("sort", &self.sort)])
    }

    fn but(&self, name: &str, value: &str) -> String {
        let of = |other: &str, own: &str| if name == other { value.to_owned() } else { own.to_owned() };
        let values =
            [("q", self.q.clone()), ("group", of("group", &self.group)), ("sort", of("sort", &self.sort))];
        let more = [("after", of("after", "")), ("all", of("all", ""))];
        let values: Vec<(&str, &str)> =
            values.iter().chain(&more).map(|(name, value)| (*name, &**value)).collect();
        link("/search", &values)
    }
}

fn unfit<'a>(name: &str, value: &str, known: impl Iterator<Item = &'a str>) -> Failure {
    let known: Vec<_> = known.collect();
    Failure::new(Kind::BadParameter, format!("{name}={value}: it is one of {}", known.join(", ")))
}

#[derive(Template)]
#[template(path = "search.html")]
struct Page {
    frame: Frame,
    summary: String,
    results: Vec<Result_>,
    shown: String,
    facets: Vec<Side>,
    chips: Vec<Chip>,
    groups: Vec<Tab>,
    sorts: Vec<Tab>,
    group: &'static str,
    months: Option<Months>,
    from: String,
    to: String,
    q: String,
    sort: String,
    first: Option<String>,
    next: Option<String>,
    export: String,
    feed: String,
    hints: Option<Advice>,
}

/// A result.
struct Result_ {
    /// The statement as every list shows it.
    one: Line,
    /// Of a group: what it is, where it leads, how many statements.
    group: Option<(String, String, String)>,
}

/// A statement as lists show it.
pub struct Line {
    /// Public id.
    pub id: String,
    /// The content, cut at the hits: text, and whether it is one.
    pub content: Vec<(String, bool)>,
    /// Who speaks.
    pub who: String,
    /// Whether the text names them.
    pub named: bool,
    /// Their page.
    pub speaker: Option<String>,
    /// The words of the source, where they do not hold the name.
    pub source: Option<String>,
    /// The words that attribute.
    pub cue: Option<String>,
    /// What became of the saying, where it is not plainly asserted.
    pub status: Option<&'static str>,
    /// Form and the like.
    pub kind: String,
    /// How sure, in a word and in hundredths.
    pub sure: (&'static str, String),
    /// Outlet and day, or where it comes from.
    pub place: String,
    /// Headline.
    pub title: Option<String>,
    /// The statement within its document.
    pub context: String,
    /// The utterance that it reports, if others do so too: its page, and how many.
    pub utterance: Option<(String, String)>,
    /// Language of the words.
    pub language: Option<String>,
    /// A citation in one line.
    pub citation: String,
}

/// A facet in the side column.
struct Side {
    name: &'static str,
    key: &'static str,
    values: Vec<Value>,
    more: Option<(String, String)>,
    /// Whether all values are there, so that they can be looked through.
    whole: bool,
}

struct Value {
    label: String,
    count: String,
    on: bool,
    /// With it, or without it where it is on.
    href: String,
    /// With everything but it.
    not: String,
}

/// A clause of the query.
struct Chip {
    text: String,
    without: String,
}

struct Tab {
    name: &'static str,
    href: String,
    on: bool,
}

/// What to do where nothing was found.
struct Advice {
    responsible: Vec<(String, String, String)>,
    near: Vec<(String, Vec<(String, String)>)>,
}

/// `/search`
pub async fn page(state: State, here: Here, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    if !(asked.from.is_empty() && asked.to.is_empty()) {
        return Ok(Redirect::to(&asked.with(&dated(&asked)?)).into_response());
    }
    show(&state, move |desk| found(desk, &here, asked)).await
}

/// The query with days of publication, instead of those that it had.
fn dated(asked: &Asked) -> Result<Expr, Failure> {
    let day = |text: &str| match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| {
            Failure::new(Kind::BadParameter, format!("{text} is no day: write it as 2016-10-04"))
        }),
    };
    let days = Days { from: day(&asked.from)?, to: day(&asked.to)? };
    if days.from.zip(days.to).is_some_and(|(from, to)| from > to) {
        return Err(Failure::new(Kind::BadParameter, "the last day lies before the first: turn them round"));
    }
    let query = parse(&asked.q)?;
    let is_day = |clause: &Expr| matches!(clause, Expr::Filter(Filter::Published(_)));
    let kept = query.clauses().iter().filter(|clause| !is_day(clause)).cloned();
    Ok(Expr::all(kept.chain([Expr::Filter(Filter::Published(days))]).collect()))
}

fn found(desk: &mut Desk, here: &Here, asked: Asked) -> Result<Page, Failure> {
    let query = parse(&asked.q)?;
    let request = Request {
        group: asked.group()?,
        sort: asked.sort()?,
        limit: LIMIT,
        after: Some(asked.after.clone()).filter(|after| !after.is_empty()),
        facets: Some(if asked.all.is_empty() { VALUES } else { ALL_VALUES }),
        query: query.clone(),
    };
    let answer = desk.search(&request)?;
    let results = answer.results.iter().map(|found| result(desk, found, request.group));
    let results = results.collect::<Result<Vec<_>, _>>()?;
    let hints = match answer.totals.statements {
        0 => Some(advice(&desk.hints(&query)?, &query, &asked)),
        _ => None,
    };
    let title = if asked.q.is_empty() { "All statements".to_owned() } else { asked.q.clone() };
    let mut frame = Frame::new(desk, here, "search", &title)?.with_twins(true);
    frame.query.clone_from(&asked.q);
    let feed = link("/api/v1/feed", &[("query", &asked.q)]);
    frame.feed = Some(feed.clone());
    let days = query.clauses().iter().find_map(|clause| match clause {
        Expr::Filter(Filter::Published(days)) => Some(*days),
        _ => None,
    });
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let number = GROUPS.iter().position(|(_, group)| *group == request.group).unwrap_or(0);
    Ok(Page {
        summary: summary(&answer),
        shown: shown(&answer, request.group, &request),
        facets: answer.facets.iter().filter_map(|facet| side(facet, &query, &asked)).collect(),
        chips: chips(&query, &asked),
        groups: tabs(
            GROUPS.iter().map(|(name, group)| (*name, *name, *group == request.group)),
            "group",
            &asked,
        ),
        sorts: tabs(
            SORTS.iter().map(|(name, label, sort)| (*name, *label, *sort == request.sort)),
            "sort",
            &asked,
        ),
        group: GROUPS[number].0,
        months: charts::months("Statements found", &[overview::series(&answer)], |month| {
            overview::published(Some(&without_days(&query)), month)
        }),
        from: day(days.and_then(|days| days.from)),
        to: day(days.and_then(|days| days.to)),
        first: request.after.as_ref().map(|_| asked.but("after", "")),
        next: answer.next.as_ref().map(|next| asked.but("after", next)),
        export: link("/export", &[("q", &asked.q)]),
        feed,
        q: asked.q,
        sort: asked.sort,
        frame,
        results,
        hints,
    })
}

fn without_days(query: &Expr) -> Expr {
    let is_day = |clause: &Expr| matches!(clause, Expr::Filter(Filter::Published(_)));
    Expr::all(query.clauses().iter().filter(|clause| !is_day(clause)).cloned().collect())
}

/// What was found, in a sentence.
fn summary(answer: &Answer) -> String {
    let totals = &answer.totals;
    let count = |count: usize, one: &str| counted(count as u64, one);
    let days =
        totals.published.map_or_else(String::new, |(first, last)| format!(", {}", words::days(first, last)));
    format!(
        "{} by {} in {}{days}",
        count(totals.statements, "statement"),
        count(totals.speakers, "speaker"),
        count(totals.documents, "document"),
    )
}

/// How much of it is shown. How many groups there are is known of speakers and documents.
fn shown(answer: &Answer, group: Group, request: &Request) -> String {
    let of = match group {
        Group::Statements => Some(answer.totals.statements),
        Group::Speakers => Some(answer.totals.speakers),
        Group::Documents => Some(answer.totals.documents),
        Group::Utterances => None,
    };
    let page = answer.results.len();
    let further = if request.after.is_some() { "further " } else { "" };
    match of {
        Some(of) if of > page => format!("{page} {further}of {}", grouped(of as u64)),
        Some(of) => format!("all {}", grouped(of as u64)),
        None => format!("{page} {further}{}", if answer.next.is_some() { "of more" } else { "shown" }),
    }
}

fn result(desk: &Desk, found: &Found, group: Group) -> Result<Result_, Failure> {
    let one = line(desk, found)?;
    let group = match (group, found.group) {
        (Group::Speakers, Some((number, count))) => {
            let person = desk.store().face(number)?;
            Some((person.name, format!("/speaker/{number}"), counted(count as u64, "statement")))
        }
        (Group::Documents, Some((_, count))) => {
            let document = &found.document.document;
            let name = document.title.clone().unwrap_or_else(|| document.origin.clone());
            Some((name, links::document(&document.id), counted(count as u64, "statement")))
        }
        (Group::Utterances, Some((_, count))) => {
            let row = found.document.rows[found.statement];
            let id = desk.store().utterance_of(row)?.map(|id| desk.store().utterance_name(id)).transpose()?;
            id.map(|id| (id.clone(), format!("/u/{id}"), counted(count as u64, "report")))
        }
        _ => None,
    };
    Ok(Result_ { one, group })
}

/// A statement that was found, as lists show it.
///
/// # Errors
/// If the collection cannot be read.
pub fn line(desk: &Desk, found: &Found) -> Result<Line, Failure> {
    use sayso::store::utterances::UtteranceId;
    let (document, reading) = (&found.document.document, &found.document.reading);
    let statement = found.statement();
    let note = sayso_formats::writers::note::note(document, reading, found.statement);
    let utterance = match desk.store().utterance_of(found.document.rows[found.statement])? {
        Some(id @ UtteranceId::Row(_)) => {
            let reports = desk.store().count_reports(id)?;
            Some((format!("/u/{}", desk.store().utterance_name(id)?), counted(reports, "report")))
        }
        _ => None,
    };
    let day = document.published.as_deref().map(words::published);
    let place = [document.outlet.clone(), day].into_iter().flatten().collect::<Vec<_>>().join(", ");
    Ok(Line {
        id: statement.id.clone(),
        content: cut(&found.content, &found.hits),
        speaker: found.person().map(|person| format!("/speaker/{person}")),
        status: note.status.or_else(|| note.cue_is_status.then(|| statement.status.word())),
        sure: (note.confidence, note.percent),
        place: if place.is_empty() { document.origin.clone() } else { place },
        title: document.title.clone(),
        context: links::in_context(&document.id, &statement.id),
        language: document.language.clone(),
        citation: super::cite::plain(document, &note.who, &found.content),
        who: note.who,
        named: note.named,
        source: note.source,
        cue: note.cue,
        kind: note.kind,
        utterance,
    })
}

/// A text cut at its hits.
fn cut(text: &str, hits: &[sayso_core::text::Span]) -> Vec<(String, bool)> {
    let mut parts = Vec::new();
    let mut at = 0;
    for hit in hits {
        parts.push((text[at..hit.start].to_owned(), false));
        parts.push((hit.of(text).to_owned(), true));
        at = hit.end;
    }
    parts.push((text[at..].to_owned(), false));
    parts.retain(|(text, _)| !text.is_empty());
    parts
}

fn tabs(
    all: impl Iterator<Item = (&'static str, &'static str, bool)>,
    name: &str,
    asked: &Asked,
) -> Vec<Tab> {
    all.map(|(value, label, on)| Tab { name: label, href: asked.but(name, value), on }).collect()
}

fn chips(query: &Expr, asked: &Asked) -> Vec<Chip> {
    let clauses = query.clauses();
    if clauses.len() < 2 && !matches!(clauses.first(), Some(Expr::Filter(_) | Expr::Not(_))) {
        return Vec::new();
    }
    let chip = |(at, clause): (usize, &Expr)| {
        let others = clauses.iter().enumerate().filter(|(other, _)| *other != at);
        Chip {
            text: clause.to_string(),
            without: asked.with(&Expr::all(others.map(|(_, clause)| clause.clone()).collect())),
        }
    };
    clauses.iter().enumerate().map(chip).collect()
}

fn name(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Speaker => "Speaker",
        Field::Named => "Named in the text",
        Field::Outlet => "Outlet",
        Field::Form => "Form",
        Field::Attitude => "Attitude",
        Field::Status => "Status",
        Field::Stance => "Stance",
        Field::Review => "Review",
        // Months are drawn.
        _ => return None,
    })
}

fn side(facet: &Facet, query: &Expr, asked: &Asked) -> Option<Side> {
    let name = name(facet.field)?;
    let key = facet.field.name();
    let wanted = asked.all == key;
    let most = if wanted { ALL_VALUES } else { VALUES };
    let shown: Vec<&FacetValue> = facet.values.iter().take(most).collect();
    if shown.is_empty() {
        return None;
    }
    let more = facet.distinct > shown.len() && !wanted;
    let label = format!("All {}", grouped(facet.distinct as u64));
    Some(Side {
        name,
        key,
        values: shown.into_iter().map(|value| of_facet(value, query, asked)).collect(),
        more: more.then(|| (label, asked.but("all", key))),
        whole: wanted,
    })
}

fn of_facet(value: &FacetValue, query: &Expr, asked: &Asked) -> Value {
    let clause = Expr::Filter(value.filter.clone());
    let on = query.clauses().contains(&clause);
    let others: Vec<Expr> = query.clauses().iter().filter(|one| **one != clause).cloned().collect();
    let with = |more: Option<Expr>| asked.with(&Expr::all(others.iter().cloned().chain(more).collect()));
    Value {
        label: value.label.clone(),
        count: grouped(u64::from(value.count)),
        on,
        href: with((!on).then(|| clause.clone())),
        not: with(Some(Expr::negated(clause))),
    }
}

fn advice(hints: &Hints, query: &Expr, asked: &Asked) -> Advice {
    let without = |clause: &Expr| {
        asked.with(&Expr::all(query.clauses().iter().filter(|one| *one != clause).cloned().collect()))
    };
    let responsible = hints.responsible.iter();
    let instead = |field: Field, name: &String| {
        let filter = parse(&format!("{}:{:?}", field.name(), name)).unwrap_or_else(|_| Expr::everything());
        (name.clone(), asked.with(&filter))
    };
    Advice {
        responsible: responsible
            .map(|(clause, count)| (clause.to_string(), without(clause), counted(*count as u64, "statement")))
            .collect(),
        near: hints
            .near
            .iter()
            .filter(|near| !near.names.is_empty())
            .map(|near| {
                (
                    near.asked.clone(),
                    near.names.iter().take(6).map(|name| instead(near.field, name)).collect(),
                )
            })
            .collect(),
    }
}
