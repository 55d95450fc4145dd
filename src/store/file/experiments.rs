//! Experiments: create, read, change.

use super::layout::{ExperimentDir, NEVER_AN_EXPERIMENT};
use super::{FileStore, location, meta, sweep, values};
use crate::codec::pyyaml::Yaml;
use crate::fsx::{self, Lock, Staged};
use crate::model::{Experiment, ExperimentId, ExperimentName, Invalid, Lifecycle, Millis, Tag, ViewType, tag_limits};
use crate::search::slice;
use crate::store::{Damage, ExperimentChange, ExperimentQuery, Keys, NewExperiment, Page, Read, Result, StoreError};

/// The longest artifact location in characters.
const MAX_LOCATION: usize = 2048;

impl FileStore {
    pub(super) fn create_experiment(&self, new: &NewExperiment) -> Result<Experiment> {
        for tag in &new.tags {
            check_tag(tag)?;
        }
        if new
            .artifact_location
            .as_ref()
            .is_some_and(|location| location.chars().count() > MAX_LOCATION)
        {
            return Err(Invalid(format!(
                "Invalid artifact path length. The length of the artifact path cannot be greater than {MAX_LOCATION} characters."
            ))
            .into());
        }
        self.prepare(new.at)?;
        let lock = self.lock()?;
        self.refuse_taken(&new.name)?;
        let id = &new.experiment_id;
        if self.layout.experiment(id).is_some() {
            return Err(StoreError::AlreadyExists(format!(
                "Experiment with ID {id} already exists."
            )));
        }
        let location = match new.artifact_location.as_deref() {
            None | Some("") => location::child(&location::folder_uri(self.root()), &[id.as_str()]),
            Some(given) => given.to_owned(),
        };
        self.publish_experiment(&lock, id, new.name.as_str(), &location, new.at, &new.tags)?;
        Ok(self.get_experiment(id)?.value)
    }

    /// Builds the folder out of sight and gives it its place.
    pub(super) fn publish_experiment(
        &self,
        _lock: &Lock,
        id: &ExperimentId,
        name: &str,
        location: &str,
        at: Millis,
        tags: &[Tag],
    ) -> Result<()> {
        let staged = Staged::begin(self.root(), id.as_str(), NEVER_AN_EXPERIMENT)?;
        staged.write(
            super::layout::META,
            meta::new_experiment(id, name, location, at).as_bytes(),
        )?;
        for tag in tags {
            staged.write(&format!("tags/{}", tag.key), tag.value.as_bytes())?;
        }
        Ok(staged.publish(&self.layout.active(id))?)
    }

    fn refuse_taken(&self, name: &ExperimentName) -> Result<()> {
        let taken = self
            .read_experiments(ViewType::All, false)?
            .value
            .into_iter()
            .find(|e| e.name == name.as_str());
        match taken.map(|e| e.lifecycle_stage) {
            None => Ok(()),
            Some(Lifecycle::Active) => Err(StoreError::AlreadyExists(format!(
                "Experiment '{name}' already exists."
            ))),
            Some(Lifecycle::Deleted) => Err(StoreError::AlreadyExists(format!(
                "Experiment '{name}' already exists in deleted state. You can restore the experiment, or permanently delete \
                 the experiment from the .trash folder (under tracking server's root folder) in order to use this experiment \
                 name again."
            ))),
        }
    }

    pub(super) fn get_experiment(&self, id: &ExperimentId) -> Result<Read<Experiment>> {
        let dir = self.experiment_dir(id)?;
        let mut damage = Vec::new();
        match read_experiment(&dir, true, &mut damage) {
            Some(value) => Ok(Read { value, damage }),
            None => Err(damage.pop().map_or_else(|| unknown(id), StoreError::from)),
        }
    }

    /// The experiment's folder.
    pub(crate) fn experiment_dir(&self, id: &ExperimentId) -> Result<ExperimentDir> {
        self.layout.experiment(id).ok_or_else(|| unknown(id))
    }

