//! Into the database.

use rusqlite::{Connection, OptionalExtension, params};
use sayso_core::document::{Appearance, Profile, SaidBasis, Speaker, Statement};
use sayso_core::text::Span;
use sayso_core::{Document, Reading};
use serde_json::json;

use super::Arrival;
use super::context::context;
use crate::codes::{
    Code, day_number, document_id, json, json_list, pack, pairs, probability_code, published_day,
    statement_key, text_hash,
};
use crate::fold::folded;
use crate::identity::{self, Said};
use crate::people;

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// It is new.
    Imported(i64),
    /// Its text is that of this document.
    Duplicate(i64),
    /// It is new, and a later version of another.
    Version(i64),
    /// It is new, and an earlier version of one that is there.
    Earlier(i64),
    /// Its text is that of an earlier version, and stands again.
    Returned(i64),
    /// Its text is new, but nobody read it.
    Unread,
}

/// Puts a document with its reading into the collection, unless its text is there already.
pub(crate) fn put(db: &Connection, import: Option<i64>, run: i64, new: &Arrival) -> rusqlite::Result<Found> {
    let hash = text_hash(&new.document.text);
    let known = db.prepare_cached("SELECT id FROM documents WHERE hash = ?1")?;
    if let Some(id) = optional(known, params![hash])? {
        remember_appearances(db, id, new)?;
        return met_again(db, id, new.address.as_deref());
    }
    let Some(reading) = &new.reading else { return Ok(Found::Unread) };
    let previous = match &new.address {
        Some(address) => latest_at(db, address)?,
        None => None,
    };
    let outlet = outlet(db, new.document.outlet.as_deref())?;
    let place = Place { import, run, outlet, previous, address: new.address.as_deref() };
    let id = insert_document(db, &hash, &new.document, reading, &place)?;
    remember_appearances(db, id, new)?;
    let later = later_versions(db, id, previous)?;
    if let Some(&next) = later.last() {
        put_before(db, id, next)?;
    }
    put_reading(db, id, &new.document, reading)?;
    match previous {
        None => Ok(Found::Imported(id)),
        Some(_) if !later.is_empty() => Ok(Found::Earlier(id)),
        Some(previous) => supersede(db, previous).map(|()| Found::Version(id)),
    }
}

/// Of the versions from `latest` back, those that were published after document `id`, the last first. Where one of
/// the days is not known, what came last is the later one.
fn later_versions(db: &Connection, id: i64, latest: Option<i64>) -> rusqlite::Result<Vec<i64>> {
    let sql = "WITH RECURSIVE chain (id, previous, later, depth) AS (
            SELECT id, previous, day > (SELECT day FROM documents WHERE id = ?1), 0 FROM documents WHERE id = ?2
            UNION ALL
            SELECT d.id, d.previous, d.day > (SELECT day FROM documents WHERE id = ?1), depth + 1
            FROM chain c JOIN documents d ON d.id = c.previous WHERE c.later AND depth < 10000)
        SELECT id FROM chain WHERE later ORDER BY depth";
    db.prepare_cached(sql)?.query_map(params![id, latest], |row| row.get(0))?.collect()
}

/// Makes document `id` the version before `next`.
fn put_before(db: &Connection, id: i64, next: i64) -> rusqlite::Result<()> {
    let sql = "UPDATE documents SET superseded = 1, previous = (SELECT previous FROM documents WHERE id = ?2)
        WHERE id = ?1";
    db.prepare_cached(sql)?.execute([id, next])?;
    db.prepare_cached("UPDATE documents SET previous = ?1 WHERE id = ?2")?.execute([id, next]).map(drop)
}

/// The version at an address that none follows there.
fn latest_at(db: &Connection, address: &str) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT id FROM documents d WHERE address = ?1
        AND NOT EXISTS (SELECT 1 FROM documents n WHERE n.previous = d.id AND n.address = d.address)
        ORDER BY id DESC LIMIT 1";
    optional(db.prepare_cached(sql)?, params![address])
}

