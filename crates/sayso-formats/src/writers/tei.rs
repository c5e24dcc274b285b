//! TEI: one `teiCorpus` for all documents of an export, in which a statement is a `said` element.
//!
//! | of a statement | stands as |
//! |---|---|
//! | content | `said`; a part after a line break or another mark is another `said`, joined by `@next` and `@prev` |
//! | id, speaker | `@xml:id`, `@who` of the first part |
//! | form | `@direct`: true for direct ones alone; `@ana` tells mixed from indirect |
//! | attitude | `@aloud`: false for what was thought or known; `@ana` |
//! | status, stance | `@ana`, which points to the taxonomy in the header |
//! | parent | the `said` around it |
//! | confidence | `@cert` |
//! | source, cue | `rs` and `seg` with `@corresp` to the statement; the cue's lemma is its `@n` |
//! | addressee, venue | a `note` in `standOff` |
//! | time | an `event` in `standOff` |
//! | person, utterance, review of the collection | a `note` in `standOff` |
//!
//! Quotation marks stay in the text. Characters that XML cannot hold become U+FFFD.

use std::fmt::Write as _;
use std::io::{self, Write};

use sayso_core::document::{
    Attitude, Document, Form, Reading, Speaker, SpeakerKind, Stance, Statement, Status,
};

use super::marking::{Layer, Piece, lines};
use super::standing::{Review, Standing};
use crate::wire::joined;

/// Writes documents to a stream; [`Tei::finish`] ends the corpus.
pub struct Tei<W: Write> {
    out: W,
    documents: usize,
}

impl<W: Write> Tei<W> {
    /// Begins the corpus. `made_by` names program and model, with their versions.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(mut out: W, made_by: &str) -> io::Result<Self> {
        out.write_all(corpus_header(made_by).as_bytes())?;
        Ok(Self { out, documents: 0 })
    }

    /// One `TEI` element; `standings` has one for each statement, or none at all.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn write(
        &mut self,
        document: &Document,
        reading: &Reading,
        standings: &[Standing],
    ) -> io::Result<()> {
        self.documents += 1;
        let id = format!("d{}", self.documents);
        let pieces = count_pieces(document, reading);
        let mut text = Text {
            document,
            reading,
            standings,
            id,
            pieces,
            seen: vec![0; reading.statements.len()],
            out: String::new(),
        };
        text.all();
        self.out.write_all(text.out.as_bytes())
    }

    /// Ends the corpus.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.write_all(b"</teiCorpus>\n")?;
        self.out.flush()
    }
}

fn corpus_header(made_by: &str) -> String {
    let (name, version) = made_by.split_once(' ').unwrap_or((made_by, "0"));
    let mut header = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <teiCorpus xmlns=\"http://www.tei-c.org/ns/1.0\">\n\
         <teiHeader><fileDesc><titleStmt><title>Statements in news</title></titleStmt>\
         <publicationStmt><p>Exported from a collection of sayso.</p></publicationStmt>\
         <sourceDesc><p>The documents below, each with its own source.</p></sourceDesc></fileDesc>\n\
         <encodingDesc><appInfo><application ident=\"{}\" version=\"{}\"><label>{}</label></application></appInfo>\
         <editorialDecl><quotation marks=\"all\"><p>Quotation marks are kept in the text.</p></quotation></editorialDecl>\n\
         <classDecl>",
        escaped(name),
        escaped(version.split(' ').next().unwrap_or(version)),
        escaped(made_by),
    );
    taxonomy(&mut header, "form", Form::ALL.iter().map(|it| it.word()));
    taxonomy(&mut header, "attitude", Attitude::ALL.iter().map(|it| it.word()));
    taxonomy(&mut header, "status", Status::ALL.iter().map(|it| it.word()));
    taxonomy(&mut header, "stance", Stance::ALL.iter().map(|it| it.word()));
    header + "</classDecl></encodingDesc></teiHeader>\n"
}

