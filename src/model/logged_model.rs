use std::collections::BTreeMap;
use std::fmt;

use super::{ExperimentId, Lifecycle, LoggedModelId, Metric, Millis};

/// A logged model (MLflow ≥ 3.0) as read: what a damaged `meta.yaml` lacks is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedModel {
    /// The name of its folder.
    pub model_id: LoggedModelId,
    /// The experiment whose folder it lies in.
    pub experiment_id: ExperimentId,
    /// Not unique.
    pub name: Option<String>,
    /// Where its files are.
    pub artifact_location: Option<String>,
    /// When it was made.
    pub creation_timestamp: Option<Millis>,
    /// When it was finished or deleted.
    pub last_updated_timestamp: Option<Millis>,
    /// The run that made it, there or not.
    pub source_run_id: Option<String>,
    /// How far it is.
    pub status: LoggedModelStatus,
    /// Why it failed.
    pub status_message: Option<String>,
    /// Such as `Agent`.
    pub model_type: Option<String>,
    /// Active where the file says nothing.
    pub lifecycle_stage: Lifecycle,
    /// By key; may be overwritten.
    pub params: BTreeMap<String, String>,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// The latest value of each metric on each dataset, by key and then in the order of the files.
    pub metrics: Vec<ModelMetric>,
}

/// A value of a metric of a logged model.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelMetric {
    /// Its name.
    pub key: String,
    /// The value, and the dataset it was computed on.
    pub metric: Metric,
    /// The run that logged it.
    pub run_id: String,
}

/// How far a logged model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoggedModelStatus {
    /// Nobody said.
    Unspecified,
    /// Being made.
    Pending,
    /// Made.
    Ready,
    /// Making it failed.
    Failed,
    /// A number that no MLflow version writes.
    Unknown(i64),
}

impl LoggedModelStatus {
    /// The number in `meta.yaml`.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Unspecified => 0,
            Self::Pending => 1,
            Self::Ready => 2,
            Self::Failed => 3,
            Self::Unknown(code) => code,
        }
    }

    /// The status with that number.
    #[must_use]
    pub fn from_code(code: i64) -> Self {
        match code {
            0 => Self::Unspecified,
            1 => Self::Pending,
            2 => Self::Ready,
            3 => Self::Failed,
            code => Self::Unknown(code),
        }
    }
}

/// MLflow's names (`LoggedModelStatus`).
impl fmt::Display for LoggedModelStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unspecified => f.pad("UNSPECIFIED"),
            Self::Pending => f.pad("PENDING"),
            Self::Ready => f.pad("READY"),
            Self::Failed => f.pad("FAILED"),
            Self::Unknown(code) => write!(f, "UNKNOWN({code})"),
        }
    }
}
