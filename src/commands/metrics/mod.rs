mod choice;
mod history;
pub(super) mod plot;

use std::collections::BTreeSet;

use clap::Subcommand;

use super::outcome::Advised;
use super::{Context, Exit};
use crate::exit;
use crate::model::RunId;
use crate::near::nearest;
use crate::store::{Keys, Needs, TrackingStore};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    History(history::Args),
    Plot(plot::Args),
}

impl Command {
    pub(super) fn is_verbose(&self) -> bool {
        matches!(self, Self::History(args) if args.short.verbose)
    }

    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::History(args) => history::run(&args, context),
            Self::Plot(args) => plot::run(args, context),
        }
    }
}

/// None of these runs has that metric: the nearest that they have, or all.
fn no_metric(store: &dyn TrackingStore, runs: &[RunId], key: &str) -> Advised {
    let keys = keys_of(store, &runs[..runs.len().min(10)]);
    let hint = match nearest(key, keys.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if keys.is_empty() => "there are no metrics".to_owned(),
        None => format!("there is {}", keys.into_iter().collect::<Vec<_>>().join(", ")),
    };
    let message = match runs {
        [run] => format!("run {run} has no metric `{key}`"),
        runs => format!("none of the {} runs has a metric `{key}`", runs.len()),
    };
    Advised {
        message,
        hint,
        code: exit::NOT_FOUND,
    }
}

/// The metrics that any of the runs has.
fn keys_of(store: &dyn TrackingStore, runs: &[RunId]) -> BTreeSet<String> {
    let needs = Needs {
        metrics: Keys::All,
        ..Needs::INFO
    };
    let read = runs.iter().filter_map(|run| store.get_run(run, &needs).ok());
    read.flat_map(|run| run.value.data.metrics.into_keys()).collect()
}
