//! Parquet files of documents, one a row.
//!
//! The columns are known by the names that JSON Lines know (`text`, `title` or `headline`, …); no other
//! column is read from the file, and rows come in small batches, so that memory does not grow with it.

use std::fs::File;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::ChunkReader;
use serde_json::{Map, Value};

use super::{Format, Hint, ReadDocument, ReadError, finish, jsonl};

/// Rows that are decoded at a time, at most.
const BATCH: usize = 64;

/// Bytes that the rows decoded at a time may take.
const BATCH_BYTES: i64 = 64 << 20;

/// The documents of a Parquet file. A bad row is an `Err` item and the rows after it are still read.
pub struct ParquetDocuments {
    reader: ParquetRecordBatchReader,
    origin: String,
    /// Most bytes of one text.
    limit: usize,
    batch: Option<RecordBatch>,
    /// The next row of the batch.
    next: usize,
    /// Rows before the batch.
    before: usize,
}

impl ParquetDocuments {
    /// Documents of an open file, of which only what is needed is read.
    ///
    /// # Errors
    /// If it is no Parquet file or has no column of texts.
    pub fn from_file(file: File, hint: &Hint) -> Result<Self, ReadError> {
        Self::new(file, hint)
    }

    /// Documents of a file in memory.
    ///
    /// # Errors
    /// If it is no Parquet file or has no column of texts.
    pub fn from_bytes(bytes: &[u8], hint: &Hint) -> Result<Self, ReadError> {
        Self::new(Bytes::copy_from_slice(bytes), hint)
    }

    fn new(input: impl ChunkReader + 'static, hint: &Hint) -> Result<Self, ReadError> {
        let bad = |reason: String| ReadError::Table { origin: hint.origin.to_owned(), reason };
        let unreadable = |error: ParquetError| bad(format!("not a readable Parquet file ({error})"));
        let builder = ParquetRecordBatchReaderBuilder::try_new(input).map_err(unreadable)?;
        let names: Vec<String> = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
        if !names.iter().any(|name| jsonl::TEXT_KEYS.contains(&name.as_str())) {
            let reason = format!(
                "no column of texts: name it `text`; the columns are {}",
                names.iter().take(20).map(String::as_str).collect::<Vec<_>>().join(", ")
            );
            return Err(bad(reason));
        }
        let batch = batch_size(builder.metadata());
        let known =
            names.iter().enumerate().filter(|(_, name)| jsonl::is_known(name)).map(|(index, _)| index);
        let mask = ProjectionMask::roots(builder.parquet_schema(), known);
        let reader = builder.with_projection(mask).with_batch_size(batch).build().map_err(unreadable)?;
        let (origin, limit) = (hint.origin.to_owned(), hint.limits.bytes);
        Ok(Self { reader, origin, limit, batch: None, next: 0, before: 0 })
    }

    /// The next row as an object, and its number from 1.
    fn row(&mut self) -> Option<Result<Row, ReadError>> {
        loop {
            if let Some(batch) = self.batch.as_ref().filter(|batch| self.next < batch.num_rows()) {
                let row = self.next;
                self.next += 1;
                return Some(Ok((object(batch, row), self.before + row + 1)));
            }
            self.before += self.batch.take().map_or(0, |batch| batch.num_rows());
            self.next = 0;
            match self.reader.next()? {
                Ok(batch) => self.batch = Some(batch),
                Err(error) => {
                    let reason = format!("damaged after row {} ({error})", self.before);
                    return Some(Err(ReadError::Table { origin: self.origin.clone(), reason }));
                }
            }
        }
    }

    fn read(&self, object: Map<String, Value>, row: usize) -> Result<ReadDocument, ReadError> {
        let bad = |reason: String| ReadError::Line { origin: self.origin.clone(), line: row, reason };
        let mut diagnostics = Vec::new();
        let object = Value::Object(object);
        let mut document = jsonl::document(&object, &self.origin, row, &mut diagnostics).map_err(bad)?;
        if document.text.len() > self.limit {
            return Err(bad(format!("the text is longer than the limit of {} bytes: raise it", self.limit)));
        }
        finish(&mut document, &mut diagnostics);
        Ok(ReadDocument::new(document, Format::Parquet, diagnostics))
    }
}

