//! Finds what a text mentions: names, descriptions, pronouns.

use std::collections::HashSet;

use super::lists::Class;
use super::names::{self, Run};
use super::view::{Flags, View};
use crate::document::SpeakerKind;
use crate::lexicon::{Gender, lexicon};

/// How a mention names its referent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Name,
    Nominal,
    Pronoun(Pronoun),
}

/// The pronouns that resolution tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pronoun {
    He,
    She,
    It,
    They,
    I,
    We,
    You,
    /// *who*, *whom*.
    Who,
    /// *which*, *that*.
    Which,
}

/// What opens a noun phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    Bare,
    Definite,
    Indefinite,
    /// *his*, *the party's*.
    Possessive,
}

/// One place where the text mentions somebody or something that could speak.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mention {
    /// First word of the noun phrase.
    pub(super) start: usize,
    /// One past the last word.
    pub(super) end: usize,
    /// The words of the name, or the head of the description.
    pub(super) core: (usize, usize),
    /// Title and affiliation before the name.
    pub(super) title: Option<(usize, usize)>,
    pub(super) form: Form,
    pub(super) kind: Option<SpeakerKind>,
    pub(super) gender: Option<Gender>,
    pub(super) plural: bool,
    pub(super) opening: Opening,
    /// Owns what follows (*Bell's*, *his*).
    pub(super) owner: bool,
    /// Stands before the head of a longer noun phrase.
    pub(super) modifier: bool,
    /// Looks like the subject of its clause.
    pub(super) subject: bool,
}

/// All mentions between the words `start` and `end`, by first word, longer ones first.
pub(super) fn find(view: &View, start: usize, end: usize) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let runs = names::find(view, start, end);
    for run in &runs {
        mentions.extend(named(view, run));
    }
    let mut run = 0;
    let mut i = start;
    while i < end {
        while run < runs.len() && runs[run].end <= i {
            run += 1;
        }
        let in_run = runs.get(run).is_some_and(|r| r.start <= i);
        if let Some(pronoun) = pronoun(view, i) {
            if !in_run {
                mentions.push(pronoun_mention(view, i, pronoun));
            }
            i += 1;
        } else if let Some(nominal) = nominal_at(view, i, start, end, &runs[run..]) {
            i = nominal.core.1;
            mentions.push(nominal);
        } else {
            i += 1;
        }
    }
    mentions.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
    mark_modifiers(&mut mentions);
    mentions
}

/// The names between the words `start` and `end` that the document knows elsewhere, for lines in
/// which capitals tell nothing.
pub(super) fn find_known(view: &View, start: usize, end: usize, known: &HashSet<Vec<u32>>) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut i = start;
    while i < end {
        let longest = (1..=6.min(end - i)).rev().find(|&n| {
            let tokens: Vec<u32> =
                (i..i + n).filter(|&k| view.is(k, Flags::LEXICAL)).map(|k| view.lexeme(k)).collect();
            view.is(i, Flags::CAPITAL) && view.is(i + n - 1, Flags::LEXICAL) && known.contains(&tokens)
        });
        let longest = longest.or_else(|| (i + 1 < end && is_plain_name(view, i)).then_some(2));
        if let Some(n) = longest
            && let Some(run) = names::whole(view, i, i + n)
        {
            mentions.extend(named(view, &run));
            i += n;
        } else {
            mentions.extend(pronoun(view, i).map(|p| pronoun_mention(view, i, p)));
            i += 1;
        }
    }
    mentions
}

/// *Joe Roe* in a headline: a given name, then a word that the text never has in small letters.
fn is_plain_name(view: &View, i: usize) -> bool {
    let common = Class::FUNCTION | Class::SAYING | Class::NOUN | Class::CALENDAR | Class::ORGANIZATION;
    view.is(i, Flags::CAPITAL)
        && view.is(i + 1, Flags::CAPITAL)
        && view.has(i, Class::GIVEN)
        && !view.has(i, Class::FUNCTION)
        && !view.is(i, Flags::POSSESSIVE)
        && !view.has(i + 1, common)
        && !view.seen_lower(i + 1)
        && !is_verb_form(view.folded(i + 1))
}

/// Third person or past by its ending, as headlines have after a name.
fn is_verb_form(word: &str) -> bool {
    word.ends_with("ed") || word.ends_with("ing") || (word.ends_with('s') && !word.ends_with("ss"))
}

