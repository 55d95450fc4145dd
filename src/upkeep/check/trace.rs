//! The traces of an experiment.

use std::path::Path;

use chrono::DateTime;
use rayon::prelude::*;

use super::finding::{Findings, Kind};
use super::meta::{self, Meta, Shape};
use super::repair::Mend;
use super::{artifacts, keys, listing, strays, values};
use crate::codec::{Kind as NodeKind, Node, Value};
use crate::fsx::Folder;
use crate::model::{TraceId, TraceState};
use crate::store::file::meta::field;

const RAISES: &str = "MLflow's search_traces of the whole experiment raises, and get_trace of this one";
const FILE: &str = "trace_info.yaml";
const NO_INFO: Kind = Kind::damaged("trace-without-info", "MLflow leaves the trace out without a word");
const BAD_ID: Kind = Kind::damaged("trace-folder-name", "cannot be a trace's id: MLflow refuses to get it");
const OTHER_ID: Kind = Kind::damaged("trace-id-other", RAISES);
const OTHER_EXPERIMENT: Kind = Kind::odd(
    "trace-of-another-experiment",
    "MLflow lists it with this experiment and says that it is of the other",
);
const STATE: Kind = Kind::damaged("trace-state-unknown", RAISES);
const MALFORMED: Kind = Kind::damaged("trace-malformed", RAISES);
const NO_SPANS: Kind = Kind::odd(
    "trace-without-spans",
    "MLflow lists it and raises when it is asked for its spans",
);
const BAD_SPANS: Kind = Kind::damaged("trace-spans-unreadable", "MLflow raises when it is asked for its spans");
const STRAY_ASSESSMENT: Kind =
    Kind::damaged("assessment-stray-file", RAISES).repaired("put into the quarantine, if a desktop or editor left it");
pub(super) const KINDS: &[Kind] = &[
    NO_INFO,
    BAD_ID,
    OTHER_ID,
    OTHER_EXPERIMENT,
    STATE,
    MALFORMED,
    NO_SPANS,
    BAD_SPANS,
    STRAY_ASSESSMENT,
];

const OLD: Shape = Shape {
    breaks: RAISES,
    empty: RAISES,
    required: &["request_id", "timestamp_ms", "status"],
    not_null: &[],
    texts: &["request_id", "status"],
    times: &["timestamp_ms", "execution_time_ms"],
    known: KNOWN,
    mend: None,
};
const NEW: Shape = Shape {
    required: &["trace_id", "trace_location", "request_time", "state"],
    not_null: &["trace_id", "trace_location", "request_time", "state"],
    texts: &[
        "trace_id",
        "state",
        "request_time",
        "request_preview",
        "response_preview",
        "client_request_id",
    ],
    times: &[],
    ..OLD
};
/// Of either form.
const KNOWN: &[&str] = &[
    "request_id",
    "trace_id",
    "experiment_id",
    "timestamp_ms",
    "execution_time_ms",
    "status",
    "state",
    "trace_location",
    "request_time",
    "execution_duration",
    "execution_duration_ms",
    "request_preview",
    "response_preview",
    "client_request_id",
    "trace_metadata",
    "request_metadata",
    "tags",
    "assessments",
];
/// What the new form may say.
const TAKEN: &[&str] = &[
    "trace_id",
    "trace_location",
    "request_time",
    "state",
    "request_preview",
    "response_preview",
    "client_request_id",
    "execution_duration",
    "execution_duration_ms",
    "trace_metadata",
    "tags",
    "assessments",
];
const ASSESSMENT: Shape = Shape {
    required: &["assessment_id", "assessment_name", "source"],
    texts: &[],
    times: &[],
    known: &[
        "trace_id",
        "span_id",
        "create_time",
        "last_update_time",
        "rationale",
        "metadata",
        "feedback",
        "expectation",
        "issue",
        "overrides",
        "valid",
        "error",
        "run_id",
    ],
    ..OLD
};

/// Checks all of an experiment; returns how many there are.
pub(super) fn check_all(home: &Folder, experiment: &str, found: &mut Findings<'_>) -> u64 {
    let listing = listing::list(home, "traces", found);
    let traces = home.path().join("traces");
    for name in &listing.files {
        strays::file(&traces.join(name), name, found);
    }
    let apart = || found.apart();
    let each = |name: &String| {
        let mut found = apart();
        check(&traces.join(name), name, experiment, &mut found);
        found
    };
    let checked: Vec<_> = listing.folders.par_iter().map(each).collect();
    for other in checked {
        found.join(other);
    }
    listing.folders.len() as u64
}

fn check(path: &Path, name: &str, experiment: &str, found: &mut Findings<'_>) {
    let folder = match Folder::open(path) {
        Ok(folder) => folder,
        Err(error) => return found.unreadable(&error),
    };
    let listing = listing::list(&folder, "", found);
    let parts = ["request_metadata", "tags", "assessments", "artifacts"];
    if !listing.has_file(FILE) {
        match parts.iter().any(|part| listing.has_folder(part)) || name.starts_with("tr-") {
            true => {
                found.add(NO_INFO, path);
            }
            false => strays::folder(path, "traces", found),
        }
    }
    if TraceId::parse(name).is_err() {
        found.add(BAD_ID, path);
    }
    let place = values::Place {
        limits: (usize::MAX, usize::MAX),
        breaks: RAISES,
    };
    for part in ["request_metadata", "tags"]
        .into_iter()
        .filter(|part| listing.has_folder(part))
    {
        values::check(&folder, part, place, found, &mut |_, _| {});
    }
    if listing.has_folder("assessments") {
        assessments(&folder, found);
    }
    if listing.has_folder("artifacts") {
        artifacts::check(&folder, "artifacts", found);
        spans(&folder, found);
    }
    strays::check(path, &listing, &[FILE], &parts, found);
    if listing.has_file(FILE) {
        info(&folder, name, experiment, found);
    }
}

