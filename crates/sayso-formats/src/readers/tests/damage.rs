//! Files of every format, damaged in any way, are read or refused.

use std::sync::LazyLock;

use super::make::{docx, epub, gzip, page, pdf, tar, warc, zip};
use super::*;

const PAGE: &str = "<html><body><p>“We will not close it,” said Ana Ortiz of the bridge.</p></body></html>";
const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked";
const LETTER: &str = "From: Ana Ortiz <a@lenn.example>\nDate: Sun, 2 Oct 2016 09:30:00 +0000\nSubject: =?utf-8?q?A=20bridge?=\n\
    Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Yes.</p>\n--b\nContent-Type: message/rfc822\n\nFrom: b\n\nNo.\n--b--\n";
const FEED: &str = "<rss version=\"2.0\"><channel><title>Lenn &amp; Post</title><item><title>A bridge</title>\
    <link>https://lenn.example/1</link><pubDate>Sun, 02 Oct 2016 09:30:00 GMT</pubDate><description><![CDATA[<p>Yes.</p>]]></description></item></channel></rss>";

/// One whole file of each format.
static WHOLE: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let chunked = format!("{:x}\r\n{PAGE}\r\n0\r\n\r\n", PAGE.len());
    let record = page("https://lenn.example/1", HEAD, chunked.as_bytes());
    let text = warc("conversion", "https://lenn.example/2", "text/plain", b"Yes.");
    let inner = gzip(b"id,text\n1,\"Yes, she said.\"\n");
    vec![
        zip(&[("a.txt", b"Yes."), ("b/c.html", PAGE.as_bytes()), ("d.csv.gz", &inner)]),
        tar(&[("a.txt", b"Yes."), ("b/c.html", PAGE.as_bytes())]),
        gzip(&tar(&[("a.eml", LETTER.as_bytes())])),
        [record.clone(), text.clone()].concat(),
        [gzip(&record), gzip(&text)].concat(),
        docx("<dc:title>A bridge</dc:title>", "<w:p><w:r><w:t>Yes.</w:t></w:r></w:p>"),
        epub("<dc:title>A bridge</dc:title>", &[("a.xhtml", PAGE)]),
        pdf("/Title (A bridge)", &[&["Yes, she said."]]),
        LETTER.as_bytes().to_vec(),
        format!("From a Sun Oct  2 09:30:00 2016\n{LETTER}\nFrom b Sun Oct  2 09:30:00 2016\n{LETTER}")
            .into_bytes(),
        FEED.as_bytes().to_vec(),
        b"id,title,text\n1,A bridge,\"\"\"Yes,\"\" she said.\"\n2,,No.\n".to_vec(),
    ]
});

#[test]
fn the_files_are_whole() {
    for file in WHOLE.iter() {
        let seen = all(file, "-");
        assert!(!seen.is_empty() && !seen.iter().any(|it| it.starts_with('!')), "{seen:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn damaged_files_are_read_or_refused(
        which in 0..12_usize,
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<proptest::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut file = WHOLE[which].clone();
        for (at, byte) in edits {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if is_cut {
            file.truncate(cut.index(file.len()));
        }
        let limits = Limits { bytes: 1 << 16, ..Limits::default() };
        // A file of which the PDF parser never comes back is the business of a process of its own.
        let hint = Hint { origin: "-", limits, found: true, pdf: Some(|_| Err("not here".to_owned())), ..Hint::default() };
        for piece in open_seekable(std::io::Cursor::new(&file), &hint).take(1000).flatten() {
            if let Piece::Part(part) = &piece {
                prop_assert!(part.bytes.len() <= limits.bytes);
            }
            drop(piece.documents(limits, hint.pdf));
        }
        prop_assert!(open(&file[..], &hint).take(1000).count() < 1000);
    }
}
