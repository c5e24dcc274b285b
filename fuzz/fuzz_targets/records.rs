//! A record that is accepted is written again as it was, and marked text that is accepted is, too.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sayso_formats::{marks, wire};

fuzz_target!(|text: &str| {
    if let Ok((document, reading)) = wire::parse(text).and_then(|record| wire::from_wire(&record)) {
        let record = wire::to_wire(&document, &reading);
        let again = wire::from_wire(&record).expect("a record that was written keeps its promises");
        assert_eq!((document, reading), again);
    }
    for case in marks::parse(text).unwrap_or_default() {
        let written = case.to_string();
        let again = marks::parse(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
        assert_eq!(again.len(), 1, "{written}");
        assert_eq!(again[0].marked, case.marked, "{written}");
    }
});
