use anyhow::bail;

use crate::commands::{Context, Exit};

/// Bring the runs, experiments and models of other stores or archives into one
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folders of runs, or archives
    #[arg(value_name = "SRC", required = true)]
    sources: Vec<std::path::PathBuf>,

    /// The store that they come into [default: the usual one]
    #[arg(long, value_name = "DST")]
    into: Option<String>,

    /// Say what would be brought, and bring nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    output: crate::cli::OutputArg,
}

pub(crate) fn run(args: &Args, _context: &Context) -> anyhow::Result<Exit> {
    bail!("not built yet: {args:?}")
}
