//! `sayso speakers`: who speaks in the collection, and who is the same.

use sayso::Collection;
use sayso::store::corrections::Whom;
use serde_json::json;

use super::super::exit::{End, Failure};
use super::super::messages::Messages;
use super::args::{SpeakersAction, SpeakersArgs};
use super::table::Table;
use super::{decide, folder};

const COLUMNS: &[&str] = &["id", "statements", "documents", "kind", "name", "aliases"];

/// Runs the command.
pub fn run(args: &SpeakersArgs, messages: &Messages) -> Result<End, Failure> {
    match &args.action {
        None => list(args, messages),
        Some(action) => act(action, messages),
    }
}

fn list(args: &SpeakersArgs, messages: &Messages) -> Result<End, Failure> {
    let collection = Collection::open_read_only(&folder(&args.place)?)?;
    let people = collection.store().people(args.name.as_deref(), args.limit)?;
    let mut table = Table::new(COLUMNS, args.format)?;
    for one in &people {
        table.row(vec![
            json!(one.id),
            json!(one.statements),
            json!(one.documents),
            json!(one.kind.word()),
            json!(one.name),
            json!(one.aliases),
        ])?;
    }
    table.end()?;
    if people.is_empty() {
        messages.note(&"nobody of that name speaks in the collection");
    }
    Ok(if people.is_empty() { End::Nothing } else { End::Found })
}

fn act(action: &SpeakersAction, messages: &Messages) -> Result<End, Failure> {
    let (id, done) = match action {
        SpeakersAction::Merge { from, into, place, by } => {
            let mut collection = Collection::open(&folder(place)?)?;
            let (from, into) = (who(&collection, from)?, who(&collection, into)?);
            let id =
                decide(by.by.as_ref(), |author| collection.store_mut().merge_people(from, into, author))?;
            let stays = collection.store().person(into)?;
            (id, format!("{} ({}) now has {} statements", stays.name, stays.id, stays.statements))
        }
        SpeakersAction::Part { a, b, place, by } => {
            let mut collection = Collection::open(&folder(place)?)?;
            let (a, b) = (who(&collection, a)?, who(&collection, b)?);
            let id = decide(by.by.as_ref(), |author| collection.store_mut().part_people(a, b, author))?;
            let (a, b) = (collection.store().person(a)?, collection.store().person(b)?);
            (id, format!("{} ({}) and {} ({}) are two", a.name, a.id, b.name, b.id))
        }
        SpeakersAction::Split { person, documents, place, by } => {
            let mut collection = Collection::open(&folder(place)?)?;
            let rows = documents.iter().map(|id| collection.store().find_document(id));
            let rows = rows.collect::<Result<Vec<_>, _>>()?;
            let person = who(&collection, person)?;
            let store = collection.store_mut();
            let (id, new) = decide(by.by.as_ref(), |author| store.split_person(person, &rows, author))?;
            let new = collection.store().person(new)?;
            (id, format!("{} is now also {}, with {} statements", new.name, new.id, new.statements))
        }
        SpeakersAction::Rename { person, name, place, by } => {
            let mut collection = Collection::open(&folder(place)?)?;
            let number = who(&collection, person)?;
            let id =
                decide(by.by.as_ref(), |author| collection.store_mut().rename_person(number, name, author))?;
            (id, format!("{} is now called {}", person, name.trim()))
        }
    };
    messages.note(&format!("correction {id}: {done}; take it back with sayso correct --undo {id}"));
    Ok(End::Found)
}

/// The number of somebody given by number or name.
fn who(collection: &Collection, text: &str) -> Result<i64, Failure> {
    Ok(collection.store().number_of(&Whom::from(text))?)
}
