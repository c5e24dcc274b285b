//! What else speaks for or against two speakers being one.

use super::{Comparison, Name, Outcome, Reason, compare};

/// What documents tell of a speaker besides the name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// Roles and affiliations, as worded (*mayor of Ostrava*), with the first and last day (days
    /// since 1970) on which they were reported.
    pub roles: Vec<(String, Option<(i32, i32)>)>,
    /// Names of others in the same documents.
    pub company: Vec<String>,
    /// First and last day of the documents, days since 1970.
    pub days: Option<(i32, i32)>,
    /// Documents that mention both under separate names belong here, by id: see [`weigh`].
    pub documents: Vec<String>,
}

/// Name and context together.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// 0 to 1; see [`super::SAME`] and [`super::POSSIBLY`].
    pub score: f32,
    /// What it comes to.
    pub outcome: Outcome,
    /// Why, names first.
    pub reasons: Vec<Reason>,
}

/// Words of roles that tell nothing of whose they are.
const SMALL: &str = "the of for and in on at to a an former then chief deputy senior acting new first";

/// Weighs two speakers: the names, then what agrees and what disagrees around them, in bits.
///
/// The score of the names gives the odds to begin with; every piece of evidence adds or takes away
/// (after Fellegi and Sunter). Names that differ are never made the same by context, and a
/// document that names both apart tells against them.
#[must_use]
pub fn weigh(a: (&Name, &Context), b: (&Name, &Context)) -> Verdict {
    let names = compare(a.0, b.0);
    if names.outcome() == Outcome::Different {
        return verdict(names, 0.0, Vec::new());
    }
    let mut bits = 0.0;
    let mut reasons = Vec::new();
    for (evidence, reason) in [roles(a.1, b.1), company(a.1, b.1), apart(a.1, b.1), time(a.1, b.1)].into_iter().flatten() {
        bits += evidence;
        reasons.push(reason);
    }
    verdict(names, bits, reasons)
}

fn verdict(names: Comparison, bits: f32, more: Vec<Reason>) -> Verdict {
    let odds = f32::ln(names.score.clamp(0.01, 0.99) / (1.0 - names.score.clamp(0.01, 0.99))) + bits * std::f32::consts::LN_2;
    let score = if more.is_empty() { names.score } else { 1.0 / (1.0 + (-odds).exp()) };
    let reasons = names.reasons.into_iter().chain(more).collect();
    Verdict { score, outcome: Outcome::of(score), reasons }
}

fn telling(role: &str) -> impl Iterator<Item = String> + '_ {
    role.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .filter(|word| !SMALL.split_whitespace().any(|small| small == word))
}

/// A role in common speaks for; two different offices on one day speak against.
fn roles(a: &Context, b: &Context) -> Option<(f32, Reason)> {
    let mut best: Option<(usize, &str)> = None;
    let mut clash: Option<(&str, &str)> = None;
    for (x, when_x) in &a.roles {
        for (y, when_y) in &b.roles {
            let other: Vec<String> = telling(y).collect();
            let common = telling(x).filter(|word| other.contains(word)).count();
            if common > best.map_or(0, |(count, _)| count) {
                best = Some((common, x));
            }
            if common == 0 && when_x.zip(*when_y).is_some_and(|(p, q)| p.0 <= q.1 && q.0 <= p.1) {
                clash = clash.or(Some((x, y)));
            }
        }
    }
    match (best, clash) {
        (Some((count, role)), _) => {
            Some((2.0 * count.min(3) as f32, Reason::new("role-agrees", format!("both are reported as {role}"))))
        }
        (None, Some((x, y))) => Some((-3.0, Reason::new("roles-differ", format!("one is {x}, the other {y} at the same time")))),
        _ => None,
    }
}

/// People named beside both.
fn company(a: &Context, b: &Context) -> Option<(f32, Reason)> {
    let common: Vec<&String> = a.company.iter().filter(|name| b.company.contains(name)).collect();
    let first = common.first()?;
    Some((f32::log2(1.0 + common.len() as f32), Reason::new("same-company", format!("both are named beside {first}"))))
}

/// One document that names both apart.
fn apart(a: &Context, b: &Context) -> Option<(f32, Reason)> {
    let document = a.documents.iter().find(|id| b.documents.contains(id))?;
    Some((-6.0, Reason::new("named-apart", format!("{document} names both as two"))))
}

/// Years between the reports.
fn time(a: &Context, b: &Context) -> Option<(f32, Reason)> {
    const YEAR: i32 = 365;
    let (x, y) = a.days.zip(b.days)?;
    let gap = (x.0 - y.1).max(y.0 - x.1);
    (gap > 10 * YEAR).then(|| (-1.0, Reason::new("far-in-time", format!("{} years lie between the reports", gap / YEAR))))
}
