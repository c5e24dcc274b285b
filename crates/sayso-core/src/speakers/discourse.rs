//! Reads the mentions in text order and settles whom each means.

use std::collections::{HashMap, HashSet, VecDeque};

use super::describe::{canonical_organization, describes, describes_organization, is_vague};
use super::entities::{self, Entity, Roster};
use super::lists::{Class, fold};
use super::mentions::{self, Form, Mention, Opening, Pronoun};
use super::names;
use super::roles::{self, Said};
use super::source::{self, Head};
use super::view::{Flags, View};
use crate::attribution::Attribution;
use crate::document::{Document, SpeakerKind, Via};
use crate::lexicon::Gender;

/// Mentions kept in mind.
const MEMORY: usize = 48;
/// Sentences over which a pronoun reaches back.
const REACH: usize = 9;

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
struct Trace {
    entity: usize,
    word: usize,
    end: usize,
    sentence: usize,
    paragraph: usize,
    subject: bool,
    source: bool,
    quoted: bool,
    weak: bool,
    pronoun: bool,
}

struct Reader<'v, 't> {
    view: &'v View<'t>,
    document: &'v Document,
    mentions: Vec<Mention>,
    roster: Roster,
    said: Vec<Said>,
    apposed: Vec<Option<usize>>,
    meanings: Vec<Option<Meaning>>,
    recent: VecDeque<Trace>,
    counts: Vec<u32>,
    last_word: Vec<Option<usize>>,
    by_role: HashMap<String, Vec<usize>>,
    organizations: Vec<usize>,
    owned: HashMap<(usize, String), usize>,
    described: HashMap<String, usize>,
    last_speaker: Option<usize>,
    author: Option<usize>,
    /// Who has the word in a transcript, by the last label (*HOLM: …*).
    turn: Option<usize>,
    is_source: Vec<bool>,
    /// By the mention that heads a source, the words of its contents.
    contents: HashMap<usize, Vec<std::ops::Range<usize>>>,
    /// By the last mention of each joint source, its heads.
    joints: HashMap<usize, Vec<Head>>,
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
        contents: contents_by_mention(view, attributions, &heads),
        joints: heads.iter().flatten().filter_map(joint_end).collect(),
    };
    reader.note_roles();
    reader.read_on(&heads)
}

