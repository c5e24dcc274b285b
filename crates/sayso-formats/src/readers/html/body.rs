//! The article's text, apart from all else on the page.
//!
//! Every block of text gets a weight: long sentences speak for the article, links and scraps
//! against it. The article is the run of blocks that weighs most (Pasternack and Roth, "Extracting
//! Article Text from the Web with Maximum Subsequence Segmentation", WWW 2009), within the
//! innermost element that holds nearly all of it. What stands there and is no prose of the article
//! is left out: parts that the page's author named so ([`super::clutter`]), captions, bylines,
//! teasers and calls to action ([`super::phrases`]).

use super::blocks::{Block, Element, Kind, Page};
use super::clutter::Clutter;
use super::metadata::Metadata;
use super::{blocks, phrases};
use dom_query::Document;
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

pub(super) struct Body {
    pub text: String,
    /// No article was found: the text is every paragraph of the page.
    pub guessed: bool,
}

/// Share of the heaviest run's weight that one element must hold to stand for it.
const MOST: f32 = 0.95;
/// Characters of prose below which nothing was found.
const ENOUGH: usize = 140;

pub(super) fn extract(dom: &Document, metadata: &Metadata) -> Body {
    let Some(body) = dom.body() else { return Body { text: String::new(), guessed: true } };
    let page = blocks::page(&body);
    let best = [Trust::Names, Trust::SureNames, Trust::Nothing]
        .into_iter()
        .map(|trust| select(&page, metadata, trust))
        .find(|chosen| chosen.iter().map(|&at| page.blocks[at].chars).sum::<usize>() >= ENOUGH);
    let best = match &metadata.article_body {
        Some(declared) => check(&page, declared, best),
        None => best,
    };
    match best {
        Some(chosen) => Body { text: join(chosen.iter().map(|&at| &page.blocks[at])), guessed: false },
        None => Body { text: join(page.blocks.iter()), guessed: true },
    }
}

/// Every paragraph.
pub(super) fn all(dom: &Document) -> String {
    dom.body().map_or_else(String::new, |body| join(blocks::page(&body).blocks.iter()))
}

/// Words in a row that are compared with what the page declares to be its article.
const RUN: usize = 4;

/// Checks the chosen blocks against the text that the page itself declares. Where they have little
/// in common and the declared text stands on the page, the blocks that hold it are the article.
fn check(page: &Page, declared: &str, chosen: Option<Vec<usize>>) -> Option<Vec<usize>> {
    let declared = runs(declared);
    if declared.len() < 50 {
        return chosen;
    }
    let shared = |blocks: &[usize]| {
        let found: HashSet<u64> = blocks.iter().flat_map(|&at| runs(&page.blocks[at].text)).collect();
        found.intersection(&declared).count() as f32 / declared.len() as f32
    };
    if shared(chosen.as_deref().unwrap_or_default()) > 0.5 {
        return chosen;
    }
    let mut holding: Vec<usize> = (0..page.blocks.len())
        .filter(|&at| {
            let runs = runs(&page.blocks[at].text);
            !runs.is_empty() && runs.intersection(&declared).count() * 10 >= runs.len() * 8
        })
        .collect();
    drop_repeats(page, &mut holding);
    if shared(&holding) > 0.6 { Some(holding) } else { chosen }
}

/// Hashes of each run of words of the text.
fn runs(text: &str) -> HashSet<u64> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    words
        .windows(RUN)
        .map(|run| {
            let mut hasher = DefaultHasher::new();
            run.hash(&mut hasher);
            hasher.finish()
        })
        .collect()
}

