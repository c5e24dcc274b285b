//! Headline, outlet, authors, date and language, from the most to the least explicit: JSON-LD, meta
//! elements (Open Graph, article, Dublin Core and the like), microdata and `<time>`, the byline on
//! the page, the address.

use crate::readers::{dates, language, names};
use dom_query::{Document, NodeRef};
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub authors: Vec<String>,
    pub published: Option<String>,
    pub language: Option<String>,
    /// The article's text as the page's JSON-LD gives it: without paragraphs, so never the text
    /// itself, but evidence for where the text stands.
    pub article_body: Option<String>,
}

pub(super) fn read(dom: &Document, origin: &str) -> Metadata {
    let page = Page::new(dom, origin);
    let outlet = page.outlet();
    Metadata {
        title: page.title(outlet.as_deref()),
        authors: page.authors(outlet.as_deref()),
        published: page.published(),
        language: page.language(),
        article_body: page.linked("articleBody").and_then(Value::as_str).map(clean),
        outlet,
    }
}

struct Page<'a> {
    dom: &'a Document,
    origin: &'a str,
    /// The JSON-LD object that describes the article.
    article: Option<Value>,
    /// First value of each meta element, by lower-case name, property or itemprop.
    meta: BTreeMap<String, Vec<String>>,
}

impl<'a> Page<'a> {
    fn new(dom: &'a Document, origin: &'a str) -> Self {
        Self { dom, origin, article: article(dom), meta: meta(dom) }
    }

    fn meta(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.meta.get(*name)?.first().cloned())
    }

    fn linked(&self, key: &str) -> Option<&Value> {
        self.article.as_ref()?.get(key)
    }

    fn outlet(&self) -> Option<String> {
        let publisher = self.linked("publisher").into_iter().flat_map(names_of).next();
        publisher
            .or_else(|| {
                self.meta(&[
                    "og:site_name",
                    "application-name",
                    "dc.publisher",
                    "publisher",
                    "twitter:app:name:iphone",
                ])
            })
            .map(|it| clean(&it))
            .filter(|it| !it.is_empty() && !it.contains("://"))
    }

    fn title(&self, outlet: Option<&str>) -> Option<String> {
        let linked = self
            .linked("headline")
            .or_else(|| self.linked("name"))
            .and_then(Value::as_str)
            .map(str::to_owned);
        let headings: Vec<String> = texts(self.dom, "h1");
        let declared = linked
            .or_else(|| {
                self.meta(&[
                    "og:title",
                    "twitter:title",
                    "dc.title",
                    "dcterms.title",
                    "sailthru.title",
                    "parsely-title",
                ])
            })
            .or_else(|| (headings.len() == 1).then(|| headings[0].clone()))
            .or_else(|| texts(self.dom, "title").into_iter().next())
            .or_else(|| headings.first().cloned());
        let title = clean(&declared?);
        let title = without_outlet(&title, outlet, &headings);
        (!title.is_empty()).then_some(title)
    }

    fn authors(&self, outlet: Option<&str>) -> Vec<String> {
        let is_person = |name: &String| Some(name.as_str()) != outlet && !name.contains("://");
        let linked: Vec<String> = self
            .linked("author")
            .or_else(|| self.linked("creator"))
            .into_iter()
            .flat_map(names_of)
            .flat_map(|name| names::in_byline(&clean(&name)))
            .filter(is_person)
            .collect();
        if !linked.is_empty() {
            return unique(linked);
        }
        for name in [
            "author",
            "article:author",
            "byl",
            "byline",
            "parsely-author",
            "sailthru.author",
            "dc.creator",
            "dcterms.creator",
            "dc.contributor",
        ] {
            let values = self.meta.get(name).into_iter().flatten();
            let found: Vec<String> =
                values.flat_map(|it| names::in_byline(&clean(it))).filter(is_person).collect();
            if !found.is_empty() {
                return unique(found);
            }
        }
        for selector in [
            "[itemprop~=author] [itemprop~=name]",
            "[itemprop~=author]",
            "[rel~=author]",
            ".byline, .by-line, .author-name, .article-author, .author",
        ] {
            let found: Vec<String> = texts(self.dom, selector)
                .iter()
                .filter(|text| text.chars().count() <= 120)
                .take(6)
                .flat_map(|text| names::in_byline(text))
                .filter(is_person)
                .collect();
            if !found.is_empty() {
                return unique(found);
            }
        }
        Vec::new()
    }

    fn published(&self) -> Option<String> {
        let linked =
            ["datePublished", "dateCreated", "uploadDate"].iter().find_map(|key| self.linked(key)?.as_str());
        linked
            .and_then(dates::parse)
            .or_else(|| {
                [
                    "article:published_time",
                    "og:published_time",
                    "og:article:published_time",
                    "datepublished",
                    "article:published",
                    "publishdate",
                    "publish-date",
                    "publish_date",
                    "pubdate",
                    "parsely-pub-date",
                    "sailthru.date",
                    "dc.date.issued",
                    "dcterms.created",
                    "dc.date",
                    "date",
                    "published_time_telegram",
                    "originalpublicationdate",
                    "article_date_original",
                    "cxenseparse:recs:publishtime",
                    "rnews:datepublished",
                ]
                .iter()
                .find_map(|name| self.meta.get(*name)?.iter().find_map(|it| dates::parse(it)))
            })
            .or_else(|| self.time_element())
            .or_else(|| self.byline_date())
            .or_else(|| {
                let canonical = self.dom.select("link[rel=canonical]").attr("href");
                [Some(self.origin.to_owned()), canonical.map(|it| it.to_string()), self.meta(&["og:url"])]
                    .into_iter()
                    .flatten()
                    .find_map(|address| dates::in_address(&address))
                    .map(|date| date.to_string())
            })
    }

    fn time_element(&self) -> Option<String> {
        let date_of = |node: &NodeRef<'_>| {
            ["datetime", "content", "title"]
                .iter()
                .find_map(|name| node.attr(name).and_then(|it| dates::parse(&it)))
                .or_else(|| dates::parse(&clean(&node.text())))
        };
        [
            "[itemprop~=datePublished]",
            "time[pubdate]",
            "article time",
            "time",
            "abbr.published, .published, .dateline, .pubdate, .publish-date",
        ]
        .iter()
        .find_map(|selector| self.dom.select(selector).nodes().iter().take(4).find_map(date_of))
    }

    fn byline_date(&self) -> Option<String> {
        [
            ".byline",
            ".date",
            ".timestamp",
            ".article-date",
            ".entry-date",
            ".post-date",
            ".meta",
            ".article-info",
        ]
        .iter()
        .flat_map(|selector| texts(self.dom, selector).into_iter().take(3))
        .filter(|text| text.chars().count() <= 200)
        .find_map(|text| dates::first_in(&text))
        .map(|date| date.to_string())
    }

    fn language(&self) -> Option<String> {
        let root = self.dom.html_root();
        let linked = self
            .linked("inLanguage")
            .and_then(|it| it.as_str().or_else(|| it.get("alternateName")?.as_str()));
        [
            root.attr("lang").map(|it| it.to_string()),
            root.attr("xml:lang").map(|it| it.to_string()),
            linked.map(str::to_owned),
            self.meta(&["og:locale", "content-language", "language", "dc.language"]),
        ]
        .into_iter()
        .flatten()
        .find_map(|tag| language::primary_subtag(&tag))
    }
}

