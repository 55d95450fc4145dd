use clap::Subcommand;

use super::context::key;
use super::{Context, Exit};
use crate::cli::{OutputArg, Short};
use crate::store::TrackingStore;
use crate::view::History;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    History(HistoryArgs),
}

/// Every value of a metric, in the order logged.
#[derive(Debug, clap::Args)]
pub(super) struct HistoryArgs {
    /// The run: id, unique prefix of it, unique name, @ (newest), @~1
    run: String,

    /// The metric
    key: String,

    #[command(flatten)]
    output: OutputArg,

    #[command(flatten)]
    short: Short,
}

impl Command {
    pub(super) fn is_verbose(&self) -> bool {
        let Self::History(args) = self;
        args.short.verbose
    }

    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let Self::History(args) = self;
        let store = context.store()?;
        let id = context.find_run(&store, &args.run)?;
        let key = key(&args.key, "name", "Metric name")?;
        let history = context.readable(store.get_metric_history(&id, &key)?);
        if history.is_empty() {
            return Err(no_metric(&store, &id, &args.key));
        }
        context.ui.show(&History::new(&history), args.output.output)?;
        Ok(Exit::Ok)
    }
}

fn no_metric(store: &dyn TrackingStore, id: &crate::model::RunId, key: &str) -> anyhow::Error {
    let needs = crate::store::Needs {
        metrics: crate::store::Keys::All,
        ..crate::store::Needs::INFO
    };
    let keys: Vec<String> = store
        .get_run(id, &needs)
        .map(|run| run.value.data.metrics.into_keys().collect())
        .unwrap_or_default();
    let hint = match crate::near::nearest(key, keys.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if keys.is_empty() => "the run has no metrics".to_owned(),
        None => format!("it has {}", keys.join(", ")),
    };
    super::outcome::Advised {
        message: format!("run {id} has no metric `{key}`"),
        hint,
        code: crate::exit::NOT_FOUND,
    }
    .into()
}
