//! Searching a collection: who said what.
//!
//! A [`Search`] keeps in memory what statements are filtered, counted and sorted by (some forty bytes
//! each), the names in the collection, and lists out of the word index. It asks the database for lists of
//! words that it does not have yet and, when the page is known, for the documents of that page.
//!
//! **Relevance** is BM25 with a word counted once a statement, since statements are a sentence long, times
//! the probability that the statement is one: what ranks high must be both about the words and right.
//! How new it is does not count; there is an order for that.

mod columns;
mod facets;
mod hints;
mod matching;
mod names;
mod order;
mod set;
mod snippet;
mod tally;
mod terms;
#[cfg(test)]
mod tests;
mod tokens;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension};
use sayso_core::Statement;
use sayso_core::text::Span;

use crate::codes::date_of;
use crate::documents::{self, Stored};
use crate::error::StoreError;
use crate::open::Store;
use crate::query::{Expr, Words};
use columns::Columns;
use matching::{Matcher, wanted_words};
use names::Names;
use order::{Best, Page, Place};
use set::Set;
use tally::Tally;
use terms::Terms;

pub use facets::{Facet, FacetValue};
pub use hints::{Hints, Near};

/// What results are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Group {
    /// Statements.
    #[default]
    Statements,
    /// People, each with how many of the found statements it made. Whom no text names is left out.
    Speakers,
    /// Utterances, each with how many of the found statements report it.
    Utterances,
    /// Documents, each with how many of the found statements stand in it.
    Documents,
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// What fits the words best; speakers with most statements. Without words, what was published last.
    #[default]
    Relevance,
    /// What was published last.
    Newest,
    /// What was published first.
    Oldest,
    /// What is most surely a statement.
    Confidence,
    /// What is most worth a look of a person: unsure, and reported often.
    Doubt,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What is searched for.
    pub query: Expr,
    /// What results are.
    pub group: Group,
    /// What comes first.
    pub sort: Sort,
    /// Most results of the page.
    pub limit: usize,
    /// Where the page begins: [`Answer::next`] of the page before.
    pub after: Option<String>,
    /// How many values each facet has; no facets where none.
    pub facets: Option<usize>,
}

impl Request {
    /// The first twenty statements for a query, without facets.
    #[must_use]
    pub fn new(query: Expr) -> Self {
        Self { query, group: Group::default(), sort: Sort::default(), limit: 20, after: None, facets: None }
    }
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Counts over everything found, exact.
    pub totals: Totals,
    /// One page of it.
    pub results: Vec<Found>,
    /// What it can be narrowed by.
    pub facets: Vec<Facet>,
    /// What asks for the page after this one; none if this is the last.
    pub next: Option<String>,
}

/// Counts over everything found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Statements.
    pub statements: usize,
    /// Documents in which they stand.
    pub documents: usize,
    /// People who made them; whom no text names is not counted.
    pub speakers: usize,
    /// First and last known day of publication.
    pub published: Option<(Date, Date)>,
}

/// One result.
#[derive(Debug, Clone)]
pub struct Found {
    /// The document in which the statement stands, with everything in it.
    pub document: Arc<Stored>,
    /// Which of its statements: the found one or, of a group, the one that comes first.
    pub statement: usize,
    /// Its content, several parts joined by ` … `.
    pub content: String,
    /// Where the words stand in `content`, in bytes: in order and disjoint.
    pub hits: Vec<Span>,
    /// Of a group: its number (of the person, the document or the utterance) and how many of the found statements it has.
    pub group: Option<(i64, usize)>,
}

impl Found {
    /// The statement.
    #[must_use]
    pub fn statement(&self) -> &Statement {
        &self.document.reading.statements[self.statement]
    }

    /// The person who speaks, as the collection numbers people.
    #[must_use]
    pub fn person(&self) -> Option<i64> {
        self.document.people[self.statement().speaker.as_ref()?.speaker]
    }
}

/// Why a search cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The collection cannot be read.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The cursor is of another request.
    #[error("the cursor `{0}` is none of this search: begin it anew, without a cursor")]
    Cursor(String),
}

