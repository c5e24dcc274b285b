//! `sayso export`: what a query finds, in the format of another tool.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sayso::Collection;
use sayso::export::{Excerpt, Export, Format, Tables};
use sayso_formats::writers::{Delimiter, TerminalOptions};
use tempfile::TempPath;

use super::super::args::OutputFormat;
use super::super::exit::{End, Failure};
use super::super::messages::Messages;
use super::super::output::{Output, Stream, Style, is_folder, stream};
use super::super::progress::count;
use super::args::{ExportArgs, ExportFormat};
use super::{folder, search};

/// Runs the command.
pub fn run(args: &ExportArgs, messages: &Messages) -> Result<End, Failure> {
    let query = search::query_of(&args.query)?;
    let collection = Collection::open_read_only(&folder(&args.place)?)?;
    let excerpts = collection.excerpts(&query)?;
    let mut out = Out::open(args)?;
    let (mut documents, mut statements) = (0, 0);
    for excerpt in excerpts {
        let excerpt = excerpt?;
        documents += 1;
        statements += excerpt.reading.statements.len();
        out.write(&excerpt)?;
    }
    out.finish()?;
    messages.note(&format!("{} in {}", count(statements, "statement"), count(documents, "document")));
    Ok(if documents == 0 { End::Nothing } else { End::Found })
}

/// Takes one document after another.
struct Out {
    /// For messages.
    place: PathBuf,
    /// What takes its place at the end: a file that is there stays whole until then.
    part: Option<TempPath>,
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
        let is_stream = stream_format(args).is_some();
        let part = path.filter(|path| is_stream && !is_folder(path)).map(beside).transpose()?.flatten();
        let form = match (stream_format(args), path) {
            (None, _) => brat(path)?,
            (Some(Format::Parquet), Some(folder)) if is_folder(folder) => tables(folder)?,
            (Some(_), Some(folder)) if is_folder(folder) => return Err(one_file(folder)),
            (Some(format), _) => {
                let stream = match &part {
                    Some(part) => open(part)?,
                    None => stream(path)?.1,
                };
                Form::Stream(Box::new(Export::begin(format, stream).map_err(Failure::writing(&place))?))
            }
        };
        Ok(Self { place, part, form })
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
        let put = |part: TempPath| part.persist(&self.place).map_err(|error| error.error);
        ended.and_then(|()| self.part.map_or(Ok(()), put)).map_err(Failure::writing(&self.place))
    }
}

/// A file beside `path`; none where there is something else than a file, as a terminal or a pipe.
fn beside(path: &Path) -> Result<Option<TempPath>, Failure> {
    if path.metadata().is_ok_and(|there| !there.is_file()) {
        return Ok(None);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".sayso-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let made = builder.tempfile_in(folder.unwrap_or(Path::new("."))).map_err(Failure::writing(path))?;
    Ok(Some(made.into_temp_path()))
}

fn open(path: &Path) -> Result<Stream, Failure> {
    let file = fs::File::create(path).map_err(Failure::writing(path))?;
    Ok(Stream::new(Box::new(file)))
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
    if let Some(folder) = path.filter(|folder| holds_annotations(folder)) {
        let folder = folder.display();
        let what = format!(
            "{folder} has annotations already, and they would be taken for these: name another folder"
        );
        return Err(Failure::Usage(what));
    }
    let terminal = TerminalOptions { width: 80, colour: false, unicode: true };
    let style = Style { format: OutputFormat::Brat, terminal };
    Ok(Form::Brat(Output::open(style, path, true)?))
}

fn holds_annotations(folder: &Path) -> bool {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.into_iter().any(|file| file.path().extension().is_some_and(|ending| ending == "ann"))
}

/// A table of each kind in a folder.
fn tables(folder: &Path) -> Result<Form, Failure> {
    fs::create_dir_all(folder).map_err(Failure::writing(folder))?;
    let open = |name: &str| {
        fs::File::create(folder.join(format!("{name}.parquet"))).map(|file| Stream::new(Box::new(file)))
    };
    let tables = Tables::new::<io::Error>(open).map_err(Failure::writing(folder))?;
    Ok(Form::Tables(Box::new(tables)))
}

fn one_file(folder: &Path) -> Failure {
    let what = format!("{} is a folder, and this format writes one file: name one in it", folder.display());
    Failure::Usage(what)
}
