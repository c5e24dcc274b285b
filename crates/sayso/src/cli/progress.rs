//! How far a long run is: a bar on a terminal, else a line now and then, else nothing.

use std::fmt::{self, Display};
use std::io::{self, IsTerminal};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sayso::Given;
use sayso::inputs::weight;

use super::args::When;
use super::messages::Messages;

/// A run that ends sooner shows no bar.
const PATIENCE: Duration = Duration::from_millis(700);

/// Time between two lines.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// What has been done so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Documents read.
    pub documents: usize,
    /// Statements found in them.
    pub statements: usize,
    /// Inputs that could not be read.
    pub failed: usize,
}

impl Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{}, {}", count(self.documents, "document"), count(self.statements, "statement"))?;
        if self.failed > 0 { write!(out, ", {} failed", self.failed) } else { Ok(()) }
    }
}

/// `1 document`, `12 documents`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

const BAR: Kind = Kind::Bar { drawn: false, measured: false };

/// Shows how far a run is.
pub struct Progress {
    bar: ProgressBar,
    kind: Kind,
    started: Instant,
    last_line: Instant,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A bar, drawn once the run has proved to be long.
    Bar {
        drawn: bool,
        measured: bool,
    },
    Lines,
    Nothing,
}

impl Progress {
    /// Progress as asked for; `fills_terminal` tells that the output itself goes to the terminal.
    pub fn new(when: When, fills_terminal: bool, messages: &Messages) -> Self {
        let terminal = io::stderr().is_terminal();
        let kind = match when {
            When::Auto if terminal && !fills_terminal && !messages.is_quiet() => BAR,
            When::Always if terminal => BAR,
            When::Always => Kind::Lines,
            When::Auto | When::Never => Kind::Nothing,
        };
        let now = Instant::now();
        Self { bar: ProgressBar::hidden(), kind, started: now, last_line: now }
    }

    /// The bar, for messages to be written around it.
    pub fn bar(&self) -> &ProgressBar {
        &self.bar
    }

    /// Finds out in the background how much there is to read.
    pub fn weigh(&self, given: Vec<Given>) {
        if self.kind != Kind::Nothing {
            let bar = self.bar.clone();
            thread::spawn(move || weight(&given).inspect(|&bytes| bar.set_length(bytes)));
        }
    }

    /// So much more has been read, which makes `tally`.
    pub fn advance(&self, bytes: usize, tally: &impl Display) {
        self.bar.inc(bytes as u64);
        // What is packed turns out to be more than it weighs.
        if self.bar.length().is_some_and(|length| self.bar.position() > length) {
            self.bar.unset_length();
        }
        self.bar.set_message(tally.to_string());
    }

    /// Time has passed.
    pub fn tick(&mut self, tally: &impl Display, messages: &Messages) {
        match self.kind {
            Kind::Bar { drawn, measured } if self.started.elapsed() >= PATIENCE => {
                if !drawn {
                    self.bar.set_draw_target(ProgressDrawTarget::stderr());
                    self.bar.enable_steady_tick(Duration::from_millis(200));
                }
                let length = self.bar.length();
                if !drawn || measured != length.is_some() {
                    self.bar.set_style(style(length));
                }
                self.kind = Kind::Bar { drawn: true, measured: length.is_some() };
            }
            Kind::Lines if self.last_line.elapsed() >= LINE_EVERY => {
                self.last_line = Instant::now();
                let done = |total| format!(", {} %", 100 * self.bar.position() / u64::max(total, 1));
                messages.error(&format!("{tally}{}", self.bar.length().map_or_else(String::new, done)));
            }
            _ => {}
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(length: Option<u64>) -> ProgressStyle {
    let template = match length {
        Some(_) => "{wide_bar} {bytes} of {total_bytes}, {msg}, {eta} left",
        None => "{spinner} {bytes}, {msg}, {elapsed}",
    };
    ProgressStyle::with_template(template).expect("the template is well-formed")
}
