//! `meta.yaml` and its like: whether two are of the same thing, and what becomes of two that differ.

use std::collections::BTreeMap;
use std::path::Path;

use super::kind::Described;
use crate::codec::pyyaml::Yaml;
use crate::codec::{Kind, Node};
use crate::store::file::meta;

/// What a file says: its values by key, those of inner maps as `outer.inner`. What is null is not there.
type Fields = BTreeMap<String, String>;

/// What becomes of a file that differs here and there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It stays as it is here.
    Stay,
    /// It becomes this.
    Become(Vec<u8>),
    /// It stays as it is here, and what is there is lost: why.
    Clash(String),
}

/// The fields of a file; `None` when it cannot be read, or not without doubt.
pub(super) fn fields(bytes: &[u8]) -> Option<Fields> {
    let mut fields = Fields::new();
    collect(&node(bytes)?, "", &mut fields);
    Some(fields)
}

fn node(bytes: &[u8]) -> Option<Node> {
    let mut flaws = Vec::new();
    let node = meta::parse(bytes.to_vec(), Path::new(""), &mut flaws).ok()?;
    flaws.is_empty().then_some(node)
}

fn collect(node: &Node, prefix: &str, fields: &mut Fields) {
    match &node.kind {
        Kind::Mapping(entries) => {
            for (key, value) in entries {
                let key = key.text().unwrap_or_default();
                collect(value, &format!("{prefix}{key}."), fields);
            }
        }
        Kind::Sequence(items) => {
            for (number, item) in items.iter().enumerate() {
                collect(item, &format!("{prefix}{number}."), fields);
            }
        }
        Kind::Scalar { text, .. } => {
            if !node.is_null() {
                fields.insert(prefix.trim_end_matches('.').to_owned(), text.clone());
            }
        }
    }
}

/// Why two files of the same id are of two different things, if they are: nothing of one must come to the other then.
pub(super) fn another(what: Described, ours: &[u8], theirs: &[u8]) -> Option<String> {
    let (ours, theirs) = (fields(ours)?, fields(theirs)?);
    let telling: &[&str] = match what {
        Described::Run => &["start_time", "user_id"],
        Described::LoggedModel => &["creation_timestamp", "name"],
        Described::Trace => &["request_time", "timestamp_ms"],
        Described::Version => &["creation_timestamp", "run_id", "model_id"],
        Described::Experiment | Described::Model => &[],
    };
    let differing = telling.iter().find(|key| {
        let value = |fields: &Fields| fields.get(**key).filter(|value| !value.is_empty()).cloned();
        matches!((value(&ours), value(&theirs)), (Some(a), Some(b)) if a != b)
    })?;
    Some(format!("another {} of the same name: {differing} differs", what.noun()))
}

/// What becomes of a file that is here, with one that is there: it gains what it lacks, and what was at work here and is
/// over there is over.
pub(super) fn unite(what: Described, ours: &[u8], theirs: &[u8]) -> Outcome {
    let (own, other) = match (fields(ours), fields(theirs)) {
        (Some(own), Some(other)) => (own, other),
        (_, None) if ours.starts_with(theirs) => return Outcome::Stay,
        (None, _) if theirs.starts_with(ours) => return Outcome::Become(theirs.to_vec()),
        (None, _) => return Outcome::Clash("cannot be read here".to_owned()),
        (_, None) => return Outcome::Clash("cannot be read there".to_owned()),
    };
    if what == Described::Experiment {
        return Outcome::Stay;
    }
    let mut taken = Vec::new();
    if let Some((keys, is_over)) = ending(what) {
        match (is_over(&own), is_over(&other)) {
            (false, true) if what == Described::Trace => return Outcome::Become(theirs.to_vec()),
            (false, true) => taken.extend(keys),
            (true, false) => return Outcome::Stay,
            _ => {}
        }
    }
    for (key, value) in &other {
        let top = key.split('.').next().unwrap_or(key);
        if ignored(what).contains(&top) || taken.contains(&top) {
            continue;
        }
        match own.get(key) {
            Some(own) if own == value => {}
            None if key == "lifecycle_stage" && value == "active" => {}
            None if key == "deleted_time" => {}
            None if top == key && !(own.keys().any(|own| own.split('.').next() == Some(top))) => taken.push(top),
            None => {}
            Some(_) if top == "lifecycle_stage" => return Outcome::Clash(format!("{value} there, and not here")),
            Some(_) => return Outcome::Clash(format!("{key} differs")),
        }
    }
    if taken.is_empty() {
        return Outcome::Stay;
    }
    let Some(theirs) = node(theirs) else {
        return Outcome::Clash("cannot be read there".to_owned());
    };
    let written = meta::rewritten(Some(ours.to_vec()), Path::new(""), |meta| {
        for key in taken {
            if let Some(value) = theirs.get(key).and_then(scalar) {
                meta.set(key, value);
            }
        }
    });
    match written {
        Ok(text) if text.as_bytes() == ours => Outcome::Stay,
        Ok(text) => Outcome::Become(text.into_bytes()),
        Err(_) => Outcome::Clash("cannot be read here".to_owned()),
    }
}

