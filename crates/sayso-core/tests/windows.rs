//! The windows are those that the model was trained on: the fixture comes from `training/fixture.py`.

use sayso_core::attribution::windows::Windows;
use sayso_core::encoder::{ModelFile, Tokenizer};
use sayso_core::segment::segment;
use sayso_core::text::OffsetMap;
use serde_json::{Value, json};

const MODEL: &[u8] = include_bytes!("../../../models/en-1/model.safetensors");

#[test]
fn windows_are_those_of_training() {
    let fixture: Value = serde_json::from_str(include_str!("windows.json")).unwrap();
    let text = fixture["text"].as_str().unwrap();
    let tokenizer = Tokenizer::from_vocab(ModelFile::open(MODEL).unwrap().vocabulary().unwrap()).unwrap();
    let offsets = OffsetMap::new(text);
    let paragraphs = segment(text).paragraphs;
    let windows: Vec<_> = Windows::new(text, &tokenizer, &paragraphs, true).collect();
    let expected = fixture["windows"].as_array().unwrap();
    assert_eq!(windows.len(), expected.len());
    for (window, expected) in windows.iter().zip(expected) {
        let words: Vec<[usize; 2]> = window
            .words
            .iter()
            .map(|&word| offsets.codepoints(word))
            .map(|word| [word.start, word.end])
            .collect();
        assert_eq!(json!(words), expected["words"]);
        assert_eq!(json!(window.ids), expected["ids"]);
        assert_eq!(json!(window.first), expected["first"]);
        assert_eq!(json!(window.features), expected["features"]);
    }
}
