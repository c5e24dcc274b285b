//! Addresses of pages, and how numbers and texts are written in them.

use sayso::store::query::{Expr, Filter};

/// `path?name=value&…`, without the values that are empty.
pub fn link(path: &str, values: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(values.iter().filter(|(_, value)| !value.is_empty()));
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// The search for an expression.
pub fn search(query: &Expr) -> String {
    link("/search", &[("q", &query.to_string())])
}

/// The search for one filter.
pub fn filter(filter: Filter) -> String {
    search(&Expr::Filter(filter))
}

/// The page of a document, from public id.
pub fn document(id: &str) -> String {
    format!("/d/{}", part(id))
}

/// A statement within its document.
pub fn in_context(document: &str, statement: &str) -> String {
    format!("/d/{}#{}", part(document), part(statement))
}

/// A text as one part of a path.
pub fn part(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        match plain(byte) {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}

/// The address of a page on the web, if that is where a document comes from, with the first words of a content
/// as a text fragment, so that the reader lands on them.
pub fn original(origin: &str, words: Option<&str>) -> Option<String> {
    if !["http://", "https://"].iter().any(|scheme| origin.starts_with(scheme)) {
        return None;
    }
    let page = origin.split('#').next().unwrap_or(origin);
    let fragment = words.map(fragment).filter(|fragment| !fragment.is_empty());
    Some(fragment.map_or_else(|| page.to_owned(), |fragment| format!("{page}#:~:text={fragment}")))
}

/// Words of a text fragment at each end of what it names.
const FRAGMENT_WORDS: usize = 5;

/// `first words,last words`, as a text fragment names a stretch of text.
fn fragment(words: &str) -> String {
    // A dash and a comma have a meaning in a fragment.
    let encoded = |words: &[&str]| part(&words.join(" ")).replace('-', "%2D");
    let trimmed = words.trim_matches(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = trimmed.split_whitespace().collect();
    match words.len() {
        0 => String::new(),
        few if few <= 2 * FRAGMENT_WORDS => encoded(&words),
        many => format!("{},{}", encoded(&words[..FRAGMENT_WORDS]), encoded(&words[many - FRAGMENT_WORDS..])),
    }
}

/// `4,212`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 report`, `4,212 reports`.
pub fn counted(number: u64, one: &str) -> String {
    format!("{} {one}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// A text without the characters that could turn the direction of what stands around it, or that are none to be
/// seen: for titles and attributes, where no element can keep them in.
pub fn plain(text: &str) -> String {
    let steering = |c: char| {
        c.is_control()
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if steering(c) { ' ' } else { c }).collect()
}

/// At most `most` characters, cut between words.
pub fn short(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let cut = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{}…", text[..cut].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_and_paths_are_encoded() {
        assert_eq!(link("/search", &[("q", "a&b \"c\""), ("sort", "")]), "/search?q=a%26b+%22c%22");
        assert_eq!(link("/search", &[("q", "")]), "/search");
        assert_eq!(document("news/1 é"), "/d/news%2F1%20%C3%A9");
    }

    #[test]
    fn only_pages_of_the_web_are_linked() {
        assert_eq!(original("javascript:alert(1)", None), None);
        assert_eq!(original("news/a.txt", None), None);
        let words = "“We will not raise the fare again before the year after next,”";
        assert_eq!(
            original("https://example.org/a#top", Some(words)).unwrap(),
            "https://example.org/a#:~:text=We%20will%20not%20raise%20the,before%20the%20year%20after%20next"
        );
        assert_eq!(
            original("http://example.org/", Some("well-known")).unwrap(),
            "http://example.org/#:~:text=well%2Dknown"
        );
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 12, 999, 1000, 1_234_567].map(grouped), ["0", "12", "999", "1,000", "1,234,567"]);
        assert_eq!(
            (counted(1, "report"), counted(2000, "report")),
            ("1 report".into(), "2,000 reports".into())
        );
    }

    #[test]
    fn long_words_are_cut_between_words() {
        assert_eq!(short("one two three", 9), "one two…");
        assert_eq!(short("one", 9), "one");
        assert_eq!(short("abcdefgh", 4), "abcd…");
    }
}
