//! Whether two names of persons are one.

use super::distance::{cost, is_revowelled, is_scrambled, is_slip};
use super::fold::{Script, classes};
use super::name::{Name, Part, Role};
use super::words::words;
use super::{Comparison, Reason};

/// Share of a word's letters that may differ.
const TOLERANCE: f32 = 0.22;

/// What one sound costs that romanisations confuse, at most.
const ONE_SOUND: f32 = 0.55;

/// Similarity of an initial and the word it may stand for.
const INITIAL: f32 = 0.8;

/// How alike two words of names are: 0 (two words) to 1 (one), and the rule that says so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Likeness {
    pub(super) similarity: f32,
    pub(super) rule: &'static str,
}

const UNLIKE: Likeness = Likeness { similarity: 0.0, rule: "words-differ" };

fn like(similarity: f32, rule: &'static str) -> Likeness {
    Likeness { similarity, rule }
}

/// Compares two words of names.
pub(super) fn likeness(a: &Part, b: &Part) -> Likeness {
    if a.role == Role::Initial || b.role == Role::Initial {
        return initial(a, b);
    }
    if a.plain == b.plain {
        return like(1.0, "same-word");
    }
    if a.script != b.script {
        return by_script(a, b);
    }
    if words().are_nicknames(&a.plain, &b.plain) {
        return like(0.92, "nickname");
    }
    if words().are_variants(&a.plain, &b.plain) || pairs(a, b).any(|(x, y)| words().are_variants(x, y)) {
        return like(0.93, "variant");
    }
    match by_known_names(a, b) {
        Some(found) => found,
        None => by_letters(a, b),
    }
}

/// *محمد* and *Muhammad* by consonants, *贝拉克* and *Barack* by classes of consonants.
fn by_script(a: &Part, b: &Part) -> Likeness {
    if a.script == Script::Signs || b.script == Script::Signs {
        let (signs, other) = if a.script == Script::Signs { (a, b) } else { (b, a) };
        let heard = classes(&signs.plain);
        let same = heard.len() >= 2 && other.spellings.iter().any(|spelt| classes(spelt) == heard);
        return if same { like(0.85, "signs") } else { UNLIKE };
    }
    let same = a
        .spellings
        .iter()
        .any(|x| b.spellings.iter().any(|y| super::fold::skeleton(x) == super::fold::skeleton(y)));
    if same { like(0.9, "consonants") } else { UNLIKE }
}

/// Two names that both are common: one only if they sound the same.
fn by_known_names(a: &Part, b: &Part) -> Option<Likeness> {
    if !words().is_known_name(&a.plain) || !words().is_known_name(&b.plain) {
        return None;
    }
    let given = words().is_given(&a.plain) && words().is_given(&b.plain);
    let genders = words().gender(&a.plain).zip(words().gender(&b.plain));
    let surnames = words().is_common_surname(&a.plain) && words().is_common_surname(&b.plain);
    if surnames && !given || genders.is_some_and(|(x, y)| x != y) {
        return Some(UNLIKE);
    }
    let long = a.plain.len().min(b.plain.len()) >= 4;
    let revowelled = || pairs(a, b).any(|(x, y)| x.len() >= 4 && is_revowelled(x.as_bytes(), y.as_bytes()));
    let sound = || pairs(a, b).any(|(x, y)| x == y);
    Some(if sound() {
        like(0.97, "spelling")
    } else if long && revowelled() {
        like(0.9, "spelling")
    } else {
        UNLIKE
    })
}

/// Every reading of one word with every reading of the other.
fn pairs<'a>(a: &'a Part, b: &'a Part) -> impl Iterator<Item = (&'a String, &'a String)> {
    a.spellings.iter().flat_map(|x| b.spellings.iter().map(move |y| (x, y)))
}

fn by_letters(a: &Part, b: &Part) -> Likeness {
    let (x, y) = (a.letters.as_bytes(), b.letters.as_bytes());
    let shortest = x.len().min(y.len());
    if pairs(a, b).any(|(x, y)| x == y) {
        return like(if shortest > 2 { 0.97 } else { 0.85 }, "spelling");
    }
    if shortest >= 3 && is_slip(x, y) {
        return like(0.9, "slip");
    }
    if is_scrambled(x, y) {
        return like(0.5, "scrambled");
    }
    let (spent, length) = cheapest(a, b);
    let budget = if shortest >= 5 { (TOLERANCE * length).max(1.0) } else { TOLERANCE * length };
    if spent > budget || shortest < 3 && spent > 0.41 {
        return UNLIKE;
    }
    // One sound that romanisations confuse, in a word long enough, is a spelling; all else may be a slip
    // or another name.
    let sure = spent <= ONE_SOUND && shortest >= 6;
    like(if sure { 0.88 } else { 0.66 - 0.14 * spent / budget }, "spelling")
}

