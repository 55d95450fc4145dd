use clap_complete::ArgValueCompleter;

use crate::cli::complete;
use crate::commands::outcome::Usage;
use crate::commands::registry::tagging::{keys, tags};
use crate::commands::registry::target::{self, VersionArg, in_one_word};
use crate::commands::runs::key_value;
use crate::commands::{Context, Exit};
use crate::store::{RegistryStore, VersionChange};

/// Set the description of a version; an empty one takes it away
///
/// NAME VERSION may be one word: NAME/3, NAME@champion or models:/NAME/3. VERSION is a number, an alias, a stage (the latest version in it) or latest.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun registry versions describe [OPTIONS] <NAME> <VERSION> <TEXT>")]
pub(crate) struct DescribeArgs {
    #[arg(value_name = "NAME", hide = true, add = ArgValueCompleter::new(complete::models))]
    name: String,

    #[arg(value_name = "VERSION", hide = true, allow_hyphen_values = true, add = ArgValueCompleter::new(complete::versions))]
    second: String,

    #[arg(value_name = "TEXT", hide = true, allow_hyphen_values = true)]
    third: Option<String>,
}

/// Set tags of a version
///
/// NAME VERSION may be one word: NAME/3, NAME@champion or models:/NAME/3. VERSION is a number, an alias, a stage (the latest version in it) or latest.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun registry versions tag [OPTIONS] <NAME> <VERSION> <KEY=VALUE>...")]
pub(crate) struct TagArgs {
    #[arg(value_name = "NAME", hide = true, add = ArgValueCompleter::new(complete::models))]
    name: String,

    #[arg(value_name = "KEY=VALUE", hide = true, required = true, add = ArgValueCompleter::new(complete::versions))]
    words: Vec<String>,
}

/// Remove tags of a version
///
/// NAME VERSION may be one word: NAME/3, NAME@champion or models:/NAME/3. VERSION is a number, an alias, a stage (the latest version in it) or latest.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun registry versions untag [OPTIONS] <NAME> <VERSION> <KEY>...")]
pub(crate) struct UntagArgs {
    #[arg(value_name = "NAME", hide = true, add = ArgValueCompleter::new(complete::models))]
    name: String,

    #[arg(value_name = "KEY", hide = true, required = true, add = ArgValueCompleter::new(complete::versions))]
    words: Vec<String>,
}

pub(super) fn describe(args: DescribeArgs, context: &Context) -> anyhow::Result<Exit> {
    let (version, text) = VersionArg::of_three(args.name, args.second, args.third);
    let store = context.store_to_change()?;
    let (name, number) = version.find_to_change(&store, context)?;
    let text = Some(text).filter(|text| !text.is_empty());
    store.update_model_version(&name, number, VersionChange::Describe(text), context.now(), None)?;
    Ok(Exit::Ok)
}

pub(super) fn tag(args: TagArgs, context: &Context) -> anyhow::Result<Exit> {
    let mut words = args.words;
    // a version never has `=` in it, a tag always
    let version = words
        .first()
        .is_some_and(|word| !word.contains('='))
        .then(|| words.remove(0));
    let pairs: Vec<_> = words
        .iter()
        .map(|word| key_value(word).map_err(Usage))
        .collect::<Result<_, _>>()?;
    let tags = tags(&pairs)?;
    if tags.is_empty() {
        return Err(nothing("tags to set: KEY=VALUE").into());
    }
    let store = context.store_to_change()?;
    let name = args.name;
    let (name, number) = VersionArg { name, version }.find_to_change(&store, context)?;
    for tag in tags {
        store.update_model_version(&name, number, VersionChange::SetTag(tag), context.now(), None)?;
    }
    Ok(Exit::Ok)
}

pub(super) fn untag(args: UntagArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store_to_change()?;
    let (name, mut words) = (args.name, args.words);
    let version = (!is_one_word(&name, &store)).then(|| words.remove(0));
    if words.is_empty() {
        return Err(nothing("tags to remove").into());
    }
    let (name, number) = VersionArg { name, version }.find_to_change(&store, context)?;
    let tags = target::version(&store, &name, number, context)?.tags;
    for key in keys(&words, &tags, &format!("version {number} of '{name}'"))? {
        store.update_model_version(&name, number, VersionChange::DeleteTag(key), context.now(), None)?;
    }
    Ok(Exit::Ok)
}

/// Whether a word names a version by itself. With `@` in it, it may be the name of a model instead.
fn is_one_word(word: &str, store: &dyn RegistryStore) -> bool {
    let is_model = || target::model_name(word).is_ok_and(|name| store.get_registered_model(&name).is_ok());
    in_one_word(word).is_some() && !is_model()
}

fn nothing(wanted: &str) -> Usage {
    Usage(format!("there are no {wanted}"))
}
