//! What may be typed after the commands on a collection.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use sayso_core::meaning::SIMILAR;

use super::super::args::{InputArgs, Look, When, size};
use super::fetch::{duration, interval};
use crate::server::access::Role;

const IMPORT_EXAMPLES: &str = "\
Examples:
  sayso import news/                             a folder, to the bottom
  sayso import archive.jsonl --collection press  one document a line, into another collection
  sayso import crawl.warc.gz inbox.mbox old.zip  known by content: also PDF, EPUB, DOCX, feeds, …
  sayso imports show 1 --failed --format csv     what could not be read, and why";

const FETCH_EXAMPLES: &str = "\
Examples:
  sayso fetch https://example.org/feed.xml       the articles of a feed
  sayso fetch --feeds feeds.opml                 those of all feeds in a list
  sayso watch --every 1h --feeds feeds.opml      and again every hour

It asks robots.txt first and obeys it, asks for what has changed only, waits between two requests
to one host, and connects to no private address. What was fetched before stands in fetched.json
beside the collection.";
const CHECK_EXAMPLES: &str = "\
Examples:
  sayso check \"We will not raise the fare again\"

The exit status is 0 if somebody was reported saying this, and 1 if nobody was.";

const SIMILAR_EXAMPLES: &str = "\
Examples:
  sayso similar st_0a1b                          what others say like this statement
  sayso similar \"the harbour will be sold\"      who said this, in whatever words
  sayso similar st_0a1b --least 0.5              more of them, and less alike

A score says how alike the words are in what they mean, and nothing of who is right. Similar statements are offered,
and never merged. The exit status is 0 if there are any, and 1 if there are none.";

const CORRECT_EXAMPLES: &str = "\
Examples:
  sayso correct st_0a1b --reject                 it is no statement
  sayso correct st_0a1b --speaker 'Ana Ortiz'    somebody else said it
  sayso correct st_0a1b --span content=120-164   its words stand elsewhere
  sayso correct --undo 12                        take a correction back";

const SEARCH_EXAMPLES: &str = "\
Examples:
  sayso search ferry fare                          both words in what was said
  sayso search 'speaker:\"Ana Ortiz\" said:2016-09..2016-10 form:direct'
  sayso search '\"no increase\" OR fare* -outlet:herald' --facets
  sayso search status:denied --group speakers      who denied something, and how often
  sayso search -- -outlet:herald                   a query that begins with a minus

Fields: speaker, person, named, kind, context, cue, outlet, title, document, utterance, language,
said, published, form, attitude, status, stance, confidence, review; FIELD:none finds what has no value.
Words that belong together stand in quotation marks, word* finds beginnings, OR joins its two
neighbours, - excludes, ( ) group. Case and diacritics do not count.";

const EXPORT_EXAMPLES: &str = "\
Examples:
  sayso export -o all.jsonl                        the whole collection, to import elsewhere
  sayso export form:direct --format parquet -o direct.parquet
  sayso export --format parquet -o tables/         statements, documents and speakers, a file each

A record of a document has the statements that the query finds, and no others; its list of speakers
and its profile stay those of the whole document.";

const SPEAKER_EXAMPLES: &str = "\
Examples:
  sayso speaker 'Ana Ortiz'                      names, roles over time, the latest statements
  sayso speaker 7 --limit 100 --json             the same of person 7, for a program";

const REVIEW_EXAMPLES: &str = "\
Examples:
  sayso review                                   asks about each pair: y same, n two people, h not sure
  sayso review --format jsonl                    lists the pairs, with scores and reasons
  sayso speakers merge 4 7                       what y does
  sayso speakers part 4 7                        what n does
  sayso correct --undo 12                        takes a decision back";

const SERVE_EXAMPLES: &str = "\
Examples:
  sayso serve --open                             in the browser, on this machine alone
  sayso serve --get '/api/v1/statements?query=fare'  print one answer, without a server
  sayso serve --host 0.0.0.0 --name news.example for others: first list them with `sayso access`

