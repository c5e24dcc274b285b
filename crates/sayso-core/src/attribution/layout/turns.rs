//! Transcripts (`NAME: words` by turns) and interviews in questions and answers.

use std::collections::{HashMap, HashSet};

use super::label::{Label, Shape};
use super::{Attribution, Layout, attribution};
use crate::lexicon::lexicon;
use crate::text::Span;

/// Paragraphs without a label that may go on with a turn, another turn following.
const LONGEST_TURN: usize = 6;
/// Words that a turn has on average in a transcript whose labels are not in capitals.
const FEWEST_WORDS: usize = 4;

/// The turns of every kind of exchange in the text.
pub(super) fn find(layout: &Layout) -> Vec<Attribution> {
    let mut found = Vec::new();
    for (shapes, accepted) in [
        (&[Shape::Question, Shape::Answer][..], is_interview as fn(&Layout, &[Turn]) -> bool),
        (&[Shape::Capitals][..], is_script),
        (&[Shape::Name][..], is_dialogue),
    ] {
        let turns = turns(layout, shapes);
        if accepted(layout, &turns) {
            found.extend(turns.iter().filter_map(|turn| turn.attribution(layout)));
        }
    }
    found
}

/// One turn and the paragraphs that go on with it.
struct Turn {
    label: Label,
    /// Index of its paragraph.
    paragraph: usize,
    /// Index after its last paragraph.
    end: usize,
}

impl Turn {
    fn attribution(&self, layout: &Layout) -> Option<Attribution> {
        let more = &layout.cut.paragraphs[self.paragraph + 1..self.end];
        let content: Vec<Span> =
            [self.label.body].iter().chain(more).copied().filter(|part| !part.is_empty()).collect();
        let (rule, why) = match self.label.shape {
            Shape::Question | Shape::Answer => ("layout.interview", "the text goes by questions and answers"),
            Shape::Capitals | Shape::Name => {
                ("layout.transcript", "the text goes by turns, each led by a name")
            }
        };
        (!content.is_empty())
            .then(|| attribution(self.label.name, self.label.colon, content, 0.95, rule, why))
    }
}

/// The turns whose labels have one of `shapes`, each with the unlabelled paragraphs up to the next.
fn turns(layout: &Layout, shapes: &[Shape]) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for (paragraph, label) in layout.labels.iter().enumerate() {
        let Some(label) = label.filter(|label| shapes.contains(&label.shape)) else { continue };
        if let Some(last) = turns.last_mut() {
            let gap = last.paragraph + 1..paragraph;
            let goes_on = last.label.shape != Shape::Name || last.label.body.is_empty();
            if goes_on && gap.len() <= LONGEST_TURN && gap.clone().all(|index| layout.labels[index].is_none())
            {
                last.end = paragraph;
            }
        }
        turns.push(Turn { label, paragraph, end: paragraph + 1 });
    }
    turns
}

/// Questions and answers: both kinds occur.
fn is_interview(_: &Layout, turns: &[Turn]) -> bool {
    let has = |shape| turns.iter().any(|turn| turn.label.shape == shape);
    has(Shape::Question) && has(Shape::Answer)
}

/// Turns led by names in capitals: at least two names, one of them again, or two turns in a row whose
/// labels hold a title or given name.
fn is_script(layout: &Layout, turns: &[Turn]) -> bool {
    let in_a_row = turns.windows(2).any(|pair| {
        let named = |turn: &Turn| holds_name(layout, turn.label.name);
        pair[0].end == pair[1].paragraph && named(&pair[0]) && named(&pair[1])
    });
    let keys = keys(layout, turns);
    keys.len() >= 2 && (in_a_row || keys.values().any(|&count| count >= 2))
}

/// Turns led by names in ordinary case: at least two names, one of them again, the names known from
/// elsewhere in the text or by a given name or title, and words enough to be speech.
fn is_dialogue(layout: &Layout, turns: &[Turn]) -> bool {
    let keys = keys(layout, turns);
    let repeated = keys.values().any(|&count| count >= 2);
    let full: HashSet<&str> = turns
        .iter()
        .filter(|turn| holds_name(layout, turn.label.name))
        .map(|turn| turn.label.key(layout.text))
        .collect();
    let known = |key: &str| full.contains(key) || layout.mentions(key) > 0;
    let named = turns.iter().filter(|turn| known(turn.label.key(layout.text))).count();
    let words: usize = turns.iter().map(|turn| layout.words(turn.label.body).count()).sum();
    turns.len() >= 3
        && keys.len() >= 2
        && repeated
        && named * 4 >= turns.len() * 3
        && words >= FEWEST_WORDS * turns.len()
}

/// How many turns each speaker has.
fn keys<'t>(layout: &Layout<'t>, turns: &[Turn]) -> HashMap<&'t str, usize> {
    let mut keys = HashMap::new();
    for turn in turns {
        *keys.entry(turn.label.key(layout.text)).or_default() += 1;
    }
    keys
}

/// Whether a label holds a title, a role or a given name with another word.
fn holds_name(layout: &Layout, name: Span) -> bool {
    let lexicon = lexicon();
    let words: Vec<&str> = layout.words(name).collect();
    let given = words.len() >= 2 && lexicon.given_names.contains(words[0]);
    given || lexicon.titles.longest_at(&words).is_some() || lexicon.role_at(&words).is_some()
}
