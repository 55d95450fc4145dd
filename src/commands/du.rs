use anyhow::bail;

use crate::commands::{Context, Exit};

/// How much space the store takes, and what takes it
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Of each experiment, run or kind of thing
    #[arg(long, value_name = "WHAT", default_value = "experiment")]
    by: String,

    #[command(flatten)]
    output: crate::cli::OutputArg,
}

pub(crate) fn run(args: &Args, _context: &Context) -> anyhow::Result<Exit> {
    bail!("not built yet: {args:?}")
}
