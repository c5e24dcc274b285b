//! What is done to one row of numbers at a time: quantising, normalising, GELU.

use super::lanes::{LANES, Lanes};

/// The vectors of a row; its length is a multiple of [`LANES`].
#[inline(always)]
pub(crate) fn vectors(row: &[f32]) -> &[[f32; LANES]] {
    row.as_chunks().0
}

/// The vectors of a row; its length is a multiple of [`LANES`].
#[inline(always)]
pub(crate) fn vectors_mut(row: &mut [f32]) -> &mut [[f32; LANES]] {
    row.as_chunks_mut().0
}

/// How a row's numbers were quantised: `value = offset + scale * code`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Affine {
    pub scale: f32,
    pub offset: f32,
}

/// The largest code: seven bits, so that two products with signed bytes fit 16 bits.
const MAX_CODE: f32 = 127.0;

/// Codes a row from its smallest number (0) to its largest (127).
#[inline(always)]
pub(crate) fn quantise<L: Lanes>(lanes: L, row: &[f32], codes: &mut [[u8; 4]]) -> Affine {
    let row = vectors(row);
    let mut least = lanes.splat(f32::INFINITY);
    let mut most = lanes.splat(f32::NEG_INFINITY);
    for vector in row {
        let vector = lanes.load(vector);
        least = lanes.min(vector, least);
        most = lanes.max(vector, most);
    }
    let (least, most) = (lanes.smallest(least), lanes.largest(most));
    let range = most - least;
    let factor = if range > 0.0 { MAX_CODE / range } else { 0.0 };
    let (lowest, steps, top) = (lanes.splat(least), lanes.splat(factor), lanes.splat(MAX_CODE));
    for (vector, codes) in row.iter().zip(codes.as_flattened_mut().as_chunks_mut().0) {
        let code = lanes.mul(lanes.sub(lanes.load(vector), lowest), steps);
        lanes.store_bytes(lanes.to_int(lanes.min(code, top)), codes);
    }
    Affine { scale: range / MAX_CODE, offset: least }
}

/// The sum of a row's numbers less `minus` (of their squares), in four strands joined at the end.
#[inline(always)]
fn total<L: Lanes>(lanes: L, row: &[[f32; LANES]], minus: L::F, squared: bool) -> f32 {
    let mut strands = [lanes.splat(0.0); 4];
    let (quads, rest) = row.as_chunks::<4>();
    for quad in quads {
        for (strand, vector) in strands.iter_mut().zip(quad) {
            *strand = count_in(lanes, *strand, vector, minus, squared);
        }
    }
    for vector in rest {
        strands[0] = count_in(lanes, strands[0], vector, minus, squared);
    }
    let [a, b, c, d] = strands;
    lanes.sum(lanes.add(lanes.add(a, b), lanes.add(c, d)))
}

#[inline(always)]
fn count_in<L: Lanes>(lanes: L, sum: L::F, vector: &[f32; LANES], minus: L::F, squared: bool) -> L::F {
    let value = lanes.sub(lanes.load(vector), minus);
    if squared { lanes.mul_add(value, value, sum) } else { lanes.add(value, sum) }
}

/// Scale and shift of a layer normalisation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Norm {
    pub weight: Vec<f32>,
    pub bias: Vec<f32>,
}

/// What BERT adds to the variance.
const EPSILON: f32 = 1e-12;

/// Gives a row mean 0 and variance 1, then applies scale and shift.
#[inline(always)]
pub(crate) fn normalise<L: Lanes>(lanes: L, norm: &Norm, row: &mut [f32]) {
    let count = row.len() as f32;
    let row = vectors_mut(row);
    let mean = lanes.splat(total(lanes, row, lanes.splat(0.0), false) / count);
    let variance = total(lanes, row, mean, true) / count;
    let factor = lanes.splat(1.0 / (variance + EPSILON).sqrt());
    for ((vector, weight), bias) in row.iter_mut().zip(vectors(&norm.weight)).zip(vectors(&norm.bias)) {
        let value = lanes.mul(lanes.sub(lanes.load(vector), mean), factor);
        let value = lanes.mul_add(value, lanes.load(weight), lanes.load(bias));
        lanes.store(value, vector);
    }
}

/// Adds `other` to a row.
#[inline(always)]
pub(crate) fn add<L: Lanes>(lanes: L, row: &mut [f32], other: &[f32]) {
    for (vector, other) in vectors_mut(row).iter_mut().zip(vectors(other)) {
        let sum = lanes.add(lanes.load(vector), lanes.load(other));
        lanes.store(sum, vector);
    }
}

/// `c[0] + c[1] x + c[2] x² + …`
#[inline(always)]
fn polynomial<L: Lanes, const N: usize>(lanes: L, coefficients: [f32; N], x: L::F) -> L::F {
    let mut value = lanes.splat(coefficients[N - 1]);
    for i in (0..N - 1).rev() {
        value = lanes.mul_add(value, x, lanes.splat(coefficients[i]));
    }
    value
}

/// 2^r for |r| ≤ ½, minimax, relative error 1e-7.
const EXP2: [f32; 6] = [1.000_000_1, 0.693_146_94, 0.240_221_2, 0.055_507_13, 0.009_675_541, 0.001_327_647_2];

/// 2^x for -126 ≤ x ≤ 127, relative error 2e-7.
#[inline(always)]
pub(crate) fn exp2<L: Lanes>(lanes: L, x: L::F) -> L::F {
    let whole = lanes.round(x);
    lanes.scale(polynomial(lanes, EXP2, lanes.sub(x, whole)), whole)
}

/// log2 of the normal distribution's tail: P(X > a) = 2^L(a) for 0 ≤ a ≤ 5.4, fitted so that
/// a · 2^L(a) has an absolute error of 6e-8.
const LOG2_TAIL: [f32; 7] = [
    -0.999_993_1,
    -1.151_201_7,
    -0.458_770_96,
    -0.053_412_1,
    0.008_080_715,
    -0.000_769_219_4,
    0.000_033_092_79,
];

/// Past this the tail is below 2^-50, and the polynomial still falls.
const TAIL_END: f32 = 8.0;

/// `x Φ(x) = max(x, 0) - |x| P(X > |x|)` with the normal distribution's Φ: the GELU with erf,
/// absolute error below 1e-6.
#[inline(always)]
fn gelu_vector<L: Lanes>(lanes: L, x: L::F) -> L::F {
    let size = lanes.min(lanes.abs(x), lanes.splat(TAIL_END));
    let tail = exp2(lanes, polynomial(lanes, LOG2_TAIL, size));
    let zero = lanes.splat(0.0);
    lanes.mul_add(lanes.sub(zero, size), tail, lanes.max(x, zero))
}

/// GELU of each number of a row.
#[inline(always)]
pub(crate) fn gelu<L: Lanes>(lanes: L, row: &mut [f32]) {
    for vector in vectors_mut(row) {
        let value = gelu_vector(lanes, lanes.load(vector));
        lanes.store(value, vector);
    }
}
