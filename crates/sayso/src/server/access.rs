//! Who may do what.
//!
//! A collection that is served on this machine alone asks nobody. Otherwise those who may come in are
//! listed in `sayso.access` in its folder, each with a role and either a password, kept as an argon2 hash, or
//! a token, which is so long that any hash will do. A browser logs in and gets a session, which is kept in
//! memory; a program sends its token, or name and password, with each request.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use axum::Router;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::{Failure, Kind, State, blocking};

/// The list's name in the folder of a collection.
pub const LIST: &str = "sayso.access";

/// The name of the cookie that holds a session.
const COOKIE: &str = "sayso_session";

/// How long a session lasts after its last request.
const SESSION: Duration = Duration::from_secs(12 * 60 * 60);

/// Sessions that are kept; beyond them, the oldest end.
const SESSIONS: usize = 1000;

/// How long whoever gives a wrong password waits; meanwhile one of [`CHECKS`] is taken.
const PENANCE: Duration = Duration::from_millis(500);

/// Passwords that are checked at once: each takes 19 MiB of memory and much time, which is the point of it.
const CHECKS: usize = 2;

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Look at everything
    Reader,
    /// Also decide, and import
    Editor,
}

/// What proves that somebody is who they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Secret {
    /// The argon2 hash of a password, in PHC's format.
    Password(String),
    /// The SHA-256 of a token, in hexadecimal digits.
    Token(String),
}

/// Somebody who may come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// As corrections name them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// What proves it.
    #[serde(flatten)]
    pub secret: Secret,
}

impl Entry {
    /// Somebody with a password.
    ///
    /// # Errors
    /// If the system gives no random numbers.
    pub fn with_password(name: &str, role: Role, password: &str) -> io::Result<Self> {
        let hash = Argon2::default().hash_password(password.as_bytes());
        let hash = hash.map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Self { name: name.to_owned(), role, secret: Secret::Password(hash.to_string()) })
    }

    /// Somebody with a new token, and the token, which is kept nowhere.
    ///
    /// # Errors
    /// If the system gives no random numbers.
    pub fn with_token(name: &str, role: Role) -> io::Result<(Self, String)> {
        let token = format!("sayso_{}", hex(&random::<32>()?));
        let secret = Secret::Token(hex(&digest(token.as_bytes())));
        Ok((Self { name: name.to_owned(), role, secret }, token))
    }
}

/// Everybody who is listed in the folder of a collection; nobody where there is no list.
///
/// # Errors
/// If the list cannot be read, or is none.
pub fn listed(folder: &Path) -> io::Result<Vec<Entry>> {
    match fs::read(folder.join(LIST)) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Writes the list, for the eyes of its owner alone; all of it or nothing.
///
/// # Errors
/// If it cannot be written.
pub fn list(folder: &Path, entries: &[Entry]) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(&mut file, entries)?;
    file.write_all(b"\n")?;
    file.persist(folder.join(LIST)).map_err(|error| error.error)?;
    Ok(())
}

/// Bytes that nobody can guess.
///
/// # Errors
/// If the system gives none.
pub fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes)
}

/// Lower case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn digest(bytes: &[u8]) -> Key {
    Sha256::digest(bytes).into()
}

/// The hash of something secret: what is looked up in tables, so that how long that takes tells nothing.
type Key = [u8; 32];

/// Somebody who was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Their name; none where nobody has to log in.
    pub name: Option<String>,
    /// What they may do.
    pub role: Role,
}

#[derive(Debug)]
struct Session {
    visitor: Visitor,
    used: Instant,
}

/// Who may do what, while the server runs.
#[derive(Debug)]
pub struct Access {
    entries: Vec<Entry>,
    sessions: Mutex<HashMap<Key, Session>>,
    /// Names with passwords that were found right, so that a program that sends them does not wait each time.
    proved: Mutex<HashMap<Key, Visitor>>,
    checks: Semaphore,
}

