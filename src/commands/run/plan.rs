//! From the command line to a plan.

use std::time::Duration;

use super::Args;
use super::container::Container;
use crate::commands::Context;
use crate::commands::wanted::WantedExperiment;
use crate::model::{RunId, RunInfo, Tag, random_run_name};
use crate::project::child::Program;
use crate::project::container::ContainerRun;
use crate::project::source::git;
use crate::project::tool::Call;
use crate::project::{self, Invocation, Plan, Record, Source, environment, source_tags};
use crate::store::file::{FileStore, folder_uri};
use crate::store::{Needs, NewRun, TrackingStore};

/// How long a command may take to end after a signal, before it is killed; a second signal kills it at once.
const GRACE: Duration = Duration::from_secs(10);

pub(super) fn wanted<'a>(args: &'a Args, context: &'a Context) -> WantedExperiment<'a> {
    let name = args.experiment_name.as_deref().filter(|name| !name.is_empty()); // MLflow takes an empty one for none
    WantedExperiment::of(args.experiment_id.as_deref(), name, context)
}

/// The tags of a new run. One that is started inside another, whose id its environment has, is nested under it.
pub(super) fn tags(args: &Args, source: &Source, store: &FileStore, context: &Context) -> project::Result<Vec<Tag>> {
    let git = git::state(&source.folder);
    let name = match &source.given_with_subdirectory {
        Some(given) => given.clone(),
        None => git::source_name(&source.folder, git.as_ref()),
    };
    let parent = context
        .settings
        .variable("MLFLOW_RUN_ID")
        .and_then(|id| RunId::parse(id).ok())
        .filter(|id| TrackingStore::get_run(store, id, &Needs::INFO).is_ok());
    source_tags(&context.user(), &name, &args.entry_point, git.as_ref(), parent.as_ref())
}

pub(super) fn plan(
    args: &Args,
    source: &Source,
    invocation: Invocation,
    container: Option<&Container>,
    store: &FileStore,
    context: &Context,
) -> anyhow::Result<(Plan, String, Option<Call>)> {
    let bits = context.random();
    let (record, run_id, experiment_id, run_name, artifact_uri, params) = match &args.run_id {
        Some(text) => {
            let info = existing(text, store, context)?;
            let new_name = named(args).map(str::to_owned);
            let name = new_name.clone().or(info.run_name).unwrap_or_default();
            (
                Record::Existing(info.run_id.clone(), new_name),
                info.run_id,
                info.experiment_id,
                name,
                info.artifact_uri.unwrap_or_default(),
                Vec::new(),
            )
        }
        None => {
            let new = NewRun {
                run_id: RunId::from_random(bits),
                experiment_id: wanted(args, context).find_or_create(store, context)?,
                run_name: named(args).map_or_else(|| random_run_name(bits), str::to_owned),
                user_id: context.user(),
                start_time: context.now(),
                tags: tags(args, source, store, context)?,
            };
            let (run_id, experiment_id) = (new.run_id.clone(), new.experiment_id.clone());
            let name = new.run_name.clone();
            let artifact_uri = store.artifacts_of_new_run(&experiment_id, &run_id)?;
            (
                Record::New(new),
                run_id,
                experiment_id,
                name,
                artifact_uri,
                invocation.recorded,
            )
        }
    };
    let tracking_uri = folder_uri(store.root());
    let mut plan = Plan {
        record,
        params,
        tags: Vec::new(),
        backend: container.map_or("local", Container::backend),
        program: Program::Argv(Vec::new()),
        folder: source.folder.clone(),
        environment: Vec::new(),
        grace: GRACE,
    };
    let mut ending = None;
    match container {
        None => {
            plan.program = Program::Shell(invocation.command);
            plan.environment = environment(&tracking_uri, &experiment_id, &run_id);
            plan.environment.extend(context.own_environment());
        }
        Some(container) => {
            let run = ContainerRun {
                command: &invocation.command,
                run_id: &run_id,
                experiment_id: &experiment_id,
                tracking_uri: &tracking_uri,
                artifact_uri: &artifact_uri,
                paths: &[],
            };
            let started = container.started(&run, context.now(), context)?;
            let tags = started
                .tags
                .iter()
                .map(|(key, value)| crate::commands::context::tag(key, value));
            plan.tags = tags.collect::<Result<_, _>>()?;
            plan.program = Program::Argv(started.argv);
            plan.environment = started.environment;
            ending = Some(started.ending);
        }
    }
    Ok((plan, run_name, ending))
}

/// MLflow takes an empty name for none.
pub(super) fn named(args: &Args) -> Option<&str> {
    args.run_name.as_deref().filter(|name| !name.is_empty())
}

pub(super) fn existing(text: &str, store: &FileStore, context: &Context) -> anyhow::Result<RunInfo> {
    let id = context.find_run(store, text)?;
    Ok(context.readable(TrackingStore::get_run(store, &id, &Needs::INFO)?).info)
}
