//! How far apart two spellings of a word are.

/// What it costs to write one letter for another.
fn substitution(a: u8, b: u8) -> f32 {
    const VOWELS: &[u8] = b"aeiou";
    const NEAR: &[&[u8]] = &[b"kg", b"sz", b"fv", b"bp", b"dt", b"jg", b"cs", b"ij", b"xs", b"ks", b"zj", b"sc"];
    if a == b {
        0.0
    } else if VOWELS.contains(&a) && VOWELS.contains(&b) || NEAR.iter().any(|set| set.contains(&a) && set.contains(&b)) {
        0.4
    } else if a.is_ascii_digit() != b.is_ascii_digit() {
        0.6
    } else {
        1.0
    }
}

/// What it costs to leave a letter out.
fn omission(letter: u8) -> f32 {
    match letter {
        b'h' => 0.3,
        b'a' | b'e' | b'i' | b'o' | b'u' => 0.5,
        _ => 1.0,
    }
}

/// Cheapest way from `a` to `b`: letters left out, replaced or swapped with a neighbour.
///
/// Damerau's distance with weights: vowels and sounds that romanisations confuse cost less.
pub(super) fn cost(a: &[u8], b: &[u8]) -> f32 {
    const SWAP: f32 = 0.8;
    let width = b.len() + 1;
    let mut table = vec![0f32; (a.len() + 1) * width];
    for j in 0..b.len() {
        table[j + 1] = table[j] + omission(b[j]);
    }
    for i in 0..a.len() {
        table[(i + 1) * width] = table[i * width] + omission(a[i]);
        for j in 0..b.len() {
            let first = if i == 0 && j == 0 { 1.3 } else { 1.0 };
            let replaced = table[i * width + j] + first * substitution(a[i], b[j]);
            let dropped = table[i * width + j + 1] + omission(a[i]);
            let added = table[(i + 1) * width + j] + omission(b[j]);
            let mut best = replaced.min(dropped).min(added);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                best = best.min(table[(i - 1) * width + j - 1] + SWAP);
            }
            table[(i + 1) * width + j + 1] = best;
        }
    }
    table[a.len() * width + b.len()]
}

/// Whether the words differ in nothing but vowels that romanisations confuse, letter for letter.
pub(super) fn is_revowelled(a: &[u8], b: &[u8]) -> bool {
    const PAIRS: &[&[u8]] = &[b"ou", b"ae", b"ei", b"oa"];
    a.len() == b.len()
        && a.iter().zip(b).all(|(x, y)| x == y || PAIRS.iter().any(|p| p.contains(x) && p.contains(y)))
}
