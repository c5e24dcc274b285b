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
            c => out.extend(any_ascii::any_ascii_char(c).chars().filter(|&c| !is_apostrophe(c)).map(|c| c.to_ascii_lowercase())),
        }
    }
    out
}

/// Marks inside names that some write and others do not (*Qa'ida*, *Sana‘a*).
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | 'ʿ' | 'ʾ' | '`' | '´' | '"' | '“' | '”' | '″')
}

/// Whether a word is written in letters that leave vowels out.
pub(super) fn is_abjad(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'))
}

/// Letter groups that different romanisations use for one sound. Earlier lines come first.
const SOUNDS: &[(&str, &str)] = &[
    ("tsch", "c"), ("tch", "c"), ("sch", "sh"), ("zh", "j"), ("kh", "k"), ("ch", "k"), ("ck", "k"), ("gh", "g"), ("dh", "d"),
    ("th", "t"), ("ph", "f"), ("dj", "j"), ("ts", "z"), ("tz", "z"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ei", "i"),
    ("ey", "i"), ("ij", "i"), ("ie", "i"), ("ae", "e"), ("oe", "o"), ("ue", "u"), ("ai", "a"), ("ay", "a"), ("y", "i"),
    ("w", "v"), ("q", "k"), ("x", "ks"),
];

/// How a word sounds, roughly: one letter for each sound, no doubled letters. Takes [`latin`] words.
pub(super) fn spelling(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let (sound, used) = match SOUNDS.iter().find(|(letters, _)| rest.starts_with(letters)) {
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
    out
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
