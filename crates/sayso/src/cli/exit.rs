//! How a run ends, and what the shell is told of it.

use std::io;
use std::path::{Path, PathBuf};

use sayso_core::pipeline::ModelError;

use super::interrupt;
use super::messages::Messages;

/// The end of a run that was not cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// What was asked for was found or done.
    Found,
    /// All went well; there was nothing.
    Nothing,
    /// Some inputs could not be read; they were reported, the others are done.
    Partly,
    /// The user interrupted.
    Interrupted,
}

/// What cuts a run short.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The output takes no more.
    #[error("{place}: cannot be written: {error}")]
    Output {
        /// `standard output` or a path.
        place: String,
        /// Why.
        error: io::Error,
    },
    /// A file that the command needs, beside its inputs.
    #[error("{}: cannot be read: {error}", path.display())]
    NeededFile {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The system does not let signals be handled.
    #[error("Ctrl-C cannot be handled on this system: {0}")]
    Signals(io::Error),
    /// The built-in model.
    #[error("{0}")]
    Model(#[from] ModelError),
    /// The one input of a command that reads one.
    #[error("{0}")]
    Input(#[from] sayso::InputError),
    /// The collection.
    #[error("{0}")]
    Store(#[from] sayso::store::StoreError),
    /// The gold of an evaluation.
    #[error("{0}")]
    Gold(#[from] sayso::evaluation::GoldError),
    /// The names of an evaluation.
    #[error("{0}")]
    Names(#[from] sayso::evaluation::NamesError),
    /// The quotations or articles of an evaluation.
    #[error("{0}")]
    Lines(#[from] sayso::evaluation::LineError),
    /// The scorer of an evaluation.
    #[error("the scorer failed: {0}")]
    Scorer(String),
    /// Something was typed that cannot be done.
    #[error("{0}")]
    Usage(String),
}

impl Failure {
    /// A failure to write to the file or folder `path`.
    pub fn writing(path: &Path) -> impl Fn(io::Error) -> Self {
        move |error| Self::Output { place: path.display().to_string(), error }
    }

    /// A failure to write to standard output.
    pub fn stdout(error: io::Error) -> Self {
        Self::Output { place: "standard output".to_owned(), error }
    }

    /// Whoever read the output has had enough, which is no error.
    fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output { error, .. } if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// The exit status; reports the failure if there is one.
pub fn status(end: Result<End, Failure>, messages: &Messages) -> u8 {
    match end {
        Ok(End::Found) => 0,
        Ok(End::Nothing) => 1,
        Ok(End::Partly) => 2,
        Ok(End::Interrupted) => interrupt::STATUS,
        Err(failure) if failure.is_broken_pipe() => 0,
        Err(failure) => {
            messages.error(&failure);
            2
        }
    }
}
