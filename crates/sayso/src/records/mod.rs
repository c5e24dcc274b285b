//! What the command line prints as JSON and the REST API answers: one struct for each answer, so that both
//! say the same in the same words.
//!
//! The rules are those of the wire record ([`sayso_formats::wire`]): unknown is `null` and never a missing
//! key, offsets count Unicode code points, new keys may appear, and none changes its meaning.

mod corrections;
mod documents;
mod imports;
mod people;
mod search;
mod similar;
mod statements;
mod utterances;
pub mod wire;

pub use corrections::{CorrectionRecord, CorrectionState};
pub use documents::{CopyRecord, HeadRecord, ListedRecord, near_copies};
pub use imports::{EntryRecord, ImportRecord};
pub use people::{LifeRecord, LikenessRecord, NamedRecord, PersonRecord, ReasonRecord, RoleRecord, life};
pub use search::{
    FacetRecord, GroupRecord, ResultRecord, SEARCH_SCHEMA, SearchRecord, TotalsRecord, ValueRecord, results,
};
pub use similar::{Claim, LikeRecord, SIMILAR_SCHEMA, SimilarRecord, similar};
pub use statements::{StatementPage, statement};
pub use utterances::{
    AlertRecord, CHECK_SCHEMA, CheckRecord, ClosestRecord, EditRecord, QuotationRecord, SearchedRecord,
    SpokeRecord, SummaryRecord, UTTERANCE_SCHEMA, Utterance, UtteranceRecord, VariantRecord, change, check,
};

/// A probability with four decimals: enough for any use of it, and the same on every processor.
fn rounded(share: f32) -> f64 {
    (f64::from(share) * 1e4).round() / 1e4
}

/// A day, counted from 1970-01-01, as `2016-10-04`.
fn day(day: i64) -> Option<String> {
    sayso_store::codes::date_of(day).map(|date| date.to_string())
}
