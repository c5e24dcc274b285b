//! A wording as a row of words that differ only where it matters: without case, marks, contractions
//! and spellings, but with the place in the text that each word came from.

use std::borrow::Cow;

use any_ascii::any_ascii;

use super::background::background;
use crate::lexicon::lexicon;
use crate::text::Span;

/// A word, recognised by 32 digits of a hash of its normal spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u32);

impl WordId {
    /// Of a word in its normal spelling: FNV-1a.
    #[must_use]
    pub fn of(word: &str) -> Self {
        Self(word.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
    }
}

/// What kind of word it is, for what a change of it would mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Carries meaning.
    Content,
    /// Holds a sentence together (*the*, *of*, *and*).
    Function,
    /// A number, in digits or letters.
    Number,
    /// Turns the meaning round (*not*, *never*, *no*).
    Negation,
}

/// One word of a wording.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Token {
    /// In its normal spelling.
    pub word: WordId,
    /// In its dictionary form: *will* and *would*, *is* and *was* share one.
    pub base: WordId,
    /// What it tells, in nats.
    pub information: f32,
    /// What kind of word it is.
    pub kind: Kind,
    /// Where it stands in the text; the parts of a contraction share one place.
    pub span: Span,
    /// Whether something was marked as left out before it.
    pub after_gap: bool,
    /// Whether it stands in square or round brackets.
    pub bracketed: bool,
    /// Whether a sentence begins with it.
    pub opens_sentence: bool,
    /// Whether it is written with a capital.
    pub capital: bool,
}

/// The words of a quotation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wording {
    /// In text order.
    pub tokens: Vec<Token>,
    /// Whether something was marked as left out at the end.
    pub open_end: bool,
    /// Whether a sentence, or a clause before its cue, ends where it ends.
    pub closed: bool,
}

impl Wording {
    /// Reads a quotation, with or without its marks. Offsets count bytes of `text`.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut reader = Reader { wording: Self::default(), gap: false, brackets: 0, sentence: true };
        reader.read(text);
        let mut wording = reader.wording;
        wording.open_end = reader.gap;
        wording.closed =
            text.trim_end_matches(['"', '”', '\'', '’', ' ']).ends_with(['.', ',', '!', '?', ';']);
        wording
    }

    /// How many words a reader would count: the parts of a contraction are one.
    #[must_use]
    pub fn written_words(&self) -> usize {
        let starts = self.tokens.iter().map(|token| token.span.start);
        let mut last = None;
        starts.filter(|&start| last.replace(start) != Some(start)).count()
    }

    /// What all its words tell, in nats.
    #[must_use]
    pub fn information(&self) -> f32 {
        self.tokens.iter().map(|token| token.information).sum()
    }

    /// The same for all wordings that differ in nothing but case, marks, contractions and spelling:
    /// 64 digits of a hash of the words.
    #[must_use]
    pub fn key(&self) -> u64 {
        let mix = |hash: u64, token: &Token| {
            let hash = (hash ^ u64::from(token.word.0)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            hash ^ (hash >> 29)
        };
        self.tokens.iter().fold(0xcbf2_9ce4_8422_2325, mix)
    }
}

struct Reader {
    wording: Wording,
    gap: bool,
    brackets: u32,
    sentence: bool,
}

