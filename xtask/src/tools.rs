//! Programs that the checks need beside the toolchain: found, or installed below the target folder.

use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;

/// The version that is installed where none is found.
const CARGO_DENY: &str = "cargo-deny@0.20.2";

/// `cargo deny`: from the path, or installed below the target folder.
///
/// # Errors
/// If it cannot be installed.
pub fn cargo_deny() -> Result<Command> {
    if shell::succeeds(shell::cargo(&["deny"]).arg("--version")) {
        return Ok(shell::cargo(&["deny"]));
    }
    let folder = shell::target().join("tools");
    let program = folder.join("bin/cargo-deny");
    if !program.exists() {
        println!("cargo-deny is missing: installing {CARGO_DENY} below the target folder");
        // Without optimisation it builds in a sixth of the time, and still runs in a second.
        let mut install = shell::cargo(&["install", "--locked", "--debug", "--no-default-features"]);
        install.arg(CARGO_DENY).arg("--root").arg(&folder).env("CARGO_PROFILE_DEV_DEBUG", "0");
        // Else it would share the workspace's flags and folder.
        install.env_remove("RUSTFLAGS").env("CARGO_TARGET_DIR", folder.join("build"));
        shell::run(&mut install).context("cargo-deny cannot be installed")?;
    }
    let mut command = Command::new(program);
    command.current_dir(shell::root());
    Ok(command)
}

/// Whether `cargo nextest` is here. Nothing depends on it: it is only quicker and clearer.
pub fn has_nextest() -> bool {
    shell::succeeds(&mut shell::cargo(&["nextest", "--version"]))
}

/// Whether a C++ compiler is here, which the fuzzer's runtime is built with.
pub fn has_cxx() -> bool {
    let compiler = std::env::var_os("CXX").unwrap_or_else(|| "c++".into());
    shell::succeeds(Command::new(compiler).arg("--version"))
}
