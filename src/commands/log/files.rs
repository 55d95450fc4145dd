use crate::cli::Short;
use crate::commands::artifacts::{log_file, log_tree};
use crate::commands::run_flag::RunFlag;
use crate::commands::{Context, Exit};

/// Log a file as an artifact
///
/// RUN may be left out where --run-id or $MLFLOW_RUN_ID names it.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun log artifact [OPTIONS] [RUN] <FILE>")]
pub(crate) struct ArtifactArgs {
    #[command(flatten)]
    by: RunFlag,

    /// Into this folder of the run's artifacts
    #[arg(long, short, value_name = "PATH", default_value = "")]
    artifact_path: String,

    #[arg(value_name = "FILE", hide = true, num_args = 1..=2, required = true)]
    words: Vec<String>,

    #[command(flatten)]
    pub(super) short: Short,
}

/// Log a folder's files as artifacts
///
/// RUN may be left out where --run-id or $MLFLOW_RUN_ID names it.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun log artifacts [OPTIONS] [RUN] <FOLDER>")]
pub(crate) struct ArtifactsArgs {
    #[command(flatten)]
    by: RunFlag,

    /// Into this folder of the run's artifacts
    #[arg(long, short, value_name = "PATH", default_value = "")]
    artifact_path: String,

    #[arg(value_name = "FOLDER", hide = true, num_args = 1..=2, required = true)]
    words: Vec<String>,

    #[command(flatten)]
    pub(super) short: Short,
}

pub(super) fn artifact(args: ArtifactArgs, context: &Context) -> anyhow::Result<Exit> {
    let (store, id, words) = args.by.find(args.words, 1, context)?;
    log_file(&store, &id, words[0].as_ref(), &args.artifact_path, context)
}

pub(super) fn artifacts(args: ArtifactsArgs, context: &Context) -> anyhow::Result<Exit> {
    let (store, id, words) = args.by.find(args.words, 1, context)?;
    log_tree(&store, &id, words[0].as_ref(), &args.artifact_path, context)
}
