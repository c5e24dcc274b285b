//! What a query finds, in the format of another tool: one stream of bytes, document by document.

use std::collections::BTreeSet;
use std::io::{self, Write};

use sayso_core::{Document, Reading};
use sayso_formats::writers::{
    Delimiter, StatementTable, Tei, WebAnnotations, write_citron, write_csv, write_csv_header, write_excel,
    write_excel_header, write_jsonl,
};
use sayso_store::documents::Stored;
use sayso_store::query::Expr;
use sayso_store::search::Search;
use sayso_store::{Store, StoreError};

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

/// By document, in the order of import, the numbers of the statements that a query finds. Where everything is
/// asked for, so are the documents without a statement.
///
/// # Errors
/// If the collection cannot be read.
pub fn selection(
    store: &Store,
    search: &mut Search,
    query: &Expr,
) -> Result<Vec<(i64, Vec<i64>)>, StoreError> {
    let mut found = search.selection(store, query)?;
    if *query == Expr::everything() {
        let spoken: BTreeSet<i64> = found.iter().map(|(row, _)| *row).collect();
        let silent = store.current_documents()?.into_iter().filter(|row| !spoken.contains(row));
        found.extend(silent.map(|row| (row, Vec::new())));
        found.sort_unstable();
    }
    Ok(found)
}

/// The reading with these statements alone, each within the innermost one left around it. Speakers and
/// profile stay those of the document.
#[must_use]
pub fn only(stored: &Stored, wanted: &[i64]) -> Reading {
    let all = &stored.reading.statements;
    let kept: Vec<usize> =
        (0..all.len()).filter(|&at| wanted.binary_search(&stored.rows[at]).is_ok()).collect();
    let left = |&at: &usize| {
        let around = std::iter::successors(all[at].parent, |&outer| all[outer].parent);
        let mut statement = all[at].clone();
        statement.parent = around.take(all.len()).find_map(|outer| kept.binary_search(&outer).ok());
        statement
    };
    let statements = kept.iter().map(left).collect();
    Reading { statements, ..stored.reading.clone() }
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
