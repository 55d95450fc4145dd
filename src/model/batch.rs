use super::{Key, Metric};

/// A param: set once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub key: Key,
    /// Its value; more than 6000 characters are cut when it is logged.
    pub value: String,
}

/// A tag: overwritten freely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub key: Key,
    /// Its value.
    pub value: String,
}

/// What one call logs to a run, in this order: params, metrics, tags.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Batch {
    /// Appended, in order.
    pub metrics: Vec<(Key, Metric)>,
    /// Each may be set once; the same value again is fine.
    pub params: Vec<Param>,
    /// The last of one key wins.
    pub tags: Vec<Tag>,
}

impl Batch {
    /// Whether there is nothing to log.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.metrics.is_empty() && self.params.is_empty() && self.tags.is_empty()
    }
}