/// A name inside a longer description that goes on after it only modifies it.
fn mark_modifiers(mentions: &mut [Mention]) {
    let mut cover: Option<(usize, usize)> = None;
    for mention in mentions {
        if let Some((head, end)) = cover
            && mention.end <= head
            && mention.end <= end
            && mention.form == Form::Name
        {
            mention.modifier = true;
            mention.subject = false;
        }
        if mention.form == Form::Nominal && cover.is_none_or(|(_, end)| mention.start >= end) {
            cover = Some((mention.core.0, mention.end));
        }
    }
}

fn named(view: &View, run: &Run) -> Option<Mention> {
    let form = if run.nominal { Form::Nominal } else { Form::Name };
    let opening = match run.start.checked_sub(1) {
        Some(k) if view.has(k, Class::DEFINITE) => Opening::Definite,
        Some(k) if view.has(k, Class::INDEFINITE) => Opening::Indefinite,
        Some(k) if view.is(k, Flags::POSSESSIVE) || view.has(k, Class::DETERMINER) => Opening::Possessive,
        _ => Opening::Bare,
    };
    let (start, opening) = if run.nominal && opening == Opening::Bare {
        phrase_start(view, run.start, run.start.saturating_sub(6))
    } else {
        (if opening == Opening::Bare { run.start } else { run.start - 1 }, opening)
    };
    let start = run.title.map_or(start, |t| start.min(t.0));
    Some(Mention {
        start,
        end: run.end,
        core: run.name,
        title: run.title,
        form,
        kind: run.kind,
        gender: run.gender,
        plural: run.plural,
        opening,
        owner: is_owner(view, run.end - 1),
        modifier: false,
        subject: is_subject(view, start),
    })
}

/// Whether word `i` ends a possessive: *Bell's*, *the Bells'*.
pub(super) fn is_owner(view: &View, i: usize) -> bool {
    view.is(i, Flags::POSSESSIVE)
        || (view.touches_next(i)
            && matches!(view.word(i + 1), "'" | "’")
            && view.folded(i).ends_with('s')
            && !view.touches_next(i + 1)
            && i + 2 < view.len()
            && view.is(i + 2, Flags::LEXICAL)
            && !view.is(i, Flags::QUOTED))
}

/// Whether a noun phrase that begins at word `i` can be a subject, by the word before it.
fn is_subject(view: &View, i: usize) -> bool {
    let Some(before) = i.checked_sub(1).filter(|&k| view.sentence(k) == view.sentence(i)) else {
        return true;
    };
    if !view.is(before, Flags::LEXICAL) {
        return true;
    }
    let class = view.class(before);
    !class.has(Class::PREPOSITION) && (class.has(Class::CONJUNCTION) || class.has(Class::SAYING))
}

/// The pronoun that word `i` is.
pub(super) fn pronoun(view: &View, i: usize) -> Option<Pronoun> {
    if !view.is(i, Flags::LEXICAL) {
        return None;
    }
    let folded = view.folded(i);
    let word = folded.split('\'').next().unwrap_or(folded);
    Some(match word {
        "he" | "him" | "his" | "himself" => Pronoun::He,
        "she" | "her" | "hers" | "herself" => Pronoun::She,
        "it" | "its" | "itself" => Pronoun::It,
        "they" | "them" | "their" | "theirs" | "themselves" => Pronoun::They,
        "i" | "me" | "my" | "mine" | "myself" => Pronoun::I,
        "we" | "us" | "our" | "ours" | "ourselves" if view.word(i) != "US" => Pronoun::We,
        "you" | "your" | "yours" | "yourself" => Pronoun::You,
        "who" | "whom" => Pronoun::Who,
        "which" => Pronoun::Which,
        _ => return None,
    })
}

fn pronoun_mention(view: &View, i: usize, pronoun: Pronoun) -> Mention {
    let owner = matches!(view.folded(i), "his" | "its" | "their" | "my" | "our" | "your")
        || (view.folded(i) == "her" && i + 1 < view.len() && before_noun(view, i + 1));
    Mention {
        start: i,
        end: i + 1,
        core: (i, i + 1),
        title: None,
        form: Form::Pronoun(pronoun),
        kind: None,
        gender: match pronoun {
            Pronoun::He => Some(Gender::Male),
            Pronoun::She => Some(Gender::Female),
            _ => None,
        },
        plural: matches!(pronoun, Pronoun::They | Pronoun::We),
        opening: Opening::Definite,
        owner,
        modifier: owner,
        subject: !owner
            && matches!(view.folded(i), "he" | "she" | "it" | "they" | "i" | "we" | "you" | "who"),
    }
}

