//! The words of a document with what can be told of each by itself.

use std::collections::HashMap;

use super::lists::{Class, fold, lists};
use crate::document::Document;
use crate::segment::Segmentation;
use crate::text::Span;

/// What can be told of the place of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Flags(u8);

impl Flags {
    /// Begins with a capital.
    pub(super) const CAPITAL: u8 = 1;
    /// At least two letters, all capitals.
    pub(super) const CAPITALS: u8 = 1 << 1;
    /// Capital or not would not show: first word of a sentence or quotation.
    pub(super) const INITIAL: u8 = 1 << 2;
    /// In a line where every longer word has a capital.
    pub(super) const HEADLINE: u8 = 1 << 3;
    /// Inside quotation marks.
    pub(super) const QUOTED: u8 = 1 << 4;
    /// Ends in a possessive *'s*.
    pub(super) const POSSESSIVE: u8 = 1 << 5;
    /// Holds a letter or digit.
    pub(super) const LEXICAL: u8 = 1 << 6;
}

/// A different word of the document, case and possessive aside.
#[derive(Debug, Default)]
struct Lexeme {
    folded: String,
    class: Class,
    /// Seen without a capital.
    lower: bool,
    /// Seen with a capital where that says something.
    capital: bool,
}

/// A document's words, looked up once.
pub(super) struct View<'t> {
    pub(super) text: &'t str,
    pub(super) seg: &'t Segmentation,
    lexeme: Vec<u32>,
    flags: Vec<Flags>,
    lexemes: Vec<Lexeme>,
}

/// Without a possessive ending: the length that stays.
fn without_possessive(word: &str) -> usize {
    ["'s", "’s", "'S", "’S"]
        .iter()
        .find_map(|suffix| word.strip_suffix(suffix))
        .filter(|rest| !rest.is_empty())
        .map_or(word.len(), str::len)
}

impl<'t> View<'t> {
    pub(super) fn new(document: &'t Document, seg: &'t Segmentation) -> Self {
        let text = document.text.as_str();
        let mut view = Self {
            text,
            seg,
            lexeme: Vec::with_capacity(seg.words.len()),
            flags: Vec::with_capacity(seg.words.len()),
            lexemes: Vec::new(),
        };
        view.read_words();
        view.mark_sentences();
        view.mark_quotations();
        view.mark_evidence();
        view
    }

    fn read_words(&mut self) {
        // Surface to (lexeme, flags), so that folding and list look-ups happen once a surface.
        let mut surfaces: HashMap<&str, (u32, u8)> = HashMap::new();
        let mut by_folded: HashMap<String, u32> = HashMap::new();
        for word in &self.seg.words {
            let surface = word.span.of(self.text);
            let (id, mut flags) = match surfaces.get(surface) {
                Some(&known) => known,
                None => {
                    let keep = without_possessive(surface);
                    let folded = fold(&surface[..keep]);
                    let id = *by_folded.entry(folded.clone()).or_insert_with(|| {
                        let class = lists().class(&folded);
                        self.lexemes.push(Lexeme { folded, class, ..Lexeme::default() });
                        (self.lexemes.len() - 1) as u32
                    });
                    let known = (id, shape(surface, keep));
                    surfaces.insert(surface, known);
                    known
                }
            };
            if word.lexical {
                flags |= Flags::LEXICAL;
            }
            self.lexeme.push(id);
            self.flags.push(Flags(flags));
        }
    }

    fn mark_sentences(&mut self) {
        let seg = self.seg;
        let words = &seg.words;
        let mut sentences = Vec::new();
        let mut start = 0;
        while start < words.len() {
            let sentence = words[start].sentence;
            let mut end = start + 1;
            while end < words.len() && words[end].sentence == sentence {
                end += 1;
            }
            let headline = self.mark_sentence(start, end);
            sentences.push((start, end, headline));
            start = end;
        }
        // In a paragraph with other sentences it is chance that all longer words are names.
        for paragraph in sentences.chunk_by(|a, b| words[a.0].paragraph == words[b.0].paragraph) {
            if paragraph.iter().all(|&(start, end, headline)| headline || end - start < 6) {
                let (first, last) = (paragraph[0].0, paragraph[paragraph.len() - 1].1);
                for flags in &mut self.flags[first..last] {
                    flags.0 |= Flags::HEADLINE;
                }
            }
        }
    }

    /// Marks first words; tells whether the sentence is written as a headline.
    fn mark_sentence(&mut self, start: usize, end: usize) -> bool {
        let mut initial = true;
        let (mut long, mut long_capital) = (0, 0);
        for i in start..end {
            if !self.is(i, Flags::LEXICAL) {
                initial |= matches!(self.word(i), "\"" | "“" | "‘" | "«" | ":" | "•" | "—" | "―" | "(" | "[");
                continue;
            }
            if initial {
                self.flags[i].0 |= Flags::INITIAL;
            } else if self.word(i).len() >= 3
                && self.word(i).starts_with(char::is_alphabetic)
                && !self.has(i, Class::FUNCTION)
            {
                long += 1;
                long_capital += usize::from(self.is(i, Flags::CAPITAL));
            }
            initial = false;
        }
        let headline = long >= 2 && long_capital + long / 8 >= long && end - start <= 40;
        let capitals = (start..end).filter(|&i| self.is(i, Flags::CAPITAL)).count();
        let lexical = (start..end).filter(|&i| self.is(i, Flags::LEXICAL)).count();
        headline && lexical >= 4 && capitals * 10 >= lexical * 6
    }

