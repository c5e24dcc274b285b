//! The same words over documents: the list, and one utterance with its wordings and its spread.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use sayso::collection::origins::{EdgeRecord, EvidenceRecord, Origins};
use sayso::records::{Utterance, change};
use sayso::store::codes::date_of;
use sayso::store::query::{Expr, Field, Filter, parse};
use sayso::store::search::{Group, Request};
use sayso::store::utterances::Quotation;
use sayso_core::utterances::{Edit, EditClass, edits};
use serde::Deserialize;

use super::charts::decimal;
use super::frame::{Frame, Here, html, render, show};
use super::links::{self, counted, grouped, link, plain};
use super::twins::{self, Ending};
use super::words;
use crate::server::extract::{Path, Query};
use crate::server::{Desk, Failure, Kind, State, read};

/// Utterances of a page.
const LIMIT: usize = 25;
/// Outlets that have a lane of their own in the drawing.
const LANES: usize = 30;
/// Wordings that are shown.
const WORDINGS: usize = 60;
/// Reports in the table.
const REPORTS: usize = 500;

/// What is asked of the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The query.
    pub q: String,
    /// Where the page begins.
    pub after: String,
}

#[derive(Template)]
#[template(path = "utterances.html")]
struct List {
    frame: Frame,
    q: String,
    search: String,
    all: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
}

struct Row {
    id: String,
    words: String,
    who: String,
    facts: String,
    alerts: String,
}

/// `/utterances`
pub async fn list(state: State, here: Here, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    show(&state, move |desk| utterances(desk, &here, asked)).await
}

fn utterances(desk: &mut Desk, here: &Here, asked: Asked) -> Result<List, Failure> {
    let several = Expr::negated(Expr::Filter(Filter::Missing(Field::Utterance)));
    let request = Request {
        group: Group::Utterances,
        limit: LIMIT,
        after: Some(asked.after.clone()).filter(|after| !after.is_empty()),
        ..Request::new(Expr::all(vec![parse(&asked.q)?, several]))
    };
    let answer = desk.search(&request)?;
    let mut all = Vec::new();
    for found in &answer.results {
        if let Some(id) = desk.store().utterance_of(found.document.rows[found.statement])? {
            all.push(row(&Utterance::load(desk.store(), id)?));
        }
    }
    let after = |after: &str| link("/utterances", &[("q", &asked.q), ("after", after)]);
    Ok(List {
        frame: Frame::new(desk, here, "utterances", "Utterances")?.with_twins(true),
        first: request.after.as_ref().map(|_| after("")),
        next: answer.next.as_deref().map(after),
        search: link("/search", &[("q", &asked.q)]),
        q: asked.q,
        all,
    })
}

fn row(whole: &Utterance) -> Row {
    let speakers: Vec<&str> = whole.speakers().into_iter().map(|(name, _)| name).take(4).collect();
    Row {
        id: whole.id.clone(),
        words: links::short(whole.base(), 240),
        who: if speakers.is_empty() { "not told who".to_owned() } else { speakers.join(", ") },
        facts: facts(whole),
        alerts: match whole.portrait.alerts.len() {
            0 => String::new(),
            count => counted(count as u64, "thing") + " to look at",
        },
    }
}

/// `37 reports in 30 documents of 12 outlets · 3 wordings · 9 Oct 2016 to 14 Oct 2016`.
fn facts(whole: &Utterance) -> String {
    let count = |count: usize, one: &str| counted(count as u64, one);
    let mut text =
        format!("{} in {}", count(whole.reports.len(), "report"), count(whole.documents(), "document"));
    let outlets = whole.outlets().len();
    if outlets > 0 {
        text += &format!(" of {}", count(outlets, "outlet"));
    }
    text += &format!(" · {}", count(whole.portrait.variants.len(), "wording"));
    let days: Vec<i32> = whole.reports.iter().filter_map(|one| one.day).collect();
    let ends = days.iter().min().zip(days.iter().max());
    let ends = ends.and_then(|(&first, &last)| date_of(i64::from(first)).zip(date_of(i64::from(last))));
    if let Some((first, last)) = ends {
        text += &format!(" · {}", words::days(first, last));
    }
    text
}

/// What is asked of the page of one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct How {
    /// The wording that the others are compared with, from 1.
    base: String,
    /// Whether changes of marks, case and spelling are shown, too.
    typographic: String,
}

#[derive(Template)]
#[template(path = "utterance.html")]
struct Page {
    frame: Frame,
    words: String,
    facts: String,
    search: String,
    speakers: Vec<(String, String)>,
    alerts: Vec<String>,
    base: usize,
    variants: Vec<Wording>,
    more: String,
    typographic: bool,
    switch: String,
    /// How many origins, as far as the collection shows; none of a single report.
    origins: Option<Origin>,
    spread: Option<Spread>,
    reports: Vec<Report>,
    cut: String,
}

