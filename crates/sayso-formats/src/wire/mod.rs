//! The versioned wire record `sayso.document/1`: the one public JSON of sayso.
//!
//! Command line, REST, JSONL export and Python all carry these structs. Rules of the record:
//!
//! - An unknown value is `null`, never a missing key. Readers ignore keys that they do not know:
//!   new ones may appear within a version, and none changes its meaning.
//! - Offsets count Unicode code points of `document.text`; the end is exclusive.
//! - A `text` beside `spans` equals the slice. Where there are several spans, it is their slices
//!   joined by [`GAP`].
//! - Probabilities carry four decimals.
//!
//! The JSON Schema in `docs/schema/sayso.document-1.json` is generated from these structs.

mod corrections;
mod explanation;
mod read;
mod write;

use serde::{Deserialize, Serialize};

use sayso_core::document::{
    Attitude, CorrectionKind, Form, SaidBasis, SourceKind, SpeakerKind, Stance, Status, Via,
};

pub use corrections::{
    CorrectionRecord, NamedRecord, PartyRecord, PersonRecord, carried, correction, noticed,
};
pub use explanation::{EXPLANATION_SCHEMA, ExplanationRecord, StepRecord, explanations};
pub use read::{WireError, from_wire, parse};
pub use write::joined;
pub use write::to_wire;

/// The value of `schema` in every record of this version.
pub const SCHEMA: &str = "sayso.document/1";

/// The value of `offsets` in every record: Unicode code points.
pub const OFFSETS: &str = "codepoints";

/// What stands, in a `text`, between the slices of two spans: the words between them are left out.
pub const GAP: &str = " … ";

/// One document with everything found in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DocumentRecord {
    /// Name and version of this record: `sayso.document/1`.
    #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
    pub schema: String,
    /// Unit of every offset: `codepoints`, Unicode code points of `document.text`.
    #[cfg_attr(test, schemars(extend("const" = OFFSETS)))]
    pub offsets: String,
    /// The document itself.
    pub document: DocumentHead,
    /// In text order (by first content character, then outer before inner).
    pub statements: Vec<StatementRecord>,
    /// Everybody who speaks, in order of first statement.
    pub speakers: Vec<SpeakerRecord>,
    /// Counts over the document.
    pub profile: ProfileRecord,
    /// What a reader of the result should know.
    pub diagnostics: Vec<DiagnosticRecord>,
    /// What people decided about it, in the order in which they did; only in what a collection exports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrections: Option<Vec<CorrectionRecord>>,
    /// Where else its text was found; only in what a collection exports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appearances: Option<Vec<AppearanceRecord>>,
}

/// Another place where the text of a document was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AppearanceRecord {
    /// Path or address.
    pub origin: String,
    /// Who published.
    pub outlet: Option<String>,
    /// Publication date or instant, ISO 8601.
    pub published: Option<String>,
}

/// The document: where it comes from, and its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DocumentHead {
    /// Stable identity.
    pub id: String,
    /// Path or address as the user gave it.
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
    /// The text that all offsets point into.
    pub text: String,
}

/// One attribution found in the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StatementRecord {
    /// Stable over runs that find the same spans in the same text.
    pub id: String,
    /// By whether the content stands in quotation marks.
    #[serde(with = "words")]
    #[cfg_attr(test, schemars(schema_with = "words::schema::<Form>"))]
    pub form: Form,
    /// What kind of act the cue names.
    #[serde(with = "words")]
    #[cfg_attr(test, schemars(schema_with = "words::schema::<Attitude>"))]
    pub attitude: Attitude,
    /// Whether the saying itself is asserted.
    #[serde(with = "words")]
    #[cfg_attr(test, schemars(schema_with = "words::schema::<Status>"))]
    pub status: Status,
    /// How the cue frames the content.
    #[serde(with = "words")]
    #[cfg_attr(test, schemars(schema_with = "words::schema::<Stance>"))]
    pub stance: Stance,
    /// What was said or thought.
    pub content: PassageRecord,
    /// The words that make the attribution; null where only layout does.
    pub cue: Option<CueRecord>,
    /// The words that name who speaks.
    pub source: Option<SourceRecord>,
    /// Who that is within the document; null where the text does not tell.
    pub speaker: Option<SpeakerLinkRecord>,
    /// To whom it was said.
    pub addressee: Option<PassageRecord>,
    /// Where or in what it was said.
    pub venue: Option<PassageRecord>,
    /// When it was said.
    pub said: Option<SaidRecord>,
    /// `id` of the statement within whose content this one stands.
    pub parent: Option<String>,
    /// Calibrated probability that the statement is right, 0 to 1.
    #[cfg_attr(test, schemars(range(min = 0.0, max = 1.0)))]
    pub confidence: f32,
}

/// A range of code points of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SpanRecord {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// Words of the text, and where they stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PassageRecord {
    /// The words; several parts are joined by ` … `.
    pub text: String,
    /// Disjoint parts in text order, at least one.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub spans: Vec<SpanRecord>,
}

/// The words that make an attribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CueRecord {
    /// The words; several parts are joined by ` … `.
    pub text: String,
    /// Dictionary form of the head word, lower case.
    pub lemma: String,
    /// Disjoint parts in text order, at least one.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub spans: Vec<SpanRecord>,
}

/// The words that name who speaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SourceRecord {
    /// The words; several parts are joined by ` … `.
    pub text: String,
    /// Disjoint parts in text order, at least one.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub spans: Vec<SpanRecord>,
    /// What the words are.
    #[serde(with = "words")]
    #[cfg_attr(test, schemars(schema_with = "words::schema::<SourceKind>"))]
    pub kind: SourceKind,
    /// Whether the words themselves hold a name of who speaks.
    pub named: bool,
}

