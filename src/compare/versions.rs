use std::collections::{BTreeMap, BTreeSet};

use super::found::{VERSION_KEYS, texts};
use super::{CommitChange, Comparison, Found, Subject, Topic, Value, Who, compared, label};
use crate::artifact::mlmodel::{self, MlModel, Schema, plain};
use crate::model::{Millis, ModelName, ModelVersion, RegistryEvent, VersionNumber};

/// What no two versions share in their `MLmodel`, and what other topics compare.
const NOT_COMPARED: [&str; 9] = [
    "flavors",
    "signature",
    "run_id",
    "model_id",
    "model_uuid",
    "utc_time_created",
    "artifact_path",
    "model_size_bytes",
    "saved_input_example_info",
];

/// One version of a registered model with all that was read of it. What no topic asks for may be empty.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionSubject {
    /// The version.
    pub version: ModelVersion,
    /// The run that made it, `None` where it names none, or why it cannot be read.
    pub run: Result<Option<Subject>, String>,
    /// What the model's `MLmodel` says, or why it cannot be read.
    pub model: Result<MlModel, String>,
    /// The model's files ([`super::files::list`], [`model_files`], then [`super::files::hash`]).
    pub files: Found,
    /// The model's environment ([`super::packages::read`]).
    pub packages: Found,
}

/// Who was compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionIdentity {
    /// `A`, `B`, … in the order given.
    pub label: String,
    /// The model.
    pub name: ModelName,
    /// The version.
    pub version: VersionNumber,
    /// Where it stands.
    pub stage: String,
    /// What else it is called.
    pub aliases: Vec<String>,
    /// The run that made it.
    pub run_id: Option<String>,
    /// That run's name, where it could be read.
    pub run_name: Option<String>,
    /// When it was made.
    pub created: Option<Millis>,
}

/// Compares two or more versions in these topics, as [`super::compare`] compares runs.
#[must_use]
pub fn compare_versions(
    subjects: &[VersionSubject],
    topics: &BTreeSet<Topic>,
    between: &dyn Fn(&str, &str) -> Option<CommitChange>,
) -> Comparison {
    let identity = |(i, subject): (usize, &VersionSubject)| {
        let version = &subject.version;
        let run = subject.run.as_ref().ok().and_then(Option::as_ref);
        VersionIdentity {
            label: label(i),
            name: version.name.clone(),
            version: version.version,
            stage: version.current_stage.to_string(),
            aliases: version.aliases.clone(),
            run_id: version.run_id.clone(),
            run_name: run.and_then(|run| run.run.info.run_name.clone()),
            created: version.creation_timestamp,
        }
    };
    let versions = subjects.iter().enumerate().map(identity).collect();
    let any_run = subjects.iter().any(|subject| !matches!(subject.run, Ok(None)));
    let found = |topic: Topic| subjects.iter().map(|subject| subject.found(topic, any_run)).collect();
    compared(Who::Versions(versions), topics, &found, between)
}

/// The model's files without those that say only which model it is, and what other topics say.
#[must_use]
pub fn model_files(files: &Found) -> Found {
    let kept = files
        .values()
        .iter()
        .filter(|(name, _)| ![mlmodel::FILE, mlmodel::REGISTERED_META].contains(&name.as_str()));
    let kept = Found::new(kept.map(|(name, value)| (name.clone(), value.clone())).collect());
    match files.lost_all() {
        Some(reason) => kept.but_lost(reason),
        None => kept,
    }
}

impl VersionSubject {
    /// Where no version names a run, none of them has params; where some do, nobody knows those of the others.
    fn found(&self, topic: Topic, any_run: bool) -> Found {
        match topic {
            Topic::Info => Found::default(), // of runs
            Topic::Version => self.standing(),
            Topic::Tags => {
                let tags = self.version.tags.iter().filter(|(key, _)| !RegistryEvent::is_tag(key));
                texts(&tags.map(|(key, value)| (key.clone(), value.clone())).collect())
            }
            Topic::Params | Topic::Metrics | Topic::Source | Topic::Datasets => match &self.run {
                Ok(Some(run)) => Found::of(run, topic),
                Ok(None) if any_run => Found::nothing("it names no run that made it"),
                Ok(None) => Found::default(),
                Err(reason) => Found::nothing(reason),
            },
            Topic::Signature => self.of_model(signature),
            Topic::Flavors => self.of_model(flavors),
            Topic::Environment => self.packages.clone(),
            Topic::Artifacts => self.files.clone(),
        }
    }

    fn standing(&self) -> Found {
        let version = &self.version;
        let aliases = Some(version.aliases.join(", ")).filter(|aliases| !aliases.is_empty());
        let values = [
            Some(version.current_stage.to_string()),
            aliases,
            version.description.clone().filter(|text| !text.is_empty()),
            Some(version.status.clone()),
            version.user_id.clone(),
        ];
        let values = VERSION_KEYS.into_iter().zip(values);
        Found::new(
            values
                .filter_map(|(key, value)| Some((key.to_owned(), Value::Text(value?))))
                .collect(),
        )
    }

    fn of_model(&self, read: impl Fn(&MlModel) -> Found) -> Found {
        match &self.model {
            Ok(model) => read(model),
            Err(reason) => Found::nothing(reason),
        }
    }
}

fn signature(model: &MlModel) -> Found {
    let mut values = BTreeMap::new();
    if let Some(signature) = &model.signature {
        for (side, schema) in [("inputs", &signature.inputs), ("outputs", &signature.outputs)] {
            let rows = schema.iter().flat_map(Schema::rows);
            values.extend(rows.map(|(name, kind)| (format!("{side}.{name}"), Value::Text(kind))));
        }
        let params = signature.params.iter();
        values.extend(params.map(|param| (format!("params.{}", param.name), Value::Text(param.describe()))));
    }
    let damage = model.damage.iter().find(|line| line.starts_with("signature"));
    match damage {
        Some(line) => Found::new(values).but_lost(line),
        None => Found::new(values),
    }
}

/// `flavor.key`, and the keys besides `flavors`.
fn flavors(model: &MlModel) -> Found {
    let mut values = BTreeMap::new();
    for flavor in &model.flavors {
        let said = flavor.conf.iter().filter(|(_, value)| !value.is_null());
        values.extend(said.map(|(key, value)| (format!("{}.{key}", flavor.name), Value::Text(plain(value)))));
    }
    let others = model
        .json
        .iter()
        .filter(|(key, value)| !NOT_COMPARED.contains(&key.as_str()) && !value.is_null());
    values.extend(others.map(|(key, value)| (key.clone(), Value::Text(plain(value)))));
    Found::new(values)
}
