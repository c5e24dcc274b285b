//! Finds runs of capitalised words and tells which of them name whom.

use super::lists::{Class, lists};
use super::mentions::{gender_of_title, is_adjective, known};
use super::view::{Flags, View};
use crate::document::SpeakerKind;
use crate::lexicon::{Gender, lexicon};

/// Words in the longest run that is read as one.
const LONGEST: usize = 14;

/// A run of capitalised words, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The words of the name proper.
    pub(super) name: (usize, usize),
    /// Title and affiliation before it.
    pub(super) title: Option<(usize, usize)>,
    pub(super) kind: Option<SpeakerKind>,
    pub(super) gender: Option<Gender>,
    /// A description written with capitals (*Republicans*, *the Mayor*).
    pub(super) nominal: bool,
    pub(super) plural: bool,
}

/// All runs between the words `start` and `end`.
pub(super) fn find(view: &View, start: usize, end: usize) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut i = start;
    while i < end {
        if !begins(view, i) {
            i += 1;
            continue;
        }
        let stop = run_end(view, i, end);
        let from = drop_sentence_start(view, i, stop);
        if from < stop && !is_dateline(view, from, stop) {
            runs.extend(take_apart(view, from, stop, start));
        }
        i = stop;
    }
    runs
}

/// The words `start..end` read as one run.
pub(super) fn whole(view: &View, start: usize, end: usize) -> Option<Run> {
    take_apart(view, start, end, start)
}

fn begins(view: &View, i: usize) -> bool {
    view.is(i, Flags::CAPITAL)
        && !view.has(i, Class::CALENDAR)
        && !ends_lower_role(view, i)
        && (!view.has(i, Class::FUNCTION)
            || is_given_name(view, i)
            || (view.is(i, Flags::CAPITALS) && view.word(i) == "US"))
        && !(view.word(i).len() == 1 && !point_follows(view, i) && !next_capital(view, i + 1))
}

/// *Will Roe*, *Per Roe*: a given name that is also a small word, where only a name has a capital.
fn is_given_name(view: &View, i: usize) -> bool {
    let small = |k: usize| view.has(k, Class::FUNCTION) || view.has(k, Class::CALENDAR);
    view.has(i, Class::GIVEN)
        && !view.is(i, Flags::INITIAL)
        && !view.is(i, Flags::HEADLINE)
        && next_capital(view, i + 1)
        && !small(i + 1)
}

/// *secretary of State*: the capital belongs to a description in small letters.
fn ends_lower_role(view: &View, i: usize) -> bool {
    i >= 2
        && view.folded(i - 1) == "of"
        && !view.is(i - 2, Flags::CAPITAL)
        && lexicon().role_at(&view.phrase(i - 2, 3)).is_some_and(|r| r.words == 3)
}

fn next_capital(view: &View, i: usize) -> bool {
    i < view.len() && view.is(i, Flags::CAPITAL)
}

fn point_follows(view: &View, i: usize) -> bool {
    view.touches_next(i) && view.word(i + 1) == "."
}

/// One past the last word of the run that begins at word `i`.
fn run_end(view: &View, i: usize, last: usize) -> usize {
    let sentence = view.sentence(i);
    let inside =
        |k: usize| k < last && k < i + LONGEST && (view.sentence(k) == sentence || after_initial(view, i, k));
    let capital = |k: usize| inside(k) && view.is(k, Flags::CAPITAL);
    let mut j = i + 1;
    loop {
        if owner_ends(view, j - 1) {
            return j;
        }
        let step = step_over(view, i, j, &inside, &capital);
        if step == 0 {
            let point = inside(j) && view.has(j - 1, Class::SUFFIX) && point_follows(view, j - 1);
            return j + usize::from(point);
        }
        j += step;
    }
}

/// *Maria C. "Mia" Roe*: the point of an initial before a nickname ends no sentence.
fn after_initial(view: &View, i: usize, k: usize) -> bool {
    (i + 1..k).any(|b| {
        view.word(b) == "."
            && view.word(b - 1).chars().count() == 1
            && is_quote(view, b + 1)
            && view.sentence(b + 1) == view.sentence(k)
            && view.sentence(b) == view.sentence(i)
    })
}

