//! Sentences: the candidates of Unicode Standard Annex 29, corrected by what newspapers do.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::trim;
use crate::document::Attitude;
use crate::lexicon::{ShortForm, lexicon};
use crate::text::Span;

/// Longest stretch before a point that is looked at for a short form, in bytes.
const LONGEST_SHORT_FORM: usize = 24;
/// Longest stretch after a candidate that is looked at, in bytes.
const LOOK_AHEAD: usize = 120;

/// The sentences of one paragraph, without surrounding space; together they hold all its words.
pub(super) fn sentences(text: &str, paragraph: Span) -> Vec<Span> {
    let line = one_line(paragraph.of(text));
    let bounds = line.split_sentence_bound_indices().skip(1).map(|(at, _)| at);
    let mut sentences = Vec::new();
    let (mut start, mut seen) = (0, 0);
    for candidate in bounds.chain([line.len()]) {
        for end in glued_ends(&line, seen, candidate) {
            push(text, paragraph, start..end, &mut sentences);
            start = end;
        }
        if ends(&line[start..candidate], &line[candidate..]) {
            push(text, paragraph, start..candidate, &mut sentences);
            start = candidate;
        }
        seen = candidate;
    }
    sentences
}

fn push(text: &str, paragraph: Span, part: std::ops::Range<usize>, sentences: &mut Vec<Span>) {
    let span = Span::new(paragraph.start + part.start, paragraph.start + part.end);
    let span = trim(text, span);
    if !span.is_empty() {
        sentences.push(span);
    }
}

/// The paragraph with every line break turned into spaces, byte for byte: no sentence ends at the
/// margin of a wrapped text.
fn one_line(paragraph: &str) -> Cow<'_, str> {
    let is_break = |c: char| c != ' ' && c != '\t' && (c.is_whitespace() || c.is_control());
    if !paragraph.contains(is_break) {
        return Cow::Borrowed(paragraph);
    }
    let mut line = String::with_capacity(paragraph.len());
    for c in paragraph.chars() {
        if is_break(c) {
            line.extend(std::iter::repeat_n(' ', c.len_utf8()));
        } else {
            line.push(c);
        }
    }
    Cow::Owned(line)
}

/// Ends of sentences in `line[from..to]` whose following space is missing (`on Monday.The bridge`).
fn glued_ends(line: &str, from: usize, to: usize) -> Vec<usize> {
    let part = &line[from..to];
    let mut ends = Vec::new();
    for (at, _) in part.match_indices('.') {
        let mut before = part[..at].chars().rev();
        let lower_pair = (0..2).all(|_| before.next().is_some_and(char::is_lowercase));
        let after = &part[at + 1..];
        let after = after.trim_start_matches(['”', '’', '"', '»', ')']);
        let mut next = after.trim_start_matches(['“', '‘', '«', '(']).chars();
        let capitalised = next.next().is_some_and(char::is_uppercase)
            && next.next().is_some_and(|c| c.is_lowercase() || c == ' ');
        if lower_pair && capitalised {
            ends.push(to - after.len());
        }
    }
    ends
}

/// Whether a sentence ends between `left`, all of it so far, and `right`, the rest of the paragraph.
fn ends(left: &str, right: &str) -> bool {
    let left = left.trim_end();
    let right = head(right.trim_start());
    let Some(next) = right.chars().next() else { return true };
    let (body, closers) = split_closers(left);
    if next.is_lowercase() {
        return false;
    }
    if let Some(stem) = body.strip_suffix('.') {
        return point_ends(stem, closers, right);
    }
    !(body.ends_with(['!', '?']) && !closers.is_empty() && starts_with_tag(right))
}

