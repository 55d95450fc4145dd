use std::collections::{BTreeMap, BTreeSet};

use super::{Subject, Topic, Value};
use crate::model::{Run, tags};
use crate::store::Damage;

/// The tags of [`Topic::Source`], each with the key it is shown under.
pub const SOURCE_TAGS: [(&str, &str); 8] = [
    ("name", tags::SOURCE_NAME),
    ("type", tags::SOURCE_TYPE),
    ("entry_point", tags::PROJECT_ENTRY_POINT),
    ("backend", tags::PROJECT_BACKEND),
    ("commit", tags::GIT_COMMIT),
    ("branch", tags::GIT_BRANCH),
    ("repo", tags::GIT_REPO_URL),
    ("old_repo", "mlflow.gitRepoURL"), // MLflow < 1.0
];
/// A list in JSON of the models logged, each with ids and times of its own.
const MODEL_HISTORY: &str = "mlflow.log-model.history";
/// What no two runs share in it.
const OWN_TO_A_RUN: [&str; 4] = ["run_id", "utc_time_created", "model_uuid", "model_id"];
const INFO_KEYS: [&str; 5] = ["status", "stage", "duration", "experiment", "user"];
/// What is shown of a version itself, in order.
pub(super) const VERSION_KEYS: [&str; 5] = ["stage", "aliases", "description", "status", "user"];
/// The run that stands above the one this is nested under.
const ROOT_RUN_ID: &str = "mlflow.rootRunId";

/// What one run says in one topic, and what could not be read of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    values: BTreeMap<String, Value>,
    /// Keys, and the folders above keys, that could not be read.
    lost: BTreeSet<String>,
    lost_all: Option<String>,
}

impl Found {
    /// What was read whole.
    #[must_use]
    pub fn new(values: BTreeMap<String, Value>) -> Self {
        Self {
            values,
            ..Self::default()
        }
    }

    /// Nothing, and why: then whatever is not there could not be read.
    #[must_use]
    pub fn nothing(reason: impl Into<String>) -> Self {
        Self::default().but_lost(reason)
    }

    /// With the reason why more may be there than was read.
    #[must_use]
    pub fn but_lost(mut self, reason: impl Into<String>) -> Self {
        self.lost_all.get_or_insert(reason.into());
        self
    }

    /// What it says of one thing.
    #[must_use]
    pub fn get(&self, key: &str) -> Value {
        let above = |folder: &String| {
            key.strip_prefix(folder.as_str())
                .is_some_and(|rest| rest.starts_with('/'))
        };
        match self.values.get(key) {
            Some(value) => value.clone(),
            None if self.lost_all.is_some() || self.lost.contains(key) || self.lost.iter().any(above) => {
                Value::Unreadable
            }
            None => Value::Absent,
        }
    }

    /// Everything it speaks of.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.values.keys().chain(&self.lost)
    }

    /// What it says, by key.
    #[must_use]
    pub fn values(&self) -> &BTreeMap<String, Value> {
        &self.values
    }

    pub(super) fn set(&mut self, key: &str, value: Value) {
        self.values.insert(key.to_owned(), value);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Why more may be there than was read.
    #[must_use]
    pub fn lost_all(&self) -> Option<&str> {
        self.lost_all.as_deref()
    }

    pub(super) fn of(subject: &Subject, topic: Topic) -> Self {
        let data = &subject.run.data;
        match topic {
            Topic::Info => info(subject),
            Topic::Params => texts(&data.params).without(subject, "params"),
            Topic::Metrics => {
                let metrics = data.metrics.iter();
                let values = metrics.map(|(key, metric)| (key.clone(), Value::Number(metric.value)));
                Self::new(values.collect()).without(subject, "metrics")
            }
            Topic::Tags => other_tags(texts(&data.tags).without(subject, "tags")),
            Topic::Source => source(&texts(&data.tags).without(subject, "tags")),
            Topic::Environment => subject.packages.clone(),
            Topic::Datasets => datasets(&subject.run).without(subject, "inputs"),
            Topic::Artifacts => subject.files.clone(),
            Topic::Version | Topic::Signature | Topic::Flavors => Self::default(), // a run has none
        }
    }

    /// Marks what the run's damage says was not read below one of its folders.
    fn without(mut self, subject: &Subject, part: &str) -> Self {
        let run = &subject.run;
        let damaged = subject.damage.iter().filter_map(|damage| {
            let below = below(damage, run)?;
            let rest = below.strip_prefix(part)?;
            Some((rest.strip_prefix('/').unwrap_or(rest).to_owned(), damage))
        });
        for (key, damage) in damaged {
            if self.values.contains_key(&key) {
                continue; // read all the same, such as bytes that are not UTF-8
            }
            if key.is_empty() || part == "inputs" || self.values.is_empty() {
                self = self.but_lost(format!("{}: {}", damage.path.display(), damage.reason));
            } else {
                self.lost.insert(key);
            }
        }
        self
    }
}

