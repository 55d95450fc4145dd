use std::collections::BTreeMap;

use super::Invalid;

/// A dataset of an experiment, kept once per (name, digest).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Its name.
    pub name: String,
    /// A short hash of its content.
    pub digest: String,
    /// `local`, `http`, `delta_table`, `code` …
    pub source_type: String,
    /// Where it came from, usually JSON.
    pub source: String,
    /// Its columns, usually JSON.
    pub schema: Option<String>,
    /// Its statistics, usually JSON.
    pub profile: Option<String>,
}

/// A dataset that a run used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetInput {
    /// The dataset.
    pub dataset: Dataset,
    /// `mlflow.data.context` → `training` and the like.
    pub tags: BTreeMap<String, String>,
}

impl DatasetInput {
    /// Checks the lengths, in characters, that MLflow allows.
    ///
    /// # Errors
    /// [`Invalid`] with MLflow's message.
    pub fn check(&self) -> Result<(), Invalid> {
        let dataset = &self.dataset;
        let texts = [
            ("name", Some(&dataset.name), 500),
            ("digest", Some(&dataset.digest), 36),
            ("source", Some(&dataset.source), 65_535),
            ("schema", dataset.schema.as_ref(), 1_048_575),
            ("profile", dataset.profile.as_ref(), 16_777_215),
        ];
        let tags = self.tags.iter();
        let tags = tags.flat_map(|(key, value)| [("key", Some(key), 255), ("value", Some(value), 500)]);
        for (what, text, most) in texts.into_iter().chain(tags) {
            if text.is_some_and(|text| text.chars().count() > most) {
                return Err(Invalid(format!(
                    "'{what}' exceeds the maximum length of {most} characters"
                )));
            }
        }
        Ok(())
    }
}

/// A logged model that a run used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelInput {
    /// `m-…`.
    pub model_id: String,
}

/// A logged model that a run made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelOutput {
    /// `m-…`.
    pub model_id: String,
    /// The training step it was saved at.
    pub step: i64,
}
