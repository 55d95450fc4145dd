//! What `--dry-run` shows.

use std::fmt::Display;

use serde_json::{Map, Value as Json, json};

use super::args::HowArgs;
use super::container::{self, Container};
use super::ground::{Foreseen, foreseen};
use super::plan::new_tags;
use super::prepare::Prepared;
use crate::commands::place::PlaceArgs;
use crate::commands::{Context, Exit};
use crate::model::tags::{PROJECT_BACKEND, PROJECT_ENV};
use crate::model::{ExperimentId, RunId};
use crate::project::container::ContainerRun;
use crate::project::env::{self, EnvManager};
use crate::project::{Invocation, ProjectEnv, ProjectError, Recipe, environment};
use crate::store::file::{FileStore, folder_uri};
use crate::ui::{Format, Report};
use crate::view::{self, Cell};

/// Shows it.
pub(super) fn show(
    prepared: &Prepared,
    invocation: &Invocation,
    recipe: &Recipe,
    place: &PlaceArgs,
    how: &HowArgs,
    context: &Context,
) -> anyhow::Result<Exit> {
    let (foreseen, refusal) = match foreseen(prepared, invocation, recipe, how, context) {
        Ok(foreseen) => (Some(foreseen), None),
        Err(error) => (None, Some(error)),
    };
    let page = page((prepared, invocation, recipe), place, foreseen.as_ref(), context)?;
    context.ui.show(&page, how.output.unwrap_or(Format::Table))?;
    if let Some(refusal) = &invocation.unrecordable {
        context.ui.warn(&refused(refusal));
    }
    if let Some(refusal) = refusal {
        warn(&refusal, context);
    }
    Ok(Exit::Ok)
}

/// Warns of what a run would be refused for.
pub(super) fn warn(refusal: &ProjectError, context: &Context) {
    let report = Report::new(refused(refusal));
    context.ui.warning(&match refusal.hint() {
        Some(hint) => report.hint(hint),
        None => report,
    });
}

fn refused(why: &dyn Display) -> String {
    format!("a run of this will be refused: {why}")
}

/// What the command would run in, for people.
pub(super) fn in_words(env: &env::Foreseen) -> String {
    match (&env.name, &env.from) {
        (None, _) => "what is installed here".to_owned(),
        (Some(name), _) if env.is_ready => format!("{name}, which is there"),
        (Some(name), Some(file)) => format!("{name}, to be made as {file} says"),
        (Some(name), None) => format!("{name}, to be made with nothing in it"),
    }
}