fn owner_ends(view: &View, k: usize) -> bool {
    const INNER: &[&str] = &[
        "children",
        "women",
        "men",
        "people",
        "veterans",
        "moody",
        "mcdonald",
        "macy",
        "emily",
        "lowe",
        "wendy",
        "sotheby",
        "christie",
        "levi",
        "poor",
        "parkinson",
        "alzheimer",
        "king",
        "st",
        "driver",
    ];
    view.is(k, Flags::POSSESSIVE)
        && !(INNER.contains(&view.folded(k)) && next_capital(view, k + 1) && !view.has(k + 1, Class::GIVEN))
}

/// How many words more the run takes at word `j`; 0 where it ends.
fn step_over(
    view: &View,
    i: usize,
    j: usize,
    inside: &impl Fn(usize) -> bool,
    capital: &impl Fn(usize) -> bool,
) -> usize {
    if !inside(j) {
        return 0;
    }
    let last = j - 1;
    if view.is(j, Flags::CAPITAL) {
        return usize::from(continues(view, j, last));
    }
    if !view.is(j, Flags::LEXICAL) {
        return match view.word(j) {
            "." if view.touches_next(last)
                && (view.has(last, Class::SHORT)
                    || view.word(last).chars().count() == 1
                    || view.word(last).contains('.')) =>
            {
                let nickname = inside(j + 4) && is_quote(view, j + 1) && is_nickname(view, i, j + 1);
                if nickname { 1 } else { 2 * usize::from(capital(j + 1) && continues(view, j + 1, last)) }
            }
            "&" | "/" if capital(j + 1) => 2,
            "," if inside(j + 1) && view.has(j + 1, Class::SUFFIX) && view.is(j + 1, Flags::CAPITAL) => 2,
            _ if is_quote(view, j)
                && j - i <= 7
                && capital(j + 1)
                && inside(j + 3)
                && is_nickname(view, i, j) =>
            {
                3
            }
            "(" if j - i <= 3
                && capital(j + 1)
                && inside(j + 3)
                && view.word(j + 2) == ")"
                && capital(j + 3)
                && view.has(i, Class::GIVEN)
                && view.has(j + 1, Class::GIVEN) =>
            {
                3
            }
            _ => 0,
        };
    }
    let folded = view.folded(j);
    if view.has(j, Class::PARTICLE) {
        if capital(j + 1) {
            return 2;
        }
        if inside(j + 1) && view.has(j + 1, Class::PARTICLE) && capital(j + 2) {
            return 3;
        }
    }
    let takes_of = view.has(last, Class::OF_HEAD) || view.has(last, Class::TITLE);
    match folded {
        "of" | "for" | "on" if takes_of || (folded == "for" && view.has(last, Class::ORGANIZATION)) => {
            if capital(j + 1) && !view.has(j + 1, Class::CALENDAR) {
                2
            } else if inside(j + 1) && view.folded(j + 1) == "the" && capital(j + 2) {
                3
            } else {
                0
            }
        }
        "and" if capital(j + 1) && joins(view, i, j, inside) => 2,
        _ => 0,
    }
}

/// Whether the capitalised word `j` still belongs to the run whose last word is `last`.
fn continues(view: &View, j: usize, last: usize) -> bool {
    if view.has(j, Class::CALENDAR) {
        return view.has(last, Class::GIVEN)
            && !matches!(view.folded(j).len(), 0..=2)
            && is_month(view, j)
            && !digit_follows(view, j);
    }
    !(view.folded(j) == "i" || view.folded(j).starts_with("i'"))
}

fn is_month(view: &View, j: usize) -> bool {
    matches!(lexicon().calendar.get(view.folded(j)), Some(crate::lexicon::CalendarWord::Month(_)))
}

fn digit_follows(view: &View, j: usize) -> bool {
    (j + 1..view.len().min(j + 3)).any(|k| view.word(k).starts_with(|c: char| c.is_ascii_digit()))
}

fn is_quote(view: &View, j: usize) -> bool {
    matches!(view.word(j), "\"" | "“" | "‘" | "'")
}

