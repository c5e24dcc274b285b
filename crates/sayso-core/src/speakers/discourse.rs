//! Reads the mentions in text order and settles whom each means.

use std::collections::{HashMap, HashSet, VecDeque};

use super::describe;
use super::entities::{self, Entity, Roster};
use super::mentions::{self, Form, Mention};
use super::output;
use super::roles::{self, Said};
use super::scan::{find_mentions, source_words};
use super::source::{self, Head};
use super::view::{Flags, View};
use crate::attribution::Attribution;
use crate::document::{Document, SpeakerKind, Via};

/// Mentions kept in mind.
const MEMORY: usize = 48;

/// Whom a mention means, and how that was settled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Meaning {
    pub(super) entity: usize,
    pub(super) via: Via,
    pub(super) confidence: f32,
    pub(super) rule: &'static str,
}

/// What was read.
pub(super) struct State {
    pub(super) entities: Vec<Entity>,
    /// For each attribution, its source's head and meaning.
    pub(super) sources: Vec<Option<SourceMeaning>>,
    /// The author of the piece, if anybody says *I* outside quotations.
    pub(super) mentions: Vec<Mention>,
}

/// Whom a source means.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SourceMeaning {
    pub(super) head: Head,
    pub(super) meaning: Option<Meaning>,
}

/// One mention kept in mind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trace {
    pub(super) entity: usize,
    pub(super) word: usize,
    pub(super) end: usize,
    pub(super) sentence: usize,
    pub(super) paragraph: usize,
    pub(super) subject: bool,
    pub(super) source: bool,
    pub(super) quoted: bool,
    pub(super) weak: bool,
    pub(super) pronoun: bool,
}

/// The state of reading.
pub(super) struct Reader<'v, 't> {
    pub(super) view: &'v View<'t>,
    pub(super) document: &'v Document,
    pub(super) mentions: Vec<Mention>,
    pub(super) roster: Roster,
    pub(super) said: Vec<Said>,
    pub(super) apposed: Vec<Option<usize>>,
    pub(super) meanings: Vec<Option<Meaning>>,
    pub(super) recent: VecDeque<Trace>,
    pub(super) counts: Vec<u32>,
    pub(super) last_word: Vec<Option<usize>>,
    pub(super) by_role: HashMap<String, Vec<usize>>,
    pub(super) organizations: Vec<usize>,
    pub(super) owned: HashMap<(usize, String), usize>,
    pub(super) described: HashMap<String, usize>,
    pub(super) last_speaker: Option<usize>,
    pub(super) author: Option<usize>,
    /// Who has the word in a transcript, by the last label (*HOLM: …*).
    pub(super) turn: Option<usize>,
    pub(super) is_source: Vec<bool>,
    /// Mentions that head the source of a question put to somebody.
    pub(super) asks: HashSet<usize>,
    /// Who asked last, until somebody else speaks.
    pub(super) asker: Option<usize>,
    /// By the mention that heads a source, the words of its contents.
    pub(super) contents: HashMap<usize, Vec<std::ops::Range<usize>>>,
    /// By the last mention of each joint source, its heads.
    pub(super) joints: HashMap<usize, Vec<Head>>,
}

/// Reads the document.
pub(super) fn read(view: &View, document: &Document, attributions: &[Attribution]) -> State {
    let mentions = find_mentions(view, attributions);
    let roster = entities::gather(view, &mentions);
    let said: Vec<Said> = mentions
        .iter()
        .map(|m| if m.form == Form::Name { roles::beside(view, m) } else { Said::default() })
        .collect();
    let apposed = roles::appositions(view, &mentions, &said);
    let heads: Vec<Option<Head>> = attributions
        .iter()
        .map(|a| {
            let words = source_words(view, a)?;
            source::head(view, &mentions, words)
        })
        .collect();
    let mut is_source = vec![false; mentions.len()];
    for head in heads.iter().flatten() {
        mark(head, &mut is_source);
    }
    let n = mentions.len();
    let mut reader = Reader {
        view,
        document,
        mentions,
        counts: vec![0; roster.entities.len()],
        last_word: vec![None; roster.entities.len()],
        roster,
        said,
        apposed,
        meanings: vec![None; n],
        recent: VecDeque::new(),
        by_role: HashMap::new(),
        organizations: Vec::new(),
        owned: HashMap::new(),
        described: HashMap::new(),
        last_speaker: None,
        author: None,
        turn: None,
        is_source,
        asks: askers(view, attributions, &heads),
        asker: None,
        contents: contents_by_mention(view, attributions, &heads),
        joints: heads.iter().flatten().filter_map(joint_end).collect(),
    };
    reader.note_roles();
    reader.read_on(&heads)
}

