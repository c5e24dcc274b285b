//! Paragraphs, sentences, words and quotation marks of a text.
//!
//! ```
//! let text = "“The bridge is safe,” said Ms. Ortiz. Nobody asked.";
//! let cut = sayso_core::segment::segment(text);
//! assert_eq!(cut.sentences.len(), 2);
//! assert_eq!(cut.quotations[0].inner.of(text), "The bridge is safe,");
//! ```

mod paragraphs;
mod quotations;
mod sentences;
mod words;

use std::ops::Range;

use crate::text::Span;

/// A text cut up. All lists are in text order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Segmentation {
    /// Runs between line breaks, without surrounding white space. Where blank lines part blocks of
    /// lines that are wrapped at a margin, a block is one paragraph.
    pub paragraphs: Vec<Span>,
    /// Sentences; none crosses a paragraph.
    pub sentences: Vec<Span>,
    /// Words and punctuation marks; white space belongs to none.
    pub words: Vec<Word>,
    /// Quotations, outer before inner. Any two nest or are apart.
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
    /// Index in [`Segmentation::quotations`] of the one around it.
    pub parent: Option<usize>,
}

/// Cuts `text` into paragraphs, sentences and words, and pairs its quotation marks. Takes time and
/// memory in proportion to the text, whatever it holds.
#[must_use]
pub fn segment(text: &str) -> Segmentation {
    let paragraphs = paragraphs::paragraphs(text);
    let quotations = quotations::quotations(text, &paragraphs);
    let mut sentences = Vec::new();
    let mut words = Vec::new();
    for (index, &paragraph) in paragraphs.iter().enumerate() {
        for sentence in sentences::sentences(text, paragraph) {
            words::words(text, sentence, sentences.len(), index, &mut words);
            sentences.push(sentence);
        }
    }
    Segmentation { paragraphs, sentences, words, quotations }
}

impl Segmentation {
    /// Indices of the words that share a character with `span`.
    #[must_use]
    pub fn word_range(&self, span: Span) -> Range<usize> {
        let start = self.words.partition_point(|word| word.span.end <= span.start);
        let end = self.words.partition_point(|word| word.span.start < span.end);
        start..end.max(start)
    }

    /// The words that share a character with `span`.
    #[must_use]
    pub fn words_in(&self, span: Span) -> &[Word] {
        &self.words[self.word_range(span)]
    }

    /// Index of the paragraph that holds the byte at `offset`; `None` between paragraphs.
    #[must_use]
    pub fn paragraph_at(&self, offset: usize) -> Option<usize> {
        index_at(&self.paragraphs, offset)
    }

    /// Index of the sentence that holds the byte at `offset`; `None` between sentences.
    #[must_use]
    pub fn sentence_at(&self, offset: usize) -> Option<usize> {
        index_at(&self.sentences, offset)
    }

    /// Index of the innermost quotation that holds the byte at `offset`, marks included.
    #[must_use]
    pub fn quotation_at(&self, offset: usize) -> Option<usize> {
        let mut found = self.quotations.partition_point(|q| q.outer.start <= offset).checked_sub(1);
        while let Some(index) = found {
            let quotation = &self.quotations[index];
            if offset < quotation.outer.end {
                break;
            }
            found = quotation.parent;
        }
        found
    }

    /// How many quotations hold the byte at `offset`.
    #[must_use]
    pub fn quotation_depth(&self, offset: usize) -> usize {
        self.quotation_at(offset).map_or(0, |index| usize::from(self.quotations[index].depth) + 1)
    }

    /// Whether the byte at `offset` stands in a quotation, its marks included.
    #[must_use]
    pub fn quoted_at(&self, offset: usize) -> bool {
        self.quotation_at(offset).is_some()
    }
}

/// Index of the span, in disjoint spans in text order, that holds the byte at `offset`.
fn index_at(spans: &[Span], offset: usize) -> Option<usize> {
    let index = spans.partition_point(|span| span.start <= offset).checked_sub(1)?;
    spans[index].contains_offset(offset).then_some(index)
}

/// Whether a character parts words and shows nothing: white space, control and direction marks.
fn is_space(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// The span without the space at both ends.
fn trim(text: &str, span: Span) -> Span {
    let inner = span.of(text);
    let start = span.start + (inner.len() - inner.trim_start_matches(is_space).len());
    let end = span.end - (inner.len() - inner.trim_end_matches(is_space).len());
    Span::new(start.min(end), end)
}

#[cfg(test)]
mod tests;
