//! `cargo xtask bench-server`: how long answers of `sayso serve` take, alone and with many who ask at once.
//!
//! The collections are those of `cargo xtask bench-collections`, which makes them first where they are missing.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::Value;

use super::collections::example;
use super::machine::Machine;
use crate::eval::Version;
use crate::served::Served;
use crate::shell;

/// What to measure.
#[derive(Debug, Args)]
pub struct ServerArgs {
    /// Statements of the collection
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    statements: usize,
    /// Seed of the invented news
    #[arg(long, default_value_t = 20_161_002)]
    seed: u64,
    /// Who asks at once
    #[arg(long, default_value_t = 50)]
    connections: usize,
    /// Requests of each kind, and of all kinds under load
    #[arg(long, default_value_t = 300)]
    requests: usize,
    /// The machine's name in the results (default: made of its processor)
    #[arg(long)]
    machine: Option<String>,
}

/// What is asked for. `{}` stands for one of the words, names and ids in the collection.
const KINDS: [(&str, &str); 8] = [
    ("search for a word, with facets", "statements?query={word}&facets=true"),
    ("everything, with facets", "statements?facets=true"),
    ("search by speaker", "statements?query=person:{person}&facets=true"),
    ("speakers found", "statements?query={word}&group=speakers"),
    ("a document", "documents/{document}"),
    ("a statement", "statements/{statement}"),
    ("a speaker", "speakers/{person}"),
    ("documents", "documents?limit=50"),
];

/// Measures, prints, and writes `bench/runs/DATE-MACHINE/server-STATEMENTS.csv`.
///
/// # Errors
/// If the programs do not build, or an answer is a failure.
pub fn run(args: &ServerArgs) -> Result<()> {
    ensure!(args.requests > 0 && args.connections > 0, "nothing would be measured");
    let program = shell::sayso()?;
    let collection =
        shell::target().join("bench").join(format!("collection-{}-{}", args.statements, args.seed));
    if !collection.exists() {
        let numbers = [args.statements, args.seed as usize].map(|number| number.to_string());
        shell::run(Command::new(example("generate")?).arg(&collection).args(numbers))?;
    }
    let served = Served::start(&program, &collection)?;
    let paths = paths(&served, args.requests)?;
    let mut rows = Vec::new();
    for (kind, paths) in &paths {
        // The first ones read in what the others find there.
        ask(&served, &paths[..paths.len().min(4)], 4)?;
        rows.push((format!("one at a time: {kind}"), ask(&served, paths, 1)?));
    }
    let all: Vec<String> =
        (0..args.requests).flat_map(|at| paths.values().map(move |one| one[at].clone())).collect();
    rows.push((format!("{} at once: all kinds", args.connections), ask(&served, &all, args.connections)?));
    let mut csv = "what,requests,failures,per_second,p50_ms,p95_ms,p99_ms,largest_kB\n".to_owned();
    for (what, asked) in &rows {
        csv += &asked.row(what);
    }
    csv += &format!("peak memory of the server (MB),,,,{:.1},,,\n", peak(served.process())?);
    print!("{csv}");
    let (version, machine) = (Version::of(&program)?, Machine::this(args.machine.clone()));
    let folder = shell::root().join("bench/runs").join(format!("{}-{}", version.date, machine.name));
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(format!("server-{}.csv", args.statements)), csv)?;
    Ok(())
}

/// Addresses of each kind, `requests` each, made of what is in the collection.
fn paths(served: &Served, requests: usize) -> Result<BTreeMap<&'static str, Vec<String>>> {
    let found: Value = serde_json::from_slice(&get(served, "/api/v1/statements?limit=100")?)?;
    let results = found["results"].as_array().context("there are statements")?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let content = |one: &Value| {
        let words = one["statement"]["content"]["text"].as_str()?.split(|c: char| !c.is_alphanumeric());
        words.max_by_key(|word| word.len()).map(str::to_owned)
    };
    let values: [(&str, Vec<String>); 4] = [
        ("{word}", results.iter().filter_map(content).collect()),
        ("{person}", results.iter().filter_map(|one| Some(one["person"].as_i64()?.to_string())).collect()),
        ("{document}", results.iter().filter_map(|one| text(&one["document"]["id"])).collect()),
        ("{statement}", results.iter().filter_map(|one| text(&one["statement"]["id"])).collect()),
    ];
    let made = |pattern: &str, at: usize| {
        values.iter().fold(format!("/api/v1/{pattern}"), |path, (hole, values)| {
            path.replace(hole, values.get(at % values.len().max(1)).map_or("", String::as_str))
        })
    };
    Ok(KINDS
        .iter()
        .map(|&(kind, pattern)| (kind, (0..requests).map(|at| made(pattern, at)).collect()))
        .collect())
}

/// How long answers took.
struct Asked {
    seconds: f64,
    failures: usize,
    largest: usize,
    /// Sorted, in milliseconds.
    times: Vec<f64>,
}

impl Asked {
    fn row(&self, what: &str) -> String {
        let at = |share: f64| self.times[((self.times.len() - 1) as f64 * share) as usize];
        let rate = self.times.len() as f64 / self.seconds;
        format!(
            "\"{what}\",{},{},{rate:.1},{:.2},{:.2},{:.2},{:.1}\n",
            self.times.len(),
            self.failures,
            at(0.5),
            at(0.95),
            at(0.99),
            self.largest as f64 / 1e3
        )
    }
}

/// Asks for all of these, over so many connections that stay open.
fn ask(served: &Served, paths: &[String], connections: usize) -> Result<Asked> {
    let (next, began) = (AtomicUsize::new(0), Instant::now());
    let one = || -> Result<(Vec<f64>, usize, usize)> {
        let mut connection = Connection::open(served.address())?;
        let (mut times, mut failures, mut largest) = (Vec::new(), 0, 0);
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            let began = Instant::now();
            let (status, body) = connection.get(path)?;
            times.push(began.elapsed().as_secs_f64() * 1e3);
            failures += usize::from(status != 200);
            largest = largest.max(body.len());
        }
        Ok((times, failures, largest))
    };
    let mut asked = Asked { seconds: 0.0, failures: 0, largest: 0, times: Vec::new() };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections).map(|_| scope.spawn(one)).collect();
        for thread in threads {
            let (times, failures, largest) = thread.join().expect("no thread that asks panics")?;
            asked.times.extend(times);
            asked.failures += failures;
            asked.largest = asked.largest.max(largest);
        }
        Ok::<_, anyhow::Error>(())
    })?;
    asked.seconds = began.elapsed().as_secs_f64();
    asked.times.sort_unstable_by(f64::total_cmp);
    Ok(asked)
}

fn get(served: &Served, path: &str) -> Result<Vec<u8>> {
    let (status, body) = Connection::open(served.address())?.get(path)?;
    ensure!(status == 200, "{path}: {status}");
    Ok(body)
}

/// A connection that stays open.
struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
}

impl Connection {
    fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self { stream: BufReader::new(stream), host: address.to_owned() })
    }

    fn get(&mut self, path: &str) -> Result<(u16, Vec<u8>)> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).context("no answer")?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, body))
    }
}

/// Largest resident set of a process, in 10^6 bytes.
fn peak(process: u32) -> Result<f64> {
    let status = fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("Linux tells the peak")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1024.0 / 1e6)
}
