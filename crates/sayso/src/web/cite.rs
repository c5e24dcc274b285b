//! How a statement is cited.

use sayso_core::Document;

use super::links;
use super::words;

/// In one line: who, the words, where.
pub fn plain(document: &Document, who: &str, content: &str) -> String {
    let content = content.split_whitespace().collect::<Vec<_>>().join(" ");
    let quoted = content.starts_with(['“', '"', '«', '„', '‘']);
    let content = if quoted { content } else { format!("“{content}”") };
    let mut parts = vec![format!("{who}: {content}")];
    parts.extend(document.outlet.clone());
    parts.extend(document.title.as_ref().map(|title| format!("“{title}”")));
    parts.extend(document.published.as_deref().map(words::published));
    if links::original(&document.origin, None).is_some() {
        parts.push(document.origin.clone());
    }
    links::plain(&(parts.join(", ") + "."))
}

/// As an entry of BibTeX.
pub fn bibtex(document: &Document, id: &str, note: &str) -> String {
    let field = |name: &str, value: &str| format!("  {name} = {{{}}},\n", braced(value));
    let mut entry = format!("@misc{{{id},\n");
    if !document.authors.is_empty() {
        entry += &field("author", &document.authors.join(" and "));
    }
    entry += &field("title", document.title.as_deref().unwrap_or(&document.origin));
    for (name, value) in [("howpublished", &document.outlet), ("date", &document.published)] {
        entry += &value.as_deref().map_or_else(String::new, |value| field(name, value));
    }
    if links::original(&document.origin, None).is_some() {
        entry += &field("url", &document.origin);
    }
    links_free(&(entry + &field("note", note) + "}"))
}

/// Without what BibTeX would take for its own.
fn braced(text: &str) -> String {
    text.replace('\\', "/").replace(['{', '}'], "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines of their own may stay; nothing else that steers.
fn links_free(entry: &str) -> String {
    entry.lines().map(links::plain).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        Document {
            title: Some("Fares {rise}".into()),
            outlet: Some("The Lenn Post".into()),
            published: Some("2016-10-04".into()),
            ..Document::from_text("https://lenn.example/fares", String::new())
        }
    }

    #[test]
    fn a_citation_says_who_what_where() {
        assert_eq!(
            plain(&document(), "Ana Ortiz", "“We will\nnot raise it,”"),
            "Ana Ortiz: “We will not raise it,”, The Lenn Post, “Fares {rise}”, 4 Oct 2016, https://lenn.example/fares."
        );
        assert!(plain(&document(), "Ana Ortiz", "it will rise").starts_with("Ana Ortiz: “it will rise”, "));
    }

    #[test]
    fn bibtex_keeps_its_own_marks() {
        let entry = bibtex(&document(), "st_1", "x } y");
        assert!(entry.contains("title = {Fares rise},\n") && entry.contains("note = {x y},\n}"), "{entry}");
    }
}
