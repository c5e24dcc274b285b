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
    let mut sums = [[lanes.int_splat(0); WIDTH]; HEIGHT];
    for k in 0..depth {
        let mut vectors = [lanes.int_splat(0); WIDTH];
        for (block, vector) in vectors.iter_mut().enumerate() {
            // SAFETY: `block < WIDTH` and `k < depth`; the compiler does not see it by itself, and
            // checking costs a sixth of the whole encoder's time.
            *vector = lanes.int_load(unsafe { right.get_unchecked(block * depth + k) });
        }
        for (row, sums) in sums.iter_mut().enumerate() {
            // SAFETY: `row < HEIGHT` and `k < depth`.
            let group = unsafe { left.get_unchecked(row * depth + k) };
            let group = lanes.int_splat(group.lane());
            for (sum, vector) in sums.iter_mut().zip(vectors) {
                *sum = G::dot(lanes, *sum, group, vector);
            }
        }
    }
    sums
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
