use anyhow::bail;

use crate::commands::{Context, Exit};

/// Make the store anew from an archive: all of it or nothing
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    archive: std::path::PathBuf,
}

pub(crate) fn run(args: &Args, _context: &Context) -> anyhow::Result<Exit> {
    bail!("not built yet: {args:?}")
}
