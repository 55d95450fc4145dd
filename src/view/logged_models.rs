use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Cell, Column, Number, Record, View};
use crate::model::{FileInfo, Lifecycle, LoggedModel, ModelMetric};

/// The tag in which MLflow keeps which versions were registered of a model.
const VERSIONS_TAG: &str = "mlflow.modelVersions";

const STAGE: u8 = 5;
const STATUS: u8 = 20;
const CREATED: u8 = 30;
const TYPE: u8 = 40;
const RUN: u8 = 50;
const EXPERIMENT: u8 = 60;
const METRIC: u8 = 70;
const PARAM: u8 = 90;

/// A logged model in JSON: MLflow's own names, the status by its name, times in milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LoggedModelJson<'a> {
    model_id: &'a str,
    experiment_id: &'a str,
    name: Option<&'a str>,
    artifact_location: Option<&'a str>,
    creation_timestamp: Option<i64>,
    last_updated_timestamp: Option<i64>,
    model_type: Option<&'a str>,
    source_run_id: Option<&'a str>,
    status: String,
    status_message: Option<&'a str>,
    lifecycle_stage: &'static str,
    tags: &'a BTreeMap<String, String>,
    params: &'a BTreeMap<String, String>,
    metrics: Vec<MetricJson<'a>>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct MetricJson<'a> {
    key: &'a str,
    value: Number,
    step: i128,
    timestamp: i128,
    dataset_name: Option<&'a str>,
    dataset_digest: Option<&'a str>,
    run_id: &'a str,
}

impl<'a> From<&'a LoggedModel> for LoggedModelJson<'a> {
    fn from(model: &'a LoggedModel) -> Self {
        Self {
            model_id: model.model_id.as_str(),
            experiment_id: model.experiment_id.as_str(),
            name: model.name.as_deref(),
            artifact_location: model.artifact_location.as_deref(),
            creation_timestamp: model.creation_timestamp.map(|time| time.0),
            last_updated_timestamp: model.last_updated_timestamp.map(|time| time.0),
            model_type: model.model_type.as_deref(),
            source_run_id: model.source_run_id.as_deref(),
            status: model.status.to_string(),
            status_message: model.status_message.as_deref(),
            lifecycle_stage: model.lifecycle_stage.as_str(),
            tags: &model.tags,
            params: &model.params,
            metrics: model.metrics.iter().map(MetricJson::from).collect(),
        }
    }
}

impl<'a> From<&'a ModelMetric> for MetricJson<'a> {
    fn from(metric: &'a ModelMetric) -> Self {
        let dataset = metric.metric.dataset.as_ref();
        Self {
            key: &metric.key,
            value: Number(metric.metric.value),
            step: metric.metric.step,
            timestamp: metric.metric.timestamp,
            dataset_name: dataset.map(|(name, _)| name.as_str()),
            dataset_digest: dataset.map(|(_, digest)| digest.as_str()),
            run_id: &metric.run_id,
        }
    }
}

/// Several logged models, with a column for each param and for each metric on each dataset that any of them has.
#[derive(Debug, Clone)]
pub struct LoggedModelList<'a> {
    models: &'a [LoggedModel],
    metrics: BTreeSet<String>,
    params: BTreeSet<&'a str>,
}

impl<'a> LoggedModelList<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(models: &'a [LoggedModel]) -> Self {
        Self {
            models,
            metrics: models.iter().flat_map(|model| &model.metrics).map(on_dataset).collect(),
            params: models
                .iter()
                .flat_map(|model| model.params.keys())
                .map(String::as_str)
                .collect(),
        }
    }
}

/// `acc`, or `acc (train@d1)` on a dataset.
fn on_dataset(metric: &ModelMetric) -> String {
    match &metric.metric.dataset {
        Some((name, digest)) => format!("{} ({name}@{digest})", metric.key),
        None => metric.key.clone(),
    }
}

impl View for LoggedModelList<'_> {
    fn columns(&self) -> Vec<Column> {
        let some_deleted = self
            .models
            .iter()
            .any(|model| model.lifecycle_stage == Lifecycle::Deleted);
        let mut columns = vec![
            Column::new("model_id").label("id"),
            Column::new("name"),
            Column::new("lifecycle_stage")
                .label("stage")
                .rank(if some_deleted { STAGE } else { Column::DATA_ONLY }),
            Column::new("status").rank(STATUS),
            Column::new("creation_timestamp").label("created").rank(CREATED),
            Column::new("last_updated_timestamp")
                .label("updated")
                .rank(Column::DATA_ONLY),
            Column::new("model_type").label("type").rank(TYPE),
            Column::new("source_run_id").label("run").rank(RUN),
            Column::new("experiment_id").label("experiment").rank(EXPERIMENT),
            Column::new("artifact_location").rank(Column::DATA_ONLY),
        ];
        let metric = |name: &String| Column::new(format!("metrics.{name}")).label(name).rank(METRIC).right();
        columns.extend(self.metrics.iter().map(metric));
        let param = |key: &&str| Column::new(format!("params.{key}")).label(*key).rank(PARAM);
        columns.extend(self.params.iter().map(param));
        columns
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let short = shortest(self.models.iter().map(|model| model.model_id.as_str()));
        let id = |text: &str, short| Cell::Id {
            text: text.to_owned(),
            short,
        };
        let row = |model: &LoggedModel| {
            let run = model.source_run_id.as_deref().filter(|run| !run.is_empty());
            let mut row = vec![
                id(model.model_id.as_str(), short),
                Cell::text(model.name.as_deref()),
                model.lifecycle_stage.as_str().into(),
                model.status.to_string().into(),
                Cell::time(model.creation_timestamp),
                Cell::time(model.last_updated_timestamp),
                Cell::text(model.model_type.as_deref()),
                run.map_or(Cell::Empty, |run| id(run, 8)),
                model.experiment_id.as_str().into(),
                Cell::text(model.artifact_location.as_deref()),
            ];
            row.extend(self.metrics.iter().map(|name| {
                let metric = model.metrics.iter().find(|metric| on_dataset(metric) == *name);
                metric.map_or(Cell::Empty, |metric| Cell::Float(metric.metric.value))
            }));
            row.extend(
                self.params
                    .iter()
                    .map(|key| Cell::text(model.params.get(*key).map(String::as_str))),
            );
            row
        };
        self.models.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.models.iter().map(LoggedModelJson::from)
    }

    fn ids(&self) -> Vec<String> {
        self.models.iter().map(|model| model.model_id.to_string()).collect()
    }

    fn noun(&self) -> &'static str {
        "logged models"
    }
}

