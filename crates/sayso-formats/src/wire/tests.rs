use std::collections::BTreeSet;

use proptest::prelude::*;
use sayso_core::document::{Document, Reading, Statement};
use sayso_core::text::Span;
use serde_json::{Value, json};

use super::*;
use crate::fixture;

const SCHEMA_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema/sayso.document-1.json");

fn record() -> DocumentRecord {
    to_wire(&fixture::document(), &fixture::reading())
}

/// The reading without its traces, which the record leaves out.
fn traceless(mut reading: Reading) -> Reading {
    reading.statements.iter_mut().for_each(|statement| statement.trace.clear());
    reading
}

#[test]
fn a_record_comes_back_as_it_was() {
    let json = serde_json::to_string(&record()).unwrap();
    let (document, reading) = from_wire(&parse(&json).unwrap()).unwrap();
    assert_eq!(document, fixture::document());
    let mut expected = traceless(fixture::reading());
    expected.profile.own_voice = 0.3742;
    expected.profile.attributed = 0.4474;
    assert_eq!(reading, expected);
    assert_eq!(to_wire(&document, &reading), record());
}

#[test]
fn several_parts_are_joined_by_an_ellipsis() {
    let statement = &record().statements[2];
    assert_eq!(
        statement.content.text,
        "“We have waited nineteen years,” … “Nobody here wants to wait for the twentieth.”"
    );
}

#[test]
fn unknown_is_null_and_never_missing() {
    let value = serde_json::to_value(to_wire(&Document::default(), &Reading::default())).unwrap();
    for key in ["title", "outlet", "published", "language"] {
        assert_eq!(value["document"].get(key), Some(&Value::Null), "{key}");
    }
    let farmers = serde_json::to_value(record()).unwrap()["statements"][9].clone();
    for key in ["source", "speaker", "venue", "said"] {
        assert_eq!(farmers.get(key), Some(&Value::Null), "{key}");
    }
}

#[test]
fn a_parent_is_named_by_its_id() {
    let record = record();
    assert_eq!(record.statements[5].parent.as_ref(), Some(&record.statements[4].id));
}

#[test]
fn unknown_keys_are_ignored_and_later_keys_may_be_missing() {
    let mut value = serde_json::to_value(record()).unwrap();
    value["document"]["mood"] = json!("sunny");
    for key in ["sourceless", "attributed", "hearsay"] {
        value["profile"].as_object_mut().unwrap().remove(key);
    }
    for speaker in value["speakers"].as_array_mut().unwrap() {
        speaker.as_object_mut().unwrap().remove("mention_spans");
        speaker.as_object_mut().unwrap().remove("members");
    }
    let (document, _) = from_wire(&parse(&value.to_string()).unwrap()).unwrap();
    assert_eq!(document, fixture::document());
}

/// The error for the invented record once `break_it` has been at it.
fn error_of(break_it: impl Fn(&mut Value)) -> String {
    let mut value = serde_json::to_value(record()).unwrap();
    break_it(&mut value);
    parse(&value.to_string()).and_then(|record| from_wire(&record)).unwrap_err().to_string()
}

#[test]
fn broken_promises_are_named_with_their_place() {
    let broken = |pointer: &str, value: Value| {
        error_of(|record| *record.pointer_mut(pointer).expect(pointer) = value.clone())
    };
    let errors = [
        broken("/schema", json!("sayso.document/2")),
        broken("/offsets", json!("bytes")),
        broken("/statements/0/form", json!("shouted")),
        broken("/statements/0/content/spans", json!([])),
        broken("/statements/0/cue/spans/0/end", json!(1_000_000)),
        broken("/statements/0/cue/spans/0/end", json!(3)),
        broken("/statements/2/content/spans/1/start", json!(170)),
        broken("/statements/0/content/text", json!("The council voted")),
        broken("/statements/1/id", json!("st_000000000001")),
        broken("/statements/0/speaker/id", json!("s77")),
        broken("/statements/5/parent", json!("st_nowhere")),
        broken("/statements/4/parent", json!("st_000000000006")),
        broken("/statements/0/confidence", json!(1.5)),
        broken("/statements/0/said/from", json!("2026-02-30")),
        broken("/statements/0/said/to", json!("2026-03-01")),
        broken("/speakers/9/members/0", json!("s0")),
        broken("/diagnostics/0/span/start", json!(99_999)),
        error_of(|record| drop(record.as_object_mut().unwrap().remove("speakers"))),
    ];
    insta::assert_snapshot!(errors.join("\n"));
}