/// The smallest distance in any reading or letter for letter, and the length that goes with it.
fn cheapest(a: &Part, b: &Part) -> (f32, f32) {
    let letters = (&a.plain, &b.plain);
    let measured = pairs(a, b)
        .chain([letters])
        .map(|(x, y)| (cost(x.as_bytes(), y.as_bytes()), (x.len() + y.len()) as f32 / 2.0));
    measured.min_by(|x, y| x.0.total_cmp(&y.0).then(y.1.total_cmp(&x.1))).unwrap_or((f32::MAX, 0.0))
}

fn initial(a: &Part, b: &Part) -> Likeness {
    let first = |word: &str| word.chars().next();
    let alike = first(&a.plain) == first(&b.plain) || pairs(a, b).any(|(x, y)| first(x) == first(y));
    match (alike, a.role == b.role) {
        (false, _) => UNLIKE,
        (true, true) => like(1.0, "same-word"),
        (true, false) => like(INITIAL, "initial"),
    }
}

type Run = std::ops::Range<usize>;

/// Joins neighbours on both sides whose letters are the same once joined (*Patr ushev*, *Patrushev*).
pub(super) fn joined(a: &[Part], b: &[Part]) -> (Vec<Part>, Vec<Part>) {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    while let Some((x, y)) = a_split(&a, &b) {
        for (parts, run) in [(&mut a, x), (&mut b, y)] {
            let letters: String = parts[run.clone()].iter().map(|part| part.letters.as_str()).collect();
            parts.splice(run, [Part::new(letters, Role::Word, Script::Alphabet)]);
        }
    }
    (a, b)
}

/// The first runs of words, not one to one, whose letters are the same once joined.
fn a_split(a: &[Part], b: &[Part]) -> Option<(Run, Run)> {
    const LONGEST: usize = 4;
    for i in 0..a.len() {
        for j in 0..b.len() {
            for p in 1..=LONGEST.min(a.len() - i) {
                for q in 1..=LONGEST.min(b.len() - j) {
                    let whole = p == a.len() || q == b.len();
                    if p + q > 2 && is_same_joined(&a[i..i + p], &b[j..j + q], whole) {
                        return Some((i..i + p, j..j + q));
                    }
                }
            }
        }
    }
    None
}

/// Whether two runs are the same once joined; `whole`: one of them is all there is of a name.
fn is_same_joined(a: &[Part], b: &[Part], whole: bool) -> bool {
    // Runs whose first words agree are no different split.
    if a[0].plain == b[0].plain || a[a.len() - 1].plain == b[b.len() - 1].plain {
        return false;
    }
    let letters = |parts: &[Part]| parts.iter().map(|part| part.letters.as_str()).collect::<String>();
    let (x, y) = (letters(a), letters(b));
    let has_word = a.iter().chain(b).any(|part| part.role == Role::Word);
    has_word && x.len() >= 4 && y.len() >= 4 && x.len().abs_diff(y.len()) <= 3 && {
        let longest = x.len().max(y.len());
        let few = !whole && a.len() != b.len() && a.len() + b.len() <= 4;
        let sounds = longest >= 5 && spelt_alike(&x, &y, if few { 0.9 } else { 0.0 });
        x == y || sounds || words().are_variants(&x, &y)
    }
}

/// Whether two runs of letters are the same by sound, or at most `budget` apart.
fn spelt_alike(x: &str, y: &str, budget: f32) -> bool {
    let all = super::fold::spellings(y);
    super::fold::spellings(x).iter().any(|x| {
        all.iter().any(|y| {
            x == y || cost(x.as_bytes(), y.as_bytes()) <= budget.min(0.07 * (x.len() + y.len()) as f32)
        })
    })
}

/// Which word of `a` goes with which of `b`, and how well.
#[derive(Debug, Clone, Copy)]
struct Pair {
    a: usize,
    b: usize,
    like: Likeness,
}

