use crate::cli::OutputArg;
use crate::commands::{Context, Exit};
use crate::fsx::Lock;
use crate::upkeep::undo::{Standing, operations};
use crate::view::OperationList;

/// List the operations that can be undone, newest first
///
/// What changes or takes away something that was there is an operation: deletes, restores, renames, tags, merges, repairs. What
/// only adds is none. They are kept in the store's folder `.mlrun.trash`, which MLflow does not look into: for 30 days, and up
/// to 64 MiB of them; what an operation took away stays as long.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example: mlrun op log")]
pub(crate) struct Args {
    #[command(flatten)]
    output: OutputArg,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let operations = operations(store.root())?;
    context.ui.show(&OperationList::new(&operations), args.output.output)?;
    let may_go_on = operations
        .first()
        .is_some_and(|newest| newest.standing == Standing::Interrupted);
    if may_go_on && Lock::is_taken(&store.lock_file()) {
        context
            .ui
            .status("the newest may not be interrupted, but still at work: somebody has the store's lock");
    }
    Ok(Exit::Ok)
}
