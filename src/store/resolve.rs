//! From what people type to the thing they mean.

use super::{Better, ExperimentQuery, Needs, RunQuery, StoreError, TrackingStore, best_runs};
use crate::model::{Experiment, ExperimentId, Figure, Lifecycle, Millis, RunId, RunInfo, ViewType};
use crate::near::nearest;

/// The shortest prefix of an id that is taken for one.
const MIN_PREFIX: usize = 4;

/// Why a text did not name one thing.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// It names nothing.
    #[error("no {kind} `{text}`")]
    NotFound {
        /// `run` or `experiment`.
        kind: &'static str,
        /// What was typed.
        text: String,
        /// The nearest name there is, if one is near.
        near: Option<String>,
    },
    /// It names several things.
    #[error("`{text}` names {} {kind}s", candidates.len())]
    Ambiguous {
        /// `run` or `experiment`.
        kind: &'static str,
        /// What was typed.
        text: String,
        /// What it could mean.
        candidates: Vec<Candidate>,
    },
    /// `best:KEY` of a metric that has a number in no run.
    #[error("no active run has a number for metric `{key}`")]
    NoMetric {
        /// The metric.
        key: String,
        /// The nearest reference that means a run, if one is near.
        near: Option<String>,
    },
    /// `best:KEY` of a metric that does not say which end is the better.
    #[error("is the best `{key}` the smallest or the greatest?")]
    Direction {
        /// The metric.
        key: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One thing that a text could mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it began.
    pub time: Option<Millis>,
}

/// The run meant by an id, a unique prefix of one (4 or more characters), a name that is unique (among active runs, else
/// among all), `@` for the newest active run or `@~N` for the Nth before it.
///
/// # Errors
/// [`ResolveError`].
pub fn resolve_run(store: &dyn TrackingStore, text: &str) -> Result<RunId, ResolveError> {
    let infos = |view, max| -> Result<Vec<RunInfo>, ResolveError> {
        let query = RunQuery {
            view,
            max,
            ..RunQuery::default()
        };
        Ok(store
            .search_runs(&query)?
            .items
            .into_iter()
            .map(|run| run.info)
            .collect())
    };
    let missing = |near| ResolveError::NotFound {
        kind: "run",
        text: text.to_owned(),
        near,
    };
    if let Some(back) = text.strip_prefix('@') {
        let back = match back.strip_prefix('~') {
            Some(n) => n.parse::<usize>().ok(),
            None => back.is_empty().then_some(0),
        };
        if let Some(back) = back {
            let newest = infos(ViewType::ActiveOnly, i64::try_from(back.saturating_add(1)).ok())?;
            return newest
                .into_iter()
                .nth(back)
                .map(|info| info.run_id)
                .ok_or_else(|| missing(None));
        }
    }
    if let Some(best) = text.strip_prefix("best:") {
        return match best {
            "" | "min:" | "max:" => Err(missing(None)),
            best => resolve_best(store, best),
        };
    }
    if let Ok(id) = RunId::parse(text) {
        match store.get_run(&id, &Needs::INFO) {
            Ok(_) | Err(StoreError::Damaged { .. }) => return Ok(id),
            Err(StoreError::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let ids = store.list_run_ids()?;
    let is_prefix = |id: &RunId| text.chars().count() >= MIN_PREFIX && id.as_str().starts_with(text);
    let mut by_prefix: Vec<&RunId> = ids.iter().map(|(_, id)| id).filter(|id| is_prefix(id)).collect();
    by_prefix.sort();
    by_prefix.dedup();
    let all = infos(ViewType::All, None)?;
    let mut meant: Vec<&RunInfo> = all
        .iter()
        .filter(|info| info.run_name.as_deref() == Some(text))
        .collect();
    if meant.iter().any(|info| info.lifecycle_stage == Lifecycle::Active) {
        meant.retain(|info| info.lifecycle_stage == Lifecycle::Active);
    }
    if let ([id], []) = (&by_prefix[..], &meant[..]) {
        return Ok((*id).clone());
    }
    meant.extend(all.iter().filter(|info| by_prefix.contains(&&info.run_id)));
    match &meant[..] {
        [one] => Ok(one.run_id.clone()),
        [] => {
            let near = nearest(text, all.iter().filter_map(|info| info.run_name.as_deref()));
            Err(missing(near.map(str::to_owned)))
        }
        several => Err(ResolveError::Ambiguous {
            kind: "run",
            text: text.to_owned(),
            candidates: several
                .iter()
                .map(|info| Candidate {
                    id: info.run_id.to_string(),
                    name: info.run_name.clone().unwrap_or_default(),
                    time: info.start_time,
                })
                .collect(),
        }),
    }
}

fn resolve_best(store: &dyn TrackingStore, text: &str) -> Result<RunId, ResolveError> {
    let (prefix, key, better) = match text.split_once(':') {
        Some(("min", key)) => ("best:min:", key, Better::Smaller),
        Some(("max", key)) => ("best:max:", key, Better::Greater),
        _ => {
            let key = text.to_owned();
            let better = Better::guess(text).ok_or(ResolveError::Direction { key })?;
            ("best:", text, better)
        }
    };
    let found = best_runs(store, &RunQuery::default(), (key, Figure::Last), better)?;
    match found.runs.into_iter().next() {
        Some(run) => Ok(run),
        None => Err(ResolveError::NoMetric {
            key: key.to_owned(),
            near: nearest(key, found.others.iter().map(String::as_str)).map(|near| format!("{prefix}{near}")),
        }),
    }
}

/// The experiment meant by an id or a name; with `name_only`, by a name. Of two with one name the active one is meant.
///
/// # Errors
/// [`ResolveError`].
pub fn resolve_experiment(
    store: &dyn TrackingStore,
    text: &str,
    name_only: bool,
) -> Result<ExperimentId, ResolveError> {
    if !name_only && let Ok(id) = ExperimentId::parse(text) {
        match store.get_experiment(&id) {
            Ok(_) => return Ok(id),
            Err(StoreError::NotFound(_)) => {}
            // an experiment whose meta.yaml is unreadable still has runs that are asked for by its id
            Err(StoreError::Damaged { .. }) => return Ok(id),
            Err(error) => return Err(error.into()),
        }
    }
    let all = store.search_experiments(&ExperimentQuery::all())?.items;
    let mut named: Vec<&Experiment> = all.iter().filter(|e| e.name == text).collect();
    if named.iter().any(|e| e.lifecycle_stage == Lifecycle::Active) {
        named.retain(|e| e.lifecycle_stage == Lifecycle::Active);
    }
    match &named[..] {
        [one] => Ok(one.experiment_id.clone()),
        [] => Err(ResolveError::NotFound {
            kind: "experiment",
            text: text.to_owned(),
            near: nearest(text, all.iter().map(|e| e.name.as_str())).map(str::to_owned),
        }),
        several => Err(ResolveError::Ambiguous {
            kind: "experiment",
            text: text.to_owned(),
            candidates: several
                .iter()
                .map(|e| Candidate {
                    id: e.experiment_id.to_string(),
                    name: e.name.clone(),
                    time: e.creation_time,
                })
                .collect(),
        }),
    }
}
