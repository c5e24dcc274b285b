//! What people decided about what the machine found: events that are added and never changed.
//!
//! Everything else follows from them. `settle` gives the statements of a document back as the machine
//! found them and applies the decisions that stand, one after the other; it runs after each decision, after
//! each undo, and after each new extraction. A decision finds its statement by id; where a new extraction
//! has no such statement, by the exact places of its content in the same text, if just one statement
//! has them; otherwise it is orphaned, and listed as such.

mod carry;
mod log;
mod people;
mod settle;

use rusqlite::{Connection, OptionalExtension, params};
use sayso_core::text::Span;
use serde_json::{Value, json};

use crate::Store;
use crate::codes::{pairs, statement_id, statement_key};
use crate::documents::text_of;
use crate::error::StoreError;

pub use carry::{Outgoing, Taken};
pub use log::{Correction, State};
pub use people::Whom;
pub(crate) use people::{about_people, add_apart, merge_ends, name_by_people, speakers_anew};
pub use sayso_core::document::{CorrectionKind as Kind, Role};
pub(crate) use settle::settle;

/// Who decides, and when.
#[derive(Debug, Clone, Copy)]
pub struct Author<'a> {
    /// Name or initials.
    pub who: &'a str,
    /// Instant, RFC 3339.
    pub at: &'a str,
}

/// A decision about one statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// It is right.
    Accept,
    /// It is none.
    Reject,
    /// Somebody else said it; none: the text does not tell who.
    Speaker(Option<Whom>),
    /// Its words stand elsewhere: spans in bytes, disjoint and in order.
    Span(Role, Vec<Span>),
}

/// A statement of the collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Located {
    /// Its number in the collection.
    pub row: i64,
    /// Number of its document.
    pub document: i64,
    /// The digits of its public id.
    pub key: i64,
}

impl Located {
    /// Its public id.
    #[must_use]
    pub fn id(&self) -> String {
        statement_id(self.key)
    }
}

impl Store {
    /// The one statement whose public id is `id` or begins with it.
    ///
    /// # Errors
    /// If there is none or more than one, or the database cannot be read.
    pub fn find_statement(&self, id: &str) -> Result<Located, StoreError> {
        let found = self.read(|db| locate(db, id))?;
        match found[..] {
            [one] => Ok(one),
            [] => Err(StoreError::Unknown { what: format!("there is no statement {id} in the collection") }),
            _ => {
                let ids: Vec<_> = found.iter().take(5).map(Located::id).collect();
                let what =
                    format!("{id} is the beginning of several ids ({}, …); give more of it", ids.join(", "));
                Err(StoreError::Unknown { what })
            }
        }
    }

    /// Adds a decision about a statement. Gives its number.
    ///
    /// # Errors
    /// If it cannot be applied (no such person, spans that are none), or the database cannot be written.
    pub fn correct(
        &mut self,
        statement: Located,
        decision: &Decision,
        author: Author,
    ) -> Result<i64, StoreError> {
        let text = self.read(|db| text_of(db, statement.document))?;
        if let Decision::Span(role, spans) = decision {
            check_spans(&text, *role, spans)?;
        }
        let whom = match decision {
            Decision::Speaker(Some(whom)) => Some(self.who(whom)?),
            _ => None,
        };
        self.write(|db| {
            let person = whom.as_ref().map(|whom| people::number_of(db, whom)).transpose()?;
            let value = value_of(db, statement, decision, person, &text)?;
            let kind = match decision {
                Decision::Accept => Kind::Accept,
                Decision::Reject => Kind::Reject,
                Decision::Speaker(_) => Kind::Speaker,
                Decision::Span(..) => Kind::Span,
            };
            let place = Some((statement.document, statement.key));
            let id = log::add(db, author, kind, place, &value)?;
            settle(db, statement.document)?;
            Ok(id)
        })
    }