/// Mentions that head the source of a question: who is asked speaks next.
fn askers(view: &View, attributions: &[Attribution], heads: &[Option<Head>]) -> HashSet<usize> {
    let asks = |a: &Attribution| {
        a.cue.iter().any(|&span| {
            view.words_in(span).any(|k| {
                matches!(view.folded(k), "ask" | "asks" | "asked" | "asking" | "pressed" | "questioned")
            })
        })
    };
    let asking = attributions.iter().zip(heads).filter(|(a, _)| asks(a));
    asking.filter_map(|(_, head)| if let Some(Head::Mention(m)) = head { Some(*m) } else { None }).collect()
}

/// The words of the contents of which a mention heads the source.
fn contents_by_mention(
    view: &View,
    attributions: &[Attribution],
    heads: &[Option<Head>],
) -> HashMap<usize, Vec<std::ops::Range<usize>>> {
    let mut contents: HashMap<usize, Vec<std::ops::Range<usize>>> = HashMap::new();
    for (attribution, head) in attributions.iter().zip(heads) {
        if let Some(Head::Mention(m)) = head {
            let list = contents.entry(*m).or_default();
            list.extend(attribution.content.iter().take(8).map(|&span| view.words_in(span)));
            list.truncate(16);
        }
    }
    contents
}

/// The last mention of a joint source, and its heads.
fn joint_end(head: &Head) -> Option<(usize, Vec<Head>)> {
    let Head::Joint(heads) = head else { return None };
    let last = heads.iter().filter_map(|h| if let Head::Mention(m) = h { Some(*m) } else { None }).max()?;
    Some((last, heads.clone()))
}

fn mark(head: &Head, is_source: &mut [bool]) {
    match head {
        Head::Mention(m) => is_source[*m] = true,
        Head::Joint(heads) => heads.iter().for_each(|h| mark(h, is_source)),
        Head::Words(..) => {}
    }
}

impl Reader<'_, '_> {
    /// Roles of names that can mean but one entity, for descriptions before and after.
    pub(super) fn note_roles(&mut self) {
        self.note_author();
        self.note_descriptions_before();
        for m in 0..self.mentions.len() {
            if let Some(form) = self.roster.form_of[m]
                && let [e] = self.roster.forms[form as usize][..]
            {
                self.note_roles_of(m, e);
            }
        }
        self.organizations = (0..self.roster.entities.len())
            .filter(|&e| self.roster.entities[e].kind == Some(SpeakerKind::Organization))
            .collect();
    }

    /// Who says *my name is …* in a text that is no transcript is its author.
    pub(super) fn note_author(&mut self) {
        if self.mentions.iter().any(|m| self.is_label(m)) {
            return;
        }
        let introduced = (0..self.mentions.len()).find(|&m| self.introduces(&self.mentions[m]));
        self.author = introduced.and_then(|m| self.settle_name(m)).map(|meaning| meaning.entity);
    }

    /// *The finance minister, Ana Ortiz,*: the description before the name is a role.
    pub(super) fn note_descriptions_before(&mut self) {
        for m in 0..self.mentions.len() {
            if let Some(name) = self.apposed[m]
                && name > m
            {
                let (start, end) = (
                    self.mentions[m].start,
                    self.mentions[name].title.map_or(self.mentions[name].core.0, |t| t.0),
                );
                let end =
                    (start..end).rev().find(|&k| self.view.is(k, Flags::LEXICAL)).map_or(end, |k| k + 1);
                let said = &mut self.said[name];
                said.words.push((start, end));
                said.roles.push(self.view.span(start, end));
            }
        }
    }

