//! `sayso read`: every statement in every document, in the order of the inputs.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::Path;

use clap::CommandFactory;
use sayso::inputs::{Exclusion, expand, paths_from};
use sayso::ordered::Event;
use sayso::{Given, Loader, Outcome, Reader};
use sayso_core::{Document, Reading};

use super::args::{Cli, OutputFormat, ReadArgs};
use super::exit::{self, End, Failure};
use super::interrupt::Interrupt;
use super::look;
use super::messages::Messages;
use super::output::{Output, Style};
use super::progress::{Progress, Tally};

/// Runs the command.
pub fn run(args: &ReadArgs, messages: &Messages) -> Result<End, Failure> {
    let given: Vec<_> = args.paths.iter().cloned().map(Given::from_argument).collect();
    let given = match given.is_empty() && args.files_from.is_none() {
        true if io::stdin().is_terminal() => return help(),
        true => vec![Given::Stdin],
        false => given,
    };
    check(args, &given)?;
    let list = args.files_from.as_deref().map(open_list).transpose()?;
    let output = Output::open(style(args), args.output.as_deref(), list.is_some() || are_several(&given))?;
    let interrupt = Interrupt::listen().map_err(Failure::Signals)?;
    let reader = Reader::new(args.input.options())?;
    messages.detail(&format!("model {}", reader.model_version()));

    let progress = progress(args, &given, messages);
    let messages = messages.around(progress.bar());
    let listed = list.into_iter().flat_map(|list| paths_from(list, args.nul));
    let listed = listed.map(|path| path.map(Given::from_argument));
    let exclusion = Exclusion::of(args.output.as_deref());
    let inputs = expand(given.into_iter().map(Ok).chain(listed), exclusion);
    let raws = Loader::with(inputs, args.input.how());
    let mut run = Run { format: args.shape.format(), output, messages, progress, tally: Tally::default() };
    reader.read_all(raws, args.threads, |event| {
        if let Err(failure) = run.take(event) {
            run.leave(Err(failure));
        }
        if interrupt.asked() {
            run.leave(Ok(End::Interrupted));
        }
        ControlFlow::Continue(())
    });
    run.end()
}

/// Help instead of waiting for somebody to type an article.
fn help() -> Result<End, Failure> {
    let mut command = Cli::command();
    command.build();
    let read = command.find_subcommand_mut("read").expect("the command is declared");
    let text = read.render_help().to_string();
    io::stderr().write_all(text.as_bytes()).map_err(Failure::stdout)?;
    Ok(End::Partly)
}

/// What can be seen to be wrong before anything is read or written.
fn check(args: &ReadArgs, given: &[Given]) -> Result<(), Failure> {
    let stdins = given.iter().filter(|one| **one == Given::Stdin).count();
    let listed = usize::from(args.files_from.as_deref() == Some(Path::new("-")));
    if stdins + listed > 1 {
        return Err(Failure::Usage("standard input (-) can be read only once".to_owned()));
    }
    let exclusion = Exclusion::of(args.output.as_deref());
    let overwritten = given.iter().find_map(|one| match one {
        Given::Path(path) if exclusion.holds(path) => Some(path),
        _ => None,
    });
    match overwritten {
        Some(path) => Err(Failure::Usage(format!(
            "{}: lies where the output goes, and would be overwritten; choose another place for --output",
            path.display()
        ))),
        None => Ok(()),
    }
}

fn open_list(path: &Path) -> Result<Box<dyn BufRead + Send>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file = File::open(path).map_err(|error| Failure::NeededFile { path: path.to_owned(), error })?;
    Ok(Box::new(BufReader::new(file)))
}

/// Whether more than one document is to be expected.
fn are_several(given: &[Given]) -> bool {
    let is_folder = |one: &Given| matches!(one, Given::Path(path) if path.is_dir());
    given.len() > 1 || given.iter().any(is_folder)
}

fn style(args: &ReadArgs) -> Style {
    Style { format: args.shape.format(), terminal: look::terminal(&args.look, args.output.is_none()) }
}

fn progress(args: &ReadArgs, given: &[Given], messages: &Messages) -> Progress {
    let fills_terminal = args.output.is_none() && io::stdout().is_terminal();
    let progress = Progress::new(args.progress, fills_terminal, messages);
    if args.files_from.is_none() {
        progress.weigh(given.to_vec());
    }
    progress
}

/// A run under way.
struct Run {
    format: OutputFormat,
    output: Output,
    messages: Messages,
    progress: Progress,
    tally: Tally,
}

impl Run {
    fn take(&mut self, event: Event<Outcome>) -> Result<(), Failure> {
        if let Event::Result(outcome) = event {
            match outcome.result {
                Ok(documents) => documents.iter().try_for_each(|(d, r)| self.write(d, r))?,
                Err(error) => {
                    self.tally.failed += 1;
                    self.messages.error(&error);
                }
            }
            self.progress.advance(outcome.bytes, &self.tally);
        }
        self.progress.tick(&self.tally, &self.messages);
        Ok(())
    }

    fn write(&mut self, document: &Document, reading: &Reading) -> Result<(), Failure> {
        self.tally.documents += 1;
        self.tally.statements += reading.statements.len();
        let origin = &document.origin;
        if !self.format.carries_diagnostics() {
            for diagnostic in &reading.diagnostics {
                self.messages.note(&format!("{origin}: {}", diagnostic.message));
            }
        }
        let found = Tally { documents: 1, statements: reading.statements.len(), failed: 0 };
        self.messages.detail(&format!("{origin}: {found}"));
        self.output.write(document, reading)
    }

    /// Ends the program at once: those at work on a long document are not waited for.
    fn leave(&self, end: Result<End, Failure>) -> ! {
        self.progress.finish();
        if matches!(end, Ok(End::Interrupted)) {
            self.messages.note(&format!("interrupted after {}", self.tally));
        }
        std::process::exit(i32::from(exit::status(end, &self.messages)))
    }

    fn end(mut self) -> Result<End, Failure> {
        self.progress.finish();
        self.output.finish()?;
        let tally = self.tally;
        match tally.failed {
            0 => self.messages.detail(&tally),
            _ if tally.documents + tally.failed > 1 => self.messages.note(&tally),
            _ => {}
        }
        Ok(match tally {
            Tally { failed: 1.., .. } => End::Partly,
            Tally { statements: 0, .. } => End::Nothing,
            _ => End::Found,
        })
    }
}