/// The texts of the elements that `selector` finds, in order; none is empty.
fn texts(dom: &Document, selector: &str) -> Vec<String> {
    dom.select(selector)
        .nodes()
        .iter()
        .take(16)
        .map(|node| clean(&node.text()))
        .filter(|it| !it.is_empty())
        .collect()
}

fn unique(names: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        if !kept.iter().any(|it| it.eq_ignore_ascii_case(&name)) {
            kept.push(name);
        }
    }
    kept
}

/// Folds white space and, where a value was escaped twice, resolves its character references.
fn clean(value: &str) -> String {
    let folded = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let escaped = folded.find('&').is_some_and(|at| folded[at..].contains(';'));
    if !escaped {
        return folded;
    }
    let text = Document::fragment(folded.replace('<', "&lt;")).text();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn meta(dom: &Document) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for node in dom.select("meta").nodes() {
        let Some(content) = node.attr("content").filter(|it| !it.trim().is_empty()) else { continue };
        for key in ["property", "name", "itemprop", "http-equiv"] {
            for name in node.attr(key).unwrap_or_default().split_ascii_whitespace() {
                found.entry(name.to_ascii_lowercase()).or_default().push(content.trim().to_owned());
            }
        }
    }
    found
}

/// The JSON-LD object that describes an article: the first that has a headline or a body.
fn article(dom: &Document) -> Option<Value> {
    let mut found: Vec<Value> = Vec::new();
    for node in dom.select("script[type='application/ld+json']").nodes() {
        let text: String = node.text().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->");
        let text = text.trim().trim_start_matches("//<![CDATA[").trim_end_matches("//]]>");
        if let Ok(value) = serde_json::from_str::<Value>(text.trim().trim_end_matches(';')) {
            collect_articles(value, &mut found);
        }
    }
    let tells = |it: &Value| {
        usize::from(it.get("headline").is_some()) + usize::from(it.get("datePublished").is_some())
    };
    let best = found.iter().map(tells).max()?;
    found.into_iter().find(|it| tells(it) == best)
}

fn collect_articles(value: Value, found: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.into_iter().for_each(|item| collect_articles(item, found)),
        Value::Object(mut object) => {
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = object.get_mut(key).filter(|it| it.is_array() || it.is_object()) {
                    collect_articles(inner.take(), found);
                }
            }
            if object.get("@type").is_some_and(is_article) {
                found.push(Value::Object(object));
            }
        }
        _ => {}
    }
}

fn is_article(kind: &Value) -> bool {
    match kind {
        Value::String(kind) => {
            kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind.ends_with("Report")
        }
        Value::Array(kinds) => kinds.iter().any(is_article),
        _ => false,
    }
}

/// The names in a JSON-LD value: a string, an object's `name`, or a list of these.
fn names_of(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![name.clone()],
        Value::Array(items) => items.iter().flat_map(names_of).collect(),
        Value::Object(object) => object.get("name").map(names_of).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// `Bridge stays open` of `Bridge stays open - The Lenn Post | World`: parts are cut from the end
/// where they name the outlet, or where a heading of the page stands without them.
fn without_outlet(title: &str, outlet: Option<&str>, headings: &[String]) -> String {
    if headings.iter().any(|it| it == title) {
        return title.to_owned();
    }
    if let Some(heading) =
        headings.iter().find(|it| it.chars().count() >= 15 && title.starts_with(it.as_str()))
    {
        return heading.clone();
    }
    let same = |part: &str| outlet.is_some_and(|outlet| part.trim().eq_ignore_ascii_case(outlet.trim()));
    for separator in [" | ", " - ", " – ", " — ", " :: ", " · ", " » "] {
        if let Some((head, tail)) = title.rsplit_once(separator)
            && same(tail)
        {
            return head.trim().to_owned();
        }
        if let Some((head, tail)) = title.split_once(separator)
            && same(head)
        {
            return tail.trim().to_owned();
        }
    }
    title.to_owned()
}
