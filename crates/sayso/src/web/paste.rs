//! A text that somebody pastes, read and shown; nothing of it is kept.

use askama::Template;
use axum::response::Response;
use sayso_core::Document;
use serde::Deserialize;

use super::frame::{Frame, Here, html, render, show};
use super::passage::{Inline, Maker};
use super::reader::{Text, text};
use crate::server::extract::Form;
use crate::server::{Failure, Kind, State, engine, read};

/// Bytes of the longest text: some forty times a long article.
const LONGEST: usize = 1_000_000;

#[derive(Template)]
#[template(path = "paste.html")]
struct Page {
    frame: Frame,
}

/// `/read`
pub async fn page(state: State, here: Here) -> Result<Response, Failure> {
    show(&state, move |desk| Ok(Page { frame: Frame::new(desk, &here, "", "Read a text")? })).await
}

/// What is sent to be read.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Pasted {
    text: String,
    title: String,
    published: String,
}

#[derive(Template)]
#[template(path = "pasted.html")]
struct Read<'a> {
    frame: Frame,
    title: String,
    text: Text<'a>,
}

/// `POST /read`
pub async fn read_text(state: State, here: Here, Form(pasted): Form<Pasted>) -> Result<Response, Failure> {
    if pasted.text.trim().is_empty() {
        return Err(Failure::new(Kind::BadParameter, "there is no text to read: paste one"));
    }
    if pasted.text.len() > LONGEST {
        let what =
            format!("the text is longer than {LONGEST} bytes; import it, or read it with `sayso read`");
        return Err(Failure::new(Kind::TooLarge, what));
    }
    let frame = read(&state, move |desk| Frame::new(desk, &here, "", "Read a text")).await?;
    engine(&state, move |reader| {
        let title = Some(pasted.title.trim().to_owned()).filter(|title| !title.is_empty());
        let published = Some(pasted.published.clone()).filter(|day| !day.is_empty());
        // Browsers send line breaks of two characters.
        let document = Document::from_text("pasted text", pasted.text.replace("\r\n", "\n"));
        let document = Document { title: title.clone(), published, ..document };
        let reading = reader.read(&document);
        let maker = Maker { document: &document, reading: &reading, people: &[], shared: &[] };
        let title = title.unwrap_or_else(|| "The text that you pasted".to_owned());
        Ok(html(render(&Read { frame, title, text: text(&maker) })?))
    })
    .await
}
