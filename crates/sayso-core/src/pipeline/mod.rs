//! The one place that orders the rooms.

mod profile;

use crate::attribution::network::Network;
use crate::attribution::qualify::{Qualification, qualify};
use crate::attribution::{self, Attribution, Calibration};
use crate::circumstances::{self, Circumstances, Dateline};
use crate::document::{Cue, Diagnostic, Document, Reading, Statement};
pub use crate::encoder::ModelError;
use crate::encoder::ModelFile;
use crate::meaning::Meanings;
use crate::segment::{Segmentation, segment};
use crate::speakers::{self, Link};
use crate::text::Span;

/// Bytes of a document that are read unless [`Options`] says otherwise: more than a long book.
pub const MAX_TEXT: usize = 2 << 20;

/// Statements less likely right than this are left out unless [`Options`] name another bound: on the
/// development articles that gains 0.3 points of attribution overlap F1 and costs 0.1 of span F1.
pub const MIN_CONFIDENCE: f32 = 0.3;

/// The same for statements without a source: on the development articles that gains 0.2 points of
/// attribution overlap F1, and 0.3 of that of speech.
pub const MIN_CONFIDENCE_WITHOUT_SOURCE: f32 = 0.4;

/// Code of the diagnostic that says that the language is not the model's, and that nothing was looked for.
pub const OTHER_LANGUAGE: &str = "other-language";

/// The codes of the diagnostics that the engine makes; all others come from the reader of a format.
pub const DIAGNOSTICS: [&str; 3] = [OTHER_LANGUAGE, "text-too-long", "unclosed-quotation"];

/// How to read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Try statements in a document whose language the model does not know.
    pub any_language: bool,
    /// Bytes of a document that are read; the rest is named in a diagnostic.
    pub max_text: usize,
    /// Statements less likely right than this are treated as if they had not been found; `None` for the
    /// usual bounds, [`MIN_CONFIDENCE_WITHOUT_SOURCE`] and [`MIN_CONFIDENCE`].
    pub min_confidence: Option<f32>,
}

impl Default for Options {
    fn default() -> Self {
        Self { any_language: false, max_text: MAX_TEXT, min_confidence: None }
    }
}

impl Options {
    /// The least confidence with which an attribution counts as found.
    fn least(&self, attribution: &Attribution) -> f32 {
        let usual =
            if attribution.source.is_empty() { MIN_CONFIDENCE_WITHOUT_SOURCE } else { MIN_CONFIDENCE };
        self.min_confidence.unwrap_or(usual)
    }
}

/// A model ready to read documents. Shared by reference between threads.
#[derive(Debug)]
pub struct Engine {
    network: Network,
    calibration: Calibration,
    version: String,
    language: String,
}

impl Engine {
    /// An engine from the bytes of a model's files (`models/<name>/*.safetensors`), the one with the encoder
    /// first.
    ///
    /// # Errors
    /// If the bytes are not a model that this version can run.
    pub fn new(files: &[&'static [u8]]) -> Result<Self, ModelError> {
        let [first, more @ ..] = files else { return Err(ModelError::NotTensors("no file".into())) };
        let model = more.iter().try_fold(ModelFile::open(first)?, |model, file| model.and(file))?;
        Ok(Self {
            network: Network::load(&model)?,
            calibration: Calibration::load(&model)?,
            version: model.word("name").ok_or(ModelError::Metadata("name"))?.to_owned(),
            language: model.word("language").ok_or(ModelError::Metadata("language"))?.to_owned(),
        })
    }

    /// Name and version of the model (`en-1`).
    #[must_use]
    pub fn model_version(&self) -> &str {
        &self.version
    }

    /// What compares contents by what they say.
    #[must_use]
    pub fn meanings(&self) -> Meanings<'_> {
        Meanings::new(&self.network.tokenizer, self.network.words())
    }

    /// Reads one document. Never fails: what went wrong stands in the diagnostics.
    #[must_use]
    pub fn read(&self, document: &Document, options: &Options) -> Reading {
        let mut diagnostics = Vec::new();
        if let Some(language) = self.foreign(document) {
            diagnostics.push(other_language(language, &self.language, options.any_language));
            if !options.any_language {
                return Reading { diagnostics, ..Reading::default() };
            }
        }
        let text = head(&document.text, options.max_text);
        if text.len() < document.text.len() {
            diagnostics.push(too_long(text.len(), document.text.len()));
        }
        let segmentation = segment(text);
        diagnostics.extend(unclosed(&segmentation));
        let mut attributions = attribution::find(text, &segmentation, &self.network, &self.calibration);
        attributions = confident(attributions, |one| options.least(one));
        let dateline = Dateline::find(text, &segmentation);
        if let Some(dateline) = &dateline {
            dateline.take_off(text, &mut attributions);
        }
        let resolution = speakers::resolve(document, &segmentation, &attributions);
        let occasions = circumstances::find(document, &segmentation, &attributions, dateline.as_ref());
        let known = resolution.links.into_iter().zip(occasions);
        let statements: Vec<Statement> = attributions
            .into_iter()
            .zip(known)
            .map(|(attribution, (link, occasion))| {
                let qualities = qualify(text, &segmentation, &attribution);
                statement(&document.id, attribution, qualities, link, occasion)
            })
            .collect();
        let profile = profile::of(&segmentation, &statements, &resolution.speakers);
        Reading { statements, speakers: resolution.speakers, profile, diagnostics }
    }

