//! What was imported, what is being imported, and what became of every input; files and the sample come in here.

use askama::Template;
use axum::extract::Multipart;
use axum::response::{Redirect, Response};
use sayso::records::{EntryRecord, ImportRecord};
use sayso::store::StoreError;
use sayso::store::imports::{Lines, Outcome};
use sayso::store::query::Expr;
use sayso::store::search::Request;
use serde::Deserialize;

use super::frame::{Frame, Here, html, render, show};
use super::links::{counted, grouped, link};
use super::sample;
use super::twins;
use super::words;
use crate::server::extract::{Path, Query};
use crate::server::imports::{Progress, Stage, begin};
use crate::server::{Editor, Failure, Kind, State, read, uploads};

/// Lines of a ledger on one page.
const LIMIT: usize = 100;

#[derive(Template)]
#[template(path = "imports.html")]
struct Page {
    frame: Frame,
    folder: String,
    jobs: Vec<Job>,
    /// Whether something is under way.
    busy: bool,
    searchable: String,
    imports: Vec<Row>,
}

struct Job {
    id: String,
    state: &'static str,
    ended: bool,
    told: String,
    rate: String,
    done: u64,
    all: u64,
    import: Option<i64>,
    messages: Vec<String>,
    error: Option<String>,
}

struct Row {
    id: i64,
    started: String,
    state: &'static str,
    counts: [String; 5],
    inputs: String,
    model: String,
}

/// `/imports`
pub async fn list(state: State, here: Here) -> Result<Response, Failure> {
    let progress = state.jobs().all();
    show(&state, move |desk| {
        let jobs: Vec<Job> = progress.iter().take(8).map(job).collect();
        let imports = desk.store().imports()?;
        let all = Request { limit: 1, ..Request::new(Expr::everything()) };
        let searchable = desk.search(&all)?.totals.statements;
        Ok(Page {
            frame: Frame::new(desk, &here, "imports", "Imports")?.with_twins(true),
            folder: desk.collection().folder().display().to_string(),
            busy: jobs.iter().any(|job| !job.ended),
            searchable: counted(searchable as u64, "statement"),
            imports: imports.iter().map(|one| row(&ImportRecord::from(one))).collect(),
            jobs,
        })
    })
    .await
}

fn job(progress: &Progress) -> Job {
    let looked =
        progress.imported + progress.version + progress.duplicate + progress.skipped + progress.failed;
    let outcomes = [
        ("imported", progress.imported),
        ("later versions", progress.version),
        ("there already", progress.duplicate),
        ("skipped", progress.skipped),
        ("failed", progress.failed),
    ];
    let told: Vec<String> = outcomes
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| format!("{} {word}", grouped(*count)))
        .collect();
    let told = match told.is_empty() {
        true => counted(progress.files as u64, "file"),
        false => format!("{}; {}", told.join(", "), counted(progress.statements, "statement")),
    };
    Job {
        id: progress.upload.clone(),
        state: match progress.state {
            Stage::Waiting => "waiting for its turn",
            Stage::Running => "under way",
            Stage::Done => "done",
            Stage::Stopped => "stopped; what was done is kept",
            Stage::Failed => "could not go on",
        },
        ended: progress.has_ended(),
        told,
        rate: match progress.seconds > 0.5 && looked > 0 {
            true => format!("{:.1} documents a second", looked as f64 / progress.seconds),
            false => String::new(),
        },
        done: progress.bytes_done.min(progress.bytes),
        all: progress.bytes.max(1),
        import: progress.import,
        messages: progress.messages.clone(),
        error: progress.error.clone(),
    }
}

fn row(one: &ImportRecord) -> Row {
    Row {
        id: one.id,
        started: words::instant(&one.started),
        state: if one.finished.is_some() { "finished" } else { "not finished" },
        counts: [one.imported, one.version, one.duplicate, one.skipped, one.failed].map(grouped),
        inputs: inputs(&one.inputs),
        model: one.model.clone(),
    }
}

fn inputs(inputs: &[String]) -> String {
    let shown: Vec<&str> = inputs.iter().take(3).map(String::as_str).collect();
    match inputs.len().checked_sub(3) {
        Some(more @ 1..) => format!("{} and {}", shown.join(", "), counted(more as u64, "more input")),
        _ => shown.join(", "),
    }
}

/// What is asked of a ledger.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Inputs with this outcome alone.
    pub outcome: String,
    /// Number of the first line.
    pub after: String,
}

