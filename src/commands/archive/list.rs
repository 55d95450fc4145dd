use std::path::PathBuf;

use clap::ValueHint;

use super::opened::{not_there, whole};
use crate::archive::Member;
use crate::archive::unpack::Selection;
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
    #[arg(value_name = "ARCHIVE", value_hint = ValueHint::FilePath)]
    archive: PathBuf,

    /// Only these files and folders
    #[arg(value_name = "PATH")]
    paths: Vec<String>,

    #[command(flatten)]
    output: OutputArg,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let archive = whole(&context.settings.absolute(&args.archive))?;
    let index = archive.index();
    let selection = Selection::new(&args.paths, index).map_err(|missing| not_there(missing, index))?;
    let members = index.stream();
    let members = members.filter(|member| !member.path.is_empty() && selection.has(&member.path));
    let members: Vec<Member> = members.collect();
    context.ui.show(&ArchiveMembers::new(&members), args.output.output)?;
    Ok(Exit::Ok)
}
