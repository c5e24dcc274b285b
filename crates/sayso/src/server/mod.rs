//! What pages and API stand on: one collection served over HTTP.
//!
//! `web/` and `api/` are siblings that both use this and never each other. Each gives a router over
//! [`State`]; [`app`] puts them behind the guards (whose names, whose pages, who is asking, how long, how
//! much) and [`serve()`] answers connections with that.
//!
//! A handler takes the [`State`] as an argument, and works on the collection in one of three ways, none of
//! which holds up others:
//!
//! ```ignore
//! async fn page(state: State) -> Result<Html<String>, Failure> {
//!     read(&state, |desk| Ok(Html(render(desk.store().person(7)?)))).await
//! }
//! async fn accept(state: State, editor: Editor) -> Result<Redirect, Failure> {
//!     write(&state, &editor, |collection, author| Ok(collection.store_mut().undo(3, author)?)).await?;
//!     Ok(Redirect::to("/review"))
//! }
//! ```
//!
//! Who is not an [`Editor`] cannot call [`write`]. What may take long because the engine reads goes
//! through [`engine`]. Uploads and the imports made of them are [`uploads`] and [`imports`].

pub mod access;
mod desks;
pub mod extract;
pub mod failure;
pub mod guard;
pub mod headers;
pub mod imports;
mod life;
mod streams;
pub mod tags;
pub mod uploads;

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use sayso::inputs::How;
use sayso::store::corrections::Author;
use sayso::{Collection, Raw, Reader};
use sayso_core::{Document, Options, Reading};
use sayso_formats::readers::Part;
use tokio::sync::{Mutex, Semaphore, watch};

pub use access::{Access, Editor};
pub use desks::Desk;
pub use failure::{Failure, Kind, Problem};
pub use guard::{Names, app};
pub use life::{serve, stopped};
pub use streams::stream;

use desks::Desks;
use imports::Jobs;

/// How long one answer may take, waiting for its turn included.
const PATIENCE: Duration = Duration::from_secs(30);

/// Long answers that are sent at once; others wait.
const STREAMS: usize = 4;

/// What is served, and how.
#[derive(Debug)]
pub struct Settings {
    /// The folder of the collection.
    pub folder: PathBuf,
    /// Who decides where nobody has to log in.
    pub author: String,
    /// How the engine reads.
    pub options: Options,
    /// How uploaded files become documents.
    pub how: How,
    /// Threads of an import; 0: all cores.
    pub threads: usize,
    /// Bytes of all files of one upload.
    pub upload: u64,
}

/// What all requests share. Cheap to clone.
#[derive(Debug, Clone)]
pub struct State(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    settings: Settings,
    access: Access,
    desks: Desks,
    writer: Mutex<()>,
    reader: OnceLock<Engine>,
    engines: Semaphore,
    /// Long answers that are sent at once.
    streams: Arc<Semaphore>,
    jobs: Jobs,
    stop: watch::Sender<bool>,
}

/// The engine, which has no use for being printed.
struct Engine(Reader);

impl std::fmt::Debug for Engine {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        out.write_str("Engine")
    }
}

impl State {
    /// Serves the collection of `settings`, to those whom `access` lets in.
    #[must_use]
    pub fn new(settings: Settings, access: Access) -> Self {
        let at_once = std::thread::available_parallelism().map_or(2, usize::from);
        let shared = Shared {
            desks: Desks::new(&settings.folder, at_once.clamp(2, 8)),
            writer: Mutex::new(()),
            reader: OnceLock::new(),
            engines: Semaphore::new(at_once.clamp(1, 8)),
            streams: Arc::new(Semaphore::new(STREAMS)),
            jobs: Jobs::default(),
            stop: watch::Sender::new(false),
            settings,
            access,
        };
        Self(Arc::new(shared))
    }

