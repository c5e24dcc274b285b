//! How long searches take in a collection that `generate` made.
//!
//! ```sh
//! cargo run --release -p sayso-store --example search -- FOLDER [QUERIES] [SEED]
//! ```
//!
//! The words, names, outlets and dates of the queries are those of statements drawn by chance, so that
//! what is often in the collection is often asked for. Every answer has all facets, exact counts and a page
//! of twenty results. The same settings ask the same. Prints one JSON object: milliseconds of the first
//! search in a new process (which reads the columns in), of every kind of query, and of all together; once
//! with what earlier, other queries left in memory (`warm`), once with no list of words kept (`cold`).

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use sayso_store::Store;
use sayso_store::query::{Expr, parse};
use sayso_store::search::{Found, Group, Request, Search, Sort};
use serde_json::{Value, json};

/// The seed where none is given.
const SEED: u64 = 20_161_002;

/// Values of each facet.
const VALUES: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: search FOLDER [QUERIES] [SEED]")?;
    let count = arguments.next().map_or(Ok(500), |count| count.parse())?;
    let seed = arguments.next().map_or(Ok(SEED), |seed| seed.parse())?;
    let store = Store::open_read_only(Path::new(&folder))?;
    let mut search = Search::new();
    let first = timed(&mut search, &store, &Request::new(Expr::everything()))?;
    let statements = search.run(&store, &Request::new(Expr::everything()))?.totals.statements;
    let (others, asked) = (queries(&store, count, seed + 1)?, queries(&store, count, seed)?);
    for (_, request) in &others {
        search.run(&store, request)?;
    }
    let warm = times(&store, &asked, Some(&mut search))?;
    let cold = times(&store, &asked, None)?;
    println!(
        "{}",
        json!({
            "statements": statements, "queries": asked.len(), "seed": seed, "first_ms": rounded(first),
            "warm": summary(&warm), "cold": summary(&cold),
        })
    );
    Ok(())
}

type Times = BTreeMap<&'static str, Vec<f64>>;

/// The time of each request, by kind; without a search to use, each with one whose lists are empty.
fn times(
    store: &Store,
    asked: &[(&'static str, Request)],
    kept: Option<&mut Search>,
) -> Result<Times, Box<dyn Error>> {
    let mut times = Times::new();
    let mut own = Search::new();
    own.run(store, &Request::new(Expr::everything()))?;
    let keeps = kept.is_some();
    let search = kept.unwrap_or(&mut own);
    for (kind, request) in asked {
        if !keeps {
            search.forget_words();
        }
        times.entry(kind).or_default().push(timed(search, store, request)?);
    }
    Ok(times)
}

fn timed(search: &mut Search, store: &Store, request: &Request) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    std::hint::black_box(search.run(store, request)?);
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

fn summary(times: &Times) -> Value {
    let mut all: Vec<f64> = times.values().flatten().copied().collect();
    let mut by_kind: BTreeMap<&str, Value> = BTreeMap::new();
    for (kind, times) in times {
        by_kind.insert(kind, quantiles(&mut times.clone()));
    }
    by_kind.insert("all", quantiles(&mut all));
    json!(by_kind)
}

fn quantiles(times: &mut [f64]) -> Value {
    times.sort_by(f64::total_cmp);
    let at =
        |share: f64| rounded(times[((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1]);
    json!({"count": times.len(), "p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "most": at(1.0)})
}

fn rounded(milliseconds: f64) -> f64 {
    (milliseconds * 100.0).round() / 100.0
}

/// Queries of all kinds, out of statements drawn by chance.
fn queries(store: &Store, count: usize, seed: u64) -> Result<Vec<(&'static str, Request)>, Box<dyn Error>> {
    let mut random = fastrand::Rng::with_seed(seed);
    let documents = store.census()?.documents as i64;
    let mut queries = Vec::new();
    while queries.len() < count {
        let stored = store.document(random.i64(1..=documents))?;
        if stored.rows.is_empty() {
            continue;
        }
        let statement = random.usize(0..stored.rows.len());
        let content = stored.reading.statements[statement].content[0].of(&stored.document.text).to_owned();
        let found = Found { document: stored.into(), statement, content, hits: Vec::new(), group: None };
        let (kind, query) = query(&found, &mut random);
        let group =
            [Group::Statements, Group::Speakers, Group::Documents][random.usize(0..10).saturating_sub(7)];
        let sort = if random.u8(0..5) == 0 { Sort::Newest } else { Sort::Relevance };
        let query = parse(&query).map_err(|error| format!("{query}: {error}"))?;
        queries.push((kind, Request { group, sort, facets: Some(VALUES), ..Request::new(query) }));
    }
    Ok(queries)
}

fn query(found: &Found, random: &mut fastrand::Rng) -> (&'static str, String) {
    let words: Vec<&str> =
        found.content.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1).collect();
    let at = random.usize(0..words.len().max(1));
    let word = words.get(at).copied().unwrap_or("tax");
    let other = words[random.usize(0..words.len().max(1)).min(words.len() - 1)];
    let next = words.get(at + 1).copied().unwrap_or("tax");
    let speaker = found.statement().speaker.as_ref();
    let speaker = speaker.map_or("the", |link| &found.document.reading.speakers[link.speaker].name);
    let document = &found.document.document;
    let outlet = document.outlet.as_deref().unwrap_or("herald");
    let published = document.published.as_deref().unwrap_or("2010-01-01");
    let (year, month) = (&published[..4], &published[..7]);
    match random.u8(0..100) {
        0..30 => ("word", word.to_owned()),
        30..45 => ("two words", format!("{word} {other}")),
        45..55 => ("word and speaker", format!("{word} speaker:\"{speaker}\"")),
        55..65 => ("speaker", format!("speaker:\"{speaker}\"")),
        65..75 => ("word, dates and form", format!("{word} published:{year}..{month} form:direct")),
        75..80 => ("either word", format!("{word} OR {other}")),
        80..85 => ("beginning", format!("{}*", &word[..word.len().min(4)])),
        85..90 => ("phrase", format!("\"{word} {next}\"")),
        90..95 => ("filters", format!("outlet:\"{outlet}\" published:{year} -status:denied confidence:high")),
        _ => ("everything but", format!("-{word} named:yes")),
    }
}
