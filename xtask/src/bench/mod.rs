//! `cargo xtask bench`: the speed and memory of this version on this machine.
//!
//! Each figure comes from runs of the program itself, as a user starts it. Seconds of CPU are taken
//! beside seconds of the clock, because other work on the machine disturbs them less.

pub mod articles;
pub mod collections;
mod machine;
mod measure;
mod peers;
pub mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde::Serialize;

use crate::eval::Version;
use crate::shell;
use machine::Machine;
use measure::{Summary, Usage, usage};

/// What to measure.
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// A folder of articles as .txt files (default: invented ones)
    #[arg(long, value_name = "DIR")]
    texts: Option<PathBuf>,
    /// Runs of each measurement
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// The machine's name in the results (default: made of its processor)
    #[arg(long)]
    machine: Option<String>,
    #[command(flatten)]
    peers: peers::PeerArgs,
}

/// One figure.
#[derive(Debug, Serialize)]
struct Figure {
    /// Stable name.
    name: &'static str,
    unit: &'static str,
    #[serde(flatten)]
    summary: Summary,
}

#[derive(Debug, Serialize)]
struct Results {
    date: String,
    commit: String,
    model: String,
    machine: Machine,
    /// What was read.
    texts: Texts,
    figures: Vec<Figure>,
}

#[derive(Debug, Serialize)]
struct Texts {
    /// `invented`, or the last part of the folder's name.
    name: String,
    articles: usize,
    characters: usize,
}

/// Measures, prints, and writes `bench/runs/DATE-MACHINE/results.{json,csv}`.
///
/// # Errors
/// If the program does not build or fails on an article.
pub fn run(args: &BenchArgs) -> Result<()> {
    ensure!(args.runs > 0, "--runs 0 measures nothing");
    let program = shell::sayso()?;
    let scratch = shell::target().join("bench");
    fs::create_dir_all(&scratch)?;
    let (name, files) = match &args.texts {
        Some(folder) => (folder_name(folder), text_files(folder)?),
        None => ("invented".to_owned(), articles::write(&scratch.join("articles"))?),
    };
    let bench = Bench { program: &program, files: &files, scratch: &scratch, runs: args.runs };
    let mut figures = bench.throughput()?;
    figures.extend(bench.memory()?);
    figures.push(bench.first_result()?);
    figures.extend(args.peers.measure(&scratch)?);

    let version = Version::of(&program)?;
    let characters =
        files.iter().map(|file| Ok(fs::read_to_string(file)?.chars().count())).sum::<Result<usize>>()?;
    let results = Results {
        date: version.date,
        commit: version.commit,
        model: version.model,
        machine: Machine::this(args.machine.clone()),
        texts: Texts { name, articles: files.len(), characters },
        figures,
    };
    print!("{}", results.csv());
    results.write(&shell::root().join("bench/runs"))
}

struct Bench<'a> {
    program: &'a Path,
    files: &'a [PathBuf],
    scratch: &'a Path,
    runs: usize,
}

impl Bench<'_> {
    /// Whole articles from text to record, on one thread and on all.
    fn throughput(&self) -> Result<Vec<Figure>> {
        let articles = self.files.len() as f64;
        let one = self.repeat(|| self.read(self.files, 1))?;
        let all = self.repeat(|| self.read(self.files, 0))?;
        let rates = |runs: &[Usage], seconds: fn(&Usage) -> f64| {
            Summary::of(runs.iter().map(|run| articles / seconds(run)).collect())
        };
        Ok(vec![
            Figure {
                name: "articles per CPU-second, one thread",
                unit: "1/s",
                summary: rates(&one, |run| run.cpu_seconds),
            },
            Figure {
                name: "articles per second, one thread",
                unit: "1/s",
                summary: rates(&one, |run| run.seconds),
            },
            Figure {
                name: "articles per second, all cores",
                unit: "1/s",
                summary: rates(&all, |run| run.seconds),
            },
        ])
    }

    /// Peak memory, on all cores: of a few files, and of many. It should not grow with their number.
    fn memory(&self) -> Result<Vec<Figure>> {
        let few = &self.files[..self.files.len().min(8)];
        let peak = |files| self.read(files, 0).map(|run| Summary::of(vec![run.peak_megabytes]));
        let many: Vec<PathBuf> = self.files.iter().cycle().take(self.files.len() * 4).cloned().collect();
        Ok(vec![
            Figure { name: "peak memory, few files", unit: "MB", summary: peak(few)? },
            Figure { name: "peak memory, many files", unit: "MB", summary: peak(&many)? },
        ])
    }

    /// From the start of the program to its end, on one article.
    fn first_result(&self) -> Result<Figure> {
        let first = self.files.iter().take(1).cloned().collect::<Vec<_>>();
        let runs = self.repeat(|| self.read(&first, 0))?;
        let milliseconds = runs.iter().map(|run| run.seconds * 1000.0).collect();
        Ok(Figure { name: "start to first result", unit: "ms", summary: Summary::of(milliseconds) })
    }

    fn repeat(&self, once: impl Fn() -> Result<Usage>) -> Result<Vec<Usage>> {
        (0..self.runs).map(|_| once()).collect()
    }

    fn read(&self, files: &[PathBuf], threads: usize) -> Result<Usage> {
        let list = self.scratch.join("files.txt");
        let paths = files.iter().map(|file| file.to_str().context("a file name is not UTF-8"));
        fs::write(&list, paths.collect::<Result<Vec<_>>>()?.join("\n"))?;
        let mut command = Command::new(self.program);
        command.args([
            "--quiet",
            "read",
            "--format",
            "jsonl",
            "--threads",
            &threads.to_string(),
            "--files-from",
        ]);
        usage(command.arg(list).arg("--output").arg(self.scratch.join("records.jsonl")))
    }
}

impl Results {
    fn write(&self, runs: &Path) -> Result<()> {
        let folder = runs.join(format!("{}-{}", self.date, self.machine.name));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("results.json"), serde_json::to_string_pretty(self)? + "\n")?;
        fs::write(folder.join("results.csv"), self.csv())?;
        println!("kept in bench/runs/{}-{}", self.date, self.machine.name);
        Ok(())
    }

    fn csv(&self) -> String {
        let mut csv = "figure,unit,median,least,most,runs\n".to_owned();
        for Figure { name, unit, summary } in &self.figures {
            let Summary { median, least, most, runs } = summary;
            csv += &format!("\"{name}\",{unit},{median:.3},{least:.3},{most:.3},{runs}\n");
        }
        csv
    }
}

fn folder_name(folder: &Path) -> String {
    folder.file_name().map_or_else(|| "texts".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn text_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        files.push(fs::canonicalize(entry?.path())?);
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort_unstable();
    ensure!(!files.is_empty(), "{} holds no .txt file", folder.display());
    Ok(files)
}
