//! By which keys wordings that may report the same words find each other.
//!
//! Rarity within a window, not within the whole: six words cut out of forty share the rarest words of
//! some window with the forty, but seldom the rarest words of all (compare winnowing, Schleimer 2003).

use super::words::Token;

/// Words in a window.
const WINDOW: usize = 6;

/// How many of a window's words, the most telling, are paired.
const RAREST: usize = 3;

/// How many rows of three words in succession are keys, the most telling; all of them where the wording is short.
const ROWS: usize = 4;

/// A short wording is one of at most this many words.
const SHORT: usize = 8;

/// What the words of a key must tell together, in nats: keys that tell less lead to half of all wordings. A row
/// of three that tells less gets a fourth word.
const LEAST: f32 = 15.0;

/// The keys of a wording, sorted, each once.
pub(super) fn keys(tokens: &[Token], out: &mut Vec<u32>) {
    out.clear();
    windows(tokens, out);
    rows(tokens, out);
    out.sort_unstable();
    out.dedup();
}

/// Whether two sorted lists of keys have one in common.
pub(super) fn share_one(a: &[u32], b: &[u32]) -> bool {
    let (mut x, mut y) = (0, 0);
    while x < a.len() && y < b.len() {
        match a[x].cmp(&b[y]) {
            std::cmp::Ordering::Less => x += 1,
            std::cmp::Ordering::Greater => y += 1,
            std::cmp::Ordering::Equal => return true,
        }
    }
    false
}

/// Pairs of the most telling words of each window, in either order.
fn windows(tokens: &[Token], out: &mut Vec<u32>) {
    let last = tokens.len().saturating_sub(WINDOW);
    let mut seen = [usize::MAX; RAREST];
    for start in 0..=last {
        let rarest = rarest(tokens, start..(start + WINDOW).min(tokens.len()));
        if rarest == seen {
            continue;
        }
        seen = rarest;
        for (n, &x) in rarest.iter().enumerate() {
            for &y in &rarest[n + 1..] {
                if x == usize::MAX || y == usize::MAX || tokens[x].base == tokens[y].base {
                    continue;
                }
                if tokens[x].information + tokens[y].information >= LEAST {
                    let (x, y) = (tokens[x].base.0, tokens[y].base.0);
                    out.push(mix(&[x.min(y), x.max(y)]));
                }
            }
        }
    }
}

/// The most telling words of a range, by place; `usize::MAX` where there are fewer.
fn rarest(tokens: &[Token], range: std::ops::Range<usize>) -> [usize; RAREST] {
    let mut best = [usize::MAX; RAREST];
    for at in range {
        let mut at = at;
        for place in &mut best {
            if *place == usize::MAX || tells_more(&tokens[at], &tokens[*place]) {
                std::mem::swap(place, &mut at);
                if at == usize::MAX {
                    break;
                }
            }
        }
    }
    best
}

/// By information, then by word, so that the order never hangs on the place.
fn tells_more(a: &Token, b: &Token) -> bool {
    (a.information, a.base) > (b.information, b.base)
}

/// Rows of three words, or of four where three tell too little.
fn rows(tokens: &[Token], out: &mut Vec<u32>) {
    let mut rows: Vec<(f32, u32)> =
        (0..tokens.len().saturating_sub(2)).map(|at| row(&tokens[at..])).collect();
    if tokens.len() > SHORT {
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        rows.truncate(ROWS);
    }
    out.extend(rows.iter().map(|&(_, key)| key));
}

/// What the first words tell, and their key.
fn row(tokens: &[Token]) -> (f32, u32) {
    let told = |length: usize| tokens[..length].iter().map(|token| token.information).sum::<f32>();
    let length = if told(3) < LEAST { tokens.len().min(4) } else { 3 };
    let mut words = [0; 4];
    words.iter_mut().zip(&tokens[..length]).for_each(|(word, token)| *word = token.base.0);
    (told(length), mix(&words[..length]))
}

fn mix(words: &[u32]) -> u32 {
    let mut hash = 0x9e37_79b9_7f4a_7c15_u64 ^ words.len() as u64;
    for &word in words {
        hash = (hash ^ u64::from(word)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash ^= hash >> 32;
    }
    (hash >> 16) as u32
}
