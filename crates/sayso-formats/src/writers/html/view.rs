//! What the template shows.

use askama::Template;
use sayso_core::document::{Diagnostic, Document, Form, Profile, Reading, Speaker};

use super::{POLICY, SCRIPT, STYLE};
use crate::writers::depths;
use crate::writers::marking::{Inline, Line, inline, lines};
use crate::writers::note::{CHART, DEEPEST, Note, Tick, decimal, fill, note, strip};
use crate::writers::wording::{chains, counted, hand, percent, who};

/// The page.
#[derive(Template)]
#[template(path = "article.html")]
pub(super) struct Page<'a> {
    policy: &'static str,
    style: &'static str,
    script: &'static str,
    made_by: &'a str,
    title: &'a str,
    /// Outlet, authors, date: those that are known.
    facts: Vec<&'a str>,
    origin: &'a str,
    /// Whether the origin is an address on the web.
    linked: bool,
    language: Option<&'a str>,
    summary: String,
    profile: &'a Profile,
    own_voice: String,
    attributed: String,
    own_width: String,
    attributed_start: String,
    attributed_width: String,
    forms: Vec<Bar>,
    strip: Vec<Tick>,
    table: Vec<(&'static str, String)>,
    notes_total: usize,
    paragraphs: Vec<Paragraph<'a>>,
    speakers: Vec<Voice<'a>>,
    hearsay: String,
    chains: Vec<Vec<(usize, String)>>,
    diagnostics: &'a [Diagnostic],
}

/// A part of a bar; `class` says how it is filled.
struct Bar {
    class: &'static str,
    x: String,
    width: String,
}

/// A line of the text, with the notes on the statements that begin in it.
struct Paragraph<'a> {
    /// Whether an empty line stands before it.
    gap: bool,
    pieces: Vec<Inline<'a, Mark>>,
    notes: Vec<Beside<'a>>,
}

/// A mark on content.
struct Mark {
    number: usize,
    form: &'static str,
    depth: usize,
    /// Whether the statement was not marked before.
    first: bool,
}

/// The note beside a statement.
struct Beside<'a> {
    number: usize,
    depth: usize,
    parent: Option<usize>,
    told: Note<'a>,
}

/// A speaker in the table.
struct Voice<'a> {
    name: &'a str,
    named: bool,
    kind: &'static str,
    facts: Vec<String>,
    statements: Vec<usize>,
}

impl<'a> Page<'a> {
    pub fn new(document: &'a Document, reading: &'a Reading, made_by: &'a str) -> Self {
        let profile = &reading.profile;
        let facts = document.outlet.iter().chain(&document.authors).chain(&document.published);
        let maker = Maker { document, reading, depths: depths(reading) };
        Self {
            policy: &POLICY,
            style: STYLE,
            script: SCRIPT,
            made_by,
            title: document.title.as_deref().unwrap_or(&document.origin),
            facts: facts.map(String::as_str).collect(),
            origin: &document.origin,
            linked: ["http://", "https://"].iter().any(|scheme| document.origin.starts_with(scheme)),
            language: document.language.as_deref(),
            summary: summary(profile),
            profile,
            own_voice: percent(profile.own_voice),
            attributed: percent(profile.attributed),
            own_width: decimal(profile.own_voice * CHART),
            attributed_start: decimal((1.0 - profile.attributed) * CHART),
            attributed_width: decimal(profile.attributed * CHART),
            forms: form_bars(profile),
            strip: strip(document, reading),
            table: table(profile),
            notes_total: reading.statements.len(),
            paragraphs: maker.paragraphs(),
            speakers: maker.speakers(),
            hearsay: hearsay(profile),
            chains: maker.chains(),
            diagnostics: &reading.diagnostics,
        }
    }
}

fn summary(profile: &Profile) -> String {
    let statements = counted(profile.statements, "statement", "statements");
    let speakers = counted(profile.speakers, "speaker", "speakers");
    let mut summary = format!("{statements} by {speakers}, {} of them unnamed", profile.unnamed);
    if profile.sourceless > 0 {
        summary += &format!("; {} without any source", profile.sourceless);
    }
    summary + "."
}

