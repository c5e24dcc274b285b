//! The invented news that comes with the program, to try it on.

/// What the files are called, and what is in them.
pub const FILES: [(&str, &[u8]); 1] =
    [("sample-news.jsonl", include_bytes!("../../assets/sample/news.jsonl"))];
