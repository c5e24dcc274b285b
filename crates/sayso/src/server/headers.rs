//! The headers that tell a browser what a page may not do. Every response has them.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

/// Marks, in the extensions of a response, a page that others may show in a frame: the card of a statement.
#[derive(Debug, Clone, Copy)]
pub struct Embeddable;

/// Scripts and styles come from this server alone and stand in files; nothing is loaded from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'";

const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// Adds the headers.
pub(super) fn protect(mut response: Response) -> Response {
    let embeddable = response.extensions().get::<Embeddable>().is_some();
    let headers = response.headers_mut();
    let policy = format!("{POLICY}; frame-ancestors {}", if embeddable { "*" } else { "'none'" });
    // Nothing but ASCII is in it.
    let policy =
        HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    if !embeddable {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not `no-referrer`: with that, browsers hide from forms of our own pages where they come from.
    set(headers, header::REFERRER_POLICY, "same-origin");
    set(headers, CORP, "same-origin");
    set(headers, COOP, "same-origin");
    set(headers, PERMISSIONS, "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    if !headers.contains_key(header::CACHE_CONTROL) {
        set(headers, header::CACHE_CONTROL, "private, no-cache");
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn policy(response: Response) -> String {
        protect(response).headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned()
    }

    #[test]
    fn only_what_is_meant_to_be_embedded_may_be() {
        let mut card = Response::new(Body::empty());
        card.extensions_mut().insert(Embeddable);
        assert!(policy(card).ends_with("frame-ancestors *"));
        let page = protect(Response::new(Body::empty()));
        assert_eq!(page.headers()[header::X_FRAME_OPTIONS], "DENY");
        assert!(policy(page).ends_with("frame-ancestors 'none'"));
    }
}
