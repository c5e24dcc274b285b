//! Transformer layers: from a row of numbers for each piece to another.

use safetensors::Dtype;

use super::kernels::{self, Codes, Dense, Head, HeadScratch, LANES, Level, MAX_HEAD, MAX_WINDOW, Norm, ROWS};
use super::model::{ModelError, ModelFile};

/// Rows that go through the linear part of a layer together: their numbers stay in the second-level
/// cache.
const BLOCK_ROWS: usize = 28 * ROWS;

/// A layer normalisation and the layers that follow it.
#[derive(Debug)]
pub(super) struct Stack {
    pub level: Level,
    pub hidden: usize,
    heads: usize,
    norm: Norm,
    layers: Vec<Layer>,
}

/// A BERT layer: attention, then two linear layers with a GELU between them; each half adds its input
/// and is normalised.
#[derive(Debug)]
struct Layer {
    /// Queries, keys and values of all heads.
    projections: Dense,
    attention_out: Dense,
    attention_norm: Norm,
    up: Dense,
    down: Dense,
    output_norm: Norm,
}

/// Buffers of one thread, used again for each window: some five megabytes for the longest.
#[derive(Debug, Default)]
pub struct Scratch {
    hidden: Vec<f32>,
    codes: Codes,
    projected: Vec<f32>,
    context: Vec<f32>,
    head: HeadScratch,
    block: BlockScratch,
}

/// Buffers for [`BLOCK_ROWS`] rows.
#[derive(Debug, Default)]
struct BlockScratch {
    narrow: Vec<f32>,
    narrow_codes: Codes,
    wide: Vec<f32>,
    wide_codes: Codes,
}

impl Scratch {
    /// Room for `count` rows of `hidden` numbers, which are the input of [`Stack::run`].
    pub(super) fn rows(&mut self, count: usize, hidden: usize) -> &mut [f32] {
        let rows = count.next_multiple_of(ROWS);
        self.hidden.resize(rows * hidden, 0.0);
        self.codes.resize(rows, hidden);
        self.projected.resize(rows * 3 * hidden, 0.0);
        self.context.resize(rows * hidden, 0.0);
        &mut self.hidden[..count * hidden]
    }
}

impl Stack {
    /// The normalisation named `norm` and the layers named `layers`.
    pub(super) fn load(
        model: &ModelFile,
        hidden: usize,
        norm: &str,
        layers: impl Iterator<Item = String>,
    ) -> Result<Self, ModelError> {
        let heads = model.number("heads")?;
        if heads == 0 || hidden == 0 || !hidden.is_multiple_of(heads) {
            return Err(ModelError::Sizes("the heads do not divide the hidden size"));
        }
        let size = hidden / heads;
        if !size.is_multiple_of(LANES) || size > MAX_HEAD {
            return Err(ModelError::Sizes("a head has not 16 or 32 numbers"));
        }
        Ok(Self {
            level: Level::best(),
            hidden,
            heads,
            norm: load_norm(model, norm, hidden)?,
            layers: layers.map(|name| Layer::load(model, &name, hidden)).collect::<Result<_, _>>()?,
        })
    }

