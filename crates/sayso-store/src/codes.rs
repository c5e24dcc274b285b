//! How values stand in the database: words as numbers, days as numbers, spans as JSON.

use jiff::Unit;
use jiff::civil::Date;
use rusqlite::Error;
use rusqlite::types::Type;
use sayso_core::document::{Attitude, Form, SaidBasis, SourceKind, SpeakerKind, Stance, Status, Via};
use sayso_core::text::Span;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A closed vocabulary of the core, as a number in the database.
pub trait Code: Copy + PartialEq + 'static {
    /// All values; the number is the place in this list.
    const ALL: &'static [Self];

    /// The number of a value.
    fn code(self) -> i64 {
        let place = Self::ALL.iter().position(|&one| one == self);
        place.expect("every value stands in its list") as i64
    }

    /// The value of a number; none where no version of sayso writes it.
    fn from_code(code: i64) -> Option<Self> {
        Self::ALL.get(usize::try_from(code).ok()?).copied()
    }
}

macro_rules! codes {
    ($($type:ident),+) => {
        $(impl Code for $type {
            const ALL: &'static [Self] = $type::ALL;
        })+
    };
}
codes!(Form, Attitude, Status, Stance, SourceKind, SpeakerKind, Via, SaidBasis);

/// The value of a stored number.
pub(crate) fn decoded<T: Code>(code: i64) -> rusqlite::Result<T> {
    T::from_code(code).ok_or_else(|| Error::IntegralValueOutOfRange(0, code))
}

/// A probability in ten-thousandths.
pub(crate) fn probability_code(probability: f32) -> i64 {
    (f64::from(probability) * 1e4).round() as i64
}

