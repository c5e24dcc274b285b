//! The encoder's arithmetic, once for every kind of processor, with the same bits on each.
//!
//! Code is written once over [`lanes::Lanes`], sixteen numbers at a time, and compiled for each
//! [`Level`]. Linear layers and attention multiply whole numbers, which is exact in any order; what is
//! left to floats follows one fixed order of operations. This is the only part of sayso with `unsafe`:
//! calls of processor instructions, behind values that exist only where the processor has them.

mod attention;
mod lanes;
mod multiply;
mod rows;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod x86;

pub(super) use attention::{Head, MAX_HEAD, MAX_WINDOW, Scratch as HeadScratch};
pub(super) use lanes::{Block, LANES};
pub(super) use multiply::{Excess, ROWS, pack};
pub(super) use rows::{Affine, Norm};

use lanes::{Lanes, Scalar};
use multiply::Right;

/// A set of processor instructions to compute with. All give the same bits.
///
/// A value exists only for instructions that the processor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    AvxVnni,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Scalar,
}

impl Level {
    /// The levels of this processor, fastest first.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut levels = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            use std::is_x86_feature_detected as has;
            if has!("avx512f") && has!("avx512bw") && has!("avx512vnni") {
                levels.push(Self(Kind::Avx512));
            }
            if has!("avx2") && has!("fma") && has!("avxvnni") {
                levels.push(Self(Kind::AvxVnni));
            }
            if has!("avx2") && has!("fma") {
                levels.push(Self(Kind::Avx2));
            }
        }
        levels.push(Self(Kind::Scalar));
        levels
    }

    /// The fastest level of this processor.
    #[must_use]
    pub fn best() -> Self {
        Self::all()[0]
    }

    /// `avx512-vnni`, `avx-vnni`, `avx2` or `scalar`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "avx512-vnni",
            #[cfg(target_arch = "x86_64")]
            Kind::AvxVnni => "avx-vnni",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "avx2",
            Kind::Scalar => "scalar",
        }
    }

    /// Runs an operation, compiled for this level.
    fn run(self, operation: impl Operation) {
        match self.0 {
            // SAFETY: the level exists, so the processor has the instructions.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { run_avx512(operation) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kind::AvxVnni => unsafe { run_avx_vnni(operation) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { run_avx2(operation) },
            Kind::Scalar => operation.run(Scalar),
        }
    }
}

