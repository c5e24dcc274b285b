//! `sayso search`: who said what, in the whole collection.

use std::fmt::Write;

use sayso::Collection;
use sayso::records::{SearchRecord, results};
use sayso::store::Store;
use sayso::store::query::{Expr, Field, parse};
use sayso::store::search::{Answer, Facet, Found, Group, Hints, Request, Search, SearchError, Sort, Totals};
use sayso_core::text::Span;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::super::exit::{End, Failure};
use super::super::look;
use super::super::messages::Messages;
use super::args::{GroupName, SearchArgs, SearchFormat, SortName};
use super::table::Table;
use super::{folder, line, print};

/// Values of each facet that are shown.
const VALUES: usize = 8;

const COLUMNS: &[&str] = &[
    "statement",
    "speaker",
    "content",
    "form",
    "status",
    "attitude",
    "stance",
    "cue",
    "said_from",
    "said_to",
    "published",
    "outlet",
    "title",
    "document",
    "origin",
    "confidence",
    "person",
    "found",
    "utterance",
];

/// Runs the command.
pub fn run(args: &SearchArgs, messages: &Messages) -> Result<End, Failure> {
    let query = query_of(&args.query)?;
    let collection = Collection::open_read_only(&folder(&args.place)?)?;
    let mut search = Search::new();
    let request = Request {
        group: group(args.group),
        sort: sort(args.sort),
        limit: args.limit.max(1),
        after: args.after.clone(),
        facets: args.facets.then_some(VALUES),
        ..Request::new(query)
    };
    let answer = search.run(collection.store(), &request).map_err(failure)?;
    show(args, collection.store(), &request, &answer)?;
    if answer.totals.statements > 0 {
        return Ok(End::Found);
    }
    let hints = search.hints(collection.store(), &request.query)?;
    messages.note(&format!("nothing was found{}", in_words(&hints)));
    Ok(End::Nothing)
}

/// The query of all words given. What the shell took the quotation marks off gets them back: several
/// words in one argument beside others belong together.
pub fn query_of(words: &[String]) -> Result<Expr, Failure> {
    let text = match words {
        [whole] => whole.clone(),
        several => several.iter().map(|word| requoted(word)).collect::<Vec<_>>().join(" "),
    };
    parse(&text).map_err(|error| Failure::Usage(format!("{error}\n  {text}\n  {}", pointer(&text, &error))))
}

fn pointer(text: &str, error: &sayso::store::query::QueryError) -> String {
    let before: String = text.chars().take(error.at).collect();
    " ".repeat(before.width()) + &"^".repeat(error.length.max(1))
}

fn requoted(word: &str) -> String {
    if !word.contains(char::is_whitespace) || word.contains(['"', '(']) {
        return word.to_owned();
    }
    let value = word.find(':').filter(|&at| {
        let name = word[..at].trim_start_matches('-');
        Field::from_name(name).is_some()
    });
    let at = value.map_or(usize::from(word.starts_with('-')), |colon| colon + 1);
    format!("{}\"{}\"", &word[..at], &word[at..])
}

/// What a failed search comes to.
pub fn failure(error: SearchError) -> Failure {
    match error {
        SearchError::Store(error) => error.into(),
        SearchError::Cursor(_) => Failure::Usage(error.to_string()),
    }
}

fn group(name: GroupName) -> Group {
    match name {
        GroupName::Statements => Group::Statements,
        GroupName::Speakers => Group::Speakers,
        GroupName::Utterances => Group::Utterances,
        GroupName::Documents => Group::Documents,
    }
}

fn sort(name: SortName) -> Sort {
    match name {
        SortName::Relevance => Sort::Relevance,
        SortName::Newest => Sort::Newest,
        SortName::Oldest => Sort::Oldest,
        SortName::Confidence => Sort::Confidence,
        SortName::Doubt => Sort::Doubt,
    }
}

