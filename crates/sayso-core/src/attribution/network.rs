//! The attribution network: a tagger over the encoder's output finds cues; then, for each cue, one more
//! layer reads the words around it again and says which are its source and its content. A second tagger
//! sees, in the same states, where cues stand within the content of others.
//!
//! The architecture is that of `training/model.py`; the second reading follows the predicate-indicator
//! models of semantic role labelling (He et al. 2017), the conditional random fields Lafferty et al. (2001).

use std::ops::Range;

use super::crf::{Crf, Decoded};
use super::windows::Window;
use crate::encoder::{self, Encoder, Linear, ModelError, ModelFile, Reader, Tokenizer, Words};
use crate::text::Span;

/// Words on either side of a cue that are read again, at most.
const REGION: usize = 200;

/// Labels of the tagger, in the order of `TAGS` in `training/data.py`.
pub mod tag {
    /// The first word of a cue; the label after it is that of the cue's other words.
    pub const BEGIN_CUE: usize = 3;
    /// How many labels there are.
    pub const COUNT: usize = 7;
}

/// Labels of the tagger of inner cues, in the order of `training/inner.py`.
mod inner {
    pub const BEGIN_CUE: usize = 1;
    pub const COUNT: usize = 3;
}

/// Probability from which on a word may begin a cue within the content of another.
///
/// From .2, .3 and .4 on, the same nested statements of GUM are found (45 of 86 in dev and train); from .4 on, a
/// third less is read again than from .2 on.
const LEAST_INNER: f32 = 0.4;

/// Labels of the second reading, in the order of `ROLES` in `training/data.py`.
mod role {
    pub const BEGIN_SOURCE: usize = 1;
    pub const BEGIN_CONTENT: usize = 3;
    pub const COUNT: usize = 5;
}

/// The trained network.
#[derive(Debug)]
pub struct Network {
    /// Cuts text into the pieces that the encoder knows.
    pub tokenizer: Tokenizer,
    encoder: Encoder,
    tagger: Head,
    tags: Crf,
    cue_mark: Vec<f32>,
    distance: Vec<f32>,
    reader: Reader,
    roles_head: Head,
    roles: Crf,
    /// Sees cues within contents; a model without it finds no statement within another.
    inner: Option<Head>,
}

/// Two linear layers with a GELU between them.
#[derive(Debug)]
struct Head {
    up: Linear,
    down: Linear,
}

/// Buffers that one thread reuses.
#[derive(Debug, Default)]
pub struct Scratch {
    encoder: encoder::Scratch,
    reader: encoder::Scratch,
    states: Vec<f32>,
    region: Vec<f32>,
    inner: Vec<f32>,
    emissions: Vec<f32>,
}

impl Scratch {
    /// The state of each word of the window that was tagged last, one row after another.
    #[must_use]
    pub fn states(&self) -> &[f32] {
        &self.states
    }
}

/// What the network found for one cue.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which of the paragraphs that were cut into windows.
    pub paragraph: usize,
    /// The cue.
    pub cue: Span,
    /// Who speaks; empty where the network sees nobody.
    pub source: Vec<Span>,
    /// What was said; empty where the cue's paragraph does not hold it.
    pub content: Vec<Span>,
    /// How sure the network is of each.
    pub evidence: Evidence,
}

/// Probabilities by the network's random fields, each for itself and uncalibrated.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Evidence {
    /// That a cue begins at the cue's first word.
    pub cue: f32,
    /// That all words around the cue have exactly the roles found.
    pub roles: f32,
    /// Mean over the content's words, of their being content.
    pub content: f32,
    /// That the content begins and ends where it does.
    pub borders: f32,
    /// Mean over the source's words, of their being source; without source, that there is none.
    pub source: f32,
}

impl Network {
    /// The network of a model file.
    ///
    /// # Errors
    /// If tensors are missing or do not fit each other.
    pub fn load(model: &ModelFile) -> Result<Self, ModelError> {
        let encoder = Encoder::load(model)?;
        let hidden = encoder.hidden();
        Ok(Self {
            tokenizer: Tokenizer::from_vocab(model.vocabulary()?)?,
            tagger: Head::load(model, "tagger", hidden, tag::COUNT)?,
            tags: load_crf(model, "tags", tag::COUNT)?,
            cue_mark: load_table(model, "reader.cue", 2, hidden)?,
            distance: load_table(model, "reader.distance", 2 * distance::HALF, hidden)?,
            reader: Reader::load(model, "reader", hidden)?,
            roles_head: Head::load(model, "roles", hidden, role::COUNT)?,
            roles: load_crf(model, "roles", role::COUNT)?,
            inner: model
                .has("inner.up.weight")
                .then(|| Head::load(model, "inner", hidden, inner::COUNT))
                .transpose()?,
            encoder,
        })
    }

