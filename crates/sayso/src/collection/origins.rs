//! How many origins an utterance has, as the one record that every front end shows.

use sayso_core::echo::{Credit, Direction, Echo, Edge, Evidence, Group, Run};
use sayso_core::text::{OffsetMap, Span};
use sayso_store::StoreError;
use sayso_store::echo::{Heard, Sighting};
use sayso_store::utterances::UtteranceId;
use serde::Serialize;
use utoipa::ToSchema;

use super::Collection;

/// Who repeats whom among the documents that report an utterance, as far as the collection shows. Offsets count code
/// points, end exclusive, of the text of the document named beside them. `docs/echo.md` says what each field means.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Origins {
    /// Fewest origins: all evidence of copying is counted.
    pub least: usize,
    /// Most origins: only near-copies and credits are counted.
    pub most: usize,
    /// The documents that report it, the earliest first.
    pub documents: Vec<WitnessRecord>,
    /// Of these, the ones that are near-copies of another one.
    pub near_copies: usize,
    /// Documents that count as one where all evidence is counted.
    pub groups: Vec<GroupRecord>,
    /// Pairs between which there is any evidence.
    pub edges: Vec<EdgeRecord>,
    /// How many other documents of the collection were the background.
    pub background: usize,
}

/// A document that reports an utterance.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WitnessRecord {
    /// Its public id.
    pub document: String,
    /// Where it comes from.
    pub origin: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who published.
    pub outlet: Option<String>,
    /// When, as read.
    pub published: Option<String>,
    /// Public ids of the statements in it that report the utterance.
    pub statements: Vec<String>,
}

/// Documents that count as one origin where all evidence is counted. Numbers are places in [`Origins::documents`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OriginGroupRecord)]
pub struct GroupRecord {
    /// All, the earliest first.
    pub members: Vec<usize>,
    /// Those that repeat no other, as far as dates and words tell.
    pub may_be_origin: Vec<usize>,
    /// Agencies that several of them credit.
    pub agencies: Vec<String>,
}

/// What there is between two documents.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EdgeRecord {
    /// Place of the one in [`Origins::documents`].
    pub a: usize,
    /// Place of the other.
    pub b: usize,
    /// Place of the one that repeats the other; none where neither dates nor words tell.
    pub repeats: Option<usize>,
    /// Whether it takes part in the fewest origins.
    pub counts: bool,
    /// Whether it takes part in the most origins, too.
    pub certain: bool,
    /// What shared text and wording tell beyond chance, less the surplus, in bits.
    pub bits: f64,
    /// In which share of pairs of unrelated articles as much is shared, as measured.
    pub chance: f64,
    /// What speaks for it.
    pub evidence: Vec<EvidenceRecord>,
    /// What speaks against it.
    pub surplus: Option<SurplusRecord>,
}

/// Characters of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PassageOfRecord)]
pub struct Place {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The characters.
    pub text: String,
}

/// The same words in both documents.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RunRecord {
    /// In the one.
    pub a: Place,
    /// In the other.
    pub b: Place,
    /// How many words.
    pub words: usize,
    /// What they tell beyond chance, in bits; 0 in near-copies, where it is not counted.
    pub bits: f64,
    /// Whether they stand near the quotation in both.
    pub near: bool,
}

/// Something that two reports did alike.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AlikeRecord {
    /// `cut`, `ellipsis` or `bracket`.
    pub habit: &'static str,
    /// To which words of the fuller report.
    pub fuller: Place,
    /// What stands there in the one.
    pub a: Place,
    /// And in the other.
    pub b: Place,
    /// What it tells, in bits.
    pub bits: f64,
}

/// What speaks for copying.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EvidenceRecord {
    /// Most of the shorter document stands in the longer one.
    NearCopy {
        /// Share of the shorter, 0 to 1.
        share: f64,
        /// Share of the longer.
        share_of_longer: f64,
        /// The longest rows of words that are the same.
        runs: Vec<RunRecord>,
    },
    /// Both credit one news agency.
    Credit {
        /// Its name.
        agency: String,
        /// Where the one does; none where its byline or outlet says so.
        a: Option<Place>,
        /// Where the other does.
        b: Option<Place>,
        /// Whether one of them credits it with a part alone.
        in_part: bool,
        /// Place of the document that the agency published itself, where one of the two is it.
        own: Option<usize>,
    },
    /// Both share words outside what they quote.
    SharedText {
        /// What these tell beyond chance, in bits.
        bits: f64,
        /// Of these, near the quotation.
        near_bits: f64,
        /// Share of the words outside quotation marks of the document that has fewer.
        share: f64,
        /// Where.
        runs: Vec<RunRecord>,
    },
    /// Both did the same to the words of a fuller report.
    Wording {
        /// What it tells, in bits.
        bits: f64,
        /// Place of the document with the fuller report.
        fuller: usize,
        /// What they did.
        alike: Vec<AlikeRecord>,
    },
    /// One names the other's outlet as where it has the words from, or links to the other.
    Chain {
        /// Place of the one that says so.
        by: usize,
        /// Where.
        says: Place,
    },
}

/// Words of the utterance that each of two documents has and the other lacks.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SurplusRecord {
    /// Of the one.
    pub a: Place,
    /// Of the other.
    pub b: Place,
    /// What they tell, in bits.
    pub bits: f64,
}

impl Origins {
    /// `2 to 4 origins`
    #[must_use]
    pub fn interval(&self) -> String {
        match (self.least, self.most) {
            (1, 1) => "1 origin".to_owned(),
            (least, most) if least == most => format!("{least} origins"),
            (least, most) => format!("{least} to {most} origins"),
        }
    }
}