/// The generated JSON Schema; `UPDATE_EXPECT=1` rewrites the committed file.
#[test]
fn the_committed_schema_is_the_generated_one() {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<DocumentRecord>();
    schema.insert(
        "$id".into(),
        json!(concat!(env!("CARGO_PKG_REPOSITORY"), "/docs/schema/sayso.document-1.json")),
    );
    let generated = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(SCHEMA_FILE, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(SCHEMA_FILE).unwrap_or_default();
    assert!(committed == generated, "the schema is stale: run the test once with UPDATE_EXPECT=1");
}

/// Every object in `value` has exactly the keys of its schema, all of them required.
fn check(value: &Value, schema: &Value, root: &Value) {
    if let Some(reference) = schema.get("$ref") {
        let pointer = reference.as_str().unwrap().trim_start_matches('#');
        return check(value, root.pointer(pointer).expect(pointer), root);
    }
    if let Some(options) = schema.get("anyOf") {
        let wanted = if value.is_null() { "null" } else { "object" };
        let fits = |option: &&Value| (option["type"] == "null") == (wanted == "null");
        return check(value, options.as_array().unwrap().iter().find(fits).expect(wanted), root);
    }
    match value {
        Value::Object(object) => {
            let keys: BTreeSet<_> = object.keys().map(String::as_str).collect();
            let strings = |list: &'_ Value| -> BTreeSet<String> {
                list.as_array().unwrap().iter().map(|s| s.as_str().unwrap().to_owned()).collect()
            };
            let required = strings(&schema["required"]);
            assert!(keys.iter().copied().eq(required.iter().map(String::as_str)), "{keys:?}");
            object.iter().for_each(|(key, value)| check(value, &schema["properties"][key], root));
        }
        Value::Array(items) => items.iter().for_each(|item| check(item, &schema["items"], root)),
        Value::String(word) if schema.get("enum").is_some() => {
            assert!(schema["enum"].as_array().unwrap().contains(&json!(word)), "{word}");
        }
        _ => {
            let name = match value {
                Value::Null => "null",
                Value::Bool(_) => "boolean",
                Value::Number(number) if number.is_u64() => "integer",
                Value::Number(_) => "number",
                _ => "string",
            };
            let types = match &schema["type"] {
                Value::Array(types) => types.clone(),
                one => vec![one.clone()],
            };
            let number = name == "integer" && types.contains(&json!("number"));
            assert!(number || types.contains(&json!(name)), "{value} is no {types:?}");
        }
    }
}

#[test]
fn the_record_fits_its_schema() {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(SCHEMA_FILE).unwrap()).unwrap();
    check(&serde_json::to_value(record()).unwrap(), &schema, &schema);
    let empty = to_wire(&Document::default(), &Reading::default());
    check(&serde_json::to_value(empty).unwrap(), &schema, &schema);
}

/// A text with characters of all lengths, and cuts through it at character boundaries.
fn cut_text() -> impl Strategy<Value = (String, Vec<usize>)> {
    let text = "(?s)([a-z \\n“”]|é|e\u{301}|🐑|👩‍🌾|漢|ש){1,60}";
    text.prop_flat_map(|text: String| {
        let boundaries: Vec<_> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let cuts = proptest::sample::subsequence(boundaries.clone(), 0..=boundaries.len());
        (Just(text), cuts)
    })
}

proptest! {
    #[test]
    fn text_equals_the_slice_in_code_points((text, cuts) in cut_text()) {
        let spans: Vec<_> = cuts.chunks_exact(2).map(|pair| Span::new(pair[0], pair[1])).collect();
        prop_assume!(!spans.is_empty());
        let statement = Statement { content: spans, parent: None, ..fixture::reading().statements[9].clone() };
        let statement = Statement { cue: None, addressee: None, ..statement };
        let reading = Reading { statements: vec![statement], ..Reading::default() };
        let document = Document::from_text("", text.clone());
        let record = to_wire(&document, &reading);
        let points: Vec<char> = text.chars().collect();
        let content = &record.statements[0].content;
        let slices: Vec<String> =
            content.spans.iter().map(|span| points[span.start..span.end].iter().collect()).collect();
        prop_assert_eq!(&slices.join(GAP), &content.text);
        let (back, read) = from_wire(&record).unwrap();
        prop_assert_eq!(back, document);
        prop_assert_eq!(read, traceless(reading));
    }
}
