//! Whether two names of persons are one.

use super::distance::{cost, is_revowelled};
use super::name::{Name, Part, Role};
use super::words::words;
use super::{Comparison, Reason};

/// Share of a word's letters that may differ.
const TOLERANCE: f32 = 0.22;

/// Similarity of an initial and the word it may stand for.
const INITIAL: f32 = 0.8;

/// How alike two words of names are, 0 to 1.
pub(super) fn similarity(a: &Part, b: &Part) -> f32 {
    if a.role == Role::Initial || b.role == Role::Initial {
        return initial(a, b);
    }
    if a.plain == b.plain {
        return 1.0;
    }
    if a.abjad != b.abjad {
        return if a.skeleton() == b.skeleton() { 0.9 } else { 0.0 };
    }
    if words().are_nicknames(&a.spelling, &b.spelling) {
        return 0.92;
    }
    let two_names = words().is_known_name(&a.plain) && words().is_known_name(&b.plain);
    let (x, y) = (a.spelling.as_bytes(), b.spelling.as_bytes());
    if two_names && !(x.len() >= 5 && is_revowelled(x, y)) && !(x == y && x.len() >= 5) {
        return 0.0;
    }
    if x == y {
        return 0.97;
    }
    let length = (x.len() + y.len()) as f32 / 2.0;
    let by_sound = cost(x, y);
    let by_letters = cost(a.plain.as_bytes(), b.plain.as_bytes());
    let budget = TOLERANCE * length;
    let spent = by_sound.min(by_letters);
    if spent > budget || x.len().min(y.len()) < 3 && spent > 0.41 { 0.0 } else { 0.95 - 0.25 * spent / budget }
}

fn initial(a: &Part, b: &Part) -> f32 {
    let same = |x: &str, y: &str| x.chars().next() == y.chars().next();
    if !(same(&a.plain, &b.plain) || same(&a.spelling, &b.spelling)) {
        0.0
    } else if a.role == b.role {
        1.0
    } else {
        INITIAL
    }
}

/// Joins neighbours on both sides whose letters are the same once joined (*Patr ushev*, *Patrushev*).
fn joined(a: &[Part], b: &[Part]) -> (Vec<Part>, Vec<Part>) {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    while let Some((x, y)) = a_split(&a, &b) {
        for (parts, run) in [(&mut a, x), (&mut b, y)] {
            let plain: String = parts[run.clone()].iter().map(|part| part.plain.as_str()).collect();
            parts.splice(run, [Part::new(plain, Role::Word, false)]);
        }
    }
    (a, b)
}

type Run = std::ops::Range<usize>;

/// The first runs of words, not one to one, whose letters are the same once joined.
fn a_split(a: &[Part], b: &[Part]) -> Option<(Run, Run)> {
    const LONGEST: usize = 4;
    for i in 0..a.len() {
        for j in 0..b.len() {
            for p in 1..=LONGEST.min(a.len() - i) {
                for q in 1..=LONGEST.min(b.len() - j) {
                    if p + q > 2 && is_same_joined(&a[i..i + p], &b[j..j + q]) {
                        return Some((i..i + p, j..j + q));
                    }
                }
            }
        }
    }
    None
}

fn is_same_joined(a: &[Part], b: &[Part]) -> bool {
    let letters = |parts: &[Part]| parts.iter().map(|part| part.plain.as_str()).collect::<String>();
    // Runs whose first words agree are no different split.
    if a[0].plain == b[0].plain || a[a.len() - 1].plain == b[b.len() - 1].plain {
        return false;
    }
    let spelt = |parts: &[Part]| super::fold::spelling(&letters(parts));
    let words = a.iter().chain(b).any(|part| part.role == Role::Word);
    words && letters(a).len() >= 5 && spelt(a) == spelt(b)
}

/// Which word of `a` goes with which of `b`, and how well.
#[derive(Debug, Clone, Copy)]
struct Pair {
    a: usize,
    b: usize,
    similarity: f32,
}

