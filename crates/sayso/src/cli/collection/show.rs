//! `sayso show`: one statement, document or person of the collection.

use sayso::Collection;
use sayso::store::StoreError;
use sayso::store::corrections::{Correction, Located};
use sayso::store::documents::Stored;
use sayso::store::echo::CopyOf;
use sayso::store::people::Person;
use sayso_core::Statement;
use sayso_core::text::{OffsetMap, Span};
use sayso_formats::wire::{DocumentRecord, to_wire};
use sayso_formats::writers::write_terminal;
use serde_json::{Value, json};

use super::super::exit::{End, Failure};
use super::super::look;
use super::super::messages::Messages;
use super::args::ShowArgs;
use super::utterances::plain;
use super::{folder, line, print};

/// Runs the command.
pub fn run(args: &ShowArgs, _: &Messages) -> Result<End, Failure> {
    let collection = Collection::open_read_only(&folder(&args.place)?)?;
    let store = collection.store();
    let text = if args.id.starts_with("st_") {
        let found = store.find_statement(&args.id)?;
        statement(&collection, found, args.json)?
    } else if let Ok(number) = args.id.parse() {
        person(&store.person(number)?, args.json)
    } else {
        let stored = store.document(store.find_document(&args.id)?)?;
        document(&stored, &store.near_copies(stored.row)?, args)?
    };
    print(&text)?;
    Ok(End::Found)
}

fn person(person: &Person, as_json: bool) -> String {
    if as_json {
        return line(&json!({
            "id": person.id, "name": person.name, "kind": person.kind.word(), "aliases": person.aliases,
            "statements": person.statements, "documents": person.documents,
        }));
    }
    let mut text = format!("{}\n  {}, number {}\n", person.name, person.kind.word(), person.id);
    if !person.aliases.is_empty() {
        text += &format!("  also {}\n", person.aliases.join(", "));
    }
    text + &format!("  statements: {} in documents: {}\n", person.statements, person.documents)
}

fn document(stored: &Stored, copies: &[CopyOf], args: &ShowArgs) -> Result<String, Failure> {
    if args.json {
        return Ok(line(&to_wire(&stored.document, &stored.reading)));
    }
    let mut text = Vec::new();
    let options = look::terminal(&args.look, true);
    write_terminal(&mut text, &stored.document, &stored.reading, &options).map_err(Failure::stdout)?;
    let mut text = String::from_utf8_lossy(&text).into_owned();
    if stored.superseded {
        text += "\nA later version of this document is in the collection.\n";
    }
    if !copies.is_empty() {
        text += &format!("\nNear-copies of this document in the collection: {}\n", copies.len());
        text.extend(copies.iter().map(|copy| format!("  {}\n", copy_in_words(copy))));
    }
    Ok(text)
}

fn copy_json(copy: &CopyOf) -> Value {
    json!({
        "document": copy.document, "origin": copy.origin, "title": copy.title, "outlet": copy.outlet,
        "published": copy.published,
    })
}

fn copy_in_words(copy: &CopyOf) -> String {
    let known: Vec<&str> =
        [&copy.outlet, &copy.published, &copy.title].into_iter().flatten().map(String::as_str).collect();
    let known = if known.is_empty() { copy.origin.clone() } else { known.join(", ") };
    plain(&format!("{known} ({})", copy.document))
}

fn statement(collection: &Collection, found: Located, as_json: bool) -> Result<String, Failure> {
    let stored = collection.store().document(found.document)?;
    let place = stored.rows.iter().position(|&row| row == found.row);
    let place =
        place.ok_or_else(|| StoreError::Unknown { what: format!("there is no statement {}", found.id()) })?;
    let corrections = collection.store().corrections(Some(found))?;
    let copies = collection.store().near_copies(found.document)?;
    let record = to_wire(&stored.document, &stored.reading);
    Ok(match as_json {
        true => line(&statement_json(&stored, &record, place, &corrections, &copies)),
        false => statement_text(&stored, &record, place, &corrections, &copies),
    })
}

