//! What to tell somebody who found nothing.

use super::matching::Matcher;
use super::names::near;
use crate::query::{Expr, Field, Filter};

/// Why nothing was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hints {
    /// Parts of the query without which something is found, and how many statements, most first.
    pub responsible: Vec<(Expr, usize)>,
    /// Names in the query that are not in the collection, and those that are like them.
    pub near: Vec<Near>,
}

/// A name that is not in the collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// `speaker` or `outlet`.
    pub field: Field,
    /// As it was asked for.
    pub asked: String,
    /// Names in the collection that are like it, most alike first.
    pub names: Vec<String>,
}

pub(super) fn hints(matcher: &mut Matcher, query: &Expr) -> rusqlite::Result<Hints> {
    let mut hints = Hints::default();
    let clauses = query.clauses();
    for (at, clause) in clauses.iter().enumerate() {
        if clauses.len() > 1 {
            let others = clauses.iter().enumerate().filter(|(other, _)| *other != at);
            let without = Expr::all(others.map(|(_, clause)| clause.clone()).collect());
            let count = matcher.all(&without)?.len();
            if count > 0 {
                hints.responsible.push((clause.clone(), count));
            }
        }
        hints.near.extend(near_names(matcher, clause)?);
    }
    hints.responsible.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(hints)
}

/// Names like the one that a clause asks for in vain.
fn near_names(matcher: &mut Matcher, clause: &Expr) -> rusqlite::Result<Option<Near>> {
    let Expr::Filter(filter) = clause else { return Ok(None) };
    let (words, sql) = match filter {
        Filter::Speaker(words) => (words, "SELECT name FROM names"),
        Filter::Outlet(words) => (words, "SELECT name FROM outlets"),
        _ => return Ok(None),
    };
    if matcher.all(clause)?.len() > 0 {
        return Ok(None);
    }
    let names = near(matcher.db, sql, &words.text)?;
    Ok(Some(Near { field: filter.field(), asked: words.text.clone(), names }))
}