    /// The embeddings of words.
    #[must_use]
    pub fn words(&self) -> &Words {
        self.encoder.words()
    }

    /// What the tagger makes of one window's words; their states stay in `scratch`.
    pub fn tag(&self, window: &Window, scratch: &mut Scratch) -> Decoded {
        let hidden = self.encoder.hidden();
        let output = self.encoder.encode(&window.ids, &window.features, &mut scratch.encoder);
        scratch.states.clear();
        for &piece in &window.first {
            scratch.states.extend_from_slice(&output[piece * hidden..][..hidden]);
        }
        self.tagger.apply(&scratch.states, window.words.len(), &mut scratch.inner, &mut scratch.emissions);
        self.tags.decode(&scratch.emissions)
    }

    /// Everything that is attributed in one window, in text order; the words' states stay in `scratch`.
    pub fn read(&self, window: &Window, scratch: &mut Scratch) -> Vec<Finding> {
        let tags = self.tag(window, scratch);
        let mut findings = Vec::new();
        for cue in runs(&tags.path, tag::BEGIN_CUE) {
            let probability = tags.marginals[cue.start * tag::COUNT + tag::BEGIN_CUE];
            findings.push(self.read_again(window, &cue, probability, scratch));
        }
        findings
    }

    /// First words of what may be cues, if they stand where somebody else speaks, in text order. `window` is
    /// the one that was read last with `scratch`.
    pub fn inner_cues(&self, window: &Window, scratch: &mut Scratch) -> Vec<Span> {
        let Some(head) = &self.inner else { return Vec::new() };
        head.apply(&scratch.states, window.words.len(), &mut scratch.inner, &mut scratch.emissions);
        let chances = scratch.emissions.as_chunks().0.iter().map(begins_inner_cue);
        let likely = window.words.iter().zip(chances).filter(|(_, chance)| *chance >= LEAST_INNER);
        likely.map(|(word, _)| *word).collect()
    }

    /// Reads the words around a cue.
    fn read_again(
        &self,
        window: &Window,
        cue: &Range<usize>,
        cue_probability: f32,
        scratch: &mut Scratch,
    ) -> Finding {
        let words = region(window, cue);
        let hidden = self.encoder.hidden();
        scratch.region.clear();
        scratch.region.extend_from_slice(&scratch.states[words.start * hidden..words.end * hidden]);
        for (row, word) in scratch.region.chunks_exact_mut(hidden).zip(words.clone()) {
            let mark = usize::from(cue.contains(&word)) * hidden;
            let far = distance::bucket(word, cue) * hidden;
            let added = self.cue_mark[mark..][..hidden].iter().zip(&self.distance[far..][..hidden]);
            for (value, (mark, far)) in row.iter_mut().zip(added) {
                *value += mark + far;
            }
        }
        let states = self.reader.run(&scratch.region, words.len(), &mut scratch.reader);
        self.roles_head.apply(states, words.len(), &mut scratch.inner, &mut scratch.emissions);
        let roles = self.roles.decode(&scratch.emissions);
        let contents = runs(&roles.path, role::BEGIN_CONTENT);
        let sources = runs(&roles.path, role::BEGIN_SOURCE);
        let span = |run: &Range<usize>| {
            window.words[words.start + run.start].cover(window.words[words.start + run.end - 1])
        };
        Finding {
            paragraph: window.paragraph[cue.start],
            cue: window.words[cue.start].cover(window.words[cue.end - 1]),
            source: sources.iter().map(span).collect(),
            content: contents.iter().map(span).collect(),
            evidence: Evidence {
                cue: cue_probability,
                roles: roles.log_probability.exp(),
                content: mean(&roles, &contents, role::BEGIN_CONTENT),
                borders: borders(&roles, &contents),
                source: source_probability(&roles, &sources),
            },
        }
    }
}

impl Head {
    fn load(model: &ModelFile, name: &str, inputs: usize, outputs: usize) -> Result<Self, ModelError> {
        let up = Linear::load(model, &format!("{name}.up"))?;
        let down = Linear::load(model, &format!("{name}.down"))?;
        if up.inputs() != inputs || down.inputs() != up.outputs() || down.outputs() != outputs {
            return Err(ModelError::Sizes("a head does not fit the encoder"));
        }
        Ok(Self { up, down })
    }

