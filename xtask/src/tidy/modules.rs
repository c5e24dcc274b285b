//! Every Rust file says in its first line what it is; `tests.rs` does so by its name.

use super::{Finding, SourceFile};

pub(super) fn check(file: &SourceFile) -> Option<Finding> {
    let is_code = file.has_extension("rs") && !file.path.ends_with("tests.rs");
    if !is_code || file.text.trim_start().starts_with("//!") {
        return None;
    }
    Some(file.finding(1, "begins without a //! comment that says what this file is"))
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn a_rust_file_opens_with_its_purpose() {
        assert_eq!(check(&file("a.rs", "//! Spans.\nuse x;")), None);
        assert_eq!(check(&file("a.txt", "anything")), None);
        assert!(check(&file("a.rs", "use x;\n//! late")).is_some());
    }
}
