//! Any bytes, read as any format, become documents whose text keeps all promises.
#![no_main]

#[path = "../../crates/sayso/tests/oracles/mod.rs"]
mod oracles;

use libfuzzer_sys::fuzz_target;
use sayso_core::segment::segment;
use sayso_formats::readers::{Format, Hint, ReadDocument, read};

fuzz_target!(|bytes: &[u8]| {
    // Files that never end are the business of a process of their own.
    let guessed = Hint { origin: "fuzz", pdf: Some(|_| Err("not here".to_owned())), ..Hint::default() };
    let formats = Format::ALL.map(|format| Hint { format: Some(format), ..guessed });
    for hint in formats.iter().chain([&guessed]) {
        let Ok(documents) = read(bytes, hint) else { continue };
        for ReadDocument { document, diagnostics, format, .. } in documents.flatten() {
            oracles::document(&document, &diagnostics);
            oracles::segmentation(&document.text, &segment(&document.text));
            let utf8 = std::str::from_utf8(bytes).map(|text| text.trim_start_matches('\u{feff}'));
            if let (Format::Text, Ok(text)) = (format, utf8) {
                assert_eq!(
                    document.text.trim_start_matches('\u{feff}'),
                    text,
                    "plain text is not as in the file"
                );
            }
        }
    }
});