Without --host, nobody but this machine is answered, and nobody has to log in. It speaks HTTP: put
a proxy that speaks HTTPS before it where others come in over a network.";

const ACCESS_EXAMPLES: &str = "\
Examples:
  sayso access add mira --role editor            asks for a password on standard input
  sayso access token feeds --role reader         makes a token for a program, and prints it once
  sayso access remove mira                       takes back all that mira has

A running server knows of a change when it is started anew. Once somebody is listed, everybody
has to log in.";

/// The commands on a collection.
#[derive(Debug, Subcommand)]
pub enum CollectionCommand {
    /// Put articles into a collection, with every statement in them
    Import(ImportArgs),
    /// Fetch feeds and pages from the network into a collection
    Fetch(FetchArgs),
    /// Fetch again and again, until it is stopped
    Watch(WatchArgs),
    /// List imports, or what became of every input of one
    Imports(ImportsArgs),
    /// Find who said what in the collection
    Search(SearchArgs),
    /// Write what a query finds in the format of another tool
    Export(ExportArgs),
    /// Show a statement, a document or a person of the collection
    Show(ShowArgs),
    /// List who speaks; merge, part, split or rename people
    Speakers(SpeakersArgs),
    /// Tell all about one speaker: names, roles over time, statements
    Speaker(SpeakerArgs),
    /// Decide about names that may be of one person
    Review(ReviewArgs),
    /// List utterances: the same words over documents, and how they changed
    Utterances(UtterancesArgs),
    /// Show one utterance: its wordings, what was done to the words, who reports it, and who only repeats
    Utterance(UtteranceArgs),
    /// Has anybody in the collection been reported saying this?
    Check(CheckArgs),
    /// Who said the same in other words: similar statements, each with a score
    Similar(SimilarArgs),
    /// Group all quotations and all near-copies anew
    Rebuild(RebuildArgs),
    /// Accept, reject or change a statement; take a correction back
    Correct(CorrectArgs),
    /// Read the documents of the collection again, and keep the corrections
    Reextract(ReextractArgs),
    /// Show the collection in the browser, and to programs (REST API)
    Serve(ServeArgs),
    /// Say who may look at a served collection, and who may decide
    Access(AccessArgs),
    /// Check a collection: is it whole, what is in it
    Doctor(DoctorArgs),
    /// Copy the collection to a file, also while it is in use
    Backup(BackupArgs),
}

/// Which collection.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// The folder of the collection (by default one where you keep data)
    #[arg(long, env = "SAYSO_COLLECTION", value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    #[arg(hide_env_values = true)]
    pub collection: Option<PathBuf>,
}

/// How a collection is filled, whatever with.
#[derive(Debug, Args)]
pub struct Filling {
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    pub input: InputArgs,
    /// Threads; 0 for all cores. The result is the same for any number
    #[arg(long, value_name = "N", default_value = "0", hide_default_value = true)]
    pub threads: usize,
    /// Give up at once where another import is under way
    #[arg(long)]
    pub no_wait: bool,
}

/// Who decides.
#[derive(Debug, Args)]
pub struct By {
    /// Who decides (by default the name of the user)
    #[arg(long, env = "SAYSO_USER", value_name = "NAME", hide_env_values = true)]
    pub by: Option<String>,
}

/// `sayso import`
#[derive(Debug, Args)]
#[command(after_help = IMPORT_EXAMPLES)]
pub struct ImportArgs {
    /// Files, folders (to the bottom, by name), or - for standard input
    #[arg(value_name = "FILE|FOLDER|-", value_hint = ValueHint::AnyPath)]
    #[arg(required_unless_present = "files_from")]
    pub paths: Vec<PathBuf>,
    /// Read the paths in this list too, one a line (- for standard input)
    #[arg(long, value_name = "FILE|-", value_hint = ValueHint::FilePath)]
    pub files_from: Option<PathBuf>,
    /// The paths in --files-from end in NUL, not in line breaks
    #[arg(short = '0', long = "null", requires = "files_from")]
    pub nul: bool,
    #[command(flatten)]
    pub filling: Filling,
    /// Show progress on standard error
    #[arg(long, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    pub progress: When,
}

