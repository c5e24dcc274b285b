//! The same words over documents, from the command line.

mod common;

use common::{ARTICLE, Place};
use serde_json::Value;

const AGAIN: &str = "\
SUND, Oct. 6 - Passengers are uneasy.

“We will raise the fare again before 2019,” said Tomas Reyes, the mayor of Sund.
";

const THIRD: &str = "\
LENNBRUG, Oct. 7 - The board met.

“We will not raise the fare again before 2019,” Ana Ortiz said on Friday.
";

fn place() -> Place {
    Place::with(&[("news/a.txt", ARTICLE), ("news/b.txt", AGAIN), ("news/c.txt", THIRD)])
}

fn json(place: &Place, args: &[&str]) -> Value {
    serde_json::from_str(&place.run(args).exits(0).out).unwrap()
}

#[test]
fn reports_of_the_same_words_are_listed_compared_and_found() {
    let place = place();
    place.run(&["import", "news"]).exits(0);
    let list = place.run(&["utterances", "--format", "jsonl"]).exits(0).out;
    let first: Value = serde_json::from_str(list.lines().next().unwrap()).unwrap();
    assert_eq!((first["reports"].as_u64(), first["wordings"].as_u64()), (Some(3), Some(2)), "{list}");
    let id = first["utterance"].as_str().unwrap();

    let text = place.run(&["utterance", id]).exits(0).out;
    assert!(text.contains("look at: the reports name different speakers: Ana Ortiz, Tomas Reyes"), "{text}");
    assert!(text.contains("negation: “not” is gone"), "{text}");
    let diff = place.run(&["utterance", &id[..8], "--diff"]).exits(0).out;
    assert!(diff.contains("We will [-not-] raise the fare again before 2019"), "{diff}");
    let record = json(&place, &["utterance", id, "--json"]);
    assert_eq!(record["variants"][1]["edits"][0]["class"], "negation");
    let statement = record["variants"][1]["reports"][0]["statement"].as_str().unwrap();
    assert_eq!(json(&place, &["utterance", statement, "--json"])["id"], id);

    let found = json(&place, &["search", &format!("utterance:{id}"), "--format", "json"]);
    assert_eq!(found["totals"]["statements"], 3);
    let groups = json(&place, &["search", "fare", "--group", "utterances", "--format", "json"]);
    assert_eq!(groups["results"][0]["utterance"], id);
    assert_eq!(groups["results"][0]["group"]["statements"], 3);
    let text = place.run(&["search", "fare", "--group", "utterances"]).exits(0).out;
    assert!(text.contains(&format!("3 statements [{id}]: ")), "{text}");
}

#[test]
fn a_check_says_who_was_reported_saying_so_or_what_was_searched() {
    let place = place();
    place.run(&["import", "news"]).exits(0);
    let text = place.run(&["check", "we will never raise the fare again before 2019"]).exits(0).out;
    assert!(text.starts_with("Reported, in these words or nearly so:"), "{text}");
    let text = place.run(&["check", "penguins", "love", "the", "quiet", "moon"]).exits(1).out;
    assert!(text.starts_with("Nobody in this collection was reported saying"), "{text}");
    assert!(text.contains("Searched: penguins"), "{text}");
    let record: Value =
        serde_json::from_str(&place.run(&["check", "--json", "the fare of the moon"]).exits(1).out).unwrap();
    assert_eq!(record["searched"]["documents"], 3);
}

#[test]
fn ids_stay_when_the_collection_grows_and_when_all_is_grouped_anew() {
    let place = Place::with(&[("news/a.txt", ARTICLE), ("more/b.txt", AGAIN), ("more/c.txt", THIRD)]);
    place.run(&["import", "news"]).exits(0);
    let before = json(&place, &["search", "fare", "form:direct", "--format", "json"]);
    let id = before["results"][0]["utterance"].as_str().unwrap().to_owned();
    place.run(&["import", "more"]).exits(0);
    assert_eq!(json(&place, &["utterance", &id, "--json"])["documents"], 3);
    let run = place.run(&["rebuild"]).exits(0);
    assert!(run.err.contains("0 moved to another id"), "{run:?}");
    assert_eq!(json(&place, &["utterance", &id, "--json"])["documents"], 3);
    assert!(place.run(&["utterance", "ut_ffffffffffff"]).exits(2).err.contains("there is no utterance"));
}

#[test]
fn labelled_pairs_are_matched_in_the_form_that_scorers_read() {
    let place = Place::with(&[
        (
            "documents.jsonl",
            "{\"id\": \"d1\", \"text\": \"The Lenn ferry.\", \"published\": \"2016-10-04\"}\n{\"id\": \"d2\", \"text\": \"The Lenn ferry again.\"}\n",
        ),
        (
            "quotes.jsonl",
            "{\"id\": \"q1\", \"doc\": \"d1\", \"text\": \"We will not raise the fare again before 2019\"}\n\
             {\"id\": \"q2\", \"doc\": \"d2\", \"text\": \"not raise the fare again before 2019,\"}\n\
             {\"id\": \"q3\", \"doc\": \"d2\", \"text\": \"The bridge is older than the oldest mill\"}\n",
        ),
        (
            "pairs.jsonl",
            "{\"a\": \"q2\", \"b\": \"q1\", \"label\": \"same\"}\n{\"a\": \"q1\", \"b\": \"q3\", \"label\": \"different\"}\n",
        ),
    ]);
    let args = ["--documents", "documents.jsonl", "--quotes", "quotes.jsonl", "--pairs", "pairs.jsonl"];
    let out = place.run(&[&["eval", "pairs"], &args[..]].concat()).exits(0).out;
    let rows: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 1, "{out}");
    assert_eq!((rows[0]["a"].as_str(), rows[0]["b"].as_str()), (Some("q2"), Some("q1")));
    assert!(rows[0]["score"].as_f64().unwrap() > 0.9, "{out}");
    let out = place.run(&[&["eval", "pairs", "--groups"], &args[..]].concat()).exits(0).out;
    assert_eq!(
        out,
        "{\"group\":\"q1\",\"members\":[\"q1\",\"q2\"]}\n{\"group\":\"q3\",\"members\":[\"q3\"]}\n"
    );
    let run = place.run(&["eval", "pairs", "--pairs", "pairs.jsonl"]).exits(2);
    assert!(run.err.contains("pairs.jsonl:1: no quotation has the id q2"), "{run:?}");
}
