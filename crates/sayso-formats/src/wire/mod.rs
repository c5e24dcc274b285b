//! The versioned wire record.
