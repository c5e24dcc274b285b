//! Text as the word index sees it: folded, in lower case, cut where no letter or digit stands.

use any_ascii::any_ascii_char;

/// A word, and where it stands in the text it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub word: String,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// The words of `text`.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut all: Vec<Token> = Vec::new();
    let mut open = false;
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        for folded in any_ascii_char(character).chars() {
            if !folded.is_ascii_alphanumeric() {
                open = false;
                continue;
            }
            if !open {
                all.push(Token { word: String::new(), start, end });
                open = true;
            }
            if let Some(last) = all.last_mut() {
                last.word.push(folded.to_ascii_lowercase());
                last.end = end;
            }
        }
    }
    all
}

/// The words of `text` alone.
pub(super) fn words(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::folded;
    use proptest::prelude::*;

    #[test]
    fn words_are_folded_and_know_their_place() {
        let text = "“Żółć, O’Neil!”";
        let all = tokens(text);
        assert_eq!(words(text), ["zolc", "o", "neil"]);
        assert_eq!(&text[all[0].start..all[0].end], "Żółć");
    }

    proptest! {
        #[test]
        fn the_words_are_those_of_the_folded_text(text in "[\\PC\n]{0,40}") {
            let of_folded: Vec<String> = folded(&text)
                .split(|c: char| !c.is_ascii_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_ascii_lowercase)
                .collect();
            prop_assert_eq!(words(&text), of_folded);
            for token in tokens(&text) {
                prop_assert!(text.get(token.start..token.end).is_some());
            }
        }
    }
}
