//! Which people, outlets and cues a person means by some words.
//!
//! Titles and the article *al-* do not count. A word stands for its spellings, too: those with the same
//! consonants (*Nakhala*, *Nakhalah*) that differ in one letter, in long words two. One letter before a word
//! stands for every name that begins with it (*B. Johnson*).

use std::collections::BTreeMap;

use rusqlite::Connection;
use strsim::{jaro_winkler, levenshtein};

use super::set::Set;
use super::terms::Terms;
use super::tokens::words;
use crate::fold::name_key;
use crate::query::Words;

/// Words before names that are no names themselves.
const TITLES: [&str; 22] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "sen",
    "senator",
    "rep",
    "gov",
    "gen",
    "col",
    "capt",
    "lt",
    "sgt",
    "rev",
    "hon",
    "sir",
    "dame",
    "lord",
    "lady",
];

/// Articles that some spell and others do not.
const ARTICLES: [&str; 2] = ["al", "el"];

/// Letters from which a word has other spellings.
const VARIED: usize = 4;

/// Letters from which two of them may differ.
const LONG: usize = 7;

/// From this likeness on (0 to 1, Jaro-Winkler) a name is offered for one that is not there.
const ALIKE: f64 = 0.8;

/// Most names that are offered.
const OFFERED: usize = 3;

/// Whether a word stands for all names that begin with it, as in *B. Johnson*.
fn is_initial(word: &str) -> bool {
    word.len() == 1 && word.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// What the names in the collection are.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The words of people's names by their consonants.
    spellings: BTreeMap<String, Vec<String>>,
    /// The number of the one who stands for each person after merges; the place is the number.
    standing: Vec<u32>,
    /// Of each person: `SpeakerKind` as a number.
    pub kinds: Vec<u8>,
    outlets: Vec<(u32, Vec<String>)>,
    lemmas: Vec<(u32, Vec<String>)>,
}

impl Names {
    /// Reads them.
    pub fn load(db: &Connection) -> rusqlite::Result<Self> {
        let mut names = Self::default();
        db.execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.people_words USING fts5vocab (main, people_index, row)",
        )?;
        let mut select = db.prepare_cached("SELECT term FROM temp.people_words ORDER BY term")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let term: String = row.get(0)?;
            if term.len() >= VARIED {
                names.spellings.entry(consonants(&term)).or_default().push(term);
            }
        }
        names.load_people(db)?;
        names.outlets = word_lists(db, "SELECT id, name FROM outlets ORDER BY id")?;
        names.lemmas = word_lists(db, "SELECT id, lemma FROM lemmas ORDER BY id")?;
        Ok(names)
    }

    fn load_people(&mut self, db: &Connection) -> rusqlite::Result<()> {
        let mut select = db.prepare_cached("SELECT id, merged, kind FROM people ORDER BY id")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (id, merged): (u32, Option<u32>) = (row.get(0)?, row.get(1)?);
            let at = id as usize;
            self.standing.resize(at + 1, 0);
            self.kinds.resize(at + 1, 0);
            self.standing[at] = merged.unwrap_or(id);
            self.kinds[at] = row.get(2)?;
        }
        Ok(())
    }

    /// Who stands for a person after all merges.
    fn standing(&self, person: u32) -> u32 {
        let mut at = person;
        // Merges form no circle; the bound is for a damaged database.
        for _ in 0..1000 {
            match self.standing.get(at as usize) {
                Some(&next) if next != at && next != 0 => at = next,
                _ => break,
            }
        }
        at
    }

    /// The people who have a name that holds all of the words.
    pub fn people(
        &self,
        db: &Connection,
        terms: &mut Terms,
        asked: &Words,
        bound: usize,
    ) -> rusqlite::Result<Set> {
        let words = significant(words(&asked.text));
        let mut found: Option<Set> = None;
        for (at, word) in words.iter().enumerate() {
            let is_last = at + 1 == words.len();
            let open = if is_last { asked.prefix } else { is_initial(word) };
            let holders = self.holders(db, terms, word, open, bound)?;
            found = Some(match found {
                Some(mut both) => {
                    both.keep(&holders);
                    both
                }
                None => holders,
            });
        }
        let mut standing = Set::empty(bound);
        found.unwrap_or_default().each(|person| {
            let stands = self.standing(person);
            if (stands as usize) < bound {
                standing.add(stands);
            }
        });
        Ok(standing)
    }

    /// The people one of whose names holds the word in one of its spellings.
    fn holders(
        &self,
        db: &Connection,
        terms: &mut Terms,
        word: &str,
        open: bool,
        bound: usize,
    ) -> rusqlite::Result<Set> {
        let star = if open { " *" } else { "" };
        let mut spellings = vec![format!("\"{word}\"{star}")];
        spellings.extend(self.variants(word).map(|variant| format!("\"{variant}\"")));
        let sql = "SELECT rowid FROM people_index WHERE people_index MATCH ?1";
        let list = terms.list(db, sql, &spellings.join(" OR "))?;
        Ok(Set::of(bound, &list))
    }

    /// Other spellings of a word of a name.
    fn variants<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a str> {
        let alike = self.spellings.get(&consonants(word)).filter(|_| word.len() >= VARIED);
        let close = move |other: &&String| other.as_str() != word && is_spelling(word, other);
        alike.into_iter().flatten().filter(close).map(String::as_str)
    }

    /// The outlets whose names hold all of the words.
    pub fn outlets(&self, asked: &Words, bound: usize) -> Set {
        let wanted = words(&asked.text);
        let holds = |name: &[String]| {
            let last = wanted.len() - 1;
            wanted.iter().enumerate().all(|(at, word)| {
                let open = asked.prefix && at == last;
                name.iter().any(|one| one == word || open && one.starts_with(word.as_str()))
            })
        };
        let found = self.outlets.iter().filter(|(_, name)| !wanted.is_empty() && holds(name));
        Set::of(bound, &found.map(|(id, _)| *id).collect::<Vec<_>>())
    }

    /// The cues of this dictionary form.
    pub fn lemmas(&self, asked: &Words) -> Vec<u32> {
        let wanted = words(&asked.text).join(" ");
        let is = |lemma: &[String]| {
            let lemma = lemma.join(" ");
            lemma == wanted || asked.prefix && lemma.starts_with(&wanted)
        };
        self.lemmas.iter().filter(|(_, lemma)| is(lemma)).map(|(id, _)| *id).collect()
    }
}

