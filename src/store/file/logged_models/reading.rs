//! Reading a logged model's folder.

use super::metrics;
use crate::codec::{Node, Value};
use crate::fsx::Folder;
use crate::model::{Lifecycle, LoggedModel, LoggedModelStatus, ModelMetric};
use crate::store::file::layout::LoggedModelDir;
use crate::store::file::{meta, values};
use crate::store::{Damage, Keys};

/// Reads a folder of an open experiment. `None` when it is no logged model, or one whose `meta.yaml` cannot be read, which
/// is then reported.
pub(super) fn read(experiment: &Folder, dir: &LoggedModelDir, damage: &mut Vec<Damage>) -> Option<LoggedModel> {
    let path = dir.meta();
    let node = match experiment.read(&dir.below("meta.yaml")) {
        Ok(Some(bytes)) => meta::parse(bytes, &path, damage),
        Ok(None) if dir.looks_real() => Err(Damage::new(
            &dir.path,
            "no meta.yaml: something was logged to a model that is not there",
        )),
        Ok(None) => return None,
        Err(error) => Err(error.into()),
    };
    let node = node.map_err(|found| damage.push(found)).ok()?;
    let mut reasons = Vec::new();
    let mut model = of_meta(&node, dir, &mut reasons);
    if !reasons.is_empty() {
        damage.push(Damage::new(path, reasons.join("; ")));
    }
    model.params = values::read_all(experiment, &dir.below("params"), &Keys::All, damage);
    model.tags = values::read_all(experiment, &dir.below("tags"), &Keys::All, damage);
    model.metrics = read_metrics(experiment, dir, damage);
    Some(model)
}

fn of_meta(node: &Node, dir: &LoggedModelDir, reasons: &mut Vec<String>) -> LoggedModel {
    let field = |key| meta::field(node, key);
    if let Some(written) = field("model_id").filter(|written| written != dir.id.as_str()) {
        reasons.push(format!(
            "says it is {written}; shown as {}, as its folder is called",
            dir.id
        ));
    }
    if let Some(written) = field("experiment_id").filter(|written| written != dir.experiment.as_str()) {
        reasons.push(format!(
            "says it belongs to experiment {written}; shown in {}, where it lies",
            dir.experiment
        ));
    }
    let status = node.get("status").map_or(LoggedModelStatus::Ready, status);
    if let LoggedModelStatus::Unknown(_) = status {
        reasons.push(format!("has a status that MLflow does not know: {status}"));
    }
    let lifecycle_stage = match field("lifecycle_stage").as_deref() {
        None | Some("active") => Lifecycle::Active,
        Some("deleted") => Lifecycle::Deleted,
        Some(other) => {
            reasons.push(format!("has an unknown lifecycle_stage, `{other}`; taken as active"));
            Lifecycle::Active
        }
    };
    LoggedModel {
        model_id: dir.id.clone(),
        experiment_id: dir.experiment.clone(),
        name: field("name"),
        artifact_location: field("artifact_location"),
        creation_timestamp: meta::millis(node, "creation_timestamp"),
        last_updated_timestamp: meta::millis(node, "last_updated_timestamp"),
        source_run_id: field("source_run_id"),
        status,
        status_message: field("status_message"),
        model_type: field("model_type"),
        lifecycle_stage,
        params: Default::default(),
        tags: Default::default(),
        metrics: Vec::new(),
    }
}

/// A number or a name.
fn status(node: &Node) -> LoggedModelStatus {
    let code = match node.resolve() {
        Ok(Value::Int(code)) => i64::try_from(code).ok(),
        Ok(Value::Str(name)) => (0..=3).find(|code| LoggedModelStatus::from_code(*code).to_string() == name),
        _ => None,
    };
    code.map_or(LoggedModelStatus::Unknown(-1), LoggedModelStatus::from_code)
}

fn read_metrics(experiment: &Folder, dir: &LoggedModelDir, damage: &mut Vec<Damage>) -> Vec<ModelMetric> {
    let part = dir.below("metrics");
    let mut found = Vec::new();
    for key in values::files(experiment, &part, &Keys::All, damage) {
        let mut reported = Vec::new();
        if let Some(bytes) = values::read(experiment, &part, &key, &mut reported) {
            let path = experiment.path().join(&part).join(&key);
            let latest = metrics::latest(&key, &bytes, &path, &mut reported);
            if values::is_hidden(&key) && !reported.is_empty() {
                continue; // an editor's or a desktop's file
            }
            found.extend(latest);
        }
        damage.append(&mut reported);
    }
    found
}
