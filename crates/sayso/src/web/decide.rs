//! What people decide on the pages: each form is one decision, kept at once, and can be taken back.

use crate::server::extract::{Form, Path};
use axum::response::Redirect;
use sayso::store::StoreError;
use sayso::store::corrections::{Decision, Role, Whom};
use sayso_core::text::Span;
use sayso_formats::wire::GAP;
use serde::Deserialize;

use super::links::link;
use crate::server::{Editor, Failure, Kind, State, write};

/// What a form about a statement says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    decision: String,
    /// A name or number.
    speaker: String,
    content: String,
    cue: String,
    source: String,
    /// Where to go afterwards.
    next: String,
}

/// `POST /s/{id}/decide`
pub async fn statement(
    state: State,
    editor: Editor,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Redirect, Failure> {
    let next = asked.next.clone();
    let made = write(&state, &editor, move |collection, author| {
        let located = collection.store().find_statement(&id)?;
        let stored = collection.store().document(located.document)?;
        let at = stored.rows.iter().position(|&row| row == located.row);
        let statement = at.map(|at| &stored.reading.statements[at]);
        let role = |role: Role, words: &str| -> Result<Decision, Failure> {
            let now = statement.map(|statement| now(statement, role)).unwrap_or_default();
            Ok(Decision::Span(role, spans(&stored.document.text, words, &now)?))
        };
        let decision = match &*asked.decision {
            "accept" => Decision::Accept,
            "reject" => Decision::Reject,
            "speaker" => Decision::Speaker(whom(&asked.speaker)),
            "content" => role(Role::Content, &asked.content)?,
            "cue" => role(Role::Cue, &asked.cue)?,
            "source" => role(Role::Source, &asked.source)?,
            other => {
                let what =
                    format!("decision={other}: it is one of accept, reject, speaker, content, cue, source");
                return Err(Failure::new(Kind::BadParameter, what));
            }
        };
        collection.store_mut().correct(located, &decision, author).map_err(Failure::impossible)
    });
    Ok(onward(&next, Some(made.await?)))
}

fn whom(text: &str) -> Option<Whom> {
    (!text.trim().is_empty()).then(|| text.into())
}

fn now(statement: &sayso_core::Statement, role: Role) -> Vec<Span> {
    match role {
        Role::Content => statement.content.clone(),
        Role::Cue => statement.cue.as_ref().map(|cue| cue.spans.clone()).unwrap_or_default(),
        Role::Source => statement.source.as_ref().map(|source| source.spans.clone()).unwrap_or_default(),
    }
}

/// Where words stand in a text: the place nearest to where they stood until now. Parts that do not follow each
/// other are joined by [`GAP`].
///
/// # Errors
/// If the words are not in the text, or not in this order.
fn spans(text: &str, words: &str, now: &[Span]) -> Result<Vec<Span>, Failure> {
    let near = now.first().map_or(0, |span| span.start);
    let mut found: Vec<Span> = Vec::new();
    for part in words.split(GAP.trim()).map(str::trim).filter(|part| !part.is_empty()) {
        let after = found.last().map_or(0, |span| span.end);
        let target = if found.is_empty() { near } else { after };
        let place = occurrences(text, part).filter(|span| span.start >= after);
        let place = place.min_by_key(|span| span.start.abs_diff(target));
        found.push(place.ok_or_else(|| {
            let what = format!(
                "“{part}” does not stand in the text{}; copy the words as they stand there",
                if after > 0 { " after the words before it" } else { "" }
            );
            Failure::new(Kind::Impossible, what)
        })?);
    }
    Ok(found)
}

/// Where a part stands; any white space in the text stands for any in the part, because browsers change it.
fn occurrences<'t>(text: &'t str, part: &str) -> impl Iterator<Item = Span> + use<'t> {
    let words: Vec<String> = part.split_whitespace().map(str::to_owned).collect();
    let first = words.first().cloned().unwrap_or_default();
    let starts: Vec<usize> = text.match_indices(&*first).map(|(at, _)| at).collect();
    starts.into_iter().filter_map(move |start| {
        let mut end = start;
        for (at, word) in words.iter().enumerate() {
            let rest = &text[end..];
            let skipped = if at == 0 { rest } else { rest.trim_start() };
            if at > 0 && skipped.len() == rest.len() {
                return None;
            }
            end = text.len() - skipped.strip_prefix(word.as_str())?.len();
        }
        Some(Span::new(start, end))
    })
}

/// Where to go after a decision: a page of ours, with the number of the correction.
pub fn onward(next: &str, made: Option<i64>) -> Redirect {
    // Two slashes, or a backslash, would lead elsewhere.
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\n', '\r']);
    let next = if ours { next } else { "/" };
    let (path, fragment) =
        next.split_once('#').map_or((next, None), |(path, fragment)| (path, Some(fragment)));
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let made = made.map(|made| made.to_string()).unwrap_or_default();
    let kept: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name != "done")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut values: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (&**name, &**value)).collect();
    values.push(("done", &made));
    let to = link(path, &values);
    Redirect::to(&fragment.map_or_else(|| to.clone(), |fragment| format!("{to}#{fragment}")))
}

/// What a form about two people says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Pair {
    a: i64,
    b: i64,
    decision: String,
    next: String,
}

