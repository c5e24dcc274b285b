//! What can be wrong with a query, and where.

/// Something in a query that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} (at character {}){}", at + 1, help.as_ref().map(|help| format!(": {help}")).unwrap_or_default())]
pub struct QueryError {
    /// Where it begins: characters (Unicode code points) from the beginning of the query, from 0.
    pub at: usize,
    /// How many characters it is long, at least 1.
    pub length: usize,
    /// What is wrong.
    pub what: String,
    /// What to do: the nearest right word, or what is possible.
    pub help: Option<String>,
}
