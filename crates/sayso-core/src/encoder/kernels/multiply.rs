//! Products of whole-number matrices, exact on every processor.
//!
//! The left matrix holds rows of *groups* (four bytes, or two 16-bit numbers), the right one is
//! packed in blocks of sixteen columns: block `b`, step `k` is one vector with the `k`-th group of
//! each of its columns. A tile of rows and blocks stays in registers while `k` runs.

use std::collections::BTreeMap;

use super::lanes::{Block, LANES, Lanes};

/// Left matrices and results have a multiple of so many rows.
pub(crate) const ROWS: usize = 4;

/// What one step of a dot product takes from a row.
pub(crate) trait Group: Copy {
    /// In one lane, the first number in the lowest bits.
    fn lane(self) -> i32;
    /// `sum` plus the products of this kind of group.
    fn dot<L: Lanes>(lanes: L, sum: L::I, a: L::I, b: &Block) -> L::I;
    /// `sum` plus the products of two groups.
    fn dot_twice<L: Lanes>(lanes: L, sum: L::I, a: [L::I; 2], b: &[Block; 2]) -> L::I;
}

impl Group for [u8; 4] {
    #[inline(always)]
    fn lane(self) -> i32 {
        i32::from_le_bytes(self)
    }
    #[inline(always)]
    fn dot<L: Lanes>(lanes: L, sum: L::I, a: L::I, b: &Block) -> L::I {
        lanes.dot_bytes(sum, a, b)
    }
    #[inline(always)]
    fn dot_twice<L: Lanes>(lanes: L, sum: L::I, a: [L::I; 2], b: &[Block; 2]) -> L::I {
        lanes.dot_bytes_twice(sum, a, b)
    }
}

impl Group for [i16; 2] {
    #[inline(always)]
    fn lane(self) -> i32 {
        i32::from(self[0].cast_unsigned()) | i32::from(self[1]) << 16
    }
    #[inline(always)]
    fn dot<L: Lanes>(lanes: L, sum: L::I, a: L::I, b: &Block) -> L::I {
        lanes.dot_shorts(sum, a, b)
    }
    #[inline(always)]
    fn dot_twice<L: Lanes>(lanes: L, sum: L::I, a: [L::I; 2], b: &[Block; 2]) -> L::I {
        lanes.dot_shorts(lanes.dot_shorts(sum, a[0], &b[0]), a[1], &b[1])
    }
}

/// Takes the result, sixteen columns of one row at a time.
pub(crate) trait Sink<L: Lanes> {
    /// Columns `16 * block ..` of `row`.
    fn put(&mut self, lanes: L, row: usize, block: usize, sums: L::I);
}

/// A matrix on the right.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Right<'m> {
    /// `depth` vectors for each block of columns.
    pub blocks: &'m [Block],
    /// Steps of each dot product: an even number.
    pub depth: usize,
    /// What has to be added to each block, if anything: taken out of it where, of two steps that follow each
    /// other, the weights of one sign that meet in 16 bits add up to more than [`MAX_FOUR`].
    pub excess: &'m [Vec<Excess>],
}

/// Weights of one step of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excess {
    step: usize,
    weights: Block,
}

/// Multiplies all rows of `left` (as many groups as `right` is deep) with all blocks of `right`. The number
/// of rows is a multiple of [`ROWS`]. At most `HEIGHT` rows, an even number or one, and `WIDTH` blocks go into
/// one tile.
#[inline(always)]
pub(crate) fn by_tiles<L: Lanes, G: Group, S: Sink<L>, const HEIGHT: usize, const WIDTH: usize>(
    lanes: L,
    left: &[G],
    right: Right,
    sink: &mut S,
) {
    let blocks = right.blocks.len() / right.depth;
    let mut block = 0;
    while block + WIDTH <= blocks {
        strip::<L, G, S, HEIGHT, WIDTH>(lanes, left, right, block, sink);
        block += WIDTH;
    }
    if WIDTH > 2 && block + 2 <= blocks {
        strip::<L, G, S, HEIGHT, 2>(lanes, left, right, block, sink);
        block += 2;
    }
    while block < blocks {
        strip::<L, G, S, HEIGHT, 1>(lanes, left, right, block, sink);
        block += 1;
    }
}

/// All rows with `WIDTH` blocks.
#[inline(always)]
fn strip<L: Lanes, G: Group, S: Sink<L>, const HEIGHT: usize, const WIDTH: usize>(
    lanes: L,
    left: &[G],
    right: Right,
    block: usize,
    sink: &mut S,
) {
    let depth = right.depth;
    let blocks = &right.blocks[block * depth..(block + WIDTH) * depth];
    let excess: [&[Excess]; WIDTH] =
        std::array::from_fn(|column| right.excess.get(block + column).map_or(&[][..], Vec::as_slice));
    let rows = left.len() / depth;
    let high = rows - rows % HEIGHT;
    for row in (0..high).step_by(HEIGHT) {
        let left = &left[row * depth..][..HEIGHT * depth];
        put_tile(lanes, product::<L, G, HEIGHT, WIDTH>(lanes, left, blocks, depth, excess), row, block, sink);
    }
    for row in (high..rows).step_by(2) {
        let left = &left[row * depth..][..2 * depth];
        put_tile(lanes, product::<L, G, 2, WIDTH>(lanes, left, blocks, depth, excess), row, block, sink);
    }
}

