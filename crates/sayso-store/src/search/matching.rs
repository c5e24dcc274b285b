//! From an expression to the statements for which it holds.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use rusqlite::Connection;

use super::columns::{Columns, NO_DAY, Traits};
use super::names::Names;
use super::set::Set;
use super::terms::{Part, Terms, all_of};
use crate::codes::{Code, day_number, json};
use crate::documents;
use crate::query::{Days, Expr, Field, Filter, Words};
use crate::utterances::UtteranceId;

/// The documents whose text stood in one of these outlets (JSON) too.
const ELSEWHERE: &str = "SELECT DISTINCT document FROM appearances
    WHERE outlet IN (SELECT value FROM json_each(?1)) ORDER BY document";

/// What is looked at to tell whether an expression holds.
pub(super) struct Matcher<'a> {
    pub db: &'a Connection,
    pub columns: &'a Columns,
    pub names: &'a Names,
    pub terms: &'a mut Terms,
}

/// Whether something holds of the statement with this number.
type Test<'a> = Box<dyn Fn(u32) -> bool + 'a>;

impl<'a> Matcher<'a> {
    /// The statements, not hidden, for which the expression holds.
    pub fn all(&mut self, expression: &Expr) -> rusqlite::Result<Set> {
        self.within(expression, self.columns.alive.clone())
    }

    /// Those of `set` for which the expression holds.
    fn within(&mut self, expression: &Expr, mut set: Set) -> rusqlite::Result<Set> {
        match expression {
            Expr::All(clauses) => self.every(clauses, set),
            Expr::Any(clauses) => {
                let mut found = Set::empty(self.columns.bound());
                for clause in clauses {
                    found.join(&self.within(clause, set.clone())?);
                }
                Ok(found)
            }
            Expr::Not(clause) => {
                let not = self.within(clause, set.clone())?;
                set.drop(&not);
                Ok(set)
            }
            Expr::Content(words) => {
                let list = self.terms.phrase(self.db, Part::Content, words)?;
                set.keep(&Set::of(self.columns.bound(), &list));
                Ok(set)
            }
            Expr::Filter(filter) => {
                let test = self.test(filter)?;
                set.retain(test);
                Ok(set)
            }
        }
    }

    /// What leaves least first; all filters in one pass.
    fn every(&mut self, clauses: &[Expr], mut set: Set) -> rusqlite::Result<Set> {
        let rank = |clause: &Expr| match clause {
            Expr::Content(_) => 0,
            Expr::Filter(_) => 1,
            _ => 2,
        };
        for words in clauses.iter().filter(|&clause| rank(clause) == 0) {
            set = self.within(words, set)?;
        }
        let mut tests = Vec::new();
        for clause in clauses {
            if let Expr::Filter(filter) = clause {
                tests.push(self.test(filter)?);
            }
        }
        if !tests.is_empty() {
            set.retain(|id| tests.iter().all(|test| test(id)));
        }
        for other in clauses.iter().filter(|&clause| rank(clause) == 2) {
            set = self.within(other, set)?;
        }
        Ok(set)
    }

