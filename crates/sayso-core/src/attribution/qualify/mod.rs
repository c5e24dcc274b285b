//! What kind of statement an attribution makes: form, attitude, status and stance, each with the
//! words it rests on.
//!
//! Form comes from the quotation marks, attitude and stance from the cue's entry in the lexicon,
//! status from the words that govern the cue in its own clause: what stands left of it as
//! auxiliary, negation or adverb, what introduces the clause, and the cue itself (*denied*).

use crate::attribution::Attribution;
use crate::document::{Attitude, Form, Stance, Status, Step};
use crate::lexicon::{CueMatch, lexicon};
use crate::segment::Segmentation;
use crate::text::Span;

/// Share of the content's letters inside quotation marks from which on it is direct.
const DIRECT: f32 = 0.9;
/// Share up to which it is indirect.
const INDIRECT: f32 = 0.05;

/// What kind of statement an attribution makes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Qualification {
    /// By whether the content stands in quotation marks.
    pub form: Form,
    /// From the cue.
    pub attitude: Attitude,
    /// From what governs the cue.
    pub status: Status,
    /// How the cue frames the content.
    pub stance: Stance,
    /// Dictionary form of the cue's head (*say*, *according to*, *:*); empty without a cue.
    pub lemma: String,
    /// Why.
    pub trace: Vec<Step>,
}

/// Qualifies one attribution of the text that `segmentation` cuts up.
#[must_use]
pub fn qualify(text: &str, segmentation: &Segmentation, attribution: &Attribution) -> Qualification {
    let mut trace = Vec::new();
    let form = form(text, segmentation, attribution, &mut trace);
    let Some(head) = Head::find(text, segmentation, attribution) else {
        return Qualification { form, trace, ..Qualification::default() };
    };
    trace.push(step(
        "cue.lemma",
        format!("the cue is a form of “{}”", head.lemma),
        vec![head.span(segmentation)],
    ));
    let clause = Clause::read(text, segmentation, attribution, &head);
    let (status, why) = clause.status(form);
    trace.extend(why);
    let (stance, why) = clause.stance();
    trace.extend(why);
    let attitude = head.entry.as_ref().map_or(Attitude::Assertion, |entry| entry.manner.attitude);
    Qualification { form, attitude, status, stance, lemma: head.lemma, trace }
}

fn step(rule: &'static str, why: String, spans: Vec<Span>) -> Step {
    Step { rule, why, spans, score: None }
}

/// Direct, mixed or indirect by the share of the content's letters and digits that stand inside
/// quotation marks. Marks around the whole attribution, cue and all, do not count.
fn form(text: &str, segmentation: &Segmentation, attribution: &Attribution, trace: &mut Vec<Step>) -> Form {
    let cue = attribution.cue.first().or(attribution.source.first());
    let counts = |offset: usize| {
        let mut at = segmentation.quotation_at(offset);
        while let Some(index) = at {
            let quotation = segmentation.quotations[index];
            if !cue.is_some_and(|cue| quotation.outer.contains(*cue)) {
                return true;
            }
            at = quotation.parent;
        }
        false
    };
    let (mut letters, mut quoted) = (0_usize, 0_usize);
    for &span in &attribution.content {
        for word in segmentation.words_in(span).iter().filter(|word| word.lexical) {
            let start = word.span.start.max(span.start);
            let part = Span::new(start, word.span.end.min(span.end)).of(text);
            let count = part.chars().filter(|c| c.is_alphanumeric()).count();
            letters += count;
            quoted += if counts(start) { count } else { 0 };
        }
    }
    // Texts are far shorter than the range in which f32 counts letters exactly enough.
    let share = quoted as f32 / letters.max(1) as f32;
    let form = match share {
        share if share >= DIRECT => Form::Direct,
        share if share <= INDIRECT => Form::Indirect,
        _ => Form::Mixed,
    };
    let why = format!("{quoted} of the content's {letters} letters stand in quotation marks");
    trace.push(Step {
        rule: "form.quotation-marks",
        why,
        spans: attribution.content.clone(),
        score: Some(share),
    });
    form
}

/// The word of the cue that carries its meaning.
#[derive(Debug)]
pub(crate) struct Head {
    /// Index of its first word in the segmentation.
    pub(crate) word: usize,
    /// How many words it takes.
    pub(crate) words: usize,
    /// Dictionary form.
    pub(crate) lemma: String,
    /// Its entry in the lexicon.
    entry: Option<CueMatch>,
}