/// What may be done about it.
fn in_words(hints: &Hints) -> String {
    let mut text = String::new();
    for (clause, count) in hints.responsible.iter().take(3) {
        let _ = write!(text, "\n  without {clause}: {}", counted(*count, "statement"));
    }
    for near in hints.near.iter().filter(|near| !near.names.is_empty()) {
        let names = near.names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let _ = write!(
            text,
            "\n  {} {:?} is not in the collection; like it: {names}",
            near.field.name(),
            near.asked
        );
    }
    if text.is_empty() { text } else { format!(":{text}") }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn show(args: &SearchArgs, store: &Store, request: &Request, answer: &Answer) -> Result<(), Failure> {
    match args.format {
        SearchFormat::Text => print(&text(args, store, request, answer)?),
        SearchFormat::Json => print(&line(&SearchRecord::new(store, request, answer)?)),
        SearchFormat::Jsonl => print(&results(store, answer)?.iter().map(line).collect::<String>()),
        SearchFormat::Csv => csv(store, answer),
    }
}

/// The sentence above the results.
fn summary(totals: &Totals, query: &Expr) -> String {
    let asked = query.to_string();
    let about = if asked.is_empty() { String::new() } else { format!(" for {asked}") };
    let days = totals.published.map_or_else(String::new, |(first, last)| match first == last {
        true => format!(", published {first}"),
        false => format!(", published {first} to {last}"),
    });
    format!(
        "{}{about} by {} in {}{days}\n",
        counted(totals.statements, "statement"),
        counted(totals.speakers, "speaker"),
        counted(totals.documents, "document"),
    )
}

fn text(args: &SearchArgs, store: &Store, request: &Request, answer: &Answer) -> Result<String, Failure> {
    let options = look::terminal(&args.look, true);
    if answer.totals.statements == 0 {
        return Ok(String::new());
    }
    let mut text = summary(&answer.totals, &request.query);
    for found in &answer.results {
        let utterance = if request.group == Group::Utterances { utterance(store, found)? } else { None };
        text += &format!("\n{}\n", head(found, utterance.as_ref()));
        for content in wrapped(&marked(found, options.colour), options.width.saturating_sub(4).max(20)) {
            text += &format!("    {content}\n");
        }
        text += &format!("  {}\n", place(found));
    }
    if !answer.facets.is_empty() {
        text.push('\n');
    }
    text.extend(answer.facets.iter().map(in_line));
    if let Some(next) = &answer.next {
        text += &format!("\nMore: --after {next}\n");
    }
    Ok(clean(&text))
}

/// The public id of the utterance that a result reports.
fn utterance(store: &Store, found: &Found) -> Result<Option<String>, Failure> {
    let id = store.utterance_of(found.document.rows[found.statement])?;
    Ok(id.map(|id| store.utterance_name(id)).transpose()?)
}

/// Nothing in an article may steer the terminal; the marks around hits are ours.
fn clean(text: &str) -> String {
    text.replace(HIT_ON, "\u{1b}[1m").replace(HIT_OFF, "\u{1b}[22m")
}

/// Stand for the beginning and end of a hit until all else is clean.
const HIT_ON: char = '\u{FDD0}';
const HIT_OFF: char = '\u{FDD1}';

fn plain(text: &str) -> String {
    super::plain(text).replace([HIT_ON, HIT_OFF], " ")
}

/// **Ana Ortiz** (as “the finance chief”) · denied · indirect
fn head(found: &Found, utterance: Option<&String>) -> String {
    let statement = found.statement();
    let (document, reading) = (&found.document.document, &found.document.reading);
    let name = statement.speaker.as_ref().map(|link| reading.speakers[link.speaker].name.as_str());
    let source = statement.source.as_ref().map(|source| joined(&document.text, &source.spans));
    let who = match (name, &source) {
        (Some(name), Some(source)) if name != source => format!("{name} (as “{source}”)"),
        (Some(name), _) => name.to_owned(),
        (None, Some(source)) => format!("{source} (who that is, the text does not tell)"),
        (None, None) => "nobody that the text tells".to_owned(),
    };
    let cue = statement.cue.as_ref().map(|cue| joined(&document.text, &cue.spans));
    let status = Some(statement.status.word()).filter(|&word| word != "asserted").map(str::to_owned);
    let parts = [Some(who), cue, status, Some(statement.form.word().to_owned())];
    let parts = parts.into_iter().flatten().map(|part| plain(&part)).collect::<Vec<_>>().join(" · ");
    match found.group {
        Some((number, count)) if utterance.is_none() => {
            format!("{} [{number}]: {parts}", counted(count, "statement"))
        }
        Some((_, count)) => {
            let id = utterance.map_or("", String::as_str);
            format!("{} [{id}]: {parts}", counted(count, "statement"))
        }
        None => parts,
    }
}

/// Herald, 2016-10-04, “Fees rise” · st_…
fn place(found: &Found) -> String {
    let document = &found.document.document;
    let title = document.title.as_ref().map(|title| format!("“{title}”"));
    let known = [document.outlet.clone(), document.published.clone(), title];
    let known: Vec<String> = known.into_iter().flatten().collect();
    let known = if known.is_empty() { document.origin.clone() } else { known.join(", ") };
    plain(&format!("{known} · {}", found.statement().id))
}

fn joined(text: &str, spans: &[Span]) -> String {
    spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" … ")
}