    pub(super) fn note_roles_of(&mut self, m: usize, e: usize) {
        let said = std::mem::take(&mut self.said[m]);
        for &(start, end) in &said.words {
            let words: Vec<String> = (start..end)
                .filter(|&k| self.view.is(k, Flags::LEXICAL))
                .map(|k| self.view.folded(k).to_owned())
                .collect();
            if start >= self.mentions[m].end {
                let refs: Vec<&str> = words.iter().map(String::as_str).collect();
                let entity = &mut self.roster.entities[e];
                if entity.kind.is_none() && !refs.is_empty() {
                    entity.kind = Some(SpeakerKind::Person);
                }
                entity.gender = entity.gender.or_else(|| entities::role_gender(&refs));
            }
            for word in words {
                let entity = &mut self.roster.entities[e];
                if entity.role_words.len() < 64 && !entity.role_words.contains(&word) {
                    let list = self.by_role.entry(describe::canonical(&word).to_owned()).or_default();
                    if list.len() < 32 && !list.contains(&e) {
                        list.push(e);
                    }
                    entity.role_words.push(word);
                }
            }
        }
        let entity = &mut self.roster.entities[e];
        for &role in &said.roles {
            let text = role.of(self.view.text);
            let known = entity.roles.iter().any(|r| r.of(self.view.text) == text);
            if entity.roles.len() < 12 && !known {
                entity.roles.push(role);
            }
        }
        self.said[m] = said;
    }

    pub(super) fn read_on(mut self, heads: &[Option<Head>]) -> State {
        // Sources that no mention covers are met in text order too.
        let mut loose: Vec<(usize, usize)> = heads
            .iter()
            .enumerate()
            .filter_map(|(a, h)| match h {
                Some(Head::Words(words, ..)) => Some((words.start, a)),
                _ => None,
            })
            .collect();
        loose.sort_unstable();
        let mut loose_meanings: HashMap<usize, Meaning> = HashMap::new();
        let mut by_words: HashMap<(usize, usize), usize> = HashMap::new();
        let mut next = 0;
        for m in 0..self.mentions.len() {
            while next < loose.len() && loose[next].0 <= self.mentions[m].start {
                self.meet_words(loose[next].1, heads, &mut loose_meanings, &mut by_words);
                next += 1;
            }
            self.meet(m);
        }
        for &(_, a) in &loose[next..] {
            self.meet_words(a, heads, &mut loose_meanings, &mut by_words);
        }
        let mut sources = Vec::with_capacity(heads.len());
        for (a, head) in heads.iter().enumerate() {
            sources.push(head.clone().map(|head| {
                let meaning = match &head {
                    Head::Mention(m) => self.meanings[*m],
                    Head::Words(..) => loose_meanings.get(&a).copied(),
                    Head::Joint(heads) => self.joint(heads),
                };
                SourceMeaning { head, meaning }
            }));
        }
        let later = output::look_ahead(self.view, &self.roster.entities, &self.mentions, &sources);
        for meaning in sources.iter_mut().flatten().filter_map(|s| s.meaning.as_mut()) {
            if let Some(&named) = later.get(&meaning.entity) {
                let earlier = std::mem::take(&mut self.roster.entities[meaning.entity].mentions);
                self.roster.entities[named.entity].mentions.extend(earlier);
                *meaning = named;
            }
        }
        State { entities: self.roster.entities, sources, mentions: self.mentions }
    }

    /// *Ana Ortiz and Joe Bell* outside sources: who *they* may be.
    pub(super) fn coordination(&self, m: usize) -> Option<Vec<Head>> {
        let before = m.checked_sub(1)?;
        let (a, b) = (&self.mentions[before], &self.mentions[m]);
        let named = |m: &Mention| m.form == Form::Name && !m.owner && !m.modifier;
        let start = b.title.map_or(b.core.0, |t| t.0.min(b.start));
        let joined = a.end + 1 == start && self.view.folded(a.end) == "and";
        (joined && named(a) && named(b) && self.meanings[before].is_some())
            .then(|| vec![Head::Mention(before), Head::Mention(m)])
    }

