//! The model registry: the folder `models` in the root.

mod events;
mod folder;
mod journal;
mod meta;
mod models;
mod moment;
mod names;
mod search;
mod versions;

use folder::ModelFolder;
use journal::Journal;

use std::path::Path;

use super::FileStore;
use crate::fsx::{self, Folder, Lock, PathError};
use crate::model::{ChangeRecord, Millis, ModelName, ModelVersion, RegisteredModel, RegistryEvent, VersionNumber};
use crate::store::{
    Change, ModelChange, ModelQuery, NewModelVersion, NewRegisteredModel, Page, Read, RegistryStore, Result,
    VersionChange, VersionQuery,
};

impl FileStore {
    /// Changes files of a model's folder, as [`Journal::commit`].
    fn commit(&self, journal: Journal, folder: &Path) -> Result<()> {
        self.tell_of(&journal, folder)?;
        Ok(journal.commit(folder)?)
    }

    /// Tells the witness of what a journal is going to change.
    fn tell_of(&self, journal: &Journal, folder: &Path) -> Result<()> {
        let files = journal.files().map(|(file, content)| (folder.join(file), content));
        let files: Vec<_> = files.collect();
        let changes = files.iter().map(|(path, content)| match content {
            Some(content) => Change::Write {
                path,
                content: content.as_bytes(),
            },
            None => Change::Remove { path },
        });
        self.tell(&changes.collect::<Vec<_>>())
    }

    /// Finishes what killed writers left of the registry.
    pub(crate) fn settle_registry(&self, _lock: &Lock) -> Result<()> {
        let models = match fsx::list(&self.layout.models()) {
            Err(error) if error.is_not_found() => return Ok(()),
            models => models?,
        };
        let models = models.iter().filter(|model| model.is_dir && !model.is_link);
        Ok(models
            .into_iter()
            .try_for_each(|model| journal::recover(&model.path, &model.name))?)
    }
}

impl RegistryStore for FileStore {
    fn create_registered_model(&self, new: NewRegisteredModel) -> Result<RegisteredModel> {
        self.create_registered_model(&new)
    }

    fn get_registered_model(&self, name: &ModelName) -> Result<Read<RegisteredModel>> {
        self.get_registered_model(name)
    }

    fn update_registered_model(
        &self,
        name: &ModelName,
        change: ModelChange,
        at: Millis,
        record: Option<&ChangeRecord>,
    ) -> Result<Vec<RegistryEvent>> {
        self.update_registered_model(name, change, at, record)
    }

    fn search_registered_models(&self, query: &ModelQuery) -> Result<Page<RegisteredModel>> {
        self.search_registered_models(query)
    }

    fn create_model_version(&self, new: NewModelVersion) -> Result<ModelVersion> {
        self.create_model_version(new)
    }

    fn get_model_version(&self, name: &ModelName, version: VersionNumber) -> Result<Read<ModelVersion>> {
        self.get_model_version(name, version)
    }

    fn update_model_version(
        &self,
        name: &ModelName,
        version: VersionNumber,
        change: VersionChange,
        at: Millis,
        record: Option<&ChangeRecord>,
    ) -> Result<Vec<RegistryEvent>> {
        self.update_model_version(name, version, change, at, record)
    }

    fn search_model_versions(&self, query: &VersionQuery) -> Result<Page<ModelVersion>> {
        self.search_model_versions(query)
    }

    fn registry_history(&self, name: &ModelName) -> Result<Read<Vec<RegistryEvent>>> {
        let read = |folder: &ModelFolder| {
            let mut damage = Vec::new();
            let value = events::history(folder, &mut damage);
            Read { value, damage }
        };
        self.at_one_moment(name, read)?.ok_or_else(|| models::unknown(name))
    }
}

/// What a killed writer was going to make of the files of a registered model's folder, which count as changed already: a
/// file's path below the folder, and what it holds, or nothing where it is removed.
pub(crate) fn pending_changes(folder: &Path, name: &str) -> Vec<(String, Option<String>)> {
    let folder = Folder::open(folder).ok();
    let journal = folder.and_then(|folder| journal::Journal::pending(&folder, name));
    journal.map(journal::Journal::changes).unwrap_or_default()
}

/// Finishes or forgets what a killed writer left in a registered model's folder. Its caller holds the store's lock.
pub(crate) fn recover(folder: &Path, name: &str) -> std::result::Result<(), PathError> {
    journal::recover(folder, name)
}
