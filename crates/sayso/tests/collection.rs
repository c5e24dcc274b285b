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
fn decisions_travel_with_what_is_exported() {
    let place = Place::with(&[("news/a.txt", ARTICLE), ("news/b.txt", SECOND), ("news/c.txt", SILENT)]);
    place.run(&["import", "news"]).exits(0);
    let text = lines(&place.run(&["read", "news/b.txt", "--jsonl"]).exits(0));
    let document = text[0]["document"]["id"].as_str().unwrap();
    let id = statement_by(&place, document, "Tomas Reyes");
    place.run(&["correct", &id, "--speaker", "ana ortiz"]).exits(0);
    place.run(&["correct", &id, "--span", "content=6-22", "--by", "jo"]).exits(0);
    place.run(&["correct", &id, "--accept"]).exits(0);
    place.run(&["correct", "--undo", "3"]).exits(0);
    place.run(&["speakers", "rename", "ana ortiz", "Ana María Ortiz"]).exits(0);
    assert!(place.run(&["speakers", "rename", "Ana Orriz", "Ana"]).exits(2).err.contains("nobody is called"));
    place.run(&["export", "--format", "jsonl", "-o", "all.jsonl"]).exits(0);
    let other = ["--collection", "other"];
    let run = place.run(&["import", "all.jsonl", "--collection", "other"]).exits(0);
    assert!(run.err.contains("5 corrections came with the documents"), "{run:?}");
    for command in [
        &["export", "--format", "jsonl"][..],
        &["export", "--format", "csv"],
        &["correct", "--list", "--format", "jsonl"],
        &["speakers", "--format", "jsonl"],
    ] {
        let here = place.run(command).exits(0).out;
        assert_eq!(place.run(&[command, &other].concat()).exits(0).out, here, "{command:?}");
        assert!(!here.is_empty());
    }
    // Once is enough; and what is decided here goes back the same way.
    let again = place.run(&["import", "all.jsonl", "--collection", "other"]).exits(0);
    assert!(!again.err.contains("correction"), "{again:?}");
    place.run(&["correct", &id, "--reject", "--collection", "other"]).exits(0);
    place.run(&["export", "--format", "jsonl", "-o", "back.jsonl", "--collection", "other"]).exits(0);
    let back = place.run(&["import", "back.jsonl"]).exits(0);
    assert!(back.err.contains("1 correction came with the documents"), "{back:?}");
    let listed = lines(&place.run(&["correct", "--list", "--format", "jsonl"]).exits(0));
    assert_eq!((listed.len(), listed[5]["kind"].as_str()), (6, Some("reject")));
}

#[test]
fn a_correction_that_cannot_be_read_is_named_and_the_rest_goes_on() {
    let place = Place::with(&[("a.txt", ARTICLE)]);
    place.run(&["import", "a.txt"]).exits(0);
    let text = lines(&place.run(&["read", "a.txt", "--jsonl"]).exits(0));
    place.run(&["correct", text[0]["statements"][0]["id"].as_str().unwrap(), "--accept"]).exits(0);
    let record = lines(&place.run(&["export", "--format", "jsonl"]).exits(0))[0].clone();
    use serde_json::json as value;
    for (number, (at, value)) in [
        ("/corrections/0/kind", value!("adore")),
        ("/corrections/0/content", value!([{"start": 0, "end": 99999}])),
        ("/corrections/0/at", value!("yesterday")),
        ("/corrections/0/who", Value::Null),
        ("/corrections", value!("many")),
        ("/schema", value!("sayso.document/2")),
        ("/offsets", value!("bytes")),
    ]
    .into_iter()
    .enumerate()
    {
        let mut broken = record.clone();
        *broken.pointer_mut(at).unwrap() = value;
        place.file("broken.jsonl", format!("{broken}\n"));
        let other = format!("other-{number}");
        let run = place.run(&["import", "broken.jsonl", "--collection", &other]).exits(0);
        assert!(run.err.contains("1 unreadable correction came"), "{at}: {run:?}");
        let document = record["document"]["id"].as_str().unwrap();
        let shown = json(&place, &["show", document, "--json", "--collection", &other]);
        assert_eq!(shown["diagnostics"][0]["code"], "unreadable-correction", "{shown}");
    }
}