/// What is kept between searches in one collection.
#[derive(Debug, Default)]
pub struct Search {
    columns: Columns,
    names: Names,
    terms: Terms,
    /// The state of the database that all this is of.
    version: Option<(i64, u64)>,
    /// When all this was read in, and how long that took.
    read: Option<(Instant, Duration)>,
    /// How many times as long as that it may be used though the database has changed.
    patience: u32,
}

impl Search {
    /// Nothing kept yet: the first search reads it in.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What is read in may be used for `times` as long as reading it in took, though others change the
    /// collection meanwhile: where an import writes all the time, as little as one part in `times` of the
    /// searching is then reading in. What is found may be as much behind.
    #[must_use]
    pub fn patient(times: u32) -> Self {
        Self { patience: times, ..Self::default() }
    }

    /// Has everything read in again at the next search.
    pub fn forget(&mut self) {
        self.version = None;
        self.read = None;
    }

    /// Forgets the lists out of the word index, but not what is known of statements and names.
    pub fn forget_words(&mut self) {
        self.terms.clear();
    }

    /// Answers a request, from one state of the collection.
    ///
    /// # Errors
    /// If the collection cannot be read, or the cursor is of another request.
    pub fn run(&mut self, store: &Store, request: &Request) -> Result<Answer, SearchError> {
        let after = request.after.as_deref().map(|cursor| {
            order::place_of(request, cursor).ok_or_else(|| SearchError::Cursor(cursor.to_owned()))
        });
        let after = after.transpose()?;
        Ok(store.snapshot(|db| {
            self.refresh(db)?;
            self.answer(db, request, after)
        })?)
    }

    /// Every statement for which the query holds: by document, in the order of import, the numbers of its
    /// statements in text order.
    ///
    /// # Errors
    /// If the collection cannot be read.
    pub fn selection(&mut self, store: &Store, query: &Expr) -> Result<Vec<(i64, Vec<i64>)>, StoreError> {
        store.snapshot(|db| {
            self.refresh(db)?;
            let found = self.matcher(db).all(query)?;
            let mut documents: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
            found.each(|id| {
                let document = i64::from(self.columns.document[id as usize]);
                documents.entry(document).or_default().push(i64::from(id));
            });
            Ok(documents.into_iter().collect())
        })
    }

    /// Why nothing was found: which part of the query is responsible, and names that are like those in it.
    ///
    /// # Errors
    /// If the collection cannot be read.
    pub fn hints(&mut self, store: &Store, query: &Expr) -> Result<Hints, StoreError> {
        store.snapshot(|db| {
            self.refresh(db)?;
            hints::hints(&mut self.matcher(db), query)
        })
    }

    fn matcher<'a>(&'a mut self, db: &'a Connection) -> Matcher<'a> {
        Matcher { db, columns: &self.columns, names: &self.names, terms: &mut self.terms }
    }

    /// Reads everything in again where the database has changed.
    fn refresh(&mut self, db: &Connection) -> rusqlite::Result<()> {
        let others: i64 = db.pragma_query_value(None, "data_version", |row| row.get(0))?;
        let version = Some((others, db.total_changes()));
        let will_do = |(at, took): (Instant, Duration)| at.elapsed() < took * self.patience;
        if self.version != version && !self.read.is_some_and(will_do) {
            let began = Instant::now();
            self.forget();
            self.terms.clear();
            self.columns = Columns::load(db)?;
            self.names = Names::load(db)?;
            // Making the list of names is a change, too, though none of the collection.
            self.version = Some((others, db.total_changes()));
            self.read = Some((Instant::now(), began.elapsed()));
        }
        Ok(())
    }

    fn answer(
        &mut self,
        db: &Connection,
        request: &Request,
        after: Option<Place>,
    ) -> rusqlite::Result<Answer> {
        let found = self.matcher(db).all(&request.query)?;
        let wanted = wanted_words(&request.query);
        let tally = Tally::of(&self.columns, &found);
        let page = self.page(db, request, &found, &wanted, after)?;
        let next = page.places.last().filter(|_| page.more).map(|&last| order::cursor(request, last));
        Ok(Answer {
            totals: totals(&tally),
            results: results(db, request.group, &page, &wanted)?,
            facets: request.facets.map_or_else(|| Ok(Vec::new()), |most| facets::facets(db, &tally, most))?,
            next,
        })
    }

