//! The readable view for a terminal: the article with its statements marked, a table of them, and
//! the sourcing profile.
//!
//! Statements are numbered in the text, `‹1 …›`, so that nothing depends on colour. With colour the
//! form also shows as the style of an underline (direct solid, indirect dotted, mixed dashed), cues
//! are bold and sources cyan.
//!
//! Text of the article never reaches the terminal as a command: control characters are replaced,
//! and invisible characters that reorder what follows them are left out.

mod page;

use std::io::{self, Write};

use sayso_core::document::{Document, Reading, Statement};
use sayso_core::text::Span;

use super::depths;
use super::marking::{Layer, Line, Piece, lines};
use super::wording::{chains, confidence, counted, hand, manner, percent, who};
use crate::wire::joined;
use page::{Cell, Page, Style, Wrapper, cells};

/// How the terminal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalOptions {
    /// Columns; taken as at least 40.
    pub width: usize,
    /// Whether escape sequences may style the text.
    pub colour: bool,
    /// Whether marks, bars and arrows may use characters beyond ASCII. The article's own characters
    /// stay as they are.
    pub unicode: bool,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self { width: 80, colour: false, unicode: true }
    }
}

/// The widest that the article's text is set: longer lines are hard to read.
const MEASURE: usize = 88;
/// Chains of hearsay that are listed; the others are counted.
const CHAINS: usize = 8;
/// Columns of the bar that shows a share.
const BAR: usize = 20;

/// The whole view of one document.
///
/// # Errors
/// Those of `out`.
pub fn write_terminal(
    out: &mut dyn Write,
    document: &Document,
    reading: &Reading,
    options: &TerminalOptions,
) -> io::Result<()> {
    let mut view = View { page: Page::new(out, options), document, reading };
    view.head()?;
    view.article()?;
    if !reading.statements.is_empty() {
        view.table()?;
    }
    view.profile()?;
    view.diagnostics()
}

struct View<'a, 'w> {
    page: Page<'w>,
    document: &'a Document,
    reading: &'a Reading,
}

impl View<'_, '_> {
    fn head(&mut self) -> io::Result<()> {
        let document = self.document;
        let authors = document.authors.join(", ");
        let facts = [
            document.outlet.as_deref(),
            Some(authors.as_str()),
            document.published.as_deref(),
            Some(document.origin.as_str()),
        ];
        let facts: Vec<_> = facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect();
        let facts = facts.join(&format!(" {} ", self.page.signs.dot));
        if let Some(title) = &document.title {
            self.page.paragraph(title, Style::BOLD, 0, usize::MAX)?;
        }
        self.page.paragraph(&facts, Style::FAINT, 0, usize::MAX)?;
        self.page.line_break()
    }

    fn article(&mut self) -> io::Result<()> {
        let (document, open) = (self.document, self.page.signs.open);
        let numbers: Vec<_> = (1..=self.reading.statements.len()).map(|n| format!("{open}{n} ")).collect();
        let mut gap = false;
        for line in lines(document, self.reading) {
            if line.span.of(&document.text).trim().is_empty() {
                gap = true;
                continue;
            }
            if std::mem::take(&mut gap) {
                self.page.line_break()?;
            }
            self.line(&line, &numbers)?;
        }
        self.page.line_break()
    }

    /// One line of the article, wrapped. `numbers` are the signs that open each statement.
    fn line(&mut self, line: &Line, numbers: &[String]) -> io::Result<()> {
        let (text, signs) = (&self.document.text, self.page.signs);
        let mut wrapper = Wrapper::new(self.page.width.min(MEASURE));
        let mut open: Vec<&Layer> = Vec::new();
        for piece in &line.pieces {
            let page = &mut self.page;
            let mut emit = |row: &[Cell]| page.row(row);
            match piece {
                Piece::Open(layer) => {
                    open.push(layer);
                    if let Layer::Content(index) = layer {
                        wrapper.push(Cell { text: &numbers[*index], style: Style::FAINT }, &mut emit)?;
                    }
                }
                Piece::Close => {
                    if let Some(Layer::Content(_)) = open.pop() {
                        wrapper.push(Cell { text: signs.close, style: Style::FAINT }, &mut emit)?;
                    }
                }
                Piece::Text(span) => {
                    let style = style(self.reading, &open);
                    cells(span.of(text), style, signs.control)
                        .try_for_each(|cell| wrapper.push(cell, &mut emit))?;
                }
            }
        }
        wrapper.finish(&mut |row: &[Cell]| self.page.row(row))
    }

    /// Two rows a statement: who, by which cue, in which form, how sure; then the words.
    fn table(&mut self) -> io::Result<()> {
        let (reading, signs) = (self.reading, self.page.signs);
        let widths = column_widths(self.page.width, reading.statements.len());
        self.rule()?;
        let head = [signs.number, "speaker", "cue", "form", "confidence"];
        self.page.columns(0, &styled(head, widths, [Style::FAINT; 5]))?;
        for (index, (statement, depth)) in reading.statements.iter().zip(depths(reading)).enumerate() {
            self.statement(index, statement, 2 * depth.min(4), widths)?;
        }
        self.page.line_break()
    }

