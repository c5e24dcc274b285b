//! `sayso speaker`: all about one speaker of the collection.

use std::fmt::Write;

use sayso::Collection;
use sayso::records::{LifeRecord, LikenessRecord, NamedRecord, ResultRecord, RoleRecord, life};
use sayso::store::people::Person;
use sayso::store::search::Search;

use super::super::exit::{End, Failure};
use super::super::messages::Messages;
use super::args::SpeakerArgs;
use super::{folder, line, print};

/// Runs the command.
pub fn run(args: &SpeakerArgs, messages: &Messages) -> Result<End, Failure> {
    let collection = Collection::open_read_only(&folder(&args.place)?)?;
    let Some(person) = find(&collection, &args.name)? else {
        messages.note(&format!("nobody called {} speaks in the collection", args.name));
        return Ok(End::Nothing);
    };
    let life = life(collection.store(), &mut Search::new(), person.id, args.limit)?;
    print(&if args.json { line(&life) } else { as_text(&life) })?;
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

fn as_text(life: &LifeRecord) -> String {
    let person = &life.person;
    let mut text = format!("{}\n  {}, number {}\n", person.name, person.kind, person.id);
    if !person.aliases.is_empty() {
        let _ = writeln!(text, "  also {}", person.aliases.join(", "));
    }
    let copies = match life.near_copies {
        0 => String::new(),
        count => format!(", near-copies of another one among them: {count}"),
    };
    let _ = writeln!(text, "  statements: {} in documents: {}{copies}", person.statements, person.documents);
    section(&mut text, "Roles", life.roles.iter().map(role_line));
    section(&mut text, "One person, because", life.one_because.iter().map(likeness_line));
    section(&mut text, "Possibly the same", life.possibly_the_same.iter().map(likeness_line));
    section(&mut text, "Latest statements", life.latest.iter().map(statement_line));
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

fn role_line(role: &RoleRecord) -> String {
    let when = match (&role.first, &role.last) {
        (Some(first), Some(last)) if first == last => first.clone(),
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => "no date".to_owned(),
    };
    format!("{} ({when}; documents: {})", role.role, role.documents)
}

fn likeness_line(pair: &LikenessRecord) -> String {
    let named = |one: &NamedRecord| format!("{} ({})", one.name, one.id);
    let reasons: Vec<&str> = pair.reasons.iter().map(|reason| reason.why.as_str()).collect();
    format!("{} and {}, {:.2}: {}", named(&pair.a), named(&pair.b), pair.score, reasons.join("; "))
}

fn statement_line(found: &ResultRecord) -> String {
    let about = [&found.document.published, &found.document.outlet];
    let about: Vec<String> = about.into_iter().flatten().map(|word| word.replace('\n', " ")).collect();
    let words = found.statement.content.text.replace('\n', " ");
    format!("{}  {}  {words}", found.statement.id, about.join(", "))
}
