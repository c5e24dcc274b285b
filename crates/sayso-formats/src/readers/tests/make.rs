//! Files of many formats, made of invented news.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// A ZIP archive of files, each a name and its content.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A tar archive of files.
pub fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

/// One gzip member.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A record of a web archive.
pub fn warc(kind: &str, address: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2016-10-03T04:05:06Z\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// A record of a page that a server gave.
pub fn page(address: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let block = [head.as_bytes(), b"\r\n\r\n", body].concat();
    warc("response", address, "application/http; msgtype=response", &block)
}

/// A document of a word processor: its properties, and the paragraphs as XML.
pub fn docx(properties: &str, paragraphs: &str) -> Vec<u8> {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body>{paragraphs}</w:body></w:document>"
    );
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", body.as_bytes()),
        ("docProps/core.xml", format!("<cp:coreProperties>{properties}</cp:coreProperties>").as_bytes()),
    ])
}

/// A book: its metadata, and chapters with their names.
pub fn epub(metadata: &str, chapters: &[(&str, &str)]) -> Vec<u8> {
    let items: String = chapters
        .iter()
        .map(|(name, _)| {
            format!("<item id=\"{name}\" href=\"{name}\" media-type=\"application/xhtml+xml\"/>")
        })
        .collect();
    let spine: String = chapters.iter().map(|(name, _)| format!("<itemref idref=\"{name}\"/>")).collect();
    let package = format!(
        "<package><metadata>{metadata}</metadata><manifest>\
         <item id=\"nav\" href=\"nav.xhtml\" properties=\"nav\" media-type=\"application/xhtml+xml\"/>{items}</manifest>\
         <spine><itemref idref=\"nav\"/>{spine}</spine></package>"
    );
    let container = "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>";
    let mut files: Vec<(String, &[u8])> = vec![
        ("mimetype".to_owned(), b"application/epub+zip"),
        ("META-INF/container.xml".to_owned(), container.as_bytes()),
        ("OEBPS/book.opf".to_owned(), package.as_bytes()),
        ("OEBPS/nav.xhtml".to_owned(), b"<html><nav>Contents</nav></html>"),
    ];
    files.extend(chapters.iter().map(|(name, page)| (format!("OEBPS/{name}"), page.as_bytes())));
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    zip(&files)
}

/// A PDF file with a page for each list of lines. `info` is the dictionary that describes it.
pub fn pdf(info: &str, pages: &[&[&str]]) -> Vec<u8> {
    let contents = pages.iter().map(|lines| {
        let lines: String = lines.iter().map(|line| format!("({line}) Tj 0 -14 Td\n")).collect();
        format!("BT /F1 11 Tf 72 720 Td\n{lines}ET")
    });
    pdf_of(info, &contents.collect::<Vec<_>>(), &[])
}

/// A PDF file with a page for each stream, and further objects from number 1000 on.
pub fn pdf_of(info: &str, contents: &[String], more: &[String]) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len()).map(|page| format!("{} 0 R", 10 + 2 * page)).collect();
    let mut objects = vec![
        (1, "<< /Type /Catalog /Pages 2 0 R >>".to_owned()),
        (2, format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len())),
        (3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned()),
        (4, format!("<< {info} >>")),
    ];
    let forms: String = (0..more.len()).map(|form| format!("/X{form} {} 0 R ", 1000 + form)).collect();
    for (page, content) in contents.iter().enumerate() {
        let number = 10 + 2 * page;
        objects.push((
            number,
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> /XObject << {forms} >> >> >>",
                number + 1
            ),
        ));
        objects.push((number + 1, format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len())));
    }
    objects.extend(more.iter().enumerate().map(|(form, object)| (1000 + form, object.clone())));
    written(&objects)
}

fn written(objects: &[(usize, String)]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut table = String::from("0 1\n0000000000 65535 f \n");
    for (number, object) in objects {
        table += &format!("{number} 1\n{:010} 00000 n \n", file.len());
        file.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let at = file.len();
    let size = objects.iter().map(|(number, _)| number + 1).max().unwrap_or(1);
    file.extend(
        format!("xref\n{table}trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{at}\n%%EOF\n")
            .bytes(),
    );
    file
}
