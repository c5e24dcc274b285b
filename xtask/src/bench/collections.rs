//! `cargo xtask bench-collections`: what collections of any size take on disk, in time and in memory.
//!
//! The collections are made by the example `generate` of `sayso-store`, the same ones every time, and searched
//! by its example `search`; they stay below the target folder, for whoever wants to measure something else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::Value;

use super::articles;
use super::machine::Machine;
use super::measure::{Usage, usage};
use crate::eval::Version;
use crate::shell;

/// What to measure.
#[derive(Debug, Args)]
pub struct CollectionArgs {
    /// Statements of each collection
    #[arg(long, value_name = "N", value_delimiter = ',', default_value = "10000,100000")]
    statements: Vec<usize>,
    /// Seed of the invented news
    #[arg(long, default_value_t = 20_161_002)]
    seed: u64,
    /// The machine's name in the results (default: made of its processor)
    #[arg(long)]
    machine: Option<String>,
}

/// Measures, prints, and writes `bench/runs/DATE-MACHINE/collections.csv`.
///
/// # Errors
/// If the programs do not build or fail.
pub fn run(args: &CollectionArgs) -> Result<()> {
    let program = shell::sayso()?;
    let scratch = shell::target().join("bench");
    let reading = reading_seconds(&program, &scratch)?;
    let mut csv = "statements,seed,figure,unit,value\n".to_owned();
    for &statements in &args.statements {
        for (figure, unit, value) in made(&scratch, statements, args.seed, reading)? {
            csv += &format!("{statements},{},{figure},{unit},{value:.3}\n", args.seed);
        }
    }
    print!("{csv}");
    let (version, machine) = (Version::of(&program)?, Machine::this(args.machine.clone()));
    let folder = shell::root().join("bench/runs").join(format!("{}-{}", version.date, machine.name));
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("collections.csv"), csv)?;
    Ok(())
}

type Figure = (&'static str, &'static str, f64);

/// Makes a collection, searches it, and tells what it took. `reading` is the CPU time of reading one article.
fn made(scratch: &Path, statements: usize, seed: u64, reading: f64) -> Result<Vec<Figure>> {
    let folder = scratch.join(format!("collection-{statements}-{seed}"));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let generator = example("generate")?;
    let told = shell::output(
        Command::new(&generator).arg(&folder).args([statements, seed as usize].map(|n| n.to_string())),
    )?;
    let told: Value = serde_json::from_str(&told)?;
    let number = |key: &str| told[key].as_f64().context("the generator tells what it made");
    let again = scratch.join("collection-again");
    if again.exists() {
        fs::remove_dir_all(&again)?;
    }
    let Usage { cpu_seconds, peak_megabytes, .. } =
        usage(Command::new(&generator).arg(&again).args([statements, seed as usize].map(|n| n.to_string())))?;
    let mut figures = vec![
        ("documents", "1", number("documents")?),
        ("people", "1", number("people")?),
        ("texts", "MB", number("text_bytes")? / 1e6),
        ("database", "MB", number("database_bytes")? / 1e6),
        ("database by texts", "1", number("database_bytes")? / number("text_bytes")?),
        ("time of writing", "s", number("write_seconds")?),
        ("time of looking for near-copies", "s", number("copies_seconds")?),
        ("the same for one more document", "ms", number("last_copies_ms")?),
        ("time of looking for the same words in all quotations", "s", number("group_seconds")?),
        ("growth of the database by that for each quotation", "bytes", number("group_bytes")?),
        ("adding one more document", "ms", number("add_ms")?),
        ("the slowest of 25 such", "ms", number("add_slowest_ms")?),
        ("CPU time of adding one more document", "ms", number("add_cpu_ms")?),
        ("of adding, looking for the same words", "ms", number("add_group_ms")?),
        ("CPU time of making and writing", "s", cpu_seconds),
        ("peak memory", "MB", peak_megabytes),
        ("making and writing by reading as many articles", "%", {
            cpu_seconds / (reading * number("documents")?) * 100.0
        }),
    ];
    figures.extend(searched(&folder)?);
    Ok(figures)
}

/// How long searches take, with all facets.
fn searched(folder: &Path) -> Result<Vec<Figure>> {
    let told: Value = serde_json::from_str(&shell::output(Command::new(example("search")?).arg(folder))?)?;
    let figure = |name, pointer: &str| {
        let value = told.pointer(pointer).and_then(Value::as_f64).context("the example tells its times")?;
        Ok((name, "ms", value))
    };
    [
        figure("first search", "/first_ms"),
        figure("median of searches", "/warm/all/p50"),
        figure("95th percentile of searches", "/warm/all/p95"),
        figure("99th percentile of searches", "/warm/all/p99"),
        figure("95th percentile of searches for words not asked for before", "/cold/all/p95"),
    ]
    .into_iter()
    .collect()
}

/// Builds a program of the store, and says where it is.
pub(super) fn example(name: &str) -> Result<PathBuf> {
    shell::run(&mut shell::cargo(&[
        "build",
        "--release",
        "--locked",
        "--package",
        "sayso-store",
        "--example",
        name,
    ]))?;
    Ok(shell::target().join("release/examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// CPU time of reading one article.
fn reading_seconds(program: &Path, scratch: &Path) -> Result<f64> {
    let folder = scratch.join("articles");
    articles::write(&folder)?;
    let read = usage(
        Command::new(program)
            .args(["--quiet", "read", "--format", "jsonl", "--threads", "1"])
            .arg("--output")
            .arg(scratch.join("records.jsonl"))
            .arg(&folder),
    )?;
    Ok(read.cpu_seconds / fs::read_dir(&folder)?.count() as f64)
}
