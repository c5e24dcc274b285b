use proptest::prelude::*;
use sayso_core::document::Form;

use super::*;
use crate::query::{Field, Filter, parse};
use crate::samples::{EDITOR, article, collection, statement};

fn request(query: &str) -> Request {
    Request::new(parse(query).unwrap())
}

/// A collection of a few voices.
fn sample(folder: &std::path::Path) -> Store {
    let mut third = article(
        "c",
        &[
            ("Łukasz Żak", "A tax on bridges would be unfair"),
            ("officials", "The tax will rise, the tax will rise"),
        ],
    );
    third.document.outlet = Some("Sund Herald".into());
    third.document.published = Some("2016-11-20T08:00:00Z".into());
    if let Some(reading) = &mut third.reading {
        reading.statements[0].form = Form::Direct;
        reading.statements[1].form = Form::Indirect;
    }
    collection(
        folder,
        vec![
            article(
                "a",
                &[("Ana Ortiz", "The bridge tax is dead"), ("Omar al-Nakhala", "We want no bridge")],
            ),
            article("b", &[("Ana Ortiz", "Nobody asked us"), ("Ilse Brandt", "The tax on the ferry stays")]),
            third,
        ],
    )
}

fn contents(answer: &Answer) -> Vec<&str> {
    answer.results.iter().map(|one| one.content.as_str()).collect()
}

fn finds(store: &Store, query: &str) -> Vec<String> {
    let mut found: Vec<String> = Search::new()
        .run(store, &request(query))
        .unwrap()
        .results
        .into_iter()
        .map(|one| one.content)
        .collect();
    found.sort();
    found
}

#[test]
fn words_phrases_names_and_dates() {
    let folder = tempfile::tempdir().unwrap();
    let store = sample(folder.path());
    assert_eq!(finds(&store, "tax bridge"), ["The bridge tax is dead"]);
    assert_eq!(finds(&store, "\"tax on\" -ferry"), ["A tax on bridges would be unfair"]);
    assert_eq!(finds(&store, "bridg* tax"), ["A tax on bridges would be unfair", "The bridge tax is dead"]);
    assert_eq!(finds(&store, "speaker:ortiz"), ["Nobody asked us", "The bridge tax is dead"]);
    assert_eq!(finds(&store, "speaker:officials"), ["The tax will rise, the tax will rise"]);
    assert_eq!(finds(&store, "outlet:herald form:direct"), ["A tax on bridges would be unfair"]);
    assert_eq!(finds(&store, "published:2016-11 tax").len(), 2);
    assert_eq!(finds(&store, "title:\"news of b\""), ["Nobody asked us", "The tax on the ferry stays"]);
    assert_eq!(finds(&store, "named:no"), finds(&store, "speaker:officials"));
    assert_eq!(finds(&store, "cue:say").len(), 6);
    assert_eq!(finds(&store, "said:none").len(), 6);
    assert_eq!(finds(&store, "context:brandt"), ["The tax on the ferry stays"]);
    assert_eq!(finds(&store, "").len(), 6);
    assert_eq!(finds(&store, "kind:person").len(), 6);
    assert!(finds(&store, "kind:document").is_empty());
}

#[test]
fn what_is_worth_a_look_comes_first_and_what_was_looked_at_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let mut sure = article("sure", &[("Ana Ortiz", "The bridge tax is dead")]);
    let mut unsure = article("unsure", &[("Ana Ortiz", "The ferry tax is quite alive")]);
    for (arrival, confidence) in [(&mut sure, 0.98), (&mut unsure, 0.5)] {
        arrival.reading.as_mut().unwrap().statements[0].confidence = confidence;
    }
    let mut store = collection(folder.path(), vec![sure, unsure]);
    let doubtful = |store: &Store| {
        let answer =
            Search::new().run(store, &Request { sort: Sort::Doubt, ..request("review:open") }).unwrap();
        answer.results.into_iter().map(|one| one.content).collect::<Vec<_>>()
    };
    assert_eq!(doubtful(&store), ["The ferry tax is quite alive", "The bridge tax is dead"]);
    let second = statement(&store, 2, 0);
    let made = store.correct(second, &crate::corrections::Decision::Accept, EDITOR).unwrap();
    assert_eq!(doubtful(&store), ["The bridge tax is dead"]);
    assert_eq!(finds(&store, "review:accepted"), ["The ferry tax is quite alive"]);
    store.undo(made, EDITOR).unwrap();
    assert_eq!(finds(&store, "review:accepted"), [""; 0]);
    assert!(parse("review:rejected").unwrap_err().to_string().contains("open, accepted, changed"));
}

