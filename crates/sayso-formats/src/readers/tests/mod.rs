//! Every format as a user meets it: known, read, refused.

mod containers;
mod damage;
pub mod make;
mod office;
mod tables;
mod web;

use super::*;
use proptest::prelude::*;

fn one(bytes: &[u8], origin: &str) -> ReadDocument {
    let hint = Hint { origin, ..Hint::default() };
    let mut documents: Vec<ReadDocument> = read(bytes, &hint).unwrap().map(Result::unwrap).collect();
    assert_eq!(documents.len(), 1, "{origin}");
    documents.remove(0)
}

/// All documents of an input, or why one could not be read: `ORIGIN: TEXT`, `! MESSAGE`.
fn all(bytes: &[u8], origin: &str) -> Vec<String> {
    let hint = Hint { origin, found: true, ..Hint::default() };
    let documents = |piece: Result<Piece, ReadError>| match piece {
        Ok(Piece::Foreign(place)) => vec![format!("- {place}")],
        piece => match piece.and_then(|piece| piece.documents(hint.limits, None)) {
            Ok(read) => {
                read.iter().map(|it| format!("{}: {}", it.document.origin, it.document.text)).collect()
            }
            Err(error) => vec![format!("! {error}")],
        },
    };
    open_seekable(std::io::Cursor::new(bytes), &hint).flat_map(documents).collect()
}

fn codes(read: &ReadDocument) -> Vec<&str> {
    read.diagnostics.iter().map(|it| it.code.as_ref()).collect()
}

/// A page as news sites build them: article and everything around it.
const PAGE: &str = r##"<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Port Lenn keeps its bridge - The Lenn Post</title>
<meta property="og:site_name" content="The Lenn Post"><meta property="og:title" content="Port Lenn keeps its bridge">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "The Lenn Post"},
 {"@type": "NewsArticle", "headline": "Port Lenn keeps its bridge", "datePublished": "2016-10-02T09:30:00-04:00",
  "author": [{"@type": "Person", "name": "Ana Ortiz"}, {"@type": "Person", "name": "Tomas Reyes"}],
  "publisher": {"@type": "Organization", "name": "The Lenn Post"}}]}</script></head>
<body class="has-sidebar"><header><a href="/">The Lenn Post</a><nav><ul><li><a href="/news">News</a><li><a href="/sport">Sport</a></ul></nav></header>
<div id="cookie-banner"><p>We use cookies to give you the best experience on this site. By continuing you agree to their use.</p></div>
<main><article><h1>Port Lenn keeps its bridge</h1><p class="byline">By Ana Ortiz and Tomas Reyes</p><time datetime="2016-10-02">2 October 2016</time>
<div class="share-bar"><a href="#">Share</a> <a href="#">Tweet</a></div>
<figure><img src="b.jpg"><figcaption>The old bridge at Port Lenn, seen from the harbour on Sunday. Photo: Lenn Post</figcaption></figure>
<div class="article-body"><p>The council of Port Lenn voted on Sunday to keep its old bridge open for another year, the mayor said.</p>
<p>“We will not close a bridge that <b>people need</b>,” Mayor Ida Holm said. “We will mend it.”</p>
<aside class="related"><h3>Related</h3><ul><li><a href="/a">Bridge closed to lorries after the storm</a><li><a href="/b">Harbour plan delayed</a></ul></aside>
<h2>A long argument</h2>
<p>Engineers who inspected the bridge in May had asked the council to close it, according to a report seen by this newspaper.</p>
<p><a href="/report">Read more: What the engineers found</a></p>
<blockquote><p>“Nobody asked us,” said the harbour master, Jon Vik, who has worked there for thirty years.</p></blockquote>
<p>The vote was seven to four.</p></div>
<div class="newsletter-signup"><p>Sign up for our morning newsletter and get the news from the coast in your inbox every day.</p></div></article>
<section id="comments"><h2>Comments</h2><p>I have crossed that bridge every day for years, and I say they should have closed it long ago, whatever the mayor says.</p>
<p>Nonsense, it is the best bridge on the whole coast and it will stand for another hundred years if they only paint it.</p></section></main>
<footer><p>© 2016 The Lenn Post. All rights reserved. Reproduction without permission is forbidden in all countries.</p></footer></body></html>"##;

