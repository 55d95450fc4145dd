//! What a model registry promises.

use std::fmt;

use super::{Page, Read, Result, StoreError};
use crate::model::{
    Alias, ChangeRecord, Invalid, Key, Millis, ModelName, ModelRef, ModelVersion, RegisteredModel, RegistryEvent,
    Stage, Tag, VersionNumber,
};
use crate::search::{Filter, Order};

/// A new registered model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRegisteredModel {
    /// Must not be the name of another one; [`ModelName::parse_new`].
    pub name: ModelName,
    /// For people.
    pub description: Option<String>,
    /// Tags to begin with; of two with one key the last counts.
    pub tags: Vec<Tag>,
    /// Creation and last-update time.
    pub at: Millis,
}

/// A new version. The store picks its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewModelVersion {
    /// Of this model, which must be there.
    pub name: ModelName,
    /// Where its files are: a path or a URI. `models:/…` is resolved, and what it means is kept as the storage location.
    pub source: String,
    /// The run that made it; not looked up (as in MLflow). Of `models:/m-…` the model's own where none is given.
    pub run_id: Option<String>,
    /// A web page of that run.
    pub run_link: Option<String>,
    /// The logged model it is made of.
    pub model_id: Option<String>,
    /// For people.
    pub description: Option<String>,
    /// Tags to begin with.
    pub tags: Vec<Tag>,
    /// Who makes it.
    pub user_id: Option<String>,
    /// Creation and last-update time.
    pub at: Millis,
}

/// A change of a registered model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelChange {
    /// To a name that no other model has ([`ModelName::parse_new`]). Versions, tags and aliases come along (MLflow's file
    /// store loses the latter two); a new name equal to the old one changes nothing.
    Rename(ModelName),
    /// Sets the description, or takes it away.
    Describe(Option<String>),
    /// Sets or overwrites a tag.
    SetTag(Tag),
    /// Nothing happens when there is no such tag, as in MLflow.
    DeleteTag(Key),
    /// Lets an alias mean a version, which must be there, and no other ([`Alias::parse_new`]).
    SetAlias(Alias, VersionNumber),
    /// Nothing happens when there is no such alias, as in MLflow.
    DeleteAlias(Alias),
    /// For good, with all versions, tags and aliases.
    Delete,
}

/// A change of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionChange {
    /// Sets the description, or takes it away.
    Describe(Option<String>),
    /// Sets the stage, one of [`Stage::ALL`].
    Transition {
        /// To this one.
        stage: Stage,
        /// Moves the versions that stand there to Archived; only for Staging and Production.
        archive_existing_versions: bool,
    },
    /// Sets or overwrites a tag.
    SetTag(Tag),
    /// Nothing happens when there is no such tag, as in MLflow.
    DeleteTag(Key),
    /// Marks it deleted and removes its aliases; its number stays taken.
    Delete,
}

/// Which registered models to list. The default is all of them, prompts too, by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ModelQuery {
    /// Which of them.
    pub filter: Filter,
    /// In which order; where it leaves ties, and by default, by name.
    pub order: Order,
    /// How many to pass over first.
    pub offset: i64,
    /// At most so many.
    pub max: Option<i64>,
}

/// Which versions to list. The default is all that are not deleted, those of prompts too.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VersionQuery {
    /// Of this model alone.
    pub name: Option<ModelName>,
    /// Deleted ones too.
    pub deleted: bool,
    /// Leave their tags unread, but for what the filter and the order ask.
    pub without_tags: bool,
    /// Which of them.
    pub filter: Filter,
    /// In which order; by default the last changed first; where it leaves ties, by name, then the highest number first.
    pub order: Order,
    /// How many to pass over first.
    pub offset: i64,
    /// At most so many.
    pub max: Option<i64>,
}

/// Registered models and their versions. As with [`super::TrackingStore`], calls may block, and none prints or reads the
/// clock; a change happened whole or not at all, also to a reader and when its writer is killed.
pub trait RegistryStore: fmt::Debug + Send + Sync {
    /// Fails with [`StoreError::AlreadyExists`] if a model or a prompt has the name.
    fn create_registered_model(&self, new: NewRegisteredModel) -> Result<RegisteredModel>;

    /// With aliases and the latest versions.
    fn get_registered_model(&self, name: &ModelName) -> Result<Read<RegisteredModel>>;

    /// Changes one model; `record` is kept with it where a history tells of the change. Returns what happened.
    fn update_registered_model(
        &self,
        name: &ModelName,
        change: ModelChange,
        at: Millis,
        record: Option<&ChangeRecord>,
    ) -> Result<Vec<RegistryEvent>>;

    /// Those that the query asks for.
    fn search_registered_models(&self, query: &ModelQuery) -> Result<Page<RegisteredModel>>;