fn info(folder: &Folder, name: &str, experiment: &str, found: &mut Findings<'_>) {
    // the form shows only in the file, and it must be read once
    let is_old = |node: &Node| node.get("request_id").is_some();
    let any = Shape {
        required: &[],
        not_null: &[],
        ..NEW
    };
    let node = match meta::read(folder, FILE, &any, found) {
        Meta::Read(node) => node,
        Meta::Broken => return,
        Meta::Missing => {
            found.add(NO_INFO, folder.path()); // a link that leads nowhere
            return;
        }
    };
    let path = folder.path().join(FILE);
    let (shape, id_key, state_key) = if is_old(&node) {
        (&OLD, "request_id", "status")
    } else {
        (&NEW, "trace_id", "state")
    };
    meta::check_required(&node, &path, shape, found);
    if !is_old(&node)
        && let Some(what) = malformed(&node)
    {
        found.add(MALFORMED, &path).detail(what);
    }
    let line = |key: &str| node.get(key).map_or(1, |value| value.mark.line as u64);
    if let Some(id) = field(&node, id_key).filter(|id| id != name) {
        let finding = found.add(OTHER_ID, &path).line(line(id_key));
        finding.detail(format!("says {id}"));
    }
    let place = node
        .get("trace_location")
        .and_then(|place| place.get("mlflow_experiment"));
    let said = place.map_or_else(|| field(&node, "experiment_id"), |place| field(place, "experiment_id"));
    if let Some(id) = said.filter(|id| id != experiment) {
        found.add(OTHER_EXPERIMENT, &path).detail(format!("says {id}"));
    }
    let is_no_word = node.get(state_key).is_some_and(|state| state.text().is_none());
    let word = field(&node, state_key).or(is_no_word.then(|| "no word".to_owned()));
    if let Some(TraceState::Other(word)) = word.map(|word| TraceState::parse(&word)) {
        let finding = found.add(STATE, &path).line(line(state_key));
        finding.detail(word);
    }
}

/// What MLflow 3 cannot take (`TraceInfo.from_dict`), beyond what is missing, null or no text.
fn malformed(node: &Node) -> Option<String> {
    let unknown = || {
        let NodeKind::Mapping(entries) = &node.kind else {
            return None;
        };
        let mut keys = entries.iter().filter_map(|(key, _)| key.text());
        keys.find(|key| !TAKEN.contains(key))
    };
    let is_time = |time: &Node| {
        time.text()
            .is_some_and(|text| DateTime::parse_from_rfc3339(text).is_ok())
    };
    let is_number = |number: &Node| matches!(number.resolve(), Ok(Value::Int(_) | Value::Bool(_)));
    let is_place = |place: &Node| {
        let experiment = place
            .get("mlflow_experiment")
            .filter(|experiment| !experiment.is_null());
        let has_one = experiment.is_none_or(|experiment| experiment.get("experiment_id").is_some());
        place.get("type").and_then(Node::text).is_some() && has_one
    };
    let wrong = |key: &'static str, is_right: &dyn Fn(&Node) -> bool| {
        let said = node.get(key).filter(|said| !said.is_null())?;
        (!is_right(said)).then_some(key)
    };
    unknown()
        .or_else(|| wrong("request_time", &is_time))
        .or_else(|| wrong("trace_location", &is_place))
        .or_else(|| wrong("execution_duration_ms", &is_number))
        .map(str::to_owned)
}

fn assessments(folder: &Folder, found: &mut Findings<'_>) {
    let listing = listing::list(folder, "assessments", found);
    let home = folder.path().join("assessments");
    for name in &listing.files {
        // MLflow looks for the part before the first dot
        match name
            .strip_suffix(".yaml")
            .filter(|id| !id.contains('.') && !id.is_empty())
        {
            Some(_) => drop(meta::read(folder, &format!("assessments/{name}"), &ASSESSMENT, found)),
            None => {
                let mend = keys::is_stray(name).then_some(Mend::TakeAway);
                found.add(STRAY_ASSESSMENT, &home.join(name)).mend(mend);
            }
        }
    }
}

fn spans(folder: &Folder, found: &mut Findings<'_>) {
    const SPANS: &str = "artifacts/traces.json";
    let path = folder.path().join(SPANS);
    match found.read(folder, SPANS) {
        None => {
            found.add(NO_SPANS, folder.path());
        }
        Some(bytes) if bytes.is_empty() => {
            found.add(BAD_SPANS, &path).detail("0 bytes");
        }
        Some(bytes) => {
            if let Err(error) = serde_json::from_slice::<serde::de::IgnoredAny>(&bytes) {
                let finding = found.add(BAD_SPANS, &path).line(error.line() as u64);
                finding.detail(error.to_string());
            }
        }
    }
}
