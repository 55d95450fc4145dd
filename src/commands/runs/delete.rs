use clap_complete::ArgValueCompleter;

use crate::cli::{Caution, complete};
use crate::commands::{Context, Exit};
use crate::exit;
use crate::model::RunId;
use crate::store::file::FileStore;
use crate::store::{Needs, RunChange, TrackingStore};

/// Mark runs as deleted. Nothing is lost: `runs restore` brings them back.
#[derive(Debug, clap::Args)]
pub(crate) struct DeleteArgs {
    #[command(flatten)]
    runs: Runs,

    #[command(flatten)]
    caution: Caution,
}

/// Restore deleted runs.
#[derive(Debug, clap::Args)]
pub(crate) struct RestoreArgs {
    #[command(flatten)]
    runs: Runs,
}

#[derive(Debug, clap::Args)]
struct Runs {
    /// The runs: ids, unique prefixes, unique names, @, @~1
    #[arg(value_name = "RUN", required_unless_present = "run_id", add = ArgValueCompleter::new(complete::runs))]
    runs: Vec<String>,

    /// The same as a flag; may be repeated
    #[arg(long, short, value_name = "RUN", add = ArgValueCompleter::new(complete::runs))]
    run_id: Vec<String>,
}

impl Runs {
    fn find(&self, store: &FileStore, context: &Context) -> anyhow::Result<Vec<RunId>> {
        self.runs
            .iter()
            .chain(&self.run_id)
            .map(|text| context.find_run(store, text))
            .collect()
    }
}

pub(super) fn delete(args: &DeleteArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store_to_change()?;
    let ids = args.runs.find(&store, context)?;
    if args.caution.dry_run {
        for id in &ids {
            let run = store.get_run(id, &Needs::INFO)?.value.info;
            context.ui.text(&format!(
                "Would delete run {id} '{}'.",
                run.run_name.unwrap_or_default()
            ))?;
        }
        return Ok(Exit::Ok);
    }
    if ids.len() > 1
        && !args.caution.yes
        && context.ui.can_ask()
        && !context.confirm(&format!("Delete {} runs?", ids.len()))?
    {
        return Ok(Exit::Code(exit::FAILED));
    }
    for id in ids {
        store.update_run(&id, RunChange::Delete { at: context.now() })?;
        context.ui.text(&format!("Run with ID {id} has been deleted."))?;
    }
    Ok(Exit::Ok)
}

pub(super) fn restore(args: &RestoreArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store_to_change()?;
    for id in args.runs.find(&store, context)? {
        store.update_run(&id, RunChange::Restore)?;
        context.ui.text(&format!("Run with id {id} has been restored."))?;
    }
    Ok(Exit::Ok)
}
