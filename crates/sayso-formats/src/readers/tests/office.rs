//! Documents of word processors, books and pages ready for print.

use super::make::{docx, epub, pdf, pdf_of, zip};
use super::*;

#[test]
fn a_document_gives_its_paragraphs_as_they_stand() {
    let properties = "<dc:title>Port Lenn keeps its bridge</dc:title><dc:creator>Ana Ortiz</dc:creator>\
        <dcterms:created>2016-10-02T09:30:00Z</dcterms:created>";
    let text = "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>A bridge</w:t></w:r></w:p>\
        <w:p><w:r><w:t xml:space=\"preserve\">“We will </w:t></w:r><w:ins><w:r><w:t>mend it</w:t></w:r></w:ins>\
        <w:del><w:r><w:delText>close it</w:delText></w:r></w:del><w:r><w:t>,” said</w:t><w:br/><w:t>Ida &amp; Jo.</w:t></w:r>\
        <w:r><w:footnoteReference w:id=\"1\"/><w:instrText>PAGE</w:instrText></w:r></w:p><w:p/>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a table.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let read = one(&docx(properties, text), "a.docx");
    assert_eq!(read.format, Format::Docx);
    assert_eq!(read.document.text, "A bridge\n\n“We will mend it,” said Ida & Jo.\n\nIn a table.");
    assert_eq!(read.document.title.as_deref(), Some("Port Lenn keeps its bridge"));
    assert_eq!(read.document.authors, ["Ana Ortiz"]);
    assert_eq!(read.document.published.as_deref(), Some("2016-10-02T09:30:00Z"));
    assert_eq!(codes(&read), ["published-is-captured"]);
    assert_eq!(one(&docx("", text), "a").document.title.as_deref(), Some("A bridge"));
}

#[test]
fn office_files_that_cannot_be_read_are_named() {
    let seen = all(&zip(&[("xl/workbook.xml", b"<x/>")]), "a.xlsx");
    assert!(seen[0].starts_with("! a.xlsx is a spreadsheet, not text"), "{seen:?}");
    let broken = zip(&[("word/document.xml", b"<w:p><w:t>One.</w:t></w:p><")]);
    assert!(all(&broken, "a.docx")[0].starts_with("! a.docx cannot be read as a DOCX document: at byte"));
}

#[test]
fn chapters_of_a_book_are_documents() {
    let chapter = |text: &str| format!("<html><body><h1>A bridge</h1><p>{text}</p></body></html>");
    let (one, two) = (chapter("“Yes,” said Ana Ortiz."), chapter("“No,” said Ida Holm."));
    let metadata = "<dc:title>The Lenn Post, October</dc:title><dc:date>2016-10-02</dc:date><dc:language>en</dc:language>";
    let book = epub(metadata, &[("one.xhtml", &one), ("two.xhtml", &two)]);
    let hint = Hint { origin: "a", ..Hint::default() };
    let read: Vec<ReadDocument> = read(&book, &hint).unwrap().map(Result::unwrap).collect();
    assert_eq!(read.len(), 2);
    assert_eq!(read[1].document.origin, "a!OEBPS/two.xhtml");
    assert!(read[1].document.text.ends_with("“No,” said Ida Holm."), "{:?}", read[1].document);
    assert_eq!(read[1].document.title.as_deref(), Some("A bridge"));
    assert_eq!(read[1].document.outlet.as_deref(), Some("The Lenn Post, October"));
    assert_eq!(read[1].document.published.as_deref(), Some("2016-10-02"));
    assert_eq!(read[1].document.language.as_deref(), Some("en"));
}

#[test]
fn a_book_that_is_locked_or_incomplete_is_named() {
    let container: &[u8] = b"<container><rootfile full-path='b.opf'/></container>";
    let lock: &[u8] = b"<encryption><CipherReference URI='OEBPS/one.xhtml'/></encryption>";
    let package: &[u8] = b"<package><manifest><item id='a' href='a.xhtml'/></manifest><spine><itemref idref='a'/></spine></package>";
    let locked =
        zip(&[("META-INF/container.xml", container), ("b.opf", b""), ("META-INF/encryption.xml", lock)]);
    assert!(all(&locked, "a.epub")[0].contains("its text is encrypted"));
    let incomplete = zip(&[("META-INF/container.xml", container), ("b.opf", package)]);
    assert!(all(&incomplete, "a.epub")[0].starts_with("! a.epub!a.xhtml cannot be read as a chapter"));
}

#[test]
fn a_pdf_file_gives_its_text_and_what_it_says_of_itself() {
    let first: &[&str] = &[
        "The council of Port Lenn voted on Sunday to keep its old bridge open for an-",
        "other year, the mayor said.",
    ];
    let info = "/Title (Port Lenn keeps its bridge) /Author (Ana Ortiz) /CreationDate (D:20161002093000Z)";
    let read = one(&pdf(info, &[first, &["\"We will mend it,\" Ida Holm said."]]), "a");
    assert_eq!(read.format, Format::Pdf);
    assert_eq!(
        read.document.text,
        "The council of Port Lenn voted on Sunday to keep its old bridge open for another year, the mayor said.\n\n\
         \"We will mend it,\" Ida Holm said."
    );
    assert_eq!(read.document.title.as_deref(), Some("Port Lenn keeps its bridge"));
    assert_eq!(read.document.authors, ["Ana Ortiz"]);
    assert_eq!(read.document.published.as_deref(), Some("2016-10-02"));
}

#[test]
fn all_operators_that_show_text_are_read() {
    let lines = "BT /F1 11 Tf 14 TL 72 720 Td (The mill is sold.) Tj (Ana Ortiz said so.) ' 0 0 (Nobody asked us.) \" ET";
    let read = one(&pdf_of("", &[lines.to_owned()], &[]), "a.pdf");
    for words in ["The mill is sold.", "Ana Ortiz said so.", "Nobody asked us."] {
        assert!(read.document.text.contains(words), "{}", read.document.text);
    }
}

#[test]
fn a_pdf_file_without_text_or_with_a_damaged_page_says_so() {
    let empty = one(&pdf_of("", &[String::new()], &[]), "a.pdf");
    assert_eq!(codes(&empty), ["no-text-layer", "empty-text"]);
    let lines = "BT /F1 11 Tf 72 720 Td (Ana Ortiz said yes.) Tj ET".to_owned();
    let damaged = one(&pdf_of("", &[lines, "BT /F9 11 Tf (x) Tj ET".to_owned()], &[]), "a.pdf");
    assert_eq!(damaged.document.text, "Ana Ortiz said yes.");
    assert_eq!(codes(&damaged), ["pages-left-out"]);
    let whole = pdf("", &[&["One."]]);
    let cut = all(&whole[..whole.len() / 3], "a.pdf");
    assert!(cut[0].starts_with("! a.pdf cannot be read as a PDF file"), "{cut:?}");
}