/// What becomes of a document whose text is met again, at `address`: where it was superseded, it stands again,
/// as the latest version if the address is its own.
fn met_again(db: &Connection, id: i64, address: Option<&str>) -> rusqlite::Result<Found> {
    let sql = "SELECT superseded, address, previous FROM documents WHERE id = ?1";
    let (superseded, own, previous): (bool, Option<String>, Option<i64>) =
        db.prepare_cached(sql)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    if !superseded {
        return Ok(Found::Duplicate(id));
    }
    db.prepare_cached("UPDATE documents SET superseded = 0 WHERE id = ?1")?.execute([id])?;
    // 2: rejected, as `statements.review` has it.
    db.prepare_cached("UPDATE statements SET hidden = (review = 2) WHERE document = ?1")?.execute([id])?;
    let Some(latest) =
        own.filter(|own| Some(&**own) == address).map(|own| latest_at(db, &own)).transpose()?
    else {
        return Ok(Found::Duplicate(id));
    };
    // What followed it follows what it followed; it follows the latest.
    db.prepare_cached("UPDATE documents SET previous = ?2 WHERE previous = ?1")?
        .execute(params![id, previous])?;
    db.prepare_cached("UPDATE documents SET previous = ?2 WHERE id = ?1")?.execute(params![id, latest])?;
    latest.map(|latest| supersede(db, latest)).transpose()?;
    Ok(Found::Returned(id))
}

/// How a document stands among the others.
struct Place<'a> {
    import: Option<i64>,
    run: i64,
    outlet: Option<i64>,
    previous: Option<i64>,
    address: Option<&'a str>,
}

fn insert_document(
    db: &Connection,
    hash: &[u8],
    document: &Document,
    reading: &Reading,
    place: &Place,
) -> rusqlite::Result<i64> {
    let own_id = (document.id != document_id(hash)).then_some(&document.id);
    let sql = "INSERT INTO documents (hash, own_id, origin, address, title, outlet, authors, published, day,
        language, previous, import, run, profile, diagnostics)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    db.prepare_cached(sql)?.execute(params![
        hash,
        own_id,
        document.origin,
        place.address,
        document.title,
        place.outlet,
        json(&document.authors),
        document.published,
        published_day(document.published.as_deref()),
        document.language,
        place.previous,
        place.import,
        place.run,
        profile_json(&reading.profile),
        diagnostics_json(reading),
    ])?;
    let id = db.last_insert_rowid();
    put_text(db, id, &document.text)?;
    if let Some(title) = &document.title {
        let sql = "INSERT INTO title_index (rowid, title) VALUES (?1, ?2)";
        db.prepare_cached(sql)?.execute(params![id, folded(title)])?;
    }
    Ok(id)
}

/// How hard texts are packed: a millisecond for a long article.
const LEVEL: i32 = 9;

fn put_text(db: &Connection, id: i64, text: &str) -> rusqlite::Result<()> {
    let packed = zstd::bulk::compress(text.as_bytes(), LEVEL);
    let packed = packed.map_err(|why| rusqlite::Error::ToSqlConversionFailure(Box::new(why)))?;
    let sql = "INSERT INTO texts (document, bytes, packed) VALUES (?1, ?2, ?3)";
    db.prepare_cached(sql)?.execute(params![id, text.len() as i64, packed]).map(drop)
}

/// Notes what another run of the extractor made of a document.
pub(crate) fn replace_profile(db: &Connection, id: i64, run: i64, reading: &Reading) -> rusqlite::Result<()> {
    let sql = "UPDATE documents SET run = ?2, profile = ?3, diagnostics = ?4 WHERE id = ?1";
    let values = params![id, run, profile_json(&reading.profile), diagnostics_json(reading)];
    db.prepare_cached(sql)?.execute(values).map(drop)
}

/// The number of an outlet, which is made if need be.
fn outlet(db: &Connection, name: Option<&str>) -> rusqlite::Result<Option<i64>> {
    let Some(name) = name else { return Ok(None) };
    if let Some(id) = optional(db.prepare_cached("SELECT id FROM outlets WHERE name = ?1")?, params![name])? {
        return Ok(Some(id));
    }
    db.prepare_cached("INSERT INTO outlets (name, folded) VALUES (?1, ?2)")?
        .execute(params![name, folded(name).to_lowercase()])?;
    Ok(Some(db.last_insert_rowid()))
}

/// Notes where else the text of a document was found: where it comes from now, and where it says itself.
fn remember_appearances(db: &Connection, id: i64, new: &Arrival) -> rusqlite::Result<()> {
    let Document { origin, outlet, published, .. } = &new.document;
    let here = Appearance { origin: origin.clone(), outlet: outlet.clone(), published: published.clone() };
    for place in std::iter::once(&here).chain(&new.appearances) {
        let same = "SELECT 1 FROM documents WHERE id = ?1 AND origin = ?2";
        if db.prepare_cached(same)?.exists(params![id, place.origin])? {
            continue;
        }
        let outlet = self::outlet(db, place.outlet.as_deref())?;
        let sql =
            "INSERT OR IGNORE INTO appearances (document, origin, outlet, published) VALUES (?1, ?2, ?3, ?4)";
        db.prepare_cached(sql)?.execute(params![id, place.origin, outlet, place.published])?;
    }
    Ok(())
}