/// `sayso fetch`
#[derive(Debug, Args)]
#[command(after_help = FETCH_EXAMPLES)]
pub struct FetchArgs {
    /// Addresses of pages, and of feeds, whose articles are fetched
    #[arg(value_name = "URL", value_hint = ValueHint::Url, required_unless_present = "feeds")]
    pub addresses: Vec<String>,
    /// Fetch the feeds of this list too (OPML, as readers of feeds export it)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub feeds: Option<PathBuf>,
    /// Take what the feeds hold themselves, and do not fetch their articles
    #[arg(long)]
    pub no_articles: bool,
    /// Connect to private networks and to this machine, too
    #[arg(long)]
    pub allow_private: bool,
    /// Time between two requests to one host; a host may ask for more
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = duration)]
    pub delay: Duration,
    /// Time that one request may take
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    pub timeout: Duration,
    /// Pages of one host at a time; the rest is left for the next
    #[arg(long, value_name = "N", default_value = "200")]
    pub per_host: usize,
    #[command(flatten)]
    pub filling: Filling,
    /// Show progress on standard error
    #[arg(long, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    pub progress: When,
}

/// `sayso watch`
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// Time from one round to the next, at least 1s
    #[arg(long, value_name = "TIME", default_value = "30m", value_parser = interval)]
    pub every: Duration,
    #[command(flatten)]
    pub fetch: FetchArgs,
}

/// `sayso imports`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ImportsArgs {
    #[command(subcommand)]
    pub action: Option<ImportsAction>,
    #[command(flatten)]
    pub place: Place,
    /// How to write the list
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
}

/// `sayso imports …`
#[derive(Debug, Subcommand)]
pub enum ImportsAction {
    /// The ledger of one import: what became of every input
    Show {
        /// Number of the import
        id: i64,
        /// Only what could not be read
        #[arg(long, conflicts_with = "outcome")]
        failed: bool,
        /// Only what had this outcome
        #[arg(long, value_name = "OUTCOME")]
        outcome: Option<OutcomeName>,
        #[command(flatten)]
        place: Place,
        /// How to write the ledger
        #[arg(short, long, value_name = "FORMAT", default_value = "text")]
        format: ListFormat,
    },
}

/// `sayso search`
#[derive(Debug, Args)]
#[command(after_help = SEARCH_EXAMPLES)]
pub struct SearchArgs {
    /// What to find; everything without it
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    #[command(flatten)]
    pub place: Place,
    /// What the results are
    #[arg(long, value_name = "WHAT", default_value = "statements")]
    pub group: GroupName,
    /// What comes first
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    pub sort: SortName,
    /// At most so many results
    #[arg(long, value_name = "N", default_value = "20", value_parser = at_least_one)]
    pub limit: usize,
    /// Go on after the page that ended with this
    #[arg(long, value_name = "CURSOR")]
    pub after: Option<String>,
    /// Count what the results can be narrowed by
    #[arg(long)]
    pub facets: bool,
    /// How to write the results
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: SearchFormat,
    #[command(flatten)]
    pub look: Look,
}

/// `sayso export`
#[derive(Debug, Args)]
#[command(after_help = EXPORT_EXAMPLES)]
pub struct ExportArgs {
    /// What to export, as in `sayso search`; everything without it
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    #[command(flatten)]
    pub place: Place,
    /// The format
    #[arg(short, long, value_name = "FORMAT", default_value = "jsonl")]
    pub format: ExportFormat,
    /// Write to a file; a folder for brat, which takes two files a document, or for all tables of parquet
    #[arg(short, long, value_name = "FILE|FOLDER", value_hint = ValueHint::AnyPath)]
    pub output: Option<PathBuf>,
    /// Part the cells of csv-excel with semicolons, as spreadsheets do where the comma is the decimal sign
    #[arg(long)]
    pub semicolon: bool,
}

