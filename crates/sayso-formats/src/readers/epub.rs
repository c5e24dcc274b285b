//! Electronic books and magazines (EPUB 2 and 3): each chapter is a document, in the order of reading.

use super::archive::zip::Archive;
use super::docx::text_of;
use super::open::{Context, failed};
use super::xml::{self, Element, Node};
use super::{Format, Part, Piece, Pieces, ReadError, Told, dates, names};
use std::collections::HashMap;
use std::io::{Read, Seek};

const WHAT: &str = "an EPUB book";

pub(super) fn open<'a, R: Read + Seek + Send + 'a>(archive: Archive<R>, context: Context) -> Pieces<'a> {
    let book = match Book::open(&archive, &context) {
        Ok(book) => book,
        Err(error) => return failed(error),
    };
    let Book { chapters, told } = book;
    Pieces(Box::new(chapters.into_iter().map(move |chapter| {
        let place = format!("{}!{chapter}", context.place);
        let missing = || ReadError::Malformed {
            origin: place.clone(),
            what: "a chapter",
            reason: "the book names it, but it is not there".to_owned(),
        };
        let bytes = archive.file(&chapter, &context)?.ok_or_else(missing)?;
        Ok(Piece::Part(Box::new(Part { place, bytes, told: told.clone() })))
    })))
}

struct Book {
    /// Names in the archive.
    chapters: Vec<String>,
    told: Told,
}

impl Book {
    fn open<R: Read + Seek + Send>(archive: &Archive<R>, context: &Context) -> Result<Self, ReadError> {
        let bad = |reason: &str| context.malformed(WHAT, reason);
        if is_locked(archive, context)? {
            return Err(bad("its text is encrypted; only those who sold it can open it"));
        }
        let source = |name: &str| Ok(archive.file(name, context)?.map(|bytes| xml::decoded(&bytes)));
        let container = source("META-INF/container.xml")?.unwrap_or_default();
        let package =
            opened(&container, "rootfile").find_map(|it| it.attribute("full-path").map(str::to_owned));
        let package = package.ok_or_else(|| bad("META-INF/container.xml names no package"))?;
        let list = source(&package)?.ok_or_else(|| bad("its package file is missing"))?;
        let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
        Ok(Self { chapters: chapters(&list, folder), told: told(&list) })
    }
}

/// The elements of this name.
fn opened<'a>(source: &'a str, name: &'a str) -> impl Iterator<Item = Element> + 'a {
    xml::nodes(source).filter_map(move |node| match node {
        Ok(Node::Open(element)) if element.name == name => Some(element),
        _ => None,
    })
}

/// Whether chapters are encrypted. Fonts often are, which is of no concern.
fn is_locked<R: Read + Seek + Send>(archive: &Archive<R>, context: &Context) -> Result<bool, ReadError> {
    let Some(bytes) = archive.file("META-INF/encryption.xml", context)? else { return Ok(false) };
    let list = xml::decoded(&bytes);
    let is_page = |name: &str| [".xhtml", ".html", ".htm", ".xml"].iter().any(|end| name.ends_with(end));
    Ok(opened(&list, "CipherReference").any(|it| it.attribute("URI").is_some_and(is_page)))
}

/// The pages of the spine, but for tables of contents.
fn chapters(list: &str, folder: &str) -> Vec<String> {
    let page = |item: Element| {
        let is_page = item.attribute("media-type").is_none_or(|it| it.contains("html"));
        let is_contents = item.attribute("properties").is_some_and(|it| it.split(' ').any(|it| it == "nav"));
        let id = item.attribute("id")?.to_owned();
        (is_page && !is_contents).then_some(())?;
        Some((id, inside(folder, item.attribute("href")?)))
    };
    let pages: HashMap<String, String> = opened(list, "item").filter_map(page).collect();
    opened(list, "itemref").filter_map(|it| pages.get(it.attribute("idref")?).cloned()).collect()
}

/// The name in the archive of what `href` means in `folder`.
fn inside(folder: &str, href: &str) -> String {
    let href = decoded(href.split('#').next().unwrap_or(href));
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// `a b` of `a%20b`.
fn decoded(href: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = href.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).filter(|_| *first == b'%').and_then(|it| std::str::from_utf8(it).ok());
        let (byte, length) = match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => (byte, 3),
            None => (*first, 1),
        };
        bytes.push(byte);
        rest = &rest[length..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn told(list: &str) -> Told {
    let value = |name: &str| text_of(list, name);
    Told {
        format: Some(Format::Html),
        outlet: value("publisher").or_else(|| value("title")),
        authors: value("creator").map(|it| names::in_byline(&it)).unwrap_or_default(),
        published: value("date").and_then(|it| dates::parse(&it)),
        language: value("language"),
        ..Told::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_chapters_stay_in_the_book() {
        assert_eq!(inside("OEBPS", "text/a%20b.xhtml#one"), "OEBPS/text/a b.xhtml");
        assert_eq!(inside("OEBPS/x", "../a.xhtml"), "OEBPS/a.xhtml");
        assert_eq!(inside("", "../../../etc/passwd"), "etc/passwd");
        assert_eq!(decoded("100%"), "100%");
    }
}