/// Hands over a tile whose first row and block are given.
#[inline(always)]
fn put_tile<L: Lanes, S: Sink<L>, const HEIGHT: usize, const WIDTH: usize>(
    lanes: L,
    sums: [[L::I; WIDTH]; HEIGHT],
    row: usize,
    block: usize,
    sink: &mut S,
) {
    for (down, sums) in sums.into_iter().enumerate() {
        for (right, sums) in sums.into_iter().enumerate() {
            sink.put(lanes, row + down, block + right, sums);
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
    excess: [&[Excess]; WIDTH],
) -> [[L::I; WIDTH]; HEIGHT] {
    assert!(depth.is_multiple_of(2) && left.len() == HEIGHT * depth && right.len() == WIDTH * depth);
    // SAFETY: in all calls below, `row < HEIGHT`, `block < WIDTH` and `k < depth`; the compiler does not see
    // it by itself, and checking costs a sixth of the whole encoder's time.
    let group = |row: usize, k: usize| lanes.int_splat(unsafe { left.get_unchecked(row * depth + k) }.lane());
    // SAFETY: as above, with `k + 1 < depth`; two vectors of a block follow each other.
    let vectors =
        |block: usize, k: usize| unsafe { &*right.as_ptr().add(block * depth + k).cast::<[Block; 2]>() };
    let mut sums = [[lanes.int_splat(0); WIDTH]; HEIGHT];
    for k in (0..depth).step_by(2) {
        for (row, sums) in sums.iter_mut().enumerate() {
            let groups = [group(row, k), group(row, k + 1)];
            for (block, sum) in sums.iter_mut().enumerate() {
                *sum = G::dot_twice(lanes, *sum, groups, vectors(block, k));
            }
        }
    }
    for (block, excess) in excess.into_iter().enumerate() {
        for Excess { step, weights } in excess {
            for (row, sums) in sums.iter_mut().enumerate() {
                let group = lanes.int_splat(left[row * depth + step].lane());
                sums[block] = G::dot(lanes, sums[block], group, weights);
            }
        }
    }
    sums
}

/// The most that four weights of one sign may add up to, if 16 bits are to hold the sum of their products
/// with codes of at most 127.
const MAX_FOUR: i32 = i16::MAX as i32 / 127;

/// Packs rows of weights (`out` of them, `inputs` bytes each) as the right matrix: its blocks, and what is
/// left out of them.
///
/// Missing columns of the last block are zero. `inputs` is a multiple of eight.
pub(crate) fn pack(weights: &[u8], inputs: usize) -> (Vec<Block>, Vec<Vec<Excess>>) {
    let (depth, count) = (inputs / 4, (weights.len() / inputs).div_ceil(LANES));
    let mut blocks = vec![Block::default(); count * depth];
    let mut excess = vec![BTreeMap::<usize, Block>::new(); count];
    for (column, row) in weights.chunks_exact(inputs).enumerate() {
        let (block, lane) = (column / LANES, column % LANES);
        let mut row: Vec<[i8; 4]> =
            row.as_chunks().0.iter().map(|group: &[u8; 4]| group.map(u8::cast_signed)).collect();
        for (pair, groups) in row.as_chunks_mut().0.iter_mut().enumerate() {
            for (step, over) in take_excess(groups).into_iter().enumerate() {
                if over != [0; 4] {
                    excess[block].entry(2 * pair + step).or_default().0[lane] = lane_of(over);
                }
            }
        }
        for (vector, group) in blocks[block * depth..][..depth].iter_mut().zip(row) {
            vector.0[lane] = lane_of(group);
        }
    }
    let listed = |excess: BTreeMap<usize, Block>| {
        excess.into_iter().map(|(step, weights)| Excess { step, weights }).collect()
    };
    (blocks, excess.into_iter().map(listed).collect())
}

fn lane_of(group: [i8; 4]) -> i32 {
    i32::from_le_bytes(group.map(i8::cast_unsigned))
}

/// Takes out of two groups what lets four weights of one sign that meet exceed [`MAX_FOUR`]: out of the
/// largest first. The first two of each group meet, and the last two.
pub(super) fn take_excess(groups: &mut [[i8; 4]; 2]) -> [[i8; 4]; 2] {
    let mut taken = [[0_i8; 4]; 2];
    for half in [0, 2] {
        for sign in [1, -1] {
            let places = [(0, half), (0, half + 1), (1, half), (1, half + 1)];
            let size = |groups: &[[i8; 4]; 2], (step, at): (usize, usize)| {
                (i32::from(groups[step][at]) * sign).max(0)
            };
            let total: i32 = places.iter().map(|&place| size(groups, place)).sum();
            let mut over = (total - MAX_FOUR).max(0);
            while over > 0 {
                let (step, at) =
                    *places.iter().max_by_key(|&&place| size(groups, place)).unwrap_or(&places[0]);
                let part = over.min(size(groups, (step, at)));
                let left = i32::from(groups[step][at]) - part * sign;
                taken[step][at] = (part * sign) as i8;
                groups[step][at] = left as i8;
                over -= part;
            }
        }
    }
    taken
}
