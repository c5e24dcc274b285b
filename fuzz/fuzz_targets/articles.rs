//! Any text, read by the whole engine with its real model, gives a result that keeps all promises.
#![no_main]

#[path = "../../crates/sayso/tests/oracles/mod.rs"]
mod oracles;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sayso_core::{Document, Engine, Options};

static MODEL: [&[u8]; 2] = [
    include_bytes!("../../models/en-1/model.safetensors"),
    include_bytes!("../../models/en-1/inner.safetensors"),
];
static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(&MODEL).expect("the model is sound"));

fuzz_target!(|text: &str| {
    let document = Document::from_text("fuzz", text.to_owned());
    let reading = ENGINE.read(&document, &Options::default());
    oracles::reading(&document, &reading);
});
