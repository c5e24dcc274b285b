//! Whom a description of a person means (*the minister*, *Bell's lawyer*).

use super::describe::{self, PARTIES, describes, is_same, is_vague, place_of, state_of};
use super::discourse::{Meaning, Reader, Trace};
use super::entities::Entity;
use super::lists::{Class, lists};
use super::mentions::{Form, Mention, Opening, is_adjective, is_possessive_pronoun};
use super::view::Flags;
use crate::document::{SpeakerKind, Via};
use crate::lexicon::Gender;

/// What a description asks of the person it means.
struct Asked<'a> {
    /// Last word of its head.
    head: &'a str,
    /// Words before the head, and of an *of* phrase after it, that say something.
    modifiers: Vec<String>,
    /// Whether one of them is a state.
    place: bool,
    /// Whose (*Bell's lawyer*).
    owner: Option<usize>,
    /// Whether an *of* or *for* phrase follows.
    of: bool,
    /// Whether a noun before the head says whose (*the shipyard's director*).
    owned: bool,
    /// Says so little that it can mean whoever was just spoken of.
    may_be_salient: bool,
    gender: Option<Gender>,
    /// First word.
    word: usize,
}

impl Reader<'_, '_> {
    pub(super) fn settle_nominal(&mut self, m: usize) -> Option<Meaning> {
        if let Some(name) = self.apposed[m] {
            let meaning = self.meanings[name].or_else(|| self.settle_name(name))?;
            return Some(Meaning { via: Via::Nominal, rule: "speaker.apposition", ..meaning });
        }
        let mention = self.mentions[m].clone();
        match mention.kind {
            Some(SpeakerKind::Person) if !mention.plural => self.settle_person(m, &mention),
            Some(SpeakerKind::Organization) => self.settle_organization(m, &mention),
            kind => Some(self.settle_other(&mention, kind)),
        }
    }

    /// The last word of a description's head.
    pub(super) fn head_word(&self, mention: &Mention) -> String {
        // *secretary of state*: the head stands before *of*.
        let of = (mention.core.0 + 1..mention.core.1).find(|&k| self.view.folded(k) == "of");
        let last = (mention.core.0..of.unwrap_or(mention.core.1))
            .rev()
            .find(|&k| self.view.is(k, Flags::LEXICAL))
            .unwrap_or(mention.core.0);
        self.view.folded(last).to_owned()
    }

