//! Documents with what was found in them, in the format of another tool: one stream of bytes, document by document.

use std::io::{self, Write};

use sayso_core::document::{Appearance, Carried};
use sayso_core::{Document, Reading};
use sayso_formats::writers::{
    Delimiter, DocumentTable, SpeakerTable, Standing, StatementTable, Tei, WebAnnotations, write_citron,
    write_csv, write_csv_header, write_excel, write_excel_header, write_jsonl_of_collection,
};

use crate::model;

/// What an export takes of one document.
#[derive(Debug, Clone)]
pub struct Excerpt {
    /// The document.
    pub document: Document,
    /// What was found in it, with the wanted statements alone. Speakers and profile stay those of the document.
    pub reading: Reading,
    /// Of each statement: what the collection knows of it.
    pub standings: Vec<Standing>,
    /// What people decided about it, and, once in an export, about the people in it.
    pub corrections: Vec<Carried>,
    /// Where else its text was found.
    pub appearances: Vec<Appearance>,
}

/// What is written, as one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The wire record, one document a line, with what people decided; can be imported again.
    Jsonl,
    /// One statement a line.
    Csv,
    /// One statement a line, as spreadsheet programs open it rightly.
    Excel(Delimiter),
    /// One statement a row, for pandas, DuckDB and Spark.
    Parquet,
    /// W3C Web Annotations (JSON-LD).
    Webannotation,
    /// TEI, one corpus.
    Tei,
    /// The JSON of Citron, one document a line.
    Citron,
}

/// Program and model, with their versions.
#[must_use]
pub fn made_by() -> String {
    format!("sayso {} (model {})", env!("CARGO_PKG_VERSION"), model::VERSION)
}

/// Takes one document after another.
pub struct Export<W: Write + Send>(Form<W>);

enum Form<W: Write + Send> {
    Jsonl(W),
    Csv(W),
    Excel(W, Delimiter),
    Citron(W),
    Parquet(Box<StatementTable<W>>),
    Annotations(WebAnnotations<W>),
    Tei(Tei<W>),
}

impl<W: Write + Send> Export<W> {
    /// Writes what stands before the first document.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn begin(format: Format, mut out: W) -> io::Result<Self> {
        Ok(Self(match format {
            Format::Jsonl => Form::Jsonl(out),
            Format::Csv => {
                write_csv_header(&mut out, true)?;
                Form::Csv(out)
            }
            Format::Excel(delimiter) => {
                write_excel_header(&mut out, delimiter)?;
                Form::Excel(out, delimiter)
            }
            Format::Parquet => Form::Parquet(Box::new(StatementTable::new(out, &made_by())?)),
            Format::Webannotation => Form::Annotations(WebAnnotations::new(out, &made_by())?),
            Format::Tei => Form::Tei(Tei::new(out, &made_by())?),
            Format::Citron => Form::Citron(out),
        }))
    }

    /// Writes a document.
    ///
    /// # Errors
    /// Those of the place that it is written to.
    pub fn write(&mut self, excerpt: &Excerpt) -> io::Result<()> {
        let Excerpt { document, reading, standings, corrections, appearances } = excerpt;
        match &mut self.0 {
            Form::Jsonl(out) => write_jsonl_of_collection(out, document, reading, corrections, appearances),
            Form::Csv(out) => write_csv(out, document, reading, Some(standings)),
            Form::Excel(out, delimiter) => write_excel(out, document, reading, standings, *delimiter),
            Form::Citron(out) => write_citron(out, document, reading),
            Form::Parquet(table) => table.write(document, reading, standings),
            Form::Annotations(page) => page.write(document, reading, standings),
            Form::Tei(corpus) => corpus.write(document, reading, standings),
        }
    }

    /// Writes what stands after the last document.
    ///
    /// # Errors
    /// Those of the place that it is written to.
    pub fn finish(self) -> io::Result<()> {
        match self.0 {
            Form::Jsonl(mut out) | Form::Csv(mut out) | Form::Excel(mut out, _) | Form::Citron(mut out) => {
                out.flush()
            }
            Form::Parquet(table) => table.finish(),
            Form::Annotations(page) => page.finish(),
            Form::Tei(corpus) => corpus.finish(),
        }
    }
}

/// Writes excerpts as Parquet, one table of each kind; [`Tables::finish`] ends them.
pub struct Tables<W: Write + Send> {
    statements: StatementTable<W>,
    documents: DocumentTable<W>,
    speakers: SpeakerTable<W>,
}

impl<W: Write + Send> Tables<W> {
    /// The names of the tables, in the order in which [`Tables::new`] asks for their streams.
    pub const NAMES: [&'static str; 3] = ["statements", "documents", "speakers"];

    /// Begins the tables, each in the stream that `open` gives for its name.
    ///
    /// # Errors
    /// Those of `open` and of the streams.
    pub fn new<E: From<io::Error>>(mut open: impl FnMut(&str) -> Result<W, E>) -> Result<Self, E> {
        let [statements, documents, speakers] = Self::NAMES;
        Ok(Self {
            statements: StatementTable::new(open(statements)?, &made_by())?,
            documents: DocumentTable::new(open(documents)?, &made_by())?,
            speakers: SpeakerTable::new(open(speakers)?, &made_by())?,
        })
    }

    /// Writes one document.
    ///
    /// # Errors
    /// Those of the streams.
    pub fn write(&mut self, excerpt: &Excerpt) -> io::Result<()> {
        let Excerpt { document, reading, standings, .. } = excerpt;
        self.statements.write(document, reading, standings)?;
        self.documents.write(document, reading)?;
        self.speakers.write(document, reading)
    }

    /// Ends the files: without it there are none.
    ///
    /// # Errors
    /// Those of the streams.
    pub fn finish(self) -> io::Result<()> {
        self.statements.finish()?;
        self.documents.finish()?;
        self.speakers.finish()
    }
}