/// A later version of the document is there now. Where another outlet published the same text, it stands
/// nevertheless, and is that outlet's from now on.
fn supersede(db: &Connection, id: i64) -> rusqlite::Result<()> {
    let elsewhere =
        "SELECT a.origin, a.outlet, a.published FROM appearances a JOIN documents d ON d.id = a.document
        WHERE d.id = ?1 AND a.outlet IS NOT NULL AND a.outlet IS NOT d.outlet ORDER BY a.origin LIMIT 1";
    let found = db.prepare_cached(elsewhere)?.query_row([id], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, Option<String>>(2)?))
    });
    if let Some((origin, outlet, published)) = found.optional()? {
        return move_to(db, id, &origin, outlet, published.as_deref());
    }
    db.prepare_cached("UPDATE documents SET superseded = 1 WHERE id = ?1")?.execute([id])?;
    db.prepare_cached("UPDATE statements SET hidden = 1 WHERE document = ?1")?.execute([id]).map(drop)
}

/// What a later version of a page is recognised by: its address without the place in it. None of what is no address.
#[must_use]
pub fn web_address(origin: &str) -> Option<&str> {
    origin.contains("://").then(|| origin.split('#').next().unwrap_or(origin))
}

/// Makes one of its appearances the place where a document stands.
fn move_to(
    db: &Connection,
    id: i64,
    origin: &str,
    outlet: i64,
    published: Option<&str>,
) -> rusqlite::Result<()> {
    let address = web_address(origin);
    let day = published_day(published);
    let sql =
        "UPDATE documents SET origin = ?2, address = ?3, outlet = ?4, published = ?5, day = ?6 WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![id, origin, address, outlet, published, day])?;
    let sql = "UPDATE statements SET outlet = ?2, day = ?3 WHERE document = ?1";
    db.prepare_cached(sql)?.execute(params![id, outlet, day])?;
    // What was said on the day of publication was said on that day.
    let of_publication = "(SELECT d.statement FROM details d JOIN statements s ON s.id = d.statement
        WHERE s.document = ?1 AND d.said_basis = ?2)";
    let basis = SaidBasis::Publication.code();
    let sql = format!("UPDATE statements SET said_from = ?3, said_to = ?3 WHERE id IN {of_publication}");
    db.prepare_cached(&sql)?.execute(params![id, basis, day])?;
    if day.is_none() {
        let sql = format!("UPDATE details SET said_basis = NULL WHERE statement IN {of_publication}");
        db.prepare_cached(&sql)?.execute(params![id, basis])?;
    }
    let sql = "DELETE FROM appearances WHERE document = ?1 AND origin = ?2";
    db.prepare_cached(sql)?.execute(params![id, origin]).map(drop)
}

/// Where else the text of a document was found, in the order of the places.
pub(crate) fn appearances(db: &Connection, id: i64) -> rusqlite::Result<Vec<Appearance>> {
    let sql = "SELECT a.origin, o.name, a.published FROM appearances a LEFT JOIN outlets o ON o.id = a.outlet
        WHERE a.document = ?1 ORDER BY a.origin";
    let mut select = db.prepare_cached(sql)?;
    let all = select.query_map([id], |row| {
        Ok(Appearance { origin: row.get(0)?, outlet: row.get(1)?, published: row.get(2)? })
    })?;
    all.collect()
}

/// Puts what was found in document `id` into the collection. There must be nothing of it yet.
pub(crate) fn put_reading(
    db: &Connection,
    id: i64,
    document: &Document,
    reading: &Reading,
) -> rusqlite::Result<()> {
    let mut said = Vec::new();
    for (number, speaker) in reading.speakers.iter().enumerate() {
        said.extend(put_speaker(db, id, number, speaker)?);
    }
    identity::learn(db, id, &said)?;
    let persons = persons(db, id)?;
    let sql = "SELECT outlet, day, superseded FROM documents WHERE id = ?1";
    let about = db.prepare_cached(sql)?.query_row([id], |row| {
        Ok(About { id, outlet: row.get(0)?, day: row.get(1)?, superseded: row.get(2)? })
    })?;
    for (number, statement) in reading.statements.iter().enumerate() {
        let speaker = statement.speaker.as_ref().map(|link| &reading.speakers[link.speaker]);
        let person = statement.speaker.as_ref().and_then(|link| persons[link.speaker]);
        let named = speaker.is_some_and(|speaker| speaker.named);
        let row = put_statement(db, &about, number, statement, person, named)?;
        put_details(db, row, statement)?;
        // Whoever is somebody in the collection is found by name, with all that the collection knows.
        let words = speaker.filter(|_| person.is_none()).map(speaker_words).unwrap_or_default();
        index_statement(db, row, &document.text, &statement.content, &words)?;
    }
    Ok(())
}

