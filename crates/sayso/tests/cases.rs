//! Runs the marked-text cases of `cases/*.md`: one test a case, named `file: case`.
//!
//! `cargo test -p sayso --test cases denials` runs the cases whose name holds `denials`;
//! with `UPDATE_EXPECT=1`, a case that fails is rewritten to what the engine gives, and a known gap that
//! is met no longer is one, for a person to look at in the diff. The notation is described in
//! `sayso_formats::marks`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::{env, fs};

use libtest_mimic::{Arguments, Failed, Trial};
use sayso::Reader;
use sayso_core::Options;
use sayso_formats::marks::{self, Case};

fn main() {
    let arguments = Arguments::from_args();
    let reader = Arc::new(Reader::new(Options::default()).expect("the built-in model is readable"));
    let mut trials = Vec::new();
    let mut gaps = 0;
    for path in case_files() {
        let file = Arc::new(CaseFile::read(path));
        for index in 0..file.cases.len() {
            let (file, reader) = (Arc::clone(&file), Arc::clone(&reader));
            let gap = file.cases[index].known_gap.is_some();
            gaps += usize::from(gap);
            let trial = Trial::test(file.test_name(index), move || file.run(index, &reader));
            trials.push(if gap { trial.with_kind("known gap") } else { trial });
        }
    }
    let cases = trials.len();
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        println!("{cases} cases, of which {gaps} are known gaps");
    }
    conclusion.exit();
}

fn case_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    files.retain(|path| {
        path.extension().is_some_and(|extension| extension == "md") && !path.ends_with("README.md")
    });
    files.sort();
    files
}

struct CaseFile {
    path: PathBuf,
    source: String,
    cases: Vec<Case>,
    /// The cases to be written back, so far.
    updates: Mutex<Vec<Case>>,
}

impl CaseFile {
    fn read(path: PathBuf) -> Self {
        let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let cases = marks::parse(&source).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!cases.is_empty(), "{}: holds no case (`## `)", path.display());
        Self { path, source, cases, updates: Mutex::default() }
    }

    fn test_name(&self, index: usize) -> String {
        format!("{}: {}", self.path.file_stem().unwrap_or_default().to_string_lossy(), self.cases[index].name)
    }

    fn run(&self, index: usize, reader: &Reader) -> Result<(), Failed> {
        let case = &self.cases[index];
        let outcome = marks::compare(case, &reader.read(&case.document));
        let met = outcome.failures.is_empty();
        if met != case.known_gap.is_some() {
            return Ok(());
        }
        if env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1") {
            self.update(outcome.actual);
            return Ok(());
        }
        let what = match &case.known_gap {
            Some(gap) => format!("is met: remove its `known gap: {gap}`"),
            None => format!("{}\n\n{}", outcome.failures.join("\n"), beside(case, &outcome.actual)),
        };
        Err(self.message(case, &what).into())
    }

    fn message(&self, case: &Case, what: &str) -> String {
        let file = self.path.file_name().unwrap_or_default().to_string_lossy();
        format!("cases/{file}:{}: {}\n{what}", case.line, case.name)
    }

    fn update(&self, case: Case) {
        let case = Case { known_gap: None, ..case };
        let mut updates = self.updates.lock().expect("no test panics while it writes");
        updates.push(case);
        fs::write(&self.path, marks::updated(&self.source, &updates)).expect("the case file can be written");
    }
}

/// Both markings, paragraph by paragraph: `-` as the case expects, `+` as the engine gives.
fn beside(expected: &Case, actual: &Case) -> String {
    let (expected, actual) = (expected.marked.to_string(), actual.marked.to_string());
    let mut out = String::new();
    for (expected, actual) in expected.split('\n').zip(actual.split('\n')) {
        if expected == actual {
            out.push_str(&format!("  {expected}\n"));
        } else {
            out.push_str(&format!("- {expected}\n+ {actual}\n"));
        }
    }
    out
}
