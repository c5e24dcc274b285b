//! Whether two names of organisations are one.

use super::distance::cost;
use super::name::{Name, Part};
use super::words::{LegalClass, words};
use super::{Comparison, Reason};

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
    let shortest = a.plain.len().min(b.plain.len());
    let has_digit = |part: &Part| part.plain.bytes().any(|c| c.is_ascii_digit());
    if shortest < 4 || has_digit(a) || has_digit(b) || words().is_generic(&a.plain) && words().is_generic(&b.plain) {
        return 0.0;
    }
    let spent = cost(a.spelling.as_bytes(), b.spelling.as_bytes());
    let budget = 0.2 * (a.spelling.len() + b.spelling.len()) as f32 / 2.0;
    if spent > budget { 0.0 } else { 0.95 - 0.2 * spent / budget }
}

/// Without the ending of plural or possessive.
fn stem(word: &str) -> &str {
    if word.len() > 3 { word.strip_suffix('s').unwrap_or(word) } else { word }
}

/// Compares two names of organisations.
pub(super) fn compare(a: &Name, b: &Name) -> Comparison {
    let aliases = |name: &Name| name.text().contains('/');
    if aliases(a) != aliases(b) {
        return with_aliases(a, b);
    }
    if let Some(found) = by_acronym(a, b).or_else(|| by_acronym(b, a)) {
        return found;
    }
    if let (Some(x), Some(y)) = (&a.acronym, &b.acronym)
        && x != y
    {
        return Comparison::new(0.05, "acronyms-differ", "two different acronyms");
    }
    if letters(a) == letters(b) {
        return Comparison::new(legal(a, b, 0.98), "same-letters", "the same but for spaces, marks and legal form");
    }
    by_words(a, b)
}

/// *Front/Army of the Front*: each part is a name.
fn with_aliases(a: &Name, b: &Name) -> Comparison {
    let (many, one) = if a.text().contains('/') { (a, b) } else { (b, a) };
    let parts = many.text().split('/').map(|part| Name::parse(part, crate::document::SpeakerKind::Organization));
    let all = parts.filter(|part| !part.is_empty()).map(|part| super::compare(&part, one));
    all.max_by(|x, y| x.score.total_cmp(&y.score)).unwrap_or_else(|| by_words(a, b))
}

fn letters(name: &Name) -> String {
    name.parts.iter().filter(|part| part.is_word()).map(|part| part.plain.as_str()).collect()
}

/// *IAEA*: the first letters of the content words, a general word at the front or a place left out.
fn by_acronym(short: &Name, long: &Name) -> Option<Comparison> {
    let (letters, place) = match (&short.acronym, &long.acronym) {
        (Some(letters), None) => (letters.clone(), None),
        (None, None) => with_place(short)?,
        _ => return None,
    };
    if letters.len() < 2 || long.parts.iter().filter(|part| part.is_word()).count() < 2 {
        return None;
    }
    let content: Vec<&Part> = long.parts.iter().filter(|part| part.is_word()).collect();
    let firsts = |parts: &[&Part]| parts.iter().filter_map(|part| part.plain.chars().next()).collect::<String>();
    let all: String = long.parts.iter().filter_map(|part| part.plain.chars().next()).collect();
    let whole = firsts(&content) == letters || all == letters;
    let tail = letters.len() >= 3 && content.len() > letters.len() && words().is_generic(&content[0].plain)
        && firsts(&content[content.len() - letters.len()..]) == letters;
    (whole || tail).then(|| {
        let score = if letters.len() > 2 && place.is_none() { 0.85 } else { 0.7 };
        Comparison::new(score, "acronym", format!("{} are the first letters of {}", letters.to_uppercase(), long.text()))
    })
}

/// *PLA China*: an acronym with a place beside it.
fn with_place(name: &Name) -> Option<(String, Option<&str>)> {
    let mut rest = name.text().split_whitespace();
    let (first, second) = (rest.next()?, rest.next()?);
    let is_acronym = |word: &str| (2..=6).contains(&word.len()) && word.bytes().all(|c| c.is_ascii_uppercase());
    let place = name.parts.last().filter(|part| words().is_place(&part.plain))?;
    (rest.next().is_none() && is_acronym(first) && !is_acronym(second))
        .then(|| (first.to_lowercase(), Some(place.plain.as_str())))
}

