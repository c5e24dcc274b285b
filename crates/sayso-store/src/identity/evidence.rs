//! What documents tell of a name besides the name: roles, days, company.

use rusqlite::{Connection, params};
use sayso_core::identity::{Company, Context, role_words};

use super::{likenesses, settle};

/// Named speakers of one document above which company tells nothing.
const CROWD: usize = 60;

/// What a document says of a person, before merges.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    /// Number in `people`.
    pub person: i64,
    /// As worded.
    pub roles: Vec<String>,
    /// Whether the name is new, or newly spelled.
    pub news: bool,
}

/// Takes in what a document says of its named speakers, and joins or parts whom that concerns.
pub(crate) fn learn(db: &Connection, document: i64, said: &[Said]) -> rusqlite::Result<()> {
    let sql = "SELECT day FROM documents WHERE id = ?1";
    let day: Option<i64> = db.prepare_cached(sql)?.query_row([document], |row| row.get(0))?;
    let beside = note_company(db, said)?;
    let mut concerned = Vec::new();
    for one in said {
        let mut news = note_days(db, one.person, day)? > 0;
        for word in one.roles.iter().flat_map(|role| role_words(role)) {
            news |= note_role(db, one.person, &word, day)? > 0;
        }
        if news || one.news || beside.contains(&one.person) {
            likenesses::reweigh(db, one.person)?;
            concerned.push(one.person);
        }
    }
    concerned.sort_unstable();
    concerned.dedup();
    settle(db, &concerned)
}

/// Notes who is named beside whom; gives those for whom this is new.
fn note_company(db: &Connection, said: &[Said]) -> rusqlite::Result<Vec<i64>> {
    let mut people: Vec<i64> = said.iter().map(|one| one.person).collect();
    people.sort_unstable();
    people.dedup();
    if people.len() > CROWD {
        return Ok(Vec::new());
    }
    let mut insert = db.prepare_cached("INSERT OR IGNORE INTO company (person, other) VALUES (?1, ?2)")?;
    let mut news = Vec::new();
    for &person in &people {
        for &other in people.iter().filter(|&&other| other != person) {
            if insert.execute([person, other])? > 0 {
                news.push(person);
            }
        }
    }
    Ok(news)
}

fn note_days(db: &Connection, person: i64, day: Option<i64>) -> rusqlite::Result<usize> {
    let sql = "UPDATE people SET first = min(coalesce(first, ?2), ?2), last = max(coalesce(last, ?2), ?2)
        WHERE id = ?1 AND ?2 IS NOT NULL AND (first IS NULL OR first > ?2 OR last < ?2)";
    db.prepare_cached(sql)?.execute(params![person, day])
}

fn note_role(db: &Connection, person: i64, word: &str, day: Option<i64>) -> rusqlite::Result<usize> {
    let sql = "INSERT INTO role_words (person, word, first, last) VALUES (?1, ?2, ?3, ?3)
        ON CONFLICT DO UPDATE SET first = min(coalesce(first, ?3), ?3), last = max(coalesce(last, ?3), ?3)
        WHERE ?3 IS NOT NULL AND (first IS NULL OR first > ?3 OR last < ?3)";
    db.prepare_cached(sql)?.execute(params![person, word, day])
}

fn days(first: Option<i32>, last: Option<i32>) -> Option<(i32, i32)> {
    first.zip(last)
}

/// What is known of a name.
pub(super) fn context(db: &Connection, person: i64) -> rusqlite::Result<Context> {
    let mut select = db.prepare_cached("SELECT word, first, last FROM role_words WHERE person = ?1")?;
    let roles = select.query_map([person], |row| Ok((row.get(0)?, days(row.get(1)?, row.get(2)?))))?;
    let sql = "SELECT first, last FROM people WHERE id = ?1";
    let seen = db.prepare_cached(sql)?.query_row([person], |row| Ok(days(row.get(0)?, row.get(1)?)))?;
    Ok(Context { roles: roles.collect::<Result<_, _>>()?, days: seen })
}

/// In whose company two names are.
pub(super) fn company(db: &Connection, a: i64, b: i64) -> rusqlite::Result<Company> {
    let sql = "SELECT count(*), min(p.name) FROM company x JOIN company y ON y.other = x.other
        JOIN people p ON p.id = x.other WHERE x.person = ?1 AND y.person = ?2";
    let (count, name): (u32, Option<String>) =
        db.prepare_cached(sql)?.query_row([a, b], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let together = "SELECT 1 FROM company WHERE person = ?1 AND other = ?2";
    Ok(Company {
        common: name.map(|name| (name, count)),
        together: db.prepare_cached(together)?.exists([a, b])?,
    })
}
