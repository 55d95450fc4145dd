//! The options that `run` shares with whatever else starts projects.

use std::path::PathBuf;

use crate::ui::Format;

/// Where the run is recorded.
#[derive(Debug, Clone, Default, clap::Args)]
pub(in crate::commands) struct RecordArgs {
    /// The experiment, by name; created where there is none [default: $MLFLOW_EXPERIMENT_NAME]
    #[arg(long, value_name = "NAME")]
    pub(super) experiment_name: Option<String>,

    /// The experiment, by id [default: $MLFLOW_EXPERIMENT_ID, else 0]
    #[arg(long, value_name = "ID")]
    pub(super) experiment_id: Option<String>,

    /// The run's name [default: a random one]
    #[arg(long, value_name = "NAME")]
    pub(super) run_name: Option<String>,

    /// Use this run, which keeps its tags and params, instead of a new one
    #[arg(long, value_name = "RUN")]
    pub(super) run_id: Option<String>,
}

/// How it is run.
#[derive(Debug, Clone, Default, clap::Args)]
pub(in crate::commands) struct HowArgs {
    /// Where to copy what parameters of type `path` name by runs:/ or models:/ URIs [default: a temporary folder]
    #[arg(long, value_name = "FOLDER")]
    pub(super) storage_dir: Option<PathBuf>,

    /// Say what would be run and recorded, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Print the run when it is over, or with --dry-run what would be done [default there: table]
    #[arg(long, short, value_enum, value_name = "FORMAT")]
    pub(super) output: Option<Format>,
}

impl RecordArgs {
    /// MLflow takes an empty name for none.
    pub(super) fn name(&self) -> Option<&str> {
        self.run_name.as_deref().filter(|name| !name.is_empty())
    }
}
