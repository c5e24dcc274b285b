//! Which elements hold no article text, by what their authors named them.
//!
//! Page templates name their parts in plain English, whatever the language of the text, for
//! styling: `<div class="related-links">`. A name alone is weak evidence (a whole page can stand in
//! `<div class="has-sidebar">`), so [`super::body`] weighs it against how much prose it would cost.

use dom_query::NodeRef;

/// How surely an element holds no article text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Clutter {
    /// Nothing says so.
    #[default]
    No,
    /// It may hold article text all the same, if there is much of it.
    Perhaps,
    /// It does not, unless little would be left of the page.
    Surely,
    /// It holds what readers wrote, which may be far more than the article.
    Comments,
}

/// Words in class or id that name what readers wrote.
const COMMENTS: &[&str] =
    &["comment", "commentlist", "comments", "disqus", "livefyre", "respond", "viafoura"];

/// Words that turn the name of a part into the name of what stands around or beside it.
const LAYOUT: &[&str] = &["has", "layout", "no", "with", "without"];

/// Words in class, id or role that name a part which is not the article.
const SURELY: &[&str] = &[
    "breadcrumb",
    "breadcrumbs",
    "caption",
    "captions",
    "cookie",
    "cookies",
    "copyright",
    "donate",
    "donation",
    "footer",
    "gdpr",
    "imagecaption",
    "masthead",
    "menu",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "newsletters",
    "outbrain",
    "pagination",
    "pager",
    "popular",
    "promo",
    "promos",
    "pullquote",
    "recirc",
    "recirculation",
    "recommendation",
    "recommendations",
    "recommended",
    "related",
    "share",
    "sharebar",
    "sharing",
    "sidebar",
    "signup",
    "slideshow",
    "social",
    "sponsor",
    "sponsored",
    "subscribe",
    "subscription",
    "taboola",
    "toolbar",
    "trending",
];

/// Words that often, but not always, name such a part.
const PERHAPS: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "advertisement",
    "author",
    "authors",
    "banner",
    "bio",
    "byline",
    "carousel",
    "consent",
    "contributors",
    "credit",
    "credits",
    "dateline",
    "disclaimer",
    "feed",
    "follow",
    "gallery",
    "header",
    "hidden",
    "highlights",
    "infobox",
    "interstitial",
    "keywords",
    "legal",
    "login",
    "media",
    "meta",
    "metadata",
    "modal",
    "more",
    "multimedia",
    "next",
    "overlay",
    "photo",
    "player",
    "poll",
    "popup",
    "posted",
    "previous",
    "print",
    "promotion",
    "published",
    "rating",
    "register",
    "readmore",
    "reply",
    "seealso",
    "secondary",
    "submeta",
    "tags",
    "teaser",
    "teasers",
    "timestamp",
    "tools",
    "tooltip",
    "topics",
    "transcript",
    "video",
    "widget",
    "widgets",
];

/// Beginnings of such words.
const STEMS: &[&str] = &[
    "adslot",
    "advert",
    "mostread",
    "newsletter",
    "relatedlink",
    "relatedarticle",
    "relatedstor",
    "relatedcontent",
    "recommend",
    "sharetool",
    "sharethis",
    "socialshare",
    "sociallink",
    "sponsor",
    "subscri",
];

/// Pairs of words, one after the other.
const PAIRS: &[(&str, &str)] = &[
    ("also", "read"),
    ("author", "bio"),
    ("author", "box"),
    ("author", "info"),
    ("email", "signup"),
    ("further", "reading"),
    ("more", "from"),
    ("more", "on"),
    ("more", "stories"),
    ("most", "read"),
    ("most", "viewed"),
    ("pull", "quote"),
    ("read", "also"),
    ("read", "next"),
    ("screen", "reader"),
    ("see", "also"),
    ("sign", "up"),
    ("skip", "link"),
    ("skip", "to"),
    ("sr", "only"),
    ("up", "next"),
    ("visually", "hidden"),
    ("you", "may"),
    ("image", "credit"),
    ("photo", "credit"),
];

/// What the element's name, role, class and id say of it.
pub(super) fn judge(node: &NodeRef<'_>, name: &str) -> Clutter {
    match name {
        "nav" | "figure" | "figcaption" | "dialog" => return Clutter::Surely,
        "body" | "html" | "main" => return Clutter::No,
        _ => {}
    }
    if is_hidden(node) {
        return Clutter::Surely;
    }
    let by_name = match name {
        "aside" | "footer" | "form" | "header" | "address" | "details" => Clutter::Perhaps,
        _ => Clutter::No,
    };
    let role = node.attr("role").unwrap_or_default();
    if matches!(&*role, "navigation" | "search" | "banner" | "contentinfo" | "dialog" | "alert" | "menu") {
        return Clutter::Surely;
    }
    let item = node.attr("itemprop").unwrap_or_default();
    if item.contains("articleBody") {
        return Clutter::No;
    }
    let names = [node.attr("class"), node.attr("id"), node.attr("data-component")];
    let by_words = names.iter().flatten().map(|it| judge_names(it)).max().unwrap_or_default();
    by_name.max(by_words)
}

/// Shown to nobody.
pub(super) fn is_hidden(node: &NodeRef<'_>) -> bool {
    let style = node.attr("style").unwrap_or_default();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    node.has_attr("hidden")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || node.attr("aria-hidden").is_some_and(|it| &*it == "true")
}

fn judge_names(names: &str) -> Clutter {
    let mut worst = Clutter::No;
    for name in names.split_ascii_whitespace() {
        let words = words(name);
        if words.iter().any(|word| LAYOUT.contains(&word.as_str())) {
            continue;
        }
        if words.iter().any(|word| COMMENTS.contains(&word.as_str())) {
            return Clutter::Comments;
        }
        for (i, word) in words.iter().enumerate() {
            let next = words.get(i + 1).map_or("", String::as_str);
            let surely = SURELY.contains(&word.as_str())
                || STEMS.iter().any(|stem| word.starts_with(stem))
                || PAIRS.contains(&(word.as_str(), next));
            if surely {
                worst = Clutter::Surely;
            } else if PERHAPS.contains(&word.as_str()) {
                worst = worst.max(Clutter::Perhaps);
            }
        }
    }
    worst
}

/// `related`, `links` of `related-links`, `relatedLinks`, `block__related_links`.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && was_lower) {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if !c.is_alphanumeric() {
                was_lower = false;
                continue;
            }
        }
        was_lower = c.is_lowercase();
        word.extend(c.to_lowercase());
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Name and classes without digits, so that paragraphs of one template look alike.
pub(super) fn signature(node: &NodeRef<'_>, name: &str) -> String {
    let classes = node.attr("class").unwrap_or_default();
    let classes: String = classes.chars().filter(|c| !c.is_ascii_digit()).take(80).collect();
    format!("{name}.{classes}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parts() {
        for (names, expected) in [
            ("related-links", Clutter::Surely),
            ("relatedLinks", Clutter::Surely),
            ("article__newsletter_box", Clutter::Surely),
            ("most-read", Clutter::Surely),
            ("story-byline", Clutter::Perhaps),
            ("commentary", Clutter::No),
            ("reader-comments", Clutter::Comments),
            ("row fixed-sidebar-layout", Clutter::No),
            ("has-sidebar", Clutter::No),
            ("article-body", Clutter::No),
            ("shareholder", Clutter::No),
            ("", Clutter::No),
        ] {
            assert_eq!(judge_names(names), expected, "{names}");
        }
    }
}
