//! Registered models: create, read, change.

use std::path::PathBuf;

use super::events;
use super::folder::{ModelFolder, alias_file, tag_file, version_folder};
use super::journal::{self, Journal};
use super::meta::{self as written, text};
use crate::codec::pyyaml::Yaml;
use crate::fsx::{self, Lock};
use crate::model::{
    Alias, ChangeRecord, Invalid, Millis, ModelName, ModelVersion, RegisteredModel, RegistryChange, RegistryEvent,
    Stage, Tag, VersionNumber, tags,
};
use crate::store::file::layout::META;
use crate::store::file::{FileStore, meta, sweep, values};
use crate::store::{Change, ModelChange, NewRegisteredModel, Read, Result, StoreError};

/// The longest value of a registry's tag in code points (MLflow's `MAX_MODEL_REGISTRY_TAG_VALUE_LENGTH`; 5000 up to 2.22).
const LONGEST_TAG: usize = 100_000;

impl FileStore {
    pub(in crate::store::file) fn create_registered_model(&self, new: &NewRegisteredModel) -> Result<RegisteredModel> {
        let name = ModelName::parse_new(new.name.as_str())?;
        new.tags.iter().try_for_each(check_tag)?;
        self.prepare(new.at)?;
        let _lock = self.lock()?;
        fsx::create_dir_all(&self.layout.models())?;
        let path = self.model_path(&name);
        if fsx::exists(&path) {
            return Err(self.taken(&name, has_prompt_tag(&new.tags)));
        }
        let staged = self.layout.stage(&self.layout.models(), name.as_str())?;
        let content = written::new_model(&name, new.description.as_deref(), new.at);
        staged.write(META, content.as_bytes())?;
        for tag in &new.tags {
            staged.write(&tag_file(None, tag.key.as_str()), tag.value.as_bytes())?;
        }
        staged.publish(&path).map_err(|error| match error.is_taken() {
            true => self.taken(&name, has_prompt_tag(&new.tags)),
            false => error.into(),
        })?;
        Ok(self.get_registered_model(&name)?.value)
    }

    /// What MLflow says when a name is taken; models and prompts share their names.
    fn taken(&self, name: &ModelName, as_prompt: bool) -> StoreError {
        let is_prompt = self
            .get_registered_model(name)
            .is_ok_and(|model| model.value.is_prompt());
        let clash = |wanted: &str, owner: &str| {
            format!(
                "Tried to create a {wanted} with name '{name}', but the name is already taken by a {owner}. MLflow does not \
                 allow creating a model and a prompt with the same name."
            )
        };
        StoreError::AlreadyExists(match (as_prompt, is_prompt) {
            (true, false) => clash("prompt", "registered model"),
            (false, true) => clash("registered model", "prompt"),
            _ => format!("Registered Model (name={name}) already exists."),
        })
    }

    pub(super) fn model_path(&self, name: &ModelName) -> PathBuf {
        self.layout.models().join(name.as_str())
    }

    /// The model's folder, to be changed: with the store's lock, and without what a killed writer left.
    pub(super) fn model_to_change(&self, name: &ModelName) -> Result<(Lock, ModelFolder)> {
        let path = self.model_path(name);
        if !fsx::is_dir(&path) {
            return Err(unknown(name));
        }
        let lock = self.lock()?;
        sweep(&lock, &path);
        journal::recover(&path, name.as_str())?;
        let folder = ModelFolder::open(&path, name)?.ok_or_else(|| unknown(name))?;
        Ok((lock, folder))
    }

    pub(in crate::store::file) fn get_registered_model(&self, name: &ModelName) -> Result<Read<RegisteredModel>> {
        let read = |folder: &ModelFolder| {
            let mut damage = Vec::new();
            let mut model = folder.model(&mut damage);
            if let Some(model) = &mut model {
                folder.complete_model(model, &mut damage);
            }
            (model, damage)
        };
        match self.at_one_moment(name, read)? {
            Some((Some(value), damage)) => Ok(Read { value, damage }),
            Some((None, mut damage)) => Err(damage.pop().map_or_else(|| unknown(name), StoreError::from)),
            None => Err(unknown(name)),
        }
    }

