use crate::cli::OutputArg;
use crate::commands::paging::{Paging, say_what_is_left};
use crate::commands::{Context, Exit};
use crate::search::Entity;
use crate::store::{ModelQuery, RegistryStore};
use crate::view::RegisteredModelList;

/// List registered models by name. Prompts have a list of their own, `registry prompts list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only models that match, such as "name ILIKE 'digits%' AND tags.team = 'vision'" (mlrun help filter)
    #[arg(long, value_name = "FILTER")]
    filter: Option<String>,

    /// Order by this: name, creation_timestamp or last_updated_timestamp, then ASC or DESC; may be repeated
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
    let asked = args.paging.ask(Entity::RegisteredModel, given, context)?;
    let query = ModelQuery {
        filter: asked.filter,
        order: asked.order,
        offset: asked.offset,
        max: asked.max,
    };
    let store = context.store()?;
    let page = context.page(store.search_registered_models(&query)?);
    context
        .ui
        .show(&RegisteredModelList::new(&page.items), args.output.output)?;
    say_what_is_left(&page, "registered models", &store, context);
    Ok(Exit::Ok)
}
