//! `cargo xtask fuzz`: coverage-guided fuzzing with libFuzzer on the stable toolchain.
//!
//! `fuzz/` has the layout of cargo-fuzz, which drives it too where a nightly toolchain is at hand.
//! The instrumentation below is what cargo-fuzz passes, less the address sanitizer, which stable
//! does not have.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::shell;

/// What to fuzz.
#[derive(Debug, Args)]
pub struct FuzzArgs {
    /// Seconds for each target
    #[arg(long, default_value_t = 60)]
    pub seconds: u32,
    /// Targets: names of files in fuzz/fuzz_targets (default: all)
    #[arg(value_name = "TARGET")]
    pub targets: Vec<String>,
}

const INSTRUMENTATION: &str = "--cfg fuzzing -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Ccodegen-units=1 -Cdebug-assertions";

/// Builds the targets and runs each for the given time.
///
/// # Errors
/// If a target does not build, or finds an input that breaks a promise.
pub fn run(args: &FuzzArgs) -> Result<()> {
    let known = targets()?;
    if let Some(unknown) = args.targets.iter().find(|target| !known.contains(target)) {
        bail!("no fuzz target {unknown}; there are: {}", known.join(", "));
    }
    let chosen = if args.targets.is_empty() { &known } else { &args.targets };
    let programs = build()?;
    for target in chosen {
        run_target(target, &programs, args.seconds)?;
    }
    Ok(())
}

/// The names of the targets, sorted.
fn targets() -> Result<Vec<String>> {
    let folder = shell::root().join("fuzz/fuzz_targets");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        names.extend(path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned));
    }
    names.sort_unstable();
    Ok(names)
}

/// Builds all targets; the folder that holds them.
fn build() -> Result<std::path::PathBuf> {
    let host = host()?;
    // The versions that are tested are those that are fuzzed; cargo adds the fuzzer's own.
    fs::copy(shell::root().join("Cargo.lock"), shell::root().join("fuzz/Cargo.lock"))?;
    let folder = shell::target().join("fuzz");
    // With a named target, build scripts and macros stay free of the instrumentation.
    let mut build = shell::cargo(&["build", "--release", "--target", &host]);
    build.arg("--manifest-path").arg(shell::root().join("fuzz/Cargo.toml"));
    build.arg("--target-dir").arg(&folder).env("RUSTFLAGS", INSTRUMENTATION);
    shell::run(&mut build)?;
    Ok(folder.join(host).join("release"))
}

fn host() -> Result<String> {
    let version = shell::output(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc -vV names no host")
}

fn run_target(target: &str, programs: &std::path::Path, seconds: u32) -> Result<()> {
    println!("fuzzing {target} for {seconds} s");
    let folder = shell::target().join("fuzz");
    let corpus = folder.join("corpus").join(target);
    let artifacts = folder.join("artifacts").join(target);
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&artifacts)?;
    let mut command = Command::new(programs.join(target));
    // New inputs go to the first folder; the seeds are only read.
    command.arg(&corpus);
    let seeds = shell::root().join("fuzz/seeds").join(target);
    if seeds.is_dir() {
        command.arg(seeds);
    }
    let words = shell::root().join("fuzz").join(format!("{target}.dict"));
    if words.is_file() {
        command.arg(format!("-dict={}", words.display()));
    }
    command
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .args(["-timeout=60", "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=0"]);
    shell::run(&mut command).with_context(|| {
        format!(
            "{target} found an input that breaks a promise (path above). \
             Mend the cause, and copy the input to fuzz/seeds/{target}/ so that it is tried for ever"
        )
    })
}