/// What the results of a search are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GroupName {
    /// Statements
    Statements,
    /// Who made them, with how many
    Speakers,
    /// What they report, with how many
    Utterances,
    /// Where they stand, with how many
    Documents,
}

/// The order of the results of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SortName {
    /// What fits the words best; newest first where there are none
    Relevance,
    /// Published last
    Newest,
    /// Published first
    Oldest,
    /// Most surely a statement
    Confidence,
    /// Most worth a look: unsure, and reported often
    Doubt,
}

/// How the results of a search are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SearchFormat {
    /// For a person
    Text,
    /// One object with counts, results and facets
    Json,
    /// One result a line
    Jsonl,
    /// One result a line, for spreadsheets
    Csv,
}

/// The formats of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// The wire record, one document a line; can be imported again
    Jsonl,
    /// One statement a line
    Csv,
    /// One statement a line, as spreadsheet programs open it rightly
    CsvExcel,
    /// One statement a row, for pandas, DuckDB and Spark; into a folder, also tables of documents and speakers
    Parquet,
    /// Standoff annotations, for brat
    Brat,
    /// W3C Web Annotations (JSON-LD)
    Webannotation,
    /// TEI, one corpus
    Tei,
    /// The JSON of Citron, one document a line
    Citron,
}

/// `sayso show`
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Id of a statement (or the beginning of it) or of a document, or the number of a person
    pub id: String,
    #[command(flatten)]
    pub place: Place,
    /// Print it as JSON: the wire record
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub look: Look,
}

/// `sayso speakers`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SpeakersArgs {
    #[command(subcommand)]
    pub action: Option<SpeakersAction>,
    #[command(flatten)]
    pub place: Place,
    /// Only people with a name that holds these words
    #[arg(long, value_name = "WORDS")]
    pub name: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value = "50", value_parser = at_least_one)]
    pub limit: usize,
    /// How to write the list
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
}

/// `sayso speaker`
#[derive(Debug, Args)]
#[command(after_help = SPEAKER_EXAMPLES)]
pub struct SpeakerArgs {
    /// The name in any spelling, part of it, or the number of the person
    #[arg(value_name = "NAME|N")]
    pub name: String,
    #[command(flatten)]
    pub place: Place,
    /// At most so many statements, the latest
    #[arg(long, value_name = "N", default_value = "10", value_parser = at_least_one)]
    pub limit: usize,
    /// Print it as JSON
    #[arg(long)]
    pub json: bool,
}

/// `sayso review`
#[derive(Debug, Args)]
#[command(after_help = REVIEW_EXAMPLES)]
pub struct ReviewArgs {
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    pub by: By,
    /// At most so many pairs
    #[arg(long, value_name = "N", default_value = "50", value_parser = at_least_one)]
    pub limit: usize,
    /// List the pairs instead of asking, in this format (text where nobody can be asked)
    #[arg(short, long, value_name = "FORMAT")]
    pub format: Option<ListFormat>,
}

/// `sayso speakers …`
#[derive(Debug, Subcommand)]
pub enum SpeakersAction {
    /// Make two people one, under the name of the second
    Merge {
        /// Number or name of the person who goes
        from: String,
        /// Number or name of the person who stays
        into: String,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        by: By,
    },
    /// Say that two are two, however alike: people, or two names of one person
    Part {
        /// Number or name of one
        a: String,
        /// Number or name of the other
        b: String,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        by: By,
    },
    /// Part what some documents say of a person from the rest
    Split {
        /// Number or name of the person
        person: String,
        /// The documents where it is somebody else
        #[arg(long = "document", value_name = "ID", required = true, num_args = 1..)]
        documents: Vec<String>,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        by: By,
    },
    /// Call a person otherwise
    Rename {
        /// Number or name of the person
        person: String,
        /// The name from now on
        name: String,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        by: By,
    },
}

