//! Who reads in the collection: a few desks, each with a connection of its own and with what searches keep.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sayso::Collection;
use sayso::store::Store;
use sayso::store::query::Expr;
use sayso::store::search::{Answer, Hints, Request, Search};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Failure, stopping};

/// While others write, how many times as long as it took to read in what searches keep it is used.
const PATIENCE: u32 = 20;

/// A place where one request reads.
#[derive(Debug)]
pub struct Desk {
    collection: Collection,
    search: Search,
    /// How often the server had changed the collection when this last searched.
    seen: u64,
}

impl Desk {
    fn open(folder: &Path) -> Result<Self, Failure> {
        Ok(Self {
            collection: Collection::open_read_only(folder)?,
            search: Search::patient(PATIENCE),
            seen: 0,
        })
    }

    /// The collection, to be read.
    #[must_use]
    pub fn collection(&self) -> &Collection {
        &self.collection
    }

    /// What can be asked of it.
    #[must_use]
    pub fn store(&self) -> &Store {
        self.collection.store()
    }

    /// Answers a search.
    ///
    /// # Errors
    /// If the collection cannot be read, or the cursor is of another search.
    pub fn search(&mut self, request: &Request) -> Result<Answer, Failure> {
        Ok(self.search.run(self.collection.store(), request)?)
    }

    /// Works with what searches keep.
    pub fn with_search<T>(&mut self, work: impl FnOnce(&Store, &mut Search) -> T) -> T {
        work(self.collection.store(), &mut self.search)
    }

    /// Why a search found nothing.
    ///
    /// # Errors
    /// If the collection cannot be read.
    pub fn hints(&mut self, query: &Expr) -> Result<Hints, Failure> {
        Ok(self.search.hints(self.collection.store(), query)?)
    }
}

/// All desks. They are set up when they are first needed, and kept: what a search has read in serves the next.
#[derive(Debug)]
pub(super) struct Desks {
    folder: PathBuf,
    free: Arc<Mutex<Vec<Desk>>>,
    seats: Arc<Semaphore>,
    /// How often this server changed the collection.
    changes: Arc<AtomicU64>,
}

impl Desks {
    pub fn new(folder: &Path, seats: usize) -> Self {
        let seats = Arc::new(Semaphore::new(seats));
        Self { folder: folder.to_owned(), free: Arc::default(), seats, changes: Arc::default() }
    }

    /// Notes that somebody decided something, or an import ended: whoever looks now must see it.
    pub fn changed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    /// Waits for a seat.
    pub async fn seat(&self) -> Result<Seat, Failure> {
        let permit = Arc::clone(&self.seats).acquire_owned().await.map_err(|_| stopping())?;
        Ok(Seat {
            folder: self.folder.clone(),
            free: Arc::clone(&self.free),
            changes: self.changes.load(Ordering::Relaxed),
            _permit: permit,
        })
    }
}

/// The right to sit at a desk.
#[derive(Debug)]
pub(super) struct Seat {
    folder: PathBuf,
    free: Arc<Mutex<Vec<Desk>>>,
    changes: u64,
    _permit: OwnedSemaphorePermit,
}

impl Seat {
    /// Works at a desk. One at which something went badly wrong is not used again.
    pub fn with<T>(self, work: impl FnOnce(&mut Desk) -> Result<T, Failure>) -> Result<T, Failure> {
        let kept = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut desk = kept.map_or_else(|| Desk::open(&self.folder), Ok)?;
        if desk.seen < self.changes {
            desk.seen = self.changes;
            desk.search.forget();
        }
        let done = work(&mut desk);
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(desk);
        done
    }
}
