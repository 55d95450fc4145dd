use serde::{Deserialize, Serialize};

use super::{Key, Metric};

/// A param: set once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Param {
    /// Its name.
    pub key: Key,
    /// Its value; more than [`Param::LONGEST`] characters are cut when it is logged.
    pub value: String,
}

impl Param {
    /// The longest value in code points (MLflow's `MAX_PARAM_VAL_LENGTH`).
    pub const LONGEST: usize = 6000;

    /// Whether the value is too long to be kept whole.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        self.value.chars().nth(Self::LONGEST).is_some()
    }
}

/// A tag: overwritten freely.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
