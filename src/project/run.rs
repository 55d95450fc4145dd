use std::path::PathBuf;
use std::time::Duration;

use super::child::{self, End, Launch, Outcome, Program, Signals};
use super::source::git::GitState;
use super::{ProjectError, Result};
use crate::model::{Batch, ExperimentId, Millis, Param, RunId, RunStatus, Tag, tags};
use crate::store::{Needs, NewRun, RunChange, TrackingStore};

/// Everything about a run that is decided before it begins: what a dry run shows.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where it is recorded.
    pub record: Record,
    /// Recorded at the start; empty with [`Record::Existing`].
    pub params: Vec<Param>,
    /// More tags, of a run that is there too: the environment, the image, the recipe.
    pub tags: Vec<Tag>,
    /// Where it runs, as the tag `mlflow.project.backend` has it.
    pub backend: &'static str,
    /// What is started.
    pub program: Program,
    /// Where the command runs.
    pub folder: PathBuf,
    /// Added to the environment of the command: [`environment`].
    pub environment: Vec<(String, String)>,
    /// How long the command may take to end after a signal.
    pub grace: Duration,
}

/// Where a run is recorded.
#[derive(Debug, Clone)]
pub enum Record {
    /// In a run that is created first.
    New(NewRun),
    /// In a run that is there, which keeps its tags and params, and its name unless another is given.
    Existing(RunId, Option<String>),
}

/// A run that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// The run.
    pub run_id: RunId,
    /// As recorded.
    pub status: RunStatus,
    /// How the command ended.
    pub outcome: Outcome,
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

/// Records the run, starts the command, waits for it, and records how it ended: FINISHED (or what the command itself said,
/// if that was FAILED or KILLED), FAILED, or KILLED when a signal asked us to end it. Whatever fails after the run was
/// created, it does not stay RUNNING.
///
/// # Errors
/// The store refused or failed, or the command could not be started. A command that fails is no error.
pub fn run(store: &dyn TrackingStore, plan: &Plan, signals: &Signals, now: &dyn Fn() -> Millis) -> Result<Finished> {
    let run_id = match &plan.record {
        Record::New(new) => store.create_run(whole(new, plan)?)?.info.run_id,
        Record::Existing(id, run_name) => {
            let change = RunChange::Update {
                status: Some(RunStatus::Running),
                end_time: None,
                run_name: run_name.clone(),
            };
            store.update_run(id, change)?;
            id.clone()
        }
    };
    let mut open = OpenRun {
        store,
        run_id,
        now,
        is_ended: false,
    };
    let outcome = open.carry_out(plan, signals)?;
    let status = match outcome {
        Outcome {
            interrupted_by: Some(_),
            ..
        } => RunStatus::Killed,
        Outcome {
            end: End::Exited(0), ..
        } => open.own_verdict().unwrap_or(RunStatus::Finished),
        _ => RunStatus::Failed,
    };
    if let Err(source) = open.end(status) {
        return Err(ProjectError::NotRecorded {
            run_id: open.run_id.clone(),
            status,
            source: Box::new(source),
        });
    }
    Ok(Finished {
        run_id: open.run_id.clone(),
        status,
        outcome,
    })
}

/// A run that ends FAILED unless it is ended otherwise.
struct OpenRun<'a> {
    store: &'a dyn TrackingStore,
    run_id: RunId,
    now: &'a dyn Fn() -> Millis,
    is_ended: bool,
}

impl OpenRun<'_> {
    fn carry_out(&self, plan: &Plan, signals: &Signals) -> Result<Outcome> {
        if matches!(plan.record, Record::Existing(..)) {
            let tags = more_tags(plan)?;
            let params = Vec::new();
            let metrics = Vec::new();
            self.store.log_batch(&self.run_id, &Batch { metrics, params, tags })?;
        }
        let launch = Launch {
            program: &plan.program,
            folder: &plan.folder,
            environment: &plan.environment,
            grace: plan.grace,
        };
        child::launch(&launch, signals).map_err(ProjectError::Launch)
    }

    /// What a command that ended well said of its run itself, if that is bad. (MLflow means to keep it and does not.)
    fn own_verdict(&self) -> Option<RunStatus> {
        let said = self.store.get_run(&self.run_id, &Needs::INFO).ok()?.value.info.status;
        matches!(said, RunStatus::Failed | RunStatus::Killed).then_some(said)
    }

    fn end(&mut self, status: RunStatus) -> Result<()> {
        self.is_ended = true;
        let at = (self.now)();
        Ok(self.store.update_run(&self.run_id, RunChange::End { status, at })?)
    }
}

impl Drop for OpenRun<'_> {
    fn drop(&mut self) {
        if !self.is_ended {
            let _ = self.end(RunStatus::Failed); // what went wrong first is what is reported
        }
    }
}

/// The new run with all that is recorded at its start.
fn whole(new: &NewRun, plan: &Plan) -> Result<NewRun> {
    let mut new = new.clone();
    new.tags.extend(more_tags(plan)?);
    new.params.extend(plan.params.iter().cloned());
    Ok(new)
}

fn more_tags(plan: &Plan) -> Result<Vec<Tag>> {
    let backend = tag(tags::PROJECT_BACKEND, plan.backend)?;
    Ok(plan.tags.iter().cloned().chain([backend]).collect())
}

fn tag(key: &str, value: &str) -> Result<Tag> {
    Ok(Tag {
        key: crate::model::Key::parse(key).map_err(|error| error.named("key", "key"))?,
        value: value.to_owned(),
    })
}
