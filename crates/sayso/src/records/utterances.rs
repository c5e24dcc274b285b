//! The same words over documents.

use std::collections::{BTreeMap, BTreeSet};

use sayso_core::utterances::{Alert, Edit, EditClass, Portrait, Variant, edits};
use sayso_store::utterances::{Checked, Quotation, UtteranceId, portray};
use sayso_store::{Store, StoreError};
use serde::Serialize;
use utoipa::ToSchema;

use super::{day, rounded};
use crate::collection::origins::Origins;

/// The value of `schema` in every [`UtteranceRecord`].
pub const UTTERANCE_SCHEMA: &str = "sayso.utterance/1";

/// The value of `schema` in every [`CheckRecord`].
pub const CHECK_SCHEMA: &str = "sayso.check/1";

/// An utterance with all that the collection knows of it.
#[derive(Debug, Clone)]
pub struct Utterance {
    /// Public id.
    pub id: String,
    /// Its reports, the earliest first.
    pub reports: Vec<Quotation>,
    /// Its wordings, and what to look at.
    pub portrait: Portrait,
}

impl Utterance {
    /// Loads it.
    ///
    /// # Errors
    /// If it is not there, or the collection cannot be read.
    pub fn load(store: &Store, utterance: UtteranceId) -> Result<Self, StoreError> {
        let reports = store.reports(utterance)?;
        let portrait = portray(&reports);
        Ok(Self { id: store.utterance_name(utterance)?, reports, portrait })
    }

    /// The words of a variant.
    #[must_use]
    pub fn words(&self, variant: &Variant) -> &str {
        variant.reports.first().map_or("", |&at| &self.reports[at].words)
    }

    /// The fullest wording.
    #[must_use]
    pub fn base(&self) -> &str {
        self.portrait.variants.first().map_or("", |base| self.words(base))
    }

    /// Documents with a report.
    #[must_use]
    pub fn documents(&self) -> usize {
        self.distinct(|one| Some(&one.document)).len()
    }

    /// Outlets with a report.
    #[must_use]
    pub fn outlets(&self) -> BTreeSet<&str> {
        self.distinct(|one| one.outlet.as_ref())
    }

    fn distinct<'a>(&'a self, of: impl Fn(&'a Quotation) -> Option<&'a String>) -> BTreeSet<&'a str> {
        self.reports.iter().filter_map(|one| of(one).map(String::as_str)).collect()
    }

    /// When the earliest dated report was published.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.reports.iter().find_map(|one| one.published.as_deref())
    }

    /// Who is said to have spoken, with how many reports say so; most first.
    #[must_use]
    pub fn speakers(&self) -> Vec<(&str, usize)> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for speaker in self.reports.iter().filter_map(|one| one.speaker.as_deref()) {
            *counts.entry(speaker).or_default() += 1;
        }
        let mut speakers: Vec<_> = counts.into_iter().collect();
        speakers.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
        speakers
    }

    /// An alert in a sentence. Words of articles stand in it as they are.
    #[must_use]
    pub fn alert(&self, alert: &Alert) -> String {
        let variants = &self.portrait.variants;
        match alert {
            Alert::Speakers(names) => format!("the reports name different speakers: {}", names.join(", ")),
            &Alert::Sense(variant, edit) => {
                let words = self.words(&variants[variant]);
                let edit = &variants[variant].edits[edit];
                format!("in wording {} a {}", variant + 1, change(edit, self.base(), words))
            }
            &Alert::OnlyHere(variant, span) => {
                let words = self.words(&variants[variant]);
                let only = variants[variant].only_here[span].of(words);
                format!("in wording {} “{only}”, which no other report has", variant + 1)
            }
        }
    }

    /// As a list shows it.
    #[must_use]
    pub fn summary(&self) -> SummaryRecord {
        SummaryRecord {
            utterance: self.id.clone(),
            reports: self.reports.len(),
            documents: self.documents(),
            outlets: self.outlets().len(),
            wordings: self.portrait.variants.len(),
            alerts: self.portrait.alerts.len(),
            first: self.first().map(str::to_owned),
            speakers: self.speakers().into_iter().map(|(name, _)| name.to_owned()).collect(),
            words: self.base().to_owned(),
        }
    }

    /// All of it, with how many origins it has.
    #[must_use]
    pub fn record(&self, origins: Origins) -> UtteranceRecord {
        let speakers = self.speakers().into_iter();
        UtteranceRecord {
            schema: UTTERANCE_SCHEMA,
            id: self.id.clone(),
            first: self.first().map(str::to_owned),
            documents: self.documents(),
            outlets: self.outlets().into_iter().map(str::to_owned).collect(),
            speakers: speakers
                .map(|(name, reports)| SpokeRecord { name: name.to_owned(), reports })
                .collect(),
            alerts: self.portrait.alerts.iter().map(|alert| self.alert_record(alert)).collect(),
            variants: self.portrait.variants.iter().map(|variant| self.variant_record(variant)).collect(),
            origins,
        }
    }

    fn alert_record(&self, alert: &Alert) -> AlertRecord {
        let (kind, variant) = match alert {
            Alert::Speakers(_) => ("speakers", None),
            Alert::Sense(variant, _) => ("sense", Some(*variant)),
            Alert::OnlyHere(variant, _) => ("only-here", Some(*variant)),
        };
        AlertRecord { kind, variant, message: self.alert(alert) }
    }

    fn variant_record(&self, variant: &Variant) -> VariantRecord {
        let words = self.words(variant);
        VariantRecord {
            words: words.to_owned(),
            first: variant.first.and_then(|first| day(i64::from(first))),
            edits: variant.edits.iter().map(|edit| EditRecord::new(edit, self.base(), words)).collect(),
            only_here: variant.only_here.iter().map(|span| span.of(words).to_owned()).collect(),
            reports: variant.reports.iter().map(|&at| (&self.reports[at]).into()).collect(),
        }
    }
}

