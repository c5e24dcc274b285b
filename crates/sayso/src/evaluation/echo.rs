//! How often copying is seen where there is none, and how seldom it is missed where there is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sayso_core::echo::{
    COUNTS, Evidence, Page, Published, Stock, Studied, Witness, evidence, overlap, sketch,
};
use sayso_core::segment::segment;
use sayso_core::utterances::WordId;
use serde::Serialize;

use super::lines::{LineError, each_line, optional, string};

/// Articles of each outlet that are the background of all others, and take part in no pair; and of those without an
/// outlet. No more than a third of all.
const OF_EACH_OUTLET: usize = 40;
const OF_NO_OUTLET: usize = 200;

/// Articles so many seconds apart have nothing to do with each other.
const APART: i64 = 30 * 86_400;

/// Bounds at which pairs are counted, in bits.
const BITS: [f32; 9] = [1.0, 4.0, 8.0, 12.0, 18.0, 24.0, 32.0, 48.0, 64.0];

/// An article to measure on.
#[derive(Debug, Clone, PartialEq, Default)]
struct Article {
    id: String,
    text: String,
    topic: Option<String>,
    outlet: Option<String>,
    published: Option<Published>,
}

/// Articles of which it is known which have nothing to do with each other.
#[derive(Debug, Default)]
pub struct EchoSet {
    articles: Vec<Article>,
}

/// How many pairs have evidence of copying.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct PairCounts {
    /// Pairs looked at.
    pub pairs: usize,
    /// Of these, the ones that would count as copying: any of the following.
    pub counting: usize,
    /// Near-copies.
    pub near_copies: usize,
    /// Pairs that credit one agency.
    pub credits: usize,
    /// Pairs of which one names the other's outlet as where it has the words from.
    pub chains: usize,
    /// Pairs that share text of so many bits at least.
    pub shared_text: BTreeMap<u32, usize>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct EchoReport {
    /// Articles compared.
    pub documents: usize,
    /// Articles of the background.
    pub background: usize,
    /// Pairs that have nothing to do with each other: of different topics, or published a month apart.
    pub unrelated: PairCounts,
    /// All other pairs.
    pub others: PairCounts,
    /// Ids of near-copies, and whether their sketches share a hash.
    pub near_copies: Vec<(String, String, bool)>,
    /// Ids of the unrelated pairs that would count, with the bits of the text that they share.
    pub false_pairs: Vec<(String, String, f32)>,
}

impl EchoSet {
    /// Reads articles: a file of JSONL, `{"id", "text"}` and, where known, `{"topic", "published", "outlet"}`, or a
    /// folder of text files named `OUTLET_DATE_ANYTHING.txt`.
    ///
    /// # Errors
    /// If something cannot be read, or a line has not got what it needs.
    pub fn read(path: &Path) -> Result<Self, LineError> {
        let mut set = Self::default();
        if path.is_dir() {
            set.articles = folder(path)?;
        } else {
            each_line(path, |value| {
                let published = optional(value, "published").as_deref().and_then(Published::read);
                let (topic, outlet) = (optional(value, "topic"), optional(value, "outlet"));
                let (id, text) = (string(value, "id")?, string(value, "text")?);
                set.articles.push(Article { id, text, topic, outlet, published });
                Ok(())
            })?;
        }
        // By the hash of the text: as good as by chance, and always the same.
        set.articles.sort_by_key(|one| (WordId::of(&one.text), one.id.clone()));
        Ok(set)
    }

    /// How many articles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// Compares all articles with each other, but for those that are the background.
    #[must_use]
    pub fn measure(&self) -> EchoReport {
        let (stock, compared) = self.background();
        let studied: Vec<Studied> = compared.iter().map(|one| Studied::new(one.witness())).collect();
        let sketches: Vec<Vec<i32>> = studied.iter().map(|one| sketch(one.page())).collect();
        let mut report =
            EchoReport { documents: compared.len(), background: stock.documents(), ..EchoReport::default() };
        for (b, other) in studied.iter().enumerate() {
            for (a, one) in studied[..b].iter().enumerate() {
                let found = evidence(one, other, &stock);
                let unrelated = compared[a].has_nothing_to_do_with(compared[b]);
                let counts = if unrelated { &mut report.unrelated } else { &mut report.others };
                let counting = counts.add(&found);
                let ids = || (compared[a].id.clone(), compared[b].id.clone());
                if found.iter().any(|one| matches!(one, Evidence::NearCopy { .. })) {
                    let meet = sketches[a].iter().any(|hash| sketches[b].contains(hash));
                    report.near_copies.push((ids().0, ids().1, meet));
                }
                if unrelated && counting {
                    let bits = found.iter().map(Evidence::bits).sum();
                    report.false_pairs.push((ids().0, ids().1, bits));
                }
            }
        }
        report
    }
}

impl EchoSet {
    /// Some articles as the background of the others, and the others.
    fn background(&self) -> (Stock, Vec<&Article>) {
        let (mut stock, mut compared) = (Stock::default(), Vec::new());
        let mut taken: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        for article in &self.articles {
            let count = taken.entry(article.outlet.as_deref()).or_default();
            let most = if article.outlet.is_some() { OF_EACH_OUTLET } else { OF_NO_OUTLET };
            if *count < most && stock.documents() < self.len() / 3 {
                *count += 1;
                stock.add(&Page::read(&article.text, &[]));
            } else {
                compared.push(article);
            }
        }
        (stock, compared)
    }
}

