//! A collection on disk.

pub mod query;
