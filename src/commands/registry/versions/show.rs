use crate::cli::OutputArg;
use crate::commands::registry::target::{self, VersionArg};
use crate::commands::{Context, Exit};
use crate::view::version_page;

/// Show a version: its stage, aliases, run, source and tags.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    version: VersionArg,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let (name, number) = args.version.find(&store, context)?;
    let version = target::version(&store, &name, number, context)?;
    context.ui.show(&version_page(&version), args.output.output)?;
    Ok(Exit::Ok)
}
