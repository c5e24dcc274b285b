//! English inflection.

/// Nouns whose plural no rule makes, in both forms.
const IRREGULAR_PLURALS: &[(&str, &str)] = &[
    ("people", "person"),
    ("children", "child"),
    ("wives", "wife"),
    ("midwives", "midwife"),
    ("alumni", "alumnus"),
    ("attorneys general", "attorney general"),
    ("passers-by", "passer-by"),
    ("theses", "thesis"),
    ("analyses", "analysis"),
    ("lives", "life"),
    ("thieves", "thief"),
    ("mothers-in-law", "mother-in-law"),
    ("fathers-in-law", "father-in-law"),
    ("sisters-in-law", "sister-in-law"),
    ("brothers-in-law", "brother-in-law"),
];

/// The singular of an English plural noun, lower case; `None` where `noun` shows no plural ending.
///
/// By ending alone: a noun that merely ends like a plural (*news*) gets a made-up singular, so look
/// the result up in a list.
#[must_use]
pub fn singular(noun: &str) -> Option<String> {
    let noun = noun.to_lowercase();
    if let Some((_, one)) = IRREGULAR_PLURALS.iter().find(|(many, _)| *many == noun) {
        return Some((*one).to_owned());
    }
    if let Some(stem) = noun.strip_suffix("men") {
        return Some(format!("{stem}man"));
    }
    if let Some(stem) = noun.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return Some(format!("{stem}y"));
    }
    for ending in ["sses", "shes", "ches", "xes", "zes"] {
        if noun.ends_with(ending) {
            return Some(noun[..noun.len() - 2].to_owned());
        }
    }
    let stem = noun.strip_suffix('s')?;
    (!stem.is_empty() && !stem.ends_with(['s', 'u', 'i', '\'', '’'])).then(|| stem.to_owned())
}

/// The dictionary forms that regular inflection allows for a lower-case word, likeliest first.
///
/// Not the word itself; empty where it shows no ending. *noted* gives *note*, *not*; which of them
/// is a word is for a list to say.
pub(super) fn uninflected(word: &str) -> Vec<String> {
    if let Some(stem) = ["ied", "ies"].iter().find_map(|ending| word.strip_suffix(ending)) {
        return if stem.len() > 1 { vec![format!("{stem}y")] } else { vec![format!("{stem}ie")] };
    }
    if word.ends_with("eed") {
        return vec![word.to_owned(), word[..word.len() - 1].to_owned()];
    }
    if let Some(stem) = ["ing", "ed"].iter().find_map(|ending| word.strip_suffix(ending)) {
        return if has_vowel(stem) { stems(stem) } else { Vec::new() };
    }
    let cut = |ending| word.strip_suffix(ending).map(str::to_owned);
    let with_e = cut("s").filter(|stem| stem.ends_with('e'));
    singular(word).into_iter().chain(cut("es")).chain(with_e).collect()
}

/// What may have stood before *-ed* or *-ing*: the stem, with *e*, or without a doubled consonant.
fn stems(stem: &str) -> Vec<String> {
    let (bare, with_e) = (stem.to_owned(), format!("{stem}e"));
    if let Some(single) = undoubled(stem) {
        return vec![single, bare, with_e];
    }
    if takes_e(stem) { vec![with_e, bare] } else { vec![bare, with_e] }
}

fn undoubled(stem: &str) -> Option<String> {
    let mut last = stem.chars().rev();
    let (a, b) = (last.next()?, last.next()?);
    (a == b && matches!(a, 'b' | 'd' | 'g' | 'm' | 'n' | 'p' | 'r' | 't')).then(|| {
        let mut single = stem.to_owned();
        single.pop();
        single
    })
}

/// Whether a stem looks like one whose dictionary form ends in *e* (*argu-e*, *stat-e*, *nam-e*).
fn takes_e(stem: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "ad", "ag", "ar", "as", "at", "bl", "c", "dg", "dl", "ed", "eg", "es", "fl", "gl", "ib", "id", "ik",
        "in", "ir", "is", "iz", "nc", "ng", "ns", "ok", "or", "os", "ot", "pl", "rc", "rg", "rs", "tl", "u",
        "ud", "um", "ur", "us", "ut", "v", "z",
    ];
    let mut last = stem.chars().rev();
    let (end, vowel, before) = (last.next(), last.next(), last.next());
    let is_vowel = |c: Option<char>| c.is_some_and(|c| "aeiouy".contains(c));
    if is_vowel(vowel) && is_vowel(before) && !is_vowel(end) {
        // *look-ed*, *explain-ed*; but *releas-ed*, *leav-ing*.
        return matches!(end, Some('s' | 'v' | 'c' | 'z'));
    }
    let one_syllable =
        is_vowel(vowel) && !is_vowel(end) && stem.chars().filter(|&c| is_vowel(Some(c))).count() == 1;
    ENDINGS.iter().any(|ending| stem.ends_with(ending)) || one_syllable && !stem.ends_with(['w', 'x', 'y'])
}

fn has_vowel(stem: &str) -> bool {
    stem.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_lose_their_ending() {
        for (many, one) in [
            ("ministers", "minister"),
            ("Spokeswomen", "spokeswoman"),
            ("secretaries", "secretary"),
            ("witnesses", "witness"),
            ("coaches", "coach"),
            ("people", "person"),
        ] {
            assert_eq!(singular(many).as_deref(), Some(one));
        }
        for noun in ["boss", "minister", "virus", "", "s"] {
            assert_eq!(singular(noun), None);
        }
    }
}
