//! From the command line to a plan.

use std::time::Duration;

use super::Args;
use crate::commands::Context;
use crate::commands::context::tag;
use crate::commands::wanted::WantedExperiment;
use crate::model::{RunId, RunInfo, Tag, random_run_name, tags};
use crate::project::child::Program;
use crate::project::env::Runtime;
use crate::project::source::git;
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
    runtime: &Runtime,
    store: &FileStore,
    context: &Context,
) -> anyhow::Result<(Plan, String)> {
    let bits = context.random();
    let (record, run_id, experiment_id, run_name, params) = match &args.run_id {
        Some(text) => {
            let info = existing(text, store, context)?;
            let new_name = named(args).map(str::to_owned);
            let name = new_name.clone().or(info.run_name).unwrap_or_default();
            (
                Record::Existing(info.run_id.clone(), new_name),
                info.run_id,
                info.experiment_id,
                name,
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
            (Record::New(new), run_id, experiment_id, name, invocation.recorded)
        }
    };
    let mut environment = environment(&folder_uri(store.root()), &experiment_id, &run_id);
    environment.extend(context.own_environment());
    runtime.activate(&mut environment, &context.settings.environment);
    let tag = |value| tag(tags::PROJECT_ENV, value);
    let plan = Plan {
        record,
        params,
        tags: runtime.tag.map(tag).transpose()?.into_iter().collect(),
        backend: "local",
        program: Program::Shell(runtime.command(invocation.command)),
        folder: source.folder.clone(),
        environment,
        grace: GRACE,
    };
    Ok((plan, run_name))
}

/// MLflow takes an empty name for none.
pub(super) fn named(args: &Args) -> Option<&str> {
    args.run_name.as_deref().filter(|name| !name.is_empty())
}

pub(super) fn existing(text: &str, store: &FileStore, context: &Context) -> anyhow::Result<RunInfo> {
    let id = context.find_run(store, text)?;
    Ok(context.readable(TrackingStore::get_run(store, &id, &Needs::INFO)?).info)
}
