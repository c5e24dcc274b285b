//! Finds the mentions of a whole document, its headlines included.

use std::collections::HashSet;

use super::mentions::{self, Form, Mention};
use super::view::{Flags, View};
use crate::attribution::Attribution;
use crate::document::SpeakerKind;

/// The words of an attribution's source: its first part that holds any.
pub(super) fn source_words(view: &View, attribution: &Attribution) -> Option<std::ops::Range<usize>> {
    attribution
        .source
        .iter()
        .map(|&span| view.words_in(span))
        .find(|w| w.clone().any(|k| view.is(k, Flags::LEXICAL)))
}

/// Mentions of the whole document. In headlines, where capitals tell nothing, a name is what the
/// body knows as one, or what a source span holds.
pub(super) fn find_mentions(view: &View, attributions: &[Attribution]) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut headlines = Vec::new();
    let mut start = 0;
    while start < view.len() {
        let headline = view.is(start, Flags::HEADLINE);
        let mut end = start + 1;
        while end < view.len() && view.is(end, Flags::HEADLINE) == headline {
            end += 1;
        }
        if headline {
            headlines.push((start, end));
        } else {
            found.extend(mentions::find(view, start, end));
        }
        start = end;
    }
    if headlines.is_empty() {
        return found;
    }
    let known: HashSet<Vec<u32>> = found
        .iter()
        .filter(|m| m.form == Form::Name)
        .flat_map(|m| {
            let tokens: Vec<u32> = (m.core.0..m.core.1)
                .filter(|&k| view.is(k, Flags::LEXICAL))
                .map(|k| view.lexeme(k))
                .collect();
            let last = tokens.last().map(|&t| vec![t]);
            let person = m.kind == Some(SpeakerKind::Person);
            [Some(tokens), last.filter(|_| person)].into_iter().flatten()
        })
        .filter(|tokens| !tokens.is_empty())
        .collect();
    let sources: Vec<_> = attributions.iter().filter_map(|a| source_words(view, a)).collect();
    for (start, end) in headlines {
        let mut cuts: Vec<_> = sources.iter().filter(|s| s.start >= start && s.end <= end).cloned().collect();
        cuts.sort_by_key(|s| (s.start, s.end));
        cuts.dedup();
        let mut k = start;
        for cut in cuts {
            if cut.start < k {
                continue;
            }
            found.extend(mentions::find_known(view, k, cut.start, &known));
            found.extend(mentions::find(view, cut.start, cut.end));
            k = cut.end;
        }
        found.extend(mentions::find_known(view, k, end, &known));
    }
    found.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
    found
}
