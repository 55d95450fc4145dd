use anyhow::bail;

use crate::commands::{Context, Exit};

/// Rewrite recorded locations after a move, so that MLflow finds the artifacts again
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only locations below this path or URI [default: what the store's old place was]
    #[arg(long, value_name = "PREFIX", requires = "to")]
    from: Option<String>,

    /// What it becomes [default: where the store is]
    #[arg(long, value_name = "PREFIX", requires = "from")]
    to: Option<String>,

    #[command(flatten)]
    caution: crate::cli::Caution,

    #[command(flatten)]
    output: crate::cli::OutputArg,
}

pub(crate) fn run(args: &Args, _context: &Context) -> anyhow::Result<Exit> {
    bail!("not built yet: {args:?}")
}
