//! Imports and their ledgers.

use sayso_store::imports::{Entry, Import, Outcome};
use sayso_store::{Store, StoreError};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// An import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportRecord {
    /// Its number.
    pub id: i64,
    /// When it began, RFC 3339.
    pub started: String,
    /// When it came to its end; null where it was cut short or goes on.
    pub finished: Option<String>,
    /// Inputs that became new documents.
    pub imported: u64,
    /// Inputs that are later versions of documents.
    pub version: u64,
    /// Inputs whose text was there already.
    pub duplicate: u64,
    /// Inputs with nothing to read in them.
    pub skipped: u64,
    /// Inputs that could not be read.
    pub failed: u64,
    /// The model that read them.
    pub model: String,
    /// What was named: paths, addresses, or files that were sent.
    pub inputs: Vec<String>,
}

impl From<&Import> for ImportRecord {
    fn from(one: &Import) -> Self {
        let of = |outcome| one.counts.of(outcome);
        let asked: Value = serde_json::from_str(&one.inputs).unwrap_or(Value::Null);
        let paths = asked.get("paths").and_then(Value::as_array).cloned().unwrap_or_default();
        Self {
            id: one.id,
            started: one.started.clone(),
            finished: one.finished.clone(),
            imported: of(Outcome::Imported),
            version: of(Outcome::Version),
            duplicate: of(Outcome::Duplicate),
            skipped: of(Outcome::Skipped),
            failed: of(Outcome::Failed),
            model: one.run.model.clone(),
            inputs: paths.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        }
    }
}

/// One line of a ledger: what became of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EntryRecord {
    /// Place among the inputs, from 0.
    pub number: i64,
    /// `imported`, `version`, `duplicate`, `skipped` or `failed`.
    pub outcome: &'static str,
    /// Code of the reason, where it was not imported.
    pub reason: Option<String>,
    /// Size of the input.
    pub bytes: u64,
    /// Id of the document, where there is one.
    pub document: Option<String>,
    /// Path or address.
    pub origin: String,
    /// The reason for a person.
    pub message: Option<String>,
}

impl EntryRecord {
    /// Of this line.
    ///
    /// # Errors
    /// If the collection cannot be read.
    pub fn new(store: &Store, one: Entry) -> Result<Self, StoreError> {
        Ok(Self {
            number: one.number,
            outcome: one.outcome.word(),
            reason: one.reason,
            bytes: one.bytes,
            document: one.document.map(|row| store.document_name(row)).transpose()?,
            origin: one.origin,
            message: one.message,
        })
    }
}
