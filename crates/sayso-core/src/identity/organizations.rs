//! Whether two names of organisations are one.

use super::distance::{cost, is_slip};
use super::name::{Name, Part};
use super::persons::joined;
use super::words::{LegalClass, words};
use super::{Comparison, Reason};
use crate::document::SpeakerKind;

/// What a word tells of which organisation is meant.
fn weight(part: &Part) -> f32 {
    if !part.is_word() {
        0.0
    } else if words().is_place(&part.plain) {
        0.35
    } else if words().is_generic(&part.plain) {
        0.3
    } else {
        1.0
    }
}

/// How alike two words are; short ones and numbers only if equal.
fn similarity(a: &Part, b: &Part) -> f32 {
    if a.plain == b.plain {
        return 1.0;
    }
    if stem(&a.plain) == stem(&b.plain) {
        return 0.97;
    }
    if words().place_of(&a.plain).is_some_and(|place| words().place_of(&b.plain) == Some(place)) {
        return 0.94;
    }
    if words().are_one_type(&a.plain, &b.plain) {
        return 0.9;
    }
    let shortest = a.plain.len().min(b.plain.len());
    let has_digit = |part: &Part| part.plain.bytes().any(|c| c.is_ascii_digit());
    let general = |part: &Part| words().is_generic(&part.plain);
    if shortest < 4 || has_digit(a) || has_digit(b) || general(a) && general(b) {
        return 0.0;
    }
    by_letters(a, b)
}

fn by_letters(a: &Part, b: &Part) -> f32 {
    let (x, y) = (&a.spellings[0], &b.spellings[0]);
    if x == y {
        return 0.96;
    }
    if is_slip(a.plain.as_bytes(), b.plain.as_bytes()) {
        return 0.9;
    }
    let spent = cost(x.as_bytes(), y.as_bytes()).min(cost(a.plain.as_bytes(), b.plain.as_bytes()));
    let length = (x.len() + y.len()) as f32 / 2.0;
    let budget = if length < 7.0 { 0.12 } else { 0.2 } * length;
    if spent > budget { 0.0 } else { 0.95 - 0.35 * spent / budget }
}

/// Without the ending of plural or possessive.
fn stem(word: &str) -> &str {
    if word.len() > 3 { word.strip_suffix('s').unwrap_or(word) } else { word }
}

/// Compares two names of organisations.
pub(super) fn compare(a: &Name, b: &Name) -> Comparison {
    let has_aliases = |name: &Name| name.text().contains('/');
    if has_aliases(a) != has_aliases(b) {
        return with_aliases(a, b);
    }
    if let Some(known) = by_list(a, b) {
        return known;
    }
    if let Some(found) = by_acronym(a, b).or_else(|| by_acronym(b, a)) {
        return found;
    }
    if a.acronym.as_ref().zip(b.acronym.as_ref()).is_some_and(|(x, y)| x != y) {
        return Comparison::new(0.05, "acronyms-differ", "two different acronyms");
    }
    if letters(a) == letters(b) {
        return Comparison::new(
            legal(a, b, 0.98),
            "same-letters",
            "the same but for spaces, marks and legal form",
        );
    }
    by_words(a, b)
}

/// Bodies of several names are known by a list; two bodies of the list are two.
fn by_list(a: &Name, b: &Name) -> Option<Comparison> {
    let (x, y) = (words().body_set(a.text())?, words().body_set(b.text())?);
    Some(if x == y {
        Comparison::new(0.95, "known-names", format!("{} and {} name one body", a.text(), b.text()))
    } else {
        Comparison::new(0.05, "known-bodies", format!("{} and {} are two known bodies", a.text(), b.text()))
    })
}

/// *Front/Army of the Front*: each part is a name.
fn with_aliases(a: &Name, b: &Name) -> Comparison {
    let (many, one) = if a.text().contains('/') { (a, b) } else { (b, a) };
    let parts = many.text().split('/').map(|part| Name::parse(part, SpeakerKind::Organization));
    let all = parts.filter(|part| !part.is_empty()).map(|part| super::compare(&part, one));
    all.max_by(|x, y| x.score.total_cmp(&y.score)).unwrap_or_else(|| by_words(a, b))
}