const BODY: &str = "The council of Port Lenn voted on Sunday to keep its old bridge open for another year, the mayor said.\n\n\
    “We will not close a bridge that people need,” Mayor Ida Holm said. “We will mend it.”\n\n\
    A long argument\n\n\
    Engineers who inspected the bridge in May had asked the council to close it, according to a report seen by this newspaper.\n\n\
    “Nobody asked us,” said the harbour master, Jon Vik, who has worked there for thirty years.\n\n\
    The vote was seven to four.";

#[test]
fn a_news_page_gives_its_article_and_metadata() {
    let read = one(PAGE.as_bytes(), "https://lennpost.example/bridge");
    assert_eq!(read.format, Format::Html);
    assert_eq!(read.document.text, BODY);
    assert_eq!(read.document.title.as_deref(), Some("Port Lenn keeps its bridge"));
    assert_eq!(read.document.outlet.as_deref(), Some("The Lenn Post"));
    assert_eq!(read.document.authors, ["Ana Ortiz", "Tomas Reyes"]);
    assert_eq!(read.document.published.as_deref(), Some("2016-10-02T09:30:00-04:00"));
    assert_eq!(read.document.language.as_deref(), Some("en"));
    assert_eq!(read.document.id, Document::identify(BODY));
    assert_eq!(codes(&read), Vec::<&str>::new());
}

#[test]
fn metadata_from_each_rung_of_the_ladder() {
    struct Case {
        head: &'static str,
        body: &'static str,
        origin: &'static str,
        expected: (Option<&'static str>, Option<&'static str>, &'static [&'static str], Option<&'static str>),
    }
    let cases = [
        Case {
            head: "<meta property='article:published_time' content='2016-10-02T13:30:00Z'><meta property='og:site_name' content='Lenn Post'>\
                   <meta name='author' content='By Ana Ortiz'><meta property='og:title' content='A bridge &amp;amp; a vote | Lenn Post'>",
            body: "",
            origin: "a.html",
            expected: (
                Some("A bridge & a vote"),
                Some("Lenn Post"),
                &["Ana Ortiz"],
                Some("2016-10-02T13:30:00Z"),
            ),
        },
        Case {
            head: "<title>A bridge - Lenn Post</title>",
            body: "<h1>A bridge</h1><span itemprop=author>Ana Ortiz</span><time datetime='2016-10-02'>yesterday</time>",
            origin: "a.html",
            expected: (Some("A bridge"), None, &["Ana Ortiz"], Some("2016-10-02")),
        },
        Case {
            head: "",
            body: "<h1>A bridge</h1><div class=byline>By ANA ORTIZ and Tomas Reyes, Staff Writers | Oct. 2, 2016</div>",
            origin: "a.html",
            expected: (Some("A bridge"), None, &["ANA ORTIZ", "Tomas Reyes"], Some("2016-10-02")),
        },
        Case {
            head: "<script type='application/ld+json'>{broken</script>",
            body: "<h1>A bridge</h1>",
            origin: "https://lennpost.example/2016/10/02/bridge",
            expected: (Some("A bridge"), None, &[], Some("2016-10-02")),
        },
    ];
    for case in cases {
        let page = format!(
            "<html><head>{}</head><body>{}<p>The vote was seven to four.</body></html>",
            case.head, case.body
        );
        let document = one(page.as_bytes(), case.origin).document;
        let (title, outlet, authors, published) = case.expected;
        assert_eq!(document.title.as_deref(), title, "{page}");
        assert_eq!(document.outlet.as_deref(), outlet, "{page}");
        assert_eq!(document.authors, authors, "{page}");
        assert_eq!(document.published.as_deref(), published, "{page}");
    }
}

