//! The content of a found statement with what was found in it.

use sayso_core::text::Span;

use super::tokens::{Token, tokens, words};
use crate::query::Words;

/// What stands between two parts of a content.
const GAP: &str = " … ";

/// The parts of a content as one text.
pub(super) fn joined(text: &str, parts: &[Span]) -> String {
    parts.iter().map(|part| part.of(text)).collect::<Vec<_>>().join(GAP)
}

/// Where `wanted` stand in `text`, in bytes: in order and disjoint.
pub(super) fn hits(text: &str, wanted: &[&Words]) -> Vec<Span> {
    let tokens = tokens(text);
    let mut found: Vec<Span> = wanted.iter().flat_map(|one| places(&tokens, one)).collect();
    found.sort_unstable();
    let mut apart: Vec<Span> = Vec::new();
    for span in found {
        match apart.last_mut().filter(|last| span.start < last.end) {
            Some(last) => *last = last.cover(span),
            None => apart.push(span),
        }
    }
    apart
}

fn places(tokens: &[Token], wanted: &Words) -> Vec<Span> {
    let words = words(&wanted.text);
    if words.is_empty() {
        return Vec::new();
    }
    let last = words.len() - 1;
    let fits = |run: &&[Token]| {
        run.iter().zip(&words).enumerate().all(|(at, (token, word))| {
            token.word == *word || wanted.prefix && at == last && token.word.starts_with(word.as_str())
        })
    };
    let runs = tokens.windows(words.len()).filter(fits);
    runs.map(|run| Span::new(run[0].start, run[last].end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(text: &str, wanted: &[(&str, bool)]) -> String {
        let wanted: Vec<Words> =
            wanted.iter().map(|(text, prefix)| Words::new(text, *prefix).unwrap()).collect();
        let mut out = text.to_owned();
        for hit in hits(text, &wanted.iter().collect::<Vec<_>>()).into_iter().rev() {
            out.insert(hit.end, ']');
            out.insert(hit.start, '[');
        }
        out
    }

    #[test]
    fn words_phrases_and_beginnings_are_marked_as_they_stand() {
        assert_eq!(
            marked("The Żółta tax, taxes.", &[("zolta", false), ("tax", false)]),
            "The [Żółta] [tax], taxes."
        );
        assert_eq!(
            marked("The sales tax and sales taxes", &[("sales ta", true)]),
            "The [sales tax] and [sales taxes]"
        );
        assert_eq!(marked("a b c", &[("a b", false), ("b c", false)]), "[a b c]");
        assert_eq!(marked("first-rate", &[("first-rate", false)]), "[first-rate]");
    }

    proptest! {
        #[test]
        fn hits_lie_in_the_text(text in "[a-cé “]{0,30}", wanted in "[a-cé]{1,2}", prefix in any::<bool>()) {
            let wanted = Words::new(&wanted, prefix).unwrap();
            let hits = hits(&text, &[&wanted]);
            prop_assert!(hits.iter().all(|hit| text.get(hit.start..hit.end).is_some_and(|it| !it.is_empty())));
            prop_assert!(hits.is_sorted());
        }
    }
}
