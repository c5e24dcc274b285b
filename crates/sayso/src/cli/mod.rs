//! The command line: what is typed, what is shown. The work is done in the library.

mod args;
mod collection;
mod eval;
mod eval_echo;
mod eval_pairs;
mod exit;
mod explain;
mod interrupt;
mod look;
mod messages;
mod output;
mod pdf;
mod progress;
mod read;
mod shell;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use messages::Messages;

/// Runs what was typed.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let messages = Messages::new(cli.quiet, cli.verbose);
    let end = match cli.command {
        Command::Read(args) => read::run(&args, &messages),
        Command::Explain(args) => explain::run(&args, &messages),
        Command::Eval(args) => eval::run(&args, &messages),
        Command::Collection(command) => collection::run(&command, &messages),
        Command::Completions { shell } => shell::completions(shell),
        Command::Man => shell::manual(),
        Command::PdfText => pdf::run(),
    };
    ExitCode::from(exit::status(end, &messages))
}
