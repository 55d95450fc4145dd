//! What differs between runs, or between versions of models: [`compare`] and [`compare_versions`] are pure functions over
//! what was read. What could not be read is [`Value::Unreadable`], never [`Value::Absent`]; what files and repositories say
//! is read by [`files`], [`packages`] and [`commits`].

mod change;
pub mod commits;
pub mod files;
mod found;
pub mod packages;
mod versions;

use std::collections::BTreeSet;

pub use change::{Amount, Change, CommitChange};
pub use found::{Found, SOURCE_TAGS};
pub use versions::{VersionIdentity, VersionSubject, compare_versions, model_files};

use crate::model::{ExperimentId, Millis, Run, RunId};
use crate::store::Damage;

/// What is compared, in the order in which it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Status, stage, duration, experiment, user.
    Info,
    /// Of a version: stage, aliases, description, status, user.
    Version,
    /// Params.
    Params,
    /// The latest value of each metric.
    Metrics,
    /// Tags, but those of [`Topic::Info`] and [`Topic::Source`].
    Tags,
    /// What was run, and at which commit: [`SOURCE_TAGS`].
    Source,
    /// Of a version: what the model takes and gives.
    Signature,
    /// Of a version: how the model is loaded, and what else its `MLmodel` says.
    Flavors,
    /// The packages and their versions that the run's environment files name.
    Environment,
    /// Datasets and their digests.
    Datasets,
    /// The artifacts' sizes and contents.
    Artifacts,
}

impl Topic {
    /// Those of runs, in order.
    pub const OF_RUNS: [Self; 8] = [
        Self::Info,
        Self::Params,
        Self::Metrics,
        Self::Tags,
        Self::Source,
        Self::Environment,
        Self::Datasets,
        Self::Artifacts,
    ];
    /// Those of versions of models, in order.
    pub const OF_VERSIONS: [Self; 10] = [
        Self::Version,
        Self::Params,
        Self::Metrics,
        Self::Tags,
        Self::Source,
        Self::Signature,
        Self::Flavors,
        Self::Environment,
        Self::Datasets,
        Self::Artifacts,
    ];

    /// Its name, on the command line and in every output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Version => "version",
            Self::Params => "params",
            Self::Metrics => "metrics",
            Self::Tags => "tags",
            Self::Source => "source",
            Self::Signature => "signature",
            Self::Flavors => "flavors",
            Self::Environment => "environment",
            Self::Datasets => "datasets",
            Self::Artifacts => "artifacts",
        }
    }
}

/// One run with all that was read of it. What no topic asks for may be empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// The run.
    pub run: Run,
    /// Its experiment's name, where known.
    pub experiment: Option<String>,
    /// What could not be read of the run.
    pub damage: Vec<Damage>,
    /// Its artifacts ([`files::list`], then [`files::hash`]).
    pub files: Found,
    /// Its environment ([`packages::read`]).
    pub packages: Found,
}

/// What a run says of one thing.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Absent,
    /// Something, or nothing: it could not be read.
    Unreadable,
    /// Text, control characters and all.
    Text(String),
    /// A double; NaN and infinities too.
    Number(f64),
    /// Milliseconds.
    Duration(i64),
    /// A file.
    File {
        /// In bytes.
        size: u64,
        /// BLAKE3 of its content in hex, where a size alone did not tell.
        hash: Option<String>,
    },
}

impl Value {
    /// Whether both are there and mean the same: NaN is NaN, and 0 is -0.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a == b || (a.is_nan() && b.is_nan()),
            _ => self == other,
        }
    }
}

/// How the runs stand to each other in one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All the same.
    Same,
    /// Two runs at least differ.
    Differs,
    /// No two known values differ, and a value could not be read.
    Unknown,
    /// As [`Self::Unknown`], where nothing at all of the topic could be read of the runs in doubt.
    Uncompared,
}

/// One thing that at least one run has.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its name, unique in its topic.
    pub key: String,
    /// One a run.
    pub values: Vec<Value>,
    /// One a run, each against the first run; the first one's is empty.
    pub changes: Vec<Change>,
    /// How they stand to each other.
    pub verdict: Verdict,
    /// Whether a difference in it is one between the runs, and not only their identity: `false` for how long they took
    /// and which run they are nested under.
    pub counts: bool,
}

/// One topic's outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The topic.
    pub topic: Topic,
    /// What differs first: changed, then missing in the first run, then missing in another one, then unknown, then the
    /// same; in each by key, but info and source in an order of their own.
    pub rows: Vec<Row>,
    /// Runs (by index) of which the topic could not be read, or not whole, and why.
    pub unreadable: Vec<(usize, String)>,
}

/// Who was compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// `A`, `B`, … in the order given.
    pub label: String,
    /// The run's id.
    pub run_id: RunId,
    /// Its name.
    pub run_name: Option<String>,
    /// Its experiment.
    pub experiment_id: ExperimentId,
    /// Its experiment's name, where known.
    pub experiment: Option<String>,
    /// When it started.
    pub start_time: Option<Millis>,
}

/// Who was compared, in the order given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Runs.
    Runs(Vec<Identity>),
    /// Versions of a registered model.
    Versions(Vec<VersionIdentity>),
}

impl Who {
    /// `A`, `B`, …
    #[must_use]
    pub fn labels(&self) -> Vec<&str> {
        match self {
            Self::Runs(runs) => runs.iter().map(|run| run.label.as_str()).collect(),
            Self::Versions(versions) => versions.iter().map(|version| version.label.as_str()).collect(),
        }
    }

