use std::io::{self, Write};

use sayso_core::document::{Document, Reading};

use super::*;
use crate::fixture;

/// What `write` writes of the invented reading.
fn written(write: impl Fn(&mut dyn Write, &Document, &Reading) -> io::Result<()>) -> String {
    bytes_of(write, &fixture::document(), &fixture::reading())
}

fn bytes_of(
    write: impl Fn(&mut dyn Write, &Document, &Reading) -> io::Result<()>,
    document: &Document,
    reading: &Reading,
) -> String {
    let mut out = Vec::new();
    write(&mut out, document, reading).expect("a vector takes all bytes");
    String::from_utf8(out).expect("every format is UTF-8")
}

#[test]
fn depths_count_the_statements_around() {
    assert_eq!(depths(&fixture::reading()), [0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 0, 0, 0, 0, 1]);
}

#[test]
fn depths_do_not_need_parents_to_come_first() {
    let mut reading = fixture::reading();
    reading.statements.truncate(3);
    reading.statements[0].parent = Some(2);
    reading.statements[2].parent = Some(1);
    assert_eq!(depths(&reading), [2, 0, 1]);
}

#[test]
fn json_is_indented_and_jsonl_is_one_line() {
    let (json, jsonl) = (written(write_json), written(write_jsonl));
    assert_eq!(jsonl.matches('\n').count(), 1);
    assert!(jsonl.ends_with('\n') && json.ends_with("}\n"));
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(value(&json), value(&jsonl));
    insta::assert_snapshot!("json", json);
}

/// The invented reading as CSV, with its header.
fn csv_of(standings: Option<&[Standing]>) -> String {
    written(|out, document, reading| {
        write_csv_header(out, standings.is_some())?;
        write_csv(out, document, reading, standings)
    })
}

#[test]
fn csv_has_one_row_a_statement_under_a_stable_header() {
    let csv = csv_of(None);
    let rows = ::csv::Reader::from_reader(csv.as_bytes()).into_records();
    assert_eq!(rows.map(Result::unwrap).count(), fixture::reading().statements.len());
    insta::assert_snapshot!("csv", csv);
}

#[test]
fn a_table_out_of_a_collection_says_what_that_knows() {
    let standings = fixture::standings(1, "Ilse Brandt", "changed");
    let (plain, full) = (csv_of(None), csv_of(Some(&standings)));
    let records = |text: &str| -> Vec<Vec<String>> {
        let mut rows = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        rows.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    };
    for (number, (plain, full)) in records(&plain).iter().zip(records(&full)).enumerate() {
        let wanted = match number {
            0 => ["person_id", "person", "utterance_id", "review_state", "reviewer", "reviewed_at"],
            2 => ["12", "Ilse Brandt", "ut_0123", "changed", "mk", "2026-03-12T10:00:00Z"],
            _ => [""; 6],
        };
        assert_eq!(full[plain.len()..], wanted);
        assert_eq!(full[..plain.len()], plain[..]);
    }
}

#[test]
fn csv_cells_come_back_as_they_were() {
    let document = Document { title: Some("=1+1,\r\n\"x\"".into()), ..fixture::document() };
    let plain =
        |out: &mut dyn Write, document: &Document, reading: &Reading| write_csv(out, document, reading, None);
    let csv = bytes_of(plain, &document, &fixture::reading());
    let mut rows = ::csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    let first = rows.records().next().unwrap().unwrap();
    assert_eq!(&first[2], "=1+1,\r\n\"x\"");
}
