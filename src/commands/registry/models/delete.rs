use clap_complete::ArgValueCompleter;

use crate::cli::{Caution, complete};
use crate::commands::outcome::Usage;
use crate::commands::registry::open::Registry;
use crate::commands::registry::target;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::store::{RegistryStore, StoreError, VersionQuery};

/// Delete a registered model with all its versions, tags and aliases, for good
///
/// The files of its versions stay where they are. Asks first; where nobody can answer, --yes must be given.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Its name
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::models))]
    name: String,

    #[command(flatten)]
    caution: Caution,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let registry = Registry::open_to_change(context)?;
    let name = target::model_name(&args.name)?;
    let is_prompt = match registry.store.get_registered_model(&name) {
        Err(StoreError::Damaged { .. }) => false, // it goes all the same
        _ => target::model(&registry.store, &name, context)?.is_prompt(),
    };
    let query = VersionQuery {
        name: Some(name.clone()),
        ..VersionQuery::default()
    };
    let versions = registry.store.search_model_versions(&query)?.items.len();
    let kind = if is_prompt { "prompt" } else { "registered model" };
    let what = format!(
        "{kind} '{name}' with {versions} version{}",
        if versions == 1 { "" } else { "s" }
    );
    if args.caution.dry_run {
        context.ui.text(&format!("Would delete {what}."))?;
        return Ok(Exit::Ok);
    }
    if !args.caution.yes && !context.ui.can_ask() {
        return Err(Usage(format!("to delete {what} for good, add --yes")).into());
    }
    if !args.caution.yes && !context.confirm(&format!("Delete {what}, for good?"))? {
        return Ok(Exit::Code(exit::FAILED));
    }
    registry.delete_model(&name, &registry.record(None)?)?;
    context.ui.text(&format!("Deleted {what}."))?;
    Ok(Exit::Ok)
}
