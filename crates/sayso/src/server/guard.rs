//! What stands before every page and every call of the API.
//!
//! In this order: by which name was the server called (another name that leads here is how a page of
//! somebody else reads what is on this machine: DNS rebinding), does a change come from a page of our own
//! (CSRF), who is asking, and how long may it take. What is wrong becomes a page or a problem, and every
//! response gets the headers of [`super::headers`].

use std::net::IpAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use super::{Failure, Kind, State, access, headers};

/// Bytes of the largest body, uploads aside.
pub const LARGEST_BODY: usize = 4 << 20;

/// How long a request may take from its first byte to the head of its answer, uploads aside.
const PATIENCE: Duration = Duration::from_secs(60);

/// Makes a page of a failure, for the request with this head. Status and headers are set by whoever calls it.
pub type Rendering = fn(&Parts, &Failure) -> Response;

/// Everything that is served: `routes`, and logging in, behind the guards. `page` shows failures to people;
/// programs get `application/problem+json`.
pub fn app(state: &State, names: Names, routes: Router, page: Rendering) -> Router {
    let guards = Guards { state: state.clone(), names, page };
    routes
        .merge(access::router(state.clone()))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CatchPanicLayer::custom(|_| fault().into_response()))
        .layer(middleware::from_fn_with_state(guards, guard))
}

fn fault() -> Failure {
    Failure::new(Kind::Internal, "sayso failed on this request, which is a bug worth reporting")
}

#[derive(Debug, Clone)]
struct Guards {
    state: State,
    names: Names,
    page: Rendering,
}

async fn guard(
    axum::extract::State(guards): axum::extract::State<Guards>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let response = match admit(&guards, Request::from_parts(parts, body), next).await {
        Ok(response) => told(response),
        Err(failure) => failure.into_response(),
    };
    headers::protect(shown(&guards, &asked, response))
}

async fn admit(guards: &Guards, mut request: Request, next: Next) -> Result<Response, Failure> {
    guards.names.check(request.uri(), request.headers())?;
    if !is_safe(request.method()) {
        same_site(request.headers())?;
    }
    let visitor = guards.state.access().visitor(&guards.state, request.headers()).await?;
    if visitor.is_none() && !access::is_open(request.uri().path()) {
        let what = "this collection is shown to those who are listed; log in, or send a token as \
            `Authorization: Bearer TOKEN`";
        return Err(Failure::new(Kind::LoginRequired, what));
    }
    if let Some(visitor) = visitor {
        request.extensions_mut().insert(visitor);
    }
    if is_upload(request.headers()) {
        return Ok(next.run(request).await);
    }
    let late = |_| {
        let what = format!("not done within {} seconds; send less, or ask for less", PATIENCE.as_secs());
        Failure::new(Kind::TooSlow, what)
    };
    tokio::time::timeout(PATIENCE, next.run(request)).await.map_err(late)
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_upload(headers: &HeaderMap) -> bool {
    text(headers, header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Refuses a change that a page of another site asks for in the name of whoever looks at it. Browsers say
/// where a request comes from; programs, which send neither header, ask in nobody's name but their own.
fn same_site(headers: &HeaderMap) -> Result<(), Failure> {
    let host = text(headers, header::HOST).unwrap_or_default();
    let ours = match (headers.get(header::ORIGIN), text(headers, SEC_FETCH_SITE)) {
        (Some(origin), _) => {
            let authority = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
            authority.is_some_and(|(scheme, authority)| is_same(scheme, authority, host))
        }
        (None, Some(site)) => matches!(site, "same-origin" | "none"),
        (None, None) => true,
    };
    if ours {
        return Ok(());
    }
    let what = "this change was asked for by a page of another site, and was not made; ask for it here";
    Err(Failure::new(Kind::CrossSite, what))
}

const SEC_FETCH_SITE: header::HeaderName = header::HeaderName::from_static("sec-fetch-site");

fn is_same(scheme: &str, authority: &str, host: &str) -> bool {
    let usual = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return false,
    };
    let plain = |name: &str| name.strip_suffix(usual).unwrap_or(name).to_ascii_lowercase();
    plain(authority) == plain(host)
}

/// The names by which the server may be called.
#[derive(Debug, Clone)]
pub struct Names(Vec<String>);

impl Names {
    /// `localhost`, addresses, and these.
    #[must_use]
    pub fn new(names: &[String]) -> Self {
        let given = names.iter().map(|name| name.trim_end_matches('.').to_ascii_lowercase());
        Self(given.chain(["localhost".to_owned()]).collect())
    }

    /// A name could be made to lead here by anybody; an address cannot.
    fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Failure> {
        let host = text(headers, header::HOST);
        let asked = [uri.authority().map(|authority| authority.as_str()), host];
        if asked.iter().any(Option::is_some) && asked.into_iter().flatten().all(|name| self.holds(name)) {
            return Ok(());
        }
        let what = format!(
            "this server is not called {:?}; call it by its address, or start it with --name {}",
            host.unwrap_or_default(),
            host.map_or("NAME", name_of)
        );
        Err(Failure::new(Kind::BadHost, what))
    }

    fn holds(&self, authority: &str) -> bool {
        let name = name_of(authority);
        let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        address.parse::<IpAddr>().is_ok() || self.0.contains(&name)
    }
}

/// Without the port.
fn name_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => authority,
    }
}

