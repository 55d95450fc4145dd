//! A run's folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::finding::{Findings, Kind};
use super::inputs::NamedModel;
use super::listing::{self, Listing};
use super::meta::{self, Meta, Shape};
use super::metric::{self, Of};
use super::repair::Mend;
use super::{artifacts, inputs, locations, strays, values};
use crate::codec::{Node, Value};
use crate::fsx::Folder;
use crate::model::{Millis, RunId, RunStatus, tags};
use crate::store::file::layout::{META, RUN_FOLDERS};
use crate::store::file::meta::{field, millis};

const RAISES: &str = "MLflow's search_runs of the whole experiment raises, and get_run of this run";
const FOLDER_MISSING: Kind = Kind::damaged(
    "run-folder-missing",
    "MLflow 3 denies the run: search_runs lists it, get_run says it is not found",
)
.repaired(MADE);
const FOLDER_DROPPED: Kind = Kind::odd(
    FOLDER_MISSING.name,
    "nothing is lost: git and uploads of build artifacts keep no empty folder. MLflow 3's search_runs lists the run whole, its \
     get_run says it is not found",
)
.repaired(MADE);
const MADE: &str = "made, empty";
const FOLDER_IS_FILE: Kind = Kind::damaged(
    "run-folder-is-a-file",
    "MLflow 3 denies the run: get_run says it is not found",
)
.repaired("put into the quarantine, and an empty folder made");
const NO_TAGS: Kind = Kind::note("run-tags-missing", "read as a run without tags");
pub(super) const NO_META: Kind = Kind::damaged(
    "run-meta-missing",
    "MLflow leaves the run out of every listing without a word, and get_run raises",
)
.repaired(meta::REBUILT);
const ARTIFACTS_ONLY: Kind = Kind::odd(
    "run-artifacts-only",
    "a run's folder of which nothing but artifacts is left: MLflow ignores it; `mlrun gc` can remove it",
);
const EMPTY_FOLDER: Kind = Kind::note("run-folder-empty", "called like a run and empty: MLflow ignores it");
const ONLY_UUID: Kind = Kind::damaged(
    "run-id-missing",
    "written by MLflow 0.x: MLflow 3 raises in search_runs of the whole experiment, and in get_run of this run",
)
.repaired("run_id is added");
const OTHER_ID: Kind = Kind::damaged(
    "run-id-other",
    "MLflow looks its data up under the id that it says: search_runs of the experiment raises or shows another run twice, \
     and get_run of this folder raises",
)
.repaired("set to the name of the folder");
pub(super) const OTHER_EXPERIMENT: Kind = Kind::damaged(
    "run-of-another-experiment",
    "MLflow leaves the run out of every listing, and get_run raises that its metadata is in invalid state",
)
.repaired("set to the experiment it lies in, unless the run is in the one that it says");
const BAD_NAME: Kind = Kind::damaged(
    "run-folder-name",
    "cannot be a run's id: MLflow lists it and refuses to get it",
);
const STATUS: Kind = Kind::damaged("run-status-unknown", RAISES).repaired("set to what it means, else to KILLED");
const STAGE: Kind = Kind::damaged("run-stage-unknown", RAISES).repaired("set to active");
const INT_ID: Kind = Kind::note("experiment-id-is-a-number", "MLflow takes it for the text");
const RUNNING: Kind = Kind::note(
    "run-never-ended",
    "RUNNING for more than a week: most likely its process died; `mlrun runs reap` or `finish` ends it",
);
const NO_END: Kind = Kind::note("run-end-missing", "has ended, but nobody knows when");
const ENDED_RUNNING: Kind = Kind::odd("run-ended-and-running", "has an end and says that it is RUNNING");
const BACKWARDS: Kind = Kind::odd("run-ends-before-it-starts", "its duration is negative: a clock was set");
const SECONDS: Kind = Kind::odd("run-time-in-seconds", "read as milliseconds: January 1970");
const NO_DELETED_TIME: Kind = Kind::note(
    "run-deleted-time-missing",
    "`mlflow gc --older-than` takes it for old enough whenever it was deleted",
);
const LEGACY: Kind = Kind::note(
    "run-legacy-keys",
    "of MLflow 0.x; MLflow ignores them, tags have taken their place",
);
const NAMES: Kind = Kind::odd(
    "run-names-disagree",
    "MLflow shows the name of meta.yaml, and finds the run by the other where it looks at tags",
);
pub(super) const KINDS: &[Kind] = &[
    FOLDER_MISSING,
    FOLDER_DROPPED,
    FOLDER_IS_FILE,
    NO_TAGS,
    NO_META,
    ARTIFACTS_ONLY,
    EMPTY_FOLDER,
    ONLY_UUID,
    OTHER_ID,
    OTHER_EXPERIMENT,
    BAD_NAME,
    STATUS,
    STAGE,
    INT_ID,
    RUNNING,
    NO_END,
    ENDED_RUNNING,
    BACKWARDS,
    SECONDS,
    NO_DELETED_TIME,
    LEGACY,
    NAMES,
];

