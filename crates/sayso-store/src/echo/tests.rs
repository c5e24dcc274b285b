//! Near-copies and origins in a collection: what is grouped, and that the order makes no difference.

use sayso_core::document::Form;
use sayso_core::echo::Direction;

use crate::Store;
use crate::documents::Arrival;
use crate::samples::{article, collection, item, run};
use crate::utterances::UtteranceId;

const SAID: &str = "We will not sell the old harbour to anybody, neither this year nor the next";

const WIRE: &str = "Dockers stopped unloading on Tuesday after a rumour about a foreign buyer had spread through the \
    quays. Police closed both bridges for an hour, and buses turned back at the tannery. Unions called their members \
    back to work in the evening, when the tide was already out and two ships had left for Sund.";

const OTHER: &str = "Forty apprentices of the tannery passed their examination this week, more than ever before. The \
    masters had set them the old task of a saddle without a seam, which none of them had seen. The town will give each \
    of them a knife and a year of rent, paid out of the fund of the guild.";

/// News of one outlet and day: a paragraph, and what somebody says in it.
fn news(origin: &str, outlet: &str, day: &str, told: &str) -> Arrival {
    let mut arrival = article(origin, &[("Vera Holm", SAID)]);
    arrival.document.text += &format!("\n\n{told}");
    arrival.document.outlet = Some(outlet.to_owned());
    arrival.document.published = Some(day.to_owned());
    if let Some(reading) = &mut arrival.reading {
        reading.statements[0].form = Form::Direct;
        let digest = sayso_core::utterances::WordId::of(origin);
        reading.statements[0].id = format!("st_{:012x}", digest.0);
    }
    arrival
}

/// Three copies of one story, the middle one between the others, and another story.
fn all() -> Vec<Arrival> {
    let cut = WIRE.split(" Unions").next().unwrap();
    vec![
        news("wire", "Lenn Post", "2016-10-02", WIRE),
        news("cut", "Sund Courier", "2016-10-03", cut),
        news("shouted", "Bay Times", "2016-10-04", &WIRE.to_uppercase()),
        news("own", "Hill Herald", "2016-10-03", OTHER),
    ]
}

fn copies_of(store: &Store, origin: &str) -> Vec<String> {
    let row = rows(store, origin);
    store.near_copies(row).unwrap().into_iter().map(|copy| copy.origin).collect()
}

fn rows(store: &Store, origin: &str) -> i64 {
    let sql = "SELECT id FROM documents WHERE origin = ?1";
    store.read(|db| db.query_row(sql, [origin], |row| row.get(0))).unwrap()
}

fn groups(store: &Store) -> Vec<Vec<String>> {
    ["wire", "cut", "shouted", "own"].iter().map(|origin| copies_of(store, origin)).collect()
}

#[test]
fn near_copies_are_grouped_in_whatever_order_they_come() {
    let mut results = Vec::new();
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 2, 3, 0], [2, 0, 3, 1]] {
        let folder = tempfile::tempdir().unwrap();
        let all = all();
        let mut store = collection(folder.path(), order.iter().map(|&at| all[at].clone()).collect());
        let copied = store.group_copies().unwrap();
        assert_eq!((copied.documents, copied.copies), (4, 2));
        assert_eq!(store.group_copies().unwrap().documents, 0);
        results.push(groups(&store));
    }
    let [wire, cut, shouted] = ["wire", "cut", "shouted"];
    assert_eq!(results[0], [vec![cut, shouted], vec![wire, shouted], vec![wire, cut], vec![]]);
    assert!(results.iter().all(|one| one == &results[0]), "{results:?}");
}

#[test]
fn what_comes_later_joins_what_is_there_and_all_anew_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut all = all();
    let last = all.remove(1);
    let mut store = collection(folder.path(), all);
    store.group_copies().unwrap();
    let import = store.begin_import("[9]", &run(), "2020-02-01T00:00:00Z").unwrap();
    store.record(import.id, import.run, &[item(9, vec![last])]).unwrap();
    let copied = store.group_copies().unwrap();
    assert_eq!((copied.documents, copied.copies), (1, 1));
    let before = groups(&store);
    let rebuilt = store.rebuild_copies().unwrap();
    assert_eq!((rebuilt.documents, rebuilt.copies), (4, 2));
    assert_eq!(groups(&store), before);
}