fn taxonomy<'a>(header: &mut String, name: &str, words: impl Iterator<Item = &'a str>) {
    *header += &format!("<taxonomy xml:id=\"{name}\"><bibl>{name}</bibl>");
    for word in words {
        *header += &format!("<category xml:id=\"{name}.{word}\"><catDesc>{word}</catDesc></category>");
    }
    *header += "</taxonomy>";
}

/// In how many pieces each content stands.
fn count_pieces(document: &Document, reading: &Reading) -> Vec<usize> {
    let mut pieces = vec![0; reading.statements.len()];
    for piece in lines(document, reading).flat_map(|line| line.pieces) {
        if let Piece::Open(Layer::Content(index)) = piece {
            pieces[index] += 1;
        }
    }
    pieces
}

struct Text<'a> {
    document: &'a Document,
    reading: &'a Reading,
    standings: &'a [Standing],
    /// `xml:id` of the document, unique in the corpus.
    id: String,
    pieces: Vec<usize>,
    /// How many pieces of each content are written.
    seen: Vec<usize>,
    out: String,
}

impl Text<'_> {
    fn all(&mut self) {
        let (id, n) = (&self.id, attribute(&self.document.id));
        self.out += &format!("<TEI xml:id=\"{id}\" n=\"{n}\">\n");
        self.header();
        self.stand_off();
        let language = self.document.language.as_deref().unwrap_or("und");
        self.out += &format!("<text xml:lang=\"{}\"><body>\n", attribute(language));
        let mut any = false;
        for line in lines(self.document, self.reading).filter(|line| !line.span.is_empty()) {
            any = true;
            self.out += "<p>";
            self.line(&line.pieces);
            self.out += "</p>\n";
        }
        self.out += if any { "</body></text>\n</TEI>\n" } else { "<p/></body></text>\n</TEI>\n" };
    }

    fn header(&mut self) {
        let Document { title, outlet, authors, published, origin, language, .. } = self.document;
        let title = escaped(title.as_deref().unwrap_or("[no title]"));
        let authors: String =
            authors.iter().map(|name| format!("<author>{}</author>", escaped(name))).collect();
        let publisher = outlet.as_ref().map(|name| format!("<publisher>{}</publisher>", escaped(name)));
        let date = published
            .as_ref()
            .map(|date| format!("<date when=\"{}\">{}</date>", attribute(date), escaped(date)));
        let (publisher, date) = (publisher.unwrap_or_default(), date.unwrap_or_default());
        let reference = format!("<idno type=\"origin\">{}</idno>", escaped(origin));
        self.out += &format!(
            "<teiHeader><fileDesc><titleStmt><title>{title}</title>{authors}</titleStmt>\
             <publicationStmt><p>Exported from a collection of sayso.</p></publicationStmt>\
             <sourceDesc><bibl><title>{title}</title>{authors}{publisher}{date}{reference}</bibl></sourceDesc></fileDesc>\n\
             <profileDesc>"
        );
        if let Some(language) = language {
            let ident = attribute(language);
            self.out += &format!("<langUsage><language ident=\"{ident}\">{ident}</language></langUsage>");
        }
        self.people();
        self.out += "</profileDesc></teiHeader>\n";
    }

    fn people(&mut self) {
        let is_person = |speaker: &&Speaker| speaker.kind == SpeakerKind::Person;
        let (people, others): (Vec<_>, Vec<_>) = self.reading.speakers.iter().partition(is_person);
        if people.is_empty() && others.is_empty() {
            return;
        }
        self.out += "<particDesc>";
        let lists = [(people, "listPerson", "person", "persName"), (others, "listOrg", "org", "orgName")];
        for (speakers, list, element, name) in lists.iter().filter(|(speakers, ..)| !speakers.is_empty()) {
            let each = speakers.iter().map(|speaker| self.speaker(speaker, element, name));
            let inside: String = each.collect();
            self.out += &format!("<{list}>{inside}</{list}>");
        }
        self.out += "</particDesc>";
    }

    fn speaker(&self, speaker: &Speaker, element: &str, name: &str) -> String {
        let mut inside = format!("<{name}>{}</{name}>", escaped(&speaker.name));
        for alias in &speaker.aliases {
            inside += &format!("<{name} type=\"alias\">{}</{name}>", escaped(alias));
        }
        for role in &speaker.roles {
            let role = escaped(role);
            inside += &match element {
                "person" => format!("<occupation>{role}</occupation>"),
                _ => format!("<note type=\"role\">{role}</note>"),
            };
        }
        let (kind, named) = (speaker.kind.word(), if speaker.named { "named" } else { "unnamed" });
        let id = format!("{}.{}", self.id, speaker.id);
        format!("<{element} xml:id=\"{id}\" type=\"{kind}\" n=\"{named}\">{inside}</{element}>")
    }

    /// What is known of statements beside what stands in the text.
    fn stand_off(&mut self) {
        let statements = self.reading.statements.iter().enumerate();
        let inside: String =
            statements.map(|(index, statement)| self.circumstances(index, statement)).collect();
        if !inside.is_empty() {
            self.out += &format!("<standOff>{inside}</standOff>\n");
        }
    }

    fn circumstances(&self, index: usize, statement: &Statement) -> String {
        let target = format!("#{}", self.statement_id(index));
        let mut out = String::new();
        if let Some(said) = &statement.said {
            let (from, to, basis) = (said.from, said.to, said.basis.word());
            let _ = write!(
                out,
                "<listEvent><event corresp=\"{target}\" type=\"said\" subtype=\"{basis}\" notBefore=\"{from}\" \
                 notAfter=\"{to}\"><label>said</label></event></listEvent>"
            );
        }
        for (kind, spans) in [("addressee", &statement.addressee), ("venue", &statement.venue)] {
            if let Some(spans) = spans {
                out += &note(kind, &target, &joined(&self.document.text, spans));
            }
        }
        let Some(standing) = self.standings.get(index) else { return out };
        if let Some((id, name)) = &standing.person {
            out += &note("person", &target, &format!("{id} {name}"));
        }
        if let Some(utterance) = &standing.utterance {
            out += &note("utterance", &target, utterance);
        }
        if let Some(Review { state, by, at }) = &standing.review {
            out += &note("review", &target, &format!("{state} by {by}, {at}"));
        }
        out
    }

    fn line(&mut self, pieces: &[Piece]) {
        let mut open = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text(span) => self.out += &escaped(span.of(&self.document.text)),
                Piece::Close => self.out += open.pop().unwrap_or_default(),
                Piece::Open(layer) => open.push(self.open(layer)),
            }
        }
    }

    /// Writes the opening tag; gives the closing one.
    fn open(&mut self, layer: &Layer) -> &'static str {
        match layer {
            Layer::Content(index) => {
                let tag = self.said(*index);
                self.out += &tag;
                "</said>"
            }
            Layer::Source(indices) => {
                let about = self.pointers(indices);
                let mut speakers: Vec<_> =
                    indices.iter().filter_map(|&index| self.speaker_id(index)).collect();
                speakers.dedup();
                let who: Vec<_> = speakers.iter().map(|id| format!("#{id}")).collect();
                let reference =
                    if who.is_empty() { String::new() } else { format!(" ref=\"{}\"", who.join(" ")) };
                self.out += &format!("<rs type=\"source\"{reference} corresp=\"{about}\">");
                "</rs>"
            }
            Layer::Cue(indices) => {
                let lemma = indices.iter().find_map(|&index| self.reading.statements[index].cue.as_ref());
                let lemma = attribute(lemma.map_or("", |cue| &cue.lemma));
                self.out +=
                    &format!("<seg type=\"cue\" n=\"{lemma}\" corresp=\"{}\">", self.pointers(indices));
                "</seg>"
            }
            Layer::Addressee(indices) => {
                self.out += &format!("<seg type=\"addressee\" corresp=\"{}\">", self.pointers(indices));
                "</seg>"
            }
        }
    }

    fn said(&mut self, index: usize) -> String {
        let (number, of) = (self.seen[index], self.pieces[index]);
        self.seen[index] += 1;
        let statement = &self.reading.statements[index];
        let mut tag = format!("<said xml:id=\"{}\"", self.piece_id(index, number));
        if number == 0 {
            if let Some(speaker) = self.speaker_id(index) {
                let _ = write!(tag, " who=\"#{speaker}\"");
            }
            let _ = write!(tag, " cert=\"{:.4}\"", statement.confidence);
        }
        let aloud = matches!(statement.attitude, Attitude::Assertion | Attitude::Intention);
        let _ = write!(
            tag,
            " direct=\"{}\" aloud=\"{aloud}\" ana=\"#form.{} #attitude.{} #status.{} #stance.{}\"",
            statement.form == Form::Direct,
            statement.form.word(),
            statement.attitude.word(),
            statement.status.word(),
            statement.stance.word(),
        );
        if number > 0 {
            let _ = write!(tag, " prev=\"#{}\"", self.piece_id(index, number - 1));
        }
        if number + 1 < of {
            let _ = write!(tag, " next=\"#{}\"", self.piece_id(index, number + 1));
        }
        tag + ">"
    }

    fn piece_id(&self, index: usize, number: usize) -> String {
        let id = self.statement_id(index);
        if number == 0 { id } else { format!("{id}.{}", number + 1) }
    }

    fn statement_id(&self, index: usize) -> String {
        let id = &self.reading.statements[index].id;
        let safe: String =
            id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
        format!("{}.{safe}", self.id)
    }

    fn speaker_id(&self, index: usize) -> Option<String> {
        let link = self.reading.statements[index].speaker.as_ref()?;
        Some(format!("{}.{}", self.id, self.reading.speakers[link.speaker].id))
    }

    fn pointers(&self, indices: &[usize]) -> String {
        let all: Vec<_> = indices.iter().map(|&index| format!("#{}", self.statement_id(index))).collect();
        all.join(" ")
    }
}

