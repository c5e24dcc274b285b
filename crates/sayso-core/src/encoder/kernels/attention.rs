//! One head of self-attention over a window, in whole numbers.
//!
//! Queries and keys are quantised to 14 signed bits and values to 11, each by its largest size in the
//! window; softmax weights to twelve bits of the row's largest. All products and sums are then exact
//! in 32 bits for windows of up to 512 pieces, whatever the order.

use super::lanes::{Block, LANES, Lanes};
use super::multiply::{ROWS, Right, Sink};
use super::rows::{exp2, vectors, vectors_mut};

/// Most pieces in one window: `MAX_WINDOW * MAX_WEIGHT * MAX_VALUE` stays below 2^31.
pub(crate) const MAX_WINDOW: usize = 512;
/// Most numbers in one head: `MAX_HEAD * MAX_KEY * MAX_KEY` stays below 2^31.
pub(crate) const MAX_HEAD: usize = 32;
/// Queries that are taken at once.
const QUERIES: usize = 3 * ROWS;
/// Largest size of a quantised query or key.
const MAX_KEY: f32 = 8191.0;
/// Largest size of a quantised value.
const MAX_VALUE: f32 = 1023.0;
/// log2 of the largest softmax weight.
const LOG2_MAX_WEIGHT: f32 = 12.0;

/// Buffers of one head, used again for each.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    queries: Vec<[i16; 2]>,
    keys: Vec<Block>,
    values: Vec<Block>,
    scores: Vec<f32>,
    weights: Vec<[i16; 2]>,
    totals: Vec<i32>,
}

/// Where the parts of a head stand in the rows that the first linear layer of attention makes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    /// First column of its queries; also of its result.
    pub first: usize,
    /// Columns of each part.
    pub size: usize,
    /// Columns of all heads: queries, then keys, then values.
    pub hidden: usize,
}

impl Head {
    fn part(self, row: &[f32], part: usize) -> &[f32] {
        &row[part * self.hidden + self.first..][..self.size]
    }
}

/// Attends from each of `count` rows of `projected` (queries, keys and values of all heads) to all of
/// them; writes the head's columns of `context`.
#[inline(always)]
pub(crate) fn attend<L: Lanes>(
    lanes: L,
    head: Head,
    count: usize,
    projected: &[f32],
    scratch: &mut Scratch,
    context: &mut [f32],
) {
    let rows = || projected.chunks_exact(3 * head.hidden).take(count);
    let padded_rows = count.next_multiple_of(ROWS);
    let padded_keys = count.next_multiple_of(LANES);
    let pairs = head.size / 2;
    scratch.queries.resize(padded_rows * pairs, [0; 2]);
    scratch.keys.resize(padded_keys * pairs / LANES, Block::default());
    scratch.values.resize(padded_keys * pairs / LANES, Block::default());
    scratch.scores.resize(QUERIES * padded_keys, 0.0);
    scratch.weights.resize(QUERIES * padded_keys / 2, [0; 2]);
    scratch.totals.resize(QUERIES, 0);

    let query_scale = largest(lanes, rows().map(|row| head.part(row, 0)));
    let key_scale = largest(lanes, rows().map(|row| head.part(row, 1)));
    let value_scale = largest(lanes, rows().map(|row| head.part(row, 2)));
    pack_queries(lanes, head, rows(), query_scale, &mut scratch.queries);
    pack_keys(lanes, head, rows(), key_scale, &mut scratch.keys);
    pack_values(lanes, head, rows(), value_scale, &mut scratch.values);

    let root = (head.size as f32).sqrt();
    let to_log2 = query_scale / MAX_KEY * (key_scale / MAX_KEY) * std::f32::consts::LOG2_E / root;
    let contexts = context.chunks_mut(QUERIES * head.hidden);
    for (queries, context) in scratch.queries.chunks(QUERIES * pairs).zip(contexts) {
        let mut scores = Scores { scores: &mut scratch.scores, width: padded_keys };
        lanes.multiply(queries, Right { blocks: &scratch.keys, depth: pairs, excess: &[] }, &mut scores);
        let scores = scratch.scores.chunks_exact_mut(padded_keys).take(queries.len() / pairs);
        let weights = scratch.weights.chunks_exact_mut(padded_keys / 2);
        for ((scores, weights), total) in scores.zip(weights).zip(&mut scratch.totals) {
            *total = softmax(lanes, to_log2, count, scores, weights);
        }
        let mut sink = Context { context, head, scale: value_scale / MAX_VALUE, totals: &scratch.totals };
        let right = Right { blocks: &scratch.values, depth: padded_keys / 2, excess: &[] };
        let weights = &scratch.weights[..queries.len() / pairs * right.depth];
        lanes.multiply(weights, right, &mut sink);
    }
}

/// The largest size of any number.
#[inline(always)]
fn largest<'r, L: Lanes>(lanes: L, rows: impl Iterator<Item = &'r [f32]>) -> f32 {
    let mut most = lanes.splat(0.0);
    for row in rows {
        for vector in vectors(row) {
            most = lanes.max(lanes.abs(lanes.load(vector)), most);
        }
    }
    lanes.largest(most)
}

/// The factor from numbers of at most `largest` to whole ones of at most `most`.
fn factor(largest: f32, most: f32) -> f32 {
    if largest > 0.0 { most / largest } else { 0.0 }
}