/// *Maria "Mia" Roe*: one capitalised word between quotation marks, then a capital.
fn is_nickname(view: &View, i: usize, j: usize) -> bool {
    let closes = matches!(view.word(j + 2), "\"" | "”" | "’" | "'");
    closes && next_capital(view, j + 3) && (i..j).all(|k| view.is(k, Flags::CAPITAL) || view.word(k) == ".")
}

/// Whether *and* at word `j` stands inside a name (*Food and Drug Administration*).
fn joins(view: &View, i: usize, j: usize, inside: &impl Fn(usize) -> bool) -> bool {
    let person = |k: usize| view.has(k, Class::GIVEN) || view.has(k, Class::TITLE);
    if (i..j).any(|k| person(k) && !view.has(k, Class::OF_HEAD) && !view.has(k, Class::ORGANIZATION)) {
        return false;
    }
    let last = j - 1;
    let has_of = (i..j).any(|k| matches!(view.folded(k), "of" | "for" | "on"));
    if view.has(last, Class::PLACE)
        || view.is(last, Flags::CAPITALS)
        || view.has(last, Class::BODY)
        || view.has(last, Class::DEMONYM)
    {
        return false;
    }
    let mut end = j + 1;
    while inside(end) && view.is(end, Flags::CAPITAL) && !view.is(end - 1, Flags::POSSESSIVE) {
        end += 1;
    }
    if (j + 1..end).any(person) {
        return false;
    }
    if has_of {
        return !view.has(last, Class::ORGANIZATION);
    }
    view.has(end - 1, Class::ORGANIZATION) && !view.has(last, Class::ORGANIZATION) && end > j + 1
}

/// Where the run really begins if its first words have their capital from the place alone.
fn drop_sentence_start(view: &View, start: usize, end: usize) -> usize {
    let mut i = start;
    while i < end && view.is(i, Flags::INITIAL) || (i > start && i < end && view.has(i, Class::FUNCTION)) {
        if view.has(i, Class::SAYING) && !view.seen_capital(i) {
            i += 1;
            continue;
        }
        if begins_known_name(view, i, end) {
            break;
        }
        let class = view.class(i);
        let keep = class.has(
            Class::GIVEN | Class::TITLE | Class::BODY | Class::PLACE | Class::DEMONYM | Class::ORGANIZATION,
        ) || view.is(i, Flags::CAPITALS)
            || view.word(i).contains('.')
            || point_follows(view, i);
        let text_alone = i + 1 == end && class.has(Class::DOCUMENT);
        let common = text_alone
            || class.has(Class::FUNCTION)
            || class.has(Class::SAYING)
            || (view.seen_lower(i) && !view.seen_capital(i));
        if keep && !class.has(Class::FUNCTION) && !(common && i + 1 == end && !class.has(Class::GIVEN)) {
            break;
        }
        let alone = i + 1 == end;
        let listed =
            class.has(Class::ROLE | Class::ROLES | Class::GROUP | Class::DOCUMENT | Class::INSTITUTION);
        if common
            || (alone
                && !view.seen_capital(i)
                && (listed || common_ending(view.folded(i)) || unknown_plural(view, i)))
            || (!alone
                && is_adjective(view.folded(i))
                && !view.seen_capital(i)
                && (view.has(i + 1, Class::GIVEN) || view.seen_lower(i) || view.word(i).contains('-')))
            || (!alone && listed && !view.seen_capital(i) && !view.is(i, Flags::HEADLINE))
        {
            i += 1;
        } else {
            break;
        }
    }
    i
}

/// *New York Times*: a place or body whose first word is also a common one.
fn begins_known_name(view: &View, i: usize, end: usize) -> bool {
    (i + 2..=end.min(i + 5)).any(|stop| {
        let name = joined(view, i, stop);
        lists().is_place(&name) || lists().is_body(&name)
    })
}

/// *Partisans*, *Millennials*: a plural that the text has only where a capital is due.
fn unknown_plural(view: &View, i: usize) -> bool {
    let word = view.folded(i);
    word.len() > 4
        && word.ends_with('s')
        && !["ss", "us", "is", "es's"].iter().any(|s| word.ends_with(s))
        && !view.has(i, Class::GIVEN | Class::BODY | Class::PLACE)
        && !view.is(i, Flags::CAPITALS | Flags::POSSESSIVE)
}

