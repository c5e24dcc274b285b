//! To whom and where: noun phrases after *told* and *to*, phrases with *in*, *on*, *at*, *during*.

use std::ops::Range;

use super::frame::{Frame, is_preposition};
use crate::lexicon::lexicon;
use crate::text::Span;

/// Longest noun phrase, in tokens.
const LONGEST_NOUN_PHRASE: usize = 9;
/// Longest venue, in tokens.
const LONGEST_VENUE: usize = 22;
/// Most words between preposition and noun.
const MOST_MODIFIERS: usize = 7;

/// Verbs whose object is the one spoken to.
const TELLERS: &[&str] = &[
    "tell",
    "ask",
    "inform",
    "remind",
    "assure",
    "reassure",
    "warn",
    "advise",
    "notify",
    "brief",
    "urge",
    "caution",
    "alert",
    "text",
    "email",
    "e-mail",
    "beg",
    "implore",
    "instruct",
    "promise",
    "persuade",
    "convince",
    "quiz",
    "thank",
    "congratulate",
    "implore",
    "beseech",
    "lecture",
    "interrupt",
];
/// Verbs of saying that name their addressee with *to*.
const SAYERS: &[&str] = &[
    "say",
    "write",
    "speak",
    "talk",
    "complain",
    "confess",
    "admit",
    "explain",
    "boast",
    "brag",
    "announce",
    "confide",
    "mention",
    "suggest",
    "propose",
    "whisper",
    "shout",
    "repeat",
    "reveal",
    "reply",
    "respond",
    "lie",
    "testify",
    "apologize",
    "report",
    "declare",
    "indicate",
    "signal",
    "recommend",
    "joke",
    "quip",
    "murmur",
    "mutter",
    "read",
    "reiterate",
    "acknowledge",
    "disclose",
    "insist",
    "stress",
    "recount",
    "describe",
    "leak",
    "tweet",
    "text",
];
/// Occasions and texts in which something is said.
const OCCASIONS: &[&str] = &[
    "interview",
    "interviews",
    "statement",
    "statements",
    "speech",
    "speeches",
    "address",
    "letter",
    "letters",
    "email",
    "emails",
    "e-mail",
    "e-mails",
    "memo",
    "memorandum",
    "op-ed",
    "article",
    "column",
    "post",
    "posts",
    "tweet",
    "tweets",
    "message",
    "messages",
    "text",
    "texts",
    "report",
    "book",
    "memoir",
    "autobiography",
    "release",
    "conference",
    "conferences",
    "call",
    "briefing",
    "briefings",
    "hearing",
    "hearings",
    "testimony",
    "debate",
    "debates",
    "forum",
    "rally",
    "rallies",
    "meeting",
    "meetings",
    "event",
    "events",
    "hall",
    "halls",
    "appearance",
    "appearances",
    "podcast",
    "program",
    "programme",
    "show",
    "episode",
    "remarks",
    "comments",
    "filing",
    "filings",
    "lawsuit",
    "complaint",
    "note",
    "video",
    "videos",
    "ad",
    "ads",
    "advertisement",
    "documentary",
    "editorial",
    "questionnaire",
    "essay",
    "lecture",
    "sermon",
    "toast",
    "ceremony",
    "convention",
    "summit",
    "panel",
    "session",
    "ruling",
    "decision",
    "opinion",
    "dissent",
    "brief",
    "affidavit",
    "deposition",
    "presser",
    "broadcast",
    "newscast",
    "announcement",
    "declaration",
    "resolution",
    "discussion",
    "conversation",
    "exchange",
    "gathering",
    "fundraiser",
    "dinner",
    "luncheon",
    "lunch",
    "breakfast",
    "reception",
    "vigil",
    "protest",
    "march",
    "trial",
    "inquiry",
    "presentation",
    "commencement",
    "graduation",
    "concert",
    "festival",
    "newsletter",
    "blog",
    "website",
    "tv",
    "television",
    "radio",
    "transcript",
    "recording",
    "voicemail",
    "chat",
    "livestream",
    "webcast",
    "proceedings",
    "indictment",
    "advisory",
    "bulletin",
    "communique",
    "communiqué",
    "study",
    "paper",
    "survey",
    "review",
    "manifesto",
    "bio",
    "profile",
    "obituary",
    "eulogy",
    "monologue",
    "diary",
    "journal",
    "petition",
    "motion",
];
/// Networks and services that stand without a noun of occasion.
const PLATFORMS: &[&str] = &[
    "twitter",
    "facebook",
    "instagram",
    "linkedin",
    "youtube",
    "reddit",
    "telegram",
    "weibo",
    "snapchat",
    "tiktok",
    "mastodon",
    "bluesky",
    "tumblr",
    "medium",
    "whatsapp",
    "threads",
    "television",
    "tv",
    "radio",
    "air",
    "camera",
    "stage",
    "c-span",
    "x",
];
/// Capitalised words that mark the name of a broadcaster or programme.
const PROGRAMMES: &[&str] = &[
    "news",
    "tv",
    "radio",
    "television",
    "network",
    "channel",
    "show",
    "live",
    "tonight",
    "hour",
    "today",
    "report",
    "podcast",
    "nation",
    "press",
    "week",
];
/// Participles that go on from an occasion: *an article published in …*.
const PARTICIPLES: &[&str] = &[
    "published",
    "posted",
    "released",
    "aired",
    "broadcast",
    "held",
    "sent",
    "given",
    "issued",
    "delivered",
    "hosted",
    "sponsored",
    "organized",
    "recorded",
    "filed",
    "obtained",
    "addressed",
    "written",
    "printed",
    "run",
];

