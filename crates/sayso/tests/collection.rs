//! A collection from the command line: what goes in, what is shown, what people decide.

mod common;

use common::{ARTICLE, Place, Run, SILENT};
use serde_json::Value;

const SECOND: &str = "“They were asked twice,” said Tomas Reyes, the mayor of Sund.\n";

fn lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn json(place: &Place, args: &[&str]) -> Value {
    serde_json::from_str(&place.run(args).exits(0).out).unwrap()
}

/// Id of the first statement by somebody.
fn statement_by(place: &Place, document: &str, name: &str) -> String {
    let record = json(place, &["show", document, "--json"]);
    let statements = record["statements"].as_array().unwrap();
    let found = statements.iter().find(|one| one["speaker"]["name"] == name).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

fn documents(place: &Place, import: &str) -> Vec<(String, String)> {
    let ledger = place.run(&["imports", "show", import, "--format", "jsonl"]).exits(0);
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    lines(&ledger).iter().map(|line| (word(&line["origin"]), word(&line["outcome"]))).collect()
}

#[test]
fn every_input_has_its_line_in_the_ledger() {
    let place = Place::with(&[("news/a.txt", ARTICLE), ("news/b.txt", SILENT), ("news/c.txt", ARTICLE)]);
    place.file("news/d.txt", b"\x00\x01\x02");
    place.file("news/e.txt", "\n");
    place.file(
        "news/f.jsonl",
        "{\"text\": \"“No,” said Ana Ortiz.\", \"url\": \"https://lenn.example/f\"}\nnothing\n",
    );
    let run = place.run(&["import", "news", "gone.txt"]).exits(2);
    assert!(run.err.contains("3 new documents") && run.err.contains("3 failed"), "{run:?}");
    let (a, b, c, d, e) = ("imported", "imported", "duplicate", "failed", "skipped");
    let outcomes: Vec<String> = documents(&place, "1").into_iter().map(|(_, outcome)| outcome).collect();
    assert_eq!(outcomes, [a, b, c, d, e, "imported", "failed", "failed"]);
    let failed = place.run(&["imports", "show", "1", "--failed", "--format", "csv"]).exits(0).out;
    assert_eq!(failed.lines().count(), 4);
    assert!(failed.contains("not-understood") && failed.contains("missing"), "{failed}");
    place.run(&["import", "news/a.txt"]).exits(0);
    assert_eq!(documents(&place, "2"), [("news/a.txt".to_owned(), "duplicate".to_owned())]);
    assert_eq!(place.run(&["imports"]).exits(0).out.lines().count(), 3);
    assert!(place.run(&["imports", "show", "7"]).exits(2).err.contains("there is no import 7"));
}

#[test]
fn a_document_comes_out_as_it_was_read() {
    let place = Place::with(&[("news/a.txt", ARTICLE), ("news/b.txt", SECOND)]);
    place.file("news/c.html", format!("<html lang=en><title>Ferry</title><p>{ARTICLE}</p></html>"));
    let read = lines(&place.run(&["read", "news", "--jsonl"]).exits(0));
    place.run(&["import", "news", "--threads", "1"]).exits(0);
    assert_eq!(read.len(), 3);
    for record in &read {
        let id = record["document"]["id"].as_str().unwrap();
        assert_eq!(&json(&place, &["show", id, "--json"]), record);
    }
}

#[test]
fn what_is_exported_as_jsonl_comes_back_the_same() {
    let place = Place::with(&[("news/a.txt", ARTICLE), ("news/b.txt", SECOND)]);
    place.run(&["read", "news", "--jsonl", "-o", "all.jsonl"]).exits(0);
    place.run(&["import", "news"]).exits(0);
    place.run(&["import", "all.jsonl", "--collection", "other"]).exits(0);
    for record in place.text("all.jsonl").lines() {
        let record: Value = serde_json::from_str(record).unwrap();
        let id = record["document"]["id"].as_str().unwrap();
        assert_eq!(json(&place, &["show", id, "--json"]), record);
        assert_eq!(json(&place, &["show", id, "--json", "--collection", "other"]), record);
    }
}

#[test]
fn a_changed_text_at_the_same_address_is_a_new_version() {
    let place = Place::new();
    let record =
        |text: &str| format!("{{\"text\": {}, \"url\": \"https://lenn.example/f\"}}\n", Value::from(text));
    place.file("one.jsonl", record(ARTICLE));
    place.file("two.jsonl", record(SECOND));
    place.file("a.txt", SILENT);
    place.run(&["import", "one.jsonl", "a.txt"]).exits(0);
    let old = lines(&place.run(&["read", "one.jsonl", "--jsonl"]).exits(0));
    place.file("a.txt", format!("{SILENT}Ships pass below it.\n"));
    let run = place.run(&["import", "two.jsonl", "a.txt"]).exits(0);
    assert!(run.err.contains("2 of them a new version"), "{run:?}");
    let id = old[0]["document"]["id"].as_str().unwrap();
    let shown = place.run(&["show", id]).exits(0).out;
    assert!(shown.contains("A later version"), "{shown}");
    let doctor = json(&place, &["doctor", "--json"]);
    assert_eq!((doctor["documents"].as_u64(), doctor["superseded"].as_u64()), (Some(4), Some(2)));
    let people = place.run(&["speakers"]).exits(0).out;
    assert!(people.contains("Tomas Reyes") && !people.contains("Ana Ortiz"), "{people}");
}

#[test]
fn corrections_are_shown_undone_and_kept_over_a_new_extraction() {
    let place = Place::with(&[("a.txt", ARTICLE), ("b.txt", SECOND)]);
    place.run(&["import", "a.txt", "b.txt"]).exits(0);
    let text = lines(&place.run(&["read", "b.txt", "--jsonl"]).exits(0));
    let document = text[0]["document"]["id"].as_str().unwrap();
    let id = statement_by(&place, document, "Tomas Reyes");
    place.run(&["correct", &id, "--speaker", "ana ortiz"]).exits(0);
    place.run(&["correct", &id[..9], "--span", "content=6-22", "--by", "jo"]).exits(0);
    assert!(place.run(&["correct", &id, "--span", "content=6-9999"]).exits(2).err.contains("--span"));
    place.run(&["reextract"]).exits(1);
    place.run(&["reextract", "--all"]).exits(0);
    let shown = json(&place, &["show", &id, "--json"]);
    assert_eq!(shown["statement"]["speaker"]["name"], "Ana Ortiz");
    assert_eq!(shown["statement"]["content"]["text"], "were asked twice");
    assert_eq!(shown["corrections"][1]["who"], "jo");
    assert!(place.run(&["show", &id]).exits(0).out.contains("correction  1 speaker by mira"));
    place.run(&["correct", "--undo", "1"]).exits(0);
    place.run(&["correct", "--undo", "2"]).exits(0);
    assert!(place.run(&["correct", "--undo", "2"]).exits(2).err.contains("taken back already"));
    assert_eq!(json(&place, &["show", document, "--json"]), text[0]);
    // Read without that statement, its corrections are orphaned, not lost.
    place.run(&["correct", &id, "--reject"]).exits(0);
    place.run(&["reextract", "--min-confidence", "1"]).exits(0);
    let orphaned = lines(&place.run(&["correct", "--orphaned", "--format", "jsonl"]).exits(0));
    assert_eq!(orphaned[0]["statement"].as_str(), Some(&*id));
    place.run(&["reextract"]).exits(0);
    place.run(&["correct", "--orphaned"]).exits(1);
    assert!(place.run(&["speakers"]).exits(0).out.contains("Ana Ortiz"));
}

#[test]
fn people_are_merged_and_renamed() {
    let place = Place::with(&[("a.txt", ARTICLE), ("b.txt", SECOND)]);
    place.run(&["import", "a.txt", "b.txt"]).exits(0);
    let numbers: Vec<Value> = lines(&place.run(&["speakers", "--format", "jsonl"]).exits(0));
    let number = |name: &str| {
        let found = numbers.iter().find(|one| one["name"] == name).unwrap();
        found["id"].to_string()
    };
    place.run(&["speakers", "merge", &number("Tomas Reyes"), &number("Ana Ortiz")]).exits(0);
    place.run(&["speakers", "rename", &number("Ana Ortiz"), "Ana Ortiz Reyes"]).exits(0);
    let found = place.run(&["speakers", "--name", "tomas"]).exits(0).out;
    assert!(found.contains("Ana Ortiz Reyes") && found.contains("Tomas Reyes"), "{found}");
    assert!(place.run(&["show", &number("Tomas Reyes")]).exits(0).out.starts_with("Ana Ortiz Reyes"));
    place.run(&["correct", "--undo", "1"]).exits(0);
    place.run(&["correct", "--undo", "2"]).exits(0);
    assert_eq!(lines(&place.run(&["speakers", "--format", "jsonl"]).exits(0)), numbers);
    place.run(&["speakers", "--name", "nobody"]).exits(1);
}

#[test]
fn a_backup_is_a_collection_and_overwrites_nothing() {
    let place = Place::with(&[("a.txt", ARTICLE)]);
    place.run(&["import", "a.txt"]).exits(0);
    place.file("copy/keep", "");
    place.run(&["backup", "copy/sayso.db"]).exits(0);
    place.run(&["backup", "copy/sayso.db"]).exits(2);
    let before = place.run(&["speakers"]).exits(0).out;
    assert_eq!(place.run(&["speakers", "--collection", "copy"]).exits(0).out, before);
    place.run(&["doctor", "--collection", "copy"]).exits(0);
    assert_eq!(place.names("copy").iter().filter(|name| name.contains("part")).count(), 0);
}

#[test]
fn a_folder_without_a_collection_is_no_collection() {
    let place = Place::with(&[("a.txt", ARTICLE)]);
    for args in
        [&["speakers"][..], &["imports"], &["show", "1"], &["doctor"], &["backup", "x"], &["reextract"]]
    {
        assert!(place.run(args).exits(2).err.contains("no collection here"), "{args:?}");
    }
    assert_eq!(place.names("."), ["a.txt"]);
}