    pub(in crate::store::file) fn update_registered_model(
        &self,
        name: &ModelName,
        change: ModelChange,
        at: Millis,
        record: Option<&ChangeRecord>,
    ) -> Result<Vec<RegistryEvent>> {
        let (_lock, folder) = self.model_to_change(name)?;
        let mut journal = Journal::new(name.as_str());
        let mut happened = Vec::new();
        let event = |version, what| RegistryEvent {
            at,
            name: name.clone(),
            version,
            what,
            record: record.cloned(),
        };
        match change {
            ModelChange::Rename(to) => return self.rename_registered_model(folder, to, at, record),
            ModelChange::Delete => {
                self.discard(folder.path(), &self.layout.models())?;
                return Ok(happened);
            }
            ModelChange::Describe(description) => {
                touch_model(&folder, at, &mut journal, |meta| {
                    meta.set("description", text(description.as_deref()));
                })?;
            }
            ModelChange::SetTag(tag) => {
                check_tag(&tag)?;
                write_tag(&folder, None, &tag, &mut journal)?;
                touch_model(&folder, at, &mut journal, |_| {})?;
            }
            ModelChange::DeleteTag(key) => {
                let file = tag_file(None, key.as_str());
                if folder.read(&file)?.is_some() {
                    journal.remove(file);
                    touch_model(&folder, at, &mut journal, |_| {})?;
                }
            }
            ModelChange::SetAlias(alias, version) => {
                let alias = Alias::parse_new(alias.as_str())?;
                present(&folder, version)?;
                let before = folder.aliases(&mut Vec::new()).get(alias.as_str()).copied();
                journal.write(alias_file(alias.as_str()), version.to_string());
                let set = RegistryChange::AliasSet {
                    alias: alias.to_string(),
                    from: before,
                };
                happened.push(event(Some(version), set));
            }
            ModelChange::DeleteAlias(alias) => {
                let file = alias_file(alias.as_str());
                if folder.read(&file)?.is_some() {
                    let meant = folder.aliases(&mut Vec::new()).get(alias.as_str()).copied();
                    journal.remove(file);
                    let is_there = |version: &VersionNumber| fsx::is_dir(&folder.path().join(version_folder(*version)));
                    let deleted = RegistryChange::AliasDeleted {
                        alias: alias.to_string(),
                    };
                    happened.push(event(meant.filter(is_there), deleted));
                }
            }
        }
        if !happened.is_empty() {
            happened
                .iter()
                .for_each(|event| events::keep(event, &folder, &mut journal));
            touch_model(&folder, at, &mut journal, |_| {})?;
        }
        self.commit(journal, folder.path())?;
        Ok(happened)
    }

