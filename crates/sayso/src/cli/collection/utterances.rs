//! `sayso utterances`, `sayso utterance`, `sayso check` and `sayso rebuild`: the same words over documents.

use std::fmt::Write;

use sayso::Collection;
use sayso::collection::origins::Origins;
use sayso::records::{CheckRecord, SummaryRecord, Utterance, change, check as look_up};
use sayso::store::query::{Expr, Field, Filter};
use sayso::store::search::{Group, Request, Search};
use sayso::store::utterances::{Checked, Closest, Quotation};
use sayso_core::utterances::{Edit, EditClass, Variant, edits};
use serde_json::{Value, json};

use super::super::exit::{End, Failure};
use super::super::interrupt::Interrupt;
use super::super::messages::Messages;
use super::args::{CheckArgs, RebuildArgs, UtteranceArgs, UtteranceFormat, UtterancesArgs};
use super::origins;
use super::search::{failure, query_of};
use super::table::Table;
use super::{alone, folder, line, plain, print};

const COLUMNS: &[&str] =
    &["utterance", "reports", "documents", "outlets", "wordings", "alerts", "first", "speakers", "words"];

/// Longest words in a column, in characters.
const SHOWN: usize = 80;

/// How many wordings `sayso check` shows.
const CLOSEST: usize = 5;

/// Lists utterances.
pub fn list(args: &UtterancesArgs, messages: &Messages) -> Result<End, Failure> {
    let asked = query_of(&args.query)?;
    let collection = Collection::open_read_only(&folder(&args.place)?)?;
    let several = Expr::negated(Expr::Filter(Filter::Missing(Field::Utterance)));
    let query = if args.all { asked } else { Expr::all(vec![asked, several]) };
    let request = Request { group: Group::Utterances, limit: args.limit.max(1), ..Request::new(query) };
    let answer = Search::new().run(collection.store(), &request).map_err(failure)?;
    let mut table = Table::new(COLUMNS, args.format)?;
    for found in &answer.results {
        let statement = found.document.rows[found.statement];
        if let Some(id) = collection.store().utterance_of(statement)? {
            table.row(row(&Utterance::load(collection.store(), id)?))?;
        }
    }
    table.end()?;
    if answer.results.is_empty() {
        messages.note(&"no utterance has several reports; --all lists those with one, too");
    }
    Ok(if answer.results.is_empty() { End::Nothing } else { End::Found })
}

fn row(whole: &Utterance) -> Vec<Value> {
    let SummaryRecord { utterance, reports, documents, outlets, wordings, alerts, first, speakers, words } =
        whole.summary();
    vec![
        json!(utterance),
        json!(reports),
        json!(documents),
        json!(outlets),
        json!(wordings),
        json!(alerts),
        json!(first),
        json!(speakers),
        json!(short(&plain(&words))),
    ]
}

fn short(words: &str) -> String {
    match words.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", words[..at].trim_end()),
        None => words.to_owned(),
    }
}

/// Shows one utterance.
pub fn show(args: &UtteranceArgs) -> Result<End, Failure> {
    let collection = Collection::open_read_only(&folder(&args.place)?)?;
    let utterance = collection.store().find_utterance(&args.id)?;
    let whole = Utterance::load(collection.store(), utterance)?;
    let origins = collection.origins(utterance)?;
    let format = if args.json { UtteranceFormat::Json } else { args.format };
    print(&match format {
        UtteranceFormat::Text if args.echo => origins::in_full(&origins),
        UtteranceFormat::Text => as_text(&whole, &origins, args.diff),
        UtteranceFormat::Jsonl if args.echo => origins.edges.iter().map(line).collect(),
        UtteranceFormat::Json if args.echo => line(&origins),
        UtteranceFormat::Json | UtteranceFormat::Jsonl => line(&whole.record(origins)),
    })?;
    Ok(End::Found)
}

pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn as_text(whole: &Utterance, origins: &Origins, diff: bool) -> String {
    let mut text = format!(
        "{} · {} in {} of {} · {} · {}{}\n",
        whole.id,
        counted(whole.reports.len(), "report"),
        counted(whole.documents(), "document"),
        counted(whole.outlets().len(), "outlet"),
        origins.interval(),
        counted(whole.portrait.variants.len(), "wording"),
        whole.first().map_or_else(String::new, |first| format!(" · first {first}")),
    );
    let speakers: Vec<String> =
        whole.speakers().iter().map(|(name, count)| format!("{} ({count})", plain(name))).collect();
    let _ = writeln!(
        text,
        "said by: {}",
        if speakers.is_empty() { "not told".to_owned() } else { speakers.join(", ") }
    );
    for alert in &whole.portrait.alerts {
        let _ = writeln!(text, "look at: {}", plain(&whole.alert(alert)));
    }
    for (at, variant) in whole.portrait.variants.iter().enumerate() {
        text += &variant_in_words(whole, at, variant, diff);
    }
    text + &origins::in_short(origins)
}