/// An edit in a sentence. Words of articles stand in it as they are.
#[must_use]
pub fn change(edit: &Edit, base: &str, other: &str) -> String {
    let (gone, came) = (edit.base.of(base), edit.other.of(other));
    let marked = if edit.marked { ", marked" } else { "" };
    let change = match (gone.is_empty(), came.is_empty()) {
        (true, _) => format!("“{came}” came in"),
        (_, true) if edit.at_end => format!("“{gone}” is cut off"),
        (_, true) => format!("“{gone}” is gone"),
        _ if edit.class == EditClass::Order => format!("“{came}” stands elsewhere"),
        _ => format!("“{gone}” became “{came}”"),
    };
    format!("{}{marked}: {change}", edit.class.word())
}

/// An utterance in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SummaryRecord {
    /// Id.
    pub utterance: String,
    /// How many quotations report it.
    pub reports: usize,
    /// In how many documents.
    pub documents: usize,
    /// Of how many outlets.
    pub outlets: usize,
    /// In how many wordings.
    pub wordings: usize,
    /// How many things there are to look at.
    pub alerts: usize,
    /// When the earliest dated report was published.
    pub first: Option<String>,
    /// Who is said to have spoken, by most reports first.
    pub speakers: Vec<String>,
    /// The fullest wording.
    pub words: String,
}

/// An utterance: its wordings, who reports it, and what to look at.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct UtteranceRecord {
    /// Name and version of this record: `sayso.utterance/1`.
    pub schema: &'static str,
    /// Id.
    pub id: String,
    /// When the earliest dated report was published.
    pub first: Option<String>,
    /// Documents with a report.
    pub documents: usize,
    /// Outlets with a report.
    pub outlets: Vec<String>,
    /// Who is said to have spoken.
    pub speakers: Vec<SpokeRecord>,
    /// What to look at.
    pub alerts: Vec<AlertRecord>,
    /// Its wordings, the fullest first.
    pub variants: Vec<VariantRecord>,
    /// Who only repeats another, and how many origins remain.
    pub origins: Origins,
}

/// Who is said to have spoken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SpokeRecord {
    /// The name.
    pub name: String,
    /// How many reports say so.
    pub reports: usize,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AlertRecord {
    /// `speakers`, `sense` or `only-here`.
    pub kind: &'static str,
    /// In which wording, from 0; null where it is about all.
    pub variant: Option<usize>,
    /// One sentence.
    pub message: String,
}

