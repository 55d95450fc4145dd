use anyhow::bail;

use crate::commands::{Context, Exit};

/// Remove deleted runs and experiments for good, and what belongs to nothing
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only what was deleted longer ago than that, such as 30d or 12h
    #[arg(long, value_name = "AGE")]
    older_than: Option<String>,

    #[command(flatten)]
    caution: crate::cli::Caution,

    #[command(flatten)]
    output: crate::cli::OutputArg,
}

pub(crate) fn run(args: &Args, _context: &Context) -> anyhow::Result<Exit> {
    bail!("not built yet: {args:?}")
}
