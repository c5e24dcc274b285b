//! The rooms of the core import only backwards, and the core touches nothing but its arguments.
//!
//! Works on Rust's own tokens, so that comments, strings and documentation do not count. Code under
//! `#[cfg(test)]` and files named `tests.rs` are free.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use super::{Finding, SourceFile};

/// In the order of the data, which is the only direction of import.
const ROOMS: [&str; 13] = [
    "text",
    "document",
    "lexicon",
    "segment",
    "encoder",
    "attribution",
    "speakers",
    "circumstances",
    "utterances",
    "echo",
    "meaning",
    "pipeline",
    "identity",
];

/// What of the standard library would make the core impure.
const IMPURE: [&str; 7] = ["fs", "env", "net", "process", "time", "io", "os"];

/// Macros that print.
const PRINTING: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];

pub(super) fn check(file: &SourceFile) -> Vec<Finding> {
    let Ok(inside) = file.path.strip_prefix("crates/sayso-core/src") else { return Vec::new() };
    if !file.has_extension("rs") || file.path.ends_with("tests.rs") {
        return Vec::new();
    }
    let tokens: TokenStream = match file.text.parse() {
        Ok(tokens) => tokens,
        Err(error) => return vec![file.finding(1, format!("is not Rust: {error}"))],
    };
    let room = inside.components().next().and_then(|first| first.as_os_str().to_str()).map(room_name);
    let own_rank = room.and_then(rank);
    let mut findings = Vec::new();
    walk(tokens, &mut |root, name| {
        let line = name.span().start().line;
        let word = name.to_string();
        match root {
            "std" if IMPURE.contains(&word.as_str()) => {
                findings.push(file.finding(line, format!("the core is pure, and std::{word} is not")));
            }
            "!" if PRINTING.contains(&word.as_str()) => {
                findings.push(file.finding(line, format!("the core is pure, and {word}! is not")));
            }
            "crate" if own_rank.is_some_and(|own| rank(&word).is_some_and(|other| other > own)) => {
                let own = room.unwrap_or_default();
                findings
                    .push(file.finding(line, format!("`{own}` comes before `{word}` and may not use it")));
            }
            _ => {}
        }
    });
    findings
}

fn room_name(component: &str) -> &str {
    component.trim_end_matches(".rs")
}

fn rank(room: &str) -> Option<usize> {
    ROOMS.iter().position(|&known| known == room)
}

/// Calls `see` with (`crate` or `std`, next name of the path) for each path, and with (`!`, name)
/// for each macro call.
fn walk(tokens: TokenStream, see: &mut impl FnMut(&str, &Ident)) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < trees.len() {
        if is_cfg_test(&trees[at..]) {
            at = end_of_item(&trees, at + 2);
            continue;
        }
        match &trees[at] {
            TokenTree::Group(group) => walk(group.stream(), see),
            TokenTree::Ident(name) => look(name, &trees[at + 1..], see),
            _ => {}
        }
        at += 1;
    }
}

fn look(name: &Ident, rest: &[TokenTree], see: &mut impl FnMut(&str, &Ident)) {
    let root = name.to_string();
    if is_punct(rest.first(), '!') && matches!(rest.get(1), Some(TokenTree::Group(_))) {
        see("!", name);
    }
    let is_root = matches!(root.as_str(), "crate" | "std" | "core");
    if !is_root || !is_punct(rest.first(), ':') || !is_punct(rest.get(1), ':') {
        return;
    }
    let root = if root == "core" { "std" } else { &root };
    match rest.get(2) {
        Some(TokenTree::Ident(next)) => see(root, next),
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            firsts(group.stream(), &mut |next| see(root, next));
        }
        _ => {}
    }
}

/// The first name of each path in the braces of a `use`.
fn firsts(tokens: TokenStream, see: &mut impl FnMut(&Ident)) {
    let mut opens = true;
    for tree in tokens {
        if let (true, TokenTree::Ident(name)) = (opens, &tree) {
            see(name);
        }
        opens = is_punct(Some(&tree), ',');
    }
}

/// Whether an item for tests alone begins: `#[cfg(test)]`.
fn is_cfg_test(trees: &[TokenTree]) -> bool {
    let Some(TokenTree::Group(group)) = trees.get(1) else { return false };
    is_punct(trees.first(), '#') && group.stream().to_string().replace(' ', "") == "cfg(test)"
}

/// One past the item that goes on at `from`: after its braces or semicolon.
fn end_of_item(trees: &[TokenTree], from: usize) -> usize {
    let ends = |tree: &TokenTree| match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        other => is_punct(Some(other), ';'),
    };
    trees[from..].iter().position(ends).map_or(trees.len(), |offset| from + offset + 1)
}

fn is_punct(tree: Option<&TokenTree>, wanted: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn messages(path: &str, text: &str) -> Vec<String> {
        check(&file(path, text)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_room_may_not_use_a_later_one() {
        let text = "use crate::text::Span;\nuse crate::{document::Step, pipeline};\nfn f() { crate::speakers::resolve() }";
        let found = messages("crates/sayso-core/src/segment/words.rs", text);
        assert_eq!(
            found,
            [
                "crates/sayso-core/src/segment/words.rs:2: `segment` comes before `pipeline` and may not use it",
                "crates/sayso-core/src/segment/words.rs:3: `segment` comes before `speakers` and may not use it",
            ]
        );
        assert_eq!(messages("crates/sayso-core/src/pipeline/mod.rs", text), [""; 0]);
    }

    #[test]
    fn the_core_is_pure_but_for_its_tests() {
        let impure = "use std::{fs, fmt};\nfn f() { println!(\"{}\", std::env::args().count()) }";
        assert_eq!(messages("crates/sayso-core/src/text/mod.rs", impure).len(), 3);
        let test =
            format!("#[cfg(test)]\nmod tests {{ {impure} }}\n// std::fs\nconst S: &str = \"std::fs\";");
        assert_eq!(messages("crates/sayso-core/src/text/mod.rs", &test), [""; 0]);
        assert_eq!(messages("crates/sayso/src/main.rs", impure), [""; 0]);
    }
}