/// The words of an attribution's source: its first part that holds any.
fn source_words(view: &View, attribution: &Attribution) -> Option<std::ops::Range<usize>> {
    attribution
        .source
        .iter()
        .map(|&span| view.words_in(span))
        .find(|w| w.clone().any(|k| view.is(k, Flags::LEXICAL)))
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

/// Mentions of the whole document. In headlines, where capitals tell nothing, a name is what the
/// body knows as one, or what a source span holds.
fn find_mentions(view: &View, attributions: &[Attribution]) -> Vec<Mention> {
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

impl Reader<'_, '_> {
    /// Roles of names that can mean but one entity, for descriptions before and after.
    fn note_roles(&mut self) {
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
    fn note_author(&mut self) {
        if self.mentions.iter().any(|m| self.is_label(m)) {
            return;
        }
        let introduced = (0..self.mentions.len()).find(|&m| self.introduces(&self.mentions[m]));
        self.author = introduced.and_then(|m| self.settle_name(m)).map(|meaning| meaning.entity);
    }

    /// *The finance minister, Ana Ortiz,*: the description before the name is a role.
    fn note_descriptions_before(&mut self) {
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

    fn note_roles_of(&mut self, m: usize, e: usize) {
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
                    let list = self.by_role.entry(super::describe::canonical(&word).to_owned()).or_default();
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

    fn read_on(mut self, heads: &[Option<Head>]) -> State {
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
        let later = super::output::look_ahead(self.view, &self.roster.entities, &self.mentions, &sources);
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
    fn coordination(&self, m: usize) -> Option<Vec<Head>> {
        let before = m.checked_sub(1)?;
        let (a, b) = (&self.mentions[before], &self.mentions[m]);
        let named = |m: &Mention| m.form == Form::Name && !m.owner && !m.modifier;
        let start = b.title.map_or(b.core.0, |t| t.0.min(b.start));
        let joined = a.end + 1 == start && self.view.folded(a.end) == "and";
        (joined && named(a) && named(b) && self.meanings[before].is_some())
            .then(|| vec![Head::Mention(before), Head::Mention(m)])
    }

    /// Several sources as one: a group with members.
    fn joint(&mut self, heads: &[Head]) -> Option<Meaning> {
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

    fn name_of(&self, e: usize) -> String {
        let entity = &self.roster.entities[e];
        let span = || entity.name.map_or(String::new(), |n| n.of(self.view.text).to_owned());
        entity.inferred_name.clone().unwrap_or_else(span)
    }

    /// A source in words of its own: unnamed.
    fn meet_words(
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

    fn add(&mut self, entity: Entity) -> usize {
        self.roster.entities.push(entity);
        self.counts.push(0);
        self.last_word.push(None);
        self.roster.entities.len() - 1
    }

    /// Settles mention `m` and keeps it in mind.
    fn meet(&mut self, m: usize) {
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

    fn remember(&mut self, entity: usize, word: usize, end: usize, subject: bool, source: bool, weak: bool) {
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

    fn remember_as(&mut self, entity: usize, mention: &Mention, source: bool, weak: bool, pronoun: bool) {
        self.remember(entity, mention.core.0, mention.end, mention.subject, source, weak);
        if let Some(trace) = self.recent.back_mut() {
            trace.pronoun = pronoun;
        }
    }

    fn settle(&mut self, m: usize) -> Option<Meaning> {
        match self.mentions[m].form {
            Form::Name => self.settle_name(m),
            Form::Nominal => self.settle_nominal(m),
            Form::Pronoun(p) => self.settle_pronoun(m, p),
        }
    }

    fn settle_name(&self, m: usize) -> Option<Meaning> {
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
    fn surname_score(&self, m: usize, e: usize) -> f32 {
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

    fn settle_nominal(&mut self, m: usize) -> Option<Meaning> {
        if let Some(name) = self.apposed[m] {
            let meaning = self.meanings[name].or_else(|| self.settle_name(name))?;
            return Some(Meaning { via: Via::Nominal, rule: "speaker.apposition", ..meaning });
        }
        let mention = self.mentions[m].clone();
        match mention.kind {
            Some(SpeakerKind::Person) if !mention.plural => self.settle_person(m, &mention),
            Some(SpeakerKind::Organization) => self.settle_organization(m, &mention),
            kind => Some(self.settle_other(m, &mention, kind)),
        }
    }

    /// The last word of a description's head.
    fn head_word(&self, mention: &Mention) -> String {
        // *secretary of state*: the head stands before *of*.
        let of = (mention.core.0 + 1..mention.core.1).find(|&k| self.view.folded(k) == "of");
        let last = (mention.core.0..of.unwrap_or(mention.core.1))
            .rev()
            .find(|&k| self.view.is(k, Flags::LEXICAL))
            .unwrap_or(mention.core.0);
        self.view.folded(last).to_owned()
    }

    /// Whom the possessor or first name before a description's head means.
    fn owner(&mut self, m: usize, mention: &Mention) -> Option<(usize, bool)> {
        let mut found = None;
        let mut k = m + 1;
        while k < self.mentions.len() && self.mentions[k].start < mention.core.0 {
            if self.mentions[k].core.1 <= mention.core.0 {
                found = Some(k);
            }
            k += 1;
        }
        // The possessor may begin where the description does.
        let mut k = m;
        while found.is_none() && k > 0 && self.mentions[k - 1].start >= mention.start {
            k -= 1;
            if self.mentions[k].core.1 <= mention.core.0 && self.mentions[k].start >= mention.start {
                found = Some(k);
            }
        }
        let k = found?;
        let meaning = match self.meanings[k] {
            Some(known) => Some(known),
            None => self.settle(k),
        }?;
        Some((meaning.entity, matches!(self.mentions[k].form, Form::Pronoun(_))))
    }

    fn settle_person(&mut self, m: usize, mention: &Mention) -> Option<Meaning> {
        let head = self.head_word(mention);
        // *the Vermont senator*: a place before the head owns nobody.
        let possessive = self.is_possessive(mention);
        let owner = self
            .owner(m, mention)
            .filter(|&(o, pronoun)| pronoun || possessive || self.roster.entities[o].is_person());
        if let Some(meaning) = self.relative_of(mention, &head, owner) {
            return Some(meaning);
        }
        let capital =
            self.view.is(mention.core.0, Flags::CAPITAL) && !self.view.is(mention.core.0, Flags::INITIAL);
        let of = mention.end < self.view.len() && matches!(self.view.folded(mention.end), "of" | "for");
        let definite = matches!(mention.opening, Opening::Definite | Opening::Possessive) || capital;
        if definite {
            let key = format!("{head}:{}", owner.map_or(-1, |o| o.0 as i64));
            let here = self.view.sentence(mention.start);
            let known = self
                .described
                .get(&key)
                .and_then(|&e| self.last_word[e])
                .is_some_and(|w| here.saturating_sub(self.view.sentence(w)) <= 8);
            if let Some(meaning) = self
                .by_description(mention, &head, owner, of)
                .filter(|found| !known || found.rule == "speaker.role")
            {
                return Some(meaning);
            }

            if let Some(&entity) = self.described.get(&key)
                && !of
            {
                return Some(Meaning {
                    entity,
                    via: Via::Nominal,
                    confidence: 0.8,
                    rule: "speaker.description",
                });
            }
        }
        Some(self.new_described(mention, &head, owner.map(|o| o.0)))
    }

    /// *Bell's wife*: the one other person of the document with that surname and the right gender.
    fn relative_of(&self, mention: &Mention, head: &str, owner: Option<(usize, bool)>) -> Option<Meaning> {
        const KIN: &[&str] = &[
            "wife",
            "husband",
            "daughter",
            "son",
            "brother",
            "sister",
            "father",
            "mother",
            "widow",
            "ex-wife",
            "ex-husband",
        ];
        let (owner, _) = owner.filter(|_| KIN.contains(&head))?;
        let surname = self.roster.entities[owner].tokens.last()?;
        let mut fits = (0..self.roster.entities.len().min(512)).filter(|&e| {
            let entity = &self.roster.entities[e];
            e != owner
                && entity.named
                && entity.is_person()
                && entity.tokens.len() > 1
                && entity.tokens.last() == Some(surname)
                && entity.gender.is_some()
                && entity.gender == mention.gender
        });
        let entity = fits.next()?;
        fits.next().is_none().then_some(Meaning {
            entity,
            via: Via::Nominal,
            confidence: 0.7,
            rule: "speaker.role",
        })
    }

    fn new_described(&mut self, mention: &Mention, head: &str, owner: Option<usize>) -> Meaning {
        let end = self.description_end(mention);
        let entity = self.add(Entity {
            kind: mention.kind,
            gender: mention.gender,
            plural: mention.plural,
            name: Some(self.view.span(mention.start, end)),
            first: mention.start,
            role_words: self.words_of(mention.start, mention.end),
            ..Entity::default()
        });
        // *as secretary of state* brings up nobody in particular.
        if mention.plural || mention.opening != Opening::Bare || mention.kind != Some(SpeakerKind::Person) {
            self.described.insert(format!("{head}:{}", owner.map_or(-1, |o| o as i64)), entity);
        }
        Meaning { entity, via: Via::Nominal, confidence: 0.8, rule: "speaker.description" }
    }

    /// A description takes its *of* phrase with it.
    fn description_end(&self, mention: &Mention) -> usize {
        mention.end
    }

    fn words_of(&self, start: usize, end: usize) -> Vec<String> {
        (start..end)
            .filter(|&k| self.view.is(k, Flags::LEXICAL))
            .map(|k| self.view.folded(k).to_owned())
            .collect()
    }

    /// The named person whom a definite description fits best.
    fn by_description(
        &mut self,
        mention: &Mention,
        head: &str,
        owner: Option<(usize, bool)>,
        of: bool,
    ) -> Option<Meaning> {
        let modifiers: Vec<String> = self
            .words_of(mention.start, mention.core.0)
            .into_iter()
            .chain(if of {
                self.words_of(mention.end, (mention.end + 5).min(self.view.len()))
            } else {
                Vec::new()
            })
            .filter(|w| w.len() > 2 && !super::lists::lists().class(w).has(Class::FUNCTION))
            .collect();
        let here = self.view.sentence(mention.start);
        // *the band leader*: a noun before the head tells of somebody in particular.
        let plain = (mention.start..mention.core.0).all(|k| {
            let class = self.view.class(k);
            self.view.is(k, Flags::CAPITAL)
                || !self.view.is(k, Flags::LEXICAL)
                || class.has(Class::FUNCTION | Class::DEMONYM | Class::ROLE | Class::PLACE)
                || mentions::is_adjective(self.view.folded(k))
                || matches!(self.view.folded(k), "real" | "estate" | "york")
        });
        let mut best: Option<(f32, usize)> = None;
        let mut second = f32::MIN;
        let candidates = self.candidates(head);
        for e in candidates {
            let entity = &self.roster.entities[e];
            if !entity.is_person()
                || !entity.named
                || (mention.gender.is_some() && entity.gender.is_some() && entity.gender != mention.gender)
            {
                continue;
            }
            if owner.is_some_and(|(o, _)| o == e) {
                continue;
            }
            let fits = entity.role_words.iter().any(|r| describes(head, r));
            if self.elsewhere(entity, &modifiers) {
                continue;
            }
            let matched = modifiers
                .iter()
                .filter(|w| {
                    entity
                        .role_words
                        .iter()
                        .any(|r| r == *w || state_of(r) == state_of(w) && state_of(r).is_some())
                })
                .count();
            let unmatched = modifiers.len() - matched;
            let before = entity.first < mention.start;
            let recency = self.last_word[e]
                .map_or(0.0, |w| 1.5 * (-(here.saturating_sub(self.view.sentence(w)) as f32) / 4.0).exp());
            let mut score = if fits { 2.5 } else { 0.0 };
            let state = modifiers.iter().any(|w| state_of(w).is_some_and(|s| !PARTIES.contains(&s)));
            score -= if state && matched == 0 && fits { 1.2 } else { 0.0 };
            score += matched as f32 * 1.2
                - unmatched as f32
                    * if owner.is_some() || of {
                        0.9
                    } else if fits {
                        0.35
                    } else {
                        0.15
                    };
            score += recency + 0.4 * (1.0 + self.counts[e] as f32).ln();
            if self.last_speaker == Some(e) {
                score += 0.6;
            }
            let subject =
                |t: &Trace| t.entity == e && (t.subject || t.source) && here.saturating_sub(t.sentence) <= 2;
            if self.recent.iter().rev().take(16).any(subject) {
                score += 0.4;
            }
            if !before {
                score -= 1.5;
            }
            if !fits
                && (!plain
                    || mention.opening == Opening::Possessive
                    || !is_vague(head)
                    || of
                    || owner.is_some()
                    || !before
                    || matched == 0 && recency < 0.3)
            {
                continue;
            }
            if best.is_none_or(|b| score > b.0) {
                second = best.map_or(second, |b| b.0);
                best = Some((score, e));
            } else {
                second = second.max(score);
            }
        }
        let (score, entity) = best?;
        let fits = self.roster.entities[entity].role_words.iter().any(|r| describes(head, r));
        let needed = if fits { 1.4 } else { 1.3 };
        if score < needed {
            return None;
        }
        let margin = (score - second).min(9.0);
        let asked = modifiers.iter().filter_map(|w| state_of(w)).any(|s| !PARTIES.contains(&s));
        let told = self.roster.entities[entity]
            .role_words
            .iter()
            .any(|r| state_of(r).is_some_and(|s| !PARTIES.contains(&s)));
        let base = match (fits, asked && !told) {
            (true, false) => 0.88,
            (true, true) => 0.7,
            (false, _) => 0.62,
        };
        Some(Meaning {
            entity,
            via: Via::Nominal,
            confidence: base - 0.3 * (-margin).exp(),
            rule: if fits { "speaker.role" } else { "speaker.salience" },
        })
    }

    /// *the Vermont senator* is nobody whose roles name another state, or party.
    fn elsewhere(&self, entity: &Entity, modifiers: &[String]) -> bool {
        let states = |words: &[String], party: bool| -> Vec<&'static str> {
            words.iter().filter_map(|w| state_of(w)).filter(|s| PARTIES.contains(s) == party).collect()
        };
        [false, true].into_iter().any(|party| {
            let (asked, known) = (states(modifiers, party), states(&entity.role_words, party));
            !asked.is_empty() && !known.is_empty() && !asked.iter().any(|s| known.contains(s))
        })
    }

    /// Persons whose roles could fit the head, and those lately spoken of.
    fn candidates(&self, head: &str) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        let canonical = super::describe::canonical(head);
        let mut words = vec![canonical];
        words.extend(super::describe::narrower(canonical));
        for word in words {
            out.extend(self.by_role.get(word).into_iter().flatten());
        }
        out.extend(self.recent.iter().map(|t| t.entity));
        out.sort_unstable();
        out.dedup();
        out
    }

    fn settle_organization(&mut self, m: usize, mention: &Mention) -> Option<Meaning> {
        let head = self.head_word(mention);
        let owner = self.owner(m, mention);
        if let Some((owner, false)) = owner
            && mention.opening != Opening::Indefinite
            && self.is_appellation(mention, &head, owner)
        {
            self.roster.entities[owner].kind = Some(SpeakerKind::Organization);
            return Some(Meaning { entity: owner, via: Via::Name, confidence: 0.85, rule: "speaker.name" });
        }
        let owner = owner.filter(|&(o, pronoun)| {
            mention.opening != Opening::Indefinite && (pronoun || self.owns(mention, &head, o))
        });
        if let Some((owner, pronoun)) = owner {
            return Some(self.owned_organization(mention, &head, owner, pronoun));
        }
        let demonym = (mention.start..mention.core.0)
            .find(|&k| self.view.has(k, Class::DEMONYM) && self.view.is(k, Flags::CAPITAL));
        if demonym.is_some() {
            return Some(self.named_organization(mention));
        }
        let definite = matches!(mention.opening, Opening::Definite | Opening::Possessive);
        if definite {
            if let Some(entity) = self.organization_by_head(mention, &head) {
                return Some(Meaning { entity, via: Via::Nominal, confidence: 0.78, rule: "speaker.role" });
            }
            if let Some(&entity) = self.described.get(&format!("{head}:-1")) {
                return Some(Meaning {
                    entity,
                    via: Via::Nominal,
                    confidence: 0.75,
                    rule: "speaker.description",
                });
            }
        }
        Some(self.new_described(mention, &head, None))
    }

    /// *the Gannett newspaper chain*, *the Harbour21 group*: the noun only says what the named body is.
    fn is_appellation(&self, mention: &Mention, head: &str, owner: usize) -> bool {
        let kinds = matches!(
            head,
            "group"
                | "company"
                | "firm"
                | "agency"
                | "newspaper"
                | "paper"
                | "magazine"
                | "website"
                | "site"
                | "network"
                | "organization"
                | "organisation"
                | "chain"
                | "giant"
                | "airline"
                | "blog"
                | "charity"
                | "nonprofit"
                | "movement"
                | "militia"
                | "pac"
        );
        let named = &self.roster.entities[owner];
        let body = matches!(named.kind, Some(SpeakerKind::Organization) | None)
            && named.named
            && named.tokens.len() < 4;
        kinds
            && body
            && !self.is_place(named)
            && !self.is_possessive(mention)
            && !self.is_party_or_house(named)
    }

    fn is_party_or_house(&self, entity: &Entity) -> bool {
        matches!(entity.tokens[..], [one] if matches!(self.view.lexeme_str(one), "gop" | "house" | "senate" | "congress" | "us" | "un" | "uk" | "eu"))
    }

    /// Whether a possessive ends before a description's head.
    fn is_possessive(&self, mention: &Mention) -> bool {
        (mention.start..mention.core.0).any(|k| mentions::is_owner(self.view, k))
    }

    /// Whether the name before an organisation noun is that of who owns or runs it.
    fn owns(&self, mention: &Mention, head: &str, owner: usize) -> bool {
        let person = self.roster.entities[owner].is_person();
        let public = matches!(
            head,
            "government"
                | "administration"
                | "parliament"
                | "police"
                | "army"
                | "military"
                | "ministry"
                | "embassy"
                | "delegation"
                | "department"
                | "office"
                | "campaign"
                | "team"
                | "presidency"
                | "regime"
                | "legislature"
                | "cabinet"
                | "foundation"
        );
        person || public || self.is_possessive(mention)
    }

    /// *Bell's campaign*, *the Bell campaign*, *his campaign*.
    fn owned_organization(&mut self, mention: &Mention, head: &str, owner: usize, pronoun: bool) -> Meaning {
        let key = (owner, canonical_organization(head).to_owned());
        let start = self.owner_name(mention);
        let named = self.roster.entities[owner].named;
        let span = self.view.span(start, mention.end);
        let entity = match self.owned.get(&key) {
            Some(&e) => e,
            None => {
                let inferred = (pronoun && named)
                    .then(|| {
                        self.roster.entities[owner].name.map(|n| format!("{}'s {head}", n.of(self.view.text)))
                    })
                    .flatten();
                let e = self.add(Entity {
                    kind: Some(SpeakerKind::Organization),
                    named,
                    name: Some(span),
                    inferred_name: inferred,
                    forms: vec![span],
                    tokens: (mention.core.0..mention.core.1).map(|k| self.view.lexeme(k)).collect(),
                    first: mention.start,
                    role_words: vec![head.to_owned()],
                    ..Entity::default()
                });
                self.organizations.push(e);
                self.owned.insert(key, e);
                e
            }
        };
        let known = &mut self.roster.entities[entity];
        if !pronoun {
            // *the Bell campaign* reads better as a name than *Bell's campaign* or *his campaign*.
            let plain = !span.of(self.view.text).contains(['\'', '’']);
            let had = known.name.is_some_and(|n| !n.of(self.view.text).contains(['\'', '’']));
            if known.inferred_name.take().is_some() || (plain && !had) {
                known.name = Some(span);
            }
            if !known.forms.contains(&span) {
                known.forms.push(span);
            }
        }
        Meaning {
            entity,
            via: if pronoun { Via::Nominal } else { Via::Name },
            confidence: if pronoun { 0.75 } else { 0.93 },
            rule: "speaker.owner",
        }
    }

    /// Where the possessor's name begins in a description: titles and articles are left out.
    fn owner_name(&self, mention: &Mention) -> usize {
        let from = self.mentions.partition_point(|m| m.start + 24 < mention.start);
        let article = matches!(mention.opening, Opening::Definite | Opening::Indefinite);
        self.mentions[from..]
            .iter()
            .take_while(|m| m.start < mention.core.0)
            .filter(|m| m.form == Form::Name && m.core.0 >= mention.start && m.core.1 <= mention.core.0)
            .map(|m| m.core.0)
            .next()
            .unwrap_or(mention.start + usize::from(article))
    }

    /// *the Norwegian government*.
    fn named_organization(&mut self, mention: &Mention) -> Meaning {
        let start = if mention.opening == Opening::Bare { mention.start } else { mention.start + 1 };
        let span = self.view.span(start, mention.end);
        let key = fold(span.of(self.view.text));
        let entity = match self.described.get(&key) {
            Some(&e) => e,
            None => {
                let e = self.add(Entity {
                    kind: Some(SpeakerKind::Organization),
                    named: true,
                    name: Some(span),
                    forms: vec![span],
                    first: mention.start,
                    tokens: (mention.core.0..mention.core.1).map(|k| self.view.lexeme(k)).collect(),
                    ..Entity::default()
                });
                self.organizations.push(e);
                self.described.insert(key, e);
                e
            }
        };
        Meaning { entity, via: Via::Name, confidence: 0.9, rule: "speaker.name" }
    }

    /// The organisation last spoken of whose name the head takes up (*the fund*).
    fn organization_by_head(&self, mention: &Mention, head: &str) -> Option<usize> {
        let here = mention.start;
        let names_it = |e: usize| {
            let entity = &self.roster.entities[e];
            entity.kind == Some(SpeakerKind::Organization)
                && entity.named
                && (entity
                    .tokens
                    .iter()
                    .rev()
                    .take(4)
                    .any(|&t| describes_organization(head, self.view.lexeme_str(t)))
                    || entity.role_words.iter().any(|w| w == head))
        };
        let recent = self
            .recent
            .iter()
            .rev()
            .filter(|t| !t.weak || self.counts[t.entity] > 1)
            .map(|t| t.entity)
            .find(|&e| names_it(e));
        if recent.is_some() {
            return recent;
        }
        let known = self
            .organizations
            .iter()
            .take(512)
            .copied()
            .filter(|&e| self.last_word[e].is_some_and(|w| w < here) && names_it(e));
        known.max_by_key(|&e| self.last_word[e]).or_else(|| {
            // Any organisation just spoken of, where the head says hardly more than that it is one.
            let vague = matches!(
                head,
                "company"
                    | "firm"
                    | "group"
                    | "organization"
                    | "organisation"
                    | "agency"
                    | "outlet"
                    | "publication"
                    | "site"
                    | "website"
            );
            let sentence = self.view.sentence(here);
            self.recent
                .iter()
                .rev()
                .filter(|t| {
                    vague && sentence.saturating_sub(t.sentence) <= 3 && (t.source || t.subject) && !t.weak
                })
                .map(|t| t.entity)
                .find(|&e| {
                    let entity = &self.roster.entities[e];
                    entity.kind == Some(SpeakerKind::Organization) && entity.named && !self.is_place(entity)
                })
        })
    }

    fn is_place(&self, entity: &Entity) -> bool {
        let words: Vec<&str> = entity.tokens.iter().map(|&t| self.view.lexeme_str(t)).collect();
        super::lists::lists().is_place(&words.join(" "))
    }

    fn settle_other(&mut self, m: usize, mention: &Mention, kind: Option<SpeakerKind>) -> Meaning {
        let head = self.head_word(mention);
        let definite = matches!(mention.opening, Opening::Definite | Opening::Possessive);
        let name_inside = (mention.start..mention.core.0)
            .any(|k| self.view.is(k, Flags::CAPITAL) && !self.view.has(k, Class::FUNCTION | Class::DEMONYM));
        let start = if mention.opening == Opening::Bare || mention.opening == Opening::Possessive {
            mention.start
        } else {
            mention.start + 1
        };
        if kind == Some(SpeakerKind::Document) && name_inside {
            let key = format!("doc:{}", names::joined(self.view, start, mention.end));
            if let Some(&entity) = self.described.get(&key) {
                return Meaning { entity, via: Via::Name, confidence: 0.9, rule: "speaker.name" };
            }
            let mut meaning = self.new_described(mention, &head, None);
            self.roster.entities[meaning.entity].named = mention.opening != Opening::Indefinite;
            let start = (start..mention.core.0).find(|&k| self.view.is(k, Flags::CAPITAL)).unwrap_or(start);
            self.roster.entities[meaning.entity].name = Some(self.view.span(start, mention.end));
            self.described.insert(key, meaning.entity);
            meaning.confidence = 0.9;
            return meaning;
        }
        let key = format!("{head}:-1");
        if (definite || mention.opening == Opening::Bare && mention.start == mention.core.0)
            && let Some(&entity) = self.described.get(&key)
        {
            return Meaning { entity, via: Via::Nominal, confidence: 0.75, rule: "speaker.description" };
        }
        let _ = m;
        self.new_described(mention, &head, None)
    }

    fn settle_pronoun(&mut self, m: usize, pronoun: Pronoun) -> Option<Meaning> {
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
    fn is_label(&self, mention: &Mention) -> bool {
        let view = self.view;
        let first = mention.start == 0 || view.paragraph(mention.start - 1) != view.paragraph(mention.start);
        first
            && mention.end < view.len()
            && view.word(mention.end) == ":"
            && !matches!(mention.form, Form::Pronoun(_))
    }

    /// *My name is Ana*, *I'm Ana Roe*, outside quotations.
    fn introduces(&self, mention: &Mention) -> bool {
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
    fn the_author(&mut self, m: usize) -> Meaning {
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
    fn relative(&self, m: usize, person: bool) -> Option<Meaning> {
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
    fn antecedent(&self, m: usize, pronoun: Pronoun) -> Option<Meaning> {
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
                *score += 1.2;
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

    fn antecedent_score(
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

/// *A*, *A and B*, *A, B and C*.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
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

/// Of the values of [`state_of`], the ones that are parties.
const PARTIES: &[&str] = &["republican", "democrat"];

/// One spelling for a state and its short forms (*R-Va.*, *Virginia*).
fn state_of(word: &str) -> Option<&'static str> {
    const STATES: &[(&str, &[&str])] = &[
        ("alabama", &["ala", "al"]),
        ("alaska", &["ak"]),
        ("arizona", &["ariz", "az"]),
        ("arkansas", &["ark", "ar"]),
        ("california", &["calif", "ca"]),
        ("colorado", &["colo"]),
        ("connecticut", &["conn", "ct"]),
        ("delaware", &["del", "de"]),
        ("florida", &["fla", "fl"]),
        ("georgia", &["ga"]),
        ("hawaii", &["hi"]),
        ("idaho", &["id"]),
        ("illinois", &["ill", "il"]),
        ("indiana", &["ind"]),
        ("iowa", &["ia"]),
        ("kansas", &["kan", "ks"]),
        ("kentucky", &["ky"]),
        ("louisiana", &["la"]),
        ("maine", &["me"]),
        ("maryland", &["md"]),
        ("massachusetts", &["mass", "ma"]),
        ("michigan", &["mich", "mi"]),
        ("minnesota", &["minn", "mn"]),
        ("mississippi", &["miss", "ms"]),
        ("missouri", &["mo"]),
        ("montana", &["mont", "mt"]),
        ("nebraska", &["neb", "ne"]),
        ("nevada", &["nev", "nv"]),
        ("hampshire", &["nh"]),
        ("jersey", &["nj"]),
        ("mexico", &["nm"]),
        ("york", &["ny"]),
        ("ohio", &["oh"]),
        ("oklahoma", &["okla", "ok"]),
        ("oregon", &["ore", "or"]),
        ("pennsylvania", &["pa"]),
        ("rhode", &["ri"]),
        ("tennessee", &["tenn", "tn"]),
        ("texas", &["tex", "tx"]),
        ("utah", &["ut"]),
        ("vermont", &["vt"]),
        ("virginia", &["va"]),
        ("washington", &["wash", "wa"]),
        ("wisconsin", &["wis", "wi"]),
        ("wyoming", &["wyo", "wy"]),
        ("carolina", &["sc", "nc"]),
        ("dakota", &["sd", "nd"]),
        ("republican", &["r", "gop"]),
        ("democrat", &["d", "democratic"]),
    ];
    let part = word.rsplit('-').next().unwrap_or(word);
    STATES.iter().find(|(name, short)| *name == part || short.contains(&part)).map(|(name, _)| *name)
}