/// `sayso utterances`
#[derive(Debug, Args)]
pub struct UtterancesArgs {
    /// Only those that a statement reports which the query finds, as in `sayso search`
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    #[command(flatten)]
    pub place: Place,
    /// Also those with a single report
    #[arg(long)]
    pub all: bool,
    /// At most so many, those with most reports first
    #[arg(long, value_name = "N", default_value = "20", value_parser = at_least_one)]
    pub limit: usize,
    /// How to write the list
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
}

/// `sayso utterance`
#[derive(Debug, Args)]
pub struct UtteranceArgs {
    /// Id of an utterance or of a statement that reports it, or the beginning of it
    #[arg(value_name = "ID")]
    pub id: String,
    #[command(flatten)]
    pub place: Place,
    /// Show each wording as changes of the fullest: [-gone-]{+came+}
    #[arg(long)]
    pub diff: bool,
    /// Show all that says which document repeats which, with the words that it rests on
    #[arg(long, conflicts_with = "diff")]
    pub echo: bool,
    /// How to write it; with --echo, jsonl is a pair of documents a line
    #[arg(short, long, value_name = "FORMAT", default_value = "text", conflicts_with = "diff")]
    pub format: UtteranceFormat,
    /// --format json
    #[arg(long, conflicts_with_all = ["diff", "format"])]
    pub json: bool,
}

/// How an utterance is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UtteranceFormat {
    /// For a person
    Text,
    /// One object
    Json,
    /// One object a line
    Jsonl,
}

/// `sayso check`
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub struct CheckArgs {
    /// The words
    #[arg(value_name = "WORDS", required = true)]
    pub words: Vec<String>,
    #[command(flatten)]
    pub place: Place,
    /// At most so many statements
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub limit: Option<usize>,
    /// Print it as JSON
    #[arg(long)]
    pub json: bool,
}

/// `sayso similar`
#[derive(Debug, Args)]
#[command(after_help = SIMILAR_EXAMPLES)]
pub struct SimilarArgs {
    /// The id of a statement, or words
    #[arg(value_name = "ID|WORDS", required = true)]
    pub claim: Vec<String>,
    #[command(flatten)]
    pub place: Place,
    /// Offer statements from this score on, 0 to 1
    #[arg(long, value_name = "SCORE", default_value_t = SIMILAR, value_parser = score)]
    pub least: f32,
    /// At most so many statements
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// Print it as JSON
    #[arg(long)]
    pub json: bool,
}

fn score(text: &str) -> Result<f32, String> {
    let score = text.parse().ok().filter(|score| (0.0..=1.0).contains(score));
    score.ok_or_else(|| "a score is a number from 0 to 1".to_owned())
}

/// `sayso rebuild`
#[derive(Debug, Args)]
pub struct RebuildArgs {
    #[command(flatten)]
    pub place: Place,
    /// Give up at once where an import is under way
    #[arg(long)]
    pub no_wait: bool,
}

/// `sayso correct`
#[derive(Debug, Args)]
#[command(after_help = CORRECT_EXAMPLES)]
pub struct CorrectArgs {
    /// Id of a statement, or the beginning of it
    #[arg(value_name = "ID", required_unless_present_any = ["undo", "list", "orphaned"])]
    pub id: Option<String>,
    #[command(flatten)]
    pub verdict: Verdict,
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    pub by: By,
    /// How to write the list
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
}

