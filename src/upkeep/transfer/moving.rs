//! Moving a run: one rename, then what says where it is.

use std::path::{Path, PathBuf};

use super::{bring_datasets, is_same, make_folder, missing_datasets, open};
use crate::codec::pyyaml::Yaml;
use crate::fsx;
use crate::model::{ExperimentId, LoggedModelId, RunId, RunInfo};
use crate::store::file::layout::{ExperimentDir, META, RunDir};
use crate::store::file::{FileStore, folder_uri, local_path, location, meta, registry};
use crate::store::{LoggedModelStore as _, Needs, Result, StoreError, TrackingStore as _};
use crate::upkeep::undo::Operation;

/// A run that is going to be moved, with all that goes with it.
#[derive(Debug)]
pub struct Move {
    info: RunInfo,
    from: ExperimentDir,
    to: ExperimentDir,
    run: RunDir,
    /// Where its artifacts will be, if they move with it.
    artifacts: Option<String>,
    models: Vec<MovedModel>,
    datasets: Vec<(PathBuf, String)>,
    versions: Vec<MovedVersion>,
}

/// A logged model that the run made: MLflow looks for it in the run's experiment.
#[derive(Debug)]
struct MovedModel {
    id: LoggedModelId,
    from: PathBuf,
    to: PathBuf,
    artifacts: Option<String>,
}

/// A version of a registered model whose files move.
#[derive(Debug)]
struct MovedVersion {
    model: PathBuf,
    folder: PathBuf,
    changes: Vec<(&'static str, String)>,
}

impl Move {
    /// Looks at what moving a run to an experiment takes, and changes nothing. `None` when it is there already.
    ///
    /// # Errors
    /// There is no such run or experiment, the run's `meta.yaml` cannot be read, the experiment is deleted, or has a folder
    /// of the run's id.
    pub fn plan(store: &FileStore, run: &RunId, to: &ExperimentId) -> Result<Option<Self>> {
        let to = open(store, to)?;
        let info = store.get_run(run, &Needs::INFO)?.value.info;
        let (from, dir) = store.find_run(run)?;
        let target = to.run(run);
        let is_moved = from.id == to.id;
        if !is_moved && fsx::exists(&target.path) {
            return Err(StoreError::AlreadyExists(format!(
                "experiment {} has a folder of the run's id, {}",
                to.id,
                target.path.display()
            )));
        }
        let node = meta::read(&dir.meta(), &mut Vec::new())?;
        let says = node.and_then(|node| meta::field(&node, "experiment_id"));
        if is_moved && says.as_deref() == Some(to.id.as_str()) {
            return Ok(None);
        }
        let is_own = store
            .artifact_folder(run)
            .is_ok_and(|folder| is_same(&folder.path, &dir.part("artifacts")));
        let is_recorded = info.artifact_uri.as_ref().is_some_and(|uri| local_path(uri).is_some());
        let mut plan = Self {
            artifacts: (is_own && is_recorded).then(|| folder_uri(&target.part("artifacts"))),
            models: Vec::new(),
            datasets: Vec::new(),
            versions: Vec::new(),
            info,
            from,
            to,
            run: dir,
        };
        if !is_moved {
            plan.datasets = missing_datasets(&plan.run, &plan.from, &plan.to)?;
            plan.find_models(store)?;
        }
        plan.find_versions(store)?;
        Ok(Some(plan))
    }

    /// The run.
    #[must_use]
    pub fn info(&self) -> &RunInfo {
        &self.info
    }

    /// The logged models that move with it.
    pub fn models(&self) -> impl Iterator<Item = &LoggedModelId> {
        self.models.iter().map(|model| &model.id)
    }

    /// How many versions of registered models say a new place.
    #[must_use]
    pub fn versions(&self) -> usize {
        self.versions.len()
    }

    /// Those in the run's experiment, and those that came with it when it was stopped half way.
    fn find_models(&mut self, store: &FileStore) -> Result<()> {
        let here = self.from.logged_models()?.dirs.into_iter();
        let there = self.to.logged_models()?.dirs.into_iter();
        for (dir, has_come) in here.map(|dir| (dir, false)).chain(there.map(|dir| (dir, true))) {
            let node = meta::read(&dir.meta(), &mut Vec::new()).ok().flatten();
            let says = |key| meta::field(node.as_ref()?, key);
            let is_of_run = says("source_run_id").as_deref() == Some(self.run.id.as_str());
            if !is_of_run || (has_come && says("experiment_id").as_deref() == Some(self.to.id.as_str())) {
                continue;
            }
            let target = self.to.logged_model(&dir.id);
            if !has_come && fsx::exists(&target.path) {
                return Err(StoreError::AlreadyExists(format!(
                    "experiment {} has a logged model {} already",
                    self.to.id, dir.id
                )));
            }
            let files = store.logged_model_folder(&dir.id);
            let is_own = files.is_ok_and(|files| is_same(&files.path, &dir.part("artifacts")));
            self.models.push(MovedModel {
                artifacts: is_own.then(|| folder_uri(&target.part("artifacts"))),
                id: dir.id,
                from: dir.path,
                to: target.path,
            });
        }
        Ok(())
    }

