//! The model registry: the folder `models` in the root.

use super::FileStore;
use crate::model::{ChangeRecord, Millis, ModelName, ModelVersion, RegisteredModel, RegistryEvent, VersionNumber};
use crate::store::{
    ModelChange, ModelQuery, NewModelVersion, NewRegisteredModel, Page, Read, RegistryStore, Result, StoreError,
    VersionChange, VersionQuery,
};

fn not_yet<T>() -> Result<T> {
    Err(StoreError::Unsupported("the registry is being built".to_owned()))
}

impl RegistryStore for FileStore {
    fn create_registered_model(&self, _new: NewRegisteredModel) -> Result<RegisteredModel> {
        not_yet()
    }

    fn get_registered_model(&self, _name: &ModelName) -> Result<Read<RegisteredModel>> {
        not_yet()
    }

    fn update_registered_model(
        &self,
        _name: &ModelName,
        _change: ModelChange,
        _at: Millis,
        _record: Option<&ChangeRecord>,
    ) -> Result<Vec<RegistryEvent>> {
        not_yet()
    }

    fn search_registered_models(&self, _query: &ModelQuery) -> Result<Page<RegisteredModel>> {
        not_yet()
    }

    fn create_model_version(&self, _new: NewModelVersion) -> Result<ModelVersion> {
        not_yet()
    }

    fn get_model_version(&self, _name: &ModelName, _version: VersionNumber) -> Result<Read<ModelVersion>> {
        not_yet()
    }

    fn update_model_version(
        &self,
        _name: &ModelName,
        _version: VersionNumber,
        _change: VersionChange,
        _at: Millis,
        _record: Option<&ChangeRecord>,
    ) -> Result<Vec<RegistryEvent>> {
        not_yet()
    }

    fn search_model_versions(&self, _query: &VersionQuery) -> Result<Page<ModelVersion>> {
        not_yet()
    }

    fn registry_history(&self, _name: &ModelName) -> Result<Read<Vec<RegistryEvent>>> {
        not_yet()
    }
}
