//! Logged models: the folder `models` in an experiment.

mod change;
mod create;
mod files;
mod links;
mod metrics;
mod mlmodel;
mod reading;
mod registered;
mod search;
#[cfg(test)]
mod tests;

use std::path::Path;

use super::layout::{ExperimentDir, LoggedModelDir};
use super::{FileStore, meta};
use crate::fsx;
use crate::model::{LoggedModel, LoggedModelId, Millis, ModelInput, ModelOutput, RunId};
use crate::store::{
    ArtifactFolder, LoggedModelChange, LoggedModelQuery, LoggedModelStore, ModelFiles, NewLoggedModel, Page, Read,
    Result, StoreError,
};

impl LoggedModelStore for FileStore {
    fn get_logged_model(&self, id: &LoggedModelId) -> Result<Read<LoggedModel>> {
        let (experiment, dir) = self.find_logged_model(id)?;
        let mut damage = Vec::new();
        match reading::read(&experiment.open()?, &dir, &mut damage) {
            Some(value) => Ok(Read { value, damage }),
            None => Err(damage.pop().map_or_else(|| missing(id), StoreError::from)),
        }
    }

    fn search_logged_models(&self, query: &LoggedModelQuery) -> Result<Page<LoggedModel>> {
        self.answer_of_logged_models(query)
    }

    fn list_logged_model_ids(&self) -> Result<Vec<LoggedModelId>> {
        let experiments = self.layout.experiments()?.dirs;
        let listed = experiments
            .iter()
            .filter_map(|experiment| experiment.logged_models().ok());
        Ok(listed.flat_map(|found| found.dirs).map(|dir| dir.id).collect())
    }

    fn create_logged_model(&self, new: NewLoggedModel) -> Result<LoggedModel> {
        Ok(self.make_logged_model(new, None)?.0)
    }

    fn log_model(
        &self,
        new: NewLoggedModel,
        folder: &Path,
        advance: &dyn Fn(u64),
    ) -> Result<(LoggedModel, ModelFiles)> {
        let (model, files) = self.make_logged_model(new, Some((folder, advance)))?;
        let files = files.ok_or_else(|| StoreError::Internal("the files were not copied".to_owned()))?;
        Ok((model, files))
    }

    fn update_logged_model(&self, id: &LoggedModelId, change: LoggedModelChange, at: Millis) -> Result<()> {
        self.change_logged_model(id, change, at)
    }

    fn logged_model_folder(&self, id: &LoggedModelId) -> Result<ArtifactFolder> {
        let model = self.get_logged_model(id)?.value;
        let (_, dir) = self.find_logged_model(id)?;
        let usual = Path::new(model.experiment_id.as_str())
            .join("models")
            .join(id.as_str())
            .join("artifacts");
        let whose = format!("logged model {id}");
        self.locate_artifacts(
            &whose,
            id.as_str(),
            dir.part("artifacts"),
            model.artifact_location,
            &usual,
        )
    }

    fn log_outputs(&self, run: &RunId, models: &[ModelOutput]) -> Result<()> {
        self.add_outputs(run, models)
    }

    fn log_model_inputs(&self, run: &RunId, models: &[ModelInput]) -> Result<()> {
        self.add_model_inputs(run, models)
    }
}

impl FileStore {
    /// The model's folder with its experiment's. Where a copy of the model lies in another experiment, the one whose
    /// `meta.yaml` names its own experiment counts.
    fn find_logged_model(&self, id: &LoggedModelId) -> Result<(ExperimentDir, LoggedModelDir)> {
        let mut found: Vec<(ExperimentDir, LoggedModelDir)> = Vec::new();
        for experiment in self.layout.experiments()?.dirs {
            let dir = experiment.logged_model(id);
            if fsx::is_dir(&dir.path) {
                found.push((experiment, dir));
            }
        }
        let names_its_own = |dir: &LoggedModelDir| {
            let node = meta::read(&dir.meta(), &mut Vec::new()).ok().flatten();
            node.and_then(|node| meta::field(&node, "experiment_id"))
                .is_some_and(|written| written == dir.experiment.as_str())
        };
        let at = found.iter().position(|(_, dir)| names_its_own(dir)).unwrap_or(0);
        if found.is_empty() {
            return Err(missing(id));
        }
        Ok(found.swap_remove(at))
    }
}

/// Whether a folder can be logged as a model in a store, there or not: it holds an `MLmodel` that names flavors, no link
/// leads out of it, and the store is not in it.
///
/// # Errors
/// As [`LoggedModelStore::log_model`] has them.
pub fn check_model_folder(folder: &Path, store: &Path) -> Result<()> {
    files::refuse_own_store(folder, store)?;
    files::ModelFolder::open(folder).map(drop)
}

fn missing(id: &LoggedModelId) -> StoreError {
    StoreError::NotFound(format!("Model '{id}' not found"))
}