    /// Where the collection is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0.settings.folder
    }

    /// What is served, and how.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Who may do what.
    #[must_use]
    pub fn access(&self) -> &Access {
        &self.0.access
    }

    /// The import under way.
    #[must_use]
    pub fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    /// Ends everything that would go on: imports, streams, the server itself.
    pub fn stop(&self) {
        self.0.stop.send_replace(true);
    }

    /// Whether everything is to end.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        *self.0.stop.borrow()
    }

    /// Returns when everything is to end.
    pub async fn stopping(&self) {
        let mut stop = self.0.stop.subscribe();
        // The sender lives as long as this.
        let _ = stop.wait_for(|&stopping| stopping).await;
    }

    /// The engine; the first call loads it.
    fn reader(&self) -> Result<&Reader, Failure> {
        if let Some(Engine(reader)) = self.0.reader.get() {
            return Ok(reader);
        }
        let reader = Reader::new(self.0.settings.options.clone());
        let reader = reader.map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
        Ok(&self.0.reader.get_or_init(|| Engine(reader)).0)
    }
}

/// A handler takes the state as any argument.
impl FromRequestParts<State> for State {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, state: &State) -> Result<Self, Infallible> {
        Ok(state.clone())
    }
}

/// Reads in the collection, off the threads that answer connections. Only so many do at once; whoever would
/// have to wait longer than [`PATIENCE`] is sent away.
///
/// # Errors
/// What `work` fails with; that the collection cannot be opened, or that it took too long.
pub async fn read<T: Send + 'static>(
    state: &State,
    work: impl FnOnce(&mut Desk) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    in_time(async {
        let seat = state.0.desks.seat().await?;
        blocking(move || seat.with(work)).await
    })
    .await
}

/// Writes in the collection as `editor`. One writes at a time.
///
/// # Errors
/// What `work` fails with; that the collection cannot be written, or that it took too long.
pub async fn write<T: Send + 'static>(
    state: &State,
    editor: &Editor,
    work: impl FnOnce(&mut Collection, Author) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let (shared, who) = (state.clone(), editor.name().to_owned());
    in_time(async {
        let turn = state.0.writer.lock().await;
        let done = blocking(move || {
            let mut collection = Collection::open(shared.folder())?;
            let at = sayso::collection::now();
            work(&mut collection, Author { who: &who, at: &at })
        });
        let done = done.await;
        state.0.desks.changed();
        drop(turn);
        done
    })
    .await
}

/// Works with the engine, off the threads that answer connections, on at most as many requests at once as
/// there are cores.
///
/// # Errors
/// What `work` fails with; that it took too long.
pub async fn engine<T: Send + 'static>(
    state: &State,
    work: impl FnOnce(&Reader) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let shared = state.clone();
    in_time(async {
        // Never closed.
        let turn = state.0.engines.acquire().await.map_err(|_| stopping())?;
        let done = blocking(move || work(shared.reader()?)).await;
        drop(turn);
        done
    })
    .await
}

/// Reads a text that was sent, and keeps nothing of it.
///
/// # Errors
/// If there is no document in it, or it took too long.
pub async fn read_text(state: &State, part: Part) -> Result<(Document, Reading), Failure> {
    let how = state.settings().how;
    engine(state, move |reader| {
        let mut documents = reader.read_raw(Raw::of(part, how))?.into_iter();
        documents
            .next()
            .ok_or_else(|| Failure::new(Kind::NotUnderstood, "there is no document in what was sent"))
    })
    .await
}

/// Runs `work` on a thread that may wait. A fault in it costs this request alone.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let failed = |error: tokio::task::JoinError| match error.is_panic() {
        true => Failure::new(Kind::Internal, "sayso failed on this request, which is a bug worth reporting"),
        false => stopping(),
    };
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}

async fn in_time<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let late = || {
        let seconds = PATIENCE.as_secs();
        let what =
            format!("no answer within {seconds} seconds; ask for less, or again when less is going on");
        Failure::new(Kind::TooSlow, what)
    };
    tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| Err(late()))
}

fn stopping() -> Failure {
    Failure::new(Kind::Busy, "the server is being stopped")
}
