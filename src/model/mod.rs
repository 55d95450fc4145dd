//! The domain as plain data: what every other module speaks. Imports nothing.
//!
//! No attribute here is chosen for a file format or for an output format; those have structs of their own.

mod artifact_path;
mod artifact_uri;
mod batch;
mod dataset;
mod experiment;
mod figure;
mod file_info;
mod id;
mod invalid;
mod key;
mod lifecycle;
mod logged_model;
mod metric;
mod model_version;
mod prompt;
mod registered_model;
mod registry_event;
mod run;
mod run_name;
mod time;
mod trace;

pub use artifact_path::ArtifactPath;
pub use artifact_uri::{ArtifactUri, ModelRef};
pub use batch::{Batch, Param, Tag};
pub use dataset::{Dataset, DatasetInput, ModelInput, ModelOutput};
pub use experiment::{Experiment, ExperimentName, tag_limits};
pub use figure::Figure;
pub use file_info::FileInfo;
pub use id::{ExperimentId, LoggedModelId, RunId, TraceId};
pub use invalid::Invalid;
pub use key::{Key, KeyError, json_quoted};
pub use lifecycle::{Lifecycle, ViewType};
pub use logged_model::{LoggedModel, LoggedModelStatus, ModelMetric};
pub use metric::Metric;
pub use model_version::{ModelVersion, Stage, VersionNumber};
pub use prompt::{Message, Prompt, Template};
pub use registered_model::{Alias, ModelName, RegisteredModel};
pub use registry_event::{ChangeRecord, RegistryChange, RegistryEvent};
pub use run::{Run, RunData, RunInfo, RunInputs, RunOutputs, RunStatus};
pub use run_name::random_run_name;
pub use time::Millis;
pub use trace::{Assessment, Span, Trace, TraceState, Verdict};

/// Names of the tags that MLflow itself reads or writes.
pub mod tags {
    /// The run's name; kept in step with `run_name`.
    pub const RUN_NAME: &str = "mlflow.runName";
    /// The id of the run that this one is nested under; the only link between them.
    pub const PARENT_RUN_ID: &str = "mlflow.parentRunId";
    /// Who started the run.
    pub const USER: &str = "mlflow.user";
    /// The description shown on a run's or an experiment's page.
    pub const NOTE: &str = "mlflow.note.content";
    /// What was run: a path, a `file://` repository or a URI.
    pub const SOURCE_NAME: &str = "mlflow.source.name";
    /// `PROJECT`, `LOCAL`, `NOTEBOOK`, `JOB` …
    pub const SOURCE_TYPE: &str = "mlflow.source.type";
    /// The commit the project was run at.
    pub const GIT_COMMIT: &str = "mlflow.source.git.commit";
    /// The branch the project was run at.
    pub const GIT_BRANCH: &str = "mlflow.source.git.branch";
    /// Whether files that git knows had changes that were not committed: `true` or `false`.
    pub const GIT_DIRTY: &str = "mlflow.source.git.dirty";
    /// The URL of the repository's first remote, without credentials.
    pub const GIT_REPO_URL: &str = "mlflow.source.git.repoURL";
    /// The entry point of the project.
    pub const PROJECT_ENTRY_POINT: &str = "mlflow.project.entryPoint";
    /// What the command runs in: `virtualenv`, `uv`, `conda`, `docker`; none for what is installed here.
    pub const PROJECT_ENV: &str = "mlflow.project.env";
    /// Where the project ran: `local`.
    pub const PROJECT_BACKEND: &str = "mlflow.project.backend";
    /// The machine that a run is recorded on. Our own, as the three that follow; they tell which process records it.
    pub const HOST: &str = "mlrun.host";
    /// The boot of that machine.
    pub const BOOT_ID: &str = "mlrun.boot_id";
    /// The id of the process.
    pub const PID: &str = "mlrun.pid";
    /// What tells the process from a later one of the same id.
    pub const PID_STARTED: &str = "mlrun.pid_started";
    /// `true` on a registered model, and on its versions, that is a prompt.
    pub const IS_PROMPT: &str = "mlflow.prompt.is_prompt";
}
