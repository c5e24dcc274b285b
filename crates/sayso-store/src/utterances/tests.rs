//! Grouping in a collection: what joins, what stays, and what ids do.

use std::sync::LazyLock;

use proptest::prelude::*;
use sayso_core::document::Form;
use sayso_core::encoder::{ModelFile, Tokenizer, Words};
use sayso_core::meaning::Meanings;

use super::grouping::Among;
use super::*;
use crate::Store;
use crate::codes::Code;
use crate::documents::Arrival;
use crate::samples::{collection, item, run};

const LONG: &str = "We will not sell the old harbour to anybody, neither this year nor the next";
const CUT: &str = "not sell the old harbour to anybody";
const CHANGED: &str = "We will sell the old harbour to anybody, neither this year nor the next";
const OTHER: &str = "The orchard needs rain more than it needs visitors";

/// An article of one day with direct statements.
fn article(origin: &str, day: &str, said: &[(&str, &str)]) -> Arrival {
    let mut arrival = crate::samples::article(origin, said);
    arrival.document.published = Some(day.to_owned());
    if let Some(reading) = &mut arrival.reading {
        for (at, statement) in reading.statements.iter_mut().enumerate() {
            statement.form = Form::Direct;
            let digest = sayso_core::utterances::WordId::of(&format!("{origin} {at}"));
            statement.id = format!("st_{:012x}", digest.0);
        }
    }
    arrival
}

fn news() -> Vec<Arrival> {
    vec![
        article("one", "2016-10-02", &[("Vera Holm", LONG), ("Nils Brandt", OTHER)]),
        article("two", "2016-10-03", &[("Vera Holm", CUT)]),
        article("three", "2016-10-04", &[("Nils Brandt", CHANGED)]),
    ]
}

/// The origins of the documents that report each utterance with several reports, with its id.
fn groups(store: &Store) -> Vec<(String, Vec<String>)> {
    let rows = store.read(|db| {
        db.prepare("SELECT DISTINCT utterance FROM statements WHERE utterance > 0 ORDER BY 1")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<Vec<i64>, _>>()
    });
    let mut all: Vec<(String, Vec<String>)> = rows
        .unwrap()
        .into_iter()
        .map(|row| {
            let id = UtteranceId::Row(row);
            let mut origins: Vec<String> =
                store.reports(id).unwrap().into_iter().map(|one| one.origin).collect();
            origins.sort();
            (store.utterance_name(id).unwrap(), origins)
        })
        .collect();
    all.sort();
    all
}

fn add(store: &mut Store, key: u8, arrival: Arrival) {
    let import = store.begin_import(&format!("[{key}]"), &run(), "2020-02-01T00:00:00Z").unwrap();
    store.record(import.id, import.run, &[item(key, vec![arrival])]).unwrap();
    store.finish_import(import.id, "2020-02-01T00:00:01Z").unwrap();
}

#[test]
fn what_reports_the_same_words_is_one_utterance() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = collection(folder.path(), news());
    assert_eq!(store.group_quotations().unwrap(), Grouped { quotations: 4, joined: 3 });
    assert_eq!(store.group_quotations().unwrap(), Grouped::default());
    let groups = groups(&store);
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].1, ["one", "three", "two"]);
    let found = store.find_utterance(&groups[0].0).unwrap();
    let reports = store.reports(found).unwrap();
    assert_eq!(reports[0].words, LONG);
    let portrait = portray(&reports);
    assert_eq!(portrait.variants.len(), 3);
    assert!(portrait.alerts.len() >= 2, "{:?}", portrait.alerts);
}

#[test]
fn one_that_stands_alone_has_an_id_too_and_keeps_it_when_others_join() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = collection(folder.path(), vec![article("one", "2016-10-02", &[("Vera Holm", LONG)])]);
    store.group_quotations().unwrap();
    let alone = UtteranceId::Alone(1);
    let id = store.utterance_name(alone).unwrap();
    assert_eq!(store.find_utterance(&id).unwrap(), alone);
    add(&mut store, 9, article("zero", "2016-09-01", &[("Vera Holm", CUT)]));
    assert_eq!(store.group_quotations().unwrap().joined, 1);
    let found = store.find_utterance(&id).unwrap();
    assert_eq!(store.utterance_name(found).unwrap(), id);
    assert_eq!(store.reports(found).unwrap().len(), 2);
}

