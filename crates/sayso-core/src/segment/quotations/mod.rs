//! Quotation marks: which opens, which closes, which is none.
//!
//! One pass over the text with a stack of open marks. What a mark does follows from its shape, from
//! what is open, and from the characters at both sides. A mark left open at the end of a paragraph
//! lives on if the next paragraph opens with the same mark again; otherwise it ends there.

mod marks;

use marks::{Closing, Mark, Marks, Shape};

use super::{Quotation, trim};
use crate::text::Span;

/// Openings within this many others are passed over, so that no text costs more than linear time.
pub(super) const DEEPEST: usize = 16;

/// Families of marks that pair among themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// “ ”, and ” ” as in Swedish.
    Double,
    /// „ “ as in German, „ ” as in Polish.
    LowDouble,
    /// ‘ ’.
    Single,
    /// ‚ ‘ as in German.
    LowSingle,
    /// « » and » «.
    Guillemet,
    /// ‹ › and › ‹.
    SingleGuillemet,
    /// " ".
    Straight,
    /// ' '.
    StraightSingle,
    /// `` '', and '' ''.
    TwoSingles,
    /// 「 」 and 『 』.
    Corner,
}

/// A quotation whose end is not known yet.
#[derive(Debug, Clone, Copy)]
struct Open {
    style: Style,
    mark: Span,
    /// Where, right inside this one, the same mark opened again.
    reopened: Option<usize>,
    /// A mark that closed it unless it is an apostrophe.
    tentative: Option<Span>,
    /// Whether it begins a paragraph, or a colon, comma or dash leads to it.
    led: bool,
}

/// Pairs the quotation marks of `text`; outer before inner.
pub(super) fn quotations(text: &str, paragraphs: &[Span]) -> Vec<Quotation> {
    let mut pairing = Pairing { text, open: Vec::new(), found: Vec::new() };
    for (i, &paragraph) in paragraphs.iter().enumerate() {
        pairing.read(paragraph, paragraphs.get(i + 1).copied());
    }
    nest(pairing.found)
}

/// Orders quotations that nest or are apart, and says what stands within what.
fn nest(mut quotations: Vec<Quotation>) -> Vec<Quotation> {
    quotations.sort_unstable_by_key(|q| (q.outer.start, std::cmp::Reverse(q.outer.end)));
    let mut around: Vec<usize> = Vec::new();
    for index in 0..quotations.len() {
        let start = quotations[index].outer.start;
        while around.last().is_some_and(|&outer| quotations[outer].outer.end <= start) {
            around.pop();
        }
        quotations[index].parent = around.last().copied();
        quotations[index].depth = u8::try_from(around.len()).unwrap_or(u8::MAX);
        around.push(index);
    }
    quotations
}

struct Pairing<'t> {
    text: &'t str,
    /// Outermost first. Between paragraphs it holds those that the next paragraph opens again.
    open: Vec<Open>,
    found: Vec<Quotation>,
}