impl Article {
    fn witness(&self) -> Witness<'_> {
        Witness {
            text: &self.text,
            given: &[],
            reports: &[],
            published: self.published,
            outlet: self.outlet.as_deref(),
            origin: &self.id,
            authors: &[],
        }
    }

    fn has_nothing_to_do_with(&self, other: &Self) -> bool {
        match (&self.topic, &other.topic, self.published, other.published) {
            (Some(one), Some(other), ..) => one != other,
            (_, _, Some(one), Some(other)) => one.from.abs_diff(other.from) >= APART as u64,
            _ => false,
        }
    }
}

impl PairCounts {
    /// Counts a pair, and says whether it would count as copying.
    fn add(&mut self, found: &[Evidence]) -> bool {
        self.pairs += 1;
        let has = |kind: fn(&Evidence) -> bool| usize::from(found.iter().any(kind));
        self.near_copies += has(|one| matches!(one, Evidence::NearCopy { .. }));
        self.credits += has(|one| matches!(one, Evidence::Credit { .. }));
        self.chains += has(|one| matches!(one, Evidence::Chain { .. }));
        let bits: f32 = found.iter().map(Evidence::bits).sum();
        for bound in BITS {
            *self.shared_text.entry(bound as u32).or_default() += usize::from(bits >= bound);
        }
        let counting = bits >= COUNTS || found.iter().any(Evidence::counts_alone);
        self.counting += usize::from(counting);
        counting
    }
}

/// Text files, with outlet and day in their names.
fn folder(path: &Path) -> Result<Vec<Article>, LineError> {
    let io = |error| LineError::Io { path: path.to_owned(), error };
    let mut articles = Vec::new();
    for entry in fs::read_dir(path).map_err(io)? {
        let file = entry.map_err(io)?.path();
        if file.extension().is_some_and(|extension| extension == "txt") {
            let text =
                fs::read_to_string(&file).map_err(|error| LineError::Io { path: file.clone(), error })?;
            let id = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let mut parts = id.split('_');
            let outlet = parts.next().map(str::to_owned);
            let published = parts.next().and_then(Published::read);
            articles.push(Article { text, topic: None, outlet, published, id: id.clone() });
        }
    }
    Ok(articles)
}

/// What was done to articles before they were compared with themselves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Treatment {
    /// Share of the sentences that are kept, in per cent.
    pub kept: u32,
    /// Words of which one became another, in per cent.
    pub changed: u32,
    /// Sentences of another article put in, in per cent of those kept.
    pub put_in: u32,
}

/// How many of the articles so treated were found again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recall {
    /// What was done.
    pub treatment: Treatment,
    /// Articles.
    pub articles: usize,
    /// Of these, near-copies of the original still.
    pub near_copies: usize,
    /// Of the near-copies, those whose sketch shares a hash with that of the original.
    pub found: usize,
    /// Pairs of which the text that they share counts as copying, near-copies or not.
    pub counting: usize,
}

impl EchoSet {
    /// Treats every article in all ways, at random but always the same for one seed, and looks for the original.
    #[must_use]
    pub fn recall(&self, seed: u64) -> Vec<Recall> {
        let mut rows = Vec::new();
        for kept in [100, 80, 70, 60, 50, 30, 10] {
            for (changed, put_in) in [(0, 0), (3, 0), (10, 0), (0, 100), (3, 100)] {
                rows.push(self.recall_of(Treatment { kept, changed, put_in }, seed));
            }
        }
        rows
    }

    fn recall_of(&self, treatment: Treatment, seed: u64) -> Recall {
        let mut random = Random(seed);
        let mut recall =
            Recall { treatment, articles: self.articles.len(), near_copies: 0, found: 0, counting: 0 };
        for (at, article) in self.articles.iter().enumerate() {
            let other = &self.articles[(at + 1 + random.below(self.articles.len())) % self.articles.len()];
            let text = treated(&article.text, &other.text, treatment, &mut random);
            let copy = Article { text, ..article.clone() };
            let [one, two] = [article, &copy].map(|article| Studied::new(article.witness()));
            if overlap(one.page(), two.page()).is_near_copy() {
                recall.near_copies += 1;
                let [one, two] = [one.page(), two.page()].map(sketch);
                recall.found += usize::from(one.iter().any(|hash| two.contains(hash)));
            }
            let bits: f32 = evidence(&one, &two, &Stock::default()).iter().map(Evidence::bits).sum();
            recall.counting += usize::from(bits >= COUNTS);
        }
        recall
    }
}

/// An article shortened, reworded and with sentences of another one in it.
fn treated(text: &str, other: &str, treatment: Treatment, random: &mut Random) -> String {
    let chosen = |text: &str, share: u32, random: &mut Random| -> Vec<String> {
        let sentences = segment(text).sentences.into_iter().map(|span| span.of(text).to_owned());
        sentences.filter(|_| random.below(100) < share as usize).collect()
    };
    let mut sentences = chosen(text, treatment.kept, random);
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    for sentence in &mut sentences {
        let changed = sentence.split_whitespace().map(|word| {
            let change = random.below(100) < treatment.changed as usize;
            if change { words[random.below(words.len())].clone() } else { word.to_owned() }
        });
        *sentence = changed.collect::<Vec<_>>().join(" ");
    }
    let room = sentences.len() * treatment.put_in as usize / 100;
    for sentence in chosen(other, 100, random).into_iter().take(room) {
        let at = random.below(sentences.len() + 1);
        sentences.insert(at, sentence);
    }
    sentences.join("\n")
}

/// Numbers as good as by chance: SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }
}