fn before_noun(view: &View, i: usize) -> bool {
    view.is(i, Flags::LEXICAL) && !view.has(i, Class::FUNCTION)
}

/// What a description's head says of its referent.
struct Head {
    words: usize,
    kind: SpeakerKind,
    gender: Option<Gender>,
    plural: bool,
}

/// The head noun or phrase that begins at word `i`.
fn head_at(view: &View, i: usize) -> Option<Head> {
    let class = view.class(i);
    if !class.has(Class::NOUN) {
        return None;
    }
    let phrase = view.phrase(i, 4);
    let mut best: Option<Head> = None;
    let mut offer = |head: Head| {
        if best.as_ref().is_none_or(|b| head.words > b.words) {
            best = Some(head);
        }
    };
    if let Some(role) = lexicon().role_at(&phrase) {
        let kind = if role.plural { SpeakerKind::Group } else { SpeakerKind::Person };
        offer(Head { words: role.words, kind, gender: known(role.gender), plural: role.plural });
    } else if class.has(Class::ROLE) {
        offer(Head { words: 1, kind: SpeakerKind::Person, gender: None, plural: false });
    }
    if class.has(Class::INSTITUTION) {
        let plural = class.has(Class::PLURAL);
        let kind = if plural { SpeakerKind::Group } else { SpeakerKind::Organization };
        offer(Head { words: 1, kind, gender: None, plural });
    }
    if class.has(Class::DOCUMENT) {
        let plural = class.has(Class::PLURAL);
        offer(Head { words: 1, kind: SpeakerKind::Document, gender: None, plural });
    }
    let solid = |words: usize| (1..=words).rev().find(|&n| view.is(i + n - 1, Flags::LEXICAL)).unwrap_or(1);
    if let Some((words, ())) = lexicon().groups.longest_at(&phrase)
        && !class.has(Class::FUNCTION)
    {
        offer(Head { words: solid(words), kind: SpeakerKind::Group, gender: None, plural: true });
    }
    if let Some((words, ())) = lexicon().documents.longest_at(&phrase)
        && !class.has(Class::FUNCTION)
    {
        offer(Head { words: solid(words), kind: SpeakerKind::Document, gender: None, plural: false });
    }
    best
}

/// A gender that tells something.
pub(super) fn known(gender: Gender) -> Option<Gender> {
    (gender != Gender::Either).then_some(gender)
}

/// A description whose head begins at word `i`.
fn nominal_at(view: &View, i: usize, first: usize, last: usize, runs: &[Run]) -> Option<Mention> {
    if !view.is(i, Flags::LEXICAL) || view.has(i, Class::CALENDAR) {
        return None;
    }
    let in_run = runs.first().is_some_and(|r| r.start <= i);
    if in_run || (view.is(i, Flags::CAPITAL) && !view.is(i, Flags::INITIAL | Flags::HEADLINE)) {
        return None;
    }
    let head = head_at(view, i)?;
    let end = i + head.words;
    if end > last || runs.first().is_some_and(|r| r.start < end) {
        return None;
    }
    // A noun before another noun is no head; before a name it is a title.
    let follows = |k: usize| k < last && view.sentence(k) == view.sentence(i) && view.is(k, Flags::LEXICAL);
    if follows(end) && !is_owner(view, end - 1) {
        let person_next =
            runs.first().is_some_and(|r| r.start == end && r.kind != Some(SpeakerKind::Organization));
        if person_next && !head.plural && head.kind == SpeakerKind::Person {
            return None;
        }
        let lower = !view.is(end, Flags::CAPITAL) || view.is(end, Flags::HEADLINE);
        if lower
            && !head.plural
            && !view.has(end, Class::SAYING)
            && head_at(view, end).is_some()
            && !verb_like(view, end)
        {
            return None;
        }
    }
    let (start, opening) = phrase_start(view, i, first);
    Some(Mention {
        start,
        end,
        core: (i, end),
        title: None,
        form: Form::Nominal,
        kind: Some(head.kind),
        gender: head.gender,
        plural: head.plural,
        opening,
        owner: is_owner(view, end - 1),
        modifier: false,
        subject: is_subject(view, start),
    })
}

/// Nouns that are more often verbs after a noun (*the report notes*).
fn verb_like(view: &View, i: usize) -> bool {
    matches!(
        view.folded(i),
        "notes"
            | "reports"
            | "plans"
            | "orders"
            | "rules"
            | "shows"
            | "estimates"
            | "forecasts"
            | "charges"
            | "claims"
            | "acts"
            | "leads"
            | "heads"
            | "backs"
    )
}

