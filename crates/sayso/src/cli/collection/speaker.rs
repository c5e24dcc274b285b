//! `sayso speaker`: all about one speaker of the collection.

use std::fmt::Write;

use sayso::Collection;
use sayso::store::codes::date_of;
use sayso::store::identity::{Likeness, Named, RoleOverTime};
use sayso::store::people::Person;
use sayso::store::query::parse;
use sayso::store::search::{Answer, Request, Search, Sort};
use serde_json::{Value, json};

use super::super::exit::{End, Failure};
use super::super::messages::Messages;
use super::args::SpeakerArgs;
use super::review::sentences;
use super::search::{Utterances, failure, result, utterances};
use super::{folder, line, print};

/// What is told of a speaker.
struct Life {
    person: Person,
    /// Documents with statements that are near-copies of another one of them.
    near_copies: u64,
    names: Vec<Named>,
    roles: Vec<RoleOverTime>,
    why: Vec<Likeness>,
    open: Vec<Likeness>,
    statements: Answer,
    utterances: Utterances,
}

/// Runs the command.
pub fn run(args: &SpeakerArgs, messages: &Messages) -> Result<End, Failure> {
    let collection = Collection::open_read_only(&folder(&args.place)?)?;
    let Some(person) = find(&collection, &args.name)? else {
        messages.note(&format!("nobody called {} speaks in the collection", args.name));
        return Ok(End::Nothing);
    };
    let store = collection.store();
    let query = parse(&format!("person:{}", person.id)).expect("a number is a query");
    let request = Request { sort: Sort::Newest, limit: args.limit.max(1), ..Request::new(query) };
    let statements = Search::new().run(store, &request).map_err(failure)?;
    let life = Life {
        near_copies: store.near_copies_with(person.id)?,
        names: store.names_of(person.id)?,
        roles: store.roles_of(person.id)?,
        why: store.why_one(person.id)?,
        open: store.open_pairs_of(person.id)?,
        utterances: utterances(&collection, &statements)?,
        statements,
        person,
    };
    print(&if args.json { line(&as_json(&life)) } else { as_text(&life) })?;
    Ok(End::Found)
}

/// The one person meant; several are listed in the error.
fn find(collection: &Collection, name: &str) -> Result<Option<Person>, Failure> {
    let store = collection.store();
    if let Ok(number) = name.parse() {
        return Ok(Some(store.person(number)?));
    }
    let mut found = store.people(Some(name), 9)?;
    let is_called = |person: &Person| person.name == name || person.aliases.iter().any(|alias| alias == name);
    if found.len() > 1 && found.iter().filter(|person| is_called(person)).count() == 1 {
        found.retain(is_called);
    }
    if found.len() > 1 {
        let list: Vec<String> = found.iter().map(|one| format!("{} ({})", one.name, one.id)).collect();
        return Err(Failure::Usage(format!("several are called {name}: {}; give a number", list.join(", "))));
    }
    Ok(found.pop())
}

fn as_text(life: &Life) -> String {
    let person = &life.person;
    let mut text = format!("{}\n  {}, number {}\n", person.name, person.kind.word(), person.id);
    if !person.aliases.is_empty() {
        let _ = writeln!(text, "  also {}", person.aliases.join(", "));
    }
    let copies = match life.near_copies {
        0 => String::new(),
        count => format!(", near-copies of another one among them: {count}"),
    };
    let _ = writeln!(text, "  statements: {} in documents: {}{copies}", person.statements, person.documents);
    section(&mut text, "Roles", life.roles.iter().map(role_line));
    section(&mut text, "One person, because", life.why.iter().map(likeness_line));
    section(&mut text, "Possibly the same", life.open.iter().map(likeness_line));
    section(
        &mut text,
        "Latest statements",
        life.statements.results.iter().map(|found| statement_line(&result(found, &life.utterances))),
    );
    text
}

fn section(text: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    for (at, line) in lines.enumerate() {
        if at == 0 {
            let _ = writeln!(text, "\n{title}");
        }
        let _ = writeln!(text, "  {line}");
    }
}

fn days(role: &RoleOverTime) -> Option<(String, String)> {
    let (first, last) = role.days?;
    Some((date_of(first)?.to_string(), date_of(last)?.to_string()))
}

fn role_line(role: &RoleOverTime) -> String {
    let when = match days(role) {
        Some((first, last)) if first == last => first,
        Some((first, last)) => format!("{first} to {last}"),
        None => "no date".to_owned(),
    };
    format!("{} ({when}; documents: {})", role.role, role.documents)
}

fn likeness_line(pair: &Likeness) -> String {
    let named = |one: &Named| format!("{} ({})", one.name, one.own);
    format!("{} and {}, {:.2}: {}", named(&pair.a), named(&pair.b), pair.score, sentences(pair))
}

fn statement_line(found: &Value) -> String {
    let word =
        |path: &str| found.pointer(path).and_then(Value::as_str).unwrap_or_default().replace('\n', " ");
    let about = [word("/document/published"), word("/document/outlet")];
    let about: Vec<String> = about.into_iter().filter(|word| !word.is_empty()).collect();
    format!("{}  {}  {}", word("/statement/id"), about.join(", "), word("/statement/content/text"))
}

fn as_json(life: &Life) -> Value {
    let person = &life.person;
    json!({
        "id": person.id, "name": person.name, "kind": person.kind.word(), "aliases": person.aliases,
        "statements": person.statements, "documents": person.documents, "near_copies": life.near_copies,
        "names": life.names.iter().map(|one| json!({ "id": one.own, "name": one.name })).collect::<Vec<_>>(),
        "roles": life.roles.iter().map(role_json).collect::<Vec<_>>(),
        "one_because": life.why.iter().map(likeness_json).collect::<Vec<_>>(),
        "possibly_the_same": life.open.iter().map(likeness_json).collect::<Vec<_>>(),
        "latest": life.statements.results.iter().map(|found| result(found, &life.utterances)).collect::<Vec<_>>(),
    })
}

fn role_json(role: &RoleOverTime) -> Value {
    let (first, last) = days(role).unzip();
    json!({ "role": role.role, "first": first, "last": last, "documents": role.documents })
}

fn likeness_json(pair: &Likeness) -> Value {
    let named = |one: &Named| json!({ "id": one.own, "person": one.person, "name": one.name });
    let reasons: Vec<Value> =
        pair.reasons.iter().map(|(rule, why)| json!({ "rule": rule, "why": why })).collect();
    json!({ "a": named(&pair.a), "b": named(&pair.b), "score": (f64::from(pair.score) * 1e4).round() / 1e4, "reasons": reasons })
}