/// Work to be compiled for each level. `run` and all it calls with lanes is `#[inline(always)]`, so
/// that it becomes part of the function that has the level's instructions.
trait Operation {
    fn run<L: Lanes>(self, lanes: L);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn run_avx512(operation: impl Operation) {
    // SAFETY: this function is called only where the processor has these instructions.
    operation.run(unsafe { x86::Avx512::new() });
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,avxvnni")]
fn run_avx_vnni(operation: impl Operation) {
    // SAFETY: this function is called only where the processor has these instructions.
    operation.run(unsafe { x86::Avx2::<true>::new() });
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2(operation: impl Operation) {
    // SAFETY: this function is called only where the processor has these instructions.
    operation.run(unsafe { x86::Avx2::<false>::new() });
}

/// Rows of quantised numbers.
#[derive(Debug, Default)]
pub(super) struct Codes {
    codes: Vec<[u8; 4]>,
    /// One for each row.
    affine: Vec<Affine>,
    /// Groups of four in a row.
    depth: usize,
}

impl Codes {
    /// Room for `rows` rows of `width` numbers. `rows` is a multiple of [`ROWS`].
    pub fn resize(&mut self, rows: usize, width: usize) {
        self.depth = width / 4;
        self.codes.resize(rows * self.depth, [0; 4]);
        self.affine.resize(rows, Affine::default());
    }

    fn rows_mut(&mut self) -> impl Iterator<Item = (&mut [[u8; 4]], &mut Affine)> {
        self.codes.chunks_exact_mut(self.depth).zip(&mut self.affine)
    }
}

/// A linear layer with 8-bit weights: `y = weight · x + bias`.
#[derive(Debug)]
pub(super) struct Dense {
    /// Packed by [`pack`].
    pub weights: Vec<Block>,
    /// What `weights` leave out.
    pub excess: Vec<Vec<Excess>>,
    /// Outputs, a multiple of [`LANES`].
    pub outputs: usize,
    /// One for each output: the weight that a step of one stands for.
    pub scale: Vec<f32>,
    /// One for each output: the sum of its weights.
    pub sum: Vec<f32>,
    /// One for each output.
    pub bias: Vec<f32>,
}

/// Applies a linear layer to all rows of `input`; `output` has as many rows.
pub(super) fn dense(level: Level, layer: &Dense, input: &Codes, output: &mut [f32]) {
    level.run(ApplyDense { layer, input, output });
}

struct ApplyDense<'a> {
    layer: &'a Dense,
    input: &'a Codes,
    output: &'a mut [f32],
}

impl Operation for ApplyDense<'_> {
    #[inline(always)]
    fn run<L: Lanes>(mut self, lanes: L) {
        let (input, layer) = (self.input, self.layer);
        let right = Right { blocks: &layer.weights, depth: input.depth, excess: &layer.excess };
        lanes.multiply(&input.codes, right, &mut self);
    }
}

impl<L: Lanes> multiply::Sink<L> for ApplyDense<'_> {
    /// `Σ w (offset + scale code) + bias`, with the weights' sum taken beforehand.
    #[inline(always)]
    fn put(&mut self, lanes: L, row: usize, block: usize, sums: L::I) {
        let layer = self.layer;
        let affine = self.input.affine[row];
        let part = |values: &[f32]| lanes.load(&rows::vectors(values)[block]);
        let offset = lanes.mul_add(lanes.splat(affine.offset), part(&layer.sum), part(&layer.bias));
        let scale = lanes.mul(lanes.splat(affine.scale), part(&layer.scale));
        let value = lanes.mul_add(lanes.to_float(sums), scale, offset);
        let to = &mut self.output[row * layer.outputs..][..layer.outputs];
        lanes.store(value, &mut rows::vectors_mut(to)[block]);
    }
}

/// Adds `residual`, where there is one, to the rows of `values`, and normalises each.
pub(super) fn add_and_normalise(level: Level, norm: &Norm, values: &mut [f32], residual: Option<&[f32]>) {
    level.run(Normalise { norm, values, residual });
}

struct Normalise<'a> {
    norm: &'a Norm,
    values: &'a mut [f32],
    residual: Option<&'a [f32]>,
}

impl Operation for Normalise<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let width = self.norm.weight.len();
        for (index, row) in self.values.chunks_exact_mut(width).enumerate() {
            if let Some(residual) = self.residual {
                rows::add(lanes, row, &residual[index * width..][..width]);
            }
            rows::normalise(lanes, self.norm, row);
        }
    }
}

/// Quantises each row of `values` into `codes`.
pub(super) fn quantise(level: Level, values: &[f32], codes: &mut Codes) {
    level.run(Quantise { values, codes });
}

struct Quantise<'a> {
    values: &'a [f32],
    codes: &'a mut Codes,
}

impl Operation for Quantise<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let width = self.codes.depth * 4;
        for (row, (codes, affine)) in self.values.chunks_exact(width).zip(self.codes.rows_mut()) {
            *affine = rows::quantise(lanes, row, codes);
        }
    }
}

/// Takes the GELU of each row of `values` and quantises it into `codes`.
pub(super) fn gelu_and_quantise(level: Level, values: &mut [f32], codes: &mut Codes) {
    level.run(GeluQuantise { values, codes });
}

struct GeluQuantise<'a> {
    values: &'a mut [f32],
    codes: &'a mut Codes,
}

