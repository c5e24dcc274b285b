//! Words and punctuation marks.

use unicode_normalization::char::is_combining_mark;

use super::{Word, is_space};
use crate::text::Span;

/// Appends the words of one sentence.
pub(super) fn words(text: &str, sentence: Span, index: usize, paragraph: usize, words: &mut Vec<Word>) {
    let mut at = sentence.start;
    while at < sentence.end {
        let rest = &text[at..sentence.end];
        let Some(first) = rest.chars().next() else { break };
        if is_space(first) {
            at += first.len_utf8();
            continue;
        }
        let lexical = is_letter(first);
        let length = if lexical { word_length(rest) } else { mark_length(rest) };
        words.push(Word { span: Span::new(at, at + length), sentence: index, paragraph, lexical });
        at += length;
    }
}

/// Bytes of the word that `rest` starts with.
fn word_length(rest: &str) -> usize {
    let mut length = run_length(rest);
    let mut before = &rest[..length];
    while let Some(joint) = joint_length(before, &rest[length..]) {
        let run = run_length(&rest[length + joint..]);
        before = &rest[length + joint..length + joint + run];
        length += joint + run;
    }
    length
}

/// Bytes of the leading run of letters and digits, with the marks upon them.
fn run_length(rest: &str) -> usize {
    rest.find(|c| !is_letter(c) && !is_attached(c)).unwrap_or(rest.len())
}

/// Bytes of the character that joins `before`, a run of letters, with the one that follows it in
/// `rest`; `None` where the word ends.
fn joint_length(before: &str, rest: &str) -> Option<usize> {
    let mut chars = rest.chars();
    let (joint, next) = (chars.next()?, chars.next()?);
    if !is_letter(next) {
        return None;
    }
    let digits = || before.ends_with(is_digit) && is_digit(next);
    let joins = match joint {
        '\'' | '’' | '-' | '\u{2010}' | '\u{2011}' | '_' | '\u{AD}' | '·' => true,
        // An initialism, a number or a domain; not a full stop that lacks its space.
        '.' => before.chars().count() == 1 || next.is_lowercase() || is_digit(next),
        ',' => digits(),
        _ => false,
    };
    joins.then(|| joint.len_utf8())
}

/// Bytes of the mark that `rest` starts with, with the combining characters upon it.
fn mark_length(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    chars.find(|&(_, c)| !is_attached(c)).map_or(rest.len(), |(at, _)| at)
}

fn is_digit(c: char) -> bool {
    c.is_numeric()
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
}

/// Combining marks, joiners and variation selectors belong to the character before them.
fn is_attached(c: char) -> bool {
    is_combining_mark(c) && !is_letter(c) || matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}
