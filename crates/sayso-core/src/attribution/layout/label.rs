//! Labels at the start of a paragraph: `NAME: words`.

use super::{Attribution, Layout, attribution};
use crate::lexicon::lexicon;
use crate::text::Span;

/// Bytes within which the colon has to stand.
const LONGEST: usize = 80;
/// Most words of a label.
const MOST_WORDS: usize = 6;
/// Words within a name that are not capitalised.
const PARTICLES: &[&str] = &[
    "al", "bin", "da", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "la", "le", "of", "the",
    "van", "von", "y", "zu",
];
/// Words that end the name in a label that goes on: *Ortiz on the pier*, *Ortiz to Brandt*.
const LINKS: &[&str] = &[" on ", " On ", " to ", " To ", " at ", " At "];

/// What kind of label it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Q
    Question,
    /// A
    Answer,
    /// THE MAYOR
    Capitals,
    /// Ada Ortiz
    Name,
}

/// A label, its colon and what follows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Label {
    pub(super) name: Span,
    pub(super) colon: Span,
    /// The rest of the paragraph; may be empty.
    pub(super) body: Span,
    pub(super) shape: Shape,
}

impl Label {
    /// The label that a paragraph starts with; an opening quotation mark before it is passed over.
    pub(super) fn read(text: &str, paragraph: Span) -> Option<Self> {
        let line = paragraph.of(text);
        let quoted = line.starts_with(['"', '“']);
        let lead = if quoted { line.chars().next().map_or(0, char::len_utf8) } else { 0 };
        let start = paragraph.start + lead;
        let rest = &line[lead..];
        let at =
            rest.char_indices().take_while(|&(at, _)| at < LONGEST).find(|&(at, c)| ends_label(rest, at, c));
        let (at, mark) = at?;
        let after = &rest[at + 1..];
        if !after.is_empty() && !after.starts_with(|c: char| c.is_whitespace() || "\"“‘'".contains(c)) {
            return None;
        }
        let label = rest[..at].trim_end();
        let length = LINKS.iter().filter_map(|word| label.find(word)).min().unwrap_or(label.len());
        let name = Span::new(start, start + length);
        let shape = shape(name.of(text))?;
        if mark == '.' && !matches!(shape, Shape::Question | Shape::Answer) {
            return None;
        }
        let colon = Span::new(start + at, start + at + 1);
        let body = Span::new(colon.end + (after.len() - after.trim_start().len()), paragraph.end);
        let closing = if quoted { body.of(text).trim_end_matches(['"', '”']).len() } else { body.len() };
        Some(Self { name, colon, body: Span::new(body.start, body.start + closing), shape })
    }

    /// The word that tells whose label it is: a surname, as a rule.
    pub(super) fn key<'t>(&self, text: &'t str) -> &'t str {
        let name = self.name.of(text);
        let name = name.split('(').next().unwrap_or(name);
        name.split_whitespace().next_back().unwrap_or(name)
    }
}

/// A colon, or the point of `Q.` and `A.`
fn ends_label(line: &str, at: usize, c: char) -> bool {
    c == ':' || c == '.' && matches!(line[..at].trim(), "Q" | "A")
}

/// What kind of label a name is; `None` if it does not look like one.
fn shape(name: &str) -> Option<Shape> {
    match name {
        "Q" | "Question" | "QUESTION" | "Frage" => return Some(Shape::Question),
        "A" | "Answer" | "ANSWER" => return Some(Shape::Answer),
        _ => {}
    }
    let bare = name.split('(').next().unwrap_or(name).trim();
    let words: Vec<&str> = bare.split_whitespace().collect();
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    if words.is_empty()
        || words.len() > MOST_WORDS
        || letters < 2
        || bare.contains(['"', '“', '”', ';', '!', '?', ',', '@', '#', '/'])
    {
        return None;
    }
    let links = |word: &&str| is_preposition(&word.to_lowercase());
    if words.iter().any(links) || bare.chars().any(|c| c.is_ascii_digit()) || is_label(bare) {
        return None;
    }
    let named = |word: &&&str| word.starts_with(char::is_uppercase);
    let light = |word: &&&str| PARTICLES.contains(word);
    if !words[0].starts_with(char::is_uppercase) || !words.iter().all(|w| named(&w) || light(&w)) {
        return None;
    }
    Some(if bare.contains(char::is_lowercase) { Shape::Name } else { Shape::Capitals })
}

