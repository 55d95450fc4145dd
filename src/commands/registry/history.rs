use clap_complete::ArgValueCompleter;

use super::missing::no_model;
use super::target;
use crate::cli::{OutputArg, complete};
use crate::commands::{Context, Exit};
use crate::store::{RegistryStore, StoreError};
use crate::view::EventList;

/// Show the life of a registered model: what happened to it and its versions, when, by whom and why
///
/// Creations are told as MLflow records them. Transitions, aliases, renames and deletions are told where mlrun made them: it keeps them as tags (mlrun.event.*), which MLflow keeps too.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The model
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::models))]
    name: String,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let name = target::model_name(&args.name)?;
    let events = match store.registry_history(&name) {
        Ok(read) => context.readable(read),
        Err(StoreError::NotFound(message)) => return Err(no_model(&store, &name, message)),
        Err(error) => return Err(error.into()),
    };
    context.ui.show(&EventList::new(&events), args.output.output)?;
    Ok(Exit::Ok)
}
