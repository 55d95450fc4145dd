use clap_complete::ArgValueCompleter;

use super::{Context, target};
use crate::cli::complete;
use crate::model::RunId;
use crate::store::file::FileStore;

/// Which run: MLflow's flag, on commands that also take the run as their first word.
#[derive(Debug, clap::Args)]
pub(super) struct RunFlag {
    /// The run, as a flag [default: $MLFLOW_RUN_ID]
    #[arg(long, short, value_name = "RUN", add = ArgValueCompleter::new(complete::runs))]
    pub(super) run_id: Option<String>,
}

impl RunFlag {
    /// The store, the run, and the `rest` words that remain.
    pub(super) fn find(
        self,
        words: impl Into<Vec<String>>,
        rest: usize,
        context: &Context,
    ) -> anyhow::Result<(FileStore, RunId, Vec<String>)> {
        let store = context.store_to_change()?;
        let (run, words) = target(words.into(), self.run_id, rest, "run")?;
        let id = context.find_run_or_current(&store, run.as_deref())?;
        Ok((store, id, words))
    }
}
