use super::one::ByFlag;
use crate::cli::Short;
use crate::commands::artifacts::{log_file, log_tree};
use crate::commands::{Context, Exit};

/// Log a file as an artifact: `log artifact [RUN] FILE`.
#[derive(Debug, clap::Args)]
pub(crate) struct ArtifactArgs {
    #[command(flatten)]
    by: ByFlag,

    /// Into this folder of the run's artifacts
    #[arg(long, short, value_name = "PATH", default_value = "")]
    artifact_path: String,

    /// The run (or --run-id, or $MLFLOW_RUN_ID) and the file
    #[arg(value_names = ["RUN", "FILE"], num_args = 1..=2, required = true)]
    words: Vec<String>,

    #[command(flatten)]
    pub(super) short: Short,
}

/// Log a folder's files as artifacts: `log artifacts [RUN] FOLDER`.
#[derive(Debug, clap::Args)]
pub(crate) struct ArtifactsArgs {
    #[command(flatten)]
    by: ByFlag,

    /// Into this folder of the run's artifacts
    #[arg(long, short, value_name = "PATH", default_value = "")]
    artifact_path: String,

    /// The run (or --run-id, or $MLFLOW_RUN_ID) and the folder
    #[arg(value_names = ["RUN", "FOLDER"], num_args = 1..=2, required = true)]
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
