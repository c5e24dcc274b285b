//! What the text of a block says of itself: an ended sentence, a byline, a call to action.

/// Whether the text ends as a sentence does.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '“']);
    text.ends_with(['.', '!', '?', '…', ':', ';', ',', '。', '！', '？', '।', '؟'])
}

/// Beginnings, in lower case, of short lines that belong to the page whatever follows.
const FURNITURE: &[&str] = &[
    "©",
    "(more:",
    "(read",
    "a version of this article",
    "all rights reserved",
    "also read:",
    "also see:",
    "by subscribing",
    "click here",
    "continue reading",
    "credit:",
    "editor's picks",
    "editor’s picks",
    "filed under",
    "follow us",
    "get the latest",
    "image source",
    "leia também",
    "lesen sie auch",
    "lire aussi",
    "media caption",
    "mehr zum thema",
    "photo:",
    "photo by",
    "please enable",
    "read also",
    "read more",
    "read next",
    "read:",
    "see also",
    "share on",
    "share this",
    "sign up",
    "skip to",
    "story continues",
    "subscribe to",
    "tap here",
    "this article originally appeared",
    "you may also like",
    "you might also like",
];

/// The same, of lines that could also begin a sentence of the article: then they end as one.
const UNLESS_SENTENCE: &[&str] = &[
    "advertisement",
    "comments",
    "copyright",
    "courtesy",
    "download the",
    "email:",
    "enlarge",
    "file photo",
    "follow @",
    "for more",
    "image:",
    "latest news",
    "loading",
    "more from",
    "more on",
    "more:",
    "most read",
    "newsletter",
    "photograph:",
    "photos:",
    "picture:",
    "pictured:",
    "posted:",
    "print this",
    "published:",
    "read the full",
    "recommended",
    "related",
    "report a",
    "see more",
    "subscribe",
    "support our",
    "tags:",
    "topics:",
    "updated:",
    "video:",
    "view gallery",
    "view photo",
    "want to",
    "watch the",
    "watch:",
];

/// Characters above which a block is prose, however it begins.
const FURNITURE_CHARS: usize = 220;

/// Whether a short block is no prose of the article: a byline, a credit, a call to action.
pub(super) fn is_furniture(text: &str) -> bool {
    if text.chars().count() > FURNITURE_CHARS {
        return false;
    }
    let lower = text.trim_start_matches(['[', '(', '*', '•', '>', '»', '|', '-', ' ']).to_lowercase();
    let ends = ends_sentence(text);
    let said = ends && text.contains(['"', '“', '”', '«', '„']);
    let begins = |with: &[&str]| with.iter().any(|opening| lower.starts_with(opening));
    (!said && begins(FURNITURE))
        || (!ends && begins(UNLESS_SENTENCE))
        || is_byline(text)
        || lower.contains("all rights reserved")
        || !text.chars().any(char::is_alphabetic)
}

fn is_byline(text: &str) -> bool {
    let by = crate::readers::names::strip_by(text);
    by.is_some_and(|rest| {
        text.chars().count() <= 120
            && !ends_sentence(text)
            && rest.chars().next().is_some_and(char::is_uppercase)
    })
}

/// Whether a list of the article's main points follows.
pub(super) fn opens_highlights(text: &str) -> bool {
    let lower = text.trim().trim_end_matches(':').to_lowercase();
    matches!(
        lower.as_str(),
        "story highlights" | "highlights" | "key points" | "at a glance" | "in this article"
    )
}

/// Whether everything from this block on is about other articles or the page.
pub(super) fn opens_tail(text: &str) -> bool {
    const TAILS: &[&str] = &[
        "related",
        "related articles",
        "related stories",
        "related content",
        "related topics",
        "related news",
        "read more",
        "more from",
        "more on this story",
        "more on this",
        "most popular",
        "most read",
        "recommended",
        "comments",
        "leave a comment",
        "leave a reply",
        "editors’ recommendations",
        "editors' recommendations",
        "you might also like",
        "you may also like",
        "see also",
        "more stories",
        "further reading",
        "recommended stories",
        "latest news",
        "share this",
        "share this article",
        "about the author",
        "tags",
        "topics",
    ];
    let lower = text.trim().trim_end_matches([':', '.', '…']).to_lowercase();
    TAILS.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_and_prose() {
        for text in [
            "Read more: what the engineers found",
            "Sign up for our newsletter.",
            "By Ana Ortiz",
            "Related",
            "© 2016",
            "* * *",
        ] {
            assert!(is_furniture(text), "{text}");
        }
        for text in [
            "For more than a year the council waited.",
            "“Read more,” she told the children.",
            "By noon the bridge was open.",
            "Comments were not to be had on Sunday.",
        ] {
            assert!(!is_furniture(text), "{text}");
        }
    }
}
