//! The same as a page, for programs: records as JSON and, where the page is a table, as CSV.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sayso::export::{Export, Format};
use sayso::records::{
    EntryRecord, ImportRecord, ListedRecord, PersonRecord, SearchRecord, SummaryRecord, Utterance, check,
    life, results, statement,
};
use sayso::store::StoreError;
use sayso::store::imports::Lines;
use sayso::store::query::{Expr, Field, Filter, Words, parse};
use sayso::store::search::{Group, Request};
use sayso_formats::wire::to_wire;
use serde::Serialize;
use serde_json::{Value, json};

use super::similar::{self, Wanted};
use super::{check as check_page, documents, imports, search, speakers, utterances};
use crate::server::extract::{Path, Query};
use crate::server::{Desk, Failure, Kind, State, read};

/// Most lines of a list that has no pages of its own.
const MOST: usize = 1000;
/// Statements of a speaker.
const LATEST: usize = 20;

/// A value as JSON.
fn as_json<T: Serialize>(value: &T) -> Result<Response, Failure> {
    let text = serde_json::to_vec(value).map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}

/// Columns: a name, and where the value stands in a record.
type Columns = &'static [(&'static str, &'static str)];

/// Records as CSV.
fn as_csv<T: Serialize>(columns: Columns, records: &[T]) -> Result<Response, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(Kind::Internal, error.to_string());
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(columns.iter().map(|(name, _)| *name)).map_err(|error| failed(&error))?;
    for record in records {
        let value = serde_json::to_value(record).map_err(|error| failed(&error))?;
        let cells = columns.iter().map(|(_, place)| value.pointer(place).map(cell).unwrap_or_default());
        table.write_record(cells).map_err(|error| failed(&error))?;
    }
    let bytes = table.into_inner().map_err(|error| failed(&error))?;
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], Body::from(bytes)).into_response())
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(cell).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

const STATEMENTS: Columns = &[
    ("statement", "/statement/id"),
    ("speaker", "/statement/speaker/name"),
    ("content", "/statement/content/text"),
    ("form", "/statement/form"),
    ("status", "/statement/status"),
    ("attitude", "/statement/attitude"),
    ("stance", "/statement/stance"),
    ("cue", "/statement/cue/text"),
    ("said_from", "/statement/said/from"),
    ("said_to", "/statement/said/to"),
    ("published", "/document/published"),
    ("outlet", "/document/outlet"),
    ("title", "/document/title"),
    ("document", "/document/id"),
    ("origin", "/document/origin"),
    ("confidence", "/statement/confidence"),
    ("person", "/person"),
    ("found", "/group/statements"),
    ("utterance", "/utterance"),
];

fn request(asked: &search::Asked) -> Result<Request, Failure> {
    Ok(Request {
        group: asked.group()?,
        sort: asked.sort()?,
        limit: 25,
        after: Some(asked.after.clone()).filter(|after| !after.is_empty()),
        facets: Some(8),
        query: parse(&asked.q)?,
    })
}

/// `/search.json`
pub async fn search_json(state: State, Query(asked): Query<search::Asked>) -> Result<Response, Failure> {
    let request = request(&asked)?;
    read(&state, move |desk| {
        let answer = desk.search(&request)?;
        as_json(&SearchRecord::new(desk.store(), &request, &answer)?)
    })
    .await
}

/// `/search.csv`
pub async fn search_csv(state: State, Query(asked): Query<search::Asked>) -> Result<Response, Failure> {
    let request = Request { facets: None, ..request(&asked)? };
    read(&state, move |desk| {
        let answer = desk.search(&request)?;
        as_csv(STATEMENTS, &results(desk.store(), &answer)?)
    })
    .await
}

const PEOPLE: Columns = &[
    ("id", "/id"),
    ("statements", "/statements"),
    ("documents", "/documents"),
    ("kind", "/kind"),
    ("name", "/name"),
    ("aliases", "/aliases"),
];

fn people(desk: &mut Desk, asked: &speakers::Asked) -> Result<(Vec<PersonRecord>, Option<String>), Failure> {
    let named = Words::new(&asked.name, false).map(|words| Expr::Filter(Filter::Speaker(words)));
    let request = Request {
        group: Group::Speakers,
        limit: 50,
        after: Some(asked.after.clone()).filter(|after| !after.is_empty()),
        ..Request::new(named.unwrap_or_else(Expr::everything))
    };
    let answer = desk.search(&request)?;
    let people = answer.results.iter().filter_map(|found| found.group);
    let people = people.map(|(person, _)| Ok((&desk.store().person(person)?).into()));
    Ok((people.collect::<Result<_, Failure>>()?, answer.next))
}

