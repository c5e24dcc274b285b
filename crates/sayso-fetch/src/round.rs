//! One round: the addresses that were named, and the articles of those that are feeds.

use std::collections::{HashSet, VecDeque};
use std::net::SocketAddr;
use std::time::Instant;

use jiff::Timestamp;
use sayso_formats::readers::{self, FeedItem, Format, ReadDocument};
use url::Url;

use crate::client::{Answer, Client, FetchError};
use crate::hosts::origin;
use crate::memory::{Known, Memory};
use crate::{Rules, address};

/// Bytes of which the format of a page is recognised.
const HEAD: usize = 4096;

/// What became of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// A page, new or changed.
    Page(Page),
    /// A page that is as it was when it was last fetched.
    Unchanged {
        /// Its address, as it was named.
        address: String,
    },
    /// A feed, of which the articles follow.
    Feed {
        /// Its address.
        address: String,
        /// How many articles it names.
        articles: usize,
        /// How many of them were not known.
        new: usize,
        /// What it holds itself of items that name no article.
        documents: Vec<ReadDocument>,
    },
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its address, after redirects.
    pub address: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// The label of its encoding, if the server tells.
    pub encoding: Option<String>,
    /// What the feed says that led to it.
    pub item: Option<FeedItem>,
}

/// Fetches one address after another. What was fetched is to be kept in [`Round::memory`] when it has been
/// put in a safe place, and not before.
pub struct Round<'a> {
    client: Client,
    memory: &'a Memory,
    news: Memory,
    /// What is to be fetched, by host: of the hosts that may be asked, the first is.
    hosts: Vec<(String, VecDeque<Task>)>,
    met: HashSet<Url>,
    failed: VecDeque<FetchError>,
    /// The feeds that were read, as they were named, and their articles.
    feeds: Vec<(String, Vec<Url>)>,
}

struct Task {
    address: Url,
    item: Option<FeedItem>,
}

impl<'a> Round<'a> {
    /// A round over `addresses`. `stopped` is asked now and then whether to stop.
    pub fn new(
        addresses: &[String],
        rules: Rules,
        memory: &'a Memory,
        stopped: impl Fn() -> bool + Send + 'static,
    ) -> Self {
        Self::with_exceptions(addresses, rules, memory, Vec::new(), stopped)
    }

    /// As [`Round::new`], with addresses that may be connected to though they are not public.
    pub(crate) fn with_exceptions(
        addresses: &[String],
        rules: Rules,
        memory: &'a Memory,
        exceptions: Vec<SocketAddr>,
        stopped: impl Fn() -> bool + Send + 'static,
    ) -> Self {
        let mut client = Client::new(rules, exceptions, Box::new(stopped));
        let mut news = memory.clone();
        for (host, until) in news.busy(Timestamp::now()) {
            client.hosts.close(host, format!("it asked to be left alone until {until}"));
        }
        let (hosts, met, failed, feeds) = (Vec::new(), HashSet::new(), VecDeque::new(), Vec::new());
        let mut round = Self { client, memory, news, hosts, met, failed, feeds };
        for address in addresses {
            match address::parse(address, None) {
                Ok(address) => round.add(Task { address, item: None }),
                Err(error) => round.failed.push_back(error),
            }
        }
        round
    }

    /// What was known before, with what was fetched in this round.
    #[must_use]
    pub fn memory(&self) -> &Memory {
        &self.news
    }

    fn add(&mut self, mut task: Task) {
        task.address.set_fragment(None);
        if !self.met.insert(task.address.clone()) {
            return;
        }
        let host = origin(&task.address);
        match self.hosts.iter_mut().find(|(known, _)| *known == host) {
            Some((_, tasks)) => tasks.push_back(task),
            None => self.hosts.push((host, VecDeque::from([task]))),
        }
    }

