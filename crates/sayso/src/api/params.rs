//! What parameters have in common.

use sayso::store::query::{Expr, parse};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::server::{Failure, Kind};

/// Most results of one page.
pub const MOST: usize = 100;

/// How many results a page has: as asked, within bounds.
///
/// # Errors
/// If more are asked for than a page has, or none.
pub fn limit(asked: Option<usize>, usual: usize) -> Result<usize, Failure> {
    match asked.unwrap_or(usual) {
        asked @ 1..=MOST => Ok(asked),
        other => {
            let what = format!("limit={other}: a page has 1 to {MOST} results; go on with `after`");
            Err(Failure::new(Kind::BadParameter, what))
        }
    }
}

/// Characters of the longest text in an address: written as bytes, there is room for no more.
pub const LONGEST: usize = 4000;

/// A text that stands in an address.
///
/// # Errors
/// If it is longer than [`LONGEST`].
pub fn text<'a>(name: &str, text: &'a str) -> Result<&'a str, Failure> {
    if text.chars().count() <= LONGEST {
        return Ok(text);
    }
    let what = format!("{name}: more than {LONGEST} characters; shorten it");
    Err(Failure::new(Kind::BadParameter, what))
}

/// A share, from 0 to 1.
///
/// # Errors
/// If it is none.
pub fn share(name: &str, asked: Option<f32>, usual: f32) -> Result<f32, Failure> {
    match asked.unwrap_or(usual) {
        share if (0.0..=1.0).contains(&share) => Ok(share),
        other => {
            Err(Failure::new(Kind::BadParameter, format!("{name}={other}: this is a number from 0 to 1")))
        }
    }
}

/// The query; everything where there is none.
///
/// # Errors
/// If it cannot be understood.
pub fn query(asked: Option<&str>) -> Result<Expr, Failure> {
    let asked = asked.map(|asked| text("query", asked)).transpose()?;
    Ok(asked.map(parse).transpose()?.unwrap_or_else(Expr::everything))
}

/// A cursor that is a number.
///
/// # Errors
/// If it is none that was given out.
pub fn after(asked: Option<&str>) -> Result<Option<i64>, Failure> {
    let number = |cursor: &str| cursor.parse().map_err(|_| bad_cursor(cursor));
    asked.map(number).transpose()
}

/// A cursor that was never given out.
pub fn bad_cursor(cursor: &str) -> Failure {
    let what = format!("after={cursor}: this is no cursor of this list; begin it anew, without one");
    Failure::new(Kind::BadCursor, what)
}

/// A whole number of JSON, where 7.0 is one as well as 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number(pub i64);

impl PartialSchema for Number {
    fn schema() -> RefOr<Schema> {
        i64::schema()
    }
}

impl ToSchema for Number {}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(input)?;
        let whole = |number: f64| (number.fract() == 0.0 && number.abs() < 9e18).then_some(number as i64);
        let found = number.as_i64().or_else(|| number.as_f64().and_then(whole));
        found.map(Self).ok_or_else(|| D::Error::custom(format!("{number}: a whole number is wanted")))
    }
}

/// What results are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// Statements.
    #[default]
    Statements,
    /// Who made them, with how many.
    Speakers,
    /// What they report, with how many.
    Utterances,
    /// Where they stand, with how many.
    Documents,
}

impl From<Group> for sayso::store::search::Group {
    fn from(group: Group) -> Self {
        match group {
            Group::Statements => Self::Statements,
            Group::Speakers => Self::Speakers,
            Group::Utterances => Self::Utterances,
            Group::Documents => Self::Documents,
        }
    }
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// What fits the words best; without words, what was published last.
    #[default]
    Relevance,
    /// What was published last.
    Newest,
    /// What was published first.
    Oldest,
    /// What is most surely a statement.
    Confidence,
}

impl From<Sort> for sayso::store::search::Sort {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Relevance => Self::Relevance,
            Sort::Newest => Self::Newest,
            Sort::Oldest => Self::Oldest,
            Sort::Confidence => Self::Confidence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_may_have_a_point() {
        let read = |text: &str| serde_json::from_str::<Number>(text).map(|number| number.0).ok();
        assert_eq!((read("7"), read("7.0"), read("-7e2")), (Some(7), Some(7), Some(-700)));
        assert_eq!((read("7.5"), read("1e300"), read("\"7\"")), (None, None, None));
    }
}
