//! Which of many wordings may report the same words as a new one.

use std::collections::HashMap;

use super::keys::keys;
use super::words::{WordId, Wording};

/// What wordings share with the one that tells less, at least, to be compared word by word: 0 to 1.
const SHARED: f32 = 0.34;

/// How many wordings of one key are looked at, the latest first.
const LATEST: usize = 400;

/// Nothing follows.
const END: u32 = u32::MAX;

/// Finds the wordings that may report the same words as another. Numbers them from 0 in the order in
/// which they came.
#[derive(Debug, Default)]
pub struct Index {
    /// Bases of all wordings, as numbers in `told`, sorted within each wording.
    bases: Vec<u32>,
    /// Where the bases of each wording end.
    ends: Vec<u32>,
    /// What each wording tells, in nats.
    whole: Vec<f32>,
    /// Number of each base.
    numbers: HashMap<WordId, u32>,
    /// What each base tells, in nats.
    told: Vec<f32>,
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
    key: u32,
    wording: u32,
    next: u32,
}

impl Index {
    /// Takes in a wording and returns its number.
    pub fn insert(&mut self, wording: &Wording) -> u32 {
        let number = self.ends.len() as u32;
        let start = self.bases.len();
        for token in &wording.tokens {
            let next = self.told.len() as u32;
            let base = *self.numbers.entry(token.base).or_insert(next);
            if base == next {
                self.told.push(token.information);
            }
            self.bases.push(base);
        }
        self.bases[start..].sort_unstable();
        self.ends.push(self.bases.len() as u32);
        self.whole.push(wording.information());
        self.seen.push(0);
        let mut own = Vec::new();
        keys(&wording.tokens, &mut own);
        self.make_room(own.len());
        for key in own {
            let head = key as usize & (self.heads.len() - 1);
            self.postings.push(Posting { key, wording: number, next: self.heads[head] });
            self.heads[head] = self.postings.len() as u32 - 1;
        }
        number
    }

    /// As many heads as postings, or more.
    fn make_room(&mut self, more: usize) {
        if self.postings.len() + more <= self.heads.len() {
            return;
        }
        self.heads = vec![END; (self.heads.len() * 2).max(1 << 10)];
        let mask = self.heads.len() - 1;
        for (at, posting) in self.postings.iter_mut().enumerate() {
            let head = &mut self.heads[posting.key as usize & mask];
            posting.next = *head;
            *head = at as u32;
        }
    }

    /// The wordings that may report the same words, in the order in which they came.
    pub fn candidates(&mut self, wording: &Wording) -> Vec<u32> {
        let mut found = Vec::new();
        if self.heads.is_empty() {
            return found;
        }
        self.look += 1;
        let mut own = Vec::new();
        keys(&wording.tokens, &mut own);
        let mut bases: Vec<u32> =
            wording.tokens.iter().filter_map(|token| self.numbers.get(&token.base).copied()).collect();
        bases.sort_unstable();
        let whole = wording.information();
        for key in own {
            let mut at = self.heads[key as usize & (self.heads.len() - 1)];
            let mut left = LATEST;
            while at != END && left > 0 {
                let posting = self.postings[at as usize];
                at = posting.next;
                if posting.key != key {
                    continue;
                }
                left -= 1;
                let seen = &mut self.seen[posting.wording as usize];
                if *seen != self.look {
                    *seen = self.look;
                    if self.may_match(&bases, whole, posting.wording) {
                        found.push(posting.wording);
                    }
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// Whether they share enough words in whatever order.
    fn may_match(&self, bases: &[u32], whole: f32, other: u32) -> bool {
        let start = other.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        let others = &self.bases[start as usize..self.ends[other as usize] as usize];
        let needed = SHARED * whole.min(self.whole[other as usize]);
        let (mut x, mut y, mut shared) = (0, 0, 0.0);
        while x < bases.len() && y < others.len() && shared < needed {
            match bases[x].cmp(&others[y]) {
                std::cmp::Ordering::Less => x += 1,
                std::cmp::Ordering::Greater => y += 1,
                std::cmp::Ordering::Equal => {
                    shared += self.told[bases[x] as usize];
                    x += 1;
                    y += 1;
                }
            }
        }
        shared >= needed
    }
}
