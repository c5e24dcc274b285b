//! Resolves the sources of a folder of brat standoff and prints one JSON object an article.
//!
//! `speakers_eval <folder with text/ and attributions/> [--explain]`: the gold spans are taken as they are,
//! so that the figures of a scorer show what resolution alone does. `--explain` prints lines for reading.

use std::collections::HashMap;
use std::path::Path;

use sayso_core::attribution::Attribution;
use sayso_core::document::Document;
use sayso_core::segment::segment;
use sayso_core::speakers::{Resolution, resolve};
use sayso_core::text::{CodepointSpan, OffsetMap, Span};

fn main() {
    let folder = std::env::args().nth(1).expect("a folder with text/ and attributions/");
    let explain = std::env::args().any(|a| a == "--explain");
    let only: Vec<String> = std::env::args().skip(2).filter(|a| !a.starts_with("--")).collect();
    let folder = Path::new(&folder);
    let mut standoff: Vec<String> = names(&folder.join("attributions"));
    standoff.sort();
    let mut texts = names(&folder.join("text"));
    texts.sort();
    for file in texts {
        let stem = file.trim_end_matches(".txt");
        if !only.is_empty() && !only.iter().any(|o| stem.contains(o.as_str())) {
            continue;
        }
        let Some(ann) = standoff.iter().find(|a| a.starts_with(&format!("{stem}_"))) else { continue };
        let text = std::fs::read_to_string(folder.join("text").join(&file)).expect("readable text");
        let ann = std::fs::read_to_string(folder.join("attributions").join(ann)).expect("readable standoff");
        article(stem, text, &ann, explain);
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries.filter_map(|e| e.ok()?.file_name().into_string().ok()).collect()
}

fn article(stem: &str, text: String, ann: &str, explain: bool) {
    let document = Document::from_text(stem, text);
    let map = OffsetMap::new(&document.text);
    let (ids, attributions) = attributions(&map, ann);
    let segmentation = segment(&document.text);
    let resolution = resolve(&document, &segmentation, &attributions);
    if explain {
        return print_lines(stem, &document, &ids, &attributions, &resolution);
    }
    let outside = |spans: &[Span]| -> Vec<[usize; 2]> {
        spans.iter().map(|&s| map.codepoints(s)).map(|s| [s.start, s.end]).collect()
    };
    let statements: Vec<serde_json::Value> = attributions
        .iter()
        .zip(&resolution.links)
        .zip(&ids)
        .map(|((a, link), id)| {
            let speaker = link.speaker.as_ref().map(|l| &resolution.speakers[l.speaker]);
            serde_json::json!({
                "id": id, "source": outside(&a.source), "cue": outside(&a.cue), "content": outside(&a.content),
                "speaker": speaker.filter(|s| s.named).map(|s| &s.name),
                "link": link.speaker.as_ref().map(|l| l.confidence),
            })
        })
        .collect();
    println!("{}", serde_json::json!({"article": stem, "statements": statements}));
}

fn attributions(map: &OffsetMap, ann: &str) -> (Vec<String>, Vec<Attribution>) {
    let mut spans: HashMap<&str, Vec<Span>> = HashMap::new();
    let (mut ids, mut found) = (Vec::new(), Vec::new());
    for line in ann.lines() {
        let mut columns = line.split('\t');
        let (Some(id), Some(body)) = (columns.next(), columns.next()) else { continue };
        if id.starts_with('T') {
            let offsets = body.split_once(' ').map_or("", |b| b.1);
            let parts = offsets.split(';').filter_map(|part| {
                let (start, end) = part.split_once(' ')?;
                map.bytes(CodepointSpan { start: start.parse().ok()?, end: end.parse().ok()? })
            });
            let mut parts: Vec<Span> = parts.collect();
            parts.sort();
            spans.insert(id, parts);
        }
    }
    for line in ann.lines().filter(|l| l.starts_with('E')) {
        let mut columns = line.split('\t');
        let (Some(id), Some(body)) = (columns.next(), columns.next()) else { continue };
        let mut attribution = Attribution { confidence: 1.0, ..Attribution::default() };
        for role in body.split_whitespace() {
            let Some((name, target)) = role.split_once(':') else { continue };
            let Some(parts) = spans.get(target) else { continue };
            match name.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase().as_str() {
                "source" => attribution.source.extend(parts),
                "cue" => attribution.cue.extend(parts),
                "content" => attribution.content.extend(parts),
                _ => {}
            }
        }
        if !attribution.content.is_empty() {
            attribution.content.sort();
            ids.push(id.to_owned());
            found.push(attribution);
        }
    }
    (ids, found)
}

fn print_lines(
    stem: &str,
    document: &Document,
    ids: &[String],
    attributions: &[Attribution],
    resolution: &Resolution,
) {
    println!("===== {stem}");
    let text = &document.text;
    let cut = |spans: &[Span]| spans.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" … ");
    for ((a, link), id) in attributions.iter().zip(&resolution.links).zip(ids) {
        let speaker = link.speaker.as_ref().map(|l| {
            let s = &resolution.speakers[l.speaker];
            format!(
                "{}{} ({} {:.2} {})",
                if s.named { "" } else { "~" },
                s.name,
                s.kind.word(),
                l.confidence,
                link.trace.last().map_or("", |t| t.rule)
            )
        });
        println!("{id}\t[{}] <{}> → {}", cut(&a.source), cut(&a.cue), speaker.unwrap_or("—".to_owned()));
    }
    for s in &resolution.speakers {
        println!(
            "  {} {}{} {}: {:?} roles {:?}",
            s.id,
            if s.named { "" } else { "~" },
            s.name,
            s.kind.word(),
            s.aliases,
            s.roles
        );
    }
}
