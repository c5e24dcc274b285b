//! The same words over documents: which quotations report one utterance, and what was done to its words.
//!
//! Two quotations are weighed by their words (what the shared ones tell, how seldom they follow each other,
//! what differs in between) and by little else (days between the reports, whether both documents are about
//! the same): see [`weigh`]. What words tell is fixed beforehand, so that no other quotation has a say.
//! A [`Matcher`] finds, among many, those worth weighing; [`group`] makes utterances of the links, without
//! chaining; [`edits`] names each change from one wording to another, and [`portrait`] puts all reports of
//! one utterance together.

mod align;
mod background;
mod context;
mod edits;
mod group;
mod index;
mod keys;
mod matcher;
mod quoted;
mod score;
mod variants;
mod words;

pub use align::{Match, Run};
pub use context::Context;
pub use edits::{Edit, EditClass, edits};
pub use group::{AVERAGED, Link, Member, group};
pub use matcher::{FEWEST_WORDS, Matcher};
pub use quoted::{quoted, quoted_text};
pub use score::{Circumstances, Comparison, Reason, SAME, Verdict, weigh};
pub use variants::{Alert, Portrait, Report, Variant, portrait};
pub use words::{Kind, Token, WordId, Wording};
