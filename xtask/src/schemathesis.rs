//! `cargo xtask schemathesis`: thousands of requests made of the description of the API, right and wrong ones,
//! against a server with a collection of invented news. Schemathesis, which makes them, is installed into a
//! virtual environment below the target folder.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use crate::bench::articles;
use crate::served::Served;
use crate::shell;

/// The version that is installed.
const PACKAGE: &str = "schemathesis==4.32.5";

/// How hard to try.
#[derive(Debug, Args)]
pub struct SchemathesisArgs {
    /// Requests made of each operation, at most
    #[arg(long, default_value_t = 100)]
    examples: u32,
    /// Seed of the requests
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

/// Tries the API.
///
/// # Errors
/// If it does not keep what its description promises, or Schemathesis cannot be installed.
pub fn run(args: &SchemathesisArgs) -> Result<()> {
    let program = program()?;
    let folder = shell::target().join("schemathesis");
    let collection = folder.join("collection");
    if collection.exists() {
        fs::remove_dir_all(&collection)?;
    }
    let news = folder.join("news");
    articles::write(&news)?;
    shell::run(
        Command::new(&program).args(["--quiet", "import", "--collection"]).arg(&collection).arg(&news),
    )?;
    let served = Served::start(&program, &collection)?;
    let description = format!("{}api/v1/openapi.json", served.link);
    let mut command = Command::new(tool()?);
    command.current_dir(&folder).arg("--config-file").arg(shell::root().join("schemathesis.toml"));
    command.arg("run").arg(description);
    command.args(["--max-examples", &args.examples.to_string(), "--seed", &args.seed.to_string()]);
    // Streams of events never end while an import goes on.
    command.args(["--request-timeout", "60"]);
    shell::run(&mut command).context("the API does not keep what docs/openapi.json promises")
}

fn program() -> Result<PathBuf> {
    shell::run(&mut shell::cargo(&["build", "--locked", "--package", "sayso"]))?;
    Ok(shell::target().join("debug").join(format!("sayso{}", std::env::consts::EXE_SUFFIX)))
}

/// Schemathesis, installed if need be.
fn tool() -> Result<PathBuf> {
    let environment = shell::target().join("tools").join(PACKAGE);
    let tool = environment.join("bin/schemathesis");
    if !tool.exists() {
        println!("installing {PACKAGE} below the target folder");
        shell::run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
        let pip = environment.join("bin/pip");
        shell::run(Command::new(pip).args(["install", "--quiet", PACKAGE]))?;
    }
    Ok(tool)
}
