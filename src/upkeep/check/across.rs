//! What only the whole store can tell: names and ids used twice, and what refers to something that is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::finding::{Findings, Kind};
use super::repair::Mend;
use super::{experiment, registry, run};
use crate::fsx;
use crate::store::file::layout::{META, MODELS, TRASH};
use crate::store::file::location;

const SAME_NAME: Kind = Kind::odd(
    "experiment-name-twice",
    "MLflow finds one of them by the name, whichever it lists first, and refuses to make another",
);
const SAME_NAME_TRASH: Kind = Kind::note(
    "experiment-name-in-trash",
    "a deleted experiment has the name too: restored, there would be two of that name",
);
const SAME_ID: Kind = Kind::odd(
    "experiment-twice",
    "in the trash lies an experiment with the id of an active one: MLflow lists the active one twice",
);
const RUN_TWICE: Kind = Kind::damaged(
    "run-twice",
    "the same id lies in several experiments: MLflow gets whichever it finds first, or raises that its metadata is invalid",
);
const NO_PARENT: Kind = Kind::note(
    "run-parent-missing",
    "nested under a run that is not here: shown at the top",
);
const NO_MODEL: Kind = Kind::odd(
    "run-model-missing",
    "MLflow shows the model's id with the run and raises when it is asked for it",
);
const NO_RUN: Kind = Kind::note("logged-model-run-missing", "the run that made it is not here");
const VERSION_RUN: Kind = Kind::note("model-version-run-missing", "the run that made it is not here");
const VERSION_SOURCE: Kind = Kind::odd(
    "model-version-source-missing",
    "its files are not where it says nor elsewhere in the store: MLflow raises when the model is loaded",
);
const VERSION_MOVED: Kind = Kind::odd(
    "model-version-source-moved",
    "MLflow does not find its files where it says; they are in the store, and mlrun finds them. `mlrun relocate` writes \
     the new place down",
);
const VERSION_DELETED: Kind = Kind::odd(
    "model-version-source-deleted",
    "its files lie in the trash with their experiment: MLflow does not find them until `mlrun experiments restore`",
);
const VERSION_REMOTE: Kind = Kind::note("model-version-source-elsewhere", "its files are no part of the store");
pub(super) const KINDS: &[Kind] = &[
    SAME_NAME,
    SAME_NAME_TRASH,
    SAME_ID,
    RUN_TWICE,
    NO_PARENT,
    NO_MODEL,
    NO_RUN,
    VERSION_RUN,
    VERSION_SOURCE,
    VERSION_MOVED,
    VERSION_DELETED,
    VERSION_REMOTE,
];

pub(super) fn check(experiments: &[experiment::Facts], versions: &[registry::Version], found: &mut Findings<'_>) {
    names_and_ids(experiments, found);
    let mut homes: BTreeMap<&str, Vec<(&str, &run::Facts)>> = BTreeMap::new();
    for experiment in experiments {
        for run in &experiment.runs {
            homes.entry(&run.id).or_default().push((&experiment.id, run));
        }
    }
    runs(&homes, found);
    adoptions(experiments, &homes, found);
    let models: BTreeSet<&str> = experiments
        .iter()
        .flat_map(|home| &home.models)
        .map(String::as_str)
        .collect();
    for experiment in experiments {
        for (model, path) in experiment.runs.iter().flat_map(|run| &run.models) {
            if !models.contains(model.as_str()) {
                let path = found.root().join(path);
                found.add(NO_MODEL, &path).detail(format!("logged model {model}"));
            }
        }
        for (run, path) in &experiment.named_runs {
            if !homes.contains_key(run.as_str()) {
                let path = found.root().join(path);
                found.add(NO_RUN, &path).detail(format!("run {run}"));
            }
        }
    }
    let places = Places {
        homes: &homes,
        models: &models,
        experiments,
    };
    for version in versions {
        places.check(version, found);
    }
}

fn names_and_ids(experiments: &[experiment::Facts], found: &mut Findings<'_>) {
    let mut names: BTreeMap<&str, &experiment::Facts> = BTreeMap::new();
    let mut ids: BTreeMap<&str, &experiment::Facts> = BTreeMap::new();
    for experiment in experiments {
        let path = found.root().join(&experiment.path);
        if let Some(first) = ids.get(experiment.id.as_str()) {
            found.add(SAME_ID, &path).detail(format!("{} is active", first.path));
            continue;
        }
        ids.insert(&experiment.id, experiment);
        let Some(name) = experiment.name.as_deref().filter(|_| experiment.other_id.is_none()) else {
            continue;
        };
        match names.get(name) {
            Some(first) => {
                let kind = if experiment.deleted && !first.deleted {
                    SAME_NAME_TRASH
                } else {
                    SAME_NAME
                };
                let detail = format!("`{name}` is the name of experiment {} too", first.id);
                found.add(kind, &path.join(META)).detail(detail);
            }
            None => drop(names.insert(name, experiment)),
        }
    }
}

