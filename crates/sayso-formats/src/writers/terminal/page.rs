//! Setting text in the columns of a terminal: cleaning, styling, wrapping, cutting to width.

use std::io::{self, Write};

use sayso_core::document::Form;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::TerminalOptions;

/// The characters of a view that are not the article's.
pub(super) struct Signs {
    pub open: &'static str,
    pub close: &'static str,
    pub full: &'static str,
    pub empty: &'static str,
    pub arrow: &'static str,
    pub dot: &'static str,
    pub number: &'static str,
    pub more: &'static str,
    pub rule: &'static str,
    /// For a control character.
    pub control: &'static str,
}

const UNICODE: Signs = Signs {
    open: "‹",
    close: "›",
    full: "█",
    empty: "░",
    arrow: "→",
    dot: "·",
    number: "№",
    more: "…",
    rule: "─",
    control: "\u{FFFD}",
};

const ASCII: Signs = Signs {
    open: "<",
    close: ">",
    full: "#",
    empty: ".",
    arrow: "->",
    dot: "-",
    number: "No",
    more: "...",
    rule: "-",
    control: "?",
};

/// How a character is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Style {
    pub underline: Option<Form>,
    pub bold: bool,
    /// The colour of sources.
    pub source: bool,
    pub faint: bool,
}

impl Style {
    pub const PLAIN: Self = Self { underline: None, bold: false, source: false, faint: false };
    pub const BOLD: Self = Self { bold: true, ..Self::PLAIN };
    pub const FAINT: Self = Self { faint: true, ..Self::PLAIN };

    /// The escape sequences that turn it on.
    fn start(self) -> String {
        // A terminal that knows no styles of underline keeps the plain one asked for first.
        let underline = match self.underline {
            None => "",
            Some(Form::Direct) => "\x1b[4m",
            Some(Form::Indirect) => "\x1b[4m\x1b[4:4m",
            Some(Form::Mixed) => "\x1b[4m\x1b[4:5m",
        };
        let others = [(self.bold, "\x1b[1m"), (self.source, "\x1b[36m"), (self.faint, "\x1b[2m")];
        let others = others.iter().filter(|(on, _)| *on).map(|(_, code)| *code);
        std::iter::once(underline).chain(others).collect()
    }
}

/// One character as a reader sees it, or a sign that is not to be broken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'t> {
    pub text: &'t str,
    pub style: Style,
}

const SPACE: Cell = Cell { text: " ", style: Style::PLAIN };

/// Where a view is set.
pub(super) struct Page<'w> {
    out: &'w mut dyn Write,
    colour: bool,
    /// Whether to keep right-to-left text from reordering the columns beside it.
    isolate: bool,
    pub width: usize,
    pub signs: &'static Signs,
}

impl<'w> Page<'w> {
    pub fn new(out: &'w mut dyn Write, options: &TerminalOptions) -> Self {
        let signs = if options.unicode { &UNICODE } else { &ASCII };
        Self { out, colour: options.colour, isolate: options.unicode, width: options.width.max(40), signs }
    }

    pub fn line_break(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    /// One row, without spaces at its end.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let end = cells.iter().rposition(|cell| cell.text != " ").map_or(0, |last| last + 1);
        let mut style = Style::PLAIN;
        for cell in &cells[..end] {
            if self.colour && cell.style != style {
                self.change(style, cell.style)?;
                style = cell.style;
            }
            self.out.write_all(cell.text.as_bytes())?;
        }
        if style != Style::PLAIN {
            self.change(style, Style::PLAIN)?;
        }
        self.line_break()
    }

    fn change(&mut self, from: Style, to: Style) -> io::Result<()> {
        if from != Style::PLAIN {
            self.out.write_all(b"\x1b[0m")?;
        }
        self.out.write_all(to.start().as_bytes())
    }

    /// Wrapped text with `indent` spaces before each row, cut where it would need much more than
    /// `rows` rows.
    pub fn paragraph(&mut self, text: &str, style: Style, indent: usize, rows: usize) -> io::Result<()> {
        let width = self.width.saturating_sub(indent).max(20);
        // A row broken between words is seldom full.
        let text = self.cut(text, rows.saturating_mul(width).saturating_sub(width / 8));
        let spaces = vec![SPACE; indent];
        let control = self.signs.control;
        let mut wrapper = Wrapper::new(width);
        let mut emit = |row: &[Cell]| self.row(&[&spaces[..], row].concat());
        for cell in cells(&text, style, control) {
            wrapper.push(cell, &mut emit)?;
        }
        wrapper.finish(&mut emit)
    }