/// What a statement takes over from its document.
struct About {
    id: i64,
    outlet: Option<i64>,
    day: Option<i64>,
    superseded: bool,
}

fn put_speaker(
    db: &Connection,
    document: i64,
    number: usize,
    speaker: &Speaker,
) -> rusqlite::Result<Option<Said>> {
    let said = people::of_speaker(db, document, speaker)?;
    let person = said.as_ref().map(|said| people::standing(db, said.person)).transpose()?;
    let sql = "INSERT INTO speakers (document, number, name, kind, named, aliases, roles, mentions, members, person)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    db.prepare_cached(sql)?.execute(params![
        document,
        number as i64,
        speaker.name,
        speaker.kind.code(),
        speaker.named,
        json_list(&speaker.aliases),
        json_list(&speaker.roles),
        pack(&speaker.mentions),
        json_list(&speaker.members),
        person,
    ])?;
    Ok(said)
}

/// Who the speakers of a document are, in their order.
fn persons(db: &Connection, document: i64) -> rusqlite::Result<Vec<Option<i64>>> {
    let sql = "SELECT person FROM speakers WHERE document = ?1 ORDER BY number";
    db.prepare_cached(sql)?.query_map([document], |row| row.get(0))?.collect()
}

fn put_statement(
    db: &Connection,
    about: &About,
    number: usize,
    statement: &Statement,
    person: Option<i64>,
    named: bool,
) -> rusqlite::Result<i64> {
    let key = statement_key(&statement.id).ok_or_else(|| unfit(&statement.id))?;
    let lemma = statement.cue.as_ref().map(|cue| lemma(db, &cue.lemma)).transpose()?;
    let sql =
        "INSERT INTO statements (key, document, number, parent, form, attitude, status, stance, speaker,
        person, named, outlet, day, said_from, said_to, lemma, confidence, hidden)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
    db.prepare_cached(sql)?.execute(params![
        key,
        about.id,
        number as i64,
        statement.parent.map(|parent| parent as i64),
        statement.form.code(),
        statement.attitude.code(),
        statement.status.code(),
        statement.stance.code(),
        statement.speaker.as_ref().map(|link| link.speaker as i64),
        person,
        named,
        about.outlet,
        about.day,
        statement.said.as_ref().map(|said| day_number(said.from)),
        statement.said.as_ref().map(|said| day_number(said.to)),
        lemma,
        probability_code(statement.confidence),
        about.superseded,
    ])?;
    Ok(db.last_insert_rowid())
}

fn lemma(db: &Connection, lemma: &str) -> rusqlite::Result<i64> {
    if let Some(id) = optional(db.prepare_cached("SELECT id FROM lemmas WHERE lemma = ?1")?, params![lemma])?
    {
        return Ok(id);
    }
    db.prepare_cached("INSERT INTO lemmas (lemma) VALUES (?1)")?.execute([lemma])?;
    Ok(db.last_insert_rowid())
}

fn put_details(db: &Connection, row: i64, statement: &Statement) -> rusqlite::Result<()> {
    let cue = statement.cue.as_ref().map(|cue| &cue.spans[..]);
    let source = statement.source.as_ref();
    let said = statement.said.as_ref();
    let expression = said.and_then(|said| said.span).map(|span| [span]);
    let roles = [
        ("content", Some(&statement.content[..])),
        ("cue", cue),
        ("source", source.map(|source| &source.spans[..])),
        ("addressee", statement.addressee.as_deref()),
        ("venue", statement.venue.as_deref()),
        ("expression", expression.as_ref().map(|span| &span[..])),
    ];
    let [content, cue, source_cover] = [roles[0], roles[1], roles[2]].map(|(_, spans)| cover(spans));
    let sql = "INSERT INTO details (statement, content_start, content_end, cue_start, cue_end, source_start,
        source_end, source_kind, source_named, via, link_confidence, said_basis, parts)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    db.prepare_cached(sql)?.execute(params![
        row,
        content.map(start),
        content.map(end),
        cue.map(start),
        cue.map(end),
        source_cover.map(start),
        source_cover.map(end),
        source.map(|source| source.kind.code()),
        source.map(|source| source.named),
        statement.speaker.as_ref().map(|link| link.via.code()),
        statement.speaker.as_ref().map(|link| probability_code(link.confidence)),
        said.map(|said| said.basis.code()),
        parts(&roles),
    ])?;
    Ok(())
}

