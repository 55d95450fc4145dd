//! What killed processes left, and what earlier operations took away.

use std::path::{Path, PathBuf};

use super::{Garbage, GarbageKind, GcOptions, GcPlan, below};
use crate::fsx;
use crate::model::Millis;
use crate::store::Result;
use crate::store::file::FileStore;
use crate::upkeep::undo;

/// Adds temporary names of ours outside of what goes anyway, and the trash whose time is over.
pub(super) fn find(store: &FileStore, options: &GcOptions, plan: &mut GcPlan) -> Result<()> {
    let root = store.root();
    let going: Vec<PathBuf> = plan
        .things
        .iter()
        .filter(|thing| thing.goes())
        .map(|thing| thing.path.clone())
        .collect();
    for folder in folders(store)? {
        if going.iter().any(|gone| folder.starts_with(gone)) {
            continue;
        }
        for entry in fsx::list(&folder).unwrap_or_default() {
            if fsx::is_temporary(entry.name.as_ref()) {
                plan.things.push(Garbage::new(
                    GarbageKind::Temporary,
                    below(root, &entry.path),
                    entry.path,
                ));
            }
        }
    }
    for (path, at) in trash(root) {
        if options.now.0.saturating_sub(at.0) >= options.trash_window {
            plan.things.push(Garbage {
                deleted: Some(at),
                ..Garbage::new(GarbageKind::Trash, below(root, &path), path)
            });
        }
    }
    Ok(())
}

/// Where temporary names of ours may be.
fn folders(store: &FileStore) -> Result<Vec<PathBuf>> {
    let layout = store.layout();
    let mut folders = vec![layout.root().to_owned(), layout.trash(), layout.models()];
    let models = fsx::list(&layout.models()).unwrap_or_default();
    folders.extend(
        models
            .into_iter()
            .filter(|entry| entry.is_dir && !entry.is_link)
            .map(|entry| entry.path),
    );
    for home in layout.experiments()?.dirs {
        for run in layout.runs(&home).map(|found| found.dirs).unwrap_or_default() {
            if !fsx::is_link(&run.path) {
                let artifacts = run.part("artifacts");
                folders.extend([run.path, artifacts]);
            }
        }
        folders.extend([home.logged_models_folder(), home.path]);
    }
    Ok(folders)
}

/// The folders of operations in our trash, with the times they are of.
pub(super) fn trash(root: &Path) -> Vec<(PathBuf, Millis)> {
    let trash = root.join(undo::FOLDER);
    if fsx::is_link(&trash) {
        return Vec::new();
    }
    let entries = fsx::list(&trash).unwrap_or_default();
    let at = |name: &str| name.split('-').next()?.parse().ok().map(Millis);
    entries
        .into_iter()
        .filter(|entry| entry.is_dir && !entry.is_link)
        .filter_map(|entry| Some((at(&entry.name).filter(|_| entry.name.contains('-'))?, entry.path)))
        .map(|(at, path)| (path, at))
        .collect()
}
