//! What is deleted: runs, experiments and logged models, as MLflow's `gc` picks them (`mlflow/cli/__init__.py`,
//! `_gc_tracking_resources`).

use std::collections::BTreeMap;

use super::{Garbage, GarbageKind, GcOptions, GcPlan};
use crate::model::{Experiment, ExperimentId, Invalid, Lifecycle, LoggedModelId, Millis, RunId, RunInfo, ViewType};
use crate::store::file::layout::{ExperimentDir, RunDir};
use crate::store::file::{FileStore, meta};
use crate::store::{ExperimentQuery, Needs, Result, RunQuery, StoreError, TrackingStore};

/// What is deleted and goes.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) things: Vec<Garbage>,
    /// Every run that goes, alone or with its experiment.
    pub(super) runs: Vec<RunInfo>,
    /// Whose artifacts are recorded where, of the runs that stay.
    pub(super) staying: Vec<RunInfo>,
    /// Of logged models that go: which, and where their files are recorded.
    pub(super) models: Vec<(LoggedModelId, ExperimentId, Option<String>)>,
}

pub(super) fn find(store: &FileStore, options: &GcOptions, plan: &mut GcPlan) -> Result<Found> {
    let experiments = TrackingStore::search_experiments(store, &ExperimentQuery::all())?;
    plan.damage.extend(experiments.damage);
    let query = RunQuery {
        view: ViewType::All,
        needs: Needs::INFO,
        ..RunQuery::default()
    };
    let runs = TrackingStore::search_runs(store, &query)?;
    plan.damage.extend(runs.damage);
    let runs: Vec<RunInfo> = runs.items.into_iter().map(|run| run.info).collect();
    let mut found = Found::default();
    let gone = chosen_experiments(store, options, &experiments.items, &runs, &mut found)?;
    let wanted = chosen_runs(store, options, &runs)?;
    for info in runs {
        if gone.contains_key(&info.experiment_id) {
            found.runs.push(info);
        } else if let Some((dir, deleted)) = wanted.get(&(info.experiment_id.clone(), info.run_id.clone())) {
            found.things.push(Garbage {
                name: info.run_name.clone(),
                experiment: Some(info.experiment_id.clone()),
                deleted: *deleted,
                ..Garbage::new(GarbageKind::Run, info.run_id.as_str(), dir.path.clone())
            });
            found.runs.push(info);
        } else {
            found.staying.push(info);
        }
    }
    choose_models(store, options, &gone, &mut found)?;
    Ok(found)
}

/// Whether something deleted then is old enough; what does not tell is (as in MLflow).
fn is_old(options: &GcOptions, deleted: Option<Millis>) -> bool {
    let age = |deleted: Millis| options.now.0.saturating_sub(deleted.0);
    deleted.is_none_or(|deleted| age(deleted) >= options.older_than.unwrap_or(0))
}

fn too_young(what: &str, id: &str) -> StoreError {
    Invalid(format!(
        "{what} {id} is not older than the required age (--older-than)."
    ))
    .into()
}

fn not_deleted(what: &str, id: &str, only: &str) -> StoreError {
    StoreError::WrongState(format!(
        "{what} {id} is not in `deleted` lifecycle stage. Only {only} in `deleted` lifecycle stage can be deleted."
    ))
}

fn deleted_time(dir: &RunDir) -> Option<Millis> {
    let node = meta::read(&dir.meta(), &mut Vec::new()).ok().flatten()?;
    meta::millis(&node, "deleted_time")
}

/// Runs by experiment and id, with the time of their deletion.
type Chosen = BTreeMap<(ExperimentId, RunId), (RunDir, Option<Millis>)>;

/// The runs that go by themselves.
fn chosen_runs(store: &FileStore, options: &GcOptions, runs: &[RunInfo]) -> Result<Chosen> {
    let mut chosen = Chosen::new();
    let place = |info: &RunInfo| {
        store
            .layout()
            .experiment(&info.experiment_id)
            .map(|home| home.run(&info.run_id))
    };
    let key = |info: &RunInfo| (info.experiment_id.clone(), info.run_id.clone());
    if let Some(named) = &options.runs {
        for id in named {
            let info = runs.iter().find(|info| info.run_id == *id);
            let Some((info, dir)) = info.and_then(|info| Some((info, place(info)?))) else {
                return Err(StoreError::NotFound(format!("Run '{id}' not found")));
            };
            if info.lifecycle_stage != Lifecycle::Deleted {
                return Err(not_deleted("Run", id.as_str(), "runs"));
            }
            let deleted = deleted_time(&dir);
            if !is_old(options, deleted) {
                return Err(too_young("Run", id.as_str()));
            }
            chosen.insert(key(info), (dir, deleted));
        }
    } else if !options.only {
        for info in runs.iter().filter(|info| info.lifecycle_stage == Lifecycle::Deleted) {
            let Some(dir) = place(info) else { continue };
            let deleted = deleted_time(&dir);
            if is_old(options, deleted) {
                chosen.insert(key(info), (dir, deleted));
            }
        }
    }
    Ok(chosen)
}

