//! Why a request was not answered as it was meant: one type for pages and API.
//!
//! A response made of a [`Failure`] is `application/problem+json` (RFC 9457) and carries the failure in its
//! extensions, so that whoever writes pages can put one in its place: [`super::app`] does so where a person
//! is asking, see [`super::Rendering`].

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sayso::InputError;
use sayso::store::StoreError;
use sayso::store::query::QueryError;
use sayso::store::search::SearchError;
use serde::Serialize;
use utoipa::ToSchema;

/// The media type of a [`Problem`].
pub const PROBLEM: &str = "application/problem+json";

/// Seconds after which whoever was sent away because others are served may ask again.
const PATIENCE: &str = "2";

/// Why a request was not answered as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong, of what kind.
    pub kind: Kind,
    /// What, where, and what to do: for a person.
    pub detail: String,
    /// Where in the query, if that is what is wrong.
    pub query: Option<Place>,
}

/// A place in a query, in characters (Unicode code points) from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Place {
    /// Where it begins.
    pub at: usize,
    /// How many characters it is long, at least 1.
    pub length: usize,
}

/// What kind of failure: what programs look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The query cannot be understood.
    BadQuery,
    /// A parameter has no such value.
    BadParameter,
    /// The body is not what it should be.
    BadBody,
    /// The name by which the server was called is not one of its names.
    BadHost,
    /// The request comes from a page of another site.
    CrossSite,
    /// Nobody knows who is asking.
    LoginRequired,
    /// Name and password do not fit.
    LoginFailed,
    /// Whoever asks may read, but not decide.
    NotAllowed,
    /// There is no such thing.
    NotFound,
    /// There is such an address, but not for this method.
    NoSuchMethod,
    /// More than is taken.
    TooLarge,
    /// Not in this media type.
    UnsupportedMediaType,
    /// There is no such page of a list: the cursor is of another one.
    BadCursor,
    /// It is understood, but cannot be done as things are.
    Impossible,
    /// There is nothing to read in what was sent.
    NotUnderstood,
    /// Others are being served.
    Busy,
    /// It took too long.
    TooSlow,
    /// The collection cannot be written: the disk is full, or not ours.
    NotWritable,
    /// A fault of the collection, or of sayso itself.
    Internal,
}

impl Kind {
    /// Stable code in kebab case.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::BadQuery => "bad-query",
            Self::BadParameter => "bad-parameter",
            Self::BadBody => "bad-body",
            Self::BadHost => "bad-host",
            Self::CrossSite => "cross-site",
            Self::LoginRequired => "login-required",
            Self::LoginFailed => "login-failed",
            Self::NotAllowed => "not-allowed",
            Self::NotFound => "not-found",
            Self::NoSuchMethod => "no-such-method",
            Self::TooLarge => "too-large",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::BadCursor => "bad-cursor",
            Self::Impossible => "impossible",
            Self::NotUnderstood => "not-understood",
            Self::Busy => "busy",
            Self::TooSlow => "too-slow",
            Self::NotWritable => "not-writable",
            Self::Internal => "internal",
        }
    }

    /// The status of HTTP.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::BadQuery | Self::BadParameter | Self::BadBody => StatusCode::BAD_REQUEST,
            Self::BadHost => StatusCode::MISDIRECTED_REQUEST,
            Self::LoginRequired | Self::LoginFailed => StatusCode::UNAUTHORIZED,
            Self::CrossSite | Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::NotFound | Self::BadCursor => StatusCode::NOT_FOUND,
            Self::NoSuchMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Impossible => StatusCode::CONFLICT,
            Self::NotUnderstood => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy | Self::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotWritable => StatusCode::INSUFFICIENT_STORAGE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// What a program is told of a failure: problem details of RFC 9457.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: `code` tells what kind of problem it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// The status of HTTP.
    pub status: u16,
    /// Stable code in kebab case.
    pub code: &'static str,
    /// What is wrong, where, and what to do.
    pub detail: String,
    /// Where in the query, if that is what is wrong.
    pub query: Option<Place>,
}

impl Failure {
    /// A failure of this kind.
    #[must_use]
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), query: None }
    }

    /// There is no such thing.
    #[must_use]
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, detail)
    }

    /// What a decision that cannot be made comes to: the thing that it is about is there.
    #[must_use]
    pub fn impossible(error: StoreError) -> Self {
        match error {
            StoreError::Unknown { .. } => Self::new(Kind::Impossible, error.to_string()),
            other => other.into(),
        }
    }

    /// What a program is told.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let status = self.kind.status();
        Problem {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Failure"),
            status: status.as_u16(),
            code: self.kind.code(),
            detail: self.detail.clone(),
            query: self.query,
        }
    }

    /// What the headers say of it, whatever the body is.
    #[must_use]
    pub fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        match self.kind {
            Kind::LoginRequired | Kind::LoginFailed => {
                vec![(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"sayso\""))]
            }
            Kind::Busy | Kind::TooSlow => vec![(header::RETRY_AFTER, HeaderValue::from_static(PATIENCE))],
            _ => Vec::new(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.problem()).expect("plain values can be written as JSON");
        let mut response = (self.kind.status(), [(header::CONTENT_TYPE, PROBLEM)], body).into_response();
        response.headers_mut().extend(self.headers());
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let kind = match error {
            StoreError::Unknown { .. } | StoreError::Missing { .. } => Kind::NotFound,
            StoreError::Busy { .. } => Kind::Busy,
            StoreError::Full { .. } | StoreError::ReadOnly { .. } => Kind::NotWritable,
            _ => Kind::Internal,
        };
        Self::new(kind, error.to_string())
    }
}

impl From<SearchError> for Failure {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Store(error) => error.into(),
            SearchError::Cursor(_) => Self::new(Kind::BadCursor, error.to_string()),
        }
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        let place = Place { at: error.at, length: error.length.max(1) };
        Self { query: Some(place), ..Self::new(Kind::BadQuery, error.to_string()) }
    }
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        Self::new(Kind::NotUnderstood, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso::store::query::parse;

    #[test]
    fn a_bad_query_says_where() {
        let failure = Failure::from(parse("ferry speeker:ortiz").unwrap_err());
        let problem = failure.problem();
        assert_eq!((problem.status, problem.code), (400, "bad-query"));
        assert_eq!(problem.query, Some(Place { at: 6, length: 7 }));
        assert!(problem.detail.contains("speaker"), "{problem:?}");
    }

    #[test]
    fn the_response_carries_the_failure() {
        let failure = Failure::new(Kind::Busy, "come again");
        let response = failure.clone().into_response();
        assert_eq!(response.headers()[header::CONTENT_TYPE], PROBLEM);
        assert_eq!(response.headers()[header::RETRY_AFTER], PATIENCE);
        assert_eq!(response.extensions().get(), Some(&failure));
    }
}
