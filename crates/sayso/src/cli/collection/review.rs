//! `sayso review`: names that may be of one person, for a person to decide.

use std::io::{self, BufRead, IsTerminal, Write};

use sayso::Collection;
use sayso::store::identity::Likeness;
use serde_json::json;

use super::super::exit::{End, Failure};
use super::super::messages::Messages;
use super::args::{ListFormat, ReviewArgs};
use super::table::Table;
use super::{decide, folder};

const COLUMNS: &[&str] = &["a", "b", "score", "name_a", "name_b", "reasons"];

const KEYS: &str = "y they are one, n they are two, h not sure (asked again another time), q enough";

/// Runs the command.
pub fn run(args: &ReviewArgs, messages: &Messages) -> Result<End, Failure> {
    let can_ask = io::stdin().is_terminal() && io::stdout().is_terminal();
    let pairs = Collection::open_read_only(&folder(&args.place)?)?.store().open_pairs(args.limit)?;
    if pairs.is_empty() {
        messages.note(&"no pair of names is open");
        return Ok(End::Nothing);
    }
    match args.format {
        Some(format) => list(&pairs, format),
        None if can_ask => ask(args, &pairs, messages),
        None => list(&pairs, ListFormat::Text),
    }
}

fn list(pairs: &[Likeness], format: ListFormat) -> Result<End, Failure> {
    let mut table = Table::new(COLUMNS, format)?;
    for pair in pairs {
        table.row(vec![
            json!(pair.a.person),
            json!(pair.b.person),
            json!((f64::from(pair.score) * 1e4).round() / 1e4),
            json!(pair.a.name),
            json!(pair.b.name),
            json!(sentences(pair)),
        ])?;
    }
    table.end()?;
    Ok(End::Found)
}

/// The reasons in words.
pub fn sentences(pair: &Likeness) -> String {
    pair.reasons.iter().map(|(_, why)| why.as_str()).collect::<Vec<_>>().join("; ")
}

fn ask(args: &ReviewArgs, pairs: &[Likeness], messages: &Messages) -> Result<End, Failure> {
    let mut collection = Collection::open(&folder(&args.place)?)?;
    let mut answers = io::stdin().lock();
    messages.note(&KEYS);
    for (at, pair) in pairs.iter().enumerate() {
        let store = collection.store_mut();
        // An earlier answer may have settled this pair too.
        let (a, b) = (store.person(pair.a.person)?, store.person(pair.b.person)?);
        if a.id == b.id {
            continue;
        }
        let question = format!(
            "{} of {}: {} ({}, statements: {})\n  or the same as {} ({}, statements: {})?\n  {} ({:.2})\n",
            at + 1,
            pairs.len(),
            pair.a.name,
            a.id,
            a.statements,
            pair.b.name,
            b.id,
            b.statements,
            sentences(pair),
            pair.score
        );
        let by = args.by.by.as_ref();
        let done = match answer(&question, &mut answers)? {
            Answer::Same => {
                let (goes, stays) = if b.name.len() > a.name.len() { (a.id, b.id) } else { (b.id, a.id) };
                decide(by, |author| store.merge_people(goes, stays, author))?
            }
            Answer::Two => decide(by, |author| store.part_people(pair.a.own, pair.b.own, author))?,
            Answer::Unsure => continue,
            Answer::Enough => break,
        };
        messages.note(&format!("correction {done}; take it back with sayso correct --undo {done}"));
    }
    Ok(End::Found)
}

/// What a person says about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Same,
    Two,
    Unsure,
    Enough,
}

impl Answer {
    fn of(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "y" | "yes" => Some(Self::Same),
            "n" | "no" => Some(Self::Two),
            "h" | "" => Some(Self::Unsure),
            "q" | "quit" => Some(Self::Enough),
            _ => None,
        }
    }
}

/// Asks until there is an answer; the end of the input is one.
fn answer(question: &str, answers: &mut impl BufRead) -> Result<Answer, Failure> {
    super::print(question)?;
    loop {
        super::print("  y/n/h/q ")?;
        let mut word = String::new();
        let read = answers.read_line(&mut word);
        let read = read.map_err(|error| Failure::Usage(format!("standard input cannot be read: {error}")))?;
        if read == 0 {
            return Ok(Answer::Enough);
        }
        match Answer::of(&word) {
            Some(answer) => return Ok(answer),
            None => writeln!(io::stdout(), "  {KEYS}").map_err(Failure::stdout)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_one_letter_and_the_end_of_the_input_is_enough() {
        let mut input = io::Cursor::new("what\nY\nn\n\n");
        let mut next = || answer("", &mut input).unwrap();
        assert_eq!(
            [next(), next(), next(), next()],
            [Answer::Same, Answer::Two, Answer::Unsure, Answer::Enough]
        );
    }
}
