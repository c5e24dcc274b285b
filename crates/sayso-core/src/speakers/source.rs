//! Reads a source span: whose words stand at its head.

use std::ops::Range;

use super::lists::Class;
use super::mentions::{Form, Mention, Opening, Pronoun};
use super::view::{Flags, View};
use crate::document::SpeakerKind;

/// Whom a source span is headed by.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Head {
    /// A mention, by index.
    Mention(usize),
    /// Words that no mention covers: a description of its own.
    Words(Range<usize>, SpeakerKind, bool),
    /// Several at once.
    Joint(Vec<Head>),
}

/// The head of the source that covers the words `words`.
pub(super) fn head(view: &View, mentions: &[Mention], words: Range<usize>) -> Option<Head> {
    let words = trim(view, words)?;
    let inside = mentions_in(mentions, &words);
    if let Some(p) = lone_pronoun(view, mentions, &inside, &words) {
        return Some(Head::Mention(p));
    }
    if let Some(joint) = joint(view, mentions, &inside, &words) {
        return Some(joint);
    }
    Some(single(view, mentions, &inside, words))
}

fn trim(view: &View, words: Range<usize>) -> Option<Range<usize>> {
    let (mut start, mut end) = (words.start, words.end.min(view.len()));
    while start < end && !view.is(start, Flags::LEXICAL) {
        start += 1;
    }
    // The point of *Jr.* belongs to the name.
    let suffix =
        |end: usize| end >= start + 2 && view.word(end - 1) == "." && view.has(end - 2, Class::SUFFIX);
    while start < end && !view.is(end - 1, Flags::LEXICAL) && !suffix(end) {
        end -= 1;
    }
    // A preposition that slipped in.
    while start + 1 < end
        && matches!(view.folded(start), "by" | "to" | "from" | "that" | "as" | "in" | "of" | "but" | "and")
        && !view.is(start + 1, Flags::POSSESSIVE)
    {
        start += 1;
    }
    // *Bell and Roe both*
    while end > start + 1
        && matches!(
            view.folded(end - 1),
            "both" | "all" | "each" | "himself" | "herself" | "themselves" | "itself"
        )
    {
        end -= 1;
    }
    (start < end).then_some(start..end)
}

/// Indices of the mentions whose core lies in `words`.
fn mentions_in(mentions: &[Mention], words: &Range<usize>) -> Vec<usize> {
    // A mention may begin before its core by title and article: step back over those.
    let from = mentions.partition_point(|m| m.start + 24 < words.start);
    (from..mentions.len())
        .take_while(|&m| mentions[m].start < words.end)
        .filter(|&m| mentions[m].core.0 >= words.start && mentions[m].core.1 <= words.end)
        .collect()
}

fn lone_pronoun(view: &View, mentions: &[Mention], inside: &[usize], words: &Range<usize>) -> Option<usize> {
    let first = *inside.iter().find(|&&m| matches!(mentions[m].form, Form::Pronoun(_)))?;
    let at = mentions[first].core.0;
    if at != words.start || mentions[first].owner && words.len() > 1 {
        return None;
    }
    let rest = words.start + 1..words.end;
    let alone = rest.clone().all(|k| {
        !view.is(k, Flags::LEXICAL)
            || matches!(
                view.folded(k),
                "himself"
                    | "herself"
                    | "themselves"
                    | "itself"
                    | "myself"
                    | "ourselves"
                    | "both"
                    | "all"
                    | "also"
                    | "too"
                    | "each"
            )
    });
    let stops = rest.start < words.end && !view.is(rest.start, Flags::LEXICAL);
    (alone || stops).then_some(first)
}

/// *Ortiz and Bell*; *Ortiz, Bell and Roe*.
fn joint(view: &View, mentions: &[Mention], inside: &[usize], words: &Range<usize>) -> Option<Head> {
    let pieces = pieces(view, mentions, inside, words)?;
    let mut heads = Vec::new();
    for piece in &pieces {
        let inner = mentions_in(mentions, piece);
        let head = single(view, mentions, &inner, piece.clone());
        if let Head::Words(..) = head {
            return None;
        }
        heads.push(head);
    }
    Some(Head::Joint(heads))
}

