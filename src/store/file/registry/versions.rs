//! Versions of registered models: create, read, change.

use super::events;
use super::folder::{ModelFolder, alias_file, tag_file, version_folder};
use super::journal::Journal;
use super::meta::{self as written, text};
use super::models::{check_tag, present, touch_model, unknown, unknown_version, write_tag};
use crate::codec::pyyaml::Yaml;
use crate::model::{
    ArtifactUri, ChangeRecord, Millis, ModelName, ModelRef, ModelVersion, RegistryChange, RegistryEvent, Stage,
    VersionNumber,
};
use crate::store::file::layout::META;
use crate::store::file::{FileStore, location, meta};
use crate::store::{
    LoggedModelStore as _, NewModelVersion, Read, RegistryStoreExt as _, Result, StoreError, VersionChange,
};

impl FileStore {
    pub(in crate::store::file) fn create_model_version(&self, mut new: NewModelVersion) -> Result<ModelVersion> {
        new.tags.iter().try_for_each(check_tag)?;
        let location = self.follow_source(&mut new)?;
        let (_lock, folder) = self.model_to_change(&new.name)?;
        let version = loop {
            let highest = folder.numbers(&mut Vec::new()).pop();
            let next = highest.map_or(Some(1), |highest| highest.0.max(0).checked_add(1));
            let version = VersionNumber(next.ok_or_else(|| last_number(&new.name))?);
            let below = version_folder(version);
            let staged = self.layout.stage(&self.layout.models(), &below)?;
            staged.write(META, written::new_version(&new, version, &location).as_bytes())?;
            for tag in &new.tags {
                staged.write(&tag_file(None, tag.key.as_str()), tag.value.as_bytes())?;
            }
            let mut journal = Journal::new(new.name.as_str()).needing(below.clone());
            touch_model(&folder, new.at, &mut journal, |_| {})?;
            let journal = journal.write_down(folder.path())?;
            match staged.publish(&folder.path().join(&below)) {
                Ok(()) => {
                    journal.finish(folder.path())?;
                    break version;
                }
                Err(error) if error.is_taken() => {} // by an MLflow, which takes no lock
                Err(error) => return Err(error.into()),
            }
        };
        Ok(self.get_model_version(&new.name, version)?.value)
    }

    /// Where the files of a source are. A source that is a version is named by its number, whatever it was called, and
    /// gives its run and logged model where there are none (as MLflow's server has it).
    fn follow_source(&self, new: &mut NewModelVersion) -> Result<String> {
        let ArtifactUri::Model { model, path } = ArtifactUri::parse(&new.source)? else {
            return Ok(new.source.clone());
        };
        let below = |location: &str| match path.as_str() {
            "" => location.to_owned(),
            path => location::child(location, &[path]),
        };
        if let ModelRef::Logged(id) = &model {
            let logged = self.get_logged_model(id)?.value;
            let given = |id: &String| !id.is_empty();
            new.run_id = new.run_id.take().or(logged.source_run_id.filter(given));
            new.model_id.get_or_insert_with(|| id.to_string());
            let missing = || StoreError::NotFound(format!("logged model {id} has no artifact location"));
            return logged.artifact_location.as_deref().map(below).ok_or_else(missing);
        }
        let version = self.get_model_version_by_ref(&model)?.value;
        new.source = below(&format!("models:/{}/{}", version.name, version.version));
        let given = |text: &String| !text.is_empty();
        let missing = || StoreError::NotFound(format!("{} has no source", new.source));
        let location = version.download_uri().map(below).ok_or_else(missing)?;
        new.run_id = new.run_id.take().or(version.run_id.filter(given));
        new.model_id = new.model_id.take().or(version.model_id.filter(given));
        Ok(location)
    }

    pub(in crate::store::file) fn get_model_version(
        &self,
        name: &ModelName,
        version: VersionNumber,
    ) -> Result<Read<ModelVersion>> {
        let read = |folder: &ModelFolder| -> Result<Read<ModelVersion>> {
            let mut damage = Vec::new();
            let mut value = present(folder, version)?;
            let aliases = folder.aliases(&mut damage);
            folder.complete(&mut value, &aliases, true, &mut damage);
            Ok(Read { value, damage })
        };
        self.at_one_moment(name, read)?.ok_or_else(|| unknown(name))?
    }