/// Where or in what something was said, and to whom, so far as the same phrase tells.
#[derive(Debug, Clone, Default)]
pub(super) struct Venue {
    pub(super) span: Option<Span>,
    pub(super) addressee: Option<Span>,
}

/// To whom: the object of *told*, or what stands after *to*.
pub(super) fn addressee(frame: &Frame) -> Option<Span> {
    let at = frame.head.end;
    if TELLERS.contains(&frame.lemma.as_str()) && !is_passive(frame) {
        return noun_phrase(frame, at).map(|found| frame.span(&found));
    }
    let to = SAYERS.contains(&frame.lemma.as_str()) && frame.word(at) == "to";
    to.then(|| noun_phrase(frame, at + 1)).flatten().map(|found| frame.span(&found))
}

/// Whether a form of *be* stands before the head: *was told* has its addressee elsewhere.
fn is_passive(frame: &Frame) -> bool {
    let before = (0..frame.head.start).rev().map(|at| frame.word(at));
    let mut verbs =
        before.take(3).skip_while(|word| word.ends_with("ly") || *word == "also" || *word == "not");
    verbs.next().is_some_and(|word| {
        matches!(
            word,
            "is" | "are" | "was" | "were" | "be" | "been" | "being" | "am" | "get" | "gets" | "got"
        )
    })
}

/// Where or in what: the first phrase of the frame that names an occasion.
pub(super) fn venue(frame: &Frame) -> Venue {
    for at in frame.places() {
        if let Some((range, to)) = venue_at(frame, at) {
            return Venue { span: Some(frame.span(&range)), addressee: to.map(|to| frame.span(&to)) };
        }
    }
    Venue::default()
}

/// The phrase at `at` if it names an occasion, and the one it is addressed to.
fn venue_at(frame: &Frame, at: usize) -> Option<(Range<usize>, Option<Range<usize>>)> {
    let preposition = frame.word(at);
    if !matches!(preposition, "in" | "on" | "at" | "during" | "via" | "through" | "over") {
        return None;
    }
    let noun = occasion(frame, at + 1).or_else(|| platform(frame, preposition, at + 1))?;
    let (end, to) = complements(frame, at, noun);
    Some((at..end, to))
}

/// Index after the noun of occasion in the noun phrase at `at`.
fn occasion(frame: &Frame, at: usize) -> Option<usize> {
    let is_occasion = |at: usize| OCCASIONS.contains(&frame.word(at));
    for index in at..frame.tokens.len().min(at + MOST_MODIFIERS) {
        let token = &frame.tokens[index];
        if is_occasion(index) {
            let more = (index + 1..frame.tokens.len()).take_while(|&next| is_occasion(next)).count();
            return Some(index + 1 + more);
        }
        let joint = matches!(token.text, "'" | "’" | "-" | "." | "&");
        if token.in_source || !token.lexical && !joint || token.lexical && ends_noun_phrase(&token.lower) {
            return None;
        }
    }
    None
}

/// Index after a network, broadcaster or programme at `at`.
fn platform(frame: &Frame, preposition: &str, at: usize) -> Option<usize> {
    let named = matches!(preposition, "on" | "via" | "over" | "through");
    if !named {
        return None;
    }
    if PLATFORMS.contains(&frame.word(at)) && (frame.word(at) != "x" || frame.tokens[at].text == "X") {
        return Some(at + 1);
    }
    if let Some(end) = title(frame, at) {
        return Some(end);
    }
    let capitalised =
        |at: &usize| frame.tokens[*at].text.starts_with(char::is_uppercase) && !frame.tokens[*at].in_source;
    let end = (at..frame.tokens.len()).take_while(capitalised).last()? + 1;
    let calendar = frame.time_at(at).is_some();
    let acronym = |token: &str| {
        let letters = crate::circumstances::time::stem(token);
        (2..=6).contains(&letters.len()) && letters.chars().all(|c| c.is_ascii_uppercase())
    };
    let broadcaster =
        (at..end).any(|at| acronym(frame.tokens[at].text) || PROGRAMMES.contains(&frame.word(at)));
    (!calendar && broadcaster).then_some(end)
}