    fn statement(
        &mut self,
        index: usize,
        statement: &Statement,
        indent: usize,
        mut widths: [usize; 5],
    ) -> io::Result<()> {
        let number = (index + 1).to_string();
        let cue = self.text(statement.cue.as_ref().map(|cue| &cue.spans[..]));
        let (form, sure) = (manner(statement).join(", "), confidence(statement.confidence));
        let texts = [&number, &self.speaker(statement), &cue, &form, sure];
        widths[1] = widths[1].saturating_sub(indent);
        let styles = [Style::FAINT, Style::BOLD, Style::PLAIN, Style::PLAIN, Style::PLAIN];
        self.page.columns(indent, &styled(texts, widths, styles))?;
        let mut words = self.text(Some(&statement.content));
        if let Some(parent) = statement.parent {
            words += &format!(" (within {})", parent + 1);
        }
        self.page.paragraph(&words, Style::PLAIN, indent + widths[0] + 2, 2)
    }

    /// Who speaks, with the first of the roles.
    fn speaker(&self, statement: &Statement) -> String {
        let name = who(self.document, self.reading, statement);
        let link = statement.speaker.as_ref();
        match link.and_then(|link| self.reading.speakers[link.speaker].roles.first()) {
            Some(role) => format!("{name}, {role}"),
            None => name,
        }
    }

    fn profile(&mut self) -> io::Result<()> {
        let (profile, signs) = (&self.reading.profile, self.page.signs);
        self.rule()?;
        let forms =
            format!("{} direct, {} indirect, {} mixed", profile.direct, profile.indirect, profile.mixed);
        let mut counts = vec![
            format!("{}: {forms}", counted(profile.statements, "statement", "statements")),
            counted(profile.speakers, "speaker", "speakers"),
            format!("{} unnamed", profile.unnamed),
        ];
        if profile.sourceless > 0 {
            counts.push(format!("{} without a source", profile.sourceless));
        }
        self.page.paragraph(&counts.join(&format!(" {} ", signs.dot)), Style::PLAIN, 0, usize::MAX)?;
        let full = (profile.own_voice.clamp(0.0, 1.0) * BAR as f32).round() as usize;
        let bar = signs.full.repeat(full) + &signs.empty.repeat(BAR - full);
        let shares = format!(
            "own voice {bar} {} of the words, {} in statements",
            percent(profile.own_voice),
            percent(profile.attributed)
        );
        self.page.paragraph(&shares, Style::PLAIN, 0, usize::MAX)?;
        self.hearsay()
    }

    fn hearsay(&mut self) -> io::Result<()> {
        let chains = chains(self.reading);
        if chains.is_empty() {
            return Ok(());
        }
        let hearsay = self.reading.profile.hearsay.iter().enumerate().filter(|(_, count)| **count > 0);
        let hearsay: Vec<_> = hearsay.map(|(depth, count)| format!("{count} {}", hand(depth))).collect();
        self.page.paragraph(&format!("hearsay: {}", hearsay.join(", ")), Style::PLAIN, 0, usize::MAX)?;
        let arrow = format!(" {} ", self.page.signs.arrow);
        for chain in chains.iter().take(CHAINS) {
            let who = |&index: &usize| {
                format!(
                    "{} ({})",
                    who(self.document, self.reading, &self.reading.statements[index]),
                    index + 1
                )
            };
            let chain: Vec<_> = chain.iter().map(who).collect();
            self.page.paragraph(&chain.join(&arrow), Style::PLAIN, 2, usize::MAX)?;
        }
        if chains.len() > CHAINS {
            let more = counted(chains.len() - CHAINS, "more chain", "more chains");
            self.page.paragraph(&more, Style::FAINT, 2, usize::MAX)?;
        }
        Ok(())
    }

    fn diagnostics(&mut self) -> io::Result<()> {
        self.reading.diagnostics.iter().try_for_each(|diagnostic| {
            let note = format!("note: {} [{}]", diagnostic.message, diagnostic.code);
            self.page.paragraph(&note, Style::FAINT, 0, usize::MAX)
        })
    }

    fn rule(&mut self) -> io::Result<()> {
        let cell = Cell { text: self.page.signs.rule, style: Style::FAINT };
        self.page.row(&vec![cell; self.page.width])
    }

    fn text(&self, spans: Option<&[Span]>) -> String {
        spans.map(|spans| joined(&self.document.text, spans)).unwrap_or_default()
    }
}

/// Number, speaker, cue, form, confidence.
fn column_widths(width: usize, statements: usize) -> [usize; 5] {
    let number = statements.to_string().len().max(2);
    let (form, sure) = (if width < 72 { 11 } else { 21 }, 10);
    let rest = width.saturating_sub(number + form + sure + 8);
    let cue = (rest / 3).min(16);
    [number, rest - cue, cue, form, sure]
}

fn styled(texts: [&str; 5], widths: [usize; 5], styles: [Style; 5]) -> [(&str, usize, Style); 5] {
    std::array::from_fn(|i| (texts[i], widths[i], styles[i]))
}

/// How text is set that these marks cover: the innermost content decides the underline.
fn style(reading: &Reading, open: &[&Layer]) -> Style {
    let mut style = Style::PLAIN;
    for layer in open {
        match layer {
            Layer::Content(index) => style.underline = Some(reading.statements[*index].form),
            Layer::Source(_) => style.source = true,
            Layer::Cue(_) => style.bold = true,
            Layer::Addressee(_) => {}
        }
    }
    style
}

#[cfg(test)]
mod tests;
