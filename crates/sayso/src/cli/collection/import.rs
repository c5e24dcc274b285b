//! `sayso import`: articles into a collection.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, absolute};
use std::time::Instant;

use sayso::collection::{Imported, Tally, is_own_file};
use sayso::inputs::{Exclusion, expand, paths_from};
use sayso::store::imports::Outcome;
use sayso::{Collection, Given, Input, Loader, Reader};
use serde_json::json;

use super::super::args::When;
use super::super::exit::{End, Failure};
use super::super::interrupt::Interrupt;
use super::super::messages::Messages;
use super::super::progress::{Progress, count};
use super::args::{ImportArgs, Place};
use super::{alone, folder};

/// Runs the command.
pub fn run(args: &ImportArgs, messages: &Messages) -> Result<End, Failure> {
    let given: Vec<_> = args.paths.iter().cloned().map(Given::from_argument).collect();
    let stdins = given.iter().filter(|one| **one == Given::Stdin).count();
    if stdins + usize::from(args.files_from.as_deref() == Some(Path::new("-"))) > 1 {
        return Err(Failure::Usage("standard input (-) can be read only once".to_owned()));
    }
    let list = args.files_from.as_deref().map(open_list).transpose()?;
    let interrupt = Interrupt::listen().map_err(Failure::Signals)?;
    let reader = Reader::new(args.filling.input.options())?;
    let mut collection = Collection::create(&folder(&args.filling.place)?)?;
    let Some(_lock) = alone(&args.filling.place, !args.filling.no_wait, &interrupt, messages)? else {
        return Ok(End::Interrupted);
    };

    let progress = Progress::new(args.progress, false, messages);
    if args.files_from.is_none() {
        progress.weigh(given.clone());
    }
    let messages = messages.around(progress.bar());
    let listed = list.into_iter().flat_map(|list| paths_from(list, args.nul));
    let listed = listed.map(|path| path.map(Given::from_argument));
    let inputs = expand(given.into_iter().map(Ok).chain(listed), Exclusion::default());
    let home = collection.folder().to_owned();
    let is_own =
        move |input: &Result<Input, _>| matches!(input, Ok(Input::Found(path)) if is_own_file(&home, path));
    let inputs = inputs.filter(move |input| !is_own(input));
    let raws = Loader::with(inputs, args.filling.input.how());
    let mut watch = Watch { progress, messages: messages.clone(), started: Instant::now() };
    let end = collection.import(&reader, &asked(args), raws, args.filling.threads, |tally, failed| {
        watch.see(tally, failed);
        flow(&interrupt)
    });
    watch.finish();
    let end = end?;
    report(&end, &args.filling.place, &messages);
    Ok(status(&end))
}

fn open_list(path: &Path) -> Result<Box<dyn BufRead + Send>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file = File::open(path).map_err(|error| Failure::NeededFile { path: path.to_owned(), error })?;
    Ok(Box::new(BufReader::new(file)))
}

/// What was asked for. The same again goes on with an import that was cut short.
fn asked(args: &ImportArgs) -> String {
    let shown = |path: &Path| match path.as_os_str() == "-" {
        true => "-".to_owned(),
        false => absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string(),
    };
    let format = args.filling.input.format().map(|format| format.word());
    json!({
        "paths": args.paths.iter().map(|path| shown(path)).collect::<Vec<_>>(),
        "files_from": args.files_from.as_deref().map(shown),
        "format": format,
        "max_size": args.filling.input.max_size,
    })
    .to_string()
}