/// `/speakers.json`
pub async fn speakers_json(state: State, Query(asked): Query<speakers::Asked>) -> Result<Response, Failure> {
    read(&state, move |desk| {
        let (people, next) = people(desk, &asked)?;
        as_json(&json!({ "speakers": people, "next": next }))
    })
    .await
}

/// `/speakers.csv`
pub async fn speakers_csv(state: State, Query(asked): Query<speakers::Asked>) -> Result<Response, Failure> {
    read(&state, move |desk| as_csv(PEOPLE, &people(desk, &asked)?.0)).await
}

const UTTERANCES: Columns = &[
    ("utterance", "/utterance"),
    ("reports", "/reports"),
    ("documents", "/documents"),
    ("outlets", "/outlets"),
    ("wordings", "/wordings"),
    ("alerts", "/alerts"),
    ("first", "/first"),
    ("speakers", "/speakers"),
    ("words", "/words"),
];

fn repeated(
    desk: &mut Desk,
    asked: &utterances::Asked,
) -> Result<(Vec<SummaryRecord>, Option<String>), Failure> {
    let several = Expr::negated(Expr::Filter(Filter::Missing(Field::Utterance)));
    let request = Request {
        group: Group::Utterances,
        limit: 25,
        after: Some(asked.after.clone()).filter(|after| !after.is_empty()),
        ..Request::new(Expr::all(vec![parse(&asked.q)?, several]))
    };
    let answer = desk.search(&request)?;
    let mut all = Vec::new();
    for found in &answer.results {
        if let Some(id) = desk.store().utterance_of(found.document.rows[found.statement])? {
            all.push(Utterance::load(desk.store(), id)?.summary());
        }
    }
    Ok((all, answer.next))
}

/// `/utterances.json`
pub async fn utterances_json(
    state: State,
    Query(asked): Query<utterances::Asked>,
) -> Result<Response, Failure> {
    read(&state, move |desk| {
        let (all, next) = repeated(desk, &asked)?;
        as_json(&json!({ "utterances": all, "next": next }))
    })
    .await
}

/// `/utterances.csv`
pub async fn utterances_csv(
    state: State,
    Query(asked): Query<utterances::Asked>,
) -> Result<Response, Failure> {
    read(&state, move |desk| as_csv(UTTERANCES, &repeated(desk, &asked)?.0)).await
}

const DOCUMENTS: Columns = &[
    ("id", "/id"),
    ("published", "/published"),
    ("outlet", "/outlet"),
    ("title", "/title"),
    ("origin", "/origin"),
    ("language", "/language"),
    ("statements", "/statements"),
];

fn listed(desk: &Desk, asked: &documents::Asked) -> Result<Vec<ListedRecord>, Failure> {
    let all = desk.store().list_documents(asked.place()?, MOST)?;
    Ok(all.into_iter().map(ListedRecord::from).collect())
}

/// `/documents.json`
pub async fn documents_json(
    state: State,
    Query(asked): Query<documents::Asked>,
) -> Result<Response, Failure> {
    read(&state, move |desk| as_json(&json!({ "documents": listed(desk, &asked)? }))).await
}

/// `/documents.csv`
pub async fn documents_csv(state: State, Query(asked): Query<documents::Asked>) -> Result<Response, Failure> {
    read(&state, move |desk| as_csv(DOCUMENTS, &listed(desk, &asked)?)).await
}

const IMPORTS: Columns = &[
    ("id", "/id"),
    ("started", "/started"),
    ("finished", "/finished"),
    ("imported", "/imported"),
    ("version", "/version"),
    ("duplicate", "/duplicate"),
    ("skipped", "/skipped"),
    ("failed", "/failed"),
    ("model", "/model"),
    ("inputs", "/inputs"),
];

fn all_imports(desk: &Desk) -> Result<Vec<ImportRecord>, Failure> {
    Ok(desk.store().imports()?.iter().map(ImportRecord::from).collect())
}

/// `/imports.json`
pub async fn imports_json(state: State) -> Result<Response, Failure> {
    read(&state, |desk| as_json(&json!({ "imports": all_imports(desk)? }))).await
}

