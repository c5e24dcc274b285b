//! What a case expects of a statement: `1: direct, denied, speaker "Ana Ortiz"`.

use std::fmt;

use jiff::civil::Date;
use sayso_core::document::{
    Attitude, Form, Reading, SaidBasis, Source, SourceKind, Speaker, SpeakerKind, Stance, Statement, Status,
    Via,
};
use sayso_core::{Document, Span};

/// One thing that must be so of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// `direct`
    Form(Form),
    /// `belief`
    Attitude(Attitude),
    /// `denied`
    Status(Status),
    /// `distancing`
    Stance(Stance),
    /// `lemma "say"`
    Lemma(String),
    /// `source pronoun`
    Source(SourceKind),
    /// `speaker "Ana Ortiz"`; `speaker none` is an abstention.
    Speaker(Option<String>),
    /// `via surname`
    Via(Via),
    /// `person`
    Kind(SpeakerKind),
    /// `named`, `unnamed`
    Named(bool),
    /// `role "finance chief"`: one of the speaker's roles.
    HasRole(String),
    /// `alias "Ortiz"`: one of the speaker's aliases.
    HasAlias(String),
    /// `member "Ana Ortiz"`: one of the speakers that a joint speaker joins.
    HasMember(String),
    /// `parent 2`: by number in the case.
    Parent(Option<u32>),
    /// `said 2016-10-02..2016-10-08`
    Said(Option<(Date, Date)>),
    /// `basis dateline`
    Basis(SaidBasis),
    /// `venue "in an interview"`
    Venue(Option<String>),
    /// `addressee none`
    NoAddressee,
}

/// A statement as it was read, with what it takes to say something about it.
#[derive(Clone, Copy)]
pub(super) struct Observed<'r> {
    pub(super) document: &'r Document,
    pub(super) reading: &'r Reading,
    pub(super) statement: &'r Statement,
    /// The number in the case of each statement of the reading.
    pub(super) numbers: &'r [Option<u32>],
}

impl Clause {
    /// Parses the clauses of one item, without its number.
    pub(super) fn parse_all(clauses: &str) -> Result<Vec<Clause>, String> {
        split_clauses(clauses)?.into_iter().map(Clause::parse).collect()
    }

    fn parse(clause: &str) -> Result<Clause, String> {
        let clause = clause.trim();
        if let Some(found) = Self::from_word(clause) {
            return Ok(found);
        }
        let (key, value) = clause.split_once(' ').ok_or_else(|| unknown(clause))?;
        Self::from_pair(key, value.trim()).ok_or_else(|| unknown(clause))?
    }

    fn from_word(word: &str) -> Option<Clause> {
        let named = match word {
            "named" => Some(Clause::Named(true)),
            "unnamed" => Some(Clause::Named(false)),
            _ => None,
        };
        named
            .or_else(|| Form::from_word(word).map(Clause::Form))
            .or_else(|| Attitude::from_word(word).map(Clause::Attitude))
            .or_else(|| Status::from_word(word).map(Clause::Status))
            .or_else(|| Stance::from_word(word).map(Clause::Stance))
            .or_else(|| SpeakerKind::from_word(word).map(Clause::Kind))
    }

    /// `None` where there is no such key or value.
    fn from_pair(key: &str, value: &str) -> Option<Result<Clause, String>> {
        let none = value == "none";
        Some(match key {
            "lemma" => string(value).map(Clause::Lemma),
            "source" => Ok(Clause::Source(SourceKind::from_word(value)?)),
            "speaker" if none => Ok(Clause::Speaker(None)),
            "speaker" => string(value).map(|name| Clause::Speaker(Some(name))),
            "via" => Ok(Clause::Via(Via::from_word(value)?)),
            "role" => string(value).map(Clause::HasRole),
            "alias" => string(value).map(Clause::HasAlias),
            "member" => string(value).map(Clause::HasMember),
            "parent" if none => Ok(Clause::Parent(None)),
            "parent" => Ok(Clause::Parent(Some(value.parse().ok()?))),
            "said" if none => Ok(Clause::Said(None)),
            "said" => dates(value).map(|dates| Clause::Said(Some(dates))),
            "basis" => Ok(Clause::Basis(SaidBasis::from_word(value)?)),
            "venue" if none => Ok(Clause::Venue(None)),
            "venue" => string(value).map(|venue| Clause::Venue(Some(venue))),
            "addressee" if none => Ok(Clause::NoAddressee),
            _ => return None,
        })
    }