/// Pairs words, the most alike first, each once.
fn assign(a: &[Part], b: &[Part]) -> Vec<Pair> {
    let mut all: Vec<Pair> = (0..a.len())
        .flat_map(|i| (0..b.len()).map(move |j| (i, j)))
        .map(|(i, j)| Pair { a: i, b: j, similarity: similarity(&a[i], &b[j]) })
        .filter(|pair| pair.similarity > 0.0)
        .collect();
    let off = |pair: &Pair| {
        let from_end = (a.len() - pair.a).abs_diff(b.len() - pair.b);
        pair.a.abs_diff(pair.b).min(from_end)
    };
    all.sort_by(|x, y| {
        y.similarity.total_cmp(&x.similarity).then(off(x).cmp(&off(y))).then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    let (mut used_a, mut used_b) = (vec![false; a.len()], vec![false; b.len()]);
    all.retain(|pair| {
        let free = !used_a[pair.a] && !used_b[pair.b];
        if free {
            (used_a[pair.a], used_b[pair.b]) = (true, true);
        }
        free
    });
    all
}

/// What is left of one side when all pairs are taken.
#[derive(Debug, Default)]
struct Rest {
    words: Vec<usize>,
    initials: usize,
}

fn rest(parts: &[Part], taken: impl Fn(usize) -> bool) -> Rest {
    let mut rest = Rest::default();
    for (i, part) in parts.iter().enumerate().filter(|&(i, _)| !taken(i)) {
        match part.role {
            Role::Word => rest.words.push(i),
            Role::Initial => rest.initials += 1,
            Role::Optional => {}
        }
    }
    rest
}

/// Compares two names of persons.
pub(super) fn compare(a: &Name, b: &Name) -> Comparison {
    if let Some(found) = by_acronym(a, b).or_else(|| by_acronym(b, a)) {
        return found;
    }
    let (pa, pb) = joined(&dense(&a.parts), &dense(&b.parts));
    let pairs = assign(&pa, &pb);
    let (ra, rb) = (rest(&pa, |i| pairs.iter().any(|p| p.a == i)), rest(&pb, |j| pairs.iter().any(|p| p.b == j)));
    if let Some(conflict) = conflict(a, b, (&pa, &pb), &pairs, (&ra, &rb)) {
        return conflict;
    }
    let (short, long, rest) = if ra.words.is_empty() { (&pa, &pb, &rb) } else { (&pb, &pa, &ra) };
    let positions: Vec<usize> =
        pairs.iter().filter(|p| pa[p.a].is_word() && pb[p.b].is_word()).map(|p| if ra.words.is_empty() { p.b } else { p.a }).collect();
    let (base, reason) = fit(short, long, rest, &positions, !a.titles.is_empty() || !b.titles.is_empty());
    let mut reasons = vec![reason];
    let mut score = base;
    let weak: Vec<&Pair> = pairs.iter().filter(|p| pa[p.a].role != Role::Optional && p.similarity < 1.0).collect();
    for pair in &weak {
        score -= 0.6 * (1.0 - pair.similarity);
        reasons.push(explain(&pa[pair.a], &pb[pair.b]));
    }
    if is_swapped(&pa, &pb, &pairs, a, b) {
        score = score.min(0.45);
        reasons.insert(0, Reason::new("given-names-swapped", "two given names in the other order are another name"));
    }
    Comparison { score: score.clamp(0.0, 1.0), reasons }
}

/// Without honorifics and particles, if a word is left.
fn dense(parts: &[Part]) -> Vec<Part> {
    parts.to_vec()
}

/// *MBS* for *Mohammed bin Salman*: the first letters of all words.
fn by_acronym(short: &Name, long: &Name) -> Option<Comparison> {
    let letters = short.acronym.as_deref()?;
    let words: String = long.initials.clone();
    (letters.len() >= 3 && letters == words && long.acronym.is_none()).then(|| {
        Comparison::new(0.65, "initials", format!("{} are the first letters of {}", short.text(), long.text()))
    })
}

/// What makes the names two, whatever else agrees.
fn conflict(a: &Name, b: &Name, parts: (&[Part], &[Part]), pairs: &[Pair], rest: (&Rest, &Rest)) -> Option<Comparison> {
    let (pa, pb) = parts;
    let (ra, rb) = rest;
    let is_word = |pair: &&Pair| pa[pair.a].is_word() && pb[pair.b].is_word();
    if !pairs.iter().any(|pair| is_word(&pair)) {
        return Some(Comparison::new(0.05, "no-common-word", "no word of one name is in the other"));
    }
    if let (Some(x), Some(y)) = (a.generation, b.generation)
        && x != y
    {
        return Some(Comparison::new(0.05, "generations-differ", "one is the father, the other the son"));
    }
    if !ra.words.is_empty() && !rb.words.is_empty() {
        let why = format!("“{}” and “{}” are different words", pa[ra.words[0]].plain, pb[rb.words[0]].plain);
        return Some(Comparison::new(0.1, "words-differ", why));
    }
    let initials = ra.initials > 0 && (rb.initials > 0 || !rb.words.is_empty()) || rb.initials > 0 && !ra.words.is_empty();
    if initials {
        return Some(Comparison::new(0.15, "initials-differ", "an initial of one stands for no word of the other"));
    }
    None
}

/// How well a shorter name fits a longer one that has all its words; `matched` are their places in
/// the longer.
fn fit(short: &[Part], long: &[Part], rest: &Rest, matched: &[usize], titled: bool) -> (f32, Reason) {
    if rest.words.is_empty() {
        return (1.0, Reason::new("all-words", "every word of one name is in the other"));
    }
    let places: Vec<usize> = (0..long.len()).filter(|&i| long[i].is_word()).collect();
    let (first, last) = (places[0], places[places.len() - 1]);
    let named_by_initial = short.iter().any(|part| part.role == Role::Initial);
    if matched.len() == 1 && !named_by_initial {
        return single(&long[matched[0]], matched[0] == last, matched[0] == first, titled);
    }
    if rest.words.contains(&last) {
        return (0.42, Reason::new("other-surname", "the longer name ends in another word"));
    }
    let is_tail = matched.len() >= 3 && rest.words.contains(&first) && rest.words.len() == 1;
    if is_tail {
        return (0.4, Reason::new("other-given-name", "the longer name begins with another given name"));
    }
    let base = if rest.words.contains(&first) { 0.78 } else { 0.93 };
    (base - 0.02 * rest.words.len() as f32, Reason::new("middle-names", "one name has more names between"))
}

/// One word of a name stands alone.
fn single(word: &Part, is_last: bool, is_first: bool, titled: bool) -> (f32, Reason) {
    let surname = Reason::new("surname-only", "one is the surname alone");
    let given = Reason::new("given-name-only", "one is the given name alone");
    match (is_last, is_first) {
        (true, _) => (if words().is_common_surname(&word.plain) { 0.55 } else { 0.65 }, surname),
        (_, true) => (if titled || !words().is_given(&word.plain) { 0.6 } else { 0.52 }, given),
        _ => (0.4, Reason::new("middle-name-only", "one is a middle name of the other")),
    }
}

/// Two given names, in the other order, neither written with a comma.
fn is_swapped(a: &[Part], b: &[Part], pairs: &[Pair], x: &Name, y: &Name) -> bool {
    let two = |parts: &[Part]| parts.len() == 2 && parts.iter().all(|p| p.is_word() && words().is_given(&p.plain) && !words().is_common_surname(&p.plain));
    two(a) && two(b) && pairs.len() == 2 && pairs.iter().all(|p| p.a != p.b)
        && !x.text().contains(',') && !y.text().contains(',')
}

fn explain(a: &Part, b: &Part) -> Reason {
    let pair = format!("“{}” and “{}”", a.plain, b.plain);
    if a.role == Role::Initial || b.role == Role::Initial {
        Reason::new("initial", format!("{pair} begin alike"))
    } else if words().are_nicknames(&a.spelling, &b.spelling) {
        Reason::new("nickname", format!("{pair} are forms of one given name"))
    } else {
        Reason::new("spelling", format!("{pair} are spellings of one word"))
    }
}
