//! Parquet: tables of statements, documents and speakers, for data frames and query engines.
//!
//! Columns are named as the fields of the wire record, with `_` between the levels. Spans are lists of
//! structs, offsets count code points, end exclusive; days are `date32`; an unknown value is null. The
//! file's metadata names the table's schema ([`STATEMENTS_SCHEMA`] and so on) under `sayso.schema`, the
//! unit of offsets under `sayso.offsets`, and what made it under `sayso.made_by`. Compressed by zstd.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float32Builder, Int32Builder, ListBuilder, StringBuilder, StructBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Fields, Schema};
use jiff::civil::Date;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use sayso_core::document::{Document, Reading, Speaker};
use sayso_core::text::{CodepointSpan, OffsetMap};

use super::standing::Standing;
use super::table::{Cell, Row, count, rows, word};
use crate::wire::OFFSETS;

/// The value of `sayso.schema` in a table of statements.
pub const STATEMENTS_SCHEMA: &str = "sayso.statements/1";
/// The value of `sayso.schema` in a table of documents.
pub const DOCUMENTS_SCHEMA: &str = "sayso.documents/1";
/// The value of `sayso.schema` in a table of speakers.
pub const SPEAKERS_SCHEMA: &str = "sayso.speakers/1";

/// Rows that gather before they are handed on.
const BATCH: usize = 2048;

/// Bytes of text that gather before they are handed on.
const BATCH_BYTES: usize = 16 << 20;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Texts,
    Yes,
    Count,
    Share,
    Day,
    Spans,
}

/// A table with one row a statement.
pub struct StatementTable<W: Write + Send>(Table<W>);

/// A table with one row a document, its text included.
pub struct DocumentTable<W: Write + Send>(Table<W>);

/// A table with one row a speaker of a document.
pub struct SpeakerTable<W: Write + Send>(Table<W>);

macro_rules! table {
    ($name:ident, $schema:ident, $columns:ident) => {
        impl<W: Write + Send> $name<W> {
            /// Begins the table. `made_by` names program and model, with their versions.
            ///
            /// # Errors
            /// Those of `out`.
            pub fn new(out: W, made_by: &str) -> io::Result<Self> {
                let columns = $columns.iter().map(|(name, kind, _)| (*name, *kind));
                Ok(Self(Table::new(out, $schema, made_by, columns.collect())?))
            }

            /// Ends the file: without it there is none.
            ///
            /// # Errors
            /// Those of the stream.
            pub fn finish(self) -> io::Result<()> {
                self.0.finish()
            }
        }
    };
}
table!(StatementTable, STATEMENTS_SCHEMA, STATEMENTS);
table!(DocumentTable, DOCUMENTS_SCHEMA, DOCUMENTS);
table!(SpeakerTable, SPEAKERS_SCHEMA, SPEAKERS);

impl<W: Write + Send> StatementTable<W> {
    /// One row for each statement of the document; `standings` has one for each, or none at all.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn write(
        &mut self,
        document: &Document,
        reading: &Reading,
        standings: &[Standing],
    ) -> io::Result<()> {
        rows(document, reading, standings, |row| {
            self.0.push(STATEMENTS.iter().map(|(_, _, cell)| cell(row)).collect())
        })
    }
}

impl<W: Write + Send> DocumentTable<W> {
    /// One row for the document.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn write(&mut self, document: &Document, reading: &Reading) -> io::Result<()> {
        self.0.push(DOCUMENTS.iter().map(|(_, _, cell)| cell(document, reading)).collect())
    }
}

impl<W: Write + Send> SpeakerTable<W> {
    /// One row for each speaker of the document.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn write(&mut self, document: &Document, reading: &Reading) -> io::Result<()> {
        let offsets = OffsetMap::new(&document.text);
        for speaker in &reading.speakers {
            let who = Who { document, reading, offsets: &offsets, speaker };
            self.0.push(SPEAKERS.iter().map(|(_, _, cell)| cell(&who)).collect())?;
        }
        Ok(())
    }
}