/// Endings that names seldom have.
fn common_ending(word: &str) -> bool {
    word.len() > 4 && ["ly", "ing", "ed", "tion", "ness", "ment"].iter().any(|s| word.ends_with(s))
}

/// *LONDON — …*, *WASHINGTON (AP) — …* at the head of a paragraph: where, not who.
fn is_dateline(view: &View, start: usize, end: usize) -> bool {
    let first = start == 0 || view.paragraph(start - 1) != view.paragraph(start);
    if !first {
        return false;
    }
    let capitals = view.is(start, Flags::CAPITALS);
    let stop = view.len().min(end + 9);
    let mut k = end;
    let mut bracket = false;
    while k < stop && view.paragraph(k) == view.paragraph(start) {
        match view.word(k) {
            "—" | "–" | "--" | "-" => return capitals || bracket,
            "(" | ")" => bracket = true,
            "," | "." => {}
            _ if view.is(k, Flags::CAPITAL) || view.word(k).starts_with(|c: char| c.is_ascii_digit()) => {}
            _ => return false,
        }
        k += 1;
    }
    false
}

/// Tells name from title in a run.
fn take_apart(view: &View, start: usize, end: usize, first: usize) -> Option<Run> {
    let folded = joined(view, start, end);
    let after_the = start > first && view.folded(start - 1) == "the" && !before_noun(view, end);
    let run = |name: (usize, usize), title: Option<(usize, usize)>, kind, gender| {
        Some(Run { start, end, name, title, kind, gender, nominal: false, plural: false })
    };
    let whole = (start, end);
    // *the Democratic White House*
    let party = end - start > 1 && view.has(start, Class::DEMONYM);
    if party && lists().is_body(&joined(view, start + 1, end)) && !lists().is_body(&folded) {
        return run((start + 1, end), None, Some(SpeakerKind::Organization), None);
    }
    if lists().is_body(&folded)
        || (lists().is_place(&folded)
            && !(view.has(start, Class::GIVEN) && view.seen_capital(start) && end - start > 1))
    {
        return run(whole, None, Some(SpeakerKind::Organization), None);
    }
    if is_document(view, start, end) {
        return run(whole, None, Some(SpeakerKind::Document), None);
    }
    if let Some(plural) = nominal_run(view, start, end) {
        return Some(Run {
            start,
            end,
            name: whole,
            title: None,
            kind: Some(if plural { SpeakerKind::Group } else { SpeakerKind::Person }),
            gender: gender_of_title(view, start, end),
            nominal: true,
            plural,
        });
    }
    if (start..end).all(|k| view.has(k, Class::DEMONYM) || !view.is(k, Flags::LEXICAL)) {
        return None;
    }
    if let Some(name) = after_title(view, start, end) {
        let title = extend_title(view, start, first, true);
        // One word after a title is a surname, whatever given name it looks like.
        let full = (name..end).filter(|&k| view.is(k, Flags::LEXICAL)).count() > 1;
        let gender =
            gender_of_title(view, title, name).or_else(|| full.then(|| given_gender(view, name)).flatten());
        return run((name, end), Some((title, name)), Some(SpeakerKind::Person), gender);
    }
    if is_organization(view, start, end, after_the) {
        return run(whole, None, Some(SpeakerKind::Organization), None);
    }
    let name = after_affiliation(view, start, end, after_the);
    let title = if name > start {
        Some((extend_title(view, start, first, false), name))
    } else if !after_the {
        let title = extend_title(view, start, first, false);
        (title < start).then_some((title, start))
    } else {
        None
    };
    let given = view.has(name, Class::GIVEN) && end - name > 1 && !after_the;
    let titled = title.is_some_and(|(s, e)| has_role(view, s, e));
    let words = (name..end).filter(|&k| view.is(k, Flags::LEXICAL)).count();
    let kind = if given || titled {
        Some(SpeakerKind::Person)
    } else if after_the
        || words > 4
        || (words == 1
            && view.is(name, Flags::CAPITALS)
            && view.word(name).len() <= 6
            && !view.is(name, Flags::INITIAL))
    {
        Some(SpeakerKind::Organization)
    } else {
        None
    };
    let person = kind != Some(SpeakerKind::Organization);
    let gender = title
        .and_then(|(s, e)| gender_of_title(view, s, e))
        .or_else(|| (person && words > 1).then(|| given_gender(view, name)).flatten());
    run((name, end), title, kind, gender)
}

