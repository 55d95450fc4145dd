//! The store's own folder: what in it is an experiment, and what is something else.

use std::path::Path;

use super::experiment;
use super::finding::{Findings, Kind};
use super::listing::{self, Listing};
use super::repair::Mend;
use super::{keys, run, strays};
use crate::codec::yaml;
use crate::fsx::Folder;
use crate::model::{ExperimentId, Millis};
use crate::store::file::layout::{META, MODELS, NEVER_AN_EXPERIMENT, TRASH};
use crate::store::file::meta::{field, is_a_runs};

const EMPTY: Kind = Kind::note("store-empty", "there is no experiment in it");
const NO_DEFAULT: Kind = Kind::note(
    "default-experiment-missing",
    "MLflow raises when a run is started without an experiment, for it does not make experiment 0 again",
);
const RUN: Kind = Kind::damaged(
    "run-in-root",
    "a run where an experiment belongs: MLflow's search_experiments raises, so that no experiment of the store can be \
     listed; without a meta.yaml it only warns",
);
const META_IN_ROOT: Kind = Kind::odd(
    "meta-in-root",
    "a meta.yaml that describes nothing here: MLflow ignores it",
);
const STORE: Kind = Kind::odd(
    "store-in-store",
    "MLflow warns at every listing, and does not see what is in it; search_runs of its id raises. Check it by itself, or \
     bring it here by `mlrun merge`",
);
const STRAY_STOPS: Kind = Kind::damaged(
    "root-folder-stops-mlflow",
    "its name cannot be an experiment's id: MLflow's search_experiments raises, so that no experiment of the store can be \
     listed",
)
.repaired("put into the quarantine, if it is one that programs make anew");
const STRAY: Kind = Kind::note(
    "root-stray-folder",
    "MLflow warns at every listing: an experiment without meta.yaml",
);
const BELOW_ARTIFACTS: Kind = Kind::damaged(
    "store-below-artifacts",
    "a folder above is called artifacts: MLflow 3 denies every run, get_run says it is not found",
);
pub(super) const KINDS: &[Kind] = &[
    EMPTY,
    NO_DEFAULT,
    RUN,
    META_IN_ROOT,
    STORE,
    STRAY_STOPS,
    STRAY,
    BELOW_ARTIFACTS,
];

/// Checks everything but the registry.
pub(super) fn check(folder: &Folder, now: Millis, found: &mut Findings<'_>) -> Vec<experiment::Facts> {
    let root = folder.path();
    let listing = listing::list(folder, "", found);
    for name in &listing.files {
        match name.as_str() {
            META => {
                found.add(META_IN_ROOT, &root.join(META));
            }
            ".mlrun.lock" => {}
            name => strays::file(&root.join(name), name, found),
        }
    }
    let mut experiments = Vec::new();
    for name in &listing.folders {
        if name != MODELS && !name.ends_with(NEVER_AN_EXPERIMENT) {
            experiments.extend(one(&root.join(name), name, false, now, found));
        }
    }
    if listing.has_folder(TRASH) {
        let trash = listing::list(folder, TRASH, found);
        let home = root.join(TRASH);
        for name in &trash.files {
            strays::file(&home.join(name), name, found);
        }
        for name in &trash.folders {
            experiments.extend(one(&home.join(name), name, true, now, found));
        }
    }
    if experiments.is_empty() {
        found.add(EMPTY, root);
    } else if !experiments
        .iter()
        .any(|experiment| experiment.id == "0" && !experiment.deleted)
    {
        found.add(NO_DEFAULT, root);
    }
    if root.iter().any(|part| part == "artifacts") {
        found.add(BELOW_ARTIFACTS, root);
    }
    experiments
}

/// What a folder among experiments is.
enum What {
    Experiment,
    Run { experiment: String },
    Store,
    Stray,
}

fn one(path: &Path, name: &str, deleted: bool, now: Millis, found: &mut Findings<'_>) -> Option<experiment::Facts> {
    let folder = Folder::open(path).map_err(|error| found.unreadable(&error)).ok()?;
    let listing = plain(&folder);
    match what(&folder, name, &listing) {
        What::Experiment => return experiment::check(path, name, deleted, now, found),
        What::Run { experiment } => {
            found.add(RUN, path);
            let home = run::Home {
                experiment: &experiment,
                datasets: &std::collections::BTreeSet::new(),
                now,
            };
            let before = found.list.len();
            run::check(path, name, &home, found);
            found.list[before..]
                .iter_mut()
                .filter(|finding| finding.path.ends_with(META) || finding.kind == run::NO_META)
                .for_each(|finding| finding.mend = None); // there is no experiment to write it for
        }
        What::Store => {
            found.add(STORE, path);
        }
        What::Stray if ExperimentId::parse(name).is_ok() => {
            found.add(STRAY, path);
        }
        What::Stray => {}
    }
    if ExperimentId::parse(name).is_err() {
        let mend = keys::is_made_anew(name).then_some(Mend::TakeAway);
        found.add(STRAY_STOPS, path).mend(mend);
    }
    None
}

/// The names alone: who checks the folder reports what is wrong with them.
fn plain(folder: &Folder) -> Listing {
    let mut listing = Listing::default();
    for (name, _) in folder.names("").unwrap_or_default() {
        if crate::fsx::is_dir(&folder.path().join(&name)) {
            listing.folders.push(name);
        } else {
            listing.files.push(name);
        }
    }
    listing
}

fn what(folder: &Folder, name: &str, listing: &Listing) -> What {
    let read = |below: &str| {
        let bytes = folder.read(below).ok().flatten()?;
        yaml::parse(&bytes).ok().flatten()
    };
    let has_run_parts = ["metrics", "params"].into_iter().any(|part| listing.has_folder(part));
    if listing.has_file(META) {
        return match read(META) {
            Some(node) if is_a_runs(&node) => What::Run {
                experiment: field(&node, "experiment_id").unwrap_or_default(),
            },
            None if has_run_parts => What::Run {
                experiment: String::new(),
            },
            _ => What::Experiment,
        };
    }
    if has_run_parts {
        return What::Run {
            experiment: String::new(),
        };
    }
    let is_experiment = |child: &&String| {
        let meta = read(&format!("{child}/{META}"));
        meta.is_some_and(|meta| {
            !is_a_runs(&meta) && meta.get("artifact_location").is_some() && meta.get("name").is_some()
        })
    };
    let few = listing.folders.iter().take(50);
    if name == "mlruns"
        || listing.has_folder(TRASH)
        || few.filter(|child| *child != MODELS).any(|child| is_experiment(&child))
    {
        return What::Store;
    }
    let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    let has_runs = listing
        .folders
        .iter()
        .any(|child| child.len() == 32 && child.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if ExperimentId::parse(name).is_ok() && (is_number || has_runs) {
        return What::Experiment;
    }
    What::Stray
}