fn letters(name: &Name) -> String {
    name.parts.iter().filter(|part| part.is_word()).map(|part| part.plain.as_str()).collect()
}

fn firsts<'a>(parts: impl Iterator<Item = &'a Part>) -> String {
    parts.filter_map(|part| part.plain.chars().next()).collect()
}

/// *IAEA*: the first letters of the content words, a general word at the front or a place left out.
fn by_acronym(short: &Name, long: &Name) -> Option<Comparison> {
    let (letters, placed) = match (&short.acronym, &long.acronym) {
        (Some(letters), None) => (letters.clone(), false),
        (None, None) => (with_place(short)?, true),
        _ => return None,
    };
    let content: Vec<&Part> = long.parts.iter().filter(|part| part.is_word()).collect();
    if letters.len() < 2 || content.len() < 2 {
        return None;
    }
    let whole = firsts(content.iter().copied()) == letters || firsts(long.parts.iter()) == letters;
    let tail = letters.len() >= 3
        && content.len() > letters.len()
        && (words().is_generic(&content[0].plain) || words().is_place(&content[0].plain))
        && firsts(content[content.len() - letters.len()..].iter().copied()) == letters;
    (whole || tail).then(|| {
        let score = if letters.len() > 2 && !placed { 0.85 } else { 0.7 };
        let why = format!("{} are the first letters of {}", letters.to_uppercase(), long.text());
        Comparison::new(score, "acronym", why)
    })
}

/// *PLA China*: the letters of an acronym with a place beside it.
fn with_place(name: &Name) -> Option<String> {
    let mut rest = name.text().split_whitespace();
    let (first, second) = (rest.next()?, rest.next()?);
    let is_acronym =
        |word: &str| (2..=6).contains(&word.len()) && word.bytes().all(|c| c.is_ascii_uppercase());
    let placed = name.parts.last().is_some_and(|part| words().is_place(&part.plain));
    (rest.next().is_none() && is_acronym(first) && !is_acronym(second) && placed)
        .then(|| first.to_lowercase())
}

/// Replaces an acronym among other words by the words of the other name that it stands for
/// (*UC Berkeley*, *University of California, Berkeley*).
fn unfolded(parts: &[Part], other: &[Part]) -> Vec<Part> {
    let content: Vec<&Part> = other.iter().filter(|part| part.is_word()).collect();
    let stands_for = |part: &Part| {
        let n = part.plain.len();
        let known = other.iter().any(|one| one.plain == part.plain);
        let fits = (2..=5).contains(&n) && n < content.len() && !known;
        let run = |at: &usize| firsts(content[*at..*at + n].iter().copied()) == part.plain;
        fits.then(|| (0..=content.len() - n).find(run))?.map(|at| &content[at..at + n])
    };
    let mut out = Vec::new();
    for part in parts {
        match stands_for(part) {
            Some(run) => out.extend(run.iter().map(|&part| part.clone())),
            None => out.push(part.clone()),
        }
    }
    out
}

fn by_words(a: &Name, b: &Name) -> Comparison {
    let (pa, pb) = (unfolded(&a.parts, &b.parts), unfolded(&b.parts, &a.parts));
    let (pa, pb) = joined(&pa, &pb);
    let pairs = assign(&pa, &pb);
    let rest_a = rest(&pa, |i| pairs.iter().any(|pair| pair.0 == i));
    let rest_b = rest(&pb, |j| pairs.iter().any(|pair| pair.1 == j));
    let shared: f32 = pairs.iter().map(|pair| weight(&pa[pair.0])).sum();
    if shared == 0.0 {
        return Comparison::new(0.02, "no-common-word", "no telling word in common");
    }
    if let Some(conflict) = conflict(&rest_a, &rest_b) {
        return conflict;
    }
    let weakest = pairs.iter().map(|pair| pair.2).fold(1.0, f32::min);
    let telling = pairs.iter().any(|pair| weight(&pa[pair.0]) >= 1.0);
    let rest = if rest_a.is_empty() { &rest_b } else { &rest_a };
    let (base, reason) = if is_turned(&pa, &pb, &pairs) { other_order() } else { fit(rest, shared, telling) };
    Comparison { score: legal(a, b, base - 0.6 * (1.0 - weakest)).max(0.0), reasons: vec![reason] }
}