/// Keys that say where something lies or when it was last touched, which are the store's own affair.
fn ignored(what: Described) -> &'static [&'static str] {
    match what {
        Described::Experiment => &[],
        Described::Run => &["experiment_id", "artifact_uri"],
        Described::LoggedModel => &["experiment_id", "artifact_location", "last_updated_timestamp"],
        Described::Trace => &["experiment_id", "trace_location"],
        Described::Model => &[
            "aliases",
            "creation_timestamp",
            "last_updated_timestamp",
            "latest_versions",
            "name",
        ],
        Described::Version => &["last_updated_timestamp", "name", "source", "storage_location"],
    }
}

type IsOver = fn(&Fields) -> bool;

/// The keys that tell how something ended, and whether it has.
fn ending(what: Described) -> Option<(&'static [&'static str], IsOver)> {
    match what {
        Described::Run => Some((&["status", "end_time"], |fields| {
            let status = fields.get("status").map(String::as_str);
            !matches!(status, None | Some("1" | "2" | "RUNNING" | "SCHEDULED"))
        })),
        Described::LoggedModel => Some((&["status", "status_message"], |fields| {
            let status = fields.get("status").map(String::as_str);
            !matches!(status, None | Some("0" | "1"))
        })),
        Described::Trace => Some((&["state"], |fields| {
            let state = fields.get("state").or(fields.get("status")).map(String::as_str);
            state != Some("IN_PROGRESS")
        })),
        _ => None,
    }
}

fn scalar(node: &Node) -> Option<Yaml> {
    if node.is_null() {
        return Some(Yaml::Null);
    }
    match node.as_int().and_then(|number| i64::try_from(number).ok()) {
        Some(number) => Some(Yaml::Int(number)),
        None => node.text().map(|text| Yaml::Str(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_there_is_over_and_what_differs_clashes() {
        let run = |status: u8, end: &str, more: &str| {
            format!("artifact_uri: x{end}\nend_time: {end}\nstart_time: 5\nstatus: {status}\nuser_id: ada\n{more}")
                .into_bytes()
        };
        let unite = |ours: &[u8], theirs: &[u8]| match super::unite(Described::Run, ours, theirs) {
            Outcome::Become(bytes) => String::from_utf8(bytes).unwrap(),
            Outcome::Stay => "stay".to_owned(),
            Outcome::Clash(why) => why,
        };
        let over = unite(&run(1, "null", ""), &run(3, "9", ""));
        assert!(over.contains("status: 3") && over.contains("end_time: 9") && over.contains("artifact_uri: xnull"));
        assert_eq!(unite(&run(3, "9", ""), &run(1, "null", "")), "stay");
        assert_eq!(unite(&run(3, "9", ""), &run(4, "9", "")), "status differs");
        assert_eq!(
            unite(&run(3, "9", "run_name: a"), &run(3, "9", "run_name: b")),
            "run_name differs"
        );
        assert!(unite(&run(3, "9", ""), &run(3, "9", "run_name: b\n")).contains("run_name: b"));
        assert_eq!(unite(&run(3, "9", "a: 1"), &run(3, "9", "a: '1'")), "stay");
        assert_eq!(
            unite(b"", &run(3, "9", "")),
            String::from_utf8(run(3, "9", "")).unwrap()
        );
        assert_eq!(unite(&run(3, "9", ""), b"artifact_uri: x9\nend"), "stay");
        let deleted = run(3, "9", "lifecycle_stage: deleted\ndeleted_time: 7\n");
        assert_eq!(
            unite(&run(3, "9", "lifecycle_stage: active\n"), &deleted),
            "deleted there, and not here"
        );
        assert!(another(Described::Run, &run(3, "9", ""), b"start_time: 6\nuser_id: ada").is_some());
        assert!(another(Described::Run, &run(3, "9", ""), &run(1, "1", "")).is_none());
    }
}
