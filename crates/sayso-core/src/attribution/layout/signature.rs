//! Quotations signed with a dash: `“Pier is safe.” — Ada Ortiz`.

use super::{Attribution, Layout, attribution};
use crate::lexicon::lexicon;
use crate::text::Span;

/// Most words after the dash.
const LONGEST: usize = 14;

/// The signed quotations, in text order.
pub(super) fn find(layout: &Layout) -> Vec<Attribution> {
    let mut found = Vec::new();
    for (index, &paragraph) in layout.cut.paragraphs.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| layout.cut.paragraphs[before]);
        found.extend(
            own_line(layout, before, paragraph)
                .or_else(|| same_line(layout, paragraph))
                .or_else(|| post(layout, paragraph)),
        );
    }
    found
}

/// A quotation that begins its paragraph, a dash and a name after it.
fn same_line(layout: &Layout, paragraph: Span) -> Option<Attribution> {
    let first = layout.cut.quotations.partition_point(|quotation| quotation.outer.end < paragraph.start);
    let quotation = layout.cut.quotations[first..]
        .iter()
        .take_while(|quotation| quotation.outer.start < paragraph.end)
        .find(|quotation| {
            quotation.depth == 0 && quotation.closed && paragraph.contains_offset(quotation.outer.end - 1)
        })?;
    let opens =
        layout.cut.paragraph_at(quotation.outer.start).map(|index| layout.cut.paragraphs[index].start);
    if opens != Some(quotation.outer.start) {
        return None;
    }
    let (dash, name) = signature(layout, Span::new(quotation.outer.end, paragraph.end))?;
    Some(signed(name, dash, quotation.outer))
}

/// A paragraph that is a dash and a name, after one that is a quotation.
fn own_line(layout: &Layout, before: Option<Span>, paragraph: Span) -> Option<Attribution> {
    let before = before?;
    let text = before.of(layout.text).trim_end_matches(['.', ',']);
    let end = before.start + text.len();
    let index = layout.cut.quotation_at(end.checked_sub(1)?)?;
    let quotation = layout.cut.quotations[index];
    let opens =
        layout.cut.paragraph_at(quotation.outer.start).map(|index| layout.cut.paragraphs[index].start);
    if !quotation.closed || quotation.outer.end != end || opens != Some(quotation.outer.start) {
        return None;
    }
    let (dash, name) = signature(layout, paragraph)?;
    Some(signed(name, dash, quotation.outer))
}

/// A post as it is shown in a page: its text, a dash, a name with its handle, a date.
fn post(layout: &Layout, paragraph: Span) -> Option<Attribution> {
    let text = paragraph.of(layout.text);
    let handle = text.rfind("(@")?;
    let (at, length) = last_dash(&text[..handle])?;
    let dash = Span::new(paragraph.start + at, paragraph.start + at + length);
    let (_, name) = signature(layout, Span::new(dash.start, paragraph.end))?;
    let close = text[handle..].find(')')? + handle + 1;
    let start = text[..at].rfind('>').map_or(0, |tag| tag + 1);
    let body = text[start..at].trim();
    let start = paragraph.start + start + text[start..at].find(body)?;
    if body.split_whitespace().count() < 2 || text[close..].split_whitespace().count() > 5 {
        return None;
    }
    let name = Span::new(name.start, paragraph.start + close);
    let content = vec![Span::new(start, start + body.len())];
    Some(attribution(name, dash, content, 0.9, "layout.post", "a post is signed with a name and its handle"))
}

fn last_dash(text: &str) -> Option<(usize, usize)> {
    let (at, dash) = text.rmatch_indices(['—', '–', '―']).next()?;
    Some((at, dash.len()))
}

fn signed(name: Span, dash: Span, content: Span) -> Attribution {
    attribution(
        name,
        dash,
        vec![content],
        0.9,
        "layout.signature",
        "the quotation is signed with a dash and a name",
    )
}

/// The dash that `span` starts with, points passed over, and the name after it.
fn signature(layout: &Layout, span: Span) -> Option<(Span, Span)> {
    let rest = span.of(layout.text);
    let from = rest.len() - rest.trim_start_matches(|c: char| c == '.' || c.is_whitespace()).len();
    let length = dash_length(&rest[from..])?;
    let dash = Span::new(span.start + from, span.start + from + length);
    let after = &layout.text[dash.end..span.end];
    let start = dash.end + (after.len() - after.trim_start().len());
    let end = after.find([',', '(', ';', ':']).map_or(span.end, |at| dash.end + at);
    let name = layout.text.get(start..end)?.trim_end();
    let name = Span::new(start, start + name.trim_end_matches(['.', '"', '”']).len());
    let tail = Span::new(name.start, span.end).of(layout.text);
    (tail.split_whitespace().count() <= LONGEST && is_name(layout, name)).then_some((dash, name))
}

/// Bytes of the dash that `text` starts with.
fn dash_length(text: &str) -> Option<usize> {
    let dash = ["—", "–", "―", "‒", "--", "- "].iter().find(|dash| text.starts_with(**dash))?;
    Some(dash.trim_end().len())
}

/// Whether a span is written like a name: capitalised words, joined by particles at most. A single
/// word has to be known from elsewhere in the text.
fn is_name(layout: &Layout, name: Span) -> bool {
    let text = name.of(layout.text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some(first) = words.first() else { return false };
    let light = |word: &str| {
        matches!(
            word,
            "of" | "the" | "and" | "de" | "van" | "von" | "al" | "bin" | "la" | "el" | "for" | "at" | "in"
        )
    };
    let named =
        |word: &&str| word.trim_start_matches(['“', '"', '‘']).starts_with(char::is_uppercase) || light(word);
    let known = words.len() >= 2 || layout.mentions(first) > 1 || lexicon().given_names.contains(first);
    first.starts_with(char::is_uppercase)
        && words.len() <= 8
        && words.iter().all(named)
        && !text.ends_with(['!', '?'])
        && known
}