/// Words about what `target` points to.
fn note(kind: &str, target: &str, words: &str) -> String {
    format!("<note type=\"{kind}\" target=\"{target}\">{}</note>", escaped(words))
}

/// The text with markup written out, and without what XML 1.0 cannot hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\r' => out += "&#13;",
            '\t' | '\n' => out.push(character),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}

/// The same on one line.
fn attribute(text: &str) -> String {
    escaped(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use proptest::prelude::*;
    use sayso_core::text::Span;

    fn corpus(documents: &[(Document, Reading)]) -> String {
        corpus_with(documents, &[])
    }

    fn corpus_with(documents: &[(Document, Reading)], standings: &[Standing]) -> String {
        let mut out = Vec::new();
        let mut tei = Tei::new(&mut out, "sayso 0.1.0 (model x)").unwrap();
        for (document, reading) in documents {
            tei.write(document, reading, standings).unwrap();
        }
        tei.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The pieces of each `said` in the order of `next`, joined, by id.
    fn said(xml: &roxmltree::Document) -> Vec<(String, String)> {
        let id = |node: &roxmltree::Node| {
            node.attribute(("http://www.w3.org/XML/1998/namespace", "id")).unwrap().to_owned()
        };
        let all: Vec<_> = xml.descendants().filter(|node| node.tag_name().name() == "said").collect();
        let text = |node: &roxmltree::Node| -> String {
            node.descendants().filter(|it| it.is_text()).filter_map(|it| it.text()).collect()
        };
        all.iter()
            .filter(|node| node.attribute("prev").is_none())
            .map(|first| {
                let (mut words, mut at) = (text(first), *first);
                while let Some(next) = at.attribute("next") {
                    at = *all.iter().find(|node| id(node) == next[1..]).unwrap();
                    words += &text(&at);
                }
                (id(first), words)
            })
            .collect()
    }

    #[test]
    fn every_content_comes_back_from_its_pieces() {
        let (document, reading) = (fixture::document(), fixture::reading());
        let text = corpus(&[(document.clone(), reading.clone()), (document, reading.clone())]);
        let xml = roxmltree::Document::parse(&text).unwrap();
        let said = said(&xml);
        assert_eq!(said.len(), 2 * reading.statements.len());
        for (index, statement) in reading.statements.iter().enumerate() {
            let parts = statement.content.iter().map(|span| span.of(fixture::TEXT).replace('\n', ""));
            let id = format!("d2.{}", statement.id);
            let found = said.iter().find(|(found, _)| *found == id).unwrap();
            assert_eq!(found.1, parts.collect::<String>(), "statement {index}");
        }
    }

    #[test]
    fn pointers_lead_somewhere() {
        let text = corpus(&[(fixture::document(), fixture::reading())]);
        let xml = roxmltree::Document::parse(&text).unwrap();
        let namespace = "http://www.w3.org/XML/1998/namespace";
        let ids: std::collections::BTreeSet<_> =
            xml.descendants().filter_map(|node| node.attribute((namespace, "id"))).collect();
        for node in xml.descendants() {
            for name in ["who", "corresp", "ana", "next", "prev", "ref", "target"] {
                for pointer in node.attribute(name).unwrap_or_default().split(' ').filter(|it| !it.is_empty())
                {
                    assert!(ids.contains(&pointer[1..]), "{pointer}");
                }
            }
        }
    }

    #[test]
    fn what_a_collection_knows_stands_off() {
        let standings = fixture::standings(0, "Ilse & Brandt", "accepted");
        let text = corpus_with(&[(fixture::document(), fixture::reading())], &standings);
        let xml = roxmltree::Document::parse(&text).unwrap();
        let target = format!("#d1.{}", fixture::reading().statements[0].id);
        let notes = xml
            .descendants()
            .filter(|node| node.tag_name().name() == "note" && node.attribute("target") == Some(&target));
        let told: Vec<_> =
            notes.map(|note| (note.attribute("type").unwrap(), note.text().unwrap())).collect();
        for wanted in [
            ("person", "12 Ilse & Brandt"),
            ("utterance", "ut_0123"),
            ("review", "accepted by mk, 2026-03-12T10:00:00Z"),
        ] {
            assert!(told.contains(&wanted), "{told:?}");
        }
    }

    #[test]
    fn nested_and_denied_statements_as_xml() {
        let text = corpus(&[(fixture::document(), fixture::reading())]);
        let line = text.lines().find(|line| line.contains("According to")).unwrap();
        insta::assert_snapshot!(line);
    }

    #[test]
    fn an_empty_corpus_and_an_empty_document_are_well_formed() {
        for documents in [vec![], vec![(Document::default(), Reading::default())]] {
            roxmltree::Document::parse(&corpus(&documents)).unwrap();
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_xml_with_the_same_words(text in "(?s).{0,40}", from in 0.0..1.0, to in 0.0..1.0) {
            let boundaries: Vec<_> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let at = |share: f64| boundaries[(share * boundaries.len() as f64) as usize];
            let statement = Statement {
                content: vec![Span::new(at(f64::min(from, to)), at(f64::max(from, to)))],
                source: None, cue: None, addressee: None, venue: None, speaker: None, parent: None,
                ..fixture::reading().statements[0].clone()
            };
            let reading = Reading { statements: vec![statement], ..Reading::default() };
            let document = Document { title: Some(text.clone()), ..Document::from_text(&text, text.clone()) };
            let corpus = corpus(&[(document, reading)]);
            let xml = roxmltree::Document::parse(&corpus).unwrap();
            let paragraphs: Vec<String> = xml.descendants()
                .filter(|node| node.tag_name().name() == "body")
                .flat_map(|body| body.children().filter(|it| it.is_element()).collect::<Vec<_>>())
                .map(|p| p.descendants().filter(|it| it.is_text()).filter_map(|it| it.text()).collect())
                .collect();
            let clean = |c: char| if (c < ' ' && !"\t\r".contains(c)) || "\u{fffe}\u{ffff}".contains(c) { '\u{fffd}' } else { c };
            let expected: Vec<String> = text.split('\n').filter(|line| !line.is_empty())
                .map(|line| line.chars().map(clean).collect()).collect();
            prop_assert_eq!(paragraphs.concat(), expected.concat());
        }
    }
}
