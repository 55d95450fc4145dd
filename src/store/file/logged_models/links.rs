//! Which models a run made and used: `outputs/` and `inputs/` in its folder.

use std::collections::BTreeMap;

use crate::codec::pyyaml::{self, Yaml};
use crate::fsx::Staged;
use crate::model::{LoggedModelId, ModelInput, ModelOutput, RunId};
use crate::store::Result;
use crate::store::file::layout::RunDir;
use crate::store::file::logging::{publish_input, publish_meta};
use crate::store::file::runs::active_info;
use crate::store::file::{FileStore, sweep};

impl FileStore {
    pub(super) fn add_outputs(&self, run: &RunId, models: &[ModelOutput]) -> Result<()> {
        let models: Vec<(LoggedModelId, i64)> = models
            .iter()
            .map(|model| Ok((LoggedModelId::parse(&model.model_id)?, model.step)))
            .collect::<Result<_>>()?;
        self.with_active_run(run, |dir| {
            models
                .iter()
                .try_for_each(|(model, step)| link_output(dir, model, *step))
        })
    }

    pub(super) fn add_model_inputs(&self, run: &RunId, models: &[ModelInput]) -> Result<()> {
        let models: Vec<LoggedModelId> = models
            .iter()
            .map(|model| Ok(LoggedModelId::parse(&model.model_id)?))
            .collect::<Result<_>>()?;
        self.with_active_run(run, |dir| {
            models
                .iter()
                .try_for_each(|model| publish_input(dir, ("MODEL", model.as_str()), &BTreeMap::new()))
        })
    }

    fn with_active_run(&self, run: &RunId, change: impl FnOnce(&RunDir) -> Result<()>) -> Result<()> {
        self.find_run(run)?;
        let lock = self.lock()?;
        let (_, dir) = self.find_run(run)?;
        active_info(&dir)?;
        sweep(&lock, &dir.path);
        change(&dir)
    }
}

/// Writes that the run made the model; source and destination are both the model, as MLflow has it. Under the lock.
pub(super) fn link_output(run: &RunDir, model: &LoggedModelId, step: i64) -> Result<()> {
    let text = |text: &str| Yaml::Str(text.to_owned());
    let meta = pyyaml::document(&[
        ("destination_id", text(model.as_str())),
        ("destination_type", text("MODEL_OUTPUT")),
        ("source_id", text(model.as_str())),
        ("source_type", text("RUN_OUTPUT")),
        ("step", Yaml::Int(step)),
        ("tags", Yaml::Map(Vec::new())),
    ]);
    publish_meta(&run.part("outputs"), model.as_str(), &meta, || {
        Staged::begin(&run.path, model.as_str(), "")
    })
}