/// Whether a run that ends before word `end` only modifies a noun (*the Bell administration*).
fn before_noun(view: &View, end: usize) -> bool {
    end < view.len()
        && view.touches_or_follows(end)
        && view.is(end, Flags::LEXICAL)
        && !view.is(end, Flags::CAPITAL)
        && !view.has(end, Class::FUNCTION | Class::SAYING)
        && !view.folded(end).ends_with("ed")
}

fn given_gender(view: &View, i: usize) -> Option<Gender> {
    lists().given_gender(view.folded(i)).and_then(known)
}

/// The folded words, parted by spaces, marks left out.
pub(super) fn joined(view: &View, start: usize, end: usize) -> String {
    let mut out = String::new();
    for k in (start..end).filter(|&k| view.is(k, Flags::LEXICAL) || view.word(k) == "&") {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(if view.is(k, Flags::LEXICAL) { view.folded(k) } else { "&" });
    }
    out
}

/// A run that is a description all through: *Republicans*, *Vice President*, *Secretary of State*.
fn nominal_run(view: &View, start: usize, end: usize) -> Option<bool> {
    let last = end - 1;
    let one = end - start == 1;
    if one && view.has(last, Class::DEMONYM) {
        // The singular is an adjective unless it stands alone.
        let plural = view.folded(last).ends_with('s') && !view.folded(last).ends_with("ss");
        return plural.then_some(true);
    }
    // *Ohio Republicans*, *the Arizona Republican*
    let before = (start..last).all(|k| {
        view.has(k, Class::PLACE | Class::DEMONYM)
            || matches!(view.folded(k), "new" | "north" | "south" | "west")
    });
    if !one && before && view.has(last, Class::DEMONYM) && view.folded(last).ends_with('s') {
        return Some(true);
    }
    if !one && before && is_party(view, last) && !matches!(view.folded(last), "democratic" | "gop") {
        return Some(false);
    }
    let phrase = view.phrase(start, end - start);
    if let Some((words, ())) = lexicon().groups.longest_at(&phrase)
        && words == end - start
        && !view.has(last, Class::ORGANIZATION | Class::BODY)
    {
        return Some(true);
    }
    // Marks of short forms (Sen.) leave nothing after them that could be a name.
    let trailing = |k: usize| {
        let phrase = view.phrase(k, end - k);
        let role = lexicon().role_at(&phrase).filter(|r| k + r.words == end);
        let title = lexicon().titles.longest_at(&phrase).filter(|(words, _)| k + words == end);
        role.map(|r| r.plural).or(title.map(|_| false))
    };
    let found = (start..end).rev().take(4).filter_map(|k| trailing(k).map(|p| (k, p))).next_back()?;
    let (k, plural) = found;
    let described = k > start
        && view.is(k, Flags::HEADLINE)
        && !view.has(start, Class::GIVEN)
        && is_adjective(view.folded(start));
    let person_before =
        !described && (start..k).any(|p| view.has(p, Class::GIVEN) && !view.has(p, Class::PLACE));
    let known_name =
        one && (view.has(last, Class::GIVEN) || (view.seen_capital(last) && !view.seen_lower(last)));
    let ambiguous = one && !view.is(last, Flags::INITIAL) && !view.has(last, Class::TITLE);
    if person_before || known_name || ambiguous { None } else { Some(plural) }
}