fn table(profile: &Profile) -> Vec<(&'static str, String)> {
    vec![
        ("Statements", profile.statements.to_string()),
        ("Direct: all in quotation marks", profile.direct.to_string()),
        ("Indirect: none in quotation marks", profile.indirect.to_string()),
        ("Mixed: some in quotation marks", profile.mixed.to_string()),
        ("Speakers", profile.speakers.to_string()),
        ("Speakers not named", profile.unnamed.to_string()),
        ("Statements without any source", profile.sourceless.to_string()),
        ("Share of words in the article’s own voice", percent(profile.own_voice)),
        ("Share of words in statements", percent(profile.attributed)),
    ]
}

fn hearsay(profile: &Profile) -> String {
    let counts = profile.hearsay.iter().enumerate().filter(|(_, count)| **count > 0);
    let counts: Vec<_> = counts
        .map(|(depth, &count)| format!("{} {}", counted(count, "statement", "statements"), hand(depth)))
        .collect();
    format!("{}.", counts.join(", "))
}

fn form_bars(profile: &Profile) -> Vec<Bar> {
    let counts =
        [(Form::Direct, profile.direct), (Form::Indirect, profile.indirect), (Form::Mixed, profile.mixed)];
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    let mut x = 0.0;
    let mut bars = Vec::new();
    for (form, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        let width = CHART * count as f32 / total as f32;
        bars.push(Bar { class: fill(form), x: decimal(x), width: decimal(width) });
        x += width;
    }
    bars
}

struct Maker<'a> {
    document: &'a Document,
    reading: &'a Reading,
    depths: Vec<usize>,
}

impl<'a> Maker<'a> {
    fn paragraphs(&self) -> Vec<Paragraph<'a>> {
        let mut seen = vec![false; self.reading.statements.len()];
        let mut gap = true;
        let mut paragraphs = Vec::new();
        for line in lines(self.document, self.reading) {
            if line.span.of(&self.document.text).trim().is_empty() {
                gap = true;
            } else {
                paragraphs.push(self.paragraph(&line, std::mem::take(&mut gap), &mut seen));
            }
        }
        paragraphs
    }

    fn paragraph(&self, line: &Line, gap: bool, seen: &mut [bool]) -> Paragraph<'a> {
        let mut notes = Vec::new();
        let pieces = inline(&self.document.text, line, |index, depth| {
            let first = !std::mem::replace(&mut seen[index], true);
            notes.extend(first.then(|| self.note(index)));
            let form = self.reading.statements[index].form.word();
            Mark { number: index + 1, form, depth: depth.min(DEEPEST), first }
        });
        Paragraph { gap, pieces, notes }
    }

    fn note(&self, index: usize) -> Beside<'a> {
        Beside {
            number: index + 1,
            depth: self.depths[index].min(DEEPEST),
            parent: self.reading.statements[index].parent.map(|parent| parent + 1),
            told: note(self.document, self.reading, index),
        }
    }

    fn speakers(&self) -> Vec<Voice<'a>> {
        let mut statements = vec![Vec::new(); self.reading.speakers.len()];
        for (index, statement) in self.reading.statements.iter().enumerate() {
            statement.speaker.iter().for_each(|link| statements[link.speaker].push(index + 1));
        }
        self.reading
            .speakers
            .iter()
            .zip(statements)
            .map(|(speaker, statements)| self.voice(speaker, statements))
            .collect()
    }

    fn voice(&self, speaker: &'a Speaker, statements: Vec<usize>) -> Voice<'a> {
        let mut facts: Vec<String> = speaker.roles.clone();
        let also = speaker.aliases.join(", ");
        facts.extend((!also.is_empty()).then(|| format!("also {also}")));
        let members: Vec<_> =
            speaker.members.iter().map(|&i| self.reading.speakers[i].name.as_str()).collect();
        facts.extend((!members.is_empty()).then(|| format!("with {}", members.join(", "))));
        Voice { name: &speaker.name, named: speaker.named, kind: speaker.kind.word(), facts, statements }
    }

    fn chains(&self) -> Vec<Vec<(usize, String)>> {
        let who =
            |index: usize| (index + 1, who(self.document, self.reading, &self.reading.statements[index]));
        chains(self.reading).into_iter().map(|chain| chain.into_iter().map(who).collect()).collect()
    }
}
