//! Prints what the words inside of statements look like from outside and from within: the input of
//! `training/inner.py`.
//!
//! Every text of a folder is read; then each content is tagged again as a text of its own. For each of its
//! words one record of little-endian 32-bit floats is written: the probabilities that the second tagging
//! gives to the beginning and to the continuation of a cue, then the word's state in the first.
//!
//! `cargo run --release --example inner -- MODEL FOLDER > inner.f32`

use std::collections::HashMap;
use std::io::{BufWriter, Write, stdout};

use sayso_core::attribution::network::{Network, Scratch, tag};
use sayso_core::attribution::windows::Windows;
use sayso_core::encoder::ModelFile;
use sayso_core::segment::segment;
use sayso_core::text::Span;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, model, folder] = arguments.as_slice() else { return Err("usage: inner MODEL FOLDER".into()) };
    let network = Network::load(&ModelFile::open(std::fs::read(model)?.leak())?)?;
    let mut files: Vec<_> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.sort();
    let mut out = BufWriter::new(stdout().lock());
    for file in files {
        for number in records(&network, &std::fs::read_to_string(&file)?) {
            out.write_all(&number.to_le_bytes())?;
        }
    }
    Ok(out.flush()?)
}

/// The records of one text.
fn records(network: &Network, text: &str) -> Vec<f32> {
    let segmentation = segment(text);
    let mut scratch = Scratch::default();
    let mut states: HashMap<usize, Vec<f32>> = HashMap::new();
    let mut contents: Vec<Span> = Vec::new();
    let mut cues: Vec<Span> = Vec::new();
    for window in Windows::new(text, &network.tokenizer, &segmentation.paragraphs, true) {
        for finding in network.read(&window, &mut scratch) {
            contents.extend(finding.content);
            cues.push(finding.cue);
        }
        let rows = scratch.states().chunks_exact(scratch.states().len() / window.words.len());
        states.extend(window.words.iter().zip(rows).map(|(word, row)| (word.start, row.to_vec())));
    }
    contents.sort();
    contents.dedup_by(|b, a| a.overlaps(*b));
    let mut records = Vec::new();
    for window in Windows::new(text, &network.tokenizer, &contents, false) {
        let tags = network.tag(&window, &mut scratch);
        for (word, marginals) in window.words.iter().zip(tags.marginals.chunks_exact(tag::COUNT)) {
            let is_known = cues.iter().any(|cue| cue.overlaps(*word));
            if let Some(state) = states.get(&word.start).filter(|_| !is_known) {
                records.extend(&marginals[tag::BEGIN_CUE..][..2]);
                records.extend(state);
            }
        }
    }
    records
}