type StatementColumn = (&'static str, Kind, fn(&Row) -> Cell);
type DocumentColumn = (&'static str, Kind, fn(&Document, &Reading) -> Cell);
type SpeakerColumn = (&'static str, Kind, fn(&Who) -> Cell);

/// What a row of speakers is computed from.
struct Who<'a> {
    document: &'a Document,
    reading: &'a Reading,
    offsets: &'a OffsetMap<'a>,
    speaker: &'a Speaker,
}

const STATEMENTS: &[StatementColumn] = &[
    ("statement_id", Kind::Text, |row| Cell::Text(Some(row.statement.id.clone()))),
    ("document_id", Kind::Text, |row| Cell::Text(Some(row.document.id.clone()))),
    ("origin", Kind::Text, |row| Cell::Text(Some(row.document.origin.clone()))),
    ("title", Kind::Text, |row| Cell::Text(row.document.title.clone())),
    ("outlet", Kind::Text, |row| Cell::Text(row.document.outlet.clone())),
    ("published", Kind::Text, |row| Cell::Text(row.document.published.clone())),
    ("published_day", Kind::Day, |row| Cell::Day(day(row.document))),
    ("language", Kind::Text, |row| Cell::Text(row.document.language.clone())),
    ("speaker_id", Kind::Text, |row| Cell::Text(row.of_speaker(|it| it.id.clone()))),
    ("speaker_name", Kind::Text, |row| Cell::Text(row.of_speaker(|it| it.name.clone()))),
    ("speaker_kind", Kind::Text, |row| Cell::Text(row.of_speaker(|it| it.kind.word().to_owned()))),
    ("speaker_named", Kind::Yes, |row| Cell::Yes(row.of_speaker(|it| it.named))),
    ("speaker_roles", Kind::Texts, |row| {
        Cell::Texts(row.of_speaker(|it| it.roles.clone()).unwrap_or_default())
    }),
    ("speaker_via", Kind::Text, |row| {
        Cell::Text(row.statement.speaker.as_ref().map(|link| link.via.word().to_owned()))
    }),
    ("speaker_confidence", Kind::Share, |row| {
        Cell::Share(row.statement.speaker.as_ref().map(|link| link.confidence))
    }),
    ("form", Kind::Text, |row| word(row.statement.form.word())),
    ("attitude", Kind::Text, |row| word(row.statement.attitude.word())),
    ("status", Kind::Text, |row| word(row.statement.status.word())),
    ("stance", Kind::Text, |row| word(row.statement.stance.word())),
    ("content", Kind::Text, |row| row.words(row.content())),
    ("content_spans", Kind::Spans, |row| row.spans(row.content())),
    ("cue", Kind::Text, |row| row.words(row.cue())),
    ("cue_lemma", Kind::Text, |row| Cell::Text(row.statement.cue.as_ref().map(|cue| cue.lemma.clone()))),
    ("cue_spans", Kind::Spans, |row| row.spans(row.cue())),
    ("source", Kind::Text, |row| row.words(row.source())),
    ("source_kind", Kind::Text, |row| {
        Cell::Text(row.statement.source.as_ref().map(|source| source.kind.word().to_owned()))
    }),
    ("source_named", Kind::Yes, |row| Cell::Yes(row.statement.source.as_ref().map(|source| source.named))),
    ("source_spans", Kind::Spans, |row| row.spans(row.source())),
    ("addressee", Kind::Text, |row| row.words(row.statement.addressee.as_deref())),
    ("addressee_spans", Kind::Spans, |row| row.spans(row.statement.addressee.as_deref())),
    ("venue", Kind::Text, |row| row.words(row.statement.venue.as_deref())),
    ("venue_spans", Kind::Spans, |row| row.spans(row.statement.venue.as_deref())),
    ("said_from", Kind::Day, |row| Cell::Day(row.statement.said.as_ref().map(|said| said.from))),
    ("said_to", Kind::Day, |row| Cell::Day(row.statement.said.as_ref().map(|said| said.to))),
    ("said_basis", Kind::Text, |row| {
        Cell::Text(row.statement.said.as_ref().map(|said| said.basis.word().to_owned()))
    }),
    ("said_spans", Kind::Spans, |row| {
        let expression = row.statement.said.as_ref().and_then(|said| said.span);
        row.spans(expression.as_ref().map(std::slice::from_ref))
    }),
    ("parent", Kind::Text, |row| Cell::Text(row.parent())),
    ("depth", Kind::Count, |row| Cell::Count(count(row.depth))),
    ("confidence", Kind::Share, |row| Cell::Share(Some(row.statement.confidence))),
    ("person_id", Kind::Count, |row| row.person_id()),
    ("person", Kind::Text, |row| row.person()),
    ("utterance_id", Kind::Text, |row| row.utterance_id()),
    ("review_state", Kind::Text, |row| row.review(|it| &it.state)),
    ("reviewer", Kind::Text, |row| row.review(|it| &it.by)),
    ("reviewed_at", Kind::Text, |row| row.review(|it| &it.at)),
];

const DOCUMENTS: &[DocumentColumn] = &[
    ("id", Kind::Text, |document, _| Cell::Text(Some(document.id.clone()))),
    ("origin", Kind::Text, |document, _| Cell::Text(Some(document.origin.clone()))),
    ("title", Kind::Text, |document, _| Cell::Text(document.title.clone())),
    ("outlet", Kind::Text, |document, _| Cell::Text(document.outlet.clone())),
    ("authors", Kind::Texts, |document, _| Cell::Texts(document.authors.clone())),
    ("published", Kind::Text, |document, _| Cell::Text(document.published.clone())),
    ("published_day", Kind::Day, |document, _| Cell::Day(day(document))),
    ("language", Kind::Text, |document, _| Cell::Text(document.language.clone())),
    ("text", Kind::Text, |document, _| Cell::Text(Some(document.text.clone()))),
    ("profile_statements", Kind::Count, |_, reading| Cell::Count(count(reading.profile.statements))),
    ("profile_direct", Kind::Count, |_, reading| Cell::Count(count(reading.profile.direct))),
    ("profile_indirect", Kind::Count, |_, reading| Cell::Count(count(reading.profile.indirect))),
    ("profile_mixed", Kind::Count, |_, reading| Cell::Count(count(reading.profile.mixed))),
    ("profile_speakers", Kind::Count, |_, reading| Cell::Count(count(reading.profile.speakers))),
    ("profile_unnamed", Kind::Count, |_, reading| Cell::Count(count(reading.profile.unnamed))),
    ("profile_sourceless", Kind::Count, |_, reading| Cell::Count(count(reading.profile.sourceless))),
    ("profile_own_voice", Kind::Share, |_, reading| Cell::Share(Some(reading.profile.own_voice))),
    ("profile_attributed", Kind::Share, |_, reading| Cell::Share(Some(reading.profile.attributed))),
];

const SPEAKERS: &[SpeakerColumn] = &[
    ("document_id", Kind::Text, |who| Cell::Text(Some(who.document.id.clone()))),
    ("id", Kind::Text, |who| Cell::Text(Some(who.speaker.id.clone()))),
    ("name", Kind::Text, |who| Cell::Text(Some(who.speaker.name.clone()))),
    ("kind", Kind::Text, |who| word(who.speaker.kind.word())),
    ("named", Kind::Yes, |who| Cell::Yes(Some(who.speaker.named))),
    ("aliases", Kind::Texts, |who| Cell::Texts(who.speaker.aliases.clone())),
    ("roles", Kind::Texts, |who| Cell::Texts(who.speaker.roles.clone())),
    ("mentions", Kind::Count, |who| Cell::Count(count(who.speaker.mentions.len()))),
    ("mention_spans", Kind::Spans, |who| {
        Cell::Spans(who.speaker.mentions.iter().map(|&span| who.offsets.codepoints(span)).collect())
    }),
    ("members", Kind::Texts, |who| {
        Cell::Texts(who.speaker.members.iter().map(|&index| who.reading.speakers[index].id.clone()).collect())
    }),
];

/// The day of publication.
fn day(document: &Document) -> Option<Date> {
    document.published.as_deref()?.get(..10)?.parse().ok()
}

/// A file that is being written.
struct Table<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: Arc<Schema>,
    kinds: Vec<Kind>,
    /// Rows that were not handed on yet, and about how many bytes they are.
    rows: Vec<Vec<Cell>>,
    bytes: usize,
}

impl<W: Write + Send> Table<W> {
    fn new(out: W, schema_name: &str, made_by: &str, columns: Vec<(&str, Kind)>) -> io::Result<Self> {
        let fields: Fields =
            columns.iter().map(|&(name, kind)| Field::new(name, data_type(kind), true)).collect();
        let schema = Arc::new(Schema::new(fields));
        let metadata =
            [("sayso.schema", schema_name), ("sayso.offsets", OFFSETS), ("sayso.made_by", made_by)];
        let metadata = metadata.map(|(key, value)| KeyValue::new(key.to_owned(), value.to_owned()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_key_value_metadata(Some(metadata.to_vec()))
            .build();
        let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(io_error)?;
        let kinds = columns.into_iter().map(|(_, kind)| kind).collect();
        Ok(Self { writer, schema, kinds, rows: Vec::new(), bytes: 0 })
    }

    fn push(&mut self, row: Vec<Cell>) -> io::Result<()> {
        self.bytes += row
            .iter()
            .map(|cell| if let Cell::Text(Some(text)) = cell { text.len() } else { 0 })
            .sum::<usize>();
        self.rows.push(row);
        if self.rows.len() >= BATCH || self.bytes >= BATCH_BYTES { self.hand_on() } else { Ok(()) }
    }

    fn hand_on(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        let columns = self.kinds.iter().enumerate();
        let arrays = columns.map(|(index, &kind)| array(kind, rows.iter().map(|row| &row[index]))).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays).map_err(io::Error::other)?;
        self.writer.write(&batch).map_err(io_error)
    }

    fn finish(mut self) -> io::Result<()> {
        self.hand_on()?;
        self.writer.close().map(drop).map_err(io_error)
    }
}

fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Texts => DataType::List(Arc::new(Field::new("item", DataType::Utf8, true))),
        Kind::Yes => DataType::Boolean,
        Kind::Count => DataType::Int32,
        Kind::Share => DataType::Float32,
        Kind::Day => DataType::Date32,
        Kind::Spans => DataType::List(Arc::new(Field::new("item", DataType::Struct(span_fields()), true))),
    }
}

