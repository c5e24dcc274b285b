//! Whom a pronoun means.

use super::discourse::{Meaning, Reader, Trace};
use super::entities::Entity;
use super::lists::Class;
use super::mentions::{Form, Mention, Pronoun};
use super::view::Flags;
use crate::document::{SpeakerKind, Via};
use crate::lexicon::Gender;

/// Sentences over which a pronoun reaches back.
const REACH: usize = 9;

impl Reader<'_, '_> {
    pub(super) fn settle_pronoun(&mut self, m: usize, pronoun: Pronoun) -> Option<Meaning> {
        let quoted = self.view.is(self.mentions[m].core.0, Flags::QUOTED);
        match pronoun {
            Pronoun::I | Pronoun::We if quoted => None,
            Pronoun::I => Some(match self.turn {
                Some(entity) => Meaning { entity, via: Via::Pronoun, confidence: 0.8, rule: "speaker.turn" },
                None => self.the_author(m),
            }),
            Pronoun::We | Pronoun::You => None,
            Pronoun::Who => self.relative(m, true),
            Pronoun::Which => self.relative(m, false),
            Pronoun::He | Pronoun::She | Pronoun::It | Pronoun::They => self.antecedent(m, pronoun),
        }
    }

    /// A name or title at the head of a paragraph with a colon after it.
    pub(super) fn is_label(&self, mention: &Mention) -> bool {
        let view = self.view;
        let first = mention.start == 0 || view.paragraph(mention.start - 1) != view.paragraph(mention.start);
        first
            && mention.end < view.len()
            && view.word(mention.end) == ":"
            && !matches!(mention.form, Form::Pronoun(_))
    }

    /// *My name is Ana*, *I'm Ana Roe*, outside quotations.
    pub(super) fn introduces(&self, mention: &Mention) -> bool {
        let view = self.view;
        let start = mention.core.0;
        if mention.form != Form::Name || mention.title.is_some() || view.is(start, Flags::QUOTED) {
            return false;
        }
        let before = |n: usize| start.checked_sub(n).map_or("", |k| view.folded(k));
        let stops = mention.end >= view.len()
            || !view.is(mention.end, Flags::LEXICAL)
            || view.has(mention.end, Class::FUNCTION);
        let person = mention.kind != Some(SpeakerKind::Organization);
        let named = before(1) == "is" && before(2) == "name" && before(3) == "my";
        let called = (before(1) == "i'm" || (before(1) == "am" && before(2) == "i")) && person;
        stops && (named || called)
    }

    /// *I* outside quotations: who signs the piece.
    pub(super) fn the_author(&mut self, m: usize) -> Meaning {
        let entity = match self.author {
            Some(e) => e,
            None => {
                let byline = self.document.authors.first().map(|a| a.trim()).filter(|a| !a.is_empty());
                let span = self.view.span(self.mentions[m].start, self.mentions[m].end);
                let e = self.add(Entity {
                    kind: Some(SpeakerKind::Person),
                    named: byline.is_some(),
                    name: Some(span),
                    inferred_name: Some(byline.unwrap_or("I").to_owned()),
                    first: self.mentions[m].start,
                    ..Entity::default()
                });
                self.author = Some(e);
                e
            }
        };
        Meaning { entity, via: Via::Pronoun, confidence: 0.85, rule: "speaker.author" }
    }

    /// The nearest fitting mention before a relative pronoun.
    pub(super) fn relative(&self, m: usize, person: bool) -> Option<Meaning> {
        let word = self.mentions[m].core.0;
        let sentence = self.view.sentence(word);
        let comma = word > 0 && self.view.word(word - 1) == ",";
        // A noun that no list knows stands right before: it is meant, and it is nobody named.
        let before = word
            .checked_sub(1)
            .filter(|&k| self.view.is(k, Flags::LEXICAL) && !self.view.is(k, Flags::CAPITAL));
        if before.is_some() && !self.recent.iter().rev().any(|t| t.end == word) {
            return None;
        }
        let fits = |t: &&Trace| {
            let entity = &self.roster.entities[t.entity];
            let animate =
                entity.is_person() || matches!(entity.kind, Some(SpeakerKind::Group)) || entity.plural;
            t.sentence == sentence
                && t.end <= word
                && !t.weak
                && !t.pronoun
                && if person { animate } else { !entity.is_person() }
        };
        let mut found = self.recent.iter().rev().filter(fits);
        let nearest = found.next()?;
        // *Name, role of place, who*: with a comma the name in the same phrase goes before a group inside it.
        let chosen = if comma && self.roster.entities[nearest.entity].plural && person {
            found
                .find(|t| self.roster.entities[t.entity].named && nearest.word.saturating_sub(t.word) < 14)
                .unwrap_or(nearest)
        } else {
            nearest
        };
        let gap = word - chosen.end.min(word);
        let confidence = if gap <= 1 { 0.92 } else { 0.75 };
        Some(Meaning { entity: chosen.entity, via: Via::Pronoun, confidence, rule: "speaker.relative" })
    }