/// The content with its hits marked: by bold letters, or nothing where there is no colour.
fn marked(found: &Found, colour: bool) -> String {
    let mut text = String::new();
    let mut at = 0;
    for hit in found.hits.iter().filter(|_| colour) {
        text += &plain(&found.content[at..hit.start]);
        let _ = write!(text, "{HIT_ON}{}{HIT_OFF}", plain(hit.of(&found.content)));
        at = hit.end;
    }
    text + &plain(&found.content[at..])
}

/// Lines of at most `width` columns, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let columns =
        |word: &str| word.chars().filter(|&c| c != HIT_ON && c != HIT_OFF).collect::<String>().width();
    let mut lines: Vec<(String, usize)> = Vec::new();
    for word in text.split_whitespace() {
        let size = columns(word);
        match lines.last_mut().filter(|(_, used)| used + 1 + size <= width) {
            Some((line, used)) => {
                *line += &format!(" {word}");
                *used += 1 + size;
            }
            None => lines.push((word.to_owned(), size)),
        }
    }
    lines.into_iter().map(|(line, _)| line).collect()
}

fn in_line(facet: &Facet) -> String {
    if facet.values.is_empty() {
        return String::new();
    }
    let values: Vec<String> =
        facet.values.iter().map(|value| format!("{} ({})", plain(&value.label), value.count)).collect();
    let more = facet.distinct.saturating_sub(facet.values.len());
    let more = if more > 0 { format!(", {more} more") } else { String::new() };
    format!("{}: {}{more}\n", facet.field.name(), values.join(", "))
}

fn csv(store: &Store, answer: &Answer) -> Result<(), Failure> {
    let mut table = Table::new(COLUMNS, super::args::ListFormat::Csv)?;
    for found in &answer.results {
        let (statement, document) = (found.statement(), &found.document.document);
        let speaker =
            statement.speaker.as_ref().map(|link| &found.document.reading.speakers[link.speaker].name);
        let cue = statement.cue.as_ref().map(|cue| joined(&document.text, &cue.spans));
        let said = statement.said.as_ref();
        table.row(vec![
            json!(statement.id),
            json!(speaker),
            json!(found.content),
            json!(statement.form.word()),
            json!(statement.status.word()),
            json!(statement.attitude.word()),
            json!(statement.stance.word()),
            json!(cue),
            json!(said.map(|said| said.from.to_string())),
            json!(said.map(|said| said.to.to_string())),
            json!(document.published),
            json!(document.outlet),
            json!(document.title),
            json!(document.id),
            json!(document.origin),
            json!(format!("{:.2}", statement.confidence)),
            json!(found.person()),
            json!(found.group.map_or(1, |(_, count)| count)),
            json!(utterance(store, found)?),
        ])?;
    }
    table.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_shell_took_the_quotation_marks_off_gets_them_back() {
        assert_eq!(requoted("speaker:Ana Ortiz"), "speaker:\"Ana Ortiz\"");
        assert_eq!(requoted("-outlet:Sund Herald"), "-outlet:\"Sund Herald\"");
        assert_eq!(requoted("sales tax"), "\"sales tax\"");
        assert_eq!(requoted("-sales tax"), "-\"sales tax\"");
        assert_eq!(requoted("(a OR b)"), "(a OR b)");
        assert_eq!(requoted("form:direct"), "form:direct");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped(&format!("one {HIT_ON}two{HIT_OFF} three"), 7).len(), 2);
    }

    #[test]
    fn no_control_character_comes_through() {
        assert_eq!(plain("a\u{1b}[31mb\u{202E}c"), "a [31mb c");
    }
}