/// Pairs words, the most alike first, each once.
fn assign(a: &[Part], b: &[Part]) -> Vec<Pair> {
    let mut all: Vec<Pair> = (0..a.len())
        .flat_map(|i| (0..b.len()).map(move |j| (i, j)))
        .map(|(i, j)| Pair { a: i, b: j, like: likeness(&a[i], &b[j]) })
        .filter(|pair| pair.like.similarity > 0.0)
        // What ends a name is no short form.
        .filter(|pair| {
            pair.like.rule != "nickname" || pair.a + 1 < a.len().max(2) || pair.b + 1 < b.len().max(2)
        })
        .collect();
    let off = |pair: &Pair| {
        let from_end = (a.len() - pair.a).abs_diff(b.len() - pair.b);
        pair.a.abs_diff(pair.b).min(from_end)
    };
    all.sort_by(|x, y| {
        let best = y.like.similarity.total_cmp(&x.like.similarity);
        best.then(off(x).cmp(&off(y))).then((x.a, x.b).cmp(&(y.a, y.b)))
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

/// Two names with their words paired.
struct Aligned<'a> {
    names: (&'a Name, &'a Name),
    a: Vec<Part>,
    b: Vec<Part>,
    pairs: Vec<Pair>,
    rest_a: Rest,
    rest_b: Rest,
}

fn align<'a>(x: &'a Name, y: &'a Name) -> Aligned<'a> {
    let (a, b) = joined(&x.parts, &y.parts);
    let pairs = assign(&a, &b);
    let rest_a = rest(&a, |i| pairs.iter().any(|pair| pair.a == i));
    let rest_b = rest(&b, |j| pairs.iter().any(|pair| pair.b == j));
    Aligned { names: (x, y), a, b, pairs, rest_a, rest_b }
}

/// Compares two names of persons.
pub(super) fn compare(a: &Name, b: &Name) -> Comparison {
    if let Some(found) = by_acronym(a, b).or_else(|| by_acronym(b, a)).or_else(|| backwards(a, b)) {
        return found;
    }
    let aligned = align(a, b);
    if let Some(conflict) = conflict(&aligned) {
        return conflict;
    }
    let (mut score, reason) = fit(&aligned);
    // A word alone has nothing beside it that makes up for another spelling.
    let alone = reason.rule.ends_with("-only");
    let mut reasons = vec![reason];
    let mut losses = Losses::default();
    for pair in &aligned.pairs {
        let (x, y) = (&aligned.a[pair.a], &aligned.b[pair.b]);
        if x.role != Role::Optional && pair.like.similarity < 1.0 {
            losses.add(pair.like);
            reasons.push(explain(x, y, pair.like.rule));
        }
    }
    score -= if alone { 1.5 } else { 1.0 } * losses.sum();
    for (limit, reason) in limits(&aligned) {
        if score > limit {
            score = limit;
            reasons.insert(0, reason);
        }
    }
    Comparison { score: score.clamp(0.0, 1.0), reasons }
}

/// What words that agree only roughly take from a score: the worst counts most, and several initials
/// that all fit are no weaker than one.
#[derive(Debug, Default)]
struct Losses {
    worst: f32,
    others: f32,
    initial: f32,
}

impl Losses {
    fn add(&mut self, like: Likeness) {
        let lost = 0.6 * (1.0 - like.similarity);
        if like.rule == "initial" {
            self.initial = lost;
            return;
        }
        self.others += 0.5 * lost.min(self.worst);
        self.worst = self.worst.max(lost);
    }

    fn sum(&self) -> f32 {
        self.worst + self.others + self.initial
    }
}

/// *MBS* for *Mohammed bin Salman*: the first letters of all words.
fn by_acronym(short: &Name, long: &Name) -> Option<Comparison> {
    let letters = short.acronym.as_deref()?;
    (letters.len() >= 3 && letters == long.initials && long.acronym.is_none()).then(|| {
        let why = format!("{} are the first letters of {}", short.text(), long.text());
        Comparison::new(0.65, "initials", why)
    })
}

/// A name written from right to left, as happens where scripts of both directions mix.
fn backwards(a: &Name, b: &Name) -> Option<Comparison> {
    let letters = |name: &Name| name.parts.iter().map(|part| part.letters.as_str()).collect::<String>();
    let (x, y) = (letters(a), letters(b));
    let turned = x.len() >= 8 && x != y && x.chars().rev().eq(y.chars());
    turned.then(|| Comparison::new(0.7, "backwards", "one is the other read backwards"))
}

/// What makes the names two, whatever else agrees.
fn conflict(aligned: &Aligned) -> Option<Comparison> {
    let (a, b) = aligned.names;
    let (rest_a, rest_b) = (&aligned.rest_a, &aligned.rest_b);
    let of_words = |pair: &Pair| aligned.a[pair.a].is_word() && aligned.b[pair.b].is_word();
    if !aligned.pairs.iter().any(of_words) {
        return Some(Comparison::new(0.05, "no-common-word", "no word of one name is in the other"));
    }
    if a.generation.zip(b.generation).is_some_and(|(x, y)| x != y) {
        return Some(Comparison::new(0.05, "generations-differ", "one is the father, the other the son"));
    }
    if !rest_a.words.is_empty() && !rest_b.words.is_empty() {
        let (x, y) = (&aligned.a[rest_a.words[0]].plain, &aligned.b[rest_b.words[0]].plain);
        return Some(Comparison::new(0.1, "words-differ", format!("“{x}” and “{y}” are different words")));
    }
    let stands_for_none = rest_a.initials > 0 && (rest_b.initials > 0 || !rest_b.words.is_empty())
        || rest_b.initials > 0 && !rest_a.words.is_empty()
        || middle_initials_differ(aligned);
    stands_for_none.then(|| {
        Comparison::new(0.15, "initials-differ", "an initial of one stands for no word of the other")
    })
}

/// *George W.* and *George H. W.*: both give middle initials, and not the same.
fn middle_initials_differ(aligned: &Aligned) -> bool {
    let middle = |parts: &[Part]| parts.iter().skip(1).any(|part| part.role == Role::Initial);
    middle(&aligned.a) && middle(&aligned.b) && aligned.rest_a.initials + aligned.rest_b.initials > 0
}

/// How well a shorter name fits a longer one that has all its words.
fn fit(aligned: &Aligned) -> (f32, Reason) {
    let a_is_short = aligned.rest_a.words.is_empty();
    let (short, long, rest) = if a_is_short {
        (&aligned.a, &aligned.b, &aligned.rest_b)
    } else {
        (&aligned.b, &aligned.a, &aligned.rest_a)
    };
    if rest.words.is_empty() {
        if is_lone(&aligned.a) != is_lone(&aligned.b) {
            return (0.65, Reason::new("surname-only", "one is the surname alone"));
        }
        return (1.0, Reason::new("all-words", "every word of one name is in the other"));
    }
    let of_words = |pair: &&Pair| aligned.a[pair.a].is_word() && aligned.b[pair.b].is_word();
    let places = aligned
        .pairs
        .iter()
        .filter(of_words)
        .map(|pair| if a_is_short { (pair.a, pair.b) } else { (pair.b, pair.a) });
    let mut matched: Vec<(usize, usize)> = places.collect();
    matched.sort_unstable();
    let (x, y) = aligned.names;
    let titled = !x.titles.is_empty() || !y.titles.is_empty();
    part_of(short, long, rest, &matched, titled)
}

/// One word, and no initial beside it.
fn is_lone(parts: &[Part]) -> bool {
    parts.iter().filter(|part| part.role != Role::Optional).count() == 1
}

/// How well a name fits a longer one; `matched` are places in both.
fn part_of(
    short: &[Part],
    long: &[Part],
    rest: &Rest,
    matched: &[(usize, usize)],
    titled: bool,
) -> (f32, Reason) {
    let places: Vec<usize> = (0..long.len()).filter(|&i| long[i].is_word()).collect();
    let (first, last) = (places[0], places[places.len() - 1]);
    let has_initial = short.iter().any(|part| part.role == Role::Initial);
    if let ([(_, place)], false) = (matched, has_initial) {
        return single(&long[*place], *place == last, *place == first, titled);
    }
    if rest.words.contains(&last) {
        return longer_end(short, rest, matched, long);
    }
    if matched.len() >= 3 && rest.words == [first] {
        return (0.4, Reason::new("other-given-name", "the longer name begins with another given name"));
    }
    let base = if rest.words.contains(&first) { 0.78 } else { 0.93 };
    (base - 0.02 * rest.words.len() as f32, Reason::new("middle-names", "one name has more names between"))
}

/// *Ana Sosa* and *Ana Sosa Lima*: a second surname, if what the shorter ends in is one.
fn longer_end(short: &[Part], rest: &Rest, matched: &[(usize, usize)], long: &[Part]) -> (f32, Reason) {
    let end = short.iter().rev().find(|part| part.is_word());
    let in_order = matched.iter().any(|&(x, y)| x == 0 && y == 0) && matched.is_sorted_by_key(|&(_, y)| y);
    let a_surname = end.is_some_and(|part| {
        part.plain.len() > 2 && (words().is_common_surname(&part.plain) || !words().is_given(&part.plain))
    });
    let lone = rest.words.iter().filter(|&&i| long[i].is_word()).count() <= 2;
    if in_order && a_surname && lone {
        return (0.6, Reason::new("second-surname", "the longer name has a second surname"));
    }
    (0.42, Reason::new("other-surname", "the longer name ends in another word"))
}

/// One word of a name stands alone.
fn single(word: &Part, is_last: bool, is_first: bool, titled: bool) -> (f32, Reason) {
    let surname = Reason::new("surname-only", "one is the surname alone");
    let given = Reason::new("given-name-only", "one is the given name alone");
    match (is_last, is_first) {
        (true, _) => (if words().is_common_surname(&word.plain) { 0.55 } else { 0.65 }, surname),
        (_, true) => (if titled || !words().is_given(&word.plain) { 0.6 } else { 0.52 }, given),
        _ if !words().is_given(&word.plain) => (0.52, surname),
        _ => (0.4, Reason::new("middle-name-only", "one is a middle name of the other")),
    }
}

/// What keeps names that agree from being certainly one.
fn limits(aligned: &Aligned) -> Vec<(f32, Reason)> {
    let mut limits = Vec::new();
    if is_swapped(aligned) {
        limits.push((
            0.45,
            Reason::new("given-names-swapped", "two given names in the other order are another name"),
        ));
    }
    if aligned.names.0.generation.is_some() != aligned.names.1.generation.is_some() {
        limits.push((0.7, Reason::new("generation-open", "only one name tells father from son")));
    }
    limits
}

/// Two given names in the other order, neither written with a comma nor by a custom that puts the surname first.
fn is_swapped(aligned: &Aligned) -> bool {
    let two = |parts: &[Part]| {
        let given = |part: &Part| part.is_word() && words().is_given(&part.plain);
        parts.len() == 2 && parts.iter().all(given) && !parts.iter().all(|part| is_japanese(&part.plain))
    };
    let (x, y) = aligned.names;
    two(&aligned.a)
        && two(&aligned.b)
        && aligned.pairs.len() == 2
        && aligned.pairs.iter().all(|pair| pair.a != pair.b)
        && !x.text().contains(',')
        && !y.text().contains(',')
}

/// Whether a word is made of Japanese syllables: each consonant is followed by a vowel, but for *n*.
fn is_japanese(word: &str) -> bool {
    const PAIRS: &[&str] = &["ch", "sh", "ts", "ky", "gy", "ny", "hy", "by", "py", "my", "ry"];
    let is_vowel = |c: char| matches!(c, 'a' | 'i' | 'u' | 'e' | 'o');
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let onset = match PAIRS.iter().find(|pair| rest.starts_with(**pair)) {
            Some(pair) => pair.len(),
            None if is_vowel(c) => 0,
            None if "kgsztdnhbpfmyrwj".contains(c) => 1,
            None => return false,
        };
        rest = match rest[onset..].strip_prefix(is_vowel) {
            Some(rest) => rest,
            None if c == 'n' => &rest[1..],
            None => return false,
        };
    }
    true
}

fn explain(a: &Part, b: &Part, rule: &'static str) -> Reason {
    let pair = format!("“{}” and “{}”", a.plain, b.plain);
    let why = match rule {
        "initial" => format!("{pair} begin alike"),
        "nickname" => format!("{pair} are forms of one given name"),
        "variant" => format!("{pair} are one name in two languages"),
        "slip" | "scrambled" => format!("{pair} differ by a slip of the pen"),
        "signs" | "consonants" => format!("{pair} sound alike over scripts"),
        _ => format!("{pair} are spellings of one word"),
    };
    Reason::new(rule, why)
}
