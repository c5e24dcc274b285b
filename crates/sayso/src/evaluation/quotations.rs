//! Quotations with labels: read from JSONL, matched as a collection matches them.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use sayso_core::utterances::{Context, Link, Matcher, Member, SAME, WordId, group};
use sayso_store::codes::published_day;
use serde::Serialize;
use serde_json::Value;

use super::lines::{LineError, each_line, optional, string};

/// A quotation of a labelled set.
#[derive(Debug, Clone, PartialEq, Default)]
struct Quotation {
    text: String,
    document: String,
    /// Of the quotation itself, where it says so.
    published: Option<String>,
}

/// What is known of a document.
#[derive(Debug, Clone, PartialEq, Default)]
struct Article {
    context: Context,
    published: Option<String>,
}

/// Quotations and the pairs of them that are asked about.
#[derive(Debug, Default)]
pub struct LabelledPairs {
    quotations: BTreeMap<String, Quotation>,
    articles: HashMap<String, Article>,
    pairs: Vec<(String, String)>,
}

/// A pair, and how likely both report the same words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairPrediction {
    /// Id of one quotation.
    pub a: String,
    /// Id of the other.
    pub b: String,
    /// Probability, 0 to 1.
    pub score: f64,
}

/// The quotations of one utterance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupPrediction {
    /// The first member.
    pub group: String,
    /// Ids of the quotations, in order.
    pub members: Vec<String>,
}

/// What was found for a labelled set.
#[derive(Debug, Clone, PartialEq)]
pub struct PairReport {
    /// For each pair asked about whose quotations found each other, in the order of the pairs.
    pub pairs: Vec<PairPrediction>,
    /// Every utterance, one of a single quotation too.
    pub groups: Vec<GroupPrediction>,
    /// How many quotations there are.
    pub quotations: usize,
    /// How many pairs were asked about.
    pub asked: usize,
}

impl LabelledPairs {
    /// Reads pairs, `{"a": …, "b": …}`, which name quotations by their ids or hold them, and the quotations
    /// (`{"id", "doc", "text"}`) and documents (`{"id", "text", "published"}`) that they name.
    ///
    /// # Errors
    /// If a file cannot be read, a line has not got what it needs, or a pair names an unknown quotation.
    pub fn read(
        documents: Option<&Path>,
        quotations: Option<&Path>,
        pairs: &Path,
    ) -> Result<Self, LineError> {
        let mut all = Self::default();
        if let Some(path) = documents {
            each_line(path, |value| {
                let text = string(value, "text")?;
                let article =
                    Article { context: Context::of(&text), published: optional(value, "published") };
                all.articles.insert(string(value, "id")?, article);
                Ok(())
            })?;
        }
        if let Some(path) = quotations {
            each_line(path, |value| {
                let document = string(value, "doc")?;
                let quotation = Quotation { text: string(value, "text")?, document, published: None };
                all.quotations.insert(string(value, "id")?, quotation);
                Ok(())
            })?;
        }
        each_line(pairs, |value| {
            let (a, b) = (all.side(value, "a")?, all.side(value, "b")?);
            all.pairs.push((a, b));
            Ok(())
        })?;
        Ok(all)
    }

    /// The id of a side of a pair; takes in a quotation that the pair holds itself.
    fn side(&mut self, pair: &Value, side: &str) -> Result<String, String> {
        let value = pair.get(side).ok_or_else(|| format!("has no \"{side}\""))?;
        if value.is_object() {
            let id = string(value, "id")?;
            let document = optional(value, "article").unwrap_or_default();
            let published = optional(value, "published");
            let quotation = Quotation { text: string(value, "text")?, document, published };
            self.quotations.entry(id.clone()).or_insert(quotation);
            return Ok(id);
        }
        let id = value.as_str().ok_or_else(|| format!("\"{side}\" is no id of a quotation"))?;
        if !self.quotations.contains_key(id) {
            return Err(format!("no quotation has the id {id}; give the file that has it with --quotes"));
        }
        Ok(id.to_owned())
    }

    /// Matches and groups all quotations as a collection would that imports them at once.
    #[must_use]
    pub fn predict(&self) -> PairReport {
        let (links, ids) = self.links();
        let members: Vec<Member> = ids.iter().map(|id| Member { key: key(id), utterance: None }).collect();
        let same: Vec<Link> = links.iter().copied().filter(|link| link.probability >= SAME).collect();
        let mut groups: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (at, group) in group(&members, &same).into_iter().enumerate() {
            groups.entry(group).or_default().push(ids[at].clone());
        }
        let groups =
            groups.into_iter().map(|(first, members)| GroupPrediction { group: ids[first].clone(), members });
        let groups = groups.collect();
        PairReport { pairs: self.asked(&links, &ids), groups, quotations: ids.len(), asked: self.pairs.len() }
    }

    /// Every link between quotations that found each other, and the ids by number.
    fn links(&self) -> (Vec<Link>, Vec<String>) {
        let mut matcher = Matcher::default();
        let mut documents: HashMap<&str, u32> = HashMap::new();
        let (mut links, mut ids) = (Vec::new(), Vec::new());
        for (id, quotation) in &self.quotations {
            let article = self.articles.get(&quotation.document);
            let context = || article.map(|article| article.context.clone()).unwrap_or_default();
            let document =
                *documents.entry(&quotation.document).or_insert_with(|| matcher.document(context()));
            let published = quotation.published.as_ref().or_else(|| article?.published.as_ref());
            let day = published_day(published.map(String::as_str)).and_then(|day| i32::try_from(day).ok());
            links.extend(matcher.look(&quotation.text, document, day));
            matcher.insert(&quotation.text, document, day);
            ids.push(id.clone());
        }
        (links, ids)
    }

    fn asked(&self, links: &[Link], ids: &[String]) -> Vec<PairPrediction> {
        let name = |link: &Link| (ids[link.a].as_str(), ids[link.b].as_str());
        let scores: HashMap<(&str, &str), f32> =
            links.iter().map(|link| (name(link), link.probability)).collect();
        let score = |a: &str, b: &str| scores.get(&(a.min(b), a.max(b))).copied();
        let predicted = self.pairs.iter().filter_map(|(a, b)| {
            let score = (f64::from(score(a, b)?) * 1e4).round() / 1e4;
            Some(PairPrediction { a: a.clone(), b: b.clone(), score })
        });
        predicted.collect()
    }
}

/// The same wherever the quotation is met.
fn key(id: &str) -> u64 {
    u64::from(WordId::of(id).0)
}
