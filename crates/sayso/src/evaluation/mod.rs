//! What `sayso eval` measures with: predictions for the reference scorer, the count of nested
//! statements, for which the scorer has no figure, and scores of name pairs.

mod gold;
mod names;
mod nested;
mod predictions;
mod quotations;

pub use gold::{GoldError, GoldText, texts};
pub use names::{NamePair, NamesError, name_pairs};
pub use nested::{NestedCount, NestedGold, count_nested, nested_gold};
pub use predictions::{PredictedStatement, Prediction, prediction};
pub use quotations::{GroupPrediction, LabelledPairs, PairPrediction, PairReport, QuotationError};