#[test]
fn names_match_over_spellings_titles_and_diacritics() {
    let folder = tempfile::tempdir().unwrap();
    let store = sample(folder.path());
    for name in ["Lukasz", "\"Mr. Zak\"", "\"ŻAK Łukasz\"", "żak", "Zak"] {
        assert_eq!(finds(&store, &format!("speaker:{name}")), ["A tax on bridges would be unfair"], "{name}");
    }
    for name in [
        "al-Nakhala",
        "Nakhalah",
        "\"Omar el-Nakhaleh\"",
        "Alnakhala",
        "\"Umar Nakhala\"",
        "\"O. Nakhala\"",
        "nakh*",
    ] {
        assert_eq!(finds(&store, &format!("speaker:{name}")), ["We want no bridge"], "{name}");
    }
    assert!(finds(&store, "speaker:Nakba").is_empty());
}

#[test]
fn relevance_prefers_short_and_sure_and_marks_what_was_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = sample(folder.path());
    let answer = Search::new().run(&store, &request("tax")).unwrap();
    assert_eq!(contents(&answer)[0], "The bridge tax is dead");
    let last = answer.results.last().unwrap();
    let marked: Vec<&str> = last.hits.iter().map(|hit| hit.of(&last.content)).collect();
    assert_eq!(marked, ["tax", "tax"]);
    assert_eq!(answer.totals.statements, 4);
    assert_eq!((answer.totals.documents, answer.totals.speakers), (3, 3));
    let days = answer.totals.published.map(|(first, last)| (first.to_string(), last.to_string()));
    assert_eq!(days, Some(("2016-10-02".into(), "2016-11-20".into())));
}

#[test]
fn facets_count_what_was_found_and_narrow_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = sample(folder.path());
    let mut search = Search::new();
    for query in ["", "tax", "speaker:ortiz"] {
        let asked = Request { facets: Some(50), ..request(query) };
        let answer = search.run(&store, &asked).unwrap();
        assert_eq!(answer.facets.len(), 9);
        for value in answer.facets.iter().flat_map(|facet| &facet.values) {
            let narrower = Expr::all(vec![asked.query.clone(), Expr::Filter(value.filter.clone())]);
            let narrowed = search.run(&store, &Request::new(narrower)).unwrap();
            assert_eq!(narrowed.totals.statements, value.count as usize, "{query} {value:?}");
        }
    }
    let answer = search.run(&store, &Request { facets: Some(1), ..request("") }).unwrap();
    let speakers = &answer.facets[0];
    assert_eq!((speakers.field, speakers.values.len(), speakers.distinct), (Field::Speaker, 1, 4));
    assert_eq!((speakers.values[0].label.as_str(), speakers.values[0].count), ("Ana Ortiz", 2));
}

#[test]
fn groups_are_people_and_documents() {
    let folder = tempfile::tempdir().unwrap();
    let store = sample(folder.path());
    let mut search = Search::new();
    let people = search.run(&store, &Request { group: Group::Speakers, ..request("") }).unwrap();
    let counts: Vec<usize> = people.results.iter().filter_map(|one| Some(one.group?.1)).collect();
    assert_eq!(counts, [2, 1, 1, 1]);
    assert_eq!(people.results[0].person(), people.results[0].group.map(|group| group.0));
    let documents = search.run(&store, &Request { group: Group::Documents, ..request("tax") }).unwrap();
    let counts: Vec<usize> = documents.results.iter().filter_map(|one| Some(one.group?.1)).collect();
    assert_eq!((documents.results.len(), counts.iter().sum::<usize>()), (3, 4));
    assert_eq!(documents.totals.statements, 4);
}

#[test]
fn cursors_go_on_where_the_page_ended_and_fit_no_other_search() {
    let folder = tempfile::tempdir().unwrap();
    let store = sample(folder.path());
    let mut search = Search::new();
    for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest, Sort::Confidence] {
        let whole = search.run(&store, &Request { sort, ..request("tax OR bridge") }).unwrap();
        let mut asked = Request { sort, limit: 2, ..request("tax OR bridge") };
        let mut seen = Vec::new();
        loop {
            let page = search.run(&store, &asked).unwrap();
            seen.extend(page.results.iter().map(|one| one.statement().id.clone()));
            asked.after = page.next;
            if asked.after.is_none() {
                break;
            }
        }
        let ids: Vec<_> = whole.results.iter().map(|one| one.statement().id.clone()).collect();
        assert_eq!(seen, ids);
    }
    let next = search.run(&store, &Request { limit: 1, ..request("tax") }).unwrap().next;
    for cursor in [next.unwrap(), "x".into(), "é".repeat(12)] {
        let other = Request { after: Some(cursor), ..request("bridge") };
        assert!(matches!(search.run(&store, &other), Err(SearchError::Cursor(_))));
    }
}