    fn test(&mut self, filter: &Filter) -> rusqlite::Result<Test<'a>> {
        let columns = self.columns;
        let traits = |test: Box<dyn Fn(Traits) -> bool>| -> Test<'a> {
            Box::new(move |id| test(columns.traits[id as usize]))
        };
        Ok(match filter {
            Filter::Speaker(words) => self.speaker(words)?,
            &Filter::Person(person) => Box::new(move |id| columns.person[id as usize] == person),
            &Filter::Named(named) => traits(Box::new(move |it| it.named() == named)),
            &Filter::Kind(kind) => self.kind(kind.code())?,
            Filter::Context(words) => self.context(words)?,
            Filter::Cue(words) => {
                let lemmas: BTreeSet<u32> = self.names.lemmas(words).into_iter().collect();
                Box::new(move |id| lemmas.contains(&columns.lemma[id as usize]))
            }
            Filter::Outlet(words) => {
                let outlets = self.names.outlets(words, columns.outlets);
                let mut numbers = Vec::new();
                outlets.each(|outlet| numbers.push(outlet));
                let elsewhere = self.documents(ELSEWHERE, &json(&numbers))?;
                Box::new(move |id| outlets.has(columns.outlet[id as usize]) || elsewhere(id))
            }
            Filter::Title(words) => {
                let sql = "SELECT rowid FROM title_index WHERE title_index MATCH ?1";
                let query = all_of(words).unwrap_or_else(|| "\"\"".to_owned());
                self.documents(sql, &query)?
            }
            Filter::Document(id) => {
                let document = documents::find(self.db, id)?.and_then(|row| u32::try_from(row).ok());
                Box::new(move |id| Some(columns.document[id as usize]) == document)
            }
            Filter::Utterance(id) => {
                let found = crate::utterances::with_id(self.db, id)?;
                Box::new(move |id| {
                    let row = columns.utterance[id as usize];
                    found.contains(&match row {
                        0 => UtteranceId::Alone(i64::from(id)),
                        row => UtteranceId::Row(i64::from(row)),
                    })
                })
            }
            Filter::Language(language) => {
                self.documents("SELECT id FROM documents WHERE language = ?1 ORDER BY id", language)?
            }
            Filter::Said(days) => {
                let (first, last) = bounds(*days);
                Box::new(move |id| {
                    let (from, to) = (columns.said_from[id as usize], columns.said_to[id as usize]);
                    from != NO_DAY && from <= last && to >= first
                })
            }
            Filter::Published(days) => {
                let (first, last) = bounds(*days);
                Box::new(move |id| (first..=last).contains(&columns.day[id as usize]))
            }
            &Filter::Form(form) => traits(Box::new(move |it| it.form() == Some(form))),
            &Filter::Attitude(attitude) => traits(Box::new(move |it| it.attitude() == Some(attitude))),
            &Filter::Status(status) => traits(Box::new(move |it| it.status() == Some(status))),
            &Filter::Stance(stance) => traits(Box::new(move |it| it.stance() == Some(stance))),
            &Filter::Confidence(share) => {
                Box::new(move |id| (share.from..=share.to).contains(&columns.confidence[id as usize]))
            }
            &Filter::Review(review) => traits(Box::new(move |it| it.review() == Some(review))),
            &Filter::Missing(field) => self.missing(field)?,
        })
    }

    /// By the names of people, and by the words for those who are nobody over documents.
    fn speaker(&mut self, words: &Words) -> rusqlite::Result<Test<'a>> {
        let columns = self.columns;
        let people = self.names.people(self.db, self.terms, words, columns.people)?;
        let mut others: Option<Set> = None;
        let tokens = super::names::significant(super::tokens::words(&words.text));
        for (at, text) in tokens.iter().enumerate() {
            let one = Words { text: text.clone(), prefix: words.prefix && at + 1 == tokens.len() };
            let list = self.terms.phrase(self.db, Part::Speaker, &one)?;
            let holds = Set::of(columns.bound(), &list);
            match &mut others {
                Some(others) => others.keep(&holds),
                None => others = Some(holds),
            }
        }
        let others = others.unwrap_or_default();
        Ok(Box::new(move |id| match columns.person[id as usize] {
            0 => others.has(id),
            person => people.has(person),
        }))
    }

    fn context(&mut self, words: &Words) -> rusqlite::Result<Test<'a>> {
        let list = self.terms.phrase(self.db, Part::Context, words)?;
        let set = Set::of(self.columns.bound(), &list);
        Ok(Box::new(move |id| set.has(id)))
    }

    fn kind(&mut self, kind: i64) -> rusqlite::Result<Test<'a>> {
        let (columns, names) = (self.columns, self.names);
        let sql = "SELECT s.id FROM statements s
            JOIN speakers p ON p.document = s.document AND p.number = s.speaker
            WHERE s.person IS NULL AND p.kind = CAST(?1 AS INTEGER) ORDER BY s.id";
        let others = Set::of(columns.bound(), &self.terms.list(self.db, sql, &kind.to_string())?);
        Ok(Box::new(move |id| match columns.person[id as usize] {
            0 => others.has(id),
            person => names.kinds.get(person as usize).is_some_and(|&found| i64::from(found) == kind),
        }))
    }

    /// The statements of the documents that `sql` gives for `value`.
    fn documents(&mut self, sql: &str, value: &str) -> rusqlite::Result<Test<'a>> {
        let columns = self.columns;
        let list: Arc<[u32]> = self.terms.list(self.db, sql, value)?;
        let documents = Set::of(columns.documents, &list);
        Ok(Box::new(move |id| documents.has(columns.document[id as usize])))
    }

    fn missing(&mut self, field: Field) -> rusqlite::Result<Test<'a>> {
        let columns = self.columns;
        Ok(match field {
            Field::Speaker | Field::Kind => Box::new(move |id| !columns.traits[id as usize].told()),
            Field::Person => Box::new(move |id| columns.person[id as usize] == 0),
            Field::Utterance => Box::new(move |id| columns.utterance[id as usize] == 0),
            Field::Cue => Box::new(move |id| columns.lemma[id as usize] == 0),
            Field::Outlet => Box::new(move |id| columns.outlet[id as usize] == 0),
            Field::Said => Box::new(move |id| columns.said_from[id as usize] == NO_DAY),
            Field::Published => Box::new(move |id| columns.day[id as usize] == NO_DAY),
            Field::Title => {
                self.documents("SELECT id FROM documents WHERE title IS NULL AND ?1 = '' ORDER BY id", "")?
            }
            Field::Language => {
                self.documents("SELECT id FROM documents WHERE language IS NULL AND ?1 = '' ORDER BY id", "")?
            }
            // The parser lets no other through: they are always known.
            _ => Box::new(|_| false),
        })
    }
}

/// First and last day as numbers; a day that is not known lies before both.
fn bounds(days: Days) -> (i32, i32) {
    let number = |day: Date| i32::try_from(day_number(day)).unwrap_or(i32::MAX);
    (days.from.map_or(NO_DAY + 1, number), days.to.map_or(i32::MAX, number))
}

/// The words of the content that make a statement match, as often as they stand in the expression.
pub(super) fn wanted_words(expression: &Expr) -> Vec<&Words> {
    match expression {
        Expr::All(clauses) | Expr::Any(clauses) => clauses.iter().flat_map(wanted_words).collect(),
        Expr::Content(words) => vec![words],
        Expr::Not(_) | Expr::Filter(_) => Vec::new(),
    }
}
