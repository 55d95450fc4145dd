use clap_complete::ArgValueCompleter;

use crate::cli::complete;
use crate::commands::registry::open::Registry;
use crate::commands::registry::tagging::{keys, tags};
use crate::commands::registry::target;
use crate::commands::{Context, Exit};
use crate::model::ModelName;
use crate::store::{ModelChange, RegistryStore};

/// Rename a registered model. Its versions, tags and aliases come along.
#[derive(Debug, clap::Args)]
pub(crate) struct RenameArgs {
    /// Its name
    #[arg(value_name = "OLD", add = ArgValueCompleter::new(complete::models))]
    old: String,

    /// The name it gets
    #[arg(value_name = "NEW")]
    new: String,

    /// Why, for `registry history`
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    comment: Option<String>,
}

/// Set the description of a registered model; an empty one takes it away.
#[derive(Debug, clap::Args)]
pub(crate) struct DescribeArgs {
    /// Its name
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::models))]
    name: String,

    /// What it is, for people
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
}

/// Set tags of a registered model.
#[derive(Debug, clap::Args)]
pub(crate) struct TagArgs {
    /// Its name
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::models))]
    name: String,

    /// The tags
    #[arg(value_name = "KEY=VALUE", required = true, value_parser = crate::commands::runs::key_value)]
    tags: Vec<(String, String)>,
}

/// Remove tags of a registered model.
#[derive(Debug, clap::Args)]
pub(crate) struct UntagArgs {
    /// Its name
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::models))]
    name: String,

    /// The tags
    #[arg(value_name = "KEY", required = true)]
    keys: Vec<String>,
}

pub(super) fn rename(args: &RenameArgs, context: &Context) -> anyhow::Result<Exit> {
    let registry = Registry::open_to_change(context)?;
    let name = target::model_name(&args.old)?;
    let new = ModelName::parse_new(&args.new)?;
    let record = registry.record(args.comment.as_deref())?;
    target::model(&registry.store, &name, context)?;
    registry.change_model(&name, ModelChange::Rename(new.clone()), &record)?;
    context
        .ui
        .text(&format!("Registered model '{name}' has been renamed to '{new}'."))?;
    Ok(Exit::Ok)
}

pub(super) fn describe(args: &DescribeArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store_to_change()?;
    let name = target::model_name(&args.name)?;
    target::model(&store, &name, context)?;
    let text = Some(args.text.clone()).filter(|text| !text.is_empty());
    store.update_registered_model(&name, ModelChange::Describe(text), context.now(), None)?;
    Ok(Exit::Ok)
}

pub(super) fn tag(args: &TagArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store_to_change()?;
    let name = target::model_name(&args.name)?;
    let tags = tags(&args.tags)?;
    target::model(&store, &name, context)?;
    for tag in tags {
        store.update_registered_model(&name, ModelChange::SetTag(tag), context.now(), None)?;
    }
    Ok(Exit::Ok)
}

pub(super) fn untag(args: &UntagArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store_to_change()?;
    let name = target::model_name(&args.name)?;
    let model = target::model(&store, &name, context)?;
    for key in keys(&args.keys, &model.tags, &format!("'{name}'"))? {
        store.update_registered_model(&name, ModelChange::DeleteTag(key), context.now(), None)?;
    }
    Ok(Exit::Ok)
}
