//! Web archives and feeds.

use super::make::{gzip, page, warc};
use super::*;

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8";
const BODY: &[u8] = b"<html><p>The council of Port Lenn voted to keep its bridge, said Ana Ortiz.</p></html>";
const TEXT: &str = "The council of Port Lenn voted to keep its bridge, said Ana Ortiz.";

/// Pages and all else that an archive holds; pages at `/1`, `/2`, `/3`.
fn records() -> Vec<Vec<u8>> {
    let chunked = format!("{OK}\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip");
    let packed = gzip(BODY);
    let (first, second) = packed.split_at(20);
    let chunks =
        [b"14\r\n", first, format!("\r\n{:x}\r\n", second.len()).as_bytes(), second, b"\r\n0\r\n\r\n"]
            .concat();
    vec![
        warc("warcinfo", "", "application/warc-fields", b"software: none\r\n"),
        warc(
            "request",
            "https://lenn.example/1",
            "application/http; msgtype=request",
            b"GET /1 HTTP/1.1\r\n\r\n",
        ),
        page("https://lenn.example/1", OK, BODY),
        page("<https://lenn.example/2>", &chunked, &chunks),
        page("https://lenn.example/no", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html", BODY),
        page("https://lenn.example/a.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png", b"\x89PNG"),
        warc(
            "conversion",
            "https://lenn.example/3",
            "text/plain",
            b"\xe2\x80\x9cNo,\xe2\x80\x9d said Ida Holm.",
        ),
    ]
}

fn expected() -> Vec<String> {
    vec![
        format!("https://lenn.example/1: {TEXT}"),
        format!("https://lenn.example/2: {TEXT}"),
        "- https://lenn.example/no".to_owned(),
        "- https://lenn.example/a.png".to_owned(),
        "https://lenn.example/3: “No,” said Ida Holm.".to_owned(),
    ]
}

#[test]
fn pages_of_an_archive_are_read_however_it_is_packed() {
    let plain = records().concat();
    assert_eq!(all(&plain, "a"), expected());
    assert_eq!(all(&gzip(&plain), "a.warc.gz"), expected());
    let by_record: Vec<u8> = records().iter().flat_map(|record| gzip(record)).collect();
    assert_eq!(all(&by_record, "a.warc.gz"), expected());
}

#[test]
fn where_a_record_stands_and_when_it_was_made_is_kept() {
    let records: Vec<Vec<u8>> = records().iter().map(|record| gzip(record)).collect();
    let at = records[..2].concat().len();
    let hint = Hint { origin: "a.warc.gz", ..Hint::default() };
    let bytes = records.concat();
    let piece = open(&bytes[..], &hint).next().unwrap().unwrap();
    let Piece::Part(part) = &piece else { panic!("{piece:?}") };
    assert_eq!(part.place, format!("a.warc.gz@{at}"));
    let read = piece.documents(hint.limits, None).unwrap().remove(0);
    assert_eq!(read.document.published.as_deref(), Some("2016-10-03T04:05:06Z"));
    assert_eq!(codes(&read), ["no-article", "published-is-captured"]);
}

#[test]
fn an_archive_that_was_cut_gives_what_it_has() {
    let plain = records().concat();
    let whole: usize = records()[..4].iter().map(Vec::len).sum();
    let seen = all(&plain[..whole - 10], "a.warc");
    assert_eq!(seen[0], expected()[0]);
    assert!(seen[1].contains("it ends in the midst of the record at a.warc@"), "{seen:?}");
    let seen = all(&gzip(&plain)[..400], "a.warc.gz");
    assert!(seen.last().unwrap().starts_with("! a.warc.gz cannot be read as a web archive"), "{seen:?}");
    let strange = [&plain[..], b"nonsense\r\n"].concat();
    assert!(all(&strange, "a.warc").last().unwrap().contains("the archive is damaged there"));
}

#[test]
fn a_page_that_unpacks_to_too_much_is_refused_and_the_next_is_read() {
    let mut hint = Hint { origin: "a.warc", ..Hint::default() };
    hint.limits.bytes = 1 << 20;
    let head = format!("{OK}\r\nContent-Encoding: gzip");
    let bomb = page("https://lenn.example/bomb", &head, &gzip(&vec![b'x'; 8 << 20]));
    let bytes = [bomb, page("https://lenn.example/1", OK, BODY)].concat();
    let seen: Vec<_> = open(&bytes[..], &hint).collect();
    assert!(seen[0].as_ref().unwrap_err().to_string().contains("unpacks to more than the limit"), "{seen:?}");
    assert!(seen[1].is_ok() && seen.len() == 2);
}

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Lenn Post</title><link>https://lenn.example/</link><language>en-GB</language>
<item><title>A bridge &amp;amp; a vote</title><link>https://lenn.example/1</link><dc:creator>Ana Ortiz</dc:creator>
<pubDate>Sun, 02 Oct 2016 09:30:00 GMT</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>“We will mend it,” said Ida Holm.</p><p>The vote was seven to four.</p>]]></content:encoded></item>
<item><title>Ferry</title><link>https://lenn.example/2</link><description>&lt;p&gt;The ferry will cost more, said Jo Berg.&lt;/p&gt;</description></item>
<item><title>Only a headline</title><link>https://lenn.example/3</link></item>
</channel></rss>"#;

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>The Lenn Post</title><id>a</id><updated>2016-10-02T09:30:00Z</updated>
<entry><title type="html">A &lt;b&gt;bridge&lt;/b&gt;</title><id>b</id><link rel="alternate" href="https://lenn.example/1"/>
<published>2016-10-02T09:30:00+02:00</published><updated>2016-10-03T09:30:00Z</updated><author><name>Ana Ortiz</name></author>
<content type="html">&lt;p&gt;“We will mend it,” said Ida Holm.&lt;/p&gt;</content></entry></feed>"#;

