//! The fields of a query and the values that they take.

use sayso_core::document::{Attitude, Form, SpeakerKind, Stance, Status};

use super::{Expr, Filter, Share, Words, dates};

/// From this likeness on (0 to 1, Jaro-Winkler) a known name is offered for an unknown one.
const ALIKE: f64 = 0.75;

/// The word that asks for what is not known.
pub(super) const NONE: &str = "none";

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $name:literal $(or $other:literal)*),+ $(,)?) => {
        /// What a statement can be asked for, beside its content.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($(#[$doc])* $variant),+ }

        impl Field {
            /// All fields, in the order in which they are explained.
            pub const ALL: &'static [Field] = &[$(Field::$variant),+];

            /// The name of the field in a query.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Field::$variant => $name),+ }
            }

            /// The field of this name, in any case; a few shorter names are known too.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name.to_lowercase().as_str() { $($name $(| $other)* => Some(Field::$variant),)+ _ => None }
            }
        }
    };
}

fields!(
    /// Who speaks.
    Speaker = "speaker" or "by",
    /// Who speaks, by number in the collection.
    Person = "person",
    /// Whether who speaks is named.
    Named = "named",
    /// What who speaks is.
    Kind = "kind",
    /// The rest of the sentence, with who speaks and the cue.
    Context = "context",
    /// The words that make the attribution.
    Cue = "cue",
    /// Who published.
    Outlet = "outlet",
    /// The headline.
    Title = "title" or "headline",
    /// The document.
    Document = "document" or "doc",
    /// The utterance that it reports.
    Utterance = "utterance" or "ut",
    /// The document's language.
    Language = "language" or "lang",
    /// When it was said.
    Said = "said",
    /// When it was published.
    Published = "published" or "date",
    /// Direct, indirect, mixed.
    Form = "form",
    /// What kind of act the cue names.
    Attitude = "attitude",
    /// Whether the saying is asserted.
    Status = "status",
    /// How the cue frames the content.
    Stance = "stance",
    /// How sure the statement is.
    Confidence = "confidence",
    /// What people said of it.
    Review = "review",
);

/// What people said of a statement. One that was rejected is found no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// Nothing yet.
    Open,
    /// That it is right.
    Accepted,
    /// That somebody else said it, or that its words stand elsewhere.
    Changed,
}

impl Review {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Open, Self::Accepted, Self::Changed];

    /// The word on every screen and in a query.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Changed => "changed",
        }
    }
}

/// Why a value is no value of its field, and what to do.
pub(super) struct Unfit {
    pub what: String,
    pub help: String,
}

/// What to do about a field that does not exist.
pub(super) fn help_for_unknown(name: &str) -> String {
    let known: Vec<_> = Field::ALL.iter().map(|field| field.name()).collect();
    match nearest(&name.to_lowercase(), &known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "the fields are {}; put the words in quotation marks to find them as they are",
            known.join(", ")
        ),
    }
}

/// The word of `known` that is most like `word`, if one is like it.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let likeness = |one: &str| strsim::jaro_winkler(word, one);
    let best = known.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) >= ALIKE).then_some(best)
}

/// What `field` with the value `text` asks for. `quoted`: the value stood in quotation marks;
/// `prefix`: a star follows it.
pub(super) fn filter(field: Field, text: &str, quoted: bool, prefix: bool) -> Result<Expr, Unfit> {
    if !quoted && text.eq_ignore_ascii_case(NONE) {
        return missing(field).map(Expr::Filter);
    }
    let words = || Words::new(text, prefix).ok_or_else(|| empty(field));
    let filter = match field {
        Field::Speaker => Filter::Speaker(words()?),
        Field::Person => Filter::Person(number(text)?),
        Field::Context => Filter::Context(words()?),
        Field::Cue => Filter::Cue(words()?),
        Field::Outlet => Filter::Outlet(words()?),
        Field::Title => Filter::Title(words()?),
        Field::Document => Filter::Document(words()?.text),
        Field::Utterance => Filter::Utterance(utterance(text)?),
        Field::Language => Filter::Language(words()?.text.to_lowercase()),
        Field::Said => Filter::Said(dates::days(field, text)?),
        Field::Published => Filter::Published(dates::days(field, text)?),
        Field::Named => Filter::Named(yes_or_no(text)?),
        Field::Kind => Filter::Kind(one_of(field, text, SpeakerKind::ALL, SpeakerKind::word)?),
        Field::Form => Filter::Form(one_of(field, text, Form::ALL, Form::word)?),
        Field::Attitude => Filter::Attitude(one_of(field, text, Attitude::ALL, Attitude::word)?),
        Field::Status => Filter::Status(one_of(field, text, Status::ALL, Status::word)?),
        Field::Stance => Filter::Stance(one_of(field, text, Stance::ALL, Stance::word)?),
        Field::Confidence => Filter::Confidence(share(text)?),
        Field::Review => Filter::Review(one_of(field, text, Review::ALL, Review::word)?),
    };
    Ok(Expr::Filter(filter))
}

