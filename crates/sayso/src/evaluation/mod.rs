//! What `sayso eval` measures with: predictions for the reference scorer, the count of nested
//! statements, for which the scorer has no figure, scores of name pairs, matches of quotations, and how often
//! copying is seen where there is none.

mod echo;
mod gold;
mod lines;
mod names;
mod nested;
mod predictions;
mod quotations;

pub use echo::{EchoReport, EchoSet, PairCounts, Recall, Treatment};
pub use gold::{GoldError, GoldText, texts};
pub use lines::LineError;
pub use names::{NamePair, NamesError, name_pairs};
pub use nested::{NestedCount, NestedGold, count_nested, nested_gold};
pub use predictions::{PredictedStatement, Prediction, prediction};
pub use quotations::{GroupPrediction, LabelledPairs, PairPrediction, PairReport};
