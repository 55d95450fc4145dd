use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Content, Location, Share, Usage, real};
use crate::fsx::{self, Entry};
use crate::model::{ExperimentId, RunId};
use crate::store::Result;
use crate::store::file::layout::{ExperimentDir, META, MODELS, TRASH};
use crate::store::file::{FileStore, local_path, meta};
use crate::upkeep::undo;

/// A path that is measured at one go.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) path: PathBuf,
    pub(super) reach: Reach,
    experiment: Option<ExperimentId>,
    run: Option<RunId>,
    deleted: bool,
}

/// How much of a path.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reach {
    /// It and all below, for one purpose.
    Whole(Content),
    /// It alone.
    Itself(Content),
    /// A run's folder, whose parts have different purposes.
    Run,
}

impl Part {
    fn new(path: impl Into<PathBuf>, reach: Reach) -> Self {
        Self {
            path: path.into(),
            reach,
            experiment: None,
            run: None,
            deleted: false,
        }
    }

    /// Of what it is a share.
    pub(super) fn share(&self, content: Content, by_run: bool) -> Share {
        Share {
            experiment: self.experiment.clone(),
            run: self.run.clone().filter(|_| by_run),
            content,
            deleted: self.deleted,
        }
    }
}

/// Everything in a store, each path once.
pub(super) fn parts(store: &FileStore, usage: &mut Usage) -> Result<Vec<Part>> {
    let root = store.root();
    let mut parts = vec![Part::new(root, Reach::Itself(Content::Other))];
    let found = store.layout().experiments()?;
    usage.damage.extend(found.damage);
    let experiments: BTreeMap<&Path, &ExperimentDir> = found.dirs.iter().map(|dir| (dir.path.as_path(), dir)).collect();
    let mut add = |entry: Entry| {
        if let Some(dir) = experiments.get(entry.path.as_path()).filter(|_| !entry.is_link) {
            of_experiment(dir, usage, &mut parts);
        } else if entry.name == TRASH && !entry.is_link {
            parts.push(Part::new(&entry.path, Reach::Itself(Content::Other)));
            return Some(entry.path);
        } else {
            let content = match entry.name.as_str() {
                undo::FOLDER => Content::OwnTrash,
                MODELS => Content::Registry,
                name if fsx::is_temporary(name.as_ref()) => Content::Temporary,
                _ => Content::Other,
            };
            parts.push(Part::new(entry.path, Reach::Whole(content)));
        }
        None
    };
    let trash: Vec<PathBuf> = fsx::list(root)?.into_iter().filter_map(&mut add).collect();
    for entry in trash.iter().flat_map(|trash| fsx::list(trash).unwrap_or_default()) {
        add(entry);
    }
    Ok(parts)
}

fn of_experiment(dir: &ExperimentDir, usage: &Usage, parts: &mut Vec<Part>) {
    let deleted = dir.deleted || usage.experiments.get(&dir.id).is_some_and(|named| named.deleted);
    let mut push = |path: PathBuf, reach, run: Option<RunId>, also_deleted: bool| {
        parts.push(Part {
            experiment: Some(dir.id.clone()),
            run,
            deleted: deleted || also_deleted,
            ..Part::new(path, reach)
        });
    };
    push(dir.path.clone(), Reach::Itself(Content::Metadata), None, false);
    for entry in fsx::list(&dir.path).unwrap_or_default() {
        let whole = |content| Reach::Whole(content);
        match entry.name.as_str() {
            META | "datasets" => push(entry.path, whole(Content::Metadata), None, false),
            "tags" => push(entry.path, whole(Content::Tags), None, false),
            "traces" => push(entry.path, whole(Content::Traces), None, false),
            MODELS if !entry.is_link => {
                for model in fsx::list(&entry.path).unwrap_or_default() {
                    let is_deleted = is_deleted(&model.path);
                    push(model.path, whole(Content::Models), None, is_deleted);
                }
                push(entry.path, Reach::Itself(Content::Models), None, false);
            }
            name if fsx::is_temporary(name.as_ref()) => push(entry.path, whole(Content::Temporary), None, false),
            name => match RunId::parse(name).ok().filter(|_| entry.is_dir && !entry.is_link) {
                Some(id) if usage.runs.contains_key(&id) || fsx::exists(&entry.path.join(META)) => {
                    let is_deleted = usage.runs.get(&id).is_some_and(|named| named.deleted);
                    push(entry.path, Reach::Run, Some(id), is_deleted);
                }
                _ => push(entry.path, whole(Content::Other), None, false),
            },
        }
    }
}

fn is_deleted(model: &Path) -> bool {
    let node = meta::read(&model.join(META), &mut Vec::new()).ok().flatten();
    node.and_then(|node| meta::field(&node, "lifecycle_stage"))
        .is_some_and(|stage| stage == "deleted")
}

/// The folders outside of the store where runs are recorded to have their artifacts, each once: folders named for the run.
pub(super) fn outside(store: &FileStore, usage: &Usage, locations: Vec<Location>) -> Vec<Part> {
    let Ok(root) = fsx::canonical(store.root()) else {
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    let mut parts = Vec::new();
    for (experiment, run, uri) in locations {
        let own = Path::new(run.as_str()).join("artifacts");
        let recorded = local_path(&uri)
            .filter(|path| path.is_absolute() && path.ends_with(&own) && !path.starts_with(store.root()));
        let Some(path) = recorded
            .and_then(|path| real(&path))
            .filter(|path| !path.starts_with(&root))
        else {
            continue;
        };
        if seen.insert(path.clone()) {
            parts.push(Part {
                experiment: Some(experiment),
                deleted: usage.runs.get(&run).is_some_and(|named| named.deleted),
                run: Some(run),
                ..Part::new(path, Reach::Whole(Content::Artifacts))
            });
        }
    }
    parts
}
