//! The model that is built into the program.

/// Name and version.
pub const VERSION: &str = "en-1";

/// The file that `training/` made.
pub(crate) static BYTES: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en-1/model.safetensors"));

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_is_the_one_that_the_file_states() {
        let engine = sayso_core::Engine::new(super::BYTES).unwrap();
        assert_eq!(engine.model_version(), super::VERSION);
    }
}
