//! What the wording of a quotation tells of where it was taken from: the same cuts, and words that others lack.

use std::collections::HashSet;

use super::page::Page;
use crate::document::words;
use crate::text::Span;
use crate::utterances::{EditClass, Wording, edits};

words!(
    /// What two reports did alike to the words.
    Habit {
        /// Words left out without a mark: what stands before and after is spliced.
        #[default]
        Cut = "cut",
        /// Words left out at an ellipsis.
        Ellipsis = "ellipsis",
        /// Words put in in brackets.
        Bracket = "bracket",
    }
);

impl Habit {
    /// How often a report of a quotation does so anywhere, as a share. Brackets and ellipses: of 6,257 quotations in
    /// the press 171 and 207 had one; cuts: of 1,012 pairs of reports of the same words, one in seven had a change of
    /// words, two fifths of which were cuts.
    fn rate(self) -> f32 {
        match self {
            Self::Cut => 0.07,
            Self::Ellipsis => 0.033,
            Self::Bracket => 0.027,
        }
    }
}

/// The words of a report, and where they stand in its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quote {
    pub text: String,
    /// Where each part begins in `text`, and where it stands in the document.
    parts: Vec<(usize, Span)>,
}

impl Quote {
    /// The quoted parts of one statement. Between those of a mixed one stand words that are not the speaker's.
    pub fn read(document: &str, parts: &[Span], is_mixed: bool) -> Self {
        let joint = if is_mixed { " … " } else { " " };
        let mut quote = Self { text: String::new(), parts: Vec::new() };
        for &part in parts {
            quote.text += if quote.parts.is_empty() { "" } else { joint };
            quote.parts.push((quote.text.len(), part));
            quote.text += part.of(document);
        }
        quote
    }

    /// Where a span of the words stands in the document, joints between parts included.
    fn place(&self, span: Span) -> Span {
        let part = |offset: usize| {
            let after = self.parts.partition_point(|&(start, _)| start <= offset);
            self.parts[after.saturating_sub(1)]
        };
        let to = |offset: usize, (start, part): (usize, Span)| part.start + (offset - start).min(part.len());
        let start = to(span.start, part(span.start));
        // The end belongs to the part of the character before it.
        let end = to(span.end, part(span.end.saturating_sub(1).max(span.start)));
        Span::new(start, end.max(start))
    }
}

/// What a report did to the words of a fuller one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Done {
    habit: Habit,
    /// In the fuller one.
    base: Span,
    /// What stands there in the report; around a cut, the words beside it.
    here: Span,
    /// The words put in, folded.
    put_in: String,
}

/// Fewest words whose absence is a cut.
const CUT: usize = 2;

/// What a report did to the words of the fullest one. Where it begins and ends tells nothing: many choose the same
/// sentence.
pub(super) fn done(fullest: &str, report: &str) -> Vec<Done> {
    let all = edits(fullest, report).into_iter();
    all.filter_map(|edit| {
        let left_out = edit.base.of(fullest).split_whitespace().count();
        let came = edit.other.of(report);
        let habit = match edit.class {
            EditClass::Omission if !edit.at_end && !edit.marked && left_out >= CUT => Habit::Cut,
            EditClass::Ellipsis if !edit.at_end && left_out >= CUT => Habit::Ellipsis,
            EditClass::Insertion | EditClass::Substitution if edit.marked && !came.is_empty() => {
                Habit::Bracket
            }
            _ => return None,
        };
        let put_in = came.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let here = if habit == Habit::Bracket { edit.other } else { beside(report, edit.other) };
        Some(Done { habit, base: edit.base, here, put_in })
    })
    .collect()
}

/// From the word before a place to the word after it.
fn beside(text: &str, at: Span) -> Span {
    let before = text[..at.start].trim_end();
    let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let gap = text[at.end..].len() - text[at.end..].trim_start().len();
    let after = &text[at.end + gap..];
    let end = after.find(char::is_whitespace).unwrap_or(after.len());
    Span::new(start.min(at.start), at.end + gap + end)
}

/// Something that two reports did alike to the words of a fuller one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alike {
    /// What.
    pub habit: Habit,
    /// Where, in the document of the fuller report.
    pub fuller: Span,
    /// Where in the one document.
    pub a: Span,
    /// Where in the other.
    pub b: Span,
    /// How improbable it is that two did so by themselves, in bits.
    pub bits: f32,
}

/// What two reports did alike.
pub(super) fn alike(fullest: &Quote, reports: [(&Quote, &[Done]); 2]) -> Vec<Alike> {
    let places = fullest.text.split_whitespace().count().max(2) as f32;
    let [(a, first), (b, second)] = reports;
    let mut all = Vec::new();
    for one in first {
        let same =
            |other: &&Done| (one.habit, one.base, &one.put_in) == (other.habit, other.base, &other.put_in);
        if let Some(other) = second.iter().find(same) {
            let bits = places.log2() - one.habit.rate().log2();
            let fuller = fullest.place(one.base);
            all.push(Alike { habit: one.habit, fuller, a: a.place(one.here), b: b.place(other.here), bits });
        }
    }
    all
}