fn span_fields() -> Fields {
    Fields::from(["start", "end"].map(|name| Field::new(name, DataType::Int32, false)).to_vec())
}

fn array<'a>(kind: Kind, cells: impl Iterator<Item = &'a Cell>) -> ArrayRef {
    match kind {
        Kind::Text => {
            let mut builder = StringBuilder::new();
            cells.for_each(|cell| {
                builder.append_option(if let Cell::Text(text) = cell { text.as_ref() } else { None })
            });
            Arc::new(builder.finish())
        }
        Kind::Texts => texts(cells),
        Kind::Yes => {
            let mut builder = BooleanBuilder::new();
            cells.for_each(|cell| builder.append_option(if let Cell::Yes(yes) = cell { *yes } else { None }));
            Arc::new(builder.finish())
        }
        Kind::Count => {
            let mut builder = Int32Builder::new();
            cells.for_each(|cell| {
                builder.append_option(if let Cell::Count(count) = cell { *count } else { None })
            });
            Arc::new(builder.finish())
        }
        Kind::Share => {
            let mut builder = Float32Builder::new();
            cells.for_each(|cell| {
                builder.append_option(if let Cell::Share(share) = cell { *share } else { None })
            });
            Arc::new(builder.finish())
        }
        Kind::Day => {
            let mut builder = Date32Builder::new();
            cells.for_each(|cell| {
                builder.append_option(if let Cell::Day(day) = cell { day.map(day_number) } else { None })
            });
            Arc::new(builder.finish())
        }
        Kind::Spans => spans(cells),
    }
}

