//! Which quotations have which key, on disk: so that a new quotation is compared with those alone that may report
//! the same words.
//!
//! Small, because there are some twenty for each quotation: a key keeps 24 bits, the distance from one to the next
//! is Golomb-Rice coded (Rice and Plaunt 1971), and a number of a statement has as many bits as the largest of its row.
//! A quotation that is found by chance, or was read anew since, does no harm: whoever looks compares the words.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::load::Quoted;
use sayso_core::utterances::{FEWEST_WORDS, Wording};

/// Bits of a key that are kept.
const KEY_BITS: u32 = 24;

/// Bits of a statement's number.
const STATEMENT_BITS: u32 = 64 - KEY_BITS;

/// Of all quotations that have one key, so many are kept: those with the highest numbers.
pub(super) const LATEST: usize = 32;

/// Postings in a row that was cut, and at most before it is cut.
const ROW: usize = 128;
const FULL_ROW: usize = 2 * ROW;

/// That a quotation has a key: the key in the high bits, the number of the statement in the low ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting(u64);

impl Posting {
    fn new(key: u32, statement: i64) -> Self {
        Self(u64::from(key) << STATEMENT_BITS | statement as u64 & ((1 << STATEMENT_BITS) - 1))
    }

    fn key(self) -> u32 {
        (self.0 >> STATEMENT_BITS) as u32
    }

    fn statement(self) -> i64 {
        (self.0 & ((1 << STATEMENT_BITS) - 1)) as i64
    }
}

/// The keys of a quotation as they are kept, sorted; none where it has too few words to be matched.
pub(super) fn keys(text: &str) -> Vec<u32> {
    let wording = Wording::read(text);
    if wording.written_words() < FEWEST_WORDS {
        return Vec::new();
    }
    let mut keys: Vec<u32> = wording.keys().into_iter().map(|key| key >> (u32::BITS - KEY_BITS)).collect();
    keys.dedup();
    keys
}

/// The postings of a quotation.
pub(super) fn postings(one: &Quoted) -> impl Iterator<Item = Posting> {
    keys(&one.text).into_iter().map(|key| Posting::new(key, one.statement))
}

/// The statements that have each of these keys.
pub(super) fn with_keys(db: &Connection, keys: &[u32]) -> rusqlite::Result<BTreeMap<u32, Vec<i64>>> {
    let mut found = BTreeMap::new();
    for &key in keys {
        let row = Row::with(db, key)?;
        let start = row.postings.partition_point(|one| one.key() < key);
        let here = row.postings[start..].iter().take_while(|one| one.key() == key);
        found.insert(key, here.map(|one| one.statement()).collect());
    }
    Ok(found)
}

/// Keeps postings.
pub(super) fn post(db: &Connection, mut new: Vec<Posting>) -> rusqlite::Result<()> {
    new.sort_unstable();
    let mut rest = &new[..];
    while let Some(next) = rest.first() {
        let row = Row::with(db, next.key())?;
        let end = row.end(db)?;
        let (here, later) = rest.split_at(rest.partition_point(|one| one.key() < end));
        row.with_more(here).put(db)?;
        rest = later;
    }
    Ok(())
}

/// Forgets everything.
pub(super) fn clear(db: &Connection) -> rusqlite::Result<()> {
    db.execute("DELETE FROM quotation_keys", []).map(drop)
}

/// A row of the table.
struct Row {
    first: u32,
    postings: Vec<Posting>,
}

impl Row {
    /// The row that a key belongs to.
    fn with(db: &Connection, key: u32) -> rusqlite::Result<Self> {
        let sql = "SELECT first, postings FROM quotation_keys WHERE first <= ?1 ORDER BY first DESC LIMIT 1";
        let row: Option<(u32, Vec<u8>)> =
            db.prepare_cached(sql)?.query_row([key], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((first, packed)) = row else { return Ok(Self { first: 0, postings: Vec::new() }) };
        let postings = unpack(first, &packed).ok_or_else(|| {
            let what = format!("row {first} of quotation_keys is damaged; `sayso rebuild` makes them anew");
            rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Blob, what.into())
        })?;
        Ok(Self { first, postings })
    }

