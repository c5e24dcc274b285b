//! What holds of every result, whatever is read: ARCHITECTURE.md, "What always holds".

mod oracles;

use std::sync::LazyLock;
use std::thread;

use proptest::prelude::*;
use sayso::Reader;
use sayso_core::document::Reading;
use sayso_core::segment::segment;
use sayso_core::{Document, Options};
use sayso_formats::readers::{self, Format, Hint};

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let options = Options { any_language: true, ..Options::default() };
    Reader::new(options).expect("the built-in model is sound")
});

/// Reads the text and checks the result.
fn read(text: &str) -> Reading {
    let document = Document::from_text("a test", text.to_owned());
    let reading = READER.read(&document);
    oracles::segmentation(text, &segment(text));
    oracles::reading(&document, &reading);
    reading
}

/// Pieces of news, well formed and not: what a reporter, a converter or a typing error leaves.
const PIECES: [&str; 36] = [
    "“The ferry is safe,” said Mara Lindqvist, the mayor of Port Ellery.",
    "\"We will wait,\" Tomas Arrieta told reporters, \"and so will they.\"",
    "Critics deny that the bridge was ever safe.",
    "According to the water board, three of the five pumps had failed.",
    "She did not say whether the vote would be held again.",
    "“I heard him say, ‘It is over,’ and then he left,” Dele Okonjo recalled.",
    "“The first paragraph goes on.",
    "“The second one ends here.”",
    "In a letter to the council, Weiss wrote: “It is clear.”",
    "The mayor said that the union had said that nobody asked.",
    "It was said to be finished.",
    "Rain fell.",
    "LINDQVIST: No comment.",
    "Q: Is it safe? A: It is.",
    "PORT ELLERY (AP) — The ferry stays in port.",
    "@harbour: “closed until further notice” #ferry",
    "« Non », dit-elle.",
    "„Nein“, sagte er.",
    "אמר ראש העיר שהגשר בטוח.",
    "市長は「安全だ」と述べた。",
    "he",
    "said",
    "that",
    "“",
    "”",
    "\"",
    "'",
    "‘",
    "’",
    ",",
    "…",
    "\u{feff}",
    "\u{200f}",
    "e\u{301}\u{301}",
    "😀",
    "\u{0}",
];

const JOINTS: [&str; 6] = [" ", "", "\n", "\n\n", "\r\n", "\u{a0}"];

fn news() -> impl Strategy<Value = String> {
    let piece = (prop::sample::select(&PIECES[..]), prop::sample::select(&JOINTS[..]));
    let pieces = prop::collection::vec(piece, 0..14);
    pieces.prop_map(|pieces| pieces.into_iter().flat_map(|(piece, joint)| [piece, joint]).collect())
}

proptest! {
    // Each case runs the model.
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_news_gives_a_result_that_keeps_its_promises(text in news()) {
        read(&text);
    }

    #[test]
    fn any_text_gives_a_result_that_keeps_its_promises(text in "(?s).{0,200}") {
        read(&text);
    }
}

proptest! {
    #[test]
    fn a_plain_text_stays_as_it_is_in_the_file(text in "(?s)[^\0\u{feff}].{0,200}") {
        let hint = Hint { origin: "a test", format: Some(Format::Text), ..Hint::default() };
        // What looks like another kind of file is refused, and not changed.
        for read in readers::read(text.as_bytes(), &hint).into_iter().flatten() {
            let read = read.expect("one document");
            oracles::document(&read.document, &read.diagnostics);
            prop_assert_eq!(&read.document.text, &text);
        }
    }
}

#[test]
fn the_result_is_the_same_on_any_number_of_threads() {
    let texts: Vec<String> = (1..=12).map(|n| PIECES[..n * 3].join("\n")).collect();
    let alone: Vec<Reading> = texts.iter().map(|text| read(text)).collect();
    let at_once: Vec<Reading> = thread::scope(|scope| {
        let threads: Vec<_> = texts.iter().map(|text| scope.spawn(|| read(text))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no text makes it panic")).collect()
    });
    assert_eq!(alone, at_once);
}

#[test]
fn nothing_and_nearly_nothing_can_be_read() {
    for text in ["", " ", "\n", "\u{feff}", "\u{0}", ".", "”", "“", "\"\"", "said", "“”said.", "\r\n\r\n"]
    {
        let reading = read(text);
        assert!(reading.statements.len() <= 1, "{text:?}: {:?}", reading.statements);
    }
}

/// Work and memory grow in proportion to the text: paragraphs, words and windows are each looked at
/// a bounded number of times. A text this long shows it, because anything quadratic in it would not
/// come to an end; a longer one would only take longer.
const LONG: usize = 64 << 10;

#[test]
fn a_very_long_line_can_be_read() {
    let sentence = "The ferry is safe and the mayor of Port Ellery said so again and again ";
    read(&sentence.repeat(LONG / sentence.len()));
    read(&"a".repeat(LONG));
    read(&"\u{301}".repeat(LONG / 2));
}

#[test]
fn very_many_quotation_marks_can_be_read() {
    for mark in ["\"", "“", "”", "'", "« ", "“‘"] {
        read(&mark.repeat(LONG / 16 / mark.len()));
    }
}

#[test]
fn a_million_quotation_marks_can_be_cut_up() {
    for mark in ["\"", "“", "”", "'", "“‘", "“a\n"] {
        let text = mark.repeat(1_000_000);
        oracles::segmentation(&text, &segment(&text));
    }
}

#[test]
fn quotation_marks_that_nobody_closes_do_no_harm() {
    let closed = "“The ferry is safe,” said the mayor.\n";
    let text = format!("{closed}“Nobody asked us.\n{}", closed.repeat(20));
    read(&text);
    read(&text.replace('”', ""));
    read(&text.replace('“', ""));
    read(&text.replace(['“', '”'], "\""));
}

#[test]
fn other_scripts_and_directions_can_be_read() {
    for text in [
        "אמר ראש העיר: \"הגשר בטוח\". \u{202e}said the mayor\u{202c}.",
        "قال رئيس البلدية إن الجسر آمن، \"لا خوف\".",
        "市長は「橋は安全だ」と述べた。\n『本当に？』と記者は尋ねた。",
        "Мэр сказал: «Мост безопасен».",
        "Η γέφυρα είναι ασφαλής, είπε ο δήμαρχος.",
    ] {
        read(&text.repeat(5));
    }
}
