use crate::cli::OutputArg;
use crate::commands::outcome::Mistake;
use crate::commands::paging::{Paging, hint_at_next};
use crate::commands::{Context, Exit};
use crate::search::{Dialect, Entity, Filter, Order};
use crate::store::{ModelQuery, RegistryStore};
use crate::ui::count;
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
    const ENTITY: Entity = Entity::RegisteredModel;
    let dialect = Dialect::new(args.strict, context.now());
    let filter = args.filter.as_deref().unwrap_or_default();
    let query = ModelQuery {
        filter: Filter::parse(ENTITY, filter, dialect).map_err(Mistake::of("--filter"))?,
        order: Order::parse(ENTITY, &args.order_by, dialect).map_err(Mistake::of("--order-by"))?,
        offset: args.paging.offset()?,
        max: args.paging.max(ENTITY, args.strict)?,
    };
    let store = context.store()?;
    let page = context.page(store.search_registered_models(&query)?);
    let shown = page.items.len();
    context
        .ui
        .show(&RegisteredModelList::new(&page.items), args.output.output)?;
    if let Some(total) = page.total.filter(|total| shown < *total) {
        let (shown, total) = (count(shown), count(total));
        context
            .ui
            .status(&format!("showing {shown} of {total} registered models"));
    }
    hint_at_next(page.next, context);
    context.hint_if_empty(&store, page.total.unwrap_or(shown));
    Ok(Exit::Ok)
}