pub(super) const SHAPE: Shape = Shape {
    breaks: RAISES,
    empty: RAISES,
    required: &["experiment_id", "user_id", "start_time", "end_time"],
    not_null: &["experiment_id", "user_id", "start_time"],
    texts: &[
        "run_id",
        "run_uuid",
        "experiment_id",
        "run_name",
        "artifact_uri",
        "lifecycle_stage",
        "user_id",
    ],
    times: &["start_time", "end_time", "deleted_time"],
    known: &[
        "run_id",
        "run_uuid",
        "run_name",
        "name",
        "status",
        "lifecycle_stage",
        "artifact_uri",
        "deleted_time",
        "entry_point_name",
        "source_name",
        "source_type",
        "source_version",
        "tags",
    ],
    mend: Some(Mend::Run),
};

/// A week.
const LONG_RUNNING: i64 = 7 * 86_400_000;

/// Where a run lies.
pub(super) struct Home<'a> {
    pub(super) experiment: &'a str,
    pub(super) datasets: &'a BTreeSet<String>,
    pub(super) now: Millis,
}

/// What the check of a run tells for questions about the whole store.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) id: String,
    /// Its folder, relative to the store.
    pub(super) path: String,
    pub(super) parent: Option<String>,
    /// The experiment that it says it belongs to, where that is another.
    pub(super) elsewhere: Option<String>,
    pub(super) models: Vec<NamedModel>,
}

/// Whether a folder looks like a run's: by its name, or by what it holds.
pub(super) fn looks_like_one(name: &str, listing: &Listing) -> bool {
    let parts = |parts: &[&str]| parts.iter().filter(|part| listing.has_folder(part)).count();
    is_hex_id(name) || parts(&["metrics", "params", "tags"]) > 0
}