/// Whether to go on.
pub fn flow(interrupt: &Interrupt) -> ControlFlow<()> {
    if interrupt.asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

/// What is said while it runs.
pub struct Watch {
    progress: Progress,
    messages: Messages,
    started: Instant,
}

impl Watch {
    /// Where nothing is known of how much there is to do.
    pub fn new(when: When, messages: &Messages) -> Self {
        let progress = Progress::new(when, false, messages);
        let messages = messages.around(progress.bar());
        Self { progress, messages, started: Instant::now() }
    }

    /// Takes the progress away.
    pub fn finish(&self) {
        self.progress.finish();
    }

    /// Says how far it is.
    pub fn see(&mut self, tally: Tally, failed: &[String]) {
        failed.iter().for_each(|message| self.messages.error(message));
        let seconds = self.started.elapsed().as_secs_f64().max(0.001);
        let rate = tally.counts.total() as f64 / seconds;
        let said = format!("{}, {rate:.1}/s", told(&tally));
        self.progress.advance(usize::try_from(tally.bytes).unwrap_or(usize::MAX), &said);
        self.progress.tick(&said, &self.messages);
    }
}

/// `12 documents, 80 statements, 1 failed`.
fn told(tally: &Tally) -> String {
    let of = |outcome| tally.counts.of(outcome);
    let versions = of(Outcome::Version) - tally.returned;
    let new = of(Outcome::Imported) + versions;
    let mut said = vec![count(new as usize, "new document"), count(tally.statements as usize, "statement")];
    let there = of(Outcome::Duplicate);
    for (number, noun) in
        [(versions, "of them a new version"), (tally.returned, "back again"), (there, "there already")]
    {
        if number > 0 {
            said.push(format!("{number} {noun}"));
        }
    }
    for outcome in [Outcome::Skipped, Outcome::Failed] {
        if of(outcome) > 0 {
            said.push(format!("{} {}", of(outcome), outcome.word()));
        }
    }
    if tally.done_before > 0 {
        said.push(format!("{} done before", tally.done_before));
    }
    if tally.failed_before > 0 {
        said.push(format!("{} failed then", tally.failed_before));
    }
    said.join(", ")
}

/// Says how it ended.
pub fn report(end: &Imported, place: &Place, messages: &Messages) {
    let told = told(&end.tally);
    messages.note(&match end.interrupted {
        true => format!("interrupted after {told}; run the same again and it goes on"),
        false => format!("import {}: {told}", end.tally.import),
    });
    if end.tally.foreign > 0 {
        let documents = count(end.tally.foreign as usize, "new document");
        messages.note(&format!(
            "{documents} in a language that the model does not know: kept and found by title, but nothing was looked \
             for in the text; `sayso reextract --any-language` tries it"
        ));
    }
    if end.corrections.new > 0 {
        let corrections = count(end.corrections.new, "correction");
        messages.note(&format!("{corrections} came with the documents; `sayso correct --list` lists all"));
    }
    if end.corrections.lost > 0 {
        let corrections = count(end.corrections.lost, "correction");
        messages.note(&format!(
            "{corrections} that came with the documents cannot be understood here and stayed behind: about a \
             statement, document or correction that is not in this collection; import the whole export"
        ));
    }
    if end.tally.unreadable > 0 {
        let corrections = count(end.tally.unreadable as usize, "unreadable correction");
        messages.error(&format!(
            "{corrections} came with the documents and stayed behind; `sayso show` of a document, with --json, says why"
        ));
    }
    if has_failed(&end.tally) {
        let place = place.collection.as_ref();
        let place = place.map_or_else(String::new, |place| format!(" --collection {}", place.display()));
        messages
            .note(&format!("what failed, and why: sayso imports show {} --failed{place}", end.tally.import));
    }
}

/// Whether an input failed, in this attempt or in an earlier one of the same import.
fn has_failed(tally: &Tally) -> bool {
    tally.counts.of(Outcome::Failed) + tally.failed_before > 0
}

/// What the shell is told of it.
pub fn status(end: &Imported) -> End {
    let counts = end.tally.counts;
    match end {
        Imported { interrupted: true, .. } => End::Interrupted,
        _ if has_failed(&end.tally) => End::Partly,
        _ if counts.total() + end.tally.done_before == 0 => End::Nothing,
        _ => End::Found,
    }
}