    /// One row of columns (text, width, style), each cut or filled to its width, two spaces between.
    pub fn columns(&mut self, indent: usize, columns: &[(&str, usize, Style)]) -> io::Result<()> {
        let texts: Vec<_> = columns.iter().map(|&(text, width, _)| self.cut(text, width)).collect();
        let mut row = vec![SPACE; indent];
        for (text, &(_, width, style)) in texts.iter().zip(columns) {
            let isolate = self.isolate && text.chars().any(is_right_to_left);
            row.extend(isolate.then_some(Cell { text: "\u{2068}", style: Style::PLAIN }));
            row.extend(cells(text, style, self.signs.control));
            row.extend(isolate.then_some(Cell { text: "\u{2069}", style: Style::PLAIN }));
            row.extend(std::iter::repeat_n(SPACE, width.saturating_sub(text.width()) + 2));
        }
        self.row(&row)
    }

    /// Clean text on one line, no wider than `width`; where that takes words away, an ellipsis
    /// stands for them.
    pub fn cut(&self, text: &str, width: usize) -> String {
        let room = width.saturating_sub(self.signs.more.width());
        let mut cut = String::new();
        let (mut columns, mut fitting) = (0, 0);
        for cell in cells(text, Style::PLAIN, self.signs.control) {
            if cell.text == " " && (cut.is_empty() || cut.ends_with(' ')) {
                continue;
            }
            columns += cell.text.width();
            if columns > width {
                cut.truncate(fitting);
                cut.truncate(cut.trim_end().len());
                return cut + self.signs.more;
            }
            cut += cell.text;
            fitting = if columns <= room { cut.len() } else { fitting };
        }
        cut.truncate(cut.trim_end().len());
        cut
    }
}

/// Fills rows with cells and hands out each row that is full.
pub(super) struct Wrapper<'t> {
    width: usize,
    row: Vec<Cell<'t>>,
    columns: usize,
    /// Index of the last space in the row.
    space: Option<usize>,
}

impl<'t> Wrapper<'t> {
    pub fn new(width: usize) -> Self {
        Self { width, row: Vec::new(), columns: 0, space: None }
    }

    pub fn push(
        &mut self,
        cell: Cell<'t>,
        emit: &mut impl FnMut(&[Cell]) -> io::Result<()>,
    ) -> io::Result<()> {
        if cell.text == " " {
            if self.row.last().is_none_or(|last| last.text == " ") {
                return Ok(());
            }
            self.space = Some(self.row.len());
        } else if self.columns + cell.text.width() > self.width {
            self.break_row(emit)?;
        }
        self.columns += cell.text.width();
        self.row.push(cell);
        Ok(())
    }

    fn break_row(&mut self, emit: &mut impl FnMut(&[Cell]) -> io::Result<()>) -> io::Result<()> {
        let end = self.space.take().map_or(self.row.len(), |space| space + 1);
        emit(&self.row[..end])?;
        self.row.drain(..end);
        self.columns = self.row.iter().map(|cell| cell.text.width()).sum();
        Ok(())
    }

    pub fn finish(self, emit: &mut impl FnMut(&[Cell]) -> io::Result<()>) -> io::Result<()> {
        if self.row.is_empty() { Ok(()) } else { emit(&self.row) }
    }
}

/// The characters of `text`, clean: white space as a space, control characters as `control`, and
/// nothing that is invisible and moves what stands after it.
pub(super) fn cells<'t>(
    text: &'t str,
    style: Style,
    control: &'static str,
) -> impl Iterator<Item = Cell<'t>> {
    text.graphemes(true).filter_map(move |grapheme| {
        let text = if grapheme.chars().all(char::is_whitespace) {
            " "
        } else if grapheme.chars().any(char::is_control) {
            control
        } else if grapheme.chars().all(is_invisible) {
            return None;
        } else {
            grapheme
        };
        Some(Cell { text, style })
    })
}

/// Characters that reorder text or only seem to be there.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}')
        || matches!(c, '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}
