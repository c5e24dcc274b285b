//! Bytes to documents (`readers`), readings to bytes (`writers`), the notation of
//! tests and bug reports (`marks`), and the versioned wire record between them.

pub mod marks;
pub mod readers;
pub mod wire;
pub mod writers;

#[cfg(test)]
mod fixture;
