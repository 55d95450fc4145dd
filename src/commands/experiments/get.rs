use crate::cli::{ExperimentArg, OutputArg};
use crate::commands::{Context, Exit};
use crate::store::TrackingStore;
use crate::view::experiment_page;

/// Show one experiment, active or deleted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    experiment: ExperimentArg,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let id = context.find_experiment(&store, args.experiment.text())?;
    context
        .ui
        .show(&experiment_page(&store.get_experiment(&id)?), args.output.output)?;
    Ok(Exit::Ok)
}