impl EvidenceRecord {
    /// In a few words. Words of articles stand in it as they are.
    #[must_use]
    pub fn in_a_word(&self) -> String {
        match self {
            Self::NearCopy { share, .. } => format!("near-copy, {:.0} % of the shorter", share * 100.0),
            Self::Credit { agency, .. } => format!("both credit {agency}"),
            Self::SharedText { bits, .. } => format!("shared text, {bits:.0} bits beyond chance"),
            Self::Wording { alike, .. } => {
                let habits: Vec<&str> = alike.iter().map(|one| one.habit).collect();
                format!("the same {}", habits.join(", "))
            }
            Self::Chain { says, .. } => format!("names “{}” as where it comes from", says.text),
        }
    }
}

impl Collection {
    /// How many origins an utterance has, and who repeats whom, as far as this collection shows.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn origins(&self, utterance: UtteranceId) -> Result<Origins, StoreError> {
        Ok(Records::new(&self.store.echo(utterance)?).all())
    }
}

/// Makes records of what was found.
struct Records<'h> {
    heard: &'h Heard,
    offsets: Vec<OffsetMap<'h>>,
}

impl<'h> Records<'h> {
    fn new(heard: &'h Heard) -> Self {
        Self {
            offsets: heard.witnesses.iter().map(|one| OffsetMap::new(&one.document.text)).collect(),
            heard,
        }
    }

    fn all(&self) -> Origins {
        let Echo { edges, least, most, near_copies, groups } = &self.heard.echo;
        Origins {
            least: *least,
            most: *most,
            documents: self.heard.witnesses.iter().map(witness).collect(),
            near_copies: *near_copies,
            groups: groups.iter().map(group).collect(),
            edges: edges.iter().map(|edge| self.edge(edge)).collect(),
            background: self.heard.background,
        }
    }

    fn edge(&self, edge: &Edge) -> EdgeRecord {
        let Edge { a, b, .. } = *edge;
        EdgeRecord {
            a,
            b,
            repeats: match edge.direction {
                Direction::Open => None,
                Direction::FirstRepeats => Some(a),
                Direction::SecondRepeats => Some(b),
            },
            counts: edge.counts(),
            certain: edge.is_certain(),
            bits: rounded(edge.bits()),
            chance: 1.0 / f64::from(edge.one_in()),
            evidence: edge.evidence.iter().map(|one| self.evidence(edge, one)).collect(),
            surplus: edge.surplus.map(|one| SurplusRecord {
                a: self.place(a, one.a),
                b: self.place(b, one.b),
                bits: rounded(one.bits),
            }),
        }
    }

    fn evidence(&self, edge: &Edge, evidence: &Evidence) -> EvidenceRecord {
        match evidence {
            Evidence::NearCopy { overlap, runs } => EvidenceRecord::NearCopy {
                share: rounded(overlap.of_the_shorter),
                share_of_longer: rounded(overlap.of_the_longer),
                runs: self.runs(edge, runs),
            },
            Evidence::Credit { agency, a, b } => {
                let place = |at, credit: &Credit| credit.span.map(|span| self.place(at, span));
                EvidenceRecord::Credit {
                    agency: (*agency).to_owned(),
                    a: place(edge.a, a),
                    b: place(edge.b, b),
                    in_part: a.in_part || b.in_part,
                    own: if a.own { Some(edge.a) } else { b.own.then_some(edge.b) },
                }
            }
            Evidence::SharedText { bits, near, share, runs } => EvidenceRecord::SharedText {
                bits: rounded(*bits),
                near_bits: rounded(*near),
                share: rounded(*share),
                runs: self.runs(edge, runs),
            },
            Evidence::Wording { fuller, alike, bits } => EvidenceRecord::Wording {
                bits: rounded(*bits),
                fuller: *fuller,
                alike: alike
                    .iter()
                    .map(|one| AlikeRecord {
                        habit: one.habit.word(),
                        fuller: self.place(*fuller, one.fuller),
                        a: self.place(edge.a, one.a),
                        b: self.place(edge.b, one.b),
                        bits: rounded(one.bits),
                    })
                    .collect(),
            },
            Evidence::Chain { by_second, says } => {
                let by = if *by_second { edge.b } else { edge.a };
                EvidenceRecord::Chain { by, says: self.place(by, *says) }
            }
        }
    }

    fn runs(&self, edge: &Edge, runs: &[Run]) -> Vec<RunRecord> {
        let record = |run: &Run| RunRecord {
            a: self.place(edge.a, run.a),
            b: self.place(edge.b, run.b),
            words: run.words,
            bits: rounded(run.bits),
            near: run.near,
        };
        runs.iter().map(record).collect()
    }

    fn place(&self, witness: usize, span: Span) -> Place {
        let points = self.offsets[witness].codepoints(span);
        let text = span.of(&self.heard.witnesses[witness].document.text).to_owned();
        Place { start: points.start, end: points.end, text }
    }
}

fn witness(one: &Sighting) -> WitnessRecord {
    let document = &one.document;
    WitnessRecord {
        document: document.id.clone(),
        origin: document.origin.clone(),
        title: document.title.clone(),
        outlet: document.outlet.clone(),
        published: document.published.clone(),
        statements: one.statements.clone(),
    }
}

fn group(one: &Group) -> GroupRecord {
    GroupRecord {
        members: one.members.clone(),
        may_be_origin: one.may_be_origin.clone(),
        agencies: one.agencies.iter().map(|&agency| agency.to_owned()).collect(),
    }
}

/// To thousandths: no more is known.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1000.0).round() / 1000.0
}
