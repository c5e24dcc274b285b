//! What was done to the words on the way from one wording to another: word by word, each change named.

use super::align::{LONGEST, Match, best_run};
use super::words::{Kind, Token, WordId, Wording};
use crate::document::words;
use crate::text::Span;

words!(
    /// What a change of the words is.
    EditClass {
        /// Case, marks, spelling, contraction: the same words.
        #[default]
        Typographic = "typographic",
        /// Words left out, and marked as left out.
        Ellipsis = "ellipsis",
        /// Words put in.
        Insertion = "insertion",
        /// Words left out without a mark.
        Omission = "omission",
        /// Words in the place of others; also another tense or number of the same word.
        Substitution = "substitution",
        /// A number that became another.
        Number = "number",
        /// A negation that came or went.
        Negation = "negation",
        /// The same words in another order.
        Order = "order",
    }
);

/// One change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    /// What it is.
    pub class: EditClass,
    /// The words of the base that are changed, in bytes of its text; empty where words came in.
    pub base: Span,
    /// The words of the other wording in their place, in bytes of its text; empty where words are gone.
    pub other: Span,
    /// Whether the wording itself shows it, by brackets or an ellipsis.
    pub marked: bool,
    /// Whether it is at an end of the wording: a fragment begins or ends there, or goes on.
    pub at_end: bool,
}

impl Edit {
    /// Whether it may change what was said: a negation or a number that changed without a mark, and not only by
    /// where a fragment begins or ends.
    #[must_use]
    pub fn changes_sense(&self) -> bool {
        let is_cut = self.at_end && (self.base.is_empty() || self.other.is_empty());
        !self.marked && !is_cut && matches!(self.class, EditClass::Number | EditClass::Negation)
    }
}

/// The changes that lead from one wording to another, in the order of the base. Spans point into the texts.
#[must_use]
pub fn edits(base: &str, other: &str) -> Vec<Edit> {
    let (a, b) = (Wording::read(base), Wording::read(other));
    let (a_tokens, b_tokens) =
        (&a.tokens[..a.tokens.len().min(LONGEST)], &b.tokens[..b.tokens.len().min(LONGEST)]);
    let mut matches = Vec::new();
    fill(a_tokens, b_tokens, (0, 0), &mut matches);
    matches.sort_unstable();
    let mut differ = Differ {
        texts: [base, other],
        a: &a,
        b: &b,
        moved: [vec![false; a.tokens.len()], vec![false; b.tokens.len()]],
        edits: Vec::new(),
    };
    let gaps = gaps(&matches, a_tokens.len(), b_tokens.len());
    differ.orders(&gaps);
    for (at, gap) in gaps.iter().enumerate() {
        // An auxiliary that came or went with a change of tense is part of it (*has trained*, *trains*).
        let tense = matches.get(at).is_some_and(|next| !next.exact) && differ.only_auxiliaries(gap);
        if !tense {
            differ.gap(gap);
        }
    }
    differ.matches(&matches);
    let mut edits = differ.edits;
    edits.sort_by_key(|edit| (edit.base.start, edit.other.start, edit.class));
    edits
}

/// Aligns what lies left and right of the best run again, until nothing is alike.
fn fill(a: &[Token], b: &[Token], offset: (usize, usize), out: &mut Vec<Match>) {
    if a.is_empty() || b.is_empty() {
        return;
    }
    let run = best_run(a, b);
    let (Some(&first), Some(&last)) = (run.first(), run.last()) else { return };
    out.extend(run.iter().map(|m| Match { a: m.a + offset.0, b: m.b + offset.1, exact: m.exact }));
    fill(&a[..first.a], &b[..first.b], offset, out);
    fill(&a[last.a + 1..], &b[last.b + 1..], (offset.0 + last.a + 1, offset.1 + last.b + 1), out);
}

/// Words of both wordings between two matches.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Gap {
    a: std::ops::Range<usize>,
    b: std::ops::Range<usize>,
    at_end: bool,
}

fn gaps(matches: &[Match], a: usize, b: usize) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut from = (0, 0);
    for m in matches {
        gaps.push(Gap { a: from.0..m.a, b: from.1..m.b, at_end: from == (0, 0) });
        from = (m.a + 1, m.b + 1);
    }
    gaps.push(Gap { a: from.0..a, b: from.1..b, at_end: true });
    gaps
}

