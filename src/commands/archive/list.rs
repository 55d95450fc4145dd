use std::path::PathBuf;

use crate::archive::Archive;
use crate::cli::OutputArg;
use crate::commands::{Context, Exit};
use crate::view::ArchiveMembers;

/// List the files in an archive
///
/// In the order they are in: what describes runs first, then metrics, then artifacts. Only the index is read.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example: mlrun archive list runs.mlz -o tsv | sort -k2 -n")]
pub(crate) struct Args {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,

    /// Only what lies below this folder
    #[arg(value_name = "PATH", default_value = "", hide_default_value = true)]
    below: String,

    #[command(flatten)]
    output: OutputArg,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let archive = Archive::open(&context.settings.absolute(&args.archive))?;
    let below = args.below.trim_matches('/');
    let mut members = archive.index().stream();
    members.retain(|member| {
        let rest = member.path.strip_prefix(below);
        rest.is_some_and(|rest| below.is_empty() || rest.is_empty() || rest.starts_with('/'))
    });
    members.retain(|member| !member.path.is_empty());
    context.ui.show(&ArchiveMembers::new(&members), args.output.output)?;
    Ok(Exit::Ok)
}