impl Reader {
    fn read(&mut self, text: &str) {
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let rest = &text[at..];
            at += if let Some(length) = address_length(rest, first) {
                length
            } else if first.is_alphanumeric() {
                let length = word_length(rest);
                self.word(&rest[..length], at);
                length
            } else {
                self.mark(rest, first, at)
            };
        }
    }

    /// Takes in a mark and returns its length in bytes.
    fn mark(&mut self, rest: &str, first: char, at: usize) -> usize {
        match first {
            '[' | '(' => self.brackets += 1,
            ']' | ')' => self.brackets = self.brackets.saturating_sub(1),
            '…' => self.gap = true,
            '.' => {
                let length = dots(rest);
                let several = rest[..length].bytes().filter(|&byte| byte == b'.').count() > 1;
                self.gap |= several;
                self.sentence = true;
                return length;
            }
            '!' | '?' => self.sentence = true,
            '%' => self.push("percent", Span::new(at, at + 1), false),
            _ => {}
        }
        first.len_utf8()
    }

    fn word(&mut self, raw: &str, at: usize) {
        let span = Span::new(at, at + raw.len());
        let capital = raw.starts_with(char::is_uppercase);
        let plain: Cow<str> = if raw.is_ascii() { raw.into() } else { any_ascii(raw).into() };
        let plain = plain.to_ascii_lowercase();
        let mut last = None;
        for part in expand(&plain) {
            let mut part: String = part.chars().filter(char::is_ascii_alphanumeric).collect();
            if part == "us" && !raw.ends_with('s') {
                "usa".clone_into(&mut part);
            }
            if !part.is_empty() {
                self.push(normal(&part).as_ref(), span, capital);
                last = Some(part);
            }
        }
        // "per cent" is one word.
        let count = self.wording.tokens.len();
        if last.as_deref() == Some("cent")
            && count > 1
            && self.wording.tokens[count - 2].word == WordId::of("per")
        {
            let start = self.wording.tokens[count - 2].span.start;
            self.wording.tokens.truncate(count - 2);
            self.push("percent", Span::new(start, span.end), false);
        }
    }

    fn push(&mut self, word: &str, span: Span, capital: bool) {
        let known = known(word);
        self.wording.tokens.push(Token {
            word: known.word,
            base: known.base,
            information: known.information,
            kind: known.kind,
            span,
            after_gap: std::mem::take(&mut self.gap),
            bracketed: self.brackets > 0,
            opens_sentence: std::mem::take(&mut self.sentence),
            capital,
        });
    }
}

/// What is the same of a word wherever it stands.
#[derive(Clone, Copy)]
struct Known {
    word: WordId,
    base: WordId,
    information: f32,
    kind: Kind,
}

/// Looks a word up in the background.
fn known(word: &str) -> Known {
    thread_local! {
        static SEEN: std::cell::RefCell<std::collections::HashMap<String, Known>> = std::cell::RefCell::default();
    }
    SEEN.with_borrow_mut(|seen| {
        if let Some(&known) = seen.get(word) {
            return known;
        }
        // Bounded, for a process that reads for ever.
        if seen.len() > 1 << 17 {
            seen.clear();
        }
        let known = find(word);
        seen.insert(word.to_owned(), known);
        known
    })
}

fn find(word: &str) -> Known {
    let id = WordId::of(word);
    let information = if word.bytes().all(|byte| byte.is_ascii_digit()) {
        number_information(word)
    } else {
        background().word(id)
    };
    Known { word: id, base: WordId::of(&base(word)), information, kind: kind(word, information) }
}

/// Round and small numbers are common.
fn number_information(word: &str) -> f32 {
    let significant = word.trim_end_matches('0').len().max(1);
    5.0 + 1.8 * significant.min(4) as f32
}

/// Modal verbs lose their tense in reported speech.
fn base(word: &str) -> String {
    match word {
        "would" => "will".to_owned(),
        "could" => "can".to_owned(),
        "might" => "may".to_owned(),
        "an" => "a".to_owned(),
        _ => lexicon().lemma(word),
    }
}

const NEGATIONS: [&str; 13] = [
    "not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "nowhere", "hardly",
    "cannot", "barely",
];

fn kind(word: &str, information: f32) -> Kind {
    if NEGATIONS.contains(&word) {
        Kind::Negation
    } else if is_number(word) {
        Kind::Number
    } else if information < 6.4 {
        Kind::Function
    } else {
        Kind::Content
    }
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        || matches!(
            word,
            "hundred" | "thousand" | "million" | "billion" | "trillion" | "dozen" | "half" | "twice"
        )
}

/// Bytes of the web address at the start of `rest`, which holds no words; `None` where there is none.
fn address_length(rest: &str, first: char) -> Option<usize> {
    if !matches!(first, 'h' | 'H' | 'w' | 'W' | 'p' | 't') {
        return None;
    }
    const BEGINNINGS: [&str; 5] = ["http://", "https://", "www.", "pic.twitter.com", "t.co/"];
    let begins =
        |&beginning: &&str| rest.get(..beginning.len()).is_some_and(|it| it.eq_ignore_ascii_case(beginning));
    BEGINNINGS
        .iter()
        .any(|beginning| begins(&beginning))
        .then(|| rest.find(char::is_whitespace).unwrap_or(rest.len()))
}

/// Bytes of the word at the start of `rest`. Hyphens part words; apostrophes do not.
fn word_length(rest: &str) -> usize {
    let mut chars = rest.char_indices().peekable();
    let mut previous = ' ';
    while let Some((at, c)) = chars.next() {
        let joined = match (c, chars.peek()) {
            _ if c.is_alphanumeric() => true,
            ('\'' | '’' | '\u{2bc}' | '‘' | '\u{ad}', Some(&(_, next))) => {
                next.is_alphabetic() && previous.is_alphanumeric()
            }
            (',' | '.', Some(&(_, next))) if previous.is_ascii_digit() => next.is_ascii_digit(),
            // An initialism: the point after one letter belongs to it.
            ('.', Some(&(_, next))) => next.is_alphabetic() && is_initial(rest, at),
            _ => is_combining(c),
        };
        if !joined {
            return at;
        }
        previous = c;
    }
    rest.len()
}

