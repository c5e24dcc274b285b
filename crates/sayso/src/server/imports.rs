//! Imports of what was uploaded: one after the other, told of while they run.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sayso::collection::{Imported, Tally};
use sayso::store::imports::Outcome;
use sayso::store::lock::Lock;
use sayso::{Collection, Input, Loader};
use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;

use super::uploads::{self, Upload};
use super::{Editor, Failure, State, blocking};

/// Uploads of which it is remembered how they ended.
const REMEMBERED: usize = 100;

/// Messages about inputs that could not be read that are kept; the ledger has all.
const MESSAGES: usize = 20;

/// How often it is looked whether another program has done importing.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// How far the import of an upload is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Progress {
    /// Id of the upload.
    pub upload: String,
    /// Whether it waits, runs or has ended.
    pub state: Stage,
    /// Number of the import in the collection; null while it waits.
    pub import: Option<i64>,
    /// Files that were sent.
    pub files: usize,
    /// Bytes of these files.
    pub bytes: u64,
    /// Bytes that were looked at. Archives hold more than their size.
    pub bytes_done: u64,
    /// Inputs that became new documents.
    pub imported: u64,
    /// Inputs that are later versions of documents.
    pub version: u64,
    /// Inputs whose text was there already.
    pub duplicate: u64,
    /// Inputs with nothing to read in them.
    pub skipped: u64,
    /// Inputs that could not be read.
    pub failed: u64,
    /// Statements found in new documents.
    pub statements: u64,
    /// Seconds since it began; of one that has ended, how long it took.
    pub seconds: f64,
    /// The last inputs that could not be read, and why.
    pub messages: Vec<String>,
    /// Why it ended before its end, and what to do.
    pub error: Option<String>,
}

/// Where the import of an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Another import is under way.
    Waiting,
    /// It is under way.
    Running,
    /// All inputs are in the ledger.
    Done,
    /// Somebody stopped it; what was done is kept.
    Stopped,
    /// It could not go on; it is tried again when the next upload comes or the server is next started.
    Failed,
}

impl Progress {
    fn of(upload: &Upload) -> Self {
        Self {
            upload: upload.id.clone(),
            state: Stage::Waiting,
            import: None,
            files: upload.files.len(),
            bytes: upload.bytes(),
            bytes_done: 0,
            imported: 0,
            version: 0,
            duplicate: 0,
            skipped: 0,
            failed: 0,
            statements: 0,
            seconds: 0.0,
            messages: Vec::new(),
            error: None,
        }
    }

    /// Whether nothing more will come.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        !matches!(self.state, Stage::Waiting | Stage::Running)
    }

    fn count(&mut self, tally: &Tally) {
        let of = |outcome| tally.counts.of(outcome);
        self.import = Some(tally.import);
        self.imported = of(Outcome::Imported);
        self.version = of(Outcome::Version);
        self.duplicate = of(Outcome::Duplicate);
        self.skipped = of(Outcome::Skipped);
        self.failed = of(Outcome::Failed);
        self.statements = tally.statements;
        self.bytes_done += tally.bytes;
    }

    fn hear(&mut self, messages: &[String]) {
        self.messages.extend(messages.iter().cloned());
        let surplus = self.messages.len().saturating_sub(MESSAGES);
        self.messages.drain(..surplus);
    }
}

/// Uploads that are imported, or were since the server was started.
#[derive(Debug, Default)]
pub struct Jobs(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// By id of the upload.
    jobs: BTreeMap<String, Arc<watch::Sender<Progress>>>,
    /// Whether the one who imports is at work.
    running: bool,
    /// What somebody wants to be stopped.
    stop: Vec<String>,
}

