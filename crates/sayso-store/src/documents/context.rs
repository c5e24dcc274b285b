//! The words around a statement, for the word index.

use sayso_core::text::Span;

/// Most bytes of context to each side: some twenty words.
const REACH: usize = 120;

/// The rest of the sentences in which `parts` (in text order) stand.
pub(super) fn context(text: &str, parts: &[Span]) -> String {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return String::new() };
    let end = tail(text, last.end);
    let mut from = head(text, first.start);
    let mut context = String::new();
    for part in parts {
        context.push_str(near(text.get(from..part.start).unwrap_or_default()));
        context.push(' ');
        from = part.end;
    }
    context.push_str(&text[from..end]);
    context
}

/// What stands between two parts, if it is short enough to be about them.
fn near(between: &str) -> &str {
    if between.len() > 2 * REACH { "" } else { between }
}

/// Where the sentence begins that goes on at `start`, roughly: an abbreviation ends one, too.
fn head(text: &str, start: usize) -> usize {
    let reach = text.ceil_char_boundary(start.saturating_sub(REACH)).min(start);
    let before = &text[reach..start];
    let sentence = before.trim_end().rfind(ends_sentence).map(|at| at + 1);
    let word = || if reach == 0 { Some(0) } else { before.find(' ') };
    reach + sentence.filter(|&at| before.is_char_boundary(at)).or_else(word).unwrap_or(before.len())
}

/// Where the sentence ends that goes on at `end`, roughly.
fn tail(text: &str, end: usize) -> usize {
    let reach = text.floor_char_boundary(end.saturating_add(REACH).min(text.len())).max(end);
    let after = &text[end..reach];
    let word = || if reach == text.len() { Some(after.len()) } else { after.rfind(' ') };
    end + after.find(ends_sentence).or_else(word).unwrap_or(0)
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '.' | '?' | '!' | '\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_rest_of_the_sentence() {
        let text = "Before.\nThen “No,” said Ana Ortiz, “not now,” and left. Later.\nAfter.";
        let at = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
        assert_eq!(context(text, &[at("No,"), at("not now,")]), "Then “ ” said Ana Ortiz, “ ” and left");
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
