//! `sayso access`: who may look at a served collection, and who may decide.

use std::io::{self, BufRead, IsTerminal};
use std::path::Path;

use sayso::Collection;
use serde_json::json;

use super::super::exit::{End, Failure};
use super::super::messages::Messages;
use super::args::{AccessAction, AccessArgs, ListFormat};
use super::table::Table;
use super::{folder, print};
use crate::server::access::{self, Entry, LIST, Role, Secret};

const COLUMNS: &[&str] = &["name", "role", "with"];

/// Characters of the shortest password: beyond it, how long guessing takes is the matter of argon2.
const SHORTEST: usize = 10;

/// Runs the command.
pub fn run(args: &AccessArgs, messages: &Messages) -> Result<End, Failure> {
    match &args.action {
        None => show(&folder(&args.place)?, args.format, messages),
        Some(AccessAction::Add { name, role, place }) => add(&folder(place)?, name, *role, messages),
        Some(AccessAction::Token { name, role, place }) => token(&folder(place)?, name, *role, messages),
        Some(AccessAction::Remove { name, place }) => remove(&folder(place)?, name, messages),
    }
}

fn show(folder: &Path, format: ListFormat, messages: &Messages) -> Result<End, Failure> {
    let entries = listed(folder)?;
    let mut table = Table::new(COLUMNS, format)?;
    for entry in &entries {
        let with = match entry.secret {
            Secret::Password(_) => "password",
            Secret::Token(_) => "token",
        };
        table.row(vec![json!(entry.name), json!(entry.role), json!(with)])?;
    }
    table.end()?;
    if entries.is_empty() {
        messages.note(&"nobody is listed: the collection is served to this machine alone");
    }
    Ok(if entries.is_empty() { End::Nothing } else { End::Found })
}

fn add(folder: &Path, name: &str, role: Role, messages: &Messages) -> Result<End, Failure> {
    let name = checked(name)?;
    let password = password(messages)?;
    let entry = Entry::with_password(name, role, &password).map_err(Failure::writing(folder))?;
    // A new password takes the place of the old one.
    let is_old = |one: &Entry| one.name == name && matches!(one.secret, Secret::Password(_));
    let mut entries = listed(folder)?;
    entries.retain(|one| !is_old(one));
    entries.push(entry);
    keep(folder, &entries)?;
    messages.note(&format!("{name} may log in as {}", word(role)));
    Ok(End::Found)
}

fn token(folder: &Path, name: &str, role: Role, messages: &Messages) -> Result<End, Failure> {
    let name = checked(name)?;
    let (entry, token) = Entry::with_token(name, role).map_err(Failure::writing(folder))?;
    let mut entries = listed(folder)?;
    entries.push(entry);
    keep(folder, &entries)?;
    print(&format!("{token}\n"))?;
    messages.note(&format!(
        "{name} is {} who sends this as `Authorization: Bearer TOKEN`; it is not kept, and not shown again",
        match role {
            Role::Reader => "a reader",
            Role::Editor => "an editor",
        }
    ));
    Ok(End::Found)
}

fn remove(folder: &Path, name: &str, messages: &Messages) -> Result<End, Failure> {
    let mut entries = listed(folder)?;
    let before = entries.len();
    entries.retain(|one| one.name != name);
    if entries.len() == before {
        messages.note(&format!("nobody called {name} is listed"));
        return Ok(End::Nothing);
    }
    keep(folder, &entries)?;
    messages.note(&format!("{name} is struck off the list; a running server has to be started anew"));
    Ok(End::Found)
}

fn listed(folder: &Path) -> Result<Vec<Entry>, Failure> {
    access::listed(folder).map_err(|error| Failure::NeededFile { path: folder.join(LIST), error })
}

fn keep(folder: &Path, entries: &[Entry]) -> Result<(), Failure> {
    // So that the folder is there.
    Collection::create(folder)?;
    access::list(folder, entries).map_err(Failure::writing(&folder.join(LIST)))
}

fn checked(name: &str) -> Result<&str, Failure> {
    let name = name.trim();
    if name.is_empty() || name.contains([':', '\n', '\r']) {
        return Err(Failure::Usage("a name is wanted that is not empty and has no colon in it".to_owned()));
    }
    Ok(name)
}

/// One line of standard input.
fn password(messages: &Messages) -> Result<String, Failure> {
    if io::stdin().is_terminal() {
        messages.note(&"type the password, and Enter (it is seen on the screen)");
    }
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Failure::Usage(format!("standard input cannot be read: {error}")))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.chars().count() < SHORTEST {
        let what = format!("a password of at least {SHORTEST} characters is wanted on standard input");
        return Err(Failure::Usage(what));
    }
    Ok(password.to_owned())
}

fn word(role: Role) -> &'static str {
    match role {
        Role::Reader => "reader",
        Role::Editor => "editor",
    }
}
