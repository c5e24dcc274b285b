//! `cargo xtask bench-collections`: what collections of any size take on disk, in time and in memory.
//!
//! The collections are made by the example `generate` of `sayso-store`, the same ones every time; they stay
//! below the target folder, for whoever wants to measure something else on them.

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
    let mut csv = "statements,seed,figure,unit,value\n".to_owned();
    for &statements in &args.statements {
        for (figure, unit, value) in made(&scratch, statements, args.seed)? {
            csv += &format!("{statements},{},{figure},{unit},{value:.3}\n", args.seed);
        }
    }
    let share = store_share(&program, &scratch)?;
    csv += &format!(",,share of the store in the CPU time of an import,%,{:.1}\n", share * 100.0);
    print!("{csv}");
    let (version, machine) = (Version::of(&program)?, Machine::this(args.machine.clone()));
    let folder = shell::root().join("bench/runs").join(format!("{}-{}", version.date, machine.name));
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("collections.csv"), csv)?;
    Ok(())
}

type Figure = (&'static str, &'static str, f64);

/// Makes a collection and tells what it took.
fn made(scratch: &Path, statements: usize, seed: u64) -> Result<Vec<Figure>> {
    let folder = scratch.join(format!("collection-{statements}-{seed}"));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let generator = generator()?;
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
    Ok(vec![
        ("documents", "1", number("documents")?),
        ("people", "1", number("people")?),
        ("texts", "MB", number("text_bytes")? / 1e6),
        ("database", "MB", number("database_bytes")? / 1e6),
        ("database by texts", "1", number("database_bytes")? / number("text_bytes")?),
        ("time of writing", "s", number("write_seconds")?),
        ("CPU time of making and writing", "s", cpu_seconds),
        ("peak memory", "MB", peak_megabytes),
    ])
}

fn generator() -> Result<PathBuf> {
    shell::run(&mut shell::cargo(&[
        "build",
        "--release",
        "--locked",
        "--package",
        "sayso-store",
        "--example",
        "generate",
    ]))?;
    Ok(shell::target().join("release/examples").join(format!("generate{}", std::env::consts::EXE_SUFFIX)))
}

/// How much of the CPU time of an import goes into the collection, and not into reading.
fn store_share(program: &Path, scratch: &Path) -> Result<f64> {
    let folder = scratch.join("articles");
    articles::write(&folder)?;
    let collection = scratch.join("collection-imported");
    if collection.exists() {
        fs::remove_dir_all(&collection)?;
    }
    let run = |args: &[&str]| usage(Command::new(program).arg("--quiet").args(args).arg(&folder));
    let read = run(&[
        "read",
        "--format",
        "jsonl",
        "--threads",
        "1",
        "--output",
        path(&scratch.join("records.jsonl"))?,
    ])?;
    let import = run(&["import", "--threads", "1", "--collection", path(&collection)?])?;
    Ok((import.cpu_seconds - read.cpu_seconds).max(0.0) / import.cpu_seconds)
}

fn path(path: &Path) -> Result<&str> {
    path.to_str().context("a path is not UTF-8")
}
