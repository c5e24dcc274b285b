//! Who speaks.

use sayso_store::identity::{Likeness, Named, RoleOverTime};
use sayso_store::people::Person;
use sayso_store::query::{Expr, Filter};
use sayso_store::search::{Request, Search, SearchError, Sort};
use sayso_store::{Store, StoreError};
use serde::Serialize;
use utoipa::ToSchema;

use super::search::{ResultRecord, results};
use super::{day, rounded};

/// Somebody who speaks in the collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonRecord {
    /// Number in the collection.
    pub id: i64,
    /// Preferred name.
    pub name: String,
    /// `person`, `organization`, `group`, `document` or `other`.
    pub kind: &'static str,
    /// Every other name that documents give.
    pub aliases: Vec<String>,
    /// Statements that are not hidden.
    pub statements: u64,
    /// Documents with such statements.
    pub documents: u64,
}

impl From<&Person> for PersonRecord {
    fn from(one: &Person) -> Self {
        Self {
            id: one.id,
            name: one.name.clone(),
            kind: one.kind.word(),
            aliases: one.aliases.clone(),
            statements: one.statements,
            documents: one.documents,
        }
    }
}

/// One of the names that are one person, or of two that may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NamedRecord {
    /// Number of the name itself.
    pub id: i64,
    /// Number of the person who stands for it.
    pub person: i64,
    /// As documents spell it.
    pub name: String,
}

impl From<&Named> for NamedRecord {
    fn from(one: &Named) -> Self {
        Self { id: one.own, person: one.person, name: one.name.clone() }
    }
}

/// What documents say that somebody is, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RoleRecord {
    /// As worded.
    pub role: String,
    /// Day of the first document; null where no date is known.
    pub first: Option<String>,
    /// Day of the last document.
    pub last: Option<String>,
    /// In how many documents.
    pub documents: u64,
}

impl From<&RoleOverTime> for RoleRecord {
    fn from(one: &RoleOverTime) -> Self {
        let (first, last) = one.days.unzip();
        Self {
            role: one.role.clone(),
            first: first.and_then(day),
            last: last.and_then(day),
            documents: one.documents,
        }
    }
}

/// Why two names are taken for one, or may be.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LikenessRecord {
    /// One name.
    pub a: NamedRecord,
    /// The other.
    pub b: NamedRecord,
    /// How likely they are one, 0 to 1.
    pub score: f64,
    /// What speaks for and against, the names first.
    pub reasons: Vec<ReasonRecord>,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReasonRecord {
    /// In kebab case.
    pub rule: String,
    /// One sentence.
    pub why: String,
}

impl From<&Likeness> for LikenessRecord {
    fn from(pair: &Likeness) -> Self {
        let reason = |(rule, why): &(String, String)| ReasonRecord { rule: rule.clone(), why: why.clone() };
        Self {
            a: (&pair.a).into(),
            b: (&pair.b).into(),
            score: rounded(pair.score),
            reasons: pair.reasons.iter().map(reason).collect(),
        }
    }
}

/// All about one speaker.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LifeRecord {
    /// Who.
    #[serde(flatten)]
    pub person: PersonRecord,
    /// Documents with statements that are near-copies of another one of them.
    pub near_copies: u64,
    /// The names that are this person.
    pub names: Vec<NamedRecord>,
    /// What documents say that they are, the first first.
    pub roles: Vec<RoleRecord>,
    /// Why the names are taken for one.
    pub one_because: Vec<LikenessRecord>,
    /// Pairs with a name of somebody else about which nobody has decided.
    pub possibly_the_same: Vec<LikenessRecord>,
    /// The latest statements.
    pub latest: Vec<ResultRecord>,
}

/// All about one speaker, with at most `limit` statements.
///
/// # Errors
/// If there is no such person, or the collection cannot be read.
pub fn life(store: &Store, search: &mut Search, person: i64, limit: usize) -> Result<LifeRecord, StoreError> {
    let person = store.person(person)?;
    let of = u32::try_from(person.id).unwrap_or(u32::MAX);
    let query = Expr::Filter(Filter::Person(of));
    let request = Request { sort: Sort::Newest, limit: limit.max(1), ..Request::new(query) };
    let answer = search.run(store, &request).map_err(|error| match error {
        SearchError::Store(error) => error,
        SearchError::Cursor(cursor) => unreachable!("no cursor was given, but {cursor} is wrong"),
    })?;
    let pairs = |pairs: Vec<Likeness>| pairs.iter().map(LikenessRecord::from).collect();
    Ok(LifeRecord {
        near_copies: store.near_copies_with(person.id)?,
        names: store.names_of(person.id)?.iter().map(NamedRecord::from).collect(),
        roles: store.roles_of(person.id)?.iter().map(RoleRecord::from).collect(),
        one_because: pairs(store.why_one(person.id)?),
        possibly_the_same: pairs(store.open_pairs_of(person.id)?),
        latest: results(store, &answer)?,
        person: (&person).into(),
    })
}
