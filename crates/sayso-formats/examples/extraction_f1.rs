//! Measures the main-text extraction on a folder of saved pages.
//!
//! ```text
//! cargo run --release -p sayso-formats --example extraction_f1 -- PAGES [--write DIR]
//! ```
//!
//! `PAGES` holds pairs of `NAME.html` and `NAME.txt`, the article's text as a person marked it. The
//! figures are those of the article extraction benchmark of Zyte (formerly Scrapinghub): precision
//! and recall over shingles of four words, averaged over the pages, and the F1 of the two averages.
//! `--write` leaves each extracted text in a folder, to be compared.

use sayso_formats::readers::{Format, Hint, read};
use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const WORDS: usize = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, output) = match arguments.as_slice() {
        [folder] => (folder, None),
        [folder, flag, output] if flag == "--write" => (folder, Some(Path::new(output))),
        _ => return Err("usage: extraction_f1 PAGES [--write DIR]".into()),
    };
    let mut scores = Vec::new();
    let mut spent = Duration::ZERO;
    for page in pages(Path::new(folder))? {
        let expected = std::fs::read_to_string(page.with_extension("txt"))?;
        let bytes = std::fs::read(&page)?;
        let started = Instant::now();
        let text = extract(&bytes)?;
        spent += started.elapsed();
        let score = Score::of(&expected, &text);
        let name = page.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(output) = output {
            std::fs::create_dir_all(output)?;
            std::fs::write(output.join(format!("{name}.txt")), &text)?;
        }
        scores.push((name, score));
    }
    report(scores, spent);
    Ok(())
}

fn pages(folder: &Path) -> Result<Vec<PathBuf>, std::io::Error> {
    let entries: Result<Vec<PathBuf>, _> =
        std::fs::read_dir(folder)?.map(|it| it.map(|it| it.path())).collect();
    let mut pages: Vec<PathBuf> =
        entries?.into_iter().filter(|it| it.extension().is_some_and(|it| it == "html")).collect();
    pages.retain(|it| it.with_extension("txt").exists());
    pages.sort();
    Ok(pages)
}

fn extract(bytes: &[u8]) -> Result<String, Box<dyn Error>> {
    let hint = Hint { origin: "page.html", format: Some(Format::Html), ..Hint::default() };
    let mut text = String::new();
    for document in read(bytes, &hint)? {
        text.push_str(&document?.document.text);
    }
    Ok(text)
}

fn report(mut scores: Vec<(String, Score)>, spent: Duration) {
    scores.sort_by(|a, b| a.1.f1().total_cmp(&b.1.f1()).then_with(|| a.0.cmp(&b.0)));
    for (name, score) in &scores {
        println!("{:.3}  precision {:.3}  recall {:.3}  {name}", score.f1(), score.precision, score.recall);
    }
    let count = scores.len().max(1) as f64;
    let mean = |of: fn(&Score) -> f64| scores.iter().map(|(_, score)| of(score)).sum::<f64>() / count;
    let all = Score { precision: mean(|it| it.precision), recall: mean(|it| it.recall) };
    println!(
        "{} pages: precision {:.4}  recall {:.4}  F1 {:.4}  {:.2} ms a page",
        scores.len(),
        all.precision,
        all.recall,
        all.f1(),
        spent.as_secs_f64() * 1000.0 / count
    );
}

struct Score {
    precision: f64,
    recall: f64,
}

impl Score {
    fn of(expected: &str, found: &str) -> Self {
        let (expected, found) = (shingles(expected), shingles(found));
        let shared: usize =
            expected.iter().map(|(key, &n)| n.min(found.get(key).copied().unwrap_or(0))).sum();
        let share = |all: &HashMap<Vec<&str>, usize>| match all.values().sum::<usize>() {
            0 => 1.0,
            total => shared as f64 / total as f64,
        };
        Self { precision: share(&found), recall: share(&expected) }
    }

    fn f1(&self) -> f64 {
        match self.precision + self.recall {
            0.0 => 0.0,
            sum => 2.0 * self.precision * self.recall / sum,
        }
    }
}

/// How often each run of four words stands in `text`; a shorter text is one run.
fn shingles(text: &str) -> HashMap<Vec<&str>, usize> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let mut counts = HashMap::new();
    for at in 0..(words.len() + 1).saturating_sub(WORDS).max(usize::from(!words.is_empty())) {
        *counts.entry(words[at..(at + WORDS).min(words.len())].to_vec()).or_default() += 1;
    }
    counts
}
