//! Who is one, who is two, in whatever order the documents come; and that people have the last word.

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;
use sayso_core::document::SpeakerKind;

use crate::documents::Arrival;
use crate::samples::{EDITOR, article, collection, item, run};
use crate::{DATABASE, Store};

/// An article in which these speak, each with a role.
fn told(origin: &str, said: &[(&str, &str)]) -> Arrival {
    let words: Vec<(&str, String)> =
        said.iter().map(|(name, _)| (*name, format!("What {name} said"))).collect();
    let pairs: Vec<(&str, &str)> = words.iter().map(|(name, words)| (*name, words.as_str())).collect();
    let mut arrival = article(origin, &pairs);
    let reading = arrival.reading.as_mut().unwrap();
    for speaker in &mut reading.speakers {
        let role = said.iter().find(|(name, _)| *name == speaker.name).map(|(_, role)| *role);
        speaker.roles = role.filter(|role| !role.is_empty()).map(str::to_owned).into_iter().collect();
        if speaker.name.to_lowercase().contains("authority") || speaker.name == "SWA" {
            speaker.kind = SpeakerKind::Organization;
        }
    }
    arrival
}

/// The names of each person, as sets.
fn partition(store: &Store) -> BTreeSet<BTreeSet<String>> {
    let people = store.people(None, 1000).unwrap();
    people.into_iter().map(|one| one.aliases.into_iter().chain([one.name]).collect()).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn made(folder: &Path, articles: &[(&str, Vec<(&str, &str)>)]) -> Store {
    collection(folder, articles.iter().map(|(origin, said)| told(origin, said)).collect())
}

fn person_called(store: &Store, name: &str) -> i64 {
    store.people(Some(name), 9).unwrap()[0].id
}

/// Articles with all that can happen: spellings, surnames, conflicts, roles, company, acronyms.
fn world() -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    vec![
        ("a", vec![("Ziyar al-Nakhlawi", "mayor of Sormia"), ("Ana Sorme", "")]),
        ("b", vec![("Ziar Nakhlawi", ""), ("Benno Sorme", "")]),
        ("c", vec![("Nakhlawi", "the mayor of Sormia"), ("Sormia Water Authority", "")]),
        ("d", vec![("SWA", ""), ("Oru Talvane", "goalkeeper")]),
        ("e", vec![("Oru B. Talvane", "fisheries minister"), ("A. Sorme", "")]),
        ("f", vec![("Alma Sorme", ""), ("Oru Talvane Jr.", "")]),
        ("g", vec![("ZIYAR AL-NAKHLAWI", ""), ("Володимир Торвенко", "")]),
        ("h", vec![("Vladimir Torvenko", "engineer"), ("Talvane", "")]),
        ("i", vec![("O. Talvane", ""), ("Sormia water authority", "")]),
    ]
}

#[test]
fn spellings_are_one_and_what_is_open_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let store = made(folder.path(), &world());
    let found = partition(&store);
    assert!(
        found.contains(&set(&["Ziyar al-Nakhlawi", "Ziar Nakhlawi", "Nakhlawi", "ZIYAR AL-NAKHLAWI"])),
        "{found:#?}"
    );
    assert!(found.contains(&set(&["Sormia Water Authority", "SWA", "Sormia water authority"])), "{found:#?}");
    assert!(found.contains(&set(&["Володимир Торвенко", "Vladimir Torvenko"])), "{found:#?}");
    assert!(found.contains(&set(&["A. Sorme"])), "Ana or Alma? {found:#?}");
    assert!(found.contains(&set(&["Oru Talvane"])), "a goalkeeper is no minister: {found:#?}");
    let open = store.open_pairs(100).unwrap();
    let is_open =
        |a: &str, b: &str| open.iter().any(|pair| set(&[&pair.a.name, &pair.b.name]) == set(&[a, b]));
    assert!(is_open("A. Sorme", "Ana Sorme") && is_open("A. Sorme", "Alma Sorme"), "{open:#?}");
    assert!(is_open("Oru Talvane", "Oru B. Talvane"), "{open:#?}");
    assert!(!is_open("Ana Sorme", "Benno Sorme"));
    let why = store.why_one(person_called(&store, "Ziyar")).unwrap();
    assert!(why.iter().any(|pair| pair.reasons.iter().any(|(rule, _)| rule == "role-agrees")), "{why:#?}");
    assert_eq!(store.faults(), Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_documents_makes_no_difference(order in Just((0..9).collect::<Vec<usize>>()).prop_shuffle()) {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let world = world();
        let shuffled: Vec<_> = order.iter().map(|&at| world[at].clone()).collect();
        let (a, b) = (made(one.path(), &world), made(other.path(), &shuffled));
        prop_assert_eq!(partition(&a), partition(&b));
        let pairs = |store: &Store| -> BTreeSet<(BTreeSet<String>, u32)> {
            let all = store.open_pairs(1000).unwrap();
            all.into_iter().map(|p| (set(&[&p.a.name, &p.b.name]), (p.score * 1e4) as u32)).collect()
        };
        prop_assert_eq!(pairs(&a), pairs(&b));
    }
}