/// Words of the utterance that each of two documents has and the other lacks: both had more than each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surplus {
    /// Such words in the one document.
    pub a: Span,
    /// Such words in the other.
    pub b: Span,
    /// What they tell, of the document whose tell less, in bits.
    pub bits: f32,
}

/// Fewest nats that words on each side must tell.
const LEAST_SURPLUS: f32 = 12.0;

/// What each of two documents has of the utterance that stands nowhere in the other.
pub(super) fn surplus(quotes: [&Quote; 2], vocabularies: [&HashSet<u64>; 2]) -> Option<Surplus> {
    let (a, a_told) = lacking(quotes[0], quotes[1], vocabularies[1])?;
    let (b, b_told) = lacking(quotes[1], quotes[0], vocabularies[0])?;
    Some(Surplus { a, b, bits: a_told.min(b_told) / std::f32::consts::LN_2 })
}

/// Words of a quote that another document has nowhere: where most of them stand, and what all tell, in nats.
fn lacking(own: &Quote, other: &Quote, vocabulary: &HashSet<u64>) -> Option<(Span, f32)> {
    let gone = edits(&own.text, &other.text).into_iter();
    let gone = gone.filter(|edit| matches!(edit.class, EditClass::Omission | EditClass::Ellipsis));
    let each = gone.map(|edit| {
        let words = edit.base.of(&own.text);
        let page = Page::read(words, &[]);
        let lacking = page.words.iter().filter(|word| !vocabulary.contains(&word.hash));
        let told = lacking.map(|word| Wording::read(word.span.of(words)).information()).sum::<f32>();
        (edit.base, told)
    });
    let each: Vec<(Span, f32)> = each.collect();
    let told = each.iter().map(|&(_, told)| told).sum::<f32>();
    let (most, _) = each.into_iter().max_by(|x, y| x.1.total_cmp(&y.1))?;
    (told >= LEAST_SURPLUS).then(|| (own.place(most), told))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str =
        "We will not sell the old harbour of our fathers to anybody, neither this year nor the next";

    fn quote(text: &str) -> Quote {
        Quote::read(text, &[Span::new(0, text.len())], false)
    }

    fn shared(a: &str, b: &str) -> Vec<(Habit, String)> {
        let (full, x, y) = (quote(FULL), quote(a), quote(b));
        let found = alike(&full, [(&x, &done(FULL, a)), (&y, &done(FULL, b))]);
        found.iter().map(|one| (one.habit, one.fuller.of(FULL).to_owned())).collect()
    }

    #[test]
    fn the_same_cut_and_the_same_bracket_are_found() {
        let cut = "We will not sell the old harbour to anybody";
        let longer = "not sell the old harbour to anybody, neither this year nor the next";
        assert_eq!(shared(cut, longer), [(Habit::Cut, "of our fathers".to_owned())]);
        assert_eq!(shared(cut, FULL), []);
        let bracket = "[The board] will not sell the old harbour of our fathers to anybody";
        assert_eq!(shared(bracket, FULL), []);
        let other = "We will not sell the old harbour [of Lenn] to anybody, neither this year nor the next";
        assert_eq!(shared(other, other)[0].0, Habit::Bracket);
        assert_eq!(shared(other, &other.replace("Lenn", "Sund")), []);
    }

    #[test]
    fn where_a_fragment_begins_and_ends_tells_nothing() {
        let part = "not sell the old harbour of our fathers";
        assert_eq!(shared(part, part), []);
    }

    #[test]
    fn places_lead_to_the_document() {
        let text = "“We will not sell the harbour,” she said. “Never, ever.”";
        let parts = [Span::new(3, 32), Span::new(text.find("Never").unwrap(), text.len() - 3)];
        let quote = Quote::read(text, &parts, false);
        assert_eq!(quote.text, "We will not sell the harbour, Never, ever.");
        let at = quote.text.find("Never").unwrap();
        assert_eq!(quote.place(Span::new(at, at + 5)).of(text), "Never");
        assert_eq!(quote.place(Span::new(0, 2)).of(text), "We");
        assert!(quote.place(Span::new(0, quote.text.len())).of(text).contains("she said"));
    }

    #[test]
    fn each_has_words_that_the_other_lacks() {
        let whole = "The tannery of Ostrand must reopen in spring. We will not sell the old harbour. The ferry \
            needs another captain before winter";
        let (head, tail) = (&whole[..78], &whole[46..]);
        let set =
            |text: &str| Page::read(text, &[]).words.iter().map(|word| word.hash).collect::<HashSet<_>>();
        let (a, b) = (quote(head), quote(tail));
        let found = surplus([&a, &b], [&set(head), &set(tail)]).unwrap();
        assert!(found.a.of(head).contains("tannery") && found.b.of(tail).contains("captain"), "{found:?}");
        assert_eq!(surplus([&a, &b], [&set(head), &set(whole)]), None);
        assert_eq!(surplus([&quote(whole), &a], [&set(whole), &set(head)]), None);
    }
}
