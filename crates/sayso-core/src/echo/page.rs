//! A text as a row of words and of shingles: what is compared when copies are looked for.

use crate::text::Span;

/// Bytes of a text that are looked at, as many as the engine reads: the beginning of a book tells copies of it, and
/// memory stays bounded whatever the text is made of.
const MOST: usize = 2 << 20;

/// Words of a shingle.
pub const SHINGLE: usize = 5;

/// One word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    pub hash: u64,
    pub span: Span,
    /// Whether it stands in quotation marks, where it is somebody else's.
    pub quoted: bool,
}

/// A text, cut into words that differ only where it matters: without case, marks and apostrophes.
///
/// Much simpler than [`crate::utterances::Wording`], because whole documents are read so, many at a time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub(super) words: Vec<Word>,
    /// Hash of the shingle that begins with each word but the last ones.
    pub(super) shingles: Vec<u64>,
    /// Every shingle with the word that it begins with, in order of hash.
    pub(super) places: Vec<(u64, u32)>,
    /// Different shingles, in order; of all words, and of those outside quotation marks alone.
    pub(super) all: Vec<u64>,
    pub(super) outside: Vec<u64>,
}

impl Page {
    /// Reads a text, of a very long one its beginning. What stands in double quotation marks, or one of the spans that are `given`, counts as quoted.
    #[must_use]
    pub fn read(text: &str, given: &[Span]) -> Self {
        let text = &text[..text.floor_char_boundary(MOST)];
        let mut words = words(text);
        for given in given {
            let from = words.partition_point(|word| word.span.end <= given.start);
            let inside = words[from..].iter_mut().take_while(|word| word.span.start < given.end);
            inside.for_each(|word| word.quoted = true);
        }
        let shingles: Vec<u64> = words.windows(SHINGLE).map(shingle).collect();
        let mut places: Vec<(u64, u32)> = shingles.iter().copied().zip(0..).collect();
        places.sort_unstable();
        let own = |place: &&(u64, u32)| is_outside(&words, place.1 as usize);
        let outside = distinct(places.iter().filter(own).map(|&(hash, _)| hash));
        let all = distinct(places.iter().map(|&(hash, _)| hash));
        Self { words, shingles, places, all, outside }
    }

    /// How many different shingles it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether it has none: it is shorter than one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Words outside quotation marks.
    pub(super) fn own_words(&self) -> usize {
        self.words.iter().filter(|word| !word.quoted).count()
    }

    /// Whether no word of the shingle at `at` stands in quotation marks.
    pub(super) fn is_outside(&self, at: usize) -> bool {
        is_outside(&self.words, at)
    }

    /// The words that share a character with `span`, as a range of indices.
    pub(super) fn words_in(&self, span: Span) -> std::ops::Range<usize> {
        let from = self.words.partition_point(|word| word.span.end <= span.start);
        let to = self.words.partition_point(|word| word.span.start < span.end);
        from..to.max(from)
    }
}

fn is_outside(words: &[Word], at: usize) -> bool {
    words[at..at + SHINGLE].iter().all(|word| !word.quoted)
}

/// Of sorted hashes.
fn distinct(hashes: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut all: Vec<u64> = hashes.collect();
    all.dedup();
    all
}

/// Hash of five words. It stands in collections: it may never change.
fn shingle(words: &[Word]) -> u64 {
    mixed(words.iter().fold(0, |hash: u64, word| hash.rotate_left(23).wrapping_mul(PRIME) ^ word.hash))
}

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// Spreads the digits: the finish of SplitMix64.
fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// FNV-1a of a word, letter by letter.
struct Spelling(u64);

impl Spelling {
    fn add(&mut self, c: char) {
        let mut put = |c: char| self.0 = (self.0 ^ u64::from(u32::from(c))).wrapping_mul(PRIME);
        if c.is_ascii() { put(c.to_ascii_lowercase()) } else { c.to_lowercase().for_each(put) }
    }
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut quoted = false;
    let mut word: Option<(usize, Spelling)> = None;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_alphanumeric() {
            word.get_or_insert((at, Spelling(OFFSET))).1.add(c);
            before = c;
            continue;
        }
        let next = chars.peek().map_or(' ', |&(_, next)| next);
        let apostrophe = matches!(c, '\'' | '’' | '\u{2bc}');
        if !(apostrophe && word.is_some() && next.is_alphanumeric()) {
            if let Some((start, spelling)) = word.take() {
                words.push(Word { hash: mixed(spelling.0), span: Span::new(start, at), quoted });
            }
            quoted = after_mark(quoted, c, before, next);
        }
        before = c;
    }
    if let Some((start, spelling)) = word {
        words.push(Word { hash: mixed(spelling.0), span: Span::new(start, text.len()), quoted });
    }
    words
}

/// Whether words after this character stand in quotation marks. A mark without a partner reaches to the end of
/// its line, so that it never hides more than a paragraph.
fn after_mark(quoted: bool, c: char, before: char, next: char) -> bool {
    match c {
        '\n' | '”' | '»' => false,
        '“' | '„' | '«' => true,
        // Straight ones: at the beginning of a word it opens, at the end of one it closes.
        '"' if before.is_whitespace() && !next.is_whitespace() => true,
        '"' if next.is_whitespace() => false,
        '"' => !quoted,
        _ => quoted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quoted(text: &str) -> Vec<&str> {
        let page = Page::read(text, &[]);
        page.words.iter().filter(|word| word.quoted).map(|word| word.span.of(text)).collect()
    }

    #[test]
    fn words_in_marks_are_somebody_elses() {
        assert_eq!(quoted("“We won’t sell,” said Vera Holm. “Never.”"), ["We", "won’t", "sell", "Never"]);
        assert_eq!(quoted("She said \"no doubt\" and left (\"for good\")."), ["no", "doubt", "for", "good"]);
        assert_eq!(quoted("“The first line\nThe second line"), ["The", "first", "line"]);
    }

    #[test]
    fn case_marks_and_apostrophes_make_no_difference() {
        let hashes = |text| Page::read(text, &[]).all;
        assert_eq!(hashes("The harbour won’t be sold, ever."), hashes("THE HARBOUR WON'T BE SOLD -- EVER"));
        assert_ne!(hashes("The harbour will be sold, ever."), hashes("The harbour won't be sold, ever."));
    }

    #[test]
    fn spans_given_count_as_quoted_too() {
        let text = "he said the harbour is not for sale today";
        let page = Page::read(text, &[Span::new(8, 33)]);
        assert_eq!(page.outside.len(), 0);
        assert_eq!(page.own_words(), 3);
    }

    proptest! {
        #[test]
        fn any_text_is_a_page(text in "\\PC{0,200}") {
            let page = Page::read(&text, &[]);
            for word in &page.words {
                prop_assert!(text.get(word.span.start..word.span.end).is_some_and(|word| !word.is_empty()));
            }
            prop_assert!(page.words.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
            prop_assert!(page.outside.len() <= page.all.len());
        }
    }
}
