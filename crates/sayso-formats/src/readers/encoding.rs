//! Bytes to characters, as browsers do it: byte order mark, then what the transport declared, then
//! what the page declares of itself, then a guess from the bytes (`chardetng`, Firefox's detector).

use super::{ReadError, diagnostic};
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};
use sayso_core::document::Diagnostic;

pub(super) struct Decoded {
    pub text: String,
    pub encoding: &'static Encoding,
    pub diagnostics: Vec<Diagnostic>,
}

/// The encoding that a label names.
pub(super) fn declared(label: Option<&str>) -> Result<Option<&'static Encoding>, ReadError> {
    let Some(label) = label else { return Ok(None) };
    match Encoding::for_label(label.as_bytes()) {
        Some(encoding) => Ok(Some(encoding)),
        None => Err(ReadError::UnknownEncoding { label: label.to_owned() }),
    }
}

/// Whether the bytes can be read as UTF-8 without decoding them first.
pub(super) fn is_utf8(bytes: &[u8], declared: Option<&'static Encoding>) -> bool {
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding == UTF_8,
        None => declared.is_none_or(|it| it == UTF_8),
    }
}

/// Decodes all of `bytes`; what is no character becomes U+FFFD, with a diagnostic.
pub(super) fn decode(bytes: &[u8], declared: Option<&'static Encoding>, html: bool) -> Decoded {
    let mut diagnostics = Vec::new();
    if let Some(text) = utf32(bytes) {
        return Decoded { text, encoding: UTF_8, diagnostics };
    }
    let (encoding, bom) = match Encoding::for_bom(bytes) {
        Some(found) => found,
        None => (choose(bytes, declared, html, &mut diagnostics), 0),
    };
    let (text, malformed) = encoding.decode_without_bom_handling(&bytes[bom..]);
    if malformed {
        let count = text.matches('\u{fffd}').count();
        diagnostics.push(diagnostic(
            "invalid-bytes",
            format!(
                "{count} places are not valid {}: each stands as U+FFFD; name the right encoding if the text looks wrong",
                encoding.name()
            ),
        ));
    }
    Decoded { text: text.into_owned(), encoding, diagnostics }
}

/// Text in UTF-32 with a byte order mark, which browsers do not know, and which looks like UTF-16 to them.
fn utf32(bytes: &[u8]) -> Option<String> {
    let number: fn([u8; 4]) -> u32 = match bytes {
        [0xff, 0xfe, 0, 0, ..] => u32::from_le_bytes,
        [0, 0, 0xfe, 0xff, ..] => u32::from_be_bytes,
        _ => return None,
    };
    let characters = bytes[4..].as_chunks().0.iter().map(|&four| char::from_u32(number(four)));
    Some(characters.map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

fn choose(
    bytes: &[u8],
    declared: Option<&'static Encoding>,
    html: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> &'static Encoding {
    if let Some(encoding) = declared {
        return encoding;
    }
    if let Some(encoding) = html.then(|| declared_in_page(bytes)).flatten() {
        // Pages saved by a browser are UTF-8, but keep the declaration that the server's bytes had.
        // Text in another encoding that happens to be valid UTF-8 does not occur.
        let resaved = encoding != UTF_8 && !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok();
        return if resaved { UTF_8 } else { encoding };
    }
    if mostly_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Allow);
    diagnostics.push(diagnostic(
        "guessed-encoding",
        format!("no encoding is declared; read as {}, which its bytes look like", encoding.name()),
    ));
    encoding
}

/// UTF-8 throughout, or so much of it that the few bad places are damage, not another encoding.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad == 0 || good > bad
}

/// The prescan of the HTML standard, over the first 1024 bytes: `<meta charset>`, `<meta
/// http-equiv content>` or the encoding of an XML declaration.
fn declared_in_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(1024)].to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    let head = without_comments(&head);
    let in_meta = head.match_indices("<meta").find_map(|(at, _)| {
        let tag = &head[at..];
        let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
        label_after(tag, "charset")
    });
    let in_declaration = || {
        let rest = head.trim_start().strip_prefix("<?xml")?;
        label_after(&rest[..rest.find('>')?], "encoding")
    };
    let encoding = in_meta.or_else(in_declaration)?;
    // A page that could be scanned for ASCII tags is no UTF-16, whatever it says.
    Some(match encoding {
        it if it == UTF_16LE || it == UTF_16BE => UTF_8,
        it if it == X_USER_DEFINED => WINDOWS_1252,
        it if it == REPLACEMENT => return None,
        it => it,
    })
}