    pub(super) fn search_experiments(&self, query: &ExperimentQuery) -> Result<Page<Experiment>> {
        let Read { value, damage } = self.read_experiments(query.view, true)?;
        let mut found = Vec::with_capacity(value.len());
        for experiment in value {
            let mut facts = &experiment;
            if query.filter.matches(&mut facts)? {
                let keys = query.order.keys(&mut facts);
                found.push((keys, experiment));
            }
        }
        found.sort_by(|(a, _), (b, _)| query.order.compare(a, b));
        let total = found.len();
        let (range, next) = slice(total, query.offset, query.max);
        let items = found.drain(range).map(|(_, experiment)| experiment).collect();
        Ok(Page {
            items,
            next,
            total: Some(total),
            damage,
        })
    }

    fn read_experiments(&self, view: ViewType, tags: bool) -> Result<Read<Vec<Experiment>>> {
        let found = self.layout.experiments()?;
        let mut damage = found.damage;
        let mut value: Vec<Experiment> = found
            .dirs
            .iter()
            .filter(|dir| {
                view.shows(if dir.deleted {
                    Lifecycle::Deleted
                } else {
                    Lifecycle::Active
                })
            })
            .filter_map(|dir| read_experiment(dir, tags, &mut damage))
            .collect();
        value.sort_by(|a, b| {
            b.creation_time
                .cmp(&a.creation_time)
                .then_with(|| a.experiment_id.cmp(&b.experiment_id))
        });
        Ok(Read { value, damage })
    }

    pub(super) fn update_experiment(&self, id: &ExperimentId, change: ExperimentChange, at: Millis) -> Result<()> {
        self.experiment_dir(id)?;
        let lock = self.lock()?;
        let dir = self.experiment_dir(id)?;
        sweep(&lock, &dir.path);
        match change {
            ExperimentChange::Rename(name) => self.rename_experiment(&dir, &name, at),
            ExperimentChange::Delete => self.delete_experiment(&lock, dir, at),
            ExperimentChange::Restore => self.restore_experiment(&lock, &dir, at),
            ExperimentChange::SetTag(tag) => {
                check_tag(&tag)?;
                active(&dir, "set tags")?;
                self.write_value(&dir.path, &dir.tag(&tag.key), &tag.key, &tag.value)
            }
            ExperimentChange::DeleteTag(key) => {
                active(&dir, "delete tags")?;
                let path = dir.tag(&key);
                if !fsx::is_file(&path) {
                    return Err(StoreError::NotFound(format!(
                        "No tag with name: {key} in experiment with id {id}"
                    )));
                }
                self.remove(&path)
            }
        }
    }

    fn rename_experiment(&self, dir: &ExperimentDir, name: &ExperimentName, at: Millis) -> Result<()> {
        self.refuse_taken(name)?;
        if is_deleted(dir) {
            return Err(StoreError::WrongState(
                "Cannot rename experiment in non-active lifecycle stage. Current stage: deleted".to_owned(),
            ));
        }
        self.rewrite(&dir.path, |meta| set(meta, at, "name", name.as_str()))
    }

    /// The move is what deletes: if we are stopped after it, the experiment is deleted and whole.
    fn delete_experiment(&self, lock: &Lock, dir: ExperimentDir, at: Millis) -> Result<()> {
        let id = &dir.id;
        if *id == ExperimentId::default_experiment() {
            return Err(StoreError::Internal(
                "Cannot delete the default experiment '0'. This is an internally reserved experiment.".to_owned(),
            ));
        }
        if dir.deleted {
            return Err(unknown(id));
        }
        let trashed = self.layout.trashed(id);
        if fsx::exists(&trashed) {
            return Err(StoreError::AlreadyExists(format!(
                "There is a deleted experiment with ID {id} in .trash already."
            )));
        }
        self.rename(&dir.path, &trashed)?;
        let dir = ExperimentDir {
            path: trashed,
            deleted: true,
            ..dir
        };
        self.rewrite(&dir.path, |meta| set(meta, at, "lifecycle_stage", "deleted"))?;
        self.mark_runs(lock, &dir, Lifecycle::Active, |meta| {
            super::runs::mark_deleted(meta, at);
        })
    }

