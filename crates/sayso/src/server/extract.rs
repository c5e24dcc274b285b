//! What a handler is given of a request; what is wrong with it is a [`Failure`] like any other.

use axum::extract::rejection::{FormRejection, JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use super::{Failure, Kind};

/// The parameters of the address.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Failure))]
pub struct Query<T>(pub T);

/// The parts of the path.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Failure))]
pub struct Path<T>(pub T);

/// A body of JSON.
#[derive(Debug, FromRequest)]
#[from_request(via(axum::Json), rejection(Failure))]
pub struct Json<T>(pub T);

/// The fields of a form.
#[derive(Debug, FromRequest)]
#[from_request(via(axum::Form), rejection(Failure))]
pub struct Form<T>(pub T);

/// The fields of the form that a request sends.
///
/// # Errors
/// If it sends none, or another one.
pub async fn form<T: DeserializeOwned>(request: Request) -> Result<T, Failure> {
    Form::<T>::from_request(request, &()).await.map(|form| form.0)
}

impl From<QueryRejection> for Failure {
    fn from(error: QueryRejection) -> Self {
        Self::new(Kind::BadParameter, error.body_text())
    }
}

/// An address with a part that cannot be one, such as a word where a number stands, leads nowhere.
impl From<PathRejection> for Failure {
    fn from(error: PathRejection) -> Self {
        Self::new(Kind::NotFound, error.body_text())
    }
}

impl From<JsonRejection> for Failure {
    fn from(error: JsonRejection) -> Self {
        Self::new(of_body(error.status()), error.body_text())
    }
}

impl From<FormRejection> for Failure {
    fn from(error: FormRejection) -> Self {
        Self::new(of_body(error.status()), error.body_text())
    }
}

fn of_body(status: StatusCode) -> Kind {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Kind::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Kind::UnsupportedMediaType,
        _ => Kind::BadBody,
    }
}