fn runs(homes: &BTreeMap<&str, Vec<(&str, &run::Facts)>>, found: &mut Findings<'_>) {
    for here in homes.values() {
        for (_, run) in here.iter().skip(1) {
            let path = found.root().join(&run.path);
            found
                .add(RUN_TWICE, &path)
                .detail(format!("also in {}", here[0].1.path));
        }
        for (_, run) in here {
            if let Some(parent) = run
                .parent
                .as_deref()
                .filter(|parent| !homes.contains_key(parent.trim_end()))
            {
                let path = found.root().join(&run.path).join("tags/mlflow.parentRunId");
                found.add(NO_PARENT, &path).detail(format!("run {}", parent.trim_end()));
            }
        }
    }
}

/// What says that it belongs elsewhere is adopted where it lies, unless it is a copy of what is there.
fn adoptions(
    experiments: &[experiment::Facts],
    homes: &BTreeMap<&str, Vec<(&str, &run::Facts)>>,
    found: &mut Findings<'_>,
) {
    let ids: BTreeSet<&str> = experiments.iter().map(|experiment| experiment.id.as_str()).collect();
    let mut adopted: BTreeSet<String> = BTreeSet::new();
    for experiment in experiments {
        if experiment.other_id.as_deref().is_some_and(|said| !ids.contains(said)) {
            adopted.insert(format!("{}/{META}", experiment.path));
        }
        for run in &experiment.runs {
            let Some(said) = run.elsewhere.as_deref() else { continue };
            let here = homes.get(run.id.as_str()).map_or(&[][..], Vec::as_slice);
            if !here.iter().any(|(home, _)| *home == said) {
                adopted.insert(format!("{}/{META}", run.path));
            }
        }
    }
    for finding in &mut found.list {
        if (finding.kind == run::OTHER_EXPERIMENT || finding.kind == experiment::OTHER_ID)
            && adopted.contains(&finding.path)
        {
            finding.mend = Some(Mend::Adopt);
        }
    }
}

/// Where the files of a version may lie.
struct Places<'a> {
    homes: &'a BTreeMap<&'a str, Vec<(&'a str, &'a run::Facts)>>,
    models: &'a BTreeSet<&'a str>,
    experiments: &'a [experiment::Facts],
}

impl Places<'_> {
    fn check(&self, version: &registry::Version, found: &mut Findings<'_>) {
        let path = found.root().join(&version.path);
        if let Some(run) = version.run.as_deref().filter(|run| !self.homes.contains_key(run)) {
            found.add(VERSION_RUN, &path).detail(format!("run {run}"));
        }
        let Some(place) = version.place.as_deref() else { return };
        let kind = match location::scheme(place).as_deref() {
            Some("runs") => {
                let rest = place["runs:".len()..].trim_start_matches('/');
                let (run, below) = rest.split_once('/').unwrap_or((rest, ""));
                self.in_run(run, below, found.root())
                    .is_none()
                    .then_some(VERSION_SOURCE)
            }
            Some("models") => {
                let model = place["models:".len()..].trim_start_matches('/');
                let is_here =
                    self.models.contains(model) || version.model.as_deref().is_some_and(|id| self.models.contains(id));
                (model.starts_with("m-") && !is_here).then_some(VERSION_SOURCE)
            }
            None | Some("file") => self.local(place, found.root()),
            Some(_) => Some(VERSION_REMOTE),
        };
        if let Some(kind) = kind {
            found.add(kind, &path).detail(place);
        }
    }

    fn local(&self, place: &str, root: &Path) -> Option<Kind> {
        let path = location::local_path(place)?;
        if path.is_absolute() && fsx::exists(&path) {
            let root = fsx::canonical(root).unwrap_or_else(|_| root.to_owned());
            let is_here = fsx::canonical(&path).is_ok_and(|path| path.starts_with(root));
            return (!is_here).then_some(VERSION_REMOTE);
        }
        let text = place.replace('\\', "/");
        let parts: Vec<&str> = text.split('/').collect();
        let found = parts.windows(2).enumerate().find_map(|(at, pair)| {
            let below = parts.get(at + 2..).unwrap_or_default().join("/");
            let place = || {
                self.in_run(pair[0], &below, root)
                    .or_else(|| self.in_model(pair[0], &below, root))
            };
            (pair[1] == "artifacts").then(place).flatten()
        });
        Some(match found {
            Some(place) if place.starts_with(root.join(TRASH)) => VERSION_DELETED,
            Some(_) => VERSION_MOVED,
            None => VERSION_SOURCE,
        })
    }

    /// The folder of a run's artifacts that has something at a path.
    fn in_run(&self, run: &str, below: &str, root: &Path) -> Option<PathBuf> {
        let homes = self.homes.get(run).map_or(&[][..], Vec::as_slice);
        let mut folders = homes.iter().map(|(_, run)| root.join(&run.path).join("artifacts"));
        folders.find(|folder| is_below(folder, below))
    }

    fn in_model(&self, model: &str, below: &str, root: &Path) -> Option<PathBuf> {
        let holds = |home: &&experiment::Facts| home.models.iter().any(|id| id == model);
        let homes = self.experiments.iter().filter(holds);
        let mut folders = homes.map(|home| root.join(&home.path).join(MODELS).join(model).join("artifacts"));
        folders.find(|folder| is_below(folder, below))
    }
}

/// Whether there is something at a path that goes nowhere but down.
fn is_below(folder: &Path, below: &str) -> bool {
    let goes_down = below.split('/').all(|part| !matches!(part, "." | ".."));
    goes_down && fsx::exists(&folder.join(below))
}
