//! What else speaks for or against two names being one person.

use std::collections::BTreeMap;

use super::words::words;
use super::{Comparison, Outcome, Reason};
use crate::lexicon::lexicon;

/// First and last day, counted from 1970-01-01.
pub type Days = (i32, i32);

/// What documents tell of a name besides the name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// Telling words of roles and affiliations (*mayor*, *ostrava*; see [`role_words`]), with the
    /// days on which they were reported, where these are known.
    pub roles: BTreeMap<String, Option<Days>>,
    /// Days of the documents, where known.
    pub days: Option<Days>,
}

/// What two names have in common besides the words of their roles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Company {
    /// Somebody who is named beside both, and how many there are.
    pub common: Option<(String, u32)>,
    /// Whether one document names both, as two.
    pub together: bool,
}

/// Names and context together.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// 0 to 1; see [`super::SAME`] and [`super::POSSIBLY`].
    pub score: f32,
    /// Why, names first.
    pub reasons: Vec<Reason>,
}

impl Verdict {
    /// What it comes to.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        Outcome::of(self.score)
    }
}

/// Words of roles that tell nothing of whose they are.
const SMALL: &str = "the of for and in on at to a an s his her their its former then chief deputy senior acting new first \
    last late old longtime top who is was said man woman person";

/// The words of a role that tell something, lower case and in the singular (*the mayor of Ostrava*:
/// *mayor*, *ostrava*).
#[must_use]
pub fn role_words(role: &str) -> Vec<String> {
    let all = role.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let mut telling: Vec<String> =
        all.filter(|word| word.len() > 1 && !SMALL.split_whitespace().any(|small| small == word)).collect();
    telling.sort();
    telling.dedup();
    telling
}

/// Weighs two names: how alike they are, then what agrees and what disagrees around them, in bits.
///
/// The likeness gives the odds to begin with; every piece of evidence adds or takes away (after
/// Fellegi and Sunter). Names that differ are never made one by context.
#[must_use]
pub fn weigh(names: &Comparison, a: &Context, b: &Context, company: &Company) -> Verdict {
    let evidence = [roles(a, b), fields(a, b), beside(names, company), together(company), time(a, b)];
    let evidence: Vec<(f32, Reason)> = evidence.into_iter().flatten().collect();
    if names.outcome() == Outcome::Different || evidence.is_empty() {
        return Verdict { score: names.score, reasons: names.reasons.clone() };
    }
    let bits: f32 = evidence.iter().map(|(bits, _)| bits).sum();
    let score = names.score.clamp(0.01, 0.99);
    let odds = score / (1.0 - score) * bits.exp2();
    let reasons = names.reasons.iter().cloned().chain(evidence.into_iter().map(|(_, reason)| reason));
    Verdict { score: odds / (1.0 + odds), reasons: reasons.collect() }
}

/// Words of roles in common: an office is borne by many, a place or body tells more.
fn roles(a: &Context, b: &Context) -> Option<(f32, Reason)> {
    let common: Vec<&String> = a.roles.keys().filter(|word| b.roles.contains_key(*word)).collect();
    if common.is_empty() {
        return None;
    }
    let bits: f32 = common.iter().map(|word| if is_office(word) { 0.5 } else { 2.0 }).sum();
    let list: Vec<&str> = common.iter().take(4).map(|word| word.as_str()).collect();
    Some((bits.min(6.0), Reason::new("role-agrees", format!("of both it is said: {}", list.join(", ")))))
}

fn is_office(word: &str) -> bool {
    lexicon().roles.contains(word) || lexicon().titles.contains(word)
}

/// Walks of life that seldom go together, at the same time.
fn fields(a: &Context, b: &Context) -> Option<(f32, Reason)> {
    let of = |context: &Context| -> Vec<(u16, String)> {
        context.roles.keys().filter_map(|word| Some((words().field(word)?, word.clone()))).collect()
    };
    let (x, y) = (of(a), of(b));
    let (first, second) = (x.first()?, y.first()?);
    let meet = x.iter().any(|(field, _)| y.iter().any(|(other, _)| other == field));
    (!meet)
        .then(|| (-5.0, Reason::new("roles-differ", format!("one is {}, the other {}", first.1, second.1))))
}

/// People named beside both: they tell whose surname or acronym it is. One alone tells nothing, for some
/// are everywhere.
fn beside(names: &Comparison, company: &Company) -> Option<(f32, Reason)> {
    let (name, count) = company.common.as_ref().filter(|(_, count)| *count > 1)?;
    let rule = names.reasons.first()?.rule;
    let short = rule.ends_with("-only") || matches!(rule, "initials" | "acronym");
    let bits = f32::log2(*count as f32).min(3.0);
    short.then(|| (bits, Reason::new("same-company", format!("both are named beside {name} and others"))))
}

/// One document that names both as two.
fn together(company: &Company) -> Option<(f32, Reason)> {
    company.together.then(|| (-3.0, Reason::new("named-apart", "one document names both, as two")))
}

/// Years between the reports.
fn time(a: &Context, b: &Context) -> Option<(f32, Reason)> {
    const YEAR: i32 = 365;
    let (x, y) = a.days.zip(b.days)?;
    let gap = (x.0 - y.1).max(y.0 - x.1);
    let why = || format!("{} years lie between the reports", gap / YEAR);
    (gap > 10 * YEAR).then(|| (-1.0, Reason::new("far-in-time", why())))
}