    /// Run ids, or `NAME/VERSION`.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        match self {
            Self::Runs(runs) => runs.iter().map(|run| run.run_id.to_string()).collect(),
            Self::Versions(versions) => versions.iter().map(|v| format!("{}/{}", v.name, v.version)).collect(),
        }
    }

    /// Who was named before already: the label, the earlier label, and the id.
    #[must_use]
    pub fn twice(&self) -> Vec<(&str, &str, String)> {
        let (labels, ids) = (self.labels(), self.ids());
        let earlier = |i: usize| ids[..i].iter().position(|id| *id == ids[i]);
        let found = (0..ids.len()).filter_map(|i| Some((labels[i], labels[earlier(i)?], ids[i].clone())));
        found.collect()
    }
}

/// What differs between runs, or between versions of models.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Who was compared.
    pub who: Who,
    /// The topics asked for, in order.
    pub outcomes: Vec<Outcome>,
}

impl Comparison {
    /// Whether something that counts differs for certain.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.rows().any(|row| row.counts && row.verdict == Verdict::Differs)
    }

    /// Whether something that was not read could differ.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        let unknown = |row: &Row| row.counts && matches!(row.verdict, Verdict::Unknown | Verdict::Uncompared);
        self.rows().any(unknown) || self.outcomes.iter().any(|outcome| !outcome.unreadable.is_empty())
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.outcomes.iter().flat_map(|outcome| &outcome.rows)
    }
}

/// Compares two or more runs in these topics. `between` says what changed from one commit to another, where it knows.
#[must_use]
pub fn compare(
    subjects: &[Subject],
    topics: &BTreeSet<Topic>,
    between: &dyn Fn(&str, &str) -> Option<CommitChange>,
) -> Comparison {
    let identity = |(i, subject): (usize, &Subject)| {
        let info = &subject.run.info;
        Identity {
            label: label(i),
            run_id: info.run_id.clone(),
            run_name: info.run_name.clone(),
            experiment_id: info.experiment_id.clone(),
            experiment: subject.experiment.clone(),
            start_time: info.start_time,
        }
    };
    let runs: Vec<Identity> = subjects.iter().enumerate().map(identity).collect();
    let found = |topic: Topic| subjects.iter().map(|subject| Found::of(subject, topic)).collect();
    compared(Who::Runs(runs), topics, &found, between)
}

fn compared(
    who: Who,
    topics: &BTreeSet<Topic>,
    found: &dyn Fn(Topic) -> Vec<Found>,
    between: &dyn Fn(&str, &str) -> Option<CommitChange>,
) -> Comparison {
    let ids = who.ids();
    let distinct: Vec<usize> = (0..ids.len()).filter(|&i| !ids[..i].contains(&ids[i])).collect();
    let outcomes = topics
        .iter()
        .map(|&topic| outcome(topic, &found(topic), &distinct, between));
    Comparison {
        outcomes: outcomes.collect(),
        who,
    }
}

fn outcome(
    topic: Topic,
    founds: &[Found],
    distinct: &[usize],
    between: &dyn Fn(&str, &str) -> Option<CommitChange>,
) -> Outcome {
    let keys: BTreeSet<&String> = founds.iter().flat_map(Found::keys).collect();
    let row = |key: &String| {
        let values: Vec<Value> = founds.iter().map(|found| found.get(key)).collect();
        Row {
            key: key.clone(),
            changes: change::changes(topic, key, &values, between),
            verdict: verdict(&values, founds, distinct),
            counts: found::counts(topic, key),
            values,
        }
    };
    let mut rows: Vec<Row> = keys.into_iter().map(row).collect();
    rows.sort_by_key(|row| (rank(row), found::place(topic, &row.key)));
    let reasons = founds.iter().enumerate();
    let reasons = reasons.filter_map(|(i, found)| found.lost_all().map(|why| (i, why.to_owned())));
    Outcome {
        topic,
        rows,
        unreadable: reasons.filter(|_| distinct.len() > 1).collect(),
    }
}

/// Of different runs only: a run is the same as itself, read or not.
fn verdict(values: &[Value], founds: &[Found], distinct: &[usize]) -> Verdict {
    let known = |&&i: &&usize| values[i] != Value::Unreadable;
    let mut read = distinct.iter().filter(known).map(|&i| &values[i]);
    let first = read.next();
    if distinct.len() < 2 {
        Verdict::Same
    } else if first.is_some_and(|first| read.any(|value| !value.is_same(first))) {
        Verdict::Differs
    } else if distinct.iter().all(|i| known(&i)) {
        Verdict::Same
    } else if distinct.iter().all(|i| known(&i) || founds[*i].is_empty()) {
        Verdict::Uncompared
    } else {
        Verdict::Unknown
    }
}

fn rank(row: &Row) -> u8 {
    match row.verdict {
        Verdict::Differs if row.values[0] == Value::Absent => 1,
        Verdict::Differs if row.values.contains(&Value::Absent) => 2,
        Verdict::Differs => 0,
        Verdict::Unknown => 3,
        Verdict::Uncompared => 4,
        Verdict::Same => 5,
    }
}

/// `A` … `Z`, `AA`, `AB` …
fn label(index: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(index % 26).unwrap_or(0));
    match index / 26 {
        0 => letter.to_string(),
        more => label(more - 1) + &letter.to_string(),
    }
}

#[cfg(test)]
mod tests;
