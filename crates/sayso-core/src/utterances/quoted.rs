//! Which words of a statement stand between quotation marks.

use crate::document::Form;
use crate::text::Span;

/// The quoted parts of a statement's content, without their marks, in text order: all of a direct one, the
/// parts in marks of a mixed one, nothing of an indirect one.
#[must_use]
pub fn quoted(text: &str, form: Form, content: &[Span]) -> Vec<Span> {
    let parts: Vec<Span> = match form {
        Form::Direct => content.to_vec(),
        Form::Mixed => content.iter().flat_map(|&span| between_marks(text, span)).collect(),
        Form::Indirect => Vec::new(),
    };
    parts.into_iter().map(|span| bare(text, span)).filter(|span| !span.is_empty()).collect()
}

/// The quoted words of a statement as one text. Between the parts of a direct one stands its cue alone; between
/// those of a mixed one stand words that are not the speaker's, and an ellipsis says so.
#[must_use]
pub fn quoted_text(text: &str, form: Form, content: &[Span]) -> String {
    let joint = if form == Form::Mixed { " … " } else { " " };
    quoted(text, form, content).into_iter().map(|span| span.of(text)).collect::<Vec<_>>().join(joint)
}

/// The parts of a span in double quotation marks or, where there are none, in single ones. A mark without its
/// partner reaches to the end of the span.
fn between_marks(text: &str, span: Span) -> Vec<Span> {
    let doubles = pairs(text, span, |c, _, _| match c {
        '“' | '„' | '«' => Some(Mark::Opens),
        '”' | '»' => Some(Mark::Closes),
        '"' => Some(Mark::Either),
        _ => None,
    });
    if !doubles.is_empty() {
        return doubles;
    }
    pairs(text, span, |c, before, after| match c {
        '‘' if !before.is_some_and(char::is_alphanumeric) => Some(Mark::Opens),
        '’' if !after.is_some_and(char::is_alphanumeric) => Some(Mark::Closes),
        '\'' if !before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric) => {
            Some(Mark::Opens)
        }
        '\'' if before.is_some_and(|c| !c.is_whitespace()) && !after.is_some_and(char::is_alphanumeric) => {
            Some(Mark::Closes)
        }
        _ => None,
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Opens,
    Closes,
    Either,
}

fn pairs(
    text: &str,
    span: Span,
    mark: impl Fn(char, Option<char>, Option<char>) -> Option<Mark>,
) -> Vec<Span> {
    let inside = span.of(text);
    let (mut spans, mut open, mut seen) = (Vec::new(), None, false);
    let mut before = None;
    for (at, c) in inside.char_indices() {
        let after = inside[at + c.len_utf8()..].chars().next();
        let place = span.start + at;
        match (mark(c, before, after), open) {
            (Some(Mark::Opens | Mark::Either), None) => open = Some(place + c.len_utf8()),
            (Some(Mark::Closes | Mark::Either), Some(start)) => {
                spans.push(Span::new(start, place));
                open = None;
            }
            // Opened before the span.
            (Some(Mark::Closes), None) if !seen => spans.push(Span::new(span.start, place)),
            _ => {}
        }
        seen |= mark(c, before, after).is_some();
        before = Some(c);
    }
    spans.extend(open.map(|start| Span::new(start, span.end)));
    spans
}

/// Without white space and quotation marks at the ends.
fn bare(text: &str, span: Span) -> Span {
    let outer = |c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
    let inside = span.of(text);
    let start = inside.len() - inside.trim_start_matches(outer).len();
    let end = inside.trim_end_matches(outer).len().max(start);
    Span::new(span.start + start, span.start + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Span> {
        vec![Span::new(0, text.len())]
    }

    #[test]
    fn a_direct_content_loses_its_marks() {
        let text = "“We will not sell the harbour,” she said. “Never.”";
        let content = [Span::new(0, 35), Span::new(text.find("“Never").unwrap(), text.len())];
        assert_eq!(quoted_text(text, Form::Direct, &content), "We will not sell the harbour, Never.");
    }

    #[test]
    fn a_mixed_content_gives_what_is_in_marks() {
        let text = "the plan was “a gift to the owners” and that she had \"no doubt\" about it";
        assert_eq!(quoted_text(text, Form::Mixed, &all(text)), "a gift to the owners … no doubt");
        let text = "the plan was ‘the town’s gift’ to the owners";
        assert_eq!(quoted_text(text, Form::Mixed, &all(text)), "the town’s gift");
        let text = "nothing was “ever quite that simple";
        assert_eq!(quoted_text(text, Form::Mixed, &all(text)), "ever quite that simple");
    }

    #[test]
    fn an_indirect_content_is_not_quoted() {
        assert_eq!(quoted("it is late", Form::Indirect, &all("it is late")), []);
    }
}
