//! How many of the gold's nested statements are found: the words of the content overlap (Jaccard)
//! by at least a half. Words and the trimming of spans are those of the reference scorer.

use std::collections::BTreeSet;
use std::path::Path;

use sayso_core::document::{Reading, Statement};
use sayso_core::text::{OffsetMap, Span};
use serde::Deserialize;

use super::gold::{GoldError, read};

/// A statement inside another's content, in code points of the gold text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NestedGold {
    /// Who speaks, maybe nobody.
    pub source: Vec<[usize; 2]>,
    /// What is said.
    pub content: Vec<[usize; 2]>,
}

/// How many were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NestedCount {
    /// Gold statements.
    pub total: usize,
    /// Of these, found as a statement within another.
    pub nested: usize,
    /// Of these, found as any statement.
    pub any: usize,
}

impl std::ops::AddAssign for NestedCount {
    fn add_assign(&mut self, other: Self) {
        self.total += other.total;
        self.nested += other.nested;
        self.any += other.any;
    }
}

/// The nested gold of the text `name`; none where `folder` has no `NAME.json`.
///
/// # Errors
/// If the file cannot be read or is something else.
pub fn nested_gold(folder: &Path, name: &str) -> Result<Vec<NestedGold>, GoldError> {
    let path = folder.join(format!("{name}.json"));
    match read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| GoldError::Malformed { path, error }),
        Err(GoldError::Io { error, .. }) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Counts which of `gold` were found in `text`.
#[must_use]
pub fn count_nested(text: &str, gold: &[NestedGold], reading: &Reading) -> NestedCount {
    let words = Words::of(text);
    let offsets = OffsetMap::new(text);
    let content = |statement: &Statement| {
        let pair = |&span: &Span| [offsets.codepoint(span.start), offsets.codepoint(span.end)];
        words.inside(statement.content.iter().map(pair))
    };
    let found: Vec<(bool, BTreeSet<usize>)> =
        reading.statements.iter().map(|one| (one.parent.is_some(), content(one))).collect();
    let mut count = NestedCount::default();
    for one in gold {
        let wanted = words.inside(one.content.iter().copied());
        let mut hits = found.iter().filter(|(_, have)| overlaps_by_half(&wanted, have)).peekable();
        count.total += 1;
        count.any += usize::from(hits.peek().is_some());
        count.nested += usize::from(hits.any(|(nested, _)| *nested));
    }
    count
}

fn overlaps_by_half(a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> bool {
    let shared = a.intersection(b).count();
    shared > 0 && 2 * shared >= a.union(b).count()
}

/// The words of a text, in code points: `\w+(?:['’]\w+)*`.
struct Words {
    chars: Vec<char>,
    spans: Vec<[usize; 2]>,
}

impl Words {
    fn of(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let is_word = |i: usize| chars.get(i).is_some_and(|&c| c.is_alphanumeric() || c == '_');
        let is_joint = |i: usize| matches!(chars.get(i), Some('\'' | '’')) && is_word(i + 1);
        let (mut spans, mut start) = (Vec::new(), 0);
        while start < chars.len() {
            if !is_word(start) {
                start += 1;
                continue;
            }
            let mut end = start + 1;
            while is_word(end) || is_joint(end) {
                end += 1;
            }
            spans.push([start, end]);
            start = end;
        }
        Self { chars, spans }
    }

    /// Indices of the words that `spans`, trimmed, touch.
    fn inside(&self, spans: impl Iterator<Item = [usize; 2]>) -> BTreeSet<usize> {
        let mut inside = BTreeSet::new();
        for [start, end] in spans.filter_map(|span| self.trim(span)) {
            let first = self.spans.partition_point(|word| word[1] <= start);
            let last = self.spans.partition_point(|word| word[0] < end);
            inside.extend(first..last);
        }
        inside
    }

    /// The span without white space and punctuation at both ends; `None` if nothing is left.
    fn trim(&self, [start, end]: [usize; 2]) -> Option<[usize; 2]> {
        let end = end.min(self.chars.len());
        let first = (start..end).find(|&i| self.chars[i].is_alphanumeric())?;
        let last = (first..end).rfind(|&i| self.chars[i].is_alphanumeric())?;
        Some([first, last + 1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        let words = Words::of(text);
        words.spans.iter().map(|&[s, e]| words.chars[s..e].iter().collect()).collect()
    }

    #[test]
    fn words_are_those_of_the_scorer() {
        assert_eq!(
            words("He isn’t \"co-chair\" of 'x_1', O'Neil's'"),
            ["He", "isn’t", "co", "chair", "of", "x_1", "O'Neil's"]
        );
    }

    #[test]
    fn spans_are_trimmed_before_words_are_counted() {
        let words = Words::of("Ana: “Yes, we can.” No");
        assert_eq!(words.inside([[3, 19]].into_iter()), BTreeSet::from([1, 2, 3]));
        assert_eq!(words.inside([[3, 6], [40, 50]].into_iter()), BTreeSet::new());
    }

    #[test]
    fn half_of_the_words_must_overlap() {
        let text = "Ana says Bo claims one two three four";
        let statement = |start: usize, parent| Statement {
            content: vec![Span::new(start, text.len())],
            parent,
            ..statement()
        };
        let gold = [NestedGold { source: vec![], content: vec![[19, text.len()]] }];
        let count = |statements| {
            let reading = Reading { statements, ..Reading::default() };
            let count = count_nested(text, &gold, &reading);
            (count.nested, count.any, count.total)
        };
        assert_eq!(count(vec![statement(9, None)]), (0, 1, 1));
        assert_eq!(count(vec![statement(9, None), statement(19, Some(0))]), (1, 1, 1));
        assert_eq!(count(vec![statement(34, Some(0))]), (0, 0, 1));
    }

    fn statement() -> Statement {
        Statement {
            id: String::new(),
            form: sayso_core::document::Form::Indirect,
            attitude: sayso_core::document::Attitude::Assertion,
            status: sayso_core::document::Status::Asserted,
            stance: sayso_core::document::Stance::Neutral,
            content: Vec::new(),
            cue: None,
            source: None,
            speaker: None,
            addressee: None,
            venue: None,
            said: None,
            parent: None,
            confidence: 1.0,
            trace: Vec::new(),
        }
    }

    proptest! {
        #[test]
        fn any_span_of_any_text_is_trimmed_inside_it(text in ".{0,60}", a in 0_usize..70, b in 0_usize..70) {
            let words = Words::of(&text);
            if let Some([start, end]) = words.trim([a.min(b), a.max(b)]) {
                prop_assert!(a.min(b) <= start && start < end && end <= words.chars.len());
            }
            words.inside([[a, b]].into_iter());
        }
    }
}