    /// The move of the folder is what renames. What its files say of the name is written down before, and counts from that
    /// moment on.
    fn rename_registered_model(
        &self,
        folder: ModelFolder,
        to: ModelName,
        at: Millis,
        record: Option<&ChangeRecord>,
    ) -> Result<Vec<RegistryEvent>> {
        let to = ModelName::parse_new(to.as_str())?;
        if to == folder.name {
            return Ok(Vec::new());
        }
        let path = self.model_path(&to);
        let taken = || StoreError::AlreadyExists(format!("Registered Model (name={to}) already exists."));
        if fsx::exists(&path) {
            return Err(taken());
        }
        let mut journal = Journal::new(to.as_str());
        let renamed = |meta: &mut meta::Rewrite| {
            meta.set("name", Yaml::Str(to.to_string()))
                .set("last_updated_timestamp", Yaml::Int(at.0));
        };
        for version in folder.numbers(&mut Vec::new()) {
            let file = format!("{}/{META}", version_folder(version));
            // What cannot be read moves along as it is.
            if let Ok(text) = meta::rewritten(folder.read(&file)?, &folder.path().join(&file), renamed) {
                journal.write(file, text);
            }
        }
        let event = RegistryEvent {
            at,
            name: to.clone(),
            version: None,
            what: RegistryChange::ModelRenamed {
                from: folder.name.to_string(),
            },
            record: record.cloned(),
        };
        events::keep(&event, &folder, &mut journal);
        match touch_model(&folder, at, &mut journal, renamed) {
            Ok(()) | Err(StoreError::Damaged { .. }) => {}
            Err(error) => return Err(error),
        }
        self.tell_of(&journal, folder.path())?;
        self.tell(&[Change::Move {
            from: folder.path(),
            to: &path,
        }])?;
        let journal = journal.write_down(folder.path())?;
        if let Err(error) = fsx::rename_new(folder.path(), &path) {
            journal::recover(folder.path(), folder.name.as_str())?;
            return Err(if error.is_taken() { taken() } else { error.into() });
        }
        journal.finish(&path)?;
        Ok(vec![event])
    }
}

/// Writes the model's `meta.yaml` with the time of this change, and with MLflow's copy of the aliases, which nobody reads.
pub(super) fn touch_model(
    folder: &ModelFolder,
    at: Millis,
    journal: &mut Journal,
    change: impl FnOnce(&mut meta::Rewrite),
) -> Result<()> {
    let aliases = folder.aliases(&mut Vec::new()).into_iter();
    let aliases = aliases.map(|(alias, version)| (alias, Yaml::Str(version.to_string())));
    let text = meta::rewritten(folder.read(META)?, &folder.path().join(META), |meta| {
        meta.set("aliases", Yaml::Map(aliases.collect()))
            .set("name", Yaml::Str(folder.name.to_string()))
            .set("last_updated_timestamp", Yaml::Int(at.0));
        change(meta);
    })?;
    journal.write(META, text);
    Ok(())
}

/// Adds a tag of a version, or of the model itself, to what is going to be written.
pub(super) fn write_tag(
    folder: &ModelFolder,
    version: Option<VersionNumber>,
    tag: &Tag,
    journal: &mut Journal,
) -> Result<()> {
    let file = tag_file(version, tag.key.as_str());
    let home = folder.path().join(version.map(version_folder).unwrap_or_default());
    values::refuse_clash(&home, &folder.path().join(&file), &tag.key)?;
    journal.write(file, tag.value.clone());
    Ok(())
}

pub(super) fn check_tag(tag: &Tag) -> Result<()> {
    if tag.value.chars().nth(LONGEST_TAG).is_some() {
        return Err(Invalid(format!(
            "'value' exceeds the maximum length of {LONGEST_TAG} characters"
        ))
        .into());
    }
    Ok(())
}

/// A version that is there and not deleted.
pub(super) fn present(folder: &ModelFolder, version: VersionNumber) -> Result<ModelVersion> {
    let mut damage = Vec::new();
    match folder.version(version, &mut damage) {
        Some(found) if found.current_stage != Stage::Deleted => Ok(found),
        Some(_) => Err(unknown_version(&folder.name, version)),
        None => Err(damage
            .pop()
            .map_or_else(|| unknown_version(&folder.name, version), StoreError::from)),
    }
}

pub(super) fn unknown(name: &ModelName) -> StoreError {
    StoreError::NotFound(format!("Registered Model with name={name} not found"))
}

pub(super) fn unknown_version(name: &ModelName, version: VersionNumber) -> StoreError {
    StoreError::NotFound(format!("Model Version (name={name}, version={version}) not found"))
}

fn has_prompt_tag(given: &[Tag]) -> bool {
    let is_prompt = |tag: &&Tag| tag.key.as_str() == tags::IS_PROMPT;
    given
        .iter()
        .rev()
        .find(is_prompt)
        .is_some_and(|tag| tag.value == "true")
}