    /// The next task: of the host that may be asked soonest.
    fn next_task(&mut self) -> Option<Task> {
        let now = Instant::now();
        let ready = |tasks: &VecDeque<Task>| {
            let at = tasks.front().and_then(|task| self.client.hosts.ready(&task.address));
            at.map_or(now, |at| at.max(now))
        };
        let waiting = self.hosts.iter().enumerate().filter(|(_, (_, tasks))| !tasks.is_empty());
        let (index, _) = waiting.min_by_key(|(_, (_, tasks))| ready(tasks))?;
        self.hosts[index].1.pop_front()
    }

    fn fetch(&mut self, task: Task) -> Result<Fetched, FetchError> {
        let (named, limit) = (task.address.to_string(), self.client.rules.per_host);
        let host = self.client.hosts.of(&task.address);
        if host.pages >= limit {
            return Err(FetchError::Enough { address: named, limit });
        }
        host.pages += 1;
        match self.client.get(&task.address, self.memory.of(&named))? {
            None => Ok(Fetched::Unchanged { address: named }),
            Some(answer) => {
                let item = task.item.as_ref().and_then(|item| item.published.clone());
                self.news.note(named.clone(), Known { item, ..answer.known.clone() });
                Ok(self.look(named, answer, task.item))
            }
        }
    }

    /// Takes the articles of a feed upon the list.
    fn look(&mut self, named: String, answer: Answer, item: Option<FeedItem>) -> Fetched {
        let address = answer.address.to_string();
        let head = &answer.bytes[..answer.bytes.len().min(HEAD)];
        // A feed that an article turns out to be is no reason to go on and on.
        let may_lead_on = self.client.rules.articles && item.is_none();
        if may_lead_on
            && readers::recognise(head, &address) == Format::Feed
            && let Ok(items) = readers::feed_items(&answer.bytes, &address)
        {
            let new = items.articles.iter().filter_map(|item| self.task(item)).collect::<Vec<_>>();
            let (articles, count, documents) = (items.articles.len(), new.len(), items.documents);
            self.feeds.push((named, new.iter().map(|task| task.address.clone()).collect()));
            new.into_iter().for_each(|task| self.add(task));
            return Fetched::Feed { address, articles, new: count, documents };
        }
        let (_, encoding) = readers::content_type(&answer.content_type);
        Fetched::Page(Page { address, bytes: answer.bytes, encoding, item })
    }

    /// Keeps in mind that a page was left for another time: a feed that names it is to be read again then,
    /// also where it has not changed.
    fn leave(&mut self, address: &Url) {
        for (feed, articles) in &self.feeds {
            if articles.contains(address) {
                self.news.forget_version(feed);
            }
        }
    }

    /// What is to be done about an item: nothing where its article was fetched, and has the same date still.
    fn task(&mut self, item: &FeedItem) -> Option<Task> {
        let mut address = match address::parse(&item.address, None) {
            Ok(address) => address,
            Err(error) => {
                self.failed.push_back(error);
                return None;
            }
        };
        address.set_fragment(None);
        let is_known = self.memory.of(address.as_str()).is_some_and(|known| known.item == item.published);
        (!is_known).then(|| Task { address, item: Some(item.clone()) })
    }
}

impl Iterator for Round<'_> {
    type Item = Result<Fetched, FetchError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.failed.pop_front() {
            return Some(Err(error));
        }
        let task = self.next_task()?;
        let address = task.address.clone();
        let fetched = self.fetch(task);
        if fetched.as_ref().is_err_and(FetchError::may_pass) {
            self.leave(&address);
        }
        for (host, until) in self.client.hosts.busy() {
            self.news.leave_alone(host, until);
        }
        if matches!(fetched, Err(FetchError::Stopped { .. })) {
            let left: Vec<Task> = self.hosts.drain(..).flat_map(|(_, tasks)| tasks).collect();
            left.iter().for_each(|task| self.leave(&task.address));
            return None;
        }
        Some(fetched)
    }
}

#[cfg(test)]
mod tests;
