//! What bytes look like: which format, or no text at all.

use super::Format;

const SAVE_AS_TEXT: &str = "save its text as a .txt or .html file first";
const UNPACK: &str = "unpack it first";

/// First bytes, what they mean, what to do.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"%PDF-", "a PDF file", "give it as such (--input-format pdf)"),
    (b"PK\x03\x04", "a ZIP archive or an office document", "give it as such (--input-format zip)"),
    (b"\xD0\xCF\x11\xE0", "an old office document", SAVE_AS_TEXT),
    (b"{\\rtf", "an RTF document", SAVE_AS_TEXT),
    (b"\x1F\x8B", "gzip-compressed", "give it as such (--input-format gzip)"),
    (b"\x28\xB5\x2F\xFD", "zstd-compressed", UNPACK),
    (b"\xFD7zXZ\0", "xz-compressed", UNPACK),
    (b"BZh", "bzip2-compressed", UNPACK),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", UNPACK),
    (b"\x89PNG", "a PNG image", "give the article's text instead"),
    (b"\xFF\xD8\xFF", "a JPEG image", "give the article's text instead"),
    (b"GIF8", "a GIF image", "give the article's text instead"),
    (b"II*\0", "a TIFF image", "give the article's text instead"),
    (b"MM\0*", "a TIFF image", "give the article's text instead"),
    (b"OggS", "an audio or video file", "give a transcript instead"),
    (b"ID3", "an audio file", "give a transcript instead"),
    (b"\x7FELF", "a program", "give a text file"),
    (b"SQLite format 3\0", "a database", "export the articles as JSON Lines"),
];

/// First bytes of formats that no text begins with.
const OPENINGS: &[(&[u8], Format)] = &[
    (b"PAR1", Format::Parquet),
    (b"%PDF-", Format::Pdf),
    (b"PK\x03\x04", Format::Zip),
    (b"PK\x05\x06", Format::Zip),
    (b"\x1F\x8B", Format::Gzip),
    (b"WARC/1.", Format::Warc),
];

/// Where tar archives say that they are such (POSIX.1-1988), and how.
const TAR: (usize, &[u8]) = (257, b"ustar");

/// The format, where the first bytes alone are certain of it.
fn by_opening(bytes: &[u8]) -> Option<Format> {
    let is_tar = bytes.get(TAR.0..).is_some_and(|it| it.starts_with(TAR.1));
    let found = OPENINGS.iter().find(|(opening, _)| bytes.starts_with(opening)).map(|(_, format)| *format);
    found.or(is_tar.then_some(Format::Tar))
}

/// What and what to do, if the bytes are no text.
pub(super) fn binary(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    if starts_with_bom(bytes) {
        return None;
    }
    if let Some((_, what, help)) = MAGIC.iter().find(|(magic, _, _)| bytes.starts_with(magic)) {
        return Some((what, help));
    }
    // As Git does it: text has no NUL near its start.
    let head = &bytes[..bytes.len().min(8192)];
    head.contains(&0).then_some(("a binary file", "give a text, HTML, Markdown or JSON Lines file"))
}

fn starts_with_bom(bytes: &[u8]) -> bool {
    // The last: UTF-32, which browsers do not know.
    encoding_rs::Encoding::for_bom(bytes).is_some() || bytes.starts_with(&[0, 0, 0xfe, 0xff])
}

/// The format: by content where that is plain, else by the name's ending, else text.
pub(super) fn format(bytes: &[u8], origin: &str) -> Format {
    if let Some(format) = by_opening(bytes) {
        return format;
    }
    let head = head_text(bytes);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let by_name = Format::from_name(origin);
    if super::feed::is_feed(head) {
        return Format::Feed;
    }
    if is_html(head) && by_name != Some(Format::Markdown) {
        return Format::Html;
    }
    if is_json_object(head) {
        return Format::Jsonl;
    }
    if let Some(format) = by_first_lines(head) {
        return format;
    }
    match by_name {
        // A name alone does not make text into JSON or, without a single tag, into a web page.
        Some(Format::Jsonl) if !head.starts_with(['{', '[']) => Format::Text,
        Some(Format::Html) if !head.contains('<') => Format::Text,
        Some(format @ (Format::Text | Format::Html | Format::Markdown | Format::Jsonl | Format::Csv)) => {
            format
        }
        // What has another name has first bytes of its own, and these are not there.
        Some(_) => Format::Text,
        None if super::markdown::has_front_matter(head) => Format::Markdown,
        None if looks_like_markup(head) => Format::Html,
        None => Format::Text,
    }
}

fn by_first_lines(head: &str) -> Option<Format> {
    if super::mbox::is_mailbox(head) {
        Some(Format::Mbox)
    } else if super::mail::is_message(head) {
        Some(Format::Mail)
    } else {
        super::csv::is_table(head).then_some(Format::Csv)
    }
}

/// The first few kilobytes as text, whatever their encoding: enough for ASCII marks.
fn head_text(bytes: &[u8]) -> String {
    const HEAD: usize = 4096;
    let head = &bytes[..bytes.len().min(HEAD)];
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, bom)) => encoding.decode_without_bom_handling(&head[bom..]).0.into_owned(),
        None => String::from_utf8_lossy(head).into_owned(),
    }
}

/// The openings by which browsers know a page (WHATWG MIME Sniffing, section 7.1).
fn is_html(head: &str) -> bool {
    const OPENINGS: &[&str] = &[
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<script",
        "<iframe",
        "<h1",
        "<div",
        "<font",
        "<table",
        "<a",
        "<style",
        "<title",
        "<b",
        "<br",
        "<p",
        "<!--",
        "<article",
        "<main",
        "<section",
        "<meta",
        "<link",
        "<header",
        "<span",
    ];
    if let Some(rest) = head.strip_prefix("<?xml") {
        return rest.contains("<html") || rest.contains("<HTML");
    }
    let opens = |opening: &&str| {
        head.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening))
            && (*opening == "<!--"
                || head[opening.len()..]
                    .starts_with(|c: char| c == '>' || c.is_ascii_whitespace() || c == '/'))
    };
    OPENINGS.iter().any(opens)
}

/// Paragraph tags in pairs, for a fragment that opens with bare text.
fn looks_like_markup(head: &str) -> bool {
    let lower = head.to_ascii_lowercase();
    lower.matches("</p>").count() >= 2 && lower.contains("<p")
}

fn is_json_object(head: &str) -> bool {
    let Some(rest) = head.trim_start_matches(['[', ' ', '\n', '\r', '\t']).strip_prefix('{') else {
        return false;
    };
    rest.trim_start().starts_with(['"', '}'])
}