/// Where the noun phrase with a head at word `head` begins, and what opens it.
fn phrase_start(view: &View, head: usize, first: usize) -> (usize, Opening) {
    let low = first.max(head.saturating_sub(14));
    let mut solid = head;
    let mut contiguous = true;
    let mut k = head;
    while k > low && view.sentence(k - 1) == view.sentence(head) {
        k -= 1;
        if !view.is(k, Flags::LEXICAL) {
            if matches!(view.word(k), "-" | "&" | "/" | "’" | "'" | ".") {
                continue;
            }
            break;
        }
        let class = view.class(k);
        if view.is(k, Flags::POSSESSIVE) || (class.has(Class::DETERMINER) && is_possessive_pronoun(view, k)) {
            let owner = if view.is(k, Flags::POSSESSIVE) { owner_start(view, k, low) } else { k };
            return (owner, Opening::Possessive);
        }
        if class.has(Class::DETERMINER) {
            let opening = if class.has(Class::DEFINITE) { Opening::Definite } else { Opening::Indefinite };
            return (k, opening);
        }
        if class.has(Class::FUNCTION) || class.has(Class::SAYING) {
            break;
        }
        let modifier =
            view.is(k, Flags::CAPITAL) || class.has(Class::DEMONYM) || is_adjective(view.folded(k));
        if contiguous && modifier {
            solid = k;
        } else {
            contiguous = false;
        }
    }
    (solid, Opening::Bare)
}

pub(super) fn is_possessive_pronoun(view: &View, i: usize) -> bool {
    matches!(view.folded(i), "his" | "her" | "its" | "their" | "my" | "our" | "your" | "whose")
}

/// Where the possessor that ends at word `i` begins.
fn owner_start(view: &View, i: usize, low: usize) -> usize {
    let mut k = i;
    while k > low && view.sentence(k - 1) == view.sentence(i) {
        let class = view.class(k - 1);
        if view.is(k - 1, Flags::LEXICAL) && class.has(Class::DETERMINER) {
            return k - 1;
        }
        let part = view.is(k - 1, Flags::CAPITAL) && view.is(i, Flags::CAPITAL);
        if !view.is(k - 1, Flags::LEXICAL)
            || class.has(Class::FUNCTION)
            || (!part && view.is(i, Flags::CAPITAL))
        {
            break;
        }
        k -= 1;
    }
    k
}

/// Words that go before nouns, by a few endings and a list.
pub(super) fn is_adjective(word: &str) -> bool {
    const LIST: &[&str] = &[
        "former",
        "vice",
        "chief",
        "senior",
        "top",
        "deputy",
        "national",
        "local",
        "state",
        "federal",
        "longtime",
        "acting",
        "interim",
        "then",
        "ex",
        "retired",
        "veteran",
        "leading",
        "prominent",
        "young",
        "old",
        "new",
        "many",
        "other",
        "key",
        "lead",
        "junior",
        "assistant",
        "associate",
        "executive",
        "far-right",
        "far-left",
        "campaign",
        "party",
        "government",
        "company",
        "police",
        "house",
        "senate",
        "white",
        "black",
        "gay",
        "anti",
        "pro",
        "billionaire",
        "millionaire",
        "celebrity",
        "house",
        "public",
        "health",
        "security",
        "foreign",
        "defense",
        "defence",
        "finance",
        "interior",
        "press",
        "news",
        "film",
        "tea",
        "real-estate",
        "skittish",
        "outgoing",
        "incoming",
        "presumptive",
        "likely",
        "fellow",
        "rank-and-file",
        "registered",
    ];
    LIST.contains(&word)
        || word.contains('-')
        || ["al", "ic", "ive", "ary", "ian", "ous", "ful", "ist", "ese", "ish"]
            .iter()
            .any(|s| word.ends_with(s))
}

/// Whether the words `range` open with an indefinite article or none, for a noun in the singular.
pub(super) fn gender_of_title(view: &View, start: usize, end: usize) -> Option<Gender> {
    let mut gender = None;
    for k in start..end {
        let phrase = view.phrase(k, end - k);
        let here = lexicon()
            .titles
            .longest_at(&phrase)
            .map(|(_, g)| g)
            .or_else(|| lexicon().role_at(&phrase).map(|r| r.gender));
        gender = here.and_then(known).or(gender);
    }
    gender
}
