//! Paragraphs, sentences, words and quotation marks of a text.

use crate::text::Span;

/// A text cut up. All lists are in text order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Segmentation {
    /// Runs between line breaks, without surrounding white space.
    pub paragraphs: Vec<Span>,
    /// Sentences; none crosses a paragraph.
    pub sentences: Vec<Span>,
    /// Words and punctuation marks; white space belongs to none.
    pub words: Vec<Word>,
    /// Quotations, outer before inner.
    pub quotations: Vec<Quotation>,
}

/// A run of letters and digits (with inner apostrophes, hyphens, points), or one punctuation mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Where.
    pub span: Span,
    /// Index in [`Segmentation::sentences`].
    pub sentence: usize,
    /// Index in [`Segmentation::paragraphs`].
    pub paragraph: usize,
    /// Whether it holds a letter or digit.
    pub lexical: bool,
}

/// What stands between an opening quotation mark and its partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotation {
    /// From the opening mark to the closing one, both included; may run over paragraphs.
    pub outer: Span,
    /// Without the marks.
    pub inner: Span,
    /// 0 for the outermost.
    pub depth: u8,
    /// Whether the closing mark was found.
    pub closed: bool,
}