/// At most [`LOOK_AHEAD`] bytes.
fn head(text: &str) -> &str {
    let mut end = text.len().min(LOOK_AHEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Parts the closing quotation marks and brackets from the end.
fn split_closers(text: &str) -> (&str, &str) {
    let body = text.trim_end_matches(['"', '\'', '”', '’', '»', '›', '“', '‘', ')', ']', ' ', '\u{A0}']);
    text.split_at(body.len())
}

/// Whether the point after `stem` ends a sentence.
fn point_ends(stem: &str, closers: &str, right: &str) -> bool {
    let word = last_word(stem);
    if word.is_empty() || !closers.is_empty() {
        return true;
    }
    if is_list_number(stem, word) || right.starts_with('(') && lexicon().short_forms.contains(word) {
        return false;
    }
    let next = first_word(right);
    let starts_with_digit = right.starts_with(|c: char| c.is_numeric());
    match lexicon().short_forms.get(word) {
        Some(ShortForm::Before) => false,
        Some(ShortForm::Rare) => !starts_with_digit,
        Some(ShortForm::Any) if is_time_of_day(word) => !follows_time(next),
        Some(ShortForm::Any) => !goes_on(right, next),
        None if is_initials(word) => !goes_on(right, next),
        None => true,
    }
}

/// Whether what stands after the point of a short form or initial goes on with the sentence: a
/// capitalised word that does not open sentences as a rule (*U.S. Senate*, *J. Ortiz*).
fn goes_on(right: &str, next: &str) -> bool {
    right.starts_with(char::is_alphanumeric) && !opens_sentences(next)
}

/// Whether `stem`, a whole sentence so far, is the number of a list item.
fn is_list_number(stem: &str, word: &str) -> bool {
    stem.trim_start() == word && word.len() <= 3 && word.chars().all(|c| c.is_ascii_digit())
}

fn is_time_of_day(word: &str) -> bool {
    matches!(word.to_ascii_lowercase().as_str(), "a.m" | "p.m")
}

/// Whether `next` goes on after a time of day: a weekday, a month, a time zone.
fn follows_time(next: &str) -> bool {
    lexicon().calendar.contains(next)
        || matches!(
            next,
            "Eastern" | "Central" | "Mountain" | "Pacific" | "GMT" | "UTC" | "Greenwich" | "Local"
        )
        || (2..=4).contains(&next.len())
            && next.ends_with('T')
            && next.chars().all(|c| c.is_ascii_uppercase())
}

/// Whether `word` is one capital letter or several letters each with its point (*J*, *U.N*).
fn is_initials(word: &str) -> bool {
    word.split('.').all(|part| part.chars().count() == 1) && word.starts_with(char::is_uppercase)
}

/// Capitalised function words: after a short form they start a new sentence.
fn opens_sentences(word: &str) -> bool {
    const OPENERS: &[&str] = &[
        "a",
        "about",
        "after",
        "all",
        "also",
        "although",
        "among",
        "an",
        "and",
        "another",
        "any",
        "are",
        "as",
        "asked",
        "at",
        "because",
        "before",
        "both",
        "but",
        "by",
        "can",
        "could",
        "despite",
        "did",
        "do",
        "does",
        "during",
        "each",
        "even",
        "every",
        "few",
        "finally",
        "first",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "here",
        "hers",
        "his",
        "how",
        "however",
        "i",
        "if",
        "in",
        "instead",
        "is",
        "it",
        "its",
        "it's",
        "last",
        "later",
        "many",
        "meanwhile",
        "more",
        "moreover",
        "most",
        "my",
        "neither",
        "next",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "others",
        "our",
        "over",
        "perhaps",
        "since",
        "so",
        "some",
        "still",
        "such",
        "than",
        "that",
        "that's",
        "the",
        "their",
        "then",
        "there",
        "there's",
        "these",
        "they",
        "this",
        "those",
        "though",
        "through",
        "thus",
        "to",
        "under",
        "unless",
        "until",
        "we",
        "were",
        "what",
        "when",
        "where",
        "whether",
        "which",
        "while",
        "who",
        "whose",
        "why",
        "will",
        "with",
        "within",
        "without",
        "would",
        "yes",
        "yet",
        "you",
        "your",
    ];
    OPENERS.binary_search(&word.to_lowercase().replace('’', "'").as_str()).is_ok()
}

/// Whether `right`, after a quoted question or cry, says who uttered it: `"Stop!" Ms. Ortiz said.`
///
/// Up to four capitalised words or titles, then a word of saying.
fn starts_with_tag(right: &str) -> bool {
    let lexicon = lexicon();
    for (i, token) in right.split_whitespace().take(6).enumerate() {
        let word = token.trim_matches(|c: char| !c.is_alphanumeric());
        let is_name = word.starts_with(char::is_uppercase) && !opens_sentences(word);
        if i > 0 && !is_name {
            let says = lexicon.cue_at(&[word]).is_some_and(|cue| cue.manner.attitude == Attitude::Assertion);
            return says && word.ends_with('d');
        }
        if !is_name {
            return false;
        }
    }
    false
}

/// The letters, digits and inner points right before the end.
fn last_word(text: &str) -> &str {
    let mut start = text.len();
    for c in text.chars().rev() {
        let part = c.is_alphanumeric() || c == '.' || c == '’' || c == '\'' || c == '-';
        if !part || text.len() - start + c.len_utf8() > LONGEST_SHORT_FORM {
            break;
        }
        start -= c.len_utf8();
    }
    &text[start..]
}

/// The letters, digits and apostrophes at the start.
fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    &text[..end.unwrap_or(text.len())]
}
