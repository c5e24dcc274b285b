//! What the user gave (files, folders, lists, standard input) to the bytes of one document after
//! another, in an order that depends on nothing but the names.

mod expand;
mod fetched;
mod list;
mod load;
mod walk;

use std::path::{Path, PathBuf};
use std::{fmt, io};

use sayso_fetch::FetchError;
use sayso_formats::readers::ReadError;

pub use expand::{Exclusion, expand, weight};
pub use fetched::pieces_of;
pub use list::paths_from;
pub use load::{How, Loader, Raw};
pub use walk::files;

/// Bytes of the largest document that is read unless the user says otherwise: some fifty times the
/// longest newspaper article, as a page with its pictures inlined.
pub const DEFAULT_LIMIT: usize = 20_000_000;

/// One thing to read, as the user gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// Standard input (`-`).
    Stdin,
    /// A file, or a folder of files.
    Path(PathBuf),
}

/// One stream of bytes that holds one or more documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file that was named.
    File(PathBuf),
    /// A file in a folder that was named: it may be no document.
    Found(PathBuf),
    /// A file that somebody sent, which is kept elsewhere than its name says.
    Sent {
        /// Where it is.
        path: PathBuf,
        /// What it is called.
        name: String,
    },
}

/// Why one input, or one piece of it, could not be read. The others are not concerned.
#[derive(Debug, thiserror::Error)]
pub struct InputError {
    /// Which input: the path as given, `standard input`, or `FILE:LINE`.
    pub origin: String,
    /// What is wrong and what to do.
    pub problem: Problem,
}

/// What is wrong with an input.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// No such file.
    #[error("no such file or folder; check the spelling (paths after `--` are taken as they are)")]
    Missing,
    /// Not allowed.
    #[error("no permission to read it; change its permissions, or leave it out")]
    Denied,
    /// A folder inside of which nothing can be read.
    #[error("no file in this folder, those whose names begin with a dot aside")]
    NothingInside,
    /// It would be overwritten.
    #[error("lies where the output goes; choose another place for --output")]
    InOutput,
    /// Longer than one document may be.
    #[error(
        "has more than {limit} bytes, which no article has; split it (as JSON Lines: one document a \
         line), or allow it with --max-size"
    )]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// Any other failure of the system.
    #[error("cannot be read: {0}")]
    Io(io::Error),
    /// The reader of its format refuses it; the message names the input.
    #[error("{0}")]
    Unreadable(ReadError),
    /// It was not fetched; the message names the address.
    #[error("{0}")]
    NotFetched(FetchError),
    /// The page is as it was when it was last fetched.
    #[error("has not changed since it was last fetched")]
    Unchanged,
    /// A feed, whose articles are fetched in its place.
    #[error("is a feed: {new} of its {articles} articles are new{}", taken(*.own))]
    Followed {
        /// How many articles it names.
        articles: usize,
        /// How many of them were not known.
        new: usize,
        /// How many of its items have a text and no address.
        own: usize,
    },
    /// A fault of sayso itself.
    #[error("sayso failed on this document, which is a bug worth reporting: {0}")]
    Internal(String),
}

fn taken(own: usize) -> String {
    match own {
        0 => String::new(),
        own => format!("; {own} more without an address taken as it gives them"),
    }
}

impl Problem {
    /// Stable code in kebab case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Denied => "no-permission",
            Self::NothingInside => "nothing-inside",
            Self::InOutput => "in-output",
            Self::TooLarge { .. } => "too-large",
            Self::Io(_) => "not-readable",
            Self::Unreadable(_) => "not-understood",
            Self::NotFetched(error) => error.code(),
            Self::Unchanged => "unchanged",
            Self::Followed { .. } => "feed",
            Self::Internal(_) => "fault",
        }
    }

    /// Whether all is well, though there is nothing to read.
    #[must_use]
    pub fn is_skip(&self) -> bool {
        match self {
            Self::Unchanged | Self::Followed { .. } => true,
            Self::NotFetched(error) => matches!(error, FetchError::Robots { .. } | FetchError::Enough { .. }),
            _ => false,
        }
    }
}

impl Given {
    /// The meaning of a command line argument: `-` is standard input.
    #[must_use]
    pub fn from_argument(argument: PathBuf) -> Self {
        if argument.as_os_str() == "-" { Self::Stdin } else { Self::Path(argument) }
    }
}

impl Input {
    /// What to call it in records and messages.
    #[must_use]
    pub fn origin(&self) -> String {
        match self {
            Self::Stdin => "standard input".to_owned(),
            Self::File(path) | Self::Found(path) => name_of(path),
            Self::Sent { name, .. } => name.clone(),
        }
    }
}

/// The path as text. Bytes that are no characters stand as `\xff`, so that two names never look like one.
fn name_of(path: &Path) -> String {
    if let Some(text) = path.to_str() {
        return text.to_owned();
    }
    let mut name = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        name += chunk.valid();
        chunk.invalid().iter().for_each(|byte| name += &format!("\\x{byte:02x}"));
    }
    name
}

impl InputError {
    pub(crate) fn new(origin: impl Into<String>, problem: Problem) -> Self {
        Self { origin: origin.into(), problem }
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::Denied,
            _ => Self::Io(error),
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match &self.problem {
            Problem::Unreadable(error) => error.fmt(out),
            Problem::NotFetched(error) => error.fmt(out),
            problem => write!(out, "{}: {problem}", self.origin),
        }
    }
}
