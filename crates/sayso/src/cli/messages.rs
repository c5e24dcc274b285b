//! What is said on standard error.

use std::fmt::Display;
use std::io::{self, Write};

use indicatif::ProgressBar;

/// Speaks on standard error, around the progress bar where there is one.
#[derive(Clone)]
pub struct Messages {
    quiet: bool,
    verbose: bool,
    bar: ProgressBar,
}

impl Messages {
    /// Silent but for errors, or talkative.
    pub fn new(quiet: bool, verbose: bool) -> Self {
        Self { quiet, verbose, bar: ProgressBar::hidden() }
    }

    /// The same, around `bar`.
    pub fn around(&self, bar: &ProgressBar) -> Self {
        Self { bar: bar.clone(), ..*self }
    }

    /// Whether nothing but errors is wanted.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Something went wrong. Always said.
    pub fn error(&self, what: &impl Display) {
        self.say(what);
    }

    /// Something that the user should know.
    pub fn note(&self, what: &impl Display) {
        if !self.quiet {
            self.say(what);
        }
    }

    /// Something that only the curious want to know.
    pub fn detail(&self, what: &impl Display) {
        if self.verbose {
            self.say(what);
        }
    }

    fn say(&self, what: &impl Display) {
        // Where standard error itself is closed there is nobody to tell.
        self.bar.suspend(|| drop(writeln!(io::stderr(), "sayso: {what}")));
    }
}
