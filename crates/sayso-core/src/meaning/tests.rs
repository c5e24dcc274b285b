//! What says the same, and what does not.

use std::convert::Infallible;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::encoder::ModelFile;

static MODEL: LazyLock<(Tokenizer, Words)> = LazyLock::new(|| {
    let file = ModelFile::open(include_bytes!("../../../../models/en-1/model.safetensors")).unwrap();
    (Tokenizer::from_vocab(file.vocabulary().unwrap()).unwrap(), Words::load(&file).unwrap())
});

fn likeness(a: &str, b: &str) -> Likeness {
    let [a, b] = [a, b].map(at_large);
    a.likeness(&b)
}

fn at_large(text: &str) -> Meaning {
    let Ok(meaning) = Meanings::new(&MODEL.0, &MODEL.1).of(text, |_, tells| Ok::<_, Infallible>(tells));
    meaning
}

const SAID: &str = "the council of Lenn will buy the old tannery for two million crowns";

#[test]
fn other_words_for_the_same_are_similar() {
    let other = likeness(SAID, "Lenn's council wants to purchase the former tannery for 2 million crowns");
    assert!(other.score >= SIMILAR, "{other:?}");
    assert!(!other.other_numbers && !other.negation_differs);
}

#[test]
fn a_word_of_like_meaning_counts_for_more_than_any_other() {
    let [like, unlike] = ["the mayor purchased a boat", "the mayor painted a boat"]
        .map(|said| likeness("the mayor bought a boat", said));
    assert!(like.score > unlike.score, "{like:?} {unlike:?}");
}

#[test]
fn what_is_about_the_same_but_says_something_else_is_not_similar() {
    for other in [
        "the tannery stank so badly that children stayed at home",
        "the council of Lenn met for the first time since the flood",
        "the harbour needs a new crane before the winter",
    ] {
        let other = likeness(SAID, other);
        assert!(other.score < SIMILAR, "{other:?}");
    }
}

#[test]
fn what_differs_in_a_number_or_a_negation_says_so() {
    let other = likeness(SAID, "the council of Lenn will buy the old tannery for nine million crowns");
    assert!(!other.negation_differs, "{other:?}");
    let other = likeness("four ships sank in the storm", "seven ships sank in the storm");
    assert!(other.other_numbers, "{other:?}");
    let other = likeness(SAID, "the council of Lenn will not buy the old tannery for two million crowns");
    assert!(other.negation_differs && other.score > 0.9, "{other:?}");
}

#[test]
fn what_every_statement_has_counts_for_little() {
    let tells = |word: &str, at_large: f32| Ok::<_, Infallible>(if word == "Lenn" { 0.5 } else { at_large });
    let meanings = Meanings::new(&MODEL.0, &MODEL.1);
    let texts = ["Lenn buys a ferry this winter", "Lenn loses a cup final abroad"];
    let [Ok(a), Ok(b)] = texts.map(|text| meanings.of(text, tells));
    assert!(a.likeness(&b).score < likeness(texts[0], texts[1]).score);
}

#[test]
fn a_bare_name_tells_too_little() {
    assert!(at_large(SAID).told() >= LEAST_TOLD && at_large("the next president").told() < LEAST_TOLD);
}

proptest! {
    #[test]
    fn any_two_texts_can_be_compared_and_the_order_does_not_matter(a in "\\PC{0,60}", b in "\\PC{0,60}") {
        let found = likeness(&a, &b);
        prop_assert!((0.0..=1.001).contains(&found.score), "{found:?}");
        prop_assert_eq!(found, likeness(&b, &a));
    }
}