#[test]
fn the_order_of_the_documents_changes_nothing() {
    let mut results = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let folder = tempfile::tempdir().unwrap();
        let news = news();
        let mut store = collection(folder.path(), order.iter().map(|&at| news[at].clone()).collect());
        store.group_quotations().unwrap();
        results.push(groups(&store));
    }
    assert!(results.iter().all(|one| one == &results[0]), "{results:?}");
}

#[test]
fn growing_moves_nothing_and_grouping_anew_keeps_ids() {
    let folder = tempfile::tempdir().unwrap();
    let whole = "The ferry will leave at dawn and the mail will follow it on the evening tide";
    let head = article("head", "2016-10-02", &[("Vera Holm", "The ferry will leave at dawn")]);
    let tail = article("tail", "2016-10-02", &[("Vera Holm", "the mail will follow it on the evening tide")]);
    let mut store = collection(folder.path(), vec![head, tail]);
    store.group_quotations().unwrap();
    let ids = [1, 2].map(|row| store.utterance_name(store.utterance_of(row).unwrap().unwrap()).unwrap());
    add(&mut store, 9, article("whole", "2016-10-03", &[("Vera Holm", whole)]));
    store.group_quotations().unwrap();
    let after = [1, 2].map(|row| store.utterance_name(store.utterance_of(row).unwrap().unwrap()).unwrap());
    assert_eq!(ids, after);
    let rebuilt = store.rebuild_utterances().unwrap();
    assert_eq!((rebuilt.quotations, rebuilt.utterances, rebuilt.moved), (3, 1, 1));
    // Both ids lead to the one that there is now.
    let found = ids.each_ref().map(|id| store.find_utterance(id).unwrap());
    assert_eq!(found[0], found[1]);
    assert_eq!(store.reports(found[0]).unwrap().len(), 3);
    assert_eq!(store.rebuild_utterances().unwrap().moved, 0);
}

#[test]
fn words_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = collection(folder.path(), news());
    store.group_quotations().unwrap();
    let checked = store.check("we will never sell the old harbour to anybody", 5).unwrap();
    assert!(checked.closest[0].reports_them());
    assert_eq!((checked.statements, checked.documents), (4, 3));
    let checked = store.check("penguins are moving to the moon in large numbers", 5).unwrap();
    assert!(checked.closest.iter().all(|one| !one.reports_them()));
    assert!(checked.searched.contains(&"penguins".to_owned()));
}

#[test]
fn what_is_read_again_stays_in_its_utterance() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = collection(folder.path(), news());
    store.group_quotations().unwrap();
    let before = groups(&store);
    let readings: Vec<_> = (1..=3).map(|row| (row, store.document(row).unwrap().reading)).collect();
    let run = store.run(&run()).unwrap();
    store.replace(run, &readings).unwrap();
    assert_eq!(groups(&store), before);
    assert_eq!(store.group_quotations().unwrap(), Grouped::default());
}

#[test]
fn what_is_read_again_is_found_by_what_comes_later() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = collection(folder.path(), vec![article("one", "2016-10-02", &[("Vera Holm", LONG)])]);
    store.group_quotations().unwrap();
    // Everything that leads to it is lost, and comes back with the new reading.
    store.write(postings::clear).unwrap();
    let reading = store.document(1).unwrap().reading;
    let run = store.run(&run()).unwrap();
    store.replace(run, &[(1, reading)]).unwrap();
    add(&mut store, 9, article("two", "2016-10-03", &[("Vera Holm", CUT)]));
    assert_eq!(store.group_among(Among::Near).unwrap(), Grouped { quotations: 1, joined: 1 });
}