/// The probability of so many ten-thousandths.
pub(crate) fn probability(code: i64) -> f32 {
    (code as f64 / 1e4) as f32
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// Days since 1970-01-01.
#[must_use]
pub fn day_number(date: Date) -> i64 {
    let since = date.since((Unit::Day, EPOCH)).expect("days between two dates are few");
    since.get_days().into()
}

/// The date so many days after 1970-01-01; none outside the calendar.
#[must_use]
pub fn date_of(day: i64) -> Option<Date> {
    EPOCH.checked_add(jiff::Span::new().try_days(day).ok()?).ok()
}

/// The day of a publication date or instant in ISO 8601, counted from 1970-01-01.
#[must_use]
pub fn published_day(published: Option<&str>) -> Option<i64> {
    published?.get(..10)?.parse().ok().map(day_number)
}

/// The digits of a statement's public id (`st_` and 12 hex digits).
#[must_use]
pub fn statement_key(id: &str) -> Option<i64> {
    let digits = id.strip_prefix("st_")?;
    let whole =
        digits.len() == 12 && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    whole.then(|| i64::from_str_radix(digits, 16).ok())?
}

/// The public id of a statement with this key.
#[must_use]
pub fn statement_id(key: i64) -> String {
    format!("st_{key:012x}")
}

/// SHA-256 of a text: the identity of a document.
#[must_use]
pub fn text_hash(text: &str) -> [u8; 32] {
    use sha2::{Digest, Sha256};
    Sha256::digest(text.as_bytes()).into()
}

/// The public id of a document with this hash, where it brought none of its own.
#[must_use]
pub fn document_id(hash: &[u8]) -> String {
    let hex: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("doc_{hex}")
}

/// Spans as `[[start, end], …]`.
pub(crate) fn pairs(spans: &[Span]) -> Vec<[usize; 2]> {
    spans.iter().map(|span| [span.start, span.end]).collect()
}

/// Spans of `[[start, end], …]`.
pub(crate) fn spans(pairs: &[[usize; 2]]) -> Vec<Span> {
    pairs.iter().filter(|[start, end]| start <= end).map(|&[start, end]| Span::new(start, end)).collect()
}

/// Spans as start, length, distance to the next start, length, …: each number in groups of seven bits, lowest
/// first, the sign of a distance in its lowest bit.
pub(crate) fn pack(spans: &[Span]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut last = 0;
    for span in spans {
        let distance = span.start as i64 - last;
        last = span.start as i64;
        push(&mut bytes, ((distance << 1) ^ (distance >> 63)) as u64);
        push(&mut bytes, span.len() as u64);
    }
    (!bytes.is_empty()).then_some(bytes)
}

fn push(bytes: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// The spans of [`pack`]; none where they are not such.
pub(crate) fn unpack(bytes: &[u8]) -> Option<Vec<Span>> {
    let mut rest = bytes.iter();
    let (mut spans, mut start) = (Vec::new(), 0_i64);
    while rest.len() > 0 {
        let distance = pull(&mut rest)?;
        start = start.checked_add((distance >> 1) as i64 ^ -((distance & 1) as i64))?;
        let end = start.checked_add_unsigned(pull(&mut rest)?)?;
        spans.push(Span::new(usize::try_from(start).ok()?, usize::try_from(end).ok()?));
    }
    Some(spans)
}

fn pull<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> Option<u64> {
    let mut number = 0;
    for shift in (0..63).step_by(7) {
        let byte = *bytes.next()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// A value as JSON text.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("plain values can be written as JSON")
}

/// A list as JSON text, nothing if it is empty.
pub(crate) fn json_list<T: Serialize>(list: &[T]) -> Option<String> {
    (!list.is_empty()).then(|| json(list))
}

/// The value of stored JSON text.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|why| Error::FromSqlConversionFailure(0, Type::Text, Box::new(why)))
}

/// The list of stored JSON text; empty where there is none.
pub(crate) fn list_from_json<T: DeserializeOwned>(text: Option<String>) -> rusqlite::Result<Vec<T>> {
    text.map_or_else(|| Ok(Vec::new()), |text| from_json(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What stands in databases must keep its meaning: a new word goes to the end.
    #[test]
    fn the_numbers_of_words_never_change() {
        fn words<T: Code>(word: fn(T) -> &'static str) -> String {
            (0..).map_while(T::from_code).map(word).collect::<Vec<_>>().join(" ")
        }
        assert_eq!(words(Form::word), "direct indirect mixed");
        assert_eq!(words(Attitude::word), "assertion belief knowledge intention");
        assert_eq!(words(Status::word), "asserted denied conditional future asked");
        assert_eq!(words(Stance::word), "neutral endorsing distancing");
        assert_eq!(words(SourceKind::word), "name nominal pronoun");
        assert_eq!(words(SpeakerKind::word), "person organization group document other");
        assert_eq!(words(Via::word), "name surname alias nominal pronoun inherited");
        assert_eq!(words(SaidBasis::word), "expression dateline publication");
    }

    #[test]
    fn days_and_dates() {
        assert_eq!(published_day(Some("1970-01-02T09:30:00-04:00")), Some(1));
        assert_eq!(published_day(Some("1969-12-31")), Some(-1));
        assert_eq!(published_day(Some("2016")), None);
        assert_eq!(date_of(i64::MAX), None);
    }

    #[test]
    fn ids_and_keys() {
        assert_eq!(statement_id(statement_key("st_0012ab34cd56").unwrap()), "st_0012ab34cd56");
        assert_eq!(statement_key("st_0012AB34cd56").or(statement_key("st_12")), None);
        assert_eq!(document_id(&text_hash("Yes.")), sayso_core::Document::identify("Yes."));
    }

    proptest! {
        #[test]
        fn any_bytes_are_spans_or_none(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            unpack(&bytes);
        }

        #[test]
        fn what_is_stored_comes_back(
            day in -700_000_i64..2_000_000, starts in prop::collection::vec((0_usize..9999, 0_usize..99), 0..9),
            ten_thousandths in 0_i64..=10_000,
        ) {
            prop_assert_eq!(date_of(day).map(day_number), Some(day));
            let list: Vec<Span> = starts.iter().map(|&(start, length)| Span::new(start, start + length)).collect();
            prop_assert_eq!(unpack(&pack(&list).unwrap_or_default()), Some(list.clone()));
            prop_assert_eq!(spans(&pairs(&list)), list);
            prop_assert_eq!(probability_code(probability(ten_thousandths)), ten_thousandths);
        }
    }
}
