//! What may be typed. Parser, help, man page and completions come from this one declaration.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use sayso::inputs::{DEFAULT_LIMIT, How};
use sayso_core::Options;
use sayso_core::pipeline::MAX_TEXT;
use sayso_formats::readers::Format;

use super::collection::args::CollectionCommand;
use super::pdf;

const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (model en-1)");

const EXAMPLES: &str = "\
Examples:
  sayso read article.html                        who said what, in the terminal
  sayso read news/ --jsonl -o statements.jsonl   a folder: one record a line
  sayso import news/                             into a collection that grows";

const READ_EXAMPLES: &str = "\
Examples:
  sayso read article.html                        the article marked, and a table
  sayso read article.txt --html -o page.html     a page to send to a colleague
  find . -name '*.txt' -print0 | sayso read --files-from - -0 --jsonl";

const STREAMS: &str = "\
Streams and exit status:
  Data goes to standard output, everything else to standard error. The exit status is 0 if a
  statement was found, 1 if none was, 2 after an error (an unreadable file is reported and the
  rest go on), 130 after an interrupt. A reader that closes the pipe early is no error.

Environment:
  NO_COLOR, CLICOLOR_FORCE and TERM=dumb have their usual meaning for --color auto.";

/// Reads news and answers: who said what, in whose words, to whom, when
#[derive(Debug, Parser)]
#[command(name = "sayso", version = VERSION, after_help = EXAMPLES)]
#[command(after_long_help = format!("{EXAMPLES}\n\n{STREAMS}"))]
#[command(arg_required_else_help = true, disable_help_subcommand = true, max_term_width = 100)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
    /// Say nothing on standard error but errors
    #[arg(short, long, global = true, display_order = 900, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more on standard error: each document, and a sum at the end
    #[arg(short, long, global = true, display_order = 900)]
    pub verbose: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find every statement in articles, and who made it
    Read(ReadArgs),
    /// Say why a statement was found: its spans, scores and the steps to the speaker
    Explain(ExplainArgs),
    /// Measure against annotated articles, on pairs of names or quotations, or on unrelated articles
    Eval(EvalArgs),
    #[command(flatten)]
    Collection(CollectionCommand),
    /// Print the completions for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
    /// The text of the PDF file on standard input, as JSON
    #[command(hide = true)]
    PdfText,
}

/// `sayso read`
#[derive(Debug, Args)]
#[command(after_help = READ_EXAMPLES)]
#[command(after_long_help = format!("{READ_EXAMPLES}\n\n{STREAMS}"))]
pub struct ReadArgs {
    /// Files, folders (to the bottom, by name), or - for standard input
    #[arg(value_name = "FILE|FOLDER|-", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Read the paths in this list too, one a line (- for standard input)
    #[arg(long, value_name = "FILE|-", value_hint = ValueHint::FilePath)]
    pub files_from: Option<PathBuf>,
    /// The paths in --files-from end in NUL, not in line breaks
    #[arg(short = '0', long = "null", requires = "files_from")]
    pub nul: bool,
    #[command(flatten)]
    pub shape: Shape,
    /// Write to a file, or one file a document to a folder
    ///
    /// An existing folder, or a name that ends in a slash, takes one file a document, named after
    /// it. The folder is needed for brat (two files a document), and for html where there are
    /// several documents.
    #[arg(short, long, value_name = "FILE|FOLDER", value_hint = ValueHint::AnyPath)]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub input: InputArgs,
    /// Threads; 0 for all cores. The output is the same for any number
    #[arg(long, value_name = "N", default_value = "0", hide_default_value = true)]
    pub threads: usize,
    #[command(flatten)]
    pub look: Look,
    /// Show progress on standard error
    ///
    /// auto: a bar where standard error is a terminal that the output does not fill. always: the
    /// bar, or a line every few seconds where it is none.
    #[arg(long, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    pub progress: When,
}

/// How bytes become documents, and these readings.
#[derive(Debug, Args)]
pub struct InputArgs {
    /// The format of the input, where name and look mislead
    #[arg(long, value_name = "FORMAT")]
    pub input_format: Option<InputFormat>,
    /// Try documents in languages that the model does not know
    #[arg(long)]
    pub any_language: bool,
    /// Read documents whole up to this size, and refuse larger ones
    ///
    /// A number of bytes, kB or MB. Without it, files of up to 20 MB are read, and of their text the
    /// first 2 MB, which a diagnostic then tells. No article is as long.
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_size: Option<usize>,
    /// Leave out statements that are less likely right than this (0 to 1)
    ///
    /// Without it, the bound is 0.4 for statements without a source, and 0.3 for all others.
    #[arg(long, value_name = "P", value_parser = probability)]
    pub min_confidence: Option<f32>,
}