    /// The likeliest of those lately spoken of.
    pub(super) fn antecedent(&self, m: usize, pronoun: Pronoun) -> Option<Meaning> {
        let mention = &self.mentions[m];
        let contents = self.contents.get(&m).map_or(&[][..], Vec::as_slice);
        let mut scores: Vec<(usize, f32)> = Vec::new();
        for trace in &self.recent {
            let Some(mut score) = self.antecedent_score(mention, self.is_source[m], trace, pronoun) else {
                continue;
            };
            // *Bell would win, he said*: who is named in a content is not who says it.
            if !trace.pronoun && contents.iter().any(|c| c.contains(&trace.word)) {
                score -= 3.5;
            }
            match scores.iter_mut().find(|(e, _)| *e == trace.entity) {
                Some((_, best)) => *best = best.max(score) + 0.15,
                None => scores.push((trace.entity, score)),
            }
        }
        for (e, score) in &mut scores {
            *score += 0.5 * (1.0 + self.counts[*e] as f32).ln();
            if matches!(pronoun, Pronoun::They) && self.is_place(&self.roster.entities[*e]) {
                *score -= 1.5;
            }
            if self.is_source[m] && self.last_speaker == Some(*e) {
                *score += if self.asker == Some(*e) { -2.0 } else { 1.2 };
            }
        }
        scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let &(entity, best) = scores.first()?;
        if best < -3.0 {
            return None;
        }
        let margin = scores.get(1).map_or(3.0, |s| best - s.1).min(4.0);
        Some(Meaning {
            entity,
            via: Via::Pronoun,
            confidence: 0.95 - 0.45 * (-margin / 1.2).exp(),
            rule: "speaker.pronoun",
        })
    }

    pub(super) fn antecedent_score(
        &self,
        mention: &Mention,
        source: bool,
        trace: &Trace,
        pronoun: Pronoun,
    ) -> Option<f32> {
        let view = self.view;
        let entity = &self.roster.entities[trace.entity];
        let sentences = view.sentence(mention.core.0).saturating_sub(trace.sentence);
        if sentences > REACH || self.author == Some(trace.entity) {
            return None;
        }
        let mut score = agreement(entity, pronoun)?;
        let paragraphs = view.paragraph(mention.core.0).saturating_sub(trace.paragraph) as f32;
        let distance = sentences as f32;
        score -= 1.2 * distance.min(1.0)
            + 0.75 * (distance - 1.0).clamp(0.0, 2.0)
            + 0.35 * (distance - 3.0).max(0.0);
        score -= 0.15 * paragraphs;
        if trace.subject {
            score += if sentences == 0 { 2.1 } else { 1.3 };
        }
        if trace.source {
            score += 1.6;
        }
        if trace.weak {
            // *Bell's record, including his support*: possessors go with possessors.
            score -= if mention.owner && sentences == 0 { 0.1 } else { 0.8 };
        }
        if trace.pronoun {
            score += 0.3;
        }
        let quoted = view.is(mention.core.0, Flags::QUOTED);
        if trace.quoted && !quoted {
            score -= 2.2;
        }
        if view.is(trace.word, Flags::HEADLINE) {
            score -= 0.8;
        }
        // A pronoun inside a quotation seldom means who is quoted.
        if quoted && trace.source && sentences <= 2 && !source {
            score -= 1.0;
        }
        Some(score)
    }
}

/// Whether an entity can be meant by a pronoun, and how readily.
fn agreement(entity: &Entity, pronoun: Pronoun) -> Option<f32> {
    let gender = match pronoun {
        Pronoun::He => Gender::Male,
        Pronoun::She => Gender::Female,
        Pronoun::They => {
            return match entity.kind {
                _ if entity.plural || !entity.members.is_empty() => Some(1.0),
                Some(SpeakerKind::Group) => Some(1.0),
                Some(SpeakerKind::Organization) => Some(-0.8),
                _ => None,
            };
        }
        _ => {
            return match entity.kind {
                Some(SpeakerKind::Organization) if !entity.plural => Some(0.6),
                Some(SpeakerKind::Document) if !entity.plural => Some(0.2),
                Some(SpeakerKind::Other) if !entity.plural => Some(-0.5),
                _ => None,
            };
        }
    };
    if !entity.is_person() {
        return None;
    }
    let named = if entity.named { 0.4 } else { -0.3 };
    match entity.gender {
        Some(g) if g == gender => Some(0.8 + named),
        Some(_) => None,
        None if entity.kind == Some(SpeakerKind::Person) => Some(-0.2 + named),
        None => Some(-1.4 + named),
    }
}
