//! Products of whole-number matrices, exact on every processor.
//!
//! The left matrix holds rows of *groups* (four bytes, or two 16-bit numbers), the right one is
//! packed in blocks of sixteen columns: block `b`, step `k` is one vector with the `k`-th group of
//! each of its columns. A tile of rows and blocks stays in registers while `k` runs.

use super::lanes::{Block, LANES, Lanes};

/// Rows that any tile height divides: left matrices and results have a multiple of it.
pub(crate) const ROWS: usize = 12;

/// What one step of a dot product takes from a row.
pub(crate) trait Group: Copy {
    /// In one lane, the first number in the lowest bits.
    fn lane(self) -> i32;
    /// `sum` plus the products of this kind of group.
    fn dot<L: Lanes>(lanes: L, sum: L::I, a: L::I, b: L::I) -> L::I;
    /// `sum` plus the products of two groups.
    fn dot_twice<L: Lanes>(lanes: L, sum: L::I, a: [L::I; 2], b: [L::I; 2]) -> L::I;
}

impl Group for [u8; 4] {
    #[inline(always)]
    fn lane(self) -> i32 {
        i32::from_le_bytes(self)
    }
    #[inline(always)]
    fn dot<L: Lanes>(lanes: L, sum: L::I, a: L::I, b: L::I) -> L::I {
        lanes.dot_bytes(sum, a, b)
    }
    #[inline(always)]
    fn dot_twice<L: Lanes>(lanes: L, sum: L::I, a: [L::I; 2], b: [L::I; 2]) -> L::I {
        lanes.dot_bytes_twice(sum, a, b)
    }
}

impl Group for [i16; 2] {
    #[inline(always)]
    fn lane(self) -> i32 {
        i32::from(self[0].cast_unsigned()) | i32::from(self[1]) << 16
    }
    #[inline(always)]
    fn dot<L: Lanes>(lanes: L, sum: L::I, a: L::I, b: L::I) -> L::I {
        lanes.dot_shorts(sum, a, b)
    }
    #[inline(always)]
    fn dot_twice<L: Lanes>(lanes: L, sum: L::I, a: [L::I; 2], b: [L::I; 2]) -> L::I {
        lanes.dot_shorts(lanes.dot_shorts(sum, a[0], b[0]), a[1], b[1])
    }
}

/// Takes the result, sixteen columns of one row at a time.
pub(crate) trait Sink<L: Lanes> {
    /// Columns `16 * block ..` of `row`.
    fn put(&mut self, lanes: L, row: usize, block: usize, sums: L::I);
}

/// Multiplies all rows of `left` (`depth` groups each) with all blocks of `right` (`depth` vectors
/// each). The number of rows is a multiple of [`ROWS`], `HEIGHT` divides [`ROWS`], and at most
/// `WIDTH` blocks go into one tile.
#[inline(always)]
pub(crate) fn by_tiles<L: Lanes, G: Group, S: Sink<L>, const HEIGHT: usize, const WIDTH: usize>(
    lanes: L,
    left: &[G],
    right: &[Block],
    depth: usize,
    sink: &mut S,
) {
    let blocks = right.len() / depth;
    let mut block = 0;
    while block + WIDTH <= blocks {
        strip::<L, G, S, HEIGHT, WIDTH>(lanes, left, right, depth, block, sink);
        block += WIDTH;
    }
    if WIDTH > 2 && block + 2 <= blocks {
        strip::<L, G, S, HEIGHT, 2>(lanes, left, right, depth, block, sink);
        block += 2;
    }
    while block < blocks {
        strip::<L, G, S, HEIGHT, 1>(lanes, left, right, depth, block, sink);
        block += 1;
    }
}

/// All rows with `WIDTH` blocks.
#[inline(always)]
fn strip<L: Lanes, G: Group, S: Sink<L>, const HEIGHT: usize, const WIDTH: usize>(
    lanes: L,
    left: &[G],
    right: &[Block],
    depth: usize,
    block: usize,
    sink: &mut S,
) {
    let right = &right[block * depth..(block + WIDTH) * depth];
    for (tile, rows) in left.chunks_exact(HEIGHT * depth).enumerate() {
        let sums = product::<L, G, HEIGHT, WIDTH>(lanes, rows, right, depth);
        for (row, sums) in sums.into_iter().enumerate() {
            for (column, sums) in sums.into_iter().enumerate() {
                sink.put(lanes, tile * HEIGHT + row, block + column, sums);
            }
        }
    }
}

