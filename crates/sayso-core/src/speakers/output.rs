//! From what was read to the speakers and links that the rest of sayso uses.

use std::collections::HashMap;

use super::describe::{describes, describes_organization};
use super::discourse::{Meaning, SourceMeaning, State};
use super::entities::Entity;
use super::mentions::{Form, Mention, Opening, Pronoun};
use super::source::Head;
use super::view::{Flags, View};
use super::{Link, Resolution};
use crate::attribution::Attribution;
use crate::document::{Source, SourceKind, Speaker, SpeakerKind, SpeakerLink, Step, Via};
use crate::text::Span;

/// How far a description in the lead may wait for its name, in sentences.
const LEAD: usize = 4;
const WAIT: usize = 8;

/// Descriptions at the head of a story whose name the text gives later: *A former mayor said …*
/// ¶ *…, said Lena Holm*. Returns what each of them means.
pub(super) fn look_ahead(
    view: &View,
    entities: &[Entity],
    mentions: &[Mention],
    sources: &[Option<SourceMeaning>],
) -> HashMap<usize, Meaning> {
    let mut named_sources: Vec<(usize, usize)> = sources
        .iter()
        .flatten()
        .filter_map(|s| match (&s.head, s.meaning) {
            (Head::Mention(m), Some(meaning))
                if entities[meaning.entity].named && entities[meaning.entity].is_person() =>
            {
                Some((mentions[*m].start, meaning.entity))
            }
            _ => None,
        })
        .collect();
    named_sources.sort_unstable();
    let mut by_first: Vec<usize> = (0..entities.len()).filter(|&e| entities[e].named).collect();
    by_first.sort_by_key(|&e| (entities[e].first, e));
    let mut found = HashMap::new();
    for source in sources.iter().flatten() {
        let (Head::Mention(m), Some(meaning)) = (&source.head, source.meaning) else { continue };
        let mention = &mentions[*m];
        let entity = &entities[meaning.entity];
        let organization = mention.kind == Some(SpeakerKind::Organization);
        if (entity.named && !organization) || mention.form != Form::Nominal || mention.plural {
            continue;
        }
        let later = later_name(view, entities, mention, &by_first, &named_sources);
        if let Some((e, confidence)) = later {
            let known = Meaning { entity: e, via: Via::Nominal, confidence, rule: "speaker.lead" };
            found.insert(meaning.entity, known);
        }
    }
    found
}

fn later_name(
    view: &View,
    entities: &[Entity],
    mention: &Mention,
    by_first: &[usize],
    named_sources: &[(usize, usize)],
) -> Option<(usize, f32)> {
    let here = view.sentence(mention.start);
    let head = view.folded(mention.core.1 - 1);
    let possessive = mention.opening == Opening::Possessive;
    let who = mention.end < view.len() && view.folded(mention.end) == "who";
    let in_lead = here < LEAD && (who || matches!(mention.opening, Opening::Indefinite | Opening::Bare));
    if !(possessive || in_lead) {
        return None;
    }
    let modifiers: Vec<&str> = (mention.start..mention.core.0)
        .filter(|&k| view.is(k, Flags::LEXICAL))
        .map(|k| view.folded(k))
        .collect();
    let from = by_first.partition_point(|&e| entities[e].first <= mention.start);
    let reach = if possessive { usize::MAX } else { WAIT };
    let near = |e: &&usize| view.sentence(entities[**e].first) <= here.saturating_add(reach);
    let mut later = by_first[from..].iter().take(200).filter(near).copied();
    match mention.kind {
        Some(SpeakerKind::Person) => {
            let fits = |e: &usize| {
                let entity = &entities[*e];
                let gender =
                    mention.gender.is_none() || entity.gender.is_none() || entity.gender == mention.gender;
                let shared =
                    modifiers.iter().any(|w| w.len() > 3 && entity.role_words.iter().any(|r| r == w));
                entity.is_person()
                    && gender
                    && entity.role_words.iter().any(|r| describes(head, r))
                    && (!possessive || shared || modifiers.iter().any(|w| matches!(*w, "his" | "her")))
            };
            if let Some(e) = later.find(fits) {
                return Some((e, 0.72));
            }
            // The first one quoted after the lead, introduced only there.
            let next = named_sources.partition_point(|&(start, _)| start <= mention.start);
            let &(start, e) = named_sources.get(next)?;
            let entity = &entities[e];
            let gender =
                mention.gender.is_none() || entity.gender.is_none() || entity.gender == mention.gender;
            let lead = in_lead && here <= 2 && view.sentence(start) <= here + 5;
            (lead && gender && entity.first > mention.start).then_some((e, 0.5))
        }
        Some(SpeakerKind::Organization) => later
            .find(|&e| {
                let entity = &entities[e];
                let words: Vec<&str> = entity.tokens.iter().map(|&t| view.lexeme_str(t)).collect();
                entity.kind == Some(SpeakerKind::Organization)
                    && words.iter().any(|w| describes_organization(head, w))
                    && modifiers.iter().any(|m| m.len() > 2 && words.contains(m))
            })
            .map(|e| (e, 0.65)),
        _ => None,
    }
}

