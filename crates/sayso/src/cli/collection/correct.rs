//! `sayso correct`: what a person decides about a statement.

use sayso::Collection;
use sayso::store::corrections::{Correction, Decision, Located, Role, State};
use sayso_core::text::{CodepointSpan, OffsetMap, Span};
use serde_json::{Value, json};

use super::super::exit::{End, Failure};
use super::super::messages::Messages;
use super::args::{CorrectArgs, Verdict};
use super::table::Table;
use super::{decide, folder};

const COLUMNS: &[&str] =
    &["id", "at", "who", "kind", "statement", "state", "undone_by", "undoes", "text", "value"];

/// Runs the command.
pub fn run(args: &CorrectArgs, messages: &Messages) -> Result<End, Failure> {
    let folder = folder(&args.place)?;
    if args.verdict.list || args.verdict.orphaned {
        return list(&Collection::open_read_only(&folder)?, args, messages);
    }
    let mut collection = Collection::open(&folder)?;
    let by = args.by.by.as_ref();
    if let Some(undone) = args.verdict.undo {
        let undo = decide(by, |author| collection.store_mut().undo(undone, author))?;
        messages.note(&format!("correction {undo}: {undone} is taken back"));
        return Ok(End::Found);
    }
    let found = collection.store().find_statement(args.id.as_deref().unwrap_or_default())?;
    let decision = decision(&args.verdict, &collection, found)?;
    let id = decide(by, |author| collection.store_mut().correct(found, &decision, author))?;
    messages.note(&format!("correction {id} of {}; take it back with sayso correct --undo {id}", found.id()));
    Ok(End::Found)
}

fn decision(verdict: &Verdict, collection: &Collection, found: Located) -> Result<Decision, Failure> {
    Ok(match verdict {
        Verdict { accept: true, .. } => Decision::Accept,
        Verdict { reject: true, .. } => Decision::Reject,
        Verdict { no_speaker: true, .. } => Decision::Speaker(None),
        Verdict { speaker: Some(whom), .. } => Decision::Speaker(Some(whom.as_str().into())),
        Verdict { span, .. } => {
            let text = collection.store().document(found.document)?.document.text;
            let (role, spans) = spans(span.as_deref().unwrap_or_default(), &text)?;
            Decision::Span(role, spans)
        }
    })
}

/// `content=575-842;860-901`, in code points, as spans of the text.
fn spans(value: &str, text: &str) -> Result<(Role, Vec<Span>), Failure> {
    let wrong = || {
        Failure::Usage(format!(
            "--span {value}: content, cue or source=START-END is wanted, in characters of the text, such as \
         content=575-842;860-901"
        ))
    };
    let (role, parts) = value.split_once('=').ok_or_else(wrong)?;
    let roles = [Role::Content, Role::Cue, Role::Source];
    let role = roles.into_iter().find(|one| one.word() == role.trim()).ok_or_else(wrong)?;
    let offsets = OffsetMap::new(text);
    let numbers = |part: &str| {
        let (start, end) = part.trim().split_once('-')?;
        Some(CodepointSpan { start: start.trim().parse().ok()?, end: end.trim().parse().ok()? })
    };
    let part = |part: &str| {
        let span = numbers(part).ok_or_else(wrong)?;
        let fault = |what: String| Failure::Usage(format!("--span {value}: {part} {what}"));
        if span.start >= span.end {
            return Err(fault("ends before it begins".to_owned()));
        }
        let beyond =
            || fault(format!("reaches beyond the text, which has {} characters", text.chars().count()));
        offsets.bytes(span).ok_or_else(beyond)
    };
    Ok((role, parts.split(';').map(part).collect::<Result<Vec<_>, _>>()?))
}

fn list(collection: &Collection, args: &CorrectArgs, messages: &Messages) -> Result<End, Failure> {
    let of = args.id.as_deref().map(|id| collection.store().find_statement(id)).transpose()?;
    let mut all = collection.store().corrections(of)?;
    all.retain(|one| !args.verdict.orphaned || one.state == Some(State::Orphaned));
    let mut table = Table::new(COLUMNS, args.format)?;
    for one in &all {
        table.row(row(one))?;
    }
    table.end()?;
    if all.is_empty() {
        messages.note(match args.verdict.orphaned {
            true => &"no correction has lost its statement",
            false => &"nothing was corrected yet",
        });
    }
    Ok(if all.is_empty() { End::Nothing } else { End::Found })
}

fn row(one: &Correction) -> Vec<Value> {
    let mut value = one.value.clone();
    let text = value.as_object_mut().and_then(|value| {
        value.remove("content");
        value.remove("text")
    });
    vec![
        json!(one.id),
        json!(one.at),
        json!(one.who),
        json!(one.kind.word()),
        json!(one.statement),
        json!(one.state.map(State::word)),
        json!(one.undone_by),
        json!(one.undoes),
        text.unwrap_or(Value::Null),
        value,
    ]
}