struct Differ<'t> {
    texts: [&'t str; 2],
    a: &'t Wording,
    b: &'t Wording,
    /// Words that stand elsewhere in the other wording.
    moved: [Vec<bool>; 2],
    edits: Vec<Edit>,
}

impl Differ<'_> {
    /// Finds words that left one place and came in at another.
    fn orders(&mut self, gaps: &[Gap]) {
        while let Some((from, to, length)) = self.longest_moved(gaps) {
            self.moved[0][from..from + length].fill(true);
            self.moved[1][to..to + length].fill(true);
            let base = cover(&self.a.tokens[from..from + length], 0);
            let other = cover(&self.b.tokens[to..to + length], 0);
            self.edits.push(Edit { class: EditClass::Order, base, other, marked: false, at_end: false });
        }
        if !self.edits.is_empty() {
            self.companions(gaps);
        }
    }

    /// Where words of weight moved, the small words that went with them (*and*) have moved too.
    fn companions(&mut self, gaps: &[Gap]) {
        let came: Vec<usize> = gaps.iter().flat_map(|gap| gap.b.clone()).collect();
        for x in gaps.iter().flat_map(|gap| gap.a.clone()) {
            if !self.moved[0][x] && self.a.tokens[x].kind == Kind::Function {
                let same = |&&y: &&usize| !self.moved[1][y] && self.a.tokens[x].word == self.b.tokens[y].word;
                if let Some(&y) = came.iter().find(same) {
                    self.moved[0][x] = true;
                    self.moved[1][y] = true;
                }
            }
        }
    }

    /// The longest row of words, one of them of weight, that both wordings have in different gaps.
    fn longest_moved(&self, gaps: &[Gap]) -> Option<(usize, usize, usize)> {
        let mut best: Option<(usize, usize, usize)> = None;
        for (m, left) in gaps.iter().enumerate() {
            for right in gaps.iter().enumerate().filter(|&(n, _)| n != m).map(|(_, gap)| gap) {
                for x in left.a.clone() {
                    for y in right.b.clone() {
                        let length = self.alike(x..left.a.end, y..right.b.end);
                        if length > best.map_or(0, |best| best.2) && self.weighs(x, length) {
                            best = Some((x, y, length));
                        }
                    }
                }
            }
        }
        best
    }

    fn alike(&self, a: std::ops::Range<usize>, b: std::ops::Range<usize>) -> usize {
        let same = |&(x, y): &(usize, usize)| {
            !self.moved[0][x] && !self.moved[1][y] && self.a.tokens[x].word == self.b.tokens[y].word
        };
        a.zip(b).take_while(same).count()
    }

    fn weighs(&self, from: usize, length: usize) -> bool {
        self.a.tokens[from..from + length]
            .iter()
            .any(|token| matches!(token.kind, Kind::Content | Kind::Number))
    }

    /// Names what happened between two matches.
    fn gap(&mut self, gap: &Gap) {
        let gone: Vec<Token> = self.rest(0, gap.a.clone());
        let came: Vec<Token> = self.rest(1, gap.b.clone());
        if gone.is_empty() && came.is_empty() {
            return;
        }
        let at = [place(&self.a.tokens, gap.a.start), place(&self.b.tokens, gap.b.start)];
        let (base, other) = (cover(&gone, at[0]), cover(&came, at[1]));
        let marks = |side: &[Token]| side.iter().all(|token| token.bracketed) && !side.is_empty();
        let marked = marks(&gone) || marks(&came);
        if !gone.is_empty() && left_out(self.b, &gap.b) {
            self.edits.push(Edit {
                class: EditClass::Ellipsis,
                base,
                other: Span::new(at[1], at[1]),
                marked: true,
                at_end: gap.at_end,
            });
            if !came.is_empty() {
                let class =
                    if gap.at_end || marks(&came) { EditClass::Insertion } else { EditClass::Substitution };
                self.edits.push(Edit {
                    class,
                    base: Span::new(at[0], at[0]),
                    other,
                    marked,
                    at_end: gap.at_end,
                });
            }
            return;
        }
        if !came.is_empty() && gone.is_empty() && left_out(self.a, &gap.a) {
            // The base left out what this wording has.
            self.edits.push(Edit {
                class: EditClass::Ellipsis,
                base,
                other,
                marked: true,
                at_end: gap.at_end,
            });
            return;
        }
        if gone.len() == came.len() && numbers(&gone) != numbers(&came) {
            for (x, y) in gone.iter().zip(&came).filter(|(x, y)| x.word != y.word) {
                let class = self.class(&[*x], &[*y]);
                self.edits.push(Edit { class, base: x.span, other: y.span, marked, at_end: gap.at_end });
            }
            return;
        }
        let class = self.class(&gone, &came);
        self.edits.push(Edit { class, base, other, marked, at_end: gap.at_end });
    }

    fn only_auxiliaries(&self, gap: &Gap) -> bool {
        let auxiliary = |token: &Token| AUXILIARIES.iter().any(|&base| token.base == WordId::of(base));
        let sides = self.a.tokens[gap.a.clone()].iter().chain(&self.b.tokens[gap.b.clone()]);
        sides.clone().count() <= 2 && sides.into_iter().all(auxiliary)
    }

    /// Whether a negation came or went beside this word, which explains its form (*knew*, *didn't know*).
    fn beside_negation(&self, spans: [Span; 2]) -> bool {
        let near = |x: Span, y: Span| x.start <= y.end + 2 && y.start <= x.end + 2;
        let touches = |edit: &&Edit| near(edit.base, spans[0]) && near(edit.other, spans[1]);
        self.edits.iter().filter(|edit| edit.class == EditClass::Negation).any(|edit| touches(&edit))
    }

    fn rest(&self, side: usize, range: std::ops::Range<usize>) -> Vec<Token> {
        let tokens = [&self.a.tokens, &self.b.tokens][side];
        range.filter(|&at| !self.moved[side][at]).map(|at| tokens[at]).collect()
    }

    fn class(&self, gone: &[Token], came: &[Token]) -> EditClass {
        let few = |side: &[Token]| {
            side.iter().filter(|token| token.kind == Kind::Content).count() <= 2 && side.len() <= 5
        };
        if few(gone) && few(came) {
            if count(gone, Kind::Negation) != count(came, Kind::Negation) || self.prefixed(gone, came) {
                return EditClass::Negation;
            }
            if numbers(gone) != numbers(came)
                && (self.both(gone, came) || only_numbers(gone) || only_numbers(came))
            {
                return EditClass::Number;
            }
        } else if self.both(gone, came)
            && count(gone, Kind::Number) > 0
            && count(came, Kind::Number) > 0
            && numbers(gone) != numbers(came)
        {
            return EditClass::Number;
        }
        match (gone.is_empty(), came.is_empty()) {
            (true, _) => EditClass::Insertion,
            (_, true) => EditClass::Omission,
            _ => EditClass::Substitution,
        }
    }

    fn both(&self, gone: &[Token], came: &[Token]) -> bool {
        !gone.is_empty() && !came.is_empty()
    }

    /// Whether a word lost or got a prefix that turns it round (*likely*, *unlikely*).
    fn prefixed(&self, gone: &[Token], came: &[Token]) -> bool {
        let turned = |x: &str, y: &str| PREFIXES.iter().any(|prefix| y.strip_prefix(prefix) == Some(x));
        gone.iter().any(|x| {
            let x = x.span.of(self.texts[0]).to_lowercase();
            came.iter().any(|y| {
                let y = y.span.of(self.texts[1]).to_lowercase();
                x.len() > 3 && y.len() > 3 && (turned(&x, &y) || turned(&y, &x))
            })
        })
    }

    /// Names what differs in and between words that are the same.
    fn matches(&mut self, matches: &[Match]) {
        for (at, m) in matches.iter().enumerate() {
            let (x, y) = (self.a.tokens[m.a], self.b.tokens[m.b]);
            let plain = |class| Edit { class, base: x.span, other: y.span, marked: false, at_end: false };
            let negated = self.beside_negation([x.span, y.span]);
            if !m.exact && !negated {
                self.edits.push(plain(EditClass::Substitution));
            } else if m.exact && self.spelled_differently(m) && !(negated && self.shares_place(m)) {
                self.edits.push(plain(EditClass::Typographic));
            }
            let next = matches.get(at + 1).filter(|next| next.a == m.a + 1 && next.b == m.b + 1);
            if let Some(next) = next {
                self.between([x, y], [self.a.tokens[next.a], self.b.tokens[next.b]]);
            }
        }
    }

    /// Whether a word is spelled differently, the capital aside that every sentence begins with.
    fn spelled_differently(&self, m: &Match) -> bool {
        let (x, y) = (&self.a.tokens[m.a], &self.b.tokens[m.b]);
        let [one, two] = [x.span.of(self.texts[0]), y.span.of(self.texts[1])];
        let both_first = m.a == 0 && m.b == 0;
        if !both_first && x.opens_sentence != y.opens_sentence {
            return one.to_lowercase() != two.to_lowercase();
        }
        one != two
    }

    /// Whether it is part of a contraction.
    fn shares_place(&self, m: &Match) -> bool {
        let shares = |tokens: &[Token], at: usize| {
            let beside =
                [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| tokens.get(at));
            beside.into_iter().any(|token| token.span == tokens[at].span)
        };
        shares(&self.a.tokens, m.a) || shares(&self.b.tokens, m.b)
    }

    /// Names what differs between two words that follow each other in both wordings.
    fn between(&mut self, before: [Token; 2], after: [Token; 2]) {
        let spans = [0, 1]
            .map(|side| Span::new(before[side].span.end.min(after[side].span.start), after[side].span.start));
        let marks = [0, 1].map(|side| spans[side].of(self.texts[side]));
        if squeezed(marks[0]) == squeezed(marks[1]) {
            return;
        }
        let gap = after[0].after_gap != after[1].after_gap;
        let class = if gap { EditClass::Ellipsis } else { EditClass::Typographic };
        self.edits.push(Edit { class, base: spans[0], other: spans[1], marked: gap, at_end: false });
    }
}

