//! `sayso export`: what a query finds, in the format of another tool.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sayso::Collection;
use sayso::export::{Excerpt, Export, Format, Tables};
use sayso::store::search::Search;
use sayso_formats::writers::{Delimiter, TerminalOptions};

use super::super::args::OutputFormat;
use super::super::exit::{End, Failure};
use super::super::messages::Messages;
use super::super::output::{Output, Stream, Style, is_folder, stream};
use super::args::{ExportArgs, ExportFormat};
use super::{folder, search};

/// Runs the command.
pub fn run(args: &ExportArgs, messages: &Messages) -> Result<End, Failure> {
    let query = search::query_of(&args.query)?;
    let collection = Collection::open_read_only(&folder(&args.place)?)?;
    let selection = collection.selection(&mut Search::new(), &query)?;
    let mut out = Out::open(args)?;
    let (mut documents, mut statements) = (0, 0);
    for (row, wanted) in &selection {
        let excerpt = collection.selected(*row, wanted)?;
        documents += 1;
        statements += excerpt.reading.statements.len();
        out.write(&excerpt)?;
    }
    out.finish()?;
    messages.note(&format!("{statements} statements in {documents} documents"));
    Ok(if documents == 0 { End::Nothing } else { End::Found })
}

/// Takes one document after another.
struct Out {
    /// For messages.
    place: PathBuf,
    form: Form,
}

enum Form {
    /// Two files a document.
    Brat(Output),
    Stream(Box<Export<Stream>>),
    Tables(Box<Tables<Stream>>),
}

impl Out {
    fn open(args: &ExportArgs) -> Result<Self, Failure> {
        let path = args.output.as_deref().filter(|path| path.as_os_str() != "-");
        let place = path.map_or_else(|| PathBuf::from("standard output"), Path::to_owned);
        let form = match (stream_format(args), path) {
            (None, _) => brat(path)?,
            (Some(Format::Parquet), Some(folder)) if is_folder(folder) => tables(folder)?,
            (Some(_), Some(folder)) if is_folder(folder) => return Err(one_file(folder)),
            (Some(format), _) => {
                let (place, stream) = stream(path)?;
                let export = Export::begin(format, stream).map_err(Failure::writing(&place))?;
                Form::Stream(Box::new(export))
            }
        };
        Ok(Self { place, form })
    }

    fn write(&mut self, excerpt: &Excerpt) -> Result<(), Failure> {
        let written = match &mut self.form {
            Form::Brat(output) => return output.write(&excerpt.document, &excerpt.reading),
            Form::Stream(stream) => stream.write(excerpt),
            Form::Tables(tables) => tables.write(excerpt),
        };
        written.map_err(Failure::writing(&self.place))
    }

    fn finish(self) -> Result<(), Failure> {
        let ended = match self.form {
            Form::Brat(mut output) => return output.finish(),
            Form::Stream(stream) => stream.finish(),
            Form::Tables(tables) => tables.finish(),
        };
        ended.map_err(Failure::writing(&self.place))
    }
}

/// None for the format that takes a folder.
fn stream_format(args: &ExportArgs) -> Option<Format> {
    let delimiter = if args.semicolon { Delimiter::Semicolon } else { Delimiter::Comma };
    Some(match args.format {
        ExportFormat::Jsonl => Format::Jsonl,
        ExportFormat::Csv => Format::Csv,
        ExportFormat::CsvExcel => Format::Excel(delimiter),
        ExportFormat::Parquet => Format::Parquet,
        ExportFormat::Webannotation => Format::Webannotation,
        ExportFormat::Tei => Format::Tei,
        ExportFormat::Citron => Format::Citron,
        ExportFormat::Brat => return None,
    })
}

fn brat(path: Option<&Path>) -> Result<Form, Failure> {
    let terminal = TerminalOptions { width: 80, colour: false, unicode: true };
    let style = Style { format: OutputFormat::Brat, terminal };
    Ok(Form::Brat(Output::open(style, path, true)?))
}

/// A table of each kind in a folder.
fn tables(folder: &Path) -> Result<Form, Failure> {
    fs::create_dir_all(folder).map_err(Failure::writing(folder))?;
    let open = |name: &str| {
        let path = folder.join(format!("{name}.parquet"));
        let opened = fs::File::create(path);
        opened.map(|file| Stream::new(Box::new(file)))
    };
    let tables = Tables::new::<io::Error>(open).map_err(Failure::writing(folder))?;
    Ok(Form::Tables(Box::new(tables)))
}

fn one_file(folder: &Path) -> Failure {
    let what = format!("{} is a folder, and this format writes one file: name one in it", folder.display());
    Failure::Usage(what)
}
