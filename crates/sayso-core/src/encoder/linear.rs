//! Linear layers in floats, for the heads that read the encoder's output.

use super::kernels::{FloatDense, LANES, Level, float_dense};
use super::model::{ModelError, ModelFile};

/// A linear layer in 32-bit floats: `y = weight · x + bias`. Gives the same bits on every processor.
#[derive(Debug)]
pub struct Linear {
    layer: FloatDense,
    outputs: usize,
    level: Level,
}

impl Linear {
    /// The layer of tensors `{prefix}.weight` (outputs × inputs) and `{prefix}.bias`.
    ///
    /// # Errors
    /// If one is missing, has another type or shape, or holds a number that is not finite.
    pub fn load(model: &ModelFile, prefix: &str) -> Result<Self, ModelError> {
        let name = format!("{prefix}.weight");
        let [outputs, inputs] = model.shape(&name)?;
        if outputs == 0 || inputs == 0 {
            return Err(ModelError::Sizes("a linear layer has no inputs or outputs"));
        }
        let weight = model.floats(&name, &[outputs, inputs])?;
        let bias = model.floats(&format!("{prefix}.bias"), &[outputs])?;
        Ok(Self::new(&weight.iter().collect::<Vec<_>>(), &bias.iter().collect::<Vec<_>>(), Level::best()))
    }

    /// `weight` holds one row for each number of `bias`.
    pub(super) fn new(weight: &[f32], bias: &[f32], level: Level) -> Self {
        let (outputs, inputs) = (bias.len(), weight.len() / bias.len());
        let blocks = outputs.div_ceil(LANES);
        let mut layer = FloatDense {
            weights: vec![[0.0; LANES]; blocks * inputs],
            bias: vec![[0.0; LANES]; blocks],
            inputs,
        };
        for (output, (row, bias)) in weight.chunks_exact(inputs).zip(bias).enumerate() {
            let (block, lane) = (output / LANES, output % LANES);
            layer.bias[block][lane] = *bias;
            for (vector, weight) in layer.weights[block * inputs..].iter_mut().zip(row) {
                vector[lane] = *weight;
            }
        }
        Self { layer, outputs, level }
    }

    /// Numbers in a row of input.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.layer.inputs
    }

    /// Numbers in a row of output.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Applies the layer to each of `count` rows of `input`; `output` becomes as many rows.
    ///
    /// # Panics
    /// If `input` has not `count` rows of [`Linear::inputs`] numbers.
    pub fn apply(&self, input: &[f32], count: usize, output: &mut Vec<f32>) {
        assert_eq!(input.len(), count * self.layer.inputs, "rows of another length");
        let blocks = self.layer.bias.len();
        let mut padded = vec![[0.0; LANES]; count * blocks];
        float_dense(self.level, &self.layer, input, &mut padded);
        output.clear();
        for row in padded.as_flattened().chunks_exact(blocks * LANES) {
            output.extend_from_slice(&row[..self.outputs]);
        }
    }
}

/// GELU (with erf, absolute error below 1e-6) of each number. Gives the same bits on every processor.
pub fn gelu(values: &mut [f32]) {
    let level = Level::best();
    let whole = values.len() / LANES * LANES;
    let (whole, rest) = values.split_at_mut(whole);
    super::kernels::gelu(level, whole);
    let mut last = [0.0; LANES];
    last[..rest.len()].copy_from_slice(rest);
    super::kernels::gelu(level, &mut last);
    rest.copy_from_slice(&last[..rest.len()]);
}
