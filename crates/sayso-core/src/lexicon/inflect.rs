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
