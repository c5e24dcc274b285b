//! Single quotation marks and what their neighbours tell of them.

use crate::segment::is_space;
use crate::text::Span;

/// Words that lose their beginning to an apostrophe (*'em*, *'til*, rock *'n'* roll).
const ELIDED: &[&str] = &[
    "bout", "cause", "cuz", "d", "em", "ere", "kay", "ll", "n", "neath", "nother", "nuff", "re", "round",
    "s", "stache", "t", "til", "till", "tis", "tisn't", "twas", "twasn't", "tween", "twere", "twill",
    "twould", "un", "ve",
];

/// The glyph of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// “
    High66,
    /// ”
    High99,
    /// „
    Low99,
    /// ‘
    High6,
    /// ’
    High9,
    /// ‚
    Low9,
    /// «
    Left,
    /// »
    Right,
    /// ‹
    LeftSingle,
    /// ›
    RightSingle,
    /// "
    Straight,
    /// '
    StraightSingle,
    /// ``
    Backticks,
    /// ''
    TwoSingles,
    /// 「 『
    CornerOpen,
    /// 」 』
    CornerClose,
}

/// Whether a single mark closes a quotation or is an apostrophe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    No,
    Perhaps,
    Yes,
}

/// A quotation mark and its neighbours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) shape: Shape,
    /// The character before it; none at the start of the paragraph.
    before: Option<char>,
    /// The character after it; none at the end of the paragraph.
    after: Option<char>,
}

impl Mark {
    /// Whether it stands like an opening mark: something follows, and space, a bracket, a dash, a
    /// colon or another mark comes before.
    pub(super) fn opens(&self) -> bool {
        let led = self.before.is_none_or(|c| is_space(c) || "([{<—–-―/:“‘„‚«‹\"'`¿¡".contains(c));
        led && self.after.is_some_and(|c| !is_space(c) && !is_closing(c))
    }

    /// Whether it stands like a closing mark: something comes before, and nothing, space or closing
    /// punctuation follows.
    pub(super) fn ends(&self) -> bool {
        self.before.is_some_and(|c| !is_space(c)) && self.after.is_none_or(|c| is_space(c) || is_closing(c))
    }

    /// Whether a straight mark, nothing being open, is no opening mark: one that ends something, or
    /// stands within a word.
    pub(super) fn is_stray(&self) -> bool {
        self.ends() || self.after.is_none() || self.follows_letter()
    }

    /// Whether a letter or digit stands right before it.
    pub(super) fn follows_letter(&self) -> bool {
        self.before.is_some_and(char::is_alphanumeric)
    }

    /// Whether it begins a paragraph, or a colon, comma, dash or other mark leads to it.
    pub(super) fn is_led(&self, text: &str) -> bool {
        let before = text[..self.span.start].trim_end_matches(' ');
        self.before.is_none() || before.ends_with([':', ',', '—', '–', '“', '"'])
    }

    /// Whether it stands for inches or seconds after feet or minutes (`5'10"`).
    pub(super) fn measures(&self, text: &str) -> bool {
        let before = &text[..self.span.start];
        let feet = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '½');
        let digits = before.len() - feet.len();
        let stem = feet.strip_suffix(['\'', '’', '′']);
        (1..=5).contains(&digits) && stem.is_some_and(|stem| stem.ends_with(|c: char| c.is_ascii_digit()))
    }

    /// Whether a word or year that has lost its beginning follows (*'em*, *'90s*).
    pub(super) fn elides(&self, text: &str) -> bool {
        let rest = &text[self.span.end..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
        let word = &rest[..end.unwrap_or(rest.len())];
        let year = word.trim_end_matches(['s', '\'', '’']);
        if year.len() == 2 && year.bytes().all(|b| b.is_ascii_digit()) {
            return true;
        }
        let word = word.to_lowercase().replace('’', "'");
        ELIDED.binary_search(&word.trim_end_matches('\'')).is_ok()
    }

    /// Whether it closes a single quotation.
    pub(super) fn closes_single(&self, text: &str) -> Closing {
        if !self.ends() {
            return Closing::No;
        }
        let before = &text[..self.span.start];
        let spaced = self.after.is_some_and(is_space);
        let possessive = before.ends_with(['s', 'S', 'x', 'z']) || before.ends_with("in");
        let measure = before.ends_with(|c: char| c.is_ascii_digit());
        if spaced && (possessive || measure) { Closing::Perhaps } else { Closing::Yes }
    }
}

/// The marks of one paragraph, in order.
pub(super) struct Marks<'t> {
    text: &'t str,
    paragraph: Span,
    at: usize,
    before: Option<char>,
}

impl<'t> Marks<'t> {
    pub(super) fn new(text: &'t str, paragraph: Span) -> Self {
        Self { text, paragraph, at: paragraph.start, before: None }
    }
}

impl Iterator for Marks<'_> {
    type Item = Mark;

    fn next(&mut self) -> Option<Mark> {
        loop {
            let rest = &self.text[self.at..self.paragraph.end];
            let c = rest.chars().next()?;
            let before = self.before;
            let (shape, length) = shape_at(rest, before).map_or((None, c.len_utf8()), |(s, n)| (Some(s), n));
            let span = Span::new(self.at, self.at + length);
            self.at += length;
            self.before = Some(c);
            if let Some(shape) = shape {
                let after = rest[length..].chars().next();
                return Some(Mark { span, shape, before, after });
            }
        }
    }
}

/// The mark that `rest` starts with, and its length in bytes.
fn shape_at(rest: &str, before: Option<char>) -> Option<(Shape, usize)> {
    let c = rest.chars().next()?;
    let shape = match c {
        '“' | '‟' => Shape::High66,
        '”' => Shape::High99,
        '„' => Shape::Low99,
        '‘' | '‛' => Shape::High6,
        '’' => Shape::High9,
        '‚' => Shape::Low9,
        '«' => Shape::Left,
        '»' => Shape::Right,
        '‹' => Shape::LeftSingle,
        '›' => Shape::RightSingle,
        '"' | '＂' => Shape::Straight,
        '「' | '『' => Shape::CornerOpen,
        '」' | '』' => Shape::CornerClose,
        '`' if rest.starts_with("``") => return Some((Shape::Backticks, 2)),
        '\'' if is_pair_of_singles(rest, before) => return Some((Shape::TwoSingles, 2)),
        '\'' => Shape::StraightSingle,
        _ => return None,
    };
    Some((shape, c.len_utf8()))
}

/// Whether `rest` starts with two straight singles that stand for a double mark. Of three that end
/// something, the first closes a single quotation.
fn is_pair_of_singles(rest: &str, before: Option<char>) -> bool {
    let closing_three = rest.starts_with("'''")
        && before.is_some_and(|c| !is_space(c) && c != '\'')
        && rest[3..].chars().next().is_none_or(|c| is_space(c) || is_closing(c));
    rest.starts_with("''") && !closing_three
}

/// Punctuation that follows a closing mark rather than an opening one.
fn is_closing(c: char) -> bool {
    ".,;:!?…)]}>—–-―/”’»›\"'|*".contains(c)
}
