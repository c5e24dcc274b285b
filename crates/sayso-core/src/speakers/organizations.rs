//! What a description of an organisation, group or text means (*the agency*, *his campaign*).

use super::describe::{canonical_organization, describes_organization};
use super::discourse::{Meaning, Reader};
use super::entities::Entity;
use super::lists::{Class, fold, lists};
use super::mentions::{Form, Mention, Opening, is_owner};
use super::names;
use super::view::Flags;
use crate::document::{SpeakerKind, Via};

impl Reader<'_, '_> {
    pub(super) fn settle_organization(&mut self, m: usize, mention: &Mention) -> Option<Meaning> {
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
    pub(super) fn is_appellation(&self, mention: &Mention, head: &str, owner: usize) -> bool {
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

    pub(super) fn is_party_or_house(&self, entity: &Entity) -> bool {
        matches!(entity.tokens[..], [one] if matches!(self.view.lexeme_str(one), "gop" | "house" | "senate" | "congress" | "us" | "un" | "uk" | "eu"))
    }

    /// Whether a possessive ends before a description's head.
    pub(super) fn is_possessive(&self, mention: &Mention) -> bool {
        (mention.start..mention.core.0).any(|k| is_owner(self.view, k))
    }

    /// Whether the name before an organisation noun is that of who owns or runs it.
    pub(super) fn owns(&self, mention: &Mention, head: &str, owner: usize) -> bool {
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
    pub(super) fn owned_organization(
        &mut self,
        mention: &Mention,
        head: &str,
        owner: usize,
        pronoun: bool,
    ) -> Meaning {
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
    pub(super) fn owner_name(&self, mention: &Mention) -> usize {
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
    pub(super) fn named_organization(&mut self, mention: &Mention) -> Meaning {
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
    pub(super) fn organization_by_head(&self, mention: &Mention, head: &str) -> Option<usize> {
        let here = mention.start;
        // *said of Apple, when the company …*: a company just named goes before one like it further back.
        if matches!(head, "company" | "firm" | "retailer" | "airline" | "manufacturer" | "automaker") {
            let sentence = self.view.sentence(here);
            let body = |e: &usize| {
                let entity = &self.roster.entities[*e];
                entity.kind == Some(SpeakerKind::Organization) && entity.named && !self.is_place(entity)
            };
            let near =
                self.recent.iter().rev().take_while(|t| t.sentence == sentence).map(|t| t.entity).find(body);
            if near.is_some() {
                return near;
            }
        }
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

    pub(super) fn is_place(&self, entity: &Entity) -> bool {
        let words: Vec<&str> = entity.tokens.iter().map(|&t| self.view.lexeme_str(t)).collect();
        lists().is_place(&words.join(" "))
    }

    pub(super) fn settle_other(&mut self, mention: &Mention, kind: Option<SpeakerKind>) -> Meaning {
        let head = self.head_word(mention);
        let definite = matches!(mention.opening, Opening::Definite | Opening::Possessive);
        let name_inside = (mention.start..mention.core.0).any(|k| {
            self.view.is(k, Flags::CAPITAL)
                && !self.view.has(k, Class::FUNCTION | Class::DEMONYM | Class::CALENDAR)
        });
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
        self.new_described(mention, &head, None)
    }
}
