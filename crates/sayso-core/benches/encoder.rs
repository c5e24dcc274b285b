//! How fast the encoder is, for `bench/peers.py`.
//!
//! `encoder MODEL speed [--level NAME] [--length N]... [--seconds S]` prints one JSON object: pieces for
//! each second of processor time, by window length, over random pieces.
//!
//! `encoder MODEL states [--level NAME]` reads windows, one a line, ids parted by spaces, and writes the
//! last layer's states as little-endian 32-bit floats.

use std::io::{BufRead, Write};
use std::time::Duration;

use cpu_time::ProcessTime;
use sayso_core::encoder::{Encoder, Level, ModelFile, Scratch};
use serde_json::{Map, Value, json};

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if args.len() < 2 {
        // `cargo test` runs every bench without arguments.
        println!("usage: encoder MODEL speed|states [--level NAME] [--length N]... [--seconds S]");
        return;
    }
    let options = args.split_off(2);
    let level = values(&options, "--level").next().map_or_else(Level::best, |name| {
        Level::all().into_iter().find(|level| level.name() == name).expect("a level of this processor")
    });
    let bytes: &'static [u8] = std::fs::read(&args[0]).expect("the model file").leak();
    let encoder =
        Encoder::load(&ModelFile::open(bytes).expect("a model")).expect("an encoder").with_level(level);
    if args[1] == "states" {
        return states(&encoder);
    }
    let number = |text: &String| text.parse().expect("a number");
    let mut lengths: Vec<usize> = values(&options, "--length").map(number).collect();
    if lengths.is_empty() {
        lengths = vec![128, 256, 400];
    }
    let seconds = values(&options, "--seconds").next().map_or(2.0, |text| text.parse().expect("a number"));
    let speeds: Map<String, Value> = lengths
        .into_iter()
        .map(|length| (length.to_string(), speed(&encoder, length, Duration::from_secs_f64(seconds)).into()))
        .collect();
    println!("{}", json!({ "level": level.name(), "pieces_per_cpu_second": speeds }));
}

/// What follows each `name`.
fn values<'o>(options: &'o [String], name: &str) -> impl Iterator<Item = &'o String> {
    options.iter().zip(options.iter().skip(1)).filter(move |(key, _)| *key == name).map(|(_, value)| value)
}

/// Pieces for each second of processor time: the best of the windows run in `time`.
fn speed(encoder: &Encoder, length: usize, time: Duration) -> f64 {
    let mut scratch = Scratch::default();
    let mut state = 1_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u32
    };
    let count = encoder.vocabulary() as u32;
    let ids: Vec<u32> = (0..length).map(|_| random() % count).collect();
    let features: Vec<Vec<u8>> = encoder
        .features()
        .iter()
        .map(|&n| (0..length).map(|_| (random() as usize % n) as u8).collect())
        .collect();
    encoder.encode(&ids, &features, &mut scratch);
    let (begin, mut best) = (ProcessTime::now(), f64::MAX);
    while begin.elapsed() < time {
        let window = ProcessTime::now();
        encoder.encode(&ids, &features, &mut scratch);
        best = best.min(window.elapsed().as_secs_f64());
    }
    length as f64 / best
}

fn states(encoder: &Encoder) {
    let mut scratch = Scratch::default();
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let ids: Vec<u32> = line.split_whitespace().map(|id| id.parse().expect("an id")).collect();
        let features = vec![vec![0; ids.len()]; encoder.features().len()];
        for value in encoder.encode(&ids, &features, &mut scratch) {
            output.write_all(&value.to_le_bytes()).expect("to write");
        }
    }
}