impl Head {
    /// The first words of the cue that the lexicon knows as one, auxiliaries and verbs that only
    /// introduce another (*is expected to say*) passed over; else its first word.
    pub(crate) fn find(text: &str, segmentation: &Segmentation, attribution: &Attribution) -> Option<Self> {
        let indices: Vec<usize> =
            attribution.cue.iter().flat_map(|&span| segmentation.word_range(span)).collect();
        let words: Vec<&str> = indices.iter().map(|&index| segmentation.words[index].span.of(text)).collect();
        let mut known: Vec<(usize, CueMatch)> = (0..words.len())
            .filter_map(|at| Some((at, lexicon().cue_at(&words[at..])?)))
            .filter(|(_, entry)| !is_auxiliary(&entry.lemma))
            .collect();
        // “Reportedly said” is a saying; the adverb heads the cue only where nothing else does.
        known.sort_by_key(|(_, entry)| entry.lemma.ends_with("ly"));
        let mut best: Option<(usize, CueMatch)> = None;
        for (at, entry) in known {
            let led_to = best.as_ref().is_some_and(|(first, introducing)| {
                let verb = introducing.lemma.split(' ').next().unwrap_or_default();
                introduces(verb) && at == first + 2 && words[first + 1] == "to"
            });
            if best.is_none() || led_to {
                best = Some((at, entry));
            }
        }
        if let Some((at, entry)) = best {
            let (word, words, lemma) = (indices[at], entry.words, entry.lemma.clone());
            return Some(Self { word, words, lemma, entry: Some(entry) });
        }
        let content = |word: &&str| word.chars().any(char::is_alphanumeric) && !is_light(word);
        let at = words.iter().position(content).unwrap_or(0);
        let lemma = lexicon().lemma(words.get(at)?);
        Some(Self { word: indices[at], words: 1, lemma, entry: None })
    }

    fn span(&self, segmentation: &Segmentation) -> Span {
        let last = (self.word + self.words).min(segmentation.words.len()) - 1;
        segmentation.words[self.word].span.cover(segmentation.words[last].span)
    }
}

/// A word beside the cue, lower case, with its place.
#[derive(Debug)]
struct Governor {
    word: String,
    span: Span,
}

/// The cue in its clause.
#[derive(Debug)]
struct Clause<'a> {
    head: &'a Head,
    head_span: Span,
    /// Auxiliaries, negations and adverbs before the head, in text order.
    chain: Vec<Governor>,
    /// Words before the subject that may govern the whole clause (*if*, *nor did*), in text order.
    before_subject: Vec<Governor>,
    /// First word of the source, if it precedes the cue.
    subject: Option<Governor>,
    /// The word after the cue.
    next: Option<Governor>,
    /// The first words of the content.
    content: Vec<Governor>,
    /// The question mark that ends the content.
    content_asks: Option<Span>,
    /// The question mark of the sentence, if the cue itself stands in the question.
    sentence_asks: Option<Span>,
}

impl<'a> Clause<'a> {
    fn read(text: &str, segmentation: &Segmentation, attribution: &Attribution, head: &'a Head) -> Self {
        let words = &segmentation.words;
        let governor = |index: usize| {
            let word = words.get(index).filter(|word| word.lexical)?;
            Some(Governor { word: fold(word.span.of(text)), span: word.span })
        };
        let sentence = words[head.word].sentence;
        let in_sentence = |index: usize| words[index].sentence == sentence;
        let mut at = head.word;
        let mut chain = Vec::new();
        while let Some(left) = at.checked_sub(1).filter(|&left| in_sentence(left)) {
            let Some(found) = governor(left).filter(|left| governs(&left.word, &chain)) else { break };
            let carries_subject = is_contraction_of_subject(&found.word);
            if !carries_subject && attribution.source.iter().any(|source| source.overlaps(found.span)) {
                break;
            }
            at = left;
            chain.push(found);
            if carries_subject {
                break;
            }
        }
        chain.reverse();
        let source = attribution.source.first().map(|&span| segmentation.word_range(span));
        let source =
            source.filter(|range| range.start < head.word && !range.is_empty() && in_sentence(range.start));
        let clause_start = source.as_ref().map_or(at, |range| range.start.min(at));
        let before_subject = (1..=3)
            .map_while(|back| {
                let index = clause_start.checked_sub(back).filter(|&index| in_sentence(index))?;
                governor(index)
            })
            .collect::<Vec<_>>();
        let content_end = attribution.content.last().map(|span| span.end);
        let mark = segmentation.sentences[sentence];
        Self {
            head,
            head_span: head.span(segmentation),
            chain,
            before_subject: before_subject.into_iter().rev().collect(),
            subject: source.and_then(|range| governor(range.start)),
            next: governor(head.word + head.words),
            content: attribution
                .content
                .first()
                .map(|&span| segmentation.word_range(span).filter_map(governor).take(2).collect())
                .unwrap_or_default(),
            content_asks: content_end.and_then(|end| question_mark(text, end)),
            sentence_asks: question_mark(text, mark.end)
                .filter(|_| attribution.content.first().is_none_or(|content| content.start > mark.start + 1))
                .filter(|asks| {
                    segmentation.quotation_at(asks.start)
                        == segmentation.quotation_at(words[head.word].span.start)
                })
                .filter(|_| asks_by_order(&fold(first_word(mark.of(text))))),
        }
    }