    fn page(
        &mut self,
        db: &Connection,
        request: &Request,
        found: &Set,
        wanted: &[&Words],
        after: Option<Place>,
    ) -> rusqlite::Result<Page> {
        // Without words nothing is more relevant than another.
        let sort =
            if wanted.is_empty() && request.sort == Sort::Relevance { Sort::Newest } else { request.sort };
        let scores = if sort == Sort::Relevance { self.scores(db, wanted)? } else { Vec::new() };
        let columns = &self.columns;
        let rank = |id: u32| order::rank(columns, sort, &scores, id);
        let best = Best::new(request.limit, after);
        Ok(match request.group {
            Group::Statements => order::statements(found, best, rank),
            Group::Documents => {
                let of = |id: u32| columns.document[id as usize];
                order::groups(found, best, columns.documents, false, of, rank)
            }
            Group::Utterances => {
                let of = |id: u32| columns.utterance_of(id);
                let bound = columns.utterances + columns.bound();
                order::groups(found, best, bound, request.sort == Sort::Relevance, of, rank)
            }
            Group::Speakers => {
                let of = |id: u32| columns.person[id as usize];
                order::groups(found, best, columns.people, request.sort == Sort::Relevance, of, rank)
            }
        })
    }

    /// Of each statement, how much the words in it tell.
    fn scores(&mut self, db: &Connection, wanted: &[&Words]) -> rusqlite::Result<Vec<f32>> {
        let mut scores = vec![0.0_f32; self.columns.bound()];
        let all = self.columns.count as f64;
        for words in wanted {
            let list = self.terms.phrase(db, terms::Part::Content, words)?;
            let often = (list.len() as f64).min(all);
            let tells = (1.0 + (all - often + 0.5) / (often + 0.5)).ln() as f32;
            for &id in list.iter() {
                if let Some(score) = scores.get_mut(id as usize) {
                    *score += tells;
                }
            }
        }
        Ok(scores)
    }
}

fn totals(tally: &Tally) -> Totals {
    let date = |day: i32| date_of(i64::from(day));
    let published = tally.days.and_then(|(first, last)| Some((date(first)?, date(last)?)));
    Totals { statements: tally.statements, documents: tally.documents, speakers: tally.voices(), published }
}

/// The results at the places of a page.
fn results(db: &Connection, group: Group, page: &Page, wanted: &[&Words]) -> rusqlite::Result<Vec<Found>> {
    let mut known: BTreeMap<i64, Arc<Stored>> = BTreeMap::new();
    let mut results = Vec::new();
    for (at, &place) in page.places.iter().enumerate() {
        let number = order::number(place);
        let (row, of_group) = match page.groups.get(at) {
            Some(&(first, count)) => (first, Some((i64::from(number), count as usize))),
            None => (number, None),
        };
        let group = of_group.filter(|_| group != Group::Statements);
        results.extend(found(db, &mut known, i64::from(row), wanted, group)?);
    }
    Ok(results)
}

fn found(
    db: &Connection,
    known: &mut BTreeMap<i64, Arc<Stored>>,
    row: i64,
    wanted: &[&Words],
    group: Option<(i64, usize)>,
) -> rusqlite::Result<Option<Found>> {
    let sql = "SELECT document FROM statements WHERE id = ?1";
    // It may be gone since the search was read in.
    let document: Option<i64> = db.prepare_cached(sql)?.query_row([row], |row| row.get(0)).optional()?;
    let Some(document) = document else { return Ok(None) };
    let document = match known.entry(document) {
        Entry::Occupied(loaded) => Arc::clone(loaded.get()),
        Entry::Vacant(place) => {
            let Some(stored) = documents::load(db, document)? else { return Ok(None) };
            Arc::clone(place.insert(Arc::new(stored)))
        }
    };
    let Some(statement) = document.rows.iter().position(|&one| one == row) else { return Ok(None) };
    let content = snippet::joined(&document.document.text, &document.reading.statements[statement].content);
    let hits = snippet::hits(&content, wanted);
    Ok(Some(Found { document, statement, content, hits, group }))
}

impl Store {
    /// Reads from one state of the collection, whatever is written meanwhile.
    fn snapshot<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        self.read(|db| {
            let transaction = db.unchecked_transaction()?;
            let result = work(db)?;
            transaction.commit()?;
            Ok(result)
        })
    }
}