#[test]
fn a_damaged_row_of_keys_is_named_and_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = collection(folder.path(), news());
    store.group_quotations().unwrap();
    store.write(|db| db.execute("UPDATE quotation_keys SET postings = x'ffff'", [])).unwrap();
    add(&mut store, 9, article("four", "2016-10-05", &[("Ada Moor", CUT)]));
    let message = store.group_among(Among::Near).unwrap_err().to_string();
    assert!(message.contains("sayso rebuild"), "{message}");
    store.rebuild_utterances().unwrap();
    add(&mut store, 10, article("five", "2016-10-06", &[("Ole Lind", CUT)]));
    assert_eq!(store.group_among(Among::Near).unwrap(), Grouped { quotations: 1, joined: 1 });
    assert_eq!(groups(&store)[0].1.len(), 5);
}

#[test]
fn an_earlier_collection_gets_its_keys_when_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = collection(folder.path(), news());
    store.group_quotations().unwrap();
    let old = "DROP TABLE quotation_keys; DROP INDEX statements_to_group; PRAGMA user_version = 4;";
    store.connection().execute_batch(old).unwrap();
    drop(store);
    let mut store = Store::open(folder.path()).unwrap();
    add(&mut store, 9, article("four", "2016-10-05", &[("Ada Moor", CUT)]));
    assert_eq!(store.group_among(Among::Near).unwrap(), Grouped { quotations: 1, joined: 1 });
}

#[test]
fn looking_for_what_is_new_goes_through_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = collection(folder.path(), news());
    let sql = "EXPLAIN QUERY PLAN SELECT DISTINCT document FROM statements WHERE utterance IS NULL AND form <> 1 ORDER BY document";
    let plan: String = store.connection().query_row(sql, [], |row| row.get(3)).unwrap();
    assert!(plan.contains("statements_to_group"), "{plan}");
    assert_eq!(Form::Indirect.code(), 1);
}

static MODEL: LazyLock<(Tokenizer, Words)> = LazyLock::new(|| {
    let file = ModelFile::open(include_bytes!("../../../../models/en-1/model.safetensors")).unwrap();
    (Tokenizer::from_vocab(file.vocabulary().unwrap()).unwrap(), Words::load(&file).unwrap())
});

#[test]
fn what_says_the_same_in_other_words_is_similar_and_stays_apart() {
    let folder = tempfile::tempdir().unwrap();
    let sold = "Lenn refuses to sell its old harbour to anyone, this year or next year";
    let unlike = "The old harbour of Lenn smells of tar and of herring when it is warm";
    let mut store = collection(
        folder.path(),
        vec![
            article("one", "2016-10-02", &[("Vera Holm", LONG)]),
            article("two", "2016-10-03", &[("Nils Brandt", sold), ("Nils Brandt", unlike)]),
            article("three", "2016-10-04", &[("Ada Moor", sold)]),
            article("four", "2016-10-02", &[("Ole Lind", LONG)]),
        ],
    );
    store.group_quotations().unwrap();
    let meanings = Meanings::new(&MODEL.0, &MODEL.1);
    let (said, found) = store.similar_to(meanings, 1, 0.5, 10).unwrap();
    assert_eq!(said, LONG);
    // Another report of the same words is not offered, and each wording stands once.
    let words: Vec<&str> = found.similar.iter().map(|one| &*one.content).collect();
    assert_eq!(words, [sold]);
    assert_eq!((found.similar[0].again, found.similar[0].quotation.origin.as_str()), (1, "two"));
    assert!(found.similar[0].likeness.negation_differs);
    assert_ne!(store.utterance_of(1).unwrap(), found.similar[0].utterance);
    // Of words that nobody said, everything is offered.
    let found = store.similar(meanings, LONG, 0.5, 10).unwrap();
    assert_eq!(found.similar.iter().map(|one| one.likeness.score).fold(0.0, f32::max), 1.0);
    assert_eq!((found.similar.len(), found.similar[0].again), (2, 1));
    // The least score is kept to.
    let (_, found) = store.similar_to(meanings, 1, 0.99, 10).unwrap();
    assert_eq!(found.similar, []);
}

