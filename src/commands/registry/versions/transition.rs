use clap_complete::ArgValueCompleter;

use crate::cli::complete;
use crate::commands::outcome::Advised;
use crate::commands::registry::open::Registry;
use crate::commands::registry::target::VersionArg;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::model::{RegistryChange, RegistryEvent, Stage};
use crate::near;
use crate::store::VersionChange;

/// Move a version to a stage: None, Staging, Production or Archived
///
/// NAME VERSION may be one word: NAME/3, NAME@champion or models:/NAME/3. VERSION is a number, an alias, a stage (the latest version in it) or latest. Who moved it, when and why is kept, for `registry history`.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun registry versions transition [OPTIONS] <NAME> <VERSION> <STAGE>")]
pub(crate) struct Args {
    #[arg(value_name = "NAME", hide = true, add = ArgValueCompleter::new(complete::models))]
    name: String,

    #[arg(value_name = "VERSION", hide = true, add = ArgValueCompleter::new(complete::versions_or_stages))]
    second: String,

    #[arg(value_name = "STAGE", hide = true, add = ArgValueCompleter::new(complete::stages))]
    third: Option<String>,

    /// Move the versions that are in that stage to Archived; only for Staging and Production
    #[arg(long)]
    archive_existing_versions: bool,

    /// Why, for `registry history`
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    comment: Option<String>,
}

pub(super) fn run(args: Args, context: &Context) -> anyhow::Result<Exit> {
    let (version, stage) = VersionArg::of_three(args.name, args.second, args.third);
    let stage = parsed(&stage)?;
    let registry = Registry::open_to_change(context)?;
    let record = registry.record(args.comment.as_deref())?;
    let (name, number) = version.find_to_change(&registry.store, context)?;
    let change = VersionChange::Transition {
        stage,
        archive_existing_versions: args.archive_existing_versions,
    };
    for event in registry.change_version((&name, number), change, &record)? {
        if let RegistryEvent {
            version: Some(version),
            what: RegistryChange::Transition { from, to, .. },
            ..
        } = event
        {
            context
                .ui
                .text(&format!("Version {version} of '{name}' is in {to} (was in {from})."))?;
        }
    }
    Ok(Exit::Ok)
}

fn parsed(text: &str) -> anyhow::Result<Stage> {
    Stage::parse(text).map_err(|error| {
        match near::nearest(&text.to_lowercase(), ["none", "staging", "production", "archived"]) {
            Some(near) => Advised {
                message: error.0,
                hint: format!("did you mean `{near}`?"),
                code: exit::FAILED,
            }
            .into(),
            None => error.into(),
        }
    })
}
