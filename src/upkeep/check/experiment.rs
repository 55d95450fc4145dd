//! An experiment's folder.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use super::finding::{Findings, Kind};
use super::inputs::NamedModel;
use super::listing::{self, Listing};
use super::meta::{self, Meta, Shape};
use super::repair::Mend;
use super::run::{self, Home};
use super::{inputs, locations, logged_model, strays, trace, values};
use crate::codec::{Node, Value};
use crate::fsx::Folder;
use crate::model::{ExperimentId, Millis};
use crate::store::file::layout::{META, MODELS};
use crate::store::file::meta::{field, millis};

const RAISES: &str = "MLflow's search_experiments raises: no experiment of the whole store can be listed";
const NO_META: Kind = Kind::damaged(
    "experiment-meta-missing",
    "MLflow warns at every listing and leaves the experiment out; its runs are found only by its id",
)
.repaired(meta::REBUILT);
const BAD_ID: Kind = Kind::damaged("experiment-folder-name", RAISES);
pub(super) const OTHER_ID: Kind = Kind::damaged(
    "experiment-id-other",
    "MLflow leaves the experiment and its runs out with a line in the log, and get_experiment raises; `mlrun merge` brings \
     the runs of a copy elsewhere",
)
.repaired("set to the name of the folder, unless there is an experiment of the id that it says");
const TRASH_ACTIVE: Kind = Kind::note(
    "experiment-active-in-trash",
    "MLflow before 3 did not write it: the place decides, but MLflow lists it among the deleted as active",
);
const DELETED_ACTIVE: Kind = Kind::odd(
    "experiment-deleted-outside-trash",
    "says it is deleted and lies among the active ones: MLflow lists it as active, under the view of active ones",
);
const STAGE: Kind = Kind::odd(
    "experiment-stage-unknown",
    "MLflow takes it for neither active nor deleted",
)
.repaired("set to active, or to deleted in the trash");
const NO_NAME: Kind = Kind::odd("experiment-name-empty", "nobody can find it by name");
const NO_TIME: Kind = Kind::note(
    "experiment-creation-time-missing",
    "of MLflow before 1.29, or null: listed after all others",
);
const TAGS_KEY: Kind = Kind::note(
    "experiment-tags-key",
    "MLflow reads tags from the folder tags and ignores the key",
);
const INT_ID: Kind = Kind::note("experiment-id-is-a-number", "MLflow takes it for the text");
const NO_RUNS: Kind = Kind::note("experiment-without-runs", "a name, and nothing in it");
const RENAMED: Kind = Kind::note(
    "default-experiment-renamed",
    "runs that name no experiment go to it, whatever it is called",
);
const EMPTY: Kind = Kind::note("experiment-folder-empty", "an empty folder where experiments lie");
pub(super) const KINDS: &[Kind] = &[
    NO_META,
    BAD_ID,
    OTHER_ID,
    TRASH_ACTIVE,
    DELETED_ACTIVE,
    STAGE,
    NO_NAME,
    NO_TIME,
    TAGS_KEY,
    NO_RUNS,
    RENAMED,
    EMPTY,
];

const SHAPE: Shape = Shape {
    breaks: RAISES,
    empty: "MLflow warns at every listing and leaves the experiment out; its runs are found only by its id",
    required: &["artifact_location", "experiment_id", "lifecycle_stage", "name"],
    not_null: &["experiment_id"],
    texts: &[
        "artifact_location",
        "experiment_id",
        "lifecycle_stage",
        "name",
        "workspace",
    ],
    times: &["creation_time", "last_update_time"],
    known: &["tags", "trace_location", "effective_trace_archival_retention"],
    mend: Some(Mend::Experiment),
};

/// What the check of an experiment tells for questions about the whole store.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) id: String,
    /// Its folder, relative to the store.
    pub(super) path: String,
    pub(super) name: Option<String>,
    /// The id that it says it has, where that is another.
    pub(super) other_id: Option<String>,
    pub(super) deleted: bool,
    pub(super) runs: Vec<run::Facts>,
    pub(super) models: Vec<String>,
    pub(super) named_runs: Vec<NamedModel>,
    pub(super) traces: u64,
}

