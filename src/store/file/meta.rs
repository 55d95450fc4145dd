//! `meta.yaml`: reading what any MLflow wrote, writing what every MLflow from 1.0 on reads.

use std::path::Path;

use crate::codec::pyyaml::{self, Yaml};
use crate::codec::text::{self, Text};
use crate::codec::{Kind, Node, Value, yaml};
use crate::fsx;
use crate::model::{Experiment, ExperimentId, Lifecycle, Millis, RunId, RunInfo, RunStatus};
use crate::store::{Damage, Result, StoreError};

/// Reads a `meta.yaml`: a map, or the reason why there is none. `Ok(None)` when there is no such file. Bytes that are not
/// UTF-8 are read as `\\xHH` and reported in `flaws`; a character cut off at the very end is dropped, as MLflow does.
pub(crate) fn read(path: &Path, flaws: &mut Vec<Damage>) -> std::result::Result<Option<Node>, Damage> {
    match fsx::read_if_exists(path) {
        Ok(bytes) => bytes.map(|bytes| parse(bytes, path, flaws)).transpose(),
        Err(error) => Err(error.into()),
    }
}

/// As [`read`], of the bytes of the file.
pub(crate) fn parse(bytes: Vec<u8>, path: &Path, flaws: &mut Vec<Damage>) -> std::result::Result<Node, Damage> {
    let damaged = |line, reason: String| Damage {
        path: path.to_owned(),
        line,
        reason,
    };
    if bytes.is_empty() {
        return Err(damaged(
            None,
            "empty (0 bytes): its writer was killed or the disk was full".to_owned(),
        ));
    }
    let cut = std::str::from_utf8(&bytes).is_err_and(|error| error.error_len().is_none());
    let Text { text, flaw } = text::decode(bytes);
    flaws.extend(flaw.filter(|_| !cut).map(|flaw| damaged(None, flaw.to_owned())));
    match yaml::parse(text.as_bytes()) {
        Ok(Some(node)) if node.is_mapping() => Ok(node),
        Ok(_) => Err(damaged(None, "not a map of keys and values".to_owned())),
        Err(error) => Err(damaged(
            error.mark.map(|mark| mark.line as u64),
            format!("not YAML: {}", error.message),
        )),
    }
}

/// A key's text; `None` when absent, null or no scalar.
fn text_of(meta: &Node, key: &str) -> Option<String> {
    meta.get(key)
        .filter(|node| !node.is_null())
        .and_then(Node::text)
        .map(str::to_owned)
}

/// A time in milliseconds; 0 and fractions as MLflow takes them.
pub(crate) fn millis(meta: &Node, key: &str) -> Option<Millis> {
    let node = meta.get(key)?;
    let whole = node.as_int().and_then(|n| i64::try_from(n).ok());
    #[expect(clippy::cast_possible_truncation, reason = "a fraction of a millisecond is dropped")]
    let fraction = || {
        node.text()?
            .parse::<f64>()
            .ok()
            .filter(|f| f.is_finite())
            .map(|f| f as i64)
    };
    whole.or_else(fraction).map(Millis)
}

/// An experiment, tags not read. `reasons` gets what is wrong with it but does not hide it.
pub(crate) fn experiment(meta: &Node, id: &ExperimentId, trashed: bool, reasons: &mut Vec<String>) -> Experiment {
    match text_of(meta, "experiment_id") {
        Some(written) if written != id.as_str() => {
            reasons.push(format!(
                "says it is experiment {written}; shown as {id}, as its folder is called"
            ));
        }
        _ => {}
    }
    let name = text_of(meta, "name");
    if name.is_none() {
        reasons.push("has no name".to_owned());
    }
    let stage = text_of(meta, "lifecycle_stage");
    Experiment {
        experiment_id: id.clone(),
        name: name.unwrap_or_default(),
        artifact_location: text_of(meta, "artifact_location"),
        lifecycle_stage: if trashed || stage.as_deref() == Some("deleted") {
            Lifecycle::Deleted
        } else {
            Lifecycle::Active
        },
        creation_time: millis(meta, "creation_time"),
        last_update_time: millis(meta, "last_update_time"),
        tags: std::collections::BTreeMap::default(),
    }
}

/// Whether a map is a run's rather than an experiment's.
pub(crate) fn is_a_runs(meta: &Node) -> bool {
    meta.get("run_id").is_some() || meta.get("run_uuid").is_some()
}

