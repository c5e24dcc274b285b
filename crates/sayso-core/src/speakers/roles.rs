//! What the text says of the named by title, apposition and relative clause.

use super::lists::Class;
use super::mentions::{Form, Mention, Opening, is_adjective};
use super::view::{Flags, View};
use crate::document::SpeakerKind;
use crate::text::Span;

/// Words that an apposition is read for.
const LONGEST: usize = 24;

/// What one name mention is said to be.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Role descriptions, as worded.
    pub(super) roles: Vec<Span>,
    /// Words of the descriptions beside the name, as ranges.
    pub(super) words: Vec<(usize, usize)>,
}

/// The roles that stand beside the name mention `mention`.
pub(super) fn beside(view: &View, mention: &Mention) -> Said {
    let mut said = Said::default();
    if let Some((start, end)) = mention.title {
        said.words.push((start, end));
        if let Some(role) = title_role(view, start, end) {
            said.roles.push(role);
        }
    }
    let mut k = mention.end;
    // *Sen. Joe Bell of Ohio*
    if k + 1 < view.len() && matches!(view.folded(k), "of" | "from") && view.is(k + 1, Flags::CAPITAL) {
        let end = if k + 2 < view.len() && view.is(k + 2, Flags::CAPITAL) { k + 3 } else { k + 2 };
        said.words.push((k + 1, end));
        k = if view.word(end.min(view.len() - 1)) == "," { end } else { k };
    }
    if let Some(close) = bracket(view, k) {
        let inner = view.span(k + 1, close);
        if view.is(k + 1, Flags::CAPITAL) && close - k <= 8 {
            said.roles.push(inner);
        }
        said.words.push((k + 1, close));
        k = close + 1;
    }
    let person = mention.kind != Some(SpeakerKind::Organization);
    if let Some((start, end)) = apposition(view, k).filter(|_| person) {
        said.words.push((start, end));
        said.roles.push(view.span(start, end));
    }
    said
}

/// A title as a role: a mere *Mr.* says nothing of what one does.
fn title_role(view: &View, start: usize, end: usize) -> Option<Span> {
    const HONORIFICS: &[&str] =
        &["mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lady", "lord", "mister", "madam"];
    let mut end = end;
    while end > start && (!view.is(end - 1, Flags::LEXICAL) || HONORIFICS.contains(&view.folded(end - 1))) {
        if !view.is(end - 1, Flags::LEXICAL)
            && end >= 2
            && end - 1 > start
            && !HONORIFICS.contains(&view.folded(end - 2))
        {
            break;
        }
        end -= 1;
    }
    (end > start).then(|| view.span(start, end))
}

/// The closing bracket for an opening one at word `k`, close by.
fn bracket(view: &View, k: usize) -> Option<usize> {
    if k >= view.len() || view.word(k) != "(" {
        return None;
    }
    (k + 2..view.len().min(k + 14)).find(|&c| view.word(c) == ")")
}

/// The words of an apposition after a comma at word `comma`: *, spokesman for the union,*.
fn apposition(view: &View, comma: usize) -> Option<(usize, usize)> {
    if comma + 1 >= view.len() || view.word(comma) != "," {
        return None;
    }
    let mut start = comma + 1;
    // An age between.
    if view.word(start).len() <= 3
        && view.word(start).bytes().all(|b| b.is_ascii_digit())
        && start + 2 < view.len()
        && view.word(start + 1) == ","
    {
        start += 2;
    }
    let sentence = view.sentence(comma);
    let limit = (start + LONGEST).min(view.len());
    let inside = |k: usize| k < limit && view.sentence(k) == sentence;
    if !inside(start) || !view.is(start, Flags::LEXICAL) {
        return None;
    }
    let leads = matches!(view.folded(start), "who")
        && inside(start + 1)
        && matches!(
            view.folded(start + 1),
            "leads"
                | "led"
                | "heads"
                | "headed"
                | "chairs"
                | "chaired"
                | "runs"
                | "directs"
                | "oversees"
                | "represents"
                | "founded"
                | "owns"
                | "edits"
                | "teaches"
                | "co-founded"
                | "served"
                | "serves"
        );
    if leads {
        start += 1;
    } else if view.has(start, Class::FUNCTION) && !view.has(start, Class::DETERMINER) {
        return None;
    }
    let mut end = start;
    let mut depth = 0;
    while inside(end) {
        match view.word(end) {
            "(" => depth += 1,
            ")" => depth -= 1,
            "," if depth == 0 && abbreviates_place(view, end) => {}
            "," | ";" | ":" | "—" | "–" | "\"" | "“" | "”" | "?" | "!" | "--" if depth == 0 => break,
            "." if !(view.touches_next(end - 1) && inside(end + 1)) => break,
            _ if end > start && matches!(view.folded(end), "who" | "which" | "whose") => break,
            _ if view.has(end, Class::SAYING) && end > start => break,
            _ => {}
        }
        end += 1;
    }
    if end == start {
        return None;
    }
    let head = head_region(view, start, end);
    (leads || is_description(view, start, head)).then_some((start, end))
}

