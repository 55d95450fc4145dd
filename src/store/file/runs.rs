//! Runs: create, find, list, change.

use super::index::Known;
use super::layout::{ExperimentDir, META, RUN_FOLDERS, RunDir};
use super::meta::Rewrite;
use super::reading::{Home, RunReader};
use super::{FileStore, location, meta, reading, sweep, values};
use crate::codec::pyyaml::Yaml;
use crate::fsx;
use crate::model::{
    ExperimentId, Invalid, Key, Lifecycle, Metric, Millis, Run, RunData, RunId, RunInfo, RunInputs, RunOutputs,
    RunStatus, Tag, tags,
};
use crate::store::{Damage, Needs, NewRun, Read, Result, RunChange, StoreError};

impl FileStore {
    pub(super) fn create_run(&self, new: NewRun) -> Result<Run> {
        let NewRun {
            run_id,
            experiment_id,
            run_name,
            user_id,
            start_time,
            mut tags,
            params,
        } = new;
        if let Some(tag) = tags
            .iter()
            .find(|tag| tag.key.as_str() == tags::RUN_NAME && tag.value != run_name)
        {
            return Err(Invalid(format!(
                "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values \
                 (run_name='{run_name}', mlflow.runName='{}').",
                tag.value
            ))
            .into());
        }
        let params = self.fitting(&params)?;
        self.prepare(start_time)?;
        let lock = self.lock()?;
        let experiment = self.get_experiment(&experiment_id)?.value;
        if experiment.lifecycle_stage == Lifecycle::Deleted {
            return Err(StoreError::WrongState(format!(
                "Could not create run under non-active experiment with ID {experiment_id}."
            )));
        }
        let home = self.experiment_dir(&experiment_id)?;
        sweep(&lock, &home.path);
        let dir = home.run(&run_id);
        let info = RunInfo {
            artifact_uri: Some(self.artifact_uri(&home, experiment.artifact_location.as_deref(), &run_id)),
            run_id,
            experiment_id,
            run_name: Some(run_name.clone()),
            user_id: Some(user_id),
            status: RunStatus::Running,
            start_time: Some(start_time),
            end_time: None,
            lifecycle_stage: Lifecycle::Active,
        };
        tags.retain(|tag| tag.key.as_str() != tags::RUN_NAME);
        if let Ok(key) = Key::parse(tags::RUN_NAME) {
            tags.push(Tag { key, value: run_name });
        }
        let staged = self.layout.stage(&home.path, info.run_id.as_str())?;
        for folder in RUN_FOLDERS {
            fsx::create_dir(&staged.path().join(folder))?;
        }
        for tag in &tags {
            let relative = format!("tags/{}", tag.key);
            let _room = values::make_room(staged.path(), &staged.path().join(&relative), &tag.key)?;
            staged.write(&relative, tag.value.as_bytes())?;
        }
        for (key, value) in &params {
            let relative = format!("params/{key}");
            let _room = values::make_room(staged.path(), &staged.path().join(&relative), key)?;
            staged.write(&relative, value.as_bytes())?;
        }
        staged.write(META, meta::new_run(&info).as_bytes())?;
        let published = staged.publish_unsynced(&dir.path)?;
        drop(lock); // nobody has to wait for our wait for the disk
        published.sync()?;
        let tags = tags.into_iter().map(|tag| (tag.key.to_string(), tag.value)).collect();
        Ok(Run {
            info,
            data: RunData {
                tags,
                params: params
                    .into_iter()
                    .map(|(key, value)| (key.to_string(), value.into_owned()))
                    .collect(),
                ..RunData::default()
            },
            inputs: RunInputs::default(),
            outputs: RunOutputs::default(),
        })
    }

    /// Where the artifacts go of a run that is created with that id.
    ///
    /// # Errors
    /// There is no such experiment.
    pub fn artifacts_of_new_run(&self, experiment: &ExperimentId, id: &RunId) -> Result<String> {
        let location = self.get_experiment(experiment)?.value.artifact_location;
        Ok(self.artifact_uri(&self.experiment_dir(experiment)?, location.as_deref(), id))
    }

