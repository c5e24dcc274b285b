//! What parameters have in common.

use sayso::store::query::{Expr, parse};
use serde::Deserialize;
use utoipa::ToSchema;

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

/// The query; everything where there is none.
///
/// # Errors
/// If it cannot be understood.
pub fn query(asked: Option<&str>) -> Result<Expr, Failure> {
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
    Failure::new(Kind::BadParameter, what)
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