    fn apply(&self, input: &[f32], count: usize, inner: &mut Vec<f32>, output: &mut Vec<f32>) {
        self.up.apply(input, count, inner);
        encoder::gelu(inner);
        self.down.apply(inner, count, output);
    }
}

fn load_crf(model: &ModelFile, name: &str, labels: usize) -> Result<Crf, ModelError> {
    let start = model.floats(&format!("{name}.start"), &[labels])?.iter().collect();
    let step = model.floats(&format!("{name}.step"), &[labels, labels])?.iter().collect();
    Crf::new(start, step).ok_or(ModelError::Sizes("a random field has no labels"))
}

fn load_table(model: &ModelFile, name: &str, rows: usize, columns: usize) -> Result<Vec<f32>, ModelError> {
    Ok(model.floats(name, &[rows, columns])?.iter().collect())
}

/// The words of the cue's paragraph, at most [`REGION`] on either side.
fn region(window: &Window, cue: &Range<usize>) -> Range<usize> {
    let paragraph = window.paragraph[cue.start];
    let (mut start, mut end) = (cue.start, cue.end);
    while start > 0 && window.paragraph[start - 1] == paragraph && cue.end - 1 - start < REGION {
        start -= 1;
    }
    while end < window.words.len() && window.paragraph[end] == paragraph && end - cue.start < REGION {
        end += 1;
    }
    start..end
}

/// Runs that begin with label `begin` and go on with `begin + 1`.
fn runs(path: &[usize], begin: usize) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (index, &label) in path.iter().enumerate() {
        if label == begin {
            runs.push(index..index + 1);
        } else if label == begin + 1
            && let Some(run) = runs.last_mut()
            && run.end == index
        {
            run.end += 1;
        }
    }
    runs
}

/// Probability of a cue's beginning, from the scores of the tagger of inner cues.
fn begins_inner_cue(scores: &[f32; inner::COUNT]) -> f32 {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = scores.map(|score| (score - top).exp());
    powers[inner::BEGIN_CUE] / powers.iter().sum::<f32>()
}

fn probability(roles: &Decoded, word: usize, label: usize) -> f32 {
    roles.marginals[word * role::COUNT + label]
}

/// Mean probability of the run's words to carry the role that begins with `begin`.
fn mean(roles: &Decoded, runs: &[Range<usize>], begin: usize) -> f32 {
    let words: Vec<usize> = runs.iter().cloned().flatten().collect();
    let sum: f32 =
        words.iter().map(|&w| probability(roles, w, begin) + probability(roles, w, begin + 1)).sum();
    sum / words.len().max(1) as f32
}

/// Probability that every part of the content begins and ends where it does, as if independent.
fn borders(roles: &Decoded, contents: &[Range<usize>]) -> f32 {
    let goes_on = |word: usize| {
        if word * role::COUNT < roles.marginals.len() {
            probability(roles, word, role::BEGIN_CONTENT + 1)
        } else {
            0.0
        }
    };
    contents
        .iter()
        .map(|run| probability(roles, run.start, role::BEGIN_CONTENT) * (1.0 - goes_on(run.end)))
        .product()
}

fn source_probability(roles: &Decoded, sources: &[Range<usize>]) -> f32 {
    if !sources.is_empty() {
        return mean(roles, sources, role::BEGIN_SOURCE);
    }
    let words = roles.path.len();
    let best = (0..words).map(|word| probability(roles, word, role::BEGIN_SOURCE)).fold(0.0, f32::max);
    1.0 - best
}

/// Signed distances in words between a word and the cue, in buckets.
mod distance {
    use std::ops::Range;

    /// Buckets on one side of the cue.
    pub const HALF: usize = 16;

    /// Least distances of the buckets after the first eight, which are exact.
    const BORDERS: [usize; 8] = [8, 12, 16, 23, 32, 46, 64, 91];

    pub fn bucket(word: usize, cue: &Range<usize>) -> usize {
        if word < cue.start {
            return HALF + magnitude(cue.start - word);
        }
        magnitude((word + 1).saturating_sub(cue.end))
    }

    fn magnitude(distance: usize) -> usize {
        if distance < 8 { distance } else { 7 + BORDERS.iter().filter(|&&least| distance >= least).count() }
    }
}
