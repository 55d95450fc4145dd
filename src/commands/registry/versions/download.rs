use std::path::PathBuf;

use crate::commands::registry::target::{self, VersionArg};
use crate::commands::{Context, Exit, artifacts};
use crate::model::ArtifactUri;

/// Copy a version's files, and print where they are.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    version: VersionArg,

    /// To this folder [default: a new temporary one]
    #[arg(long, short, value_name = "FOLDER")]
    dst_path: Option<PathBuf>,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let (name, number) = args.version.find(&store, context)?;
    target::version(&store, &name, number, context)?;
    let place = artifacts::copy(&ArtifactUri::version(name, number), args.dst_path.as_deref(), context)?;
    context.ui.text(&place.display().to_string())?;
    Ok(Exit::Ok)
}
