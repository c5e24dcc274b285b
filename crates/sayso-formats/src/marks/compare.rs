//! A case against what was read.

use sayso_core::Span;
use sayso_core::document::Reading;

use super::case::Case;
use super::expect::{Clause, Observed, words};
use super::inline::{Marks, Role};

/// How a reading fits a case.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// What is not as expected, a line each; empty where the case is met.
    pub failures: Vec<String>,
    /// The case as it would stand if what was read were right.
    pub actual: Case,
}

/// Compares a case with what was read from [`Case::document`].
#[must_use]
pub fn compare(case: &Case, reading: &Reading) -> Outcome {
    let pairing = Pairing::new(case, reading);
    let mut failures = Vec::new();
    for marks in &case.marked.statements {
        match pairing.observed(marks.number) {
            None => failures.push(format!("{}: not found", marks.number)),
            Some(observed) => failures.extend(differences(case, marks, observed)),
        }
    }
    failures.extend(pairing.unexpected().map(|observed| format!("unexpected: {}", summary(observed))));
    for code in &case.diagnostics {
        if !reading.diagnostics.iter().any(|diagnostic| diagnostic.code == code.as_str()) {
            failures.push(format!("no diagnostic {code}"));
        }
    }
    Outcome { failures, actual: pairing.actual() }
}

/// The file `source` with the bodies of `cases` (which were parsed from it) in place of its own.
#[must_use]
pub fn updated(source: &str, cases: &[Case]) -> String {
    let mut lines: Vec<String> = source.split('\n').map(str::to_owned).collect();
    let mut cases: Vec<&Case> = cases.iter().collect();
    cases.sort_by_key(|case| std::cmp::Reverse(case.body.start));
    for case in cases {
        let body = case.body_text();
        lines.splice(case.body.clone(), body.trim_end_matches('\n').split('\n').map(str::to_owned));
    }
    lines.join("\n")
}

/// Which statement that was read is which of the case.
struct Pairing<'c> {
    case: &'c Case,
    reading: &'c Reading,
    /// The number in the case of each statement that was read; the rest go on counting.
    numbers: Vec<Option<u32>>,
    /// Numbers above it are of statements that the case does not have.
    highest: u32,
}

impl<'c> Pairing<'c> {
    fn new(case: &'c Case, reading: &'c Reading) -> Self {
        let expected = &case.marked.statements;
        let highest = expected.iter().map(|marks| marks.number).max().unwrap_or(0);
        let mut pairing = Self { case, reading, numbers: vec![None; reading.statements.len()], highest };
        let mut candidates = Vec::new();
        for (e, marks) in expected.iter().enumerate() {
            for a in 0..reading.statements.len() {
                let found = pairing.view(a).marks(0);
                candidates.push((likeness(&case.document.text, marks, &found), e, a));
            }
        }
        candidates.retain(|(likeness, ..)| *likeness > 0);
        candidates.sort_by_key(|&(likeness, e, a)| (std::cmp::Reverse(likeness), e, a));
        let mut taken = vec![false; expected.len()];
        for (_, e, a) in candidates {
            if !taken[e] && pairing.numbers[a].is_none() {
                taken[e] = true;
                pairing.numbers[a] = Some(expected[e].number);
            }
        }
        let free = pairing.numbers.iter_mut().filter(|number| number.is_none());
        free.zip(highest.saturating_add(1)..).for_each(|(number, next)| *number = Some(next));
        pairing
    }

    fn view(&self, index: usize) -> Observed<'_> {
        Observed {
            document: &self.case.document,
            reading: self.reading,
            statement: &self.reading.statements[index],
            numbers: &self.numbers,
        }
    }

    fn observed(&self, number: u32) -> Option<Observed<'_>> {
        let index = self.numbers.iter().position(|n| *n == Some(number))?;
        Some(self.view(index))
    }

    fn is_new(&self, index: usize) -> bool {
        self.numbers[index].is_none_or(|number| number > self.highest)
    }

    /// Top-level statements that the case neither marks nor allows.
    fn unexpected(&self) -> impl Iterator<Item = Observed<'_>> {
        let all = if self.case.others_allowed { 0 } else { self.numbers.len() };
        (0..all)
            .filter(|&index| self.is_new(index) && self.reading.statements[index].parent.is_none())
            .map(|index| self.view(index))
    }

    fn actual(&self) -> Case {
        let mut case = Case { expected: Vec::new(), ..self.case.clone() };
        case.marked.statements.clear();
        for (number, clauses) in &self.case.expected {
            if let Some(observed) = self.observed(*number) {
                let clauses = clauses.iter().filter_map(|clause| clause.observed(observed)).collect();
                case.expected.push((*number, clauses));
            }
        }
        for (index, number) in self.numbers.iter().enumerate() {
            if self.is_new(index) && self.case.others_allowed {
                continue;
            }
            let found = self.view(index).marks(number.unwrap_or(0));
            case.marked.statements.push(self.keep_ends(found));
        }
        case.marked.statements.sort_by_key(|marks| marks.number);
        case
    }

    /// The marks of the case where they differ from `found` by nothing that counts.
    fn keep_ends(&self, mut found: Marks) -> Marks {
        let text = &self.case.document.text;
        let Some(marks) = self.case.marked.statements.iter().find(|marks| marks.number == found.number)
        else {
            return found;
        };
        for role in Role::ALL {
            let unchecked = role == Role::Addressee && marks.addressee.is_empty();
            if unchecked || trim(text, marks.role(role)) == trim(text, found.role(role)) {
                *found.role_mut(role) = marks.role(role).to_vec();
            }
        }
        found
    }
}

