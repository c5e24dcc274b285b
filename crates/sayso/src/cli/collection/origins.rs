//! Who only repeats, in words.

use std::fmt::Write;

use sayso::collection::origins::{
    EdgeRecord, EvidenceRecord, GroupRecord, Origins, Place, RunRecord, WitnessRecord,
};

use super::plain;
use super::utterances::counted;

/// Rows of words that are shown of each pair.
const RUNS: usize = 6;

/// The section of an utterance.
pub fn in_short(origins: &Origins) -> String {
    if origins.documents.len() < 2 {
        return String::new();
    }
    let mut text = format!("\nOrigins: {}\n", summary(origins));
    for group in &origins.groups {
        text += &in_lines(origins, group);
    }
    if origins.edges.is_empty() { text } else { text + "  --echo shows what this rests on\n" }
}

/// 2 to 4 in 7 documents, 3 of them near-copies of another one, as far as this collection shows
fn summary(origins: &Origins) -> String {
    let copies = match origins.near_copies {
        0 => String::new(),
        1 => ", 1 of them a near-copy of another one".to_owned(),
        more => format!(", {more} of them near-copies of another one"),
    };
    let number = match (origins.least, origins.most) {
        (least, most) if least == most => least.to_string(),
        (least, most) => format!("{least} to {most}"),
    };
    let documents = counted(origins.documents.len(), "document");
    format!("{number} in {documents}{copies}, as far as this collection shows")
}

fn in_lines(origins: &Origins, group: &GroupRecord) -> String {
    if let [alone] = group.members[..] {
        return format!("  {}: no copying detected\n", name(&origins.documents[alone]));
    }
    let mut text = format!("  {} that may have one origin:\n", counted(group.members.len(), "document"));
    for &member in &group.members {
        let first = group.may_be_origin.contains(&member);
        let what = strongest(origins, member).map_or_else(String::new, |edge| about(origins, member, edge));
        let credit = match &group.agencies[..] {
            agencies if first && !agencies.is_empty() => format!(" · credits {}", agencies.join(", ")),
            _ => String::new(),
        };
        let indent = if first { "    " } else { "      " };
        let _ = writeln!(text, "{indent}{}{what}{credit}", name(&origins.documents[member]));
    }
    text
}

/// The edge that tells most of a document: where it repeats another one, else where it has anything in common.
fn strongest(origins: &Origins, member: usize) -> Option<&EdgeRecord> {
    let own = origins.edges.iter().filter(|edge| edge.counts && [edge.a, edge.b].contains(&member));
    // Of several, the one that leads to the earliest document.
    own.min_by_key(|edge| (edge.repeats != Some(member), !edge.certain, edge.a + edge.b - member))
}

fn about(origins: &Origins, member: usize, edge: &EdgeRecord) -> String {
    let other = name(&origins.documents[edge.a + edge.b - member]);
    let why: Vec<String> = edge.evidence.iter().map(|one| plain(&one.in_a_word())).collect();
    let why = why.join(", ");
    match edge.repeats {
        Some(repeats) if repeats == member => format!(": repeats {other} ({why})"),
        Some(_) => String::new(),
        None => format!(": {other} or this one repeats the other, or both a third ({why})"),
    }
}

/// The Lenn Post, 2016-10-02
fn name(document: &WitnessRecord) -> String {
    let known: Vec<&str> =
        [&document.outlet, &document.published].into_iter().flatten().map(String::as_str).collect();
    plain(&if known.is_empty() { document.origin.clone() } else { known.join(", ") })
}

/// Every pair of documents with all that says which repeats which.
pub fn in_full(origins: &Origins) -> String {
    let mut text = format!("Origins: {}\n", summary(origins));
    if origins.edges.is_empty() {
        text += "no copying detected\n";
    }
    for edge in &origins.edges {
        text += &edge_in_full(origins, edge);
    }
    let background = match origins.background {
        0 => "none was needed, or no other document of this collection could be it".to_owned(),
        count => {
            format!("shared text that also stands in one of {} is left out", counted(count, "other document"))
        }
    };
    let _ = writeln!(text, "\nbackground: {background}");
    text
}

