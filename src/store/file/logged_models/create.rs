//! Making a logged model: built out of sight, without the store's lock as long as files are copied, and given its place
//! whole.

use std::path::{Path, PathBuf};

use super::files::{ModelFolder, refuse_own_store};
use super::mlmodel::Stamp;
use super::{links, metrics};
use crate::codec::pyyaml::{self, Yaml};
use crate::fsx::{self, Draft, Lock};
use crate::model::{Key, Lifecycle, LoggedModel, Param, Tag};
use crate::store::file::layout::{ExperimentDir, META, RunDir};
use crate::store::file::runs::active_info;
use crate::store::file::{FileStore, location, sweep, values};
use crate::store::{
    DIGEST_TAG, LoggedModelStore as _, ModelFiles, NewLoggedModel, Result, StoreError, check_logged_model_name,
};

/// A folder to copy, and who is told how far it is.
pub(super) type Files<'a> = (&'a Path, &'a dyn Fn(u64));

/// A model in the making.
struct Making {
    new: NewLoggedModel,
    artifact_location: String,
    draft: Draft,
    /// Where the files are put together and where they will be, if not in the model's own folder.
    elsewhere: Option<(Draft, PathBuf)>,
}

impl FileStore {
    pub(super) fn make_logged_model(
        &self,
        new: NewLoggedModel,
        files: Option<Files<'_>>,
    ) -> Result<(LoggedModel, Option<ModelFiles>)> {
        check_logged_model_name(&new.name)?;
        if let Some((path, _)) = files {
            refuse_own_store(path, self.root())?;
        }
        let folder = files.map(|(path, _)| ModelFolder::open(path)).transpose()?;
        let id = new.model_id.clone();
        let mut making = self.begin_logged_model(new, folder.is_some())?;
        let mut copied = None;
        if let (Some(folder), Some((_, advance))) = (folder, files) {
            let files = making.copy(&folder, advance)?;
            making.new.tags.push(Tag {
                key: digest_key()?,
                value: files.digest.clone(),
            });
            copied = Some(files);
        }
        making.write()?;
        self.publish_logged_model(making)?;
        Ok((self.get_logged_model(&id)?.value, copied))
    }

    fn begin_logged_model(&self, new: NewLoggedModel, with_files: bool) -> Result<Making> {
        self.prepare(new.at)?;
        let lock = self.lock()?;
        let (home, _) = self.home_of(&new)?;
        let id = new.model_id.as_str();
        let recorded = self.get_experiment(&home.id)?.value.artifact_location;
        let own = || location::folder_uri(&home.path);
        let base = match recorded.filter(|location| !location.is_empty()) {
            None => own(),
            Some(location) => match location::local_path(&location) {
                Some(path) if !fsx::is_dir(&path) && path.ends_with(home.id.as_str()) => own(), // the store was moved
                _ => location,
            },
        };
        let draft = begin(&lock, &home.logged_models_folder(), id)?;
        let elsewhere = match location::local_path(&base) {
            _ if !with_files => None,
            None => {
                return Err(StoreError::Unsupported(format!(
                    "the artifacts of experiment {} go to {base}, which is not supported yet: only local folders are",
                    home.id
                )));
            }
            Some(path) if is_same(&path, &home.path) => None,
            Some(path) => {
                let models = path.join("models");
                fsx::create_dir_all(&path)?;
                Some((begin(&lock, &models, id)?, models.join(id)))
            }
        };
        Ok(Making {
            artifact_location: location::child(&base, &["models", id, "artifacts"]),
            new,
            draft,
            elsewhere,
        })
    }

    /// The experiment, which must be active and have no such model yet, and the source run, which must be active too.
    fn home_of(&self, new: &NewLoggedModel) -> Result<(ExperimentDir, Option<RunDir>)> {
        let id = &new.experiment_id;
        let experiment = self.get_experiment(id)?.value;
        if experiment.lifecycle_stage == Lifecycle::Deleted {
            return Err(StoreError::WrongState(format!(
                "Could not create model under non-active experiment with ID {id}."
            )));
        }
        let run = match &new.source {
            Some((run, _)) => Some(self.find_run(run)?.1),
            None => None,
        };
        if let Some(run) = &run {
            active_info(run)?;
        }
        let home = self.experiment_dir(id)?;
        if fsx::exists(&home.logged_model(&new.model_id).path) {
            return Err(StoreError::AlreadyExists(format!(
                "There is a logged model with ID {} already.",
                new.model_id
            )));
        }
        Ok((home, run))
    }