/// The speakers of the document and a link for each attribution.
pub(super) fn resolution(view: &View, attributions: &[Attribution], state: State) -> Resolution {
    let mut writer = Writer {
        view,
        attributions,
        state,
        speakers: Vec::new(),
        index: HashMap::new(),
        bare: HashMap::new(),
    };
    let links = writer.links();
    Resolution { speakers: writer.speakers, links }
}

struct Writer<'v, 't> {
    view: &'v View<'t>,
    attributions: &'v [Attribution],
    state: State,
    speakers: Vec<Speaker>,
    /// From entity to speaker.
    index: HashMap<usize, usize>,
    /// Pronouns that mean nobody in the text (*you*), by wording.
    bare: HashMap<String, usize>,
}

impl Writer<'_, '_> {
    fn links(&mut self) -> Vec<Link> {
        let n = self.attributions.len();
        let mut order: Vec<usize> = (0..n).collect();
        let start = |a: usize| self.attributions[a].content.first().map_or(usize::MAX, |s| s.start);
        order.sort_by_key(|&a| (self.depth(a), start(a), a));
        let mut links = vec![Link::default(); n];
        let mut previous: Option<usize> = None;
        for &a in &order {
            links[a] = self.link(a, &links, previous);
            previous = Some(a);
        }
        let by_text = {
            let mut by_text = order;
            by_text.sort_by_key(|&a| (start(a), a));
            by_text
        };
        self.number(&mut links, &by_text);
        links
    }

    /// Statements around attribution `a`.
    fn depth(&self, a: usize) -> usize {
        let mut depth = 0;
        let mut at = a;
        while let Some(parent) = self.attributions[at].parent
            && depth < 16
            && parent < self.attributions.len()
        {
            at = parent;
            depth += 1;
        }
        depth
    }

    fn link(&mut self, a: usize, links: &[Link], previous: Option<usize>) -> Link {
        let attribution = &self.attributions[a];
        let Some(meant) = self.state.sources.get(a).cloned().flatten() else {
            return self.inherited(a, links, previous);
        };
        let kind = self.source_kind(&meant.head);
        let source =
            Some(Source { spans: attribution.source.clone(), kind, named: kind == SourceKind::Name });
        let Some(meaning) = meant.meaning else {
            let link = self.without_meaning(a, &meant.head, links);
            return Link { source, ..link };
        };
        let speaker = self.speaker_of(meaning.entity, a);
        let trace = vec![self.step(a, &meaning)];
        Link {
            source,
            speaker: Some(SpeakerLink {
                speaker,
                via: meaning.via,
                confidence: meaning.confidence.clamp(0.05, 0.99),
            }),
            trace,
        }
    }

    fn source_kind(&self, head: &Head) -> SourceKind {
        match head {
            Head::Words(..) => SourceKind::Nominal,
            Head::Joint(heads) => heads.first().map_or(SourceKind::Nominal, |h| self.source_kind(h)),
            Head::Mention(m) => match self.state.mentions[*m].form {
                Form::Name => SourceKind::Name,
                Form::Pronoun(_) => SourceKind::Pronoun,
                Form::Nominal => SourceKind::Nominal,
            },
        }
    }

