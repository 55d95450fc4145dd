use std::ops::Range;

/// Why a filter, an order or a page token is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// What is wrong, and what was expected.
    pub message: String,
    /// The text it stands in.
    pub source_text: String,
    /// Where in the text, in bytes; empty at its end.
    pub span: Range<usize>,
    /// What to try, such as the nearest known name.
    pub help: Option<String>,
}
