//! The logged models of an experiment.

use rayon::prelude::*;

use super::finding::{Findings, Kind};
use super::inputs::NamedModel;
use super::meta::{self, Meta, Shape};
use super::metric::{self, Of};
use super::{artifacts, listing, locations, strays, values};
use crate::codec::Node;
use crate::fsx::Folder;
use crate::model::LoggedModelId;
use crate::store::file::layout::{META, MODELS};
use crate::store::file::meta::field;

const RAISES: &str = "MLflow's search_logged_models of the whole experiment raises, and get_logged_model of this one";
const NO_META: Kind = Kind::damaged(
    "logged-model-without-meta",
    "MLflow leaves it out of every listing without a word; its metrics, params or files are left over",
);
const BAD_ID: Kind = Kind::damaged(
    "logged-model-folder-name",
    "cannot be a model's id: MLflow refuses to get it",
);
const OTHER_ID: Kind = Kind::odd(
    "logged-model-id-other",
    "MLflow lists it under the id that it says, and does not find it by that",
);
const OTHER_EXPERIMENT: Kind = Kind::damaged(
    "logged-model-of-another-experiment",
    "MLflow leaves it out of every listing, and get_logged_model raises that its metadata is in invalid state",
);
const STATUS: Kind = Kind::damaged("logged-model-status-unknown", RAISES);
pub(super) const KINDS: &[Kind] = &[NO_META, BAD_ID, OTHER_ID, OTHER_EXPERIMENT, STATUS];

const SHAPE: Shape = Shape {
    breaks: RAISES,
    empty: RAISES,
    required: &[
        "experiment_id",
        "model_id",
        "name",
        "artifact_location",
        "creation_timestamp",
        "last_updated_timestamp",
    ],
    not_null: &["experiment_id", "model_id"],
    texts: &[
        "experiment_id",
        "model_id",
        "name",
        "artifact_location",
        "source_run_id",
        "model_type",
        "status_message",
    ],
    times: &["creation_timestamp", "last_updated_timestamp"],
    known: &["lifecycle_stage", "status", "deleted_time"],
    mend: None,
};

/// Checks all of an experiment; returns their ids, and the runs they name with the file that says so.
pub(super) fn check_all(home: &Folder, experiment: &str, found: &mut Findings<'_>) -> (Vec<String>, Vec<NamedModel>) {
    let listing = listing::list(home, MODELS, found);
    let models = home.path().join(MODELS);
    for name in &listing.files {
        strays::file(&models.join(name), name, found);
    }
    let apart = || found.apart();
    let each = |name: &String| {
        let mut found = apart();
        let run = check(&models.join(name), name, experiment, &mut found);
        (found, run)
    };
    let checked: Vec<_> = listing.folders.par_iter().map(each).collect();
    let mut runs = Vec::new();
    for (other, run) in checked {
        found.join(other);
        runs.extend(run);
    }
    (listing.folders, runs)
}

fn check(path: &std::path::Path, name: &str, experiment: &str, found: &mut Findings<'_>) -> Option<NamedModel> {
    let folder = Folder::open(path).map_err(|error| found.unreadable(&error)).ok()?;
    let listing = listing::list(&folder, "", found);
    let parts = ["artifacts", "metrics", "params", "tags"];
    if !listing.has_file(META) && !parts.iter().any(|part| listing.has_folder(part)) && !name.starts_with("m-") {
        strays::folder(path, "models", found);
        return None;
    }
    if LoggedModelId::parse(name).is_err() {
        found.add(BAD_ID, path);
    }
    let place = values::Place {
        breaks: RAISES,
        ..values::TAGS
    };
    for part in ["params", "tags"].into_iter().filter(|part| listing.has_folder(part)) {
        values::check(&folder, part, place, found, &mut |_, _| {});
    }
    if listing.has_folder("metrics") {
        metric::check(&folder, "metrics", Of::LoggedModel, found);
    }
    if listing.has_folder("artifacts") {
        artifacts::check(&folder, "artifacts", found);
    }
    strays::check(path, &listing, &[META], &parts, found);
    match meta::read(&folder, META, &SHAPE, found) {
        Meta::Read(node) => info(&node, &folder, name, experiment, found),
        Meta::Broken => None,
        Meta::Missing => {
            found.add(NO_META, path);
            None
        }
    }
}

fn info(node: &Node, folder: &Folder, name: &str, experiment: &str, found: &mut Findings<'_>) -> Option<NamedModel> {
    let path = folder.path().join(META);
    let line = |key: &str| node.get(key).map_or(1, |value| value.mark.line as u64);
    if let Some(id) = field(node, "model_id").filter(|id| id != name) {
        let finding = found.add(OTHER_ID, &path).line(line("model_id"));
        finding.detail(format!("says {id}"));
    }
    if let Some(id) = field(node, "experiment_id").filter(|id| id != experiment) {
        let finding = found.add(OTHER_EXPERIMENT, &path).line(line("experiment_id"));
        finding.detail(format!("says {id}"));
    }
    if let Some(status) = node.get("status")
        && !status.as_int().is_some_and(|status| (0..=3).contains(&status))
    {
        let finding = found.add(STATUS, &path).line(line("status"));
        finding.detail(status.text().unwrap_or_default());
    }
    if let Some(recorded) = field(node, "artifact_location") {
        let own = folder.path().join("artifacts");
        locations::check(&recorded, &own, &path, line("artifact_location"), found);
    }
    field(node, "source_run_id")
        .filter(|run| !run.is_empty())
        .map(|run| (run, found.relative(&path)))
}