impl Access {
    /// For those who are listed; for everybody where nobody is.
    #[must_use]
    pub fn new(entries: Vec<Entry>) -> Self {
        let (sessions, proved) = (Mutex::default(), Mutex::default());
        Self { entries, sessions, proved, checks: Semaphore::new(CHECKS) }
    }

    /// Whether anybody may come in and do anything.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.entries.is_empty()
    }

    /// Who asks with these headers; none where that is not known.
    ///
    /// # Errors
    /// If what they send is wrong.
    pub(super) async fn visitor(
        &self,
        state: &State,
        headers: &HeaderMap,
    ) -> Result<Option<Visitor>, Failure> {
        if self.is_open() {
            return Ok(Some(Visitor { name: None, role: Role::Editor }));
        }
        let Some(sent) = headers.get(header::AUTHORIZATION) else { return Ok(self.of_session(headers)) };
        let sent = sent.to_str().unwrap_or_default();
        if let Some(token) = sent.strip_prefix("Bearer ") {
            return self.of_token(token.trim()).map(Some).ok_or_else(refused);
        }
        let decoded = sent.strip_prefix("Basic ").and_then(|sent| STANDARD.decode(sent.trim()).ok());
        let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(refused)?;
        let (name, password) = decoded.split_once(':').ok_or_else(refused)?;
        self.of_password(state, name, password).await.map(Some)
    }

    fn of_token(&self, token: &str) -> Option<Visitor> {
        let wanted = Secret::Token(hex(&digest(token.as_bytes())));
        let entry = self.entries.iter().find(|entry| entry.secret == wanted)?;
        Some(Visitor { name: Some(entry.name.clone()), role: entry.role })
    }

    fn of_session(&self, headers: &HeaderMap) -> Option<Visitor> {
        let key = session_key(headers)?;
        let mut sessions = held(&self.sessions);
        let session = sessions.get_mut(&key).filter(|session| session.used.elapsed() < SESSION)?;
        session.used = Instant::now();
        Some(session.visitor.clone())
    }

    async fn of_password(&self, state: &State, name: &str, password: &str) -> Result<Visitor, Failure> {
        let key = digest(format!("{}:{name}:{password}", name.len()).as_bytes());
        if let Some(known) = held(&self.proved).get(&key) {
            return Ok(known.clone());
        }
        // Never closed.
        let _turn = self.checks.acquire().await.map_err(|_| refused())?;
        let (shared, asked) = (state.clone(), (name.to_owned(), password.to_owned()));
        let found = blocking(move || Ok(shared.access().check(&asked.0, &asked.1))).await?;
        let Some(visitor) = found else {
            tokio::time::sleep(PENANCE).await;
            return Err(refused());
        };
        held(&self.proved).insert(key, visitor.clone());
        Ok(visitor)
    }

    fn check(&self, name: &str, password: &str) -> Option<Visitor> {
        let fits = |entry: &&Entry| match &entry.secret {
            Secret::Password(hash) => {
                Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok()
            }
            Secret::Token(_) => false,
        };
        let entry = self.entries.iter().filter(|entry| entry.name == name).find(fits)?;
        Some(Visitor { name: Some(entry.name.clone()), role: entry.role })
    }

    /// Begins a session. Gives what the cookie is to hold.
    fn begin(&self, visitor: Visitor) -> io::Result<String> {
        let id = hex(&random::<32>()?);
        let mut sessions = held(&self.sessions);
        sessions.retain(|_, session| session.used.elapsed() < SESSION);
        if sessions.len() >= SESSIONS
            && let Some(oldest) = sessions.iter().min_by_key(|(_, session)| session.used).map(|(key, _)| *key)
        {
            sessions.remove(&oldest);
        }
        sessions.insert(digest(id.as_bytes()), Session { visitor, used: Instant::now() });
        Ok(id)
    }

    fn end(&self, headers: &HeaderMap) {
        if let Some(key) = session_key(headers) {
            held(&self.sessions).remove(&key);
        }
    }
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn session_key(headers: &HeaderMap) -> Option<Key> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, id)| digest(id.as_bytes()))
}

fn refused() -> Failure {
    Failure::new(Kind::LoginFailed, "name and password, or the token, are none that are listed; try again")
}

