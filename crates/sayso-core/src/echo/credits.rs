//! Which news agency a document credits, and where.

use std::sync::OnceLock;

use crate::lexicon::entries;
use crate::text::Span;

/// A news agency that a document names as where it has its text from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// Its full name.
    pub agency: &'static str,
    /// Where the text says so; `None` where the byline or the outlet of the document does.
    pub span: Option<Span>,
    /// Whether the agency published the document itself.
    pub own: bool,
    /// Whether only a part is said to come from it (*contributed to this report*).
    pub in_part: bool,
}

/// Bytes at the beginning of a text in which a dateline may credit an agency.
const DATELINE: usize = 400;

/// Lines at the beginning and at the end of a text that may be credits.
const FIRST_LINES: usize = 4;
const LAST_LINES: usize = 6;

/// Most words of such a line.
const LINE: usize = 30;

/// What a line of credits begins with, lower case; whole sentences may begin so, too.
const OPENINGS: [&str; 6] = ["by ", "source:", "reporting by", "from the ", "— ", "- "];

/// What begins a line that is nothing else, lower case.
const RIGHTS: [&str; 3] = ["©", "copyright", "(c)"];

/// What says that only a part comes from an agency, lower case.
const IN_PART: [&str; 6] =
    ["contributed", "additional reporting", "material from", "files from", "information from", "assisted"];

/// The agencies that a document credits, each once: the plainest credit counts.
#[must_use]
pub fn credits(text: &str, outlet: Option<&str>, authors: &[String]) -> Vec<Credit> {
    let mut found = Vec::new();
    let mut add =
        |credit: Credit| match found.iter_mut().find(|one: &&mut Credit| one.agency == credit.agency) {
            Some(one) if one.in_part && !credit.in_part => *one = credit,
            Some(_) => {}
            None => found.push(credit),
        };
    let plain = |agency| Credit { agency, span: None, own: false, in_part: false };
    if let Some((agency, _)) = outlet.and_then(whole) {
        add(Credit { own: true, ..plain(agency) });
    }
    in_dateline(text).into_iter().chain(in_lines(text)).for_each(&mut add);
    for author in authors {
        if let Some((agency, _)) = mention(author) {
            add(plain(agency));
        }
    }
    found.sort_by_key(|credit| credit.agency);
    found
}

/// LENNBRUG (AP) —
fn in_dateline(text: &str) -> Vec<Credit> {
    let head = &text[..text.floor_char_boundary(DATELINE)];
    let mut found = Vec::new();
    for (open, _) in head.match_indices('(') {
        let inside = &head[open + 1..];
        let Some(close) = inside.find(')') else { break };
        let mut at = open + 1;
        for part in inside[..close].split('/') {
            let start = at + part.len() - part.trim_start().len();
            if let Some((agency, _)) = whole(part.trim()) {
                let span = Some(Span::new(start, start + part.trim().len()));
                found.push(Credit { agency, span, own: false, in_part: false });
            }
            at += part.len() + 1;
        }
    }
    found
}

/// By Vera Holm, Associated Press
fn in_lines(text: &str) -> Vec<Credit> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let start = at + line.len() - line.trim_start().len();
            lines.push((start, trimmed));
        }
        at += line.len();
    }
    let is_outer = |place: usize| place < FIRST_LINES || place + LAST_LINES >= lines.len();
    let outer = lines.iter().enumerate().filter(|&(place, _)| is_outer(place)).map(|(_, line)| line);
    outer.filter_map(|&(start, line)| in_line(start, line)).collect()
}

fn in_line(start: usize, line: &str) -> Option<Credit> {
    if line.split_whitespace().count() > LINE {
        return None;
    }
    let (agency, span) = mention(line)?;
    let lower = line.to_lowercase();
    let in_part = IN_PART.iter().any(|words| lower.contains(words));
    let rest = [&line[..span.start], &line[span.end..]].map(bare);
    // The name alone, or at the end after a comma or stroke: Vera Holm, Associated Press.
    let alone = rest[1].is_empty() && (rest[0].is_empty() || rest[0].ends_with([',', '/', '|', '—', '–']));
    let begins = |openings: &[&str]| openings.iter().any(|opening| lower.starts_with(opening));
    let opens = begins(&RIGHTS) || begins(&OPENINGS) && !line.ends_with('.');
    let span = Some(Span::new(start + span.start, start + span.end));
    (in_part || alone || opens).then_some(Credit { agency, span, own: false, in_part })
}

/// What is left of a line beside the name of an agency, without what says nothing.
fn bare(rest: &str) -> &str {
    let rest =
        rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '(' | ')' | '-' | '*' | '_'));
    ["The", "the", "THE"].iter().find_map(|article| rest.strip_suffix(article)).unwrap_or(rest).trim_end()
}

