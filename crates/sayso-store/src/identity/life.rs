//! What the collection tells of one person: names and roles over time.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::pairs::Named;
use crate::Store;
use crate::codes::list_from_json;
use crate::error::StoreError;
use crate::people;

/// A role, as documents word it, and when they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleOverTime {
    /// As worded, without an article at the front.
    pub role: String,
    /// Days of the first and the last document, counted from 1970-01-01; none where no date is known.
    pub days: Option<(i64, i64)>,
    /// In how many documents.
    pub documents: u64,
}

impl Store {
    /// The names that are one person, each with its own number, in the order in which they came.
    ///
    /// # Errors
    /// If there is no such person, or the database cannot be read.
    pub fn names_of(&self, person: i64) -> Result<Vec<Named>, StoreError> {
        let person = self.person(person)?;
        self.read(|db| {
            let members = people::members(db, person.id)?;
            let named = |&own: &i64| Ok(Named { person: person.id, own, name: spelled(db, own)? });
            members.iter().map(named).collect()
        })
    }

    /// What documents say that a person is, the first first.
    ///
    /// # Errors
    /// If there is no such person, or the database cannot be read.
    pub fn roles_of(&self, person: i64) -> Result<Vec<RoleOverTime>, StoreError> {
        let person = self.person(person)?;
        let mut roles: BTreeMap<String, RoleOverTime> = BTreeMap::new();
        for (role, day) in self.read(|db| reported(db, person.id))? {
            let text = without_article(&role);
            let known = roles.entry(text.to_lowercase()).or_insert_with(|| RoleOverTime {
                role: text.to_owned(),
                days: None,
                documents: 0,
            });
            known.documents += 1;
            if let Some(day) = day {
                let (first, last) = known.days.unwrap_or((day, day));
                known.days = Some((first.min(day), last.max(day)));
            }
        }
        let mut roles: Vec<RoleOverTime> = roles.into_values().collect();
        roles.sort_by_key(|one| (one.days.is_none(), one.days));
        Ok(roles)
    }
}

fn spelled(db: &Connection, own: i64) -> rusqlite::Result<String> {
    let sql = "SELECT coalesce(spelled, name) FROM people WHERE id = ?1";
    db.prepare_cached(sql)?.query_row([own], |row| row.get(0))
}

/// Every role that a document gives a person, with the day of the document, in the order of documents.
fn reported(db: &Connection, person: i64) -> rusqlite::Result<Vec<(String, Option<i64>)>> {
    let sql = "SELECT s.roles, d.day FROM speakers s JOIN documents d ON d.id = s.document
        WHERE s.person = ?1 AND s.roles IS NOT NULL AND d.superseded = 0 ORDER BY d.id, s.number";
    let mut select = db.prepare_cached(sql)?;
    let rows = select.query_map([person], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (roles, day): (Option<String>, Option<i64>) = row?;
        found.extend(list_from_json::<String>(roles)?.into_iter().map(|role| (role, day)));
    }
    Ok(found)
}

fn without_article(role: &str) -> &str {
    ["the ", "The ", "a ", "A ", "an ", "An "]
        .iter()
        .find_map(|article| role.strip_prefix(article))
        .unwrap_or(role)
}