    fn find_versions(&mut self, store: &FileStore) -> Result<()> {
        for model in folders(&store.layout().models())? {
            for version in folders(&model)? {
                let node = meta::read(&version.join(META), &mut Vec::new()).ok().flatten();
                let Some(node) = node else { continue };
                let moved = ["source", "storage_location"].into_iter().filter_map(|key| {
                    let recorded = meta::field(&node, key)?;
                    Some((key, self.moved(&recorded).filter(|moved| *moved != recorded)?))
                });
                let changes: Vec<(&'static str, String)> = moved.collect();
                if !changes.is_empty() {
                    self.versions.push(MovedVersion {
                        model: model.clone(),
                        folder: version,
                        changes,
                    });
                }
            }
        }
        Ok(())
    }

    /// Where a recorded location will be: `…/<run id>/artifacts/<rest>`, or of a logged model that moves too.
    fn moved(&self, recorded: &str) -> Option<String> {
        let path = local_path(recorded)?;
        let text = path.to_string_lossy();
        let parts: Vec<&str> = text.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
        let target = |id: &str| {
            if id == self.run.id.as_str() {
                return self.artifacts.as_ref().map(|_| self.to.run(&self.run.id).path);
            }
            let mut models = self.models.iter();
            let model = models.find(|model| model.id.as_str() == id && model.artifacts.is_some())?;
            Some(model.to.clone())
        };
        let at = (1..parts.len()).rev().filter(|at| parts[*at] == "artifacts");
        let (to, at) = at.filter_map(|at| Some((target(parts[at - 1])?, at))).next()?;
        let to = to.join(parts[at..].iter().collect::<PathBuf>());
        Some(match location::scheme(recorded) {
            Some(_) => folder_uri(&to),
            None => to.to_string_lossy().into_owned(),
        })
    }

    /// Moves it; that it says so itself comes last. The caller holds no lock. Stopped half way, the same again does the rest.
    ///
    /// # Errors
    /// When something cannot be written.
    pub fn carry_out(&self, store: &FileStore, operation: &mut Operation) -> Result<()> {
        let _lock = store.lock()?;
        bring_datasets(&self.datasets, &self.to, operation)?;
        for version in &self.versions {
            let name = version.model.file_name().unwrap_or_default().to_string_lossy();
            registry::recover(&version.model, &name)?;
            rewrite(&version.folder, &version.model, operation, |meta| {
                for (key, location) in &version.changes {
                    meta.set(key, Yaml::Str(location.clone()));
                }
            })?;
        }
        for model in &self.models {
            if model.from != model.to {
                make_folder(&self.to.logged_models_folder(), operation)?;
                relocate(&model.from, &model.to, operation)?;
            }
            let artifacts = model.artifacts.as_deref().map(|uri| ("artifact_location", uri));
            self.say(&model.to, &self.to.path, artifacts, operation)?;
        }
        let target = self.to.run(&self.run.id).path;
        if self.run.path != target {
            relocate(&self.run.path, &target, operation)?;
        }
        self.say(
            &target,
            &target,
            self.artifacts.as_deref().map(|uri| ("artifact_uri", uri)),
            operation,
        )
    }

    fn say(
        &self,
        folder: &Path,
        staging: &Path,
        artifacts: Option<(&str, &str)>,
        operation: &mut Operation,
    ) -> Result<()> {
        rewrite(folder, staging, operation, |meta| {
            meta.set("experiment_id", Yaml::Str(self.to.id.to_string()));
            if let Some((key, uri)) = artifacts {
                meta.set(key, Yaml::Str(uri.to_owned()));
            }
        })
    }
}

/// Replaces a folder's `meta.yaml`; the temporary file lies where the next writer sweeps.
fn rewrite(
    folder: &Path,
    staging: &Path,
    operation: &mut Operation,
    change: impl FnOnce(&mut meta::Rewrite),
) -> Result<()> {
    let path = folder.join(META);
    let text = meta::rewritten(fsx::read_if_exists(&path)?, &path, change)?;
    operation.will_write_as(&path, text.as_bytes())?;
    Ok(fsx::replace_file(&path, text.as_bytes(), staging)?)
}

fn relocate(from: &Path, to: &Path, operation: &mut Operation) -> Result<()> {
    operation.will_move(from, to)?;
    fsx::rename_new(from, to)?;
    Ok(from.parent().map_or(Ok(()), fsx::sync_dir)?)
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = match fsx::list(folder) {
        Err(error) if error.is_not_found() => Vec::new(),
        entries => entries?,
    };
    let folders = entries.into_iter().filter(|entry| entry.is_dir && !entry.is_link);
    Ok(folders.map(|entry| entry.path).collect())
}