    /// Where a new run's artifacts go. If the experiment's location is a local folder that is gone because the store was
    /// moved, they go to the run itself (MLflow would make the old folder again).
    fn artifact_uri(&self, home: &ExperimentDir, recorded: Option<&str>, id: &RunId) -> String {
        let own = || location::folder_uri(&home.path);
        let base = match recorded.filter(|location| !location.is_empty()) {
            None => own(),
            Some(location) => match location::local_path(location) {
                Some(path) if !fsx::is_dir(&path) && path.ends_with(home.id.as_str()) => own(),
                _ => location.to_owned(),
            },
        };
        location::child(&base, &[id.as_str(), "artifacts"])
    }

    /// The run's folder with its experiment's. Where a copy of the run lies in another experiment, the one whose
    /// `meta.yaml` names its own experiment counts.
    pub(crate) fn find_run(&self, id: &RunId) -> Result<(ExperimentDir, RunDir)> {
        let mut found: Vec<(ExperimentDir, RunDir)> = Vec::new();
        for experiment in self.layout.experiments()?.dirs {
            let run = experiment.run(id);
            if fsx::is_dir(&run.path) {
                found.push((experiment, run));
            }
        }
        let home = |run: &RunDir| {
            let node = meta::read(&run.meta(), &mut Vec::new()).ok().flatten()?;
            Some(meta::field(&node, "experiment_id")? == run.experiment.as_str())
        };
        let at = if found.len() > 1 {
            found.iter().position(|(_, run)| home(run) == Some(true)).unwrap_or(0)
        } else {
            0
        };
        let missing = || StoreError::NotFound(format!("Run '{id}' not found"));
        let (experiment, run) = if found.is_empty() {
            return Err(missing());
        } else {
            found.swap_remove(at)
        };
        if !fsx::is_file(&run.meta()) && !run.looks_real() {
            return Err(missing());
        }
        Ok((experiment, run))
    }

    pub(super) fn get_run(&self, id: &RunId, needs: &Needs) -> Result<Read<Run>> {
        let (experiment, dir) = self.find_run(id)?;
        let mut damage = Vec::new();
        let info = readable_info(&dir, &mut damage)?;
        let home = Home::open(experiment, Known::default())?;
        let (value, found) = RunReader::new(&home, &info).fill(needs);
        damage.extend(found);
        Ok(Read { value, damage })
    }

    pub(super) fn list_run_ids(&self) -> Result<Vec<(ExperimentId, RunId)>> {
        let mut ids = Vec::new();
        for experiment in self.layout.experiments()?.dirs {
            let Ok(runs) = self.layout.runs(&experiment) else {
                continue;
            };
            ids.extend(runs.dirs.into_iter().map(|run| (run.experiment, run.id)));
        }
        Ok(ids)
    }

    pub(super) fn get_metric_history(&self, id: &RunId, key: &Key) -> Result<Read<Vec<Metric>>> {
        let (_, dir) = self.find_run(id)?;
        let mut damage = Vec::new();
        let path = dir.metric(key);
        let value = if fsx::is_file(&path) {
            reading::history(&path, &mut damage)
        } else {
            Vec::new()
        };
        Ok(Read { value, damage })
    }

