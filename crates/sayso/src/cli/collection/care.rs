//! `sayso doctor` and `sayso backup`.

use sayso::Collection;
use sayso::store::StoreError;
use sayso::store::care::Census;
use serde_json::json;

use super::super::exit::{End, Failure};
use super::super::messages::Messages;
use super::args::{BackupArgs, DoctorArgs, Place};
use super::{folder, line, print};

/// Checks a collection, and says what is in it.
pub fn doctor(args: &DoctorArgs, messages: &Messages) -> Result<End, Failure> {
    let folder = folder(&args.place)?;
    let collection = open(&args.place)?;
    let store = collection.store();
    let faults = store.faults();
    // Where the database is damaged, the counts may not be had.
    let census = store.census();
    let text = match (&census, args.json) {
        (Ok(census), true) => json_of(census, &faults),
        (Ok(census), false) => text_of(census),
        (Err(_), true) => line(&json!({ "faults": faults })),
        (Err(_), false) => String::new(),
    };
    if !args.json {
        print(&format!("{:<12}  {}\n", "collection", folder.display()))?;
    }
    print(&text)?;
    if let Err(error) = census {
        messages.error(&error);
    }
    faults.iter().for_each(|fault| messages.error(fault));
    match faults.len() {
        0 => messages.note(&"the database is whole"),
        _ => messages
            .error(&"the database is damaged: restore it from a backup, or import into a new collection"),
    }
    Ok(if faults.is_empty() { End::Found } else { End::Partly })
}

/// A collection that can be written, so that its word indexes can be checked, or else one to read.
fn open(place: &Place) -> Result<Collection, Failure> {
    let folder = folder(place)?;
    match Collection::open(&folder) {
        Err(StoreError::ReadOnly { .. }) => Ok(Collection::open_read_only(&folder)?),
        other => Ok(other?),
    }
}

fn text_of(census: &Census) -> String {
    let mut text = String::new();
    let mut add = |name: &str, value: String| text += &format!("{name:<12}  {value}\n");
    add("documents", format!("{} ({} superseded by a later version)", census.documents, census.superseded));
    add("statements", format!("{} ({} hidden)", census.statements, census.hidden));
    add("people", census.people.to_string());
    add("imports", format!("{} ({} cut short)", census.imports, census.unfinished));
    add("corrections", format!("{} ({} without a statement)", census.corrections, census.orphaned));
    let ratio = census.database_bytes as f64 / census.text_bytes.max(1) as f64;
    let megabytes = |bytes: u64| format!("{:.1} MB", bytes as f64 / 1e6);
    add("texts", megabytes(census.text_bytes));
    add(
        "database",
        format!(
            "{}, {ratio:.2} times the texts, {} free",
            megabytes(census.database_bytes),
            megabytes(census.free_bytes)
        ),
    );
    for (model, documents) in &census.models {
        add("model", format!("{model}: {documents} documents"));
    }
    add("version", format!("sayso {}, schema {}", env!("CARGO_PKG_VERSION"), census.schema));
    text
}

fn json_of(census: &Census, faults: &[String]) -> String {
    let models = census.models.iter().map(|(model, count)| (model.clone(), json!(count)));
    line(&json!({
        "documents": census.documents, "superseded": census.superseded, "statements": census.statements,
        "hidden": census.hidden, "people": census.people, "imports": census.imports,
        "unfinished": census.unfinished, "corrections": census.corrections, "orphaned": census.orphaned,
        "text_bytes": census.text_bytes, "database_bytes": census.database_bytes,
        "free_bytes": census.free_bytes, "models": models.collect::<serde_json::Map<_, _>>(),
        "schema": census.schema, "version": env!("CARGO_PKG_VERSION"), "faults": faults,
    }))
}

/// Copies a collection to a file.
pub fn backup(args: &BackupArgs, messages: &Messages) -> Result<End, Failure> {
    let collection = Collection::open_read_only(&folder(&args.place)?)?;
    collection.store().backup(&args.file)?;
    messages.note(&format!(
        "{}: the whole collection; to use it, put it into a folder of its own as {}",
        args.file.display(),
        sayso::store::DATABASE
    ));
    Ok(End::Found)
}
