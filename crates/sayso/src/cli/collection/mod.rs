//! The commands on a collection: a folder of news that grows.

mod access;
pub mod args;
mod care;
mod correct;
mod export;
mod fetch;
mod import;
mod ledger;
mod origins;
mod reextract;
mod review;
mod search;
mod serve;
mod show;
mod similar;
mod speaker;
mod speakers;
mod table;
mod utterances;

use std::env;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use sayso::Collection;
use sayso::store::corrections::Author;
use sayso::store::lock::Lock;

use super::exit::{End, Failure};
use super::interrupt::Interrupt;
use super::messages::Messages;
use args::{CollectionCommand, Place};

/// How often it is looked whether another import has ended.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Runs the command.
pub fn run(command: &CollectionCommand, messages: &Messages) -> Result<End, Failure> {
    match command {
        CollectionCommand::Import(args) => import::run(args, messages),
        CollectionCommand::Fetch(args) => fetch::run(args, messages),
        CollectionCommand::Watch(args) => fetch::watch(args, messages),
        CollectionCommand::Imports(args) => ledger::run(args, messages),
        CollectionCommand::Search(args) => search::run(args, messages),
        CollectionCommand::Export(args) => export::run(args, messages),
        CollectionCommand::Show(args) => show::run(args, messages),
        CollectionCommand::Speakers(args) => speakers::run(args, messages),
        CollectionCommand::Speaker(args) => speaker::run(args, messages),
        CollectionCommand::Review(args) => review::run(args, messages),
        CollectionCommand::Utterances(args) => utterances::list(args, messages),
        CollectionCommand::Utterance(args) => utterances::show(args),
        CollectionCommand::Check(args) => utterances::check(args),
        CollectionCommand::Similar(args) => similar::run(args),
        CollectionCommand::Rebuild(args) => utterances::rebuild(args, messages),
        CollectionCommand::Correct(args) => correct::run(args, messages),
        CollectionCommand::Reextract(args) => reextract::run(args, messages),
        CollectionCommand::Serve(args) => serve::run(args, messages),
        CollectionCommand::Access(args) => access::run(args, messages),
        CollectionCommand::Doctor(args) => care::doctor(args, messages),
        CollectionCommand::Backup(args) => care::backup(args, messages),
    }
}

/// The folder of the collection: as named, else where the user keeps data.
pub fn folder(place: &Place) -> Result<PathBuf, Failure> {
    let usual = || {
        Collection::usual_folder().ok_or_else(|| {
            Failure::Usage(
                "no folder for the collection: name one with --collection or SAYSO_COLLECTION".to_owned(),
            )
        })
    };
    place.collection.clone().map_or_else(usual, Ok)
}

/// Waits until nobody else imports, or says who does.
fn alone(
    place: &Place,
    wait: bool,
    interrupt: &Interrupt,
    messages: &Messages,
) -> Result<Option<Lock>, Failure> {
    let mut held = match Lock::take(&folder(place)?)? {
        Ok(lock) => return Ok(Some(lock)),
        Err(held) => held,
    };
    let by = held.by.map_or_else(String::new, |process| format!(" (process {process})"));
    let what = format!("another import into this collection is under way{by}");
    if !wait {
        return Err(Failure::Usage(format!("{what}; try again when it is done")));
    }
    messages.note(&format!("{what}; waiting for its end"));
    while !interrupt.asked() {
        std::thread::sleep(LOOK_EVERY);
        held = match held.again()? {
            Ok(lock) => return Ok(Some(lock)),
            Err(held) => held,
        };
    }
    Ok(None)
}

/// Whoever decides: as named, else as the system calls the user.
fn who(by: Option<&String>) -> String {
    let system = || env::var("USER").or_else(|_| env::var("USERNAME")).ok();
    by.cloned()
        .or_else(system)
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "somebody".to_owned())
}

/// Does something as `by`, now.
fn decide<T>(by: Option<&String>, work: impl FnOnce(Author) -> T) -> T {
    let (who, at) = (who(by), sayso::collection::now());
    work(Author { who: &who, at: &at })
}

/// Prints the answer.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::stdout)
}

/// A value as one line of JSON.
fn line<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain values can be written as JSON") + "\n"
}

/// Whether a character could steer the terminal, which nothing in an article or a file's name may.
fn is_steering(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text without what could steer the terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if is_steering(c) { ' ' } else { c }).collect()
}
