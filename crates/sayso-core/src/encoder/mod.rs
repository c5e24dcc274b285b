//! The transformer encoder on the CPU: tokenizer and forward pass. Knows nothing of attribution.