fn without_comments(head: &str) -> String {
    let mut kept = String::new();
    let mut rest = head;
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, it)| it);
    }
    kept + rest
}

fn label_after(tag: &str, key: &str) -> Option<&'static Encoding> {
    let (_, rest) = tag.split_once(key)?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| matches!(c, '"' | '\'' | ';' | '/') || c.is_ascii_whitespace());
    Encoding::for_label(&rest.as_bytes()[..end.unwrap_or(rest.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], html: bool) -> (String, Vec<String>) {
        let decoded = decode(bytes, None, html);
        (decoded.text, decoded.diagnostics.into_iter().map(|it| it.code.into_owned()).collect())
    }

    #[test]
    fn plain_text_in_many_encodings() {
        let quotes = "\u{201c}We will wait,\u{201d} said Ana Ortiz, the mayor\u{2019}s aide. \u{201c}It is late.\u{201d}";
        let windows = encoding_rs::WINDOWS_1252.encode(quotes).0;
        assert_eq!(text(&windows, false), (quotes.to_owned(), vec!["guessed-encoding".to_owned()]));

        let mut utf16 = vec![0xFF, 0xFE];
        utf16.extend(quotes.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(text(&utf16, false), (quotes.to_owned(), vec![]));
        let mut utf16 = vec![0xFE, 0xFF];
        utf16.extend(quotes.encode_utf16().flat_map(u16::to_be_bytes));
        assert_eq!(text(&utf16, false), (quotes.to_owned(), vec![]));

        assert_eq!(text(format!("\u{feff}{quotes}").as_bytes(), false), (quotes.to_owned(), vec![]));
        assert_eq!(text(quotes.as_bytes(), false), (quotes.to_owned(), vec![]));

        let latin = "Le maire a d\u{e9}clar\u{e9} que la f\u{ea}te \u{e9}tait annul\u{e9}e.";
        let bytes = encoding_rs::WINDOWS_1252.encode(latin).0;
        assert_eq!(text(&bytes, false).0, latin);
    }

    #[test]
    fn damage_in_utf8_stays_damage() {
        let mut bytes = "“Yes,” she said. “No,” he said.".as_bytes().to_vec();
        bytes.insert(3, 0xC3);
        let (text, codes) = text(&bytes, false);
        assert_eq!(text, "“\u{fffd}Yes,” she said. “No,” he said.");
        assert_eq!(codes, ["invalid-bytes"]);
    }

    #[test]
    fn a_page_declares_its_encoding() {
        let body = "「待ちます」と市長は述べた。";
        let page =
            format!("<!doctype html><!-- <meta charset=utf-8> --><meta charset=\"Shift_JIS\"><p>{body}");
        let bytes = encoding_rs::SHIFT_JIS.encode(&page).0;
        assert!(text(&bytes, true).0.ends_with(body));

        let old = "<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'><p>Мэр сказал";
        let bytes = encoding_rs::WINDOWS_1251.encode(old).0;
        assert!(text(&bytes, true).0.ends_with("Мэр сказал"));

        let lie = "<meta charset=utf-16le><p>“Yes,” she said.";
        assert!(text(lie.as_bytes(), true).0.ends_with("“Yes,” she said."));

        let xml = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><html><p>f\u{ea}te";
        let bytes = encoding_rs::WINDOWS_1252.encode(xml).0;
        assert!(text(&bytes, true).0.ends_with("f\u{ea}te"));
    }

    #[test]
    fn a_page_saved_as_utf8_may_declare_what_it_was() {
        let page = "<meta charset=iso-8859-1><p>“La f\u{ea}te,” said Ana.";
        assert!(text(page.as_bytes(), true).0.ends_with("“La f\u{ea}te,” said Ana."));
    }

    #[test]
    fn what_is_declared_outside_outranks_the_page() {
        let page = "<meta charset=utf-8><p>f\u{ea}te";
        let bytes = encoding_rs::WINDOWS_1252.encode(page).0;
        assert!(decode(&bytes, declared(Some("latin1")).unwrap(), true).text.ends_with("f\u{ea}te"));
        assert!(matches!(declared(Some("klingon")), Err(ReadError::UnknownEncoding { .. })));
    }
}
