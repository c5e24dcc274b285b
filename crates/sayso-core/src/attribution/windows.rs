//! Cuts a text into the windows that the encoder reads.
//!
//! A window holds whole paragraphs, as many as make it full; one that is longer than a window is cut between
//! words. Words and input features are those of `training/data.py`: what the model was trained on is what it
//! must be given, and `tests/windows.rs` holds the two together.

use crate::encoder::{Piece, Tokenizer};
use crate::text::Span;

/// Word pieces of a window at most, `[CLS]` and separators included.
pub const MAX_PIECES: usize = 320;

/// Word pieces up to which whole paragraphs join in one window.
///
/// The model was trained on windows of [`MAX_PIECES`], and reads better in shorter ones: on PolNeAR dev, cues,
/// contents and speech gain about one point of F1 each from 96 to 128 pieces, and attention has less to do.
const FULL: usize = 112;

/// How many input features each piece has beside its identity: shape, quotation state, edge.
pub const FEATURES: usize = 3;

const CLS: u32 = 101;
const SEP: u32 = 102;

/// A word of the tokenizer's splitting: a run of letters and digits, or one punctuation mark.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    span: Span,
    pieces: Vec<u32>,
    features: [u8; FEATURES],
}

/// What the encoder reads at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Window {
    /// Word pieces.
    pub ids: Vec<u32>,
    /// One row for each feature, as long as `ids`.
    pub features: [Vec<u8>; FEATURES],
    /// The words, in text order.
    pub words: Vec<Span>,
    /// For each word, the index of its first piece.
    pub first: Vec<usize>,
    /// For each word, which of the given paragraphs it belongs to.
    pub paragraph: Vec<usize>,
}

impl Window {
    fn open() -> Self {
        let mut window = Self::default();
        window.push_piece(CLS, [0; FEATURES]);
        window
    }

    fn push_piece(&mut self, id: u32, features: [u8; FEATURES]) {
        self.ids.push(id);
        for (row, value) in self.features.iter_mut().zip(features) {
            row.push(value);
        }
    }

    fn separate(&mut self) {
        self.push_piece(SEP, [0; FEATURES]);
    }

    fn push_word(&mut self, word: &Word, paragraph: usize) {
        self.first.push(self.ids.len());
        self.words.push(word.span);
        self.paragraph.push(paragraph);
        for &piece in &word.pieces {
            self.push_piece(piece, word.features);
        }
    }

    /// Whether `size` more pieces and the last separator make at most `most`.
    fn has_room(&self, size: usize, most: usize) -> bool {
        self.ids.len() + size < most
    }
}

/// The windows over `paragraphs` (in text order, disjoint), one after another.
pub struct Windows<'t> {
    text: &'t str,
    tokenizer: &'t Tokenizer,
    paragraphs: &'t [Span],
    next_paragraph: usize,
    quotes: QuoteState,
    /// Words of the paragraph being placed.
    pending: std::vec::IntoIter<Word>,
    headline: bool,
}

impl<'t> Windows<'t> {
    /// Windows over `paragraphs` of `text`; with `headline`, the first of them is marked as one.
    #[must_use]
    pub fn new(text: &'t str, tokenizer: &'t Tokenizer, paragraphs: &'t [Span], headline: bool) -> Self {
        let pending = Vec::new().into_iter();
        Self {
            text,
            tokenizer,
            paragraphs,
            next_paragraph: 0,
            quotes: QuoteState::default(),
            pending,
            headline,
        }
    }

    /// Tokenizes the next paragraph into `pending`.
    fn advance(&mut self) -> bool {
        let Some(&span) = self.paragraphs.get(self.next_paragraph) else { return false };
        let headline = self.headline && self.next_paragraph == 0;
        self.pending = words(self.text, self.tokenizer, span, headline, &mut self.quotes).into_iter();
        self.next_paragraph += 1;
        true
    }

    fn pending_pieces(&self) -> usize {
        self.pending.as_slice().iter().map(|word| word.pieces.len()).sum()
    }
}

