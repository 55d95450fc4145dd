use anyhow::bail;

use crate::commands::{Context, Exit};

/// Take the last operation back
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which operation, as `mlrun op log` names it [default: the last]
    #[arg(value_name = "OPERATION")]
    operation: Option<String>,
}

pub(crate) fn run(args: &Args, _context: &Context) -> anyhow::Result<Exit> {
    bail!("not built yet: {args:?}")
}
