use std::collections::BTreeMap;
use std::fmt;

use super::{DatasetInput, ExperimentId, Lifecycle, Metric, Millis, ModelInput, ModelOutput, RunId};

/// A run as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// What `meta.yaml` says.
    pub info: RunInfo,
    /// What was logged.
    pub data: RunData,
    /// What it used.
    pub inputs: RunInputs,
    /// What it made.
    pub outputs: RunOutputs,
}

/// A run's `meta.yaml`: what a damaged or old one lacks is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunInfo {
    /// The name of its folder.
    pub run_id: RunId,
    /// The experiment whose folder it lies in.
    pub experiment_id: ExperimentId,
    /// `run_name`, else the tag `mlflow.runName`, else `name` (MLflow ≤ 1.29).
    pub run_name: Option<String>,
    /// Who started it.
    pub user_id: Option<String>,
    /// RUNNING where the file says nothing.
    pub status: RunStatus,
    /// When it started.
    pub start_time: Option<Millis>,
    /// When it ended; `None` while it runs.
    pub end_time: Option<Millis>,
    /// Where its artifacts are, as recorded when it was created.
    pub artifact_uri: Option<String>,
    /// Active where the file says nothing.
    pub lifecycle_stage: Lifecycle,
}

/// What was logged to a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunData {
    /// The latest value of each metric.
    pub metrics: BTreeMap<String, Metric>,
    /// All values of each metric in the order logged; `None` unless asked for.
    pub metric_history: Option<BTreeMap<String, Vec<Metric>>>,
    /// By key.
    pub params: BTreeMap<String, String>,
    /// By key.
    pub tags: BTreeMap<String, String>,
}

/// What a run used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunInputs {
    /// Datasets.
    pub datasets: Vec<DatasetInput>,
    /// Logged models.
    pub models: Vec<ModelInput>,
}

/// What a run made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunOutputs {
    /// Logged models.
    pub models: Vec<ModelOutput>,
}

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunStatus {
    /// Not ended.
    Running,
    /// Waiting to start.
    Scheduled,
    /// Ended well.
    Finished,
    /// Ended badly.
    Failed,
    /// Stopped by somebody.
    Killed,
    /// A number that no MLflow version writes.
    Unknown(i64),
}

impl RunStatus {
    /// The number in `meta.yaml`.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Running => 1,
            Self::Scheduled => 2,
            Self::Finished => 3,
            Self::Failed => 4,
            Self::Killed => 5,
            Self::Unknown(code) => code,
        }
    }

    /// The status with that number.
    #[must_use]
    pub fn from_code(code: i64) -> Self {
        match code {
            1 => Self::Running,
            2 => Self::Scheduled,
            3 => Self::Finished,
            4 => Self::Failed,
            5 => Self::Killed,
            other => Self::Unknown(other),
        }
    }

    /// The status of that name, in any letter case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Running,
            Self::Scheduled,
            Self::Finished,
            Self::Failed,
            Self::Killed,
        ]
        .into_iter()
        .find(|status| status.to_string().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for RunStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Running => f.pad("RUNNING"),
            Self::Scheduled => f.pad("SCHEDULED"),
            Self::Finished => f.pad("FINISHED"),
            Self::Failed => f.pad("FAILED"),
            Self::Killed => f.pad("KILLED"),
            Self::Unknown(code) => write!(f, "UNKNOWN({code})"),
        }
    }
}