/// What is decided.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Verdict {
    /// It is right
    #[arg(long, requires = "id")]
    pub accept: bool,
    /// It is no statement; it is hidden from now on
    #[arg(long, requires = "id")]
    pub reject: bool,
    /// Somebody else said it: a number of `sayso speakers`, or a name
    #[arg(long, requires = "id", value_name = "PERSON")]
    pub speaker: Option<String>,
    /// The text does not tell who said it
    #[arg(long, requires = "id")]
    pub no_speaker: bool,
    /// Its words stand elsewhere: content, cue or source=START-END, in characters of the text
    ///
    /// Several parts are written START-END;START-END. Offsets count Unicode code points from 0, the end
    /// is exclusive, as in every record.
    #[arg(long, requires = "id", value_name = "ROLE=SPANS")]
    pub span: Option<String>,
    /// Take a correction back
    #[arg(long, value_name = "NUMBER", conflicts_with = "id")]
    pub undo: Option<i64>,
    /// List the corrections, all or those of one statement
    #[arg(long)]
    pub list: bool,
    /// List the corrections that have lost their statement
    #[arg(long, conflicts_with = "id")]
    pub orphaned: bool,
}

/// `sayso reextract`
#[derive(Debug, Args)]
pub struct ReextractArgs {
    /// Read every document again, also those that this model read with these options
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub filling: Filling,
}

/// `sayso serve`
#[derive(Debug, Args)]
#[command(after_help = SERVE_EXAMPLES)]
pub struct ServeArgs {
    #[command(flatten)]
    pub place: Place,
    /// Address to listen on; whoever is not of this machine has to log in (`sayso access`)
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: String,
    /// Port to listen on; 0 for any that is free
    #[arg(long, value_name = "PORT", default_value = "7297")]
    pub port: u16,
    /// Another name by which the server is called, as where a proxy stands before it
    #[arg(long = "name", value_name = "NAME")]
    pub names: Vec<String>,
    /// Open it in the browser
    #[arg(short, long)]
    pub open: bool,
    /// Print what is at this address of the server, and end; the exit status is 1 where nothing is
    #[arg(long, value_name = "PATH", conflicts_with = "open")]
    pub get: Option<String>,
    /// Largest upload: bytes of all files together
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "1000MB")]
    pub max_upload: usize,
    #[command(flatten)]
    pub by: By,
    #[command(flatten)]
    pub input: InputArgs,
    /// Threads of an import; 0 for all cores but one
    #[arg(long, value_name = "N", default_value = "0", hide_default_value = true)]
    pub threads: usize,
}

/// `sayso access`
#[derive(Debug, Args)]
#[command(after_help = ACCESS_EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct AccessArgs {
    #[command(subcommand)]
    pub action: Option<AccessAction>,
    #[command(flatten)]
    pub place: Place,
    /// How to write the list
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
}

/// `sayso access …`
#[derive(Debug, Subcommand)]
pub enum AccessAction {
    /// List somebody with a password, read from standard input
    Add {
        /// As corrections name them
        name: String,
        /// What they may do
        #[arg(long, value_name = "ROLE")]
        role: Role,
        #[command(flatten)]
        place: Place,
    },
    /// List a program with a new token, which is printed
    Token {
        /// As corrections name it
        name: String,
        /// What it may do
        #[arg(long, value_name = "ROLE")]
        role: Role,
        #[command(flatten)]
        place: Place,
    },
    /// Strike somebody off the list, with all passwords and tokens
    Remove {
        /// As listed
        name: String,
        #[command(flatten)]
        place: Place,
    },
}

/// `sayso doctor`
#[derive(Debug, Args)]
pub struct DoctorArgs {
    #[command(flatten)]
    pub place: Place,
    /// Print what is found as JSON
    #[arg(long)]
    pub json: bool,
}

/// `sayso backup`
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The file to make; it is never overwritten
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    #[command(flatten)]
    pub place: Place,
}

/// How lists are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Columns, for a person
    Text,
    /// One a line, for spreadsheets
    Csv,
    /// One object a line
    Jsonl,
}

/// What may become of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutcomeName {
    /// A new document
    Imported,
    /// Its text was there already
    Duplicate,
    /// A later version of a document
    Version,
    /// Nothing in it to read
    Skipped,
    /// It could not be read
    Failed,
}

/// Of a limit: none would find nothing, and say so of a collection that has it.
fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("1 or more".to_owned()),
        Ok(number) => Ok(number),
        Err(error) => Err(error.to_string()),
    }
}
