//! A wording as a row of words that differ only where it matters: without case, marks, contractions
//! and spellings, but with the place in the text that each word came from.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use any_ascii::any_ascii;

use super::background::{background, stock};
use super::keys::keys;
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
    /// What its dictionary form tells: the same for all words that share one.
    pub base_information: f32,
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
    /// Whether it is part of a phrase that many people use on many occasions.
    pub stock: bool,
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
        let mut wording = Self::unmarked(text);
        let mut at = 0;
        while at < wording.tokens.len() {
            let length = stock().longest(wording.tokens[at..].iter().map(|token| token.base));
            wording.tokens[at..at + length].iter_mut().for_each(|token| token.stock = true);
            at += length.max(1);
        }
        wording.closed =
            text.trim_end_matches(['"', '”', '\'', '’', ' ']).ends_with(['.', ',', '!', '?', ';']);
        wording
    }

    /// Without a look at stock phrases.
    fn unmarked(text: &str) -> Self {
        let mut reader = Reader { wording: Self::default(), gap: false, brackets: 0, sentence: true };
        reader.read(text);
        Self { open_end: reader.gap, ..reader.wording }
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

    /// What each word still tells after the one before it, in nats; a word of a stock phrase little.
    #[must_use]
    pub fn told(&self) -> Vec<f32> {
        let before = std::iter::once(None).chain(self.tokens.iter().map(Some));
        before.zip(&self.tokens).map(|(before, token)| told_after(before, token)).collect()
    }

    /// What wordings that may report the same words have in common, so that they find each other: hashes of a few
    /// of its words, sorted, each once.
    #[must_use]
    pub fn keys(&self) -> Vec<u32> {
        let mut all = Vec::new();
        keys(&self.tokens, &mut all);
        all
    }

    /// The same for all wordings that are matched alike, however they are spelled: 64 digits of a hash of the
    /// words and of what is known of each.
    #[must_use]
    pub fn key(&self) -> u64 {
        let mix = |hash: u64, more: u64| {
            let hash = (hash ^ more).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            hash ^ (hash >> 29)
        };
        let ends = u64::from(self.open_end) << 1 | u64::from(self.closed);
        let tokens = self.tokens.iter().map(|token| {
            let known = [token.after_gap, token.bracketed, token.opens_sentence, token.capital];
            known.iter().fold(u64::from(token.word.0), |bits, &bit| bits << 1 | u64::from(bit))
        });
        tokens.chain([ends]).fold(0xcbf2_9ce4_8422_2325, mix)
    }
}

/// Share of what a word tells that it tells in a stock phrase.
const STOCK: f32 = 0.35;

/// How much of what a word tells counts: of a stock phrase little.
pub(super) fn weight(token: &Token) -> f32 {
    if token.stock { STOCK } else { 1.0 }
}

/// What a word still tells after the one that it follows, in nats.
pub(super) fn told_after(before: Option<&Token>, token: &Token) -> f32 {
    let alone = token.information;
    before.map_or(alone, |before| background().after(before.word, token.word, alone)) * weight(token)
}

/// The words of a phrase in their dictionary forms.
pub(super) fn bases(phrase: &str) -> Vec<WordId> {
    Wording::unmarked(phrase).tokens.iter().map(|token| token.base).collect()
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
            '%' => self.push(find("percent"), Span::new(at, at + 1), false),
            _ => {}
        }
        first.len_utf8()
    }

    fn word(&mut self, raw: &str, at: usize) {
        let span = Span::new(at, at + raw.len());
        let capital = raw.starts_with(char::is_uppercase);
        with_known(raw, |words| words.iter().for_each(|&known| self.push(known, span, capital)));
        // "per cent" is one word.
        let count = self.wording.tokens.len();
        if raw == "cent" && count > 1 && self.wording.tokens[count - 2].word == WordId::of("per") {
            let start = self.wording.tokens[count - 2].span.start;
            self.wording.tokens.truncate(count - 2);
            self.push(find("percent"), Span::new(start, span.end), false);
        }
    }

    fn push(&mut self, known: Known, span: Span, capital: bool) {
        self.wording.tokens.push(Token {
            word: known.word,
            base: known.base,
            information: known.information,
            base_information: known.base_information,
            kind: known.kind,
            span,
            after_gap: std::mem::take(&mut self.gap),
            bracketed: self.brackets > 0,
            opens_sentence: std::mem::take(&mut self.sentence),
            capital,
            stock: false,
        });
    }
}

