//! What `--dry-run` shows.

use serde_json::{Map, Value as Json, json};

use super::args::HowArgs;
use super::plan::new_tags;
use super::prepare::Prepared;
use crate::commands::place::PlaceArgs;
use crate::commands::wanted::WantedExperiment;
use crate::commands::{Context, Exit};
use crate::model::tags::PROJECT_BACKEND;
use crate::model::{ExperimentId, RunId};
use crate::project::{Invocation, Recipe, environment};
use crate::store::file::folder_uri;
use crate::store::{ResolveError, resolve_experiment};
use crate::ui::Format;
use crate::view;

/// Shows it.
pub(super) fn show(
    prepared: &Prepared,
    invocation: &Invocation,
    recipe: &Recipe,
    place: &PlaceArgs,
    how: &HowArgs,
    context: &Context,
) -> anyhow::Result<Exit> {
    let page = page(prepared, invocation, recipe, place, context)?;
    context.ui.show(&page, how.output.unwrap_or(Format::Table))?;
    if let Some(refusal) = &invocation.unrecordable {
        context.ui.warn(&format!("a run of this will be refused: {refusal}"));
    }
    Ok(Exit::Ok)
}

/// What would be run and recorded. Nothing is made, not even the store.
fn page(
    prepared: &Prepared,
    invocation: &Invocation,
    recipe: &Recipe,
    place: &PlaceArgs,
    context: &Context,
) -> anyhow::Result<view::Record<Json>> {
    let store = context.store_to_make()?;
    let existing = place.existing(&store, context)?;
    let by_name = |name: &str| match resolve_experiment(&store, name, true) {
        Err(ResolveError::NotFound { .. }) => Ok(None),
        found => found.map(Some),
    };
    let (experiment_id, experiment_name) = match (&existing, place.experiment(context)) {
        (Some(info), _) => (Some(info.experiment_id.clone()), None),
        (None, WantedExperiment::Id(id)) => (Some(context.find_experiment(&store, (id, false))?), None),
        (None, WantedExperiment::Name(name)) => (by_name(name)?, Some(name)),
        (None, WantedExperiment::Default) => (Some(ExperimentId::default_experiment()), None),
    };
    let (tags, params) = match existing {
        Some(_) => (Vec::new(), &[][..]),
        None => {
            let parent = context.parent(&store);
            let tags = new_tags(prepared, recipe, parent.as_ref(), context)?;
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
    let variables: Vec<(String, String)> = variables.collect();
    let user = context.user();
    let object = |pairs: &[(String, String)]| -> Map<String, Json> {
        pairs.iter().map(|(name, value)| (name.clone(), json!(value))).collect()
    };
    let mut tags: Vec<(String, String)> = tags.into_iter().map(|tag| (tag.key.to_string(), tag.value)).collect();
    tags.push((PROJECT_BACKEND.to_owned(), "local".to_owned()));
    let params: Vec<(String, String)> = params.iter().map(|p| (p.key.to_string(), p.value.clone())).collect();
    let rows = |pairs: &[(String, String)]| -> Vec<(String, view::Cell)> {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect()
    };
    let page = view::Record::new(json!({
        "command": invocation.command,
        "working_dir": prepared.source.folder.to_string_lossy(),
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
    Ok(page
        .row("command", invocation.command.as_str())
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
