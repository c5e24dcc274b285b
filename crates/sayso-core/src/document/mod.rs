//! The plain data types: what is read, and what is found in it.
//!
//! None of them is serialised here: the public JSON is the wire record of `sayso-formats`.

mod correction;

use std::borrow::Cow;

use crate::text::Span;

pub use correction::{Called, Carried, CorrectionKind, Named, Party, Role};

/// One article. `text` never changes after reading; every span of a [`Reading`] points into it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Stable identity: see [`Document::identify`].
    pub id: String,
    /// Path or address as the user gave it.
    pub origin: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published.
    pub outlet: Option<String>,
    /// Byline names, in order.
    pub authors: Vec<String>,
    /// Publication date or instant, ISO 8601 (`2016-10-02` or `2016-10-02T09:30:00-04:00`).
    pub published: Option<String>,
    /// BCP 47 primary language subtag (`en`).
    pub language: Option<String>,
    /// The text, paragraphs parted by line breaks.
    pub text: String,
}

/// Another place where the text of a document was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Appearance {
    /// Path or address.
    pub origin: String,
    /// Who published.
    pub outlet: Option<String>,
    /// When, ISO 8601.
    pub published: Option<String>,
}

/// What was found in one document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// In text order (by first content byte, then outer before inner).
    pub statements: Vec<Statement>,
    /// Everybody who speaks, in order of first statement.
    pub speakers: Vec<Speaker>,
    /// Counts over the document.
    pub profile: Profile,
    /// What a reader of the result should know: never a reason to stop.
    pub diagnostics: Vec<Diagnostic>,
}

/// One attribution found in one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Stable over runs that find the same spans in the same text: `st_` and 12 hex digits.
    pub id: String,
    /// By whether the content stands in quotation marks.
    pub form: Form,
    /// From the cue.
    pub attitude: Attitude,
    /// From what governs the cue.
    pub status: Status,
    /// How the cue frames the content.
    pub stance: Stance,
    /// What was said or thought: disjoint parts in text order, at least one.
    pub content: Vec<Span>,
    /// The words that make the attribution; `None` where only layout does (a transcript).
    pub cue: Option<Cue>,
    /// The span that names who speaks.
    pub source: Option<Source>,
    /// Who that is within the document.
    pub speaker: Option<SpeakerLink>,
    /// To whom it was said.
    pub addressee: Option<Vec<Span>>,
    /// Where or in what it was said (*in an interview with …*, *in a statement*, *on Twitter*).
    pub venue: Option<Vec<Span>>,
    /// When it was said.
    pub said: Option<Said>,
    /// Index, in [`Reading::statements`], of the statement within whose content this one stands.
    pub parent: Option<usize>,
    /// Calibrated probability that the statement is right, 0 to 1.
    pub confidence: f32,
    /// Why: the steps that led here, in order.
    pub trace: Vec<Step>,
}

/// The words that make an attribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// Disjoint parts in text order.
    pub spans: Vec<Span>,
    /// Dictionary form of the head word, lower case (*say*, *according to*, *statement*, *:*).
    pub lemma: String,
}

/// The span that names who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Disjoint parts in text order.
    pub spans: Vec<Span>,
    /// Name, nominal or pronoun.
    pub kind: SourceKind,
    /// Whether the span itself holds a name of who speaks.
    pub named: bool,
}

/// From a statement to its speaker.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeakerLink {
    /// Index in [`Reading::speakers`].
    pub speaker: usize,
    /// By which way the source led to the speaker.
    pub via: Via,
    /// Probability that the link is right, given that the statement is, 0 to 1.
    pub confidence: f32,
}

/// A person, organisation, group or document that speaks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Speaker {
    /// `s1`, `s2`, … in order of first statement.
    pub id: String,
    /// Fullest name that the text gives; where `named` is false, the text's own description.
    pub name: String,
    /// What it is.
    pub kind: SpeakerKind,
    /// Whether the text gives a name.
    pub named: bool,
    /// Other spellings and forms of the name that the text uses.
    pub aliases: Vec<String>,
    /// Roles and affiliations from titles and appositions, as the text words them.
    pub roles: Vec<String>,
    /// Where the text mentions it, in text order.
    pub mentions: Vec<Span>,
    /// For a joint source: the speakers it joins (indices in [`Reading::speakers`]).
    pub members: Vec<usize>,
}

/// When it was said: civil dates, both inclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// First possible day.
    pub from: jiff::civil::Date,
    /// Last possible day.
    pub to: jiff::civil::Date,
    /// From what.
    pub basis: SaidBasis,
    /// The time expression, where there is one.
    pub span: Option<Span>,
}

