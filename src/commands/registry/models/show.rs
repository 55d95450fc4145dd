use clap_complete::ArgValueCompleter;

use crate::cli::{OutputArg, complete};
use crate::commands::registry::target;
use crate::commands::{Context, Exit};
use crate::store::RegistryStore;
use crate::view::registered_model_page;

/// Show a registered model: what it is, its tags, its aliases, the latest version of each stage, and all versions.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Its name
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::models))]
    name: String,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let name = target::model_name(&args.name)?;
    let model = target::model(&store, &name, context)?;
    // what of them cannot be read, the model has told
    let versions = store
        .search_model_versions(&target::all_versions(&name, context)?)?
        .items;
    context
        .ui
        .show(&registered_model_page(&model, &versions), args.output.output)?;
    if model.is_prompt() {
        context.ui.hint(&format!(
            "'{name}' is a prompt: `mlrun registry prompts show` shows its texts"
        ));
    }
    Ok(Exit::Ok)
}