/// Checks one, with all that lies in it.
pub(super) fn check(path: &Path, id: &str, deleted: bool, now: Millis, found: &mut Findings<'_>) -> Option<Facts> {
    let folder = match Folder::open(path) {
        Ok(folder) => folder,
        Err(error) => {
            found.unreadable(&error);
            return None;
        }
    };
    let listing = listing::list(&folder, "", found);
    let mut facts = Facts {
        id: id.to_owned(),
        path: found.relative(path),
        name: None,
        other_id: None,
        deleted,
        runs: Vec::new(),
        models: Vec::new(),
        named_runs: Vec::new(),
        traces: 0,
    };
    if ExperimentId::parse(id).is_err() {
        found.add(BAD_ID, path);
    }
    if listing.folders.is_empty() && listing.files.is_empty() {
        found.add(EMPTY, path);
    }
    match meta::read(&folder, META, &SHAPE, found) {
        Meta::Read(node) => {
            info(&node, path, id, deleted, found);
            facts.name = field(&node, "name");
            facts.other_id = field(&node, "experiment_id").filter(|said| said != id);
        }
        Meta::Broken => {}
        Meta::Missing => {
            found.add(NO_META, path).mend(Mend::Experiment);
        }
    }
    strays_of(path, &listing, found);
    if listing.has_folder("tags") {
        let place = values::Place {
            breaks: RAISES,
            ..values::TAGS
        };
        values::check(&folder, "tags", place, found, &mut |_, _| {});
    }
    let datasets = if listing.has_folder("datasets") {
        inputs::datasets(&folder, found)
    } else {
        BTreeSet::new()
    };
    facts.runs = runs(&listing, path, id, &datasets, now, found);
    if listing.has_folder(MODELS) {
        (facts.models, facts.named_runs) = logged_model::check_all(&folder, id, found);
    }
    if listing.has_folder("traces") {
        facts.traces = trace::check_all(&folder, id, found);
    }
    if facts.runs.is_empty() && facts.models.is_empty() && facts.traces == 0 {
        found.add(NO_RUNS, path);
    }
    Some(facts)
}

/// Every folder that is not one of MLflow's own may be a run.
fn runs(
    listing: &Listing,
    path: &Path,
    id: &str,
    datasets: &BTreeSet<String>,
    now: Millis,
    found: &mut Findings<'_>,
) -> Vec<run::Facts> {
    let home = Home {
        experiment: id,
        datasets,
        now,
    };
    let reserved = [META, "tags", "datasets", "traces", MODELS];
    let names: Vec<&String> = listing
        .folders
        .iter()
        .filter(|name| !reserved.contains(&name.as_str()))
        .collect();
    let apart = || found.apart();
    let each = |name: &&String| {
        let mut found = apart();
        let facts = run::check(&path.join(name), name, &home, &mut found);
        (found, facts)
    };
    let checked: Vec<_> = names.par_iter().map(each).collect();
    let mut runs = Vec::new();
    for (other, facts) in checked {
        found.join(other);
        runs.extend(facts);
    }
    runs
}

fn strays_of(path: &Path, listing: &Listing, found: &mut Findings<'_>) {
    for name in listing.files.iter().filter(|name| *name != META) {
        strays::file(&path.join(name), name, found);
    }
}

fn info(node: &Node, path: &Path, id: &str, deleted: bool, found: &mut Findings<'_>) {
    let file = path.join(META);
    let line = |key: &str| node.get(key).map_or(1, |value| value.mark.line as u64);
    match node.get("experiment_id").map(|value| (value.text(), value.resolve())) {
        Some((Some(text), _)) if text != id => {
            let finding = found.add(OTHER_ID, &file).line(line("experiment_id"));
            finding.detail(format!("says {text}"));
        }
        Some((_, Ok(Value::Int(_)))) => {
            found.add(INT_ID, &file).line(line("experiment_id"));
        }
        _ => {}
    }
    match (field(node, "lifecycle_stage").as_deref(), deleted) {
        (Some("active"), true) => {
            found.add(TRASH_ACTIVE, &file).line(line("lifecycle_stage"));
        }
        (Some("deleted"), false) => {
            found.add(DELETED_ACTIVE, &file).line(line("lifecycle_stage"));
        }
        (Some("active" | "deleted") | None, _) => {}
        (Some(other), _) => {
            let finding = found.add(STAGE, &file).line(line("lifecycle_stage"));
            finding.detail(other).mend(Mend::Experiment);
        }
    }
    if node.get("name").is_some() && field(node, "name").is_none_or(|name| name.is_empty()) {
        found.add(NO_NAME, &file).line(line("name"));
    }
    if millis(node, "creation_time").is_none() {
        found.add(NO_TIME, &file);
    }
    if id == "0" && field(node, "name").is_some_and(|name| name != "Default") {
        found.add(RENAMED, &file).line(line("name"));
    }
    if node.get("tags").is_some() {
        found.add(TAGS_KEY, &file).line(line("tags"));
    }
    if let Some(recorded) = field(node, "artifact_location") {
        locations::check(&recorded, path, &file, line("artifact_location"), found);
    }
}