    /// The key that the next row begins with, or one beyond all.
    fn end(&self, db: &Connection) -> rusqlite::Result<u32> {
        let sql = "SELECT min(first) FROM quotation_keys WHERE first > ?1";
        let next: Option<u32> = db.prepare_cached(sql)?.query_row([self.first], |row| row.get(0))?;
        Ok(next.unwrap_or(1 << KEY_BITS))
    }

    fn with_more(mut self, more: &[Posting]) -> Self {
        self.postings.extend(more);
        self.postings.sort_unstable();
        self.postings.dedup();
        self.postings = self
            .postings
            .chunk_by(|a, b| a.key() == b.key())
            .flat_map(|of_key| &of_key[of_key.len().saturating_sub(LATEST)..])
            .copied()
            .collect();
        self
    }

    /// Writes it, in several rows where it has grown too long.
    fn put(self, db: &Connection) -> rusqlite::Result<()> {
        let sql = "INSERT INTO quotation_keys (first, postings) VALUES (?1, ?2)
            ON CONFLICT (first) DO UPDATE SET postings = excluded.postings";
        let mut put = db.prepare_cached(sql)?;
        let (mut first, mut rest) = (self.first, &self.postings[..]);
        loop {
            let (here, later) = rest.split_at(cut(rest));
            put.execute(params![first, pack(first, here)])?;
            let Some(next) = later.first() else { return Ok(()) };
            (first, rest) = (next.key(), later);
        }
    }
}

/// How many of the postings go into one row: all that fit, or a few less than [`ROW`], so that no key is torn.
fn cut(postings: &[Posting]) -> usize {
    if postings.len() <= FULL_ROW {
        return postings.len();
    }
    let key = postings[ROW].key();
    postings.partition_point(|one| one.key() < key)
}

/// Bytes before the bits: how many postings (two bytes), low bits of a distance, bits of a number.
const HEAD: usize = 4;

fn pack(first: u32, postings: &[Posting]) -> Vec<u8> {
    let spread = postings.last().map_or(0, |last| last.key() - first);
    let low = (spread / postings.len().max(1) as u32).checked_ilog2().unwrap_or(0);
    let width = postings.iter().map(|one| bits(one.statement() as u64)).max().unwrap_or(0);
    let count = postings.len() as u16;
    let mut out = Bits { bytes: count.to_le_bytes().to_vec(), free: 0 };
    out.bytes.extend([low as u8, width as u8]);
    let mut last = first;
    for one in postings {
        let distance = one.key() - last;
        last = one.key();
        out.ones(distance >> low);
        out.push(u64::from(distance), low);
        out.push(one.statement() as u64, width);
    }
    out.bytes
}

/// What [`pack`] packed; none where it is no such thing.
fn unpack(first: u32, packed: &[u8]) -> Option<Vec<Posting>> {
    let (&[a, b, low, width], bytes) = packed.split_first_chunk::<HEAD>()?;
    let (mut bits, mut key) = (Reader { bytes, at: 0 }, first);
    let mut postings = Vec::new();
    for _ in 0..u16::from_le_bytes([a, b]) {
        let high = bits.ones()?;
        key = key.checked_add(high.checked_shl(u32::from(low))?)?.checked_add(bits.pull(low)? as u32)?;
        postings.push(Posting::new(key, bits.pull(width)? as i64));
    }
    Some(postings)
}

fn bits(number: u64) -> u32 {
    u64::BITS - number.leading_zeros()
}

/// Bits one after the other, the lowest of a byte first.
struct Bits {
    bytes: Vec<u8>,
    /// Bits of the last byte that are free.
    free: u32,
}

impl Bits {
    /// So many ones and a zero.
    fn ones(&mut self, mut count: u32) {
        while count >= 32 {
            self.push(u64::from(u32::MAX), 32);
            count -= 32;
        }
        self.push((1 << count) - 1, count + 1);
    }