/// What would be run and recorded. Nothing is made, not even the store.
fn page(
    (prepared, invocation, recipe): (&Prepared, &Invocation, &Recipe),
    place: &PlaceArgs,
    foreseen: Option<&Foreseen>,
    context: &Context,
) -> anyhow::Result<view::Record<Json>> {
    let (env, container) = match foreseen {
        Some(Foreseen::Here(env)) => (Some(env), None),
        Some(Foreseen::Container(container)) => (None, Some(container.as_ref())),
        None => (None, None),
    };
    let store = context.store_to_make()?;
    let existing = place.existing(&store, context)?;
    let wanted = place.experiment(context);
    let (experiment_id, experiment_name) = match &existing {
        Some(info) => (Some(info.experiment_id.clone()), None),
        None => {
            let name = wanted.name();
            (wanted.find(&store, context)?, name)
        }
    };
    let (tags, params) = match existing {
        Some(_) => (Vec::new(), &[][..]),
        None => {
            let parent = context.parent(&store);
            let tags = new_tags(prepared, (recipe, true), parent.as_ref(), context)?;
            (tags, &invocation.recorded[..])
        }
    };
    let run_id = existing.as_ref().map(|info| info.run_id.as_str());
    let experiment_id = experiment_id.as_ref().map(ExperimentId::as_str);
    let shown = |value: Option<&str>, otherwise: &str| value.unwrap_or(otherwise).to_owned();
    let id = ExperimentId::default_experiment();
    let variables = environment(&folder_uri(store.root()), &id, &RunId::from_random(0))
        .into_iter()
        .chain(context.own_environment())
        .map(|(name, value)| {
            let value = match name.as_str() {
                "MLFLOW_RUN_ID" => shown(run_id, "(chosen when it runs)"),
                "MLFLOW_EXPERIMENT_ID" => shown(experiment_id, "(created when it runs)"),
                _ => value,
            };
            (name, value)
        });
    let started = match container {
        Some(container) => Some(container_line(
            container,
            (prepared, invocation, recipe),
            (run_id, experiment_id),
            &store,
            context,
        )?),
        None => None,
    };
    let (started, more) = started.map_or_else(|| (None, Vec::new()), |(line, tags)| (Some(line), tags));
    let variables: Vec<(String, String)> = match &prepared.project.env {
        ProjectEnv::Docker(_) => Vec::new(), // what its container gets is in its line
        _ => variables.collect(),
    };
    let user = context.user();
    let object = |pairs: &[(String, String)]| -> Map<String, Json> {
        pairs.iter().map(|(name, value)| (name.clone(), json!(value))).collect()
    };
    let mut tags: Vec<(String, String)> = tags.into_iter().map(|tag| (tag.key.to_string(), tag.value)).collect();
    let manager = env
        .map(|env| env.manager)
        .filter(|manager| *manager != EnvManager::Local);
    tags.extend(manager.map(|manager| (PROJECT_ENV.to_owned(), manager.to_string())));
    tags.extend(more);
    tags.push((
        PROJECT_BACKEND.to_owned(),
        recipe.backend.clone().unwrap_or_else(|| "local".to_owned()),
    ));
    let params: Vec<(String, String)> = params.iter().map(|p| (p.key.to_string(), p.value.clone())).collect();
    let rows = |pairs: &[(String, String)]| -> Vec<(String, Cell)> {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect()
    };
    let page = view::Record::new(json!({
        "command": invocation.command,
        "working_dir": prepared.source.folder.to_string_lossy(),
        "container": started,
        "env": env.map(|env| json!({
            "manager": env.manager,
            "name": env.name,
            "from": env.from,
            "is_ready": env.is_ready,
        })),
        "entry_point": recipe.entry_point,
        "parameters": object(&invocation.parameters),
        "environment": object(&variables),
        "run": {
            "run_id": run_id,
            "experiment_id": experiment_id,
            "experiment_name": experiment_name,
            "run_name": place.name(),
            "user_id": user,
            "tags": object(&tags),
            "params": object(&params),
        },
    }));
    let page = page.row("command", invocation.command.as_str());
    let page = match &started {
        Some(started) => page.row("container", started.as_str()),
        None => page,
    };
    Ok(page
        .row("env", Cell::text(env.map(in_words).as_deref()))
        .row("working_dir", prepared.source.folder.to_string_lossy().into_owned())
        .row("entry_point", recipe.entry_point.as_str())
        .row("user_id", user.as_str())
        .section("environment")
        .rows(rows(&variables))
        .section("params")
        .rows(rows(&params))
        .section("tags")
        .rows(rows(&tags)))
}

/// What starts the container, and the tags that tell of it. Ids that are chosen when it runs are named so.
fn container_line(
    container: &Container,
    (prepared, invocation, recipe): (&Prepared, &Invocation, &Recipe),
    (run_id, experiment_id): (Option<&str>, Option<&str>),
    store: &FileStore,
    context: &Context,
) -> anyhow::Result<(String, Vec<(String, String)>)> {
    let new = (RunId::from_random(0), ExperimentId::from_random(0));
    let run_id = run_id.map_or(Ok(new.0.clone()), RunId::parse)?;
    let experiment_id = experiment_id.map_or(Ok(new.1.clone()), ExperimentId::parse)?;
    let tracking_uri = folder_uri(store.root());
    let artifact_uri = store.artifacts_of_new_run(&experiment_id, &run_id);
    let artifact_uri = artifact_uri.unwrap_or_else(|_| format!("{tracking_uri}/{experiment_id}/{run_id}/artifacts"));
    let run = ContainerRun {
        command: &invocation.command,
        run_id: &run_id,
        experiment_id: &experiment_id,
        tracking_uri: &tracking_uri,
        artifact_uri: &artifact_uri,
        paths: &container::paths(prepared, invocation, recipe),
    };
    let named = |text: String| {
        let text = text.replace(new.0.as_str(), "RUN_ID");
        text.replace(new.1.as_str(), "EXPERIMENT_ID")
    };
    let now = context.now();
    let line = container.shown(&run, now, context)?;
    let tags = container.started(&run, now, context)?.tags.into_iter();
    Ok((named(line), tags.map(|(key, value)| (key, named(value))).collect()))
}