/// One step of a trace.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Which rule or component, a stable name in kebab case (`model.cue`, `speaker.surname`).
    pub rule: &'static str,
    /// One sentence for a person.
    pub why: String,
    /// The characters that it rests on.
    pub spans: Vec<Span>,
    /// Its score, where it has one.
    pub score: Option<f32>,
}

/// The sourcing profile of a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Profile {
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
    pub sourceless: usize,
    /// Share of the text's words in no statement (content, cue or source), 0 to 1.
    pub own_voice: f32,
    /// Share of the text's words in some statement's content, 0 to 1.
    pub attributed: f32,
    /// `hearsay[d]`: statements with `d` statements around them (0: top level).
    pub hearsay: Vec<usize>,
}

/// Something that a reader of the result should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code in kebab case (`other-language`, `unclosed-quotation`). Owned where it came from
    /// outside (a wire record).
    pub code: Cow<'static, str>,
    /// What, where, and what to do, in a sentence or two.
    pub message: String,
    /// Where, if it is a place.
    pub span: Option<Span>,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// All values, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word used in the wire record and on every screen.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The value that `word` names.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

pub(crate) use words;

words!(
    /// By whether the content stands in quotation marks.
    Form {
        /// Every word inside them.
        Direct = "direct",
        /// No word inside them.
        #[default]
        Indirect = "indirect",
        /// Some words inside them.
        Mixed = "mixed",
    }
);
words!(
    /// What kind of act the cue names (PDTB and PARC: assertion, belief, fact, eventuality).
    Attitude {
        /// Said, wrote, according to.
        #[default]
        Assertion = "assertion",
        /// Thought, expected, feared.
        Belief = "belief",
        /// Knew, learned, remembered.
        Knowledge = "knowledge",
        /// Planned, promised, agreed to.
        Intention = "intention",
    }
);
words!(
    /// Whether the saying itself is asserted: "did not say" never shows as said.
    Status {
        /// It was said.
        #[default]
        Asserted = "asserted",
        /// It was not said, or the speaker denied it.
        Denied = "denied",
        /// Only under a condition (*if*, *would*, *might*).
        Conditional = "conditional",
        /// Not yet (*will say*).
        Future = "future",
        /// As a question (*asked whether*).
        Asked = "asked",
    }
);
words!(
    /// How the cue frames the content.
    Stance {
        /// *said*.
        #[default]
        Neutral = "neutral",
        /// *acknowledged*, *revealed*, *confirmed*.
        Endorsing = "endorsing",
        /// *claimed*, *alleged*.
        Distancing = "distancing",
    }
);
words!(
    /// What the source span is.
    SourceKind {
        /// Holds a proper name of who speaks.
        Name = "name",
        /// A description (*the finance chief*).
        #[default]
        Nominal = "nominal",
        /// A pronoun.
        Pronoun = "pronoun",
    }
);
words!(
    /// What a speaker is.
    SpeakerKind {
        /// One human being.
        Person = "person",
        /// Government, company, party, newspaper, court.
        Organization = "organization",
        /// Several people (*officials*, *critics*, a joint source).
        Group = "group",
        /// A report, letter, poll, law.
        Document = "document",
        /// Anything else.
        #[default]
        Other = "other",
    }
);
words!(
    /// By which way a source led to its speaker.
    Via {
        /// The full name stands in the source.
        Name = "name",
        /// A surname.
        Surname = "surname",
        /// Another form of the name (acronym, nickname, spelling).
        Alias = "alias",
        /// A description.
        #[default]
        Nominal = "nominal",
        /// A pronoun.
        Pronoun = "pronoun",
        /// No source of its own: the last speaker goes on.
        Inherited = "inherited",
    }
);
words!(
    /// From what the time of saying comes.
    SaidBasis {
        /// A time expression beside the cue.
        #[default]
        Expression = "expression",
        /// The dateline.
        Dateline = "dateline",
        /// The publication date.
        Publication = "publication",
    }
);

impl Document {
    /// A document of plain text, identified by it.
    #[must_use]
    pub fn from_text(origin: &str, text: String) -> Self {
        Self { id: Self::identify(&text), origin: origin.to_owned(), text, ..Self::default() }
    }

    /// The identity of a text: `doc_` and the first 16 hex digits of its SHA-256.
    #[must_use]
    pub fn identify(text: &str) -> String {
        use sha2::{Digest, Sha256};
        let hash = Sha256::digest(text.as_bytes());
        let hex: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        format!("doc_{hex}")
    }
}