/// Where in the run's folder something is damaged: `params/lr`.
fn below(damage: &Damage, run: &Run) -> Option<String> {
    let parts: Vec<_> = damage.path.iter().map(|part| part.to_string_lossy()).collect();
    let home = [run.info.experiment_id.as_str(), run.info.run_id.as_str()];
    let at = parts.windows(2).position(|pair| pair == home)?;
    Some(parts[at + 2..].join("/"))
}

/// Whether a difference in it is more than the run's identity.
pub(super) fn counts(topic: Topic, key: &str) -> bool {
    match topic {
        Topic::Info => key != "duration",
        Topic::Version => false,
        Topic::Tags => !matches!(key, tags::PARENT_RUN_ID | ROOT_RUN_ID),
        _ => true,
    }
}

/// Where a key stands among those of a topic that has a fixed order.
pub(super) fn place(topic: Topic, key: &str) -> Option<usize> {
    match topic {
        Topic::Info => INFO_KEYS.iter().position(|known| *known == key),
        Topic::Version => VERSION_KEYS.iter().position(|known| *known == key),
        Topic::Source => SOURCE_TAGS.iter().position(|(known, _)| *known == key),
        _ => None,
    }
}

pub(super) fn texts(map: &BTreeMap<String, String>) -> Found {
    let values = map.iter().map(|(key, value)| (key.clone(), Value::Text(value.clone())));
    Found::new(values.collect())
}

/// The user is whom MLflow's own pages name: the tag, else the one in `meta.yaml`.
fn info(subject: &Subject) -> Found {
    let info = &subject.run.info;
    let mut found = Found::default();
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            found.set(key, value);
        }
    };
    set("status", Some(Value::Text(info.status.to_string())));
    set("stage", Some(Value::Text(info.lifecycle_stage.as_str().to_owned())));
    let times = info.start_time.zip(info.end_time);
    set(
        "duration",
        times.map(|(start, end)| Value::Duration(end.0.saturating_sub(start.0))),
    );
    let experiment = subject.experiment.as_deref().unwrap_or(info.experiment_id.as_str());
    set("experiment", Some(Value::Text(experiment.to_owned())));
    let user = subject.run.data.tags.get(tags::USER).or(info.user_id.as_ref());
    set("user", user.map(|user| Value::Text(user.clone())));
    let of_meta = |damage: &Damage| below(damage, &subject.run).is_some_and(|part| part == "meta.yaml");
    if subject.damage.iter().any(of_meta) {
        let unsaid = INFO_KEYS.into_iter().filter(|key| !found.values.contains_key(*key));
        found.lost = unsaid.map(str::to_owned).collect();
    }
    found
}

fn is_elsewhere(tag: &str) -> bool {
    matches!(tag, tags::RUN_NAME | tags::USER) || SOURCE_TAGS.iter().any(|(_, source)| *source == tag)
}

fn other_tags(mut found: Found) -> Found {
    let is_shown =
        |tag: &str| !is_elsewhere(tag) && !matches!(tag, tags::BOOT_ID | tags::PID | tags::PID_STARTED | tags::RECIPE);
    found.values.retain(|tag, _| is_shown(tag));
    found.lost.retain(|tag| is_shown(tag));
    if let Some(Value::Text(history)) = found.values.get_mut(MODEL_HISTORY)
        && let Some(short) = models_logged(history)
    {
        *history = short;
    }
    found
}

/// The list without what no two runs share.
fn models_logged(history: &str) -> Option<String> {
    let mut models: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(history).ok()?;
    for model in &mut models {
        model.retain(|field, _| !OWN_TO_A_RUN.contains(&field.as_str()));
    }
    serde_json::to_string(&models).ok()
}

fn source(tags: &Found) -> Found {
    let mut found = Found {
        lost_all: tags.lost_all.clone(),
        ..Found::default()
    };
    for (key, tag) in SOURCE_TAGS {
        if let Some(value) = tags.values.get(tag) {
            found.set(key, value.clone());
        } else if tags.lost.contains(tag) {
            found.lost.insert(key.to_owned());
        }
    }
    found
}

/// By name and what it was used for; several under one name are one value.
fn datasets(run: &Run) -> Found {
    let mut digests: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for input in &run.inputs.datasets {
        let name = match input.tags.get("mlflow.data.context") {
            Some(context) => format!("{} ({context})", input.dataset.name),
            None => input.dataset.name.clone(),
        };
        digests.entry(name).or_default().insert(&input.dataset.digest);
    }
    let joined = |digests: BTreeSet<&str>| digests.into_iter().collect::<Vec<_>>().join(", ");
    Found::new(
        digests
            .into_iter()
            .map(|(name, digests)| (name, Value::Text(joined(digests))))
            .collect(),
    )
}
