//! Prints, for each text of a folder, the statements with what the confidence is computed from:
//! the input of `training/calibrate.py`.
//!
//! `cargo run --release --example evidence -- FOLDER MODEL... > evidence.jsonl`

use sayso_core::attribution::{Calibration, is_speech, network::Evidence};
use sayso_core::document::{Document, Statement};
use sayso_core::text::{OffsetMap, Span};
use sayso_core::{Engine, Options};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, models @ ..] = arguments.as_slice() else {
        return Err("usage: evidence FOLDER MODEL...".into());
    };
    let models: Vec<&'static [u8]> =
        models.iter().map(|model| Ok(&*std::fs::read(model)?.leak())).collect::<std::io::Result<_>>()?;
    let engine = Engine::new(&models)?;
    let mut files: Vec<_> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.sort();
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let document = Document::from_text(&name, std::fs::read_to_string(&file)?);
        let reading = engine.read(&document, &Options { min_confidence: Some(0.0), ..Options::default() });
        let offsets = OffsetMap::new(&document.text);
        let top = reading.statements.iter().filter(|statement| statement.parent.is_none());
        let statements: Vec<Value> = top.map(|statement| row(statement, &document.text, &offsets)).collect();
        println!("{}", json!({ "article": name, "statements": statements }));
    }
    Ok(())
}

fn row(statement: &Statement, text: &str, offsets: &OffsetMap) -> Value {
    let spans = |spans: &[Span]| -> Vec<Value> {
        spans.iter().map(|&span| offsets.codepoints(span)).map(|span| json!([span.start, span.end])).collect()
    };
    let cue = statement.cue.as_ref().map_or(&[][..], |cue| &cue.spans);
    let source = statement.source.as_ref().map_or(&[][..], |source| &source.spans);
    let inputs = evidence(statement).map(|evidence| {
        let speech = cue.first().is_some_and(|cue| is_speech(cue.of(text)));
        Calibration::inputs(&evidence, !source.is_empty(), speech)
    });
    json!({
        "cue": spans(cue), "source": spans(source), "content": spans(&statement.content),
        "confidence": statement.confidence, "inputs": inputs,
    })
}

/// The network's probabilities, from the trace; `None` for what the layout alone attributes.
fn evidence(statement: &Statement) -> Option<Evidence> {
    let score = |rule| statement.trace.iter().find(|step| step.rule == rule)?.score;
    Some(Evidence {
        cue: score("model.cue")?,
        roles: score("model.roles")?,
        content: score("model.content")?,
        borders: score("model.borders")?,
        source: score("model.source")?,
    })
}