    /// Whom the possessor or first name before a description's head means.
    pub(super) fn owner(&mut self, m: usize, mention: &Mention) -> Option<(usize, bool)> {
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

    pub(super) fn settle_person(&mut self, m: usize, mention: &Mention) -> Option<Meaning> {
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
                .by_description(mention, &head, owner.map(|o| o.0), of)
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
    pub(super) fn relative_of(
        &self,
        mention: &Mention,
        head: &str,
        owner: Option<(usize, bool)>,
    ) -> Option<Meaning> {
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

    pub(super) fn new_described(&mut self, mention: &Mention, head: &str, owner: Option<usize>) -> Meaning {
        let entity = self.add(Entity {
            kind: mention.kind,
            gender: mention.gender,
            plural: mention.plural,
            name: Some(self.view.span(mention.start, mention.end)),
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

    pub(super) fn words_of(&self, start: usize, end: usize) -> Vec<String> {
        (start..end)
            .filter(|&k| self.view.is(k, Flags::LEXICAL))
            .map(|k| self.view.folded(k).to_owned())
            .collect()
    }

    /// The named person whom a definite description fits best.
    pub(super) fn by_description(
        &self,
        mention: &Mention,
        head: &str,
        owner: Option<usize>,
        of: bool,
    ) -> Option<Meaning> {
        let asked = self.asked(mention, head, owner, of);
        let mut best: Option<(f32, usize)> = None;
        let mut second = f32::MIN;
        for e in self.candidates(head) {
            let Some(score) = self.fit(&asked, e) else { continue };
            if best.is_none_or(|b| score > b.0) {
                second = best.map_or(second, |b| b.0);
                best = Some((score, e));
            } else {
                second = second.max(score);
            }
        }
        let (score, entity) = best?;
        let known = &self.roster.entities[entity];
        let by_role = known.role_words.iter().any(|r| describes(head, r));
        if score < if by_role { 1.4 } else { 1.3 } {
            return None;
        }
        let margin = (score - second).min(9.0);
        let told = known.role_words.iter().any(|r| place_of(r).is_some());
        let base = match (by_role, asked.place && !told) {
            (true, false) => 0.88,
            (true, true) => 0.7,
            (false, _) => 0.62,
        };
        let rule = if by_role { "speaker.role" } else { "speaker.salience" };
        let confidence = base - 0.3 * (-margin).exp();
        Some(Meaning { entity, via: Via::Nominal, confidence, rule })
    }

    /// What a description asks for.
    fn asked<'a>(&self, mention: &'a Mention, head: &'a str, owner: Option<usize>, of: bool) -> Asked<'a> {
        let mut modifiers = self.words_of(mention.start, mention.core.0);
        if of {
            modifiers.extend(self.words_of(mention.end, (mention.end + 5).min(self.view.len())));
        }
        modifiers.retain(|w| w.len() > 2 && !lists().class(w).has(Class::FUNCTION));
        // *the band leader*: a noun before the head tells of somebody in particular.
        let plain = (mention.start..mention.core.0).all(|k| {
            self.view.is(k, Flags::CAPITAL)
                || !self.view.is(k, Flags::LEXICAL)
                || self.view.has(k, Class::FUNCTION | Class::DEMONYM | Class::ROLE | Class::PLACE)
                || is_adjective(self.view.folded(k))
                || matches!(self.view.folded(k), "real" | "estate" | "york")
        });
        let possessive = mention.opening == Opening::Possessive;
        Asked {
            head,
            place: modifiers.iter().any(|w| place_of(w).is_some()),
            modifiers,
            owner,
            of,
            owned: self.is_possessive(mention) && !is_possessive_pronoun(self.view, mention.start),
            may_be_salient: plain && is_vague(head) && !possessive && !of && owner.is_none(),
            gender: mention.gender,
            word: mention.start,
        }
    }

    /// How well the named person `e` fits; `None` where he or she cannot be meant.
    fn fit(&self, asked: &Asked, e: usize) -> Option<f32> {
        let entity = &self.roster.entities[e];
        let gender = asked.gender.is_none() || entity.gender.is_none() || entity.gender == asked.gender;
        let possible = entity.is_person() && entity.named && gender && asked.owner != Some(e);
        if !possible || self.elsewhere(entity, &asked.modifiers) {
            return None;
        }
        let by_role = entity.role_words.iter().any(|r| describes(asked.head, r));
        let same = |r: &String, w: &String| r == w || (state_of(w).is_some() && state_of(r) == state_of(w));
        let matched = asked.modifiers.iter().filter(|w| entity.role_words.iter().any(|r| same(r, w))).count();
        // *the shipyard's director* is not the board's finance chief.
        if asked.owned && matched == 0 && !entity.role_words.iter().any(|r| is_same(asked.head, r)) {
            return None;
        }
        let here = self.view.sentence(asked.word);
        let before = entity.first < asked.word;
        let distance = self.last_word[e].map(|w| here.saturating_sub(self.view.sentence(w)));
        let recency = distance.map_or(0.0, |d| 1.5 * (-(d as f32) / 4.0).exp());
        if !by_role && !(asked.may_be_salient && before && (matched > 0 || recency >= 0.3)) {
            return None;
        }
        let unmatched = (asked.modifiers.len() - matched) as f32;
        let strictness = match (asked.owner.is_some() || asked.of, by_role) {
            (true, _) => 0.9,
            (false, true) => 0.35,
            (false, false) => 0.15,
        };
        let mut score = recency + matched as f32 * 1.2 - unmatched * strictness;
        score += 0.4 * (1.0 + self.counts[e] as f32).ln();
        score += if by_role { 2.5 } else { 0.0 };
        score -= if by_role && asked.place && matched == 0 { 1.2 } else { 0.0 };
        score += if self.last_speaker == Some(e) { 0.6 } else { 0.0 };
        score += if self.lately_subject(e, here) { 0.4 } else { 0.0 };
        // The subject of the same sentence would be taken up by a pronoun.
        score -= if !by_role && self.subject_of(e, here) { 1.6 } else { 0.0 };
        score -= if before { 0.0 } else { 1.5 };
        Some(score)
    }

    fn subject_of(&self, e: usize, sentence: usize) -> bool {
        self.recent.iter().rev().take_while(|t| t.sentence == sentence).any(|t| t.entity == e && t.subject)
    }

    fn lately_subject(&self, e: usize, here: usize) -> bool {
        let subject =
            |t: &Trace| t.entity == e && (t.subject || t.source) && here.saturating_sub(t.sentence) <= 2;
        self.recent.iter().rev().take(16).any(subject)
    }

    /// *the Vermont senator* is nobody whose roles name another state, or party.
    pub(super) fn elsewhere(&self, entity: &Entity, modifiers: &[String]) -> bool {
        let states = |words: &[String], party: bool| -> Vec<&'static str> {
            words.iter().filter_map(|w| state_of(w)).filter(|s| PARTIES.contains(s) == party).collect()
        };
        [false, true].into_iter().any(|party| {
            let (asked, known) = (states(modifiers, party), states(&entity.role_words, party));
            !asked.is_empty() && !known.is_empty() && !asked.iter().any(|s| known.contains(s))
        })
    }

    /// Persons whose roles could fit the head, and those lately spoken of.
    pub(super) fn candidates(&self, head: &str) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        let canonical = describe::canonical(head);
        let mut words = vec![canonical];
        words.extend(describe::narrower(canonical));
        for word in words {
            out.extend(self.by_role.get(word).into_iter().flatten());
        }
        out.extend(self.recent.iter().map(|t| t.entity));
        out.sort_unstable();
        out.dedup();
        out
    }
}
