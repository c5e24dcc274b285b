//! The transformer encoder on the CPU: tokenizer and forward pass. Knows nothing of attribution.
//!
//! The model is a BERT (Devlin et al. 2019; normalisation after each half layer, GELU with erf) with
//! 8-bit weights, one scale for each output, and activations quantised row by row to seven bits. A
//! window is one sequence of pieces, without padding. Results are the same bits on every processor and
//! on any number of threads: see `kernels` for how.

mod kernels;
mod layers;
mod linear;
mod model;
mod tokenizer;

pub use kernels::Level;
pub use layers::Scratch;
pub use linear::{Linear, gelu};
pub use model::{FORMAT, Floats, ModelError, ModelFile};
pub use tokenizer::{Piece, Tokenizer};

use kernels::MAX_WINDOW;
use layers::Stack;
use safetensors::Dtype;

/// An encoder ready to run. Shared by reference between threads, each with a [`Scratch`] of its own.
#[derive(Debug)]
pub struct Encoder {
    words: Words,
    positions: Floats,
    features: Vec<Floats>,
    stack: Stack,
}

/// The word embeddings, read where they stand in the model file: only rows of words that occur are
/// ever touched.
#[derive(Debug)]
pub struct Words {
    width: usize,
    codes: &'static [u8],
    scale: Floats,
}

impl Words {
    /// `embeddings.word.*` of a model file.
    ///
    /// # Errors
    /// If a tensor is missing or of another type or shape.
    pub fn load(model: &ModelFile) -> Result<Self, ModelError> {
        let [count, width] = model.shape("embeddings.word.weight")?;
        Ok(Self {
            width,
            codes: model.bytes("embeddings.word.weight", Dtype::I8, &[count, width])?,
            scale: model.floats("embeddings.word.scale", &[count])?,
        })
    }

    /// Numbers for each piece.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Adds the embedding of a piece to `sum`.
    ///
    /// # Panics
    /// If there is no such piece.
    pub fn add(&self, id: u32, sum: &mut [f32]) {
        let id = id as usize;
        let scale = self.scale.get(id);
        for (value, code) in sum.iter_mut().zip(&self.codes[id * self.width..][..self.width]) {
            *value += f32::from(code.cast_signed()) * scale;
        }
    }
}

impl Encoder {
    /// The encoder of a model file: `embeddings.*`, `layer.*`, and `layers` and `heads` of the metadata.
    ///
    /// # Errors
    /// If a tensor or number is missing or of another type or shape, or the sizes cannot be run.
    pub fn load(model: &ModelFile) -> Result<Self, ModelError> {
        let words = Words::load(model)?;
        let hidden = words.width();
        let [window, _] = model.shape("embeddings.position.weight")?;
        if window == 0 || window > MAX_WINDOW {
            return Err(ModelError::Sizes("the window has not 1 to 512 positions"));
        }
        let layers = (0..model.number("layers")?).map(|index| format!("layer.{index}"));
        Ok(Self {
            stack: Stack::load(model, hidden, "embeddings.norm", layers)?,
            words,
            positions: model.floats("embeddings.position.weight", &[window, hidden])?,
            features: load_features(model, hidden)?,
        })
    }

    /// The same encoder, computing with other instructions. The results are the same bits.
    #[must_use]
    pub fn with_level(mut self, level: Level) -> Self {
        self.stack.level = level;
        self
    }

    /// Numbers for each piece.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.stack.hidden
    }

    /// Most pieces in one window.
    #[must_use]
    pub fn window(&self) -> usize {
        self.positions.len() / self.hidden()
    }

    /// The embeddings of words.
    #[must_use]
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// Pieces that the model has embeddings for.
    #[must_use]
    pub fn vocabulary(&self) -> usize {
        self.words.scale.len()
    }

    /// How many values each extra feature of a piece has.
    #[must_use]
    pub fn features(&self) -> Vec<usize> {
        self.features.iter().map(|table| table.len() / self.hidden()).collect()
    }

    /// The last layer's state: [`Encoder::hidden`] numbers for each piece of one window, in order.
    ///
    /// `features` holds, for each extra feature, the value for each piece.
    ///
    /// # Panics
    /// If there are more pieces than [`Encoder::window`], other features than [`Encoder::features`], not
    /// one value for each piece, or an id or value that the model does not have.
    pub fn encode<'s>(&self, ids: &[u32], features: &[Vec<u8>], scratch: &'s mut Scratch) -> &'s [f32] {
        assert!(ids.len() <= self.window(), "{} pieces in a window of {}", ids.len(), self.window());
        assert_eq!(features.len(), self.features.len(), "features of another model");
        assert!(features.iter().all(|values| values.len() == ids.len()), "one feature value for each piece");
        if ids.is_empty() {
            return &[];
        }
        self.embed(ids, features, scratch.rows(ids.len(), self.hidden()));
        self.stack.run(ids.len(), scratch)
    }

    /// Sums the embeddings of each piece.
    fn embed(&self, ids: &[u32], features: &[Vec<u8>], rows: &mut [f32]) {
        let hidden = self.hidden();
        for (position, (&id, row)) in ids.iter().zip(rows.chunks_exact_mut(hidden)).enumerate() {
            row.fill(0.0);
            self.words.add(id, row);
            let positions = self.positions.row(position, hidden);
            row.iter_mut().zip(positions.iter()).for_each(|(value, position)| *value += position);
            for (table, values) in self.features.iter().zip(features) {
                let feature = table.row(usize::from(values[position]), hidden);
                for (value, feature) in row.iter_mut().zip(feature.iter()) {
                    *value += feature;
                }
            }
        }
    }
}

/// `embeddings.feature.0`, `.1`, … as far as there are.
fn load_features(model: &ModelFile, hidden: usize) -> Result<Vec<Floats>, ModelError> {
    let mut features = Vec::new();
    loop {
        let name = format!("embeddings.feature.{}.weight", features.len());
        if !model.has(&name) {
            return Ok(features);
        }
        let [values, _] = model.shape(&name)?;
        features.push(model.floats(&name, &[values, hidden])?);
    }
}

/// One more layer, over rows that somebody else made: to read an encoder's output again in another light.
#[derive(Debug)]
pub struct Reader {
    stack: Stack,
}

impl Reader {
    /// The normalisation `{prefix}.norm` and the layer `{prefix}.layer` of a model file.
    ///
    /// # Errors
    /// If a tensor is missing or of another type or shape, or the sizes cannot be run.
    pub fn load(model: &ModelFile, prefix: &str, hidden: usize) -> Result<Self, ModelError> {
        let layers = std::iter::once(format!("{prefix}.layer"));
        Ok(Self { stack: Stack::load(model, hidden, &format!("{prefix}.norm"), layers)? })
    }

    /// Normalises `count` rows of `input` and runs the layer over them as one window.
    ///
    /// # Panics
    /// If `input` has not `count` rows, or `count` is above 512.
    pub fn run<'s>(&self, input: &[f32], count: usize, scratch: &'s mut Scratch) -> &'s [f32] {
        assert_eq!(input.len(), count * self.stack.hidden, "rows of another length");
        assert!(count <= MAX_WINDOW, "{count} rows in a window of {MAX_WINDOW}");
        if count == 0 {
            return &[];
        }
        scratch.rows(count, self.stack.hidden).copy_from_slice(input);
        self.stack.run(count, scratch)
    }
}