    fn status(&self, form: Form) -> (Status, Option<Step>) {
        let none = (Status::Asserted, None);
        if is_preposition(&self.head.lemma) {
            return none;
        }
        self.denied()
            .or_else(|| self.conditional())
            .or_else(|| self.future())
            .or_else(|| self.denied_by_cue())
            .or_else(|| self.left_unsaid())
            .or_else(|| self.asked(form))
            .map_or(none, |(status, step)| (status, Some(step)))
    }

    /// *did not say*, *refused to say*, *nobody said*, *nor did she say*.
    fn denied(&self) -> Option<(Status, Step)> {
        let denies = |at: usize, chain: &[Governor]| {
            let only = chain.get(at + 1).is_some_and(|next| is_only(&next.word));
            let next = chain.get(at + 1).map_or("", |next| next.word.as_str());
            is_negation(&chain[at].word) && !only
                || matches!(chain[at].word.as_str(), "refuse" | "decline" | "fail" | "refrain" | "short")
                || matches!((chain[at].word.as_str(), next), ("instead", "of") | ("rather", "than"))
        };
        let in_chain = (0..self.chain.len()).find(|&at| denies(at, &self.chain)).map(|at| &self.chain[at]);
        let subject = self.subject.as_ref().filter(|subject| is_negative_subject(&subject.word));
        let inverted = self.before_subject.iter().enumerate().find_map(|(at, word)| {
            let auxiliary = self.before_subject.get(at + 1).is_some_and(|next| is_auxiliary(&next.word));
            (auxiliary && is_negation(&word.word)).then_some(word)
        });
        let by = in_chain.or(subject).or(inverted)?;
        Some(self.decided(Status::Denied, "status.negation", by, "says that it was not said"))
    }

    /// *would say*, *might argue*, *if she says*.
    fn conditional(&self) -> Option<(Status, Step)> {
        let modal = self.chain.iter().enumerate().find(|(at, word)| {
            // “Would only say that” tells what was said.
            let only = self.chain.get(at + 1).or(self.next.as_ref()).is_some_and(|next| next.word == "only");
            is_modal(&word.word) && !only
        });
        if let Some((_, modal)) = modal {
            return Some(self.decided(
                Status::Conditional,
                "status.modal",
                modal,
                "says that it might be said",
            ));
        }
        let leads =
            |word: &&Governor| matches!(word.word.as_str(), "if" | "unless" | "whether" | "lest" | "suppose");
        let by = self.before_subject.iter().find(leads)?;
        Some(self.decided(Status::Conditional, "status.condition", by, "makes the saying a condition"))
    }

    /// *will say*, *is expected to announce*, *is going to argue*.
    fn future(&self) -> Option<(Status, Step)> {
        let to = self.chain.iter().any(|word| word.word == "to");
        let by = self.chain.iter().find(|word| {
            matches!(word.word.as_str(), "will" | "shall")
                || word.word.ends_with("'ll")
                || to
                    && matches!(
                        word.word.as_str(),
                        "expect" | "schedule" | "slate" | "set" | "due" | "about" | "likely" | "poise" | "go"
                    )
        })?;
        Some(self.decided(Status::Future, "status.future", by, "says that it is still to be said"))
    }

    fn denied_by_cue(&self) -> Option<(Status, Step)> {
        let denies = matches!(
            self.head.lemma.as_str(),
            "deny"
                | "denial"
                | "disavow"
                | "disavowal"
                | "decline to comment"
                | "decline to say"
                | "refuse to comment"
                | "refuse to say"
                | "say nothing"
                | "did not respond"
                | "did not immediately respond"
                | "not say"
        );
        let why = format!("“{}” says that the speaker denies it", self.head.lemma);
        denies.then(|| (Status::Denied, step("status.denial", why, vec![self.head_span])))
    }