/// A run's information; its name may still be missing where only the tag has it. `reasons` gets what is wrong with it
/// but does not hide it.
///
/// # Errors
/// When so much is missing that the file must have been cut.
pub(crate) fn run_info(
    meta: &Node,
    id: &RunId,
    experiment: &ExperimentId,
    reasons: &mut Vec<String>,
) -> std::result::Result<RunInfo, String> {
    let Some(written) = text_of(meta, "run_id").or_else(|| text_of(meta, "run_uuid")) else {
        return Err("cut short, or no run's: it has neither run_id nor run_uuid".to_owned());
    };
    if written != id.as_str() {
        reasons.push(format!(
            "says it is run {written}; shown as {id}, as its folder is called"
        ));
    }
    match text_of(meta, "experiment_id") {
        Some(written) if written != experiment.as_str() => {
            reasons.push(format!(
                "says it belongs to experiment {written}; shown in {experiment}, where it lies"
            ));
        }
        _ => {}
    }
    let status = meta.get("status").map_or(RunStatus::Running, status);
    if let RunStatus::Unknown(_) = status {
        reasons.push(format!("has a status that MLflow does not know: {status}"));
    }
    let lifecycle_stage = match text_of(meta, "lifecycle_stage").as_deref() {
        None | Some("active") => Lifecycle::Active,
        Some("deleted") => Lifecycle::Deleted,
        Some(other) => {
            reasons.push(format!("has an unknown lifecycle_stage, `{other}`; taken as active"));
            Lifecycle::Active
        }
    };
    let named = |key| text_of(meta, key).filter(|name| !name.is_empty());
    Ok(RunInfo {
        run_id: id.clone(),
        experiment_id: experiment.clone(),
        run_name: named("run_name"),
        user_id: text_of(meta, "user_id"),
        status,
        start_time: millis(meta, "start_time"),
        end_time: millis(meta, "end_time").filter(|time| time.0 != 0),
        artifact_uri: text_of(meta, "artifact_uri"),
        lifecycle_stage,
    })
}

/// A number, however Python takes it for the same (`3.0`, and `yes` for 1), or a name.
fn status(node: &Node) -> RunStatus {
    let code = match node.resolve() {
        Ok(Value::Int(n)) => i64::try_from(n).ok(),
        Ok(Value::Bool(b)) => Some(i64::from(b)),
        Ok(Value::Float(f)) => (1..=5).find(|code: &i32| f64::from(*code) == f).map(i64::from),
        _ => None,
    };
    let named = || RunStatus::from_name(node.text()?);
    code.map(RunStatus::from_code)
        .or_else(named)
        .unwrap_or(RunStatus::Unknown(0))
}

/// The `name` that MLflow up to 1.29 wrote; the first versions called a run without one `Run 3`, which is no name.
pub(crate) fn old_run_name(meta: &Node) -> Option<String> {
    let counted = |name: &str| {
        name.strip_prefix("Run ")
            .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
    };
    text_of(meta, "name").filter(|name| !name.is_empty() && !counted(name))
}

/// A map's text values, for inputs and datasets: `None` for null or absent.
pub(crate) fn field(meta: &Node, key: &str) -> Option<String> {
    text_of(meta, key)
}

/// A key that holds a map of texts.
pub(crate) fn text_map(meta: &Node, key: &str) -> std::collections::BTreeMap<String, String> {
    let Some(Kind::Mapping(pairs)) = meta.get(key).map(|node| &node.kind) else {
        return std::collections::BTreeMap::default();
    };
    pairs
        .iter()
        .filter_map(|(k, v)| Some((k.text()?.to_owned(), v.text()?.to_owned())))
        .collect()
}

/// A `meta.yaml` about to be written again: every key it had that MLflow could have written, with some changed.
#[derive(Debug)]
pub(crate) struct Rewrite(Vec<(String, Yaml)>);

/// A `meta.yaml` changed, of its bytes.
///
/// # Errors
/// [`StoreError::Damaged`] when it is missing or cannot be read.
pub(crate) fn rewritten(bytes: Option<Vec<u8>>, path: &Path, change: impl FnOnce(&mut Rewrite)) -> Result<String> {
    let damaged = |reason| StoreError::Damaged {
        path: path.to_owned(),
        reason,
    };
    let mut flaws = Vec::new();
    let bytes = bytes.ok_or_else(|| damaged("is missing".to_owned()))?;
    let node = parse(bytes, path, &mut flaws)
        .and_then(|node| flaws.pop().map_or(Ok(node), Err)) // it would be written back as it is shown
        .map_err(|damage| damaged(damage.reason))?;
    let mut rewrite = Rewrite::of(&node);
    change(&mut rewrite);
    Ok(rewrite.text())
}

impl Rewrite {
    fn of(meta: &Node) -> Self {
        let mut entries = Vec::new();
        if let Kind::Mapping(pairs) = &meta.kind {
            for (key, _) in pairs {
                let Some(key) = key.text() else { continue };
                let known = entries.iter().any(|(seen, _): &(String, Yaml)| seen == key);
                if let Some(value) = meta.get(key).filter(|_| !known).and_then(writable) {
                    entries.push((key.to_owned(), value));
                }
            }
        }
        Self(entries)
    }

