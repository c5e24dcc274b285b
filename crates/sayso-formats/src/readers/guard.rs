//! The border to parsers of others: a panic in them costs one document.

use super::ReadError;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `parse` gives; its error, or its panic, as that of an input that is not `what`.
pub(super) fn guarded<T>(
    origin: &str,
    what: &'static str,
    parse: impl FnOnce() -> Result<T, String>,
) -> Result<T, ReadError> {
    let parsed = catch_unwind(AssertUnwindSafe(parse));
    parsed
        .unwrap_or_else(|panic| Err(format!("its parser failed ({})", message_of(&*panic))))
        .map_err(|reason| ReadError::Malformed { origin: origin.to_owned(), what, reason })
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_of_one_input() {
        let error = guarded("a.pdf", "a PDF file", || -> Result<(), String> { panic!("page {}", 3) });
        let message = error.map_err(|error| error.to_string());
        assert_eq!(message, Err("a.pdf cannot be read as a PDF file: its parser failed (page 3)".to_owned()));
    }
}