fn start(span: Span) -> i64 {
    span.start as i64
}

fn end(span: Span) -> i64 {
    span.end as i64
}

/// From the first part to the last.
pub(crate) fn cover(spans: Option<&[Span]>) -> Option<Span> {
    let spans = spans?;
    Some(spans.first()?.cover(*spans.last()?))
}

/// The roles that have a column for where they begin and end.
const WITH_COLUMNS: [&str; 3] = ["content", "cue", "source"];

/// The parts of the roles that have several, or no column of their own, as JSON.
fn parts(roles: &[(&str, Option<&[Span]>)]) -> Option<String> {
    let several = roles.iter().filter_map(|&(role, spans)| {
        Some((role, spans.filter(|spans| spans.len() > 1 || !WITH_COLUMNS.contains(&role))?))
    });
    let map: serde_json::Map<_, _> =
        several.map(|(role, spans)| (role.to_owned(), json!(pairs(spans)))).collect();
    (!map.is_empty()).then(|| json(&map))
}

/// What of a speaker can be searched for.
fn speaker_words(speaker: &Speaker) -> String {
    let all = std::iter::once(&speaker.name).chain(&speaker.aliases).chain(&speaker.roles);
    all.map(String::as_str).collect::<Vec<_>>().join(" | ")
}

/// Makes the words of a statement findable, instead of those that were.
pub(crate) fn index_statement(
    db: &Connection,
    row: i64,
    text: &str,
    content: &[Span],
    speaker: &str,
) -> rusqlite::Result<()> {
    let said: Vec<&str> = content.iter().map(|span| span.of(text)).collect();
    let sql =
        "INSERT OR REPLACE INTO statement_index (rowid, content, context, speaker) VALUES (?1, ?2, ?3, ?4)";
    let values = params![row, folded(&said.join(" … ")), folded(&context(text, content)), folded(speaker)];
    db.prepare_cached(sql)?.execute(values).map(drop)
}

/// Takes away everything that the machine found in a document. Corrections stay, without an anchor.
pub(crate) fn remove_reading(db: &Connection, document: i64) -> rusqlite::Result<()> {
    let rows = "SELECT id FROM statements WHERE document = ?1";
    db.prepare_cached(&format!("DELETE FROM statement_index WHERE rowid IN ({rows})"))?
        .execute([document])?;
    db.prepare_cached(&format!("DELETE FROM originals WHERE statement IN ({rows})"))?.execute([document])?;
    db.prepare_cached(&format!("DELETE FROM details WHERE statement IN ({rows})"))?.execute([document])?;
    db.prepare_cached("DELETE FROM statements WHERE document = ?1")?.execute([document])?;
    db.prepare_cached("DELETE FROM speakers WHERE document = ?1")?.execute([document]).map(drop)
}

fn profile_json(profile: &Profile) -> String {
    let four = |share: f32| f64::from(probability_code(share) as i32) / 1e4;
    let numbers = [profile.statements, profile.direct, profile.indirect, profile.mixed, profile.speakers];
    let rest = [profile.unnamed, profile.sourceless];
    json(&(numbers, rest, four(profile.own_voice), four(profile.attributed), &profile.hearsay))
}

fn diagnostics_json(reading: &Reading) -> String {
    let one = |diagnostic: &sayso_core::document::Diagnostic| {
        let span = diagnostic.span.map(|span| [span.start, span.end]);
        json!([diagnostic.code, diagnostic.message, span])
    };
    json(&reading.diagnostics.iter().map(one).collect::<Vec<_>>())
}

fn unfit(id: &str) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(format!("{id} is no id of a statement").into())
}

fn optional(
    mut statement: rusqlite::CachedStatement,
    params: impl rusqlite::Params,
) -> rusqlite::Result<Option<i64>> {
    statement.query_row(params, |row| row.get(0)).optional()
}