/// The experiments that go, added to what is found.
fn chosen_experiments(
    store: &FileStore,
    options: &GcOptions,
    experiments: &[Experiment],
    runs: &[RunInfo],
    found: &mut Found,
) -> Result<BTreeMap<ExperimentId, ExperimentDir>> {
    let mut chosen = BTreeMap::new();
    let is_named = options.experiments.is_some();
    let named = options.experiments.iter().flatten().map(|id| {
        let found = experiments.iter().find(|experiment| experiment.experiment_id == *id);
        found.ok_or_else(|| StoreError::NotFound(format!("Could not find experiment with ID {id}")))
    });
    let all = experiments
        .iter()
        .filter(|experiment| !is_named && !options.only && experiment.lifecycle_stage == Lifecycle::Deleted);
    for experiment in named.chain(all.map(Ok)) {
        let experiment = experiment?;
        let id = &experiment.experiment_id;
        if experiment.lifecycle_stage != Lifecycle::Deleted {
            return Err(not_deleted("Experiment", id.as_str(), "experiments"));
        }
        let Some(dir) = store.layout().experiment(id) else {
            continue;
        };
        let deleted = experiment.last_update_time;
        if options.older_than.is_some() && (deleted.is_none() || !is_old(options, deleted)) {
            if is_named {
                return Err(too_young("Experiment", id.as_str()));
            }
            continue;
        }
        let young = runs.iter().filter(|info| info.experiment_id == *id).find(|info| {
            info.lifecycle_stage == Lifecycle::Deleted && !is_old(options, deleted_time(&dir.run(&info.run_id)))
        });
        let thing = Garbage {
            name: Some(experiment.name.clone()),
            experiment: Some(id.clone()),
            deleted,
            ..Garbage::new(GarbageKind::Experiment, id.as_str(), dir.path.clone())
        };
        match young {
            Some(run) if is_named => return Err(too_young("Run", run.run_id.as_str())),
            Some(run) => found
                .things
                .push(thing.stays(format!("run {} in it was deleted too short a time ago", run.run_id))),
            None => {
                found.things.push(thing);
                chosen.insert(id.clone(), dir);
            }
        }
    }
    Ok(chosen)
}

/// The logged models that go by themselves, and those that go with their experiment.
fn choose_models(
    store: &FileStore,
    options: &GcOptions,
    gone: &BTreeMap<ExperimentId, ExperimentDir>,
    found: &mut Found,
) -> Result<()> {
    let mut unseen: Vec<&LoggedModelId> = options.logged_models.iter().flatten().collect();
    for home in store.layout().experiments()?.dirs {
        for dir in home.logged_models().map(|found| found.dirs).unwrap_or_default() {
            let Ok(Some(node)) = meta::read(&dir.meta(), &mut Vec::new()) else {
                continue;
            };
            let location = meta::field(&node, "artifact_location");
            let is_deleted = meta::field(&node, "lifecycle_stage").is_some_and(|stage| stage == "deleted");
            let updated = meta::millis(&node, "last_updated_timestamp");
            let is_named = unseen.contains(&&dir.id);
            unseen.retain(|id| **id != dir.id);
            if is_named && !is_deleted {
                return Err(not_deleted("Logged model", dir.id.as_str(), "logged models"));
            }
            if is_named && !is_old(options, updated) {
                return Err(too_young("Logged model", dir.id.as_str()));
            }
            if gone.contains_key(&home.id) {
                found.models.push((dir.id, home.id.clone(), location));
                continue;
            }
            let all = options.logged_models.is_none() && !options.only;
            if is_named || (all && is_deleted && is_old(options, updated)) {
                found.things.push(Garbage {
                    name: meta::field(&node, "name"),
                    experiment: Some(home.id.clone()),
                    deleted: updated,
                    ..Garbage::new(GarbageKind::LoggedModel, dir.id.as_str(), dir.path.clone())
                });
                found.models.push((dir.id, home.id.clone(), location));
            }
        }
    }
    match unseen.first() {
        Some(id) => Err(StoreError::NotFound(format!("Model '{id}' not found"))),
        None => Ok(()),
    }
}
