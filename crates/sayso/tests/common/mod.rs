//! A folder of invented files, and the program run in it.

// Each test file uses a part of this.
#![allow(dead_code)]

pub mod server;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A text in which somebody says something.
pub const ARTICLE: &str = "\
LENNBRUG, Oct. 4 - The ferry to Sund will cost more next year.

“We will not raise the fare again before 2019,” said Ana Ortiz, the harbor board's finance chief.

Ms. Ortiz added that the board had looked at every other way.
";

/// A text in which nobody says anything.
pub const SILENT: &str = "The bridge is long. It was built of stone.\n";

/// A folder that goes away with the test.
pub struct Place(tempfile::TempDir);

/// What the program left behind.
#[derive(Debug)]
pub struct Run {
    /// Exit status; `None` if a signal killed it.
    pub status: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Place {
    /// An empty folder.
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let place = Self::new();
        for (name, text) in files {
            place.file(name, text);
        }
        place
    }

    /// Writes a file, with the folders above it.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The full path of a name in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The sorted names in a folder.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The program, to be run in the folder without anything that the environment might say.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
        command.args(args).current_dir(self.0.path()).stdin(Stdio::null());
        for variable in ["NO_COLOR", "CLICOLOR_FORCE", "TERM"] {
            command.env_remove(variable);
        }
        command.env("SAYSO_COLLECTION", self.path("collection")).env("SAYSO_USER", "mira");
        command
    }

    /// Runs it with nothing on standard input.
    pub fn run(&self, args: &[&str]) -> Run {
        Run::of(&mut self.command(args))
    }

    /// Runs it with `input` on standard input.
    pub fn pipe(&self, input: impl AsRef<[u8]>, args: &[&str]) -> Run {
        let mut child = self.start(args);
        child.stdin.take().unwrap().write_all(input.as_ref()).unwrap();
        Run::from(child.wait_with_output().unwrap())
    }

    /// Starts it with pipes on all sides.
    pub fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

impl Run {
    /// Runs a command to its end.
    pub fn of(command: &mut Command) -> Self {
        Self::from(command.output().unwrap())
    }

    /// Asserts the exit status, and shows everything if it is another.
    #[track_caller]
    pub fn exits(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "{self:#?}");
        self
    }

    /// The `origin` of each record of JSON Lines on standard output.
    pub fn origins(&self) -> Vec<String> {
        let origin = |line: &str| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            record["document"]["origin"].as_str().unwrap().to_owned()
        };
        self.out.lines().map(origin).collect()
    }
}

impl From<std::process::Output> for Run {
    fn from(output: std::process::Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { status: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// A path as text.
pub fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}
