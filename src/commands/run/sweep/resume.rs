//! A sweep that was stopped, gone on with.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::super::args::HowArgs;
use super::super::prepare::Prepared;
use super::family::Family;
use super::ready::Ready;
use super::state::Child;
use super::{SweepArgs, owner, points};
use crate::commands::bring::Bring;
use crate::commands::outcome::Advised;
use crate::commands::signals::take_signals;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::model::{Batch, Run, RunId, RunStatus, tags};
use crate::project::sweep::Sweep;
use crate::project::{self, Recipe, Recorded, recorded};
use crate::store::file::FileStore;
use crate::store::{Keys, Needs, RunChange, RunQuery, TrackingStore};

/// Runs the points of a sweep that have no finished run, but for those whose run still lives.
pub(in crate::commands::run) fn resume(
    text: &str,
    args: &SweepArgs,
    from: &Bring,
    how: &HowArgs,
    context: &Context,
) -> anyhow::Result<Exit> {
    args.best()?;
    let capture = how.recording.capture()?;
    let store = context.writable_store()?;
    let id = context.find_run(&store, text)?;
    let parent = context.readable(TrackingStore::get_run(&store, &id, &Needs::ALL)?);
    let (sweep, recipe) = asked_for(&parent)?;
    if parent.info.status == RunStatus::Running && owner::lives(&parent.data.tags) {
        return Err(refusal(
            format!("the sweep {id} still runs"),
            "wait for its end, or stop it with Ctrl-C where it was started",
            exit::CONFLICT,
        ));
    }
    let points = points(&sweep, args)?;
    let prepared = brought(&recipe, from, context)?;
    let ready = Ready::of(prepared, &recipe, sweep, points, how, context)?;
    warn_of_commit(&parent, &ready, context);
    let signals = take_signals()?;
    let ground = match ready.ground(how, &signals, context)? {
        Ok(ground) => ground,
        Err(exit) => return Ok(exit),
    };
    let family = Family::new(&ready, &ground, capture, signals, &store, context)?;
    let mut children = children(&parent, ready.points.len(), &store, context)?;
    children.retain(|_, child| matches!(child.status, RunStatus::Finished | RunStatus::Running));
    let todo: Vec<usize> = (0..ready.points.len())
        .filter(|point| !children.contains_key(point))
        .collect();
    let change = RunChange::Update {
        status: Some(RunStatus::Running),
        end_time: None,
        run_name: None,
    };
    TrackingStore::update_run(&store, &id, change)?;
    let ours = Batch {
        tags: owner::tags()?,
        ..Batch::default()
    };
    TrackingStore::log_batch(&store, &id, &ours)?;
    family.run(parent.info, todo, children, args, how)
}

/// The project, in the version that the sweep began with.
fn brought(recipe: &Recipe, from: &Bring, context: &Context) -> project::Result<Prepared> {
    let version = recipe.version.clone().or_else(|| from.version.clone());
    let offline = from.offline;
    Prepared::of(recipe, &Bring { version, offline }, context)
}

/// What the parent run was asked for.
fn asked_for(parent: &Run) -> anyhow::Result<(Sweep, Recipe)> {
    let id = &parent.info.run_id;
    let Some(text) = parent.data.tags.get(Sweep::TAG) else {
        let message = format!("run {id} is no sweep: it has no tag {}", Sweep::TAG);
        return Err(refusal(
            message,
            "`mlrun run . --sweep -P NAME=VALUES` makes one",
            exit::USAGE,
        ));
    };
    let sweep: Sweep = serde_json::from_str(text).map_err(|error| {
        refusal(
            format!("the tag {} of run {id} cannot be read: {error}", Sweep::TAG),
            "",
            exit::DAMAGED,
        )
    })?;
    match recorded(&parent.data.tags) {
        Ok(Recorded::Project(mut recipe)) => {
            recipe.parameters = Some(sweep.parameters.clone());
            Ok((sweep, recipe))
        }
        Ok(Recorded::Command(_)) => Err(refusal(format!("run {id} is no sweep of a project"), "", exit::USAGE)),
        Err(error) => Err(refusal(
            format!("run {id} cannot be resumed: {error}"),
            "",
            exit::DAMAGED,
        )),
    }
}

fn refusal(message: String, hint: &str, code: u8) -> anyhow::Error {
    let hint = if hint.is_empty() { "begin a new sweep" } else { hint };
    let hint = hint.to_owned();
    Advised { message, hint, code }.into()
}

/// Of each point the newest run, or one that finished. Those that only seem to run are ended.
fn children(
    parent: &Run,
    count: usize,
    store: &FileStore,
    context: &Context,
) -> anyhow::Result<BTreeMap<usize, Child>> {
    let query = RunQuery {
        experiments: Some(vec![parent.info.experiment_id.clone()]),
        needs: Needs {
            tags: Keys::All,
            ..Needs::INFO
        },
        ..RunQuery::default()
    };
    let mut children: BTreeMap<usize, Child> = BTreeMap::new();
    let mut dead: Vec<RunId> = Vec::new();
    let damage = store.each_run(&query, &mut |run| {
        let tag = |key: &str| run.data.tags.get(key).map(String::as_str);
        let point = tag(Sweep::POINT_TAG).and_then(|place| place.parse::<usize>().ok()?.checked_sub(1));
        let is_ours = tag(tags::PARENT_RUN_ID) == Some(parent.info.run_id.as_str());
        let Some(point) = point.filter(|point| is_ours && *point < count) else {
            return ControlFlow::Continue(());
        };
        let mut status = run.info.status;
        if status == RunStatus::Running && !owner::lives(&run.data.tags) {
            dead.push(run.info.run_id.clone());
            status = RunStatus::Killed;
        }
        let run_id = run.info.run_id;
        let child = Child { run_id, status };
        match children.get(&point) {
            Some(newer) if newer.status == RunStatus::Finished || status != RunStatus::Finished => {}
            _ => drop(children.insert(point, child)),
        }
        ControlFlow::Continue(())
    })?;
    context.warn_of(&damage);
    for run in dead {
        let (status, at) = (RunStatus::Killed, context.now());
        TrackingStore::update_run(store, &run, RunChange::End { status, at })?;
    }
    Ok(children)
}

fn warn_of_commit(parent: &Run, ready: &Ready<'_>, context: &Context) {
    let then = parent.data.tags.get(tags::GIT_COMMIT);
    let now = ready.prepared.source.git.as_ref().and_then(|git| git.commit.as_ref());
    if let (Some(then), Some(now)) = (then, now)
        && then != now
    {
        context.ui.warn(&format!(
            "the sweep began at commit {then}, and the project is at {now} now"
        ));
    }
}