    /// With the next number: one more than any version ever had, deleted ones too.
    fn create_model_version(&self, new: NewModelVersion) -> Result<ModelVersion>;

    /// One that is not deleted.
    fn get_model_version(&self, name: &ModelName, version: VersionNumber) -> Result<Read<ModelVersion>>;

    /// Changes one version; `record` is kept with it where a history tells of the change. Returns what happened, the
    /// moves of other versions too.
    fn update_model_version(
        &self,
        name: &ModelName,
        version: VersionNumber,
        change: VersionChange,
        at: Millis,
        record: Option<&ChangeRecord>,
    ) -> Result<Vec<RegistryEvent>>;

    /// Those that the query asks for.
    fn search_model_versions(&self, query: &VersionQuery) -> Result<Page<ModelVersion>>;

    /// What is recorded of a model's life, oldest first: creations, and each change that was made with a record.
    fn registry_history(&self, name: &ModelName) -> Result<Read<Vec<RegistryEvent>>>;
}

/// Written once, for every registry.
pub trait RegistryStoreExt: RegistryStore {
    /// The highest version of each of these stages; [`Stage::ALL`] for all.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such model.
    fn get_latest_versions(&self, name: &ModelName, stages: &[Stage]) -> Result<Vec<ModelVersion>> {
        let mut latest = self.get_registered_model(name)?.value.latest_versions;
        latest.retain(|version| stages.contains(&version.current_stage));
        Ok(latest)
    }

    /// The version an alias means; `latest` is the highest one.
    ///
    /// # Errors
    /// [`StoreError::Invalid`], as in MLflow, when there is no such alias.
    fn get_model_version_by_alias(&self, name: &ModelName, alias: &Alias) -> Result<Read<ModelVersion>> {
        let model = self.get_registered_model(name)?.value;
        if alias.is_latest() {
            let highest = model.latest_versions.into_iter().max_by_key(|version| version.version);
            let none = || StoreError::NotFound(format!("No versions of model with name '{name}' found"));
            return self.get_model_version(name, highest.ok_or_else(none)?.version);
        }
        match model.aliases.get(alias.as_str()) {
            Some(version) => self.get_model_version(name, *version),
            None => Err(Invalid(format!("Registered model alias {alias} not found.")).into()),
        }
    }

    /// The version that a `models:/` URI means.
    ///
    /// # Errors
    /// When there is none, and for a logged model, which is no version.
    fn get_model_version_by_ref(&self, model: &ModelRef) -> Result<Read<ModelVersion>> {
        match model {
            ModelRef::Version(name, version) => self.get_model_version(name, *version),
            ModelRef::Alias(name, alias) => self.get_model_version_by_alias(name, alias),
            ModelRef::Latest(name) => self.get_model_version_by_alias(name, &Alias::latest()),
            ModelRef::Stage(name, stage) => match self.get_latest_versions(name, std::slice::from_ref(stage))?.pop() {
                Some(value) => Ok(Read {
                    value,
                    damage: Vec::new(),
                }),
                None => Err(StoreError::NotFound(format!(
                    "No versions of model with name '{name}' and stage '{stage}' found"
                ))),
            },
            ModelRef::Logged(id) => Err(StoreError::NotFound(format!(
                "{id} is a logged model, not a version of a registered one"
            ))),
        }
    }

    /// Copies a version to another model, or to its own, as a new version there (MLflow's `copy_model_version`): its
    /// source is `models:/NAME/VERSION`; run, description and tags come along, its history does not. A model that is not
    /// there is made.
    ///
    /// # Errors
    /// When there is no such version, or the new name is refused.
    fn copy_model_version(
        &self,
        name: &ModelName,
        version: VersionNumber,
        to: ModelName,
        user_id: Option<String>,
        at: Millis,
    ) -> Result<ModelVersion> {
        let original = self.get_model_version(name, version)?.value;
        let new = NewRegisteredModel {
            name: to.clone(),
            description: None,
            tags: Vec::new(),
            at,
        };
        match self.create_registered_model(new) {
            Ok(_) | Err(StoreError::AlreadyExists(_)) => {}
            Err(error) => return Err(error),
        }
        let tags = original.tags.into_iter().filter(|(key, _)| !RegistryEvent::is_tag(key));
        self.create_model_version(NewModelVersion {
            name: to,
            source: format!("models:/{name}/{version}"),
            run_id: original.run_id,
            run_link: original.run_link,
            model_id: original.model_id,
            description: original.description,
            tags: tags
                .filter_map(|(key, value)| {
                    Some(Tag {
                        key: Key::parse(&key).ok()?,
                        value,
                    })
                })
                .collect(),
            user_id,
            at,
        })
    }
}

impl<S: RegistryStore + ?Sized> RegistryStoreExt for S {}
