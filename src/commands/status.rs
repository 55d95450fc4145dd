use super::{Context, Exit};
use crate::cli::{OutputArg, Short};
use crate::store::TrackingStore;
use crate::view::status_page;

/// Say which store this is and why, what it holds, and what in it is damaged
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    output: OutputArg,

    #[command(flatten)]
    pub(super) short: Short,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let census = store.census()?;
    let root = store.root().display().to_string();
    let chosen_by = context.settings.store_choice().source.describe();
    context.ui.show(
        &status_page(&root, chosen_by, &census.value, &census.damage),
        args.output.output,
    )?;
    Ok(Exit::Ok)
}
