use anyhow::bail;

use crate::commands::{Context, Exit};

/// Check a store: every file of it that is damaged, odd or left over
///
/// Exits 4 when something is damaged.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Mend what can be mended; what is replaced is kept in the store's quarantine
    #[arg(long)]
    repair: bool,

    /// Say what --repair would do, and do nothing
    #[arg(long, requires = "repair")]
    dry_run: bool,

    #[command(flatten)]
    output: crate::cli::OutputArg,
}

pub(crate) fn run(args: &Args, _context: &Context) -> anyhow::Result<Exit> {
    bail!("not built yet: {args:?}")
}