struct Wording {
    number: usize,
    parts: Vec<Part>,
    changes: Vec<String>,
    count: String,
    first: String,
    outlets: String,
    href: String,
}

/// Words that both have, or one.
struct Part {
    /// Empty, `ins` or `del`.
    kind: &'static str,
    text: String,
}

/// Who repeats whom.
struct Origin {
    interval: String,
    summary: String,
    edges: Vec<Repeat>,
}

/// What there is between two documents.
struct Repeat {
    relation: &'static str,
    from: (String, String),
    to: (String, String),
    weight: &'static str,
    evidence: Vec<String>,
    chance: String,
}

/// From an origin to what repeats it, in the drawing.
struct Tie {
    x1: String,
    y1: i32,
    x2: String,
    y2: i32,
    class: &'static str,
}

struct Report {
    day: String,
    outlet: String,
    speaker: String,
    person: Option<String>,
    wording: usize,
    statement: String,
    context: String,
    title: String,
}

/// Reports over time and outlets.
struct Spread {
    width: i32,
    height: i32,
    left: i32,
    lanes: Vec<(i32, String)>,
    /// Place, label, and which end of it is there.
    ticks: Vec<(i32, String, &'static str)>,
    dots: Vec<Dot>,
    ties: Vec<Tie>,
    left_out: String,
}

struct Dot {
    x: String,
    y: i32,
    wording: usize,
    title: String,
    href: String,
}

/// `/u/{id}`
pub async fn page(
    state: State,
    here: Here,
    Path(id): Path<String>,
    Query(how): Query<How>,
) -> Result<Response, Failure> {
    read(&state, move |desk| match twins::ending(&id) {
        (id, Some(Ending::Json)) => twins::utterance(desk, id),
        _ => Ok(html(render(&utterance(desk, &here, &id, &how)?)?)),
    })
    .await
}

fn utterance(desk: &mut Desk, here: &Here, id: &str, how: &How) -> Result<Page, Failure> {
    let whole = Utterance::load(desk.store(), desk.store().find_utterance(id)?)?;
    let base = base(&whole, how)?;
    let typographic = !how.typographic.is_empty();
    let title = format!("“{}”", links::short(whole.base().trim(), 80));
    let wording = wordings(&whole);
    let id = desk.store().find_utterance(&whole.id)?;
    let origins = desk.collection().origins(id)?;
    let address = |base: usize, typographic: bool| {
        let base = if base == 0 { String::new() } else { (base + 1).to_string() };
        let path = format!("/u/{}", whole.id);
        link(&path, &[("base", &base), ("typographic", if typographic { "1" } else { "" })])
    };
    let count = whole.portrait.variants.len();
    Ok(Page {
        frame: Frame::new(desk, here, "utterances", &title)?.with_twins(false),
        words: bare(whole.base()).to_owned(),
        facts: facts(&whole),
        search: links::filter(Filter::Utterance(whole.id.clone())),
        speakers: whole
            .speakers()
            .into_iter()
            .map(|(name, count)| (name.to_owned(), counted(count as u64, "report")))
            .collect(),
        alerts: whole.portrait.alerts.iter().map(|alert| whole.alert(alert)).collect(),
        base: base + 1,
        variants: (0..count.min(WORDINGS))
            .map(|at| variant(&whole, base, at, typographic, address(at, typographic)))
            .collect(),
        more: more(count, WORDINGS, "wording"),
        switch: address(base, !typographic),
        typographic,
        spread: spread(&whole, &wording, &origins),
        origins: (origins.documents.len() > 1).then(|| origin(&origins)),
        reports: whole
            .reports
            .iter()
            .zip(&wording)
            .take(REPORTS)
            .map(|(one, wording)| report(one, *wording))
            .collect(),
        cut: more(whole.reports.len(), REPORTS, "report"),
    })
}

/// Without marks at the ends, which the page sets itself.
fn bare(words: &str) -> &str {
    words.trim_matches(|c: char| c.is_whitespace() || "“”\",".contains(c))
}

/// The wording that the others are compared with.
fn base(whole: &Utterance, how: &How) -> Result<usize, Failure> {
    if how.base.is_empty() {
        return Ok(0);
    }
    let known = whole.portrait.variants.len();
    let number = how.base.parse::<usize>().ok().filter(|number| (1..=known).contains(number));
    number.map(|number| number - 1).ok_or_else(|| {
        Failure::new(Kind::BadParameter, format!("base={}: the wordings are numbered 1 to {known}", how.base))
    })
}

/// Of each report, the number of its wording, from 1.
fn wordings(whole: &Utterance) -> Vec<usize> {
    let mut numbers = vec![0; whole.reports.len()];
    for (at, variant) in whole.portrait.variants.iter().enumerate() {
        variant.reports.iter().for_each(|&report| numbers[report] = at + 1);
    }
    numbers
}

fn more(all: usize, shown: usize, what: &str) -> String {
    match all.checked_sub(shown) {
        Some(left @ 1..) => {
            format!("{} not shown here; the JSON has all.", counted(left as u64, &format!("more {what}")))
        }
        _ => String::new(),
    }
}

fn variant(whole: &Utterance, base: usize, at: usize, typographic: bool, href: String) -> Wording {
    let variants = &whole.portrait.variants;
    let (from, to) = (whole.words(&variants[base]), whole.words(&variants[at]));
    let is_shown = |edit: &Edit| typographic || edit.class != EditClass::Typographic;
    let edits: Vec<Edit> =
        if at == base { Vec::new() } else { edits(from, to).into_iter().filter(is_shown).collect() };
    let reports = variants[at].reports.iter().map(|&report| &whole.reports[report]);
    let mut outlets: Vec<&str> = reports.filter_map(|one| one.outlet.as_deref()).collect();
    outlets.sort_unstable();
    outlets.dedup();
    Wording {
        number: at + 1,
        parts: if at == base {
            vec![Part { kind: "", text: to.to_owned() }]
        } else {
            parts(from, &edits, to)
        },
        changes: edits.iter().map(|edit| change(edit, from, to)).collect(),
        count: counted(variants[at].reports.len() as u64, "report"),
        first: variants[at].first.and_then(|day| date_of(i64::from(day))).map(words::day).unwrap_or_default(),
        outlets: outlets.join(", "),
        href,
    }
}

/// The base with the changes in it.
fn parts(base: &str, edits: &[Edit], other: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    let mut add = |kind, text: &str| {
        if !text.is_empty() {
            parts.push(Part { kind, text: text.to_owned() });
        }
    };
    for edit in edits.iter().filter(|edit| !edit.base.is_empty() || !edit.other.is_empty()) {
        // The parts of a contraction share one place.
        if edit.base.start < at {
            continue;
        }
        add("", &base[at..edit.base.start]);
        add("del", edit.base.of(base));
        add("ins", edit.other.of(other));
        if edit.base.is_empty() && !base[..edit.base.start].is_empty() {
            add("", " ");
        }
        at = edit.base.end;
    }
    add("", &base[at..]);
    parts
}

fn report(one: &Quotation, wording: usize) -> Report {
    Report {
        day: one.published.as_deref().map(words::published).unwrap_or_default(),
        outlet: one.outlet.clone().unwrap_or_default(),
        speaker: one.speaker.clone().unwrap_or_else(|| "not told".to_owned()),
        person: one.person.map(|person| format!("/speaker/{person}")),
        wording,
        statement: format!("/s/{}", one.statement),
        context: links::in_context(&one.document, &one.statement),
        title: one.title.clone().unwrap_or_else(|| one.origin.clone()),
    }
}

/// Units between two lanes.
const LANE: i32 = 26;
/// Units for the names of outlets.
const LEFT: i32 = 190;
/// Units of the whole drawing.
const WIDTH: i32 = 900;

fn origin(origins: &Origins) -> Origin {
    let copies = match origins.near_copies {
        0 => String::new(),
        1 => ", 1 of them a near-copy of another one".to_owned(),
        more => format!(", {more} of them near-copies of another one"),
    };
    let documents = counted(origins.documents.len() as u64, "document");
    Origin {
        interval: origins.interval(),
        summary: format!("{} in {documents}{copies}, as far as this collection shows", origins.interval()),
        edges: origins.edges.iter().map(|edge| repeat(origins, edge)).collect(),
    }
}

fn repeat(origins: &Origins, edge: &EdgeRecord) -> Repeat {
    let document = |at: usize| {
        let one = &origins.documents[at];
        let day = one.published.as_deref().map(words::published);
        let known: Vec<String> = [one.outlet.clone(), day].into_iter().flatten().collect();
        let name = if known.is_empty() { one.origin.clone() } else { known.join(", ") };
        (name, links::document(&one.document))
    };
    let (from, to) = if edge.repeats == Some(edge.b) { (edge.b, edge.a) } else { (edge.a, edge.b) };
    Repeat {
        relation: match edge.repeats {
            // What is too little to count is too little to say so.
            _ if !edge.counts => "has words in common with",
            Some(_) => "repeats",
            None => "repeats or is repeated by, or both repeat a third:",
        },
        from: document(from),
        to: document(to),
        weight: match (edge.certain, edge.counts) {
            (true, _) => "counts for both ends of the interval",
            (false, true) => "counts for the fewest origins",
            (false, false) => "too little to count",
        },
        evidence: edge.evidence.iter().map(EvidenceRecord::in_a_word).collect(),
        chance: format!("1 in {}", grouped((1.0 / edge.chance.max(1e-9)).round() as u64)),
    }
}

/// Lines between the first dots of documents, where one repeats the other.
fn ties(origins: &Origins, places: &BTreeMap<&str, (String, i32)>) -> Vec<Tie> {
    let place = |at: usize| places.get(&*origins.documents[at].document);
    let tie = |edge: &EdgeRecord| {
        let repeats = edge.repeats.filter(|_| edge.counts)?;
        let ((x1, y1), (x2, y2)) = (place(edge.a + edge.b - repeats)?, place(repeats)?);
        let class = if edge.certain { "tie" } else { "tie maybe" };
        Some(Tie { x1: x1.clone(), y1: *y1, x2: x2.clone(), y2: *y2, class })
    };
    origins.edges.iter().filter_map(tie).collect()
}

fn spread(whole: &Utterance, wordings: &[usize], origins: &Origins) -> Option<Spread> {
    let dated: Vec<(&Quotation, i32, usize)> = whole
        .reports
        .iter()
        .zip(wordings)
        .filter_map(|(one, &wording)| Some((one, one.day?, wording)))
        .collect();
    let first = dated.iter().map(|(_, day, _)| *day).min()?;
    let last = dated.iter().map(|(_, day, _)| *day).max()?;
    let outlet = |one: &Quotation| one.outlet.clone().unwrap_or_else(|| "outlet not known".to_owned());
    // By first report, so that one reads from the upper left to the lower right.
    let mut order: Vec<String> = Vec::new();
    for (one, ..) in &dated {
        if !order.contains(&outlet(one)) {
            order.push(outlet(one));
        }
    }
    let lanes: BTreeMap<&str, i32> =
        order.iter().take(LANES).zip(0..).map(|(name, at)| (&**name, 20 + at * LANE)).collect();
    let days = (last - first).max(1);
    let x = |day: i32| {
        f64::from(LEFT + 20) + f64::from(day - first) * f64::from(WIDTH - LEFT - 40) / f64::from(days)
    };
    let mut dots = Vec::new();
    let mut taken: BTreeMap<(i32, i32), i32> = BTreeMap::new();
    let mut places: BTreeMap<&str, (String, i32)> = BTreeMap::new();
    for (one, day, wording) in &dated {
        let Some(&y) = lanes.get(&*outlet(one)) else { continue };
        // Several on one day stand side by side.
        let nth = taken.entry((y, *day)).or_default();
        let speaker = one.speaker.as_deref().unwrap_or("not told who");
        let title = format!("{}, {}: wording {wording}, {speaker}", outlet(one), published(*day));
        let x = decimal(x(*day) + f64::from(*nth * 9));
        *nth += 1;
        places.entry(&one.document).or_insert_with(|| (x.clone(), y));
        dots.push(Dot {
            x,
            y,
            wording: *wording,
            title: plain(&title),
            href: format!("/s/{}", one.statement),
        });
    }
    let height = 20 + lanes.len() as i32 * LANE + 24;
    let undated = whole.reports.len() - dated.len();
    let mut left_out = Vec::new();
    left_out.extend((undated > 0).then(|| format!("{} without a date", grouped(undated as u64))));
    let lost = dated.len() - dots.len();
    left_out.extend((lost > 0).then(|| format!("{} of further outlets", grouped(lost as u64))));
    let mut ticks = vec![(x(first) as i32, published(first), "start")];
    ticks.extend((last > first).then(|| (x(last) as i32, published(last), "end")));
    Some(Spread {
        width: WIDTH,
        height,
        left: LEFT,
        lanes: order
            .iter()
            .take(LANES)
            .map(|name| (lanes[&**name], plain(&links::short(name, 26))))
            .collect(),
        ticks,
        ties: ties(origins, &places),
        dots,
        left_out: left_out.join(", "),
    })
}

fn published(day: i32) -> String {
    date_of(i64::from(day)).map(words::day).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_stand_in_the_base() {
        let (base, other) = ("We will not sell the harbour", "We will sell the old harbour");
        let shown: String = parts(base, &edits(base, other), other)
            .iter()
            .map(|part| match part.kind {
                "" => part.text.clone(),
                kind => format!("<{kind} {}>", part.text),
            })
            .collect();
        assert_eq!(shown, "We will <del not> sell the <ins old> harbour");
    }
}