/// A wording.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct VariantRecord {
    /// The words.
    pub words: String,
    /// Day of the earliest dated report with it.
    pub first: Option<String>,
    /// How it differs from the fullest wording.
    pub edits: Vec<EditRecord>,
    /// Words that no other report has.
    pub only_here: Vec<String>,
    /// Reports with it.
    pub reports: Vec<QuotationRecord>,
}

/// One change between two wordings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EditRecord {
    /// `typographic`, `ellipsis`, `insertion`, `omission`, `substitution`, `number`, `negation` or `order`.
    pub class: &'static str,
    /// The words of the one.
    pub base: String,
    /// The words of the other in their place.
    pub other: String,
    /// Whether brackets or an ellipsis mark the change.
    pub marked: bool,
    /// Whether it stands at an end.
    pub at_end: bool,
}

impl EditRecord {
    fn new(edit: &Edit, base: &str, other: &str) -> Self {
        Self {
            class: edit.class.word(),
            base: edit.base.of(base).to_owned(),
            other: edit.other.of(other).to_owned(),
            marked: edit.marked,
            at_end: edit.at_end,
        }
    }
}

/// A report: a statement with where and when it stands, and whom it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct QuotationRecord {
    /// Id of the statement.
    pub statement: String,
    /// Id of the document.
    pub document: String,
    /// Where the document comes from.
    pub origin: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who published.
    pub outlet: Option<String>,
    /// When, as read.
    pub published: Option<String>,
    /// Who is said to have spoken.
    pub speaker: Option<String>,
    /// Whether the document names them.
    pub named: bool,
    /// Number of that person in the collection.
    pub person: Option<i64>,
    /// `direct`, `indirect` or `mixed`.
    pub form: &'static str,
    /// The words.
    pub words: String,
}

impl From<&Quotation> for QuotationRecord {
    fn from(one: &Quotation) -> Self {
        Self {
            statement: one.statement.clone(),
            document: one.document.clone(),
            origin: one.origin.clone(),
            title: one.title.clone(),
            outlet: one.outlet.clone(),
            published: one.published.clone(),
            speaker: one.speaker.clone(),
            named: one.named,
            person: one.person,
            form: one.form.word(),
            words: one.words.clone(),
        }
    }
}

/// Who was reported saying something.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CheckRecord {
    /// Name and version of this record: `sayso.check/1`.
    pub schema: &'static str,
    /// What was looked for.
    pub words: String,
    /// The closest statements, the closest first.
    pub closest: Vec<ClosestRecord>,
    /// Where it was looked.
    pub searched: SearchedRecord,
}

/// A statement that was compared with the words.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ClosestRecord {
    /// Whether it counts as a report of the words.
    pub same: bool,
    /// How likely it reports them, 0 to 1.
    pub probability: f64,
    /// Share of what the words tell that it has too, 0 to 1.
    pub covered: f64,
    /// Id of the utterance that it reports; null of an indirect one.
    pub utterance: Option<String>,
    /// The statement.
    pub quotation: QuotationRecord,
    /// How its words differ.
    pub edits: Vec<EditRecord>,
}

/// Where it was looked for words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SearchedRecord {
    /// The words that were searched for, as the index has them.
    pub words: Vec<String>,
    /// How many statements have one of them.
    pub compared: usize,
    /// How many statements there are.
    pub statements: u64,
    /// In how many documents.
    pub documents: u64,
}

/// Looks whether anybody was reported saying these words, and gives the `most` closest.
///
/// # Errors
/// If the collection cannot be read.
pub fn check(store: &Store, words: &str, most: usize) -> Result<(CheckRecord, Checked), StoreError> {
    let checked = store.check(words, most)?;
    let mut closest = Vec::new();
    for one in &checked.closest {
        let found = edits(words, &one.quotation.words);
        closest.push(ClosestRecord {
            same: one.reports_them(),
            probability: rounded(one.probability),
            covered: rounded(one.covered),
            utterance: one.utterance.map(|id| store.utterance_name(id)).transpose()?,
            quotation: (&one.quotation).into(),
            edits: found.iter().map(|edit| EditRecord::new(edit, words, &one.quotation.words)).collect(),
        });
    }
    let searched = SearchedRecord {
        words: checked.searched.clone(),
        compared: checked.compared,
        statements: checked.statements,
        documents: checked.documents,
    };
    Ok((CheckRecord { schema: CHECK_SCHEMA, words: words.to_owned(), closest, searched }, checked))
}
