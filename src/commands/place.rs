//! Where a run is recorded.

use super::Context;
use super::outcome::Usage;
use super::wanted::WantedExperiment;
use crate::model::{ExperimentId, RunId, RunInfo, Tag, random_run_name};
use crate::project::Record;
use crate::store::file::FileStore;
use crate::store::{Needs, NewRun, TrackingStore};

/// Where a run is recorded.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct PlaceArgs {
    /// The experiment, by name; created where there is none [default: $MLFLOW_EXPERIMENT_NAME]
    #[arg(long, value_name = "NAME", help_heading = "Record")]
    pub(super) experiment_name: Option<String>,

    /// The experiment, by id [default: $MLFLOW_EXPERIMENT_ID, else 0]
    #[arg(long, value_name = "ID", help_heading = "Record")]
    pub(super) experiment_id: Option<String>,

    /// The run's name [default: a random one]
    #[arg(long, value_name = "NAME", help_heading = "Record")]
    pub(super) run_name: Option<String>,

    /// Use this run, which keeps its tags and params, instead of a new one; its logs go on
    #[arg(long, value_name = "RUN", help_heading = "Record", hide_short_help = true)]
    pub(super) run_id: Option<String>,
}

/// A run chosen and not yet made, or one that is there.
pub(super) struct Place {
    pub(super) record: Record,
    pub(super) run_id: RunId,
    pub(super) experiment_id: ExperimentId,
    pub(super) run_name: String,
    /// Where its artifacts are, of a run that is there.
    pub(super) artifact_uri: Option<String>,
}

impl PlaceArgs {
    /// An experiment is named once.
    pub(super) fn check(&self) -> Result<(), Usage> {
        if self.experiment_id.is_some() && self.experiment_name.is_some() {
            let said = "Specify only one of 'experiment-name' or 'experiment-id' options.";
            return Err(Usage(said.to_owned()));
        }
        Ok(())
    }

    /// MLflow takes an empty name for none.
    pub(super) fn name(&self) -> Option<&str> {
        self.run_name.as_deref().filter(|name| !name.is_empty())
    }

    /// Which experiment a new run is for.
    pub(super) fn experiment<'a>(&'a self, context: &'a Context) -> WantedExperiment<'a> {
        let name = self.experiment_name.as_deref().filter(|name| !name.is_empty()); // MLflow takes an empty one for none
        WantedExperiment::of(self.experiment_id.as_deref(), name, context)
    }

    /// The run that is to be used, where one is.
    pub(super) fn existing(&self, store: &FileStore, context: &Context) -> anyhow::Result<Option<RunInfo>> {
        let Some(text) = &self.run_id else {
            return Ok(None);
        };
        let id = context.find_run(store, text)?;
        Ok(Some(
            context.readable(TrackingStore::get_run(store, &id, &Needs::INFO)?).info,
        ))
    }

    /// Where the run is recorded, a new one with these tags; an experiment asked for by name is created where there is
    /// none.
    pub(super) fn place(&self, tags: Vec<Tag>, store: &FileStore, context: &Context) -> anyhow::Result<Place> {
        if let Some(info) = self.existing(store, context)? {
            let new_name = self.name().map(str::to_owned);
            return Ok(Place {
                run_name: new_name.clone().or(info.run_name).unwrap_or_default(),
                record: Record::Existing(info.run_id.clone(), new_name),
                run_id: info.run_id,
                experiment_id: info.experiment_id,
                artifact_uri: info.artifact_uri,
            });
        }
        let bits = context.random();
        let new = NewRun {
            run_id: RunId::from_random(bits),
            experiment_id: self.experiment(context).find_or_create(store, context)?,
            run_name: self.name().map_or_else(|| random_run_name(bits), str::to_owned),
            user_id: context.user(),
            start_time: context.now(),
            tags,
            params: Vec::new(),
        };
        Ok(Place {
            run_id: new.run_id.clone(),
            experiment_id: new.experiment_id.clone(),
            run_name: new.run_name.clone(),
            artifact_uri: None,
            record: Record::New(new),
        })
    }
}