fn by_words(a: &Name, b: &Name) -> Comparison {
    let (pa, pb) = joined(&a.parts, &b.parts);
    let pairs = assign(&pa, &pb);
    let left = |parts: &[Part], taken: &dyn Fn(usize) -> bool| -> Vec<Part> {
        (0..parts.len()).filter(|&i| parts[i].is_word() && !taken(i)).map(|i| parts[i].clone()).collect()
    };
    let ra = left(&pa, &|i| pairs.iter().any(|p| p.0 == i));
    let rb = left(&pb, &|j| pairs.iter().any(|p| p.1 == j));
    let told = |parts: &[Part]| parts.iter().map(weight).sum::<f32>();
    let shared: f32 = pairs.iter().map(|p| weight(&pa[p.0])).sum();
    let weakest = pairs.iter().map(|p| p.2).fold(1.0, f32::min);
    if shared == 0.0 {
        return Comparison::new(0.02, "no-common-word", "no telling word in common");
    }
    let foreign = |rest: &[Part]| rest.iter().any(|part| !words().is_place(&part.plain));
    if !ra.is_empty() && !rb.is_empty() && (foreign(&ra) || foreign(&rb) || told(&ra) + told(&rb) > 0.6) {
        let why = format!("“{}” and “{}” are different words", ra[0].plain, rb[0].plain);
        return Comparison::new(0.1, "words-differ", why);
    }
    let telling = pairs.iter().any(|p| weight(&pa[p.0]) >= 1.0);
    let rest = if ra.is_empty() { &rb } else { &ra };
    let (base, reason) = fit(rest, shared, told(rest), telling, is_turned(&pa, &pb, &pairs));
    Comparison { score: legal(a, b, base - 0.6 * (1.0 - weakest)).max(0.0), reasons: vec![reason] }
}

/// How well the words in common tell which organisation it is.
fn fit(rest: &[Part], shared: f32, extra: f32, telling: bool, turned: bool) -> (f32, Reason) {
    if turned {
        return (0.3, Reason::new("other-order", "the same words the other way round"));
    }
    if rest.is_empty() {
        return (1.0, Reason::new("all-words", "every word of one name is in the other"));
    }
    let places = rest.iter().all(|part| words().is_place(&part.plain));
    if !telling && !places {
        return (0.3, Reason::new("general-words", "only general words in common"));
    }
    let share = shared / (shared + extra);
    let why = format!("the longer name has “{}” as well", rest[0].plain);
    (if places { 0.85 } else { 0.25 + 0.6 * share }, Reason::new("more-words", why))
}

/// *European Council*, *Council of Europe*: `of` on one side only turns the words of a body around.
fn is_turned(a: &[Part], b: &[Part], pairs: &[(usize, usize, f32)]) -> bool {
    pairs.len() == 2 && pairs.iter().any(|p| p.2 < 0.96) && (pairs[0].0 < pairs[1].0) != (pairs[0].1 < pairs[1].1)
        && a.len().max(b.len()) <= 3
}

/// Different kinds of company are different companies.
fn legal(a: &Name, b: &Name, score: f32) -> f32 {
    match (a.legal, b.legal) {
        (Some(LegalClass::Nonprofit), Some(y)) | (Some(y), Some(LegalClass::Nonprofit)) if y != LegalClass::Nonprofit => score.min(0.45),
        (Some(x), Some(y)) if x != y => score.min(0.75),
        _ => score,
    }
}

/// Joins two neighbours that the other name writes as one.
fn joined(a: &[Part], b: &[Part]) -> (Vec<Part>, Vec<Part>) {
    let merge = |parts: &[Part], other: &[Part]| {
        let mut out: Vec<Part> = Vec::new();
        for part in parts {
            let whole = out.last().map(|last| last.plain.clone() + &part.plain);
            match whole.filter(|whole| other.iter().any(|o| &o.plain == whole)) {
                Some(whole) => *out.last_mut().expect("there was a last") = Part::new(whole, part.role, false),
                None => out.push(part.clone()),
            }
        }
        out
    };
    let first = merge(a, b);
    let second = merge(b, &first);
    (first, second)
}

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