/// The parts between top-level commas and *and*; `None` unless they look like a list of sources.
fn pieces(
    view: &View,
    mentions: &[Mention],
    inside: &[usize],
    words: &Range<usize>,
) -> Option<Vec<Range<usize>>> {
    let in_name = |k: usize| {
        inside.iter().any(|&m| {
            mentions[m].form == Form::Name
                && mentions[m].start < k
                && k + 1 < mentions[m].end
                && mentions[m].start >= words.start
        })
    };
    let mut cuts = Vec::new();
    let mut start = words.start;
    let mut depth = 0;
    let mut conjunction = None;
    for k in words.clone() {
        match view.word(k) {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth > 0 || in_name(k) {
            continue;
        }
        let and = matches!(view.folded(k), "and" | "or" | "&") || view.word(k) == "&";
        // *Joe Bell of Ohio and …*
        let from = view.folded(k) == "of"
            && k + 1 < words.end
            && view.has(k + 1, Class::PLACE)
            && view.is(k + 1, Flags::CAPITAL);
        if from {
            continue;
        }
        // What follows a relative pronoun or preposition is no part of a list.
        if matches!(view.folded(k), "who" | "which" | "whose")
            || (!and && view.has(k, Class::PREPOSITION) && conjunction.is_none())
        {
            return None;
        }
        if and || view.word(k) == "," {
            if start < k {
                cuts.push(start..k);
            }
            start = k + 1;
            if and {
                conjunction = Some(k);
            }
        }
    }
    if start < words.end {
        cuts.push(start..words.end);
    }
    // What stands after the last one is apposition: *A and B, the two ministers,*.
    let and = conjunction?;
    let last = cuts.iter().position(|piece| piece.start > and)?;
    cuts.truncate(last + 1);
    let headed = |piece: &Range<usize>| {
        let inner = mentions_in(mentions, piece);
        let stop = chunk_end(view, mentions, &inner, piece);
        let mut last = stop;
        while last > piece.start && !view.is(last - 1, Flags::LEXICAL) {
            last -= 1;
        }
        inner.iter().any(|&m| {
            mentions[m].core.1 == last
                && !mentions[m].owner
                && (mentions[m].form == Form::Name
                    || mentions[m].opening != Opening::Bare
                    || mentions[m].plural
                    || matches!(mentions[m].form, Form::Pronoun(_)))
        })
    };
    (cuts.len() >= 2 && cuts.len() <= 8 && cuts.iter().all(headed)).then_some(cuts)
}

/// Where the noun phrase at the head of `words` ends: before a comma, preposition, relative or bracket.
fn chunk_end(view: &View, mentions: &[Mention], inside: &[usize], words: &Range<usize>) -> usize {
    let mut k = words.start;
    while k < words.end {
        if let Some(&m) = inside
            .iter()
            .find(|&&m| mentions[m].form == Form::Name && mentions[m].core.0 <= k && k < mentions[m].end)
        {
            k = mentions[m].end;
            continue;
        }
        if let Some(&m) = inside.iter().find(|&&m| {
            mentions[m].form == Form::Nominal && mentions[m].core.0 <= k && k < mentions[m].core.1
        }) {
            k = mentions[m].core.1;
            continue;
        }
        let titled = inside.iter().any(|&m| mentions[m].title.is_some_and(|t| t.0 <= k && k < t.1));
        if k > words.start && !titled {
            if !view.is(k, Flags::LEXICAL) {
                let hyphen = view.word(k) == "-" && view.touches_next(k) && view.touches_next(k - 1);
                let inner = hyphen || matches!(view.word(k), "&" | "/" | "’" | "'" | "\"" | "“" | "”");
                let short = view.word(k) == "." && view.has(k - 1, Class::SHORT);
                if !inner && !short {
                    return k;
                }
            } else if view.has(k, Class::PREPOSITION)
                || (is_participle(view, k)
                    && inside.iter().any(|&m| {
                        mentions[m].core.1 == k && mentions[m].form == Form::Nominal && !mentions[m].owner
                    }))
                || matches!(
                    view.folded(k),
                    "who"
                        | "which"
                        | "that"
                        | "whose"
                        | "whom"
                        | "and"
                        | "or"
                        | "but"
                        | "when"
                        | "where"
                        | "because"
                )
                || view.has(k, Class::AUXILIARY | Class::SAYING)
            {
                return k;
            }
        }
        k += 1;
    }
    words.end
}

/// *voters looking for*, *experts interviewed*: what follows the head as a clause.
fn is_participle(view: &View, k: usize) -> bool {
    let word = view.folded(k);
    !view.is(k, Flags::CAPITAL)
        && ((word.len() > 4 && (word.ends_with("ing") || word.ends_with("ed")))
            || matches!(
                word,
                "made"
                    | "taken"
                    | "held"
                    | "given"
                    | "known"
                    | "seen"
                    | "sent"
                    | "close"
                    | "familiar"
                    | "present"
                    | "i"
                    | "we"
            ))
}

fn single(view: &View, mentions: &[Mention], inside: &[usize], words: Range<usize>) -> Head {
    let stop = chunk_end(view, mentions, inside, &words);
    let mut last = stop;
    while last > words.start + 1 && !view.is(last - 1, Flags::LEXICAL) {
        last -= 1;
    }
    let chunk = words.start..last;
    if is_quantity(view, words.start, &chunk) {
        return Head::Words(words.clone(), SpeakerKind::Group, true);
    }
    let ends = |m: &&usize| {
        let mention = &mentions[**m];
        let point = mention.core.1 == chunk.end + 1 && view.word(chunk.end) == ".";
        mention.core.1 == chunk.end || mention.end == chunk.end || point
    };
    let at_end = inside.iter().filter(ends).max_by_key(|&&m| mentions[m].core.1 - mentions[m].core.0);
    if let Some(&m) = at_end {
        let mention = &mentions[m];
        let joined = chunk.end < words.end && matches!(view.folded(chunk.end), "and" | "or");
        if mention.form == Form::Name && joined && view.has(chunk.end + 1, Class::DETERMINER) {
            return Head::Words(words, SpeakerKind::Group, true);
        }
        if mention.form == Form::Name {
            return Head::Mention(m);
        }
        if mention.form == Form::Nominal {
            return Head::Mention(appositive(view, mentions, inside, m, &words).unwrap_or(m));
        }
        if let Form::Pronoun(p) = mention.form
            && matches!(p, Pronoun::He | Pronoun::She | Pronoun::I | Pronoun::We | Pronoun::They)
            && chunk.len() == 1
        {
            return Head::Mention(m);
        }
    }
    // A name that the chunk opens with (*Roe himself*, *Roe tonight*).
    let opening = inside.iter().find(|&&m| {
        mentions[m].form == Form::Name
            && mentions[m].start <= chunk.start
            && !mentions[m].owner
            && !mentions[m].modifier
    });
    if let Some(&m) = opening
        && (mentions[m].end..chunk.end)
            .all(|k| !view.is(k, Flags::LEXICAL) || view.has(k, Class::FUNCTION | Class::CALENDAR))
    {
        return Head::Mention(m);
    }
    unknown(view, &chunk, words.clone())
}

/// A description that no list knows.
fn unknown(view: &View, chunk: &Range<usize>, words: Range<usize>) -> Head {
    let last = chunk.end - 1;
    let folded = view.folded(last);
    let plural = folded.ends_with('s') && !folded.ends_with("ss") && folded.len() > 3
        || matches!(view.folded(words.start), "those" | "these" | "people");
    let kind = match folded {
        "someone" | "somebody" | "anyone" | "anybody" | "nobody" | "one" | "another" | "everyone"
        | "everybody" => {
            if matches!(folded, "everyone" | "everybody") {
                SpeakerKind::Group
            } else {
                SpeakerKind::Person
            }
        }
        _ if plural
            || matches!(
                view.folded(words.start),
                "about"
                    | "nearly"
                    | "roughly"
                    | "almost"
                    | "more"
                    | "fewer"
                    | "over"
                    | "only"
                    | "a"
                    | "another"
            ) && chunk.clone().any(|k| {
                matches!(
                    view.folded(k),
                    "half" | "third" | "quarter" | "three-quarters" | "two-thirds" | "percent"
                ) || view.word(k).starts_with(|c: char| c.is_ascii_digit())
            })
            || is_quantity(view, chunk.start, chunk) =>
        {
            SpeakerKind::Group
        }
        _ => SpeakerKind::Other,
    };
    Head::Words(words, kind, kind == SpeakerKind::Group)
}

/// *42 percent of …*, *a number of …*, *most of …*, *some*: so many, unnamed.
fn is_quantity(view: &View, start: usize, chunk: &Range<usize>) -> bool {
    const QUANTITIES: &[&str] = &[
        "many",
        "some",
        "most",
        "few",
        "several",
        "others",
        "all",
        "both",
        "none",
        "those",
        "half",
        "majority",
        "plurality",
        "dozens",
        "hundreds",
        "thousands",
        "millions",
        "percent",
        "number",
        "handful",
        "third",
        "quarter",
        "quarters",
        "thirds",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "couple",
        "group",
        "each",
        "one",
        "either",
        "neither",
        "share",
        "lot",
        "fifths",
    ];
    let last = chunk.end - 1;
    let of = chunk.end < view.len() && view.folded(chunk.end) == "of";
    let number = view.word(last).starts_with(|c: char| c.is_ascii_digit());
    let quantity = QUANTITIES.contains(&view.folded(last)) || number;
    let alone = start == last;
    quantity
        && (of && !matches!(view.folded(last), "group" | "one")
            || alone && view.folded(last) != "group"
            || matches!(view.folded(last), "percent" | "quarters" | "thirds" | "others"))
        || (of && view.folded(last) == "group" && view.has(start, Class::INDEFINITE) && chunk.len() <= 3)
}

/// *The finance minister, Ana Ortiz,*: the name in apposition within the source.
fn appositive(
    view: &View,
    mentions: &[Mention],
    inside: &[usize],
    m: usize,
    words: &Range<usize>,
) -> Option<usize> {
    let head = &mentions[m];
    if head.kind != Some(SpeakerKind::Person) || head.plural || head.owner {
        return None;
    }
    let begins = |n: usize| mentions[n].title.map_or(mentions[n].core.0, |t| t.0.min(mentions[n].core.0));
    let after_comma = inside.iter().copied().find(|&n| {
        let mention = &mentions[n];
        let start = begins(n);
        mention.form == Form::Name
            && matches!(mention.kind, Some(SpeakerKind::Person) | None)
            && !mention.owner
            && start > head.core.1
            && (matches!(view.word(start - 1), "," | "—" | "–" | ":") || (head.end == start))
            && (mention.end >= words.end
                || matches!(view.word(mention.end), "," | "(" | "—" | "–")
                || matches!(view.folded(mention.end), "who"))
    });
    if after_comma.is_some() {
        return after_comma;
    }
    // *spokesman for the Harbour Union Joe Bell*: the affiliation runs into the name.
    inside.iter().copied().find(|&n| {
        let mention = &mentions[n];
        head.opening == Opening::Bare
            && mention.form == Form::Name
            && mention.kind == Some(SpeakerKind::Person)
            && mention.title.is_some_and(|t| {
                t.0 < mention.core.0 && t.0 > head.core.1 && view.has(t.0 - 1, Class::FUNCTION)
            })
            && mention.end == words.end
    })
}
