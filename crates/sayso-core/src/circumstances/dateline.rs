//! Datelines: `SPRINGFIELD, Oct. 2 (Wire) — `.

use jiff::civil::Date;

use super::time::{self, When};
use crate::attribution::Attribution;
use crate::document::Step;
use crate::lexicon::lexicon;
use crate::segment::Segmentation;
use crate::text::Span;

/// Paragraphs that may carry the dateline: it follows headlines and bylines.
const PARAGRAPHS: usize = 8;
/// Bytes within which the dash has to stand.
const LONGEST: usize = 96;

/// Where, and perhaps when, an article was written, as it says itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dateline {
    /// All of it, up to and with the dash.
    pub span: Span,
    /// The place (*SPRINGFIELD, Ore.*).
    pub place: Span,
    /// The agency (*Wire*).
    pub agency: Option<Span>,
    date: Option<MonthDay>,
}

/// Month and day, and the year where it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct MonthDay {
    year: Option<i16>,
    month: i8,
    day: i8,
}

impl Dateline {
    /// The dateline of a text, if one of its first paragraphs starts with one.
    #[must_use]
    pub fn find(text: &str, segmentation: &Segmentation) -> Option<Self> {
        segmentation.paragraphs.iter().take(PARAGRAPHS).find_map(|&paragraph| Self::read(text, paragraph))
    }

    /// The dateline that a paragraph starts with: a place in capitals, or a place and an agency in
    /// brackets; then, each optional, a region, a date, an agency; then a dash.
    #[must_use]
    pub fn read(text: &str, paragraph: Span) -> Option<Self> {
        let line = paragraph.of(text);
        let (at, dash) = ["—", "–", "―", "--", " - ", "_"]
            .iter()
            .filter_map(|dash| line.find(dash).map(|at| (at, dash.len())))
            .filter(|&(at, _)| at <= LONGEST)
            .min()?;
        let lead = line[..at].trim_end();
        let (lead, agency) = match lead.strip_suffix(')').and_then(|rest| rest.rfind('(')) {
            Some(open) => (lead[..open].trim_end(), Some((open + 1, lead.len() - 1))),
            None => (lead, None),
        };
        let lead = lead.trim_end_matches(',');
        let place = lead.split(',').next()?.trim_end();
        if !is_place(place, agency.is_some()) {
            return None;
        }
        let (region, date) = region_and_date(&lead[place.len()..])?;
        let span = |from: usize, to: usize| Span::new(paragraph.start + from, paragraph.start + to);
        Some(Self {
            span: span(0, at + dash),
            place: span(0, place.len() + region),
            agency: agency.map(|(from, to)| span(from, to)),
            date,
        })
    }

    /// Takes the dateline off sources and contents that begin in it: it belongs to no statement. What would
    /// have nothing left stays as it is.
    pub fn take_off(&self, text: &str, attributions: &mut [Attribution]) {
        let after = &text[self.span.end..];
        let start = self.span.end + (after.len() - after.trim_start().len());
        for attribution in attributions {
            let mut is_changed = false;
            for span in attribution.source.iter_mut().chain(&mut attribution.content) {
                if self.span.start <= span.start && span.start < self.span.end && start < span.end {
                    span.start = start;
                    is_changed = true;
                }
            }
            if is_changed {
                let why = "The dateline belongs to no statement.".to_owned();
                let spans = vec![self.span];
                attribution.trace.push(Step { rule: "occasion.dateline", why, spans, score: None });
            }
        }
    }

    /// The day of the dateline. Where it names no year, the one that puts it nearest before
    /// `published`.
    #[must_use]
    pub fn date(&self, published: Option<Date>) -> Option<Date> {
        let MonthDay { year, month, day } = self.date?;
        match year {
            Some(year) => Date::new(year, month, day).ok(),
            None => time::resolve(When::MonthDay { month, day }, published, false).map(|(from, _)| from),
        }
    }
}

/// Whether a place is written as in a dateline.
fn is_place(place: &str, with_agency: bool) -> bool {
    let letters = place.chars().filter(|c| c.is_alphabetic()).count();
    let words = place.split_whitespace().count();
    let plain = place.chars().all(|c| c.is_alphabetic() || " .'’-/".contains(c));
    let capitals = !place.contains(char::is_lowercase);
    let named = place
        .split_whitespace()
        .all(|word| word.starts_with(char::is_uppercase) || matches!(word, "de" | "del" | "of" | "la"));
    let label = lexicon().labels.contains(place);
    letters >= 3 && (1..=4).contains(&words) && plain && !label && (capitals || with_agency && named)
}

/// What follows the place: bytes of the region, and the date. `None` if it is neither.
fn region_and_date(rest: &str) -> Option<(usize, Option<MonthDay>)> {
    let mut region = 0;
    let mut at = 0;
    for part in rest.split(',').skip(1) {
        at += 1;
        let tokens = tokens(&rest[at..]);
        let found = time::read(&tokens, None).filter(|found| found.tokens == tokens.len());
        match found.map(|found| found.when) {
            Some(When::Date(date)) => {
                let date = MonthDay { year: Some(date.year()), month: date.month(), day: date.day() };
                return Some((region, Some(date)));
            }
            Some(When::MonthDay { month, day }) => {
                return Some((region, Some(MonthDay { year: None, month, day })));
            }
            Some(_) => return Some((region, None)),
            None => {}
        }
        let named = part.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
        if !named || part.trim().is_empty() || part.split_whitespace().count() > 3 {
            return None;
        }
        at += part.len();
        region = at;
    }
    Some((region, None))
}

/// Words, numbers and marks.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    for word in text.split_whitespace() {
        let stem = word.trim_end_matches(['.', ',']);
        if !stem.is_empty() {
            tokens.push(stem);
        }
        tokens.extend(word[stem.len()..].split("").filter(|mark| !mark.is_empty()));
    }
    tokens
}
