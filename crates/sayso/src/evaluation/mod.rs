//! What `sayso eval` measures with: predictions for the reference scorer, and the count of nested
//! statements, for which the scorer has no figure.

mod gold;
mod nested;
mod predictions;
mod quotations;

pub use gold::{GoldError, GoldText, texts};
pub use nested::{NestedCount, NestedGold, count_nested, nested_gold};
pub use predictions::{PredictedStatement, Prediction, prediction};
pub use quotations::{GroupPrediction, LabelledPairs, PairPrediction, PairReport, QuotationError};