/// Whether a label or its last word names no speaker.
fn is_label(name: &str) -> bool {
    let name = name.strip_prefix("The ").or_else(|| name.strip_prefix("THE ")).unwrap_or(name);
    let last = name.split_whitespace().next_back().unwrap_or(name);
    let possessive = name.to_lowercase().replace('’', "'");
    lexicon().labels.contains(name)
        || lexicon().labels.contains(&possessive)
        || lexicon().labels.contains(last)
}

/// Names before a colon that are certain where they stand alone: `Ortiz: “Pier is safe”` anywhere,
/// and `Ortiz: Pier is safe` as a headline.
pub(super) fn quotes(layout: &Layout) -> Vec<Attribution> {
    let mut found = Vec::new();
    for (index, label) in layout.labels.iter().enumerate() {
        let Some(label) = label.filter(|label| matches!(label.shape, Shape::Name | Shape::Capitals)) else {
            continue;
        };
        let source = label.name;
        if !speaks(layout, source, index == 0) {
            continue;
        }
        if let Some(content) = quoted_body(layout, label.body) {
            let why = "a name and a colon lead to a quotation";
            found.push(attribution(source, label.colon, vec![content], 0.9, "layout.colon-quote", why));
        } else if index == 0 && is_headline(layout, &label) {
            let why = "the headline is a name, a colon and what was said";
            found.push(attribution(
                source,
                label.colon,
                vec![label.body],
                0.85,
                "layout.colon-headline",
                why,
            ));
        }
    }
    found
}

/// Whether a label names somebody who can speak: the text mentions the name elsewhere, or it holds a
/// given name, a title, a role, or a word for a document or group.
fn speaks(layout: &Layout, name: Span, headline: bool) -> bool {
    let lexicon = lexicon();
    let words: Vec<&str> = layout.words(name).collect();
    let Some(last) = words.last() else { return false };
    let lower = last.to_lowercase();
    let known = if headline { layout.body_mentions(last) } else { layout.mentions(last) > 0 };
    let is_name = words.len() >= 2 && lexicon.given_names.contains(words[0]);
    let is_role = lexicon.titles.longest_at(&words).is_some_and(|(count, _)| count < words.len())
        || lexicon.role_at(&[&lower]).is_some();
    let is_kind = lexicon.groups.contains(last) || headline && lexicon.documents.contains(last);
    let light = last.chars().count() < 2 || PARTICLES.contains(&lower.as_str()) || is_preposition(&lower);
    let verb = words.iter().skip(1).any(|word| is_verb(word));
    words.len() <= 4 && !verb && !light && (known || is_name || is_role || is_kind)
}

fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "in" | "on" | "at" | "to" | "for" | "by" | "up" | "out" | "off" | "over" | "it" | "is" | "and" | "or"
    )
}

/// Whether a capitalised word within a label looks like an inflected verb of saying.
fn is_verb(word: &str) -> bool {
    let lower = word.to_lowercase();
    let inflected = lower.ends_with("es") || lower.ends_with("ed") || lower.ends_with('s');
    inflected && lexicon().lemma(&lower) != lower && lexicon().cue_at(&[&lower]).is_some()
}

/// The quotation that makes up the body, but for what a sentence may add after it.
fn quoted_body(layout: &Layout, body: Span) -> Option<Span> {
    let index = layout.cut.quotation_at(body.start)?;
    let quotation = layout.cut.quotations[index];
    let starts = quotation.outer.start == body.start && quotation.closed;
    let rest = layout.text.get(quotation.outer.end..body.end)?;
    let words = rest.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    (starts && words == 0).then_some(quotation.outer)
}

/// Whether the first paragraph is a headline of the form `Name: words`.
fn is_headline(layout: &Layout, label: &Label) -> bool {
    let body = label.body.of(layout.text);
    let words = body.split_whitespace().count();
    layout.cut.paragraphs.len() > 1 && (2..=25).contains(&words) && !body.ends_with('?')
}
