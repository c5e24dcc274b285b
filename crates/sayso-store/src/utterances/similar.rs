//! Which statements say the same in other words.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension};
use sayso_core::meaning::{LEAST_TOLD, Likeness, Meanings};
use sayso_core::utterances::{Kind, Token, Wording};

use super::check::{candidates, telling};
use super::load::{Said, said};
use super::reports::{Quotation, UtteranceId, quotation};
use crate::Store;
use crate::error::StoreError;
use crate::fold::folded;

/// A word that tells less than this, in nats, leads to nothing: too many statements have it.
const RARE: f32 = 7.0;

/// A statement that says something similar.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// The statement, with where and when, and whom it names.
    pub quotation: Quotation,
    /// All that was said, in quotation marks or not.
    pub content: String,
    /// The utterance that it reports; none of an indirect one.
    pub utterance: Option<UtteranceId>,
    /// How much it says the same, and what differs.
    pub likeness: Likeness,
    /// How many other statements that were compared say it in the same words.
    pub again: usize,
}

/// What is like something said, and where it was looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The most similar first.
    pub similar: Vec<Similar>,
    /// The words that were searched for, as the index has them.
    pub searched: Vec<String>,
    /// How many statements with one of them were compared.
    pub compared: usize,
}

impl Store {
    /// Looks for statements that say the same as a text in other words: the `most` similar of at least the score
    /// `least`, each wording once. A text may tell less than a statement must.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn similar(
        &self,
        meanings: Meanings,
        text: &str,
        least: f32,
        most: usize,
    ) -> Result<Found, StoreError> {
        self.read(|db| look(db, meanings, &Asked { text, least, most, least_told: 0.0 }, |_| false))
    }

    /// The same for what a statement, by number, says: in other documents, and not in other reports of its words.
    /// Also gives what it says. Of one that tells too little to be compared, nothing is similar, and nothing is
    /// searched for.
    ///
    /// # Errors
    /// If there is no such statement, it is hidden, or the database cannot be read.
    pub fn similar_to(
        &self,
        meanings: Meanings,
        statement: i64,
        least: f32,
        most: usize,
    ) -> Result<(String, Found), StoreError> {
        let own = self.read(|db| said(db, &BTreeSet::from([statement])))?.pop();
        let own = own.ok_or_else(|| StoreError::Unknown {
            what: "the statement was rejected, or is of a version that was replaced".to_owned(),
        })?;
        let is_own = |one: &Said| {
            one.document == own.document
                || one.utterance.is_some_and(|row| row > 0 && own.utterance == Some(row))
        };
        let asked = Asked { text: &own.text, least, most, least_told: LEAST_TOLD };
        let found = self.read(|db| look(db, meanings, &asked, is_own))?;
        Ok((own.text, found))
    }
}

/// What is asked.
struct Asked<'a> {
    text: &'a str,
    /// The least score.
    least: f32,
    /// How many statements, at most.
    most: usize,
    /// What the text must tell, in nats.
    least_told: f32,
}

fn look(
    db: &Connection,
    meanings: Meanings,
    &Asked { text, least, most, least_told }: &Asked,
    is_own: impl Fn(&Said) -> bool,
) -> rusqlite::Result<Found> {
    let mut rarity = Rarity::of(db)?;
    let meaning = meanings.of(text, |word, at_large| rarity.tells(word, at_large))?;
    if meaning.told() < least_told {
        return Ok(Found { similar: Vec::new(), searched: Vec::new(), compared: 0 });
    }
    let enough = meaning.told().min(LEAST_TOLD);
    let wording = Wording::read(text);
    let tells =
        |token: &&Token| matches!(token.kind, Kind::Content | Kind::Number) && token.information >= RARE;
    let searched = telling(text, wording.tokens.iter().filter(tells));
    let rows: BTreeSet<i64> = candidates(db, &searched)?.into_iter().collect();
    let (mut like, mut compared) = (Vec::new(), 0);
    for one in said(db, &rows)?.into_iter().filter(|one| !is_own(one)) {
        compared += 1;
        let other = meanings.of(&one.text, |word, at_large| rarity.tells(word, at_large))?;
        let likeness = meaning.likeness(&other);
        if likeness.score >= least && other.told() >= enough {
            like.push((likeness, one));
        }
    }
    like.sort_by(|(a, one), (b, other)| {
        b.score.total_cmp(&a.score).then(one.statement.cmp(&other.statement))
    });
    let mut similar = Vec::new();
    for (likeness, one, again) in each_once(like).into_iter().take(most) {
        let Some(quotation) = quotation(db, one.document, one.statement)? else { continue };
        let utterance = one.utterance.map(|utterance| UtteranceId::stored(utterance, one.statement));
        similar.push(Similar { quotation, content: one.text, utterance, likeness, again });
    }
    Ok(Found { similar, searched, compared })
}

/// So many statements outside the collection are taken to have a word as often as English has it, so that a small
/// collection does not call it common because of one statement.
const OUTSIDE: f64 = 1000.0;

/// How rare words are in a collection.
struct Rarity<'d> {
    db: &'d Connection,
    statements: f64,
    /// What words tell, by spelling in the word index.
    known: BTreeMap<String, f32>,
}

impl<'d> Rarity<'d> {
    fn of(db: &'d Connection) -> rusqlite::Result<Self> {
        let sql = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.statement_words USING fts5vocab (main, statement_index, col)";
        db.execute_batch(sql)?;
        let sql = "SELECT coalesce(max(id), 0) FROM statements";
        let statements: i64 = db.query_row(sql, [], |row| row.get(0))?;
        Ok(Self { db, statements: statements as f64, known: BTreeMap::new() })
    }

    /// What a word tells here, in nats: no more than in English at large, less where many statements have it.
    fn tells(&mut self, word: &str, at_large: f32) -> rusqlite::Result<f32> {
        let spelled = folded(word).to_ascii_lowercase();
        let spelled = spelled.split(|c: char| !c.is_ascii_alphanumeric()).max_by_key(|part| part.len());
        let spelled = spelled.unwrap_or_default().to_owned();
        if let Some(&known) = self.known.get(&spelled) {
            return Ok(known.min(at_large));
        }
        let sql = "SELECT doc FROM temp.statement_words WHERE term = ?1 AND col = 'content'";
        let have: Option<i64> =
            self.db.prepare_cached(sql)?.query_row([&spelled], |row| row.get(0)).optional()?;
        let outside = OUTSIDE * f64::from(-at_large).exp();
        let share = (have.unwrap_or(0) as f64 + outside) / (self.statements + OUTSIDE);
        let tells = -share.min(1.0).ln() as f32;
        self.known.insert(spelled, tells);
        Ok(tells.min(at_large))
    }
}

/// The first of each wording, with how many more there are.
fn each_once(all: Vec<(Likeness, Said)>) -> Vec<(Likeness, Said, usize)> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut first: Vec<(Likeness, Said, usize)> = Vec::new();
    for (likeness, one) in all {
        let words: String = folded(&one.text).chars().filter(char::is_ascii_alphanumeric).collect();
        let place = *places.entry(words.to_ascii_lowercase()).or_insert(first.len());
        match first.get_mut(place) {
            Some((_, _, again)) => *again += 1,
            None => first.push((likeness, one, 0)),
        }
    }
    first
}
