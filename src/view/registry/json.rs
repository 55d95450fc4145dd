use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Millis, ModelVersion, RegisteredModel};

/// A registered model in JSON, by MLflow's names of its fields. Times are milliseconds; what is not there is null. Flat
/// where MLflow's REST has lists of pairs: `tags` is an object, and `aliases` an object of alias and version. A version's
/// number is a string, as in MLflow's REST and Python.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegisteredModelJson<'a> {
    name: &'a str,
    creation_timestamp: Option<i64>,
    last_updated_timestamp: Option<i64>,
    description: Option<&'a str>,
    tags: &'a BTreeMap<String, String>,
    aliases: BTreeMap<&'a str, String>,
    latest_versions: Vec<VersionJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    versions: Option<Vec<VersionJson<'a>>>,
}

impl<'a> RegisteredModelJson<'a> {
    /// With these versions, highest first, as the field `versions`.
    #[must_use]
    pub fn versions(mut self, versions: &'a [ModelVersion]) -> Self {
        self.versions = Some(versions.iter().map(Into::into).collect());
        self
    }
}

impl<'a> From<&'a RegisteredModel> for RegisteredModelJson<'a> {
    fn from(model: &'a RegisteredModel) -> Self {
        let alias = |(alias, version): (&'a String, _)| (alias.as_str(), ToString::to_string(version));
        Self {
            name: model.name.as_str(),
            creation_timestamp: millis(model.creation_timestamp),
            last_updated_timestamp: millis(model.last_updated_timestamp),
            description: model.description.as_deref(),
            tags: &model.tags,
            aliases: model.aliases.iter().map(alias).collect(),
            latest_versions: model.latest_versions.iter().map(Into::into).collect(),
            versions: None,
        }
    }
}

/// A version in JSON: see [`RegisteredModelJson`]. `storage_location` is where its files were when it was registered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VersionJson<'a> {
    name: &'a str,
    version: String,
    creation_timestamp: Option<i64>,
    last_updated_timestamp: Option<i64>,
    user_id: Option<&'a str>,
    current_stage: &'a str,
    description: Option<&'a str>,
    source: Option<&'a str>,
    storage_location: Option<&'a str>,
    run_id: Option<&'a str>,
    run_link: Option<&'a str>,
    status: &'a str,
    status_message: Option<&'a str>,
    model_id: Option<&'a str>,
    tags: &'a BTreeMap<String, String>,
    aliases: &'a [String],
}

impl<'a> From<&'a ModelVersion> for VersionJson<'a> {
    fn from(version: &'a ModelVersion) -> Self {
        Self {
            name: version.name.as_str(),
            version: version.version.to_string(),
            creation_timestamp: millis(version.creation_timestamp),
            last_updated_timestamp: millis(version.last_updated_timestamp),
            user_id: version.user_id.as_deref(),
            current_stage: version.current_stage.as_str(),
            description: version.description.as_deref(),
            source: version.source.as_deref(),
            storage_location: version.storage_location.as_deref(),
            run_id: version.run_id.as_deref(),
            run_link: version.run_link.as_deref(),
            status: &version.status,
            status_message: version.status_message.as_deref(),
            model_id: version.model_id.as_deref(),
            tags: &version.tags,
            aliases: &version.aliases,
        }
    }
}

fn millis(time: Option<Millis>) -> Option<i64> {
    time.map(|Millis(ms)| ms)
}