/// Alike in all spans, above alike in content, above overlapping in content; 0 is not alike.
fn likeness(text: &str, expected: &Marks, found: &Marks) -> usize {
    let same = |role| trim(text, expected.role(role)) == trim(text, found.role(role));
    let shared: usize = expected.content.iter().map(|&part| overlap(part, &found.content)).sum();
    if shared == 0 {
        return 0;
    }
    let length = |spans: &[Span]| spans.iter().map(|span| span.len()).sum::<usize>();
    let jaccard = 100 * shared / (length(&expected.content) + length(&found.content) - shared);
    let points = |yes: bool, points: usize| if yes { points } else { 0 };
    1 + jaccard
        + points(same(Role::Content), 100)
        + points(same(Role::Cue) && !expected.cue.is_empty(), 60)
        + points(same(Role::Source) && !expected.source.is_empty(), 50)
}

fn overlap(part: Span, others: &[Span]) -> usize {
    others.iter().map(|other| part.end.min(other.end).saturating_sub(part.start.max(other.start))).sum()
}

fn differences(case: &Case, marks: &Marks, observed: Observed<'_>) -> Vec<String> {
    let text = &case.document.text;
    let number = marks.number;
    let found = observed.marks(number);
    let mut out = Vec::new();
    for role in Role::ALL {
        let (expected, found) = (marks.role(role), found.role(role));
        let unchecked = role == Role::Addressee && expected.is_empty();
        if !unchecked && trim(text, expected) != trim(text, found) {
            let (expected, found) = (words(text, expected), words(text, found));
            out.push(format!("{number}: {} expected [{expected}], found [{found}]", role.word()));
        }
    }
    let implied = Clause::Parent(implied_parent(case, marks));
    let said = case.clauses(number).any(|clause| matches!(clause, Clause::Parent(_)));
    for clause in case.clauses(number).chain((!said).then_some(&implied)) {
        let found = clause.observed(observed);
        if found.as_ref() != Some(clause) {
            out.push(format!("{number}: expected `{clause}`, found {}", told(clause, found, observed)));
        }
    }
    out
}

/// What was found in place of `expected`, for a person.
fn told(expected: &Clause, found: Option<Clause>, observed: Observed<'_>) -> String {
    let listed = |names: Vec<&str>| format!("only [{}]", names.join(", "));
    let name = |member: &usize| observed.reading.speakers.get(*member).map(|who| who.name.as_str());
    match (found, expected, observed.speaker()) {
        (Some(found), ..) => format!("`{found}`"),
        (None, Clause::HasRole(_), Some(who)) => listed(who.roles.iter().map(String::as_str).collect()),
        (None, Clause::HasAlias(_), Some(who)) => listed(who.aliases.iter().map(String::as_str).collect()),
        (None, Clause::HasMember(_), Some(who)) => listed(who.members.iter().filter_map(name).collect()),
        (None, ..) => "nothing of the kind".to_owned(),
    }
}

/// The innermost statement of the case whose content holds the content and cue of `marks`.
fn implied_parent(case: &Case, marks: &Marks) -> Option<u32> {
    let size = |spans: &[Span]| spans.iter().map(|span| span.len()).sum::<usize>();
    let holds = |outer: &&Marks| {
        let inside = |part: &Span| outer.content.iter().any(|whole| whole.contains(*part));
        outer.number != marks.number && marks.content.iter().chain(&marks.cue).all(inside)
    };
    let around = case.marked.statements.iter().filter(holds);
    around.min_by_key(|outer| size(&outer.content)).map(|outer| outer.number)
}

fn summary(observed: Observed<'_>) -> String {
    let marks = observed.marks(0);
    let parts =
        [Role::Source, Role::Cue, Role::Content].map(|r| words(&observed.document.text, marks.role(r)));
    format!("[{}] [{}] [{}]", parts[0], parts[1], parts[2])
}

/// Spans without white space and punctuation at their ends; parts that nothing else divides are joined.
fn trim(text: &str, spans: &[Span]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        let Some(start) = span.of(text).find(char::is_alphanumeric) else { continue };
        let rest = span.of(text).trim_end_matches(|c: char| !c.is_alphanumeric());
        let trimmed = Span::new(span.start + start, span.start + rest.len());
        match out.last_mut() {
            Some(last) if !text[last.end..trimmed.start].contains(char::is_alphanumeric) => {
                *last = last.cover(trimmed);
            }
            _ => out.push(trimmed),
        }
    }
    out
}