fn missing(field: Field) -> Result<Filter, Unfit> {
    let always_known = [
        Field::Document,
        Field::Context,
        Field::Named,
        Field::Form,
        Field::Attitude,
        Field::Status,
        Field::Stance,
        Field::Confidence,
        Field::Review,
    ];
    if !always_known.contains(&field) {
        return Ok(Filter::Missing(field));
    }
    let help = match values(field) {
        Some(words) => format!("it is one of {}", words.join(", ")),
        None => "leave the filter out".to_owned(),
    };
    Err(Unfit { what: format!("`{}` is always known", field.name()), help })
}

pub(super) fn empty(field: Field) -> Unfit {
    let help = format!("write it after the colon, as in `{}:{}`", field.name(), example(field));
    Unfit { what: format!("`{}:` has no value", field.name()), help }
}

/// The closed list of values that a field has.
fn values(field: Field) -> Option<Vec<&'static str>> {
    Some(match field {
        Field::Kind => SpeakerKind::ALL.iter().map(|it| it.word()).collect(),
        Field::Form => Form::ALL.iter().map(|it| it.word()).collect(),
        Field::Attitude => Attitude::ALL.iter().map(|it| it.word()).collect(),
        Field::Status => Status::ALL.iter().map(|it| it.word()).collect(),
        Field::Stance => Stance::ALL.iter().map(|it| it.word()).collect(),
        Field::Review => Review::ALL.iter().map(|it| it.word()).collect(),
        Field::Named => vec!["yes", "no"],
        _ => return None,
    })
}

fn example(field: Field) -> &'static str {
    match field {
        Field::Speaker => "\"Ana Ortiz\"",
        Field::Person => "12",
        Field::Context => "spokeswoman",
        Field::Cue => "deny",
        Field::Outlet => "herald",
        Field::Title => "election",
        Field::Document => "doc_0123456789abcdef",
        Field::Utterance => "ut_0123456789ab",
        Field::Language => "en",
        Field::Said | Field::Published => "2016-09..2016-10",
        Field::Confidence => "0.8..",
        Field::Named => "yes",
        Field::Kind => "person",
        Field::Form => "direct",
        Field::Attitude => "belief",
        Field::Status => "denied",
        Field::Stance => "distancing",
        Field::Review => "open",
    }
}

fn one_of<T: Copy>(field: Field, text: &str, all: &[T], word: fn(T) -> &'static str) -> Result<T, Unfit> {
    let wanted = text.to_lowercase();
    if let Some(&value) = all.iter().find(|&&value| word(value) == wanted) {
        return Ok(value);
    }
    let words: Vec<_> = all.iter().map(|&value| word(value)).collect();
    let elsewhere = Field::ALL.iter().find(|&&field| {
        field != Field::Named && values(field).is_some_and(|known| known.contains(&wanted.as_str()))
    });
    let help = match (elsewhere, nearest(&wanted, &words)) {
        (Some(other), _) => format!("did you mean `{}:{wanted}`?", other.name()),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => format!("it is one of {}", words.join(", ")),
    };
    Err(Unfit { what: format!("`{text}` is no {}", field.name()), help })
}

fn number(text: &str) -> Result<u32, Unfit> {
    let help = "write the number that `sayso speakers` shows; `speaker:` takes names".to_owned();
    text.parse().map_err(|_| Unfit { what: format!("`{text}` is no number of a person"), help })
}

fn utterance(text: &str) -> Result<String, Unfit> {
    let id = text.to_lowercase();
    let digits = id.strip_prefix("ut_").or_else(|| id.strip_prefix("st_"));
    match digits.filter(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        Some(_) => Ok(id),
        None => {
            let help = "write the id that `sayso utterances` shows, or that of a statement".to_owned();
            Err(Unfit { what: format!("`{text}` is no id of an utterance"), help })
        }
    }
}

fn yes_or_no(text: &str) -> Result<bool, Unfit> {
    match text.to_lowercase().as_str() {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => {
            let what = format!("`{text}` is neither yes nor no");
            Err(Unfit { what, help: "write `named:yes` or `named:no`".to_owned() })
        }
    }
}

/// `high`, `medium`, `low`, a number, or a range of numbers whose ends may be left open.
fn share(text: &str) -> Result<Share, Unfit> {
    let unfit = || Unfit {
        what: format!("`{text}` is no confidence"),
        help: "write a range within 0 and 1 such as `0.8..` or `0.5..0.8`, or high, medium or low".to_owned(),
    };
    let number = |part: &str, open: u16| match part {
        "" => Some(open),
        _ => ten_thousandths(part),
    };
    let (from, to) = match text.to_lowercase().as_str() {
        "high" => (8_000, 10_000),
        "medium" => (5_000, 7_999),
        "low" => (0, 4_999),
        range => match range.split_once("..") {
            Some(("", "")) => return Err(unfit()),
            Some((from, to)) => (number(from, 0).ok_or_else(unfit)?, number(to, 10_000).ok_or_else(unfit)?),
            None => ten_thousandths(range).map(|value| (value, value)).ok_or_else(unfit)?,
        },
    };
    if from > to {
        return Err(Unfit {
            what: format!("`{text}` ends before it begins"),
            help: "turn it round".to_owned(),
        });
    }
    Ok(Share { from, to })
}

/// A decimal number from 0 to 1.
fn ten_thousandths(text: &str) -> Option<u16> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let value: f64 = text.parse().ok().filter(|_| plain)?;
    // The range makes the cast exact enough: at most 10,000.
    (0.0..=1.0).contains(&value).then(|| (value * 10_000.0).round() as u16)
}
