//! The style sheet, the scripts and the icon, which are in the program itself.

use std::sync::LazyLock;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::server::Failure;
use crate::server::extract::Path;

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// Name, media type, content.
const FILES: [(&str, &str, &str); 7] = [
    ("sayso.css", CSS, include_str!("../../assets/sayso.css")),
    ("sayso.js", JS, include_str!("../../assets/sayso.js")),
    ("keys.js", JS, include_str!("../../assets/keys.js")),
    ("reader.js", JS, include_str!("../../assets/reader.js")),
    ("spans.js", JS, include_str!("../../assets/spans.js")),
    ("live.js", JS, include_str!("../../assets/live.js")),
    ("icon.svg", "image/svg+xml", include_str!("../../assets/icon.svg")),
];

/// Digits of the hash over all files: what changes with any of them.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    FILES.iter().for_each(|(_, _, content)| hash.update(content));
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
});

/// The address of a file. It changes with the files, so that they can be kept for ever. The version is a folder,
/// so that scripts find each other in the same one.
pub fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *VERSION)
}

/// `/assets/{version}/{name}`
pub async fn file(Path((version, name)): Path<(String, String)>) -> Result<Response, Failure> {
    let file = FILES.iter().find(|(known, ..)| *known == name);
    let (_, kind, content) = file.ok_or_else(|| Failure::not_found(format!("there is no file {name}")))?;
    let lasting = if version == *VERSION { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut headers = HeaderMap::new();
    let mut set =
        |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_TYPE, kind);
    set(header::CACHE_CONTROL, lasting);
    Ok((headers, *content).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_small() {
        let scripts: usize =
            FILES.iter().filter(|(_, kind, _)| *kind == JS).map(|(_, _, content)| content.len()).sum();
        assert!(scripts < 60_000, "{scripts} bytes, not even packed");
    }
}