#[test]
fn formats_are_known_by_content_then_by_name() {
    for (bytes, origin, expected) in [
        (&b"<!DOCTYPE html><p>Yes."[..], "article.txt", Format::Html),
        (b"\xEF\xBB\xBF  <html><body>Yes.", "-", Format::Html),
        (b"{\"text\": \"Yes.\"}\n", "-", Format::Jsonl),
        (b"---\ntitle: Yes\n---\nYes.", "-", Format::Markdown),
        (b"# Yes\n\nYes.", "a.md", Format::Markdown),
        (b"# Yes\n\nYes.", "a.txt", Format::Text),
        (b"Just words.", "page.html", Format::Text),
        (b"Just words.", "words.jsonl", Format::Text),
        (b"Lead.<p>One.</p><p>Two.</p>", "-", Format::Html),
        (b"\"Yes,\" she said. {sic}", "-", Format::Text),
        (b"", "-", Format::Text),
    ] {
        assert_eq!(one(bytes, origin).format, expected, "{:?} {origin}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn plain_text_stays_byte_for_byte() {
    let text = "Line one\r\n\r\n  “Yes,”\tshe said.\u{a0}\u{ad}\n\n\n";
    assert_eq!(one(text.as_bytes(), "a.txt").document.text, text);
    assert_eq!(one(format!("\u{feff}{text}").as_bytes(), "a.txt").document.text, text);
    let empty = one(b"", "a.txt");
    assert_eq!((empty.document.text.as_str(), codes(&empty)), ("", vec!["empty-text"]));
}

#[test]
fn what_is_no_text_is_an_error_that_helps() {
    let message = |bytes: &[u8]| {
        let hint = Hint { origin: "a.txt", ..Hint::default() };
        read(bytes, &hint).err().map(|why| why.to_string()).unwrap_or_default()
    };
    assert!(message(b"%PDF-1.4\n").starts_with("a.txt cannot be read as a PDF file: "));
    assert_eq!(message(b"BZh91AY"), "a.txt is bzip2-compressed, not text: unpack it first");
    assert!(message(b"\x01\x02\0\x03").contains("a binary file"));
    let mut hint = Hint { origin: "a.txt", ..Hint::default() };
    hint.limits.bytes = 3;
    assert_eq!(
        read(b"Yes.", &hint).err().map(|why| why.to_string()).unwrap_or_default(),
        "a.txt has 4 bytes, more than the limit of 3: split it, or raise the limit"
    );
}

#[test]
fn hostile_pages_are_read_within_bounds() {
    let prose: String = (1..=3)
        .map(|day| format!("<p>“We will not close a bridge that people need,” the mayor of the town said on day {day}.</p>"))
        .collect();
    let nested = format!("<html>{}{prose}", "<div>".repeat(300_000));
    let read = one(nested.as_bytes(), "a.html");
    assert_eq!(read.document.text.matches("the mayor").count(), 3);
    assert_eq!(codes(&read), ["page-flattened"]);

    let formatting: String = (0..3000).map(|i| format!("<p><font size={i}>x")).collect();
    assert!(
        codes(&one(format!("<html>{formatting}{prose}").as_bytes(), "a.html")).contains(&"page-flattened")
    );

    let mut hint = Hint { origin: "a.html", ..Hint::default() };
    hint.limits.html_nodes = 5_000;
    let wide = format!("<html>{prose}{}", "<i>x</i>".repeat(100_000));
    let cut = super::read(wide.as_bytes(), &hint).unwrap().next().unwrap().unwrap();
    assert!(codes(&cut).contains(&"page-cut"));

    let tables = format!("<html>{}{prose}", "<div><table><tr><td></div>".repeat(20_000));
    assert!(codes(&one(tables.as_bytes(), "a.html")).contains(&"page-flattened"));

    let unclosed = format!("<html><body><div class=article><p>{}", prose.replace("</p>", ""));
    assert!(one(unclosed.as_bytes(), "a.html").document.text.contains("the mayor"));

    let json = format!("<html><script type='application/ld+json'>{}</script>{prose}", "[".repeat(200_000));
    assert!(one(json.as_bytes(), "a.html").document.text.contains("the mayor"));
}

#[test]
fn links_are_text_where_the_article_goes_on_from_them() {
    let paragraph = |about: &str| {
        format!(
            "<p>The council of Port Lenn voted on Sunday to keep the {about} open for another year, and to ask the \
             engineers for a second report, the mayor said on the steps of the old town hall.</p>"
        )
    };
    let article = format!(
        "<html><body><article>{}{}<h2><a href=/report>What the report found</a></h2>\
         <p>Engineers who inspected the bridge in May had asked the council to close it, they said.</p>\
         <ul class=points><li><a href=/paint>The paint</a>: it must be renewed, said the engineers.</li>\
         <li><a href=/north-pillar-of-the-bridge>The northern pillar and its footing</a>, all of it that stands in water</li>\
         <li>The lamps: nobody knows who has to mend them, as both the port and the town say that it is the other.</li></ul>\
         {}{}<h3><a href=/ferry>Ferry to Sund runs aground</a></h3><h3><a href=/tax>Tax on nets falls</a></h3>\
         </article></body></html>",
        paragraph("bridge"),
        paragraph("road"),
        paragraph("pier"),
        paragraph("slip"),
    );
    let text = one(article.as_bytes(), "a.html").document.text;
    for kept in [
        "What the report found",
        "The paint: it must",
        "The northern pillar and its footing, all",
        "The lamps",
    ] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    assert!(!text.contains("Ferry") && !text.contains("Tax on nets"), "{text}");
}

#[test]
fn utf_32_is_known_by_its_mark() {
    let text = "“Żaden,” said Łukasz.";
    let little: Vec<u8> =
        std::iter::once('\u{feff}').chain(text.chars()).flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let big: Vec<u8> =
        std::iter::once('\u{feff}').chain(text.chars()).flat_map(|c| u32::from(c).to_be_bytes()).collect();
    for bytes in [little, big] {
        assert_eq!(one(&bytes, "a.txt").document.text, text);
    }
}

#[test]
fn a_page_without_article_gives_what_it_has() {
    let read = one(b"<html><body><h1>Closed</h1><p>Come back later.</p></body></html>", "a.html");
    assert_eq!(read.document.text, "Closed\n\nCome back later.");
    assert_eq!(codes(&read), ["no-article"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600), at in 0usize..17) {
        let format = Format::ALL.get(at).copied();
        let hint = Hint { origin: "any", format, ..Hint::default() };
        if let Ok(documents) = read(&bytes, &hint) {
            documents.for_each(drop);
        }
    }

    #[test]
    fn any_markup_is_read(parts in proptest::collection::vec(
        proptest::sample::select(vec![
            "<p>", "</p>", "<div class=comments>", "</div>", "<a href=x>", "</a>", "<table><tr><td>", "</table>", "<b>", "<!--", "-->",
            "<script>", "</script>", "<svg>", "<template>", "</template>", "<li>", "<br><br>", "<h1>", "&amp;", "\u{0}", "“Yes,” she said of the bridge, the town and the long way home over the hill. ", "x",
            "<select>", "<frameset>", "<math>", "</p></div></b>", "<body hidden>", "<meta charset=utf-16>",
        ]), 0..60)) {
        let page = format!("<html>{}", parts.concat());
        let hint = Hint { origin: "any", format: Some(Format::Html), ..Hint::default() };
        if let Ok(documents) = read(page.as_bytes(), &hint) {
            documents.for_each(drop);
        }
    }
}
