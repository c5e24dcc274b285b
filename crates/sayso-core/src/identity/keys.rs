//! What finds the names worth comparing with a name, without looking at all of them.

use super::fold::skeleton;
use super::name::{Name, Part, Role};
use super::words::words;

/// Keys of a name: two names that may be one share at least one, but for slips that change nearly
/// every word.
///
/// A person's name has a key for each word that is no common given name, by its consonants, and one
/// for all its consonants in any order; an organisation's has one for each telling word and for its
/// first letters. Sorted, each once.
#[must_use]
pub fn keys(name: &Name) -> Vec<String> {
    let mut keys: Vec<String> = if name.is_organization() { organization(name) } else { person(name) };
    keys.sort();
    keys.dedup();
    keys
}

fn person(name: &Name) -> Vec<String> {
    let all: Vec<&Part> = name.parts.iter().filter(|part| part.is_word()).collect();
    let telling: Vec<&Part> = all.iter().copied().filter(|part| !words().is_given(&part.plain)).collect();
    // *Omar Ali*: all words are given names, and the last may be all that is used.
    let chosen = if telling.is_empty() { &all } else { &telling };
    let mut keys: Vec<String> = chosen.iter().flat_map(|part| word_keys(part)).collect();
    keys.push(format!("b:{}", bag(&name.parts)));
    for pair in name.parts.windows(2).filter(|pair| pair.iter().any(|part| part.role != Role::Initial)) {
        keys.push(format!("p:{}", sound(&skeleton(&joined(pair)))));
    }
    keys.extend(name.acronym.iter().map(|letters| format!("a:{letters}")));
    if name.initials.len() >= 3 {
        keys.push(format!("a:{}", name.initials));
    }
    keys
}

/// By every reading, and by the names that the word is a form of.
fn word_keys(part: &Part) -> Vec<String> {
    let heard = part.spellings.iter().flat_map(|spelt| {
        // Baltic languages add an *s* to names.
        let bare = spelt.strip_suffix('s').filter(|bare| bare.len() >= 4);
        [Some(spelt.as_str()), bare].into_iter().flatten()
    });
    let by_sound = heard.map(|spelt| format!("p:{}", sound(&skeleton(spelt))));
    let forms = part.spellings.iter().chain([&part.plain]);
    let variants = forms.flat_map(|form| words().variant_sets(form)).map(|set| format!("v:{set}"));
    by_sound.chain(variants).collect()
}

fn joined(parts: &[Part]) -> String {
    parts.iter().map(|part| part.spellings[0].as_str()).collect()
}

/// The consonants of a whole name, in alphabetical order: the same after any slip that only swaps,
/// doubles or parts letters.
fn bag(parts: &[Part]) -> String {
    let mut letters: Vec<char> =
        parts.iter().flat_map(|part| merged(&skeleton(&part.letters)).collect::<Vec<_>>()).collect();
    letters.sort_unstable();
    letters.dedup();
    letters.into_iter().collect()
}

fn organization(name: &Name) -> Vec<String> {
    let content: Vec<&Part> = name.parts.iter().filter(|part| part.is_word()).collect();
    let is_telling = |part: &&&Part| !words().is_generic(&part.plain) && !words().is_place(&part.plain);
    let mut keys: Vec<String> =
        content.iter().filter(is_telling).map(|part| organization_key(&part.spellings[0])).collect();
    keys.extend(
        content
            .windows(2)
            .map(|pair| organization_key(&(pair[0].spellings[0].clone() + &pair[1].spellings[0]))),
    );
    if keys.is_empty() || content.len() <= 2 {
        keys.extend(content.iter().map(|part| organization_key(&part.spellings[0])));
    }
    // *Van der Mora* and *Vandermora*.
    keys.push(organization_key(&joined(&name.parts)));
    // *Fisheries Ministry*, *Ministry of Fisheries*.
    let mut sounds: Vec<String> = content.iter().map(|part| sound(&skeleton(&part.spellings[0]))).collect();
    sounds.sort();
    keys.push(format!("w:{}", sounds.join(" ")));
    keys.extend(name.acronym.iter().map(|letters| format!("a:{letters}")));
    keys.push(format!("a:{}", name.initials));
    if name.initials.len() > 3 {
        keys.push(format!("a:{}", &name.initials[1..]));
    }
    keys.extend(words().body_set(name.text()).map(|set| format!("k:{set}")));
    keys
}

fn organization_key(spelling: &str) -> String {
    format!("o:{}", sound(&skeleton(spelling)))
}

/// Consonants that romanisations confuse are one, and the first four tell enough.
fn sound(skeleton: &str) -> String {
    merged(skeleton).take(4).collect()
}

fn merged(skeleton: &str) -> impl Iterator<Item = char> + '_ {
    skeleton.chars().enumerate().map(|(i, c)| match c {
        'g' | 'k' | 'q' => 'k',
        's' | 'z' | 'c' => 's',
        'f' | 'v' => 'v',
        'b' | 'p' => 'b',
        'd' | 't' => 't',
        'j' if i > 0 => 's',
        'a' | 'e' | 'i' | 'o' | 'u' | 'h' => 'a',
        c => c,
    })
}
