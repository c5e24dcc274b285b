//! What says the same in other words.

use sayso_core::meaning::Meanings;
use sayso_store::corrections::Located;
use sayso_store::utterances::{Found, Similar};
use sayso_store::{Store, StoreError};
use serde::Serialize;
use utoipa::ToSchema;

use super::rounded;
use super::utterances::QuotationRecord;

/// The value of `schema` in every [`SimilarRecord`].
pub const SIMILAR_SCHEMA: &str = "sayso.similar/1";

/// Statements that say the same as something, in other words: offered, and never merged.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SimilarRecord {
    /// Name and version of this record: `sayso.similar/1`.
    pub schema: &'static str,
    /// Id of the statement that was asked about; null where words were given.
    pub statement: Option<String>,
    /// What was said.
    pub words: String,
    /// The least score with which a statement is offered, 0 to 1.
    pub least: f64,
    /// The most similar first, each wording once.
    pub similar: Vec<LikeRecord>,
    /// The words that were searched for, as the index has them.
    pub searched: Vec<String>,
    /// How many statements with one of these words were compared.
    pub compared: usize,
}

/// A statement that says something similar.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LikeRecord {
    /// How much it says the same, 0 to 1.
    pub score: f64,
    /// Whether both have numbers, and none in common.
    pub other_numbers: bool,
    /// Whether one of them has a negation and the other has none.
    pub negation_differs: bool,
    /// All that was said, in quotation marks or not.
    pub content: String,
    /// How many other statements say it in the same words.
    pub again: usize,
    /// Id of the utterance that it reports; null of an indirect one.
    pub utterance: Option<String>,
    /// The statement.
    pub quotation: QuotationRecord,
}

/// What may be asked about.
#[derive(Debug, Clone, Copy)]
pub enum Claim<'a> {
    /// What a statement says.
    Statement(Located),
    /// Words.
    Words(&'a str),
}

/// Looks for statements that say the same: the `most` similar of at least the score `least`.
///
/// # Errors
/// If the statement is hidden, or the collection cannot be read.
pub fn similar(
    store: &Store,
    meanings: Meanings,
    claim: Claim,
    least: f32,
    most: usize,
) -> Result<SimilarRecord, StoreError> {
    let (statement, words, found) = match claim {
        Claim::Statement(found) => {
            let (words, like) = store.similar_to(meanings, found.row, least, most)?;
            (Some(found.id()), words, like)
        }
        Claim::Words(words) => (None, words.to_owned(), store.similar(meanings, words, least, most)?),
    };
    let Found { similar, searched, compared } = found;
    let similar = similar.into_iter().map(|one| like(store, one)).collect::<Result<_, _>>()?;
    let least = rounded(least);
    Ok(SimilarRecord { schema: SIMILAR_SCHEMA, statement, words, least, similar, searched, compared })
}

fn like(store: &Store, one: Similar) -> Result<LikeRecord, StoreError> {
    Ok(LikeRecord {
        score: rounded(one.likeness.score),
        other_numbers: one.likeness.other_numbers,
        negation_differs: one.likeness.negation_differs,
        content: one.content,
        again: one.again,
        utterance: one.utterance.map(|id| store.utterance_name(id)).transpose()?,
        quotation: (&one.quotation).into(),
    })
}

impl LikeRecord {
    /// What a reader should look at before taking both for the same, in words.
    #[must_use]
    pub fn differs(&self) -> Vec<&'static str> {
        let numbers = self.other_numbers.then_some("other numbers");
        let negation = self.negation_differs.then_some("a negation in one of them alone");
        [numbers, negation].into_iter().flatten().collect()
    }
}