/// Quantised numbers, none above `most`.
#[inline(always)]
fn quantised<L: Lanes>(lanes: L, from: &[f32; LANES], factor: L::F, most: L::F) -> L::I {
    lanes.to_int(lanes.min(lanes.mul(lanes.load(from), factor), most))
}

#[inline(always)]
fn pack_queries<'r, L: Lanes>(
    lanes: L,
    head: Head,
    rows: impl Iterator<Item = &'r [f32]>,
    scale: f32,
    queries: &mut [[i16; 2]],
) {
    let (factor, most) = (lanes.splat(factor(scale, MAX_KEY)), lanes.splat(MAX_KEY));
    for (row, to) in rows.zip(queries.chunks_exact_mut(head.size / 2)) {
        for (from, to) in vectors(head.part(row, 0)).iter().zip(to.as_flattened_mut().as_chunks_mut().0) {
            lanes.store_shorts(quantised(lanes, from, factor, most), to);
        }
    }
}

/// Columns are keys, steps are pairs of their numbers.
#[inline(always)]
fn pack_keys<'r, L: Lanes>(
    lanes: L,
    head: Head,
    rows: impl Iterator<Item = &'r [f32]>,
    scale: f32,
    keys: &mut [Block],
) {
    let (factor, most) = (lanes.splat(factor(scale, MAX_KEY)), lanes.splat(MAX_KEY));
    let depth = head.size / 2;
    let mut shorts = [0; LANES];
    for (column, row) in rows.enumerate() {
        let block = &mut keys[column / LANES * depth..][..depth];
        let parts = vectors(head.part(row, 1)).iter().zip(block.as_chunks_mut::<{ LANES / 2 }>().0);
        for (from, to) in parts {
            lanes.store_shorts(quantised(lanes, from, factor, most), &mut shorts);
            for (pair, to) in shorts.as_chunks::<2>().0.iter().zip(to) {
                to.0[column % LANES] = super::multiply::Group::lane(*pair);
            }
        }
    }
}

/// Columns are numbers of a value, steps are pairs of pieces of the window.
#[inline(always)]
fn pack_values<'r, L: Lanes>(
    lanes: L,
    head: Head,
    mut rows: impl Iterator<Item = &'r [f32]>,
    scale: f32,
    values: &mut [Block],
) {
    let (factor, most) = (lanes.splat(factor(scale, MAX_VALUE)), lanes.splat(MAX_VALUE));
    let depth = values.len() / (head.size / LANES);
    for step in 0..depth {
        let (low, high) = (rows.next(), rows.next());
        for column in 0..head.size / LANES {
            let part =
                |row: Option<&[f32]>| row.map_or([0.0; LANES], |row| vectors(head.part(row, 2))[column]);
            let low = quantised(lanes, &part(low), factor, most);
            let high = quantised(lanes, &part(high), factor, most);
            let pair = lanes.pair(low, high);
            lanes.int_store(pair, &mut values[column * depth + step]);
        }
    }
}

/// Takes whole-number scores as floats.
struct Scores<'s> {
    scores: &'s mut [f32],
    width: usize,
}

impl<L: Lanes> Sink<L> for Scores<'_> {
    #[inline(always)]
    fn put(&mut self, lanes: L, row: usize, block: usize, sums: L::I) {
        let row = &mut self.scores[row * self.width..][..self.width];
        lanes.store(lanes.to_float(sums), &mut vectors_mut(row)[block]);
    }
}

/// Turns the first `count` scores of a row into whole-number weights, the rest into zero; returns
/// the sum of the weights.
#[inline(always)]
fn softmax<L: Lanes>(
    lanes: L,
    to_log2: f32,
    count: usize,
    scores: &mut [f32],
    weights: &mut [[i16; 2]],
) -> i32 {
    scores[count..].fill(f32::NEG_INFINITY);
    let scores = vectors(scores);
    let mut most = lanes.splat(f32::NEG_INFINITY);
    for vector in scores {
        most = lanes.max(lanes.load(vector), most);
    }
    let shift = LOG2_MAX_WEIGHT - lanes.largest(most) * to_log2;
    let (factor, shift) = (lanes.splat(to_log2), lanes.splat(shift));
    // Between these no weight is lost: 2^-2 rounds to zero.
    let (least, largest) = (lanes.splat(-2.0), lanes.splat(LOG2_MAX_WEIGHT));
    let mut total = lanes.int_splat(0);
    for (vector, weights) in scores.iter().zip(weights.as_flattened_mut().as_chunks_mut().0) {
        let power = lanes.mul_add(lanes.load(vector), factor, shift);
        let power = lanes.min(lanes.max(power, least), largest);
        let weight = lanes.to_int(exp2(lanes, power));
        total = lanes.int_add(total, weight);
        lanes.store_shorts(weight, weights);
    }
    lanes.int_sum(total)
}

/// Takes weighted sums of values, divides them by the weights' sum, and puts them where they belong.
struct Context<'c> {
    /// At most [`QUERIES`] rows.
    context: &'c mut [f32],
    head: Head,
    scale: f32,
    totals: &'c [i32],
}

impl<L: Lanes> Sink<L> for Context<'_> {
    #[inline(always)]
    fn put(&mut self, lanes: L, row: usize, block: usize, sums: L::I) {
        let factor = lanes.splat(self.scale / self.totals[row] as f32);
        let to = &mut self.context[row * self.head.hidden + self.head.first..][..self.head.size];
        lanes.store(lanes.mul(lanes.to_float(sums), factor), &mut vectors_mut(to)[block]);
    }
}