#[test]
fn what_tells_too_little_is_like_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let said = ["it is a sad day", "It was a sad day indeed"];
    let articles = said.map(|said| article(said, "2016-10-02", &[("Vera Holm", said)]));
    let store = collection(folder.path(), articles.to_vec());
    let (_, found) = store.similar_to(Meanings::new(&MODEL.0, &MODEL.1), 1, 0.1, 10).unwrap();
    assert_eq!((found.similar, found.searched), (Vec::new(), Vec::new()));
}

#[test]
fn what_was_rejected_is_not_offered_and_cannot_be_asked_about() {
    let folder = tempfile::tempdir().unwrap();
    let store = collection(
        folder.path(),
        vec![
            article("one", "2016-10-02", &[("Vera Holm", LONG)]),
            article("two", "2016-10-03", &[("Nils Brandt", LONG), ("Nils Brandt", OTHER)]),
        ],
    );
    store.connection().execute("UPDATE statements SET hidden = 1 WHERE id = 2", []).unwrap();
    let meanings = Meanings::new(&MODEL.0, &MODEL.1);
    assert_eq!(store.similar_to(meanings, 1, 0.5, 10).unwrap().1.similar, []);
    assert!(store.similar_to(meanings, 2, 0.5, 10).unwrap_err().to_string().contains("rejected"));
}

/// What is said in the news of the tests below.
const SAID: [&str; 6] = [
    LONG,
    OTHER,
    "The ferry will leave at dawn and the mail will follow it on the evening tide",
    "Nobody told the millers that the tannery would burn before the winter came",
    "Our lighthouse keeps its own counsel and so should every captain in the bay",
    "it is a sad day for Lenn",
];

/// A piece of something said, with a word of it changed or not.
fn piece() -> impl Strategy<Value = String> {
    (0..SAID.len(), 0..8_usize, 4..16_usize, prop::option::of(0..16_usize)).prop_map(
        |(of, from, most, changed)| {
            let mut words: Vec<&str> = SAID[of].split(' ').skip(from.min(2)).take(most).collect();
            if let Some(word) = changed.and_then(|at| words.get_mut(at)) {
                *word = "harvest";
            }
            words.join(" ")
        },
    )
}

/// The groups of several quotations, without their ids: one that was given stays though it be of a single one.
fn several(store: &Store) -> Vec<Vec<String>> {
    let all = groups(store).into_iter().map(|(_, origins)| origins);
    let mut several: Vec<_> = all.filter(|origins| origins.len() > 1).collect();
    several.sort();
    several
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn one_at_a_time_gives_the_groups_that_a_look_at_all_gives(
        said in prop::collection::vec(prop::collection::vec(piece(), 1..4), 2..9),
        days in prop::collection::vec(1..28_u8, 9),
    ) {
        let articles: Vec<Arrival> = said.iter().enumerate().map(|(at, said)| {
            let said: Vec<(&str, &str)> = said.iter().map(|words| ("Vera Holm", &**words)).collect();
            article(&format!("article {at}"), &format!("2016-10-{:02}", days[at]), &said)
        }).collect();
        let mut found = Vec::new();
        for among in [Among::Near, Among::All] {
            let folder = tempfile::tempdir().unwrap();
            let mut store = collection(folder.path(), Vec::new());
            for (at, article) in articles.iter().enumerate() {
                add(&mut store, 100 + at as u8, article.clone());
                store.group_among(among).unwrap();
            }
            let step_by_step = groups(&store);
            store.rebuild_utterances().unwrap();
            found.push((step_by_step, several(&store)));
        }
        let folder = tempfile::tempdir().unwrap();
        let mut store = collection(folder.path(), articles);
        store.group_quotations().unwrap();
        prop_assert_eq!(&found[0], &found[1]);
        prop_assert_eq!(&found[0].1, &several(&store));
    }
}
