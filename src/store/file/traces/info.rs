//! `trace_info.yaml` in MLflow 3's form and in the one before, and the folders beside it.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::{Number, Value as Json};

use super::super::{meta, values};
use super::{INFO, TraceDir};
use crate::codec::{Node, Value};
use crate::fsx::{self, Folder};
use crate::model::{Assessment, Millis, RunId, Trace, TraceState, Verdict};
use crate::store::{Damage, Keys};

/// What `trace_info.yaml` says; metadata, tags and assessments are yet missing. `None` when the folder is no trace, or one
/// that cannot be read, which is then reported.
pub(super) fn read(dir: &TraceDir, damage: &mut Vec<Damage>) -> Option<Trace> {
    let path = dir.path.join(INFO);
    let node = match meta::read(&path, damage) {
        Ok(Some(node)) => node,
        Ok(None) if dir.looks_real() => {
            damage.push(Damage::new(&dir.path, format!("a trace without {INFO}")));
            return None;
        }
        Ok(None) => return None,
        Err(found) => {
            damage.push(found);
            return None;
        }
    };
    let mut reasons = Vec::new();
    let trace = trace(&node, dir, &mut reasons);
    damage.extend(reasons.into_iter().map(|reason| Damage::new(&path, reason)));
    Some(trace)
}

fn trace(node: &Node, dir: &TraceDir, reasons: &mut Vec<String>) -> Trace {
    let text = |key| meta::field(node, key);
    let is_old = node.get("request_id").is_some();
    let [id_key, state_key, duration_key] = if is_old {
        ["request_id", "status", "execution_time_ms"]
    } else {
        ["trace_id", "state", "execution_duration_ms"]
    };
    match text(id_key) {
        Some(written) if written != dir.id.as_str() => reasons.push(format!(
            "says it is trace {written}; shown as {}, as its folder is called",
            dir.id
        )),
        _ => {}
    }
    let request_time = if is_old {
        whole(node, "timestamp_ms").map(Millis)
    } else {
        time(node, "request_time")
    };
    if request_time.is_none() {
        reasons.push("does not say when the trace began".to_owned());
    }
    let state = text(state_key).map(|word| TraceState::parse(&word)).unwrap_or_default();
    if let TraceState::Other(word) = &state {
        reasons.push(format!("has a state that MLflow does not know: {word}"));
    }
    Trace {
        trace_id: dir.id.clone(),
        experiment_id: dir.experiment.clone(),
        state,
        request_time,
        execution_duration: whole(node, duration_key),
        request_preview: text("request_preview"),
        response_preview: text("response_preview"),
        client_request_id: text("client_request_id"),
        metadata: BTreeMap::new(),
        tags: BTreeMap::new(),
        assessments: Vec::new(),
    }
}

/// Whether a trace was made in that run.
pub(super) fn is_of_run(dir: &TraceDir, run: &RunId) -> bool {
    let path = dir.path.join("request_metadata").join(Trace::SOURCE_RUN);
    fsx::read(&path).is_ok_and(|bytes| bytes == run.as_str().as_bytes())
}

/// Adds what lies beside `trace_info.yaml`.
pub(super) fn fill(dir: &TraceDir, trace: &mut Trace, damage: &mut Vec<Damage>) {
    match Folder::open(&dir.path) {
        Ok(home) => {
            trace.metadata = values::read_all(&home, "request_metadata", &Keys::All, damage);
            trace.tags = values::read_all(&home, "tags", &Keys::All, damage);
        }
        Err(error) => damage.push(error.into()),
    }
    for entry in fsx::list(&dir.path.join("assessments")).unwrap_or_default() {
        if entry.is_dir || entry.name.starts_with('.') {
            continue;
        }
        let read = match meta::read(&entry.path, damage) {
            Ok(None) => continue,
            Ok(Some(node)) => assessment(&node).ok_or_else(|| {
                let reason = "says neither feedback, expectation nor issue; this assessment is left out";
                Damage::new(&entry.path, reason)
            }),
            Err(found) => Err(found),
        };
        match read {
            Ok(assessment) => trace.assessments.push(assessment),
            Err(found) => damage.push(found),
        }
    }
}

fn assessment(node: &Node) -> Option<Assessment> {
    let text = |key| meta::field(node, key);
    let object = |key| node.get(key).filter(|node| !node.is_null()).map(json);
    let verdict = object("expectation")
        .map(Verdict::Expectation)
        .or_else(|| object("feedback").map(Verdict::Feedback))
        .or_else(|| object("issue").map(Verdict::Issue))?;
    let source = |key| meta::field(node.get("source")?, key);
    Some(Assessment {
        assessment_id: text("assessment_id").unwrap_or_default(),
        name: text("assessment_name").unwrap_or_default(),
        verdict,
        source_type: source("source_type"),
        source_id: source("source_id"),
        create_time: time(node, "create_time"),
        last_update_time: time(node, "last_update_time"),
        rationale: text("rationale"),
        span_id: text("span_id"),
        overrides: text("overrides"),
        valid: node.get("valid").and_then(|node| json(node).as_bool()),
        metadata: meta::text_map(node, "metadata"),
    })
}

fn whole(node: &Node, key: &str) -> Option<i64> {
    i64::try_from(node.get(key)?.as_int()?).ok()
}

/// `2026-11-21T09:23:20.702Z`, of any offset and to the nanosecond, as protobuf writes a time.
fn time(node: &Node, key: &str) -> Option<Millis> {
    let time = DateTime::parse_from_rfc3339(node.get(key)?.text()?).ok()?;
    Some(Millis(time.timestamp_millis()))
}

/// The value as JSON: what JSON has no word for is a text.
fn json(node: &Node) -> Json {
    fn of(value: Value) -> Json {
        match value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(value),
            Value::Int(value) => Number::from_i128(value).map_or_else(|| value.to_string().into(), Json::Number),
            Value::Float(value) => Number::from_f64(value).map_or_else(|| value.to_string().into(), Json::Number),
            Value::List(items) => items.into_iter().map(of).collect(),
            Value::Map(pairs) => Json::Object(pairs.into_iter().map(|(k, v)| (k.python_str(), of(v))).collect()),
            other => Json::String(other.python_str()),
        }
    }
    node.resolve().map_or(Json::Null, of)
}
