//! brat standoff, in the profile of the PolNeAR corpus: for annotation tools, gold data, training.
//! Columns are parted by tabs:
//!
//! ```text
//! T1  Source 71 88  Mayor Ilse Brandt
//! T2  Cue 89 93  said
//! T3  Content 21 69  The council will vote on the Alder dam on Friday
//! T4  Attribution 89 93  said
//! E1  Attribution:T4 Content:T3 Cue:T2 Source:T1
//! A1  Form E1 Indirect
//! #1  AnnotatorNotes E1  confidence 0.9700
//! #2  AnnotatorNotes T1  Ilse Brandt
//! ```
//!
//! Offsets count code points; the fragments of one annotation are joined by `;`, their texts by a
//! space. No fragment holds a line break: brat cannot show one that does. Beyond the corpus' own
//! labels there are `Addressee` and `Venue`, the attributes `Form`, and `Status`, `Attitude` and
//! `Stance` where they are not the plain case, and the relation `Nested` from a statement to the one
//! around it. The speaker stands in a note of the source.

use std::io::{self, Write};

use sayso_core::document::{Attitude, Document, Reading, Stance, Statement, Status};
use sayso_core::text::{OffsetMap, Span};

/// The `annotation.conf` that brat needs beside the files to show and edit them.
pub const BRAT_CONFIGURATION: &str = "\
[entities]
Source
Cue
Content
Addressee
Venue

[relations]
Nested	Arg1:<EVENT>, Arg2:<EVENT>
<OVERLAP>	Arg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>

[events]
Attribution	Source*:Source, Cue*:Cue, Content+:Content, Addressee?:Addressee, Venue?:Venue
Attribution-no-source	Cue*:Cue, Content+:Content, Addressee?:Addressee, Venue?:Venue

[attributes]
Form	Arg:<EVENT>, Value:Direct|Indirect|Mixed
Status	Arg:<EVENT>, Value:Denied|Conditional|Future|Asked
Attitude	Arg:<EVENT>, Value:Belief|Knowledge|Intention
Stance	Arg:<EVENT>, Value:Endorsing|Distancing
";

/// The `.ann` file of one document. Its `.txt` file is the document's text as it is.
///
/// # Errors
/// Those of `out`.
pub fn write_brat(out: &mut dyn Write, document: &Document, reading: &Reading) -> io::Result<()> {
    let offsets = OffsetMap::new(&document.text);
    let mut standoff =
        Standoff { out, text: &document.text, offsets, reading, spans: 0, attributes: 0, notes: 0 };
    for (index, statement) in reading.statements.iter().enumerate() {
        standoff.statement(index + 1, statement)?;
    }
    standoff.nesting()
}

struct Standoff<'a> {
    out: &'a mut dyn Write,
    text: &'a str,
    offsets: OffsetMap<'a>,
    reading: &'a Reading,
    /// How many `T`, `A` and `#` lines are written.
    spans: usize,
    attributes: usize,
    notes: usize,
}

