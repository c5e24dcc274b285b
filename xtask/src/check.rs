//! `cargo xtask test`: everything that a change must pass, the tests themselves last.

use std::time::Instant;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::{fuzz, shell, tidy, tools};

/// What to run.
#[derive(Debug, Args)]
pub struct TestArgs {
    /// Only these checks
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Check>,
    /// All but these checks
    #[arg(long, value_enum, value_delimiter = ',')]
    skip: Vec<Check>,
    /// Seconds for each fuzz target
    #[arg(long, default_value_t = 10)]
    fuzz_seconds: u32,
}

/// One check. They run in this order; the tests come last, so that their summary is what one sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Check {
    /// The rules that no other tool knows
    Tidy,
    /// Formatting
    Format,
    /// Licences, banned crates and sources of the dependencies
    Deny,
    /// Clippy over all targets, without a warning
    Clippy,
    /// Documentation, without a warning
    Docs,
    /// The fuzz targets, briefly
    Fuzz,
    /// The examples in the documentation
    Doctests,
    /// All tests
    Tests,
}

/// Runs the checks and stops at the first that fails.
///
/// # Errors
/// If a check fails.
pub fn test(args: &TestArgs) -> Result<()> {
    let wanted =
        |check: &Check| (args.only.is_empty() || args.only.contains(check)) && !args.skip.contains(check);
    for check in Check::value_variants().iter().filter(|check| wanted(check)) {
        let name = format!("{check:?}").to_lowercase();
        println!("== {name}");
        let start = Instant::now();
        run(*check, args).with_context(|| format!("{name} failed; alone: cargo xtask test --only {name}"))?;
        if *check != Check::Tests {
            println!("== {name}: done in {:.0} s\n", start.elapsed().as_secs_f32());
        }
    }
    Ok(())
}

fn run(check: Check, args: &TestArgs) -> Result<()> {
    match check {
        Check::Tidy => tidy::run(),
        Check::Format => {
            shell::run(&mut shell::cargo(&["fmt", "--all", "--check"]))?;
            shell::run(&mut shell::cargo(&["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]))
        }
        Check::Deny => deny(),
        Check::Clippy => shell::run(&mut shell::cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-Dwarnings",
        ])),
        Check::Docs => {
            let mut doc = shell::cargo(&["doc", "--workspace", "--no-deps", "--locked"]);
            shell::run(doc.env("RUSTDOCFLAGS", "-Dwarnings"))
        }
        Check::Fuzz => fuzz_briefly(args.fuzz_seconds),
        Check::Doctests => shell::run(&mut shell::cargo(&["test", "--workspace", "--doc", "--locked"])),
        Check::Tests if tools::has_nextest() => {
            shell::run(&mut shell::cargo(&["nextest", "run", "--workspace", "--locked"]))
        }
        Check::Tests => {
            let tests = ["test", "--workspace", "--lib", "--bins", "--tests", "--locked"];
            shell::run(&mut shell::cargo(&tests))
        }
    }
}

fn deny() -> Result<()> {
    // The advisories come from another place than the packages; they are no matter of one change.
    shell::run(tools::cargo_deny()?.args(["check", "licenses", "bans", "sources"]))
}

fn fuzz_briefly(seconds: u32) -> Result<()> {
    if !tools::has_cxx() && std::env::var_os("CI").is_none() {
        println!("skipped: the fuzzer's runtime needs a C++ compiler (c++, or CXX), and here is none");
        return Ok(());
    }
    fuzz::run(&fuzz::FuzzArgs { seconds, targets: Vec::new() })
}
