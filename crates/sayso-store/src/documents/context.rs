//! The words around a statement, for the word index.

use sayso_core::text::Span;

/// Bytes of context to each side: some fifty words.
const REACH: usize = 300;

/// The paragraphs that `parts` (in text order) touch, without the parts themselves.
pub(super) fn context(text: &str, parts: &[Span]) -> String {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return String::new() };
    let mut from = around(text, first.start, last.end).start;
    let mut context = String::new();
    for part in parts {
        context.push_str(text.get(from..part.start).unwrap_or_default());
        context.push(' ');
        from = part.end;
    }
    context.push_str(&text[from..around(text, first.start, last.end).end]);
    context
}

/// The lines of `start..end`, cut off between words where they are long.
fn around(text: &str, start: usize, end: usize) -> Span {
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let near = text.ceil_char_boundary(start.saturating_sub(REACH)).min(start);
    let head = if near <= line { line } else { text[near..start].find(' ').map_or(start, |at| near + at) };
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let far = text.floor_char_boundary(end.saturating_add(REACH).min(text.len())).max(end);
    let tail = if far >= line_end { line_end } else { text[end..far].rfind(' ').map_or(end, |at| end + at) };
    Span::new(head, tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_paragraph_without_what_was_said() {
        let text = "Before.\n“No,” said Ana Ortiz. “Not now.”\nAfter.";
        let at = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
        assert_eq!(context(text, &[at("No,"), at("Not now.")]), "“ ” said Ana Ortiz. “ ”");
        let long = format!("{} end {}", "word ".repeat(200), "word ".repeat(200));
        let at = long.find("end").unwrap();
        let around = context(&long, &[Span::new(at, at + 3)]);
        assert!(around.len() <= 2 * REACH + 3 && !around.contains("end"), "{around}");
    }

    proptest! {
        #[test]
        fn any_text_and_part_has_a_context(text in "[a-zé“\n ]{0,900}", at in 0_usize..900, length in 0_usize..300) {
            let start = text.floor_char_boundary(at.min(text.len()));
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            context(&text, &[Span::new(start, end)]);
        }
    }
}
