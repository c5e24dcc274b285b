//! Feeds and pages from the network, politely and only where a person named them.
//!
//! A [`Round`] goes through the addresses that were named, and through the articles of those that are
//! feeds. It asks `robots.txt` first (RFC 9309), asks for what has changed only (RFC 9110, section 13), waits
//! between two requests to one host, longer where the host says so, and takes so much and no more. It
//! connects to no private or loopback address unless that is allowed: every address is looked at when it
//! has been resolved, after each redirect anew.

mod address;
mod client;
mod guard;
mod hosts;
mod memory;
mod opml;
mod robots;
mod round;

use std::time::Duration;

pub use address::without_login;
pub use client::FetchError;
pub use memory::Memory;
pub use opml::feeds_in;
pub use round::{Fetched, Page, Round};

/// How servers know sayso; the part before the slash is what `robots.txt` calls it by.
pub const USER_AGENT: &str = concat!("sayso/", env!("CARGO_PKG_VERSION"), " (reads news; obeys robots.txt)");

/// How much is asked of the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Whether addresses of private networks and of this machine may be connected to.
    pub allow_private: bool,
    /// Whether the articles of feeds are fetched, and not what the feeds hold themselves.
    pub articles: bool,
    /// Time between two requests to one host.
    pub delay: Duration,
    /// Time before a host that is busy is asked again; twice as long each time.
    pub first_wait: Duration,
    /// Time before a host that is busy is asked again at most; one that asks for more is left alone.
    pub longest_wait: Duration,
    /// How many times a host that is busy is asked.
    pub tries: u32,
    /// Time that one request may take.
    pub timeout: Duration,
    /// Bytes of the largest page, unpacked.
    pub bytes: usize,
    /// Pages of one host in one round.
    pub per_host: usize,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            allow_private: false,
            articles: true,
            delay: Duration::from_secs(2),
            first_wait: Duration::from_secs(4),
            longest_wait: Duration::from_secs(60),
            tries: 3,
            timeout: Duration::from_secs(30),
            bytes: 20_000_000,
            per_host: 200,
        }
    }
}