impl Iterator for Windows<'_> {
    type Item = Window;

    fn next(&mut self) -> Option<Window> {
        let mut window = Window::open();
        loop {
            if self.pending.as_slice().is_empty() {
                if !self.advance() {
                    break;
                }
                if !window.words.is_empty() {
                    // a separator stands between two paragraphs
                    if !window.has_room(self.pending_pieces() + 1, FULL) {
                        break;
                    }
                    window.separate();
                }
            }
            let paragraph = self.next_paragraph - 1;
            while let Some(word) = self.pending.as_slice().first() {
                if !window.has_room(word.pieces.len(), MAX_PIECES) && !window.words.is_empty() {
                    window.separate();
                    return Some(window);
                }
                window.push_word(word, paragraph);
                self.pending.next();
            }
        }
        window.separate();
        (!window.words.is_empty()).then_some(window)
    }
}

fn words(
    text: &str,
    tokenizer: &Tokenizer,
    paragraph: Span,
    headline: bool,
    quotes: &mut QuoteState,
) -> Vec<Word> {
    let mut pieces: Vec<Piece> = Vec::new();
    tokenizer.tokenize(text, paragraph, &mut pieces);
    let mut words: Vec<Word> = Vec::new();
    for piece in &pieces {
        match words.last_mut() {
            Some(word) if piece.continues => {
                word.span = word.span.cover(piece.span);
                word.pieces.push(piece.id);
            }
            _ => words.push(Word { span: piece.span, pieces: vec![piece.id], features: [0; FEATURES] }),
        }
    }
    quotes.enter(paragraph.of(text));
    let mut at = paragraph.start;
    for (index, word) in words.iter_mut().enumerate() {
        // a word longer than a window could never be placed
        word.pieces.truncate(MAX_PIECES - 2);
        quotes.pass(Span::new(at, word.span.start.max(at)).of(text));
        at = word.span.start.max(at);
        let mark = text[at..].chars().next();
        let state = mark.map_or(0, |mark| quotes.peek(mark));
        let edge = 2 * u8::from(headline) + u8::from(index == 0);
        word.features = [shape(word.span.of(text)), state, edge];
    }
    quotes.pass(Span::new(at, paragraph.end.max(at)).of(text));
    words
}

/// Where a reader stands with regard to double quotation marks; closed at a paragraph's end unless
/// the next paragraph begins with an opening or straight mark.
#[derive(Debug, Clone, Copy, Default)]
struct QuoteState {
    open: bool,
}

impl QuoteState {
    const OUTSIDE: u8 = 0;
    const INSIDE: u8 = 1;
    const OPENING: u8 = 2;
    const CLOSING: u8 = 3;

    fn enter(&mut self, paragraph: &str) {
        let repeated = paragraph.starts_with(['“', '«', '„']);
        self.open = self.open && repeated;
    }

    fn peek(self, mark: char) -> u8 {
        match mark {
            '“' | '«' | '„' => Self::OPENING,
            '"' if !self.open => Self::OPENING,
            '”' | '»' | '"' => Self::CLOSING,
            _ if self.open => Self::INSIDE,
            _ => Self::OUTSIDE,
        }
    }

    fn pass(&mut self, text: &str) {
        for mark in text.chars() {
            match self.peek(mark) {
                Self::OPENING => self.open = true,
                Self::CLOSING => self.open = false,
                _ => {}
            }
        }
    }
}

fn shape(word: &str) -> u8 {
    let letters = || word.chars().filter(|c| c.is_alphabetic());
    let upper = letters().filter(|c| c.is_uppercase()).count();
    let first_upper = word.chars().next().is_some_and(char::is_uppercase);
    match letters().count() {
        _ if !word.chars().any(char::is_alphanumeric) => 1,
        0 => 2,
        _ if upper == 0 => 3,
        1 => 7,
        total if upper == total => 5,
        _ if first_upper && upper == 1 => 4,
        _ => 6,
    }
}