impl Operation for GeluQuantise<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let width = self.codes.depth * 4;
        for (row, (codes, affine)) in self.values.chunks_exact_mut(width).zip(self.codes.rows_mut()) {
            rows::gelu(lanes, row);
            *affine = rows::quantise(lanes, row, codes);
        }
    }
}

/// One head of attention: see [`attention::attend`].
pub(super) fn attend(
    level: Level,
    head: Head,
    count: usize,
    projected: &[f32],
    scratch: &mut HeadScratch,
    context: &mut [f32],
) {
    level.run(Attend { head, count, projected, scratch, context });
}

struct Attend<'a> {
    head: Head,
    count: usize,
    projected: &'a [f32],
    scratch: &'a mut HeadScratch,
    context: &'a mut [f32],
}

impl Operation for Attend<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        attention::attend(lanes, self.head, self.count, self.projected, self.scratch, self.context);
    }
}

/// GELU of each number, whose count is a multiple of [`LANES`].
pub(super) fn gelu(level: Level, values: &mut [f32]) {
    level.run(Gelu { values });
}

struct Gelu<'a> {
    values: &'a mut [f32],
}

impl Operation for Gelu<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        rows::gelu(lanes, self.values);
    }
}

/// A linear layer in floats.
#[derive(Debug)]
pub(super) struct FloatDense {
    /// For each [`LANES`] outputs, one vector for each input.
    pub weights: Vec<[f32; LANES]>,
    /// For each [`LANES`] outputs.
    pub bias: Vec<[f32; LANES]>,
    /// Inputs.
    pub inputs: usize,
}

/// Applies a linear layer to each row of `input`; `output` has whole vectors for each.
pub(super) fn float_dense(level: Level, layer: &FloatDense, input: &[f32], output: &mut [[f32; LANES]]) {
    level.run(ApplyFloatDense { layer, input, output });
}

struct ApplyFloatDense<'a> {
    layer: &'a FloatDense,
    input: &'a [f32],
    output: &'a mut [[f32; LANES]],
}

/// Rows that [`ApplyFloatDense`] takes at once, so that one multiplication need not wait for another.
const FLOAT_ROWS: usize = 6;

impl Operation for ApplyFloatDense<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let (inputs, blocks) = (self.layer.inputs, self.layer.bias.len());
        let tiles = self.input.chunks(FLOAT_ROWS * inputs).zip(self.output.chunks_mut(FLOAT_ROWS * blocks));
        for (input, output) in tiles {
            match input.len() / inputs {
                FLOAT_ROWS => float_rows::<L, FLOAT_ROWS>(lanes, self.layer, input, output),
                5 => float_rows::<L, 5>(lanes, self.layer, input, output),
                4 => float_rows::<L, 4>(lanes, self.layer, input, output),
                3 => float_rows::<L, 3>(lanes, self.layer, input, output),
                2 => float_rows::<L, 2>(lanes, self.layer, input, output),
                _ => float_rows::<L, 1>(lanes, self.layer, input, output),
            }
        }
    }
}

/// `HEIGHT` rows of a linear layer in floats, each output summed over the inputs in order.
#[inline(always)]
fn float_rows<L: Lanes, const HEIGHT: usize>(
    lanes: L,
    layer: &FloatDense,
    input: &[f32],
    output: &mut [[f32; LANES]],
) {
    let blocks = layer.bias.len();
    for (block, weights) in layer.weights.chunks_exact(layer.inputs).enumerate() {
        let mut sums = [lanes.load(&layer.bias[block]); HEIGHT];
        for (k, weights) in weights.iter().enumerate() {
            let weights = lanes.load(weights);
            for (row, sum) in sums.iter_mut().enumerate() {
                *sum = lanes.mul_add(lanes.splat(input[row * layer.inputs + k]), weights, *sum);
            }
        }
        for (row, sum) in sums.into_iter().enumerate() {
            lanes.store(sum, &mut output[row * blocks + block]);
        }
    }
}