    /// Takes a correction back, whatever it was, an undo included. Gives the number of the undo.
    ///
    /// # Errors
    /// If there is no such correction or it is taken back already, or the database cannot be written.
    pub fn undo(&mut self, correction: i64, author: Author) -> Result<i64, StoreError> {
        let found = self.read(|db| log::get(db, correction))?;
        let Some(found) = found else {
            let what = format!("there is no correction {correction}; `sayso correct --list` lists them");
            return Err(StoreError::Unknown { what });
        };
        if let Some(by) = found.undone_by {
            let what =
                format!("correction {correction} is taken back already, by {by}; undo that to have it again");
            return Err(StoreError::Unknown { what });
        }
        self.write(|db| {
            let last = log::last_of_chain(db, correction)?;
            let undo = log::add_undo(db, author, last)?;
            let root = log::root(db, correction)?;
            match root.document {
                Some(document) => settle(db, document)?,
                None => people::resettle(db, &root)?,
            }
            Ok(undo)
        })
    }

    /// All corrections, or those of one statement, in the order in which they were made.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn corrections(&self, of: Option<Located>) -> Result<Vec<Correction>, StoreError> {
        self.read(|db| log::list(db, of.map(|of| (of.document, of.key))))
    }
}

/// Statements whose public id begins with `id`, a few at most.
fn locate(db: &Connection, id: &str) -> rusqlite::Result<Vec<Located>> {
    let digits = id.strip_prefix("st_").unwrap_or(id);
    let room = 12_usize.checked_sub(digits.len()).filter(|_| !digits.is_empty());
    let Some(room) = room else { return Ok(Vec::new()) };
    let ends = ["0", "f"].map(|digit| statement_key(&format!("st_{digits}{}", digit.repeat(room))));
    let [Some(first), Some(last)] = ends else { return Ok(Vec::new()) };
    let sql = "SELECT id, document, key FROM statements WHERE key BETWEEN ?1 AND ?2 ORDER BY key, id LIMIT 9";
    let mut select = db.prepare_cached(sql)?;
    let found = select.query_map([first, last], |row| {
        Ok(Located { row: row.get(0)?, document: row.get(1)?, key: row.get(2)? })
    })?;
    found.collect()
}

/// What is written down of a decision: it and what it is anchored to.
fn value_of(
    db: &Connection,
    statement: Located,
    decision: &Decision,
    person: Option<i64>,
    text: &str,
) -> rusqlite::Result<Value> {
    let anchor = settle::machine_content(db, statement.row)?;
    let mut value = anchored(text, &anchor);
    match decision {
        Decision::Accept | Decision::Reject => {}
        Decision::Speaker(_) => {
            value["person"] = json!(person);
            value["name"] = json!(person.map(|person| name_of(db, person)).transpose()?);
        }
        Decision::Span(role, spans) => {
            value["role"] = json!(role.word());
            value["spans"] = json!(pairs(spans));
        }
    }
    Ok(value)
}

/// What a correction is anchored to: where the content of its statement stands in the text, and the words there.
fn anchored(text: &str, content: &[Span]) -> Value {
    let said: Vec<&str> = content.iter().filter_map(|span| text.get(span.start..span.end)).collect();
    json!({ "content": pairs(content), "text": said.join(" … ") })
}

fn name_of(db: &Connection, person: i64) -> rusqlite::Result<Option<String>> {
    db.query_row("SELECT name FROM people WHERE id = ?1", params![person], |row| row.get(0)).optional()
}

fn check_spans(text: &str, role: Role, spans: &[Span]) -> Result<(), StoreError> {
    let inside = spans.iter().all(|span| !span.is_empty() && text.get(span.start..span.end).is_some());
    let in_order = spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
    let needed = role != Role::Content || !spans.is_empty();
    if inside && in_order && needed {
        return Ok(());
    }
    let what = format!(
        "these are no spans for the {}: they must lie in the text, hold something, and stand in order without \
         overlap",
        role.word()
    );
    Err(StoreError::Unknown { what })
}

#[cfg(test)]
mod tests;