fn edge_in_full(origins: &Origins, edge: &EdgeRecord) -> String {
    let [a, b] = [edge.a, edge.b].map(|at| {
        let document = &origins.documents[at];
        format!("{} ({})", name(document), plain(&document.document))
    });
    let relation = match edge.repeats {
        // What is too little to count is too little to say so.
        _ if !edge.counts => format!("{a} and {b} have words in common"),
        Some(repeats) if repeats == edge.a => format!("{a} repeats {b}"),
        Some(_) => format!("{b} repeats {a}"),
        None => format!("{a} or {b} repeats the other, or both a third"),
    };
    let weight = match (edge.certain, edge.counts) {
        (true, _) => "counts for both ends of the interval",
        (false, true) => "counts for the fewest origins",
        (false, false) => "too little to count",
    };
    let mut text = format!("\n{relation}: {weight}\n");
    for evidence in &edge.evidence {
        let _ = writeln!(text, "  {}{}", plain(&evidence.in_a_word()), details(edge, evidence));
        text += &words(origins, edge, evidence);
    }
    if let Some(surplus) = &edge.surplus {
        let _ = writeln!(
            text,
            "  against it: each has words of the utterance that the other lacks, {:.0} bits\n    {} · {}",
            surplus.bits,
            shown(&surplus.a),
            shown(&surplus.b)
        );
    }
    text
}

fn details(edge: &EdgeRecord, evidence: &EvidenceRecord) -> String {
    match evidence {
        EvidenceRecord::SharedText { near_bits, share, .. } => format!(
            ", {near_bits:.0} of them near the quotation; {:.1} % of the words of the shorter; {}",
            share * 100.0,
            by_chance(edge.chance)
        ),
        EvidenceRecord::Wording { bits, .. } => format!(", {bits:.0} bits"),
        EvidenceRecord::Credit { in_part: true, .. } => ", one of them for a part".to_owned(),
        _ => String::new(),
    }
}

/// How often unrelated articles share as much.
fn by_chance(share: f64) -> String {
    match share {
        share if share >= 1.0 => "any two articles may share as much".to_owned(),
        share => format!("1 in {:.0} pairs of unrelated articles shares as much", 1.0 / share),
    }
}

/// The words that a piece of evidence rests on.
fn words(origins: &Origins, edge: &EdgeRecord, evidence: &EvidenceRecord) -> String {
    match evidence {
        EvidenceRecord::NearCopy { runs, .. } | EvidenceRecord::SharedText { runs, .. } => rows(runs),
        EvidenceRecord::Credit { a, b, own, .. } => {
            let said = |at: usize, place: &Option<Place>| match place {
                Some(place) => shown(place),
                None if *own == Some(at) => "published by it".to_owned(),
                None => "by its byline".to_owned(),
            };
            format!("    {} · {}\n", said(edge.a, a), said(edge.b, b))
        }
        EvidenceRecord::Wording { fuller, alike, .. } => alike
            .iter()
            .map(|one| {
                format!(
                    "    {} against {}: {} · {} · {}\n",
                    one.habit,
                    name(&origins.documents[*fuller]),
                    shown(&one.fuller),
                    shown(&one.a),
                    shown(&one.b)
                )
            })
            .collect(),
        EvidenceRecord::Chain { by, says } => {
            format!("    {}: {}\n", name(&origins.documents[*by]), shown(says))
        }
    }
}

/// The rows that tell most, or, where that is not counted, the longest.
fn rows(runs: &[RunRecord]) -> String {
    let mut order: Vec<&RunRecord> = runs.iter().collect();
    order.sort_by(|x, y| {
        y.bits.total_cmp(&x.bits).then(y.words.cmp(&x.words)).then(x.a.start.cmp(&y.a.start))
    });
    let line =
        |run: &&RunRecord| format!("    {} · characters {}-{}\n", shown(&run.a), run.b.start, run.b.end);
    let mut text: String = order.iter().take(RUNS).map(line).collect();
    if order.len() > RUNS {
        let _ = writeln!(text, "    and {} more", order.len() - RUNS);
    }
    text
}

/// “the words”, characters 10-19
fn shown(place: &Place) -> String {
    const LONGEST: usize = 120;
    let words = plain(&place.text);
    let words = match words.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &words[..at]),
        None => words,
    };
    format!("“{words}”, characters {}-{}", place.start, place.end)
}
