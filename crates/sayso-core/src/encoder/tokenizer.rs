//! WordPiece for an uncased BERT vocabulary, each piece with the bytes of the text it stands for.
//!
//! The method is that of the original BERT tokenizer (Devlin et al. 2019): control characters are
//! dropped, text is decomposed (NFD), accents are dropped, letters are lowered, ideographs and
//! punctuation marks stand alone, and each word is cut into the longest pieces that the vocabulary
//! holds, from left to right.

use unicode_normalization::char::decompose_canonical;
use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};

use super::model::ModelError;
use crate::text::Span;

/// Words of more characters than this become one unknown piece.
const MAX_WORD: usize = 100;

/// One piece of a text: an entry of the vocabulary, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Index in the vocabulary.
    pub id: u32,
    /// From the first to the last source character that the piece has something of.
    ///
    /// Pieces of one character (of a decomposed Hangul syllable, say) have the same span.
    pub span: Span,
    /// Whether it goes on with the word of the piece before it.
    pub continues: bool,
}

/// Cuts text into pieces.
#[derive(Debug, Clone)]
pub struct Tokenizer {
    vocabulary: Vocabulary,
    unknown: u32,
}

impl Tokenizer {
    /// A tokenizer for a vocabulary of one piece a line, `##` before those that go on with a word.
    ///
    /// # Errors
    /// If the vocabulary is not UTF-8 or lacks `[UNK]`.
    pub fn from_vocab(vocabulary: &'static [u8]) -> Result<Self, ModelError> {
        let text = std::str::from_utf8(vocabulary).map_err(|_| ModelError::Vocabulary("is not UTF-8"))?;
        let vocabulary = Vocabulary::new(text);
        let unknown = vocabulary.word("[UNK]").ok_or(ModelError::Vocabulary("has no [UNK]"))?;
        Ok(Self { vocabulary, unknown })
    }

    /// How many pieces the vocabulary holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.vocabulary.len()
    }

    /// Whether the vocabulary holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The index of a piece that begins a word, or of a special one such as `[CLS]`.
    #[must_use]
    pub fn id(&self, piece: &str) -> Option<u32> {
        self.vocabulary.word(piece)
    }

    /// Appends the pieces of `text[span]` to `out`, with spans in `text`.
    ///
    /// # Panics
    /// If `span` does not lie inside `text` on character boundaries.
    pub fn tokenize(&self, text: &str, span: Span, out: &mut Vec<Piece>) {
        let mut word = Word::default();
        for (offset, source) in span.of(text).char_indices() {
            let start = span.start + offset;
            let at = Span::new(start, start + source.len_utf8());
            if source.is_ascii_alphanumeric() {
                word.push(source.to_ascii_lowercase(), at);
            } else if is_dropped(source) {
                continue;
            } else if source.is_whitespace() {
                self.finish(&mut word, out);
            } else {
                let alone = is_ideograph(source);
                if alone {
                    self.finish(&mut word, out);
                }
                decompose_canonical(source, |part| self.take(part, at, &mut word, out));
                if alone {
                    self.finish(&mut word, out);
                }
            }
        }
        self.finish(&mut word, out);
    }

    /// Adds one decomposed character to the word, or ends the word at it.
    fn take(&self, part: char, at: Span, word: &mut Word, out: &mut Vec<Piece>) {
        if !part.is_ascii() && part.general_category() == Category::NonspacingMark {
            return;
        }
        for lower in part.to_lowercase() {
            if is_punctuation(lower) {
                self.finish(word, out);
                word.push(lower, at);
                self.finish(word, out);
            } else {
                word.push(lower, at);
            }
        }
    }

    /// Cuts the word into pieces and empties it.
    fn finish(&self, word: &mut Word, out: &mut Vec<Piece>) {
        if word.chars.is_empty() {
            return;
        }
        let before = out.len();
        if word.chars.len() > MAX_WORD || !self.cut(word, out) {
            out.truncate(before);
            out.push(Piece { id: self.unknown, span: word.span(0, word.chars.len()), continues: false });
        }
        word.clear();
    }

    /// Appends the longest pieces from left to right; false where some part is in no piece.
    fn cut(&self, word: &mut Word, out: &mut Vec<Piece>) -> bool {
        let mut first = 0;
        while first < word.chars.len() {
            let continues = first > 0;
            let Some((id, count)) = self.vocabulary.longest(word, first, continues) else { return false };
            out.push(Piece { id, span: word.span(first, first + count), continues });
            first += count;
        }
        true
    }
}

/// A word as it is looked up, and where each of its characters comes from.
#[derive(Default)]
struct Word {
    text: String,
    chars: Vec<Char>,
    hashes: Vec<u64>,
}

/// A character of a [`Word`].
struct Char {
    /// Where it begins in the word.
    begin: usize,
    /// The source character that it comes from.
    source: Span,
}

impl Word {
    fn push(&mut self, c: char, source: Span) {
        self.chars.push(Char { begin: self.text.len(), source });
        self.text.push(c);
    }

