//! Mail messages, above all newsletters. The `mail-parser` crate reads them.

use super::guard::guarded;
use super::{Format, Hint, ReadDocument, ReadError, dates, diagnostic, finished, html, names, text};
use mail_parser::{Addr, HeaderName, Message, MessageParser};
use sayso_core::document::Document;

const WHAT: &str = "a mail message";

/// Share of the words of the plain part that the page has to say to be taken instead of it.
const AS_MUCH: f64 = 0.7;

/// Names of headers that mail has and little else.
const TELLING: [&str; 9] = [
    "received",
    "message-id",
    "mime-version",
    "return-path",
    "delivered-to",
    "dkim-signature",
    "list-id",
    "subject",
    "to",
];

/// Whether `head` opens with the headers of a message: who sent it, when, and one more that tells.
pub(super) fn is_message(head: &str) -> bool {
    let Some(first) = head.lines().next().and_then(|line| line.split_once(':')) else { return false };
    let lines = head.lines().take_while(|line| !line.is_empty());
    let known: Vec<String> =
        lines.filter_map(|line| line.split_once(':')).map(|(name, _)| name.to_ascii_lowercase()).collect();
    let has = |name: &str| known.iter().any(|it| it == name);
    is_header_name(first.0) && has("from") && has("date") && TELLING.into_iter().any(has)
}

/// Whether `name` may be that of a header.
pub(super) fn is_header_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() < 60
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

pub(super) fn read(bytes: &[u8], hint: &Hint<'_>) -> Result<ReadDocument, ReadError> {
    guarded(hint.origin, WHAT, || {
        let parsed = MessageParser::default().parse(bytes);
        let message = parsed.ok_or("it has no headers; a message opens with lines such as `From: …`")?;
        Ok(document(&message, hint))
    })
}

fn document(message: &Message<'_>, hint: &Hint<'_>) -> ReadDocument {
    let (mut document, mut diagnostics) = body(message, hint);
    hint.origin.clone_into(&mut document.origin);
    let subject = message.subject().map(str::trim).filter(|subject| !subject.is_empty());
    document.title = subject.map(str::to_owned).or_else(|| document.title.take());
    document.published = message
        .date()
        .and_then(|date| dates::parse(&date.to_rfc3339()))
        .or_else(|| document.published.take());
    sender(message, &mut document);
    let attachments = message.attachments().filter(|part| !part.is_message()).count();
    if attachments > 0 {
        let what = format!(
            "{attachments} attachments of the message were not read; save them as files to read them"
        );
        diagnostics.push(diagnostic("attachments-left-out", what));
    }
    finished(document, Format::Mail, diagnostics)
}

type Read = (Document, Vec<sayso_core::document::Diagnostic>);

/// The page where it says as much as the plain part, else the plain part.
fn body(message: &Message<'_>, hint: &Hint<'_>) -> Read {
    let plain = message.text_bodies().find(|part| part.is_text() && !part.is_text_html());
    let plain = plain.and_then(|part| part.text_contents()).map(|plain| text::read(unix(plain)));
    let page = message.html_bodies().find(|part| part.is_text_html());
    let page = page.and_then(|part| part.text_contents()).map(|page| html::read(page, hint));
    match (plain, page) {
        (Some(plain), Some(page)) => {
            let enough = words(&page.0.text) as f64 >= AS_MUCH * words(&plain.0.text) as f64;
            if enough { page } else { bare(plain) }
        }
        (Some(plain), None) => bare(plain),
        (None, Some(page)) => page,
        (None, None) => (Document::default(), Vec::new()),
    }
}

/// The headers of a message say better who wrote it and when than the first lines of its text.
fn bare((document, diagnostics): Read) -> Read {
    (Document { text: document.text, authors: document.authors, ..Document::default() }, diagnostics)
}

/// Lines of mail end in CR LF on their way only.
fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// Words, addresses not counted, of which plain parts are full.
fn words(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| !word.contains("://") && word.chars().any(char::is_alphabetic))
        .count()
}

/// A list of readers is written to by an outlet, one person by another.
fn sender(message: &Message<'_>, document: &mut Document) {
    let Some(from) = message.from().and_then(|from| from.first()).and_then(name) else { return };
    let is_list = [HeaderName::ListId, HeaderName::ListUnsubscribe, HeaderName::ListPost]
        .into_iter()
        .any(|header| message.header(header).is_some());
    if is_list {
        document.outlet = document.outlet.take().or(Some(from));
    } else if document.authors.is_empty() {
        document.authors = names::in_byline(&from);
    }
}

fn name(address: &Addr<'_>) -> Option<String> {
    let name = address.name.as_deref()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}
