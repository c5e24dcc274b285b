//! What finds the names worth comparing with a name, without looking at all of them.

use super::name::{Name, Role};
use super::words::words;

/// Keys of a name: two names that may be the same share at least one.
///
/// A person's name has one key for each word, by its consonants, and one for each set of given
/// names that are forms of each other; an organisation's has one for each telling word and one for
/// its first letters. Sorted, each once.
#[must_use]
pub fn keys(name: &Name) -> Vec<String> {
    let mut keys: Vec<String> = if name.is_organization() { organization(name) } else { person(name) };
    keys.sort();
    keys.dedup();
    keys
}

fn person(name: &Name) -> Vec<String> {
    let mut keys = Vec::new();
    for part in name.parts.iter().filter(|part| part.role == Role::Word) {
        keys.push(format!("p:{}", sound(&part.skeleton())));
        keys.extend(words().nickname_sets(&part.spelling).iter().map(|set| format!("n:{set}")));
    }
    for pair in name.parts.windows(2).filter(|pair| pair.iter().any(|part| part.role != Role::Initial)) {
        keys.push(format!("p:{}", sound(&super::fold::skeleton(&(pair[0].spelling.clone() + &pair[1].spelling)))));
    }
    if let Some(acronym) = &name.acronym {
        keys.push(format!("a:{acronym}"));
    }
    if name.initials.len() >= 3 {
        keys.push(format!("a:{}", name.initials));
    }
    keys
}

fn organization(name: &Name) -> Vec<String> {
    let content: Vec<_> = name.parts.iter().filter(|part| part.is_word()).collect();
    let telling = content.iter().filter(|part| !words().is_generic(&part.plain) && !words().is_place(&part.plain));
    let mut keys: Vec<String> = telling.map(|part| format!("o:{}", sound(&part.skeleton()))).collect();
    for pair in content.windows(2) {
        keys.push(format!("o:{}", sound(&super::fold::skeleton(&(pair[0].spelling.clone() + &pair[1].spelling)))));
    }
    if keys.is_empty() {
        keys.extend(content.iter().map(|part| format!("o:{}", sound(&part.skeleton()))));
    }
    keys.extend(name.acronym.iter().map(|letters| format!("a:{letters}")));
    keys.push(format!("a:{}", name.initials));
    if name.initials.len() > 3 {
        keys.push(format!("a:{}", &name.initials[1..]));
    }
    keys
}

/// Consonants that romanisations confuse are one, and the first four tell enough.
fn sound(skeleton: &str) -> String {
    let merged = skeleton.chars().enumerate().map(|(i, c)| match c {
        'g' | 'k' | 'q' => 'k',
        's' | 'z' | 'c' => 's',
        'f' | 'v' => 'v',
        'b' | 'p' => 'b',
        'd' | 't' => 't',
        'j' if i > 0 => 's',
        'a' | 'e' | 'i' | 'o' | 'u' | 'h' => 'a',
        c => c,
    });
    merged.take(4).collect()
}
