//! Offsets of any text go from bytes to code points and back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sayso_core::text::OffsetMap;

fuzz_target!(|text: &str| {
    let map = OffsetMap::new(text);
    for (n, (byte, _)) in text.char_indices().enumerate() {
        assert_eq!(map.codepoint(byte), n);
        assert_eq!(map.byte(n), Some(byte));
    }
});
