//! Lines and paragraphs.

use super::trim;
use crate::text::Span;

/// Widest margin, in characters, at which a text counts as wrapped.
const WIDEST_MARGIN: usize = 132;
/// Narrowest margin, in characters, at which a text counts as wrapped.
const NARROWEST_MARGIN: usize = 40;

/// A non-blank line, without the space at both ends.
#[derive(Debug, Clone, Copy)]
struct Line {
    span: Span,
    /// Characters, indentation included.
    width: usize,
    /// Characters of space before the first other one.
    indent: usize,
    /// Characters up to the first space after the indentation.
    first_word: usize,
    /// Whether a blank line, or the start of the text, stands before it.
    after_blank: bool,
}

/// The paragraphs of `text`: its non-blank lines, or, in a wrapped text, its blocks of lines.
pub(super) fn paragraphs(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let Some(margin) = margin(text, &lines) else {
        return lines.into_iter().map(|line| line.span).collect();
    };
    let mut paragraphs: Vec<Span> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        match paragraphs.last_mut() {
            Some(last) if continues(&lines[i - 1], line, margin) => *last = last.cover(line.span),
            _ => paragraphs.push(line.span),
        }
    }
    paragraphs
}

/// Whether `line` goes on with the paragraph of the line before it, in a text wrapped at `margin`.
///
/// A line that ends well before the margin although the next word had room was ended on purpose.
fn continues(before: &Line, line: &Line, margin: usize) -> bool {
    let room_left = before.width + 1 + line.first_word + margin / 5 <= margin;
    !line.after_blank && !room_left && line.indent <= before.indent + 1
}

/// The margin, in characters, at which the lines of a text are wrapped; `None` if they are not.
///
/// Looks at every line that another follows in its block. In a wrapped text nearly each of them is
/// full, that is, the next line's first word would not have fitted, and most end amid a sentence.
fn margin(text: &str, lines: &[Line]) -> Option<usize> {
    let inner: Vec<(&Line, &Line)> =
        lines.windows(2).filter(|w| !w[1].after_blank).map(|w| (&w[0], &w[1])).collect();
    let margin = inner.iter().map(|(line, _)| line.width).max()?;
    if inner.len() < 2 || !(NARROWEST_MARGIN..=WIDEST_MARGIN).contains(&margin) {
        return None;
    }
    let full = inner.iter().filter(|(line, next)| line.width + 1 + next.first_word + 3 > margin).count();
    let amid = inner.iter().filter(|(line, _)| !ends_sentence(line.span.of(text))).count();
    (full * 4 >= inner.len() * 3 && amid * 2 >= inner.len()).then_some(margin)
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '’', '\'', '»', ')']).ends_with(['.', '!', '?', ':', '…'])
}

/// The non-blank lines. CR LF is one break; form feeds and the Unicode separators break lines too.
fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut after_blank = true;
    let mut start = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let length = rest.find(is_line_break).unwrap_or(rest.len());
        let span = trim(text, Span::new(start, start + length));
        if span.is_empty() {
            after_blank = true;
        } else {
            let indent = text[start..span.start].chars().count();
            let first_word = span.of(text).split(char::is_whitespace).next().unwrap_or_default();
            lines.push(Line {
                span,
                width: indent + span.of(text).chars().count(),
                indent,
                first_word: first_word.chars().count(),
                after_blank,
            });
            after_blank = false;
        }
        let step = length + break_length(&rest[length..]);
        start += step;
        rest = &rest[step..];
    }
    lines
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\x0B' | '\x0C' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn break_length(rest: &str) -> usize {
    if rest.starts_with("\r\n") { 2 } else { rest.chars().next().map_or(0, char::len_utf8) }
}