/// Dictionary forms of the words that make tenses.
const AUXILIARIES: [&str; 4] = ["be", "have", "do", "will"];

const PREFIXES: [&str; 6] = ["un", "in", "im", "dis", "non", "ir"];

/// Without white space, straight and curly marks being one.
fn squeezed(marks: &str) -> String {
    let one = |c| match c {
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        '–' | '—' => '-',
        _ => c,
    };
    marks.chars().filter(|c| !c.is_whitespace()).map(one).collect()
}

/// Whether a wording marks that it leaves something out in or after a gap.
fn left_out(wording: &Wording, gap: &std::ops::Range<usize>) -> bool {
    let inside = gap.clone().any(|at| wording.tokens[at].after_gap);
    inside || wording.tokens.get(gap.end).map_or(wording.open_end, |next| next.after_gap)
}

fn count(tokens: &[Token], kind: Kind) -> usize {
    tokens.iter().filter(|token| token.kind == kind).count()
}

fn numbers(tokens: &[Token]) -> Vec<WordId> {
    tokens.iter().filter(|token| token.kind == Kind::Number).map(|token| token.word).collect()
}

fn only_numbers(tokens: &[Token]) -> bool {
    count(tokens, Kind::Number) > 0 && count(tokens, Kind::Content) == 0
}

/// Where the word at `at` stands, or would.
fn place(tokens: &[Token], at: usize) -> usize {
    let before = at.checked_sub(1).map_or(0, |before| tokens[before].span.end);
    tokens.get(at).map_or(before, |token| token.span.start)
}

fn cover(tokens: &[Token], at: usize) -> Span {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.span.cover(last.span),
        _ => Span::new(at, at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_two_texts_can_be_compared(a in "\\PC{0,80}", b in "\\PC{0,80}") {
            for edit in edits(&a, &b) {
                prop_assert!(a.get(edit.base.start..edit.base.end).is_some());
                prop_assert!(b.get(edit.other.start..edit.other.end).is_some());
            }
        }
    }

    #[test]
    fn edits_say_where_they_are() {
        let (base, other) = ("We will not sell the old harbour.", "We will sell the harbour.");
        let all: Vec<_> = edits(base, other).iter().map(|edit| (edit.class, edit.base.of(base))).collect();
        assert_eq!(all, [(EditClass::Negation, "not"), (EditClass::Omission, "old")]);
    }
}
