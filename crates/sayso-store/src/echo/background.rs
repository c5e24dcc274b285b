//! Other documents of the collection: what stands in several of them tells nothing of who copied whom.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sayso_core::echo::{Page, Stock};
use sayso_core::utterances::{Context, Wording};

use crate::documents::text_of;
use crate::utterances::what_it_is_about;

/// Documents among which the others are chosen: the first by their hash, which is as good as by chance, and the same
/// in whatever order they came.
const AMONG: i64 = 2000;

/// Of each outlet, and of all other outlets together.
const OF_EACH: usize = 40;

/// Of all outlets.
const AT_MOST: usize = 200;

/// From this likeness on, two documents are about one event: what they share may have been copied.
const RELATED: f32 = 0.25;

/// What a document is known by here.
pub(super) struct About {
    pub document: i64,
    pub outlet: Option<i64>,
    pub context: Context,
}

/// Documents that have nothing to do with these, as background. What they share with each other, `doubtful`, makes no
/// document one of theirs: it may be a footer.
pub(super) fn stock(db: &Connection, witnesses: &[About], doubtful: &str) -> rusqlite::Result<Stock> {
    let doubtful = Wording::read(doubtful);
    let about: Vec<Context> = witnesses.iter().map(|one| one.context.without(&doubtful)).collect();
    let outlets: BTreeSet<Option<i64>> = witnesses.iter().map(|one| one.outlet).collect();
    let sql = "SELECT id, outlet FROM documents WHERE superseded = 0 ORDER BY hash LIMIT ?1";
    let mut select = db.prepare_cached(sql)?;
    let rows = select.query_map([AMONG], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut taken: BTreeMap<Option<Option<i64>>, usize> = BTreeMap::new();
    let mut stock = Stock::default();
    let nothing = Wording::default();
    for row in rows {
        let (document, outlet): (i64, Option<i64>) = row?;
        let of = Some(outlet).filter(|outlet| outlets.contains(outlet));
        let count = taken.entry(of).or_default();
        if *count >= OF_EACH || witnesses.iter().any(|one| one.document == document) {
            continue;
        }
        let context = what_it_is_about(db, document)?;
        if about.iter().any(|one| one.likeness(&context, &nothing) >= RELATED) {
            continue;
        }
        *count += 1;
        stock.add(&Page::read(&text_of(db, document)?, &[]));
        if stock.documents() >= AT_MOST {
            break;
        }
    }
    Ok(stock)
}
