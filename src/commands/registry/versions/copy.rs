use clap_complete::ArgValueCompleter;

use crate::cli::{OutputArg, complete};
use crate::commands::registry::open::Registry;
use crate::commands::registry::target::{VersionArg, model_name};
use crate::commands::{Context, Exit};
use crate::store::RegistryStoreExt;
use crate::ui::Format;
use crate::view::version_page;

/// Copy a version to another model, as a new version there, and print its number
///
/// Run, description and tags come along, stage, aliases and history do not; its source is models:/NAME/VERSION. A model that is not there is made. NAME VERSION may be one word: NAME/3, NAME@champion or models:/NAME/3. VERSION is a number, an alias, a stage (the latest version in it) or latest.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun registry versions copy [OPTIONS] <NAME> <VERSION> <TO>")]
pub(crate) struct Args {
    #[arg(value_name = "NAME", hide = true, add = ArgValueCompleter::new(complete::models))]
    name: String,

    #[arg(value_name = "VERSION", hide = true, add = ArgValueCompleter::new(complete::versions))]
    second: String,

    #[arg(value_name = "TO", hide = true, add = ArgValueCompleter::new(complete::models))]
    third: Option<String>,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: Args, context: &Context) -> anyhow::Result<Exit> {
    let (version, to) = VersionArg::of_three(args.name, args.second, args.third);
    let to = model_name(&to)?;
    let registry = Registry::open(context)?;
    let (name, number) = version.find_to_change(&registry.store, context)?;
    let at = context.now();
    registry.create_model_if_missing(&to, at)?;
    let copy = registry
        .store
        .copy_model_version(&name, number, to.clone(), Some(context.user()), at)?;
    registry.tell(&[registry.created(&to, Some(copy.version), at)]);
    context.ui.status(&format!(
        "Copied version {number} of '{name}' to version {} of '{to}'.",
        copy.version
    ));
    match args.output.output {
        Format::Table => context.ui.text(&copy.version.to_string())?,
        format => context.ui.show(&version_page(&copy), format)?,
    }
    Ok(Exit::Ok)
}