#[test]
fn the_fullest_name_is_the_name_unless_people_gave_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut store =
        made(folder.path(), &[("a", vec![("Oru Talvane", "")]), ("b", vec![("Oru Benno Talvane", "")])]);
    assert_eq!(store.person(1).unwrap().name, "Oru Benno Talvane");
    let rename = store.rename_person(1, "O. B. T.", EDITOR).unwrap();
    let more = [item(7, vec![told("c", &[("Oru Benno Heino Talvane", "")])])];
    store.record(1, 1, &more).unwrap();
    assert_eq!(store.person(1).unwrap().name, "O. B. T.");
    assert_eq!(store.people(None, 9).unwrap().len(), 1);
    store.undo(rename, EDITOR).unwrap();
    assert_eq!(store.person(1).unwrap().name, "Oru Benno Heino Talvane");
}

#[test]
fn whom_people_parted_stays_apart_and_whom_they_merged_stays_one() {
    let folder = tempfile::tempdir().unwrap();
    let articles = [
        ("a", vec![("Oru Talvane", "")]),
        ("b", vec![("Oru Benno Talvane", "")]),
        ("c", vec![("Ana Sorme", "")]),
    ];
    let mut store = made(folder.path(), &articles);
    let before = partition(&store);
    assert_eq!(before.len(), 2);
    let apart = store.part_people(1, 2, EDITOR).unwrap();
    assert_eq!(partition(&store).len(), 3);
    assert!(store.open_pairs(9).unwrap().is_empty(), "it is decided");
    let merge = store.merge_people(3, 1, EDITOR).unwrap();
    // More of the same, and of both: what was decided holds.
    let more = [item(
        7,
        vec![told("d", &[("Oru Talvane", "mayor of Sormia"), ("Oru B. Talvane", "mayor of Sormia")])],
    )];
    store.record(1, 1, &more).unwrap();
    let people = store.people(None, 9).unwrap();
    let of = |name: &str| {
        people
            .iter()
            .find(|one| one.name == name || one.aliases.iter().any(|alias| alias == name))
            .map(|one| one.id)
    };
    assert_eq!(of("Ana Sorme"), of("Oru Talvane"));
    assert_ne!(of("Oru Benno Talvane"), of("Oru Talvane"));
    store.replace(1, &[(1, told("a", &[("Oru Talvane", "")]).reading.unwrap())]).unwrap();
    assert_eq!(store.people(None, 9).unwrap(), people);
    store.undo(apart, EDITOR).unwrap();
    store.undo(merge, EDITOR).unwrap();
    let after = partition(&store);
    assert!(after.contains(&set(&["Ana Sorme"])), "{after:#?}");
    assert!(
        after.iter().any(|one| one.contains("Oru Talvane") && one.contains("Oru Benno Talvane")),
        "{after:#?}"
    );
    assert_eq!(store.faults(), Vec::<String>::new());
}

#[test]
fn a_later_decision_wins_over_an_earlier_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made(folder.path(), &[("a", vec![("Oru Talvane", "")]), ("b", vec![("Ana Sorme", "")])]);
    store.part_people(1, 2, EDITOR).unwrap();
    store.merge_people(2, 1, EDITOR).unwrap();
    assert_eq!(partition(&store).len(), 1);
    store.part_people(1, 2, EDITOR).unwrap();
    assert_eq!(partition(&store).len(), 2);
    assert!(store.part_people(1, 1, EDITOR).is_err());
}

#[test]
fn a_new_document_compares_its_candidates_alone() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = ('b'..='p')
        .flat_map(|x| ('b'..='n').map(move |y| format!("Oru {}a{y}o{x}i", x.to_uppercase())))
        .collect();
    let articles = names.iter().map(|name| told(name, &[(name, "")])).collect();
    let mut store = collection(folder.path(), articles);
    let kept = |store: &Store| -> i64 {
        store.connection().query_row("SELECT count(*) FROM likenesses", [], |row| row.get(0)).unwrap()
    };
    let before = kept(&store);
    store.record(1, 1, &[item(200, vec![told("new", &[("Ana Talvane", "")])])]).unwrap();
    assert_eq!(kept(&store), before, "no name of these is like it");
    let import = store.begin_import("[2]", &run(), "2020-01-02T00:00:00Z").unwrap();
    store.record(import.id, import.run, &[item(201, vec![told("again", &[("Anna Talvane", "")])])]).unwrap();
    assert_eq!(kept(&store), before + 1);
}

