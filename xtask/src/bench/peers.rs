//! The encoder beside ONNX Runtime, in the same run on the same weights: `bench/peers.py`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::Value;

use super::Figure;
use super::measure::Summary;
use crate::shell;

/// What the comparison needs; without both, there is none.
#[derive(Debug, Args)]
pub struct PeerArgs {
    /// A Python with torch, onnx, onnxruntime and safetensors: compare the encoder with ONNX Runtime
    #[arg(long, value_name = "PROGRAM", requires = "base")]
    peer_python: Option<PathBuf>,
    /// The folder of the base encoder, for the comparison
    #[arg(long, value_name = "DIR", requires = "peer_python")]
    base: Option<PathBuf>,
}

impl PeerArgs {
    /// Word pieces for each second of processor time, of the encoder and of ONNX Runtime, and how
    /// many times as fast the encoder is.
    ///
    /// # Errors
    /// If the bench does not build or the script fails.
    pub(super) fn measure(&self, scratch: &Path) -> Result<Vec<Figure>> {
        let (Some(python), Some(base)) = (&self.peer_python, &self.base) else { return Ok(Vec::new()) };
        let models = scratch.join("peers");
        let script = |task: &str| {
            let mut command = Command::new(python);
            command.arg(shell::root().join("bench/peers.py")).arg(task);
            command
        };
        shell::run(script("base").arg("--base").arg(base).arg("--out").arg(&models))?;
        let program = encoder_bench()?;
        let printed = shell::output(
            script("speed").arg("--json").arg("--models").arg(&models).arg("--program").arg(program),
        )?;
        let rounds: Value = serde_json::from_str(&printed).context("the comparison is not JSON")?;
        FIGURES.iter().map(|figure| figure.of(&rounds)).collect()
    }
}

/// A figure of the comparison, and its key in what the script prints.
struct PeerFigure {
    key: &'static str,
    name: &'static str,
    unit: &'static str,
}

const FIGURES: [PeerFigure; 3] = [
    PeerFigure { key: "own", name: "encoder, word pieces per CPU-second", unit: "1/s" },
    PeerFigure { key: "onnxruntime", name: "ONNX Runtime fp32, word pieces per CPU-second", unit: "1/s" },
    PeerFigure { key: "ratio", name: "encoder to ONNX Runtime", unit: "times" },
];

impl PeerFigure {
    /// The script prints a list of rounds under each key.
    fn of(&self, rounds: &Value) -> Result<Figure> {
        let values = rounds.get(self.key).and_then(Value::as_array);
        let values: Option<Vec<f64>> = values.and_then(|all| all.iter().map(Value::as_f64).collect());
        let values = values.filter(|all| !all.is_empty());
        let values = values.with_context(|| format!("the comparison has no `{}`", self.key))?;
        Ok(Figure { name: self.name, unit: self.unit, summary: Summary::of(values) })
    }
}

/// Builds the bench of the encoder and says where it is.
fn encoder_bench() -> Result<PathBuf> {
    let mut build = shell::cargo(&["build", "--release", "--locked", "--package", "sayso-core"]);
    build.args(["--bench", "encoder", "--message-format", "json-render-diagnostics"]);
    let messages = shell::output(&mut build)?;
    let mut programs = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let is_bench = message.get("target")?.get("name")? == "encoder";
        message.get("executable")?.as_str().filter(|_| is_bench).map(PathBuf::from)
    });
    programs.next_back().context("cargo built no bench named encoder")
}
