//! What a collection knows of a statement, as the last columns of its tables.

use super::table::{Cell, Column, Row, count};

/// What a collection knows of a statement beyond its document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Who speaks, over documents: number and name in the collection.
    pub person: Option<(i64, String)>,
    /// Public id of the utterance that the statement reports, if it is a quotation.
    pub utterance: Option<String>,
    /// What people decided about it.
    pub review: Option<Review>,
}

/// What somebody decided about a statement last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// `accepted` or `changed`.
    pub state: String,
    /// Who decided.
    pub by: String,
    /// When: instant, RFC 3339.
    pub at: String,
}

/// The columns, in order. They are empty where a reading comes from no collection.
pub(super) const STANDING: [Column; 6] = [
    ("person_id", |row| row.person_id()),
    ("person", |row| row.person()),
    ("utterance_id", |row| row.utterance_id()),
    ("review_state", |row| row.review(|it| &it.state)),
    ("reviewer", |row| row.review(|it| &it.by)),
    ("reviewed_at", |row| row.review(|it| &it.at)),
];

impl Row<'_> {
    pub fn person_id(&self) -> Cell {
        let id = self.standing.and_then(|it| it.person.as_ref()).map(|(id, _)| *id);
        Cell::Count(id.and_then(|id| count(usize::try_from(id).ok()?)))
    }

    pub fn person(&self) -> Cell {
        Cell::Text(self.standing.and_then(|it| it.person.as_ref()).map(|(_, name)| name.clone()))
    }

    pub fn utterance_id(&self) -> Cell {
        Cell::Text(self.standing.and_then(|it| it.utterance.clone()))
    }

    pub fn review(&self, get: impl Fn(&Review) -> &String) -> Cell {
        Cell::Text(self.standing.and_then(|it| it.review.as_ref()).map(|review| get(review).clone()))
    }
}