    /// A pronoun that means nobody spoken of: *I* in a quotation, *you*; otherwise an abstention.
    fn without_meaning(&mut self, a: usize, head: &Head, links: &[Link]) -> Link {
        let Head::Mention(m) = head else { return Link::default() };
        let Form::Pronoun(pronoun) = self.state.mentions[*m].form else { return Link::default() };
        let span = self.view.span(self.state.mentions[*m].core.0, self.state.mentions[*m].core.1);
        if matches!(pronoun, Pronoun::I | Pronoun::We)
            && let Some(outer) = self.attributions[a].parent.or_else(|| self.around(a, span))
            && let Some(speaker) = links.get(outer).and_then(|l| l.speaker.clone())
        {
            let confidence = speaker.confidence * if pronoun == Pronoun::I { 0.95 } else { 0.6 };
            let why = format!(
                "“{}” stands in words of {}.",
                span.of(self.view.text),
                self.speakers[speaker.speaker].name
            );
            let step = Step { rule: "speaker.quoted-self", why, spans: vec![span], score: Some(confidence) };
            return Link {
                source: None,
                speaker: Some(SpeakerLink { via: Via::Pronoun, confidence, ..speaker }),
                trace: vec![step],
            };
        }
        let (kind, known) = match pronoun {
            Pronoun::You => (SpeakerKind::Other, true),
            Pronoun::We => (SpeakerKind::Group, true),
            Pronoun::I => (SpeakerKind::Person, true),
            _ => (SpeakerKind::Other, false),
        };
        if !known {
            let why = format!(
                "“{}” refers to nobody that the text before it names clearly enough.",
                span.of(self.view.text)
            );
            return Link {
                trace: vec![Step { rule: "speaker.abstained", why, spans: vec![span], score: None }],
                ..Link::default()
            };
        }
        let key = span.of(self.view.text).to_lowercase();
        let next = self.speakers.len();
        let speaker = *self.bare.entry(key).or_insert(next);
        if speaker == next {
            self.speakers.push(Speaker {
                name: span.of(self.view.text).to_owned(),
                kind,
                ..Speaker::default()
            });
        }
        self.speakers[speaker].mentions.push(span);
        let why = format!("“{}” is all that the text says of who this is.", span.of(self.view.text));
        Link {
            source: None,
            speaker: Some(SpeakerLink { speaker, via: Via::Pronoun, confidence: 0.7 }),
            trace: vec![Step { rule: "speaker.description", why, spans: vec![span], score: Some(0.7) }],
        }
    }

    /// The attribution with the smallest content around `span`.
    fn around(&self, a: usize, span: Span) -> Option<usize> {
        (a.saturating_sub(32)..self.attributions.len().min(a + 32))
            .filter(|&b| b != a)
            .filter(|&b| self.attributions[b].content.iter().any(|c| c.contains(span)))
            .min_by_key(|&b| (self.attributions[b].content.iter().map(|c| c.len()).sum::<usize>(), b))
    }

    /// No source of its own: a quotation that goes on belongs to the last speaker.
    fn inherited(&self, a: usize, links: &[Link], previous: Option<usize>) -> Link {
        let lexical = |spans: &[Span]| {
            spans.iter().any(|s| self.view.words_in(*s).any(|k| self.view.is(k, Flags::LEXICAL)))
        };
        let attribution = &self.attributions[a];
        let first = |b: usize| {
            self.attributions[b]
                .content
                .first()
                .map(|s| self.view.word_at(s.start))
                .filter(|&k| k < self.view.len())
        };
        let (Some(previous), Some(word)) = (previous, first(a)) else { return Link::default() };
        let last = self.attributions[previous]
            .content
            .last()
            .map(|s| self.view.word_at(s.end.saturating_sub(1)))
            .filter(|&k| k < self.view.len());
        let (Some(last), Some(speaker)) = (last, links[previous].speaker.clone()) else {
            return Link::default();
        };
        let quoted = |k: usize| {
            self.view.is(k, Flags::QUOTED) || (k + 1 < self.view.len() && self.view.is(k + 1, Flags::QUOTED))
        };
        let near = self.view.paragraph(word).abs_diff(self.view.paragraph(last)) <= 1;
        if lexical(&attribution.cue)
            || !quoted(word)
            || !near
            || self.attributions[previous].parent.is_some()
            || last > word
        {
            return Link::default();
        }
        let span = attribution.content[0];
        let confidence = speaker.confidence * 0.7;
        let why = format!(
            "The quotation has no source of its own; {} was speaking just before.",
            self.speakers[speaker.speaker].name
        );
        Link {
            source: None,
            speaker: Some(SpeakerLink { via: Via::Inherited, confidence, ..speaker }),
            trace: vec![Step { rule: "speaker.inherited", why, spans: vec![span], score: Some(confidence) }],
        }
    }

    /// The speaker that entity `e` is, made at its first statement.
    fn speaker_of(&mut self, e: usize, a: usize) -> usize {
        if let Some(&s) = self.index.get(&e) {
            return s;
        }
        let entity = self.state.entities[e].clone();
        let members: Vec<usize> = entity.members.iter().map(|&m| self.speaker_of(m, a)).collect();
        let text = self.view.text;
        let name = match (&entity.inferred_name, entity.name) {
            (Some(name), _) => name.clone(),
            (None, Some(span)) if entity.named => tidy(span.of(text)),
            _ => self.description(a, &entity),
        };
        let mut aliases: Vec<String> = Vec::new();
        if entity.named {
            for form in &entity.forms {
                let form = tidy(form.of(text));
                if form != name && !aliases.contains(&form) && aliases.len() < 16 {
                    aliases.push(form);
                }
            }
        }
        let mut mentions = entity.mentions.clone();
        mentions.sort_unstable();
        mentions.dedup();
        let speaker = Speaker {
            id: String::new(),
            name,
            kind: entity.kind.unwrap_or(SpeakerKind::Person),
            named: entity.named,
            aliases,
            roles: entity.roles.iter().map(|r| tidy(r.of(text))).collect(),
            mentions,
            members,
        };
        self.speakers.push(speaker);
        self.index.insert(e, self.speakers.len() - 1);
        self.speakers.len() - 1
    }

