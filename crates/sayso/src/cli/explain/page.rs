//! An explanation as text for a person.

use std::fmt::{self, Display, Write};

use sayso_formats::wire::{
    ExplanationRecord, PassageRecord, SpanRecord, SpeakerLinkRecord, SpeakerRecord, StatementRecord,
    StepRecord,
};
use sayso_formats::writers::TerminalOptions;

/// Columns for the names of what is explained.
const LABEL: usize = 11;

/// Most columns for the name of a speaker in the list.
const NAME: usize = 24;

/// Writes explanations for a terminal.
#[derive(Debug, Clone, Copy)]
pub struct Page(pub TerminalOptions);

impl Page {
    /// One line for each statement: number, id, probability, speaker, cue, words.
    pub fn list(self, all: &[ExplanationRecord]) -> String {
        let digits = all.len().to_string().len();
        let names: Vec<_> =
            all.iter().map(|one| cut(&one_line(speaker_name(&one.statement)), NAME)).collect();
        let name_width = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
        let mut text = String::new();
        for (index, (one, name)) in all.iter().zip(&names).enumerate() {
            let StatementRecord { id, confidence, content, cue, .. } = &one.statement;
            let cue = cue.as_ref().map_or_else(String::new, |cue| format!("{}: ", cue.text));
            let words = one_line(&format!("{cue}{}", content.text));
            let number = index + 1;
            let line = format!("{number:digits$}  {id}  {confidence:.2}  {name:name_width$}  {words}");
            text += &cut(&line, self.0.width);
            text.push('\n');
        }
        text
    }

    /// Everything about the statement at `index`.
    pub fn explanation(self, all: &[ExplanationRecord], index: usize) -> String {
        let one = &all[index];
        let mut lines = Lines { page: self, text: String::new() };
        let statement = &one.statement;
        lines.title(&format!(
            "Statement {} of {}, {}: {:.0} % likely right",
            index + 1,
            all.len(),
            statement.id,
            100.0 * statement.confidence
        ));
        lines.place(one);
        lines.text.push('\n');
        lines.parts(statement);
        lines.speaker(statement.speaker.as_ref(), one.speaker.as_ref());
        if let Some(parent) = &statement.parent {
            lines.row("within", &format!("statement {parent}"));
        }
        lines.text.push('\n');
        lines.title("Steps");
        for (number, step) in one.steps.iter().enumerate() {
            lines.step(number + 1, step);
        }
        lines.text.push('\n');
        lines.paragraph(
            "",
            &format!(
                "Model {}, sayso {}. Offsets count Unicode code points, the end is exclusive.",
                one.model,
                env!("CARGO_PKG_VERSION")
            ),
        );
        lines.text
    }
}

/// A page under construction.
struct Lines {
    page: Page,
    text: String,
}

impl Lines {
    fn title(&mut self, title: &str) {
        let (on, off) = if self.page.0.colour { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
        self.push(format_args!("{on}{title}{off}"));
    }

    fn place(&mut self, one: &ExplanationRecord) {
        let origin = one.origin.clone();
        self.paragraph("", &origin);
    }

    fn parts(&mut self, statement: &StatementRecord) {
        self.passage("content", &statement.content, "");
        if let Some(cue) = &statement.cue {
            let note = format!("({})", cue.lemma);
            self.passage("cue", &PassageRecord { text: cue.text.clone(), spans: cue.spans.clone() }, &note);
        }
        if let Some(source) = &statement.source {
            let named = if source.named { "named" } else { "not named" };
            let note = format!("({}, {named})", source.kind.word());
            let passage = PassageRecord { text: source.text.clone(), spans: source.spans.clone() };
            self.passage("source", &passage, &note);
        }
        for (name, passage) in [("addressee", &statement.addressee), ("venue", &statement.venue)] {
            if let Some(passage) = passage {
                self.passage(name, passage, "");
            }
        }
        if let Some(said) = &statement.said {
            let days = if said.from == said.to {
                said.from.clone()
            } else {
                format!("{} to {}", said.from, said.to)
            };
            self.row("said", &format!("{days} (by the {})", said.basis.word()));
        }
        let kinds = [
            statement.form.word(),
            statement.attitude.word(),
            statement.status.word(),
            statement.stance.word(),
        ];
        self.row("kind", &kinds.join(", "));
    }

    fn speaker(&mut self, link: Option<&SpeakerLinkRecord>, speaker: Option<&SpeakerRecord>) {
        let (Some(link), Some(speaker)) = (link, speaker) else {
            return self.row("speaker", "unknown: the text does not tell");
        };
        let roles: String = speaker.roles.iter().map(|role| format!(", {role}")).collect();
        let named = if speaker.named { "" } else { ", not named" };
        self.row(
            "speaker",
            &format!(
                "{}{roles} ({}{named}), by {}, {:.0} % likely right",
                speaker.name,
                speaker.kind.word(),
                link.via.word(),
                100.0 * link.confidence
            ),
        );
        if !speaker.aliases.is_empty() {
            self.row("also", &speaker.aliases.join(", "));
        }
    }

    fn step(&mut self, number: usize, step: &StepRecord) {
        let score = step.score.map_or_else(String::new, |score| format!(" ({score:.2})"));
        self.paragraph(&format!("{number:3}. "), &format!("{}{score}: {}", step.rule, step.why));
        for span in &step.spans {
            let line = format!("{} {}", Places(&span.spans), quoted(&span.text));
            self.paragraph("       ", &line);
        }
    }

    fn passage(&mut self, name: &str, passage: &PassageRecord, note: &str) {
        let line = format!("{} {} {note}", Places(&passage.spans), quoted(&passage.text));
        self.row(name, line.trim_end());
    }

    fn row(&mut self, name: &str, value: &str) {
        self.paragraph(&format!("{name:LABEL$}"), value);
    }

    /// `head`, then `text` broken into lines that stand under one another.
    fn paragraph(&mut self, head: &str, text: &str) {
        let indent = head.chars().count();
        let room = self.page.0.width.saturating_sub(indent).max(20);
        let mut head = head.to_owned();
        let mut line = String::new();
        for word in text.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
                self.push(format_args!("{head}{line}"));
                head = " ".repeat(indent);
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line += word;
        }
        self.push(format_args!("{head}{line}"));
    }

    fn push(&mut self, line: fmt::Arguments) {
        writeln!(self.text, "{line}").expect("a string takes everything");
    }
}

/// Spans as `575–842, 860–901`.
struct Places<'a>(&'a [SpanRecord]);

impl Display for Places<'_> {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        for (index, span) in self.0.iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            write!(out, "{comma}{}–{}", span.start, span.end)?;
        }
        Ok(())
    }
}

fn speaker_name(statement: &StatementRecord) -> &str {
    let source = || statement.source.as_ref().map(|source| source.text.as_str());
    let speaker = statement.speaker.as_ref().map(|speaker| speaker.name.as_str());
    speaker.or_else(source).unwrap_or("nobody named")
}

/// The words between marks that the text itself hardly uses.
fn quoted(text: &str) -> String {
    format!("‹{}›", one_line(text))
}

/// The text on one line, without what a terminal would obey.
fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(plain).collect()
}

fn cut(line: &str, width: usize) -> String {
    if line.chars().count() <= width {
        return line.to_owned();
    }
    line.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}