fn is_hex_id(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Checks a folder of an experiment that is or may be a run.
pub(super) fn check(path: &Path, name: &str, home: &Home<'_>, found: &mut Findings<'_>) -> Option<Facts> {
    let folder = match Folder::open(path) {
        Ok(folder) => folder,
        Err(error) => {
            found.unreadable(&error);
            return None;
        }
    };
    let listing = listing::list(&folder, "", found);
    let has_meta = listing.has_file(META) || listing.has_folder(META);
    if !has_meta && !looks_like_one(name, &listing) {
        strays::folder(path, "an experiment", found);
        return None;
    }
    if RunId::parse(name).is_err() {
        found.add(BAD_NAME, path);
    }
    if !has_meta {
        if listing.folders.is_empty() && listing.files.is_empty() {
            found.add(EMPTY_FOLDER, path);
            return None;
        }
        if listing.folders.iter().all(|folder| folder == "artifacts") && listing.files.is_empty() {
            found.add(ARTIFACTS_ONLY, path);
            artifacts::check(&folder, "artifacts", found);
            return None;
        }
        found.add(NO_META, path).mend(Mend::Run);
    }
    parts(&folder, &listing, found);
    let mut told = BTreeMap::new();
    if listing.has_folder("tags") {
        values::check(&folder, "tags", values::TAGS, found, &mut |key, value| {
            if [tags::RUN_NAME, tags::PARENT_RUN_ID].contains(&key) {
                told.insert(key.to_owned(), value.to_owned());
            }
        });
    }
    let mut elsewhere = None;
    if has_meta {
        match meta::read(&folder, META, &SHAPE, found) {
            Meta::Read(node) => {
                info(&node, &folder, name, home, told.get(tags::RUN_NAME), found);
                elsewhere = field(&node, "experiment_id").filter(|said| said != home.experiment);
            }
            // a link that leads nowhere
            Meta::Missing => {
                found.add(NO_META, path).mend(Mend::Run);
            }
            Meta::Broken => {}
        }
    }
    let models = inputs::check(&folder, home.datasets, found);
    Some(Facts {
        id: name.to_owned(),
        path: found.relative(path),
        parent: told.remove(tags::PARENT_RUN_ID).filter(|parent| !parent.is_empty()),
        elsewhere,
        models,
    })
}

fn parts(folder: &Folder, listing: &Listing, found: &mut Findings<'_>) {
    // who keeps one empty folder of a run keeps all
    let keeps_empty = || {
        let mut here = listing.folders.iter();
        here.any(|part| folder.names(part).is_ok_and(|names| names.is_empty()))
    };
    for part in RUN_FOLDERS {
        let path = folder.path().join(part);
        if listing.has_file(part) {
            found.add(FOLDER_IS_FILE, &path).mend(Mend::ReplaceByFolder);
        } else if !listing.has_folder(part) {
            let kind = if keeps_empty() { FOLDER_MISSING } else { FOLDER_DROPPED };
            found.add(kind, &path).mend(Mend::MakeFolder);
        }
    }
    if !listing.has_folder("tags") {
        found.add(NO_TAGS, &folder.path().join("tags"));
    }
    if listing.has_folder("metrics") {
        metric::check(folder, "metrics", Of::Run, found);
    }
    if listing.has_folder("params") {
        values::check(folder, "params", values::PARAMS, found, &mut |_, _| {});
    }
    if listing.has_folder("artifacts") {
        artifacts::check(folder, "artifacts", found);
    }
    let known = ["metrics", "params", "tags", "artifacts", "inputs", "outputs"];
    strays::check(folder.path(), listing, &[META], &known, found);
}

fn info(node: &Node, folder: &Folder, name: &str, home: &Home<'_>, tagged: Option<&String>, found: &mut Findings<'_>) {
    let path = folder.path().join(META);
    let line = |key: &str| node.get(key).map_or(1, |value| value.mark.line as u64);
    match (field(node, "run_id"), field(node, "run_uuid")) {
        (None, uuid) => {
            let finding = found.add(ONLY_UUID, &path).mend(Mend::Run);
            let has = if uuid.is_some() {
                "only run_uuid"
            } else {
                "neither run_id nor run_uuid: cut short"
            };
            finding.detail(has);
        }
        (Some(id), _) if id != name => {
            let finding = found.add(OTHER_ID, &path).line(line("run_id"));
            let can_be = RunId::parse(name).is_ok();
            finding.detail(format!("says {id}")).mend(can_be.then_some(Mend::Run));
        }
        _ => {}
    }
    match node.get("experiment_id").map(|value| (value.text(), value.resolve())) {
        Some((Some(text), _)) if text != home.experiment => {
            let finding = found.add(OTHER_EXPERIMENT, &path).line(line("experiment_id"));
            finding.detail(format!("says {text}"));
        }
        Some((_, Ok(Value::Int(_)))) => {
            found.add(INT_ID, &path).line(line("experiment_id"));
        }
        _ => {}
    }
    let status = status(node, &path, found);
    let stage = field(node, "lifecycle_stage");
    let is_known = matches!(stage.as_deref(), Some("active" | "deleted"));
    if let Some(other) = node.get("lifecycle_stage").filter(|_| !is_known) {
        let finding = found.add(STAGE, &path).line(line("lifecycle_stage"));
        finding.detail(other.text().unwrap_or("no word")).mend(Mend::Run);
    }
    if stage.as_deref() == Some("deleted") && millis(node, "deleted_time").is_none() {
        found.add(NO_DELETED_TIME, &path);
    }
    times(node, status, &path, home.now, found);
    legacy(node, &path, found);
    if let (Some(name), Some(tag)) = (field(node, "run_name").filter(|name| !name.is_empty()), tagged)
        && *tag != name
    {
        let detail = format!("`{name}` in meta.yaml, `{tag}` in the tag mlflow.runName");
        found.add(NAMES, &path).line(line("run_name")).detail(detail);
    }
    if let Some(uri) = field(node, "artifact_uri") {
        let own = folder.path().join("artifacts");
        locations::check(&uri, &own, &path, line("artifact_uri"), found);
    }
}

/// The status as MLflow takes it; one that it does not take is reported.
fn status(node: &Node, path: &Path, found: &mut Findings<'_>) -> Option<RunStatus> {
    let Some(written) = node.get("status") else {
        return Some(RunStatus::Running);
    };
    let code = match written.resolve() {
        Ok(Value::Int(code)) => i64::try_from(code).ok(),
        Ok(Value::Bool(code)) => Some(i64::from(code)),
        Ok(Value::Float(code)) => (1..=5).find(|known: &i32| f64::from(*known) == code).map(i64::from),
        _ => None,
    };
    match code.map(RunStatus::from_code) {
        Some(RunStatus::Unknown(_)) | None => {
            let finding = found.add(STATUS, path).line(written.mark.line as u64).mend(Mend::Run);
            finding.detail(written.text().unwrap_or_default());
            None
        }
        known => known,
    }
}

fn times(node: &Node, status: Option<RunStatus>, path: &Path, now: Millis, found: &mut Findings<'_>) {
    let line = |key: &str| node.get(key).map_or(1, |value| value.mark.line as u64);
    let start = millis(node, "start_time");
    let end = millis(node, "end_time").filter(|end| end.0 != 0);
    let is_running = status == Some(RunStatus::Running);
    if let Some(Millis(time @ 100_000_000..20_000_000_000)) = start {
        let finding = found.add(SECONDS, path).line(line("start_time"));
        finding.detail(time.to_string());
    }
    match (start, end) {
        (Some(start), Some(end)) if end < start => {
            let finding = found.add(BACKWARDS, path).line(line("end_time"));
            finding.detail(format!("by {} ms", start.0 - end.0));
        }
        (Some(start), None) if is_running && now.0 - start.0 > LONG_RUNNING => {
            let days = (now.0 - start.0) / 86_400_000;
            found.add(RUNNING, path).detail(format!("for {days} days"));
        }
        (_, None) if status.is_some() && !is_running && status != Some(RunStatus::Scheduled) => {
            found.add(NO_END, path);
        }
        (_, Some(_)) if is_running => {
            found.add(ENDED_RUNNING, path).line(line("status"));
        }
        _ => {}
    }
}

fn legacy(node: &Node, path: &Path, found: &mut Findings<'_>) {
    let is_set = |key: &&str| field(node, key).is_some_and(|text| !text.is_empty());
    let mut set: Vec<&str> = ["source_name", "source_version", "entry_point_name"]
        .into_iter()
        .filter(is_set)
        .collect();
    if node.get("source_type").is_some_and(|kind| kind.as_int() != Some(4)) {
        set.push("source_type");
    }
    if !set.is_empty() {
        found.add(LEGACY, path).detail(set.join(", "));
    }
}
