//! The marks inside a text: `{s1: Ms. Ortiz} {q1: said} {c1: no}`.

use std::collections::BTreeMap;
use std::fmt;

use sayso_core::Span;

/// What a mark marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Who speaks.
    Source,
    /// The words that attribute.
    Cue,
    /// What was said.
    Content,
    /// To whom.
    Addressee,
}

impl Role {
    /// All roles, in the order in which labels of one mark stand.
    pub const ALL: [Role; 4] = [Role::Source, Role::Cue, Role::Content, Role::Addressee];

    /// The letter of its labels.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Role::Source => 's',
            Role::Cue => 'q',
            Role::Content => 'c',
            Role::Addressee => 'a',
        }
    }

    /// The word for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Role::Source => "source",
            Role::Cue => "cue",
            Role::Content => "content",
            Role::Addressee => "addressee",
        }
    }

    fn from_letter(letter: char) -> Option<Self> {
        Role::ALL.into_iter().find(|role| role.letter() == letter)
    }
}

/// The marks of one statement. Each role's spans are disjoint, in text order, and do not touch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// The number that its labels carry.
    pub number: u32,
    /// Who speaks.
    pub source: Vec<Span>,
    /// The words that attribute.
    pub cue: Vec<Span>,
    /// What was said: at least one span.
    pub content: Vec<Span>,
    /// To whom.
    pub addressee: Vec<Span>,
}

impl Marks {
    /// The spans of one role.
    #[must_use]
    pub fn role(&self, role: Role) -> &[Span] {
        match role {
            Role::Source => &self.source,
            Role::Cue => &self.cue,
            Role::Content => &self.content,
            Role::Addressee => &self.addressee,
        }
    }

    /// The spans of one role, to be changed.
    pub fn role_mut(&mut self, role: Role) -> &mut Vec<Span> {
        match role {
            Role::Source => &mut self.source,
            Role::Cue => &mut self.cue,
            Role::Content => &mut self.content,
            Role::Addressee => &mut self.addressee,
        }
    }
}

/// A text and the statements marked in it. `Display` writes the notation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MarkedText {
    /// The text without marks.
    pub text: String,
    /// In the order of their numbers.
    pub statements: Vec<Marks>,
}

/// A mistake in the notation, at a byte of the marked text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) offset: usize,
    pub(super) message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Label {
    role: Role,
    number: u32,
}

impl MarkedText {
    pub(super) fn parse(marked: &str) -> Result<Self, Mistake> {
        Parser { marked, at: 0, text: String::new(), open: Vec::new(), spans: BTreeMap::new() }.run()
    }
}

struct Parser<'m> {
    marked: &'m str,
    at: usize,
    text: String,
    open: Vec<Open>,
    spans: BTreeMap<u32, Marks>,
}

struct Open {
    labels: Vec<Label>,
    /// Where it begins in the text.
    start: usize,
    /// Where its brace stands in the marked text.
    brace: usize,
}

