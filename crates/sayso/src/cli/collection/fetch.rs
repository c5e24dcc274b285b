//! `sayso fetch` and `sayso watch`: feeds and pages from the network into a collection.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use sayso::inputs::pieces_of;
use sayso::{Collection, Reader};
use sayso_fetch::{Memory, Round, Rules, feeds_in, without_login};
use serde_json::json;

use super::super::exit::{End, Failure};
use super::super::interrupt::Interrupt;
use super::super::messages::Messages;
use super::args::{FetchArgs, WatchArgs};
use super::import::{Watch, flow, report, status};
use super::{LOOK_EVERY, alone, folder};

/// Time between the beginnings of two rounds, at least: less would be no waiting at all.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);

/// Runs `sayso fetch`.
pub fn run(args: &FetchArgs, messages: &Messages) -> Result<End, Failure> {
    let mut fetcher = Fetcher::new(args, messages)?;
    fetcher.round()
}

/// Runs `sayso watch`: one round after another, until somebody stops it.
pub fn watch(args: &WatchArgs, messages: &Messages) -> Result<End, Failure> {
    let mut fetcher = Fetcher::new(&args.fetch, messages)?;
    loop {
        let began = Instant::now();
        fetcher.round()?;
        loop {
            // Also where a round took so long that the next is due.
            if fetcher.interrupt.asked() {
                return Ok(End::Interrupted);
            }
            let left = args.every.saturating_sub(began.elapsed());
            if left.is_zero() {
                break;
            }
            std::thread::sleep(LOOK_EVERY.min(left));
        }
    }
}

/// What all rounds have in common.
struct Fetcher<'a> {
    args: &'a FetchArgs,
    messages: &'a Messages,
    addresses: Vec<String>,
    interrupt: Interrupt,
    reader: Reader,
    collection: Collection,
}

impl<'a> Fetcher<'a> {
    fn new(args: &'a FetchArgs, messages: &'a Messages) -> Result<Self, Failure> {
        Ok(Self {
            args,
            messages,
            addresses: addresses(args)?,
            interrupt: Interrupt::listen().map_err(Failure::Signals)?,
            reader: Reader::new(args.filling.input.options())?,
            collection: Collection::create(&folder(&args.filling.place)?)?,
        })
    }

    fn round(&mut self) -> Result<End, Failure> {
        let Self { args, messages, addresses, interrupt, reader, collection } = self;
        let Some(_lock) = alone(&args.filling.place, !args.filling.no_wait, interrupt, messages)? else {
            return Ok(End::Interrupted);
        };
        let path = collection.fetch_memory();
        let memory =
            Memory::load(&path).map_err(|error| Failure::NeededFile { path: path.clone(), error })?;
        let mut round = Round::new(addresses, rules(args), &memory, interrupt.listener());
        let pieces = pieces_of(round.by_ref(), args.filling.input.how());
        let mut watch = Watch::new(args.progress, messages);
        let end =
            collection.import(reader, &asked(addresses), pieces, args.filling.threads, |tally, failed| {
                watch.see(tally, failed);
                flow(interrupt)
            });
        watch.finish();
        let end = end?;
        // What was not written is to be fetched again.
        if !end.interrupted && !interrupt.asked() {
            round.memory().save(&path).map_err(Failure::writing(&path))?;
        }
        report(&end, &args.filling.place, messages);
        Ok(if interrupt.asked() { End::Interrupted } else { status(&end) })
    }
}

fn rules(args: &FetchArgs) -> Rules {
    Rules {
        allow_private: args.allow_private,
        articles: !args.no_articles,
        delay: args.delay,
        timeout: args.timeout,
        bytes: args.filling.input.limit(),
        per_host: args.per_host,
        ..Rules::default()
    }
}

/// What was named, and the feeds of a list.
fn addresses(args: &FetchArgs) -> Result<Vec<String>, Failure> {
    let listed = args.feeds.as_deref().map(feeds).transpose()?.unwrap_or_default();
    Ok(args.addresses.iter().cloned().chain(listed).collect())
}

fn feeds(path: &Path) -> Result<Vec<String>, Failure> {
    let list = fs::read(path).map_err(|error| Failure::NeededFile { path: path.to_owned(), error })?;
    feeds_in(&String::from_utf8_lossy(&list))
        .map_err(|reason| Failure::Usage(format!("{}: {reason}", path.display())))
}

/// What was asked for, as it is kept.
fn asked(addresses: &[String]) -> String {
    let shown: Vec<String> = addresses.iter().map(|address| without_login(address)).collect();
    json!({ "paths": shown, "fetched": true }).to_string()
}

/// A time such as `2s`, `30m` or `1h 30m`.
pub fn duration(value: &str) -> Result<Duration, String> {
    let parsed = value.parse::<jiff::SignedDuration>().ok().and_then(|it| Duration::try_from(it).ok());
    parsed.ok_or_else(|| "a time is wanted, such as 30s, 15m or 2h".to_owned())
}

/// The time from one round to the next.
pub fn interval(value: &str) -> Result<Duration, String> {
    let every = duration(value)?;
    let is_long_enough = every >= SHORTEST_INTERVAL;
    is_long_enough.then_some(every).ok_or_else(|| "rounds begin at least 1s apart".to_owned())
}
