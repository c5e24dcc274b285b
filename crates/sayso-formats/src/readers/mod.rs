//! Bytes to documents.
