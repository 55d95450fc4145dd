use crate::cli::ExperimentArg;
use crate::commands::{Context, Exit};
use crate::model::ExperimentName;
use crate::store::{ExperimentChange, TrackingStore};

/// Rename an active experiment.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    experiment: ExperimentArg,

    /// The new name
    #[arg(long, value_name = "NAME")]
    new_name: String,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store_to_change()?;
    let id = context.find_experiment(&store, args.experiment.text())?;
    let name = ExperimentName::parse(&args.new_name)?;
    store.update_experiment(&id, ExperimentChange::Rename(name), context.now())?;
    context.ui.text(&format!(
        "Experiment with id {id} has been renamed to '{}'.",
        args.new_name
    ))?;
    Ok(Exit::Ok)
}
