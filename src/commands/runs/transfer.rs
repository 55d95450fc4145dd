use anyhow::bail;

use crate::commands::{Context, Exit};

/// Move runs to another experiment
#[derive(Debug, clap::Args)]
pub(crate) struct MoveArgs {
    /// Ids, unique prefixes, unique names, @, @~1
    #[arg(value_name = "RUN", required = true)]
    runs: Vec<String>,

    /// The experiment: id or name
    #[arg(long, value_name = "EXPERIMENT")]
    to: String,
}

pub(crate) fn move_runs(args: &MoveArgs, _context: &Context) -> anyhow::Result<Exit> {
    bail!("not built yet: {args:?}")
}

/// Copy runs, under new ids, to another experiment
#[derive(Debug, clap::Args)]
pub(crate) struct CopyArgs {
    /// Ids, unique prefixes, unique names, @, @~1
    #[arg(value_name = "RUN", required = true)]
    runs: Vec<String>,

    /// The experiment: id or name [default: the run's own]
    #[arg(long, value_name = "EXPERIMENT")]
    to: Option<String>,
}

pub(crate) fn copy_runs(args: &CopyArgs, _context: &Context) -> anyhow::Result<Exit> {
    bail!("not built yet: {args:?}")
}