    /// The lowest `count` bits of a number.
    fn push(&mut self, mut number: u64, mut count: u32) {
        while count > 0 {
            if self.free == 0 {
                self.bytes.push(0);
                self.free = 8;
            }
            let taken = count.min(self.free);
            let part = (number & ((1 << taken) - 1)) as u8;
            if let Some(last) = self.bytes.last_mut() {
                *last |= part << (8 - self.free);
            }
            (number, count, self.free) = (number >> taken, count - taken, self.free - taken);
        }
    }
}

/// Reads what [`Bits`] wrote.
struct Reader<'a> {
    bytes: &'a [u8],
    /// Bits that were read.
    at: usize,
}

impl Reader<'_> {
    /// The bits that come next, with nothing beyond the last: at least 57 of them are right.
    fn ahead(&self) -> u64 {
        let rest = self.bytes.get(self.at / 8..).unwrap_or_default();
        let mut next = [0; 8];
        let there = rest.len().min(8);
        next[..there].copy_from_slice(&rest[..there]);
        u64::from_le_bytes(next) >> (self.at % 8)
    }

    fn skip(&mut self, count: u32) -> Option<()> {
        self.at += count as usize;
        (self.at <= self.bytes.len() * 8).then_some(())
    }

    /// How many ones come before the next zero, which is skipped, too.
    fn ones(&mut self) -> Option<u32> {
        let mut count = 0;
        loop {
            let ones = self.ahead().trailing_ones().min(32);
            count += ones;
            if ones < 32 {
                self.skip(ones + 1)?;
                return Some(count);
            }
            self.skip(ones)?;
        }
    }

    /// The number in the next `width` bits.
    fn pull(&mut self, width: u8) -> Option<u64> {
        let width = u32::from(width);
        if width > STATEMENT_BITS {
            return None;
        }
        let number = self.ahead() & ((1 << width) - 1);
        self.skip(width)?;
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(pairs: &[(u32, i64)]) -> Vec<Posting> {
        let mut all: Vec<Posting> = pairs.iter().map(|&(key, one)| Posting::new(key, one)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_out(pairs in prop::collection::vec((0..1u32 << KEY_BITS, 0..1i64 << 33), 0..300)) {
            let postings = sorted(&pairs);
            let first = postings.first().map_or(7, |one| one.key());
            prop_assert_eq!(unpack(first, &pack(first, &postings)), Some(postings));
        }

        #[test]
        fn anything_can_be_unpacked(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = unpack(3, &bytes);
        }

        #[test]
        fn each_key_leads_to_its_latest_quotations(
            batches in prop::collection::vec(prop::collection::vec((0..60u32, 1..5000i64), 0..800), 1..4),
        ) {
            let db = Connection::open_in_memory().unwrap();
            db.execute_batch("CREATE TABLE quotation_keys (first INTEGER PRIMARY KEY, postings BLOB NOT NULL)").unwrap();
            let mut expected: BTreeMap<u32, std::collections::BTreeSet<i64>> = BTreeMap::new();
            for batch in batches {
                for &(key, one) in &batch {
                    expected.entry(key * 1000).or_default().insert(one);
                }
                post(&db, batch.iter().map(|&(key, one)| Posting::new(key * 1000, one)).collect()).unwrap();
                for all in expected.values_mut() {
                    while all.len() > LATEST {
                        all.pop_first();
                    }
                }
            }
            let keys: Vec<u32> = (0..60).map(|key| key * 1000).collect();
            for (key, found) in with_keys(&db, &keys).unwrap() {
                let expected = expected.get(&key).into_iter().flatten().copied();
                prop_assert_eq!(found, expected.collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn twenty_postings_of_a_large_collection_take_less_than_ninety_bytes() {
        // As many as a collection of a million statements has, in one row of its table.
        let spread = (1 << KEY_BITS) / (450_000 * 20 / ROW as u32);
        let pairs: Vec<(u32, i64)> = (0..ROW as u32)
            .map(|at| (at * spread / ROW as u32, i64::from(at.wrapping_mul(2_654_435_761) % 1_000_000)))
            .collect();
        let each = pack(0, &sorted(&pairs)).len() as f64 / pairs.len() as f64;
        assert!(each * 20.0 < 90.0 * 0.7, "{each} bytes");
    }
}
