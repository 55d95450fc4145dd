use clap_complete::ArgValueCompleter;

use crate::cli::{OutputArg, complete};
use crate::commands::paging::{Paging, say_what_is_left};
use crate::commands::registry::target;
use crate::commands::{Context, Exit};
use crate::model::RegisteredModel;
use crate::search::Entity;
use crate::store::{RegistryStore, VersionQuery};
use crate::ui::Format;
use crate::view::VersionList;

/// List versions, of one model or of all, the last changed first.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only those of this model
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::models))]
    name: Option<String>,

    /// Only versions that match, such as "run_id = '57e1...' OR tags.approved = 'yes'" (mlrun help filter)
    #[arg(long, value_name = "FILTER")]
    filter: Option<String>,

    /// Order by this: name, version_number, creation_timestamp or last_updated_timestamp, then ASC or DESC; may be repeated
    #[arg(long, value_name = "KEY [ASC|DESC]")]
    order_by: Vec<String>,

    /// Refuse what MLflow's own filter and order-by language does not have
    #[arg(long)]
    strict: bool,

    #[command(flatten)]
    paging: Paging,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let given = (args.filter.as_deref(), &args.order_by[..], args.strict);
    let asked = args.paging.ask(Entity::ModelVersion, given, context)?;
    let name = args.name.as_deref().map(target::model_name).transpose()?;
    let query = VersionQuery {
        name: name.clone(),
        deleted: false,
        without_tags: !matches!(args.output.output, Format::Json | Format::Ndjson),
        filter: asked.filter,
        order: asked.order,
        offset: asked.offset,
        max: asked.max,
    };
    let store = context.store()?;
    let page = context.page(store.search_model_versions(&query)?);
    let of_nothing = name
        .filter(|_| page.items.is_empty())
        .map(|name| target::model(&store, &name, context)); // or what is near
    let prompt = of_nothing.transpose()?.filter(RegisteredModel::is_prompt);
    context.ui.show(&VersionList::new(&page.items), args.output.output)?;
    match prompt {
        Some(prompt) => context.ui.hint(&format!(
            "'{}' is a prompt: `mlrun registry prompts show` shows its texts",
            prompt.name
        )),
        None => say_what_is_left(&page, "versions", &store, context),
    }
    Ok(Exit::Ok)
}