/// The first word of the name after the last title of the run.
fn after_title(view: &View, start: usize, end: usize) -> Option<usize> {
    let mut found = None;
    let mut given_before = false;
    let mut p = start;
    while p < end {
        if !view.is(p, Flags::LEXICAL) {
            p += 1;
            continue;
        }
        let phrase = view.phrase(p, end - p);
        let title = lexicon().titles.longest_at(&phrase).map(|(words, _)| words);
        let role = lexicon().role_at(&phrase).map(|r| r.words);
        // *Del* is a title only with its point.
        let delegate = view.folded(p) == "del" && point_follows(view, p);
        let title = title.or(delegate.then_some(2));
        let Some(words) = title.max(role) else {
            given_before |= view.has(p, Class::GIVEN) && !view.has(p, Class::PLACE);
            p += 1;
            continue;
        };
        let mut q = p + words;
        while q < end && !view.is(q, Flags::LEXICAL) {
            q += 1;
        }
        let titled = title.is_some() && title >= role;
        let strong = titled || role.is_some_and(|words| view.has(p + words - 1, Class::TITLE));
        let name_like = |k: usize| k < end && view.has(k, Class::GIVEN);
        let is_given = view.has(p, Class::GIVEN) && words == 1 && !point_follows(view, p);
        if q < end && matches!(view.folded(q), "of" | "for" | "on") {
            if let Some(name) = after_complement(view, q, end) {
                found = Some(name);
                p = name;
                continue;
            }
            p = q;
            continue;
        }
        let plain = q < end && view.is(q, Flags::CAPITAL) && !view.has(q, Class::SUFFIX);
        let next_titled = plain && view.has(q, Class::TITLE);
        let accepted = plain
            && if given_before {
                name_like(q) || (strong && next_titled)
            } else if is_given {
                name_like(q) && q + 1 < end && p == start
            } else {
                strong || name_like(q) || next_titled
            };
        if accepted {
            found = Some(q);
            p = q;
        } else {
            given_before |= is_given;
            p += words;
        }
    }
    let name = found?;
    let last = end - 1;
    let single_organization = view.has(last, Class::ORGANIZATION)
        && !view.has(last, Class::GIVEN)
        && (name == last || !view.has(name, Class::GIVEN))
        && !view.has(last, Class::SURNAME_LIKE);
    (!single_organization).then_some(name)
}

/// After *Secretary* *of* at word `of`: the first word of the name that follows the complement.
fn after_complement(view: &View, of: usize, end: usize) -> Option<usize> {
    const COMPLEMENTS: &[&str] = &[
        "state",
        "defense",
        "defence",
        "staff",
        "labor",
        "labour",
        "health",
        "education",
        "energy",
        "commerce",
        "agriculture",
        "transportation",
        "treasury",
        "interior",
        "security",
        "affairs",
        "development",
        "services",
        "house",
        "budget",
    ];
    let given = (of + 1..end).find(|&k| {
        view.has(k, Class::GIVEN) && k + 1 < end && view.is(k, Flags::CAPITAL) && !view.has(k, Class::PLACE)
    });
    if given.is_some() {
        return given;
    }
    let at = (of + 1..end).rev().find(|&k| COMPLEMENTS.contains(&view.folded(k)))?;
    (at + 1 < end && view.is(at + 1, Flags::CAPITAL)).then_some(at + 1)
}

/// Whether the words name an organisation by themselves.
fn is_organization(view: &View, start: usize, end: usize, after_the: bool) -> bool {
    let last = if view.word(end - 1) == "." { end - 2 } else { end - 1 };
    let words = (start..end).filter(|&k| view.is(k, Flags::LEXICAL)).count();
    let person_shape = view.has(start, Class::GIVEN) && (2..=3).contains(&words) && !after_the;
    if view.has(last, Class::ORGANIZATION) && words > 1 {
        let others = (start..last).any(|k| view.has(k, Class::ORGANIZATION) && !view.has(k, Class::GIVEN));
        return others || !(person_shape && view.has(last, Class::SURNAME_LIKE));
    }
    if words == 1 {
        return view.has(last, Class::ORGANIZATION)
            && (after_the || !view.has(last, Class::SURNAME_LIKE))
            && !view.has(last, Class::GIVEN);
    }
    let phrase_tail = view.phrase(last.saturating_sub(1).max(start), 2);
    if lexicon().organizations.contains(&phrase_tail.join(" ")) {
        return true;
    }
    // An organisation word before *of* or *for*, or an ampersand.
    (start..end).any(|k| view.word(k) == "&")
        || (start + 1..end).any(|k| {
            matches!(view.folded(k), "of" | "for" | "on")
                && (view.has(k - 1, Class::ORGANIZATION) || view.has(k - 1, Class::OF_HEAD))
        })
}

