use std::collections::BTreeMap;
use std::fmt;

use super::{ExperimentId, Invalid, Lifecycle, Millis};

/// An experiment as read: what a damaged or old `meta.yaml` lacks is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Experiment {
    /// The name of its folder.
    pub experiment_id: ExperimentId,
    /// Not always unique: MLflow 2.0 to 2.14 let a deleted and an active experiment share a name.
    pub name: String,
    /// Where its runs' artifacts go: a URI, or a bare path.
    pub artifact_location: Option<String>,
    /// Deleted when it lies in `.trash`.
    pub lifecycle_stage: Lifecycle,
    /// Since MLflow 1.29.
    pub creation_time: Option<Millis>,
    /// Last rename, deletion or restoration. Since MLflow 1.29.
    pub last_update_time: Option<Millis>,
    /// By key.
    pub tags: BTreeMap<String, String>,
}

/// A name that a new experiment may have: 1 to 500 characters of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExperimentName(String);

impl ExperimentName {
    /// Checks by MLflow's rule. (MLflow refuses most names with a `'` by accident; we allow them.)
    ///
    /// # Errors
    /// [`Invalid`] with MLflow's message.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.is_empty() {
            return Err(Invalid("Invalid experiment name: ''".to_owned()));
        }
        if text.chars().count() > 500 {
            return Err(Invalid(
                "'name' exceeds the maximum length of 500 characters".to_owned(),
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ExperimentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Limits of experiment tags, in code points.
pub mod tag_limits {
    /// The longest value (5000 up to MLflow 3.14).
    pub const VALUE: usize = 20_000;
}
