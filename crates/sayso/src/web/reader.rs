//! A document with its statements marked and notes beside them.

use crate::server::extract::Path;
use askama::Template;
use axum::response::Response;
use sayso::store::documents::Stored;
use sayso_core::document::{Diagnostic, Profile};
use sayso_formats::writers::note::{Tick, strip};
use sayso_formats::writers::wording::{chains, counted, hand, percent, who};

use super::frame::{Frame, Here, html, render};
use super::links;
use super::passage::{Inline, Maker, Paragraph};
use super::twins::{self, Ending};
use super::words;
use crate::server::{Desk, Failure, State, read};

#[derive(Template)]
#[template(path = "reader.html")]
struct Page<'a> {
    frame: Frame,
    head: Head<'a>,
    text: Text<'a>,
    /// The earlier version, and whether there is a later one.
    previous: Option<String>,
    superseded: bool,
}

/// What stands above the text.
pub struct Head<'a> {
    /// Headline, or where it comes from.
    pub title: &'a str,
    /// Outlet, authors, day: those that are known.
    pub facts: Vec<(String, Option<String>)>,
    /// Where it comes from.
    pub origin: &'a str,
    /// The same, where it is a page on the web.
    pub original: Option<String>,
    /// The language of the text.
    pub language: Option<&'a str>,
}

/// The text with everything around it.
pub struct Text<'a> {
    /// What was found, in a sentence.
    pub summary: String,
    /// Counts.
    pub profile: &'a Profile,
    /// Share of the article's own voice.
    pub own_voice: String,
    /// Share in statements.
    pub attributed: String,
    /// Where the statements stand: public id, and what is drawn.
    pub strip: Vec<(&'a str, Tick)>,
    /// The language of the text.
    pub language: Option<&'a str>,
    /// The text itself.
    pub paragraphs: Vec<Paragraph<'a>>,
    /// Who speaks.
    pub speakers: Vec<Voice<'a>>,
    /// From how far the statements come.
    pub hearsay: String,
    /// Who says that who says.
    pub chains: Vec<Vec<(String, &'a str, usize)>>,
    /// What a reader should know.
    pub diagnostics: &'a [Diagnostic],
}

/// Somebody who speaks in the text.
pub struct Voice<'a> {
    /// Name or description.
    pub name: &'a str,
    /// Their page.
    pub href: Option<String>,
    /// Whether the text names them.
    pub named: bool,
    /// What it is, roles, other names.
    pub facts: String,
    /// Their statements: number and id.
    pub statements: Vec<(usize, &'a str)>,
}

/// `/d/{id}`
pub async fn page(state: State, here: Here, Path(id): Path<String>) -> Result<Response, Failure> {
    read(&state, move |desk| match twins::ending(&id) {
        (id, Some(Ending::Json)) => twins::document(desk, id),
        (id, Some(Ending::Csv)) => twins::document_csv(desk, id),
        (id, None) => Ok(html(document(desk, &here, id)?)),
    })
    .await
}

fn document(desk: &Desk, here: &Here, id: &str) -> Result<String, Failure> {
    let stored = desk.store().document(desk.store().find_document(id)?)?;
    let shared = shared(desk, &stored)?;
    let maker = Maker {
        document: &stored.document,
        reading: &stored.reading,
        people: &stored.people,
        shared: &shared,
    };
    let title = stored.document.title.as_deref().unwrap_or(&stored.document.origin);
    let previous = stored.previous.map(|row| desk.store().document(row)).transpose()?;
    render(&Page {
        frame: Frame::new(desk, here, "documents", title)?.with_twins(true),
        head: head(&maker),
        text: text(&maker),
        previous: previous.map(|previous| previous.row.to_string()),
        superseded: stored.superseded,
    })
}

/// Of each statement, the utterance that others report too.
fn shared(desk: &Desk, stored: &Stored) -> Result<Vec<Option<(String, String)>>, Failure> {
    let known = desk.store().shared_utterances(stored.row)?;
    let find = |row: &i64| {
        let (_, id, reports) = known.iter().find(|(own, ..)| own == row)?;
        Some((format!("/u/{id}"), links::counted(*reports, "report")))
    };
    Ok(stored.rows.iter().map(find).collect())
}

/// What stands above a text.
pub fn head<'a>(maker: &Maker<'a>) -> Head<'a> {
    let document = maker.document;
    let mut facts = Vec::new();
    if let Some(outlet) = &document.outlet {
        facts.push((outlet.clone(), super::overview::outlet(outlet).map(links::filter)));
    }
    facts.extend(document.authors.iter().map(|author| (author.clone(), None)));
    facts.extend(document.published.as_deref().map(|day| (words::published(day), None)));
    Head {
        title: document.title.as_deref().unwrap_or(&document.origin),
        facts,
        origin: &document.origin,
        original: links::original(&document.origin, None),
        language: document.language.as_deref(),
    }
}

