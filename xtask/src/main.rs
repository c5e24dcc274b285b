//! The project's own chores. `cargo xtask --help` lists them.

mod bench;
mod browser;
mod check;
mod eval;
mod fuzz;
mod schemathesis;
mod served;
mod shell;
mod tidy;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The project's own chores
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Run every check that a change must pass: the whole truth
    Test(check::TestArgs),
    /// Check the rules that no other tool knows
    Tidy,
    /// Feed the fuzz targets with mutated inputs
    Fuzz(fuzz::FuzzArgs),
    /// Test the pages in a real browser
    Browser(browser::BrowserArgs),
    /// Measure the quality, and keep the figures in eval/scores.csv
    Eval(eval::EvalArgs),
    /// Measure speed and memory, and keep the figures in bench/runs
    Bench(bench::BenchArgs),
    /// Measure collections of invented news on disk, and keep the figures in bench/runs
    BenchCollections(bench::collections::CollectionArgs),
    /// Measure the answers of a server, and keep the figures in bench/runs
    BenchServer(bench::server::ServerArgs),
    /// Try the REST API with requests made of its description; needs python3
    Schemathesis(schemathesis::SchemathesisArgs),
}

fn main() -> ExitCode {
    match run(&Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &Task) -> Result<()> {
    match task {
        Task::Test(args) => check::test(args),
        Task::Tidy => tidy::run(),
        Task::Fuzz(args) => fuzz::run(args),
        Task::Browser(args) => browser::run(args),
        Task::Eval(args) => eval::run(args),
        Task::Bench(args) => bench::run(args),
        Task::BenchCollections(args) => bench::collections::run(args),
        Task::BenchServer(args) => bench::server::run(args),
        Task::Schemathesis(args) => schemathesis::run(args),
    }
}
