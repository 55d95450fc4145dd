//! The registry opened for changes: each change says who made it and why, and the user's hooks are told of it.

use crate::commands::Context;
use crate::commands::hooks::Hooks;
use crate::commands::outcome::Usage;
use crate::model::{
    ChangeRecord, Millis, ModelName, ModelVersion, RegisteredModel, RegistryChange, RegistryEvent, VersionNumber,
};
use crate::store::file::FileStore;
use crate::store::{
    ModelChange, NewModelVersion, NewRegisteredModel, RegistryStore, Result, StoreError, VersionChange,
};
use crate::view::{EventJson, MODEL_DELETED};

#[derive(Debug)]
pub(super) struct Registry<'a> {
    pub(super) store: FileStore,
    context: &'a Context,
    hooks: Hooks,
}

impl<'a> Registry<'a> {
    /// The store, which must be there.
    pub(super) fn open(context: &'a Context) -> anyhow::Result<Self> {
        let hooks = Hooks::load(context)?;
        let store = context.writable_store()?;
        Ok(Self { store, context, hooks })
    }

    /// The store, to be changed in a way that can be taken back.
    pub(super) fn open_to_change(context: &'a Context) -> anyhow::Result<Self> {
        let hooks = Hooks::load(context)?;
        let store = context.store_to_change()?;
        Ok(Self { store, context, hooks })
    }

    /// The store, made where it is not there yet.
    pub(super) fn open_or_make(context: &'a Context) -> anyhow::Result<Self> {
        let hooks = Hooks::load(context)?;
        let store = context.store_for_writing()?;
        Ok(Self { store, context, hooks })
    }

    /// Who makes a change, and why.
    pub(super) fn record(&self, comment: Option<&str>) -> std::result::Result<ChangeRecord, Usage> {
        let comment = comment.filter(|text| !text.is_empty());
        let length = comment.map_or(0, |text| text.chars().count());
        if length > ChangeRecord::LONGEST_COMMENT {
            return Err(Usage(format!(
                "--comment has {length} characters, and {} is the most that every MLflow keeps",
                ChangeRecord::LONGEST_COMMENT
            )));
        }
        Ok(ChangeRecord {
            by: self.context.user(),
            comment: comment.map(str::to_owned),
        })
    }

    pub(super) fn create_model(&self, new: NewRegisteredModel) -> Result<RegisteredModel> {
        let at = new.at;
        let model = self.store.create_registered_model(new)?;
        self.tell(&[self.created(&model.name, None, at)]);
        Ok(model)
    }

    /// Makes a model of that name unless it is there, and says so.
    pub(super) fn create_model_if_missing(&self, name: &ModelName, at: Millis) -> Result<()> {
        match self.store.get_registered_model(name) {
            Ok(found) if found.value.is_prompt() => {} // which the store refuses
            Ok(_) => return Ok(()),
            Err(StoreError::NotFound(_)) => {
                let making = format!("'{name}' does not exist. Creating a new registered model");
                self.context.ui.status(&making);
            }
            Err(error) => return Err(error),
        }
        let new = NewRegisteredModel {
            name: name.clone(),
            description: None,
            tags: Vec::new(),
            at,
        };
        self.create_model(new).map(drop)
    }

    pub(super) fn create_version(&self, new: NewModelVersion) -> Result<ModelVersion> {
        let at = new.at;
        let version = self.store.create_model_version(new)?;
        self.tell(&[self.created(&version.name, Some(version.version), at)]);
        Ok(version)
    }

    /// Changes a model; returns what happened.
    pub(super) fn change_model(
        &self,
        name: &ModelName,
        change: ModelChange,
        record: &ChangeRecord,
    ) -> Result<Vec<RegistryEvent>> {
        let at = self.context.now();
        let events = self.store.update_registered_model(name, change, at, Some(record))?;
        self.tell(&events);
        Ok(events)
    }

    /// Changes a version; returns what happened.
    pub(super) fn change_version(
        &self,
        (name, version): (&ModelName, VersionNumber),
        change: VersionChange,
        record: &ChangeRecord,
    ) -> Result<Vec<RegistryEvent>> {
        let at = self.context.now();
        let events = self
            .store
            .update_model_version(name, version, change, at, Some(record))?;
        self.tell(&events);
        Ok(events)
    }

    /// Deletes a model for good.
    pub(super) fn delete_model(&self, name: &ModelName, record: &ChangeRecord) -> Result<()> {
        let at = self.context.now();
        self.store
            .update_registered_model(name, ModelChange::Delete, at, Some(record))?;
        let event = EventJson {
            event: MODEL_DELETED,
            at: at.0,
            name: name.as_str(),
            version: None,
            from: None,
            to: None,
            alias: None,
            made_room: None,
            by: Some(&record.by),
            comment: None,
        };
        self.hooks.tell_of(&event, &self.store, self.context);
        Ok(())
    }

    /// That something was made, for hooks: a store does not say so itself.
    pub(super) fn created(&self, name: &ModelName, version: Option<VersionNumber>, at: Millis) -> RegistryEvent {
        RegistryEvent {
            at,
            name: name.clone(),
            version,
            what: match version {
                Some(_) => RegistryChange::VersionCreated,
                None => RegistryChange::ModelCreated,
            },
            record: Some(ChangeRecord {
                by: self.context.user(),
                comment: None,
            }),
        }
    }

    pub(super) fn tell(&self, events: &[RegistryEvent]) {
        self.hooks.tell(events, &self.store, self.context);
    }
}