impl Standoff<'_> {
    fn statement(&mut self, event: usize, statement: &Statement) -> io::Result<()> {
        let source = self.role("Source", statement.source.as_ref().map(|source| &source.spans[..]))?;
        let cue = self.role("Cue", statement.cue.as_ref().map(|cue| &cue.spans[..]))?;
        let content = self.role("Content", Some(&statement.content))?;
        let addressee = self.role("Addressee", statement.addressee.as_deref())?;
        let venue = self.role("Venue", statement.venue.as_deref())?;
        let label = if source.is_some() { "Attribution" } else { "Attribution-no-source" };
        // An event needs words to hang on: where there is no cue, those of the content.
        let trigger = statement.cue.as_ref().map_or(&statement.content, |cue| &cue.spans);
        let Some(trigger) = self.role(label, Some(trigger))? else { return Ok(()) };
        write!(self.out, "E{event}\t{label}:T{trigger}")?;
        let roles = [
            ("Content", content),
            ("Cue", cue),
            ("Source", source),
            ("Addressee", addressee),
            ("Venue", venue),
        ];
        for (role, id) in roles {
            if let Some(id) = id {
                write!(self.out, " {role}:T{id}")?;
            }
        }
        writeln!(self.out)?;
        self.attributes(event, statement)?;
        let mut note = format!("confidence {:.4}", statement.confidence);
        if let Some(said) = &statement.said {
            note += &format!("; said {} to {} ({})", said.from, said.to, said.basis.word());
        }
        self.note(&format!("E{event}"), &note)?;
        if let Some(link) = &statement.speaker {
            let at = source.map_or(format!("E{event}"), |id| format!("T{id}"));
            self.note(&at, &self.reading.speakers[link.speaker].name)?;
        }
        Ok(())
    }

    /// A `T` line; its number. `None` where there are no characters to point at.
    fn role(&mut self, label: &str, spans: Option<&[Span]>) -> io::Result<Option<usize>> {
        let fragments: Vec<_> =
            spans.unwrap_or_default().iter().flat_map(|&span| self.fragments(span)).collect();
        if fragments.is_empty() {
            return Ok(None);
        }
        self.spans += 1;
        let places: Vec<_> = fragments
            .iter()
            .map(|&span| self.offsets.codepoints(span))
            .map(|span| format!("{} {}", span.start, span.end))
            .collect();
        let texts: Vec<_> = fragments.iter().map(|span| span.of(self.text)).collect();
        writeln!(self.out, "T{}\t{label} {}\t{}", self.spans, places.join(";"), texts.join(" "))?;
        Ok(Some(self.spans))
    }

    /// The parts of a span between line breaks.
    fn fragments(&self, span: Span) -> Vec<Span> {
        let mut start = span.start;
        let lines = span.of(self.text).split(['\n', '\r']).map(|line| {
            let span = Span::new(start, start + line.len());
            start = span.end + 1;
            span
        });
        lines.filter(|line| !line.is_empty()).collect()
    }

    fn attributes(&mut self, event: usize, statement: &Statement) -> io::Result<()> {
        let Statement { form, status, attitude, stance, .. } = *statement;
        let attributes = [
            Some(("Form", form.word())),
            (status != Status::Asserted).then(|| ("Status", status.word())),
            (attitude != Attitude::Assertion).then(|| ("Attitude", attitude.word())),
            (stance != Stance::Neutral).then(|| ("Stance", stance.word())),
        ];
        for (name, word) in attributes.into_iter().flatten() {
            self.attributes += 1;
            writeln!(self.out, "A{}\t{name} E{event} {}", self.attributes, capitalised(word))?;
        }
        Ok(())
    }

    fn note(&mut self, at: &str, text: &str) -> io::Result<()> {
        self.notes += 1;
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        writeln!(self.out, "#{}\tAnnotatorNotes {at}\t{text}", self.notes)
    }

    fn nesting(&mut self) -> io::Result<()> {
        let nested = self.reading.statements.iter().enumerate().filter_map(|(i, s)| Some((i, s.parent?)));
        for (relation, (inner, outer)) in nested.enumerate() {
            writeln!(self.out, "R{}\tNested Arg1:E{} Arg2:E{}", relation + 1, inner + 1, outer + 1)?;
        }
        Ok(())
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use proptest::prelude::*;

    fn standoff(document: &Document, reading: &Reading) -> String {
        let mut out = Vec::new();
        write_brat(&mut out, document, reading).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn standoff_of_the_invented_article() {
        insta::assert_snapshot!(standoff(&fixture::document(), &fixture::reading()));
    }

    #[test]
    fn what_is_written_is_declared() {
        for line in standoff(&fixture::document(), &fixture::reading()).lines() {
            let columns: Vec<_> = line.split('\t').collect();
            let label = columns[1].split([' ', ':']).next().unwrap();
            let declared = label == "AnnotatorNotes" || BRAT_CONFIGURATION.contains(label);
            assert!(declared, "{line}");
        }
    }

    proptest! {
        /// Every `T` line stands on one line and holds the characters at its offsets.
        #[test]
        fn text_equals_the_slice(text in "([a-z \\r\\n“é🐑]|e\u{301}){1,40}", from in 0.0..1.0, to in 0.0..1.0) {
            let boundaries: Vec<_> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let at = |share: f64| boundaries[(share * boundaries.len() as f64) as usize];
            let statement = Statement {
                content: vec![Span::new(at(f64::min(from, to)), at(f64::max(from, to)))],
                source: None,
                cue: None,
                addressee: None,
                parent: None,
                ..fixture::reading().statements[9].clone()
            };
            let reading = Reading { statements: vec![statement], ..Reading::default() };
            let points: Vec<char> = text.chars().collect();
            let standoff = standoff(&Document::from_text("", text), &reading);
            for line in standoff.split_terminator('\n').filter(|line| line.starts_with('T')) {
                let columns: Vec<_> = line.split('\t').collect();
                let places = columns[1].split_once(' ').unwrap().1;
                let slices: Vec<String> = places.split(';').map(|place| {
                    let (start, end) = place.split_once(' ').unwrap();
                    points[start.parse().unwrap()..end.parse().unwrap()].iter().collect()
                }).collect();
                prop_assert_eq!(slices.join(" "), columns[2]);
            }
        }
    }
}
