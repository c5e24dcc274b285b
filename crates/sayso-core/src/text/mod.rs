//! Spans and offsets.
//!
//! Inside sayso an offset counts UTF-8 bytes; outside (wire record, standoff formats) it counts
//! Unicode code points, the unit of the W3C Web Annotation model. [`OffsetMap`] is the one border.

/// A half-open range of UTF-8 bytes of a document's text. Both ends stand on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` (inclusive) to `end` (exclusive), in bytes.
    ///
    /// # Panics
    /// If `start > end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "span {start}..{end} runs backwards");
        Self { start, end }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether both share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies inside.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies inside.
    #[must_use]
    pub fn contains_offset(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The characters of the span.
    ///
    /// # Panics
    /// If the span does not lie inside `text` on character boundaries.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// A half-open range of Unicode code points: the unit of every offset that leaves sayso.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodepointSpan {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// Converts offsets of one text between bytes and code points.
///
/// Keeps one checkpoint each [`OffsetMap::STRIDE`] bytes: memory is a sixteenth of the text's size,
/// and a conversion reads at most one stride.
#[derive(Debug, Clone)]
pub struct OffsetMap<'t> {
    text: &'t str,
    /// Number of code points before byte `i * STRIDE` (rounded up to a character boundary).
    checkpoints: Vec<usize>,
}

impl<'t> OffsetMap<'t> {
    /// Bytes between two checkpoints.
    pub const STRIDE: usize = 128;

    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut checkpoints = vec![0];
        let mut count = 0;
        for (i, byte) in text.bytes().enumerate() {
            if i > 0 && i % Self::STRIDE == 0 {
                checkpoints.push(count);
            }
            count += usize::from(is_char_start(byte));
        }
        Self { text, checkpoints }
    }

    /// Code points before the byte offset `byte`.
    #[must_use]
    pub fn codepoint(&self, byte: usize) -> usize {
        let block = (byte / Self::STRIDE).min(self.checkpoints.len() - 1);
        let rest = &self.text.as_bytes()[block * Self::STRIDE..byte];
        self.checkpoints[block] + rest.iter().filter(|&&b| is_char_start(b)).count()
    }

    /// The span in code points.
    #[must_use]
    pub fn codepoints(&self, span: Span) -> CodepointSpan {
        CodepointSpan { start: self.codepoint(span.start), end: self.codepoint(span.end) }
    }

    /// The byte offset of the code point `codepoint`; `None` past the end of the text.
    #[must_use]
    pub fn byte(&self, codepoint: usize) -> Option<usize> {
        let block = self.checkpoints.partition_point(|&c| c <= codepoint).saturating_sub(1);
        let mut seen = self.checkpoints[block];
        let bytes = self.text.as_bytes();
        for (i, &b) in bytes.iter().enumerate().skip(block * Self::STRIDE) {
            if is_char_start(b) {
                if seen == codepoint {
                    return Some(i);
                }
                seen += 1;
            }
        }
        (seen == codepoint).then_some(bytes.len())
    }

    /// The span in bytes; `None` where it runs backwards or past the end of the text.
    #[must_use]
    pub fn bytes(&self, span: CodepointSpan) -> Option<Span> {
        let (start, end) = (self.byte(span.start)?, self.byte(span.end)?);
        (start <= end).then(|| Span::new(start, end))
    }
}

fn is_char_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn offsets_round_trip(text in "(?s).{0,400}") {
            let map = OffsetMap::new(&text);
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(map.codepoint(byte), n);
                prop_assert_eq!(map.byte(n), Some(byte));
            }
            let total = text.chars().count();
            prop_assert_eq!(map.codepoint(text.len()), total);
            prop_assert_eq!(map.byte(total), Some(text.len()));
            prop_assert_eq!(map.byte(total + 1), None);
        }
    }
}
