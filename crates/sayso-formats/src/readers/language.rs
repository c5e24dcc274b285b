//! Which language a document is in.

use super::diagnostic;
use sayso_core::document::Diagnostic;
use whichlang::Lang;

/// Letters below which a guess is worth nothing.
const ENOUGH_LETTERS: usize = 100;
/// Letters below which not even the script tells.
const ENOUGH_OF_A_SCRIPT: usize = 12;
/// Letters above which a guess may speak up against a declaration.
const PLENTY_LETTERS: usize = 600;

/// The declared language, else the one that the text looks like; `None` where neither helps.
pub(super) fn settle(
    declared: Option<String>,
    text: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(PLENTY_LETTERS).count();
    let declared = declared.as_deref().and_then(primary_subtag);
    if letters < ENOUGH_OF_A_SCRIPT || (letters < ENOUGH_LETTERS && !is_of_another_script(text, letters)) {
        return declared;
    }
    let guess = code(whichlang::detect_language(head(text)));
    let Some(declared) = declared else { return Some(guess.to_owned()) };
    if letters == PLENTY_LETTERS && KNOWN.contains(&declared.as_str()) && guess != declared {
        diagnostics.push(diagnostic(
            "language-disagrees",
            format!("the document declares the language {declared:?}, but its text looks like {guess:?}"),
        ));
    }
    Some(declared)
}

/// Whether most of the text's `letters` are of a script that few languages share: a dozen are enough for a guess.
fn is_of_another_script(text: &str, letters: usize) -> bool {
    // the Latin letters with their marks; what stands above, up to the Greek ones, is phonetic script
    let latin = text.chars().filter(|c| c.is_alphabetic() && *c < '\u{370}').count();
    2 * latin < letters
}

/// `en` of `en-US`, `en_US` or `EN`; `None` where it is no language tag.
pub(super) fn primary_subtag(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_', ',', ';', ' ']).next()?.to_ascii_lowercase();
    let is_tag = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
    (is_tag && !matches!(primary.as_str(), "und" | "mul" | "zxx")).then_some(primary)
}

/// A guess needs no more than the first few kilobytes.
fn head(text: &str) -> &str {
    let mut end = text.len().min(8192);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// What `whichlang` can tell apart.
const KNOWN: [&str; 16] =
    ["ar", "zh", "de", "en", "fr", "hi", "it", "ja", "ko", "nl", "pt", "ru", "es", "sv", "tr", "vi"];

fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "The council of the small town voted on Monday to keep the old bridge open for another \
                           year, the mayor said, although the engineers who looked at it had asked for repairs.";

    #[test]
    fn declared_first_then_guessed() {
        let settle =
            |declared: Option<&str>, text: &str| settle(declared.map(str::to_owned), text, &mut Vec::new());
        assert_eq!(settle(Some("en-GB"), ""), Some("en".to_owned()));
        assert_eq!(settle(None, ENGLISH), Some("en".to_owned()));
        assert_eq!(settle(None, "Yes."), None);
        assert_eq!(settle(None, "قال الوزير إن الجسر آمن"), Some("ar".to_owned()));
        assert_eq!(settle(None, "Да"), None);
        assert_eq!(settle(Some("x-default"), ENGLISH), Some("en".to_owned()));
        assert_eq!(settle(Some("pl"), ENGLISH), Some("pl".to_owned()));
    }

    #[test]
    fn a_long_text_speaks_up() {
        let mut diagnostics = Vec::new();
        let german =
            "Der Rat der kleinen Stadt hat am Montag entschieden, die alte Brücke ein weiteres Jahr offen \
                      zu halten, sagte die Bürgermeisterin. "
                .repeat(8);
        assert_eq!(settle(Some("en".to_owned()), &german, &mut diagnostics), Some("en".to_owned()));
        assert_eq!(diagnostics[0].code, "language-disagrees");
    }
}
