//! The encoder against other implementations: `encoder/make.py` wrote what they make of the same inputs.

use std::sync::LazyLock;

use proptest::prelude::*;
use sayso_core::Span;
use sayso_core::encoder::{Encoder, Level, Linear, ModelFile, Piece, Reader, Scratch, Tokenizer};
use serde_json::Value;

static TINY: &[u8] = include_bytes!("encoder/tiny.safetensors");
static VOCABULARY: &[u8] = include_bytes!("encoder/vocabulary.txt");

static TOKENIZER: LazyLock<Tokenizer> = LazyLock::new(|| Tokenizer::from_vocab(VOCABULARY).unwrap());

fn cases(json: &str) -> Vec<Value> {
    serde_json::from_str(json).unwrap()
}

fn numbers<T: serde::de::DeserializeOwned>(case: &Value, key: &str) -> T {
    serde_json::from_value(case[key].clone()).unwrap()
}

fn pieces(text: &str, span: Span) -> Vec<Piece> {
    let mut pieces = Vec::new();
    TOKENIZER.tokenize(text, span, &mut pieces);
    pieces
}

#[test]
fn pieces_are_those_of_hugging_face_tokenizers() {
    for case in cases(include_str!("encoder/pieces.json")) {
        let text = case["text"].as_str().unwrap();
        let found: Vec<(u32, usize, usize)> = pieces(text, Span::new(0, text.len()))
            .iter()
            .map(|piece| (piece.id, piece.span.start, piece.span.end))
            .collect();
        let wanted: Vec<(u32, usize, usize)> = numbers(&case, "pieces");
        assert_eq!(found, wanted, "{text:?}");
    }
}

#[test]
fn a_piece_says_whether_it_goes_on_with_a_word() {
    let text = "unemployable, said";
    let found = pieces(text, Span::new(0, text.len()));
    let begin: Vec<&str> =
        found.iter().filter(|piece| !piece.continues).map(|piece| piece.span.of(text)).collect();
    assert_eq!(begin[1..], [",", "said"]);
    assert!(found.len() > 3, "the first word is one piece");
}

#[test]
fn names_of_special_pieces_in_a_text_are_text() {
    let special = TOKENIZER.id("[SEP]").unwrap();
    assert!(pieces("[SEP]", Span::new(0, 5)).iter().all(|piece| piece.id != special));
}

#[test]
fn a_vocabulary_must_be_text_and_know_the_unknown() {
    assert!(Tokenizer::from_vocab(b"[UNK]\n\xFF\n").is_err());
    assert!(Tokenizer::from_vocab(b"a\nb\n").is_err());
    assert_eq!(Tokenizer::from_vocab(b"[UNK]\n\n##\na").unwrap().id("a"), Some(3));
}

proptest! {
    #[test]
    fn pieces_lie_on_characters_in_order(text in "(?s).{0,80}") {
        let mut last = 0;
        for piece in pieces(&text, Span::new(0, text.len())) {
            prop_assert!(text.get(piece.span.start..piece.span.end).is_some_and(|slice| !slice.is_empty()));
            prop_assert!(piece.span.start >= last);
            last = piece.span.start;
        }
    }

    #[test]
    fn a_part_of_a_text_has_the_pieces_of_the_part(before in ".{0,9}", part in ".{0,40}", after in ".{0,9}") {
        let text = format!("{before}{part}{after}");
        let shift = |piece: &Piece| (piece.id, piece.span.start + before.len(), piece.span.end + before.len());
        let alone: Vec<_> = pieces(&part, Span::new(0, part.len())).iter().map(shift).collect();
        let within = pieces(&text, Span::new(before.len(), before.len() + part.len()));
        let within: Vec<_> = within.iter().map(|piece| (piece.id, piece.span.start, piece.span.end)).collect();
        prop_assert_eq!(alone, within);
    }
}

/// Cosine and relative distance of two rows.
fn compare(found: &[f32], wanted: &[f32]) -> (f32, f32) {
    assert_eq!(found.len(), wanted.len());
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let cosine = dot(found, wanted) / (dot(found, found) * dot(wanted, wanted)).sqrt();
    let apart: Vec<f32> = found.iter().zip(wanted).map(|(a, b)| a - b).collect();
    (cosine, (dot(&apart, &apart) / dot(wanted, wanted)).sqrt())
}

