//! `sayso export`: what a query finds, in the format of another tool.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sayso::Collection;
use sayso::store::search::Search;
use sayso_core::{Document, Reading};
use sayso_formats::writers::{
    Delimiter, StatementTable, Tei, TerminalOptions, WebAnnotations, write_citron, write_excel,
    write_excel_header,
};

use super::super::args::OutputFormat;
use super::super::exit::{End, Failure};
use super::super::messages::Messages;
use super::super::output::{Output, Stream, Style, made_by, stream};
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
    Excel(Stream, Delimiter),
    Citron(Stream),
    Parquet(Box<StatementTable<Stream>>),
    Annotations(WebAnnotations<Stream>),
    Tei(Tei<Stream>),
}

impl Out {
    fn open(args: &ExportArgs) -> Result<Self, Failure> {
        let path = args.output.as_deref().filter(|path| path.as_os_str() != "-");
        let place = path.map_or_else(|| PathBuf::from("standard output"), Path::to_owned);
        let delimiter = if args.semicolon { Delimiter::Semicolon } else { Delimiter::Comma };
        let form = match args.format {
            ExportFormat::Jsonl => usual(OutputFormat::Jsonl, path)?,
            ExportFormat::Csv => usual(OutputFormat::Csv, path)?,
            ExportFormat::Brat => usual(OutputFormat::Brat, path)?,
            other => {
                let (_, stream) = stream(path)?;
                Form::begin(other, stream, delimiter).map_err(Failure::writing(&place))?
            }
        };
        Ok(Self { place, form })
    }

    fn write(&mut self, document: &Document, reading: &Reading) -> Result<(), Failure> {
        let written = match &mut self.form {
            Form::Usual(output) => return output.write(document, reading),
            Form::Excel(stream, delimiter) => write_excel(stream, document, reading, *delimiter),
            Form::Citron(stream) => write_citron(stream, document, reading),
            Form::Parquet(table) => table.write(document, reading),
            Form::Annotations(page) => page.write(document, reading),
            Form::Tei(corpus) => corpus.write(document, reading),
        };
        written.map_err(Failure::writing(&self.place))
    }

    fn finish(self) -> Result<(), Failure> {
        let ended = match self.form {
            Form::Usual(mut output) => return output.finish(),
            Form::Excel(mut stream, _) | Form::Citron(mut stream) => stream.flush(),
            Form::Parquet(table) => table.finish(),
            Form::Annotations(page) => page.finish(),
            Form::Tei(corpus) => corpus.finish(),
        };
        ended.map_err(Failure::writing(&self.place))
    }
}

impl Form {
    /// What stands before the first document.
    fn begin(format: ExportFormat, mut stream: Stream, delimiter: Delimiter) -> io::Result<Self> {
        Ok(match format {
            ExportFormat::Parquet => Self::Parquet(Box::new(StatementTable::new(stream, &made_by())?)),
            ExportFormat::Webannotation => Self::Annotations(WebAnnotations::new(stream, &made_by())?),
            ExportFormat::Tei => Self::Tei(Tei::new(stream, &made_by())?),
            ExportFormat::CsvExcel => {
                write_excel_header(&mut stream, delimiter)?;
                Self::Excel(stream, delimiter)
            }
            _ => Self::Citron(stream),
        })
    }
}

fn usual(format: OutputFormat, path: Option<&Path>) -> Result<Form, Failure> {
    let terminal = TerminalOptions { width: 80, colour: false, unicode: true };
    Ok(Form::Usual(Output::open(Style { format, terminal }, path, true)?))
}