fn rest(parts: &[Part], taken: impl Fn(usize) -> bool) -> Vec<Part> {
    (0..parts.len()).filter(|&i| parts[i].is_word() && !taken(i)).map(|i| parts[i].clone()).collect()
}

/// Words left over on both sides, other than places and mere types.
fn conflict(a: &[Part], b: &[Part]) -> Option<Comparison> {
    let told: f32 = a.iter().chain(b).map(weight).sum();
    let all_places = a.iter().chain(b).all(|part| words().is_place(&part.plain));
    let all_types = a.iter().chain(b).all(|part| words().is_type(&part.plain));
    let agree = a.is_empty() || b.is_empty() || all_types || all_places && told <= 0.6;
    (!agree).then(|| {
        let why = format!("“{}” and “{}” are different words", a[0].plain, b[0].plain);
        Comparison::new(0.1, "words-differ", why)
    })
}

/// How well the words in common tell which organisation it is.
fn fit(rest: &[Part], shared: f32, telling: bool) -> (f32, Reason) {
    if rest.is_empty() {
        return (1.0, Reason::new("all-words", "every word of one name is in the other"));
    }
    let why = format!("the longer name has “{}” as well", rest[0].plain);
    if rest.iter().all(|part| words().is_place(&part.plain)) {
        // *The navy* may be that of any country.
        return (if telling { 0.85 } else { 0.65 }, Reason::new("more-places", why));
    }
    if rest.iter().all(|part| words().is_type(&part.plain)) {
        return (if telling { 0.85 } else { 0.6 }, Reason::new("type-left-out", why));
    }
    if !telling {
        return (0.3, Reason::new("general-words", "only general words in common"));
    }
    let extra: f32 = rest.iter().map(weight).sum();
    if shared < 2.0 && rest.iter().any(|part| weight(part) >= 1.0) {
        return (0.45, Reason::new("another-word", why));
    }
    (0.25 + 0.6 * shared / (shared + extra), Reason::new("more-words", why))
}

fn other_order() -> (f32, Reason) {
    (0.3, Reason::new("other-order", "the same words the other way round"))
}

/// *European Council*, *Council of Europe*: `of` on one side only turns the words of a body around.
fn is_turned(a: &[Part], b: &[Part], pairs: &[(usize, usize, f32)]) -> bool {
    pairs.len() == 2
        && pairs.iter().any(|pair| pair.2 < 0.96)
        && (pairs[0].0 < pairs[1].0) != (pairs[0].1 < pairs[1].1)
        && a.len().max(b.len()) <= 3
}

/// Different kinds of company are different companies.
fn legal(a: &Name, b: &Name, score: f32) -> f32 {
    match (a.legal, b.legal) {
        (Some(x), Some(y)) if x != y && (x == LegalClass::Nonprofit || y == LegalClass::Nonprofit) => {
            score.min(0.45)
        }
        (Some(x), Some(y)) if x != y => score.min(0.75),
        _ => score,
    }
}

/// Pairs words, the most alike first, each once.
fn assign(a: &[Part], b: &[Part]) -> Vec<(usize, usize, f32)> {
    let mut all = Vec::new();
    for (i, x) in a.iter().enumerate().filter(|(_, part)| part.is_word()) {
        for (j, y) in b.iter().enumerate().filter(|(_, part)| part.is_word()) {
            let similarity = similarity(x, y);
            if similarity > 0.0 {
                all.push((i, j, similarity));
            }
        }
    }
    all.sort_by(|x, y| y.2.total_cmp(&x.2).then((x.0, x.1).cmp(&(y.0, y.1))));
    let (mut used_a, mut used_b) = (vec![false; a.len()], vec![false; b.len()]);
    all.retain(|&(i, j, _)| {
        let free = !used_a[i] && !used_b[j];
        if free {
            (used_a[i], used_b[j]) = (true, true);
        }
        free
    });
    all
}
