//! What the found statements can be narrowed by, with counts.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension};
use sayso_core::document::{Attitude, Form, Stance, Status};

use super::columns::month_name;
use super::tally::Tally;
use crate::query::{Days, Field, Filter, Review, Words};

/// A field with its values in what was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Facet {
    /// Which field.
    pub field: Field,
    /// Its values: commonest first; months in their order.
    pub values: Vec<FacetValue>,
    /// How many values there are in all.
    pub distinct: usize,
}

/// A value and how many of the found statements have it.
#[derive(Debug, Clone, PartialEq)]
pub struct FacetValue {
    /// For a person to read.
    pub label: String,
    /// What narrows the search to it.
    pub filter: Filter,
    /// How many statements.
    pub count: u32,
}

/// All facets, each with at most `most` values but the months, of which all are given.
pub(super) fn facets(db: &Connection, tally: &Tally, most: usize) -> rusqlite::Result<Vec<Facet>> {
    Ok(vec![
        people(db, tally, most)?,
        named(tally),
        outlets(db, tally, most)?,
        months(tally),
        closed(tally, Field::Form, Form::ALL, Form::word, Filter::Form, |it| it.form()),
        closed(tally, Field::Attitude, Attitude::ALL, Attitude::word, Filter::Attitude, |it| it.attitude()),
        closed(tally, Field::Status, Status::ALL, Status::word, Filter::Status, |it| it.status()),
        closed(tally, Field::Stance, Stance::ALL, Stance::word, Filter::Stance, |it| it.stance()),
        closed(tally, Field::Review, Review::ALL, Review::word, Filter::Review, |it| it.review()),
    ])
}

/// The places with the highest counts, highest first; 0 stands for what is not known and is left out.
pub(super) fn commonest(counts: &[u32], most: usize) -> Vec<(u32, u32)> {
    let places = counts.iter().enumerate().skip(1).filter(|(_, count)| **count > 0);
    let mut all: Vec<(u32, u32)> = places.map(|(place, &count)| (place as u32, count)).collect();
    let order = |one: &(u32, u32)| (std::cmp::Reverse(one.1), one.0);
    if all.len() > most && most > 0 {
        all.select_nth_unstable_by_key(most - 1, order);
    }
    all.truncate(most);
    all.sort_unstable_by_key(order);
    all
}

fn distinct(counts: &[u32]) -> usize {
    counts.iter().skip(1).filter(|&&count| count > 0).count()
}

fn people(db: &Connection, tally: &Tally, most: usize) -> rusqlite::Result<Facet> {
    let mut values = Vec::new();
    for (person, count) in commonest(&tally.people, most) {
        let label = name_of(db, "SELECT name FROM people WHERE id = ?1", person)?;
        values.push(FacetValue { label, filter: Filter::Person(person), count });
    }
    Ok(Facet { field: Field::Speaker, values, distinct: distinct(&tally.people) })
}

fn outlets(db: &Connection, tally: &Tally, most: usize) -> rusqlite::Result<Facet> {
    let mut values = Vec::new();
    for (outlet, count) in commonest(&tally.outlets, most) {
        let label = name_of(db, "SELECT name FROM outlets WHERE id = ?1", outlet)?;
        if let Some(words) = Words::new(&label, false) {
            values.push(FacetValue { label, filter: Filter::Outlet(words), count });
        }
    }
    add_missing(&mut values, Field::Outlet, tally.outlets[0]);
    Ok(Facet { field: Field::Outlet, values, distinct: distinct(&tally.outlets) })
}

fn name_of(db: &Connection, sql: &str, id: u32) -> rusqlite::Result<String> {
    Ok(db.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?.unwrap_or_default())
}

fn months(tally: &Tally) -> Facet {
    let known = tally.months.iter().enumerate().skip(1).filter(|(_, count)| **count > 0);
    let mut values = Vec::new();
    for (month, &count) in known {
        let label = month_name(u16::try_from(month).unwrap_or(u16::MAX));
        let first: Option<Date> = format!("{label}-01").parse().ok();
        let days = Days { from: first, to: first.map(Date::last_of_month) };
        values.push(FacetValue { label, filter: Filter::Published(days), count });
    }
    let distinct = values.len();
    add_missing(&mut values, Field::Published, tally.months[0]);
    Facet { field: Field::Published, values, distinct }
}

fn add_missing(values: &mut Vec<FacetValue>, field: Field, count: u32) {
    if count > 0 {
        values.push(FacetValue { label: "not known".to_owned(), filter: Filter::Missing(field), count });
    }
}

fn named(tally: &Tally) -> Facet {
    let counts = tally.by_trait(&[true, false], |it| Some(it.named()));
    let words = [(true, "named"), (false, "unnamed")];
    let values = words.into_iter().zip(counts).map(|((named, label), count)| FacetValue {
        label: label.to_owned(),
        filter: Filter::Named(named),
        count,
    });
    present(Field::Named, values.collect())
}

fn closed<T: Copy + PartialEq>(
    tally: &Tally,
    field: Field,
    all: &[T],
    word: fn(T) -> &'static str,
    filter: fn(T) -> Filter,
    of: fn(super::columns::Traits) -> Option<T>,
) -> Facet {
    let counts = tally.by_trait(all, of);
    let values = all.iter().zip(counts).map(|(&value, count)| FacetValue {
        label: word(value).to_owned(),
        filter: filter(value),
        count,
    });
    present(field, values.collect())
}

/// The values that occur, commonest first.
fn present(field: Field, mut values: Vec<FacetValue>) -> Facet {
    values.retain(|value| value.count > 0);
    values.sort_by_key(|value| std::cmp::Reverse(value.count));
    Facet { field, distinct: values.len(), values }
}