/// A text with everything around it.
pub fn text<'a>(maker: &Maker<'a>) -> Text<'a> {
    let (document, reading) = (maker.document, maker.reading);
    let profile = &reading.profile;
    let id = |index: usize| &*reading.statements[index].id;
    let link = |index: usize| (who(document, reading, &reading.statements[index]), id(index), index + 1);
    let from = profile.hearsay.iter().enumerate().filter(|(_, count)| **count > 0);
    let from =
        from.map(|(depth, &count)| format!("{} {}", counted(count, "statement", "statements"), hand(depth)));
    Text {
        summary: summary(profile),
        profile,
        own_voice: percent(profile.own_voice),
        attributed: percent(profile.attributed),
        strip: strip(document, reading).into_iter().map(|tick| (id(tick.index), tick)).collect(),
        language: document.language.as_deref(),
        paragraphs: maker.paragraphs(),
        speakers: voices(maker),
        hearsay: from.collect::<Vec<_>>().join(", "),
        chains: chains(reading).into_iter().map(|chain| chain.into_iter().map(link).collect()).collect(),
        diagnostics: &reading.diagnostics,
    }
}

/// `14 statements: 9 direct, 3 indirect, 2 mixed · 6 speakers · 2 unnamed`.
pub fn summary(profile: &Profile) -> String {
    if profile.statements == 0 {
        return "No statement was found in this text: all of it is in its own voice, or the statements were not recognised."
            .to_owned();
    }
    let mut parts = vec![
        format!(
            "{}: {} direct, {} indirect, {} mixed",
            counted(profile.statements, "statement", "statements"),
            profile.direct,
            profile.indirect,
            profile.mixed
        ),
        counted(profile.speakers, "speaker", "speakers"),
    ];
    parts.extend((profile.unnamed > 0).then(|| format!("{} unnamed", profile.unnamed)));
    parts.extend((profile.sourceless > 0).then(|| format!("{} without any source", profile.sourceless)));
    parts.join(" · ")
}

fn voices<'a>(maker: &Maker<'a>) -> Vec<Voice<'a>> {
    let reading = maker.reading;
    let mut statements = vec![Vec::new(); reading.speakers.len()];
    for (index, statement) in reading.statements.iter().enumerate() {
        statement.speaker.iter().for_each(|link| statements[link.speaker].push((index + 1, &*statement.id)));
    }
    let people = maker.people.iter().copied().chain(std::iter::repeat(None));
    let all = reading.speakers.iter().zip(statements).zip(people);
    all.map(|((speaker, statements), person)| {
        let mut facts = vec![speaker.kind.word().to_owned()];
        facts.extend((!speaker.named).then(|| "not named".to_owned()));
        facts.extend(speaker.roles.iter().cloned());
        facts.extend((!speaker.aliases.is_empty()).then(|| format!("also {}", speaker.aliases.join(", "))));
        let members: Vec<_> = speaker.members.iter().map(|&at| reading.speakers[at].name.as_str()).collect();
        facts.extend((!members.is_empty()).then(|| format!("with {}", members.join(", "))));
        Voice {
            name: &speaker.name,
            href: person.map(|person| format!("/speaker/{person}")),
            named: speaker.named,
            facts: facts.join("; "),
            statements,
        }
    })
    .collect()
}
