//! What belongs to nothing.

use std::time::{Duration, UNIX_EPOCH};

use super::{Garbage, GarbageKind, GcOptions, GcPlan, below, guard};
use crate::fsx::{self, Entry};
use crate::model::{ExperimentId, Millis, RunId};
use crate::store::file::layout::{ExperimentDir, META};
use crate::store::file::{FileStore, meta};
use crate::store::{RegistryStore, Result, VersionQuery};

/// A folder that is younger may be a run that MLflow is just making, in milliseconds.
const BEING_MADE: i64 = 3_600_000;

const ASKED_FOR: &str = "--orphans removes it";

/// Adds the orphans that do not go with something deleted. They go only when they are asked for; versions never do.
pub(super) fn find(store: &FileStore, options: &GcOptions, plan: &mut GcPlan) -> Result<()> {
    let going: Vec<_> = plan
        .things
        .iter()
        .filter(|thing| thing.goes())
        .map(|thing| thing.path.clone())
        .collect();
    let homes = store.layout().experiments()?.dirs;
    let stays = |run: &RunId| {
        let places = homes.iter().map(|home| home.run(run).path);
        places
            .into_iter()
            .any(|path| fsx::is_dir(&path) && !going.iter().any(|gone| path.starts_with(gone)))
    };
    let mut found = Vec::new();
    for home in homes.iter().filter(|home| !going.contains(&home.path)) {
        for entry in fsx::list(&home.path).unwrap_or_default() {
            let is_run = entry.name.len() == 32 && entry.name.bytes().all(|byte| byte.is_ascii_hexdigit());
            if is_run && holds_only_artifacts(&entry, options.now) {
                found.push(orphan(store, GarbageKind::OrphanArtifacts, &entry, &home.id));
            }
        }
        for entry in fsx::list(&home.logged_models_folder()).unwrap_or_default() {
            if fsx::is_temporary(entry.name.as_ref()) || going.contains(&entry.path) {
                continue;
            }
            if holds_only_artifacts(&entry, options.now) {
                found.push(orphan(store, GarbageKind::OrphanArtifacts, &entry, &home.id));
            } else if run_of_model(&entry).is_some_and(|run| !stays(&run)) {
                found.push(of_gone_run(&entry, home));
            }
        }
    }
    let fate = |thing: Garbage| if options.orphans { thing } else { thing.stays(ASKED_FOR) };
    plan.things.extend(found.into_iter().map(fate));
    let versions = RegistryStore::search_model_versions(store, &VersionQuery::default())?;
    for version in versions.items {
        if let Err(what) = guard::files(store, &version) {
            let folder = store
                .layout()
                .models()
                .join(version.name.as_str())
                .join(format!("version-{}", version.version));
            let id = format!("{}/{}", version.name, version.version);
            plan.things.push(
                Garbage::new(GarbageKind::OrphanVersion, id, folder)
                    .stays(format!("versions are never removed; {what}")),
            );
        }
    }
    Ok(())
}

fn orphan(store: &FileStore, kind: GarbageKind, entry: &Entry, experiment: &ExperimentId) -> Garbage {
    Garbage {
        experiment: Some(experiment.clone()),
        ..Garbage::new(kind, below(store.root(), &entry.path), entry.path.clone())
    }
}

fn of_gone_run(entry: &Entry, home: &ExperimentDir) -> Garbage {
    let node = meta::read(&entry.path.join(META), &mut Vec::new()).ok().flatten();
    Garbage {
        name: node.and_then(|node| meta::field(&node, "name")),
        experiment: Some(home.id.clone()),
        ..Garbage::new(GarbageKind::OrphanModel, &entry.name, entry.path.clone())
    }
}

/// The run that made a logged model, if it says one.
fn run_of_model(entry: &Entry) -> Option<RunId> {
    let node = meta::read(&entry.path.join(META), &mut Vec::new()).ok().flatten()?;
    RunId::parse(&meta::field(&node, "source_run_id")?).ok()
}

/// Whether a folder holds artifacts and nothing else, or nothing, and was not made just now. One with anything logged in it
/// is a damaged run, which can be repaired.
pub(super) fn holds_only_artifacts(entry: &Entry, Millis(now): Millis) -> bool {
    let is_young = || {
        let changed = fsx::modified(&entry.path).and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let limit = Duration::from_millis(u64::try_from(now.saturating_sub(BEING_MADE)).unwrap_or(0));
        changed.is_none_or(|changed| changed > limit)
    };
    entry.is_dir
        && !entry.is_link
        && fsx::list(&entry.path).is_ok_and(|inside| inside.iter().all(|inner| inner.name == "artifacts"))
        && !is_young()
}

/// Whether an orphan is one still.
pub(super) fn is_still_one(store: &FileStore, thing: &Garbage, now: Millis) -> bool {
    let name = thing
        .path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let entry = Entry {
        name,
        is_dir: fsx::is_dir(&thing.path),
        is_link: fsx::is_link(&thing.path),
        path: thing.path.clone(),
    };
    match thing.kind {
        GarbageKind::OrphanArtifacts => holds_only_artifacts(&entry, now),
        GarbageKind::OrphanModel => run_of_model(&entry).is_some_and(|run| {
            let homes = store.layout().experiments().map(|found| found.dirs).unwrap_or_default();
            !homes.iter().any(|home| fsx::is_dir(&home.run(&run).path))
        }),
        _ => false,
    }
}
