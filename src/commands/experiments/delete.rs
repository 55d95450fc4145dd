use crate::cli::{Caution, ExperimentArg};
use crate::commands::{Context, Exit};
use crate::exit;
use crate::store::{ExperimentChange, RunQuery, TrackingStore};

/// Mark an experiment and its runs as deleted. Nothing is lost: `experiments restore` brings it back.
#[derive(Debug, clap::Args)]
pub(crate) struct DeleteArgs {
    #[command(flatten)]
    experiment: ExperimentArg,

    #[command(flatten)]
    caution: Caution,
}

/// Restore a deleted experiment. As in MLflow, all its runs become active, also those deleted one by one before.
#[derive(Debug, clap::Args)]
pub(crate) struct RestoreArgs {
    #[command(flatten)]
    experiment: ExperimentArg,
}

pub(super) fn delete(args: &DeleteArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store_to_change()?;
    let id = context.find_experiment(&store, args.experiment.text())?;
    if args.caution.dry_run || (!args.caution.yes && context.ui.can_ask()) {
        let query = RunQuery {
            experiments: Some(vec![id.clone()]),
            ..RunQuery::default()
        };
        let runs = store.search_runs(&query)?.items.len();
        let name = store.get_experiment(&id).map(|e| e.name).unwrap_or_default();
        let what = format!(
            "experiment {id} '{name}' with {runs} active run{}",
            if runs == 1 { "" } else { "s" }
        );
        if args.caution.dry_run {
            context.ui.text(&format!("Would delete {what}."))?;
            return Ok(Exit::Ok);
        }
        if !context.confirm(&format!("Delete {what}?"))? {
            return Ok(Exit::Code(exit::FAILED));
        }
    }
    store.update_experiment(&id, ExperimentChange::Delete, context.now())?;
    context.ui.text(&format!("Experiment with ID {id} has been deleted."))?;
    Ok(Exit::Ok)
}

pub(super) fn restore(args: &RestoreArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store_to_change()?;
    let id = context.find_experiment(&store, args.experiment.text())?;
    store.update_experiment(&id, ExperimentChange::Restore, context.now())?;
    context
        .ui
        .text(&format!("Experiment with id {id} has been restored."))?;
    Ok(Exit::Ok)
}