    fn clear(&mut self) {
        self.text.clear();
        self.chars.clear();
    }

    fn span(&self, first: usize, end: usize) -> Span {
        self.chars[first].source.cover(self.chars[end - 1].source)
    }

    /// Where the character `index` begins in the word; its end for one past the last.
    fn begin(&self, index: usize) -> usize {
        self.chars.get(index).map_or(self.text.len(), |c| c.begin)
    }
}

/// The pieces and a hash table (open addressing, at most half full) from their letters to them.
///
/// The letters stay where they are, in the model file: the table holds numbers only.
#[derive(Debug, Clone)]
struct Vocabulary {
    text: &'static str,
    /// Where each piece begins in `text`.
    begins: Vec<u32>,
    /// Piece index plus one; 0 for a free place.
    slots: Vec<u32>,
    /// Length in bytes of the longest piece, `##` left off.
    longest: usize,
}

const CONTINUATION: &str = "##";

impl Vocabulary {
    fn new(text: &'static str) -> Self {
        let mut begins = Vec::new();
        let mut begin = 0;
        for line in text.split_terminator('\n') {
            begins.push(u32::try_from(begin).unwrap_or(u32::MAX));
            begin += line.len() + 1;
        }
        let slots = vec![0; (begins.len() * 2).next_power_of_two().max(2)];
        let mut vocabulary = Self { text, begins, slots, longest: 0 };
        for id in 0..vocabulary.begins.len() {
            vocabulary.insert(id);
        }
        vocabulary
    }

    fn len(&self) -> usize {
        self.begins.len()
    }

    /// The letters of a piece, and whether it goes on with a word.
    fn piece(&self, id: usize) -> (&'static [u8], bool) {
        let rest = self.text.get(self.begins[id] as usize..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default().trim_end();
        match line.strip_prefix(CONTINUATION) {
            Some(letters) if !letters.is_empty() => (letters.as_bytes(), true),
            _ => (line.as_bytes(), false),
        }
    }

    fn insert(&mut self, id: usize) {
        let (letters, continues) = self.piece(id);
        let hash = letters.iter().fold(seed(continues), step);
        let mut slot = self.slot(hash);
        while self.slots[slot] != 0 {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        self.slots[slot] = id as u32 + 1;
        self.longest = self.longest.max(letters.len());
    }

    fn slot(&self, hash: u64) -> usize {
        let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 32) as usize & (self.slots.len() - 1)
    }

    /// The first piece with these letters.
    fn find(&self, hash: u64, letters: &[u8], continues: bool) -> Option<u32> {
        let mut slot = self.slot(hash);
        while self.slots[slot] != 0 {
            let id = self.slots[slot] - 1;
            if self.piece(id as usize) == (letters, continues) {
                return Some(id);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        None
    }

    fn word(&self, piece: &str) -> Option<u32> {
        self.find(piece.as_bytes().iter().fold(seed(false), step), piece.as_bytes(), false)
    }

    /// The longest piece that the rest of the word begins with, and of how many characters.
    fn longest(&self, word: &mut Word, first: usize, continues: bool) -> Option<(u32, usize)> {
        let begin = word.begin(first);
        let mut hashes = std::mem::take(&mut word.hashes);
        hashes.clear();
        let mut hash = seed(continues);
        for index in first..word.chars.len() {
            let end = word.begin(index + 1);
            if end - begin > self.longest {
                break;
            }
            hash = word.text.as_bytes()[word.begin(index)..end].iter().fold(hash, step);
            hashes.push(hash);
        }
        let found = hashes.iter().enumerate().rev().find_map(|(index, &hash)| {
            let letters = &word.text.as_bytes()[begin..word.begin(first + index + 1)];
            self.find(hash, letters, continues).map(|id| (id, index + 1))
        });
        word.hashes = hashes;
        found
    }
}

/// Where the hash of a piece begins (FNV-1a, 64 bits).
fn seed(continues: bool) -> u64 {
    0xCBF2_9CE4_8422_2325 ^ u64::from(continues)
}

/// The hash with one more byte.
fn step(hash: u64, byte: &u8) -> u64 {
    (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3)
}

/// Characters that do not count, not even as a border between words.
fn is_dropped(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        '\u{FFFD}' => true,
        _ if c.is_ascii() => c.is_ascii_control(),
        _ => matches!(c.general_category(), Category::Control | Category::Format | Category::PrivateUse),
    }
}

fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    matches!(
        c.general_category(),
        Category::ConnectorPunctuation
            | Category::DashPunctuation
            | Category::OpenPunctuation
            | Category::ClosePunctuation
            | Category::InitialPunctuation
            | Category::FinalPunctuation
            | Category::OtherPunctuation
    )
}

/// The blocks that BERT takes one by one: CJK unified ideographs and their compatibility forms.
fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{2A6DF}'
        | '\u{2A700}'..='\u{2CEAF}'
        | '\u{2F800}'..='\u{2FA1F}')
}