    /// Runs the layers over the `count` rows that stand in `scratch`: see [`Scratch::rows`].
    pub(super) fn run<'s>(&self, count: usize, scratch: &'s mut Scratch) -> &'s [f32] {
        debug_assert!(0 < count && count <= MAX_WINDOW);
        kernels::add_and_normalise(self.level, &self.norm, &mut scratch.hidden, None);
        for layer in &self.layers {
            self.run_layer(layer, count, scratch);
        }
        &scratch.hidden[..count * self.hidden]
    }

    fn run_layer(&self, layer: &Layer, count: usize, scratch: &mut Scratch) {
        let size = self.hidden / self.heads;
        kernels::quantise(self.level, &scratch.hidden, &mut scratch.codes);
        kernels::dense(self.level, &layer.projections, &scratch.codes, &mut scratch.projected);
        for first in (0..self.hidden).step_by(size) {
            let head = Head { first, size, hidden: self.hidden };
            let (projected, context) = (&scratch.projected, &mut scratch.context);
            kernels::attend(self.level, head, count, projected, &mut scratch.head, context);
        }
        let contexts = scratch.context.chunks(BLOCK_ROWS * self.hidden);
        let states = scratch.hidden.chunks_mut(BLOCK_ROWS * self.hidden);
        for (context, hidden) in contexts.zip(states) {
            self.run_block(layer, context, hidden, &mut scratch.block);
        }
    }

    /// What follows attention, for a block of rows: `hidden` becomes the layer's output.
    fn run_block(&self, layer: &Layer, context: &[f32], hidden: &mut [f32], scratch: &mut BlockScratch) {
        let BlockScratch { narrow, narrow_codes, wide, wide_codes } = scratch;
        let rows = context.len() / self.hidden;
        narrow.resize(rows * self.hidden, 0.0);
        narrow_codes.resize(rows, self.hidden);
        wide.resize(rows * layer.up.outputs, 0.0);
        wide_codes.resize(rows, layer.up.outputs);

        kernels::quantise(self.level, context, narrow_codes);
        kernels::dense(self.level, &layer.attention_out, narrow_codes, narrow);
        kernels::add_and_normalise(self.level, &layer.attention_norm, narrow, Some(hidden));
        kernels::quantise(self.level, narrow, narrow_codes);
        kernels::dense(self.level, &layer.up, narrow_codes, wide);
        kernels::gelu_and_quantise(self.level, wide, wide_codes);
        kernels::dense(self.level, &layer.down, wide_codes, hidden);
        kernels::add_and_normalise(self.level, &layer.output_norm, hidden, Some(narrow));
    }
}

impl Layer {
    fn load(model: &ModelFile, name: &str, hidden: usize) -> Result<Self, ModelError> {
        let part = |part: &str| format!("{name}.{part}");
        let [wide, _] = model.shape(&part("up.weight"))?;
        Ok(Self {
            projections: load_dense(model, &part("qkv"), 3 * hidden, hidden)?,
            attention_out: load_dense(model, &part("attention_out"), hidden, hidden)?,
            attention_norm: load_norm(model, &part("attention_norm"), hidden)?,
            up: load_dense(model, &part("up"), wide, hidden)?,
            down: load_dense(model, &part("down"), hidden, wide)?,
            output_norm: load_norm(model, &part("output_norm"), hidden)?,
        })
    }
}

fn load_vector(model: &ModelFile, name: &str, length: usize) -> Result<Vec<f32>, ModelError> {
    Ok(model.floats(name, &[length])?.iter().collect())
}

fn load_norm(model: &ModelFile, name: &str, length: usize) -> Result<Norm, ModelError> {
    Ok(Norm {
        weight: load_vector(model, &format!("{name}.weight"), length)?,
        bias: load_vector(model, &format!("{name}.bias"), length)?,
    })
}

/// Most inputs of a linear layer: 127 * 128 times as many stays below 2^31.
const MAX_INPUTS: usize = 1 << 16;

fn load_dense(model: &ModelFile, name: &str, outputs: usize, inputs: usize) -> Result<Dense, ModelError> {
    let whole = |size: usize| size != 0 && size.is_multiple_of(LANES);
    if !whole(outputs) || !whole(inputs) || inputs > MAX_INPUTS {
        return Err(ModelError::Sizes("a linear layer's sizes are not multiples of 16"));
    }
    let weights = model.bytes(&format!("{name}.weight"), Dtype::I8, &[outputs, inputs])?;
    let scale = load_vector(model, &format!("{name}.scale"), outputs)?;
    let sums = weights
        .chunks_exact(inputs)
        .map(|row| row.iter().map(|weight| i32::from(weight.cast_signed())).sum::<i32>());
    let (weights, excess) = kernels::pack(weights, inputs);
    Ok(Dense {
        weights,
        excess,
        outputs,
        sum: sums.zip(&scale).map(|(sum, scale)| sum as f32 * scale).collect(),
        scale,
        bias: load_vector(model, &format!("{name}.bias"), outputs)?,
    })
}