/// `/imports.csv`
pub async fn imports_csv(state: State) -> Result<Response, Failure> {
    read(&state, |desk| as_csv(IMPORTS, &all_imports(desk)?)).await
}

const LEDGER: Columns = &[
    ("number", "/number"),
    ("outcome", "/outcome"),
    ("reason", "/reason"),
    ("bytes", "/bytes"),
    ("document", "/document"),
    ("origin", "/origin"),
    ("message", "/message"),
];

/// The whole ledger of an import, in the form that a path ends with.
///
/// # Errors
/// If there is no such import.
pub async fn ledger(
    state: &State,
    id: i64,
    ending: Ending,
    asked: imports::Asked,
) -> Result<Response, Failure> {
    read(state, move |desk| {
        let lines = Lines { outcome: asked.outcome()?, ..Lines::default() };
        let mut entries: Vec<EntryRecord> = Vec::new();
        desk.store().ledger::<StoreError>(id, lines, |entry| {
            entries.push(EntryRecord::new(desk.store(), entry)?);
            Ok(())
        })?;
        match ending {
            Ending::Json => as_json(&json!({ "import": id, "ledger": entries })),
            Ending::Csv => as_csv(LEDGER, &entries),
        }
    })
    .await
}

/// What a path ends with, beside the page itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// `.json`
    Json,
    /// `.csv`
    Csv,
}

/// The last part of a path, without the ending that asks for a twin.
pub fn ending(last: &str) -> (&str, Option<Ending>) {
    if let Some(id) = last.strip_suffix(".json") {
        return (id, Some(Ending::Json));
    }
    match last.strip_suffix(".csv") {
        Some(id) => (id, Some(Ending::Csv)),
        None => (last, None),
    }
}

/// A document as the record that all exports have.
pub fn document(desk: &Desk, id: &str) -> Result<Response, Failure> {
    let stored = desk.store().document(desk.store().find_document(id)?)?;
    as_json(&to_wire(&stored.document, &stored.reading))
}

/// The statements of a document as a table, as an export has it.
pub fn document_csv(desk: &Desk, id: &str) -> Result<Response, Failure> {
    let collection = desk.collection();
    let excerpt = collection.whole(collection.store().find_document(id)?)?;
    let mut table = Vec::new();
    let written = Export::begin(Format::Csv, &mut table).and_then(|mut export| {
        export.write(&excerpt)?;
        export.finish()
    });
    written.map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], table).into_response())
}

/// A statement with where it stands.
pub fn one_statement(desk: &Desk, id: &str) -> Result<Response, Failure> {
    let (page, ..) = statement(desk.store(), desk.store().find_statement(id)?)?;
    as_json(&page)
}

/// All about a speaker.
pub fn speaker(desk: &mut Desk, id: i64) -> Result<Response, Failure> {
    as_json(&desk.with_search(|store, search| life(store, search, id, LATEST))?)
}

/// An utterance with its wordings.
pub fn utterance(desk: &Desk, id: &str) -> Result<Response, Failure> {
    let id = desk.store().find_utterance(id)?;
    as_json(&Utterance::load(desk.store(), id)?.record(desk.collection().origins(id)?))
}

/// `/check.json`
pub async fn check_json(state: State, Query(asked): Query<check_page::Asked>) -> Result<Response, Failure> {
    read(&state, move |desk| as_json(&check(desk.store(), asked.words.trim(), 10)?.0)).await
}

/// `/s/{id}/similar.json`
pub async fn similar_to_statement_json(state: State, Path(id): Path<String>) -> Result<Response, Failure> {
    as_json(&similar::look(&state, Wanted::Statement(id)).await?)
}

/// `/similar.json`
pub async fn similar_to_words_json(
    state: State,
    Query(asked): Query<check_page::Asked>,
) -> Result<Response, Failure> {
    as_json(&similar::look(&state, Wanted::Words(asked.words.trim().to_owned())).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_ask_for_twins() {
        assert_eq!(ending("doc_1.json"), ("doc_1", Some(Ending::Json)));
        assert_eq!(ending("7.csv"), ("7", Some(Ending::Csv)));
        assert_eq!(ending("a.txt"), ("a.txt", None));
    }

    #[test]
    fn cells_are_plain() {
        assert_eq!(cell(&json!(["a", 1, null])), "a; 1; ");
        assert_eq!(cell(&Value::Null), "");
    }
}