/// Rows that are decoded at a time. A value that stands once in the file may stand in every row, so that a
/// batch may take as many times what the largest column of a row group does.
fn batch_size(metadata: &ParquetMetaData) -> usize {
    let columns = metadata.row_groups().iter().flat_map(|group| group.columns());
    let largest = columns.map(|column| column.uncompressed_size()).max().unwrap_or(1).max(1);
    usize::try_from(BATCH_BYTES / largest).map_or(1, |rows| rows.clamp(1, BATCH))
}

/// A row as an object, and its number from 1.
type Row = (Map<String, Value>, usize);

impl Iterator for ParquetDocuments {
    type Item = Result<ReadDocument, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.row()?;
        Some(row.and_then(|(object, row)| self.read(object, row)))
    }
}

fn object(batch: &RecordBatch, row: usize) -> Map<String, Value> {
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns());
    columns.map(|(field, column)| (field.name().clone(), value(column, row))).collect()
}

/// A cell as JSON; null where it is null or of a type that no column of documents has.
fn value(column: &ArrayRef, row: usize) -> Value {
    if column.is_null(row) {
        return Value::Null;
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).into(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).into(),
        DataType::Utf8View => column.as_string_view().value(row).into(),
        DataType::Binary => String::from_utf8_lossy(column.as_binary::<i32>().value(row)).into(),
        DataType::LargeBinary => String::from_utf8_lossy(column.as_binary::<i64>().value(row)).into(),
        DataType::Int32 => column.as_primitive::<Int32Type>().value(row).into(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).into(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).into(),
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).into(),
        DataType::Date32 => text(column.as_primitive::<Date32Type>().value_as_date(row)),
        DataType::Date64 => text(column.as_primitive::<Date64Type>().value_as_date(row)),
        DataType::Timestamp(unit, zone) => instant(column, row, *unit, zone.is_some()),
        DataType::Dictionary(..) => dictionary(column, row),
        DataType::List(_) => list(&column.as_list::<i32>().value(row)),
        DataType::LargeList(_) => list(&column.as_list::<i64>().value(row)),
        DataType::Struct(fields) => {
            let columns = fields.iter().zip(column.as_struct().columns());
            Value::Object(columns.map(|(field, column)| (field.name().clone(), value(column, row))).collect())
        }
        _ => Value::Null,
    }
}

fn text(value: Option<impl ToString>) -> Value {
    value.map_or(Value::Null, |value| value.to_string().into())
}

fn list(items: &ArrayRef) -> Value {
    (0..items.len()).map(|row| value(items, row)).collect()
}

fn dictionary(column: &ArrayRef, row: usize) -> Value {
    let dictionary = column.as_any_dictionary();
    dictionary.normalized_keys().get(row).map_or(Value::Null, |&key| value(dictionary.values(), key))
}