    pub(super) fn update_run(&self, id: &RunId, change: RunChange) -> Result<()> {
        self.find_run(id)?;
        let lock = self.lock()?;
        let (_, dir) = self.find_run(id)?;
        sweep(&lock, &dir.path);
        match change {
            RunChange::Delete { at } => self.rewrite(&dir.path, |meta| mark_deleted(meta, at)),
            RunChange::Restore => self.rewrite(&dir.path, mark_active),
            RunChange::SetTag(tag) => {
                active_info(&dir)?;
                self.write_tag(&dir, &tag)
            }
            RunChange::DeleteTag(key) => {
                active_info(&dir)?;
                let path = dir.tag(&key);
                if !fsx::is_file(&path) {
                    return Err(StoreError::NotFound(format!(
                        "No tag with name: {key} in run with id {id}"
                    )));
                }
                self.remove(&path)
            }
            RunChange::End { status, at } => {
                let written = self.rewrite_unsynced(&dir.path, |meta| {
                    meta.set("status", Yaml::Int(status.code()))
                        .set("end_time", Yaml::Int(at.0));
                })?;
                drop(lock);
                Ok(written.sync()?)
            }
            RunChange::Update {
                status,
                end_time,
                run_name,
            } => {
                active_info(&dir)?;
                let set = |meta: &mut Rewrite| {
                    if let Some(status) = status {
                        meta.set("status", Yaml::Int(status.code()));
                    }
                    if let Some(time) = end_time {
                        meta.set("end_time", Yaml::Int(time.0));
                    }
                };
                match run_name.filter(|name| !name.is_empty()) {
                    Some(name) => self.rename_run(&dir, &name, set),
                    None => self.rewrite(&dir.path, set),
                }
            }
        }
    }

    /// Gives a run another name, which lives in `meta.yaml` and in a tag, with what else is to be set. Meanwhile
    /// `meta.yaml` holds none: then the tag's counts, to MLflow too, so that one write decides for both.
    fn rename_run(&self, dir: &RunDir, name: &str, set: impl FnOnce(&mut Rewrite)) -> Result<()> {
        let key = Key::parse(tags::RUN_NAME).map_err(|error| error.named("key", "key"))?;
        let tag = dir.tag(&key);
        let write_tag = |name: &str| self.write_value(&dir.path, &tag, &key, name);
        let name_in_meta = |meta: &mut Rewrite, name: &str| {
            meta.set("run_name", Yaml::Str(name.to_owned()));
        };
        let old = readable_info(dir, &mut Vec::new())?.run_name;
        if let Some(old) = old.filter(|old| !old.is_empty() && old != name) {
            if values::read_one(&tag).ok().flatten().as_ref() != Some(&old) {
                write_tag(&old)?;
            }
            self.rewrite(&dir.path, |meta| name_in_meta(meta, ""))?;
        }
        write_tag(name)?;
        self.rewrite(&dir.path, |meta| {
            name_in_meta(meta, name);
            set(meta);
        })
    }

    /// Sets a tag of a run that is known to be active, under the lock; the name lives in `meta.yaml` too.
    pub(super) fn write_tag(&self, dir: &RunDir, tag: &Tag) -> Result<()> {
        if tag.key.as_str() == tags::RUN_NAME && !tag.value.is_empty() {
            return self.rename_run(dir, &tag.value, |_| ());
        }
        self.write_value(&dir.path, &dir.tag(&tag.key), &tag.key, &tag.value)
    }
}

/// What `meta.yaml` says, or the damage as an error.
pub(super) fn readable_info(dir: &RunDir, damage: &mut Vec<Damage>) -> Result<RunInfo> {
    reading::info(dir, damage).ok_or_else(|| match damage.pop() {
        Some(damage) => damage.into(),
        None => StoreError::NotFound(format!("Run '{}' not found", dir.id)),
    })
}

/// What `meta.yaml` says of a run that may be written to.
pub(super) fn active_info(dir: &RunDir) -> Result<RunInfo> {
    let info = readable_info(dir, &mut Vec::new())?;
    match info.lifecycle_stage {
        Lifecycle::Active => Ok(info),
        Lifecycle::Deleted => Err(StoreError::NotActive(dir.id.clone())),
    }
}

pub(super) fn mark_deleted(meta: &mut Rewrite, at: Millis) {
    meta.set("deleted_time", Yaml::Int(at.0))
        .set("lifecycle_stage", Yaml::Str("deleted".to_owned()));
}

pub(super) fn mark_active(meta: &mut Rewrite) {
    meta.remove("deleted_time")
        .set("lifecycle_stage", Yaml::Str("active".to_owned()));
}
