//! Readings to bytes.