/// `POST /people/decide`: whether two are one.
pub async fn people(state: State, editor: Editor, Form(pair): Form<Pair>) -> Result<Redirect, Failure> {
    let next = pair.next.clone();
    let made = write(&state, &editor, move |collection, author| {
        let store = collection.store_mut();
        match &*pair.decision {
            "same" => {
                let (a, b) = (store.person(pair.a)?, store.person(pair.b)?);
                let (goes, stays) = if b.name.len() > a.name.len() { (a.id, b.id) } else { (b.id, a.id) };
                store.merge_people(goes, stays, author).map_err(Failure::impossible)
            }
            "different" => store.part_people(pair.a, pair.b, author).map_err(Failure::impossible),
            other => {
                let what = format!("decision={other}: it is one of same, different");
                Err(Failure::new(Kind::BadParameter, what))
            }
        }
    });
    Ok(onward(&next, Some(made.await?)))
}

/// What a form about one person says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Person {
    /// A new name.
    name: String,
    /// Whom it is one with: a name or number.
    with: String,
    next: String,
}

/// `POST /speaker/{id}/rename`
pub async fn rename(
    state: State,
    editor: Editor,
    Path(id): Path<i64>,
    Form(asked): Form<Person>,
) -> Result<Redirect, Failure> {
    let next = asked.next.clone();
    let made = write(&state, &editor, move |collection, author| {
        collection.store_mut().rename_person(id, &asked.name, author).map_err(Failure::impossible)
    });
    Ok(onward(&next, Some(made.await?)))
}

/// `POST /speaker/{id}/merge`
pub async fn merge(
    state: State,
    editor: Editor,
    Path(id): Path<i64>,
    Form(asked): Form<Person>,
) -> Result<Redirect, Failure> {
    let next = asked.next.clone();
    let made = write(&state, &editor, move |collection, author| {
        let store = collection.store_mut();
        let with = asked.with.trim();
        let other = match with.parse() {
            Ok(number) => store.person(number)?,
            Err(_) => one_called(store.people(Some(with), 9)?, with)?,
        };
        store.merge_people(other.id, id, author).map_err(Failure::impossible)
    });
    Ok(onward(&next, Some(made.await?)))
}

/// `POST /speaker/{id}/split`: what the documents that are named say is of somebody else of that name.
pub async fn split(
    state: State,
    editor: Editor,
    Path(id): Path<i64>,
    body: String,
) -> Result<Redirect, Failure> {
    // A form that names several documents has several fields of one name.
    let fields = |wanted: &str| {
        let all = form_urlencoded::parse(body.as_bytes()).filter(|(name, _)| name == wanted);
        all.map(|(_, value)| value.into_owned()).collect::<Vec<String>>()
    };
    let (documents, next) = (fields("document"), fields("next").pop().unwrap_or_default());
    if documents.is_empty() {
        let what = "no document is chosen: choose those that are about the other person";
        return Err(Failure::new(Kind::BadParameter, what));
    }
    let made = write(&state, &editor, move |collection, author| {
        let rows = documents.iter().map(|id| collection.store().find_document(id));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let (made, _) =
            collection.store_mut().split_person(id, &rows, author).map_err(Failure::impossible)?;
        Ok(made)
    });
    Ok(onward(&next, Some(made.await?)))
}

fn one_called(
    mut found: Vec<sayso::store::people::Person>,
    name: &str,
) -> Result<sayso::store::people::Person, Failure> {
    let exact =
        |one: &sayso::store::people::Person| one.name == name || one.aliases.iter().any(|it| it == name);
    if found.iter().filter(|one| exact(one)).count() == 1 {
        found.retain(exact);
    }
    let list: Vec<String> = found.iter().map(|one| format!("{} ({})", one.name, one.id)).collect();
    match (found.pop(), list.len()) {
        (Some(one), 1) => Ok(one),
        (Some(_), _) => {
            let what = format!("several are called {name}: {}; give the number", list.join(", "));
            Err(Failure::new(Kind::Impossible, what))
        }
        (None, _) => {
            Err(Failure::new(Kind::Impossible, format!("nobody in the collection is called {name}")))
        }
    }
}

/// What the form that takes something back says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Back {
    next: String,
}

/// `POST /corrections/{id}/undo`
pub async fn undo(
    state: State,
    editor: Editor,
    Path(id): Path<i64>,
    Form(back): Form<Back>,
) -> Result<Redirect, Failure> {
    let made = write(&state, &editor, move |collection, author| {
        let undone = collection.store_mut().undo(id, author);
        undone.map_err(|error: StoreError| Failure::impossible(error))
    });
    Ok(onward(&back.next, Some(made.await?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header;
    use axum::response::IntoResponse;

    fn target(next: &str) -> String {
        let response = onward(next, Some(7)).into_response();
        response.headers()[header::LOCATION].to_str().unwrap().to_owned()
    }

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(target("/review?q=fare&done=3#top"), "/review?q=fare&done=7#top");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", ""] {
            assert_eq!(target(elsewhere), "/?done=7");
        }
    }

    #[test]
    fn words_are_found_where_they_stand_nearest() {
        let text = "He said no. Then he\nsaid no again, and said no.";
        let at = |words: &str, near: usize| spans(text, words, &[Span::new(near, near + 1)]);
        assert_eq!(at("said no", 0).unwrap(), [Span::new(3, 10)]);
        assert_eq!(at("he said no", 30).unwrap(), [Span::new(17, 27)]);
        assert_eq!(at("said no … said no", 20).unwrap(), [Span::new(20, 27), Span::new(39, 46)]);
        assert!(at("said yes", 0).unwrap_err().detail.contains("“said yes”"));
        assert_eq!(at("", 0).unwrap(), []);
    }
}