    /// Several sources as one: a group with members.
    pub(super) fn joint(&mut self, heads: &[Head]) -> Option<Meaning> {
        let meanings: Vec<Meaning> = heads
            .iter()
            .map(|head| match head {
                Head::Mention(m) => self.meanings[*m],
                _ => None,
            })
            .collect::<Option<_>>()?;
        let mut members: Vec<usize> = meanings.iter().map(|m| m.entity).collect();
        members.dedup();
        if let [one] = members[..] {
            return Some(Meaning { entity: one, ..meanings[0] });
        }
        let confidence = meanings.iter().map(|m| m.confidence).fold(1.0, f32::min);
        let key = format!("joint:{members:?}");
        let known = self.described.get(&key).copied();
        let entity = known.unwrap_or_else(|| {
            let named = members.iter().all(|&m| self.roster.entities[m].named);
            let names: Vec<String> = members.iter().map(|&m| self.name_of(m)).collect();
            let e = self.add(Entity {
                kind: Some(SpeakerKind::Group),
                plural: true,
                named,
                inferred_name: Some(listed(&names)),
                members: members.clone(),
                ..Entity::default()
            });
            self.described.insert(key, e);
            e
        });
        Some(Meaning { entity, via: meanings[0].via, confidence, rule: "speaker.joint" })
    }

    pub(super) fn name_of(&self, e: usize) -> String {
        let entity = &self.roster.entities[e];
        let span = || entity.name.map_or(String::new(), |n| n.of(self.view.text).to_owned());
        entity.inferred_name.clone().unwrap_or_else(span)
    }

    /// A source in words of its own: unnamed.
    pub(super) fn meet_words(
        &mut self,
        a: usize,
        heads: &[Option<Head>],
        meanings: &mut HashMap<usize, Meaning>,
        by_words: &mut HashMap<(usize, usize), usize>,
    ) {
        let Some(Head::Words(words, kind, plural)) = &heads[a] else { return };
        let key = (words.start, words.end);
        let entity = match by_words.get(&key) {
            Some(&e) => e,
            None => {
                let span = self.view.span(words.start, words.end);
                let e = self.add(Entity {
                    kind: Some(*kind),
                    plural: *plural,
                    name: Some(span),
                    first: words.start,
                    ..Entity::default()
                });
                by_words.insert(key, e);
                e
            }
        };
        let meaning = Meaning { entity, via: Via::Nominal, confidence: 0.8, rule: "speaker.description" };
        meanings.insert(a, meaning);
        self.remember(entity, words.start, words.end, true, true, false);
        self.roster.entities[entity].mentions.push(self.view.span(words.start, words.end));
        self.last_speaker = Some(entity);
    }

    pub(super) fn add(&mut self, entity: Entity) -> usize {
        self.roster.entities.push(entity);
        self.counts.push(0);
        self.last_word.push(None);
        self.roster.entities.len() - 1
    }

    /// Settles mention `m` and keeps it in mind.
    pub(super) fn meet(&mut self, m: usize) {
        let meaning = self.settle(m);
        self.meanings[m] = meaning;
        let Some(meaning) = meaning else { return };
        let mention = self.mentions[m].clone();
        let e = meaning.entity;
        let weak = mention.owner || mention.modifier;
        let pronoun = matches!(mention.form, Form::Pronoun(_));
        let span = self.view.span(mention.core.0, mention.core.1);
        self.roster.entities[e].mentions.push(span);
        if self.is_label(&mention) {
            self.turn = Some(e);
        }
        if mention.form == Form::Name {
            if self.roster.entities[e].gender.is_none() {
                self.roster.entities[e].gender = mention.gender;
            }
            self.note_roles_of(m, e);
        }
        self.remember_as(e, &mention, self.is_source[m], weak, pronoun);
        if self.is_source[m] {
            self.last_speaker = Some(e);
            self.asker = self.asks.contains(&m).then_some(e);
        }
        let heads = self.joints.remove(&m).or_else(|| self.coordination(m));
        if let Some(heads) = heads
            && let Some(joint) = self.joint(&heads)
            && joint.entity != e
        {
            self.remember_as(joint.entity, &mention, self.is_source[m], false, false);
            if self.is_source[m] {
                self.last_speaker = Some(joint.entity);
            }
        }
    }

