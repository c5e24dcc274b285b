//! `sayso explain`: the statements of a file, and why one of them was found.

mod common;

use common::{ARTICLE, Place, SILENT};

#[test]
fn all_statements_are_listed_with_number_and_id() {
    let place = Place::with(&[("a.txt", ARTICLE)]);
    let run = place.run(&["explain", "a.txt"]).exits(0);
    let first = run.out.lines().next().unwrap();
    assert!(first.starts_with("1  st_") && first.contains("Ana Ortiz"), "{run:#?}");
    assert!(run.err.contains("--statement N"), "{run:#?}");
}

#[test]
fn one_statement_is_explained_by_number_id_or_the_beginning_of_its_id() {
    let place = Place::with(&[("a.txt", ARTICLE)]);
    let by_number = place.run(&["explain", "a.txt", "--statement", "1"]).exits(0);
    for word in ["content", "cue", "source", "speaker", "Ana Ortiz", "Steps", "Model en-1"] {
        assert!(by_number.out.contains(word), "{word}: {by_number:#?}");
    }
    let json = place.run(&["explain", "a.txt", "--statement", "1", "--json"]).exits(0);
    let record: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(record["schema"], "sayso.explanation/1");
    assert_eq!(record["model"], "en-1");
    assert!(!record["steps"].as_array().unwrap().is_empty());
    let id = record["statement"]["id"].as_str().unwrap();
    for name in [id, &id[..id.len() - 2]] {
        assert_eq!(place.run(&["explain", "a.txt", "-s", name]).exits(0).out, by_number.out);
    }
}

#[test]
fn an_unknown_statement_gets_the_near_ones() {
    let place = Place::with(&[("a.txt", ARTICLE)]);
    let run = place.run(&["explain", "a.txt", "-s", "99"]).exits(2);
    assert!(run.err.starts_with("sayso: there is no statement 99: they are numbered 1 to "), "{run:#?}");
    let run = place.run(&["explain", "a.txt", "-s", "st_unknown"]).exits(2);
    assert!(run.err.contains("the nearest are st_"), "{run:#?}");
}

#[test]
fn nothing_found_and_nothing_there() {
    let place = Place::with(&[("a.txt", SILENT), ("n/b.txt", SILENT)]);
    let run = place.run(&["explain", "a.txt"]).exits(1);
    assert_eq!(run.err, "sayso: a.txt: no statement found\n");
    assert!(place.run(&["explain", "none.txt"]).exits(2).err.starts_with("sayso: none.txt: no such file"));
    assert!(place.run(&["explain", "n"]).exits(2).err.starts_with("sayso: n: is a folder"));
}