/// Who speaks, as seen from one statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SpeakerLinkRecord {
    /// `id` of one of the record's `speakers`.
    pub id: String,
    /// As in `speakers`.
    pub name: String,
    /// As in `speakers`.
    #[serde(with = "words")]
    #[cfg_attr(test, schemars(schema_with = "words::schema::<SpeakerKind>"))]
    pub kind: SpeakerKind,
    /// As in `speakers`.
    #[serde(default)]
    pub named: bool,
    /// As in `speakers`.
    pub roles: Vec<String>,
    /// By which way the source led to the speaker.
    #[serde(with = "words")]
    #[cfg_attr(test, schemars(schema_with = "words::schema::<Via>"))]
    pub via: Via,
    /// Probability that the link is right, given that the statement is, 0 to 1.
    #[cfg_attr(test, schemars(range(min = 0.0, max = 1.0)))]
    pub confidence: f32,
}

/// When it was said: civil dates, both inclusive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SaidRecord {
    /// First possible day, `2016-10-02`.
    pub from: String,
    /// Last possible day, `2016-10-02`.
    pub to: String,
    /// From what.
    #[serde(with = "words")]
    #[cfg_attr(test, schemars(schema_with = "words::schema::<SaidBasis>"))]
    pub basis: SaidBasis,
    /// The time expression; null where there is none.
    #[serde(default)]
    pub expression: Option<PassageRecord>,
}

/// A person, organisation, group or document that speaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SpeakerRecord {
    /// Within the document: `s1`, `s2`, … in order of first statement.
    pub id: String,
    /// Fullest name that the text gives; where `named` is false, the text's own description.
    pub name: String,
    /// What it is.
    #[serde(with = "words")]
    #[cfg_attr(test, schemars(schema_with = "words::schema::<SpeakerKind>"))]
    pub kind: SpeakerKind,
    /// Whether the text gives a name.
    pub named: bool,
    /// Other spellings and forms of the name that the text uses.
    pub aliases: Vec<String>,
    /// Roles and affiliations, as the text words them.
    pub roles: Vec<String>,
    /// How often the text mentions it.
    pub mentions: usize,
    /// Where the text mentions it, in text order.
    #[serde(default)]
    pub mention_spans: Vec<SpanRecord>,
    /// For a joint source: `id` of each speaker that it joins.
    #[serde(default)]
    pub members: Vec<String>,
}

/// The sourcing profile of the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ProfileRecord {
    /// All statements, nested ones included.
    pub statements: usize,
    /// Statements whose content stands wholly in quotation marks.
    pub direct: usize,
    /// Statements whose content stands in none.
    pub indirect: usize,
    /// Statements whose content stands partly in quotation marks.
    pub mixed: usize,
    /// Different speakers.
    pub speakers: usize,
    /// Of these, the ones that the text does not name.
    pub unnamed: usize,
    /// Statements that have no source at all.
    #[serde(default)]
    pub sourceless: usize,
    /// Share of the text's words in no statement (content, cue or source), 0 to 1.
    #[cfg_attr(test, schemars(range(min = 0.0, max = 1.0)))]
    pub own_voice: f32,
    /// Share of the text's words in some statement's content, 0 to 1.
    #[serde(default)]
    #[cfg_attr(test, schemars(range(min = 0.0, max = 1.0)))]
    pub attributed: f32,
    /// At index d: how many statements have d statements around them (0: top level).
    #[serde(default)]
    pub hearsay: Vec<usize>,
}

/// Something that a reader of the result should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DiagnosticRecord {
    /// Stable code in kebab case.
    pub code: String,
    /// What, where, and what to do.
    pub message: String,
    /// Where, if it is a place.
    pub span: Option<SpanRecord>,
}

/// The closed vocabularies of core as JSON strings.
mod words {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::{Attitude, CorrectionKind, Form, SaidBasis, SourceKind, SpeakerKind, Stance, Status, Via};

    /// A closed vocabulary.
    pub trait Vocabulary: Copy + 'static {
        /// What the vocabulary is of, for messages.
        const NAME: &'static str;
        /// All values, in order.
        const ALL: &'static [Self];
        /// The word of a value.
        fn word(self) -> &'static str;
    }

    macro_rules! vocabulary {
        ($($type:ident = $name:literal),+) => {
            $(impl Vocabulary for $type {
                const NAME: &'static str = $name;
                const ALL: &'static [Self] = $type::ALL;
                fn word(self) -> &'static str {
                    $type::word(self)
                }
            })+
        };
    }
    vocabulary!(
        Form = "form",
        Attitude = "attitude",
        Status = "status",
        Stance = "stance",
        SourceKind = "kind of source",
        SpeakerKind = "kind of speaker",
        Via = "way to a speaker",
        SaidBasis = "basis",
        CorrectionKind = "kind of correction"
    );

    pub fn serialize<T: Vocabulary, S: Serializer>(value: &T, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(value.word())
    }

    pub fn deserialize<'de, T: Vocabulary, D: Deserializer<'de>>(input: D) -> Result<T, D::Error> {
        let word = String::deserialize(input)?;
        T::ALL.iter().copied().find(|value| value.word() == word).ok_or_else(|| {
            let known: Vec<_> = T::ALL.iter().map(|value| value.word()).collect();
            D::Error::custom(format!("unknown {} `{word}`, expected one of {}", T::NAME, known.join(", ")))
        })
    }

    #[cfg(test)]
    pub fn schema<T: Vocabulary>(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let words: Vec<_> = T::ALL.iter().map(|value| value.word()).collect();
        schemars::json_schema!({ "type": "string", "enum": words })
    }
}

#[cfg(test)]
mod tests;