    /// The move is what restores, and the last step: if we are stopped before it, the experiment is deleted and whole.
    fn restore_experiment(&self, lock: &Lock, dir: &ExperimentDir, at: Millis) -> Result<()> {
        let id = &dir.id;
        if !is_deleted(dir) {
            return Err(if fsx::is_dir(&self.layout.trashed(id)) {
                StoreError::AlreadyExists(format!(
                    "Cannot restore experiment with ID {id}. An experiment with same ID already exists."
                ))
            } else {
                StoreError::NotFound(format!("Could not find deleted experiment with ID {id}"))
            });
        }
        self.mark_runs(lock, dir, Lifecycle::Deleted, super::runs::mark_active)?;
        self.rewrite(&dir.path, |meta| set(meta, at, "lifecycle_stage", "active"))?;
        if dir.deleted {
            self.rename(&dir.path, &self.layout.active(id))?;
        }
        Ok(())
    }

    /// Marks every run that stands so. A run that cannot be read stays as it is.
    fn mark_runs(
        &self,
        lock: &Lock,
        dir: &ExperimentDir,
        stage: Lifecycle,
        mark: impl Fn(&mut meta::Rewrite),
    ) -> Result<()> {
        const AT_ONCE: usize = 256;
        for runs in self.layout.runs(dir)?.dirs.chunks(AT_ONCE) {
            let mut marked = Vec::with_capacity(runs.len());
            for run in runs {
                sweep(lock, &run.path);
                if super::reading::info(run, &mut Vec::new()).is_some_and(|info| info.lifecycle_stage == stage) {
                    let path = run.meta();
                    let text = meta::rewritten(fsx::read_if_exists(&path)?, &path, &mark)?;
                    marked.push((path, text));
                }
            }
            self.replace_metas(&marked)?;
        }
        Ok(())
    }
}

fn unknown(id: &ExperimentId) -> StoreError {
    StoreError::NotFound(format!("Could not find experiment with ID {id}"))
}

fn check_tag(tag: &Tag) -> Result<()> {
    if tag.value.chars().count() > tag_limits::VALUE {
        return Err(Invalid(format!(
            "'value' exceeds the maximum length of {} characters",
            tag_limits::VALUE
        ))
        .into());
    }
    Ok(())
}

fn is_deleted(dir: &ExperimentDir) -> bool {
    dir.deleted || read_experiment(dir, false, &mut Vec::new()).is_some_and(|e| e.lifecycle_stage == Lifecycle::Deleted)
}

fn active(dir: &ExperimentDir, purpose: &str) -> Result<()> {
    if is_deleted(dir) {
        let id = &dir.id;
        return Err(Invalid(format!(
            "The experiment {id} must be in the 'active' lifecycle_stage to {purpose}"
        ))
        .into());
    }
    Ok(())
}

fn set(meta: &mut meta::Rewrite, at: Millis, key: &str, value: &str) {
    meta.set("last_update_time", Yaml::Int(at.0))
        .set(key, Yaml::Str(value.to_owned()));
}

/// Reads an experiment's folder. `None` when it is none, or one whose `meta.yaml` cannot be read, which is then reported.
pub(super) fn read_experiment(dir: &ExperimentDir, tags: bool, damage: &mut Vec<Damage>) -> Option<Experiment> {
    let path = dir.meta();
    let node = match meta::read(&path, damage) {
        Ok(Some(node)) if meta::is_a_runs(&node) => {
            damage.push(Damage::new(&dir.path, "a run where experiments belong"));
            return None;
        }
        Ok(Some(node)) => node,
        Ok(None) => {
            damage.push(Damage::new(&dir.path, "an experiment without meta.yaml"));
            return None;
        }
        Err(found) => {
            damage.push(found);
            return None;
        }
    };
    let mut reasons = Vec::new();
    let mut experiment = meta::experiment(&node, &dir.id, dir.deleted, &mut reasons);
    if !reasons.is_empty() {
        damage.push(Damage::new(path, reasons.join("; ")));
    }
    if tags {
        match dir.open() {
            Ok(folder) => experiment.tags = values::read_all(&folder, "tags", &Keys::All, damage),
            Err(error) => damage.push(error.into()),
        }
    }
    Some(experiment)
}