    /// The text's own description of somebody unnamed: the source as it stands.
    fn description(&self, a: usize, entity: &Entity) -> String {
        let spans = &self.attributions[a].source;
        let parts: Vec<&str> = spans.iter().map(|s| s.of(self.view.text).trim()).collect();
        let whole = parts.join(" … ");
        let whole = whole.strip_prefix("by ").unwrap_or(&whole);
        let whole = whole.trim_end_matches([',', ':', ';', '.', ' ', '—', '-', '\'', '’']);
        let whole = ["'s", "’s"].iter().find_map(|s| whole.strip_suffix(s)).unwrap_or(whole).to_owned();
        match entity.name {
            _ if !whole.is_empty() && entity.members.is_empty() && !is_pronoun(&whole) => whole,
            Some(span) => span.of(self.view.text).to_owned(),
            None => whole,
        }
    }

    fn step(&self, a: usize, meaning: &Meaning) -> Step {
        let entity = &self.state.entities[meaning.entity];
        let text = self.view.text;
        let source = self.attributions[a].source.first().copied().unwrap_or_default();
        let name = self.index.get(&meaning.entity).map_or(String::new(), |&s| self.speakers[s].name.clone());
        let words = source.of(text).trim();
        let why = match meaning.rule {
            "speaker.name" => format!("The source names {name}."),
            "speaker.surname" => format!("“{words}” is the surname of {name}."),
            "speaker.alias" => format!("“{words}” is another form of the name {name}."),
            "speaker.apposition" => format!("“{words}” stands beside the name {name}."),
            "speaker.role" => format!("“{words}” describes {name}, by a role that the text gives."),
            "speaker.salience" => format!("“{words}” fits {name}, of whom the text was speaking."),
            "speaker.lead" => format!("“{words}” opens the story; the text names {name} soon after."),
            "speaker.owner" => format!("“{words}” is an organisation called after who owns it."),
            "speaker.pronoun" => format!("“{words}” takes up {name}, the likeliest of those just spoken of."),
            "speaker.relative" => format!("“{words}” continues the phrase that names {name}."),
            "speaker.turn" => format!("“{words}” is {name}, whose turn it is in the transcript."),
            "speaker.author" => format!("“{words}” outside quotations is who wrote the piece."),
            "speaker.joint" => format!("“{words}” joins several speakers."),
            _ => format!("“{words}” is a description without a name."),
        };
        let mut spans = vec![source];
        spans.extend(entity.name.filter(|n| !source.contains(*n)));
        Step { rule: meaning.rule, why, spans, score: Some(meaning.confidence) }
    }

    /// Puts the speakers in order of first statement and names them.
    fn number(&mut self, links: &mut [Link], by_text: &[usize]) {
        let mut place = vec![usize::MAX; self.speakers.len()];
        let mut next = 0;
        let mut queue: Vec<usize> =
            by_text.iter().filter_map(|&a| links[a].speaker.as_ref().map(|s| s.speaker)).collect();
        queue.extend(0..self.speakers.len());
        for s in queue {
            if place[s] == usize::MAX {
                place[s] = next;
                next += 1;
            }
        }
        let mut sorted = vec![Speaker::default(); self.speakers.len()];
        for (old, mut speaker) in std::mem::take(&mut self.speakers).into_iter().enumerate() {
            speaker.id = format!("s{}", place[old] + 1);
            for member in &mut speaker.members {
                *member = place[*member];
            }
            sorted[place[old]] = speaker;
        }
        for link in links.iter_mut() {
            if let Some(speaker) = &mut link.speaker {
                speaker.speaker = place[speaker.speaker];
            }
        }
        self.speakers = sorted;
    }
}

fn is_pronoun(words: &str) -> bool {
    matches!(
        words.to_lowercase().as_str(),
        "he" | "she" | "it" | "they" | "who" | "which" | "that" | "his" | "her" | "their" | "him" | "them"
    )
}

/// White space inside a name as single spaces.
fn tidy(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
