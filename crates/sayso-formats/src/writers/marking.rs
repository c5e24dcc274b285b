//! The text cut at every boundary of a mark, for the writers that show it marked.
//!
//! Marks may nest and cross. Cutting at all boundaries gives stretches that the same marks cover;
//! opening and closing only what changes between two of them gives a well-nested sequence in which
//! marks that cross are closed and opened again, and none runs over the end of a line.

use std::collections::BTreeSet;

use sayso_core::document::{Document, Reading};
use sayso_core::text::Span;

use super::depths;

/// What a stretch of text is, outermost first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layer {
    /// Content of the statement with this index.
    Content(usize),
    /// Source of these statements.
    Source(Vec<usize>),
    /// Cue of these statements.
    Cue(Vec<usize>),
    /// To whom these statements were made.
    Addressee(Vec<usize>),
}

/// One step through a line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A mark begins.
    Open(Layer),
    /// The innermost mark ends.
    Close,
    /// Characters of the text.
    Text(Span),
}

/// One line of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Without its line break.
    pub span: Span,
    /// Well nested; the texts together are the line.
    pub pieces: Vec<Piece>,
}

/// All lines of the document, empty ones included, with their marks.
pub fn lines<'t>(document: &'t Document, reading: &Reading) -> impl Iterator<Item = Line> + use<'t> {
    let mut sweep = Sweep::new(reading);
    line_spans(&document.text).map(move |span| sweep.line(span))
}

/// What a line is made of on a page, well nested; `M` is the mark on a content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline<'a, M> {
    /// Words of the text.
    Text(&'a str),
    /// A content begins.
    Content(M),
    /// A source begins: numbers of its statements.
    Source(String),
    /// A cue begins: numbers of its statements.
    Cue(String),
    /// An addressee begins: numbers of its statements.
    Addressee(String),
    /// The name of the element that ends.
    End(&'static str),
}

/// A line as a page writes it. `content` makes the mark of a statement, by index, from how many contents are
/// open around it.
pub fn inline<'a, M>(
    text: &'a str,
    line: &Line,
    mut content: impl FnMut(usize, usize) -> M,
) -> Vec<Inline<'a, M>> {
    let (mut ends, mut depth) = (Vec::new(), 0);
    let mut piece = |piece: &Piece| match piece {
        Piece::Text(span) => Inline::Text(span.of(text)),
        Piece::Open(Layer::Content(index)) => {
            let mark = content(*index, depth);
            depth += 1;
            ends.push("mark");
            Inline::Content(mark)
        }
        Piece::Open(Layer::Source(indices)) => {
            ends.push("span");
            Inline::Source(numbers(indices))
        }
        Piece::Open(Layer::Cue(indices)) => {
            ends.push("b");
            Inline::Cue(numbers(indices))
        }
        Piece::Open(Layer::Addressee(indices)) => {
            ends.push("span");
            Inline::Addressee(numbers(indices))
        }
        Piece::Close => {
            let end = ends.pop().unwrap_or_default();
            depth -= usize::from(end == "mark");
            Inline::End(end)
        }
    };
    line.pieces.iter().map(&mut piece).collect()
}

/// Statements by number, from 1.
fn numbers(indices: &[usize]) -> String {
    let numbers: Vec<_> = indices.iter().map(|index| (index + 1).to_string()).collect();
    numbers.join(" ")
}

fn line_spans(text: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    text.split('\n').map(move |line| {
        let span = Span::new(start, start + line.len());
        start = span.end + 1;
        span
    })
}

/// Orders contents outermost first.
type ContentKey = (usize, usize);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Content(ContentKey),
    Source(usize),
    Cue(usize),
    Addressee(usize),
}

/// A mark that begins or ends.
struct Edge {
    offset: usize,
    opens: bool,
    role: Role,
}

/// Walks through the text once, knowing at each place which marks cover it.
struct Sweep {
    /// In text order.
    edges: Vec<Edge>,
    /// The first edge that is still ahead.
    next: usize,
    covering: BTreeSet<Role>,
}

impl Sweep {
    fn new(reading: &Reading) -> Self {
        let mut edges = Vec::new();
        let mut add = |role: Role, spans: &[Span]| {
            for span in spans.iter().filter(|span| !span.is_empty()) {
                edges.push(Edge { offset: span.start, opens: true, role });
                edges.push(Edge { offset: span.end, opens: false, role });
            }
        };
        for (index, (statement, depth)) in reading.statements.iter().zip(depths(reading)).enumerate() {
            add(Role::Content((depth, index)), &statement.content);
            statement.source.iter().for_each(|source| add(Role::Source(index), &source.spans));
            statement.cue.iter().for_each(|cue| add(Role::Cue(index), &cue.spans));
            statement.addressee.iter().for_each(|spans| add(Role::Addressee(index), spans));
        }
        // At one offset marks end before others begin, so that parts which touch stay apart.
        edges.sort_by_key(|edge| (edge.offset, edge.opens));
        Self { edges, next: 0, covering: BTreeSet::new() }
    }

