use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::model::{ExperimentId, Figure, Lifecycle, Metric, Millis, RunId, RunInfo, RunStatus};
use crate::store::file::summary::{Prefix, Summary};

/// A value that a column can hold. Its bytes are of the column's version.
pub(in crate::store::file) trait Record: Sized + Clone {
    /// Whether it is of use even after the file has changed.
    fn serves_a_changed_file(&self) -> bool {
        false
    }

    fn encode(&self) -> Vec<u8>;
    /// `None` where the bytes are not such a value.
    fn decode(bytes: &[u8]) -> Option<Self>;
}

#[derive(Serialize, Deserialize)]
struct InfoRecord {
    run_id: String,
    experiment_id: String,
    run_name: Option<String>,
    user_id: Option<String>,
    status: i64,
    start_time: Option<i64>,
    end_time: Option<i64>,
    artifact_uri: Option<String>,
    deleted: bool,
}

impl Record for RunInfo {
    fn encode(&self) -> Vec<u8> {
        written(&InfoRecord {
            run_id: self.run_id.to_string(),
            experiment_id: self.experiment_id.to_string(),
            run_name: self.run_name.clone(),
            user_id: self.user_id.clone(),
            status: self.status.code(),
            start_time: self.start_time.map(|time| time.0),
            end_time: self.end_time.map(|time| time.0),
            artifact_uri: self.artifact_uri.clone(),
            deleted: self.lifecycle_stage == Lifecycle::Deleted,
        })
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let record: InfoRecord = read(bytes)?;
        Some(Self {
            run_id: RunId::parse(&record.run_id).ok()?,
            experiment_id: ExperimentId::parse(&record.experiment_id).ok()?,
            run_name: record.run_name,
            user_id: record.user_id,
            status: RunStatus::from_code(record.status),
            start_time: record.start_time.map(Millis),
            end_time: record.end_time.map(Millis),
            artifact_uri: record.artifact_uri,
            lifecycle_stage: if record.deleted {
                Lifecycle::Deleted
            } else {
                Lifecycle::Active
            },
        })
    }
}

impl Record for String {
    fn encode(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        Self::from_utf8(bytes.to_vec()).ok()
    }
}

#[derive(Serialize, Deserialize)]
struct SummaryRecord {
    timestamp: i128,
    value: f64,
    step: i128,
    dataset: Option<(String, String)>,
    figures: Option<[f64; Figure::ALL.len()]>,
    prefix: Option<Prefix>,
}

impl Record for Summary {
    fn serves_a_changed_file(&self) -> bool {
        self.prefix.is_some()
    }

    fn encode(&self) -> Vec<u8> {
        let Metric {
            timestamp,
            value,
            step,
            dataset,
        } = self.latest.clone();
        written(&SummaryRecord {
            timestamp,
            value,
            step,
            dataset,
            figures: self.figures,
            prefix: self.prefix,
        })
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let SummaryRecord {
            timestamp,
            value,
            step,
            dataset,
            figures,
            prefix,
        } = read(bytes)?;
        Some(Self {
            latest: Metric {
                timestamp,
                value,
                step,
                dataset,
            },
            figures,
            prefix,
        })
    }
}

fn written(record: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(record).unwrap_or_default()
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    match postcard::take_from_bytes(bytes) {
        Ok((record, [])) => Some(record),
        _ => None,
    }
}
