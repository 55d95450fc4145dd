//! What a tracking store and a model registry promise, whatever keeps them. The file store is in [`file`].

mod artifact_uri;
mod best;
mod error;
pub mod file;
mod find_version;
mod logged_models;
mod registry;
mod resolve;
mod traces;
mod uri_error;
mod witness;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::ControlFlow;
use std::path::PathBuf;

pub use artifact_uri::{ArtifactPlace, FoundModel, LoggedPlace, Stores, resolve_artifact};
pub use best::{Best, Better, best_runs};
pub use error::StoreError;
pub use find_version::find_version;
pub use logged_models::{
    DIGEST_TAG, LoggedModelChange, LoggedModelQuery, LoggedModelStore, ModelFiles, NewLoggedModel,
    check_logged_model_name, resolve_logged_model,
};
pub use registry::{
    ModelChange, ModelQuery, NewModelVersion, NewRegisteredModel, RegistryStore, RegistryStoreExt, VersionChange,
    VersionQuery,
};
pub use resolve::{Candidate, ResolveError, resolve_experiment, resolve_run};
pub use traces::{TraceQuery, TraceStore, resolve_trace};
pub use uri_error::{UriError, UriProblem};
pub use witness::{Change, Witness};

use serde::{Deserialize, Serialize};

use crate::fsx::PathError;
use crate::model::{
    Batch, DatasetInput, Experiment, ExperimentId, ExperimentName, Key, Metric, Millis, Param, Run, RunId, RunStatus,
    Tag, ViewType,
};
use crate::search::{Filter, Order, PageToken};

/// The result of a store's call.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Something in a store that could not be read: it is left out of the answer, never another thing with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file or folder.
    pub path: PathBuf,
    /// The line, from 1, where one is to blame.
    pub line: Option<u64>,
    /// What is wrong with it, for people.
    pub reason: String,
}

impl Damage {
    /// Of a whole file or folder.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, reason: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line: None,
            reason: reason.into(),
        }
    }
}

impl From<PathError> for Damage {
    fn from(PathError { path, source, .. }: PathError) -> Self {
        Self::new(path, source.to_string())
    }
}

impl From<Damage> for StoreError {
    fn from(Damage { path, reason, .. }: Damage) -> Self {
        Self::Damaged { path, reason }
    }
}

/// What was read, and what could not be.
#[derive(Debug, Clone, PartialEq)]
pub struct Read<T> {
    /// What was read.
    pub value: T,
    /// What was left out, in the order met.
    pub damage: Vec<Damage>,
}

/// A new experiment. The caller chooses id and time: a store has neither clock nor dice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExperiment {
    /// The id; [`ExperimentId::from_random`].
    pub experiment_id: ExperimentId,
    /// Must not be the name of another experiment, active or deleted.
    pub name: ExperimentName,
    /// `None` for `<store>/<id>`. Relative paths must have been made absolute.
    pub artifact_location: Option<String>,
    /// Tags to begin with.
    pub tags: Vec<Tag>,
    /// Creation and last-update time.
    pub at: Millis,
}

/// A change of an experiment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExperimentChange {
    /// To a name that no other experiment has.
    Rename(ExperimentName),
    /// Marks the runs deleted and moves the folder to `.trash`.
    Delete,
    /// Moves the folder back and marks all runs active, those that were deleted one by one before too (as MLflow does).
    Restore,
    /// Sets or overwrites a tag.
    SetTag(Tag),
    /// Fails with [`StoreError::NotFound`] when there is no such tag.
    DeleteTag(Key),
}

/// A new run. The caller chooses id, name and time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRun {
    /// The id; [`RunId::from_random`].
    pub run_id: RunId,
    /// Must be active.
    pub experiment_id: ExperimentId,
    /// The name; also written as the tag `mlflow.runName`.
    pub run_name: String,
    /// Who starts it.
    pub user_id: String,
    /// When it starts.
    pub start_time: Millis,
    /// Tags to begin with; `mlflow.runName`, if among them, must equal `run_name`.
    pub tags: Vec<Tag>,
    /// Params to begin with, of different keys: in one step, where a batch of them costs many.
    pub params: Vec<Param>,
}

