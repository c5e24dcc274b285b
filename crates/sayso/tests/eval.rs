//! `sayso eval`: predictions for the scorer, which is stood in for by one that counts them.

mod common;

use common::{ARTICLE, Place};

/// Prints how many articles and statements it was given, as text or JSON.
const SCORER: &str = r#"
import argparse, json
a = argparse.ArgumentParser()
for name in ("--gold", "--pred", "--speakers"):
    a.add_argument(name)
a.add_argument("--json", action="store_true")
a = a.parse_args()
rows = [json.loads(line) for line in open(a.pred, encoding="utf-8")]
names = [row["article"] for row in rows]
print(json.dumps({"articles": names}) if a.json else f"scored {names} {a.speakers}")
"#;

fn gold() -> Place {
    Place::with(&[
        ("corpora/polnear/dev/text/b.txt", ARTICLE),
        ("corpora/polnear/dev/text/a.txt", ARTICLE),
        ("corpora/polnear/dev/text/unannotated.txt", ARTICLE),
        ("corpora/polnear/dev/attributions/a_X.ann", ""),
        ("corpora/polnear/dev/attributions/b_X.ann", ""),
        ("eval/score.py", SCORER),
    ])
}

#[test]
fn the_scorer_is_found_in_its_usual_place_and_its_figures_are_printed() {
    let place = gold();
    let args = ["eval", "--gold", "corpora/polnear/dev", "--speakers", "who", "-o", "out.jsonl"];
    let run = place.run(&args).exits(0);
    assert_eq!(run.out, "scored ['a', 'b'] who\n");
    let first: serde_json::Value =
        serde_json::from_str(place.text("out.jsonl").lines().next().unwrap()).unwrap();
    let statement = &first["statements"][0];
    let content = &statement["content"][0];
    let (start, end) = (content[0].as_u64().unwrap() as usize, content[1].as_u64().unwrap() as usize);
    let words: String = ARTICLE.chars().skip(start).take(end - start).collect();
    assert!(words.contains("We will not raise the fare again before 2019"), "{first:#}");
    assert_eq!(statement["speaker"], "Ana Ortiz");
}

#[test]
fn a_scorer_that_is_not_there_is_asked_for() {
    let place = gold();
    let run = place.run(&["eval", "--gold", "corpora/polnear/dev", "--scorer", "none.py"]).exits(2);
    assert_eq!(
        run.err,
        "sayso: none.py: the scorer is not there; say where score.py stands with --scorer FILE\n"
    );
}

#[test]
fn nested_statements_are_counted_beside_the_figures() {
    let place = gold();
    let nested = "[{\"source\": [[0, 3]], \"content\": [[10, 40]]}]";
    place.file("nested/a.json", nested);
    let args = ["eval", "--gold", "corpora/polnear/dev", "--nested", "nested", "--json"];
    let figures: serde_json::Value = serde_json::from_str(&place.run(&args).exits(0).out).unwrap();
    assert_eq!(figures["articles"], serde_json::json!(["a", "b"]));
    assert_eq!(figures["nested statements found"]["gold"], 1);
    place.file("nested/a.json", "{}");
    let run = place.run(&args).exits(2);
    assert!(run.err.contains("is not a list of {source, content} objects"), "{run:#?}");
}

#[test]
fn pairs_of_names_are_scored() {
    let place = Place::with(&[(
        "names.csv",
        "a,b,kind,same,origin\n\"Talvane, Oru\",Oru Tallvane,person,true,made up\nOru Talvane,Ana Sorme,person,false,made up\n",
    )]);
    let run = place.run(&["eval", "names", "names.csv", "--out", "scores.csv"]).exits(0);
    assert_eq!(run.out, "");
    let scores = place.text("scores.csv");
    let lines: Vec<&str> = scores.lines().collect();
    assert_eq!(lines[0], "a,b,score");
    assert!(lines[1].starts_with("\"Talvane, Oru\",Oru Tallvane,0.9"), "{scores}");
    assert!(lines[2].starts_with("Oru Talvane,Ana Sorme,0.0"), "{scores}");
    let run = place.run(&["eval", "names", "names.csv", "--reasons"]).exits(0);
    assert!(run.out.contains("no-common-word: no word of one name is in the other"), "{run:#?}");
}

#[test]
fn a_table_without_names_is_refused() {
    let place = Place::with(&[("names.csv", "left,right\nx,y\n")]);
    let run = place.run(&["eval", "names", "names.csv"]).exits(2);
    assert!(run.err.contains("is not CSV with the columns a, b and kind"), "{run:#?}");
    place.run(&["eval"]).exits(2);
}
