//! Pairs of names in `cases/names.tsv`, and what holds of any pair.

use proptest::prelude::*;

use super::*;
use crate::document::SpeakerKind;

const CASES: &str = include_str!("../../../../cases/names.tsv");

fn kind(word: &str) -> SpeakerKind {
    SpeakerKind::from_word(word).unwrap_or_else(|| panic!("{word} is no kind"))
}

fn names(a: &str, b: &str, kind: SpeakerKind) -> Comparison {
    compare(&Name::parse(a, kind), &Name::parse(b, kind))
}

/// Lines of the file: two names, kind, outcome, what it shows.
fn cases() -> impl Iterator<Item = [&'static str; 5]> {
    let lines = CASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        fields.try_into().unwrap_or_else(|_| panic!("not five fields: {line}"))
    })
}

#[test]
fn every_case_comes_out_as_it_is_marked() {
    let mut wrong = Vec::new();
    for [a, b, of_kind, outcome, shows] in cases() {
        let found = names(a, b, kind(of_kind));
        let word = match found.outcome() {
            Outcome::Same => "same",
            Outcome::Possibly => "possibly",
            Outcome::Different => "different",
        };
        if word != outcome {
            wrong.push(format!("{a} | {b} ({shows}): {word} {:.2} {:?}", found.score, found.reasons));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn names_that_may_be_one_share_a_key() {
    for [a, b, of_kind, outcome, shows] in cases() {
        let of_kind = kind(of_kind);
        let (x, y) = (keys(&Name::parse(a, of_kind)), keys(&Name::parse(b, of_kind)));
        if outcome != "different" {
            assert!(x.iter().any(|key| y.contains(key)), "{a} | {b} ({shows}): {x:?} {y:?}");
        }
    }
}

#[test]
fn titles_are_kept() {
    let name = Name::parse("Senior General Oru Talvane", SpeakerKind::Person);
    assert_eq!(name.titles(), ["Senior", "General"]);
    assert!(!name.is_single());
    assert!(Name::parse("President Talvane", SpeakerKind::Person).is_single());
}

#[test]
fn a_person_is_no_organization() {
    let person = Name::parse("Mora", SpeakerKind::Person);
    assert_eq!(
        compare(&person, &Name::parse("Mora", SpeakerKind::Organization)).outcome(),
        Outcome::Different
    );
}

fn any_name() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[A-Z][a-z]{0,8}",
        "\\PC{0,6}",
        prop::sample::select(vec![
            "al-", "bin", "von", "Dr.", "Jr.", "A.B.", "Ltd", "ООО", "محمد", "王", ",", "/", "(x"
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(word, 0..6).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn comparing_is_symmetric_and_keeps_its_bounds(a in any_name(), b in any_name(), person in any::<bool>()) {
        let kind = if person { SpeakerKind::Person } else { SpeakerKind::Organization };
        let (there, back) = (names(&a, &b, kind), names(&b, &a, kind));
        prop_assert_eq!(&there, &back);
        prop_assert!((0.0..=1.0).contains(&there.score) && !there.reasons.is_empty());
    }

    #[test]
    fn a_name_is_itself(a in any_name(), person in any::<bool>()) {
        let kind = if person { SpeakerKind::Person } else { SpeakerKind::Organization };
        let name = Name::parse(&a, kind);
        prop_assert!(name.is_empty() || compare(&name, &name).outcome() == Outcome::Same, "{a}");
    }
}

fn context(roles: &[&str]) -> Context {
    let words = roles.iter().flat_map(|role| role_words(role));
    Context { roles: words.map(|word| (word, None)).collect(), days: None }
}

fn weighed(a: (&str, &[&str]), b: (&str, &[&str]), company: &Company) -> Verdict {
    weigh(&names(a.0, b.0, SpeakerKind::Person), &context(a.1), &context(b.1), company)
}

#[test]
fn a_surname_joins_by_its_office_and_place() {
    let alone = weighed(("Talvane", &[]), ("Oru Talvane", &[]), &Company::default());
    assert_eq!(alone.outcome(), Outcome::Possibly);
    let known = weighed(
        ("Talvane", &["the mayor of Sormia"]),
        ("Oru Talvane", &["mayor of Sormia"]),
        &Company::default(),
    );
    assert_eq!(known.outcome(), Outcome::Same, "{known:?}");
    assert_eq!(known.reasons.last().map(|reason| reason.rule), Some("role-agrees"));
}

#[test]
fn an_office_alone_does_not_tell_which_president() {
    let found =
        weighed(("Talvane", &["president"]), ("Oru Talvane", &["the president"]), &Company::default());
    assert_eq!(found.outcome(), Outcome::Possibly);
}

#[test]
fn a_minister_is_no_goalkeeper() {
    let found = weighed(
        ("Oru Talvane", &["goalkeeper"]),
        ("Oru B. Talvane", &["fisheries minister"]),
        &Company::default(),
    );
    assert_eq!(found.outcome(), Outcome::Possibly, "{found:?}");
}

#[test]
fn whom_one_document_names_as_two_is_hardly_one() {
    let together = Company { together: true, ..Company::default() };
    let found = weighed(("Talvane", &[]), ("Oru Talvane", &[]), &together);
    assert_eq!(found.outcome(), Outcome::Different);
}

#[test]
fn no_context_makes_two_names_one() {
    let company = Company { common: Some(("Ana Sorme".to_owned(), 9)), together: false };
    let found =
        weighed(("Oru Talvane", &["mayor of Sormia"]), ("Benno Talvane", &["mayor of Sormia"]), &company);
    assert_eq!(found.outcome(), Outcome::Different);
}
