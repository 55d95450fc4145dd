use anyhow::bail;

use crate::commands::{Context, Exit};

/// Read every byte of an archive and name what is damaged
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    archive: std::path::PathBuf,

    #[command(flatten)]
    output: crate::cli::OutputArg,
}

pub(crate) fn run(args: &Args, _context: &Context) -> anyhow::Result<Exit> {
    bail!("not built yet: {args:?}")
}
