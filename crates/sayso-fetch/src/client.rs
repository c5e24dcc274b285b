//! One page from one address: redirects followed, every step looked at anew, busy hosts asked again.

use std::io::Read;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, Response, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::Url;

use crate::address;
use crate::guard::{Guard, NotPublic};
use crate::hosts::{Host, Hosts};
use crate::memory::Known;
use crate::robots::{self, Robots};
use crate::{Rules, USER_AGENT};

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 5;

/// Pages in a row that a host may fail to give before it is left alone for the round.
const MOST_FAULTS: usize = 3;

/// How often it is looked whether one is to stop.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Why a page was not fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Not the address of a page.
    #[error("{address} is no address that can be fetched ({reason}); it begins with https:// or http://")]
    Address {
        /// As given.
        address: String,
        /// What is wrong.
        reason: String,
    },
    /// A name or password stands in the address.
    #[error("{address} was given with a name or password, but sayso logs in nowhere; leave them out of it")]
    Login {
        /// The address without them.
        address: String,
    },
    /// The address leads into a private network, or to this machine.
    #[error("{address} leads to a private network ({what}); allow that with --allow-private if you mean it")]
    Private {
        /// The address, after redirects.
        address: String,
        /// Which one.
        what: String,
    },
    /// The host does not want it.
    #[error("{address} is not for programs: the robots.txt of its host says so")]
    Robots {
        /// The address, after redirects.
        address: String,
    },
    /// Enough pages of this host were fetched.
    #[error(
        "{address} was left for the next time: {limit} pages of its host are enough for once (--per-host)"
    )]
    Enough {
        /// The address.
        address: String,
        /// The limit.
        limit: usize,
    },
    /// The host is busy.
    #[error("{address} was left for the next time: its host is busy or not there ({reason})")]
    Busy {
        /// The address.
        address: String,
        /// What it says.
        reason: String,
    },
    /// The server gave no page.
    #[error("{address} gives no page: the server answers {status}")]
    Status {
        /// The address, after redirects.
        address: String,
        /// The status of HTTP.
        status: u16,
    },
    /// More than [`Rules::bytes`].
    #[error("{address} has more than {limit} bytes, which no article has; allow it with --max-size")]
    TooLarge {
        /// The address, after redirects.
        address: String,
        /// The limit.
        limit: usize,
    },
    /// Redirects without end.
    #[error("{address} leads from one address to the next, more than {MOST_REDIRECTS} times")]
    Redirects {
        /// The address, before redirects.
        address: String,
    },
    /// The connection failed.
    #[error("{address} cannot be fetched: {reason}")]
    Failed {
        /// The address, after redirects.
        address: String,
        /// Why.
        reason: String,
    },
    /// Somebody wants to stop.
    #[error("{address} was not fetched any more")]
    Stopped {
        /// The address.
        address: String,
    },
}

impl FetchError {
    /// The address that it is about.
    #[must_use]
    pub fn address(&self) -> &str {
        match self {
            Self::Address { address, .. }
            | Self::Private { address, .. }
            | Self::Login { address }
            | Self::Robots { address }
            | Self::Enough { address, .. }
            | Self::Busy { address, .. }
            | Self::Status { address, .. }
            | Self::TooLarge { address, .. }
            | Self::Redirects { address }
            | Self::Failed { address, .. }
            | Self::Stopped { address } => address,
        }
    }

    /// Whether the page may be had another time, so that it is not to be forgotten.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Enough { .. } | Self::Busy { .. } | Self::Failed { .. } | Self::Stopped { .. } => true,
            // Too slow, too early, too often (RFC 9110, RFC 8470, RFC 6585), and faults of the server.
            Self::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500..600),
            _ => false,
        }
    }

    /// Stable code in kebab case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } => "no-address",
            Self::Login { .. } => "login",
            Self::Private { .. } => "private-address",
            Self::Robots { .. } => "robots",
            Self::Enough { .. } => "per-host-limit",
            Self::Busy { .. } => "host-busy",
            Self::Status { .. } => "no-page",
            Self::TooLarge { .. } => "too-large",
            Self::Redirects { .. } => "redirects",
            Self::Failed { .. } => "not-fetched",
            Self::Stopped { .. } => "stopped",
        }
    }
}

/// A page as the server gave it.
pub(crate) struct Answer {
    /// Its address, after redirects.
    pub address: Url,
    pub bytes: Vec<u8>,
    /// The value of `Content-Type`.
    pub content_type: String,
    pub known: Known,
}