    /// *declined* “to comment”: the cue refuses what the content would have been.
    fn left_unsaid(&self) -> Option<(Status, Step)> {
        let refuses = matches!(self.head.lemma.as_str(), "refuse" | "decline" | "fail" | "neglect");
        let (first, second) = (self.content.first()?, self.content.get(1)?);
        let says =
            lexicon().cue_at(&[&second.word]).is_some_and(|cue| cue.manner.attitude == Attitude::Assertion);
        (refuses && first.word == "to" && says).then(|| {
            self.decided(Status::Denied, "status.refusal", second, "is what the speaker would not do")
        })
    }

    /// *asked whether*, `“Is it safe?” she asked`, *Did she say that?*
    fn asked(&self, form: Form) -> Option<(Status, Step)> {
        if let Some(mark) = self.sentence_asks {
            let why = "the sentence asks whether it was said".to_owned();
            return Some((Status::Asked, step("status.question", why, vec![mark])));
        }
        let asks = matches!(
            self.head.lemma.as_str(),
            "ask"
                | "ask if"
                | "ask about"
                | "asked if"
                | "asked about"
                | "when asked"
                | "inquire"
                | "enquire"
                | "query"
                | "question"
                | "wonder"
                | "quiz"
        );
        if !asks {
            return None;
        }
        let interrogative = [self.next.as_ref(), self.content.first()]
            .into_iter()
            .flatten()
            .find(|word| is_interrogative(&word.word))
            .map(|word| word.span)
            .or(self.content_asks);
        let about = self.head.lemma.contains(' ') || self.head.lemma == "ask" && form == Form::Direct;
        let by = interrogative.or(about.then_some(self.head_span))?;
        let why = "what is reported is a question".to_owned();
        Some((Status::Asked, step("status.asked", why, vec![self.head_span, by])))
    }

    fn stance(&self) -> (Stance, Option<Step>) {
        for word in &self.chain {
            let stance = match word.word.as_str() {
                "falsely" | "wrongly" | "incorrectly" | "mistakenly" | "erroneously" | "misleadingly"
                | "baselessly" | "dubiously" | "allegedly" | "supposedly" | "purportedly" | "reportedly"
                | "ostensibly" | "inaccurately" | "dishonestly" => Stance::Distancing,
                "rightly" | "correctly" | "accurately" | "truthfully" | "honestly" | "aptly" | "wisely" => {
                    Stance::Endorsing
                }
                _ => continue,
            };
            let why = format!("“{}” judges what is said", word.word);
            return (stance, Some(step("stance.adverb", why, vec![word.span])));
        }
        let Some(entry) = &self.head.entry else { return (Stance::Neutral, None) };
        let step = (entry.manner.stance != Stance::Neutral).then(|| {
            let why = format!("“{}” is {} by the lexicon", entry.lemma, entry.manner.stance.word());
            step("stance.cue", why, vec![self.head_span])
        });
        (entry.manner.stance, step)
    }

    fn decided(&self, status: Status, rule: &'static str, by: &Governor, what: &str) -> (Status, Step) {
        (status, step(rule, format!("“{}” {what}", by.word), vec![by.span, self.head_span]))
    }
}

/// Lower case, straight apostrophes; of verbs that only introduce another, the dictionary form.
fn fold(word: &str) -> String {
    let word = word.to_lowercase().replace('’', "'");
    let lemma = lexicon().lemma(&word);
    if introduces(&lemma) { lemma } else { word }
}

fn first_word(sentence: &str) -> &str {
    let word = sentence.trim_start_matches(|c: char| !c.is_alphanumeric());
    word.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').next().unwrap_or_default()
}

/// The question mark at `end`, closing marks passed over.
fn question_mark(text: &str, end: usize) -> Option<Span> {
    let closers = ['"', '\'', '”', '’', '»', ')', ' '];
    let rest = &text[end..];
    if rest.starts_with('?') {
        return Some(Span::new(end, end + 1));
    }
    let before = text[..end].trim_end_matches(closers);
    before.ends_with('?').then(|| Span::new(before.len() - 1, before.len()))
}