/// ISO 8601; in UTC where the column says that it holds instants, else without a zone.
fn instant(column: &ArrayRef, row: usize, unit: TimeUnit, has_zone: bool) -> Value {
    let stamp = match unit {
        TimeUnit::Second => column.as_primitive::<TimestampSecondType>().value_as_datetime(row),
        TimeUnit::Millisecond => column.as_primitive::<TimestampMillisecondType>().value_as_datetime(row),
        TimeUnit::Microsecond => column.as_primitive::<TimestampMicrosecondType>().value_as_datetime(row),
        TimeUnit::Nanosecond => column.as_primitive::<TimestampNanosecondType>().value_as_datetime(row),
    };
    let Some(stamp) = stamp else { return Value::Null };
    let stamp = stamp.format("%Y-%m-%dT%H:%M:%S");
    if has_zone { format!("{stamp}Z").into() } else { stamp.to_string().into() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::builder::{ListBuilder, StringBuilder};
    use arrow_array::{Float64Array, Int64Array, StringArray, TimestampMicrosecondArray};
    use parquet::arrow::ArrowWriter;
    use parquet::file::properties::WriterProperties;

    use super::*;

    fn file(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut out = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        out
    }

    fn read(bytes: &[u8]) -> Vec<Result<ReadDocument, ReadError>> {
        let hint = Hint { origin: "a.parquet", ..Hint::default() };
        super::super::read(bytes, &hint).unwrap().collect()
    }

    fn texts(values: &[&str]) -> ArrayRef {
        Arc::new(StringArray::from(values.to_vec()))
    }

    #[test]
    fn columns_are_known_by_any_of_their_names() {
        let mut authors = ListBuilder::new(StringBuilder::new());
        authors.append_value([Some("Ana Ortiz")]);
        authors.append_value([None::<&str>; 0]);
        let published =
            TimestampMicrosecondArray::from(vec![Some(1_475_400_600_000_000), None]).with_timezone("UTC");
        let rows = read(&file(vec![
            ("score", Arc::new(Float64Array::from(vec![0.5, 0.5]))),
            ("id", Arc::new(Int64Array::from(vec![7, 8]))),
            ("headline", texts(&["No", ""])),
            ("body", texts(&["The mayor said no.", "The mayor said yes."])),
            ("author", Arc::new(authors.finish())),
            ("date", Arc::new(published)),
            ("site", texts(&["The Lenn Post", "The Lenn Post"])),
            ("url", texts(&["https://example.org/1", ""])),
        ]));
        let [first, second] = [&rows[0], &rows[1]].map(|row| &row.as_ref().unwrap().document);
        assert_eq!((first.id.as_str(), first.text.as_str()), ("7", "The mayor said no."));
        assert_eq!(first.title.as_deref(), Some("No"));
        assert_eq!(first.authors, ["Ana Ortiz"]);
        assert_eq!(first.published.as_deref(), Some("2016-10-02T09:30:00Z"));
        assert_eq!(first.outlet.as_deref(), Some("The Lenn Post"));
        assert_eq!((first.origin.as_str(), second.origin.as_str()), ("https://example.org/1", "a.parquet:2"));
        assert_eq!((&second.title, &second.published, second.authors.len()), (&None, &None, 0));
    }

    #[test]
    fn a_date_that_cannot_be_read_is_named() {
        let rows = read(&file(vec![("text", texts(&["Yes."])), ("date", texts(&["04.10.2016"]))]));
        let read = rows[0].as_ref().unwrap();
        assert_eq!(read.document.published, None);
        assert!(read.diagnostics.iter().any(|it| it.message.contains("\"04.10.2016\"")), "{read:?}");
    }

    #[test]
    fn many_rows_come_in_order_and_a_bad_one_is_named() {
        let values: Vec<Option<String>> =
            (0..200).map(|row| (row != 70).then(|| format!("Text {row}."))).collect();
        let rows = read(&file(vec![("text", Arc::new(StringArray::from(values)))]));
        assert_eq!(rows.len(), 200);
        assert!(rows[70].as_ref().unwrap_err().to_string().starts_with("a.parquet, line 71: no \"text\""));
        assert_eq!(rows[199].as_ref().unwrap().document.text, "Text 199.");
    }

    #[test]
    fn a_long_text_that_stands_in_every_row_is_not_unfolded_at_once() {
        let long = "x".repeat(4 << 20);
        let batch = RecordBatch::try_from_iter([("text", texts(&[long.as_str(); 20]))]).unwrap();
        let once = WriterProperties::builder().set_dictionary_page_size_limit(1 << 30).build();
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(once)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        assert!(bytes.len() < 5 << 20, "the text stands in the file once");
        let builder = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes.clone())).unwrap();
        assert!((1..=16).contains(&batch_size(builder.metadata())));
        let hint = Hint { origin: "a.parquet", ..Hint::default() };
        let first = ParquetDocuments::from_bytes(&bytes, &hint).unwrap().next().unwrap().unwrap();
        assert_eq!(first.document.text.len(), long.len());
    }

    #[test]
    fn what_is_no_table_of_documents_is_refused() {
        let hint = Hint { origin: "a.parquet", ..Hint::default() };
        let refused = |bytes: &[u8]| ParquetDocuments::from_bytes(bytes, &hint).err().unwrap().to_string();
        let other = file(vec![("price", texts(&["1"]))]);
        assert_eq!(refused(&other), "a.parquet: no column of texts: name it `text`; the columns are price");
        let whole = file(vec![("text", texts(&["One."]))]);
        for length in [0, 4, whole.len() / 2, whole.len() - 1] {
            assert!(refused(&whole[..length]).contains("not a readable Parquet file"), "{length}");
        }
    }
}
