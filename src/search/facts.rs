use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::OnDataset;
use crate::model::{
    Dataset, DatasetInput, Experiment, Figure, LoggedModel, Millis, ModelVersion, RegisteredModel, Run, RunInfo,
};

/// What a query asks of one run, experiment or model. A store answers by reading; whatever was read whole answers from memory.
pub trait Facts {
    /// An attribute by MLflow's first name for it (`run_id`, `start_time`, `name` …); `None` where it is null or unknown.
    /// Ours besides: `duration` (milliseconds, of ended runs), `experiment_id` (of runs and logged models), `description`
    /// (of registered models and versions), `current_stage`, `status`, `user_id` and `model_id` (of versions).
    fn attribute(&mut self, name: &str) -> Option<Fact>;

    /// An attribute that is any number of texts: `alias`, of registered models and versions.
    fn texts(&mut self, _name: &str) -> Vec<String> {
        Vec::new()
    }

    /// The latest value of a metric; of a logged model the first one with that key in the order of
    /// [`LoggedModel::metrics`], on whatever dataset.
    fn metric(&mut self, _key: &str) -> Option<f64> {
        None
    }

    /// What logged models are sorted by: of the values of a metric (on that dataset, if one is named) the one with the
    /// greatest timestamp, the first of those where there are several.
    fn latest_metric(&mut self, key: &str, _dataset: Option<&OnDataset>) -> Option<f64> {
        self.metric(key)
    }

    /// A figure over all values of a metric; `None` where it has none.
    fn figure(&mut self, _key: &str, _figure: Figure) -> Option<f64> {
        None
    }

    /// A param.
    fn param(&mut self, _key: &str) -> Option<String> {
        None
    }

    /// A tag.
    fn tag(&mut self, key: &str) -> Option<String>;

    /// The datasets a run used, or that a logged model has metrics on.
    fn datasets(&mut self) -> Vec<DatasetInput> {
        Vec::new()
    }
}

/// An attribute's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// Text.
    Text(String),
    /// A whole number, such as milliseconds since the epoch.
    Number(i64),
}

/// A run's attribute by its first name.
#[must_use]
pub fn run_attribute(info: &RunInfo, name: &str) -> Option<Fact> {
    let text = |text: &str| Some(Fact::Text(text.to_owned()));
    let time = |time: Option<Millis>| time.map(|time| Fact::Number(time.0));
    match name {
        "run_id" => text(info.run_id.as_str()),
        "run_name" => info.run_name.clone().map(Fact::Text),
        "status" => text(&info.status.to_string()),
        "user_id" => info.user_id.clone().map(Fact::Text),
        "artifact_uri" => info.artifact_uri.clone().map(Fact::Text),
        "start_time" => time(info.start_time),
        "end_time" => time(info.end_time),
        "experiment_id" => text(info.experiment_id.as_str()),
        "duration" => Some(Fact::Number(info.end_time?.0.saturating_sub(info.start_time?.0))),
        _ => None,
    }
}

impl Facts for &Run {
    fn attribute(&mut self, name: &str) -> Option<Fact> {
        run_attribute(&self.info, name)
    }

    fn metric(&mut self, key: &str) -> Option<f64> {
        self.data.metrics.get(key).map(|metric| metric.value)
    }

    /// Over the history; where it was not read, the latest value is all there is.
    fn figure(&mut self, key: &str, figure: Figure) -> Option<f64> {
        let latest = || figure.of(std::slice::from_ref(self.data.metrics.get(key)?));
        self.data.figure(key, figure).or_else(latest)
    }

    fn param(&mut self, key: &str) -> Option<String> {
        self.data.params.get(key).cloned()
    }

    fn tag(&mut self, key: &str) -> Option<String> {
        self.data.tags.get(key).cloned()
    }

    fn datasets(&mut self) -> Vec<DatasetInput> {
        self.inputs.datasets.clone()
    }
}

impl Facts for &Experiment {
    fn attribute(&mut self, name: &str) -> Option<Fact> {
        match name {
            "name" => Some(Fact::Text(self.name.clone())),
            "experiment_id" => Some(Fact::Text(self.experiment_id.as_str().to_owned())),
            "creation_time" => self.creation_time.map(|time| Fact::Number(time.0)),
            "last_update_time" => self.last_update_time.map(|time| Fact::Number(time.0)),
            _ => None,
        }
    }

