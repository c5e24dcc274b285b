//! XML as a row of opened and closed elements and texts, names without their prefix.

use super::encoding;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Node {
    Open(Element),
    Close(String),
    Text(String),
}

/// An element that opens.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The source as characters.
pub(super) fn decoded(bytes: &[u8]) -> String {
    encoding::decode(bytes, None, true).text
}

/// The nodes of `source`, to its end or the first place that is no XML. No entity is taken from the
/// document itself, so that none can unfold into a thousand others.
pub(super) fn nodes(source: &str) -> impl Iterator<Item = Result<Node, String>> {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut ended = false;
    std::iter::from_fn(move || {
        while !ended {
            let node = match reader.read_event() {
                Ok(Event::Eof) => break,
                Ok(event) => Ok(node(event)),
                Err(error) => Err(format!("at byte {}: {error}", reader.error_position())),
            };
            ended = node.is_err();
            if let Some(node) = node.transpose() {
                return Some(node);
            }
        }
        None
    })
}

fn node(event: Event<'_>) -> Option<Node> {
    Some(match event {
        Event::Start(start) => Node::Open(element(&start)),
        Event::End(end) => Node::Close(end.local_name().as_ref().to_owned()),
        Event::Text(text) => Node::Text(text.to_string()),
        Event::CData(text) => Node::Text(text.to_string()),
        Event::GeneralRef(entity) => {
            let named = || quick_xml::escape::resolve_predefined_entity(&entity).map(str::to_owned);
            let character = entity.resolve_char_ref().ok().flatten();
            Node::Text(character.map(String::from).or_else(named).unwrap_or_else(|| "\u{fffd}".to_owned()))
        }
        _ => return None,
    })
}

fn element(start: &BytesStart<'_>) -> Element {
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).flatten().map(|attribute| {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_or_else(|_| attribute.value.to_string(), |value| value.into_owned());
        (attribute.key.local_name().as_ref().to_owned(), value)
    });
    Element { name: start.local_name().as_ref().to_owned(), attributes: attributes.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_texts_and_references() {
        let seen: Vec<Node> = nodes(
            "<?xml version='1.0'?><a:b x:c='1 &amp; 2'>f&#234;te &lt;<!-- no --><d/><![CDATA[&]]></a:b>",
        )
        .map(Result::unwrap)
        .collect();
        assert!(matches!(&seen[0], Node::Open(b) if b.name == "b" && b.attribute("c") == Some("1 & 2")));
        let text: String =
            seen.iter().filter_map(|it| if let Node::Text(it) = it { Some(&**it) } else { None }).collect();
        assert_eq!(text, "fête <&");
        assert_eq!(seen.last(), Some(&Node::Close("b".to_owned())));
    }

    #[test]
    fn entities_of_the_document_are_not_unfolded() {
        let source = "<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>";
        assert!(nodes(source).any(|it| it == Ok(Node::Text("\u{fffd}".to_owned()))));
    }

    #[test]
    fn what_is_no_xml_ends_it() {
        let seen: Vec<_> = nodes("<a>One.</a><b").collect();
        assert!(seen.last().is_some_and(Result::is_err));
        assert_eq!(seen.len(), 4);
    }
}