/// A change of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunChange {
    /// Sets what is given and leaves the rest (MLflow's `update_run_info`). A run once ended keeps its end time.
    Update {
        /// The new status.
        status: Option<RunStatus>,
        /// The new end time.
        end_time: Option<Millis>,
        /// The new name, and that of the tag `mlflow.runName`; `Some("")` changes nothing.
        run_name: Option<String>,
    },
    /// Records how it ended, also when somebody deleted it meanwhile: what ended is not RUNNING.
    End {
        /// How.
        status: RunStatus,
        /// When.
        at: Millis,
    },
    /// Marks it deleted.
    Delete {
        /// When.
        at: Millis,
    },
    /// Marks it active.
    Restore,
    /// Sets or overwrites a tag, however long (MLflow's `set_tag`; a batch cuts).
    SetTag(Tag),
    /// Fails with [`StoreError::NotFound`] when there is no such tag.
    DeleteTag(Key),
}

/// Which values of a kind are needed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Keys {
    /// None.
    #[default]
    None,
    /// Those with these keys.
    Some(BTreeSet<String>),
    /// All.
    All,
}

/// Which parts of a run the caller will look at: a store reads no more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Needs {
    /// Params.
    pub params: Keys,
    /// Tags. The run's name may need them whether asked or not.
    pub tags: Keys,
    /// The latest value of each metric.
    pub metrics: Keys,
    /// Every value of these metrics, which also gives their latest.
    pub history: Keys,
    /// Inputs and outputs.
    pub inputs: bool,
}

impl Needs {
    /// `meta.yaml` only.
    pub const INFO: Self = Self {
        params: Keys::None,
        tags: Keys::None,
        metrics: Keys::None,
        history: Keys::None,
        inputs: false,
    };
    /// All but histories.
    pub const ALL: Self = Self {
        params: Keys::All,
        tags: Keys::All,
        metrics: Keys::All,
        history: Keys::None,
        inputs: true,
    };

    /// All but histories, or all.
    #[must_use]
    pub fn all(history: bool) -> Self {
        Self {
            history: if history { Keys::All } else { Keys::None },
            ..Self::ALL
        }
    }
}

/// Which runs to list. The default is every active run, whole order and no limit, `meta.yaml` only.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunQuery {
    /// In these experiments; `None` for every experiment the view shows. Unknown ids give nothing.
    pub experiments: Option<Vec<ExperimentId>>,
    /// By the run's own stage; where no experiment is named, a run in a deleted one counts as deleted.
    pub view: ViewType,
    /// What to read of each.
    pub needs: Needs,
    /// Which of them.
    pub filter: Filter,
    /// In which order; where it leaves ties, and by default, newest first by start time, then by id.
    pub order: Order,
    /// How many to pass over first.
    pub offset: i64,
    /// At most so many.
    pub max: Option<i64>,
}

/// Which experiments to list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExperimentQuery {
    /// Active, deleted or both.
    pub view: ViewType,
    /// Which of them.
    pub filter: Filter,
    /// In which order; by default newest first by creation time, then by id.
    pub order: Order,
    /// How many to pass over first.
    pub offset: i64,
    /// At most so many.
    pub max: Option<i64>,
}

impl ExperimentQuery {
    /// Every experiment, active or deleted.
    #[must_use]
    pub fn all() -> Self {
        Self {
            view: ViewType::All,
            ..Self::default()
        }
    }
}

/// One page of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// What was found.
    pub items: Vec<T>,
    /// Where the next page begins, if there is more.
    pub next: Option<PageToken>,
    /// How many there are on all pages, where it is known without reading more.
    pub total: Option<usize>,
    /// What was left out because it could not be read, in the order met.
    pub damage: Vec<Damage>,
}

