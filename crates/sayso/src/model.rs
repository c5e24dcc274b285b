//! The model that is built into the program.

/// Name and version.
pub const VERSION: &str = "en-1";

/// The files that `training/` made.
pub(crate) static FILES: [&[u8]; 2] = [
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en-1/model.safetensors")),
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en-1/inner.safetensors")),
];

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_is_the_one_that_the_file_states() {
        let engine = sayso_core::Engine::new(&super::FILES).unwrap();
        assert_eq!(engine.model_version(), super::VERSION);
    }
}
