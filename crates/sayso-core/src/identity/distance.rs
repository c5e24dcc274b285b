//! How far apart two spellings of a word are.

/// What it costs to write one letter for another.
fn substitution(a: u8, b: u8) -> f32 {
    const VOWELS: &[u8] = b"aeiou";
    const NEAR: &[&[u8]] = &[
        b"kg", b"sz", b"fv", b"bp", b"dt", b"jg", b"cs", b"ij", b"xs", b"ks", b"zj", b"sc", b"cz", b"kc",
        b"js",
    ];
    let near = |set: &&[u8]| set.contains(&a) && set.contains(&b);
    if a == b {
        0.0
    } else if VOWELS.contains(&a) && VOWELS.contains(&b) || NEAR.iter().any(near) {
        0.4
    } else if a.is_ascii_digit() != b.is_ascii_digit() {
        0.6
    } else if VOWELS.contains(&a) || VOWELS.contains(&b) {
        1.0
    } else {
        // Two sounds that nobody takes for each other make two names.
        1.4
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

/// Whether the words differ by one slip of the fingers: two neighbours swapped, or a letter doubled.
pub(super) fn is_slip(a: &[u8], b: &[u8]) -> bool {
    is_swap(a, b) || is_doubling(a, b) || is_doubling(b, a)
}

fn is_swap(a: &[u8], b: &[u8]) -> bool {
    let differs: Vec<usize> = (0..a.len().min(b.len())).filter(|&i| a[i] != b[i]).collect();
    a.len() == b.len() && matches!(differs[..], [i, j] if j == i + 1 && a[i] == b[j] && a[j] == b[i])
}

fn is_doubling(a: &[u8], b: &[u8]) -> bool {
    a.len() + 1 == b.len()
        && (1..b.len()).any(|i| b[i] == b[i - 1] && a[..i] == b[..i] && a[i..] == b[i + 1..])
}

/// Whether one word is the other with its letters in disorder.
pub(super) fn is_scrambled(a: &[u8], b: &[u8]) -> bool {
    let sorted = |word: &[u8]| {
        let mut letters = word.to_vec();
        letters.sort_unstable();
        letters
    };
    a.len() >= 5 && a.len() == b.len() && sorted(a) == sorted(b)
}
