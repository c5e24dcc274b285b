//! Writes names alike that are written differently.

use unicode_normalization::UnicodeNormalization;

/// Latin letters without accents, in lower case, without apostrophes; other scripts are romanised
/// letter by letter.
pub(super) fn latin(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkc().filter(|&c| !is_apostrophe(c)) {
        match c {
            'ё' | 'Ё' => out.push_str("yo"),
            'х' | 'Х' => out.push_str("kh"),
            'й' | 'Й' | 'ы' | 'Ы' => out.push('y'),
            'ї' | 'Ї' => out.push_str("yi"),
            'ь' | 'Ь' | 'ъ' | 'Ъ' => {}
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            c => push_romanised(&mut out, c),
        }
    }
    out
}

fn push_romanised(out: &mut String, c: char) {
    let letters = any_ascii::any_ascii_char(c).chars().filter(|&c| !is_apostrophe(c));
    out.extend(letters.map(|c| c.to_ascii_lowercase()));
}

/// Marks inside names that some write and others do not (*Qa'ida*, *Sana‘a*).
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | 'ʿ' | 'ʾ' | '`' | '´' | '"' | '“' | '”' | '″' | '«' | '»')
}

/// What the letters of a word tell of its sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// Consonants and vowels.
    Alphabet,
    /// Consonants alone (Arabic, Hebrew).
    Abjad,
    /// Syllables or whole words, which render a foreign name only roughly (Chinese, Khmer).
    Signs,
}

impl Script {
    pub(super) fn of(text: &str) -> Self {
        let abjad =
            |c| matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
        let alphabet =
            |c| matches!(c, '\u{0}'..='\u{058F}' | '\u{10A0}'..='\u{10FF}' | '\u{1E00}'..='\u{20FF}');
        match text.chars().find(|c| c.is_alphabetic()) {
            Some(c) if abjad(c) => Self::Abjad,
            Some(c) if !alphabet(c) => Self::Signs,
            _ => Self::Alphabet,
        }
    }
}

/// Letter groups that different romanisations use for one sound. Earlier lines come first.
const SOUNDS: &[(&str, &str)] = &[
    ("tsch", "c"),
    ("tch", "c"),
    ("sch", "sh"),
    ("tsz", "z"),
    ("zh", "j"),
    ("kh", "k"),
    ("ck", "k"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("ph", "f"),
    ("dj", "j"),
    ("ts", "z"),
    ("tz", "z"),
    ("cz", "c"),
    ("kw", "ku"),
    ("gw", "gu"),
    ("hw", "hu"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("ei", "i"),
    ("ej", "i"),
    ("ey", "i"),
    ("ij", "i"),
    ("ie", "i"),
    ("ae", "e"),
    ("oe", "o"),
    ("ue", "u"),
    ("ai", "a"),
    ("ay", "a"),
    ("aj", "a"),
    ("y", "i"),
    ("w", "v"),
    ("q", "k"),
    ("x", "ks"),
];

/// How a word sounds, roughly: one letter for each sound, no doubled letters. Takes [`latin`] words.
///
/// Two readings where languages differ: *ch* as in *Chile* and *j* as in *John*, and *ch* as in
/// *Achmat* and *j* as in *Jonas*.
pub(super) fn spellings(word: &str) -> Vec<String> {
    let mut all = vec![spelling(word, &[("ch", "k")])];
    if word.contains("ch") || word.contains('j') {
        all.push(spelling(word, &[("ch", "c"), ("dj", "j"), ("ij", "i"), ("j", "i")]));
        all.push(spelling(word, &[("ch", "c")]));
        all.push(spelling(
            word,
            &[("tsch", "c"), ("tch", "c"), ("sch", "sh"), ("ch", "k"), ("dj", "j"), ("j", "i")],
        ));
        all.sort();
        all.dedup();
    }
    all
}

fn spelling(word: &str, own: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let first = rest.len() == word.len();
        let (sound, used) = match SOUNDS[..3]
            .iter()
            .chain(own)
            .chain(SOUNDS)
            .find(|(letters, _)| rest.starts_with(letters))
        {
            // Chinese names: *Xi*, *Xu*.
            Some(("x", _)) if first => ("s", 1),
            Some(&(letters, sound)) => (sound, letters.len()),
            None if c == 'c' => (if rest[1..].starts_with(['e', 'i', 'y']) { "s" } else { "k" }, 1),
            None => (&rest[..c.len_utf8()], c.len_utf8()),
        };
        for letter in sound.chars() {
            if !out.ends_with(letter) {
                out.push(letter);
            }
        }
        rest = &rest[used..];
    }
    // *Yevgeny* and *Evgeny*.
    if out.starts_with("ie") && out.len() > 3 { out.split_off(1) } else { out }
}

/// The consonants of a spelling, the first letter always.
pub(super) fn skeleton(spelling: &str) -> String {
    let mut out = String::with_capacity(spelling.len());
    for (i, c) in spelling.chars().enumerate() {
        if (i == 0 || !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'h')) && !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Classes of consonants that signs for syllables keep apart; vowels left out, also at the front.
pub(super) fn classes(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        let class = match c {
            'b' | 'p' => 'b',
            'f' | 'v' | 'w' => 'f',
            'l' | 'r' => 'l',
            'k' | 'g' | 'q' => 'k',
            't' | 'd' | 'j' | 's' | 'z' | 'c' | 'x' => 't',
            'm' => 'm',
            'n' => 'n',
            _ => continue,
        };
        // *-ng* at an end renders *-n*.
        if !(out.ends_with(class) || class == 'k' && out.ends_with('n')) {
            out.push(class);
        }
    }
    out
}