/// Whether a path is shown to those who have not come in: how else could they.
pub(super) fn is_open(path: &str) -> bool {
    path == "/login" || path.starts_with("/assets/")
}

/// Logging in and out.
pub(super) fn router(state: State) -> Router {
    let pages = Router::new().route("/login", get(invite).post(login)).route("/logout", post(logout));
    pages.with_state(state)
}

/// The page that is shown to whoever has not come in has the form.
async fn invite() -> Failure {
    Failure::new(Kind::LoginRequired, "log in with your name and password")
}

/// What the form sends.
#[derive(Debug, Deserialize)]
struct Login {
    name: String,
    password: String,
    /// Where to go then.
    #[serde(default)]
    next: String,
}

async fn login(state: State, request: Request) -> Result<Response, Failure> {
    let form = super::extract::form::<Login>(request).await?;
    let visitor = state.access().of_password(&state, form.name.trim(), &form.password).await?;
    let id = state.access().begin(visitor);
    let id = id.map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
    let seconds = SESSION.as_secs();
    Ok(leading_to(&form.next, &format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}")))
}

async fn logout(state: State, request: Request) -> Response {
    state.access().end(request.headers());
    leading_to("/", &format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"))
}

/// Leads to another page of this server, and to no other server.
fn leading_to(next: &str, cookie: &str) -> Response {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    let next = HeaderValue::from_str(if own { next } else { "/" });
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, next.unwrap_or_else(|_| HeaderValue::from_static("/")));
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Somebody who may decide: the only one who can call [`super::write`].
#[derive(Debug, Clone)]
pub struct Editor(String);

impl Editor {
    /// Who decides, as corrections name them.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl FromRequestParts<State> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Failure> {
        let visitor = parts.extensions.get::<Self>().cloned();
        visitor.ok_or_else(|| Failure::new(Kind::LoginRequired, "log in first"))
    }
}

impl FromRequestParts<State> for Editor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Failure> {
        let Visitor { name, role } = Visitor::from_request_parts(parts, state).await?;
        match role {
            Role::Editor => Ok(Self(name.unwrap_or_else(|| state.settings().author.clone()))),
            Role::Reader => {
                let what = "readers look, editors decide and import; ask whoever keeps the collection";
                Err(Failure::new(Kind::NotAllowed, what))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_and_tokens_are_found_by_their_hashes_alone() {
        let mira = Entry::with_password("mira", Role::Editor, "seven gulls").unwrap();
        let (desk, token) = Entry::with_token("desk", Role::Reader).unwrap();
        let kept = serde_json::to_string(&[&mira, &desk]).unwrap();
        assert!(!kept.contains("seven gulls") && !kept.contains(&token), "{kept}");
        let access = Access::new(serde_json::from_str(&kept).unwrap());
        let editor = Visitor { name: Some("mira".to_owned()), role: Role::Editor };
        assert_eq!(access.check("mira", "seven gulls"), Some(editor));
        assert_eq!(access.check("mira", "seven gull"), None);
        assert_eq!(access.check("desk", &token), None);
        assert_eq!(access.of_token(&token).unwrap().role, Role::Reader);
        assert_eq!(access.of_token("sayso_"), None);
    }

    #[test]
    fn a_session_lasts_until_it_is_ended() {
        let access = Access::new(Vec::new());
        let visitor = Visitor { name: Some("mira".to_owned()), role: Role::Editor };
        let id = access.begin(visitor.clone()).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(&format!("a=b; {COOKIE}={id}")).unwrap());
        assert_eq!(access.of_session(&headers), Some(visitor));
        access.end(&headers);
        assert_eq!(access.of_session(&headers), None);
    }

    #[test]
    fn nothing_leads_elsewhere() {
        let target = |next: &str| leading_to(next, "a=b").headers()[header::LOCATION].clone();
        assert_eq!(target("/search?q=a"), "/search?q=a");
        for other in ["https://evil.example/", "//evil.example", "/\\evil.example", ""] {
            assert_eq!(target(other), "/", "{other}");
        }
    }
}
