use std::ops::Range;

use super::QueryError;

/// Where the next page begins, as MLflow writes it: base64 of `{"offset": 1000}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageToken {
    /// How many to pass over; negative as in a Python slice.
    pub offset: i64,
}

impl PageToken {
    /// Reads a token as leniently as MLflow.
    ///
    /// # Errors
    /// [`QueryError`].
    pub fn parse(_text: &str) -> Result<Self, QueryError> {
        todo!()
    }
}

/// The slice of `length` things that a page is, and the next page's token, by MLflow's rules for every offset and limit
/// (negative ones as in a Python slice); `None` is no limit.
#[must_use]
pub fn slice(length: usize, offset: i64, max: Option<i64>) -> (Range<usize>, Option<PageToken>) {
    let start = usize::try_from(offset).unwrap_or(0).min(length);
    let end = max.map_or(length, |max| (start + usize::try_from(max).unwrap_or(0)).min(length));
    let next = (end < length).then(|| PageToken {
        offset: i64::try_from(end).unwrap_or(0),
    });
    (start..end, next)
}
