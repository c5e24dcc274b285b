//! Documents without their texts.

use sayso_core::Document;
use sayso_store::echo::CopyOf;
use sayso_store::{Store, StoreError};
use serde::Serialize;
use utoipa::ToSchema;

/// Where a document comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HeadRecord {
    /// Stable identity.
    pub id: String,
    /// Path or address as it was given.
    pub origin: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published.
    pub outlet: Option<String>,
    /// Byline names, in order.
    pub authors: Vec<String>,
    /// Publication date or instant, ISO 8601.
    pub published: Option<String>,
    /// BCP 47 primary language subtag.
    pub language: Option<String>,
}

impl HeadRecord {
    /// Of this document.
    #[must_use]
    pub fn new(document: &Document) -> Self {
        Self {
            id: document.id.clone(),
            origin: document.origin.clone(),
            title: document.title.clone(),
            outlet: document.outlet.clone(),
            authors: document.authors.clone(),
            published: document.published.clone(),
            language: document.language.clone(),
        }
    }
}

/// A document that is nearly the same as another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CopyRecord {
    /// Its id.
    pub document: String,
    /// Where it comes from.
    pub origin: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published.
    pub outlet: Option<String>,
    /// Publication date or instant, ISO 8601.
    pub published: Option<String>,
}

/// The near-copies of the document with this number.
///
/// # Errors
/// If the collection cannot be read.
pub fn near_copies(store: &Store, row: i64) -> Result<Vec<CopyRecord>, StoreError> {
    let copies = store.near_copies(row)?.into_iter();
    let record = |CopyOf { document, origin, title, outlet, published, .. }| CopyRecord {
        document,
        origin,
        title,
        outlet,
        published,
    };
    Ok(copies.map(record).collect())
}

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedRecord {
    /// Stable identity.
    pub id: String,
    /// Path or address as it was given.
    pub origin: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published.
    pub outlet: Option<String>,
    /// Publication date or instant, ISO 8601.
    pub published: Option<String>,
    /// BCP 47 primary language subtag.
    pub language: Option<String>,
    /// Statements in it that are not hidden.
    pub statements: u64,
}

impl From<sayso_store::documents::Listed> for ListedRecord {
    fn from(one: sayso_store::documents::Listed) -> Self {
        Self {
            id: one.id,
            origin: one.origin,
            title: one.title,
            outlet: one.outlet,
            published: one.published,
            language: one.language,
            statements: one.statements,
        }
    }
}