impl Jobs {
    fn held(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far all are, the latest first.
    #[must_use]
    pub fn all(&self) -> Vec<Progress> {
        self.held().jobs.values().rev().map(|job| job.borrow().clone()).collect()
    }

    /// What tells how far one is, each time that it changes.
    ///
    /// # Errors
    /// If there is no such upload.
    pub fn watch(&self, upload: &str) -> Result<watch::Receiver<Progress>, Failure> {
        let job = self.held().jobs.get(upload).map(|job| job.subscribe());
        job.ok_or_else(|| {
            Failure::not_found(format!(
                "there is no upload {upload:?} since the server was started; see the list of imports"
            ))
        })
    }

    /// Stops one. What was done of it is kept.
    ///
    /// # Errors
    /// If there is no such upload.
    pub fn stop(&self, upload: &str, _: &Editor) -> Result<Progress, Failure> {
        let now = self.watch(upload)?.borrow().clone();
        let mut inner = self.held();
        if !now.has_ended() && !inner.stop.iter().any(|one| one == upload) {
            inner.stop.push(upload.to_owned());
        }
        Ok(now)
    }

    fn is_to_stop(&self, upload: &str) -> bool {
        self.held().stop.iter().any(|one| one == upload)
    }

    fn job(&self, upload: &Upload) -> Arc<watch::Sender<Progress>> {
        let mut inner = self.held();
        let ended: Vec<String> =
            inner.jobs.iter().filter(|(_, job)| job.borrow().has_ended()).map(|(id, _)| id.clone()).collect();
        let surplus = (inner.jobs.len() + 1).saturating_sub(REMEMBERED);
        for id in ended.into_iter().take(surplus) {
            inner.jobs.remove(&id);
        }
        let job = inner.jobs.entry(upload.id.clone());
        Arc::clone(job.or_insert_with(|| Arc::new(watch::Sender::new(Progress::of(upload)))))
    }
}

/// Has an upload imported, as soon as no other import is under way. Gives how far it is.
pub fn begin(state: &State, upload: &Upload) -> Progress {
    let job = state.jobs().job(upload);
    wake(state);
    job.borrow().clone()
}

/// Imports what was left when the server was last stopped, if anything was.
pub fn resume(state: &State) {
    uploads::tidy(state);
    for upload in uploads::ready(state) {
        state.jobs().job(&upload);
    }
    wake(state);
}

fn wake(state: &State) {
    if std::mem::replace(&mut state.jobs().held().running, true) {
        return;
    }
    let state = state.clone();
    tokio::spawn(async move {
        let mut tried: Vec<String> = Vec::new();
        while let Some(upload) = following(&state, &tried) {
            tried.push(upload.id.clone());
            one(&state, upload).await;
        }
    });
}

/// The next upload that was not tried yet; where there is none, the one who imports goes home.
fn following(state: &State, tried: &[String]) -> Option<Upload> {
    // Whoever comes with an upload holds this, so that none is left lying.
    let mut inner = state.jobs().held();
    let next = uploads::ready(state).into_iter().find(|upload| !tried.contains(&upload.id));
    let next = next.filter(|_| !state.is_stopping());
    inner.running = next.is_some();
    next
}

async fn one(state: &State, upload: Upload) {
    let job = state.jobs().job(&upload);
    let (shared, told, files) = (state.clone(), Arc::clone(&job), upload.clone());
    let ended = blocking(move || import(&shared, &files, &told)).await;
    state.0.desks.changed();
    job.send_modify(|progress| match ended {
        Ok(Some(end)) if !end.interrupted => progress.state = Stage::Done,
        Ok(_) => progress.state = Stage::Stopped,
        Err(failure) => {
            progress.state = Stage::Failed;
            progress.error = Some(failure.detail);
        }
    });
    let stage = job.borrow().state;
    // What the end of the server stopped is imported when it is next started.
    if stage == Stage::Done || stage == Stage::Stopped && !state.is_stopping() {
        upload.remove();
    }
    state.jobs().held().stop.retain(|one| *one != upload.id);
}

/// Imports an upload; none where it was stopped before it began.
fn import(
    state: &State,
    upload: &Upload,
    job: &watch::Sender<Progress>,
) -> Result<Option<Imported>, Failure> {
    let is_over = || state.is_stopping() || state.jobs().is_to_stop(&upload.id);
    let Some(_lock) = alone(state, is_over)? else { return Ok(None) };
    let reader = state.reader()?;
    let mut collection = Collection::open(state.folder())?;
    let inputs = upload.files.iter().enumerate();
    let inputs = inputs.map(|(at, file)| Ok(Input::Sent { path: upload.path(at), name: file.name.clone() }));
    let raws = Loader::with(inputs, state.settings().how);
    let names: Vec<&str> = upload.files.iter().map(|file| &*file.name).collect();
    let asked = serde_json::json!({ "paths": names, "upload": upload.id }).to_string();
    let began = Instant::now();
    job.send_modify(|progress| progress.state = Stage::Running);
    let tell = |tally: &Tally, messages: &[String]| {
        job.send_modify(|progress| {
            progress.count(tally);
            progress.hear(messages);
            progress.seconds = began.elapsed().as_secs_f64();
        });
    };
    let end = collection.import(reader, &asked, raws, state.settings().threads, |tally, messages| {
        tell(&tally, messages);
        if is_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    Ok(Some(end))
}

/// Waits until no other program imports; none where it is over before.
fn alone(state: &State, is_over: impl Fn() -> bool) -> Result<Option<Lock>, Failure> {
    let mut held = match Lock::take(state.folder())? {
        Ok(lock) => return Ok(Some(lock)),
        Err(held) => held,
    };
    while !is_over() {
        std::thread::sleep(LOOK_EVERY);
        held = match held.again()? {
            Ok(lock) => return Ok(Some(lock)),
            Err(held) => held,
        };
    }
    Ok(None)
}
