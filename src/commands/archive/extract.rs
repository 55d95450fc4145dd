use anyhow::bail;

use crate::commands::{Context, Exit};

/// Unpack an archive, or some of its files
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    archive: std::path::PathBuf,

    /// Only these files and folders, as `archive list` names them
    #[arg(value_name = "PATH")]
    paths: Vec<String>,

    /// Where to
    #[arg(long, short = 'C', value_name = "FOLDER", default_value = ".")]
    into: std::path::PathBuf,
}

pub(crate) fn run(args: &Args, _context: &Context) -> anyhow::Result<Exit> {
    bail!("not built yet: {args:?}")
}