impl Pairing<'_> {
    fn read(&mut self, paragraph: Span, next: Option<Span>) {
        let carried = !self.open.is_empty();
        for mark in Marks::new(self.text, paragraph) {
            let opens_again = carried && mark.span.start == paragraph.start;
            if !opens_again {
                self.take(mark);
            }
        }
        self.end_paragraph(paragraph, next);
    }

    fn take(&mut self, mark: Mark) {
        use Shape as S;
        match mark.shape {
            S::High66 => self.take_high66(mark),
            S::High99 => self.take_high99(mark),
            S::Low99 => self.push(mark, Style::LowDouble),
            S::High6 => self.take_high6(mark),
            S::High9 => self.take_closing_single(mark),
            S::Low9 => self.push(mark, Style::LowSingle),
            S::Left => self.take_guillemet(mark, Style::Guillemet, true),
            S::Right => self.take_guillemet(mark, Style::Guillemet, false),
            S::LeftSingle => self.take_guillemet(mark, Style::SingleGuillemet, true),
            S::RightSingle => self.take_guillemet(mark, Style::SingleGuillemet, false),
            S::Straight => self.take_straight(mark, &[Style::Straight, Style::Double], Style::Straight),
            S::TwoSingles => self.take_straight(mark, &[Style::TwoSingles], Style::TwoSingles),
            S::Backticks => self.push(mark, Style::TwoSingles),
            S::StraightSingle if mark.opens() && !mark.elides(self.text) => {
                self.push(mark, Style::StraightSingle);
            }
            S::StraightSingle => self.take_closing_single(mark),
            S::CornerOpen => self.push(mark, Style::Corner),
            S::CornerClose => self.close(Style::Corner, mark),
        }
    }

    /// “ opens, but closes a German „ and, mistyped, another “.
    fn take_high66(&mut self, mark: Mark) {
        match self.innermost(&[Style::LowDouble, Style::Double]) {
            Some(Style::LowDouble) if !mark.opens() => self.close(Style::LowDouble, mark),
            Some(Style::Double) if mark.ends() => self.close(Style::Double, mark),
            _ => self.push(mark, Style::Double),
        }
    }

    /// ” closes, but opens where nothing is open and it stands like an opening mark.
    fn take_high99(&mut self, mark: Mark) {
        match self.innermost(&[Style::Double, Style::LowDouble, Style::Straight]) {
            Some(style) => self.close(style, mark),
            None if mark.opens() => self.push(mark, Style::Double),
            None => {}
        }
    }

    /// ‘ opens, but closes a German ‚; within a word or before a shortened one it is an apostrophe.
    fn take_high6(&mut self, mark: Mark) {
        let low = self.open.last().is_some_and(|top| top.style == Style::LowSingle);
        if low && !mark.opens() {
            self.close(Style::LowSingle, mark);
        } else if !mark.follows_letter() && !mark.elides(self.text) {
            self.push(mark, Style::Single);
        }
    }

    /// Guillemets point outwards in most languages, inwards in some; `left` is the shape that opens
    /// in most.
    fn take_guillemet(&mut self, mark: Mark, style: Style, left: bool) {
        let is_open = self.innermost(&[style]).is_some();
        let opens = if left { !(is_open && mark.ends()) } else { !is_open && mark.opens() };
        if opens { self.push(mark, style) } else { self.close(style, mark) }
    }

    /// A mark that looks the same on both sides.
    fn take_straight(&mut self, mark: Mark, closable: &[Style], style: Style) {
        if mark.measures(self.text) {
            return;
        }
        match self.innermost(closable) {
            Some(open) if !mark.opens() => self.close(open, mark),
            None if mark.is_stray() => {}
            _ => self.push(mark, style),
        }
    }

    /// ’ or ' where it does not open: a closing mark or an apostrophe.
    fn take_closing_single(&mut self, mark: Mark) {
        let single = |style| matches!(style, Style::Single | Style::LowSingle | Style::StraightSingle);
        let Some(top) = self.open.last_mut().filter(|top| single(top.style)) else { return };
        match mark.closes_single(self.text) {
            Closing::No => {}
            Closing::Perhaps => {
                top.tentative.get_or_insert(mark.span);
            }
            Closing::Yes => {
                let style = top.style;
                self.close(style, mark);
            }
        }
    }

    /// The style of the innermost open quotation that is one of `styles`.
    fn innermost(&self, styles: &[Style]) -> Option<Style> {
        self.open.iter().rev().map(|open| open.style).find(|style| styles.contains(style))
    }

    fn push(&mut self, mark: Mark, style: Style) {
        if let Some(top) = self.open.last_mut().filter(|top| top.style == style) {
            top.reopened.get_or_insert(mark.span.start);
        }
        if self.open.len() < DEEPEST {
            let led = mark.is_led(self.text);
            self.open.push(Open { style, mark: mark.span, reopened: None, tentative: None, led });
        }
    }

    /// Closes the innermost open quotation of `style` with `mark`; those inside it end with it.
    fn close(&mut self, style: Style, mark: Mark) {
        let Some(at) = self.open.iter().rposition(|open| open.style == style) else { return };
        for inner in self.open.split_off(at + 1) {
            self.end(inner, mark.span.start);
        }
        if let Some(open) = self.open.pop() {
            self.found(open.mark, Span::new(open.mark.end, mark.span.start), mark.span.end, true);
        }
    }

    /// Ends a quotation that found no certain closing mark, at `end` at the latest.
    fn end(&mut self, open: Open, end: usize) {
        let start = open.mark.end;
        match (open.tentative, open.style) {
            (Some(mark), _) => self.found(open.mark, Span::new(start, mark.start), mark.end, true),
            // More likely an apostrophe than a quotation.
            (None, Style::StraightSingle) => {}
            (None, Style::Single) if !open.led => {}
            (None, _) => {
                let inner = Span::new(start, open.reopened.unwrap_or(end).min(end).max(start));
                let inner = Span::new(start, trim(self.text, inner).end);
                self.found(open.mark, inner, inner.end, false);
            }
        }
    }

    /// Keeps a quotation, unless nothing stands in it.
    fn found(&mut self, mark: Span, inner: Span, end: usize, closed: bool) {
        if !trim(self.text, inner).is_empty() {
            let outer = Span::new(mark.start, end);
            self.found.push(Quotation { outer, inner, depth: 0, closed, parent: None });
        }
    }

    /// Ends what the paragraph leaves open, but for the one that `next` opens again and those
    /// around it.
    fn end_paragraph(&mut self, paragraph: Span, next: Option<Span>) {
        let kept = next.and_then(|next| self.open.iter().rposition(|open| self.carries_on(open, next)));
        for (i, open) in std::mem::take(&mut self.open).into_iter().enumerate() {
            if kept.is_some_and(|kept| i <= kept) && open.reopened.is_none() {
                self.open.push(open);
            } else {
                self.end(open, paragraph.end);
            }
        }
    }

    /// Whether `open` goes on in `next`, which then begins with the same mark.
    fn carries_on(&self, open: &Open, next: Span) -> bool {
        let (mark, next) = (open.mark.of(self.text), next.of(self.text));
        let same = next.starts_with(mark) || mark == "«" && next.starts_with('»');
        let whole = open.reopened.is_none() && open.tentative.is_none();
        same && whole && open.style != Style::StraightSingle
    }
}
