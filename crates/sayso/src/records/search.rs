//! What a search finds.

use std::collections::BTreeMap;

use sayso_core::text::OffsetMap;
use sayso_formats::wire::{OFFSETS, SpanRecord, StatementRecord, to_wire};
use sayso_store::query::Expr;
use sayso_store::search::{Answer, Facet, Found, Request, Totals};
use sayso_store::{Store, StoreError};
use serde::Serialize;
use utoipa::ToSchema;

use super::documents::HeadRecord;
use super::wire;

/// The value of `schema` in every [`SearchRecord`].
pub const SEARCH_SCHEMA: &str = "sayso.search/1";

/// One page of what a search finds.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SearchRecord {
    /// Name and version of this record: `sayso.search/1`.
    pub schema: &'static str,
    /// Unit of every offset: `codepoints`.
    pub offsets: &'static str,
    /// The query as it was understood.
    pub query: String,
    /// Counts over everything found.
    pub totals: TotalsRecord,
    /// One page of it.
    pub results: Vec<ResultRecord>,
    /// What it can be narrowed by; none where not asked for.
    pub facets: Vec<FacetRecord>,
    /// What asks for the page after this one, as `after`; null if this is the last.
    pub next: Option<String>,
}

/// Counts over everything found, exact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TotalsRecord {
    /// Statements.
    pub statements: usize,
    /// Documents in which they stand.
    pub documents: usize,
    /// People who made them; whom no text names is not counted.
    pub speakers: usize,
    /// First known day of publication.
    pub published_from: Option<String>,
    /// Last known day of publication.
    pub published_to: Option<String>,
}

/// One result: the statement as in the wire record, with where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ResultRecord {
    /// Where it stands.
    pub document: HeadRecord,
    /// The statement or, of a group, the one that comes first.
    #[schema(value_type = wire::StatementRecord)]
    pub statement: StatementRecord,
    /// Number of the person who speaks; null where no text names them.
    pub person: Option<i64>,
    /// Id of the utterance that it reports; null of what is no quotation.
    pub utterance: Option<String>,
    /// Where the words of the query stand in the text of the content.
    #[schema(value_type = Vec<wire::SpanRecord>)]
    pub hits: Vec<SpanRecord>,
    /// The group that the result stands for, if groups are asked for.
    pub group: Option<GroupRecord>,
}

/// A group of found statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct GroupRecord {
    /// Number of the person, document or utterance.
    pub number: i64,
    /// How many of the found statements it has.
    pub statements: usize,
}

/// A field with its commonest values in what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FacetRecord {
    /// As it is called in a query.
    pub field: &'static str,
    /// How many values there are.
    pub distinct: usize,
    /// The commonest of them; months in their order.
    pub values: Vec<ValueRecord>,
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ValueRecord {
    /// For a person to read.
    pub label: String,
    /// How many of the found statements have it.
    pub count: u32,
    /// What narrows the query to it.
    pub query: String,
}

impl SearchRecord {
    /// Of what was asked and found.
    ///
    /// # Errors
    /// If the collection cannot be read.
    pub fn new(store: &Store, request: &Request, answer: &Answer) -> Result<Self, StoreError> {
        Ok(Self {
            schema: SEARCH_SCHEMA,
            offsets: OFFSETS,
            query: request.query.to_string(),
            totals: (&answer.totals).into(),
            results: results(store, answer)?,
            facets: answer.facets.iter().map(FacetRecord::from).collect(),
            next: answer.next.clone(),
        })
    }
}

impl From<&Totals> for TotalsRecord {
    fn from(totals: &Totals) -> Self {
        let (from, to) = totals.published.unzip();
        Self {
            statements: totals.statements,
            documents: totals.documents,
            speakers: totals.speakers,
            published_from: from.map(|day| day.to_string()),
            published_to: to.map(|day| day.to_string()),
        }
    }
}

impl From<&Facet> for FacetRecord {
    fn from(facet: &Facet) -> Self {
        let values = facet.values.iter().map(|value| ValueRecord {
            label: value.label.clone(),
            count: value.count,
            query: Expr::Filter(value.filter.clone()).to_string(),
        });
        Self { field: facet.field.name(), distinct: facet.distinct, values: values.collect() }
    }
}

/// The results of one page.
///
/// # Errors
/// If the collection cannot be read.
pub fn results(store: &Store, answer: &Answer) -> Result<Vec<ResultRecord>, StoreError> {
    // Several results may stand in one document.
    let mut records = BTreeMap::new();
    let mut one = |found: &Found| {
        let stored = &found.document;
        let record = records.entry(stored.row).or_insert_with(|| to_wire(&stored.document, &stored.reading));
        let row = stored.rows[found.statement];
        let utterance = store.utterance_of(row)?.map(|id| store.utterance_name(id)).transpose()?;
        let offsets = OffsetMap::new(&found.content);
        let hits = found.hits.iter().map(|&hit| offsets.codepoints(hit));
        Ok(ResultRecord {
            document: HeadRecord::new(&stored.document),
            statement: record.statements[found.statement].clone(),
            person: found.person(),
            utterance,
            hits: hits.map(|hit| SpanRecord { start: hit.start, end: hit.end }).collect(),
            group: found.group.map(|(number, statements)| GroupRecord { number, statements }),
        })
    };
    answer.results.iter().map(&mut one).collect()
}
