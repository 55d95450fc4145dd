use clap_complete::ArgValueCompleter;

use crate::cli::{OutputArg, complete};
use crate::commands::undo::explained;
use crate::commands::{Context, Exit};
use crate::upkeep::undo;
use crate::view::PathList;

/// Show what an operation changed, file by file
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example: mlrun op show 1a2b")]
pub(crate) struct Args {
    /// Which operation, as `mlrun op log` names it, or the beginning of what comes after the time [default: the last]
    #[arg(value_name = "OPERATION", add = ArgValueCompleter::new(complete::operations))]
    operation: Option<String>,

    #[command(flatten)]
    output: OutputArg,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let touched = undo::touched(store.root(), args.operation.as_deref()).map_err(|error| explained(error, context))?;
    context.ui.show(&PathList::of_touched(&touched), args.output.output)?;
    Ok(Exit::Ok)
}