/// Whether a word left of the cue belongs to its verb group, `chain` being what stands between, last
/// word first.
fn governs(word: &str, chain: &[Governor]) -> bool {
    const ADVERBS: &[&str] = &[
        "again",
        "all",
        "almost",
        "already",
        "also",
        "always",
        "both",
        "both",
        "either",
        "even",
        "ever",
        "far",
        "first",
        "further",
        "immediately",
        "initially",
        "instead",
        "just",
        "later",
        "long",
        "merely",
        "much",
        "no",
        "now",
        "often",
        "once",
        "only",
        "quite",
        "rather",
        "so",
        "soon",
        "still",
        "then",
        "there",
        "today",
        "too",
        "twice",
        "very",
        "yet",
    ];
    const LINKS: &[&str] =
        &["about", "due", "from", "in", "likely", "of", "or", "short", "stop", "to", "than"];
    let follows_or = chain.is_empty() || chain.last().is_some_and(|last| last.word == "or");
    is_auxiliary(word)
        || is_modal(word)
        || is_negation(word)
        || is_contraction_of_subject(word)
        || introduces(word)
        || ADVERBS.binary_search(&word).is_ok()
        || LINKS.contains(&word)
        || word.len() > 3 && word.ends_with("ly")
        || !chain.is_empty() && follows_or && lexicon().cue_at(&[word]).is_some()
}

/// Verbs that govern another with *to* and have no content of their own.
fn introduces(lemma: &str) -> bool {
    matches!(
        lemma,
        "expect"
            | "schedule"
            | "slate"
            | "set"
            | "poise"
            | "refuse"
            | "decline"
            | "fail"
            | "refrain"
            | "go"
            | "begin"
            | "start"
            | "continue"
            | "appear"
            | "seem"
            | "stop"
            | "neglect"
    )
}

fn is_auxiliary(word: &str) -> bool {
    matches!(
        affirmative(word),
        "be" | "am"
            | "is"
            | "are"
            | "was"
            | "were"
            | "been"
            | "being"
            | "have"
            | "has"
            | "had"
            | "having"
            | "do"
            | "does"
            | "did"
            | "get"
            | "gets"
            | "got"
            | "will"
            | "shall"
    ) || is_modal(word)
}

fn is_modal(word: &str) -> bool {
    matches!(affirmative(word), "would" | "could" | "might" | "may" | "can" | "should" | "must" | "ought")
}

/// An auxiliary without its *n't*.
fn affirmative(word: &str) -> &str {
    match word {
        "can't" | "cannot" => "can",
        "won't" => "will",
        _ => word.strip_suffix("n't").unwrap_or(word),
    }
}

fn is_negation(word: &str) -> bool {
    word.ends_with("n't") || matches!(word, "not" | "never" | "cannot" | "nor" | "neither" | "without" | "no")
}

fn is_only(word: &str) -> bool {
    matches!(word, "only" | "just" | "merely" | "simply")
}

fn is_negative_subject(word: &str) -> bool {
    matches!(word, "no" | "nobody" | "none" | "neither" | "noone")
}

/// A subject with its auxiliary (*he'll*, *they've*).
fn is_contraction_of_subject(word: &str) -> bool {
    ["'ll", "'ve", "'re", "'d"].iter().any(|ending| word.ends_with(ending))
}

fn is_interrogative(word: &str) -> bool {
    matches!(
        word,
        "whether"
            | "if"
            | "why"
            | "how"
            | "what"
            | "who"
            | "whom"
            | "whose"
            | "when"
            | "where"
            | "which"
            | "about"
    )
}

/// Whether a sentence that starts with `word` is a question by its word order.
fn asks_by_order(word: &str) -> bool {
    is_auxiliary(word) || is_interrogative(word) && !matches!(word, "if" | "about" | "whether")
}

/// Phrases whose left neighbours belong to the content, not to them.
fn is_preposition(lemma: &str) -> bool {
    matches!(
        lemma,
        "according to" | "accord" | "per" | "via" | ":" | "reportedly" | "allegedly" | "supposedly"
    ) || ["as ", "in ", "by ", "on "].iter().any(|start| lemma.starts_with(start))
}

/// Words that carry no meaning of their own in a cue.
fn is_light(word: &str) -> bool {
    let word = word.to_lowercase();
    word.ends_with("ly")
        || is_auxiliary(&word)
        || is_negation(&word)
        || matches!(
            word.as_str(),
            "a" | "an" | "the" | "to" | "of" | "also" | "in" | "'s" | "s" | "’s" | "’ll" | "ll"
        )
}

#[cfg(test)]
mod tests;