/// *Clean Rivers Act*, *Treaty of Ghent*: a text by its last word.
fn is_document(view: &View, start: usize, end: usize) -> bool {
    const TEXTS: &[&str] = &[
        "act",
        "bill",
        "treaty",
        "accord",
        "accords",
        "agreement",
        "amendment",
        "constitution",
        "report",
        "poll",
        "survey",
        "bible",
        "koran",
        "protocol",
        "declaration",
        "convention",
        "charter",
        "resolution",
        "index",
    ];
    end - start > 1 && TEXTS.contains(&view.folded(end - 1)) && !view.has(start, Class::GIVEN)
}

/// The first word of the name after words of party, place or employer (*Republican Joe Roe*).
fn after_affiliation(view: &View, start: usize, end: usize, after_the: bool) -> usize {
    let affiliation = |k: usize| {
        !view.is(k, Flags::LEXICAL)
            || view.is(k, Flags::CAPITALS) && view.word(k).len() > 1
            || view.has(
                k,
                Class::DEMONYM
                    | Class::ORGANIZATION
                    | Class::BODY
                    | Class::PLACE
                    | Class::ROLE
                    | Class::TITLE
                    | Class::GROUP
                    | Class::DOCUMENT,
            )
            || is_adjective(view.folded(k))
    };
    let given = (start..end).find(|&k| {
        view.has(k, Class::GIVEN) && !(view.has(k, Class::PLACE) && k == start && end - start > 2)
    });
    match given {
        Some(k) if k > start && k + 1 < end => {
            let prefix = joined(view, start, k);
            // A word that the document also has in small letters is no given name.
            let common = (start..k).all(|p| view.seen_lower(p) || affiliation(p));
            if common || lists().is_body(&prefix) || lists().is_place(&prefix) { k } else { start }
        }
        _ => {
            // *Republican Roe*: the party goes, whatever is left.
            let mut k = start;
            while k + 1 < end && !after_the && is_party(view, k) && view.is(k + 1, Flags::CAPITAL) {
                k += 1;
            }
            k
        }
    }
}

/// *Republican*, *Labour*: what a person belongs to, before the name.
fn is_party(view: &View, k: usize) -> bool {
    matches!(
        view.folded(k),
        "republican"
            | "democrat"
            | "democratic"
            | "gop"
            | "conservative"
            | "liberal"
            | "progressive"
            | "libertarian"
            | "socialist"
            | "independent"
    )
}

/// Whether the words hold a role or title.
fn has_role(view: &View, start: usize, end: usize) -> bool {
    (start..end).any(|k| view.has(k, Class::ROLE | Class::TITLE))
}

/// How far left the title of a name reaches that begins at word `start`: *IMF chief economist* …
fn extend_title(view: &View, start: usize, first: usize, titled: bool) -> usize {
    let low = first.max(start.saturating_sub(8));
    let same = |k: usize| view.sentence(k) == view.sentence(start);
    // The word just before must be able to end a title.
    let mut k = start;
    let mut title = start;
    while k > low && same(k - 1) {
        k -= 1;
        if !view.is(k, Flags::LEXICAL) {
            if matches!(view.word(k), "-" | "&" | "/" | "’" | "'")
                || (view.word(k) == "." && k > low && view.has(k - 1, Class::SHORT))
            {
                continue;
            }
            break;
        }
        let class = view.class(k);
        let role = class.has(Class::ROLE | Class::TITLE) && !class.has(Class::FUNCTION);
        if title == start && !titled {
            if !role || view.is(k, Flags::POSSESSIVE) {
                break;
            }
            title = k;
            continue;
        }
        if class.has(Class::FUNCTION | Class::SAYING) || view.is(k, Flags::POSSESSIVE) && title == start {
            break;
        }
        let modifier = role
            || view.is(k, Flags::CAPITAL)
            || class.has(Class::DEMONYM | Class::INSTITUTION | Class::DOCUMENT)
            || is_adjective(view.folded(k));
        if !modifier {
            break;
        }
        title = k;
    }
    title
}
