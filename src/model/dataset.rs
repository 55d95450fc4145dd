use std::collections::BTreeMap;

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
