use clap::Subcommand;
use clap_complete::ArgValueCompleter;

use super::missing::no_alias;
use super::open::Registry;
use super::target::{self, VersionArg, in_one_word};
use crate::cli::{OutputArg, complete};
use crate::commands::outcome::Usage;
use crate::commands::{Context, Exit};
use crate::model::{Alias, RegistryChange, RegistryEvent};
use crate::search::{Dialect, Entity, Filter};
use crate::store::{ModelChange, ModelQuery, RegistryStore};
use crate::view::AliasList;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Set(SetArgs),
    Delete(DeleteArgs),
    List(ListArgs),
}

/// Let an alias mean a version, and no other
///
/// VERSION is a number, another alias, a stage (the latest version in it) or latest. Who set it, when and why is kept, for `registry history`.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun registry aliases set [OPTIONS] <NAME> <ALIAS> <VERSION>")]
pub(crate) struct SetArgs {
    #[arg(value_name = "NAME", hide = true, add = ArgValueCompleter::new(complete::models))]
    name: String,

    #[arg(value_name = "ALIAS", hide = true, add = ArgValueCompleter::new(complete::aliases))]
    alias: String,

    #[arg(value_name = "VERSION", hide = true, add = ArgValueCompleter::new(complete::versions))]
    version: Option<String>,

    /// Why, for `registry history`
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    comment: Option<String>,
}

/// Delete an alias. The version it means stays.
#[derive(Debug, clap::Args)]
pub(crate) struct DeleteArgs {
    /// The model, or NAME@ALIAS in one word
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::models))]
    name: String,

    /// The alias
    #[arg(value_name = "ALIAS", add = ArgValueCompleter::new(complete::aliases))]
    alias: Option<String>,

    /// Why, for `registry history`
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    comment: Option<String>,
}

/// List aliases, of one model or of all.
#[derive(Debug, clap::Args)]
pub(crate) struct ListArgs {
    /// Only those of this model
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::models))]
    name: Option<String>,

    #[command(flatten)]
    output: OutputArg,
}

impl Command {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Set(args) => set(args, context),
            Self::Delete(args) => delete(&args, context),
            Self::List(args) => list(&args, context),
        }
    }
}

fn set(args: SetArgs, context: &Context) -> anyhow::Result<Exit> {
    let alias = Alias::parse_new(args.alias.strip_prefix('@').unwrap_or(&args.alias))?;
    let version = match args.version {
        Some(word) if in_one_word(&word).is_some_and(|(name, _)| name == args.name) => VersionArg {
            name: word,
            version: None,
        },
        version => VersionArg {
            name: args.name,
            version,
        },
    };
    let registry = Registry::open_to_change(context)?;
    let record = registry.record(args.comment.as_deref())?;
    let (name, number) = version.find_to_change(&registry.store, context)?;
    let events = registry.change_model(&name, ModelChange::SetAlias(alias.clone(), number), &record)?;
    let before = events.iter().find_map(|event| match event {
        RegistryEvent {
            what: RegistryChange::AliasSet { from, .. },
            ..
        } => *from,
        _ => None,
    });
    let was = match before {
        Some(before) if before == number => " (as before)".to_owned(),
        Some(before) => format!(" (was version {before})"),
        None => String::new(),
    };
    context
        .ui
        .text(&format!("Alias '{alias}' of '{name}' is version {number}{was}."))?;
    Ok(Exit::Ok)
}

fn delete(args: &DeleteArgs, context: &Context) -> anyhow::Result<Exit> {
    let (name, alias) = match (&args.alias, in_one_word(&args.name)) {
        (Some(alias), _) => (args.name.as_str(), alias.as_str()),
        (None, Some((name, alias))) => (name, alias),
        (None, None) => return Err(Usage("which alias? Give it behind the model's name".to_owned()).into()),
    };
    let registry = Registry::open_to_change(context)?;
    let record = registry.record(args.comment.as_deref())?;
    let name = target::model_name(name)?;
    let alias = Alias::parse(alias.strip_prefix('@').unwrap_or(alias))?;
    let model = target::model(&registry.store, &name, context)?;
    let meant = model.aliases.get(alias.as_str());
    let events = registry.change_model(&name, ModelChange::DeleteAlias(alias.clone()), &record)?;
    if events.is_empty() {
        return Err(no_alias(&model, &alias));
    }
    let was = meant.map_or("which meant none".to_owned(), |version| {
        format!("was version {version}")
    });
    context
        .ui
        .text(&format!("Deleted alias '{alias}' of '{name}' ({was})."))?;
    Ok(Exit::Ok)
}

fn list(args: &ListArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let models = match &args.name {
        Some(name) => vec![target::model(&store, &target::model_name(name)?, context)?],
        None => {
            let query = ModelQuery {
                filter: Filter::parse(Entity::RegisteredModel, "", Dialect::new(false, context.now()))?,
                ..ModelQuery::default()
            };
            context.page(store.search_registered_models(&query)?).items
        }
    };
    context.ui.show(&AliasList::new(&models), args.output.output)?;
    Ok(Exit::Ok)
}
