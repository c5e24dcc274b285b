//! Keys, the language of queries, words, and what the method cannot do.

use askama::Template;
use axum::response::Response;
use sayso::store::query::Field;

use super::frame::{Frame, Here, show};
use crate::server::{Failure, State};

/// What the keys do, in the order in which they are explained.
const KEYS: [(&str, &str); 12] = [
    ("/", "to the search box"),
    ("?", "this list"),
    ("j k", "next and previous item of a list, or statement of a text"),
    ("Enter", "open the item"),
    ("m", "marks in a text on and off"),
    ("l", "copy the link to what is selected"),
    ("c", "copy the citation of what is selected"),
    ("y n", "accept and reject; of two names: the same, different"),
    ("h", "not sure: on to the next"),
    ("e", "correct it"),
    ("u", "take the last decision back"),
    ("Esc", "leave what is open or selected"),
];

const WORDS: [(&str, &str); 10] = [
    (
        "statement",
        "one attribution in one document: what was said, the words that attribute it, who is named as speaking",
    ),
    ("form", "direct: all in quotation marks; mixed: some; indirect: none"),
    ("status", "asserted, denied, conditional, future or asked: whether the saying itself is asserted"),
    (
        "stance",
        "neutral (said), endorsing (confirmed) or distancing (claimed): how the cue frames it, no judgement",
    ),
    ("attitude", "assertion, belief, knowledge or intention: what kind of act the cue names"),
    (
        "speaker",
        "the person, organisation, group or document behind the source; where the text does not tell, it stays open",
    ),
    ("utterance", "the statements, over documents, that report the same words"),
    ("wording", "one way in which the words of an utterance are reported"),
    ("own voice", "what the text asserts on nobody’s say-so"),
    ("confidence", "how likely the statement is right, from 0 to 1: high from 0.8 on, low below 0.5"),
];

#[derive(Template)]
#[template(path = "help.html")]
struct Page {
    frame: Frame,
    keys: &'static [(&'static str, &'static str)],
    words: &'static [(&'static str, &'static str)],
    fields: String,
    version: &'static str,
}

/// `/help`
pub async fn page(state: State, here: Here) -> Result<Response, Failure> {
    show(&state, move |desk| {
        Ok(Page {
            frame: Frame::new(desk, &here, "", "Help")?,
            keys: &KEYS,
            words: &WORDS,
            fields: Field::ALL.iter().map(|field| field.name()).collect::<Vec<_>>().join(", "),
            version: env!("CARGO_PKG_VERSION"),
        })
    })
    .await
}
