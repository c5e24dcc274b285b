//! How the documents of a collection lie over outlets and months, and what a list says of each beside its head.

use rusqlite::{Connection, params};
use sayso_core::document::Profile;

use super::get::profile;
use crate::Store;
use crate::codes::date_of;
use crate::error::StoreError;

/// What a list says of a document beside its head.
#[derive(Debug, Clone, PartialEq)]
pub struct Aside {
    /// Counts, as the machine found them.
    pub profile: Profile,
    /// In how many other places the same text was found.
    pub copies: u64,
    /// Whether an earlier version is there.
    pub is_later: bool,
}

/// How many documents an outlet has of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Who published; none where it is not known.
    pub outlet: Option<String>,
    /// `2016-10`; none where the day is not known.
    pub month: Option<String>,
    /// How many documents.
    pub documents: u64,
}

impl Store {
    /// What a list says of the document with this number beside its head.
    ///
    /// # Errors
    /// If there is no such document, or the database cannot be read.
    pub fn document_aside(&self, row: i64) -> Result<Aside, StoreError> {
        let sql =
            "SELECT profile, (SELECT count(*) FROM appearances WHERE document = ?1), previous IS NOT NULL
            FROM documents WHERE id = ?1";
        self.read(|db| {
            db.prepare_cached(sql)?.query_row(params![row], |row| {
                let profile = profile(&row.get::<_, String>(0)?)?;
                Ok(Aside { profile, copies: row.get(1)?, is_later: row.get(2)? })
            })
        })
    }

    /// How many documents that have no later version there are.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn count_documents(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM documents WHERE superseded = 0";
        self.read(|db| db.prepare_cached(sql)?.query_row([], |row| row.get(0)))
    }

    /// How many documents that have no later version there are, by outlet and month; outlets with most first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn coverage(&self) -> Result<Vec<Coverage>, StoreError> {
        self.read(coverage)
    }
}

fn coverage(db: &Connection) -> rusqlite::Result<Vec<Coverage>> {
    let sql = "SELECT o.name, d.day, count(*) FROM documents d LEFT JOIN outlets o ON o.id = d.outlet
        WHERE d.superseded = 0 GROUP BY d.outlet, d.day ORDER BY count(*) OVER (PARTITION BY d.outlet) DESC, d.outlet, d.day";
    let mut select = db.prepare_cached(sql)?;
    let mut rows = select.query([])?;
    let mut all: Vec<Coverage> = Vec::new();
    while let Some(row) = rows.next()? {
        let day: Option<i64> = row.get(1)?;
        let month = day.and_then(date_of).map(|day| day.strftime("%Y-%m").to_string());
        let (outlet, documents): (Option<String>, u64) = (row.get(0)?, row.get(2)?);
        match all.last_mut() {
            Some(last) if last.outlet == outlet && last.month == month => last.documents += documents,
            _ => all.push(Coverage { outlet, month, documents }),
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use crate::samples::{article, collection};

    #[test]
    fn documents_are_counted_by_outlet_and_month() {
        let folder = tempfile::tempdir().unwrap();
        let with = |name: &str, outlet: Option<&str>, published: Option<&str>| {
            let mut one = article(name, &[("Ana Ortiz", &format!("We were here on day {name}"))]);
            one.document.outlet = outlet.map(str::to_owned);
            one.document.published = published.map(str::to_owned);
            one
        };
        let store = collection(
            folder.path(),
            vec![
                with("a", Some("Herald"), Some("2016-10-04")),
                with("b", Some("Herald"), Some("2016-10-30")),
                with("c", Some("Herald"), Some("2016-12-01")),
                with("d", Some("Post"), None),
                with("e", None, Some("2016-10-04")),
            ],
        );
        let found = store.coverage().unwrap();
        let shown: Vec<_> =
            found.iter().map(|one| (one.outlet.as_deref(), one.month.as_deref(), one.documents)).collect();
        assert_eq!(shown[..2], [(Some("Herald"), Some("2016-10"), 2), (Some("Herald"), Some("2016-12"), 1)]);
        assert!(shown.contains(&(Some("Post"), None, 1)) && shown.contains(&(None, Some("2016-10"), 1)));
        assert_eq!(store.count_documents().unwrap(), 5);
        let aside = store.document_aside(1).unwrap();
        assert_eq!((aside.profile.statements, aside.copies, aside.is_later), (1, 0, false));
    }
}