fn word_lists(db: &Connection, sql: &str) -> rusqlite::Result<Vec<(u32, Vec<String>)>> {
    let mut select = db.prepare(sql)?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, words(&row.get::<_, String>(1)?))))?;
    rows.collect()
}

/// The names in a column that are most like `wanted`, best first.
pub(super) fn near(db: &Connection, sql: &str, wanted: &str) -> rusqlite::Result<Vec<String>> {
    let wanted = name_key(wanted);
    let mut select = db.prepare(sql)?;
    let names = select.query_map([], |row| row.get::<_, String>(0))?;
    let mut alike: Vec<(f64, String)> = Vec::new();
    for name in names {
        let name = name?;
        let key = name_key(&name);
        let words = key.split(' ').map(|word| jaro_winkler(word, &wanted));
        let likeness = words.fold(jaro_winkler(&key, &wanted), f64::max);
        if likeness >= ALIKE {
            alike.push((likeness, name));
        }
    }
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    alike.dedup_by(|a, b| a.1 == b.1);
    alike.truncate(OFFERED);
    Ok(alike.into_iter().map(|(_, name)| name).collect())
}

/// The words without titles and articles, unless there is nothing else.
pub(super) fn significant(words: Vec<String>) -> Vec<String> {
    let tells = |word: &String| !TITLES.contains(&word.as_str()) && !ARTICLES.contains(&word.as_str());
    match words.iter().any(tells) {
        true => words.into_iter().filter(tells).collect(),
        false => words,
    }
}

/// The word without an article that is written together with it.
fn bare(word: &str) -> &str {
    let without = ARTICLES.iter().find_map(|article| word.strip_prefix(article));
    without.filter(|rest| rest.len() >= LONG - 2).unwrap_or(word)
}

/// Whether two words with the same consonants are spellings of one name.
fn is_spelling(one: &str, other: &str) -> bool {
    let most = if one.len().min(other.len()) >= LONG { 2 } else { 1 };
    levenshtein(&plain(one), &plain(other)) <= most
}

/// The word without an article, letters of like sound that are written by two made one.
fn plain(word: &str) -> String {
    bare(word).replace("ph", "f").replace("ck", "k")
}

/// What stays the same in most spellings of a name: its consonants, letters of like sound made one.
fn consonants(word: &str) -> String {
    let mut out = String::new();
    for (at, letter) in plain(word).chars().enumerate() {
        let sound = match letter {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' if at == 0 => 'a',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' => continue,
            'h' if at > 0 => continue,
            'q' | 'c' => 'k',
            'z' => 's',
            'v' => 'w',
            other => other,
        };
        if !out.ends_with(sound) {
            out.push(sound);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        consonants(one) == consonants(other) && is_spelling(one, other)
    }

    #[test]
    fn spellings_of_one_name_and_names_that_are_not() {
        for (one, other) in [
            ("nakhala", "nakhalah"),
            ("nakhala", "alnakhala"),
            ("mohammed", "muhammad"),
            ("qaddafi", "qadafi"),
            ("stefan", "stephan"),
            ("ortiz", "ortis"),
        ] {
            assert!(same(one, other), "{one} {other}");
        }
        for (one, other) in
            [("martin", "morton"), ("clinton", "clifton"), ("brandt", "bernard"), ("lee", "leo")]
        {
            assert!(!same(one, other) || one.len() < VARIED, "{one} {other}");
        }
    }

    #[test]
    fn titles_and_articles_do_not_count() {
        let kept = |name: &str| significant(words(name)).join(" ");
        assert_eq!(kept("Mr. al-Nakhala"), "nakhala");
        assert_eq!(kept("Dr. Ana Ortiz"), "ana ortiz");
        assert_eq!(kept("Lord"), "lord");
    }
}
