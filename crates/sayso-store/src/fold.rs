//! The one spelling in which words and names are compared and indexed.

use any_ascii::any_ascii;

/// `text` in ASCII, so that *Łukasz* and *Lukasz*, *Élodie* and *Elodie* are one. What stands in the
/// word indexes went through this, and so must every query. Case is left to the index.
#[must_use]
pub fn folded(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { any_ascii(text) }
}

/// The key by which a name is the same name: folded, in lower case, words parted by one space, without
/// the marks that spellings differ in (*al-Nakhala* and *Al Nakhala*).
#[must_use]
pub fn name_key(name: &str) -> String {
    let lower = folded(name).to_ascii_lowercase();
    let words = lower.split(|c: char| !(c.is_ascii_alphanumeric() || c == '\''));
    let words: Vec<String> =
        words.map(|word| word.replace('\'', "")).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        assert_eq!(folded("Łukasz Żak"), "Lukasz Zak");
        assert_eq!(name_key("Łukasz  Żak"), name_key("LUKASZ ZAK"));
        assert_eq!(name_key("al-Nakhala"), name_key("Al Nakhala"));
        assert_eq!(name_key("O’Hara"), name_key("O'Hara"));
        assert_ne!(name_key("Ana Ortiz"), name_key("Ana Ortega"));
    }
}
