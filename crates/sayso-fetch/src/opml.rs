//! Lists of feeds (OPML 1.0 and 2.0).

use quick_xml::XmlVersion;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

/// The addresses of the feeds in a list, in its order, each once.
///
/// # Errors
/// Says why it is no list of feeds, to end a sentence.
pub fn feeds_in(source: &str) -> Result<Vec<String>, String> {
    let mut reader = Reader::from_str(source.trim_start_matches('\u{feff}').trim_start());
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_dangling_amp = true;
    let (mut feeds, mut is_list): (Vec<String>, bool) = (Vec::new(), false);
    loop {
        let element = match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => element,
            Ok(Event::Eof) => break,
            Ok(_) => continue,
            Err(error) => return Err(format!("at byte {}: {error}", reader.error_position())),
        };
        is_list |= element.local_name().as_ref().eq_ignore_ascii_case("opml");
        let mut attributes = element.attributes();
        let address = attributes.with_checks(false).flatten().find_map(|attribute| {
            let is_address = attribute.key.as_ref().eq_ignore_ascii_case("xmlUrl");
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            is_address.then(|| value.trim().to_owned())
        });
        feeds.extend(address.filter(|it| !it.is_empty() && !feeds.contains(it)));
    }
    match is_list {
        true => Ok(feeds),
        false => Err("it is no OPML file; export the list of feeds from your reader as OPML".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_of_a_list() {
        let list = "<?xml version=\"1.0\"?><opml version=\"2.0\"><body><outline text=\"News\">\
            <outline type=\"rss\" text=\"Lenn\" xmlUrl=\"https://lenn.example/feed?a=1&amp;b=2\"/>\
            <outline xmlurl=\"https://sund.example/\"/><outline xmlUrl=\"https://sund.example/\"/></outline></body></opml>";
        assert_eq!(feeds_in(list).unwrap(), ["https://lenn.example/feed?a=1&b=2", "https://sund.example/"]);
        assert!(feeds_in("<html></html>").unwrap_err().contains("no OPML"));
        assert!(feeds_in("<opml><").is_err());
    }
}
