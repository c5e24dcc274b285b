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

const WIRE: &str = "\
LENNBRUG (AP) — Dockers stopped unloading on Tuesday after a rumour about a foreign buyer had spread.

“We will not sell the old harbour to anybody, neither this year nor the next,” said Tomas Reyes, the mayor of Sund.

Police closed both bridges for an hour, and buses turned back at the tannery, where forty apprentices waited.
";

const OWN: &str = "\
SUND - The council met for the last time before the summer.

“We will not sell the old harbour to anybody,” said Tomas Reyes, the mayor of Sund, who had come by bicycle.
";

/// One record of JSONL a document.
fn records(all: &[(&str, &str, &str)]) -> String {
    let record = |(outlet, day, text): &(&str, &str, &str)| {
        let url = format!("https://{}.example/harbour", outlet.to_lowercase().replace(' ', "-"));
        let id = outlet.to_lowercase().replace(' ', "-");
        serde_json::json!({"id": id, "url": url, "outlet": outlet, "published": day, "text": text})
            .to_string()
    };
    all.iter().map(record).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_utterance_says_who_only_repeats_and_what_that_rests_on() {
    let copy = format!("{}\nMore rain is due.\n", WIRE.replace(" (AP)", ""));
    let news = records(&[
        ("Lenn Post", "2016-10-02", WIRE),
        ("Sund Courier", "2016-10-03", &copy),
        ("Bay Times", "2016-10-03", OWN),
    ]);
    let place = Place::with(&[("news.jsonl", &news)]);
    place.run(&["import", "news.jsonl"]).exits(0);
    let list = place.run(&["utterances", "--format", "jsonl"]).exits(0).out;
    let first: Value = serde_json::from_str(list.lines().next().unwrap()).unwrap();
    let id = first["utterance"].as_str().unwrap();

    let text = place.run(&["utterance", id]).exits(0).out;
    assert!(text.contains(" · 2 origins · "), "{text}");
    let section =
        "Origins: 2 in 3 documents, 1 of them a near-copy of another one, as far as this collection shows";
    assert!(text.contains(section), "{text}");
    assert!(text.contains("Sund Courier, 2016-10-03: repeats Lenn Post, 2016-10-02 (near-copy, "), "{text}");
    assert!(text.contains("Bay Times, 2016-10-03: no copying detected"), "{text}");

    let full = place.run(&["utterance", id, "--echo"]).exits(0).out;
    assert!(full.contains("repeats Lenn Post, 2016-10-02 (lenn-post): counts for both ends"), "{full}");
    let origins = &json(&place, &["utterance", id, "--json"])["origins"];
    assert_eq!((origins["least"].as_u64(), origins["most"].as_u64()), (Some(2), Some(2)));
    assert_eq!(&json(&place, &["utterance", id, "--echo", "--format", "json"]), origins);
    let lines = place.run(&["utterance", id, "--echo", "--format", "jsonl"]).exits(0).out;
    let edges: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(&Value::from(edges), &origins["edges"]);
    for edge in origins["edges"].as_array().unwrap() {
        characters_are_those_of_the_documents(origins, edge);
    }

    let shown = place.run(&["show", "lenn-post"]).exits(0).out;
    assert!(
        shown.contains("Near-copies of this document in the collection: 1\n  Sund Courier, 2016-10-03"),
        "{shown}"
    );
    let statement = origins["documents"][0]["statements"][0].as_str().unwrap();
    assert_eq!(json(&place, &["show", statement, "--json"])["near_copies"][0]["document"], "sund-courier");
    assert_eq!(json(&place, &["speaker", "Reyes", "--json"])["near_copies"], 1);
    let speaker = place.run(&["speaker", "Reyes"]).exits(0).out;
    assert!(speaker.contains("in documents: 3, near-copies of another one among them: 1"), "{speaker}");
    let rebuilt = place.run(&["rebuild"]).exits(0).err;
    assert!(rebuilt.contains("3 documents, 1 of them near-copies of an earlier one"), "{rebuilt}");
}

/// Every place of an edge holds the characters that it says, in code points of its document.
fn characters_are_those_of_the_documents(origins: &Value, edge: &Value) {
    let copy = format!("{}\nMore rain is due.\n", WIRE.replace(" (AP)", ""));
    let text =
        |side: &str| match origins["documents"][edge[side].as_u64().unwrap() as usize]["outlet"].as_str() {
            Some("Lenn Post") => WIRE.to_owned(),
            Some("Sund Courier") => copy.clone(),
            _ => OWN.to_owned(),
        };
    let mut seen = 0;
    for evidence in edge["evidence"].as_array().unwrap() {
        for run in evidence["runs"].as_array().into_iter().flatten() {
            for side in ["a", "b"] {
                let [start, end] = ["start", "end"].map(|end| run[side][end].as_u64().unwrap() as usize);
                let slice: String = text(side).chars().skip(start).take(end - start).collect();
                assert_eq!(run[side]["text"], slice);
                seen += 1;
            }
        }
    }
    assert!(seen > 0, "{edge}");
}

#[test]
fn unrelated_articles_are_measured() {
    let other =
        "The orchard needs rain more than it needs visitors, and everybody in the valley knows why that is.";
    let wire = |agency| WIRE.replace("(AP)", agency);
    let texts = [("1", wire("(AP)")), ("2", other.to_owned()), ("3", wire("(dpa)")), ("4", wire(""))];
    let line = |(topic, text)| serde_json::json!({"id": topic, "topic": topic, "text": text}).to_string();
    let lines = texts.map(line).join("\n");
    let place = Place::with(&[("articles.jsonl", &lines)]);
    let run = place.run(&["eval", "echo", "articles.jsonl"]).exits(0);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    // One of the four is the background.
    assert_eq!((report["background"].as_u64(), report["unrelated"]["pairs"].as_u64()), (Some(1), Some(3)));
    let copies = report["near_copies"].as_array().unwrap().len();
    assert!(copies > 0 && report["unrelated"]["counting"] == copies, "{report}");
    let rows = place.run(&["eval", "echo", "articles.jsonl", "--treated"]).exits(0).out;
    let first: Value = serde_json::from_str(rows.lines().next().unwrap()).unwrap();
    assert_eq!(
        (first["treatment"]["kept"].as_u64(), first["near_copies"].as_u64()),
        (Some(100), Some(3)),
        "{rows}"
    );
    let broken = Place::with(&[("x.jsonl", "{\"id\": \"a\"}\n")]);
    assert!(
        broken
            .run(&["eval", "echo", "x.jsonl"])
            .exits(2)
            .err
            .contains("x.jsonl:1: a string \"text\" is wanted")
    );
}

const IN_OTHER_WORDS: &str = "\
SUND, Oct. 9 - The ferry stays as it is.

Ana Ortiz said that the fare would not go up again before 2019.
";

#[test]
fn what_others_say_in_other_words_is_offered_with_its_score() {
    let place = Place::with(&[("news/a.txt", ARTICLE), ("news/d.txt", IN_OTHER_WORDS)]);
    place.run(&["import", "news"]).exits(0);
    let found = json(&place, &["search", "fare form:indirect", "--format", "json"]);
    let other = found["results"][0]["statement"]["id"].as_str().unwrap();
    let found = json(&place, &["search", "fare form:direct", "--format", "json"]);
    let id = found["results"][0]["statement"]["id"].as_str().unwrap();
    let record = json(&place, &["similar", id, "--least", "0.3", "--json"]);
    assert_eq!((&record["schema"], &record["statement"]), (&"sayso.similar/1".into(), &id.into()));
    assert_eq!(record["similar"][0]["quotation"]["statement"], other, "{record}");
    let score = record["similar"][0]["score"].as_f64().unwrap();
    assert!((0.3..1.0).contains(&score), "{record}");
    let text = place.run(&["similar", "the fare will not go up", "--least", "0.3"]).exits(0).out;
    assert!(text.contains("Similar:") && text.contains("look at:") || text.contains(other), "{text}");
    let text = place.run(&["similar", "penguins are moving to the moon"]).exits(1).out;
    assert!(text.contains("Nothing similar was found"), "{text}");
    let text = place.run(&["similar", "the"]).exits(1).out;
    assert!(text.contains("Too little is said"), "{text}");
    let wrong = place.run(&["similar", "fare", "--least", "7"]).exits(2).err;
    assert!(wrong.contains("a number from 0 to 1"), "{wrong}");
    place.run(&["similar", "st_ffffffffffff"]).exits(2);
}
