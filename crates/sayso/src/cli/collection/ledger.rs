//! `sayso imports`: what was imported, and what became of every input.

use sayso::Collection;
use sayso::store::imports::{Import, Lines, Outcome};
use serde_json::{Value, json};

use super::super::exit::{End, Failure};
use super::super::messages::Messages;
use super::args::{ImportsAction, ImportsArgs, ListFormat, OutcomeName, Place};
use super::folder;
use super::table::Table;

const IMPORTS: &[&str] = &[
    "id",
    "started",
    "finished",
    "imported",
    "version",
    "duplicate",
    "skipped",
    "failed",
    "model",
    "inputs",
];

const LEDGER: &[&str] = &["number", "outcome", "reason", "bytes", "document", "origin", "message"];

/// Runs the command.
pub fn run(args: &ImportsArgs, messages: &Messages) -> Result<End, Failure> {
    match &args.action {
        None => list(&args.place, args.format, messages),
        Some(ImportsAction::Show { id, failed, outcome, place, format }) => {
            let outcome = if *failed { Some(OutcomeName::Failed) } else { *outcome };
            ledger(*id, outcome.map(named), place, *format, messages)
        }
    }
}

fn list(place: &Place, format: ListFormat, messages: &Messages) -> Result<End, Failure> {
    let imports = Collection::open_read_only(&folder(place)?)?.store().imports()?;
    let mut table = Table::new(IMPORTS, format)?;
    for import in &imports {
        table.row(row(import))?;
    }
    table.end()?;
    if imports.is_empty() {
        messages.note(&"nothing was imported yet");
    }
    Ok(if imports.is_empty() { End::Nothing } else { End::Found })
}

fn row(import: &Import) -> Vec<Value> {
    let inputs: Value = serde_json::from_str(&import.inputs).unwrap_or(Value::Null);
    let of = |outcome| json!(import.counts.of(outcome));
    vec![
        json!(import.id),
        json!(import.started),
        json!(import.finished),
        of(Outcome::Imported),
        of(Outcome::Version),
        of(Outcome::Duplicate),
        of(Outcome::Skipped),
        of(Outcome::Failed),
        json!(import.run.model),
        inputs.get("paths").cloned().unwrap_or(Value::Null),
    ]
}

fn ledger(
    id: i64,
    outcome: Option<Outcome>,
    place: &Place,
    format: ListFormat,
    messages: &Messages,
) -> Result<End, Failure> {
    let collection = Collection::open_read_only(&folder(place)?)?;
    let mut table = Table::new(LEDGER, format)?;
    let mut rows = 0;
    let lines = Lines { outcome, ..Lines::default() };
    collection.store().ledger(id, lines, |entry| {
        rows += 1;
        table.row(vec![
            json!(entry.number),
            json!(entry.outcome.word()),
            json!(entry.reason),
            json!(entry.bytes),
            json!(entry.document),
            json!(entry.origin),
            json!(entry.message),
        ])
    })?;
    table.end()?;
    if rows == 0 {
        messages.note(&"there is no such input");
    }
    Ok(if rows == 0 { End::Nothing } else { End::Found })
}

fn named(outcome: OutcomeName) -> Outcome {
    match outcome {
        OutcomeName::Imported => Outcome::Imported,
        OutcomeName::Duplicate => Outcome::Duplicate,
        OutcomeName::Version => Outcome::Version,
        OutcomeName::Skipped => Outcome::Skipped,
        OutcomeName::Failed => Outcome::Failed,
    }
}