pub(crate) struct Client {
    pub rules: Rules,
    agent: Agent,
    pub hosts: Hosts,
    stopped: Box<dyn Fn() -> bool + Send>,
}

impl Client {
    pub fn new(rules: Rules, exceptions: Vec<SocketAddr>, stopped: Box<dyn Fn() -> bool + Send>) -> Self {
        let guard = Guard { allow_private: rules.allow_private, exceptions };
        let config = Agent::config_builder()
            .user_agent(USER_AGENT)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // A proxy would resolve the names, and nobody would look at the addresses.
            .proxy(None)
            .timeout_global(Some(rules.timeout))
            .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build())
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
        Self { rules, agent, hosts: Hosts::default(), stopped }
    }

    /// The page at `address`; `None` where it is still as `known`.
    pub fn get(&mut self, address: &Url, known: Option<&Known>) -> Result<Option<Answer>, FetchError> {
        let mut at = address.clone();
        for _ in 0..=MOST_REDIRECTS {
            self.check(&at)?;
            let response = self.ask(&at, known)?;
            let status = response.status().as_u16();
            match status {
                200 => return self.page(at, response).map(Some),
                304 => return Ok(None),
                301 | 302 | 303 | 307 | 308 => at = target(&at, response.headers(), status)?,
                _ => return Err(FetchError::Status { address: at.into(), status }),
            }
        }
        Err(FetchError::Redirects { address: address.to_string() })
    }

    /// Whether the host lets programs ask for the address.
    fn check(&mut self, address: &Url) -> Result<(), FetchError> {
        let robots = match self.hosts.of(address).robots.clone() {
            Some(robots) => robots,
            None => {
                let robots = self.robots(address)?;
                self.hosts.of(address).robots = Some(robots.clone());
                robots
            }
        };
        let path = &address[url::Position::BeforePath..url::Position::AfterQuery];
        robots.allows(path).then_some(()).ok_or_else(|| FetchError::Robots { address: address.to_string() })
    }

    /// What the host lets programs fetch (RFC 9309, section 2.3.1).
    fn robots(&mut self, address: &Url) -> Result<Robots, FetchError> {
        let mut at = address.clone();
        at.set_path("/robots.txt");
        at.set_query(None);
        at.set_fragment(None);
        for _ in 0..=MOST_REDIRECTS {
            let response = match self.ask(&at, None) {
                Ok(response) => response,
                Err(error @ (FetchError::Private { .. } | FetchError::Stopped { .. })) => return Err(error),
                // It cannot be known what the host wants; that it is not there shows in a moment, too.
                Err(error) => {
                    self.hosts.of(address).closed = Some(error.to_string());
                    return Err(busy(address, &error.to_string()));
                }
            };
            match response.status().as_u16() {
                200 => {
                    let mut bytes = Vec::new();
                    let mut body = response.into_body();
                    // What came before the connection broke is better than nothing.
                    drop(body.as_reader().take(robots::MOST as u64).read_to_end(&mut bytes));
                    return Ok(Robots::parse(&String::from_utf8_lossy(&bytes)));
                }
                status @ (301 | 302 | 303 | 307 | 308) => match target(&at, response.headers(), status) {
                    Ok(next) => at = next,
                    Err(_) => return Ok(Robots::open()),
                },
                400..500 => return Ok(Robots::open()),
                _ => return Ok(Robots::closed()),
            }
        }
        Ok(Robots::open())
    }

    /// Asks once, and again where the host is busy or stumbles over the page.
    fn ask(&mut self, address: &Url, known: Option<&Known>) -> Result<Response<Body>, FetchError> {
        let mut wait = self.rules.first_wait;
        let mut tried = 0;
        loop {
            if let Some(reason) = &self.hosts.of(address).closed {
                return Err(busy(address, reason));
            }
            self.wait_for(address)?;
            let answer = self.send(address, known);
            let delay = self.rules.delay;
            self.hosts.of(address).asked(delay);
            let trouble = match answer {
                Ok(response) => match Trouble::of(&response) {
                    Some(trouble) => trouble,
                    None => {
                        self.hosts.of(address).faults = 0;
                        return Ok(response);
                    }
                },
                Err(error @ FetchError::Failed { .. }) => Trouble::Host(error.to_string(), None),
                Err(error) => return Err(error),
            };
            tried += 1;
            let pause = trouble.asked_for().unwrap_or(wait);
            if tried >= self.rules.tries || pause > self.rules.longest_wait {
                return Err(self.hosts.of(address).give_up(address, trouble));
            }
            self.hosts.of(address).ready = Some(Instant::now() + pause.max(delay));
            wait = (wait * 2).min(self.rules.longest_wait);
        }
    }

    fn send(&self, address: &Url, known: Option<&Known>) -> Result<Response<Body>, FetchError> {
        let mut request = self.agent.get(address.as_str());
        if let Some(etag) = known.and_then(|known| known.etag.as_deref()) {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(modified) = known.and_then(|known| known.modified.as_deref()) {
            request = request.header(header::IF_MODIFIED_SINCE, modified);
        }
        request.call().map_err(|error| failure(address, error))
    }

    /// Waits until the host may be asked.
    fn wait_for(&self, address: &Url) -> Result<(), FetchError> {
        while let Some(left) =
            self.hosts.ready(address).and_then(|at| at.checked_duration_since(Instant::now()))
        {
            if (self.stopped)() {
                return Err(FetchError::Stopped { address: address.to_string() });
            }
            std::thread::sleep(left.min(LOOK_EVERY));
        }
        match (self.stopped)() {
            true => Err(FetchError::Stopped { address: address.to_string() }),
            false => Ok(()),
        }
    }

    fn page(&self, address: Url, response: Response<Body>) -> Result<Answer, FetchError> {
        let (head, mut body) = response.into_parts();
        let text = |name| head.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let known = Known { etag: text(header::ETAG), modified: text(header::LAST_MODIFIED), item: None };
        let mut bytes = Vec::new();
        let limit = self.rules.bytes;
        let read = body.as_reader().take(limit as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > limit {
            return Err(FetchError::TooLarge { address: address.into(), limit });
        }
        if let Err(error) = read {
            return Err(FetchError::Failed { address: address.into(), reason: error.to_string() });
        }
        let content_type = text(header::CONTENT_TYPE).unwrap_or_default();
        Ok(Answer { address, bytes, content_type, known })
    }
}

/// Why an answer is none yet.
enum Trouble {
    /// The host is busy or not there: why, and how long it asks to be left alone.
    Host(String, Option<Duration>),
    /// The host stumbles over this page, which says nothing about others: the status of HTTP.
    Page(u16, Option<Duration>),
}

impl Trouble {
    fn of(response: &Response<Body>) -> Option<Self> {
        let asked_for = retry_after(response.headers());
        match response.status().as_u16() {
            status @ (429 | 503) => Some(Self::Host(format!("it answers {status}"), asked_for)),
            status @ (500 | 502 | 504) => Some(Self::Page(status, asked_for)),
            _ => None,
        }
    }

    fn asked_for(&self) -> Option<Duration> {
        match self {
            Self::Host(_, asked_for) | Self::Page(_, asked_for) => *asked_for,
        }
    }
}

impl Host {
    /// Leaves the page alone, and the host, too, where the trouble is not with this page only.
    fn give_up(&mut self, address: &Url, trouble: Trouble) -> FetchError {
        match trouble {
            Trouble::Host(reason, asked_for) => {
                self.until = asked_for.and_then(|pause| jiff::Timestamp::now().checked_add(pause).ok());
                self.closed = Some(reason.clone());
                busy(address, &reason)
            }
            Trouble::Page(status, _) => {
                self.faults += 1;
                if self.faults >= MOST_FAULTS {
                    self.closed = Some(format!("it answers {status} to one page after the other"));
                }
                FetchError::Status { address: address.to_string(), status }
            }
        }
    }
}

fn busy(address: &Url, reason: &str) -> FetchError {
    FetchError::Busy { address: address.to_string(), reason: reason.to_owned() }
}

fn failure(address: &Url, error: ureq::Error) -> FetchError {
    let address = address.to_string();
    match error {
        ureq::Error::Other(other) if other.is::<NotPublic>() => {
            FetchError::Private { address, what: other.to_string() }
        }
        error => FetchError::Failed { address, reason: error.to_string() },
    }
}

/// Where a redirect leads.
fn target(from: &Url, headers: &HeaderMap, status: u16) -> Result<Url, FetchError> {
    let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
    let Some(location) = location else {
        return Err(FetchError::Status { address: from.to_string(), status });
    };
    address::parse(location, Some(from))
}

/// How long a busy host asks to wait (RFC 9110, section 10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    let left = until.duration_since(jiff::Timestamp::now()).as_secs();
    Some(Duration::from_secs(u64::try_from(left).unwrap_or(0)))
}