/// One tile: `HEIGHT` rows times `WIDTH` blocks.
#[inline(always)]
fn product<L: Lanes, G: Group, const HEIGHT: usize, const WIDTH: usize>(
    lanes: L,
    left: &[G],
    right: &[Block],
    depth: usize,
) -> [[L::I; WIDTH]; HEIGHT] {
    assert!(left.len() == HEIGHT * depth && right.len() == WIDTH * depth);
    // SAFETY: `block < WIDTH`, `row < HEIGHT` and `k < depth` in all calls below; the compiler does not see
    // it by itself, and checking costs a sixth of the whole encoder's time.
    let vector = |block: usize, k: usize| lanes.int_load(unsafe { right.get_unchecked(block * depth + k) });
    // SAFETY: as above.
    let group = |row: usize, k: usize| lanes.int_splat(unsafe { left.get_unchecked(row * depth + k) }.lane());
    let mut sums = [[lanes.int_splat(0); WIDTH]; HEIGHT];
    for k in (0..depth / 2).map(|pair| 2 * pair) {
        for (row, sums) in sums.iter_mut().enumerate() {
            let groups = [group(row, k), group(row, k + 1)];
            for (block, sum) in sums.iter_mut().enumerate() {
                *sum = G::dot_twice(lanes, *sum, groups, [vector(block, k), vector(block, k + 1)]);
            }
        }
    }
    if let Some(k) = depth.checked_sub(1).filter(|k| k.is_multiple_of(2)) {
        for (row, sums) in sums.iter_mut().enumerate() {
            for (block, sum) in sums.iter_mut().enumerate() {
                *sum = G::dot(lanes, *sum, group(row, k), vector(block, k));
            }
        }
    }
    sums
}

/// The most that 16 bits allow four weights of one sign to add up to, if each is multiplied with at most 127.
pub(crate) const MAX_FOUR: i32 = i16::MAX as i32 / 127;

/// The factor (at most 1) by which a row's weights must shrink, so that in each eight inputs the
/// weights that [`Lanes::dot_bytes_twice`] adds up stay within [`MAX_FOUR`].
pub(crate) fn shrinkage(row: &[u8]) -> f32 {
    let sum = |eight: &[u8; 8], half: usize, sign: i32| -> i32 {
        let weights = [0, 1, 4, 5].map(|at| i32::from(eight[at + half].cast_signed()) * sign);
        weights.iter().map(|&weight| weight.max(0)).sum()
    };
    let sums =
        |eight: &[u8; 8]| [(0, 1), (0, -1), (2, 1), (2, -1)].map(|(half, sign)| sum(eight, half, sign));
    let most = row.as_chunks().0.iter().flat_map(sums).max().unwrap_or(0);
    if most <= MAX_FOUR { 1.0 } else { (MAX_FOUR - 2) as f32 / most as f32 }
}

/// Packs rows of weights (`out` of them, `inputs` bytes each) as the right matrix.
///
/// Missing columns of the last block are zero. `inputs` is a multiple of four.
pub(crate) fn pack(weights: &[u8], inputs: usize) -> Vec<Block> {
    let depth = inputs / 4;
    let mut packed = vec![Block::default(); (weights.len() / inputs).div_ceil(LANES) * depth];
    for (column, row) in weights.chunks_exact(inputs).enumerate() {
        let block = &mut packed[column / LANES * depth..][..depth];
        for (vector, group) in block.iter_mut().zip(row.as_chunks().0) {
            vector.0[column % LANES] = i32::from_le_bytes(*group);
        }
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The greatest sum of four weights of one sign that are added up together.
    fn greatest(row: &[u8]) -> i32 {
        let four = |eight: &[u8; 8], half: usize| [0, 1, 4, 5].map(|at| i32::from(eight[at + half] as i8));
        let sums = |eight: &[u8; 8]| {
            [0, 2].map(|half| four(eight, half)).map(|four| {
                let positive: i32 = four.iter().map(|w| w.max(&0)).sum();
                let negative: i32 = four.iter().map(|w| w.min(&0)).sum();
                positive.max(-negative)
            })
        };
        row.as_chunks().0.iter().flat_map(sums).max().unwrap_or(0)
    }

    proptest! {
        #[test]
        fn shrunk_weights_never_overflow_sixteen_bits(row in prop::collection::vec(any::<u8>(), 32)) {
            let factor = shrinkage(&row);
            prop_assert!(factor <= 1.0);
            let shrunk: Vec<u8> =
                row.iter().map(|w| (f32::from(*w as i8) * factor).round_ties_even() as i8 as u8).collect();
            prop_assert!(greatest(&shrunk) <= MAX_FOUR, "{shrunk:?}");
            prop_assert_eq!(factor < 1.0, greatest(&row) > MAX_FOUR);
        }
    }
}