#[test]
fn what_changes_is_seen_and_what_is_rejected_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = sample(folder.path());
    let mut search = Search::new();
    let count =
        |search: &mut Search, store: &Store| search.run(store, &request("tax")).unwrap().totals.statements;
    assert_eq!(count(&mut search, &store), 4);
    let one = statement(&store, 1, 0);
    store.correct(one, &crate::corrections::Decision::Reject, EDITOR).unwrap();
    assert_eq!(count(&mut search, &store), 3);
    let other = Store::open_read_only(folder.path()).unwrap();
    assert_eq!(count(&mut Search::new(), &other), 3);
}

#[test]
fn nothing_found_has_reasons() {
    let folder = tempfile::tempdir().unwrap();
    let store = sample(folder.path());
    let mut search = Search::new();
    let hints = search.hints(&store, &parse("tax outlet:gazette speaker:brandt").unwrap()).unwrap();
    let responsible: Vec<_> =
        hints.responsible.iter().map(|(clause, count)| (clause.to_string(), *count)).collect();
    assert_eq!(responsible, [("outlet:gazette".to_owned(), 1)]);
    let hints = search.hints(&store, &parse("speaker:Otriz").unwrap()).unwrap();
    assert_eq!(hints.near[0].names, ["Ana Ortiz"]);
}

/// Whether an expression of words and forms holds, by looking.
fn holds(expression: &Expr, content: &str, form: Form) -> bool {
    match expression {
        Expr::All(clauses) => clauses.iter().all(|one| holds(one, content, form)),
        Expr::Any(clauses) => clauses.iter().any(|one| holds(one, content, form)),
        Expr::Not(clause) => !holds(clause, content, form),
        Expr::Content(words) => !snippet::hits(content, &[words]).is_empty(),
        Expr::Filter(filter) => *filter == Filter::Form(form),
    }
}

fn some_query() -> impl Strategy<Value = Expr> {
    let word = prop::sample::select(vec!["tax", "the", "bridge", "tax on", "no", "br", "zzz"]);
    let leaf = prop_oneof![
        3 => (word, any::<bool>()).prop_map(|(text, prefix)| Expr::Content(Words::new(text, prefix).unwrap())),
        1 => prop::sample::select(Form::ALL).prop_map(|form| Expr::Filter(Filter::Form(form))),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Expr::all),
            prop::collection::vec(inner.clone(), 1..3).prop_map(Expr::any),
            inner.prop_map(Expr::negated),
        ]
    })
}

#[test]
fn any_expression_finds_what_looking_finds() {
    let folder = tempfile::tempdir().unwrap();
    let store = sample(folder.path());
    let mut search = Search::new();
    let all = search.run(&store, &request("")).unwrap().results;
    let runner = &mut proptest::test_runner::TestRunner::deterministic();
    let test = |query: Expr| {
        let expected = all.iter().filter(|one| holds(&query, &one.content, one.statement().form)).count();
        let mut search = Search::new();
        let answer = search.run(&store, &Request::new(query.clone())).unwrap();
        prop_assert_eq!(answer.totals.statements, expected, "{}", query);
        let selected = search.selection(&store, &query).unwrap();
        prop_assert_eq!(selected.iter().map(|(_, rows)| rows.len()).sum::<usize>(), expected);
        Ok(())
    };
    runner.run(&some_query(), test).unwrap();
}

#[test]
fn a_patient_search_is_behind_until_it_is_told_to_forget() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = sample(folder.path());
    let reading = Store::open_read_only(folder.path()).unwrap();
    let mut patient = Search::patient(u32::MAX);
    let count = |patient: &mut Search| patient.run(&reading, &request("tax")).unwrap().totals.statements;
    let before = count(&mut patient);
    store.correct(statement(&store, 1, 0), &crate::corrections::Decision::Reject, EDITOR).unwrap();
    assert_eq!(count(&mut patient), before);
    assert_eq!(count(&mut Search::new()), before - 1);
    patient.forget();
    assert_eq!(count(&mut patient), before - 1);
}