    pub(super) fn remember(
        &mut self,
        entity: usize,
        word: usize,
        end: usize,
        subject: bool,
        source: bool,
        weak: bool,
    ) {
        let view = self.view;
        self.counts[entity] += 1;
        self.last_word[entity] = Some(word);
        if self.recent.len() == MEMORY {
            self.recent.pop_front();
        }
        self.recent.push_back(Trace {
            entity,
            word,
            end,
            sentence: view.sentence(word),
            paragraph: view.paragraph(word),
            subject,
            source,
            quoted: view.is(word, Flags::QUOTED),
            weak,
            pronoun: false,
        });
    }

    pub(super) fn remember_as(
        &mut self,
        entity: usize,
        mention: &Mention,
        source: bool,
        weak: bool,
        pronoun: bool,
    ) {
        self.remember(entity, mention.core.0, mention.end, mention.subject, source, weak);
        if let Some(trace) = self.recent.back_mut() {
            trace.pronoun = pronoun;
        }
    }

    pub(super) fn settle(&mut self, m: usize) -> Option<Meaning> {
        match self.mentions[m].form {
            Form::Name => self.settle_name(m),
            Form::Nominal => self.settle_nominal(m),
            Form::Pronoun(p) => self.settle_pronoun(m, p),
        }
    }

    pub(super) fn settle_name(&self, m: usize) -> Option<Meaning> {
        let form = self.roster.form_of[m]?;
        let candidates = &self.roster.forms[form as usize];
        let mention = &self.mentions[m];
        let fits = |e: &&usize| {
            let gender = self.roster.entities[**e].gender;
            let title = mention.title.and_then(|(s, e)| mentions::gender_of_title(self.view, s, e));
            title.is_none() || gender.is_none() || gender == title
        };
        let tokens = (mention.core.0..mention.core.1)
            .filter(|&k| self.view.is(k, Flags::LEXICAL) && self.view.folded(k).len() > 1)
            .count();
        let mut scored: Vec<(f32, usize)> =
            candidates.iter().filter(fits).map(|&e| (self.surname_score(m, e), e)).collect();
        if scored.is_empty() {
            scored = candidates.iter().map(|&e| (self.surname_score(m, e), e)).collect();
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let &(best, entity) = scored.first()?;
        let known = &self.roster.entities[entity];
        let via = if tokens > 1 || known.tokens.len() == 1 {
            Via::Name
        } else if entities::without_suffix(self.view, &known.tokens).last()
            == Some(&self.view.lexeme(mention.core.1 - 1))
        {
            Via::Surname
        } else {
            Via::Alias
        };
        let margin = scored.get(1).map_or(9.0, |second| best - second.0);
        let base = match via {
            Via::Name => 0.97,
            Via::Surname => 0.95,
            _ => 0.88,
        };
        let rule = match via {
            Via::Name => "speaker.name",
            Via::Surname => "speaker.surname",
            _ => "speaker.alias",
        };
        Some(Meaning { entity, via, confidence: base - 0.4 * (-margin).exp(), rule })
    }

    /// How likely a short name means entity `e` among several that bear it.
    pub(super) fn surname_score(&self, m: usize, e: usize) -> f32 {
        let entity = &self.roster.entities[e];
        let word = self.mentions[m].core.0;
        let introduced = entity.first < word;
        let here = self.view.sentence(word);
        let mut score = (1.0 + entity.full as f32).ln() * 0.6 + (1.0 + self.counts[e] as f32).ln() * 0.5;
        if !introduced {
            score -= 1.0;
        }
        if let Some(last) = self.last_word[e] {
            let distance = here.saturating_sub(self.view.sentence(last)) as f32;
            score += 2.0 * (-distance / 3.0).exp();
        }
        if let Some((start, end)) = self.mentions[m].title {
            let matched = (start..end).any(|k| {
                self.view.is(k, Flags::LEXICAL) && entity.role_words.iter().any(|r| r == self.view.folded(k))
            });
            score += if matched { 1.5 } else { 0.0 };
        }
        score
    }
}

/// *A*, *A and B*, *A, B and C*.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
