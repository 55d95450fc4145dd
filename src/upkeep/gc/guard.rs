//! Versions of registered models keep what they need.

use std::path::{Path, PathBuf};

use super::{Fate, Garbage, GarbageKind};
use crate::fsx;
use crate::model::{ArtifactUri, ModelVersion};
use crate::store::file::FileStore;
use crate::store::{RegistryStore, Result, Stores, UriProblem, VersionQuery, resolve_artifact};

/// What every version needs that is not deleted.
#[derive(Debug)]
pub(super) struct Guard(Vec<Needed>);

#[derive(Debug)]
struct Needed {
    by: String,
    /// Its files, by their real place; `None` when they were not found.
    files: Option<PathBuf>,
    /// What it names as its source, run and logged model: words that ids are looked for in.
    names: String,
}

impl Guard {
    /// Reads the registry.
    pub(super) fn of(store: &FileStore) -> Result<Self> {
        let versions = RegistryStore::search_model_versions(store, &VersionQuery::default())?.items;
        Ok(Self(versions.iter().map(|version| needed(store, version)).collect()))
    }

    /// Marks what a version needs.
    pub(super) fn protect(&self, things: &mut [Garbage]) {
        for thing in things.iter_mut().filter(|thing| thing.goes()) {
            if let Some(by) = self.holds(thing) {
                thing.fate = Fate::Needed(by);
            }
        }
    }

    /// Which versions need a thing.
    pub(super) fn holds(&self, thing: &Garbage) -> Option<String> {
        if matches!(thing.kind, GarbageKind::Trash | GarbageKind::Temporary) {
            return None;
        }
        let real = fsx::canonical(&thing.path).ok()?;
        let ids = ids_in(thing);
        let needs = |needed: &&Needed| match &needed.files {
            Some(files) => files.starts_with(&real) || real.starts_with(files),
            None => ids
                .iter()
                .any(|id| needed.names.split(['/', '\\', '\n', ':']).any(|word| word == id)),
        };
        let by: Vec<&str> = self.0.iter().filter(needs).map(|needed| needed.by.as_str()).collect();
        match by.as_slice() {
            [] => None,
            [one] => Some((*one).to_owned()),
            [first, rest @ ..] => Some(format!("{first} and {} more", rest.len())),
        }
    }
}

/// The ids of the runs and models that go with a thing.
fn ids_in(thing: &Garbage) -> Vec<String> {
    let mut ids = vec![thing.id.clone()];
    if thing.kind == GarbageKind::Experiment {
        let folders = [thing.path.clone(), thing.path.join("models")];
        let entries = folders.iter().flat_map(|folder| fsx::list(folder).unwrap_or_default());
        ids.extend(entries.filter(|entry| entry.is_dir).map(|entry| entry.name));
        ids.retain(|id| !matches!(id.as_str(), "models" | "tags" | "traces" | "datasets"));
    }
    ids
}

fn needed(store: &FileStore, version: &ModelVersion) -> Needed {
    let recorded = [
        &version.source,
        &version.storage_location,
        &version.run_id,
        &version.model_id,
    ];
    Needed {
        by: format!("{}/{} ({})", version.name, version.version, version.current_stage),
        files: files(store, version)
            .ok()
            .flatten()
            .and_then(|path| fsx::canonical(&path).ok()),
        names: recorded
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// Where a version's files are; `None` of one that has none, as a prompt, or whose files are not on this disk.
///
/// # Errors
/// They are gone, with what there is not.
pub(super) fn files(store: &FileStore, version: &ModelVersion) -> std::result::Result<Option<PathBuf>, String> {
    let stores = Stores {
        tracking: store,
        registry: store,
        logged: store,
        root: store.root(),
        started_in: store.root(),
    };
    let is_there = |path: &Path| fsx::exists(path);
    match resolve_artifact(stores, &ArtifactUri::version(version.name.clone(), version.version)) {
        Ok(place) if is_there(&place.local()) => Ok(Some(place.local())),
        Ok(place) => Err(format!("{} is not there", place.local().display())),
        Err(error) => match error.reason {
            UriProblem::NotFound { what, .. } => Err(what),
            UriProblem::Run(error) => Err(error.to_string()),
            UriProblem::Store(crate::store::StoreError::NotFound(what)) => Err(what),
            _ => Ok(None),
        },
    }
}
