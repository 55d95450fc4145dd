use anyhow::bail;

use crate::commands::{Context, Exit};

/// Put the store into one file, which every command reads without unpacking it
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file to write
    #[arg(long, short = 'o', value_name = "FILE", default_value = "runs.mlz")]
    output: std::path::PathBuf,

    /// Only runs that match; `mlrun help filter` explains the language
    #[arg(long, value_name = "FILTER")]
    filter: Option<String>,

    #[command(flatten)]
    experiments: crate::commands::selection::InExperiments,

    /// Without the files of runs and models
    #[arg(long)]
    no_artifacts: bool,

    /// Without artifacts larger than that, such as 10MB
    #[arg(long, value_name = "SIZE")]
    max_artifact_size: Option<String>,
}

pub(crate) fn run(args: &Args, _context: &Context) -> anyhow::Result<Exit> {
    bail!("not built yet: {args:?}")
}
