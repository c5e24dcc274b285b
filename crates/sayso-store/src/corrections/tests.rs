//! What people decide stands, can be taken back, and outlives new results.

use proptest::prelude::*;
use sayso_core::text::Span;

use super::*;
use crate::documents::{Arrival, Stored};
use crate::samples::{EDITOR, article, collection, statement};

const SAID: [(&str, &str); 3] =
    [("Ana Ortiz", "The bridge will open"), ("Tomas Reyes", "It will not"), ("Ana Ortiz", "Wait and see")];

fn sample() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let other = [("Łukasz Żak", "Nobody asked us"), ("Ana Ortiz", "They were asked")];
    let store = collection(folder.path(), vec![article("a", &SAID), article("b", &other)]);
    (folder, store)
}

fn speaker_of(stored: &Stored, number: usize) -> Option<&str> {
    let link = stored.reading.statements[number].speaker.as_ref()?;
    Some(&stored.reading.speakers[link.speaker].name)
}

fn review(store: &Store, row: i64) -> (i64, bool) {
    let sql = "SELECT review, hidden FROM statements WHERE id = ?1";
    store.connection().query_row(sql, [row], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

fn found(store: &Store, query: &str) -> Vec<i64> {
    let sql = "SELECT rowid FROM statement_index WHERE statement_index MATCH ?1 ORDER BY 1";
    let mut select = store.connection().prepare(sql).unwrap();
    select.query_map([query], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_rejected_statement_is_hidden_and_an_undo_brings_it_back() {
    let (_folder, mut store) = sample();
    let it = statement(&store, 1, 0);
    let rejection = store.correct(it, &Decision::Reject, EDITOR).unwrap();
    assert_eq!(review(&store, it.row), (2, true));
    let undo = store.undo(rejection, EDITOR).unwrap();
    assert_eq!(review(&store, it.row), (0, false));
    assert!(store.undo(rejection, EDITOR).unwrap_err().to_string().contains("taken back already"));
    store.undo(undo, EDITOR).unwrap();
    assert_eq!(review(&store, it.row), (2, true));
    store.undo(rejection, EDITOR).unwrap();
    assert_eq!(review(&store, it.row), (0, false));
    assert_eq!(store.corrections(None).unwrap().len(), 4, "nothing is ever taken out of the log");
}

#[test]
fn another_speaker_and_other_words_are_found_and_shown() {
    let (_folder, mut store) = sample();
    let before = store.document(1).unwrap();
    let it = statement(&store, 1, 1);
    store.correct(it, &Decision::Speaker(Some(Whom::Name("lukasz zak".into()))), EDITOR).unwrap();
    let words = Span::new(
        before.reading.statements[1].content[0].start + 3,
        before.reading.statements[1].content[0].end,
    );
    let spans = store.correct(it, &Decision::Span(Role::Content, vec![words]), EDITOR).unwrap();
    let after = store.document(1).unwrap();
    assert_eq!(speaker_of(&after, 1), Some("Łukasz Żak"));
    assert_eq!(after.reading.statements[1].content, [words]);
    assert_eq!(review(&store, it.row).0, 3);
    assert_eq!(found(&store, "content : \"will not\""), [it.row]);
    assert!(found(&store, "content : It").is_empty());
    store.undo(spans, EDITOR).unwrap();
    store.undo(1, EDITOR).unwrap();
    assert_eq!(store.document(1).unwrap(), before);
    assert_eq!(found(&store, "content : It").len(), 1);
}

#[test]
fn spans_that_are_none_and_people_who_are_not_there_are_refused() {
    let (_folder, mut store) = sample();
    let it = statement(&store, 1, 0);
    let (open, inside) = (Span::new(1, 4), Span::new(3, 9));
    for spans in [vec![], vec![open], vec![inside, inside], vec![Span::new(9, 9999)], vec![Span::new(5, 5)]] {
        assert!(store.correct(it, &Decision::Span(Role::Content, spans), EDITOR).is_err());
    }
    assert!(store.correct(it, &Decision::Speaker(Some(Whom::Number(99))), EDITOR).is_err());
    assert!(store.find_statement("st_ffff").is_err() && store.find_statement("x").is_err());
    assert!(store.corrections(None).unwrap().is_empty());
}

/// The same article as a later model reads it: without the statement at `lost`, and with the cue of the
/// one at `moved` elsewhere, so that its id is another.
fn read_again(lost: Option<usize>, moved: Option<usize>) -> sayso_core::Reading {
    let Arrival { reading, .. } = article("a", &SAID);
    let mut reading = reading.unwrap();
    if let Some(moved) = moved {
        let statement = &mut reading.statements[moved];
        statement.id = format!("st_{:012x}", 7 + moved);
        statement.cue.as_mut().unwrap().spans[0].end -= 1;
    }
    if let Some(lost) = lost {
        reading.statements.remove(lost);
    }
    reading
}

#[test]
fn corrections_outlive_a_new_extraction_or_are_listed_as_orphaned() {
    let (_folder, mut store) = sample();
    for number in 0..3 {
        let it = statement(&store, 1, number);
        store.correct(it, &Decision::Reject, EDITOR).unwrap();
    }
    store.replace(1, &[(1, read_again(Some(0), Some(1)))]).unwrap();
    let states: Vec<_> = store.corrections(None).unwrap().into_iter().map(|one| one.state.unwrap()).collect();
    assert_eq!(states, [State::Orphaned, State::Moved, State::Kept]);
    let stored = store.document(1).unwrap();
    assert!(stored.rows.iter().all(|&row| review(&store, row) == (2, true)));
    // As the first model again: everything is where it was.
    store.replace(1, &[(1, read_again(None, None))]).unwrap();
    assert!(store.corrections(None).unwrap().iter().all(|one| one.state == Some(State::Kept)));
    assert!(store.faults().is_empty(), "{:?}", store.faults());
}

#[test]
fn people_are_merged_split_renamed_and_all_of_it_undone() {
    let (_folder, mut store) = sample();
    let counts = |store: &Store| -> Vec<(i64, String, u64)> {
        store.people(None, 9).unwrap().into_iter().map(|one| (one.id, one.name, one.statements)).collect()
    };
    let before = counts(&store);
    assert_eq!(
        before,
        [(1, "Ana Ortiz".into(), 3), (2, "Tomas Reyes".into(), 1), (3, "Łukasz Żak".into(), 1)]
    );
    let merge = store.merge_people(2, 1, EDITOR).unwrap();
    assert_eq!(counts(&store)[0], (1, "Ana Ortiz".into(), 4));
    assert_eq!(store.person(2).unwrap().aliases, ["Tomas Reyes"]);
    assert!(store.merge_people(1, 2, EDITOR).is_err(), "they are one already");
    let (split, new) = store.split_person(1, &[2], EDITOR).unwrap();
    assert_eq!(counts(&store)[..2], [(1, "Ana Ortiz".into(), 3), (3, "Łukasz Żak".into(), 1)]);
    assert_eq!(store.person(new).unwrap().statements, 1);
    let rename = store.rename_person(3, "Lucas Zak", EDITOR).unwrap();
    assert_eq!(store.people(Some("lucas"), 9).unwrap()[0].aliases, ["Łukasz Żak"]);
    assert_eq!(store.people(Some("lukasz"), 9).unwrap()[0].name, "Lucas Zak");
    for correction in [rename, split, merge] {
        store.undo(correction, EDITOR).unwrap();
    }
    assert_eq!(counts(&store), before);
}

#[test]
fn a_person_merged_away_takes_corrected_statements_along() {
    let (_folder, mut store) = sample();
    let it = statement(&store, 2, 1);
    store.correct(it, &Decision::Speaker(Some(Whom::Number(2))), EDITOR).unwrap();
    assert_eq!(store.person(2).unwrap().statements, 2);
    let merge = store.merge_people(2, 3, EDITOR).unwrap();
    assert_eq!(store.person(3).unwrap().statements, 3);
    store.undo(merge, EDITOR).unwrap();
    assert_eq!((store.person(2).unwrap().statements, store.person(3).unwrap().statements), (2, 1));
    assert!(store.faults().is_empty());
}

/// One step of somebody at work.
#[derive(Debug, Clone)]
enum Step {
    Decide(usize, Decision),
    Undo(i64),
    Merge(i64, i64),
    Split(i64, i64),
    Rename(i64),
    Replace(Option<usize>, Option<usize>),
}

fn step() -> impl Strategy<Value = Step> {
    let decision = prop_oneof![
        Just(Decision::Accept),
        Just(Decision::Reject),
        Just(Decision::Speaker(None)),
        (1_i64..5).prop_map(|id| Decision::Speaker(Some(Whom::Number(id)))),
        Just(Decision::Speaker(Some(Whom::Name("Mara Lind".into())))),
        (3_usize..12).prop_map(|end| Decision::Span(Role::Content, vec![Span::new(3, end)])),
    ];
    prop_oneof![
        4 => (0_usize..3, decision).prop_map(|(number, decision)| Step::Decide(number, decision)),
        3 => (1_i64..20).prop_map(Step::Undo),
        1 => (1_i64..5, 1_i64..5).prop_map(|(from, into)| Step::Merge(from, into)),
        1 => (1_i64..5, 1_i64..3).prop_map(|(person, document)| Step::Split(person, document)),
        1 => (1_i64..5).prop_map(Step::Rename),
        1 => (prop::option::of(0_usize..3), prop::option::of(0_usize..3)).prop_map(|(a, b)| Step::Replace(a, b)),
    ]
}

fn take(store: &mut Store, step: &Step) {
    // Steps that make no sense at this point are refused, which is part of the test.
    match step {
        Step::Decide(number, decision) => {
            let stored = store.document(1).unwrap();
            let Some(found) = stored.reading.statements.get(*number) else { return };
            let it = store.find_statement(&found.id).unwrap();
            drop(store.correct(it, decision, EDITOR));
        }
        Step::Undo(id) => drop(store.undo(*id, EDITOR)),
        Step::Merge(from, into) => drop(store.merge_people(*from, *into, EDITOR)),
        Step::Split(person, document) => drop(store.split_person(*person, &[*document], EDITOR)),
        Step::Rename(person) => drop(store.rename_person(*person, "Mara Lind", EDITOR)),
        Step::Replace(lost, moved) => {
            let moved = moved.filter(|_| lost.is_none());
            store.replace(1, &[(1, read_again(*lost, moved))]).unwrap();
        }
    }
}

/// All corrections, with the documents that they leave with.
fn carried(store: &Store) -> Vec<([u8; 32], sayso_core::document::Carried)> {
    let mut outgoing = store.outgoing().unwrap();
    let mut all = Vec::new();
    for row in 1..3 {
        let hash = crate::codes::text_hash(&store.document(row).unwrap().document.text);
        all.extend(outgoing.take(store, row).unwrap().into_iter().map(|one| (hash, one)));
    }
    all
}

#[test]
fn corrections_about_what_is_not_there_wait_for_it() {
    let (_folder, mut here) = sample();
    let it = statement(&here, 2, 1);
    let (split, new) = here.split_person(1, &[2], EDITOR).unwrap();
    here.correct(it, &Decision::Speaker(Some(Whom::Number(new))), EDITOR).unwrap();
    here.undo(split, EDITOR).unwrap();
    let all = carried(&here);
    let folder = tempfile::tempdir().unwrap();
    let mut there = collection(folder.path(), vec![article("a", &SAID)]);
    assert_eq!(there.take_over(&all).unwrap(), Taken { new: 0, lost: 3 });
    assert!(there.corrections(None).unwrap().is_empty());
    let (_other, mut whole) = sample();
    assert_eq!(whole.take_over(&all).unwrap(), Taken { new: 3, lost: 0 });
    // What no collection writes is not taken over, and harms nothing.
    let mut broken = all.clone();
    broken[0].1 =
        sayso_core::document::Carried { id: "co_1".into(), at: "never".into(), ..broken[0].1.clone() };
    broken[1].1.content = vec![Span::new(0, 99_999)];
    broken[1].1.id = "co_2".into();
    assert_eq!(whole.take_over(&broken).unwrap().new, 0);
}

#[test]
fn what_was_decided_elsewhere_comes_in_the_order_of_its_instants() {
    let (_folder, mut here) = sample();
    let it = statement(&here, 1, 0);
    let instants = [
        "2020-05-01T10:00:00Z",
        "2020-05-01T10:00:00.2Z",
        "2020-05-01T10:00:00.26Z",
        "2020-05-01T10:00:00.261Z",
    ];
    for (at, decision) in
        instants.into_iter().zip([Decision::Reject, Decision::Accept, Decision::Reject, Decision::Accept])
    {
        here.correct(it, &decision, Author { who: "mira", at }).unwrap();
    }
    let (_other, mut there) = sample();
    there.take_over(&carried(&here)).unwrap();
    assert_eq!(there.corrections(None).unwrap(), here.corrections(None).unwrap());
    assert_eq!(review(&there, it.row), (1, false));
}

#[test]
fn a_split_that_comes_late_parts_whoever_speaks_there_now() {
    let (_folder, mut here) = sample();
    let merge = here.merge_people(3, 1, EDITOR).unwrap();
    here.split_person(1, &[2], EDITOR).unwrap();
    here.undo(merge, EDITOR).unwrap();
    let all = carried(&here);
    let (_other, mut there) = sample();
    let (split, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, one)| one.kind == Kind::Split);
    there.take_over(&rest).unwrap();
    there.take_over(&split).unwrap();
    let counts = |store: &Store| -> Vec<(String, u64)> {
        store.people(None, 9).unwrap().into_iter().map(|one| (one.name, one.statements)).collect()
    };
    assert_eq!(counts(&there), counts(&here));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is done in whatever order: the log only grows, the database stays whole, and when
    /// everything is taken back, the collection is as it was.
    #[test]
    fn taking_everything_back_gives_the_first_state(steps in prop::collection::vec(step(), 1..14)) {
        let (_folder, mut store) = sample();
        let before = (store.document(1).unwrap(), store.document(2).unwrap(), store.people(None, 99).unwrap());
        let mut log = 0;
        for step in &steps {
            take(&mut store, step);
            let now = store.corrections(None).unwrap();
            prop_assert!(now.len() >= log);
            log = now.len();
            prop_assert_eq!(store.faults(), Vec::<String>::new());
        }
        for one in store.corrections(None).unwrap().iter().rev() {
            if one.undoes.is_none() && one.undone_by.is_none() {
                store.undo(one.id, EDITOR).unwrap();
            }
        }
        store.replace(1, &[(1, read_again(None, None))]).unwrap();
        let mut after = (store.document(1).unwrap(), store.document(2).unwrap(), store.people(None, 99).unwrap());
        after.0.rows.clone_from(&before.0.rows);
        prop_assert_eq!(after, before);
        prop_assert_eq!(store.faults(), Vec::<String>::new());
    }

    /// What somebody decided in one collection stands in another one that takes it over with the documents, and
    /// is taken over once.
    #[test]
    fn what_was_decided_elsewhere_is_taken_over_once(steps in prop::collection::vec(step(), 1..14)) {
        let (_folder, mut here) = sample();
        steps.iter().for_each(|step| take(&mut here, step));
        here.replace(1, &[(1, read_again(None, None))]).unwrap();
        let (_other, mut there) = sample();
        let all = carried(&here);
        let mut backwards = all.clone();
        backwards.reverse();
        let taken = there.take_over(&backwards).unwrap();
        prop_assert_eq!((taken.new, taken.lost), (here.corrections(None).unwrap().len(), 0));
        let state = |store: &Store| {
            let mut documents = [store.document(1).unwrap(), store.document(2).unwrap()];
            documents[0].rows.clear();
            (documents, store.people(None, 99).unwrap(), store.corrections(None).unwrap())
        };
        prop_assert_eq!(state(&here), state(&there));
        prop_assert_eq!(there.take_over(&all).unwrap(), Taken::default());
        prop_assert_eq!(here.take_over(&carried(&there)).unwrap(), Taken::default());
        prop_assert_eq!(there.faults(), Vec::<String>::new());
    }

    /// Taking new results twice is as taking them once.
    #[test]
    fn settling_again_changes_nothing(steps in prop::collection::vec(step(), 1..10)) {
        let (_folder, mut store) = sample();
        steps.iter().for_each(|step| take(&mut store, step));
        let before = (store.document(1).unwrap(), store.corrections(None).unwrap());
        store.write(|db| settle(db, 1)).unwrap();
        prop_assert_eq!((store.document(1).unwrap(), store.corrections(None).unwrap()), before);
    }
}