    fn mark_quotations(&mut self) {
        for quotation in self.seg.quotations.iter().filter(|q| q.depth == 0) {
            let first = self.word_at(quotation.inner.start);
            let last = self.word_at(quotation.inner.end);
            for flags in &mut self.flags[first..last] {
                flags.0 |= Flags::QUOTED;
            }
        }
    }

    fn mark_evidence(&mut self) {
        for i in 0..self.lexeme.len() {
            let lexeme = &mut self.lexemes[self.lexeme[i] as usize];
            let flags = self.flags[i].0;
            if flags & Flags::CAPITAL == 0 {
                lexeme.lower = true;
            } else if flags & (Flags::INITIAL | Flags::HEADLINE) == 0 {
                lexeme.capital = true;
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.lexeme.len()
    }

    /// The characters of word `i`.
    pub(super) fn word(&self, i: usize) -> &'t str {
        self.seg.words[i].span.of(self.text)
    }

    /// Word `i` folded, without possessive.
    pub(super) fn folded(&self, i: usize) -> &str {
        &self.lexemes[self.lexeme[i] as usize].folded
    }

    /// A number that words have in common if they fold alike.
    pub(super) fn lexeme(&self, i: usize) -> u32 {
        self.lexeme[i]
    }

    /// The folded form of a lexeme.
    pub(super) fn lexeme_str(&self, lexeme: u32) -> &str {
        &self.lexemes[lexeme as usize].folded
    }

    /// Whether all of `flag` are set for word `i`.
    pub(super) fn is(&self, i: usize, flag: u8) -> bool {
        self.flags[i].0 & flag != 0
    }

    /// Whether word `i` can be of the class.
    pub(super) fn has(&self, i: usize, class: Class) -> bool {
        self.class(i).has(class)
    }

    /// What word `i` can be.
    pub(super) fn class(&self, i: usize) -> Class {
        self.lexemes[self.lexeme[i] as usize].class
    }

    /// Whether the document has word `i` without a capital too.
    pub(super) fn seen_lower(&self, i: usize) -> bool {
        self.lexemes[self.lexeme[i] as usize].lower
    }

    /// Whether the document has word `i` with a capital where none is due to the place.
    pub(super) fn seen_capital(&self, i: usize) -> bool {
        self.lexemes[self.lexeme[i] as usize].capital
    }

    /// Whether no white space parts word `i` from the next.
    pub(super) fn touches_next(&self, i: usize) -> bool {
        i + 1 < self.len() && self.seg.words[i].span.end == self.seg.words[i + 1].span.start
    }

    /// Whether word `i` stands in the same sentence as the one before it.
    pub(super) fn touches_or_follows(&self, i: usize) -> bool {
        i > 0 && self.sentence(i) == self.sentence(i - 1)
    }

    /// First word that ends after the byte `offset`.
    pub(super) fn word_at(&self, offset: usize) -> usize {
        self.seg.words.partition_point(|word| word.span.end <= offset)
    }

    /// The words that overlap `span`.
    pub(super) fn words_in(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.word_at(span.start);
        let end = self.seg.words.partition_point(|word| word.span.start < span.end);
        start..end.max(start)
    }

    /// The characters from word `start` to before word `end`, without a last possessive.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let first = self.seg.words[start].span;
        let last = self.seg.words[end - 1].span;
        Span::new(first.start, last.start + without_possessive(last.of(self.text)))
    }

    /// Number of the sentence that holds word `i`.
    pub(super) fn sentence(&self, i: usize) -> usize {
        self.seg.words[i].sentence
    }

    /// Number of the paragraph that holds word `i`.
    pub(super) fn paragraph(&self, i: usize) -> usize {
        self.seg.words[i].paragraph
    }

    /// The words as strings, for look-ups of phrases: at most `n` from word `i`, in its sentence.
    pub(super) fn phrase(&self, i: usize, n: usize) -> Vec<&str> {
        let end = (i + n).min(self.len());
        (i..end)
            .take_while(|&k| self.sentence(k) == self.sentence(i))
            .map(|k| self.folded_or_mark(k))
            .collect()
    }

    fn folded_or_mark(&self, i: usize) -> &str {
        if self.is(i, Flags::LEXICAL) { self.folded(i) } else { self.word(i) }
    }
}

/// The flags that the characters alone tell.
fn shape(surface: &str, keep: usize) -> u8 {
    let mut flags = 0;
    let core = &surface[..keep];
    let mut letters = core.chars().filter(|c| c.is_alphabetic());
    if letters.next().is_some_and(char::is_uppercase) {
        flags |= Flags::CAPITAL;
        if letters.clone().next().is_some() && letters.all(char::is_uppercase) {
            flags |= Flags::CAPITALS;
        }
    } else if core.starts_with(char::is_lowercase) && core.contains("-") && particle_name(core) {
        flags |= Flags::CAPITAL;
    }
    if keep < surface.len() {
        flags |= Flags::POSSESSIVE;
    }
    flags
}

/// *al-Rashid*, *el-Sisi*: a name though it begins with a small letter.
fn particle_name(word: &str) -> bool {
    word.split_once('-').is_some_and(|(particle, rest)| {
        matches!(
            particle,
            "al" | "el" | "as" | "ash" | "ad" | "an" | "ar" | "at" | "az" | "bin" | "ul" | "ben"
        ) && rest.starts_with(char::is_uppercase)
    })
}
