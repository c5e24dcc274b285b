//! Tables of documents.

use super::*;

#[test]
fn rows_of_a_table_are_documents() {
    let table = "\u{feff}id;headline;body;published;author\r\n\
        7;No;\"The mayor said: \"\"No;\r\nnever.\"\"\";2016-10-02;By Ana Ortiz\r\n\
        8;;Yes.;;\r\n";
    let hint = Hint { origin: "a.csv", ..Hint::default() };
    let read: Vec<ReadDocument> = read(table.as_bytes(), &hint).unwrap().map(Result::unwrap).collect();
    let [first, second] = [&read[0].document, &read[1].document];
    assert_eq!((first.id.as_str(), first.text.as_str()), ("7", "The mayor said: \"No;\r\nnever.\""));
    assert_eq!(first.title.as_deref(), Some("No"));
    assert_eq!(first.published.as_deref(), Some("2016-10-02"));
    assert_eq!(first.authors, ["Ana Ortiz"]);
    assert_eq!((second.origin.as_str(), second.text.as_str()), ("a.csv:4", "Yes."));
    assert_eq!((second.title.as_deref(), second.published.as_deref()), (None, None));
    assert_eq!(read[0].format, Format::Csv);
}

#[test]
fn tables_are_known_by_their_header_line() {
    for (head, expected) in [
        ("id,title,text\n1,No,Yes.\n", Format::Csv),
        ("text\tdate\n", Format::Csv),
        ("Body and soul, a text by Ana Ortiz\nThe mayor said no.\n", Format::Text),
        ("One line of text, content with itself", Format::Text),
    ] {
        assert_eq!(recognise(head.as_bytes(), "-"), expected, "{head}");
    }
    assert_eq!(recognise(b"text\nYes.\n", "a.csv"), Format::Csv);
}

#[test]
fn what_is_wrong_with_a_table_is_said() {
    assert_eq!(
        all(b"a,b\n1,2\n", "a.csv"),
        ["! a.csv: no column of texts: name it `text`; the columns are a, b"]
    );
    let seen = all(b"id,text\n1,One.\n2\n3,Three.\n", "a.csv");
    assert_eq!(seen[0], "a.csv:2: One.");
    assert!(seen[1].starts_with("! a.csv, line 3: no \"text\""), "{seen:?}");
    assert_eq!(seen[2], "a.csv:4: Three.");
}

#[test]
fn a_cell_that_never_ends_does_not_fill_the_memory() {
    let mut table = b"id,text\n1,\"One.\n".to_vec();
    table.resize(1 << 20, b'x');
    let mut hint = Hint { origin: "a.csv", ..Hint::default() };
    hint.limits.bytes = 100_000;
    let mut pieces = open(&table[..], &hint);
    let error = pieces.next().unwrap().unwrap_err().to_string();
    assert!(error.contains("is a quotation mark never closed?"), "{error}");
    assert!(pieces.next().is_none());
}

/// A name, a row of a table and a line of JSON with it, in an encoding of Windows.
fn in_windows(encoding: &'static encoding_rs::Encoding, name: &str) -> [(Vec<u8>, &'static str); 2] {
    let text = format!("“We will wait,” said {name} of the harbor board.");
    let table = format!("title;text\n{name};{text}\n");
    let lines = format!("{{\"text\": \"{text}\", \"title\": \"{name}\"}}\n");
    [(table, "a.csv"), (lines, "a.jsonl")].map(|(text, file)| (encoding.encode(&text).0.into_owned(), file))
}

#[test]
fn rows_and_lines_that_are_not_utf8_are_read_in_the_encoding_they_look_like() {
    for (encoding, name) in [
        (encoding_rs::WINDOWS_1252, "José Müller"),
        (encoding_rs::WINDOWS_1252, "Søren Ångström"),
        (encoding_rs::WINDOWS_1251, "Анна Петрова"),
    ] {
        for (bytes, origin) in in_windows(encoding, name) {
            let hint = Hint { origin, ..Hint::default() };
            let read: Vec<_> = read(&bytes, &hint).unwrap().map(Result::unwrap).collect();
            let document = &read[0].document;
            assert_eq!(document.title.as_deref(), Some(name), "{origin}");
            assert_eq!(document.text, format!("“We will wait,” said {name} of the harbor board."));
            assert!(codes(&read[0]).contains(&"guessed-encoding"), "{read:?}");
        }
    }
}

#[test]
fn one_damaged_character_does_not_make_a_row_another_encoding() {
    let hint = Hint { origin: "a.jsonl", ..Hint::default() };
    let line =
        [b"[{\"text\": \"\xff\", \"id\": 1}, ".as_slice(), "{\"text\": \"“José”\"}]\n".as_bytes()].concat();
    let read: Vec<_> = read(&line, &hint).unwrap().map(Result::unwrap).collect();
    assert_eq!((read[0].document.text.as_str(), read[1].document.text.as_str()), ("\u{fffd}", "“José”"));
    assert!(
        read.iter().all(|read| codes(read).contains(&"invalid-bytes")),
        "each of a line is told: {read:?}"
    );
}

#[test]
fn a_date_that_cannot_be_read_is_named_and_not_guessed() {
    for date in ["the third of May", "2016-02-31", "1475568000", "04.10.2016"] {
        let line = format!("{{\"text\": \"Yes.\", \"published\": \"{date}\"}}\n");
        let bare = format!("{{\"text\": \"Yes.\", \"date\": {}}}\n", serde_json::json!([date]));
        let table = format!("published,text\n{date},Yes.\n");
        for (bytes, origin) in [(line, "a.jsonl"), (bare, "a.jsonl"), (table, "a.csv")] {
            let hint = Hint { origin, ..Hint::default() };
            let read = read(bytes.as_bytes(), &hint).unwrap().next().unwrap().unwrap();
            assert_eq!(read.document.published, None);
            let said = read.diagnostics.iter().find(|it| it.code == "unreadable-date");
            assert!(said.is_some_and(|it| it.message.contains(&format!("\"{date}\""))), "{read:?}");
        }
    }
    let dated = br#"{"text": "Yes.", "published": 20161002}
{"text": "Yes.", "published": "soon", "date": "2016-10-02"}
{"text": "Yes.", "published": null, "date": " "}
"#;
    let hint = Hint { origin: "a.jsonl", ..Hint::default() };
    let read: Vec<_> = read(dated, &hint).unwrap().map(Result::unwrap).collect();
    let published = read.iter().map(|read| read.document.published.as_deref()).collect::<Vec<_>>();
    assert_eq!(published, [Some("2016-10-02"), Some("2016-10-02"), None]);
    assert!(read.iter().all(|read| !codes(read).contains(&"unreadable-date")), "{read:?}");
}