const JSON: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "The Lenn Post", "items": [
{"id": "1", "url": "https://lenn.example/1", "title": "A bridge", "date_published": "2016-10-02T09:30:00Z",
 "authors": [{"name": "Ana Ortiz"}], "content_html": "<p>“We will mend it,” said Ida Holm.</p>"}]}"#;

fn items(feed: &str) -> Vec<ReadDocument> {
    let hint = Hint { origin: "a", ..Hint::default() };
    read(feed.as_bytes(), &hint).unwrap().map(Result::unwrap).collect()
}

#[test]
fn items_of_feeds_are_documents() {
    let rss = items(RSS);
    assert_eq!(rss.len(), 2);
    assert_eq!(rss[0].document.text, "“We will mend it,” said Ida Holm.\n\nThe vote was seven to four.");
    assert_eq!(rss[1].document.text, "The ferry will cost more, said Jo Berg.");
    assert_eq!((codes(&rss[0]), codes(&rss[1])), (vec![], vec!["feed-summary"]));
    for (feed, title) in [(RSS, "A bridge & a vote"), (ATOM, "A bridge"), (JSON, "A bridge")] {
        let read = &items(feed)[0];
        assert_eq!(read.format, Format::Feed);
        assert!(read.document.text.starts_with("“We will mend it,” said Ida Holm."), "{read:?}");
        assert_eq!(read.document.origin, "https://lenn.example/1");
        assert_eq!(read.document.title.as_deref(), Some(title));
        assert_eq!(read.document.outlet.as_deref(), Some("The Lenn Post"));
        assert_eq!(read.document.authors, ["Ana Ortiz"]);
        assert!(
            read.document.published.as_deref().is_some_and(|at| at.starts_with("2016-10-02T")),
            "{read:?}"
        );
    }
}

#[test]
fn items_tell_where_their_articles_are() {
    let found = feed_items(RSS.as_bytes(), "https://lenn.example/feed").unwrap();
    assert_eq!((found.articles.len(), found.documents.len()), (3, 0));
    assert_eq!(found.articles[2].address, "https://lenn.example/3");
    assert!(feed_items(b"<html>", "https://lenn.example/").is_err());
}

#[test]
fn items_without_an_address_are_documents_of_the_feed() {
    let feed = r#"<rss version="2.0"><channel><title>The Lenn Post</title>
<item><title>Bridge</title><guid isPermaLink="false">n#1</guid><description>“We will mend it,” said Ida Holm.</description></item>
<item><description>The ferry will cost more, said Jo Berg.</description></item>
<item><title>Only a headline</title></item>
<item><link>https://lenn.example/3</link><description>Elsewhere.</description></item></channel></rss>"#;
    let found = feed_items(feed.as_bytes(), "https://lenn.example/feed").unwrap();
    assert_eq!(found.articles.len(), 1);
    let [bridge, ferry] = &found.documents[..] else { panic!("{found:#?}") };
    assert_eq!(bridge.document.origin, "https://lenn.example/feed!n%231");
    assert_eq!(bridge.document.title.as_deref(), Some("Bridge"));
    let id = Document::identify("The ferry will cost more, said Jo Berg.");
    assert_eq!(ferry.document.origin, format!("https://lenn.example/feed!{id}"));
    assert_eq!(items(feed).len(), 3);
}

#[test]
fn a_broken_feed_is_named() {
    let hint = Hint { origin: "a.rss", ..Hint::default() };
    let error = read(b"<rss version='2.0'><channel><item><", &hint).err().map(|error| error.to_string());
    assert!(
        error.as_deref().is_none_or(|error| error.starts_with("a.rss cannot be read as a feed")),
        "{error:?}"
    );
}