    pub(crate) fn set(&mut self, key: &str, value: Yaml) -> &mut Self {
        match self.0.iter_mut().find(|(seen, _)| seen == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key.to_owned(), value)),
        }
        self
    }

    pub(crate) fn remove(&mut self, key: &str) -> &mut Self {
        self.0.retain(|(seen, _)| seen != key);
        self
    }

    fn text(&self) -> String {
        document(self.0.iter().map(|(key, value)| (key.as_str(), value.clone())))
    }
}

/// The value as it can be written again, with the same text where it is one; lists and maps with more in them than MLflow
/// writes are left out.
fn writable(node: &Node) -> Option<Yaml> {
    fn of_item(value: Value) -> Option<Yaml> {
        of(value).filter(|item| match item {
            Yaml::List(items) => items.is_empty(),
            Yaml::Map(entries) => entries.is_empty(),
            _ => true,
        })
    }
    fn of(value: Value) -> Option<Yaml> {
        Some(match value {
            Value::Null => Yaml::Null,
            Value::Bool(b) => Yaml::Bool(b),
            Value::Int(n) => Yaml::Int(i64::try_from(n).ok()?),
            Value::Str(s) => Yaml::Str(s),
            Value::List(items) => Yaml::List(items.into_iter().map(of_item).collect::<Option<_>>()?),
            Value::Map(pairs) => Yaml::Map(
                pairs
                    .into_iter()
                    .map(|(k, v)| if let Value::Str(k) = k { Some((k, of(v)?)) } else { None })
                    .collect::<Option<_>>()?,
            ),
            _ => return None,
        })
    }
    let Kind::Scalar { text, plain } = &node.kind else {
        return of(node.resolve().ok()?);
    };
    Some(match node.resolve() {
        Ok(Value::Null) => Yaml::Null,
        Ok(Value::Int(n)) if n.to_string() == *text && i64::try_from(n).is_ok() => Yaml::Int(text.parse().ok()?),
        Ok(Value::Str(_)) | Err(_) => Yaml::Str(text.clone()),
        Ok(_) if *plain => Yaml::Plain(text.clone()),
        Ok(_) => Yaml::Str(text.clone()),
    })
}

fn document<'a>(entries: impl Iterator<Item = (&'a str, Yaml)>) -> String {
    pyyaml::document(&entries.collect::<Vec<_>>())
}

/// A new experiment's `meta.yaml`.
pub(crate) fn new_experiment(id: &ExperimentId, name: &str, artifact_location: &str, at: Millis) -> String {
    pyyaml::document(&[
        ("artifact_location", Yaml::Str(artifact_location.to_owned())),
        ("creation_time", Yaml::Int(at.0)),
        ("experiment_id", Yaml::Str(id.to_string())),
        ("last_update_time", Yaml::Int(at.0)),
        ("lifecycle_stage", Yaml::Str("active".to_owned())),
        ("name", Yaml::Str(name.to_owned())),
    ])
}

/// A new run's `meta.yaml`: MLflow 3's keys, and `run_uuid` without which MLflow up to 2.3 cannot read it.
pub(crate) fn new_run(run: &RunInfo) -> String {
    let text = |value: &str| Yaml::Str(value.to_owned());
    pyyaml::document(&[
        ("artifact_uri", text(run.artifact_uri.as_deref().unwrap_or_default())),
        ("end_time", run.end_time.map_or(Yaml::Null, |time| Yaml::Int(time.0))),
        ("entry_point_name", text("")),
        ("experiment_id", text(run.experiment_id.as_str())),
        ("lifecycle_stage", text(run.lifecycle_stage.as_str())),
        ("run_id", text(run.run_id.as_str())),
        ("run_name", text(run.run_name.as_deref().unwrap_or_default())),
        ("run_uuid", text(run.run_id.as_str())),
        ("source_name", text("")),
        ("source_type", Yaml::Int(4)),
        ("source_version", text("")),
        (
            "start_time",
            run.start_time.map_or(Yaml::Null, |time| Yaml::Int(time.0)),
        ),
        ("status", Yaml::Int(run.status.code())),
        ("tags", Yaml::List(Vec::new())),
        ("user_id", text(run.user_id.as_deref().unwrap_or_default())),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_again_says_what_it_said() {
        let old = "a: 1.5\nb: yes\nc: 0x1F\nd: 2020-01-01 10:00:00\ne: ~\nf: !!int x\ng: '1.5'\nh: 99999999999999999999\n\
                   i: !!float 1.5\nj: 007\nk: -3\nl: !!binary YQ==\nm: [a, 1]\n";
        let new = "a: 1.5\nb: yes\nc: 0x1F\nd: 2020-01-01 10:00:00\ne: null\nf: x\ng: '1.5'\nh: 99999999999999999999\n\
                   i: '1.5'\nj: 007\nk: -3\nl: YQ==\nm:\n- a\n- 1\nz: new\n";
        let change = |meta: &mut Rewrite| {
            meta.set("z", Yaml::Str("new".to_owned()));
        };
        let again = rewritten(Some(old.as_bytes().to_vec()), Path::new("meta.yaml"), change);
        assert_eq!(again.unwrap(), new);
    }
}