fn statement_json(
    stored: &Stored,
    record: &DocumentRecord,
    place: usize,
    corrections: &[Correction],
    copies: &[CopyOf],
) -> Value {
    let mut head = json!(record.document);
    head.as_object_mut().map(|head| head.remove("text"));
    json!({
        "schema": record.schema, "offsets": record.offsets, "model": stored.model,
        "document": head, "superseded": stored.superseded,
        "statement": record.statements[place],
        "person": stored.reading.statements[place].speaker.as_ref().and_then(|link| stored.people[link.speaker]),
        "near_copies": copies.iter().map(copy_json).collect::<Vec<_>>(),
        "corrections": corrections.iter().map(correction_json).collect::<Vec<_>>(),
    })
}

/// A correction as every list shows it.
pub fn correction_json(one: &Correction) -> Value {
    json!({
        "id": one.id, "at": one.at, "who": one.who, "kind": one.kind.word(), "statement": one.statement,
        "state": one.state.map(|state| state.word()), "undone_by": one.undone_by, "undoes": one.undoes,
        "value": one.value,
    })
}

fn statement_text(
    stored: &Stored,
    record: &DocumentRecord,
    place: usize,
    corrections: &[Correction],
    copies: &[CopyOf],
) -> String {
    let (found, shown) = (&stored.reading.statements[place], &record.statements[place]);
    let person = found.speaker.as_ref().and_then(|link| stored.people[link.speaker]);
    let speaker = shown.speaker.as_ref().map_or_else(
        || "nobody that the text tells".to_owned(),
        |link| {
            let number = person.map_or_else(String::new, |person| format!(" ({person})"));
            [&[link.name.clone() + &number][..], &link.roles].concat().join(", ")
        },
    );
    let mut text = format!("{}\n\n  {}\n\n", shown.id, around(&stored.document.text, found));
    let mut add = |name: &str, value: String| text += &format!("  {name:<10}  {value}\n");
    add("speaker", speaker);
    add("content", shown.content.text.replace('\n', " "));
    if let Some(cue) = &shown.cue {
        add("cue", cue.text.clone());
    }
    let qualities = [found.form.word(), found.status.word(), found.attitude.word(), found.stance.word()];
    add("how", qualities.join(", "));
    if let Some(said) = &shown.said {
        add(
            "said",
            if said.from == said.to { said.from.clone() } else { format!("{} to {}", said.from, said.to) },
        );
    }
    add("confidence", format!("{:.2}", shown.confidence));
    let head = &record.document;
    let about = [&head.title, &head.outlet, &head.published];
    let about: Vec<&str> = about.into_iter().flatten().map(String::as_str).chain([&*head.origin]).collect();
    add("document", format!("{} ({})", about.join(", "), head.id));
    add("characters", characters(&stored.document.text, &found.content));
    for copy in copies {
        add("near-copy", copy_in_words(copy));
    }
    for one in corrections {
        let fate = match (one.undone_by, one.state) {
            (Some(by), _) => format!(" (undone by {by})"),
            (None, Some(state)) => format!(" ({})", state.word()),
            (None, None) => String::new(),
        };
        add("correction", format!("{} {} by {}, {}{fate}", one.id, one.kind.word(), one.who, one.at));
    }
    text
}

/// The paragraph in which the content begins.
fn around<'a>(text: &'a str, statement: &Statement) -> &'a str {
    let at = statement.content.first().map_or(0, |span| span.start);
    let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
    let end = text[at..].find('\n').map_or(text.len(), |line| at + line);
    &text[start..end]
}

/// `575-842;860-901`, in code points.
fn characters(text: &str, spans: &[Span]) -> String {
    let offsets = OffsetMap::new(text);
    let one = |&span: &Span| {
        let points = offsets.codepoints(span);
        format!("{}-{}", points.start, points.end)
    };
    spans.iter().map(one).collect::<Vec<_>>().join(";")
}
