//! Has anybody been reported saying this?

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};
use sayso_core::utterances::{Circumstances, SAME, Token, Wording, weigh};

use super::reports::{Quotation, UtteranceId, quotation};
use crate::Store;
use crate::error::StoreError;
use crate::fold::folded;

/// How many statements are compared word by word: those that share the most telling words.
const COMPARED: usize = 300;

/// How many of the words are searched for: the most telling ones.
const SEARCHED: usize = 12;

/// In how many statements the words may stand, all together, by which candidates are found: the rarest of them. In a
/// large collection the others stand nearly everywhere, and finding them takes most of the time.
const LOOKED_AT: i64 = 20_000;

/// How many of the rarest words are looked at however frequent they are.
const AT_LEAST: usize = 2;

/// A statement that is compared with the words.
#[derive(Debug, Clone, PartialEq)]
pub struct Closest {
    /// The statement, with where and when, and whom it names.
    pub quotation: Quotation,
    /// The utterance that it reports; none of an indirect one.
    pub utterance: Option<UtteranceId>,
    /// How likely it reports these words, 0 to 1; dates and documents have no say.
    pub probability: f32,
    /// Share of what the words tell that it has too, 0 to 1.
    pub covered: f32,
}

impl Closest {
    /// Whether it counts as a report of the words.
    #[must_use]
    pub fn reports_them(&self) -> bool {
        self.probability >= SAME
    }
}

/// What was found of the words, and where it was looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The closest first.
    pub closest: Vec<Closest>,
    /// The words that were searched for, as the index has them.
    pub searched: Vec<String>,
    /// How many statements have one of them at least.
    pub compared: usize,
    /// How many statements there are.
    pub statements: u64,
    /// In how many documents.
    pub documents: u64,
}

impl Store {
    /// Looks for statements that report these words, and gives the `most` closest.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn check(&self, words: &str, most: usize) -> Result<Checked, StoreError> {
        self.read(|db| {
            let wording = Wording::read(words);
            let searched = telling(words, wording.tokens.iter());
            let rows = candidates(db, &searched)?;
            let mut closest = Vec::new();
            for &row in &rows {
                closest.extend(compared(db, &wording, row)?);
            }
            closest.sort_by(|a, b| {
                let rank = |one: &Closest| (one.probability, one.covered);
                rank(b).partial_cmp(&rank(a)).unwrap_or(std::cmp::Ordering::Equal).then_with(|| {
                    (a.quotation.day.unwrap_or(i32::MAX), a.quotation.row)
                        .cmp(&(b.quotation.day.unwrap_or(i32::MAX), b.quotation.row))
                })
            });
            closest.truncate(most);
            let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, u64>(0));
            Ok(Checked {
                closest,
                searched,
                compared: rows.len(),
                statements: count("SELECT count(*) FROM statements WHERE hidden = 0")?,
                documents: count("SELECT count(*) FROM documents WHERE superseded = 0")?,
            })
        })
    }
}

/// The most telling of these words, as the word index spells them.
pub(super) fn telling<'a>(words: &str, tokens: impl Iterator<Item = &'a Token>) -> Vec<String> {
    let mut tokens: Vec<_> = tokens.collect();
    tokens.sort_by(|a, b| b.information.total_cmp(&a.information).then(a.span.cmp(&b.span)));
    let mut seen = BTreeSet::new();
    let word = |span: sayso_core::text::Span| folded(span.of(words)).to_ascii_lowercase();
    let spelled = tokens.into_iter().flat_map(|token| {
        let parts = word(token.span);
        parts
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|part| part.len() > 1)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    spelled.filter(|word| seen.insert(word.clone())).take(SEARCHED).collect()
}

/// The statements whose content shares most with the words.
pub(super) fn candidates(db: &Connection, searched: &[String]) -> rusqlite::Result<Vec<i64>> {
    let rare = rarest(db, searched)?;
    if rare.is_empty() {
        return Ok(Vec::new());
    }
    let any = rare.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" OR ");
    let sql = "SELECT rowid FROM statement_index WHERE statement_index MATCH ?1 ORDER BY rank LIMIT ?2";
    let mut select = db.prepare_cached(sql)?;
    select
        .query_map(rusqlite::params![format!("content : ({any})"), COMPARED as i64], |row| row.get(0))?
        .collect()
}

/// Of the words that stand in the collection, the rarest.
fn rarest(db: &Connection, words: &[String]) -> rusqlite::Result<Vec<String>> {
    db.execute_batch(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.statement_words USING fts5vocab (main, statement_index, col)",
    )?;
    let sql = "SELECT doc FROM temp.statement_words WHERE term = ?1 AND col = 'content'";
    let mut select = db.prepare_cached(sql)?;
    let mut counted = Vec::new();
    for word in words {
        let count: Option<i64> = select.query_row([word], |row| row.get(0)).optional()?;
        counted.extend(count.map(|count| (count, word)));
    }
    counted.sort();
    let mut sum = 0;
    let few = counted.into_iter().enumerate().take_while(|&(at, (count, _))| {
        sum += count;
        at < AT_LEAST || sum <= LOOKED_AT
    });
    Ok(few.map(|(_, (_, word))| word.clone()).collect())
}

fn compared(db: &Connection, wording: &Wording, row: i64) -> rusqlite::Result<Option<Closest>> {
    let sql = "SELECT document, utterance FROM statements WHERE id = ?1 AND hidden = 0";
    let found: Option<(i64, Option<i64>)> =
        db.prepare_cached(sql)?.query_row([row], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((document, utterance)) = found else { return Ok(None) };
    let Some(quotation) = quotation(db, document, row)? else { return Ok(None) };
    let verdict = weigh(wording, &Wording::read(&quotation.words), Circumstances::default());
    let covered = (verdict.comparison.shared / wording.information().max(1.0)).min(1.0);
    let utterance = utterance.map(|utterance| UtteranceId::stored(utterance, row));
    Ok(Some(Closest { quotation, utterance, probability: verdict.probability, covered }))
}