/// How much a store holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Census {
    /// Active experiments.
    pub experiments: u64,
    /// Deleted experiments.
    pub deleted_experiments: u64,
    /// Active runs.
    pub runs: u64,
    /// Deleted runs.
    pub deleted_runs: u64,
    /// Runs by status, deleted ones included.
    pub by_status: BTreeMap<String, u64>,
    /// Registered models, prompts among them.
    pub registered_models: u64,
    /// Their versions that are not deleted.
    pub model_versions: u64,
    /// Logged models, deleted ones included.
    pub logged_models: u64,
    /// Traces, those of deleted experiments included.
    pub traces: u64,
    /// Files below the store.
    pub files: u64,
    /// Their sizes added up, in bytes.
    pub bytes: u64,
}

/// Experiments, runs and what is logged to them. All calls may block; none prints, reads the clock or the environment.
/// Implementations are shared between threads. A change happened whole or not at all, but where said otherwise.
pub trait TrackingStore: fmt::Debug + Send + Sync {
    /// Fails with [`StoreError::AlreadyExists`] if an active or a deleted experiment has the name; two callers at once
    /// cannot both succeed.
    fn create_experiment(&self, new: NewExperiment) -> Result<Experiment>;

    /// Active or deleted.
    fn get_experiment(&self, id: &ExperimentId) -> Result<Experiment>;

    /// Changes one experiment.
    fn update_experiment(&self, id: &ExperimentId, change: ExperimentChange, at: Millis) -> Result<()>;

    /// Those that the query asks for.
    fn search_experiments(&self, query: &ExperimentQuery) -> Result<Page<Experiment>>;

    /// Appears whole; returns it as stored.
    fn create_run(&self, new: NewRun) -> Result<Run>;

    /// Active or deleted, in an active or a deleted experiment.
    fn get_run(&self, id: &RunId, needs: &Needs) -> Result<Read<Run>>;

    /// Those that the query asks for. Runs without a start time come last.
    fn search_runs(&self, query: &RunQuery) -> Result<Page<Run>>;

    /// The same runs in the same order, one by one as they are found, until `visit` breaks off: a long list is never in
    /// memory whole. Returns what could not be read.
    fn each_run(&self, query: &RunQuery, visit: &mut dyn FnMut(Run) -> ControlFlow<()>) -> Result<Vec<Damage>>;

    /// Changes one run. All but [`RunChange::End`], [`RunChange::Delete`] and [`RunChange::Restore`] need it active.
    fn update_run(&self, id: &RunId, change: RunChange) -> Result<()>;

    /// Checks everything, then writes params, metrics and tags in that order; a param that already has another value
    /// stops it, and what was written before stays (as in MLflow). The run must be active. Params and tags are on the disk
    /// when it returns; metrics are safe from our own death, and from the machine's after [`Self::sync_metrics`].
    fn log_batch(&self, id: &RunId, batch: &Batch) -> Result<()>;

    /// Brings these metrics of the run to the disk.
    fn sync_metrics(&self, id: &RunId, keys: &BTreeSet<Key>) -> Result<()>;

    /// Adds datasets the run used; one that it has already keeps its first tags.
    fn log_inputs(&self, id: &RunId, datasets: &[DatasetInput]) -> Result<()>;

    /// In the order logged; empty when there is no such metric.
    fn get_metric_history(&self, id: &RunId, key: &Key) -> Result<Read<Vec<Metric>>>;

    /// Every run's id, and where it lies, without opening any: for prefixes and completion. In no order.
    fn list_run_ids(&self) -> Result<Vec<(ExperimentId, RunId)>>;

    /// The folder that holds the run's artifacts now: the recorded one, or the run's own `artifacts/` when the recorded
    /// one is gone because the store was moved, or is remote while files lie here. One that the user chose may not be
    /// there yet. [`StoreError::Unsupported`] for remote locations.
    fn artifact_folder(&self, id: &RunId) -> Result<ArtifactFolder>;

    /// Counts and sizes of everything, with everything damaged.
    fn census(&self) -> Result<Read<Census>>;
}

/// Where a run's artifacts are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtifactFolder {
    /// The folder. It may be missing when nothing was logged yet.
    pub path: PathBuf,
    /// The recorded location, when it is not the one used.
    pub moved_from: Option<String>,
}