impl Asked {
    /// The outcome, if one is asked for.
    ///
    /// # Errors
    /// If it is none.
    pub fn outcome(&self) -> Result<Option<Outcome>, Failure> {
        if self.outcome.is_empty() {
            return Ok(None);
        }
        Outcome::from_word(&self.outcome).map(Some).ok_or_else(|| {
            let words = Outcome::ALL.map(Outcome::word).join(", ");
            Failure::new(Kind::BadParameter, format!("outcome={}: it is one of {words}", self.outcome))
        })
    }
}

#[derive(Template)]
#[template(path = "ledger.html")]
struct Ledger {
    frame: Frame,
    import: Row,
    tabs: Vec<(String, String, bool)>,
    entries: Vec<Line>,
    shown: String,
    first: Option<String>,
    next: Option<String>,
}

struct Line {
    number: i64,
    outcome: &'static str,
    reason: String,
    message: String,
    bytes: String,
    origin: String,
    /// Its page.
    document: Option<String>,
}

/// `/imports/{id}`
pub async fn ledger(
    state: State,
    here: Here,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let (number, ending) = twins::ending(&id);
    let id: i64 = number.parse().map_err(|_| Failure::not_found(format!("there is no import {id}")))?;
    if let Some(ending) = ending {
        return twins::ledger(&state, id, ending, asked).await;
    }
    let text = read(&state, move |desk| {
        let outcome = asked.outcome()?;
        let after = match &*asked.after {
            "" => None,
            text => Some(text.parse().map_err(|_| {
                Failure::new(Kind::BadParameter, format!("after={text}: it is the number of a line"))
            })?),
        };
        let import = desk.store().imports()?.into_iter().find(|one| one.id == id);
        let import = import.ok_or_else(|| Failure::not_found(format!("there is no import {id}")))?;
        let mut entries = Vec::new();
        let lines = Lines { outcome, after, limit: Some(LIMIT + 1) };
        desk.store().ledger::<StoreError>(id, lines, |entry| {
            entries.push(line(EntryRecord::new(desk.store(), entry)?));
            Ok(())
        })?;
        let more = entries.len() > LIMIT;
        entries.truncate(LIMIT);
        let of = outcome.map_or(import.counts.total(), |outcome| import.counts.of(outcome));
        let address = |outcome: &str, after: Option<i64>| {
            let after = after.map(|after| after.to_string()).unwrap_or_default();
            link(&format!("/imports/{id}"), &[("outcome", outcome), ("after", &after)])
        };
        let mut tabs =
            vec![(format!("all {}", grouped(import.counts.total())), address("", None), outcome.is_none())];
        for one in Outcome::ALL.into_iter().filter(|one| import.counts.of(*one) > 0) {
            let label = format!("{} {}", one.word(), grouped(import.counts.of(one)));
            tabs.push((label, address(one.word(), None), outcome == Some(one)));
        }
        render(&Ledger {
            frame: Frame::new(desk, &here, "imports", &format!("Import {id}"))?.with_twins(true),
            import: row(&ImportRecord::from(&import)),
            shown: format!("{} of {}", grouped(entries.len() as u64), grouped(of)),
            first: after.map(|_| address(&asked.outcome, None)),
            // Lines are shown from 1 and counted from 0.
            next: entries.last().filter(|_| more).map(|last| address(&asked.outcome, Some(last.number - 1))),
            entries,
            tabs,
        })
    });
    Ok(html(text.await?))
}

fn line(one: EntryRecord) -> Line {
    Line {
        number: one.number + 1,
        outcome: one.outcome,
        reason: one.reason.unwrap_or_default(),
        message: one.message.unwrap_or_default(),
        bytes: match one.bytes {
            bytes @ 0..10_000 => format!("{} bytes", grouped(bytes)),
            bytes => format!("{} kB", grouped(bytes / 1000)),
        },
        origin: one.origin,
        document: one.document.as_deref().map(super::links::document),
    }
}

/// `POST /imports`: files are sent to be imported.
pub async fn upload(state: State, editor: Editor, form: Multipart) -> Result<Redirect, Failure> {
    let upload = uploads::receive(&state, &editor, form).await?;
    begin(&state, &upload);
    Ok(Redirect::to("/imports"))
}

/// `POST /imports/sample`: the invented articles that come with the program.
pub async fn add_sample(state: State, _: Editor) -> Result<Redirect, Failure> {
    let upload = uploads::of(&state, sample::FILES.iter().copied())?;
    begin(&state, &upload);
    Ok(Redirect::to("/imports"))
}

/// `POST /imports/uploads/{id}/stop`
pub async fn stop(state: State, editor: Editor, Path(id): Path<String>) -> Result<Redirect, Failure> {
    state.jobs().stop(&id, &editor)?;
    Ok(Redirect::to("/imports"))
}
