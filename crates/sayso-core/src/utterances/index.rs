//! Which of many wordings may report the same words as a new one.

use super::keys::keys;
use super::words::{Token, Wording};

/// What wordings share with the one that tells less, at least, to be compared word by word: 0 to 1.
const SHARED: f32 = 0.34;

/// How many wordings of one key are looked at, the latest first.
const LATEST: usize = 96;

/// How many postings there are to a head before more heads are made.
const CROWDED: usize = 3;

/// Nothing follows.
const END: u32 = u32::MAX;

/// Finds the wordings that may report the same words as another. Numbers them from 0 in the order in
/// which they came.
///
/// Small, because there is one entry a quotation: postings do not hold their keys, and what shares no key
/// in truth is told by its words.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Digits of the bases of all wordings, sorted within each wording: see [`digits`].
    bases: Vec<u16>,
    /// Where the bases of each wording end.
    ends: Vec<u32>,
    /// Where the row of postings of each key begins; a power of two of them.
    heads: Vec<u32>,
    postings: Vec<Posting>,
    /// When each wording was last looked at.
    seen: Vec<u32>,
    look: u32,
}

/// A wording that has a key.
#[derive(Debug, Clone, Copy)]
struct Posting {
    wording: u32,
    next: u32,
}

impl Index {
    /// Takes in a wording and returns its number. `text` gives the wordings that are there already, by number:
    /// now and then all are looked at again.
    pub(super) fn insert(&mut self, wording: &Wording, text: impl Fn(u32) -> Wording) -> u32 {
        let number = self.ends.len() as u32;
        let start = self.bases.len();
        self.bases.extend(wording.tokens.iter().map(digits));
        self.bases[start..].sort_unstable();
        self.ends.push(self.bases.len() as u32);
        self.seen.push(0);
        let mut own = Vec::new();
        keys(&wording.tokens, &mut own);
        if self.postings.len() + own.len() > self.heads.len() * CROWDED {
            self.make_room(number, text);
        }
        self.post(number, &own);
        number
    }

    fn post(&mut self, number: u32, keys: &[u32]) {
        let mask = self.heads.len() - 1;
        for &key in keys {
            let head = &mut self.heads[key as usize & mask];
            self.postings.push(Posting { wording: number, next: *head });
            *head = self.postings.len() as u32 - 1;
        }
    }

    /// Twice as many heads, for the wordings below `count`.
    fn make_room(&mut self, count: u32, text: impl Fn(u32) -> Wording) {
        self.heads = vec![END; (self.heads.len() * 2).max(1 << 12)];
        self.postings.clear();
        let mut own = Vec::new();
        for number in 0..count {
            keys(&text(number).tokens, &mut own);
            self.post(number, &own);
        }
    }

    /// The wordings that may report the same words as one with these keys, in the order in which they came.
    pub(super) fn candidates(&mut self, wording: &Wording, keys: &[u32]) -> Vec<u32> {
        let mut found = Vec::new();
        if self.heads.is_empty() {
            return found;
        }
        self.look += 1;
        let mut bases: Vec<u16> = wording.tokens.iter().map(digits).collect();
        bases.sort_unstable();
        for &key in keys {
            let mut at = self.heads[key as usize & (self.heads.len() - 1)];
            let mut left = LATEST;
            while at != END && left > 0 {
                let posting = self.postings[at as usize];
                at = posting.next;
                left -= 1;
                let seen = &mut self.seen[posting.wording as usize];
                if *seen != self.look {
                    *seen = self.look;
                    if self.may_match(&bases, posting.wording) {
                        found.push(posting.wording);
                    }
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// Whether they share enough words in whatever order. It does not matter which of two asks.
    fn may_match(&self, bases: &[u16], other: u32) -> bool {
        let start = other.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        let others = &self.bases[start as usize..self.ends[other as usize] as usize];
        let needed = SHARED * told(bases).min(told(others)) as f32;
        let (mut x, mut y, mut shared) = (0, 0, 0);
        while x < bases.len() && y < others.len() && (shared as f32) < needed {
            match bases[x].cmp(&others[y]) {
                std::cmp::Ordering::Less => x += 1,
                std::cmp::Ordering::Greater => y += 1,
                std::cmp::Ordering::Equal => {
                    shared += tells(bases[x]);
                    x += 1;
                    y += 1;
                }
            }
        }
        shared as f32 >= needed
    }
}

/// Bits of a base's digits that say what it tells, in nats.
const TELLS: u32 = 4;

/// Enough to tell words apart before they are compared, with what the base tells.
fn digits(token: &Token) -> u16 {
    let most = (1 << TELLS) - 1;
    let told = (token.base_information.round() as u16).min(most);
    let hash = (token.base.0 >> 16) as u16 ^ token.base.0 as u16;
    hash << TELLS | told
}

fn tells(digits: u16) -> u32 {
    u32::from(digits) & ((1 << TELLS) - 1)
}

fn told(bases: &[u16]) -> u32 {
    bases.iter().map(|&digits| tells(digits)).sum()
}
