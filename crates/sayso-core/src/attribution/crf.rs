//! Linear-chain conditional random field (Lafferty, McCallum and Pereira 2001): best path and marginals.

/// Transition weights between `labels` labels.
#[derive(Debug, Clone)]
pub struct Crf {
    labels: usize,
    start: Vec<f32>,
    /// `step[from * labels + to]`.
    step: Vec<f32>,
}

/// What a sequence decodes to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Decoded {
    /// The best label of each position.
    pub path: Vec<usize>,
    /// Natural logarithm of the best path's probability.
    pub log_probability: f32,
    /// Probability of each label at each position, `[position * labels + label]`.
    pub marginals: Vec<f32>,
}

impl Crf {
    /// From start weights (one for each label) and step weights (`from * labels + to`).
    /// `None` where the lengths do not fit.
    #[must_use]
    pub fn new(start: Vec<f32>, step: Vec<f32>) -> Option<Self> {
        let labels = start.len();
        (labels > 0 && step.len() == labels * labels).then_some(Self { labels, start, step })
    }

    /// Best path and marginals of `emissions` (`[position * labels + label]`).
    #[must_use]
    pub fn decode(&self, emissions: &[f32]) -> Decoded {
        let n = emissions.len() / self.labels;
        if n == 0 {
            return Decoded::default();
        }
        let (path, best) = self.viterbi(emissions, n);
        let (alpha, total) = self.forward(emissions, n);
        let beta = self.backward(emissions, n);
        let marginals = alpha.iter().zip(&beta).map(|(a, b)| (a + b - total).exp()).collect();
        Decoded { path, log_probability: best - total, marginals }
    }

    fn viterbi(&self, emissions: &[f32], n: usize) -> (Vec<usize>, f32) {
        let l = self.labels;
        let mut score: Vec<f32> = (0..l).map(|j| self.start[j] + emissions[j]).collect();
        let mut back = vec![0; n * l];
        for t in 1..n {
            let mut next = vec![0.0; l];
            for (j, slot) in next.iter_mut().enumerate() {
                let (from, best) = argmax((0..l).map(|i| score[i] + self.step[i * l + j]));
                back[t * l + j] = from;
                *slot = best + emissions[t * l + j];
            }
            score = next;
        }
        let (mut label, best) = argmax(score.iter().copied());
        let mut path = vec![0; n];
        for t in (0..n).rev() {
            path[t] = label;
            label = back[t * l + label];
        }
        (path, best)
    }

    fn forward(&self, emissions: &[f32], n: usize) -> (Vec<f32>, f32) {
        let l = self.labels;
        let mut alpha: Vec<f32> = (0..l).map(|j| self.start[j] + emissions[j]).collect();
        for t in 1..n {
            for j in 0..l {
                let before = &alpha[(t - 1) * l..t * l];
                let sum = log_sum_exp((0..l).map(|i| before[i] + self.step[i * l + j]));
                alpha.push(sum + emissions[t * l + j]);
            }
        }
        let total = log_sum_exp(alpha[(n - 1) * l..].iter().copied());
        (alpha, total)
    }

    fn backward(&self, emissions: &[f32], n: usize) -> Vec<f32> {
        let l = self.labels;
        let mut beta = vec![0.0; n * l];
        for t in (0..n - 1).rev() {
            for i in 0..l {
                let after =
                    (0..l).map(|j| self.step[i * l + j] + emissions[(t + 1) * l + j] + beta[(t + 1) * l + j]);
                beta[t * l + i] = log_sum_exp(after);
            }
        }
        beta
    }
}

/// Position and value of the first greatest element.
fn argmax(values: impl Iterator<Item = f32>) -> (usize, f32) {
    values.enumerate().fold((0, f32::NEG_INFINITY), |best, (i, v)| if v > best.1 { (i, v) } else { best })
}

fn log_sum_exp(values: impl Iterator<Item = f32> + Clone) -> f32 {
    let top = values.clone().fold(f32::NEG_INFINITY, f32::max);
    if top == f32::NEG_INFINITY {
        return top;
    }
    top + values.map(|v| (v - top).exp()).sum::<f32>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Scores of all label sequences, one by one.
    fn all_paths(crf: &Crf, emissions: &[f32], n: usize) -> Vec<(Vec<usize>, f32)> {
        let l = crf.labels;
        (0..l.pow(u32::try_from(n).unwrap()))
            .map(|code| {
                let path: Vec<usize> = (0..n).map(|t| code / l.pow(u32::try_from(t).unwrap()) % l).collect();
                let mut score = crf.start[path[0]] + emissions[path[0]];
                for t in 1..n {
                    score += crf.step[path[t - 1] * l + path[t]] + emissions[t * l + path[t]];
                }
                (path, score)
            })
            .collect()
    }

    proptest! {
        #[test]
        fn agrees_with_enumeration(
            start in prop::collection::vec(-2.0f32..2.0, 3),
            step in prop::collection::vec(-2.0f32..2.0, 9),
            emissions in prop::collection::vec(-3.0f32..3.0, 12),
        ) {
            let crf = Crf::new(start, step).unwrap();
            let paths = all_paths(&crf, &emissions, 4);
            let total: f32 = paths.iter().map(|(_, s)| s.exp()).sum();
            let (_, best) = paths.iter().fold((0, f32::NEG_INFINITY), |b, (_, s)| (0, b.1.max(*s)));
            let decoded = crf.decode(&emissions);
            prop_assert!((decoded.log_probability - (best.exp() / total).ln()).abs() < 1e-3);
            for t in 0..4 {
                for label in 0..3 {
                    let p: f32 = paths.iter().filter(|(path, _)| path[t] == label).map(|(_, s)| s.exp()).sum::<f32>() / total;
                    prop_assert!((decoded.marginals[t * 3 + label] - p).abs() < 1e-3);
                }
            }
        }
    }
}
