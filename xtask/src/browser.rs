//! `cargo xtask browser`: the pages in a real browser.
//!
//! Not among the checks of `cargo xtask test`, because it needs what not every machine has: Node, a browser, and
//! the package registry of Node. What is missing and can be installed is.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::shell;

/// What to run.
#[derive(Debug, Args)]
pub struct BrowserArgs {
    /// Only tests with this in their name
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Take the pictures in docs/pages anew, instead of testing
    #[arg(long)]
    pictures: bool,
    /// The browser: Chromium or what is made of it; else the variable CHROMIUM
    #[arg(long, value_name = "PROGRAM")]
    chromium: Option<PathBuf>,
}

/// Where Chromium is usually.
const USUAL: [&str; 4] =
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

/// Builds the program, installs what the tests need, and runs them.
///
/// # Errors
/// If there is no Node or no browser, or a test fails.
pub fn run(args: &BrowserArgs) -> Result<()> {
    if !shell::succeeds(Command::new("npm").arg("--version")) {
        bail!("the tests are written for Node: install nodejs and npm (version 20 or later)");
    }
    let chromium = chromium(args)?;
    shell::run(&mut shell::cargo(&["build", "--locked", "--package", "sayso"]))?;
    let program = shell::target().join("debug").join(format!("sayso{}", std::env::consts::EXE_SUFFIX));
    let folder = shell::root().join("browser");
    if !folder.join("node_modules").exists() {
        shell::run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder))?;
    }
    let mut node = Command::new("node");
    node.current_dir(&folder).env("SAYSO", program).env("CHROMIUM", chromium);
    if args.pictures {
        return shell::run(node.arg("pictures.mjs"));
    }
    node.args(["--test", "--test-concurrency=1"]);
    if let Some(only) = &args.only {
        node.arg(format!("--test-name-pattern={only}"));
    }
    shell::run(node.arg("tests/"))
}

/// The browser: as named, else where it usually is, else installed where that can be done.
fn chromium(args: &BrowserArgs) -> Result<PathBuf> {
    let named = args.chromium.clone().or_else(|| std::env::var_os("CHROMIUM").map(PathBuf::from));
    let usual = || USUAL.iter().map(PathBuf::from).find(|path| path.exists());
    if let Some(found) = named.or_else(usual) {
        return Ok(found);
    }
    println!("Chromium is missing: installing it with apt-get");
    let installed =
        shell::run(Command::new("apt-get").args(["install", "-y", "--no-install-recommends", "chromium"]));
    installed.context("install Chromium, or name it with --chromium")?;
    usual().context("Chromium was installed, but is not where it usually is; name it with --chromium")
}