    /// If we are stopped after the model has its place, it is whole, and only the run does not name it among its outputs.
    fn publish_logged_model(&self, making: Making) -> Result<()> {
        let lock = self.lock()?;
        let (home, run) = self.home_of(&making.new)?;
        if let Some((draft, to)) = making.elsewhere {
            draft.publish(&to)?;
        }
        making.draft.publish(&home.logged_model(&making.new.model_id).path)?;
        if let (Some(run), Some((_, step))) = (run, &making.new.source) {
            sweep(&lock, &run.path);
            links::link_output(&run, &making.new.model_id, *step)?;
        }
        Ok(())
    }
}

impl Making {
    fn copy(&self, folder: &ModelFolder, advance: &dyn Fn(u64)) -> Result<ModelFiles> {
        let place = self.elsewhere.as_ref().map_or(&self.draft, |(draft, _)| draft);
        let stamp = Stamp {
            artifact_path: &self.artifact_location,
            model_id: self.new.model_id.as_str(),
            run_id: self.new.source.as_ref().map(|(run, _)| run.as_str()),
        };
        folder.copy(&place.path().join("artifacts"), &stamp, advance)
    }

    fn write(&self) -> Result<()> {
        let text = |text: &str| Yaml::Str(text.to_owned());
        let optional = |value: Option<&str>| value.map_or(Yaml::Null, text);
        let new = &self.new;
        let meta = pyyaml::document(&[
            ("artifact_location", text(&self.artifact_location)),
            ("creation_timestamp", Yaml::Int(new.at.0)),
            ("experiment_id", text(new.experiment_id.as_str())),
            ("last_updated_timestamp", Yaml::Int(new.at.0)),
            ("lifecycle_stage", text("active")),
            ("model_id", text(new.model_id.as_str())),
            ("model_type", optional(new.model_type.as_deref())),
            ("name", text(&new.name)),
            (
                "source_run_id",
                optional(new.source.as_ref().map(|(run, _)| run.as_str())),
            ),
            ("status", Yaml::Int(new.status.code())),
            ("status_message", Yaml::Null),
        ]);
        for part in ["metrics", "params", "tags"] {
            fsx::create_dir(&self.draft.path().join(part))?;
        }
        for Param { key, value } in &new.params {
            self.put("params", key, value.as_bytes())?;
        }
        for Tag { key, value } in &new.tags {
            self.put("tags", key, value.as_bytes())?;
        }
        if let Some((run, _)) = &new.source {
            let mut keys: Vec<&Key> = new.metrics.iter().map(|(key, _)| key).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                let values = new.metrics.iter().filter(|(other, _)| other == key);
                let lines: String = values.map(|(_, metric)| metrics::line(metric, run)).collect();
                self.put("metrics", key, lines.as_bytes())?;
            }
        }
        for part in ["metrics", "params", "tags"] {
            fsx::sync_dir(&self.draft.path().join(part))?;
        }
        Ok(self.draft.write(META, meta.as_bytes())?)
    }

    fn put(&self, part: &str, key: &Key, content: &[u8]) -> Result<()> {
        let folder = self.draft.path();
        let _room = values::make_room(folder, &folder.join(part).join(key.as_str()), key)?;
        Ok(self.draft.write(&format!("{part}/{key}"), content)?)
    }
}

/// Begins a folder in one that may not be there yet, after what killed processes left in it is swept.
fn begin(lock: &Lock, parent: &Path, name: &str) -> Result<Draft> {
    fsx::create_dir(parent)?;
    if lock.exclusive {
        fsx::sweep_drafts(parent);
    }
    Ok(Draft::begin(parent, name)?)
}

fn is_same(a: &Path, b: &Path) -> bool {
    matches!((fsx::canonical(a), fsx::canonical(b)), (Ok(a), Ok(b)) if a == b)
}

fn digest_key() -> Result<Key> {
    Key::parse(DIGEST_TAG).map_err(|error| error.named("key", "key").into())
}
