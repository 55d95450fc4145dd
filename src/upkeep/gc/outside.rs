//! Artifacts of what goes that lie outside of the store.

use std::path::{Component, Path, PathBuf};

use super::deleted::Found;
use super::{Garbage, GarbageKind, GcOptions};
use crate::fsx;
use crate::model::ExperimentId;
use crate::store::file::layout::META;
use crate::store::file::{FileStore, local_path, location};

/// Why a folder stays that would go but for the trash window.
pub(super) const NO_WAY_BACK: &str = "outside of the store, from where nothing can be taken back: --now removes it";

/// The recorded artifact folders of what goes. One outside of the store goes only if it is recorded as exactly that folder,
/// is named for its run or model, is no link and is nobody else's: a copy of a store records the artifacts of the original.
pub(super) fn of(store: &FileStore, found: &Found, options: &GcOptions) -> Vec<Garbage> {
    let taken: Vec<PathBuf> = found
        .staying
        .iter()
        .filter_map(|info| place(info.artifact_uri.as_deref()?, options))
        .collect();
    let runs = found
        .runs
        .iter()
        .map(|info| (info.run_id.as_str(), &info.experiment_id, info.artifact_uri.as_deref()));
    let models = found
        .models
        .iter()
        .map(|(id, experiment, location)| (id.as_str(), experiment, location.as_deref()));
    runs.chain(models)
        .filter_map(|(id, experiment, location)| one(store, id, experiment, location?, &taken, options))
        .collect()
}

fn place(location: &str, options: &GcOptions) -> Option<PathBuf> {
    match (location::scheme(location).as_deref(), &options.artifacts_destination) {
        (Some("mlflow-artifacts"), Some(destination)) => {
            let (_, path) = location.split_once(':')?;
            let path = match path.strip_prefix("//") {
                Some(rest) => rest.split_once('/')?.1,
                None => path.trim_start_matches('/'),
            };
            Some(destination.join(path))
        }
        _ => local_path(location),
    }
}

fn one(
    store: &FileStore,
    id: &str,
    experiment: &ExperimentId,
    location: &str,
    taken: &[PathBuf],
    options: &GcOptions,
) -> Option<Garbage> {
    let thing = |path: &Path| Garbage {
        experiment: Some(experiment.clone()),
        ..Garbage::new(GarbageKind::Artifacts, id, path.to_owned())
    };
    if location.is_empty() {
        return None;
    }
    let Some(path) = place(location, options) else {
        let why = match location::scheme(location).as_deref() {
            Some("mlflow-artifacts") => "only the server knows the place; --artifacts-destination tells it",
            _ => "not on this disk: remove it there",
        };
        return Some(thing(Path::new(location)).stays(why));
    };
    if path.is_relative() || !fsx::exists(&path) {
        return None;
    }
    let real = fsx::canonical(&path).ok()?;
    let root = fsx::canonical(store.root()).ok()?;
    let own = Path::new(id).join("artifacts");
    let found = thing(&path);
    if real.starts_with(&root) {
        // its own folder goes with it; another's is not touched
        return None;
    }
    let is_clean = path
        .components()
        .all(|part| !matches!(part, Component::ParentDir | Component::CurDir));
    Some(if !path.ends_with(&own) || !real.ends_with(&own) || !is_clean {
        found.stays("outside of the store, and no folder named for it")
    } else if fsx::is_link(&path) {
        found.stays("outside of the store, and a link")
    } else if real.parent().is_some_and(|owner| fsx::exists(&owner.join(META))) {
        found.stays("in another store, which this one may be a copy of")
    } else if taken
        .iter()
        .any(|other| other.starts_with(&path) || fsx::canonical(other).is_ok_and(|other| other.starts_with(&real)))
    {
        found.stays("another run has its artifacts there")
    } else if options.trash_window > 0 {
        found.stays(NO_WAY_BACK)
    } else {
        found
    })
}