/// The agency that a text consists of, with or without an article.
fn whole(text: &str) -> Option<(&'static str, Span)> {
    let (agency, span) = mention(text)?;
    let before = text[..span.start].trim();
    let nothing =
        (before.is_empty() || before.eq_ignore_ascii_case("the")) && text[span.end..].trim().is_empty();
    nothing.then_some((agency, span))
}

/// The first agency named in a line; of two that begin at one place, the one with the longer name.
fn mention(line: &str) -> Option<(&'static str, Span)> {
    let found = agencies().iter().filter_map(|form| {
        let at = place(line, &form.name).or_else(|| place(line, form.shouted.as_deref()?))?;
        Some((at, std::cmp::Reverse(form.name.len()), form.agency))
    });
    let (at, length, agency) = found.min()?;
    Some((agency, Span::new(at, at + length.0)))
}

/// Where a name stands as whole words.
pub(super) fn place(text: &str, name: &str) -> Option<usize> {
    places(text, name).next()
}

/// Everywhere where a name stands as whole words.
pub(super) fn places<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    text.match_indices(name).map(|(at, _)| at).filter(move |&at| {
        is_edge(text[..at].chars().next_back()) && is_edge(text[at + name.len()..].chars().next())
    })
}

/// A form in which papers credit an agency.
struct Form {
    name: String,
    /// In capitals, where that is as long and no other word.
    shouted: Option<String>,
    agency: &'static str,
}

/// Shorter forms are found only as they stand in the list: *PA*, *dpa*.
const SHORT: usize = 5;

fn agencies() -> &'static [Form] {
    static AGENCIES: OnceLock<Vec<Form>> = OnceLock::new();
    AGENCIES.get_or_init(|| {
        let form = |agency: &'static str, name: &str| {
            let shouted =
                Some(name.to_uppercase()).filter(|it| it.len() == name.len() && name.len() >= SHORT);
            Form { name: name.to_owned(), shouted, agency }
        };
        let lines = entries(include_str!("../../../../lexicons/agencies.txt"));
        let forms = |line: &'static str| {
            let agency = line.split(" = ").next().unwrap_or(line);
            line.split(" = ").map(move |name| form(agency, name)).collect::<Vec<_>>()
        };
        lines.flat_map(forms).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is credited, and by which words.
    fn found(text: &str) -> Vec<(&'static str, &str, bool)> {
        let words = |credit: &Credit| credit.span.map_or("", |span| span.of(text));
        credits(text, None, &[]).iter().map(|one| (one.agency, words(one), one.in_part)).collect()
    }

    #[test]
    fn datelines_bylines_and_last_lines_credit_agencies() {
        assert_eq!(found("LENNBRUG (AP) — The ferry sank."), [("Associated Press", "AP", false)]);
        assert_eq!(found("LENNBRUG, Oct 4 (Reuters) - The ferry sank."), [("Reuters", "Reuters", false)]);
        assert_eq!(found("The ferry\nBy VERA HOLM, Associated Press\n\nIt sank.\n")[0].1, "Associated Press");
        assert_eq!(found("It sank.\n\n© 2016 AFP\n"), [("Agence France-Presse", "AFP", false)]);
        assert_eq!(found("It sank.\n\nTHE ASSOCIATED PRESS\n")[0].0, "Associated Press");
        let both = found("LENNBRUG (AP/dpa) It sank.");
        assert_eq!(both.iter().map(|one| one.1).collect::<Vec<_>>(), ["AP", "dpa"]);
    }

    #[test]
    fn a_part_is_told_from_the_whole() {
        let text = "It sank.\n\nThe Associated Press contributed to this report.";
        assert_eq!(found(text), [("Associated Press", "Associated Press", true)]);
    }

    #[test]
    fn whoever_is_told_something_or_reports_it_is_not_credited() {
        let middle = "One.\n".repeat(12);
        for line in ["“It sank,” she told the Associated Press.", "Reuters reported that it sank."] {
            assert_eq!(found(line), []);
            assert_eq!(found(&format!("{middle}{line}\n{middle}")), []);
        }
        assert_eq!(found("The APART company (PAT) won."), []);
    }

    #[test]
    fn bylines_and_outlets_count_where_the_text_says_nothing() {
        let authors = ["Vera Holm, Associated Press".to_owned()];
        assert_eq!(credits("It sank.", None, &authors)[0].span, None);
        assert!(credits("It sank.", Some("Reuters"), &[])[0].own);
        assert_eq!(credits("It sank.", Some("Reuters Fan Club Weekly"), &[]), []);
    }
}
