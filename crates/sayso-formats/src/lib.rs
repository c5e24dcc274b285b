//! Bytes to documents (`readers`), readings to bytes (`writers`), and the versioned wire record between them.

pub mod readers;
pub mod wire;
pub mod writers;
