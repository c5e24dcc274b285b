//! One statement, on its own.

use sayso_formats::wire::{OFFSETS, SCHEMA, StatementRecord, to_wire};
use sayso_store::corrections::Located;
use sayso_store::documents::Stored;
use sayso_store::{Store, StoreError};
use serde::Serialize;
use utoipa::ToSchema;

use super::corrections::CorrectionRecord;
use super::documents::{CopyRecord, HeadRecord, near_copies};
use super::wire;

/// A statement with where it stands and what was decided about it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct StatementPage {
    /// Name and version of the record that the statement is part of: `sayso.document/1`.
    pub schema: &'static str,
    /// Unit of every offset in the statement: `codepoints`.
    pub offsets: &'static str,
    /// The model that read the document.
    pub model: String,
    /// Where it stands.
    pub document: HeadRecord,
    /// Whether a later version of the document is in the collection.
    pub superseded: bool,
    /// The statement.
    #[schema(value_type = wire::StatementRecord)]
    pub statement: StatementRecord,
    /// Number of the person who speaks; null where no text names them.
    pub person: Option<i64>,
    /// Near-copies of the document in the collection, in which it stands, too.
    pub near_copies: Vec<CopyRecord>,
    /// What was decided about it, in order.
    pub corrections: Vec<CorrectionRecord>,
}

/// The statement, its document, and its place in it.
///
/// # Errors
/// If it is not there, or the collection cannot be read.
pub fn statement(store: &Store, found: Located) -> Result<(StatementPage, Stored, usize), StoreError> {
    let stored = store.document(found.document)?;
    let place = stored.rows.iter().position(|&row| row == found.row);
    let place =
        place.ok_or_else(|| StoreError::Unknown { what: format!("there is no statement {}", found.id()) })?;
    let mut record = to_wire(&stored.document, &stored.reading);
    let page = StatementPage {
        schema: SCHEMA,
        offsets: OFFSETS,
        model: stored.model.clone(),
        document: HeadRecord::new(&stored.document),
        superseded: stored.superseded,
        statement: record.statements.swap_remove(place),
        person: stored.reading.statements[place]
            .speaker
            .as_ref()
            .and_then(|link| stored.people[link.speaker]),
        near_copies: near_copies(store, found.document)?,
        corrections: store.corrections(Some(found))?.iter().map(CorrectionRecord::new).collect(),
    };
    Ok((page, stored, place))
}
