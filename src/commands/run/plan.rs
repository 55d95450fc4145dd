//! From what is prepared to a plan: where it is recorded, with which tags, and what is started.

use std::time::Duration;

use super::args::RecordArgs;
use super::prepare::Prepared;
use crate::commands::Context;
use crate::commands::wanted::WantedExperiment;
use crate::model::{Key, RunId, RunInfo, Tag, random_run_name, tags};
use crate::project::child::Program;
use crate::project::env::Runtime;
use crate::project::source::git;
use crate::project::{self, Invocation, Plan, Recipe, Record, environment, source_tags};
use crate::store::file::{FileStore, folder_uri};
use crate::store::{Needs, NewRun, TrackingStore};

/// How long a command may take to end after a signal, before it is killed; a second signal kills it at once.
const GRACE: Duration = Duration::from_secs(10);

/// Which experiment a new run is for.
pub(super) fn wanted<'a>(record: &'a RecordArgs, context: &'a Context) -> WantedExperiment<'a> {
    let name = record.experiment_name.as_deref().filter(|name| !name.is_empty()); // MLflow takes an empty one for none
    WantedExperiment::of(record.experiment_id.as_deref(), name, context)
}

/// The run that a new one is nested under: the one that this process was started inside, whose id its environment has.
pub(super) fn outer_run(store: &FileStore, context: &Context) -> Option<RunId> {
    let id = context.settings.variable("MLFLOW_RUN_ID")?;
    let id = RunId::parse(id).ok()?;
    TrackingStore::get_run(store, &id, &Needs::INFO).is_ok().then_some(id)
}

/// The tags of a new run.
pub(super) fn new_tags(
    prepared: &Prepared,
    recipe: &Recipe,
    parent: Option<&RunId>,
    context: &Context,
) -> project::Result<Vec<Tag>> {
    let git = prepared.git.as_ref();
    let name = match &prepared.source.given_with_subdirectory {
        Some(given) => given.clone(),
        None => git::source_name(&prepared.source.folder, git),
    };
    source_tags(&context.user(), &name, &recipe.entry_point, git, parent)
}

/// The tags of any run: what it runs in.
pub(super) fn more_tags(runtime: &Runtime) -> project::Result<Vec<Tag>> {
    let environment = runtime.tag.map(|manager| tag(tags::PROJECT_ENV, manager));
    environment.into_iter().collect()
}

/// A run chosen and not yet made, or one that is there.
pub(super) struct Place {
    pub(super) record: Record,
    pub(super) run_id: RunId,
    pub(super) experiment_id: crate::model::ExperimentId,
    pub(super) run_name: String,
}

/// Where the run is recorded; an experiment asked for by name is created where there is none.
pub(super) fn place(
    args: &RecordArgs,
    tags: impl FnOnce() -> project::Result<Vec<Tag>>,
    store: &FileStore,
    context: &Context,
) -> anyhow::Result<Place> {
    if let Some(text) = &args.run_id {
        let info = existing(text, store, context)?;
        let new_name = args.name().map(str::to_owned);
        return Ok(Place {
            run_name: new_name.clone().or(info.run_name).unwrap_or_default(),
            record: Record::Existing(info.run_id.clone(), new_name),
            run_id: info.run_id,
            experiment_id: info.experiment_id,
        });
    }
    let bits = context.random();
    let new = NewRun {
        run_id: RunId::from_random(bits),
        experiment_id: wanted(args, context).find_or_create(store, context)?,
        run_name: args.name().map_or_else(|| random_run_name(bits), str::to_owned),
        user_id: context.user(),
        start_time: context.now(),
        tags: tags()?,
        params: Vec::new(),
    };
    Ok(Place {
        run_id: new.run_id.clone(),
        experiment_id: new.experiment_id.clone(),
        run_name: new.run_name.clone(),
        record: Record::New(new),
    })
}

/// What is to be done there.
pub(super) fn plan(
    prepared: &Prepared,
    invocation: Invocation,
    runtime: &Runtime,
    place: Place,
    store: &FileStore,
    context: &Context,
) -> project::Result<Plan> {
    let mut variables = environment(&folder_uri(store.root()), &place.experiment_id, &place.run_id);
    variables.extend(context.own_environment());
    variables.extend(runtime.variables.iter().cloned());
    let mut commands = runtime.before.clone();
    commands.push(invocation.command);
    let is_new = matches!(place.record, Record::New(_));
    Ok(Plan {
        record: place.record,
        params: if is_new { invocation.recorded } else { Vec::new() },
        tags: more_tags(runtime)?,
        backend: "local",
        program: Program::Shell(commands.join(" && ")),
        folder: prepared.source.folder.clone(),
        environment: variables,
        grace: GRACE,
    })
}

pub(super) fn existing(text: &str, store: &FileStore, context: &Context) -> anyhow::Result<RunInfo> {
    let id = context.find_run(store, text)?;
    Ok(context.readable(TrackingStore::get_run(store, &id, &Needs::INFO)?).info)
}

/// A tag of ours.
pub(super) fn tag(key: &str, value: &str) -> project::Result<Tag> {
    Ok(Tag {
        key: Key::parse(key).map_err(|error| error.named("key", "key"))?,
        value: value.to_owned(),
    })
}
