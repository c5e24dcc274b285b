//! `sayso explain`: why a statement was found, and who it is by.

mod page;

use std::io::{self, Write};

use sayso::inputs::{Exclusion, expand};
use sayso::{Given, Loader, Reader};
use sayso_formats::wire::{ExplanationRecord, explanations};

use super::args::{ExplainArgs, ExplainFormat};
use super::exit::{End, Failure};
use super::look;
use super::messages::Messages;
use page::Page;

/// Most ids that are offered in place of an unknown one.
const OFFERED: usize = 3;

/// Runs the command.
pub fn run(args: &ExplainArgs, messages: &Messages) -> Result<End, Failure> {
    if args.path.is_dir() {
        let what = format!("{}: is a folder; name one file of it to explain", args.path.display());
        return Err(Failure::Usage(what));
    }
    let all = read(args, messages)?;
    if all.is_empty() {
        messages.note(&format!("{}: no statement found", args.path.display()));
        return Ok(End::Nothing);
    }
    let as_json = args.json || args.format == ExplainFormat::Json;
    let page = Page(look::terminal(&args.look, true));
    let text = match &args.statement {
        Some(wanted) if as_json => json(&all[find(wanted, &all)?])?,
        Some(wanted) => page.explanation(&all, find(wanted, &all)?),
        None if as_json => all.iter().map(json).collect::<Result<_, _>>()?,
        None => page.list(&all),
    };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::stdout)?;
    if args.statement.is_none() && !as_json {
        messages.note(&"the steps that led to one of them: --statement N".to_owned());
    }
    Ok(End::Found)
}

/// All statements of the documents in the file, explained.
fn read(args: &ExplainArgs, messages: &Messages) -> Result<Vec<ExplanationRecord>, Failure> {
    let given = std::iter::once(Ok(Given::from_argument(args.path.clone())));
    let inputs = expand(given, Exclusion::default());
    let reader = Reader::new(args.input.options())?;
    let mut all = Vec::new();
    for raw in Loader::with(inputs, args.input.how()) {
        for (document, reading) in reader.read_raw(raw?)? {
            for diagnostic in &reading.diagnostics {
                messages.note(&format!("{}: {}", document.origin, diagnostic.message));
            }
            all.extend(explanations(&document, &reading, reader.model_version()));
        }
    }
    Ok(all)
}

fn json(explanation: &ExplanationRecord) -> Result<String, Failure> {
    let json = serde_json::to_string_pretty(explanation);
    Ok(json.map_err(|error| Failure::stdout(error.into()))? + "\n")
}

/// The statement that `wanted` names: by its number in the file, its id, or the beginning of its id.
fn find(wanted: &str, all: &[ExplanationRecord]) -> Result<usize, Failure> {
    if let Ok(number) = wanted.parse::<usize>() {
        return match number {
            1.. if number <= all.len() => Ok(number - 1),
            _ => Err(Failure::Usage(format!(
                "there is no statement {number}: they are numbered 1 to {}",
                all.len()
            ))),
        };
    }
    let ids = || all.iter().map(|one| one.statement.id.as_str());
    if let Some(exact) = ids().position(|id| id == wanted) {
        return Ok(exact);
    }
    let begun: Vec<_> = ids().enumerate().filter(|(_, id)| id.starts_with(wanted)).collect();
    match begun[..] {
        [(index, _)] => Ok(index),
        _ => Err(Failure::Usage(format!(
            "there is no statement `{wanted}`; the nearest are {}; without --statement all are listed",
            nearest(wanted, ids().collect()).join(", ")
        ))),
    }
}

fn nearest<'a>(wanted: &str, mut ids: Vec<&'a str>) -> Vec<&'a str> {
    let distance = |id: &str| strsim::damerau_levenshtein(wanted, id);
    ids.sort_by_cached_key(|id| (!id.starts_with(wanted), distance(id)));
    ids.truncate(OFFERED);
    ids
}
