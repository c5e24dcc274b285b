//! Plain text: the text stays as it is; what its first lines say of it is read beside it.

use super::{dates, names};
use sayso_core::document::{Diagnostic, Document};

/// Lines looked at for headline, byline and date.
const HEAD_LINES: usize = 8;
/// Characters above which a line is prose, not a headline or byline.
const HEADLINE_CHARS: usize = 160;

pub(super) fn read(text: String) -> (Document, Vec<Diagnostic>) {
    let mut document = Document { text, ..Document::default() };
    let head: Vec<&str> =
        document.text.lines().map(str::trim).filter(|it| !it.is_empty()).take(HEAD_LINES).collect();
    document.title = title(&head);
    let below = &head[usize::from(document.title.is_some()).min(head.len())..];
    let short: Vec<&str> =
        below.iter().copied().take_while(|line| line.chars().count() <= HEADLINE_CHARS).collect();
    document.authors = short.iter().find_map(|line| byline(line)).unwrap_or_default();
    document.published = short.iter().find_map(|line| date_line(line));
    (document, Vec::new())
}

/// The first line, where it looks like a headline: short, no full stop at its end, no quotation or
/// byline, and more text after it.
fn title(head: &[&str]) -> Option<String> {
    let (first, rest) = head.split_first()?;
    let short = first.chars().count() <= HEADLINE_CHARS && first.split_whitespace().count() >= 2;
    let ends_sentence = first.ends_with(['.', ',', ';', ':', '”', '"']) && !first.ends_with("...");
    let is_head = !rest.is_empty() && short && !ends_sentence;
    (is_head
        && names::strip_by(first).is_none()
        && date_line(first).is_none()
        && first.chars().any(char::is_alphabetic))
    .then(|| first.trim_start_matches('#').trim().to_owned())
}

fn byline(line: &str) -> Option<Vec<String>> {
    let names = names::in_byline(names::strip_by(line)?);
    let sentence = line.ends_with('.') && line.split_whitespace().count() > 6;
    (!names.is_empty() && !sentence).then_some(names)
}

/// A line that is a date and little else (`Sunday, October 2, 2016`, `Published: 2016-10-02`).
fn date_line(line: &str) -> Option<String> {
    let words = line.split_whitespace().count();
    (words <= 10 && !line.contains(['“', '"']))
        .then(|| dates::first_in(line))
        .flatten()
        .map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> (Option<String>, Vec<String>, Option<String>) {
        let (document, _) = read(text.to_owned());
        assert_eq!(document.text, text);
        (document.title, document.authors, document.published)
    }

    #[test]
    fn headline_byline_and_date_are_read_and_stay() {
        let text =
            "Port Lenn keeps its bridge\nBy Ana Ortiz\nOctober 2, 2016\n\nPORT LENN — The mayor said no.\n";
        let expected = (
            Some("Port Lenn keeps its bridge".to_owned()),
            vec!["Ana Ortiz".to_owned()],
            Some("2016-10-02".to_owned()),
        );
        assert_eq!(head(text), expected);
    }

    #[test]
    fn prose_is_no_headline() {
        assert_eq!(head("The mayor said no.\nThen she left.\n"), (None, vec![], None));
        assert_eq!(head("“We will wait,” she said, “until May”\n\nThen she left.").0, None);
        assert_eq!(head("One line alone").0, None);
        assert_eq!(head("").0, None);
        assert_eq!(
            head(
                "By the river, the mayor said on October 2, 2016 that she would wait for the others to come."
            )
            .1,
            Vec::<String>::new()
        );
    }
}