    pub(in crate::store::file) fn update_model_version(
        &self,
        name: &ModelName,
        version: VersionNumber,
        change: VersionChange,
        at: Millis,
        record: Option<&ChangeRecord>,
    ) -> Result<Vec<RegistryEvent>> {
        let (_lock, folder) = self.model_to_change(name)?;
        let found = present(&folder, version)?;
        let mut journal = Journal::new(name.as_str());
        let mut happened = Vec::new();
        let event = |version, what| RegistryEvent {
            at,
            name: name.clone(),
            version: Some(version),
            what,
            record: record.cloned(),
        };
        match change {
            VersionChange::Describe(description) => {
                touch_version(&folder, version, at, &mut journal, |meta| {
                    meta.set("description", text(description.as_deref()));
                })?;
                self.commit(journal, folder.path())?;
                return Ok(happened);
            }
            VersionChange::Transition {
                stage,
                archive_existing_versions,
            } => {
                let stage = Stage::parse(stage.as_str())?;
                let moved = |from: &Stage, to: &Stage, made_room| RegistryChange::Transition {
                    from: from.to_string(),
                    to: to.to_string(),
                    made_room,
                };
                happened.push(event(version, moved(&found.current_stage, &stage, false)));
                set_stage(&folder, version, &stage, at, &mut journal)?;
                if archive_existing_versions {
                    for other in to_archive(&folder, version, &stage)? {
                        happened.push(event(other, moved(&stage, &Stage::Archived, true)));
                        set_stage(&folder, other, &Stage::Archived, at, &mut journal)?;
                    }
                }
            }
            VersionChange::SetTag(tag) => {
                check_tag(&tag)?;
                write_tag(&folder, Some(version), &tag, &mut journal)?;
            }
            VersionChange::DeleteTag(key) => {
                let file = tag_file(Some(version), key.as_str());
                if folder.read(&file)?.is_none() {
                    return Ok(happened);
                }
                journal.remove(file);
            }
            VersionChange::Delete => {
                happened.push(event(version, RegistryChange::VersionDeleted));
                set_stage(&folder, version, &Stage::Deleted, at, &mut journal)?;
                for (alias, meant) in folder.aliases(&mut Vec::new()) {
                    if meant == version {
                        journal.remove(alias_file(&alias));
                    }
                }
            }
        }
        happened
            .iter()
            .for_each(|event| events::keep(event, &folder, &mut journal));
        touch_model(&folder, at, &mut journal, |_| {})?;
        self.commit(journal, folder.path())?;
        Ok(happened)
    }
}

fn last_number(name: &ModelName) -> StoreError {
    let last = i64::MAX;
    StoreError::WrongState(format!(
        "'{name}' has version {last}, after which there is no number: move its folder away"
    ))
}

/// The other versions that stand where one is going to stand alone.
fn to_archive(folder: &ModelFolder, version: VersionNumber, stage: &Stage) -> Result<Vec<VersionNumber>> {
    if !stage.is_active() {
        return Err(StoreError::Internal(format!(
            "Model version transition cannot archive existing model versions because '{stage}' is not an Active stage. \
             Valid stages are ['Staging', 'Production']"
        )));
    }
    let mut others = folder.versions(false, &mut Vec::new());
    others.retain(|other| other.version != version && other.current_stage == *stage);
    Ok(others.into_iter().map(|other| other.version).collect())
}

fn set_stage(
    folder: &ModelFolder,
    version: VersionNumber,
    stage: &Stage,
    at: Millis,
    journal: &mut Journal,
) -> Result<()> {
    touch_version(folder, version, at, journal, |meta| {
        meta.set("current_stage", Yaml::Str(stage.to_string()));
    })
}

fn touch_version(
    folder: &ModelFolder,
    version: VersionNumber,
    at: Millis,
    journal: &mut Journal,
    change: impl FnOnce(&mut meta::Rewrite),
) -> Result<()> {
    let file = format!("{}/{META}", version_folder(version));
    let bytes = folder.read(&file)?;
    if bytes.is_none() {
        return Err(unknown_version(&folder.name, version));
    }
    let text = meta::rewritten(bytes, &folder.path().join(&file), |meta| {
        meta.set("last_updated_timestamp", Yaml::Int(at.0));
        change(meta);
    })?;
    journal.write(file, text);
    Ok(())
}
