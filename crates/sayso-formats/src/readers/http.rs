//! A message of HTTP as archives keep it (RFC 9112): its head, and its body without what the way from the
//! server did to it.

use super::archive::{Budget, Charged};
use std::io::{self, Read};
use std::sync::Arc;

/// The head of a response.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub status: u16,
    fields: Vec<(String, String)>,
}

impl Head {
    /// The value of a field, whose name is given in lower case.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Media type in lower case, and the encoding's label.
    pub fn content_type(&self) -> (String, Option<String>) {
        content_type(self.field("content-type").unwrap_or_default())
    }
}

/// Media type in lower case, and the label of the encoding if it is a known one: `text/html` and `utf-8` of
/// `text/HTML; charset=utf-8`.
#[must_use]
pub fn content_type(value: &str) -> (String, Option<String>) {
    let mut parts = value.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
    let label = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    });
    (kind, label.filter(|label| encoding_rs::Encoding::for_label(label.as_bytes()).is_some()))
}

/// Parts `bytes` into head and body; `None` where they do not open with the head of a response.
pub(super) fn response(bytes: &[u8]) -> Option<(Head, &[u8])> {
    let (end, gap) = end_of_head(bytes)?;
    let text = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = text.lines();
    let status = lines.next()?.strip_prefix("HTTP/")?.split(' ').nth(1)?.parse().ok()?;
    Some((Head { status, fields: fields(lines) }, &bytes[end + gap..]))
}

/// Where the head ends, and how long the blank line is.
fn end_of_head(bytes: &[u8]) -> Option<(usize, usize)> {
    let find = |mark: &[u8]| bytes.windows(mark.len()).position(|window| window == mark);
    let strict = find(b"\r\n\r\n").map(|at| (at, 4));
    let lax = find(b"\n\n").map(|at| (at, 2));
    strict.into_iter().chain(lax).min()
}

/// Names in lower case and values; a line that begins with a blank goes on with the value before it.
pub(super) fn fields<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in lines {
        if let (true, Some((_, value))) = (line.starts_with([' ', '\t']), fields.last_mut()) {
            value.push(' ');
            value.push_str(line.trim());
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

/// The body as its author wrote it: chunks joined, unpacked.
pub(super) fn body(head: &Head, raw: &[u8], most: usize, budget: &Arc<Budget>) -> io::Result<Vec<u8>> {
    let is_chunked =
        head.field("transfer-encoding").is_some_and(|it| it.to_ascii_lowercase().contains("chunked"));
    // Some archives join the chunks and leave the field as it was.
    let joined = if is_chunked { joined(raw) } else { None };
    let mut body = joined.unwrap_or_else(|| raw.to_vec());
    let codings = head.field("content-encoding").unwrap_or_default().to_ascii_lowercase();
    for coding in codings.split(',').map(str::trim).rev() {
        body = unpacked(body, coding, most, budget)?;
    }
    Ok(body)
}

/// The content of the chunks, as far as they go; `None` where there are none.
fn joined(mut raw: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let Some((size, rest)) = chunk_size(raw) else {
            // A page that was cut off lacks its last chunks.
            return (!body.is_empty()).then_some(body);
        };
        if size == 0 {
            return Some(body);
        }
        let (chunk, rest) = rest.split_at(size.min(rest.len()));
        body.extend_from_slice(chunk);
        raw = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

/// The size that the line of a chunk gives, and what follows the line.
fn chunk_size(raw: &[u8]) -> Option<(usize, &[u8])> {
    let end = raw.iter().take(1024).position(|&byte| byte == b'\n')?;
    let line = std::str::from_utf8(&raw[..end]).ok()?;
    let digits = line.split(';').next()?.trim();
    Some((usize::from_str_radix(digits, 16).ok()?, &raw[end + 1..]))
}

fn unpacked(body: Vec<u8>, coding: &str, most: usize, budget: &Arc<Budget>) -> io::Result<Vec<u8>> {
    let bytes = body.as_slice();
    match coding {
        // Many archives unpack the page and leave the field as it was.
        "gzip" | "x-gzip" if bytes.starts_with(b"\x1f\x8b") => {
            take(flate2::read::MultiGzDecoder::new(bytes), most, budget)
        }
        "deflate" if bytes.first().is_some_and(|byte| byte & 0x0f == 8) => {
            take(flate2::read::ZlibDecoder::new(bytes), most, budget)
        }
        "br" => Ok(take(brotli_decompressor::Decompressor::new(bytes, 4096), most, budget).unwrap_or(body)),
        _ => Ok(body),
    }
}

/// What a decompressor gives: what came before damage is better than nothing.
fn take(inner: impl Read, most: usize, budget: &Arc<Budget>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    let charged = Charged { inner, budget: Arc::clone(budget) };
    match charged.take(most as u64 + 1).read_to_end(&mut body) {
        Err(error) if body.is_empty() || budget.is_overspent() => Err(error),
        _ if body.len() > most => {
            Err(io::Error::other(format!("unpacks to more than the limit of {most} bytes")))
        }
        _ => Ok(body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(message: &[u8]) -> (Head, Vec<u8>) {
        let (head, raw) = response(message).unwrap();
        let budget = Arc::new(Budget::default());
        let body = body(&head, raw, 1 << 20, &budget).unwrap();
        (head, body)
    }

    #[test]
    fn heads_and_bodies() {
        let (head, body) =
            read(b"HTTP/1.1 200 OK\r\nContent-Type: text/HTML;\r\n  charset=\"UTF-8\"\r\nX: y\r\n\r\nYes.");
        assert_eq!((head.status, &body[..]), (200, &b"Yes."[..]));
        assert_eq!(head.content_type(), ("text/html".to_owned(), Some("UTF-8".to_owned())));
        assert_eq!(response(b"GET / HTTP/1.1\r\n\r\n"), None);
        assert_eq!(content_type("text/html; charset=nonsense"), ("text/html".to_owned(), None));
    }

    #[test]
    fn chunks_are_joined_where_there_are_any() {
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nYes\r\n6\r\n, sai";
        assert_eq!(read(chunked).1, b"Yes, sai");
        let plain = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<p>Yes.";
        assert_eq!(read(plain).1, b"<p>Yes.");
    }

    #[test]
    fn packed_pages_are_unpacked_and_pages_that_were_stay() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(b"Yes.").unwrap();
        let head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n";
        assert_eq!(read(&[&head[..], &packed.finish().unwrap()].concat()).1, b"Yes.");
        assert_eq!(read(&[&head[..], b"Yes."].concat()).1, b"Yes.");
    }
}