fn is_combining(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Whether the letter before `at` stands alone.
fn is_initial(rest: &str, at: usize) -> bool {
    let mut before = rest[..at].chars().rev();
    before.next().is_some_and(char::is_alphabetic) && before.next().is_none_or(|c| c == '.')
}

/// Bytes of a row of full stops, however spaced.
fn dots(rest: &str) -> usize {
    let mut end = 1;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            b'.' => end = at + 1,
            b' ' => {}
            _ => break,
        }
    }
    end
}

/// The words that a contraction stands for; a possessive loses its ending.
fn expand(word: &str) -> Vec<&str> {
    let word = word.trim_end_matches('\'');
    let Some((stem, ending)) = word.rsplit_once('\'') else { return joined(word) };
    match (stem, ending) {
        ("can", "t") => vec!["can", "not"],
        ("won", "t") => vec!["will", "not"],
        ("shan", "t") => vec!["shall", "not"],
        ("ain", "t") => vec!["is", "not"],
        (_, "t") if stem.ends_with('n') => vec![&stem[..stem.len() - 1], "not"],
        ("let", "s") => vec!["let", "us"],
        (_, "s") if takes_is(stem) => vec![stem, "is"],
        (_, "s") => vec![stem],
        (_, "re") => vec![stem, "are"],
        (_, "ve") => vec![stem, "have"],
        (_, "ll") => vec![stem, "will"],
        (_, "m") => vec![stem, "am"],
        (_, "d") => vec![stem, "would"],
        _ => vec![word],
    }
}

fn takes_is(stem: &str) -> bool {
    matches!(
        stem,
        "it" | "he"
            | "she"
            | "that"
            | "there"
            | "here"
            | "what"
            | "who"
            | "where"
            | "how"
            | "this"
            | "everything"
    )
}

fn joined(word: &str) -> Vec<&str> {
    match word {
        "cannot" => vec!["can", "not"],
        "gonna" => vec!["going", "to"],
        "wanna" => vec!["want", "to"],
        "gotta" => vec!["got", "to"],
        _ => vec![word],
    }
}

const UNITS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The one spelling of a word: numbers in digits, American endings.
pub(super) fn normal(word: &str) -> Cow<'_, str> {
    if let Some(n) = UNITS.iter().position(|&unit| unit == word).filter(|&n| n != 1) {
        return n.to_string().into();
    }
    if let Some(n) = TENS.iter().position(|&ten| ten == word) {
        return ((n + 2) * 10).to_string().into();
    }
    american(word)
}

fn american(word: &str) -> Cow<'_, str> {
    let listed = match word {
        "ok" => "okay",
        "grey" => "gray",
        "cheque" => "check",
        "programme" => "program",
        "centre" => "center",
        "theatre" => "theater",
        "defence" => "defense",
        "offence" => "offense",
        "licence" => "license",
        "towards" => "toward",
        "travelled" => "traveled",
        "travelling" => "traveling",
        "cancelled" => "canceled",
        "labelled" => "labeled",
        "judgement" => "judgment",
        "learnt" => "learned",
        "burnt" => "burned",
        "spelt" => "spelled",
        _ => "",
    };
    if !listed.is_empty() {
        return listed.into();
    }
    let ending = |(british, american): &(&str, &str)| {
        let stem = word.strip_suffix(british).filter(|stem| stem.len() >= 4)?;
        Some(Cow::Owned(format!("{stem}{american}")))
    };
    ENDINGS.iter().find_map(ending).unwrap_or(Cow::Borrowed(word))
}

/// British endings and the ones that all words are given. That *promise* becomes *promize* does no harm: it
/// does so everywhere.
const ENDINGS: [(&str, &str); 15] = [
    ("isation", "ization"),
    ("isations", "izations"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("ise", "ize"),
    ("yse", "yze"),
    ("ysed", "yzed"),
    ("our", "or"),
    ("ours", "ors"),
    ("oured", "ored"),
    ("ouring", "oring"),
    ("ourable", "orable"),
    ("ourhood", "orhood"),
    ("ourite", "orite"),
];