fn texts<'a>(cells: impl Iterator<Item = &'a Cell>) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for cell in cells {
        if let Cell::Texts(texts) = cell {
            texts.iter().for_each(|text| builder.values().append_value(text));
        }
        builder.append(true);
    }
    Arc::new(builder.finish())
}

fn spans<'a>(cells: impl Iterator<Item = &'a Cell>) -> ArrayRef {
    let mut builder = ListBuilder::new(StructBuilder::from_fields(span_fields(), 0));
    for cell in cells {
        let spans: &[CodepointSpan] = if let Cell::Spans(spans) = cell { spans } else { &[] };
        for span in spans {
            let both = builder.values();
            for (index, offset) in [span.start, span.end].into_iter().enumerate() {
                let offsets = both.field_builder::<Int32Builder>(index).expect("both fields hold offsets");
                offsets.append_value(count(offset).unwrap_or(i32::MAX));
            }
            both.append(true);
        }
        builder.append(true);
    }
    Arc::new(builder.finish())
}

/// Days since 1970-01-01.
fn day_number(date: Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    date.since((jiff::Unit::Day, epoch)).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::readers::{Format, Hint};
    use crate::wire::joined;
    use arrow_array::cast::AsArray;
    use arrow_array::types::Int32Type;
    use bytes::Bytes;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    fn statements() -> Bytes {
        let mut out = Vec::new();
        let mut table = StatementTable::new(&mut out, "sayso 0 (model x)").unwrap();
        table.write(&fixture::document(), &fixture::reading(), &[]).unwrap();
        table.finish().unwrap();
        out.into()
    }

    fn batch(bytes: Bytes) -> RecordBatch {
        let reader = ParquetRecordBatchReaderBuilder::try_new(bytes).unwrap().build().unwrap();
        let batches: Vec<_> = reader.map(Result::unwrap).collect();
        assert_eq!(batches.len(), 1);
        batches.into_iter().next().unwrap()
    }

    #[test]
    fn the_file_says_what_it_is() {
        let reader = SerializedFileReader::new(statements()).unwrap();
        let metadata = reader.metadata().file_metadata().key_value_metadata().unwrap();
        let value = |key: &str| metadata.iter().find(|it| it.key == key).and_then(|it| it.value.as_deref());
        assert_eq!(value("sayso.schema"), Some("sayso.statements/1"));
        assert_eq!(value("sayso.offsets"), Some("codepoints"));
        assert_eq!(value("sayso.made_by"), Some("sayso 0 (model x)"));
        assert_eq!(statements(), statements(), "the same reading gives the same bytes");
    }

    #[test]
    fn spans_are_nested_and_hold_their_words() {
        let batch = batch(statements());
        let (reading, points): (_, Vec<char>) = (fixture::reading(), fixture::TEXT.chars().collect());
        assert_eq!(batch.num_rows(), reading.statements.len());
        let contents = batch.column_by_name("content").unwrap().as_string::<i32>();
        let lists = batch.column_by_name("content_spans").unwrap().as_list::<i32>();
        for (row, statement) in reading.statements.iter().enumerate() {
            let list = lists.value(row);
            let both = list.as_struct();
            let at =
                |name: &str| both.column_by_name(name).unwrap().as_primitive::<Int32Type>().values().to_vec();
            let (starts, ends) = (at("start"), at("end"));
            let slices = starts.iter().zip(&ends).map(|(&start, &end)| {
                points[usize::try_from(start).unwrap()..usize::try_from(end).unwrap()]
                    .iter()
                    .collect::<String>()
            });
            assert_eq!(slices.collect::<Vec<_>>().join(" … "), contents.value(row));
            assert_eq!(contents.value(row), joined(fixture::TEXT, &statement.content));
        }
    }

    #[test]
    fn documents_can_be_read_again() {
        let mut out = Vec::new();
        let mut table = DocumentTable::new(&mut out, "x").unwrap();
        table.write(&fixture::document(), &fixture::reading()).unwrap();
        table.finish().unwrap();
        let hint = Hint { origin: "all.parquet", ..Hint::default() };
        let read: Vec<_> = crate::readers::read(&out, &hint).unwrap().map(Result::unwrap).collect();
        assert_eq!(read.len(), 1);
        assert_eq!((read[0].format, &read[0].document), (Format::Parquet, &fixture::document()));
    }

    #[test]
    fn a_table_without_rows_is_a_file() {
        let mut out = Vec::new();
        SpeakerTable::new(&mut out, "x").unwrap().finish().unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(out)).unwrap();
        assert_eq!(reader.schema().fields().len(), SPEAKERS.len());
    }
}
