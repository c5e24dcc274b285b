//! The description of the API, OpenAPI 3.1.

use sayso::records::wire;
use serde_json::{Value, json};
use utoipa::OpenApi;

use super::ROOT;

/// What stands around the paths.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "sayso",
        description = "Who said what, in a collection of news. Unknown is `null`, never a missing key; \
            offsets count Unicode code points, end exclusive. Within version 1, keys, parameters and paths \
            may be added, and none is removed or changes its meaning; readers ignore keys that they do not \
            know. Cursors are opaque, and those of one version may not be understood by another."
    ),
    tags(
        (name = "statements", description = "Who said what"),
        (name = "speakers", description = "Who speaks, over documents and spellings"),
        (name = "utterances", description = "The same words over documents"),
        (name = "documents", description = "Articles with what was found in them"),
        (name = "corrections", description = "What people decided; kept, and never lost"),
        (name = "imports", description = "What came in, and what became of it"),
        (name = "collection", description = "All of it"),
    )
)]
pub struct Frame;

/// The description as it is served: with the schemas of the wire record, where it is to be found, and how one
/// says who one is.
pub fn complete(description: &utoipa::openapi::OpenApi) -> Value {
    let mut whole = serde_json::to_value(description).expect("a description can be written as JSON");
    whole["info"]["version"] = json!(format!("1 (sayso {})", env!("CARGO_PKG_VERSION")));
    whole["servers"] = json!([{ "url": ROOT }]);
    // Any text will do, which is no value of JSON that a schema could describe.
    if let Some(kinds) = whole["paths"]["/read"]["post"]["requestBody"]["content"].as_object_mut() {
        kinds.values_mut().for_each(|kind| kind["schema"] = json!({}));
    }
    let schemas = &mut whole["components"]["schemas"];
    for (name, schema) in of_the_wire_record() {
        schemas[name] = schema;
    }
    // What is sent has no keys but those described: a misspelt one must not pass for one left out.
    let decisions = schemas["NewCorrection"]["oneOf"].as_array_mut().into_iter().flatten();
    decisions.for_each(|decision| decision["additionalProperties"] = json!(false));
    schemas["UploadForm"]["additionalProperties"] = json!(false);
    whole["components"]["securitySchemes"] = json!({
        "token": { "type": "http", "scheme": "bearer", "description": "A token of `sayso access token`" },
        "password": { "type": "http", "scheme": "basic", "description": "As of `sayso access add`" },
        "session": { "type": "apiKey", "in": "cookie", "name": "sayso_session", "description": "Of `POST /login`" },
    });
    // Nobody has to say who they are where nobody is listed.
    whole["security"] = json!([{}, { "token": [] }, { "password": [] }, { "session": [] }]);
    whole
}

/// The schemas of the wire record by name, as components of the description.
fn of_the_wire_record() -> Vec<(String, Value)> {
    let there = wire::SCHEMA.replace("#/$defs/", "#/components/schemas/");
    let mut schema: Value = serde_json::from_str(&there).expect("the committed schema is JSON");
    let parts = schema.as_object_mut().expect("a schema is an object");
    parts.remove("$id");
    parts.remove("$schema");
    let inner = parts.remove("$defs").unwrap_or_default();
    let inner = inner.as_object().cloned().unwrap_or_default();
    inner.into_iter().chain([("DocumentRecord".to_owned(), schema)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::{env, fs};

    const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");

    fn generated() -> Value {
        complete(&crate::api::parts().1)
    }

    /// With `UPDATE_EXPECT=1`, the committed description is rewritten.
    #[test]
    fn the_committed_description_is_the_generated_one() {
        let generated = serde_json::to_string_pretty(&generated()).unwrap() + "\n";
        if env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(COMMITTED, &generated).unwrap();
        }
        let committed = fs::read_to_string(COMMITTED).unwrap();
        assert!(committed == generated, "docs/openapi.json is not fresh: run with UPDATE_EXPECT=1");
    }

    fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
        match value {
            Value::Object(keys) => {
                found.extend(keys.get("$ref").and_then(Value::as_str));
                keys.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_schema_that_is_referred_to_is_there() {
        let whole = generated();
        let mut found = BTreeSet::new();
        references(&whole, &mut found);
        assert!(found.contains("#/components/schemas/StatementRecord"), "{found:?}");
        for reference in found {
            let schema = whole.pointer(&reference[1..]).and_then(Value::as_object);
            assert!(schema.is_some_and(|schema| !schema.is_empty()), "{reference}");
        }
    }
}
