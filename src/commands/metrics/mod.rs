mod choice;
mod history;
mod plot;

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

fn no_metric(store: &dyn TrackingStore, id: &RunId, key: &str) -> anyhow::Error {
    let needs = Needs {
        metrics: Keys::All,
        ..Needs::INFO
    };
    let keys: Vec<String> = store
        .get_run(id, &needs)
        .map(|run| run.value.data.metrics.into_keys().collect())
        .unwrap_or_default();
    let hint = match nearest(key, keys.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if keys.is_empty() => "the run has no metrics".to_owned(),
        None => format!("it has {}", keys.join(", ")),
    };
    Advised {
        message: format!("run {id} has no metric `{key}`"),
        hint,
        code: exit::NOT_FOUND,
    }
    .into()
}