/// How text looks.
#[derive(Debug, Args)]
pub struct Look {
    /// Colour the text
    #[arg(long, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    pub color: When,
    /// Columns of the text (by default those of the terminal)
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..=1000))]
    pub width: Option<u16>,
}

/// The output format, by name or by its flag.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct Shape {
    /// How to write what was found
    #[arg(short, long, value_name = "FORMAT")]
    pub format: Option<OutputFormat>,
    /// --format json: one object a document
    #[arg(long)]
    pub json: bool,
    /// --format jsonl: one object a line
    #[arg(long)]
    pub jsonl: bool,
    /// --format csv: one statement a line
    #[arg(long)]
    pub csv: bool,
    /// --format marks: the text with marks in it
    #[arg(long)]
    pub marks: bool,
    /// --format brat: standoff annotations
    #[arg(long)]
    pub brat: bool,
    /// --format html: a page that stands alone
    #[arg(long)]
    pub html: bool,
}

impl Shape {
    /// The format asked for.
    pub fn format(&self) -> OutputFormat {
        let flags = [
            (self.json, OutputFormat::Json),
            (self.jsonl, OutputFormat::Jsonl),
            (self.csv, OutputFormat::Csv),
            (self.marks, OutputFormat::Marks),
            (self.brat, OutputFormat::Brat),
            (self.html, OutputFormat::Html),
        ];
        let by_flag = flags.into_iter().find_map(|(given, format)| given.then_some(format));
        self.format.or(by_flag).unwrap_or(OutputFormat::Text)
    }
}

/// `sayso explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A file, or - for standard input
    #[arg(value_name = "FILE|-", value_hint = ValueHint::FilePath)]
    pub path: PathBuf,
    /// Which statement: its id or its number; without it, all are listed
    #[arg(short, long, value_name = "ID|N")]
    pub statement: Option<String>,
    /// How to write the explanation
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ExplainFormat,
    /// --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    #[command(flatten)]
    pub input: InputArgs,
    #[command(flatten)]
    pub look: Look,
}

/// `sayso eval`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct EvalArgs {
    #[command(subcommand)]
    pub what: Option<EvalCommand>,
    #[command(flatten)]
    pub articles: Option<EvalArticles>,
}

/// What else is measured.
#[derive(Debug, Subcommand)]
pub enum EvalCommand {
    /// Score pairs of names by how likely they name one: a, b and kind in, a, b and score out, as CSV
    Names {
        /// A table with the columns a, b and kind (person, or anything else for organisations)
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// Write the scores here, not to standard output
        #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        out: Option<PathBuf>,
        /// Add a column with the reasons
        #[arg(long)]
        reasons: bool,
    },
    /// Say which pairs of quotations report the same words, as a collection would that holds them all
    Pairs(PairsArgs),
    /// Count how many unrelated articles look as if one repeated the other
    Echo(EchoArgs),
}

/// How articles are measured.
#[derive(Debug, Args)]
pub struct EvalArticles {
    /// A split: text/NAME.txt, attributions/NAME_….ann
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub gold: PathBuf,
    /// Gold speakers: NAME.json
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub speakers: Option<PathBuf>,
    /// Gold nested statements: NAME.json, each a list of {source, content}
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub nested: Option<PathBuf>,
    /// The scorer, run with python3 (by default eval/score.py three folders above the gold)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub scorer: Option<PathBuf>,
    /// Keep the predictions here
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    pub json: bool,
    /// Threads; 0 for all cores
    #[arg(long, value_name = "N", default_value = "0", hide_default_value = true)]
    pub threads: usize,
}

/// `sayso eval pairs`
#[derive(Debug, Args)]
pub struct PairsArgs {
    /// The documents, one a line: {"id", "text"} and, where known, {"published"}
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub documents: Option<PathBuf>,
    /// The quotations, one a line: {"id", "doc", "text"}
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub quotes: Option<PathBuf>,
    /// The pairs, one a line: {"a", "b"}, each an id, or an object with id, text, article and published
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub pairs: PathBuf,
    /// Write the utterances of all quotations, {"group", "members"}, and not a score for each pair
    #[arg(long)]
    pub groups: bool,
    /// Write to a file
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
}

/// `sayso eval echo`
#[derive(Debug, Args)]
pub struct EchoArgs {
    /// Articles: {"id", "text"} and {"topic", "published", "outlet"}, one a line; or OUTLET_DATE_ANYTHING.txt in a folder
    ///
    /// Articles of different topics, or published a month apart where they have none, are unrelated.
    #[arg(value_name = "FILE|FOLDER", value_hint = ValueHint::AnyPath)]
    pub articles: PathBuf,
    /// Shorten and reword every article instead, and count how often the original is found
    #[arg(long)]
    pub treated: bool,
    /// Of what is left to chance in that
    #[arg(long, value_name = "N", default_value = "20161002")]
    pub seed: u64,
    /// Write to a file
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
}