#[test]
fn who_imports_another_language_is_told() {
    let french = "Le maire de la petite ville a dit que le pont resterait fermé jusqu’au printemps, et que \
        personne dans la région n’avait été consulté avant la décision.\n\n";
    let place = Place::with(&[("a.txt", &*french.repeat(5))]);
    let run = place.run(&["import", "a.txt"]).exits(0);
    assert!(run.err.contains("1 new document in a language that the model does not know"), "{run:?}");
    assert!(run.err.contains("sayso reextract --any-language"));
    place.run(&["reextract", "--any-language"]).exits(0);
}

#[test]
fn a_limit_of_none_is_refused() {
    let place = Place::with(&[("a.txt", ARTICLE)]);
    place.run(&["import", "a.txt"]).exits(0);
    assert!(place.run(&["search", "--limit", "0"]).exits(2).err.contains("1 or more"));
}

#[test]
fn a_text_that_two_outlets_have_is_found_under_both() {
    let place = Place::new();
    let record = |outlet: &str| {
        let url = format!("https://{outlet}.example/f");
        serde_json::json!({ "text": ARTICLE, "url": url, "outlet": format!("The {outlet} Post") })
    };
    place.file("two.jsonl", format!("{}\n{}\n", record("Lenn"), record("Vale")));
    place.run(&["import", "two.jsonl"]).exits(0);
    let found = |query: &str| place.run(&["search", query, "--format", "jsonl"]).exits(0).out;
    assert_eq!(found("outlet:vale"), found("outlet:lenn"));
    place.run(&["export", "--format", "jsonl", "-o", "all.jsonl"]).exits(0);
    place.run(&["import", "all.jsonl", "--collection", "other"]).exits(0);
    place.run(&["search", "outlet:vale", "--collection", "other"]).exits(0);
    assert!(found("outlet:vale").contains("Ana Ortiz"));
    place.run(&["search", "outlet:vale -outlet:lenn"]).exits(1);
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

fn two_articles() -> Place {
    let place = Place::new();
    let line = |text: &str, outlet: &str, day: &str| {
        let record =
            serde_json::json!({"text": text, "outlet": outlet, "published": day, "title": "Ferries"});
        format!("{record}\n")
    };
    let lines = line(ARTICLE, "Sund Herald", "2016-10-04") + &line(SECOND, "Lenn Post", "2016-11-01");
    place.file("all.jsonl", lines + &line(SILENT, "Lenn Post", "2016-11-02"));
    place.run(&["import", "all.jsonl"]).exits(0);
    place
}

#[test]
fn who_said_what_is_found_by_words_and_fields() {
    let place = two_articles();
    let found = |query: &[&str]| {
        let run = place.run(&[&["search", "--format", "jsonl"], query].concat()).exits(0);
        lines(&run).iter().map(|one| one["statement"]["speaker"]["name"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(found(&["fare"]), ["\"Ana Ortiz\""]);
    assert_eq!(found(&["twice"]), ["\"Tomas Reyes\""]);
    assert_eq!(found(&["speaker:Tomas Reyes", "asked"]), ["\"Tomas Reyes\""]);
    assert!(found(&["outlet:herald"]).len() >= 2);
    assert_eq!(found(&["published:2016-11", "form:direct"]), ["\"Tomas Reyes\""]);
    assert_eq!(found(&["--", "-outlet:herald"]), ["\"Tomas Reyes\""]);
    let shown = place.run(&["search", "fare", "--facets"]).exits(0).out;
    assert!(shown.starts_with("1 statement for fare by 1 speaker in 1 document"), "{shown}");
    assert!(shown.contains("Ana Ortiz") && shown.contains("outlet: Sund Herald (1)"), "{shown}");
    let speakers = json(&place, &["search", "--group", "speakers", "--format", "json"]);
    assert_eq!(speakers["results"][0]["group"]["statements"].as_u64(), Some(2), "{speakers}");
}

#[test]
fn pages_follow_each_other() {
    let place = two_articles();
    let all = lines(&place.run(&["search", "--format", "jsonl"]).exits(0));
    let (mut one_by_one, mut after) = (Vec::new(), None::<String>);
    loop {
        let cursor = after.as_deref().map_or_else(Vec::new, |after| vec!["--after", after]);
        let page = json(&place, &[&["search", "--format", "json", "--limit", "1"], &cursor[..]].concat());
        one_by_one.extend(page["results"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next"].as_str() else { break };
        after = Some(next.to_owned());
    }
    assert!(all.len() > 2);
    assert_eq!(one_by_one, all);
    assert!(place.run(&["search", "--after", "nonsense"]).exits(2).err.contains("cursor"));
}

#[test]
fn a_search_in_vain_says_what_to_change() {
    let place = two_articles();
    let run = place.run(&["search", "fare speaker:reyes"]).exits(1);
    assert!(run.out.is_empty() && run.err.contains("without speaker:reyes: 1 statement"), "{run:?}");
    assert!(place.run(&["search", "speaker:Reyez"]).exits(0).out.contains("Tomas Reyes"));
    let run = place.run(&["search", "outlet:Herold"]).exits(1);
    assert!(run.err.contains("like it: Sund Herald"), "{run:?}");
    let run = place.run(&["search", "fare speeker:reyes"]).exits(2);
    assert!(run.err.contains("speaker") && run.err.contains("^"), "{run:?}");
    assert_eq!(place.run(&["search", "said:2016-13"]).exits(2).out, "");
}

#[test]
fn an_export_is_what_the_query_finds_in_every_format() {
    let place = two_articles();
    let found = lines(&place.run(&["search", "form:direct", "--format", "jsonl"]).exits(0)).len();
    let exported = lines(&place.run(&["export", "form:direct"]).exits(0));
    let statements = |record: &Value| record["statements"].as_array().unwrap().len();
    assert_eq!(exported.iter().map(statements).sum::<usize>(), found);
    let csv = place.run(&["export", "form:direct", "--format", "csv"]).exits(0).out;
    assert_eq!(csv.lines().filter(|line| line.contains(",direct,")).count(), found);
    for (format, file, begins) in [
        ("csv-excel", "all.csv", &b"\xEF\xBB\xBFspeaker,"[..]),
        ("parquet", "all.parquet", b"PAR1"),
        ("webannotation", "all.json", b"{"),
        ("tei", "all.xml", b"<?xml"),
        ("citron", "all.citron", b"{"),
    ] {
        place.run(&["export", "form:direct", "--format", format, "-o", file]).exits(0);
        let bytes = std::fs::read(place.path(file)).unwrap();
        assert!(bytes.starts_with(begins), "{format}: {:?}", String::from_utf8_lossy(&bytes[..40]));
    }
    place.run(&["export", "--format", "brat", "-o", "brat/"]).exits(0);
    assert_eq!(place.names("brat").len(), 1 + 3 * 2);
    assert!(place.run(&["export", "--format", "brat"]).exits(2).err.contains("folder"));
    let again = place.run(&["export", "form:direct", "--format", "brat", "-o", "brat/"]).exits(2);
    assert!(again.err.contains("annotations already"), "{again:?}");
    assert_eq!(place.run(&["export", "nothinglikeit"]).exits(1).out, "");
}

#[test]
fn an_export_has_what_the_collection_knows() {
    let place = two_articles();
    let found = lines(&place.run(&["search", "form:direct", "--format", "jsonl"]).exits(0));
    let id = found[0]["statement"]["id"].as_str().unwrap();
    place.run(&["correct", id, "--accept", "--by", "mk"]).exits(0);
    let csv = place.run(&["export", "form:direct", "--format", "csv"]).exits(0).out;
    let mut table = csv::Reader::from_reader(csv.as_bytes());
    let header = table.headers().unwrap().clone();
    let rows: Vec<_> = table.records().map(Result::unwrap).collect();
    let cell = |row: &csv::StringRecord, name: &str| {
        row[header.iter().position(|it| it == name).unwrap()].to_owned()
    };
    assert_eq!(rows.len(), found.len());
    for row in &rows {
        let hit = found.iter().find(|hit| hit["statement"]["id"] == *cell(row, "statement_id")).unwrap();
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        assert_eq!(cell(row, "person_id"), text(&hit["person"]).replace("null", ""));
        assert_eq!(cell(row, "utterance_id"), text(&hit["utterance"]).replace("null", ""));
        let is_reviewed = cell(row, "statement_id") == id;
        assert_eq!(cell(row, "review_state"), if is_reviewed { "accepted" } else { "" });
        assert_eq!(cell(row, "reviewer"), if is_reviewed { "mk" } else { "" });
    }
    assert!(rows.iter().any(|row| cell(row, "person") == "Ana Ortiz"), "{csv}");
}

#[test]
fn parquet_in_a_folder_is_a_table_of_each_kind() {
    let place = two_articles();
    place.run(&["export", "form:direct", "--format", "parquet", "-o", "tables/"]).exits(0);
    assert_eq!(place.names("tables"), ["documents.parquet", "speakers.parquet", "statements.parquet"]);
    // A table of documents is one of documents for whoever reads it.
    place.run(&["import", "tables/documents.parquet", "--collection", "other"]).exits(0);
    let run = place.run(&["export", "-o", "tables/", "--format", "tei"]).exits(2);
    assert!(run.err.contains("tables/ is a folder"), "{run:?}");
}

#[test]
fn a_text_that_comes_back_stands_again() {
    let place = Place::new();
    let (yes, no) = ("“The mill is sold,” said Ana Ortiz.\n", "“The mill is not sold,” said Ana Ortiz.\n");
    let read = |text: &str| {
        place.file("news/mill.txt", text);
        let run = place.run(&["import", "news"]).exits(0);
        let found = lines(&place.run(&["search", "mill", "--format", "jsonl"]).exits(0));
        let said: Vec<_> = found.iter().map(|one| one["statement"]["content"]["text"].to_string()).collect();
        (run.err, said.concat())
    };
    let mut returned = 0;
    for text in [yes, no, yes, no, no] {
        let (told, said) = read(text);
        assert_eq!(said.contains("not"), text == no, "{said}");
        assert_eq!(said.matches("mill").count(), 1, "{said} {told}");
        returned += usize::from(told.contains("0 new documents, 0 statements, 1 back again"));
    }
    assert_eq!(returned, 2, "the third and the fourth text were there");
    place.run(&["doctor"]).exits(0);
}

#[test]
fn a_text_that_another_outlet_has_too_stands_when_one_changes_it() {
    let place = Place::new();
    let record = |outlet: &str, text: &str| {
        let url = format!("https://{outlet}.example/dam");
        let day = if outlet == "herald" { "2016-05-01" } else { "2016-05-03" };
        format!("{}\n", serde_json::json!({"text": text, "outlet": outlet, "url": url, "published": day}))
    };
    let (safe, unsafe_) = ("“The dam is safe,” said Ana Ortiz.", "“The dam leaks,” said Ana Ortiz.");
    place.file("1.jsonl", record("herald", safe) + &record("gazette", safe));
    place.file("2.jsonl", record("herald", unsafe_));
    place.run(&["import", "1.jsonl"]).exits(0);
    place.run(&["import", "2.jsonl"]).exits(0);
    for word in ["safe outlet:gazette", "leaks outlet:herald"] {
        assert_eq!(lines(&place.run(&["search", word, "--format", "jsonl"]).exits(0)).len(), 1, "{word}");
    }
    // It is the other outlet's now, and both stand in a copy of the collection, too.
    place.run(&["search", "safe outlet:herald"]).exits(1);
    place.run(&["export", "--format", "jsonl", "-o", "all.jsonl"]).exits(0);
    place.run(&["import", "all.jsonl", "--collection", "other"]).exits(0);
    place.run(&["export", "--format", "jsonl", "-o", "again.jsonl", "--collection", "other"]).exits(0);
    assert_eq!(place.text("again.jsonl"), place.text("all.jsonl"));
    place.run(&["doctor"]).exits(0);
}

#[test]
fn an_older_text_of_an_address_never_takes_the_place_of_a_newer_one() {
    let place = Place::new();
    let said = |day: &str, word: &str| {
        let record = serde_json::json!({
            "text": format!("“The quay is {word},” said Ana Ortiz."), "published": day, "url": "https://a.example/quay",
        });
        format!("{record}\n")
    };
    let texts =
        [("2016-03-01", "open"), ("2016-01-01", "shut"), ("2016-02-01", "wet"), ("2016-04-01", "sold")];
    for (at, (day, word)) in texts.into_iter().enumerate() {
        place.file("one.jsonl", said(day, word));
        place.run(&["import", "one.jsonl"]).exits(0);
        let found = lines(&place.run(&["search", "quay", "--format", "jsonl"]).exits(0));
        assert_eq!(found.len(), 1, "{word}");
        let content = found[0]["statement"]["content"]["text"].as_str().unwrap();
        assert!(content.contains(if at < 3 { "open" } else { "sold" }), "{word}: {content}");
    }
    let ledger = place.run(&["imports", "show", "2", "--format", "csv"]).exits(0).out;
    assert!(ledger.contains("earlier-text"), "{ledger}");
    place.run(&["doctor"]).exits(0);
}

#[cfg(target_os = "linux")]
#[test]
fn file_names_that_are_no_text_stay_two() {
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new();
    std::fs::create_dir(place.path("news")).unwrap();
    for (byte, text) in [(0xff, ARTICLE), (0xfe, SECOND)] {
        let name = [b'a', byte];
        let path = place.path("news").join(std::ffi::OsStr::from_bytes(&name));
        std::fs::write(path, text).unwrap();
    }
    place.run(&["import", "news"]).exits(0);
    assert_eq!(json(&place, &["doctor", "--json"])["superseded"], 0);
    let names: Vec<String> = documents(&place, "1").into_iter().map(|(origin, _)| origin).collect();
    assert_eq!(names, ["news/a\\xfe", "news/a\\xff"]);
}

#[test]
fn decisions_about_an_earlier_version_are_listed_as_orphaned() {
    let place = Place::with(&[("a.txt", SECOND)]);
    place.run(&["import", "a.txt"]).exits(0);
    let found = lines(&place.run(&["search", "--format", "jsonl"]).exits(0));
    place.run(&["correct", found[0]["statement"]["id"].as_str().unwrap(), "--reject"]).exits(0);
    place.run(&["correct", "--orphaned"]).exits(1);
    place.file("a.txt", format!("{SECOND}\nThe quay was quiet.\n"));
    place.run(&["import", "a.txt"]).exits(0);
    assert!(place.run(&["correct", "--orphaned"]).exits(0).out.contains("reject"));
    assert!(place.run(&["doctor"]).exits(0).out.contains("1 without a statement"));
}

#[test]
fn what_is_there_already_has_no_new_statements() {
    let place = Place::with(&[("a.txt", ARTICLE), ("b.txt", ARTICLE)]);
    let one = place.run(&["import", "a.txt", "--collection", "one"]).exits(0).err;
    let both = place.run(&["import", "a.txt", "b.txt", "--collection", "both"]).exits(0).err;
    let statements =
        |told: &str| told.split(", ").find(|part| part.contains("statement")).unwrap().to_owned();
    assert_eq!(statements(&one).trim(), statements(&both).trim());
}

#[test]
fn an_exported_collection_can_be_imported_again() {
    let place = two_articles();
    place.run(&["export", "-o", "out.jsonl"]).exits(0);
    place.run(&["import", "out.jsonl", "--collection", "other"]).exits(0);
    place.run(&["export", "-o", "again.jsonl", "--collection", "other"]).exits(0);
    assert_eq!(place.text("out.jsonl").lines().count(), 3);
    assert_eq!(place.text("out.jsonl"), place.text("again.jsonl"));
}

/// Three articles in which the mayor has three names, and somebody has nearly one of them.
fn spelled() -> Place {
    let place = Place::with(&[
        ("news/a.txt", "“They were asked twice,” said Ziyar al-Nakhlawi, the mayor of Sund.\n"),
        ("news/b.txt", "“Nobody asked,” said Ziar Nakhlawi on Monday.\n"),
        ("news/c.txt", "“We shall see,” said Ziyar Benno Nakhlawi, the mayor of Sund.\n"),
        ("news/d.txt", "“The boat is late,” said Z. C. Nakhlawi, a ferryman.\n"),
    ]);
    place.run(&["import", "news"]).exits(0);
    place
}

#[test]
fn one_speaker_is_told_with_names_roles_and_statements() {
    let place = spelled();
    let run = place.run(&["speaker", "nakhlawi ziyar"]).exits(0);
    for wanted in [
        "Ziyar Benno Nakhlawi\n",
        "also Ziar Nakhlawi",
        "mayor of Sund (no date; documents: 2)",
        "One person, because",
        "“ziar” and “ziyar” are spellings of one word",
        "Nobody asked",
    ] {
        assert!(run.out.contains(wanted), "{wanted}: {run:#?}");
    }
    let told = json(&place, &["speaker", "Ziar Nakhlawi", "--json"]);
    assert_eq!(told["names"].as_array().unwrap().len(), 3, "{told:#}");
    assert_eq!(told["statements"], 3);
    assert_eq!(told["latest"].as_array().unwrap().len(), 3);
    place.run(&["speaker", "Nobody"]).exits(1);
    let several = place.run(&["speaker", "nakhlawi"]).exits(2);
    assert!(
        several.err.contains("several are called nakhlawi") && several.err.contains("give a number"),
        "{several:?}"
    );
}

#[test]
fn open_pairs_are_listed_and_decided() {
    let place = spelled();
    let pairs = lines(&place.run(&["review", "--format", "jsonl"]).exits(0));
    let one = &pairs[0];
    let names = [one["name_a"].as_str().unwrap(), one["name_b"].as_str().unwrap()];
    assert!(names.contains(&"Z. C. Nakhlawi"), "{one}");
    let text = place.run(&["review"]).exits(0);
    assert!(text.out.contains("Z. C. Nakhlawi"), "{text:?}");
    let (a, b) = (one["a"].to_string(), one["b"].to_string());
    let done = place.run(&["speakers", "part", &a, &b]).exits(0);
    assert!(done.err.contains("are two"), "{done:?}");
    let run = place.run(&["review"]).exits(1);
    assert!(run.err.contains("no pair of names is open"), "{run:?}");
    place.run(&["correct", "--undo", "1"]).exits(0);
    assert_eq!(lines(&place.run(&["review", "--format", "jsonl"]).exits(0)), pairs);
    place.run(&["speakers", "merge", &a, &b]).exits(0);
    assert_eq!(lines(&place.run(&["speakers", "--format", "jsonl"]).exits(0)).len(), 1);
}
