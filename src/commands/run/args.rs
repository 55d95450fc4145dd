//! The options that `run` shares with `rerun`.

use std::path::PathBuf;

use crate::commands::recording::Recording;
use crate::ui::Format;

/// How a project is run.
#[derive(Debug, Clone, clap::Args)]
pub(in crate::commands) struct HowArgs {
    /// Where to copy what parameters of type `path` name by runs:/ or models:/ URIs [default: a temporary folder]
    #[arg(long, value_name = "FOLDER", hide_short_help = true)]
    pub(super) storage_dir: Option<PathBuf>,

    /// Run nothing where a finished run of this experiment, made with --cache too, had the same code, parameters, inputs
    /// and environment
    #[arg(long, conflicts_with = "run_id")]
    pub(super) cache: bool,

    /// Make the environment again, even if there is one
    #[arg(long, help_heading = "Environment", hide_short_help = true)]
    pub(super) rebuild_env: bool,

    /// Refuse values that do not fit the types that the entry point declares
    #[arg(long, hide_short_help = true)]
    pub(super) check_types: bool,

    /// Record no params: the command gets them all the same
    #[arg(long, help_heading = "Record", hide_short_help = true)]
    pub(super) no_log_params: bool,

    #[command(flatten)]
    pub(super) recording: Recording,

    /// Say what would be run and recorded, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Print the run when it is over, or with --dry-run what would be done [default there: table]
    #[arg(long, short, value_enum, value_name = "FORMAT")]
    pub(super) output: Option<Format>,
}
