//! What a query finds, for other tools.

use std::collections::BTreeSet;
use std::io::{self, Write};

use sayso_core::{Document, Reading};
use sayso_formats::writers::{
    self, Delimiter, DocumentTable, Review, SpeakerTable, Standing, StatementTable, Tei, WebAnnotations,
};
use sayso_store::documents::Stored;
use sayso_store::query::Expr;
use sayso_store::search::Search;
use sayso_store::{StoreError, standing};

use super::Collection;
use crate::made_by;

/// What an export takes of one document.
#[derive(Debug, Clone)]
pub struct Excerpt {
    /// The document.
    pub document: Document,
    /// What was found in it, with the statements that the query finds alone: each stands within the
    /// innermost one that is left around it. Speakers and profile stay those of the document.
    pub reading: Reading,
    /// Of each statement: what the collection knows of it.
    pub standings: Vec<Standing>,
}

/// A format that many documents can be written in, one after the other, to one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamFormat {
    /// The wire record, one document a line.
    Jsonl,
    /// One statement a line.
    Csv,
    /// One statement a line, for spreadsheet programs.
    Excel(Delimiter),
    /// One statement a row.
    Parquet,
    /// W3C Web Annotations.
    WebAnnotations,
    /// TEI.
    Tei,
    /// The JSON of Citron, one document a line.
    Citron,
}

impl Collection {
    /// What an export of `query` takes: by document, in the order of import, the numbers of the statements.
    /// Where everything is wanted, documents without a statement are there, too.
    ///
    /// # Errors
    /// If the collection cannot be read.
    pub fn selection(&self, query: &Expr) -> Result<Vec<(i64, Vec<i64>)>, StoreError> {
        let mut found = Search::new().selection(&self.store, query)?;
        if *query == Expr::everything() {
            let spoken: BTreeSet<i64> = found.iter().map(|(row, _)| *row).collect();
            let silent = self.store.current_documents()?.into_iter().filter(|row| !spoken.contains(row));
            found.extend(silent.map(|row| (row, Vec::new())));
            found.sort_unstable();
        }
        Ok(found)
    }

    /// These statements, by number, of a document.
    ///
    /// # Errors
    /// If the collection cannot be read.
    pub fn excerpt(&self, document: i64, statements: &[i64]) -> Result<Excerpt, StoreError> {
        let stored = self.store.document(document)?;
        let kept: Vec<usize> =
            (0..stored.rows.len()).filter(|&at| statements.contains(&stored.rows[at])).collect();
        let rows: Vec<i64> = kept.iter().map(|&at| stored.rows[at]).collect();
        let standings = self.store.standings(&rows)?.into_iter().map(told).collect();
        Ok(Excerpt { reading: only(&stored, &kept), document: stored.document, standings })
    }
}

fn told(known: standing::Standing) -> Standing {
    let review = known.review.map(|review| Review {
        state: review.state.word().to_owned(),
        by: review.who,
        at: review.at,
    });
    Standing { person: known.person, utterance: known.utterance, review }
}

/// The reading with these statements alone.
fn only(stored: &Stored, kept: &[usize]) -> Reading {
    let all = &stored.reading.statements;
    let left = |&at: &usize| {
        let around = std::iter::successors(all[at].parent, |&outer| all[outer].parent);
        let mut statement = all[at].clone();
        statement.parent = around.take(all.len()).find_map(|outer| kept.binary_search(&outer).ok());
        statement
    };
    Reading { statements: kept.iter().map(left).collect(), ..stored.reading.clone() }
}

/// Writes excerpts to one stream; [`ExportStream::finish`] ends it.
pub struct ExportStream<W: Write + Send>(Form<W>);

enum Form<W: Write + Send> {
    Jsonl(W),
    Csv(W),
    Excel(W, Delimiter),
    Parquet(Box<StatementTable<W>>),
    Annotations(WebAnnotations<W>),
    Tei(Tei<W>),
    Citron(W),
}

impl<W: Write + Send> ExportStream<W> {
    /// Writes what stands before the first document.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(format: StreamFormat, mut out: W) -> io::Result<Self> {
        Ok(Self(match format {
            StreamFormat::Jsonl => Form::Jsonl(out),
            StreamFormat::Csv => {
                writers::write_csv_header(&mut out, true)?;
                Form::Csv(out)
            }
            StreamFormat::Excel(delimiter) => {
                writers::write_excel_header(&mut out, delimiter)?;
                Form::Excel(out, delimiter)
            }
            StreamFormat::Parquet => Form::Parquet(Box::new(StatementTable::new(out, &made_by())?)),
            StreamFormat::WebAnnotations => Form::Annotations(WebAnnotations::new(out, &made_by())?),
            StreamFormat::Tei => Form::Tei(Tei::new(out, &made_by())?),
            StreamFormat::Citron => Form::Citron(out),
        }))
    }

    /// Writes one document.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn write(&mut self, excerpt: &Excerpt) -> io::Result<()> {
        let Excerpt { document, reading, standings } = excerpt;
        match &mut self.0 {
            Form::Jsonl(out) => writers::write_jsonl(out, document, reading),
            Form::Csv(out) => writers::write_csv(out, document, reading, Some(standings)),
            Form::Excel(out, delimiter) => {
                writers::write_excel(out, document, reading, standings, *delimiter)
            }
            Form::Parquet(table) => table.write(document, reading, standings),
            Form::Annotations(page) => page.write(document, reading, standings),
            Form::Tei(corpus) => corpus.write(document, reading, standings),
            Form::Citron(out) => writers::write_citron(out, document, reading),
        }
    }

    /// Writes what stands after the last document.
    ///
    /// # Errors
    /// Those of the stream.
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

/// Writes excerpts as Parquet, one table of each kind; [`ExportTables::finish`] ends them.
pub struct ExportTables<W: Write + Send> {
    statements: StatementTable<W>,
    documents: DocumentTable<W>,
    speakers: SpeakerTable<W>,
}

impl<W: Write + Send> ExportTables<W> {
    /// The names of the tables, in the order in which [`ExportTables::new`] asks for their streams.
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
        let Excerpt { document, reading, standings } = excerpt;
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
