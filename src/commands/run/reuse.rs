//! `--cache`: a finished run that did the same stands for a new one.

use std::ops::ControlFlow;
use std::path::Path;

use super::args::HowArgs;
use super::ground::Ground;
use super::prepare::Prepared;
use crate::commands::context::tag;
use crate::commands::place::PlaceArgs;
use crate::commands::{Context, Exit};
use crate::model::{ExperimentId, RunInfo, RunStatus, Tag, tags};
use crate::project::reuse::{Hash, Ingredients, hash_of, project_files};
use crate::project::{self, Invocation, Recipe};
use crate::store::file::FileStore;
use crate::store::{Keys, Needs, RunQuery, TrackingStore};
use crate::view;

/// What was found.
pub(super) enum Found {
    /// A finished run that was made from the same: the newest.
    Same(RunInfo),
    /// None, but one of the same entry point, which differs in these parts: the newest.
    Changed(RunInfo, Vec<&'static str>),
    /// No finished run of this entry point says what it was made from.
    Nothing,
}

/// Ends with a run that did the same, or returns the tag that lets a later run reuse this one.
pub(super) fn reuse_or_tag(
    wanted: &Ingredients,
    recipe: &Recipe,
    (place, how): (&PlaceArgs, &HowArgs),
    store: &FileStore,
    context: &Context,
) -> anyhow::Result<Result<Tag, Exit>> {
    let entry_point = &recipe.entry_point;
    let found = match place.experiment(context).find(store, context)? {
        Some(experiment) => find(wanted, entry_point, &experiment, store)?,
        None => Found::Nothing,
    };
    match found {
        Found::Same(info) => {
            let name = info.run_name.as_deref().unwrap_or_default();
            context.ui.status(&format!(
                "Run (ID '{}') {name} is reused: it had the same code, parameters, inputs and environment. Nothing was run.",
                info.run_id
            ));
            if let Some(format) = how.output {
                let run = context.readable(TrackingStore::get_run(store, &info.run_id, &Needs::ALL)?);
                context.ui.show(&view::run_page(&run, None), format)?;
            }
            return Ok(Err(Exit::Ok));
        }
        Found::Changed(info, parts) => context.ui.status(&format!(
            "No run to reuse: since run {} ({}) there is a change in {}.",
            info.run_id,
            info.run_name.as_deref().unwrap_or_default(),
            parts.join(", ")
        )),
        Found::Nothing => context.ui.status(&format!(
            "No run to reuse: no finished run of {entry_point} in this experiment was made with --cache."
        )),
    }
    Ok(Ok(tag(Ingredients::TAG, &wanted.to_tag())?))
}

/// Looks among the finished runs of an experiment.
pub(super) fn find(
    wanted: &Ingredients,
    entry_point: &str,
    experiment: &ExperimentId,
    store: &dyn TrackingStore,
) -> anyhow::Result<Found> {
    let keys = [Ingredients::TAG, tags::PROJECT_ENTRY_POINT];
    let query = RunQuery {
        experiments: Some(vec![experiment.clone()]),
        needs: Needs {
            tags: Keys::Some(keys.map(str::to_owned).into()),
            ..Needs::INFO
        },
        ..RunQuery::default()
    };
    let mut found = Found::Nothing;
    store.each_run(&query, &mut |run| {
        let tag = |key: &str| run.data.tags.get(key).map(String::as_str);
        let made_from = tag(Ingredients::TAG).and_then(Ingredients::of_tag);
        let is_of_entry_point = tag(tags::PROJECT_ENTRY_POINT).is_some_and(|name| name == entry_point);
        let Some(made_from) = made_from.filter(|_| is_of_entry_point && run.info.status == RunStatus::Finished) else {
            return ControlFlow::Continue(());
        };
        let differing = wanted.that_differ(&made_from);
        if differing.is_empty() {
            found = Found::Same(run.info);
            return ControlFlow::Break(());
        }
        if matches!(found, Found::Nothing) {
            found = Found::Changed(run.info, differing);
        }
        ControlFlow::Continue(())
    })?;
    Ok(found)
}

/// What a run would be made from.
pub(super) fn ingredients(
    prepared: &Prepared,
    invocation: &Invocation,
    recipe: &Recipe,
    ground: &Ground,
    store: &Path,
) -> project::Result<Ingredients> {
    let declared = prepared.entry_point(recipe);
    let is_path =
        |name: &str| declared.is_some_and(|entry| entry.parameters.iter().any(|p| p.name == name && p.kind == "path"));
    let mut inputs = Hash::default();
    let mut parameters = Vec::new();
    for (name, value) in &invocation.parameters {
        if is_path(name) {
            inputs.text(name);
            inputs.tree(Path::new(value))?;
        } else {
            parameters.extend([name.as_str(), value]);
        }
    }
    let template = declared.and_then(|entry| entry.command.as_deref().ok());
    let environment = match ground {
        Ground::Here(here) => here
            .runtime
            .fingerprint
            .as_deref()
            .or(here.runtime.tag)
            .unwrap_or("local")
            .to_owned(),
        Ground::Container(container) => container.image().identity().to_owned(),
    };
    Ok(Ingredients {
        code: code(prepared, store)?,
        command: hash_of([recipe.entry_point.as_str(), template.unwrap_or_default()]),
        parameters: hash_of(parameters),
        inputs: inputs.end(),
        environment: hash_of([environment.as_str(), recipe.python.as_deref().unwrap_or_default()]),
    })
}

/// The commit with what is not committed, or all files of the folder.
fn code(prepared: &Prepared, store: &Path) -> project::Result<String> {
    let source = &prepared.source;
    let mut hash = Hash::default();
    let commit = source.git.as_ref().and_then(|git| git.commit.as_deref());
    let is_known = source.is_fresh() || prepared.changes.as_ref().is_some_and(|changes| changes.note.is_none());
    match commit.filter(|_| is_known) {
        None => hash.files(&project_files(&source.folder, &[store.to_owned()])?)?,
        Some(commit) => {
            hash.text(commit);
            hash.text(source.name.split_once('#').map_or("", |(_, folder)| folder));
            if let Some(changes) = &prepared.changes {
                hash.bytes(changes.diff.as_deref().unwrap_or_default());
                let root = source
                    .git
                    .as_ref()
                    .and_then(|git| git.work_tree.as_deref())
                    .unwrap_or(&source.folder);
                for name in &changes.untracked {
                    hash.text(name);
                    hash.tree(&root.join(name))?;
                }
            }
        }
    }
    Ok(hash.end())
}