/// Index after the quoted title at `at`.
fn title(frame: &Frame, at: usize) -> Option<usize> {
    let opening = frame.tokens.get(at)?.text;
    let closing = match opening {
        "“" => "”",
        "‘" => "’",
        "\"" => "\"",
        "'" => "'",
        _ => return None,
    };
    let length = frame.tokens[at + 1..].iter().take(8).position(|token| token.text == closing)?;
    Some(at + length + 2)
}

/// Extends a venue that began at `start` and whose noun ended before `end` by what belongs to it.
fn complements(frame: &Frame, start: usize, mut end: usize) -> (usize, Option<Range<usize>>) {
    let mut to = None;
    let latest = start + LONGEST_VENUE;
    loop {
        if let Some(after) = title(frame, end) {
            end = after;
        }
        let participle = usize::from(PARTICIPLES.contains(&frame.word(end)));
        let preposition = frame.word(end + participle);
        let object = end + participle + 1;
        let joins = matches!(
            preposition,
            "with"
                | "to"
                | "of"
                | "for"
                | "in"
                | "at"
                | "on"
                | "by"
                | "before"
                | "between"
                | "from"
                | "about"
                | "via"
        );
        if !joins || object >= frame.tokens.len() || frame.time_at(object).is_some() {
            break;
        }
        let Some(found) = noun_phrase(frame, object)
            .or_else(|| occasion(frame, object).map(|end| object..end))
            .or_else(|| title(frame, object).map(|end| object..end))
        else {
            break;
        };
        if found.end > latest {
            break;
        }
        end = found.end;
        if preposition == "to" || preposition == "before" {
            to.get_or_insert(found);
        }
    }
    (end, to)
}

/// The noun phrase at `at`.
fn noun_phrase(frame: &Frame, at: usize) -> Option<Range<usize>> {
    let starts = frame.tokens.get(at).is_some_and(|token| {
        token.lexical && !token.in_source && starts_noun_phrase(token.text, &token.lower)
    });
    if !starts || frame.time_at(at).is_some() {
        return None;
    }
    let mut end = at;
    while end < frame.tokens.len().min(at + LONGEST_NOUN_PHRASE) {
        let token = &frame.tokens[end];
        let point = token.text == "." && end > at && end + 1 < frame.tokens.len() && {
            let short = frame.tokens[end - 1].text;
            lexicon().short_forms.contains(short) || short.chars().count() == 1 || short.contains('.')
        };
        let joint = point || matches!(token.text, "&" | "-") && end > at;
        let stops = token.in_source
            || !token.lexical && !joint
            || token.lexical && end > at && (ends_noun_phrase(&token.lower) || frame.time_at(end).is_some());
        if stops {
            break;
        }
        end += 1;
        // “members of the board”
        if frame.word(end) == "of"
            && frame.tokens.get(end + 1).is_some_and(|next| next.lexical && !next.in_source)
        {
            end += 1;
        }
    }
    (end > at).then_some(at..end)
}

/// Whether a word can start the noun phrase of somebody or something that is spoken to.
fn starts_noun_phrase(text: &str, word: &str) -> bool {
    const STARTERS: &[&str] = &[
        "a",
        "all",
        "an",
        "another",
        "any",
        "both",
        "each",
        "every",
        "everyone",
        "her",
        "him",
        "his",
        "it",
        "its",
        "me",
        "my",
        "one",
        "our",
        "several",
        "some",
        "the",
        "their",
        "them",
        "these",
        "those",
        "us",
        "you",
        "your",
        "this",
        "anyone",
        "everybody",
        "nobody",
        "somebody",
        "someone",
        "many",
        "most",
        "other",
        "others",
        "two",
        "three",
    ];
    let lexicon = lexicon();
    let plural = || lexicon.groups.contains(word) || lexicon.role_at(&[word]).is_some();
    !ends_noun_phrase(word) && (STARTERS.contains(&word) || text.starts_with(char::is_uppercase) || plural())
}

/// Whether a word cannot stand within a simple noun phrase.
fn ends_noun_phrase(word: &str) -> bool {
    const ENDERS: &[&str] = &[
        "about", "after", "against", "ahead", "also", "am", "and", "are", "as", "at", "because", "before",
        "between", "but", "by", "can", "could", "did", "do", "does", "during", "earlier", "for", "from",
        "had", "has", "have", "he", "how", "i", "if", "in", "into", "is", "later", "may", "might", "not",
        "of", "on", "or", "over", "recently", "said", "saying", "says", "she", "should", "since", "so",
        "than", "that", "there", "they", "through", "to", "until", "via", "was", "we", "were", "what",
        "when", "where", "whether", "which", "while", "who", "whom", "whose", "why", "will", "with", "would",
    ];
    ENDERS.binary_search(&word).is_ok() || is_preposition(word)
}