    fn tag(&mut self, key: &str) -> Option<String> {
        self.tags.get(key).cloned()
    }
}

impl Facts for &RegisteredModel {
    fn attribute(&mut self, name: &str) -> Option<Fact> {
        match name {
            "name" => Some(Fact::Text(self.name.to_string())),
            "creation_timestamp" => self.creation_timestamp.map(|time| Fact::Number(time.0)),
            "last_updated_timestamp" => self.last_updated_timestamp.map(|time| Fact::Number(time.0)),
            "description" => self.description.clone().map(Fact::Text),
            _ => None,
        }
    }

    fn texts(&mut self, name: &str) -> Vec<String> {
        match name {
            "alias" => self.aliases.keys().cloned().collect(),
            _ => Vec::new(),
        }
    }

    fn tag(&mut self, key: &str) -> Option<String> {
        self.tags.get(key).cloned()
    }
}

impl Facts for &ModelVersion {
    fn attribute(&mut self, name: &str) -> Option<Fact> {
        match name {
            "name" => Some(Fact::Text(self.name.to_string())),
            "run_id" => self.run_id.clone().map(Fact::Text),
            "source_path" => self.source.clone().map(Fact::Text),
            "version_number" => Some(Fact::Number(self.version.0)),
            "creation_timestamp" => self.creation_timestamp.map(|time| Fact::Number(time.0)),
            "last_updated_timestamp" => self.last_updated_timestamp.map(|time| Fact::Number(time.0)),
            "current_stage" => Some(Fact::Text(self.current_stage.to_string())),
            "status" => Some(Fact::Text(self.status.clone())),
            "user_id" => self.user_id.clone().map(Fact::Text),
            "model_id" => self.model_id.clone().map(Fact::Text),
            "description" => self.description.clone().map(Fact::Text),
            _ => None,
        }
    }

    fn texts(&mut self, name: &str) -> Vec<String> {
        match name {
            "alias" => self.aliases.clone(),
            _ => Vec::new(),
        }
    }

    fn tag(&mut self, key: &str) -> Option<String> {
        self.tags.get(key).cloned()
    }
}

impl Facts for &LoggedModel {
    fn attribute(&mut self, name: &str) -> Option<Fact> {
        match name {
            "name" => self.name.clone().map(Fact::Text),
            "model_id" => Some(Fact::Text(self.model_id.to_string())),
            "model_type" => self.model_type.clone().map(Fact::Text),
            "status" => Some(Fact::Text(self.status.to_string())),
            "source_run_id" => self.source_run_id.clone().map(Fact::Text),
            "creation_timestamp" => self.creation_timestamp.map(|time| Fact::Number(time.0)),
            "last_updated_timestamp" => self.last_updated_timestamp.map(|time| Fact::Number(time.0)),
            "experiment_id" => Some(Fact::Text(self.experiment_id.as_str().to_owned())),
            _ => None,
        }
    }

    fn metric(&mut self, key: &str) -> Option<f64> {
        self.metrics
            .iter()
            .find(|metric| metric.key == key)
            .map(|metric| metric.metric.value)
    }

    fn latest_metric(&mut self, key: &str, dataset: Option<&OnDataset>) -> Option<f64> {
        self.metrics
            .iter()
            .filter(|metric| metric.key == key && dataset.is_none_or(|dataset| dataset.admits(metric)))
            .min_by_key(|metric| Reverse(metric.metric.timestamp))
            .map(|metric| metric.metric.value)
    }

    fn datasets(&mut self) -> Vec<DatasetInput> {
        let used = self.metrics.iter().filter_map(|metric| metric.metric.dataset.clone());
        used.map(|(name, digest)| DatasetInput {
            dataset: Dataset {
                name,
                digest,
                source_type: String::new(),
                source: String::new(),
                schema: None,
                profile: None,
            },
            tags: BTreeMap::new(),
        })
        .collect()
    }

    fn param(&mut self, key: &str) -> Option<String> {
        self.params.get(key).cloned()
    }

    fn tag(&mut self, key: &str) -> Option<String> {
        self.tags.get(key).cloned()
    }
}
