//! From a reading to its record.

use sayso_core::document::{
    Cue, Diagnostic, Document, Profile, Reading, Said, Source, Speaker, SpeakerLink, Statement,
};
use sayso_core::text::{OffsetMap, Span};

use super::{
    CueRecord, DiagnosticRecord, DocumentHead, DocumentRecord, GAP, OFFSETS, PassageRecord, ProfileRecord,
    SCHEMA, SaidRecord, SourceRecord, SpanRecord, SpeakerLinkRecord, SpeakerRecord, StatementRecord,
};

/// The record of one document. The traces stay behind: `sayso explain` shows them.
#[must_use]
pub fn to_wire(document: &Document, reading: &Reading) -> DocumentRecord {
    let recorder = Recorder { offsets: OffsetMap::new(&document.text), text: &document.text, reading };
    DocumentRecord {
        schema: SCHEMA.to_owned(),
        offsets: OFFSETS.to_owned(),
        document: head(document),
        statements: reading.statements.iter().map(|s| recorder.statement(s)).collect(),
        speakers: reading.speakers.iter().map(|s| recorder.speaker(s)).collect(),
        profile: profile(&reading.profile),
        diagnostics: reading.diagnostics.iter().map(|d| recorder.diagnostic(d)).collect(),
        corrections: None,
        appearances: None,
    }
}

/// The slices of `spans`, joined by [`GAP`].
#[must_use]
pub fn joined(text: &str, spans: &[Span]) -> String {
    let slices: Vec<_> = spans.iter().map(|span| span.of(text)).collect();
    slices.join(GAP)
}

fn head(document: &Document) -> DocumentHead {
    DocumentHead {
        id: document.id.clone(),
        origin: document.origin.clone(),
        title: document.title.clone(),
        outlet: document.outlet.clone(),
        authors: document.authors.clone(),
        published: document.published.clone(),
        language: document.language.clone(),
        text: document.text.clone(),
    }
}

fn profile(profile: &Profile) -> ProfileRecord {
    ProfileRecord {
        statements: profile.statements,
        direct: profile.direct,
        indirect: profile.indirect,
        mixed: profile.mixed,
        speakers: profile.speakers,
        unnamed: profile.unnamed,
        sourceless: profile.sourceless,
        own_voice: rounded(profile.own_voice),
        attributed: rounded(profile.attributed),
        hearsay: profile.hearsay.clone(),
    }
}

/// Four decimals: enough for any use of a probability, and the same on every processor.
fn rounded(probability: f32) -> f32 {
    (probability * 1e4).round() / 1e4
}

struct Recorder<'a> {
    offsets: OffsetMap<'a>,
    text: &'a str,
    reading: &'a Reading,
}

impl Recorder<'_> {
    fn statement(&self, statement: &Statement) -> StatementRecord {
        StatementRecord {
            id: statement.id.clone(),
            form: statement.form,
            attitude: statement.attitude,
            status: statement.status,
            stance: statement.stance,
            content: self.passage(&statement.content),
            cue: statement.cue.as_ref().map(|cue| self.cue(cue)),
            source: statement.source.as_ref().map(|source| self.source(source)),
            speaker: statement.speaker.as_ref().map(|link| self.link(link)),
            addressee: statement.addressee.as_ref().map(|spans| self.passage(spans)),
            venue: statement.venue.as_ref().map(|spans| self.passage(spans)),
            said: statement.said.as_ref().map(|said| self.said(said)),
            parent: statement.parent.map(|index| self.reading.statements[index].id.clone()),
            confidence: rounded(statement.confidence),
        }
    }

    fn cue(&self, cue: &Cue) -> CueRecord {
        let PassageRecord { text, spans } = self.passage(&cue.spans);
        CueRecord { text, lemma: cue.lemma.clone(), spans }
    }

    fn source(&self, source: &Source) -> SourceRecord {
        let PassageRecord { text, spans } = self.passage(&source.spans);
        SourceRecord { text, spans, kind: source.kind, named: source.named }
    }

    fn link(&self, link: &SpeakerLink) -> SpeakerLinkRecord {
        let speaker = &self.reading.speakers[link.speaker];
        SpeakerLinkRecord {
            id: speaker.id.clone(),
            name: speaker.name.clone(),
            kind: speaker.kind,
            named: speaker.named,
            roles: speaker.roles.clone(),
            via: link.via,
            confidence: rounded(link.confidence),
        }
    }

    fn said(&self, said: &Said) -> SaidRecord {
        SaidRecord {
            from: said.from.to_string(),
            to: said.to.to_string(),
            basis: said.basis,
            expression: said.span.map(|span| self.passage(&[span])),
        }
    }

    fn speaker(&self, speaker: &Speaker) -> SpeakerRecord {
        SpeakerRecord {
            id: speaker.id.clone(),
            name: speaker.name.clone(),
            kind: speaker.kind,
            named: speaker.named,
            aliases: speaker.aliases.clone(),
            roles: speaker.roles.clone(),
            mentions: speaker.mentions.len(),
            mention_spans: self.spans(&speaker.mentions),
            members: speaker.members.iter().map(|&i| self.reading.speakers[i].id.clone()).collect(),
        }
    }

    fn diagnostic(&self, diagnostic: &Diagnostic) -> DiagnosticRecord {
        DiagnosticRecord {
            code: diagnostic.code.to_string(),
            message: diagnostic.message.clone(),
            span: diagnostic.span.map(|span| self.span(span)),
        }
    }

    fn passage(&self, spans: &[Span]) -> PassageRecord {
        PassageRecord { text: joined(self.text, spans), spans: self.spans(spans) }
    }

    fn spans(&self, spans: &[Span]) -> Vec<SpanRecord> {
        spans.iter().map(|&span| self.span(span)).collect()
    }

    fn span(&self, span: Span) -> SpanRecord {
        let points = self.offsets.codepoints(span);
        SpanRecord { start: points.start, end: points.end }
    }
}