    fn line(&mut self, span: Span) -> Line {
        let mut pieces = Vec::new();
        let mut open: Vec<Layer> = Vec::new();
        let mut start = span.start;
        while start < span.end {
            self.advance(start);
            let end = self.edges.get(self.next).map_or(span.end, |edge| edge.offset.min(span.end));
            change(&mut open, self.layers(), &mut pieces);
            pieces.push(Piece::Text(Span::new(start, end)));
            start = end;
        }
        change(&mut open, Vec::new(), &mut pieces);
        Line { span, pieces }
    }

    /// Takes in all edges up to `offset`.
    fn advance(&mut self, offset: usize) {
        while let Some(edge) = self.edges.get(self.next).filter(|edge| edge.offset <= offset) {
            if edge.opens {
                self.covering.insert(edge.role);
            } else {
                self.covering.remove(&edge.role);
            }
            self.next += 1;
        }
    }

    fn layers(&self) -> Vec<Layer> {
        let mut layers = Vec::new();
        let (mut sources, mut cues, mut addressees) = (Vec::new(), Vec::new(), Vec::new());
        for role in &self.covering {
            match *role {
                Role::Content((_, index)) => layers.push(Layer::Content(index)),
                Role::Source(index) => sources.push(index),
                Role::Cue(index) => cues.push(index),
                Role::Addressee(index) => addressees.push(index),
            }
        }
        layers.extend((!sources.is_empty()).then_some(Layer::Source(sources)));
        layers.extend((!cues.is_empty()).then_some(Layer::Cue(cues)));
        layers.extend((!addressees.is_empty()).then_some(Layer::Addressee(addressees)));
        layers
    }
}

/// Closes what no longer covers, opens what newly does.
fn change(open: &mut Vec<Layer>, layers: Vec<Layer>, pieces: &mut Vec<Piece>) {
    let kept = open.iter().zip(&layers).take_while(|(old, new)| old == new).count();
    pieces.extend(open.drain(kept..).map(|_| Piece::Close));
    pieces.extend(layers[kept..].iter().cloned().map(Piece::Open));
    *open = layers;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use proptest::prelude::*;
    use sayso_core::document::Statement;

    /// The line with contents as `(1 … )`, sources as `[…]`, cues as `*…*`, addressees as `<…>`.
    fn shown(text: &str, line: &Line) -> String {
        let mut out = String::new();
        let mut ends = Vec::new();
        for piece in &line.pieces {
            match piece {
                Piece::Open(Layer::Content(index)) => {
                    out += &format!("({} ", index + 1);
                    ends.push(')');
                }
                Piece::Open(Layer::Source(_)) => {
                    out.push('[');
                    ends.push(']');
                }
                Piece::Open(Layer::Cue(_)) => {
                    out.push('*');
                    ends.push('*');
                }
                Piece::Open(Layer::Addressee(_)) => {
                    out.push('<');
                    ends.push('>');
                }
                Piece::Close => out.push(ends.pop().expect("something is open")),
                Piece::Text(span) => out += span.of(text),
            }
        }
        assert!(ends.is_empty(), "all is closed at the end of the line");
        out
    }

    #[test]
    fn marks_nest() {
        let (document, reading) = (fixture::document(), fixture::reading());
        let lines: Vec<_> = lines(&document, &reading).collect();
        insta::assert_snapshot!(shown(&document.text, &lines[10]), @"*According to* [a letter seen by The Courier], (8 [the builder] *believes* that (9 <farmers> *were told* that (10 the land was worthless))).");
    }

    #[test]
    fn marks_that_cross_are_closed_and_opened_again() {
        let document = Document::from_text("", "abcdef\nghi".into());
        let statement = |start, end| Statement {
            content: vec![Span::new(start, end)],
            source: None,
            cue: None,
            addressee: None,
            parent: None,
            ..fixture::reading().statements[0].clone()
        };
        let reading = Reading { statements: vec![statement(0, 4), statement(2, 9)], ..Reading::default() };
        let lines = lines(&document, &reading);
        let shown: Vec<_> = lines.map(|line| shown(&document.text, &line)).collect();
        assert_eq!(shown, ["(1 ab(2 cd))(2 ef)", "(2 gh)i"]);
    }

    proptest! {
        #[test]
        fn the_texts_together_are_the_document(
            text in "(?s)[a-c\\né🐑]{0,30}",
            cuts in proptest::collection::vec((0.0..1.0, 0.0..1.0), 0..6),
        ) {
            let boundaries: Vec<_> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let at = |share: f64| boundaries[(share * boundaries.len() as f64) as usize];
            let statements = cuts.iter().map(|&(a, b)| Statement {
                content: vec![Span::new(at(f64::min(a, b)), at(f64::max(a, b)))],
                source: None,
                cue: None,
                addressee: None,
                parent: None,
                ..fixture::reading().statements[0].clone()
            });
            let reading = Reading { statements: statements.collect(), ..Reading::default() };
            let document = Document::from_text("", text.clone());
            let lines: Vec<_> = lines(&document, &reading).collect();
            lines.iter().for_each(|line| drop(shown(&text, line)));
            let texts = |line: &Line| -> String {
                let of = |piece: &Piece| if let Piece::Text(span) = piece { span.of(&text) } else { "" };
                line.pieces.iter().map(of).collect()
            };
            let joined: Vec<_> = lines.iter().map(texts).collect();
            prop_assert_eq!(joined.join("\n"), text);
        }
    }
}
