//! What is decided of a run before it begins.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Result;
use super::child::Program;
use super::output::Capture;
use super::source::git::GitState;
use crate::model::{ExperimentId, Key, Param, RunId, Tag, tags};
use crate::store::NewRun;

/// Everything about a run that is decided before it begins: what a dry run shows, and what a sweep hands to the process that
/// runs it, as JSON; ids and keys are checked where it arrives.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plan {
    /// Where it is recorded.
    pub record: Record,
    /// Recorded at the start; empty with [`Record::Existing`].
    pub params: Vec<Param>,
    /// More tags, of a run that is there too: the environment, the image, the recipe.
    pub tags: Vec<Tag>,
    /// Artifacts that are written before the command starts: names with `/` between the parts, and contents.
    #[serde(skip)] // the parent of a sweep has them
    pub files: Vec<(String, Vec<u8>)>,
    /// Where it runs, as the tag `mlflow.project.backend` has it; `None` where it is no project.
    pub backend: Option<String>,
    /// What is started.
    pub program: Program,
    /// Where the command runs.
    pub folder: PathBuf,
    /// Added to the environment of the command: [`environment`].
    pub environment: Vec<(String, String)>,
    /// How long the command may take to end after a signal.
    pub grace: Duration,
    /// How long it may take at all; after that it is asked to end, and the run is KILLED.
    pub timeout: Option<Duration>,
    /// What is kept of what it says; `None` gives it our own streams.
    pub capture: Option<Capture>,
    /// The words of a command that ends what the command started elsewhere (a container), for when it did not end by
    /// itself; empty where there is nothing.
    pub ending: Vec<String>,
}

/// Where a run is recorded.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// In a run that is created first.
    New(NewRun),
    /// In a run that is there, which keeps its tags and params, and its name unless another is given.
    Existing(RunId, Option<String>),
}

/// The tags of a new run of a project, as MLflow sets them at creation; and the branch, which MLflow records only
/// when it was asked for.
///
/// # Errors
/// None that these keys could cause.
pub fn source_tags(
    user: &str,
    source_name: &str,
    entry_point: &str,
    git: Option<&GitState>,
    parent: Option<&RunId>,
) -> Result<Vec<Tag>> {
    let git = |field: fn(&GitState) -> &Option<String>| git.and_then(|git| field(git).as_deref());
    let all = [
        (tags::USER, Some(user)),
        (tags::SOURCE_NAME, Some(source_name)),
        (tags::SOURCE_TYPE, Some("PROJECT")),
        (tags::PROJECT_ENTRY_POINT, Some(entry_point)),
        (tags::GIT_COMMIT, git(|git| &git.commit)),
        (tags::GIT_BRANCH, git(|git| &git.branch)),
        (tags::GIT_REPO_URL, git(|git| &git.repo_url)),
        (tags::PARENT_RUN_ID, parent.map(RunId::as_str)),
    ];
    let present = all.into_iter().filter_map(|(key, value)| Some((key, value?)));
    present.map(|(key, value)| tag(key, value)).collect()
}

/// What the command finds in its environment, so that `mlflow` and `mlrun` in it log to this run. `tracking_uri` must
/// be absolute; the last one makes today's Python client accept a folder.
#[must_use]
pub fn environment(tracking_uri: &str, experiment: &ExperimentId, run: &RunId) -> Vec<(String, String)> {
    [
        ("MLFLOW_RUN_ID", run.as_str()),
        ("MLFLOW_TRACKING_URI", tracking_uri),
        ("MLFLOW_EXPERIMENT_ID", experiment.as_str()),
        ("MLFLOW_ALLOW_FILE_STORE", "true"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

pub(super) fn tag(key: &str, value: &str) -> Result<Tag> {
    Ok(Tag {
        key: self::key(key)?,
        value: value.to_owned(),
    })
}

pub(super) fn key(text: &str) -> Result<Key> {
    Ok(Key::parse(text).map_err(|error| error.named("key", "key"))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Millis;

    #[test]
    fn a_plan_arrives_as_it_was_and_with_safe_names() {
        let tag = |key: &str| Tag {
            key: Key::parse(key).unwrap(),
            value: "it's\n".to_owned(),
        };
        let param = Param {
            key: Key::parse("a/b").unwrap(),
            value: String::new(),
        };
        let new = NewRun {
            run_id: RunId::from_random(7),
            experiment_id: ExperimentId::default_experiment(),
            run_name: "이름".to_owned(),
            user_id: "ada".to_owned(),
            start_time: Millis(1),
            tags: vec![tag("t")],
            params: Vec::new(),
        };
        let plan = Plan {
            record: Record::New(new),
            params: vec![param],
            tags: vec![tag("u")],
            files: Vec::new(),
            backend: Some("local".to_owned()),
            program: Program::Shell("true".to_owned()),
            folder: "/w".into(),
            environment: vec![("A".to_owned(), "b c".to_owned())],
            grace: Duration::from_millis(1500),
            timeout: Some(Duration::from_secs(60)),
            capture: Some(Capture::default().silent()),
            ending: vec!["docker".to_owned()],
        };
        let text = serde_json::to_string(&plan).unwrap();
        let arrive = |text: &str| serde_json::from_str::<Plan>(text);
        assert_eq!(format!("{:?}", arrive(&text).unwrap()), format!("{plan:?}"));
        for (safe, unsafe_one) in [
            (r#""a/b""#, r#""../b""#),
            ("00000000000000000000000000000007", "../../etc"),
        ] {
            assert!(
                text.contains(safe) && arrive(&text.replace(safe, unsafe_one)).is_err(),
                "{text}"
            );
        }
    }
}
