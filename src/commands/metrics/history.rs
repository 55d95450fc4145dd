use clap_complete::ArgValueCompleter;

use crate::cli::{OutputArg, Short, complete};
use crate::commands::context::key;
use crate::commands::{Context, Exit};
use crate::store::TrackingStore;
use crate::view::History;

/// Every value of a metric, in the order logged.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The run: id, unique prefix of it, unique name, @ (newest), @~1
    #[arg(add = ArgValueCompleter::new(complete::runs))]
    run: String,

    /// The metric
    #[arg(add = ArgValueCompleter::new(complete::metrics))]
    key: String,

    #[command(flatten)]
    output: OutputArg,

    #[command(flatten)]
    pub(super) short: Short,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let id = context.find_run(&store, &args.run)?;
    let key = key(&args.key, "name", "Metric name")?;
    let history = context.readable(store.get_metric_history(&id, &key)?);
    if history.is_empty() {
        return Err(super::no_metric(&store, &[id], &args.key).into());
    }
    context.ui.show(&History::new(&history), args.output.output)?;
    Ok(Exit::Ok)
}