/// When to do what a terminal invites to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// Where it belongs
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

/// Formats that `sayso read` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// The article marked, a table of statements, the sourcing profile
    Text,
    /// One object a document: the wire record
    Json,
    /// The wire record, one document a line
    Jsonl,
    /// One statement a line, for spreadsheets
    Csv,
    /// The text with marks in it
    Marks,
    /// Standoff annotations: NAME.txt and NAME.ann
    Brat,
    /// A page that stands alone
    Html,
}

impl OutputFormat {
    /// Whether what a reader of the result should know stands in the output itself.
    pub fn carries_diagnostics(self) -> bool {
        matches!(self, Self::Text | Self::Json | Self::Jsonl | Self::Html)
    }

    /// Extension of a file that holds one document in this format.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Text | Self::Marks => "txt",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Brat => "ann",
            Self::Html => "html",
        }
    }
}

/// Formats that `sayso explain` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For a person
    Text,
    /// One object a statement
    Json,
}

/// Formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// By the look, else by the name
    Auto,
    /// Plain text
    Text,
    /// A saved page
    Html,
    /// Markdown
    Markdown,
    /// One document a line
    Jsonl,
    /// A table: one document a row
    Csv,
    /// One document a row
    Parquet,
    /// Pages ready for print, with a text layer
    Pdf,
    /// A document of a word processor
    Docx,
    /// A book or magazine: one document a chapter
    Epub,
    /// RSS, Atom or JSON feed: one document an item
    Feed,
    /// A mail message
    Mail,
    /// A mailbox
    Mbox,
    /// A web archive
    Warc,
    /// A ZIP archive
    Zip,
    /// A tar archive
    Tar,
    /// A file compressed with gzip
    Gzip,
}

impl InputArgs {
    /// Bytes of the largest document.
    pub fn limit(&self) -> usize {
        self.max_size.unwrap_or(DEFAULT_LIMIT)
    }

    /// How to read.
    pub fn options(&self) -> Options {
        let max_text = self.max_size.unwrap_or(MAX_TEXT);
        Options { any_language: self.any_language, max_text, min_confidence: self.min_confidence }
    }

    /// How the pieces of inputs are read.
    pub fn how(&self) -> How {
        How::new(self.format(), self.limit()).with_pdf(pdf::extract)
    }

    /// The format that the user insists on.
    pub fn format(&self) -> Option<Format> {
        match self.input_format? {
            InputFormat::Auto => None,
            InputFormat::Text => Some(Format::Text),
            InputFormat::Html => Some(Format::Html),
            InputFormat::Markdown => Some(Format::Markdown),
            InputFormat::Jsonl => Some(Format::Jsonl),
            InputFormat::Csv => Some(Format::Csv),
            InputFormat::Parquet => Some(Format::Parquet),
            InputFormat::Pdf => Some(Format::Pdf),
            InputFormat::Docx => Some(Format::Docx),
            InputFormat::Epub => Some(Format::Epub),
            InputFormat::Feed => Some(Format::Feed),
            InputFormat::Mail => Some(Format::Mail),
            InputFormat::Mbox => Some(Format::Mbox),
            InputFormat::Warc => Some(Format::Warc),
            InputFormat::Zip => Some(Format::Zip),
            InputFormat::Tar => Some(Format::Tar),
            InputFormat::Gzip => Some(Format::Gzip),
        }
    }
}

fn probability(value: &str) -> Result<f32, String> {
    match value.parse() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("a number from 0 to 1 is wanted, such as 0.5".to_owned()),
    }
}

/// A number of bytes: `300`, `64kB`, `20MB`.
fn size(value: &str) -> Result<usize, String> {
    let lower = value.to_ascii_lowercase();
    let units = [("mb", 1_000_000), ("kb", 1_000), ("m", 1_000_000), ("k", 1_000), ("b", 1), ("", 1)];
    let found = units.iter().find_map(|&(unit, factor)| Some((lower.strip_suffix(unit)?, factor)));
    let (number, factor) = found.unwrap_or((&lower, 1));
    let bytes = number.trim().parse::<usize>().ok().and_then(|n| n.checked_mul(factor));
    bytes.ok_or_else(|| "a size is wanted, such as 500kB or 20MB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_declaration_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_version_names_the_model() {
        assert!(VERSION.ends_with(&format!("(model {})", sayso::model::VERSION)));
    }

    #[test]
    fn sizes() {
        assert_eq!(size("300"), Ok(300));
        assert_eq!(size("64kB"), Ok(64_000));
        assert_eq!(size("20 MB"), Ok(20_000_000));
        assert!(size("many").is_err() && size("").is_err() && size("99999999999999999999M").is_err());
    }
}