fn join<'a>(blocks: impl Iterator<Item = &'a Block>) -> String {
    blocks.map(|it| it.text.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// How far the names of elements are believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    Names,
    SureNames,
    Nothing,
}

/// The blocks of the article, by index, in order.
fn select(page: &Page, metadata: &Metadata, trust: Trust) -> Vec<usize> {
    let left_out = clutter(page, trust);
    let weights: Vec<f32> = page
        .blocks
        .iter()
        .zip(&left_out)
        .map(|(block, &out)| if out { 0.0 } else { weight(block) })
        .collect();
    let Some((first, end)) = heaviest(page, &weights) else { return Vec::new() };
    let mut chosen: Vec<usize> =
        (first..end).filter(|&at| !left_out[at] && belongs(&page.blocks[at], metadata)).collect();
    drop_linked_headings(page, &mut chosen);
    drop_strangers(page, &mut chosen);
    drop_lists_of_highlights(page, &mut chosen);
    trim(page, metadata, &mut chosen);
    drop_repeats(page, &mut chosen);
    chosen
}

/// For each block whether an element around it is clutter.
fn clutter(page: &Page, trust: Trust) -> Vec<bool> {
    let mut sums = vec![0usize];
    for block in &page.blocks {
        sums.push(sums[sums.len() - 1] + prose(block));
    }
    let total = sums[sums.len() - 1].max(1);
    let mut headlines = vec![0usize];
    for block in &page.blocks {
        headlines.push(headlines[headlines.len() - 1] + usize::from(block.headline));
    }
    // A paragraph's class says how it looks: what all paragraphs of that class hold is what counts.
    let mut by_class: BTreeMap<&str, usize> = BTreeMap::new();
    let held = |element: &Element| sums[element.end] - sums[element.first];
    for element in page.elements.iter().filter(|it| it.is_paragraph()) {
        *by_class.entry(&element.signature).or_default() += held(element);
    }
    let mut out = vec![false; page.blocks.len()];
    for element in &page.elements {
        let of_class = by_class.get(element.signature.as_str()).copied().unwrap_or(0);
        let share = held(element).max(of_class) as f32 / total as f32;
        let most = match (element.clutter, trust) {
            (Clutter::No, _) | (_, Trust::Nothing) | (Clutter::Perhaps, Trust::SureNames) => continue,
            // No part of a page but the article's has the headline and much text.
            _ if headlines[element.end] > headlines[element.first] => 0.1,
            (Clutter::Perhaps, Trust::Names) => 0.25,
            (Clutter::Surely, _) => 0.5,
            (Clutter::Comments, _) => 0.95,
        };
        if share <= most {
            out[element.first..element.end].fill(true);
        }
    }
    out
}

/// Characters of running text.
fn prose(block: &Block) -> usize {
    if is_sentence(block) { block.chars - block.linked } else { 0 }
}

/// Long enough, and not made of links.
fn is_sentence(block: &Block) -> bool {
    let long = match block.kind {
        Kind::Heading => block.chars >= 120 && phrases::ends_sentence(&block.text),
        _ => block.chars >= 60,
    };
    long && block.linked * 2 < block.chars
}

/// How much a block speaks for (positive) or against standing in the article.
fn weight(block: &Block) -> f32 {
    let linked = block.linked as f32 / block.chars.max(1) as f32;
    let chars = block.chars as f32;
    if is_sentence(block) {
        let kind = match block.kind {
            Kind::Paragraph => 1.0,
            Kind::Other => 0.7,
            Kind::Item | Kind::Heading => 0.4,
        };
        let ends = if phrases::ends_sentence(&block.text) { 1.0 } else { 0.4 };
        return kind * ends * (1.0 - linked) * (chars / 100.0).min(6.0);
    }
    match block.kind {
        _ if linked > 0.5 => -1.2,
        Kind::Paragraph if phrases::ends_sentence(&block.text) => 0.4,
        Kind::Paragraph => -0.1,
        Kind::Heading => -0.3,
        Kind::Item if phrases::ends_sentence(&block.text) => 0.2,
        Kind::Item | Kind::Other => -0.7,
    }
}

/// The run of blocks that weighs most, within the innermost element that holds most of it.
fn heaviest(page: &Page, weights: &[f32]) -> Option<(usize, usize)> {
    let (first, end) = heaviest_run(weights)?;
    let mut sums = vec![0.0f32];
    for weight in weights {
        sums.push(sums[sums.len() - 1] + weight);
    }
    let whole = sums[end] - sums[first];
    page.elements
        .iter()
        .map(|it| (it.first.max(first), it.end.min(end)))
        .filter(|&(first, end)| first < end && sums[end] - sums[first] >= MOST * whole)
        .min_by_key(|&(first, end)| end - first)
}

/// Kadane's algorithm; `None` where no block weighs anything.
fn heaviest_run(weights: &[f32]) -> Option<(usize, usize)> {
    let (mut best, mut run) = ((0.0f32, 0, 0), (0.0f32, 0));
    for (at, weight) in weights.iter().enumerate() {
        if run.0 <= 0.0 {
            run = (0.0, at);
        }
        run.0 += weight;
        if run.0 > best.0 {
            best = (run.0, run.1, at + 1);
        }
    }
    (best.0 > 0.0).then_some((best.1, best.2))
}

/// Whether a block inside the article's element is article text.
fn belongs(block: &Block, metadata: &Metadata) -> bool {
    let prose = block.kind == Kind::Paragraph && (block.chars > 120 || phrases::ends_sentence(&block.text));
    // Of headings, what follows decides.
    if block.kind != Kind::Heading && block.linked * 10 > block.chars * if prose { 9 } else { 7 } {
        return false;
    }
    if metadata.title.as_deref().is_some_and(|title| same_words(title, &block.text)) {
        return false;
    }
    if block.kind != Kind::Heading && block.kind != Kind::Paragraph && block.chars < 40 {
        return phrases::ends_sentence(&block.text);
    }
    !phrases::is_furniture(&block.text)
}

fn same_words(a: &str, b: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|it| !it.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    words(a) == words(b)
}

/// Drops headings that are links, which lead to other articles; but not one that the next paragraph of its own
/// part of the page goes on from.
fn drop_linked_headings(page: &Page, chosen: &mut Vec<usize>) {
    let parent = |at: usize| page.elements[page.blocks[at].element].parent;
    let leads_on = |at: usize, next: usize| {
        let block = &page.blocks[next];
        next == at + 1 && block.kind == Kind::Paragraph && is_sentence(block) && parent(next) == parent(at)
    };
    let is_teaser = |(place, &at): (usize, &usize)| {
        let block = &page.blocks[at];
        block.kind == Kind::Heading
            && block.linked * 10 > block.chars * 7
            && !chosen.get(place + 1).is_some_and(|&next| leads_on(at, next))
    };
    let teasers: HashSet<usize> =
        chosen.iter().enumerate().filter(|&it| is_teaser(it)).map(|(_, &at)| at).collect();
    chosen.retain(|at| !teasers.contains(at));
}

/// Drops blocks of a template that is not the article's: teasers that stand among its paragraphs.
fn drop_strangers(page: &Page, chosen: &mut Vec<usize>) {
    let signature = |at: usize| {
        let element = &page.elements[page.blocks[at].element];
        let parent = &page.elements[element.parent];
        (element.signature.as_str(), parent.signature.as_str())
    };
    let mut by_signature: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for &at in chosen.iter() {
        *by_signature.entry(signature(at)).or_default() += prose(&page.blocks[at]);
    }
    let Some((&most, &amount)) = by_signature.iter().max_by_key(|(_, amount)| **amount) else { return };
    let total: usize = by_signature.values().sum();
    if amount * 10 < total * 6 {
        return;
    }
    // A list is one thing: some of its items may be little but a link.
    let mut lists: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for &at in chosen.iter() {
        let block = &page.blocks[at];
        let (linked, chars) = lists.entry(page.elements[block.element].parent).or_default();
        (*linked, *chars) = (*linked + block.linked, *chars + block.chars);
    }
    let wrapped = |at: usize| {
        let block = &page.blocks[at];
        // A list item or wrapper with a class of its own, beside plain paragraphs.
        let sentence = phrases::ends_sentence(&block.text) && block.linked * 2 < block.chars;
        let (linked, chars) = match block.kind {
            Kind::Item => lists[&page.elements[block.element].parent],
            _ => (block.linked, block.chars),
        };
        block.kind != Kind::Heading && !sentence && signature(at) != most && linked * 3 > chars
    };
    chosen.retain(|&at| !wrapped(at));
}

/// Drops summaries in bullets that some outlets set beside the article.
fn drop_lists_of_highlights(page: &Page, chosen: &mut Vec<usize>) {
    let mut in_list = false;
    chosen.retain(|&at| {
        let block = &page.blocks[at];
        in_list = phrases::opens_highlights(&block.text) || (in_list && block.kind == Kind::Item);
        !in_list
    });
}

/// Cuts the teasers behind the last paragraph of the article's own template.
fn drop_teasers_behind(page: &Page, chosen: &mut Vec<usize>) {
    let mut by_parent: BTreeMap<&str, usize> = BTreeMap::new();
    for &at in chosen.iter() {
        *by_parent.entry(&page.elements[page.blocks[at].element].signature).or_default() +=
            prose(&page.blocks[at]);
    }
    let Some((&most, _)) = by_parent.iter().max_by_key(|(_, amount)| **amount) else { return };
    let is_own = |&at: &usize| page.elements[page.blocks[at].element].signature == most;
    let Some(last) = chosen.iter().rposition(is_own) else { return };
    let (Some(&from), Some(&to)) = (chosen.get(last), chosen.last()) else { return };
    let behind = &page.blocks[from + 1..=to];
    let links = behind.iter().filter(|it| it.linked * 2 > it.chars).count();
    let sentences = behind.iter().filter(|it| is_sentence(it)).count();
    if links >= 2 && links >= sentences {
        chosen.truncate(last + 1);
    }
}

/// Drops what leads into the first sentence and what trails behind the last.
fn trim(page: &Page, metadata: &Metadata, chosen: &mut Vec<usize>) {
    drop_teasers_behind(page, chosen);
    let is_tail_heading = |&at: &usize| phrases::opens_tail(&page.blocks[at].text);
    if let Some(from) = chosen.iter().rposition(is_tail_heading) {
        let rest: usize = chosen[from..].iter().map(|&at| prose(&page.blocks[at])).sum();
        let all: usize = chosen.iter().map(|&at| prose(&page.blocks[at])).sum();
        if rest * 5 < all {
            chosen.truncate(from);
        }
    }
    let is_scrap = |at: usize| {
        let block = &page.blocks[at];
        !(is_sentence(block) || block.kind == Kind::Paragraph && phrases::ends_sentence(&block.text))
    };
    let is_about_author = |at: usize| {
        let text = &page.blocks[at].text;
        metadata.authors.iter().any(|name| name.contains(' ') && text.starts_with(name.as_str()))
    };
    while chosen.len() > 1 && chosen.last().is_some_and(|&at| is_scrap(at) || is_about_author(at)) {
        chosen.pop();
    }
    let lead = chosen.iter().position(|&at| !is_scrap(at)).unwrap_or(0);
    chosen.drain(..lead);
}

/// Drops long blocks that were there before (for another width of screen).
fn drop_repeats(page: &Page, chosen: &mut Vec<usize>) {
    let mut seen = HashSet::new();
    chosen.retain(|&at| page.blocks[at].chars < 60 || seen.insert(page.blocks[at].text.as_str()));
}
