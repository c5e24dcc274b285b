//! `cargo xtask eval`: the quality of this version, kept as a line of `eval/scores.csv`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::Value;

use crate::shell;

/// Where the gold stands.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// The corpora: polnear/dev and gum/dev (docs/measuring.md says where to get them)
    #[arg(long, value_name = "DIR")]
    corpora: PathBuf,
    /// The scorer score.py, and the gold speakers in speakers-dev/
    #[arg(long, value_name = "DIR")]
    eval: PathBuf,
    /// Print only; leave eval/scores.csv as it is
    #[arg(long)]
    dry_run: bool,
}

/// A figure that is kept: its column, the scorer's name for it, and which of its measures.
struct Figure {
    column: &'static str,
    name: &'static str,
    measure: &'static str,
}

const fn figure(column: &'static str, name: &'static str, measure: &'static str) -> Figure {
    Figure { column, name, measure }
}

/// All in per cent. The scorer's `--help` defines each.
const FIGURES: [Figure; 17] = [
    figure("source_exact_f1", "source exact", "f1"),
    figure("cue_exact_f1", "cue exact", "f1"),
    figure("content_exact_f1", "content exact", "f1"),
    figure("content_words_f1", "content words", "f1"),
    figure("attribution_exact_f1", "attribution exact", "f1"),
    figure("overlap_precision", "attribution overlap", "p"),
    figure("overlap_recall", "attribution overlap", "r"),
    figure("overlap_f1", "attribution overlap", "f1"),
    figure("speech_overlap_f1", "attribution overlap, speech", "f1"),
    figure("direct_found", "content overlap, direct", "r"),
    figure("mixed_found", "content overlap, mixed", "r"),
    figure("indirect_found", "content overlap, indirect", "r"),
    figure("who_said_what_f1", "who-said-what", "f1"),
    figure("speaker_accuracy", "speaker accuracy", "r"),
    figure("calibration_error", "calibration", "ece"),
    figure("gum_nested_found", "nested statements found", "r"),
    figure("gum_nested_found_at_all", "nested statements found", "any"),
];

/// Builds the program, measures it on PolNeAR dev and on the nested statements of GUM dev, prints
/// the figures and keeps them.
///
/// # Errors
/// If the program does not build, or the gold or scorer is not where it should be.
pub fn run(args: &EvalArgs) -> Result<()> {
    let program = shell::sayso()?;
    let polnear =
        figures(eval(&program, args, "polnear/dev").arg("--speakers").arg(args.eval.join("speakers-dev")))?;
    let nested = args.corpora.join("gum/dev/nested");
    let gum = figures(eval(&program, args, "gum/dev").arg("--nested").arg(nested))?;
    let row = Row {
        version: Version::of(&program)?,
        values: FIGURES.iter().map(|f| f.of(&polnear, &gum)).collect(),
    };
    for (figure, value) in FIGURES.iter().zip(&row.values) {
        println!("{:24} {:>6}", figure.column, value.map_or_else(|| "–".to_owned(), |v| format!("{v:.1}")));
    }
    if args.dry_run { Ok(()) } else { row.append(&shell::root().join("eval/scores.csv")) }
}

fn eval(program: &Path, args: &EvalArgs, split: &str) -> Command {
    let mut command = Command::new(program);
    command.args(["eval", "--json", "--gold"]).arg(args.corpora.join(split));
    command.arg("--scorer").arg(args.eval.join("score.py"));
    command
}

fn figures(command: &mut Command) -> Result<Value> {
    serde_json::from_str(&shell::output(command)?).context("the figures are not JSON")
}

impl Figure {
    /// Nested statements are annotated in GUM alone; all else is measured on PolNeAR.
    fn of(&self, polnear: &Value, gum: &Value) -> Option<f64> {
        let all = if self.column.starts_with("gum_") { gum } else { polnear };
        all.get(self.name)?.get(self.measure)?.as_f64()
    }
}

/// What was measured, and when.
pub(crate) struct Version {
    /// ISO 8601.
    pub(crate) date: String,
    /// Short hash; `+` where there were changes beside it.
    pub(crate) commit: String,
    /// Name and version (`en-1`).
    pub(crate) model: String,
}

impl Version {
    /// Of the program and of the checkout.
    pub(crate) fn of(program: &Path) -> Result<Self> {
        let git = |args: &[&str]| shell::output(Command::new("git").current_dir(shell::root()).args(args));
        let commit = git(&["rev-parse", "--short", "HEAD"])?;
        let changed = !git(&["status", "--porcelain", "--untracked-files=no"])?.is_empty();
        let printed = shell::output(Command::new(program).arg("--version"))?;
        let model = printed.split_once("(model ").and_then(|(_, rest)| rest.trim().strip_suffix(')'));
        Ok(Self {
            date: jiff::Zoned::now().date().to_string(),
            commit: commit.trim().to_owned() + if changed { "+" } else { "" },
            model: model.with_context(|| format!("--version names no model: {printed}"))?.to_owned(),
        })
    }
}

struct Row {
    version: Version,
    values: Vec<Option<f64>>,
}

impl Row {
    /// Adds the line; a new file gets its header first.
    fn append(&self, path: &Path) -> Result<()> {
        let header = header();
        if !path.exists() {
            fs::create_dir_all(path.parent().unwrap_or(path))?;
            fs::write(path, format!("{header}\n"))?;
        }
        let present = fs::read_to_string(path)?;
        ensure!(
            present.lines().next() == Some(&header),
            "{} has other columns: {header} are wanted",
            path.display()
        );
        let mut file = fs::OpenOptions::new().append(true).open(path)?;
        writeln!(file, "{}", self.line()).with_context(|| path.display().to_string())
    }

    fn line(&self) -> String {
        let Version { date, commit, model } = &self.version;
        let values = self.values.iter().map(|value| value.map_or_else(String::new, |v| format!("{v:.1}")));
        let head = [date.clone(), commit.clone(), model.clone()];
        head.into_iter().chain(values).collect::<Vec<_>>().join(",")
    }
}

fn header() -> String {
    let columns = FIGURES.iter().map(|figure| figure.column);
    ["date", "commit", "model"].into_iter().chain(columns).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_has_a_value_for_each_column() {
        let polnear = json!({ "source exact": { "p": 80.0, "r": 82.0, "f1": 81.0 } });
        let gum = json!({ "nested statements found": { "r": 40.0, "any": 55.5, "gold": 20 } });
        let version = Version { date: "2026-01-02".into(), commit: "abc+".into(), model: "en-1".into() };
        let row = Row { version, values: FIGURES.iter().map(|f| f.of(&polnear, &gum)).collect() };
        assert_eq!(row.line(), format!("2026-01-02,abc+,en-1,81.0{},40.0,55.5", ",".repeat(14)));
        assert_eq!(row.line().matches(',').count(), header().matches(',').count());
    }
}