#[test]
fn a_document_that_links_two_groups_makes_them_one() {
    let folder = tempfile::tempdir().unwrap();
    // Each half alone, then both together.
    let head = WIRE.split(" Unions").next().unwrap();
    let tail = &WIRE[head.len() + 1..];
    let long = format!(
        "{tail} The next ship is due on Friday, with timber from the north and no crew to unload it."
    );
    let whole = format!("{head} {long}");
    let mut store = collection(
        folder.path(),
        vec![
            news("head", "Lenn Post", "2016-10-02", head),
            news("tail", "Sund Courier", "2016-10-02", &long),
            news("whole", "Bay Times", "2016-10-02", &whole),
        ],
    );
    store.group_copies().unwrap();
    assert_eq!(copies_of(&store, "head").len(), 2);
}

#[test]
fn of_a_speaker_it_is_known_how_many_documents_are_copies() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = collection(folder.path(), all());
    store.group_copies().unwrap();
    let person = store.people(Some("Vera Holm"), 2).unwrap().remove(0);
    assert_eq!((person.documents, store.near_copies_with(person.id).unwrap()), (4, 2));
}

#[test]
fn origins_of_an_utterance_are_an_interval_with_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = collection(folder.path(), all());
    store.group_copies().unwrap();
    store.group_quotations().unwrap();
    let utterance = store.utterance_of(1).unwrap().unwrap();
    let heard = store.echo(utterance).unwrap();
    assert_eq!((heard.echo.least, heard.echo.most, heard.echo.near_copies), (2, 2, 2));
    let first = heard.witnesses.iter().position(|one| one.document.origin == "wire").unwrap();
    assert!(heard.echo.groups.iter().any(|group| group.may_be_origin == [first]), "{:?}", heard.echo.groups);
    assert!(heard.echo.edges.iter().all(|edge| edge.direction == Direction::SecondRepeats));
    assert!(heard.witnesses.iter().all(|one| one.statements.len() == 1));
    let alone = store.echo(UtteranceId::Alone(1)).unwrap();
    assert_eq!((alone.echo.least, alone.echo.most, alone.background), (1, 1, 0));
}

#[test]
fn what_stands_in_unrelated_documents_of_an_outlet_is_no_evidence() {
    let footer = "Write to the desk of this paper or come to the counter between nine and noon on any day of the week.";
    let with_footer = |about: &str| format!("{about}\n\n{footer}");
    let one = "The mayor met fishermen in the market hall, where they clapped for a long while.";
    let other = "A council session ended early yesterday, and nobody voted against the budget.";
    let pair = vec![
        news("one", "Lenn Post", "2016-10-02", &with_footer(one)),
        news("other", "Lenn Post", "2016-10-03", &with_footer(other)),
    ];
    let least = |articles: Vec<Arrival>| {
        let folder = tempfile::tempdir().unwrap();
        let mut store = collection(folder.path(), articles);
        store.group_quotations().unwrap();
        store.echo(store.utterance_of(1).unwrap().unwrap()).unwrap().echo.least
    };
    assert_eq!(least(pair.clone()), 1);
    let mut more = pair;
    for (at, about) in ["Rain fell on the orchards.", "The ferry needs a captain.", "A goalkeeper retired."]
        .iter()
        .enumerate()
    {
        let mut arrival = article(&format!("other {at}"), &[("Nils Brandt", about)]);
        arrival.document.text += &format!("\n\n{footer}");
        arrival.document.outlet = Some("Lenn Post".to_owned());
        if let Some(reading) = &mut arrival.reading {
            reading.statements[0].id = format!("st_{:012x}", 77 + at);
        }
        more.push(arrival);
    }
    assert_eq!(least(more), 2);
}