    /// The document's language where it is another than the model's.
    fn foreign<'d>(&self, document: &'d Document) -> Option<&'d str> {
        let language = document.language.as_deref()?;
        let primary = language.split(['-', '_']).next().unwrap_or(language);
        (!primary.eq_ignore_ascii_case(&self.language)).then_some(language)
    }
}

/// The attributions of at least the confidence that each needs, each within the innermost one left around
/// it.
fn confident(all: Vec<Attribution>, least: impl Fn(&Attribution) -> f32) -> Vec<Attribution> {
    let is_kept = |index: &usize| all[*index].confidence >= least(&all[*index]);
    let kept: Vec<usize> = (0..all.len()).filter(is_kept).collect();
    let left = |&index: &usize| {
        let around = std::iter::successors(all[index].parent, |&outer| all[outer].parent);
        let parent = around.take(all.len()).find_map(|outer| kept.binary_search(&outer).ok());
        Attribution { parent, ..all[index].clone() }
    };
    kept.iter().map(left).collect()
}

fn statement(
    document: &str,
    found: Attribution,
    qualities: Qualification,
    link: Link,
    occasion: Circumstances,
) -> Statement {
    let id = identify(document, &found);
    let cue = (!found.cue.is_empty()).then(|| Cue { spans: found.cue.clone(), lemma: qualities.lemma });
    let trace = [found.trace, qualities.trace, link.trace, occasion.trace].concat();
    Statement {
        id,
        form: qualities.form,
        attitude: qualities.attitude,
        status: qualities.status,
        stance: qualities.stance,
        content: found.content,
        cue,
        source: link.source,
        speaker: link.speaker,
        addressee: occasion.addressee,
        venue: occasion.venue,
        said: occasion.said,
        parent: found.parent,
        confidence: found.confidence,
        trace,
    }
}

/// `st_` and 12 hex digits of the SHA-256 of the document's id, the content's and the cue's places.
fn identify(document: &str, found: &Attribution) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(document.as_bytes());
    for (role, spans) in [("content", &found.content), ("cue", &found.cue)] {
        hash.update(role.as_bytes());
        for span in spans {
            hash.update(format!(" {} {}", span.start, span.end).as_bytes());
        }
    }
    let hex: String = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("st_{hex}")
}

/// At most `limit` bytes from the start, cut at a line's end where there is one, else between characters.
fn head(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let cut = text.floor_char_boundary(limit);
    let line = text[..cut].rfind('\n').filter(|&line| line > cut / 2);
    &text[..line.unwrap_or(cut)]
}

fn other_language(found: &str, known: &str, tried: bool) -> Diagnostic {
    let outcome = if tried {
        "Statements were tried all the same; expect many errors."
    } else {
        "No statements were looked for; ask for any language to have them tried."
    };
    let message = format!("The document's language is {found:?}, the model reads {known:?}. {outcome}");
    Diagnostic { code: OTHER_LANGUAGE.into(), message, span: None }
}

fn too_long(read: usize, all: usize) -> Diagnostic {
    let message = format!(
        "Only the first {read} of {all} bytes were read. Split the document, or raise the limit on its length."
    );
    Diagnostic { code: "text-too-long".into(), message, span: Some(Span::new(read, all)) }
}

/// One diagnostic for all quotations that never close.
fn unclosed(segmentation: &Segmentation) -> Option<Diagnostic> {
    let mut open = segmentation.quotations.iter().filter(|quotation| !quotation.closed);
    let first = open.next()?.outer;
    let message = match open.count() {
        0 => "A quotation is never closed; it was taken to end with its paragraph.".to_owned(),
        more => format!(
            "{} quotations are never closed; each was taken to end with its paragraph. This is the first.",
            more + 1
        ),
    };
    Some(Diagnostic { code: "unclosed-quotation".into(), message, span: Some(first) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_moves_out_of_one_that_is_left_out() {
        let attribution = |confidence, parent| Attribution { confidence, parent, ..Attribution::default() };
        let chain = vec![attribution(0.9, None), attribution(0.2, Some(0)), attribution(0.8, Some(1))];
        let parents = |least| {
            confident(chain.clone(), |_| least)
                .iter()
                .map(|one| (one.confidence, one.parent))
                .collect::<Vec<_>>()
        };
        assert_eq!(parents(0.0), [(0.9, None), (0.2, Some(0)), (0.8, Some(1))]);
        assert_eq!(parents(0.5), [(0.9, None), (0.8, Some(0))]);
        assert_eq!(parents(0.85), [(0.9, None)]);
    }
}
