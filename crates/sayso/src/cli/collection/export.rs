//! `sayso export`: what a query finds, in the format of another tool.

use std::path::{Path, PathBuf};

use sayso::Collection;
use sayso::export::{Export, Format};
use sayso::store::search::Search;
use sayso_core::{Document, Reading};
use sayso_formats::writers::{Delimiter, TerminalOptions};

use super::super::args::OutputFormat;
use super::super::exit::{End, Failure};
use super::super::messages::Messages;
use super::super::output::{Output, Stream, Style, stream};
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
        let (document, reading) = collection.selected(*row, wanted)?;
        documents += 1;
        statements += reading.statements.len();
        out.write(&document, &reading)?;
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
    Usual(Output),
    Export(Box<Export<Stream>>),
}

impl Out {
    fn open(args: &ExportArgs) -> Result<Self, Failure> {
        let path = args.output.as_deref().filter(|path| path.as_os_str() != "-");
        let place = path.map_or_else(|| PathBuf::from("standard output"), Path::to_owned);
        let delimiter = if args.semicolon { Delimiter::Semicolon } else { Delimiter::Comma };
        let other = |format| -> Result<Form, Failure> {
            let (_, stream) = stream(path)?;
            let export = Export::begin(format, stream).map_err(Failure::writing(&place))?;
            Ok(Form::Export(Box::new(export)))
        };
        let form = match args.format {
            ExportFormat::Jsonl => usual(OutputFormat::Jsonl, path)?,
            ExportFormat::Csv => usual(OutputFormat::Csv, path)?,
            ExportFormat::Brat => usual(OutputFormat::Brat, path)?,
            ExportFormat::CsvExcel => other(Format::Excel(delimiter))?,
            ExportFormat::Parquet => other(Format::Parquet)?,
            ExportFormat::Webannotation => other(Format::Webannotation)?,
            ExportFormat::Tei => other(Format::Tei)?,
            ExportFormat::Citron => other(Format::Citron)?,
        };
        Ok(Self { place, form })
    }

    fn write(&mut self, document: &Document, reading: &Reading) -> Result<(), Failure> {
        let written = match &mut self.form {
            Form::Usual(output) => return output.write(document, reading),
            Form::Export(export) => export.write(document, reading),
        };
        written.map_err(Failure::writing(&self.place))
    }

    fn finish(self) -> Result<(), Failure> {
        let ended = match self.form {
            Form::Usual(mut output) => return output.finish(),
            Form::Export(export) => export.finish(),
        };
        ended.map_err(Failure::writing(&self.place))
    }
}

fn usual(format: OutputFormat, path: Option<&Path>) -> Result<Form, Failure> {
    let terminal = TerminalOptions { width: 80, colour: false, unicode: true };
    Ok(Form::Usual(Output::open(Style { format, terminal }, path, true)?))
}