/// How many characters tell ids apart: eight of them random at least.
fn shortest<'a>(ids: impl Iterator<Item = &'a str>) -> usize {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let common = |pair: &[&str]| pair[0].chars().zip(pair[1].chars()).take_while(|(a, b)| a == b).count();
    ids.windows(2)
        .map(common)
        .max()
        .map_or(10, |common| (common + 1).max(10))
}

/// A version of a registered model that was made of a logged model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct VersionJson {
    name: String,
    version: String,
}

#[derive(Deserialize)]
struct Written {
    name: String,
    version: serde_json::Value,
}

/// What the tag says; nothing where it cannot be read.
fn registered_versions(model: &LoggedModel) -> Vec<VersionJson> {
    let written = model
        .tags
        .get(VERSIONS_TAG)
        .and_then(|text| serde_json::from_str::<Vec<Written>>(text).ok());
    let of = |Written { name, version }| VersionJson {
        name,
        version: version.as_str().map_or_else(|| version.to_string(), str::to_owned),
    };
    written.into_iter().flatten().map(of).collect()
}

/// A logged model with what lies beside its own fields, in JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WholeLoggedModelJson<'a> {
    #[serde(flatten)]
    model: LoggedModelJson<'a>,
    registered_versions: Vec<VersionJson>,
    files: Vec<FileJson<'a>>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct FileJson<'a> {
    path: &'a str,
    file_size: Option<u64>,
}

/// One logged model with its files.
#[must_use]
pub fn logged_model_page<'a>(model: &'a LoggedModel, files: &'a [FileInfo]) -> Record<WholeLoggedModelJson<'a>> {
    let text = |text: &Option<String>| Cell::text(text.as_deref().filter(|text| !text.is_empty()));
    let files: Vec<FileJson<'_>> = files
        .iter()
        .filter(|file| !file.is_dir)
        .map(|file| FileJson {
            path: &file.path,
            file_size: file.file_size,
        })
        .collect();
    let versions = registered_versions(model);
    let sizes = files
        .iter()
        .map(|file| (file.path.to_owned(), file.file_size.map_or(Cell::Empty, Cell::Bytes)));
    let total: u64 = files.iter().filter_map(|file| file.file_size).sum();
    let registered = versions
        .iter()
        .map(|one| (one.name.clone(), Cell::Text(format!("version {}", one.version))));
    let (sizes, registered): (Vec<_>, Vec<_>) = (sizes.collect(), registered.collect());
    let own_tags = model.tags.iter().filter(|(key, _)| *key != VERSIONS_TAG);
    let texts = |(key, value): (&String, &String)| (key.clone(), Cell::from(value.as_str()));
    Record::new(WholeLoggedModelJson {
        model: LoggedModelJson::from(model),
        registered_versions: versions,
        files,
    })
    .id(model.model_id.as_str())
    .row("model_id", model.model_id.as_str())
    .row("name", text(&model.name))
    .row("uri", format!("models:/{}", model.model_id))
    .row("model_type", text(&model.model_type))
    .row("status", model.status.to_string())
    .row("status_message", text(&model.status_message))
    .row("lifecycle_stage", model.lifecycle_stage.as_str())
    .row("experiment_id", model.experiment_id.as_str())
    .row("source_run_id", text(&model.source_run_id))
    .row("creation_timestamp", Cell::time(model.creation_timestamp))
    .row("last_updated_timestamp", Cell::time(model.last_updated_timestamp))
    .row("artifact_location", text(&model.artifact_location))
    .row(
        "size",
        if sizes.is_empty() {
            Cell::Empty
        } else {
            Cell::Bytes(total)
        },
    )
    .section("params")
    .rows(model.params.iter().map(texts))
    .section("metrics")
    .rows(
        model
            .metrics
            .iter()
            .map(|metric| (on_dataset(metric), Cell::Float(metric.metric.value))),
    )
    .section("tags")
    .rows(own_tags.map(texts))
    .section("registered as")
    .rows(registered)
    .section("files")
    .rows(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_but_tell_apart() {
        let shortest = |ids: &[&str]| shortest(ids.iter().copied());
        assert_eq!(shortest(&[]), 10);
        assert_eq!(shortest(&["m-0123456789ab"]), 10);
        assert_eq!(shortest(&["m-0123456789ab", "m-0123456789ac", "m-1"]), 14);
    }
}