/// What is the same of a word wherever it stands.
#[derive(Debug, Clone, Copy)]
struct Known {
    word: WordId,
    base: WordId,
    information: f32,
    base_information: f32,
    kind: Kind,
}

/// Words that were looked up, kept by 64 digits of a hash. No more than these, for a process that reads for ever.
const KEPT: usize = 1 << 17;

/// Calls `take` with the words that `raw` stands for; what was looked up once is kept.
fn with_known(raw: &str, take: impl FnOnce(&[Known])) {
    thread_local! {
        static SEEN: RefCell<HashMap<u64, Box<[Known]>, Plain>> = RefCell::default();
    }
    let hash = raw.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    SEEN.with_borrow_mut(|seen| {
        if seen.len() > KEPT {
            seen.clear();
        }
        take(seen.entry(hash).or_insert_with(|| look_up(raw)));
    });
}

/// The words that a written word stands for.
fn look_up(raw: &str) -> Box<[Known]> {
    let plain: Cow<str> = if raw.is_ascii() { raw.into() } else { any_ascii(raw).into() };
    let plain = plain.to_ascii_lowercase();
    let parts = expand(&plain).into_iter().map(|part| {
        let part: String = part.chars().filter(char::is_ascii_alphanumeric).collect();
        // The country, not the pronoun.
        if part == "us" && !raw.ends_with('s') { "usa".to_owned() } else { part }
    });
    parts.filter(|part| !part.is_empty()).map(|part| find(&normal(&part))).collect()
}

/// A hash is its own hash.
type Plain = BuildHasherDefault<Same>;

#[derive(Debug, Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = self.0.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

fn find(word: &str) -> Known {
    let (base, information) = (base(word), information(word));
    let base_information = self::information(&base);
    Known {
        word: WordId::of(word),
        base: WordId::of(&base),
        information,
        base_information,
        kind: kind(word, information),
    }
}

fn information(word: &str) -> f32 {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        number_information(word)
    } else {
        background().word(WordId::of(word))
    }
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
    BEGINNINGS.iter().any(begins).then(|| rest.find(char::is_whitespace).unwrap_or(rest.len()))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<WordId> {
        Wording::read(text).tokens.iter().map(|token| token.word).collect()
    }

    #[test]
    fn case_marks_contractions_and_spellings_do_not_count() {
        assert_eq!(
            words("We’ve organised the harbour’s 12 boats"),
            words("we have organized the harbor's twelve boats")
        );
        assert_eq!(words("I can't, won’t"), words("i cannot will not"));
        assert_eq!(words("the U.S. and 5 per cent"), words("The US and 5%"));
        assert_ne!(words("between us"), words("between US"));
        assert_eq!(words("Café Żak"), words("cafe zak"));
    }

    #[test]
    fn places_lead_back_to_the_text() {
        let text = "“We’ve … [the board] 1,200 boats.”";
        let wording = Wording::read(text);
        let spans: Vec<&str> = wording.tokens.iter().map(|token| token.span.of(text)).collect();
        assert_eq!(spans, ["We’ve", "We’ve", "the", "board", "1,200", "boats"]);
        assert!(wording.tokens[2].after_gap && wording.tokens[2].bracketed && wording.tokens[3].bracketed);
        assert!(!wording.tokens[4].bracketed);
        assert_eq!(wording.written_words(), 5);
        assert!(wording.closed);
    }

    #[test]
    fn addresses_are_no_words() {
        assert_eq!(words("see https://lenn.example/a-b?c for more"), words("see for more"));
    }

    #[test]
    fn tenses_share_a_base() {
        let base = |text| Wording::read(text).tokens.iter().map(|token| token.base).collect::<Vec<_>>();
        assert_eq!(base("he would have said"), base("he will has say"));
    }

    #[test]
    fn rare_words_tell_more() {
        let told = |text| Wording::read(text).information();
        assert!(told("tannery") > told("house") && told("house") > told("the"));
    }
}