    /// The clause that says of `observed` what this one expects; `None` where there is nothing to say.
    pub(super) fn observed(&self, observed: Observed<'_>) -> Option<Clause> {
        let st = observed.statement;
        match self {
            Clause::Form(_) => Some(Clause::Form(st.form)),
            Clause::Attitude(_) => Some(Clause::Attitude(st.attitude)),
            Clause::Status(_) => Some(Clause::Status(st.status)),
            Clause::Stance(_) => Some(Clause::Stance(st.stance)),
            Clause::Lemma(_) => st.cue.as_ref().map(|cue| Clause::Lemma(cue.lemma.clone())),
            Clause::Source(_) => st.source.as_ref().map(|source| Clause::Source(source.kind)),
            Clause::Parent(_) => Some(Clause::Parent(observed.parent())),
            Clause::Said(_) => Some(Clause::Said(st.said.as_ref().map(|said| (said.from, said.to)))),
            Clause::Basis(_) => st.said.as_ref().map(|said| Clause::Basis(said.basis)),
            Clause::Venue(_) => Some(Clause::Venue(observed.venue())),
            Clause::NoAddressee => st.addressee.is_none().then_some(Clause::NoAddressee),
            Clause::Via(_) => st.speaker.as_ref().map(|link| Clause::Via(link.via)),
            Clause::Speaker(_) => Some(Clause::Speaker(observed.speaker().map(|who| who.name.clone()))),
            Clause::Kind(_)
            | Clause::Named(_)
            | Clause::HasRole(_)
            | Clause::HasAlias(_)
            | Clause::HasMember(_) => self.observed_speaker(observed.speaker()?, observed.reading),
        }
    }

    fn observed_speaker(&self, speaker: &Speaker, reading: &Reading) -> Option<Clause> {
        match self {
            Clause::Kind(_) => Some(Clause::Kind(speaker.kind)),
            Clause::Named(_) => Some(Clause::Named(speaker.named)),
            Clause::HasRole(role) => speaker.roles.contains(role).then(|| self.clone()),
            Clause::HasAlias(alias) => speaker.aliases.contains(alias).then(|| self.clone()),
            Clause::HasMember(name) => speaker
                .members
                .iter()
                .any(|&member| reading.speakers.get(member).is_some_and(|who| who.name == *name))
                .then(|| self.clone()),
            _ => None,
        }
    }

    /// What is worth saying of a statement: form and speaker always, the rest where it is unusual.
    pub(super) fn telling(observed: Observed<'_>) -> Vec<Clause> {
        let st = observed.statement;
        let mut clauses = vec![Clause::Form(st.form)];
        clauses.extend((st.attitude != Attitude::default()).then_some(Clause::Attitude(st.attitude)));
        clauses.extend((st.status != Status::default()).then_some(Clause::Status(st.status)));
        clauses.extend((st.stance != Stance::default()).then_some(Clause::Stance(st.stance)));
        clauses.push(Clause::Speaker(observed.speaker().map(|who| who.name.clone())));
        clauses.extend(st.speaker.as_ref().map(|link| Clause::Via(link.via)));
        clauses.extend(observed.parent().map(|parent| Clause::Parent(Some(parent))));
        clauses.extend(observed.venue().map(|venue| Clause::Venue(Some(venue))));
        clauses.extend(st.said.as_ref().map(|said| Clause::Said(Some((said.from, said.to)))));
        clauses
    }
}

