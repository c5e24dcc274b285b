//! The structs of the wire record, for those who describe the API: as the committed schema says.

use std::borrow::Cow;

use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// The JSON Schema of the wire record, generated from its structs.
pub const SCHEMA: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema/sayso.document-1.json"));

macro_rules! described {
    ($($name:ident),+) => {
        $(
            #[doc = concat!("Stands for the `", stringify!($name), "` of the wire record.")]
            #[derive(Debug)]
            pub struct $name;

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    // The whole of it is put in its place when the description is made.
                    RefOr::T(Schema::default())
                }
            }

            impl ToSchema for $name {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed(stringify!($name))
                }
            }
        )+
    };
}

described!(DocumentRecord, StatementRecord, SpanRecord, PassageRecord, SpeakerRecord);

/// Why a statement was found: `sayso.explanation/1`.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "only described: what is sent is the struct of the same name")]
pub struct ExplanationRecord {
    /// Name and version of this record: `sayso.explanation/1`.
    schema: String,
    /// Unit of every offset: `codepoints`, Unicode code points of the document's text.
    offsets: String,
    /// Name and version of the model.
    model: String,
    /// `id` of the document.
    document: String,
    /// Path or address of the document as it was given.
    origin: String,
    /// Place of the statement among those of the document, from 1.
    number: usize,
    /// The statement, as in the record of the document.
    statement: StatementRecord,
    /// Who speaks, as in the record of the document; null where the text does not tell.
    speaker: Option<SpeakerRecord>,
    /// The steps, in order.
    steps: Vec<StepRecord>,
}

/// One step on the way to a statement or its speaker.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "only described: what is sent is the struct of the same name")]
pub struct StepRecord {
    /// Stable name of the rule or component.
    rule: String,
    /// One sentence for a person.
    why: String,
    /// Its score; null where it has none.
    score: Option<f32>,
    /// The words that it rests on.
    spans: Vec<PassageRecord>,
}