/// Whether the words read as a description of a person: a role noun, and no verb or other name before it.
fn is_description(view: &View, start: usize, head: usize) -> bool {
    let Some(role) = (start..head).find(|&k| view.has(k, Class::ROLE) && !view.is(k, Flags::POSSESSIVE))
    else {
        return false;
    };
    let verb = (start..role).any(|k| view.has(k, Class::AUXILIARY | Class::SAYING));
    let open = !verb && (view.has(start, Class::DETERMINER) || view.is(start, Flags::POSSESSIVE));
    let fits = |k: usize| {
        !view.is(k, Flags::LEXICAL)
            || view.is(k, Flags::CAPITAL | Flags::POSSESSIVE)
            || view.has(k, Class::INSTITUTION | Class::DOCUMENT | Class::DEMONYM | Class::TITLE)
            || is_adjective(view.folded(k))
            || view.word(k).starts_with(|c: char| c.is_ascii_digit())
    };
    // *Senator Roe* after the comma is somebody else.
    let other = (start..head).any(|k| {
        view.has(k, Class::ROLE | Class::TITLE)
            && k + 1 < head
            && view.is(k + 1, Flags::CAPITAL)
            && !view.has(k + 1, Class::ROLE | Class::TITLE | Class::ORGANIZATION)
            && (k + 2 >= head || !view.has(k + 2, Class::ROLE))
            && view.has(k, Class::TITLE)
    });
    !other && (open || (start..role).all(fits))
}

/// *Ames, Iowa,*: the comma belongs to the place.
fn abbreviates_place(view: &View, comma: usize) -> bool {
    comma > 0
        && comma + 1 < view.len()
        && view.is(comma - 1, Flags::CAPITAL)
        && view.has(comma + 1, Class::PLACE)
        && view.is(comma + 1, Flags::CAPITAL)
}

/// One past the head of a noun phrase: it ends before the first preposition.
pub(super) fn head_region(view: &View, start: usize, end: usize) -> usize {
    (start..end)
        .find(|&k| k > start && view.is(k, Flags::LEXICAL) && view.has(k, Class::PREPOSITION))
        .unwrap_or(end)
}

/// For each description the name mention beside it that it describes, as indices of `mentions`.
pub(super) fn appositions(view: &View, mentions: &[Mention], said: &[Said]) -> Vec<Option<usize>> {
    let mut of = vec![None; mentions.len()];
    for (m, mention) in mentions.iter().enumerate() {
        let after = said[m].words.iter().filter(|w| w.0 >= mention.end);
        for &(start, end) in after {
            let head = head_region(view, start, end);
            let mut k = m + 1;
            while k < mentions.len() && mentions[k].start < end {
                let inner = &mentions[k];
                let person = inner.kind == Some(SpeakerKind::Person);
                let joined = inner.start > 0
                    && view.folded(inner.start - 1) == "and"
                    && inner.opening == Opening::Indefinite;
                if inner.form == Form::Nominal && person && (inner.core.1 <= head || joined) && !inner.owner {
                    of[k] = Some(m);
                }
                k += 1;
            }
        }
    }
    for m in 1..mentions.len() {
        if of[m].is_none() && is_predicate(view, &mentions[m - 1], &mentions[m]) {
            of[m] = Some(m - 1);
        }
    }
    for (m, mention) in mentions.iter().enumerate() {
        if let Some(name) = name_after(view, mentions, m, mention) {
            of[m] = of[m].or(Some(name));
        }
    }
    of
}

/// *Roe is a lawyer*, *he was the mayor*: the description says what the subject is.
fn is_predicate(view: &View, subject: &Mention, mention: &Mention) -> bool {
    let person =
        mention.form == Form::Nominal && mention.kind == Some(SpeakerKind::Person) && !mention.plural;
    let fits = subject.form != Form::Nominal
        && matches!(subject.kind, Some(SpeakerKind::Person) | None)
        && !subject.owner;
    let gap = subject.end..mention.start;
    person
        && fits
        && (1..=3).contains(&gap.len())
        && view.sentence(subject.start) == view.sentence(mention.start)
        && gap.clone().any(|k| matches!(view.folded(k), "is" | "was" | "remains" | "became" | "being" | "am"))
        && gap.clone().all(|k| view.has(k, Class::FUNCTION))
        && !gap.clone().any(|k| matches!(view.folded(k), "not" | "with" | "by" | "to" | "at" | "in"))
}

/// *The finance minister, Ana Ortiz,*: the name that stands in apposition to description `m`.
fn name_after(view: &View, mentions: &[Mention], m: usize, mention: &Mention) -> Option<usize> {
    let person =
        mention.form == Form::Nominal && mention.kind == Some(SpeakerKind::Person) && !mention.plural;
    if !person || mention.owner || mention.opening == Opening::Bare && !view.is(mention.start, Flags::INITIAL)
    {
        return None;
    }
    let sentence = view.sentence(mention.start);
    let comma = comma_after(view, mention.end, sentence)?;
    let name = (m + 1..mentions.len().min(m + 12)).find(|&n| {
        mentions[n].form == Form::Name && mentions[n].title.map_or(mentions[n].core.0, |t| t.0) == comma + 1
    })?;
    let found = &mentions[name];
    let closes = found.end >= view.len()
        || matches!(view.word(found.end), "," | "(" | "." | "—" | "–")
        || view.has(found.end, Class::SAYING)
        || view.sentence(found.end) != sentence;
    let fits = matches!(found.kind, Some(SpeakerKind::Person) | None) && !found.owner;
    (closes && fits && view.sentence(found.start) == sentence).then_some(name)
}

/// The comma that ends the noun phrase whose head ends at word `end`, its *of* phrase included.
fn comma_after(view: &View, end: usize, sentence: usize) -> Option<usize> {
    let mut k = end;
    while k < view.len() && k < end + 12 && view.sentence(k) == sentence {
        if view.word(k) == "," {
            return Some(k);
        }
        let lexical = view.is(k, Flags::LEXICAL);
        let ends = !lexical && !matches!(view.word(k), "-" | "&" | "." | "’" | "'");
        let starts_prep = k > end || view.has(k, Class::PREPOSITION);
        if ends || !starts_prep || view.has(k, Class::SAYING | Class::AUXILIARY) {
            return None;
        }
        k += 1;
    }
    None
}