/// Gives every response that is a failure the form of one, also those that no code of ours made.
fn told(response: Response) -> Response {
    let status = response.status();
    let fails = status.is_client_error() || status.is_server_error();
    if !fails || response.extensions().get::<Failure>().is_some() {
        return response;
    }
    let (kind, what) = match status {
        StatusCode::NOT_FOUND => (Kind::NotFound, "there is nothing at this address"),
        StatusCode::METHOD_NOT_ALLOWED => (Kind::NoSuchMethod, "this address does not take this method"),
        StatusCode::PAYLOAD_TOO_LARGE => (Kind::TooLarge, "the body is larger than what is taken"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (Kind::UnsupportedMediaType, "not in this media type"),
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
            (Kind::BadBody, "the request cannot be understood")
        }
        _ => return response,
    };
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut told = Failure::new(kind, what).into_response();
    if let Some(allow) = allow {
        told.headers_mut().insert(header::ALLOW, allow);
    }
    told
}

/// Puts a page in the place of a problem where a person is asking.
fn shown(guards: &Guards, asked: &Parts, response: Response) -> Response {
    let Some(failure) = response.extensions().get::<Failure>() else { return response };
    if failure.kind == Kind::Internal {
        eprintln!("sayso: {} {}: {}", asked.method, asked.uri.path(), failure.detail);
    }
    if !wants_page(asked) {
        return response;
    }
    let mut page = (guards.page)(asked, failure);
    *page.status_mut() = response.status();
    page.headers_mut().extend(failure.headers());
    page
}

fn wants_page(asked: &Parts) -> bool {
    let path = asked.uri.path();
    let accepts = text(&asked.headers, header::ACCEPT).unwrap_or_default();
    !path.starts_with("/api/") && accepts.contains("text/html")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(of: &[(header::HeaderName, &'static str)]) -> HeaderMap {
        of.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_own_names_and_addresses_are_answered() {
        let names = Names::new(&["News.example".to_owned()]);
        for fine in ["localhost:7297", "127.0.0.1", "[::1]:80", "10.0.0.7:1", "news.example.", "LOCALHOST"] {
            assert!(names.holds(fine), "{fine}");
        }
        for other in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "1.2.3.4.5"] {
            assert!(!names.holds(other), "{other}");
        }
        let none = names.check(&Uri::from_static("/"), &HeaderMap::new());
        assert_eq!(none.unwrap_err().kind, Kind::BadHost);
    }

    #[test]
    fn changes_come_from_own_pages_or_from_programs() {
        let (host, origin) = (header::HOST, header::ORIGIN);
        let own = [
            headers(&[(host.clone(), "localhost:7297"), (origin.clone(), "http://localhost:7297")]),
            headers(&[(host.clone(), "news.example"), (origin.clone(), "https://news.example:443")]),
            headers(&[(host.clone(), "localhost"), (SEC_FETCH_SITE, "same-origin")]),
            headers(&[(host.clone(), "localhost")]),
        ];
        assert!(own.iter().all(|headers| same_site(headers).is_ok()));
        let others = [
            headers(&[(host.clone(), "localhost:7297"), (origin.clone(), "http://evil.example")]),
            headers(&[(host.clone(), "localhost:7297"), (origin.clone(), "http://localhost:7298")]),
            headers(&[(host.clone(), "localhost"), (origin.clone(), "null")]),
            headers(&[(host.clone(), "localhost"), (origin, "file://localhost")]),
            headers(&[(host, "localhost"), (SEC_FETCH_SITE, "same-site")]),
        ];
        assert!(others.iter().all(|headers| same_site(headers).is_err()));
    }

    #[test]
    fn what_nobody_told_is_told() {
        let mut response = StatusCode::METHOD_NOT_ALLOWED.into_response();
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET"));
        let told = told(response);
        assert_eq!(told.extensions().get::<Failure>().unwrap().kind, Kind::NoSuchMethod);
        assert_eq!(told.headers()[header::ALLOW], "GET");
    }
}
