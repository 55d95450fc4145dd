//! The JSON contract: an experiment, and a run in the shape that `mlflow runs describe` prints. Times are milliseconds
//! or null. NaN and infinities, which JSON cannot write, are the strings `NaN`, `Infinity` and `-Infinity`.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::model::{Dataset, DatasetInput, Experiment, Metric, Millis, Run};

/// A double in JSON.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number(pub f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            value if value.is_nan() => serializer.serialize_str("NaN"),
            f64::INFINITY => serializer.serialize_str("Infinity"),
            f64::NEG_INFINITY => serializer.serialize_str("-Infinity"),
            value => serializer.serialize_f64(value),
        }
    }
}

/// An experiment in JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExperimentJson<'a> {
    experiment_id: &'a str,
    name: Option<&'a str>,
    artifact_location: Option<&'a str>,
    lifecycle_stage: &'static str,
    creation_time: Option<i64>,
    last_update_time: Option<i64>,
    tags: &'a BTreeMap<String, String>,
}

impl<'a> From<&'a Experiment> for ExperimentJson<'a> {
    fn from(experiment: &'a Experiment) -> Self {
        Self {
            experiment_id: experiment.experiment_id.as_str(),
            name: Some(experiment.name.as_str()).filter(|name| !name.is_empty()),
            artifact_location: experiment.artifact_location.as_deref(),
            lifecycle_stage: experiment.lifecycle_stage.as_str(),
            creation_time: millis(experiment.creation_time),
            last_update_time: millis(experiment.last_update_time),
            tags: &experiment.tags,
        }
    }
}

/// A run in JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunJson<'a> {
    info: InfoJson<'a>,
    data: DataJson<'a>,
    inputs: InputsJson<'a>,
    outputs: OutputsJson<'a>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct InfoJson<'a> {
    artifact_uri: Option<&'a str>,
    end_time: Option<i64>,
    experiment_id: &'a str,
    lifecycle_stage: &'static str,
    run_id: &'a str,
    run_name: Option<&'a str>,
    start_time: Option<i64>,
    status: String,
    user_id: Option<&'a str>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct DataJson<'a> {
    metrics: BTreeMap<&'a str, Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric_history: Option<BTreeMap<&'a str, Vec<MetricJson<'a>>>>,
    params: &'a BTreeMap<String, String>,
    tags: &'a BTreeMap<String, String>,
}

/// One value of a metric in JSON. Time and step are whole numbers as written, which may pass 64 bits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MetricJson<'a> {
    timestamp: i128,
    value: Number,
    step: i128,
    #[serde(skip_serializing_if = "Option::is_none")]
    dataset_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dataset_digest: Option<&'a str>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct InputsJson<'a> {
    model_inputs: Vec<ModelInputJson<'a>>,
    dataset_inputs: Vec<DatasetInputJson<'a>>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct ModelInputJson<'a> {
    model_id: &'a str,
}

/// A dataset that a run used, in JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DatasetInputJson<'a> {
    dataset: DatasetJson<'a>,
    tags: &'a BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct DatasetJson<'a> {
    name: &'a str,
    digest: &'a str,
    source_type: &'a str,
    source: &'a str,
    schema: Option<&'a str>,
    profile: Option<&'a str>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct OutputsJson<'a> {
    model_outputs: Vec<ModelOutputJson<'a>>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct ModelOutputJson<'a> {
    model_id: &'a str,
    step: i64,
}

impl<'a> From<&'a Run> for RunJson<'a> {
    fn from(run: &'a Run) -> Self {
        let (info, data) = (&run.info, &run.data);
        Self {
            info: InfoJson {
                artifact_uri: info.artifact_uri.as_deref(),
                end_time: millis(info.end_time),
                experiment_id: info.experiment_id.as_str(),
                lifecycle_stage: info.lifecycle_stage.as_str(),
                run_id: info.run_id.as_str(),
                run_name: info.run_name.as_deref(),
                start_time: millis(info.start_time),
                status: info.status.to_string(),
                user_id: info.user_id.as_deref(),
            },
            data: DataJson {
                metrics: data
                    .metrics
                    .iter()
                    .map(|(key, metric)| (key.as_str(), Number(metric.value)))
                    .collect(),
                metric_history: data.metric_history.as_ref().map(|history| {
                    history
                        .iter()
                        .map(|(key, points)| (key.as_str(), points.iter().map(Into::into).collect()))
                        .collect()
                }),
                params: &data.params,
                tags: &data.tags,
            },
            inputs: InputsJson {
                model_inputs: run
                    .inputs
                    .models
                    .iter()
                    .map(|model| ModelInputJson {
                        model_id: &model.model_id,
                    })
                    .collect(),
                dataset_inputs: run.inputs.datasets.iter().map(Into::into).collect(),
            },
            outputs: OutputsJson {
                model_outputs: run
                    .outputs
                    .models
                    .iter()
                    .map(|model| ModelOutputJson {
                        model_id: &model.model_id,
                        step: model.step,
                    })
                    .collect(),
            },
        }
    }
}

impl<'a> From<&'a Metric> for MetricJson<'a> {
    fn from(metric: &'a Metric) -> Self {
        let (dataset_name, dataset_digest) = metric
            .dataset
            .as_ref()
            .map(|(name, digest)| (name.as_str(), digest.as_str()))
            .unzip();
        Self {
            timestamp: metric.timestamp,
            value: Number(metric.value),
            step: metric.step,
            dataset_name,
            dataset_digest,
        }
    }
}

impl<'a> From<&'a DatasetInput> for DatasetInputJson<'a> {
    fn from(input: &'a DatasetInput) -> Self {
        let Dataset {
            name,
            digest,
            source_type,
            source,
            schema,
            profile,
        } = &input.dataset;
        Self {
            dataset: DatasetJson {
                name,
                digest,
                source_type,
                source,
                schema: schema.as_deref(),
                profile: profile.as_deref(),
            },
            tags: &input.tags,
        }
    }
}

fn millis(time: Option<Millis>) -> Option<i64> {
    time.map(|Millis(ms)| ms)
}