impl<'r> Observed<'r> {
    pub(super) fn speaker(&self) -> Option<&'r Speaker> {
        let link = self.statement.speaker.as_ref()?;
        self.reading.speakers.get(link.speaker)
    }

    fn parent(&self) -> Option<u32> {
        self.numbers.get(self.statement.parent?).copied().flatten()
    }

    fn venue(&self) -> Option<String> {
        let spans = self.statement.venue.as_ref()?;
        Some(words(&self.document.text, spans))
    }

    pub(super) fn source(&self) -> &'r [Span] {
        self.statement.source.as_ref().map_or(&[], |source: &Source| &source.spans)
    }
}

/// The characters of the parts, in one line.
pub(super) fn words(text: &str, spans: &[Span]) -> String {
    let parts: Vec<String> = spans.iter().map(|span| one_line(span.of(text))).collect();
    parts.join(" … ")
}

/// White space, line breaks among it, as single spaces.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unknown(clause: &str) -> String {
    format!("`{clause}` is no clause")
}

/// Splits at commas outside strings.
fn split_clauses(clauses: &str) -> Result<Vec<&str>, String> {
    let (mut parts, mut start, mut inside, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in clauses.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            ',' if !inside => {
                parts.push(&clauses[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if inside {
        return Err("a string is not closed".to_owned());
    }
    parts.push(&clauses[start..]);
    Ok(parts)
}

fn string(quoted: &str) -> Result<String, String> {
    let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let inner = inner.ok_or_else(|| format!("`{quoted}` should be a string, as in `\"Ana Ortiz\"`"))?;
    let mut out = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        out.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    Ok(out)
}

fn dates(value: &str) -> Result<(Date, Date), String> {
    let (from, to) = value.split_once("..").unwrap_or((value, value));
    match (from.parse(), to.parse()) {
        (Ok(from), Ok(to)) => Ok((from, to)),
        _ => Err(format!("`{value}` should be a date as in `2016-10-02`, or two with `..` between")),
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Clause::Form(form) => f.write_str(form.word()),
            Clause::Attitude(attitude) => f.write_str(attitude.word()),
            Clause::Status(status) => f.write_str(status.word()),
            Clause::Stance(stance) => f.write_str(stance.word()),
            Clause::Lemma(lemma) => write!(f, "lemma {}", Quoted(lemma)),
            Clause::Source(kind) => write!(f, "source {}", kind.word()),
            Clause::Speaker(Some(name)) => write!(f, "speaker {}", Quoted(name)),
            Clause::Speaker(None) => f.write_str("speaker none"),
            Clause::Via(via) => write!(f, "via {}", via.word()),
            Clause::Kind(kind) => f.write_str(kind.word()),
            Clause::Named(named) => f.write_str(if *named { "named" } else { "unnamed" }),
            Clause::HasRole(role) => write!(f, "role {}", Quoted(role)),
            Clause::HasAlias(alias) => write!(f, "alias {}", Quoted(alias)),
            Clause::HasMember(name) => write!(f, "member {}", Quoted(name)),
            Clause::Parent(Some(number)) => write!(f, "parent {number}"),
            Clause::Parent(None) => f.write_str("parent none"),
            Clause::Said(Some((from, to))) if from == to => write!(f, "said {from}"),
            Clause::Said(Some((from, to))) => write!(f, "said {from}..{to}"),
            Clause::Said(None) => f.write_str("said none"),
            Clause::Basis(basis) => write!(f, "basis {}", basis.word()),
            Clause::Venue(Some(venue)) => write!(f, "venue {}", Quoted(venue)),
            Clause::Venue(None) => f.write_str("venue none"),
            Clause::NoAddressee => f.write_str("addressee none"),
        }
    }
}

/// A string in quotation marks, in one line.
struct Quoted<'s>(&'s str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", one_line(self.0).replace('\\', "\\\\").replace('"', "\\\""))
    }
}