impl Parser<'_> {
    fn run(mut self) -> Result<MarkedText, Mistake> {
        while let Some(c) = self.marked[self.at..].chars().next() {
            match c {
                '{' => self.open_mark()?,
                '}' => self.close_mark()?,
                '\\' => self.escape()?,
                _ => {
                    self.text.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
        if let Some(open) = self.open.last() {
            return Err(mistake(open.brace, "this mark is not closed"));
        }
        self.finish()
    }

    fn finish(self) -> Result<MarkedText, Mistake> {
        let mut statements: Vec<Marks> = self.spans.into_values().collect();
        for marks in &mut statements {
            if marks.content.is_empty() {
                return Err(mistake(0, &format!("statement {0} has no content (c{0})", marks.number)));
            }
            for role in Role::ALL {
                join_touching(marks.role_mut(role));
            }
        }
        Ok(MarkedText { text: self.text, statements })
    }

    fn open_mark(&mut self) -> Result<(), Mistake> {
        let brace = self.at;
        let rest = &self.marked[brace + 1..];
        let labels =
            rest.split_once(": ").and_then(|(labels, _)| Some((parse_labels(labels)?, labels.len())));
        let Some((labels, length)) = labels else {
            let advice =
                "a mark begins with labels, a colon and a space, as in `{s1: `; write `\\{` for a brace";
            return Err(mistake(brace, advice));
        };
        self.open.push(Open { labels, start: self.text.len(), brace });
        self.at = brace + 1 + length + ": ".len();
        Ok(())
    }

    fn close_mark(&mut self) -> Result<(), Mistake> {
        let Some(open) = self.open.pop() else {
            return Err(mistake(self.at, "no mark is open here; write `\\}` for a brace"));
        };
        if open.start == self.text.len() {
            return Err(mistake(open.brace, "this mark marks nothing"));
        }
        let span = Span::new(open.start, self.text.len());
        for label in open.labels {
            let marks = self.spans.entry(label.number).or_default();
            marks.number = label.number;
            marks.role_mut(label.role).push(span);
        }
        self.at += 1;
        Ok(())
    }

    fn escape(&mut self) -> Result<(), Mistake> {
        match self.marked[self.at + 1..].chars().next() {
            Some(c @ ('{' | '}' | '\\')) => self.text.push(c),
            _ => return Err(mistake(self.at, "a backslash stands before `{`, `}` or `\\` only")),
        }
        self.at += 2;
        Ok(())
    }
}

fn mistake(offset: usize, message: &str) -> Mistake {
    Mistake { offset, message: message.to_owned() }
}

fn parse_labels(labels: &str) -> Option<Vec<Label>> {
    labels.split(',').map(parse_label).collect()
}

fn parse_label(label: &str) -> Option<Label> {
    let role = Role::from_letter(label.chars().next()?)?;
    let digits = &label[1..];
    let plain = !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
    let number = digits.parse().ok()?;
    plain.then_some(Label { role, number })
}

/// Sorts spans and joins those that touch or overlap.
pub(super) fn join_touching(spans: &mut Vec<Span>) {
    spans.sort();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for &span in spans.iter() {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => *last = last.cover(span),
            _ => joined.push(span),
        }
    }
    *spans = joined;
}

impl fmt::Display for MarkedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Renderer::new(self).run())
    }
}

/// Marks that share one span, to be written as one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    span: Span,
    labels: Vec<Label>,
}

struct Renderer<'t> {
    text: &'t str,
    /// By start; where starts are equal, longest first.
    marks: Vec<Mark>,
    /// Indices of the marks that stand open, outermost first.
    open: Vec<usize>,
    out: String,
}

impl<'t> Renderer<'t> {
    fn new(marked: &'t MarkedText) -> Self {
        let mut by_span: BTreeMap<Span, Vec<Label>> = BTreeMap::new();
        for marks in &marked.statements {
            for role in Role::ALL {
                for &span in marks.role(role).iter().filter(|span| !span.is_empty()) {
                    by_span.entry(span).or_default().push(Label { role, number: marks.number });
                }
            }
        }
        let mut marks: Vec<Mark> = by_span.into_iter().map(|(span, labels)| Mark { span, labels }).collect();
        for mark in &mut marks {
            mark.labels.sort();
        }
        marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
        Self { text: &marked.text, marks, open: Vec::new(), out: String::new() }
    }

    fn run(mut self) -> String {
        let mut cuts: Vec<usize> = self.marks.iter().flat_map(|m| [m.span.start, m.span.end]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let (mut at, mut next) = (0, 0);
        for cut in cuts {
            self.text_until(at, cut);
            let mut opening = self.close_at(cut);
            while next < self.marks.len() && self.marks[next].span.start == cut {
                opening.push(next);
                next += 1;
            }
            self.open_all(opening);
            at = cut;
        }
        self.text_until(at, self.text.len());
        self.out
    }

    fn text_until(&mut self, from: usize, to: usize) {
        for c in self.text[from..to].chars() {
            if matches!(c, '{' | '}' | '\\') {
                self.out.push('\\');
            }
            self.out.push(c);
        }
    }

    /// Closes the marks that end at `cut`; returns those that had to close with them but go on.
    fn close_at(&mut self, cut: usize) -> Vec<usize> {
        let ends = |&mark: &usize| self.marks[mark].span.end == cut;
        let Some(outermost) = self.open.iter().position(ends) else {
            return Vec::new();
        };
        let closed = self.open.split_off(outermost);
        self.out.extend(closed.iter().map(|_| '}'));
        closed.into_iter().filter(|&mark| self.marks[mark].span.end > cut).collect()
    }

    fn open_all(&mut self, mut marks: Vec<usize>) {
        marks.sort_by_key(|&mark| (std::cmp::Reverse(self.marks[mark].span.end), mark));
        for mark in marks {
            let labels: Vec<String> = self.marks[mark].labels.iter().map(Label::to_string).collect();
            self.out.push('{');
            self.out.push_str(&labels.join(","));
            self.out.push_str(": ");
            self.open.push(mark);
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.role.letter(), self.number)
    }
}