fn variant_in_words(whole: &Utterance, at: usize, variant: &Variant, diff: bool) -> String {
    let words = whole.words(variant);
    let shown = if diff && at > 0 { marked(whole.base(), words, &variant.edits) } else { words.to_owned() };
    let mut text = format!("\n{}  “{}”\n", at + 1, plain(&shown));
    if at == 0 && whole.portrait.variants.len() > 1 {
        text += "   the fullest wording; the others are compared with it\n";
    }
    for edit in variant.edits.iter().filter(|_| !diff) {
        let _ = writeln!(text, "   {}", edit_in_words(edit, whole.base(), words));
    }
    for &report in &variant.reports {
        let _ = writeln!(text, "   {}", place(&whole.reports[report]));
    }
    text
}

/// Vera Holm · The Lenn Post, 2016-10-02 · st_…
fn place(one: &Quotation) -> String {
    let known: Vec<&str> = [&one.outlet, &one.published].into_iter().flatten().map(String::as_str).collect();
    let known = if known.is_empty() { one.origin.clone() } else { known.join(", ") };
    let speaker = one.speaker.as_deref().unwrap_or("nobody that the text tells");
    plain(&format!("{speaker} · {known} · {}", one.statement))
}

fn edit_in_words(edit: &Edit, base: &str, other: &str) -> String {
    plain(&change(edit, base, other))
}

/// The base with the changes in it: `[-gone-]{+came+}`.
fn marked(base: &str, other: &str, edits: &[Edit]) -> String {
    let mut text = String::new();
    let mut at = 0;
    for edit in edits.iter().filter(|edit| !edit.base.is_empty() || !edit.other.is_empty()) {
        // The parts of a contraction share one place.
        if edit.base.start < at {
            continue;
        }
        text += &base[at..edit.base.start];
        if !edit.base.is_empty() {
            let _ = write!(text, "[-{}-]", edit.base.of(base));
        }
        if !edit.other.is_empty() {
            let _ = write!(text, "{{+{}+}}", edit.other.of(other));
            text += if edit.base.is_empty() { " " } else { "" };
        }
        at = edit.base.end;
    }
    text + &base[at..]
}

/// Looks whether anybody was reported saying something.
pub fn check(args: &CheckArgs) -> Result<End, Failure> {
    let words = args.words.join(" ");
    let collection = Collection::open_read_only(&folder(&args.place)?)?;
    let (record, checked) = look_up(collection.store(), &words, args.limit.unwrap_or(CLOSEST).max(1))?;
    if args.json {
        print(&line(&record))?;
    } else {
        print(&checked_text(&words, &checked, &record))?;
    }
    let found = checked.closest.first().is_some_and(Closest::reports_them);
    Ok(if found { End::Found } else { End::Nothing })
}

fn checked_text(words: &str, checked: &Checked, record: &CheckRecord) -> String {
    let same = checked.closest.iter().filter(|one| one.reports_them()).count();
    let mut text = match (same, checked.closest.is_empty()) {
        (0, true) => "Nobody in this collection was reported saying anything like this.\n".to_owned(),
        (0, false) => "Nobody in this collection was reported saying this. The closest:\n".to_owned(),
        _ => "Reported, in these words or nearly so:\n".to_owned(),
    };
    let shown =
        checked.closest.iter().zip(&record.closest).filter(|(one, _)| same == 0 || one.reports_them());
    for (one, shown) in shown {
        let _ = writeln!(text, "\n  “{}”", plain(&one.quotation.words));
        let utterance = shown.utterance.as_ref().map_or_else(String::new, |id| format!(" · {id}"));
        let _ = writeln!(text, "    {}{utterance}", place(&one.quotation));
        if one.quotation.form.word() == "indirect" {
            text += "    in the words of the report, not in quotation marks\n";
        }
        let changes = edits(words, &one.quotation.words);
        for edit in changes.iter().filter(|edit| one.reports_them() && edit.class != EditClass::Typographic) {
            let _ = writeln!(text, "    {}", edit_in_words(edit, words, &one.quotation.words));
        }
    }
    let _ = writeln!(
        text,
        "\nSearched: {} in {} of {}; {} with one of these words compared",
        if checked.searched.is_empty() { "no word".to_owned() } else { checked.searched.join(", ") },
        counted(checked.statements as usize, "statement"),
        counted(checked.documents as usize, "document"),
        counted(checked.compared, "statement"),
    );
    text
}

/// Groups all quotations anew.
pub fn rebuild(args: &RebuildArgs, messages: &Messages) -> Result<End, Failure> {
    let interrupt = Interrupt::listen().map_err(Failure::Signals)?;
    let mut collection = Collection::open(&folder(&args.place)?)?;
    let Some(_lock) = alone(&args.place, !args.no_wait, &interrupt, messages)? else {
        return Ok(End::Interrupted);
    };
    let copied = collection.store_mut().rebuild_copies()?;
    let rebuilt = collection.store_mut().rebuild_utterances()?;
    messages.note(&format!(
        "{}, {} with several reports; {} moved to another id; {}, {} of them near-copies of an earlier one",
        counted(rebuilt.quotations, "quotation"),
        counted(rebuilt.utterances, "utterance"),
        rebuilt.moved,
        counted(copied.documents, "document"),
        copied.copies,
    ));
    Ok(End::Found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_stand_in_the_base() {
        let (base, other) = ("We will not sell the harbour", "We will sell the old harbour");
        assert_eq!(marked(base, other, &edits(base, other)), "We will [-not-] sell the {+old+} harbour");
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(short(&"a ".repeat(100)).chars().count(), 80);
        assert_eq!(short("short"), "short");
    }
}
