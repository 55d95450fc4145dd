//! A store that is merged from, or into: what it holds, read without a lock.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Choice;
use crate::fsx::{self, PathError};
use crate::model::{ExperimentId, Lifecycle, Millis};
use crate::store::file::layout::{ExperimentDir, TRASH};
use crate::store::file::{FileStore, meta};
use crate::store::{Damage, Result};

/// A store that is merged from.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) store: FileStore,
    /// Its folder without links: what is not below it is none of its.
    pub(super) fence: PathBuf,
    /// Those that are wanted.
    pub(super) experiments: Vec<FoundExperiment>,
    pub(super) choice: Choice,
    /// Whether there is anything of a store.
    pub(super) is_store: bool,
    /// What is no part of a store, or cannot be told apart from another part.
    pub(super) remarks: Vec<Damage>,
}

/// An experiment's folder and what its `meta.yaml` says; nothing where it cannot be read.
#[derive(Debug)]
pub(super) struct FoundExperiment {
    pub(super) dir: ExperimentDir,
    pub(super) name: Option<String>,
    pub(super) is_deleted: bool,
    pub(super) created: Option<Millis>,
    pub(super) location: Option<String>,
    /// Why it cannot come, whatever is there.
    pub(super) refusal: Option<&'static str>,
}

impl Source {
    pub(super) fn read(root: &Path, choice: &Choice) -> Result<Self> {
        let store = FileStore::new(root.to_owned());
        let found = store.layout().experiments()?;
        let mut remarks = found.damage;
        let mut experiments: Vec<FoundExperiment> = found.dirs.into_iter().map(FoundExperiment::read).collect();
        let taken: BTreeSet<&Path> = experiments.iter().map(|found| found.dir.path.as_path()).collect();
        let (models, trash) = (store.layout().models(), store.layout().trash());
        let named: BTreeSet<PathBuf> = remarks.iter().map(|damage| damage.path.clone()).collect();
        for folder in [root, &trash] {
            for entry in fsx::list(folder).or_else(|error| absent(error, folder == trash))? {
                let is_known = taken.contains(entry.path.as_path()) || [&models, &trash].contains(&&entry.path);
                let is_hidden = entry.name.starts_with('.') && entry.name != TRASH; // ours, and what desktops leave
                if !is_known && !is_hidden && !named.contains(&entry.path) {
                    remarks.push(Damage::new(entry.path, "no experiment; left out"));
                }
            }
        }
        let is_store = !experiments.is_empty() || fsx::is_dir(&trash) || fsx::is_dir(&models);
        if !choice.is_all() {
            experiments.retain(|found| choice.wants(found.id()));
            remarks.clear(); // who chooses knows that not all comes
        }
        Ok(Self {
            choice: choice.clone(),
            is_store,
            fence: fsx::canonical(root).unwrap_or_else(|_| root.to_owned()),
            store,
            experiments,
            remarks,
        })
    }

    /// Whether an entry is a link that leads out of the store.
    pub(super) fn is_beyond(&self, entry: &fsx::Entry) -> bool {
        entry.is_link && !fsx::canonical(&entry.path).is_ok_and(|target| target.starts_with(&self.fence))
    }
}

fn absent(error: PathError, may_be: bool) -> std::result::Result<Vec<fsx::Entry>, PathError> {
    match may_be && error.is_not_found() {
        true => Ok(Vec::new()),
        false => Err(error),
    }
}

impl FoundExperiment {
    pub(super) fn read(dir: ExperimentDir) -> Self {
        let node = meta::read(&dir.meta(), &mut Vec::new()).ok().flatten();
        let refusal = match &node {
            Some(node) if meta::is_a_runs(node) => Some("it is a run, where experiments belong"),
            _ => None,
        };
        let said = node.map(|node| meta::experiment(&node, &dir.id, dir.deleted, &mut Vec::new()));
        let Some(said) = said.filter(|said| refusal.is_none() && !said.name.is_empty()) else {
            let is_empty = !dir.looks_real();
            return Self {
                is_deleted: dir.deleted,
                name: None,
                created: None,
                location: None,
                refusal: refusal.or(is_empty.then_some("its meta.yaml cannot be read, and it holds no runs")),
                dir,
            };
        };
        Self {
            dir,
            is_deleted: said.lifecycle_stage == Lifecycle::Deleted,
            created: said.creation_time,
            location: said.artifact_location,
            name: Some(said.name),
            refusal: None,
        }
    }

    pub(super) fn id(&self) -> &ExperimentId {
        &self.dir.id
    }
}
