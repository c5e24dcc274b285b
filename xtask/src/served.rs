//! `sayso serve`, for as long as something is asked of it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result};

/// A server that ends when it is dropped.
pub struct Served {
    child: Child,
    /// Kept open, so that the program can write.
    _out: BufReader<ChildStdout>,
    /// `http://127.0.0.1:PORT/`.
    pub link: String,
}

impl Served {
    /// Serves the collection in a folder on a free port of this machine.
    ///
    /// # Errors
    /// If the program does not start.
    pub fn start(program: &Path, collection: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["serve", "--port", "0", "--collection"]).arg(collection);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut out = BufReader::new(child.stdout.take().context("the program has a standard output")?);
        let mut line = String::new();
        out.read_line(&mut line)?;
        let link = line.trim().to_owned();
        let served = Self { child, _out: out, link };
        anyhow::ensure!(served.link.starts_with("http://"), "the server did not start: {line:?}");
        Ok(served)
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        self.link.trim_start_matches("http://").trim_end_matches('/')
    }

    /// Number of the process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
