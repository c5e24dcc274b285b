//! From the network's own probabilities to one that holds: of statements marked 0.8, eight in ten are right.

use super::network::Evidence;
use crate::encoder::{ModelError, ModelFile};

/// How many numbers [`Calibration::inputs`] gives.
pub const INPUTS: usize = 8;

/// A logistic regression over the evidence (Platt 1999), fitted on the development split by
/// `training/calibrate.py`.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    weights: [f32; INPUTS],
    bias: f32,
}

impl Calibration {
    /// The calibration of a model file.
    ///
    /// # Errors
    /// If its tensors are missing or of another shape.
    pub fn load(model: &ModelFile) -> Result<Self, ModelError> {
        let mut weights = [0.0; INPUTS];
        for (slot, weight) in weights.iter_mut().zip(model.floats("confidence.weight", &[INPUTS])?.iter()) {
            *slot = weight;
        }
        Ok(Self { weights, bias: model.floats("confidence.bias", &[1])?.get(0) })
    }

    /// Probability that an attribution with this evidence is right.
    #[must_use]
    pub fn confidence(&self, evidence: &Evidence, has_source: bool, speech: bool) -> f32 {
        let inputs = Self::inputs(evidence, has_source, speech);
        let sum: f32 = inputs.iter().zip(self.weights).map(|(x, w)| x * w).sum();
        1.0 / (1.0 + (-(sum + self.bias)).exp())
    }

    /// What the regression sees: log odds of each probability, whether there is a source, whether the
    /// cue is one of saying.
    #[must_use]
    pub fn inputs(evidence: &Evidence, has_source: bool, speech: bool) -> [f32; INPUTS] {
        let Evidence { cue, roles, content, borders, source } = *evidence;
        let flag = |on: bool| f32::from(u8::from(on));
        let (saying, sourced) = (flag(speech), flag(has_source));
        [
            log_odds(cue),
            log_odds(roles),
            log_odds(content),
            log_odds(borders),
            log_odds(source),
            sourced,
            saying,
            saying * log_odds(roles),
        ]
    }
}

fn log_odds(p: f32) -> f32 {
    let p = p.clamp(1e-3, 1.0 - 1e-3);
    (p / (1.0 - p)).ln()
}
