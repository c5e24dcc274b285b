//! Conditional requests: who has the answer already is told so.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// Bytes of the largest answer that gets a tag; streams are longer.
const LARGEST: usize = 64 << 20;

/// A layer that gives answers to `GET` a strong `ETag`, made of their bytes, and answers `304 Not Modified`
/// where the client has just these. Not for streams: the whole answer is gathered first.
pub async fn tag(mut request: Request, next: Next) -> Response {
    let is_head = request.method() == Method::HEAD;
    if is_head {
        // Else the body, of which the tag is made, would be gone when it comes here.
        *request.method_mut() = Method::GET;
    }
    let is_get = request.method() == Method::GET;
    let known = request.headers().get_all(header::IF_NONE_MATCH).iter().cloned().collect::<Vec<_>>();
    let response = next.run(request).await;
    if !is_get || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let tag = tag_of(&bytes, &parts.headers);
    parts.headers.insert(header::ETAG, tag.clone());
    if known.iter().any(|given| matches(given, &tag)) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    if is_head {
        parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn tag_of(bytes: &[u8], headers: &HeaderMap) -> HeaderValue {
    let mut hash = Sha256::new();
    if let Some(kind) = headers.get(header::CONTENT_TYPE) {
        hash.update(kind.as_bytes());
        hash.update([0]);
    }
    hash.update(bytes);
    let digits: String = hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::from_str(&format!("\"{digits}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

/// Whether the value of `If-None-Match` names the tag; weak comparison, as RFC 9110 wants here.
fn matches(given: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(given), Ok(tag)) = (given.to_str(), tag.to_str()) else { return false };
    given.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_among_several() {
        let tag = HeaderValue::from_static("\"0a\"");
        for given in ["\"0a\"", "W/\"0a\"", "\"1b\", \"0a\"", "*"] {
            assert!(matches(&HeaderValue::from_str(given).unwrap(), &tag), "{given}");
        }
        assert!(!matches(&HeaderValue::from_static("\"0\""), &tag));
    }

    #[test]
    fn other_bytes_or_another_type_have_another_tag() {
        let (mut json, html) = (HeaderMap::new(), HeaderMap::new());
        json.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        assert_ne!(tag_of(b"a", &json), tag_of(b"b", &json));
        assert_ne!(tag_of(b"a", &json), tag_of(b"a", &html));
    }
}