fn assert_close(found: &[f32], wanted: &[f32], what: &str) {
    let (cosine, distance) = compare(found, wanted);
    assert!(cosine > 0.999 && distance < 0.04, "{what}: cosine {cosine}, relative distance {distance}");
}

#[test]
fn states_are_those_of_a_double_precision_reference() {
    let model = ModelFile::open(TINY).unwrap();
    let encoder = Encoder::load(&model).unwrap();
    let reader = Reader::load(&model, "reader", encoder.hidden()).unwrap();
    let head = Linear::load(&model, "head").unwrap();
    let mut scratch = Scratch::default();
    for case in cases(include_str!("encoder/tiny.json")) {
        let ids: Vec<u32> = numbers(&case, "ids");
        let features: Vec<Vec<u8>> = numbers(&case, "features");
        let states = encoder.encode(&ids, &features, &mut scratch).to_vec();
        assert_close(&states, &numbers::<Vec<f32>>(&case, "states"), "encoder");

        let wanted: Vec<f32> = numbers(&case, "states");
        assert_close(
            reader.run(&wanted, ids.len(), &mut scratch),
            &numbers::<Vec<f32>>(&case, "reader"),
            "reader",
        );

        let mut output = Vec::new();
        head.apply(&wanted, ids.len(), &mut output);
        let apart = output.iter().zip(numbers::<Vec<f32>>(&case, "head")).map(|(a, b)| (a - b).abs());
        assert!(apart.fold(0.0, f32::max) < 1e-4);
    }
}

#[test]
fn every_level_gives_the_same_bits_in_any_order_of_windows() {
    let model = ModelFile::open(TINY).unwrap();
    let bits = |level: Level, backwards: bool| -> Vec<Vec<u32>> {
        let encoder = Encoder::load(&model).unwrap().with_level(level);
        let mut scratch = Scratch::default();
        let mut cases = cases(include_str!("encoder/tiny.json"));
        if backwards {
            cases.reverse();
        }
        let mut all: Vec<Vec<u32>> = cases
            .iter()
            .map(|case| {
                let (ids, features): (Vec<u32>, Vec<Vec<u8>>) =
                    (numbers(case, "ids"), numbers(case, "features"));
                encoder.encode(&ids, &features, &mut scratch).iter().map(|value| value.to_bits()).collect()
            })
            .collect();
        if backwards {
            all.reverse();
        }
        all
    };
    let wanted = bits(Level::best(), false);
    for level in Level::all() {
        assert_eq!(bits(level, true), wanted, "{}", level.name());
    }
}

#[test]
fn no_pieces_have_no_states() {
    let model = ModelFile::open(TINY).unwrap();
    let encoder = Encoder::load(&model).unwrap();
    assert!(encoder.encode(&[], &[vec![], vec![]], &mut Scratch::default()).is_empty());
    assert_eq!((encoder.features(), encoder.window(), encoder.vocabulary()), (vec![3, 4], 48, 40));
}

/// Loads all that there is in a model file.
fn load(bytes: &'static [u8]) -> Result<(), sayso_core::encoder::ModelError> {
    let model = ModelFile::open(bytes)?;
    let encoder = Encoder::load(&model)?;
    Reader::load(&model, "reader", encoder.hidden())?;
    Linear::load(&model, "head")?;
    Tokenizer::from_vocab(model.vocabulary()?)?;
    Ok(())
}

#[test]
fn a_model_of_another_format_is_refused() {
    assert!(load(TINY).is_ok());
    let mut other = TINY.to_vec();
    let at = other.windows(13).position(|bytes| bytes == b"sayso.model/1").unwrap();
    other[at + 12] = b'2';
    let error = load(other.leak()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the model's format is \"sayso.model/2\", this version reads \"sayso.model/1\""
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_model_is_an_error_or_a_model(cut in 0..TINY.len(), at in 0_usize..6000, byte: u8) {
        prop_assert!(load(&TINY[..cut]).is_err());
        let mut damaged = TINY.to_vec();
        damaged[at] = byte;
        let _ = load(damaged.leak());
    }
}
