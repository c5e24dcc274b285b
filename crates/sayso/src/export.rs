//! Documents with what was found in them, in the format of another tool: one stream of bytes, document by document.

use std::io::{self, Write};

use sayso_core::{Document, Reading};
use sayso_formats::writers::{
    Delimiter, StatementTable, Tei, WebAnnotations, write_citron, write_csv, write_csv_header, write_excel,
    write_excel_header, write_jsonl,
};

use crate::model;

/// What is written, as one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The wire record, one document a line; can be imported again.
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
                write_csv_header(&mut out)?;
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
    pub fn write(&mut self, document: &Document, reading: &Reading) -> io::Result<()> {
        match &mut self.0 {
            Form::Jsonl(out) => write_jsonl(out, document, reading),
            Form::Csv(out) => write_csv(out, document, reading),
            Form::Excel(out, delimiter) => write_excel(out, document, reading, *delimiter),
            Form::Citron(out) => write_citron(out, document, reading),
            Form::Parquet(table) => table.write(document, reading),
            Form::Annotations(page) => page.write(document, reading),
            Form::Tei(corpus) => corpus.write(document, reading),
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
