//! Hosts, and how patient one has to be with each.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use url::Url;

use crate::robots::Robots;

/// What is known of the hosts that were met in this round.
#[derive(Debug, Default)]
pub(crate) struct Hosts(HashMap<String, Host>);

/// What is known of one host.
#[derive(Debug, Default)]
pub(crate) struct Host {
    /// What its `robots.txt` says, once it was read.
    pub robots: Option<Robots>,
    /// When it may be asked again.
    pub ready: Option<Instant>,
    /// Why it is left alone for the rest of the round.
    pub closed: Option<String>,
    /// Until when it asked to be left alone.
    pub until: Option<Timestamp>,
    /// Pages in a row that it failed to give.
    pub faults: usize,
    /// Pages that were asked for.
    pub pages: usize,
}

impl Hosts {
    /// The host of an address.
    pub fn of(&mut self, address: &Url) -> &mut Host {
        self.0.entry(origin(address)).or_default()
    }

    /// Leaves a host alone for this round.
    pub fn close(&mut self, host: &str, reason: String) {
        self.0.entry(host.to_owned()).or_default().closed = Some(reason);
    }

    /// The hosts that asked to be left alone, and until when.
    pub fn busy(&self) -> Vec<(String, Timestamp)> {
        let mut busy: Vec<_> =
            self.0.iter().filter_map(|(host, known)| Some((host.clone(), known.until?))).collect();
        busy.sort();
        busy
    }

    /// When the host of an address may be asked again.
    pub fn ready(&self, address: &Url) -> Option<Instant> {
        self.0.get(&origin(address))?.ready
    }
}

impl Host {
    /// Notes that it was asked just now, and is to be left in peace for `delay`, or what it asks for itself.
    pub fn asked(&mut self, delay: Duration) {
        let own = self.robots.as_ref().and_then(|robots| robots.delay).unwrap_or_default();
        self.ready = Some(Instant::now() + delay.max(own));
    }
}

/// Scheme, name and port: what `robots.txt` is for.
pub(crate) fn origin(address: &Url) -> String {
    address.origin().ascii_serialization()
}