#[test]
fn roles_are_told_over_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut later = told("b", &[("Oru Talvane", "governor of Sormia")]);
    later.document.published = Some("2018-03-04".into());
    let articles = vec![
        later,
        told("a", &[("O. Talvane", "the mayor of Lenn")]),
        told("c", &[("Oru Talvane", "mayor of Lenn"), ("Ana Sorme", "")]),
    ];
    let store = collection(folder.path(), articles);
    let roles = store.roles_of(1).unwrap();
    let told: Vec<(&str, u64)> = roles.iter().map(|one| (one.role.as_str(), one.documents)).collect();
    assert_eq!(told, [("mayor of Lenn", 2), ("governor of Sormia", 1)]);
    assert_eq!(roles[1].days, Some((17594, 17594)));
    let names = store.names_of(2).unwrap();
    assert_eq!(
        names.iter().map(|one| (one.own, one.name.as_str())).collect::<Vec<_>>(),
        [(1, "Oru Talvane"), (2, "O. Talvane")]
    );
}

/// A collection as the first version of the schema kept it: three names, and a decision.
const FIRST: &str = "
    INSERT INTO runs VALUES (1, 'hand-1', '0', '{}');
    INSERT INTO documents (id, hash, origin, day, run, profile) VALUES
        (1, x'01', 'a', 17000, 1, '[[0,0,0,0,0],[0,0],0.0,0.0,[]]'), (2, x'02', 'b', 17001, 1, '[[0,0,0,0,0],[0,0],0.0,0.0,[]]');
    INSERT INTO people (id, name, kind, key) VALUES
        (1, 'Oru Talvane', 0, 'oru talvane'), (2, 'Oru Benno Talvane', 0, 'oru benno talvane'), (3, 'Ana Sorme', 0, 'ana sorme');
    INSERT INTO names VALUES (1, 'Oru Talvane', 'oru talvane'), (2, 'Oru Benno Talvane', 'oru benno talvane'), (3, 'Ana Sorme', 'ana sorme');
    INSERT INTO speakers (document, number, name, kind, named, roles, person) VALUES
        (1, 0, 'Oru Talvane', 0, 1, '[\"the mayor of Lenn\"]', 1), (2, 0, 'Oru Benno Talvane', 0, 1, NULL, 2), (2, 1, 'Ana Sorme', 0, 1, NULL, 3);
    INSERT INTO people_index (rowid, names) VALUES (1, 'Oru Talvane'), (2, 'Oru Benno Talvane'), (3, 'Ana Sorme');
    INSERT INTO corrections (at, who, kind, value) VALUES
        ('2020-05-01T10:00:00Z', 'mira', 'rename', '{\"person\":3,\"from\":\"Ana Sorme\",\"to\":\"A. S.\"}');
    UPDATE people SET name = 'A. S.' WHERE id = 3;";

#[test]
fn a_collection_of_the_first_version_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let old = rusqlite::Connection::open(folder.path().join(DATABASE)).unwrap();
    old.execute_batch(include_str!("../../migrations/0001.sql")).unwrap();
    old.execute_batch(FIRST).unwrap();
    for (id, text) in [(1, "Oru Talvane spoke."), (2, "Ana Sorme spoke.")] {
        let hash = rusqlite::params![id, crate::codes::text_hash(text)];
        old.execute("UPDATE documents SET hash = ?2 WHERE id = ?1", hash).unwrap();
        let packed = zstd::bulk::compress(text.as_bytes(), 1).unwrap();
        let row = rusqlite::params![id, text.len() as i64, packed];
        old.execute("INSERT INTO texts VALUES (?1, ?2, ?3)", row).unwrap();
    }
    old.pragma_update(None, "application_id", crate::migrations::APPLICATION).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    drop(old);
    let mut store = Store::open(folder.path()).unwrap();
    let person = store.person(2).unwrap();
    assert_eq!((person.id, person.name.as_str()), (1, "Oru Benno Talvane"));
    assert_eq!(store.person(3).unwrap().name, "A. S.");
    assert_eq!(store.roles_of(1).unwrap()[0].role, "mayor of Lenn");
    let speakers: i64 = store
        .connection()
        .query_row("SELECT count(*) FROM speakers WHERE person = 1", [], |row| row.get(0))
        .unwrap();
    assert_eq!(speakers, 2);
    store.undo(1, EDITOR).unwrap();
    assert_eq!(store.person(3).unwrap().name, "Ana Sorme");
    assert!(store.part_people(1, 2, EDITOR).is_ok());
    assert_eq!(store.faults(), Vec::<String>::new());
    drop(store);
    Store::open_read_only(folder.path()).unwrap();
}
